/* Options without a letter; the others are known by theirs. */
#ifndef ATTNBENCH_OPTIONS_KEYS_H
#define ATTNBENCH_OPTIONS_KEYS_H

#include "attnbench/options/options.h"

enum {
    KEY_SET = 256,
    KEY_REPEATS,
    KEY_PART,
    KEY_MAX_TIME,
    KEY_LOST_AFTER,
    KEY_MAX_TRIAL_TIME,
    KEY_MAX_TRIAL_MEMORY,
    KEY_MAX_FAILURES,
    KEY_FAIL_FAST,
    KEY_KEEP_SCRATCH,
    KEY_DRY_RUN,
    KEY_FORMAT,
    KEY_TABLE,
    KEY_MODEL,
    KEY_REPEAT,
    KEY_CELL,
    KEY_EXAMPLES,
    KEY_INPUT,
    KEY_WEIGHTS,
    KEY_EPOCHS,
    KEY_SAMPLE,
    KEY_CHECK,
    KEY_BITS,
    KEY_PLOT,
    KEY_FAIL_IF,
    KEY_INTERVALS,
    KEY_NO_TRACES,
    KEY_COLUMN_MODEL,
    KEY_COLUMN_REPEAT,
    KEY_COLUMN_OF,
    KEY_COLUMN_ITEM,
    KEY_METRIC,
    KEY_AXIS,
    KEY_WIDE,
    KEY_BETTER,
    KEY_UNIT,
    KEY_MISSING,
    KEY_NAME,
    KEY_CLAIMS,
    KEY_FROM,
    KEY_DIFFERENCE,
    KEY_HALF_WIDTH,
    KEY_POWER,
    KEY_MEAN,
    KEY_SD,
    KEY_RANKS,
    KEY_USAGE,
};

/* ARGP_ERR_UNKNOWN: it is none of import's. */
error_t parse_import_option(int key, const char *text, struct import_options *import);

#endif
