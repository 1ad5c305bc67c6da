#include "attnbench/stats/any_shape.h"
#include "attnbench/base/error.h"

#include <math.h>
#include <stdlib.h>

/* Points with uniform weights, and room for what a weighted sum's distribution takes: one allocation, at x. */
struct points {
    size_t n;
    double *x, *above, *below, *chance; /* (n), (n), (n), (n + 1) */
};

/* The values, or their groups' means, and the least one; mirrored: of -x, whose least is -most. */
static int points_make(const double *values, size_t n, struct range range, bool mirrored, struct points *out)
{
    size_t group = (n + ANY_SHAPE_MOST - 1) / ANY_SHAPE_MOST, n_groups = n / group, room = n_groups + 1;
    double *x = allocate(4 * room + 1, sizeof *x);
    if (x == NULL)
        return EX_OSERR;
    *out = (struct points){room, x, x + room, x + 2 * room, x + 3 * room};
    for (size_t i = 0; i < n_groups; i++) {
        double sum = 0;
        for (size_t k = 0; k < group; k++)
            sum += values[i * group + k];
        x[i] = (mirrored ? -sum : sum) / (double)group;
    }
    x[n_groups] = mirrored ? -range.most : range.least;
    return 0;
}

/* P(sum w_i x_i <= t). Uniform weights are exponential times E_i over their sum, so that is P(A <= B), A the sum of
 * (x_i - t) E_i over the points above t, and B that of (t - x_j) E_j over those below. Either sum is a race through
 * stages of such mean lengths. Of the two stages under way, that of length a ends before that of b with probability
 * b / (a + b), and the other one is then as good as new. chance[j]: that A, with the stages so far still to come, ends
 * first of a B that has stage j and those after it. All terms are positive, so nothing cancels. */
static double chance_up_to(const struct points *points, double t)
{
    size_t n_above = 0, n_below = 0;
    for (size_t i = 0; i < points->n; i++)
        if (points->x[i] > t)
            points->above[n_above++] = points->x[i] - t;
        else if (points->x[i] < t)
            points->below[n_below++] = t - points->x[i];
    double *chance = points->chance;
    for (size_t j = 0; j < n_below; j++)
        chance[j] = 1;
    chance[n_below] = n_above > 0 ? 0 : 1;
    for (size_t i = 0; i < n_above; i++)
        for (size_t j = n_below; j-- > 0;)
            chance[j] = (points->below[j] * chance[j] + points->above[i] * chance[j + 1]) /
                        (points->above[i] + points->below[j]);
    return chance[0];
}

/* The t with that chance up to it, by false position (Dowell & Jarratt, BIT 11, 1971: the Illinois algorithm), and by
 * halves where that is slow. */
static double quantile(const struct points *points, double wanted)
{
    double low = points->x[0], high = points->x[0];
    for (size_t i = 1; i < points->n; i++) {
        low = fmin(low, points->x[i]);
        high = fmax(high, points->x[i]);
    }
    double at_low = -wanted, at_high = 1 - wanted, precision = 1e-13 * (high - low);
    for (int step = 0; high - low > precision && step < 200; step++) {
        double t = step % 4 == 3 ? (low + high) / 2 : (low * at_high - high * at_low) / (at_high - at_low);
        double here = chance_up_to(points, fmax(low, fmin(high, t))) - wanted;
        bool below = here < 0;
        if (here == 0)
            return t;
        at_low = below ? here : at_low / 2;
        at_high = below ? at_high / 2 : here;
        low = below ? t : low;
        high = below ? high : t;
    }
    return (low + high) / 2;
}

/* The end at the side of the least value, mirrored of the most. */
static int end_of(const double *values, size_t n, struct range range, bool mirrored, double error, double *out)
{
    struct points points;
    TRY(points_make(values, n, range, mirrored, &points));
    double end = quantile(&points, error);
    *out = mirrored ? -end : end;
    free(points.x);
    return 0;
}

int any_shape_interval(const double *values, size_t n, struct range range, double level, struct interval *out)
{
    *out = (struct interval){NAN, NAN};
    if (n < 2)
        return 0;
    TRY(end_of(values, n, range, false, (1 - level) / 2, &out->low));
    return end_of(values, n, range, true, (1 - level) / 2, &out->high);
}

int any_shape_p(const double *values, size_t n, struct range range, double value, double *out)
{
    double chances[2] = {NAN, NAN};
    *out = NAN;
    for (int mirrored = 0; mirrored < 2 && n >= 2; mirrored++) {
        struct points points;
        TRY(points_make(values, n, range, mirrored, &points));
        chances[mirrored] = chance_up_to(&points, mirrored ? -value : value);
        free(points.x);
    }
    if (n >= 2)
        *out = fmin(1, 2 * fmin(chances[0], chances[1]));
    return 0;
}
