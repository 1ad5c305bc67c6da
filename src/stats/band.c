#include "attnbench/stats/band.h"
#include "attnbench/base/error.h"
#include "attnbench/base/random.h"
#include "attnbench/stats/describe.h"
#include "attnbench/base/sort.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { DRAWS = 2000 };

/* Deviations from the mean, point after point: (n_points, n_curves), 0 where a curve is absent. Those of a point are
 * scaled to sum to 1 when squared; points of too few curves, or where all are equal, have zeros. */
struct deviations {
    size_t n_points, n_curves;
    double *values;
};

/* With signs s_i and deviations d_i of n curves, sum of d_i^2 = 1, the t of x_i = s_i d_i is
 *   sqrt(n) mean / sd = S sqrt((n-1) / (n - S^2)),  S = sum of x_i. */
static double largest_t(const struct deviations *deviations, const struct band *points, const double *signs)
{
    double largest = 0;
    for (size_t t = 0; t < deviations->n_points; t++) {
        const double *d = deviations->values + t * deviations->n_curves;
        double sum = 0, n = (double)points[t].n;
        for (size_t i = 0; i < deviations->n_curves; i++)
            sum += signs[i] * d[i];
        if (sum != 0)
            largest = fmax(largest, fabs(sum) * sqrt((n - 1) / fmax(n - sum * sum, 0)));
    }
    return largest;
}

/* The 95 % quantile of largest_t over random signs. */
static int critical_value(const struct deviations *deviations, const struct band *points, uint64_t seed, double *out)
{
    double *largest = allocate(DRAWS, sizeof *largest), *signs = allocate(deviations->n_curves, sizeof *signs);
    int status = largest != NULL && signs != NULL ? 0 : EX_OSERR;
    struct stream stream = stream_open(seed, "signs of a band", 0, 0);
    for (int draw = 0; draw < DRAWS && status == 0; draw++) {
        for (size_t i = 0; i < deviations->n_curves; i++)
            signs[i] = stream_bits(&stream) & 1 ? 1 : -1;
        largest[draw] = largest_t(deviations, points, signs);
    }
    if (status == 0) {
        sort_reals(largest, DRAWS);
        *out = largest[DRAWS * 95 / 100];
    }
    free(largest);
    free(signs);
    return status;
}

/* One point's mean and interval, and the deviations there. Returns the standard error. */
static double describe_point(const double *column, size_t n_curves, double *deviations, struct band *out)
{
    struct description d = describe(column, n_curves);
    *out = (struct band){d.n, d.mean, {d.ci_low, d.ci_high}, {NAN, NAN}};
    bool varies = d.n >= BAND_LEAST_CURVES && d.sd > 0;
    for (size_t i = 0; i < n_curves; i++)
        deviations[i] = varies && isfinite(column[i]) ? (column[i] - d.mean) / (d.sd * sqrt((double)(d.n - 1))) : 0;
    return d.sd / sqrt((double)d.n);
}

static void set_simultaneous(struct band *point, double standard_error, double critical)
{
    double half = fmax(critical * standard_error, point->pointwise.high - point->mean);
    if (point->n >= BAND_LEAST_CURVES && isfinite(half))
        point->simultaneous = (struct interval){point->mean - half, point->mean + half};
}

int band_make(const double *curves, size_t n_curves, size_t n_points, uint64_t seed, struct band *out)
{
    struct deviations deviations = {n_points, n_curves, allocate(n_curves * n_points, sizeof(double))};
    double *column = allocate(n_curves, sizeof *column), *errors = allocate(n_points, sizeof *errors), critical;
    int status = deviations.values != NULL && column != NULL && errors != NULL ? 0 : EX_OSERR;
    for (size_t t = 0; t < n_points && status == 0; t++) {
        for (size_t i = 0; i < n_curves; i++)
            column[i] = curves[i * n_points + t];
        errors[t] = describe_point(column, n_curves, deviations.values + t * n_curves, &out[t]);
    }
    if (status == 0 && n_curves >= BAND_LEAST_CURVES) {
        status = critical_value(&deviations, out, seed, &critical);
        for (size_t t = 0; t < n_points && status == 0; t++)
            set_simultaneous(&out[t], errors[t], critical);
    }
    free(deviations.values);
    free(column);
    free(errors);
    return status;
}
