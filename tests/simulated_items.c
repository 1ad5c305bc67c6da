#include "simulated_items.h"
#include "attnbench/stats/comparison.h"
#include "attnbench/stats/items.h"

#include <Rmath.h>
#include <math.h>
#include <stdlib.h>

const size_t item_sizes[N_ITEM_SIZES] = {1, 3, 5, 10, 30};
const double eases[N_EASE] = {20, 95, 99.5};

/* Training r of a model gets item i right where centre + a_r + b_i + c_i + e_ri > 0, all normal: a_r the training's
 * (sd 0.15, one alone 0), b_i the item's for all models (1), c_i for this model (0.5), e_ri with sd 1. */
enum { ITEMS = 100 };
static const double of_training = 0.15, of_item = 1, of_both = 0.5;

struct model {
    double values[MOST_REPEATS * ITEMS];
    double these; /* its true mean over these items, percent */
    int32_t right[MOST_REPEATS], of[MOST_REPEATS];
};

static void draw(double ease, size_t n, const double *items, struct stream *stream, struct model *out)
{
    double own[ITEMS], training = n > 1 ? of_training : 0;
    double centre =
        qnorm(ease / 100, 0, 1, 1, 0) * sqrt(1 + training * training + of_item * of_item + of_both * of_both);
    out->these = 0;
    for (int i = 0; i < ITEMS; i++) {
        own[i] = centre + items[i] + of_both * stream_normal(stream);
        out->these += 100.0 / ITEMS * pnorm(own[i] / sqrt(1 + training * training), 0, 1, 1, 0);
    }
    for (size_t r = 0; r < n; r++) {
        double shift = training * stream_normal(stream);
        out->right[r] = 0;
        out->of[r] = ITEMS;
        for (int i = 0; i < ITEMS; i++) {
            bool right = own[i] + shift + stream_normal(stream) > 0;
            out->values[r * ITEMS + (size_t)i] = right;
            out->right[r] += right;
        }
    }
}

static int covers(struct interval interval, double x)
{
    return interval.low <= x && x <= interval.high;
}

static double width(struct interval interval)
{
    return interval.high - interval.low;
}

void simulate_items(const struct simulated_case *of, struct stream *stream, double *sums)
{
    static struct model a, b;
    double items[ITEMS], ease = eases[of->a];
    struct item_mean mean;
    struct item_difference difference;
    for (int i = 0; i < ITEMS; i++)
        items[i] = of_item * stream_normal(stream);
    draw(ease, of->n, items, stream, &a);
    draw(ease, of->n, items, stream, &b);
    const struct item_table of_a = {a.values, of->n, ITEMS}, of_b = {b.values, of->n, ITEMS};
    const struct sample shared_a = {of->n, a.right, a.of, .same_sequences = true};
    const struct sample shared_b = {of->n, b.right, b.of, .same_sequences = true};
    if (item_mean_make(&of_a, ITEMS_RIGHT_OR_WRONG, one_look, &mean) != 0 ||
        item_difference_make(&of_a, &of_b, ITEMS_RIGHT_OR_WRONG, true, one_look, &difference) != 0)
        abort();
    sums[0] += covers(mean.of_new, ease);
    sums[1] += width(mean.of_new);
    sums[2] += covers(mean.of_these, a.these);
    sums[3] += width(mean.of_these);
    sums[4] += covers(difference.of_new, 0);
    sums[5] += width(difference.of_new);
    sums[6] += covers(difference.of_these, a.these - b.these);
    sums[7] += width(difference.of_these);
    sums[8] += difference.p_new <= 0.05;
    sums[9] += difference.p_mcnemar <= 0.05;
    sums[10] += width(mean_interval(&shared_a, 0.95));
    sums[11] += width(difference_interval(&shared_a, &shared_b, true, 0.95));
}
