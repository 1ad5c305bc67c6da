/* Additive attention (Bahdanau, Cho & Bengio 2015): e_j = tanh(q + k_j) · V_a. */
#include "attention.h"

#include <string.h>

struct additive {
    struct matrix v_a; /* (H) */
    float *dv;         /* (H) */
    float *exp_keys;   /* (T, B, H): e^2k */
    float *row;        /* (H): e^2q, or tanh(q + k_j) */
    const float *keys; /* as begin had them */
    int keys_in_range;
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
    additive->exp_keys = arena_take(arena, (size_t)config->n_in * (size_t)config->batch, config->units);
    additive->row = arena_take(arena, 1, config->units);
}

static void begin(void *state, const struct network *network, const float *keys)
{
    struct additive *additive = state;
    int rows = network->config.n_in * network->batch;
    additive->keys = keys;
    additive->keys_in_range =
        network->kernels->exponentials(keys, additive->exp_keys, rows * padded(network->config.units));
}

/* e^2k of the sequence, with e^2q in additive->row; NULL: out of the kernels' range. */
static const float *exponentials_of(const struct additive *additive, const struct network *network,
                                    const struct attended *attended)
{
    int in_range = network->kernels->exponentials(attended->query, additive->row, padded(network->config.units));
    return in_range && additive->keys_in_range ? additive->exp_keys + (attended->keys - additive->keys) : NULL;
}

/* tanh(q + k_j), in additive->row */
static const float *tanh_of_pair(const struct additive *additive, const struct network *network,
                                 const struct attended *attended, int j)
{
    const float *key = attended->keys + (size_t)j * (size_t)attended->ld;
    for (int i = 0; i < network->config.units; i++)
        additive->row[i] = attended->query[i] + key[i];
    network->kernels->tanh(additive->row, network->config.units);
    return additive->row;
}

static void scores_pair_by_pair(const struct additive *additive, const struct network *network,
                                const struct attended *attended, float *e)
{
    const float *v = slabs_of(network, additive->v_a).w;
    for (int j = 0; j < network->config.n_in; j++) {
        const float *u = tanh_of_pair(additive, network, attended, j);
        e[j] = 0;
        for (int i = 0; i < network->config.units; i++)
            e[j] += u[i] * v[i];
    }
}

static void scores(void *state, const struct network *network, const struct attended *attended, float *e)
{
    const struct additive *additive = state;
    const float *exp_keys = exponentials_of(additive, network, attended);
    if (exp_keys == NULL)
        scores_pair_by_pair(additive, network, attended, e);
    else
        network->kernels->additive_scores(additive->row, exp_keys, attended->ld, slabs_of(network, additive->v_a).w,
                                          network->config.n_in, network->config.units, e);
}

/* The equations of the kernel additive_scores_backward. */
static void scores_backward_pair_by_pair(const struct additive *additive, const struct network *network,
                                         const struct attended *attended, const float *de, float *dquery, float *dkeys)
{
    const float *v = slabs_of(network, additive->v_a).w;
    for (int j = 0; j < network->config.n_in; j++) {
        const float *u = tanh_of_pair(additive, network, attended, j);
        float *dkey = dkeys + (size_t)j * (size_t)attended->ld;
        for (int i = 0; i < network->config.units; i++) {
            float du = (de[j] * v[i]) * (1 - u[i] * u[i]);
            dkey[i] += du;
            dquery[i] += du;
            additive->dv[i] += de[j] * u[i];
        }
    }
}

static void scores_backward(void *state, const struct network *network, const struct attended *attended, float *de,
                            float *dquery, float *dkeys)
{
    const struct additive *additive = state;
    const float *exp_keys = exponentials_of(additive, network, attended);
    if (exp_keys == NULL)
        scores_backward_pair_by_pair(additive, network, attended, de, dquery, dkeys);
    else
        network->kernels->additive_scores_backward(de, additive->row, exp_keys, attended->ld,
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
    "additive", layout, begin, scores, scores_backward, update_own, work,
};
