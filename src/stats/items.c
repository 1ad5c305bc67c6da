#include "attnbench/stats/items.h"
#include "attnbench/base/error.h"
#include "attnbench/looks/looks.h"
#include "inference.h"

#include <Rmath.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define NOTHING  \
    {            \
        NAN, NAN \
    }
const struct item_mean item_mean_undefined = {0, 0, 0, NAN, NOTHING, NOTHING, NAN, NAN, NAN};
const struct item_difference item_difference_undefined = {0, 0, NAN, NOTHING, NOTHING, NAN, NAN, NAN, NAN, NAN, NAN};

/* ---- mean squares ---- */

/* Values, and behind them items that nobody has measured: `more` of `n_more` in each training alike. A mean has two
 * right and two wrong ones (as Agresti & Coull 1998 of one training). A difference has one on which the one model is
 * ahead and one on which the other is, by as much as on those seen (of single trainings as Bonett & Price 2012). So
 * what all get right is not for that without any luck. */
enum { MOST_MORE = 4 };
struct extended {
    const struct item_table *table;
    const struct item_table *less; /* of pairs: what each value is less; NULL: nothing */
    const double *more;
    size_t n_more;
};

static double value_of(const struct extended *of, size_t training, size_t item)
{
    const struct item_table *table = of->table;
    if (item >= table->m)
        return of->more[item - table->m];
    double less = of->less != NULL ? of->less->values[training * table->m + item] : 0;
    return table->values[training * table->m + item] - less;
}

/* Of the analysis of variance, each with its degrees of freedom; NaN where these are 0. */
struct squares {
    double n, m; /* trainings, and items with those behind them */
    double mean;
    double of_training, of_item, of_rest;
};

/* columns: (m) becomes each item's mean over the trainings. */
static struct squares squares_of(const struct extended *of, double *columns)
{
    size_t n = of->table->n, m = of->table->m + of->n_more;
    struct squares out = {.n = (double)n, .m = (double)m};
    double trainings = 0, items = 0, rest = 0;
    for (size_t i = 0; i < m; i++) {
        columns[i] = 0;
        for (size_t r = 0; r < n; r++)
            columns[i] += value_of(of, r, i) / out.n;
        out.mean += columns[i] / out.m;
    }
    for (size_t i = 0; i < m; i++)
        items += (columns[i] - out.mean) * (columns[i] - out.mean);
    for (size_t r = 0; r < n; r++) {
        double row = 0;
        for (size_t i = 0; i < m; i++)
            row += value_of(of, r, i) / out.m;
        trainings += (row - out.mean) * (row - out.mean);
        for (size_t i = 0; i < m; i++) {
            double left = value_of(of, r, i) - row - columns[i] + out.mean;
            rest += left * left;
        }
    }
    out.of_training = n > 1 ? out.m * trainings / (out.n - 1) : NAN;
    out.of_item = m > 1 ? out.n * items / (out.m - 1) : NAN;
    out.of_rest = n > 1 && m > 1 ? rest / ((out.n - 1) * (out.m - 1)) : NAN;
    return out;
}

/* ---- two-way inference ---- */

/* A mean or difference with the variance of its estimate over further trainings and items, and degrees of freedom. */
struct two_way {
    double figure, variance, df;
};

/* The items' mean differences vary by item, and by what is left of the rest: var(D) / m. Each group of trainings (both
 * models' where they are not paired) adds what trainings alone make, (MS_training - MS_rest) / (n m), unless that is
 * negative. It is never less than of these very items, sum of MS_training / (n m). Degrees of freedom by Satterthwaite
 * (Biometrics Bulletin 2, 1946). items: variance of D with m - 1. */
static struct two_way combine(double figure, double items, double m, const struct squares *groups, size_t n_groups)
{
    double whole = items / m, squares = whole * whole / (m - 1), these = 0, these_squares = 0;
    for (size_t g = 0; g < n_groups && groups[g].n > 1; g++) {
        double cells = groups[g].n * groups[g].m, degrees = groups[g].n - 1;
        double training = groups[g].of_training / cells, rest = groups[g].of_rest / cells;
        these += training;
        these_squares += training * training / degrees;
        squares += training * training / degrees;
        if (training > rest) {
            whole += training - rest;
            squares += rest * rest / (degrees * (m - 1));
        }
    }
    bool is_less = whole < these;
    double variance = is_less ? these : whole;
    return (struct two_way){figure, variance, variance * variance / (is_less ? these_squares : squares)};
}

