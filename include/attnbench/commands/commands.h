/* The commands of the program: what main finds by name. */
#ifndef ATTNBENCH_COMMANDS_H
#define ATTNBENCH_COMMANDS_H

#include "attnbench/options/options.h"

#include <stdio.h>

struct command {
    const char *name;
    const char *help; /* one line */
    bool every_rank;  /* under mpirun: all ranks take part; else only the first does anything */
    struct argp argp;
    int (*run)(const struct options *options); /* a sysexits.h status, its message kept by fail() */
    void (*more_help)(FILE *out);              /* after the options; NULL: nothing */
};

extern const struct command commands[]; /* ended by name == NULL */

struct exit_status {
    int status;
    const char *meaning;
};
extern const struct exit_status exit_statuses[]; /* of all commands; ended by meaning == NULL */

#endif
