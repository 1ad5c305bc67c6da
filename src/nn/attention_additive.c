/* Additive attention (Bahdanau, Cho & Bengio 2015): e_j = tanh(q + k_j) · V_a. */
#include "attention.h"

#include <string.h>

struct additive {
    struct matrix v_a; /* (H) */
    float *dv;         /* (H) */
};
_Static_assert(sizeof(struct additive) <= ATTENTION_STATE_BYTES, "state");

static void layout(void *state, struct network *network, struct arena *arena)
{
    struct additive *additive = state;
    const struct model_config *config = &network->config;
    additive->v_a = parameters_add_matrix(&network->parameters, 1, config->units);
    parameters_add_tensor(&network->parameters, additive->v_a, 0, config->units, INIT_GLOROT_VECTOR, "attention",
                          "V_a");
    additive->dv = arena_take(arena, 1, config->units);
}

static void scores(void *state, const struct network *network, const struct attended *attended, float *e)
{
    struct additive *additive = state;
    network->kernels->additive_scores(attended->query, attended->keys, attended->ld, slabs_of(network, additive->v_a).w,
                                      network->config.n_in, network->config.units, e);
}

static void scores_backward(void *state, const struct network *network, const struct attended *attended, float *de,
                            float *dquery, float *dkeys)
{
    struct additive *additive = state;
    network->kernels->additive_scores_backward(de, attended->query, attended->keys, attended->ld,
                                               slabs_of(network, additive->v_a).w, network->config.n_in,
                                               network->config.units, dquery, dkeys, additive->dv);
}

static void update_own(void *state, struct network *network)
{
    struct additive *additive = state;
    update_bias(network, additive->v_a, additive->dv, 1);
    memset(additive->dv, 0, (size_t)additive->v_a.width * sizeof *additive->dv);
}

static double work(const struct model_config *config)
{
    return 2.0 * config->n_in * config->units;
}

const struct attention_kind attention_additive = {
    "additive", layout, scores, scores_backward, update_own, work,
};
