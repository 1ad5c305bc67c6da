#include "simulated_studies.h"

#include <Rmath.h>
#include <math.h>
#include <stdbool.h>

enum { SEQUENCES = 100, KNOTS = 1201 };

static const double farthest = 6; /* standard deviations */

const struct regime regimes[N_REGIMES] = {
    [BASELINE] = {"like the baseline", 20, 2},
    [ATTENTION] = {"like attention", 95, 1.4},
    [CEILING] = {"at the ceiling", 99.5, 0.5},
    [BETTER_BASELINE] = {"23 against 20 %", 23, 2},
    [WORSE_ATTENTION] = {"95 against 93 %", 93, 1.4},
    [WORSE_CEILING] = {"99.5 against 98.5 %", 98.5, 0.5},
    [SPREAD] = {"widely spread", 90, 6},
};

static double quantiles[N_REGIMES][KNOTS]; /* shares, at normal scores from -6 to 6 */

void prepare_regimes(void)
{
    for (int i = 0; i < N_REGIMES; i++) {
        double mean = regimes[i].mean / 100, sd = regimes[i].sd / 100, size = mean * (1 - mean) / (sd * sd) - 1;
        for (int k = 0; k < KNOTS; k++) {
            double score = farthest * (2.0 * k / (KNOTS - 1) - 1);
            quantiles[i][k] = qbeta(pnorm(score, 0, 1, 1, 0), mean * size, (1 - mean) * size, 1, 0);
        }
    }
}

static double true_share(int regime, double score)
{
    double place = fmax(0, fmin(1, (score / farthest + 1) / 2)) * (KNOTS - 1);
    int k = place < KNOTS - 2 ? (int)place : KNOTS - 2;
    return quantiles[regime][k] + (place - k) * (quantiles[regime][k + 1] - quantiles[regime][k]);
}

void draw_study(struct stream *stream, int a, int b, enum relation_of_repeats relation, size_t n, struct study *out)
{
    out->of_a = (struct sample){n, out->a, out->sequences, false};
    out->of_b = (struct sample){b != NONE ? n : 0, out->b, out->sequences, false};
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
