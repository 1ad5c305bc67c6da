/* The figures of a model's repeats, of any metric: the one place that picks statistics by the metric's kind.
 *
 * Counts have those of estimate.h and comparison.h, shares those of share.h. Others have Student's t: of the mean, of
 * paired differences, or Welch's of two means. Their intervals are kept within what the metric can be. */
#ifndef ATTNBENCH_REPEATS_H
#define ATTNBENCH_REPEATS_H

#include "attnbench/stats/any_shape.h"
#include "attnbench/stats/comparison.h"
#include "attnbench/stats/estimate.h"
#include "attnbench/metric/metric.h"

struct repeats {
    const struct metric *metric;
    size_t n;
    int32_t *hits, *of; /* (n) of counts */
    double *values;     /* (n) in the metric's unit */
    bool same_sequences;
    double stratified; /* as of a sample */
};

/* Room for n repeats; none is there yet. EX_OSERR; repeats_free. */
int repeats_allocate(const struct metric *metric, size_t n, struct repeats *out);
void repeats_free(struct repeats *repeats);
void repeats_add(struct repeats *repeats, const struct figure *figure);

/* Mean, standard deviation and 95 % interval of the mean; NaN where undefined. */
struct mean_figure {
    size_t n;
    double mean, sd;
    struct interval ci;
};
struct mean_figure repeats_mean(const struct repeats *repeats, struct looks looks);

struct interval repeats_interval(const struct repeats *repeats, double level); /* of the mean */

/* An interval without what metric_range has not. NaN stays. */
struct interval interval_possible(struct interval interval, const struct metric *metric, bool of_difference,
                                  const struct metric_bounds *bounds);

/* any_shape_interval of the mean. NaN where the metric is no percentage, or the repeats share their sequences, whose
 * luck it knows nothing of. EX_OSERR. */
int repeats_any_shape(const struct repeats *repeats, double level, struct interval *out);

/* As estimate_make; what is of counts alone is NaN of others. EX_OSERR. */
int repeats_estimate(const struct repeats *repeats, struct looks looks, uint64_t seed, struct estimate *out);

/* As comparison_make or comparison_of_values; both of one metric. EX_OSERR. */
int repeats_compare(const struct repeats *a, const struct repeats *b, bool paired, struct looks looks, uint64_t seed,
                    struct comparison *out);

/* The difference of both means with its interval, without a test; NaN of less than 2. */
struct difference {
    double figure;
    struct interval ci;
};
struct difference repeats_difference(const struct repeats *a, const struct repeats *b, bool paired, double level);

/* As claim_test or claim_test_values; b NULL: a's mean. With expect->any_shape by that interval: of a difference by the
 * pairs', unpaired of the first of both. There are no data where repeats_any_shape is undefined. EX_OSERR. */
int repeats_test(const struct expectation *expect, const struct repeats *a, const struct repeats *b, bool paired,
                 struct looks looks, struct claim_result *out);

#endif