static double variance_of(const double *x, size_t n)
{
    double mean = 0, squares = 0;
    for (size_t i = 0; i < n; i++)
        mean += x[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (x[i] - mean) * (x[i] - mean);
    return squares / (double)(n - 1);
}

/* least, most: that the figure can be. */
static struct interval interval_of(const struct two_way *of, double level, double least, double most)
{
    if (!(of->variance > 0))
        return (struct interval){NAN, NAN};
    double reach = qt((1 - level) / 2, of->df, 0, 0) * sqrt(of->variance);
    return (struct interval){fmax(least, of->figure - reach), fmin(most, of->figure + reach)};
}

static double p_of(const struct two_way *of)
{
    return of->variance > 0 ? 2 * pt(-fabs(of->figure) / sqrt(of->variance), of->df, 1, 0) : NAN;
}

static struct interval scaled(struct interval interval, double by)
{
    return (struct interval){by * interval.low, by * interval.high};
}

/* ---- of these items ---- */

/* The trainings' means, as counts or as values. One allocation, at values. */
struct trainings {
    double *values;      /* (n) */
    int32_t *right, *of; /* (n) of right or wrong */
    struct sample sample;
    struct description about; /* of values */
};

static int trainings_of(const struct item_table *table, struct trainings *out)
{
    *out = (struct trainings){.values = allocate(table->n + 1, sizeof *out->values + 2 * sizeof *out->right)};
    if (out->values == NULL)
        return EX_OSERR;
    out->right = (int32_t *)(void *)(out->values + table->n);
    out->of = out->right + table->n;
    for (size_t r = 0; r < table->n; r++) {
        double sum = 0;
        for (size_t i = 0; i < table->m; i++)
            sum += table->values[r * table->m + i];
        out->values[r] = sum / (double)table->m;
        out->right[r] = (int32_t)lround(sum);
        out->of[r] = (int32_t)table->m;
    }
    out->sample = (struct sample){.n = table->n, .correct = out->right, .sequences = out->of};
    out->about = describe(out->values, table->n);
    return 0;
}

static void these_of_difference(const struct trainings *a, const struct trainings *b, enum item_values kind,
                                bool paired, double level, struct item_difference *out)
{
    if (a->about.n < 2 || b->about.n < 2)
        return;
    if (kind == ITEMS_RIGHT_OR_WRONG) {
        struct question question = question_of(&a->sample, &b->sample, paired);
        out->of_these = question_interval(&question, question_quantile(&question, level));
        out->p_these = question_p(&question, ABOVE, 0, level);
        return;
    }
    struct description pairs = paired ? describe_pairs(a->values, b->values, a->about.n, 0) : a->about;
    struct mean_of_values mean = mean_of_values(&pairs, paired ? NULL : &b->about);
    out->of_these = mean_of_values_interval(&mean, level);
    out->p_these = mean_of_values_p(&mean, 0);
}

/* ---- a mean ---- */

/* Variances of one value: (MS_training - MS_rest) / m, (MS_item - MS_rest) / n and MS_rest, those below 0 as 0. */
static void split_variance(const struct squares *squares, double unit, struct item_mean *out)
{
    out->of_training = unit * fmax(0, (squares->of_training - squares->of_rest) / squares->m);
    out->of_item = unit * fmax(0, (squares->of_item - squares->of_rest) / squares->n);
    out->of_rest = unit * squares->of_rest;
    if (squares->n < 2)
        out->of_training = out->of_item = out->of_rest = NAN;
}

int item_mean_make(const struct item_table *table, enum item_values kind, struct looks looks, struct item_mean *out)
{
    static const double two_and_two[] = {1, 1, 0, 0};
    bool right_or_wrong = kind == ITEMS_RIGHT_OR_WRONG;
    double unit = right_or_wrong ? 100 : 1, level = look_level(looks);
    *out = item_mean_undefined;
    out->n = table->n;
    out->items = table->m;
    if (table->n == 0 || table->m < 2)
        return 0;
    struct extended plain = {.table = table}, extended = {table, NULL, two_and_two, right_or_wrong ? 4 : 0};
    struct trainings trainings;
    double *columns = allocate(table->m + MOST_MORE, sizeof *columns);
    int status = columns == NULL ? EX_OSERR : trainings_of(table, &trainings);
    if (status == 0) {
        struct squares seen = squares_of(&plain, columns), with_more = squares_of(&extended, columns);
        size_t m = table->m + extended.n_more;
        struct two_way two_way = combine(with_more.mean, variance_of(columns, m), (double)m, &with_more, 1);
        out->mean = unit * seen.mean;
        out->of_new =
            scaled(interval_of(&two_way, level, right_or_wrong ? 0 : -INFINITY, right_or_wrong ? 1 : INFINITY), unit);
        split_variance(&seen, unit * unit, out);
        struct mean_of_values mean = mean_of_values(&trainings.about, NULL);
        if (table->n > 1)
            out->of_these =
                right_or_wrong ? mean_interval(&trainings.sample, level) : mean_of_values_interval(&mean, level);
        free(trainings.values);
    }
    free(columns);
    return status;
}

/* ---- a difference ---- */

static double mcnemar(double only_a, double only_b)
{
    return fmin(1, 2 * pbinom(fmin(only_a, only_b), only_a + only_b, 0.5, 1, 0));
}

static void compare_single(const struct item_table *a, const struct item_table *b, struct item_difference *out)
{
    out->only_a = out->only_b = 0;
    for (size_t i = 0; i < a->m; i++) {
        out->only_a += a->values[i] > b->values[i];
        out->only_b += a->values[i] < b->values[i];
    }
    out->p_mcnemar = mcnemar(out->only_a, out->only_b);
}

static double mean_of_item(const struct item_table *table, size_t item)
{
    double sum = 0; /* exact of right and wrong */
    for (size_t r = 0; r < table->n; r++)
        sum += table->values[r * table->m + item];
    return sum / (double)table->n;
}

/* How far the models are apart on an item on which they differ: the root mean square; where they differ on none, 1. */
static double size_of_differences(const struct item_table *a, const struct item_table *b)
{
    double squares = 0;
    size_t n = 0;
    for (size_t i = 0; i < a->m; i++) {
        double difference = mean_of_item(a, i) - mean_of_item(b, i);
        squares += difference * difference;
        n += difference != 0;
    }
    return n > 0 ? sqrt(squares / (double)n) : 1;
}

/* room: (2, m + MOST_MORE) */
static struct two_way two_way_difference(const struct item_table *a, const struct item_table *b, bool right_or_wrong,
                                         bool paired, double *room)
{
    double size = right_or_wrong ? size_of_differences(a, b) : 0;
    const double by_pair[] = {size, -size}, by_a[] = {size, 0}, by_b[] = {0, size};
    size_t more = right_or_wrong ? 2 : 0, m = a->m + more;
    const struct extended pairs = {a, b, by_pair, more}, of_a = {a, NULL, by_a, more}, of_b = {b, NULL, by_b, more};
    double *columns = room, *others = room + m;
    struct squares groups[2];
    if (paired) {
        groups[0] = squares_of(&pairs, columns);
        return combine(groups[0].mean, variance_of(columns, m), (double)m, groups, 1);
    }
    groups[0] = squares_of(&of_a, columns);
    groups[1] = squares_of(&of_b, others);
    for (size_t i = 0; i < m; i++)
        columns[i] -= others[i];
    return combine(groups[0].mean - groups[1].mean, variance_of(columns, m), (double)m, groups, 2);
}

int item_difference_make(const struct item_table *a, const struct item_table *b, enum item_values kind, bool paired,
                         struct looks looks, struct item_difference *out)
{
    bool right_or_wrong = kind == ITEMS_RIGHT_OR_WRONG;
    double unit = right_or_wrong ? 100 : 1, most = right_or_wrong ? 1 : INFINITY, level = look_level(looks);
    *out = item_difference_undefined;
    out->items = a->m;
    if (a->n == 0 || b->n == 0 || a->m < 2)
        return 0;
    struct trainings of_a = {.values = NULL}, of_b = {.values = NULL};
    double *room = allocate(2 * (a->m + MOST_MORE), sizeof *room);
    int status = room == NULL ? EX_OSERR : trainings_of(a, &of_a);
    if (status == 0)
        status = trainings_of(b, &of_b);
    if (status == 0) {
        struct two_way two_way = two_way_difference(a, b, right_or_wrong, paired, room);
        out->figure = unit * (of_a.about.mean - of_b.about.mean);
        out->of_new = scaled(interval_of(&two_way, level, -most, most), unit);
        out->p_new = out->p_new_holm = p_of_looks(p_of(&two_way), looks);
        these_of_difference(&of_a, &of_b, kind, paired, level, out);
        out->p_these = p_of_looks(out->p_these, looks);
        if (right_or_wrong && a->n == 1 && b->n == 1)
            compare_single(a, b, out);
    }
    free(of_a.values);
    free(of_b.values);
    free(room);
    return status;
}

int item_differences_adjust(struct item_difference *first, size_t n, size_t stride)
{
    double *p = allocate(2 * n + 1, sizeof *p);
    if (p == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++) {
        const struct item_difference *one = (void *)((char *)first + i * stride);
        p[i] = isnan(one->p_new) && one->items > 0 ? 1 : one->p_new;
    }
    int status = holm(p, n, p + n);
    for (size_t i = 0; i < n && status == 0; i++) {
        struct item_difference *one = (void *)((char *)first + i * stride);
        one->p_new_holm = isnan(one->p_new) ? NAN : p[n + i];
    }
    free(p);
    return status;
}
