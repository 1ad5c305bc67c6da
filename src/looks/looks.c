/* One level for all looks, each at twice the repeats of the last (Pocock, Biometrika 64, 1977), and which of the rules
 * is asked for; those of spending functions are in spending.c. */
#include "attnbench/looks/looks.h"
#include "look_walk.h"
#include "spending.h"

#include <Rmath.h>
#include <math.h>
#include <string.h>

const char *const spending_words[] = {"one_level", "pocock", "obrien_fleming", NULL};
const struct looks one_look = {SPENDING_ONE_LEVEL, 1, {0}};

static double error_of(double z, const double *shares, size_t n, int points)
{
    struct walk walk;
    double error = 0, slope;
    walk_begin(points, &walk);
    for (size_t k = 0; k < n; k++) {
        double reach = z * sqrt(shares[k]);
        error += walk_decides(&walk, shares[k], reach, &slope);
        if (k + 1 < n)
            walk_on(&walk, shares[k], reach);
    }
    return error;
}

double looks_error(double z, const double *shares, size_t n)
{
    return error_of(z, shares, n, WALK_FINE);
}

/* Each look at twice the repeats: the last may be at fewer, and is then more like the one before it, so that the error
 * is less. */
static double doubling_error(double z, size_t n_looks, int points)
{
    double shares[LOOKS_MOST] = {1};
    for (size_t k = 0; k < n_looks; k++)
        shares[k] = ldexp(1, (int)k - (int)n_looks + 1);
    return error_of(z, shares, n_looks, points);
}

/* z of one look at which all spend 0.05, by the secant method from that of dividing 0.05. */
static double z_of_one_level(size_t n_looks)
{
    double before = qnorm(0.025 / (double)n_looks, 0, 1, 0, 0), z = before - 0.1;
    double excess_before = doubling_error(before, n_looks, WALK_FINE) - 0.05,
           excess = doubling_error(z, n_looks, WALK_FINE) - 0.05;
    for (int i = 0; i < 20 && fabs(excess) > 1e-14 && excess != excess_before; i++) {
        double next = z - excess * (z - before) / (excess - excess_before);
        before = z;
        excess_before = excess;
        z = next;
        excess = doubling_error(z, n_looks, WALK_FINE) - 0.05;
    }
    return z;
}

enum { KNOTS = 81 };
static const double knot_step = 0.1;

/* What is known of so many looks, each computed when it is first asked for; 0: not yet. */
struct known_looks {
    double error;            /* of one look, at which all spend 0.05 */
    double logarithm[KNOTS]; /* of what all spend over what one does, by its z, knot_step apart; the first is 0 */
};
static struct known_looks known[LOOKS_MOST + 1];

static double error_of_one(size_t n_looks)
{
    if (known[n_looks].error == 0)
        known[n_looks].error = 2 * pnorm(z_of_one_level(n_looks), 0, 1, 0, 0);
    return known[n_looks].error;
}

static const double *logarithms(size_t n_looks)
{
    double *logarithm = known[n_looks].logarithm;
    if (logarithm[KNOTS - 1] == 0)
        for (int i = 1; i < KNOTS; i++)
            logarithm[i] =
                log(doubling_error(i * knot_step, n_looks, WALK_COARSE) / (2 * pnorm(i * knot_step, 0, 1, 0, 0)));
    return logarithm;
}

static size_t counted(size_t n_looks)
{
    return n_looks < LOOKS_MOST ? n_looks : LOOKS_MOST;
}

/* The cubic through the four knots around the place. */
static double interpolated(const double *y, double place)
{
    int k = (int)place - 1;
    k = k < 0 ? 0 : k > KNOTS - 4 ? KNOTS - 4 : k;
    double t = place - k, a = t - 1, b = t - 2, c = t - 3;
    return (-a * b * c * y[k] + 3 * t * b * c * y[k + 1] - 3 * t * a * c * y[k + 2] + t * a * b * y[k + 3]) / 6;
}

/* As many as LOOKS_MOST at most. */
static double one_level_all(double p, size_t n_looks)
{
    const double *logarithm = logarithms(n_looks);
    double z = qnorm(p / 2, 0, 1, 0, 0), place = z / knot_step, divided = fmin(1, p * (double)n_looks);
    return place < KNOTS - 1 ? fmin(divided, p * exp(interpolated(logarithm, place))) : divided;
}

/* ---- any of the rules ---- */

enum spending spending_find(const char *word)
{
    for (size_t i = 0; spending_words[i] != NULL; i++)
        if (strcmp(word, spending_words[i]) == 0)
            return (enum spending)i;
    return SPENDING_ONE_LEVEL;
}

struct looks looks_at_one_level(size_t n)
{
    return (struct looks){SPENDING_ONE_LEVEL, n, {0}};
}

struct looks looks_up_to(const struct look_plan *plan, int64_t repeats)
{
    struct looks looks = {plan->spending, 0, {0}};
    if (plan->n < 2 || plan->spending == SPENDING_ONE_LEVEL)
        return looks_at_one_level(plan->n);
    do {
        looks.shares[looks.n] = (double)plan->repeats[looks.n] / (double)plan->repeats[plan->n - 1];
        looks.n++;
    } while (looks.n < plan->n && plan->repeats[looks.n - 1] < repeats);
    return looks;
}

bool looks_are_several(struct looks looks)
{
    return looks.spending == SPENDING_ONE_LEVEL ? looks.n > 1 : looks.shares[0] < 1;
}

/* What all looks spend that have this p; as it comes out, which at 0.05 may be a little off. */
static double about_all(double p, struct looks looks)
{
    return looks.spending == SPENDING_ONE_LEVEL ? one_level_all(p, counted(looks.n)) : spending_all(p, looks);
}

double p_of_looks(double p, struct looks looks)
{
    if (isnan(p) || !looks_are_several(looks))
        return p;
    double all = fmax(p, about_all(p, looks));
    return p <= error_of_looks(0.05, looks) ? fmin(all, 0.05) : fmax(all, nextafter(0.05, 1));
}

double error_of_looks(double error, struct looks looks)
{
    if (!looks_are_several(looks))
        return error;
    if (looks.spending != SPENDING_ONE_LEVEL)
        return spending_error(error, looks);
    if (error == 0.05)
        return error_of_one(counted(looks.n));
    double low = error / (double)looks.n, high = error;
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (p_of_looks(middle, looks) > error)
            high = middle;
        else
            low = middle;
    }
    return low;
}

double look_level(struct looks looks)
{
    return 1 - error_of_looks(0.05, looks);
}

struct looks looks_stricter(struct looks a, struct looks b)
{
    return look_level(b) > look_level(a) ? b : a;
}
