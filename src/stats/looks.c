/* Several looks at growing data, at any of which a study may stop.
 *
 * What the first k - 1 looks did not decide, the k-th may: the chances of these add up to the error that is spent (Lan
 * & DeMets, Biometrika 70, 1983), and each look takes the one level at which the sum is the error asked for (Pocock,
 * Biometrika 64, 1977). A look at twice the repeats of the last has a statistic that is correlated with it, so this is
 * less strict than dividing the error by the looks. Chances are computed by the recursion of Armitage, McPherson & Rowe
 * (JRSS A 132, 1969) for normal statistics. */
#include "attnbench/stats/estimate.h"
#include "inference.h"

#include <Rmath.h>
#include <math.h>
#include <string.h>

enum { FINE = 401, COARSE = 101, MOST_LOOKS = 20, KNOTS = 81 };
static const double knot_step = 0.1;

/* The statistic's sum of increments after a look that has not decided, at n points. */
struct undecided {
    int n;
    double at[FINE], chance[FINE]; /* density times Simpson's weight */
};

/* Points from -reach to reach with Simpson's weights as their chance. */
static void spread_points(double reach, int n, struct undecided *out)
{
    double step = 2 * reach / (n - 1);
    out->n = n;
    for (int i = 0; i < n; i++) {
        out->at[i] = -reach + i * step;
        out->chance[i] = step / 3 * (i == 0 || i == n - 1 ? 1 : i % 2 == 1 ? 4 : 2);
    }
}

static double density(double x, double sd)
{
    const double root = 0.39894228040143268; /* 1 / sqrt(2 pi) */
    return root / sd * exp(-x * x / (2 * sd * sd));
}

/* The chance that the next look decides, whose sum varies by `sd` from the last one's. */
static double decided_next(const struct undecided *last, double sd, double reach)
{
    double sum = 0;
    for (int i = 0; i < last->n; i++) {
        double above = pnorm((reach - last->at[i]) / sd, 0, 1, 0, 0),
               below = pnorm((-reach - last->at[i]) / sd, 0, 1, 1, 0);
        sum += last->chance[i] * (above + below);
    }
    return sum;
}

static void go_on(const struct undecided *last, double sd, double reach, struct undecided *out)
{
    spread_points(reach, last->n, out);
    for (int k = 0; k < out->n; k++) {
        double sum = 0;
        for (int i = 0; i < last->n; i++)
            sum += last->chance[i] * density(out->at[k] - last->at[i], sd);
        out->chance[k] *= sum;
    }
}

static double spent(double z, const double *shares, size_t n, int points)
{
    struct undecided last, next;
    double error = 2 * pnorm(z, 0, 1, 0, 0), reach = z * sqrt(shares[0]);
    spread_points(reach, points, &last);
    for (int i = 0; i < points; i++)
        last.chance[i] *= density(last.at[i], sqrt(shares[0]));
    for (size_t k = 1; k < n; k++) {
        double sd = sqrt(shares[k] - shares[k - 1]);
        reach = z * sqrt(shares[k]);
        error += decided_next(&last, sd, reach);
        if (k + 1 == n)
            break;
        go_on(&last, sd, reach, &next);
        last = next;
    }
    return error;
}

double looks_error(double z, const double *shares, size_t n)
{
    return spent(z, shares, n, FINE);
}

/* Each look at twice the repeats: the last may be at fewer, and is then more like the one before it, so that the error
 * is less. */
static double doubling_error(double z, size_t n_looks, int points)
{
    double shares[MOST_LOOKS] = {1};
    for (size_t k = 0; k < n_looks; k++)
        shares[k] = ldexp(1, (int)k - (int)n_looks + 1);
    return spent(z, shares, n_looks, points);
}

/* z of one look at which all spend 0.05, by the secant method from that of dividing 0.05. */
static double find_z(size_t n_looks)
{
    double before = qnorm(0.025 / (double)n_looks, 0, 1, 0, 0), z = before - 0.1;
    double excess_before = doubling_error(before, n_looks, FINE) - 0.05,
           excess = doubling_error(z, n_looks, FINE) - 0.05;
    for (int i = 0; i < 20 && fabs(excess) > 1e-14 && excess != excess_before; i++) {
        double next = z - excess * (z - before) / (excess - excess_before);
        before = z;
        excess_before = excess;
        z = next;
        excess = doubling_error(z, n_looks, FINE) - 0.05;
    }
    return z;
}

/* What is known of so many looks, each computed when it is first asked for; 0: not yet. */
struct known_looks {
    double error;            /* of one look, at which all spend 0.05 */
    double logarithm[KNOTS]; /* of what all spend over what one does, by its z, knot_step apart; the first is 0 */
};
static struct known_looks known[MOST_LOOKS + 1];

static double error_of_one(size_t n_looks)
{
    if (known[n_looks].error == 0)
        known[n_looks].error = 2 * pnorm(find_z(n_looks), 0, 1, 0, 0);
    return known[n_looks].error;
}

static const double *logarithms(size_t n_looks)
{
    double *logarithm = known[n_looks].logarithm;
    if (logarithm[KNOTS - 1] == 0)
        for (int i = 1; i < KNOTS; i++)
            logarithm[i] = log(doubling_error(i * knot_step, n_looks, COARSE) / (2 * pnorm(i * knot_step, 0, 1, 0, 0)));
    return logarithm;
}

static size_t counted(size_t n_looks)
{
    return n_looks < MOST_LOOKS ? n_looks : MOST_LOOKS;
}

/* The cubic through the four knots around the place. */
static double interpolated(const double *y, double place)
{
    int k = (int)place - 1;
    k = k < 0 ? 0 : k > KNOTS - 4 ? KNOTS - 4 : k;
    double t = place - k, a = t - 1, b = t - 2, c = t - 3;
    return (-a * b * c * y[k] + 3 * t * b * c * y[k + 1] - 3 * t * a * c * y[k + 2] + t * a * b * y[k + 3]) / 6;
}

double p_of_looks(double p, size_t n_looks)
{
    if (isnan(p) || n_looks <= 1)
        return p;
    const double *logarithm = logarithms(counted(n_looks)), nominal = error_of_one(counted(n_looks));
    double z = qnorm(p / 2, 0, 1, 0, 0), place = z / knot_step, divided = fmin(1, p * (double)n_looks);
    double all = place < KNOTS - 1 ? fmin(divided, p * exp(interpolated(logarithm, place))) : divided;
    return p <= nominal ? fmin(all, 0.05) : fmax(fmax(p, all), nextafter(0.05, 1));
}

double error_of_looks(double error, size_t n_looks)
{
    if (n_looks <= 1)
        return error;
    if (error == 0.05)
        return error_of_one(counted(n_looks));
    double low = error / (double)n_looks, high = error;
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (p_of_looks(middle, n_looks) > error)
            high = middle;
        else
            low = middle;
    }
    return low;
}

double look_level(size_t n_looks)
{
    return 1 - error_of_looks(0.05, n_looks);
}
