/* Made-up studies whose truth is known: trainings whose accuracy is beta distributed, evaluated on 100 sequences. */
#ifndef ATTNBENCH_TEST_SIMULATED_STUDIES_H
#define ATTNBENCH_TEST_SIMULATED_STUDIES_H

#include "attnbench/base/random.h"
#include "attnbench/stats/estimate.h"

enum {
    NONE = -1,
    BASELINE,
    ATTENTION,
    CEILING,
    BETTER_BASELINE,
    WORSE_ATTENTION,
    WORSE_CEILING,
    SPREAD,
    FAILING,
    FAILING_MORE,
    REAL_CELL,
    AS_FAILING, /* the same means, but no training fails */
    AS_FAILING_MORE,
    N_REGIMES
};
enum { SEQUENCES = 100 };

/* How the true accuracy of a training is distributed. */
struct regime {
    const char *name;
    double mean, sd; /* percent */
};
extern const struct regime regimes[N_REGIMES];

/* What the repeats of two models have in common. */
enum relation_of_repeats { INDEPENDENT, TRAINING_SHARED, EVALUATION_SHARED, UNPAIRED, N_RELATIONS };

enum { MOST_REPEATS = 100 };

struct simulated_study {
    int32_t a[MOST_REPEATS], b[MOST_REPEATS], sequences[MOST_REPEATS];
    struct sample of_a, of_b;
};

/* To be called once, before any study is drawn. */
void prepare_regimes(void);

/* Of all trainings of the regime, those that stay at 20 %. */
double failing_share(int regime);

/* P(an accuracy of a > one of b) + P(equal) / 2. */
double improvement_of(int a, int b);

/* n repeats of a, and of b unless it is NONE. */
void draw_study(struct stream *stream, int a, int b, enum relation_of_repeats relation, size_t n,
                struct simulated_study *out);

#endif
