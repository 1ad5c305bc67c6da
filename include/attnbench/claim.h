/* A claim that a study puts to the test, and what its figures say of it. */
#ifndef ATTNBENCH_CLAIM_H
#define ATTNBENCH_CLAIM_H

#include <stdbool.h>

enum { CLAIM_MODEL = 64, CLAIM_TEXT = 256, CLAIM_WORD = 24 };

enum relation { AT_LEAST, ABOVE, AT_MOST, BELOW };

/* What a claim expects: of the mean accuracy (percent) of `model`, or of its difference to that of `against`. */
struct expectation {
    char model[CLAIM_MODEL];   /* a model's name */
    char against[CLAIM_MODEL]; /* "": none, the model's own mean is meant */
    enum relation relation;
    double value; /* percent, or percentage points */
};

struct claim {
    char text[CLAIM_TEXT];   /* in words */
    char source[CLAIM_TEXT]; /* who says so; "" when unknown */
    double published;        /* the figure published, percent or percentage points; NaN when none */
    struct expectation expect;
    /* As the study file has them, where `expect` comes from. */
    char metric[CLAIM_WORD]; /* accuracy */
    char model[CLAIM_MODEL], against[CLAIM_MODEL];
    char stated[CLAIM_TEXT]; /* "mean >= 95", "attention - baseline > 0" */
};

enum verdict { VERDICT_UNDECIDED, VERDICT_SUPPORTED, VERDICT_REFUTED, VERDICT_NO_DATA };

/* Reads "attention >= 95" or "attention - baseline > 0" (blanks around the minus, for names may have one). The value is
 * a decimal number that an accuracy or a difference can have. EX_DATAERR with a message that says what would be right;
 * whether the study has the models is not checked here. What decides about it: claim_test (comparison.h). */
int expectation_parse(const char *text, struct expectation *out);

/* Sets claim->expect from `stated`, where "mean" stands for `model` and "difference" for `model` - `against`.
 * EX_DATAERR as above, or when those are missing or contradict it. */
int claim_resolve(struct claim *claim);

/* "attention - baseline > 0" into buffer; returns buffer. */
const char *expectation_text(const struct expectation *expectation, char *buffer, int size);

/* "supported", … */
const char *verdict_text(enum verdict verdict);

#endif
