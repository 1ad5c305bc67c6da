/* Cases of simulated studies, whose figures are what the intervals and tests of the program made of them. */
#ifndef ATTNBENCH_TEST_SIMULATED_CASES_H
#define ATTNBENCH_TEST_SIMULATED_CASES_H

#include "simulated_studies.h"

enum { STUDIES = 10000, MORE = 5, FAMILY = 9, FIGURES = 12, MOST_CASES = 400 };

/* Studies of so many repeats. */
enum { N_SIZES = 3 };
extern const size_t sizes[N_SIZES];

enum kind {
    MEAN,          /* of regime a: coverage and width of the default interval (0, 1), of t (2, 3), of BCa (4, 5), of any
                      shape (6, 7); of one further training's (8); share of studies with a repeat that is named as
                      far from the rest (9), coverage of the share of trainings that fail (10) */
    NO_DIFFERENCE, /* of a and b, equal: share with p <= 5 % by default, t, Wilcoxon, permutation, Mann-Whitney (0 to
                      4), with a verdict (5); coverage of the probability of improvement (6) */
    POWER,         /* the same of different ones */
    DIFFERENCE,    /* of a - b: coverage, width */
    FAMILY_OF_NINE, /* share with any verdict, with Holm and without (0, 1) */
    UNEQUAL,        /* n repeats against b of the same regime a, unpaired: share with a verdict (0), width (1) */
    UNEQUAL_VALUES, /* the same of values a */
    UNLIKE,         /* two of the same mean, of which a has trainings that fail: share with a verdict by default, t, any
                       shape (0 to 2) */
    LOOKS,          /* stopped when narrow: coverage and mean n at 95 % (0, 1), by Pocock's spending (2, 3), by O'Brien
                       and Fleming's (8, 9), by any shape and Pocock's (6, 7); stopped when decided: false verdicts at
                       95 % (4), by Pocock's (5), by the other (10) */
    ADVICE,    /* of two equal models from 10 repeats on, enlarged to the repeats to settle while there are at most 100:
                  share    decided at once, after one enlarging at most, after five (0 to 2) */
    BANDS,     /* a: enum curves; coverage of the pointwise band's points, of the simultaneous band and the pointwise
                  one whole (0 to 2), how much wider it is (3) */
    VARIANCE,  /* coverage of the variance (0), its interval's upper end over the truth (1), coverage of the ratio of
                  two equal ones (2) */
    ALL_CELLS, /* three cells together: coverage and width of the mean (0, 1), of the difference of two models (2, 3),
                  share with a verdict when there is none (4) */
    SHARED,    /* all repeats on the same sequences: coverage and width of the mean (0, 1), and of the difference of
                  two models that find the same sequences hard (2, 3) */
    VALUES,    /* a: enum values; coverage of Student's t (0) */
    SOONER,    /* a: percent of repeats that never get there; share with p <= 5 % (0), coverage of P(sooner) (1) */
    EQUIVALENCE, /* within the difference of a and b: supported, refuted (0, 1); of two models like a, supported, and so
                    by two claims (2, 3) */
    GRID_CLAIMS, /* nine cells: where none differs, "a - b > 0" everywhere and somewhere supported, a slope over three
                    values decided (0 to 2); everywhere supported where all differ as a and b (3); of three that do
                    those found after Holm and after Benjamini & Hochberg (4, 5), and false ones of the latter's (6) */
    TOGETHER,    /* nine comparisons of a and b: coverage of all nine simultaneous intervals where none differs, three,
                    all,    and eight that are far apart, four to either side (0 to 3); the same of intervals of 95 % each
                    where none differs (4); mean widths of both where three differ (5, 6);
                    comparisons whose interval and verdict disagree (7) */
    PILOTS,      /* of n repeats: is the number of repeats that the truth takes in the range that the pilot gives (0);
                    its means of that number and of the range's ends (1 to 3) */
    ITEMWISE,    /* n trainings of two equal models on the same 100 items, a: which of eases: coverage and width of the
                    mean for new items (0, 1) and these (2, 3), of the difference likewise (4 to 7); false verdicts for
                    new items and by McNemar's test (8, 9); widths of the default intervals of both (10, 11) */
};

struct simulated_case {
    enum kind kind;
    int a, b; /* regimes, unless the kind says otherwise */
    enum relation_of_repeats relation;
    size_t n;
    double figures[FIGURES]; /* means over studies: shares and widths */
};

/* Values that are no shares, and have Student's t. */
enum values { LOG_NORMAL_35, LOG_NORMAL_80, EPOCHS_30, EPOCHS_70, N_VALUES };
extern const char *const value_names[N_VALUES];

/* Repeats of one model and of another. */
enum { N_UNEQUAL = 4 };
extern const size_t unequal[N_UNEQUAL][2];

void simulate(struct simulated_case *of, uint64_t seed);

/* Prints the tables of docs/statistics.md from all cases. */
void print_tables(const struct simulated_case *cases, size_t n);

extern const char *const relation_names[N_RELATIONS];
extern const char *const curve_names[];

enum { N_PAIRS = 5, N_FAR_APART = 3 };
extern const int equal_or_not[N_PAIRS][2], far_apart[N_FAR_APART][2];

#endif
