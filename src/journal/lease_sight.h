/* What somebody sees who looks at the lease of a folder (lease.h), without taking it. */
#ifndef ATTNBENCH_LEASE_SIGHT_H
#define ATTNBENCH_LEASE_SIGHT_H

#include "lease_holder.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define LEASE_PREFIX "lease." /* before its number */
#define LEASE_FREE "free\n"   /* what it says then */
enum { LEASE_CONTENT = 1024 };

enum lease_state {
    FREE_TO_TAKE, /* or its holder is dead, which can be told */
    HELD,
    UNTOUCHED, /* since `touched`: dead, if that is long ago */
    GONE,      /* there is no such file any more */
};

struct sight {
    enum lease_state state;
    char content[LEASE_CONTENT];
    struct lease_holder holder;
    bool is_written; /* else its holder was killed before it had said who it is, or is about to say so */
    double touched;  /* by the file system's clock */
};

/* Seconds without a touch after which an untouched lease is a dead one's. */
double sight_patience(const struct sight *sight);

/* EX_CANTCREAT when it cannot be read, or is no file. */
int lease_look(const char *directory, int64_t number, struct sight *out);

/* The lease itself: the one with the highest number, 0 when there is none. */
int lease_look_at_highest(const char *directory, int64_t *highest, struct sight *out);

/* 0 when there is none. Removes those below `remove_below`. EX_CANTCREAT. */
int lease_find_highest(const char *directory, int64_t remove_below, int64_t *highest);

int lease_path(char *out, size_t size, const char *directory, int64_t number);

double time_on(void); /* seconds that go on while the machine sleeps */
double seconds_of(struct timespec time);

#endif
