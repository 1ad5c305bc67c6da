/* A claim that a study puts to the test, and what its figures say of it. */
#ifndef ATTNBENCH_CLAIM_H
#define ATTNBENCH_CLAIM_H

#include "attnbench/base/value.h"
#include "attnbench/metric/metric.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CLAIM_PUBLISHED = 64,
    CLAIM_MODEL = 64,
    CLAIM_TEXT = 256,
    CLAIM_WORD = METRIC_NAME,
    CLAIM_WHY = 512,
    SCOPE_CONDITIONS = 4
};

/* Where no pairs are held out, epochs are counted on the mean of so many epochs' steps right in training: of fewer
 * epochs there is no count. */
enum { EPOCHS_WINDOW = 100 };

/* The fewest epochs that can be counted: to the first look at held-out pairs; every: 0 when there are none. */
int64_t epochs_counted_from(int64_t every);

/* Reads "95", "0.5 %" or "2 points" (published, or behind the relation of an expectation): a decimal number without
 * leading zeros, and what stands behind it ("" when nothing does), which is judged elsewhere. False: no number. */
bool figure_parse(const char *text, double *out, char unit[static CLAIM_WORD]);

/* Intervals of a mean that a study may ask for: what settings call them, NULL past the end. */
#define INTERVAL_DEFAULT "default"
#define INTERVAL_ANY_SHAPE "any_shape"
const char *interval_word(size_t i);

enum relation { AT_LEAST, ABOVE, AT_MOST, BELOW, WITHIN };

/* What a claim expects: of the mean over repeats of `model`, or of its difference to that of `against`. */
struct expectation {
    char model[CLAIM_MODEL];   /* a model's name */
    char against[CLAIM_MODEL]; /* "": none, the model's own mean is meant */
    enum relation relation;
    double value;   /* in the metric's unit; WITHIN: the difference is from -value to value, which is above 0 */
    bool any_shape; /* by the interval of any_shape.h, not the default one */
};

/* "n_in >= 8", "cell = lstm": what a cell's value on an axis must be. */
struct condition {
    char axis[CLAIM_WORD];
    bool is_equal; /* to the value, in place of the relation */
    enum relation relation;
    char value[CLAIM_WORD]; /* as on the axis, a number or a word */
};

/* Of which cells of a grid a claim speaks: of the only one, of each, of one at least, of the mean over some, or of the
 * slope of its figure over an axis. */
enum scope_kind { SCOPE_CELL, SCOPE_EVERYWHERE, SCOPE_SOMEWHERE, SCOPE_MEAN, SCOPE_SLOPE };
struct scope {
    enum scope_kind kind;
    char axis[CLAIM_WORD]; /* of the slope */
    size_t n_conditions;   /* that cells must meet, all of them; 0: all cells are meant */
    struct condition conditions[SCOPE_CONDITIONS];
};

struct claim {
    char text[CLAIM_TEXT];   /* in words */
    char source[CLAIM_TEXT]; /* who says so; "" when unknown */
    double published;        /* the figure published, in the metric's unit, or the mean of its repeats; NaN when none */
    size_t n_published;      /* repeats that are published: 0, or 2 and more */
    double published_repeats[CLAIM_PUBLISHED];
    const struct metric *measured;
    struct expectation expect;
    struct scope scope;
    bool has_unit; /* behind the number that is expected */
    /* As the study file has them, where the above comes from. */
    char metric[CLAIM_WORD]; /* a metric's name */
    char model[CLAIM_MODEL], against[CLAIM_MODEL];
    char interval[CLAIM_WORD];         /* an interval_word; "": the default one */
    char stated[CLAIM_TEXT];           /* "mean >= 95", "attention - baseline > 0" */
    char margin[CLAIM_WORD];           /* what "within margin" stands for, by the study's metric; "": it has none */
    char published_stated[CLAIM_TEXT]; /* "72.6", "0.7 %", "[20, 23, 19]"; "": none */
};

enum verdict { VERDICT_UNDECIDED, VERDICT_SUPPORTED, VERDICT_REFUTED, VERDICT_NO_DATA };

/* Reads, without a unit, "attention >= 95", "attention - baseline > 0" (blanks around the minus, for names may have
 * one) or "attention - baseline within 2". EX_DATAERR with a message that says what would be right; whether the study
 * has the models is not checked here. What decides about it: claim_test (comparison.h). */
int expectation_parse(const char *text, struct expectation *out);

/* Sets claim->measured from `metric`, claim->published from `published_stated` and claim->expect from `stated`, where
 * "mean" stands for `model` and "difference" for `model` - `against`. EX_DATAERR with a message that begins with
 * "claims.KEY: ", when those are missing or contradict it, when a unit is not the metric's, or when the value is one
 * that the metric cannot have. */
int claim_resolve(struct claim *claim);

/* "attention - baseline > 0" into buffer; returns buffer. */
const char *expectation_text(const struct expectation *expectation, char *buffer, int size);

/* Whether a figure is as expected. */
bool expectation_holds(const struct expectation *expectation, double figure);

/* ">=" and others, but not "within". */
bool relation_find(const char *text, enum relation *out);
const char *relation_text(enum relation relation);

/* Takes out of the text what says of which cells it speaks; what is left is an expectation, of "difference" if it is
 * compared, else of "mean", where a slope names no model. EX_DATAERR with a message. */
int scope_take(char *text, size_t size, bool compared, struct scope *out);

/* Whether a cell with this value on the axis of the condition meets it. */
bool condition_is_met(const struct condition *condition, struct value value);

/* The whole: "attention - baseline > 0 everywhere", "slope n_in of attention - baseline > 0". Returns buffer. */
const char *claim_text(const struct claim *claim, char *buffer, int size);

/* "supported", … */
const char *verdict_text(enum verdict verdict);

/* Supported or refuted: neither undecided nor without data. */
bool verdict_is_clear(enum verdict verdict);

#endif
