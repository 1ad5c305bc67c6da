/* The commands of the program: what main finds by name. */
#ifndef ATTNBENCH_COMMANDS_H
#define ATTNBENCH_COMMANDS_H

#include "attnbench/run.h"

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { OPTIONS_MAX_OVERRIDES = 64, OPTIONS_MAX_MODELS = 8 };

/* What the command line says, of all commands together. Texts point into argv. */
struct options {
    const char *argument;        /* STUDY.yaml or DIR; NULL: not given */
    const char *second_argument; /* another DIR; NULL: not given */
    const char *command_line;    /* for the provenance */
    const char *output;          /* -o; NULL: the command's default */
    const char *format;          /* NULL: the command's default */
    const char *overrides[OPTIONS_MAX_OVERRIDES];
    int n_overrides;
    char repeats[32]; /* "repeats=N", one of the overrides */
    struct part part;
    double max_seconds;
    bool dry_run, check;
    const char *models[OPTIONS_MAX_MODELS];
    int n_models;
    int64_t repeat, examples, epochs, sample; /* 0: the command's default */
    const char *input, *cell;
    bool weights;
    bool help, usage, version;
};

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
