#include "attnbench/stats/variance.h"
#include "attnbench/base/sort.h"

#include <Rmath.h>
#include <math.h>

/* Mean of the sorted x without `cut` at either end. */
static double trimmed_mean(const double *x, size_t n, size_t cut)
{
    double sum = 0;
    for (size_t i = cut; i < n - cut; i++)
        sum += x[i];
    return sum / (double)(n - 2 * cut);
}

/* Sums over n values: of the squares of their deviations from the mean, and of fourth powers of those from the mean
 * without the share 1 / (2 sqrt(n - 4)) at either end, which makes less of few values that stand far out. */
struct powers {
    double n, squares, fourths;
};

static struct powers powers_of(double *x, size_t n)
{
    struct powers powers = {(double)n, 0, 0};
    sort_reals(x, n);
    if (n < VARIANCE_LEAST_REPEATS || x[0] == x[n - 1])
        return powers;
    double mean = trimmed_mean(x, n, 0);
    double middle = trimmed_mean(x, n, (size_t)(powers.n / (2 * sqrt(powers.n - 4))));
    for (size_t i = 0; i < n; i++) {
        powers.squares += pow(x[i] - mean, 2);
        powers.fourths += pow(x[i] - middle, 4);
    }
    return powers;
}

/* Squared standard error of ln s²: (kurtosis - (n - 3) / n) / (n - 1), the kurtosis of so many values being
 * n sum (x - middle)^4 / (sum (x - mean)^2)^2. */
static double square_of_error(double kurtosis, double n)
{
    return (kurtosis - (n - 3) / n) / (n - 1);
}

/* c = n / (n - z) makes up for what ln s² leans to one side in few values. */
static double correction(double n, double z)
{
    return n / (n - z);
}

static struct interval around(double centre, double z, double squared_error)
{
    double factor = exp(z * sqrt(squared_error));
    return (struct interval){centre / factor, centre * factor};
}

/* c s² exp(± z c se) */
struct interval variance_interval(double *x, size_t n, double level)
{
    struct powers powers = powers_of(x, n);
    if (powers.squares == 0)
        return (struct interval){NAN, NAN};
    double z = qnorm((1 - level) / 2, 0, 1, 0, 0);
    double kurtosis = powers.n * powers.fourths / (powers.squares * powers.squares);
    double c = correction(powers.n, z), variance = powers.squares / (powers.n - 1);
    return around(c * variance, z * c, square_of_error(kurtosis, powers.n));
}

/* (c_a / c_b) (s_a² / s_b²) exp(± z sqrt(se_a² + se_b²)), both of one kurtosis, pooled over all n_a + n_b values. */
struct variance_ratio variance_ratio(double *a, size_t n_a, double *b, size_t n_b, double level)
{
    struct powers of_a = powers_of(a, n_a), of_b = powers_of(b, n_b);
    if (of_a.squares == 0 || of_b.squares == 0)
        return (struct variance_ratio){NAN, {NAN, NAN}};
    double z = qnorm((1 - level) / 2, 0, 1, 0, 0);
    double squares = of_a.squares + of_b.squares;
    double kurtosis = (of_a.n + of_b.n) * (of_a.fourths + of_b.fourths) / (squares * squares);
    double ratio = of_a.squares / (of_a.n - 1) / (of_b.squares / (of_b.n - 1));
    double error = square_of_error(kurtosis, of_a.n) + square_of_error(kurtosis, of_b.n);
    return (struct variance_ratio){ratio, around(correction(of_a.n, z) / correction(of_b.n, z) * ratio, z, error)};
}
