/* DIR/running: what the run at work tells others. */
#ifndef ATTNBENCH_RUNNING_FILE_H
#define ATTNBENCH_RUNNING_FILE_H

#include <stddef.h>
#include <stdint.h>

/* Removes what a killed run left of DIR/running. */
void running_remove(const char *directory);

/* What DIR/running told last of the run at work. */
struct running_report {
    char host[256];
    int64_t pid, ranks, started, updated; /* times: seconds since 1970; pid 0: nothing was told */
    double seconds_left;                  /* NaN: not known */
    size_t n_in_flight;
    struct {
        size_t trial;
        int rank;
    } * in_flight; /* (n_in_flight) */
};

/* Reads it without a lock. Release with free(out->in_flight). */
void running_read(const char *directory, struct running_report *out);

#endif
