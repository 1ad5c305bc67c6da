/* What the command line says: the options of each command, and where their parser puts them. */
#ifndef ATTNBENCH_OPTIONS_H
#define ATTNBENCH_OPTIONS_H

#include "attnbench/import/import.h"
#include "attnbench/base/part.h"

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OPTIONS_MAX_OVERRIDES = 64, OPTIONS_MAX_MODELS = 8, OPTIONS_MAX_ARGUMENTS = 1024, OPTIONS_MAX_GIVEN = 32 };

/* What the command line says, of all commands together. Texts point into argv. */
struct options {
    const char *arguments[OPTIONS_MAX_ARGUMENTS]; /* STUDY.yaml, or folders */
    int n_arguments;
    const char *command_line;     /* for the provenance */
    const char *output;           /* -o; NULL: the command's default */
    const char *format;           /* NULL: the command's default */
    const char *table;            /* of report: the one to print; NULL: all */
    const char *charts, *fail_if; /* of compare; NULL: not given */
    const char *intervals;        /* of report; the same */
    const char *overrides[OPTIONS_MAX_OVERRIDES];
    int n_overrides;
    char repeats[32]; /* "repeats=N", one of the overrides */
    struct {
        int key;
        const char *text;
    } given[OPTIONS_MAX_GIVEN]; /* of the options that take one value */
    int n_given;
    struct part part;
    double max_seconds, lost_seconds, max_trial_seconds, max_trial_bytes;
    int64_t max_failures;
    bool dry_run, keep_scratch, check, bits, no_traces;
    const char *models[OPTIONS_MAX_MODELS];
    int n_models;
    int64_t repeat, examples, epochs, sample; /* 0: the command's default */
    const char *input, *cell;
    bool weights;
    struct import_options import;
    double difference, half_width, power; /* 0: the command's default */
    double mean, sd;                      /* NaN: not stated */
    int64_t ranks;                        /* 0: the command's default */
    bool help, usage, version;
};

extern const struct argp_option run_options[], status_options[], report_options[], plan_options[], compare_options[],
    claims_options[], plot_options[], predict_options[], publish_options[], trial_options[], verify_options[],
    bench_options[], import_options[];
extern const struct argp_child common_options_child[]; /* of every command */

/* For all commands: each lists the options it knows. */
error_t parse_option(int key, char *text, struct argp_state *state);

#endif
