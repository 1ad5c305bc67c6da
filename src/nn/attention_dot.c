/* Scaled dot-product attention (Vaswani et al. 2017): e_j = q · k_j / sqrt(H). No parameters of its own. */
#include "attnbench/nn/model.h"
#include "attention.h"

#include <math.h>
#include <string.h>

static void layout(void *state, struct network *network, struct arena *arena)
{
    (void)state, (void)network, (void)arena;
}

/* e / sqrt(H), in place */
static void scale(const struct network *network, float *e, int n)
{
    float factor = (float)(1 / sqrt(network->config.units));
    for (int j = 0; j < n; j++)
        e[j] *= factor;
}

static void scores(void *state, const struct network *network, const struct attended *attended, float *e)
{
    (void)state;
    int width = padded(network->config.units), n = attended->n;
    memset(e, 0, (size_t)n * sizeof *e);
    network->kernels->multiply_transposed(attended->query, width, 1, attended->keys, attended->ld, n, width, e,
                                          padded(n));
    scale(network, e, n);
}

/* dq += Σ_j de_j k_j / sqrt(H), dk_j += de_j q / sqrt(H) */
static void scores_backward(void *state, const struct network *network, const struct attended *attended, float *de,
                            float *dquery, float *dkeys)
{
    (void)state;
    int width = padded(network->config.units), n = attended->n;
    scale(network, de, n);
    network->kernels->multiply(de, padded(n), 1, attended->keys, attended->ld, n, width, dquery, width);
    network->kernels->add_outer(de, attended->query, n, width, dkeys, attended->ld);
}

static double work(const struct model_config *config)
{
    return (double)config->n_in * config->units;
}

const struct attention_kind attention_dot = {"dot", layout, NULL, scores, scores_backward, NULL, work};
