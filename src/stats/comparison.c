#include "attnbench/comparison.h"
#include "attnbench/error.h"
#include "exact_tests.h"
#include "improvement.h"
#include "inference.h"

#include <Rmath.h>
#include <math.h>
#include <stdlib.h>

static const double SIGNIFICANT = 0.05;

const size_t fewer_repeats[FEWER_REPEATS] = {3, 5, 7};

struct interval difference_interval(const struct sample *a, const struct sample *b, bool paired, double level)
{
    struct question question = question_of(a, b, paired);
    return question_interval(&question, question_quantile(&question, level));
}

/* Of "a > b". */
static enum verdict verdict_of(double p, double difference)
{
    if (isnan(p))
        return VERDICT_NO_DATA;
    if (p > SIGNIFICANT)
        return VERDICT_UNDECIDED;
    return difference > 0 ? VERDICT_SUPPORTED : VERDICT_REFUTED;
}

static enum verdict verdict_of_first(const struct sample *a, const struct sample *b, bool paired, size_t n)
{
    if (a->n < n || b->n < n)
        return VERDICT_NO_DATA;
    struct sample first_a = *a, first_b = *b;
    first_a.n = first_b.n = n;
    struct question question = question_of(&first_a, &first_b, paired);
    struct interval interval = question_interval(&question, question_quantile(&question, 0.95));
    if (!interval_settles(interval, ABOVE, 0))
        return VERDICT_UNDECIDED;
    return interval.low > 0 ? VERDICT_SUPPORTED : VERDICT_REFUTED;
}

/* ---- tests ---- */

/* NaN when the repeats do not vary, for then t has no size. */
static double student_p(const struct question *question)
{
    const struct moments *a = &question->a, *b = &question->b;
    double variance = question->paired ? question->variance_of_pairs / (double)a->n
                                       : a->variance / (double)a->n + b->variance / (double)b->n;
    if (!(variance > 0))
        return NAN;
    return 2 * pt(-fabs(a->mean - b->mean) / sqrt(variance), question->df, 1, 0);
}

static double cohens_d(const struct question *question)
{
    const struct moments *a = &question->a, *b = &question->b;
    double pooled = ((double)(a->n - 1) * a->variance + (double)(b->n - 1) * b->variance) / (double)(a->n + b->n - 2);
    double variance = question->paired ? question->variance_of_pairs : pooled;
    return variance > 0 ? (a->mean - b->mean) / sqrt(variance) : NAN;
}

static int rearrange(const struct sample *a, const struct sample *b, bool paired, const struct scores *scores,
                     uint64_t seed, struct comparison *out)
{
    TRY(mann_whitney_test(scores->a, a->n, scores->b, b->n, &out->p_mann_whitney));
    if (!paired)
        return label_test(scores->a, a->n, scores->b, b->n, seed, &out->p_permutation);
    for (size_t i = 0; i < a->n; i++)
        scores->a[i] -= scores->b[i];
    TRY(signed_rank_test(scores->a, a->n, seed, &out->p_wilcoxon));
    return sign_flip_test(scores->a, a->n, seed, &out->p_permutation);
}

/* ---- how many repeats ---- */

/* The difference as many standard errors from 0 as p_alone says, sqrt(N / n) times as many with N repeats. */
static size_t repeats_to_settle(const struct comparison *comparison, double in_family)
{
    double significant = in_family / (double)comparison->n_looks;
    const size_t most = REPEATS_TO_SETTLE_MOST;
    size_t sets = comparison->paired ? 1 : 2, settled = comparison->n;
    double n = (double)settled, t = qt(comparison->p_alone / 2, (double)sets * (n - 1), 0, 0);
    if (isnan(comparison->p_alone) || comparison->p_alone <= significant)
        return 0;
    if (comparison->shared_luck)
        return most;
    size_t open = settled;
    while (settled < most) {
        settled *= 2;
        if (qt(significant / 2, (double)(sets * (settled - 1)), 0, 0) <= t * sqrt((double)settled / n))
            break;
        open = settled;
    }
    if (settled >= most)
        return most;
    while (settled - open > 1) {
        size_t middle = open + (settled - open) / 2;
        if (qt(significant / 2, (double)(sets * (middle - 1)), 0, 0) <= t * sqrt((double)middle / n))
            settled = middle;
        else
            open = middle;
    }
    return settled;
}

/* ---- comparisons ---- */

int comparison_make(const struct sample *a, const struct sample *b, bool paired, size_t n_looks, uint64_t seed,
                    struct comparison *out)
{
    struct interval none = {NAN, NAN};
    struct question question = question_of(a, b, paired);
    *out = (struct comparison){.paired = paired,
                               .shared_luck = a->same_sequences || b->same_sequences,
                               .n = a->n < b->n ? a->n : b->n,
                               .difference = a->n > 0 && b->n > 0 ? question_figure(&question) : NAN,
                               .ci = none,
                               .n_looks = n_looks,
                               .p_alone = NAN,
                               .p = NAN,
                               .p_holm = NAN,
                               .correlation = question.correlation,
                               .p_t = NAN,
                               .p_wilcoxon = NAN,
                               .p_permutation = NAN,
                               .p_mann_whitney = NAN,
                               .cohens_d = NAN,
                               .cliffs_delta = NAN,
                               .improvement = NAN,
                               .improvement_ci = none,
                               .verdict = VERDICT_NO_DATA,
                               .alone = VERDICT_NO_DATA};
    for (int i = 0; i < FEWER_REPEATS; i++)
        out->with_fewer[i] = verdict_of_first(a, b, paired, fewer_repeats[i]);
    if (out->n < 2)
        return 0;
    struct scores scores;
    TRY(scores_make(a, b, &scores));
    out->ci = question_interval(&question, question_quantile(&question, look_level(n_looks)));
    out->p_alone = question_p(&question, ABOVE, 0);
    out->p = out->p_holm = p_of_looks(out->p_alone, n_looks);
    out->alone = verdict_of(out->p_alone, out->difference);
    out->verdict = verdict_of(out->p, out->difference);
    out->repeats_to_settle = repeats_to_settle(out, SIGNIFICANT);
    out->p_t = student_p(&question);
    out->cohens_d = cohens_d(&question);
    out->cliffs_delta = cliffs_delta(scores.a, a->n, scores.b, b->n);
    out->improvement = (out->cliffs_delta + 1) / 2;
    out->improvement_ci = improvement_interval(out->improvement, a->n, b->n);
    int status = rearrange(a, b, paired, &scores, seed, out);
    free(scores.a);
    return status;
}

int holm_adjust(struct comparison *comparisons, size_t n)
{
    double *p = allocate(2 * n + 1, sizeof *p);
    if (p == NULL)
        return EX_OSERR;
    double *adjusted = p + n;
    for (size_t i = 0; i < n; i++)
        p[i] = comparisons[i].p;
    int status = holm(p, n, adjusted);
    size_t n_open = 0;
    for (size_t i = 0; status == 0 && i < n; i++) {
        comparisons[i].p_holm = adjusted[i];
        comparisons[i].verdict = verdict_of(adjusted[i], comparisons[i].difference);
        n_open += comparisons[i].verdict == VERDICT_UNDECIDED;
    }
    for (size_t i = 0; status == 0 && i < n; i++)
        comparisons[i].repeats_to_settle = comparisons[i].verdict == VERDICT_UNDECIDED
                                               ? repeats_to_settle(&comparisons[i], SIGNIFICANT / (double)n_open)
                                               : 0;
    free(p);
    return status;
}
