#include "simulated_studies.h"

#include <Rmath.h>
#include <math.h>
#include <stdbool.h>

enum { KNOTS = 1201 };

static const double farthest = 6; /* standard deviations */

const struct regime regimes[N_REGIMES] = {
    [BASELINE] = {"like the baseline", 20, 2},
    [ATTENTION] = {"like attention", 95, 1.4},
    [CEILING] = {"at the ceiling", 99.5, 0.5},
    [BETTER_BASELINE] = {"23 against 20 %", 23, 2},
    [WORSE_ATTENTION] = {"95 against 93 %", 93, 1.4},
    [WORSE_CEILING] = {"99.5 against 98.5 %", 98.5, 0.5},
    [SPREAD] = {"widely spread", 90, 6},
    [FAILING] = {"one in 20 fails", 0.95 * 97 + 0.05 * 20, 16.8}, /* trainings at 97 % (sd 1), or at 20 % */
    [FAILING_MORE] = {"one in 10 fails", 0.9 * 97 + 0.1 * 20, 23.1},
    [REAL_CELL] = {"as 40 real repeats", 97.7, 9.9}, /* 36 at 100 %, one each of those below */
    [AS_FAILING] = {"none fails, 93.15 %", 0.95 * 97 + 0.05 * 20, 1.4},
    [AS_FAILING_MORE] = {"none fails, 89.3 %", 0.9 * 97 + 0.1 * 20, 1.4},
};

static double quantiles[N_REGIMES][KNOTS]; /* shares, at normal scores from -6 to 6 */

static double beta_quantile(double p, double mean, double sd)
{
    double size = mean * (1 - mean) / (sd * sd) - 1;
    return qbeta(p, mean * size, (1 - mean) * size, 1, 0);
}

double failing_share(int regime)
{
    return regime == FAILING ? 0.05 : regime == FAILING_MORE ? 0.1 : 0;
}

/* Of 40 repeats of a cell that was trained: n_in 10, n_out 8, cardinality 10, 64 units. */
static double real_quantile(double p)
{
    enum { REPEATS = 40, BELOW = 4 };
    static const double below[BELOW] = {0.41, 0.76, 0.93, 0.98};
    int i = (int)(p * REPEATS);
    return i < BELOW ? below[i] : 1;
}

static double quantile_of(int regime, double p)
{
    double failing = failing_share(regime);
    if (regime == REAL_CELL)
        return real_quantile(p);
    if (failing > 0)
        return p < failing ? 0.2 : beta_quantile((p - failing) / (1 - failing), 0.97, 0.01);
    return beta_quantile(p, regimes[regime].mean / 100, regimes[regime].sd / 100);
}

void prepare_regimes(void)
{
    for (int i = 0; i < N_REGIMES; i++)
        for (int k = 0; k < KNOTS; k++)
            quantiles[i][k] = quantile_of(i, pnorm(farthest * (2.0 * k / (KNOTS - 1) - 1), 0, 1, 1, 0));
}

static double true_share(int regime, double score)
{
    double place = fmax(0, fmin(1, (score / farthest + 1) / 2)) * (KNOTS - 1);
    int k = place < KNOTS - 2 ? (int)place : KNOTS - 2;
    return quantiles[regime][k] + (place - k) * (quantiles[regime][k + 1] - quantiles[regime][k]);
}

/* chance[k]: of k right ones of SEQUENCES. */
static void chances_of(int regime, double *chance)
{
    const int steps = 4000;
    for (int k = 0; k <= SEQUENCES; k++)
        chance[k] = 0;
    for (int i = 0; i < steps; i++) {
        double share = true_share(regime, qnorm((i + 0.5) / steps, 0, 1, 1, 0));
        for (int k = 0; k <= SEQUENCES; k++)
            chance[k] += dbinom(k, SEQUENCES, share, 0) / steps;
    }
}

double improvement_of(int a, int b)
{
    static double known[N_REGIMES][N_REGIMES];
    double of_a[SEQUENCES + 1], of_b[SEQUENCES + 1], below = 0, sum = 0;
    if (a == b)
        return 0.5;
    if (known[a][b] > 0)
        return known[a][b];
    chances_of(a, of_a);
    chances_of(b, of_b);
    for (int k = 0; k <= SEQUENCES; k++) {
        sum += of_a[k] * (below + of_b[k] / 2);
        below += of_b[k];
    }
    return known[a][b] = sum;
}

void draw_study(struct stream *stream, int a, int b, enum relation_of_repeats relation, size_t n,
                struct simulated_study *out)
{
    out->of_a = (struct sample){n, out->a, out->sequences, false, 0};
    out->of_b = (struct sample){b != NONE ? n : 0, out->b, out->sequences, false, 0};
    for (size_t i = 0; i < n; i++) {
        double score = stream_normal(stream), other = b != NONE ? stream_normal(stream) : 0;
        if (relation == TRAINING_SHARED)
            other = 0.5 * score + sqrt(0.75) * other;
        double bound_a = 0x1p32 * true_share(a, score);
        double bound_b = b != NONE ? 0x1p32 * true_share(b, other) : 0;
        out->sequences[i] = SEQUENCES;
        out->a[i] = out->b[i] = 0;
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            bool shared = relation == EVALUATION_SHARED && sequence % 2 == 0;
            uint32_t luck = stream_bits(stream);
            out->a[i] += luck < bound_a;
            if (b != NONE)
                out->b[i] += (shared ? luck : stream_bits(stream)) < bound_b;
        }
    }
}
