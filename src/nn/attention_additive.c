/* Additive attention (Bahdanau, Cho & Bengio 2015): e_j = tanh(q + k_j) · V_a. */
#include "attnbench/nn/model.h"
#include "attention.h"

#include <string.h>

struct additive {
    struct matrix v_a;  /* (H) */
    float *dv;          /* (H) */
    float *exp_keys;    /* (T, B, H): e^2k */
    int *keys_in_range; /* (B): whether the kernels can take a sequence's */
    float *exp_query;   /* (H): e^2q */
    float *u;           /* (H): tanh(q + k_j) */
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
    additive->keys_in_range = arena_take_items(arena, (size_t)config->batch, sizeof *additive->keys_in_range);
    additive->exp_query = arena_take(arena, 1, config->units);
    additive->u = arena_take(arena, 1, config->units);
}

static void begin(void *state, const struct network *network, const float *keys)
{
    struct additive *additive = state;
    int width = padded(network->config.units);
    for (int b = 0; b < network->batch; b++)
        for (int j = 0; j < network->input_lengths[b]; j++) {
            size_t row = (size_t)(j * network->batch + b) * (size_t)width;
            int in_range = network->kernels->exponentials(keys + row, additive->exp_keys + row, width);
            additive->keys_in_range[b] = in_range && (j == 0 || additive->keys_in_range[b]);
        }
}

/* Makes exp_query; whether the kernels can take it and the sequence's keys. */
static int make_exponentials(struct additive *additive, const struct network *network, const struct attended *attended)
{
    int in_range = network->kernels->exponentials(attended->query, additive->exp_query, padded(network->config.units));
    return in_range && additive->keys_in_range[attended->b];
}

static const float *exp_keys_of(const struct additive *additive, const struct network *network,
                                const struct attended *attended)
{
    return additive->exp_keys + attended->b * (size_t)padded(network->config.units);
}

static void make_tanh(struct additive *additive, const struct network *network, const struct attended *attended, int j)
{
    const float *key = attended->keys + (size_t)j * (size_t)attended->ld;
    for (int i = 0; i < network->config.units; i++)
        additive->u[i] = attended->query[i] + key[i];
    network->kernels->tanh(additive->u, network->config.units);
}

static void scores_pair_by_pair(struct additive *additive, const struct network *network,
                                const struct attended *attended, float *e)
{
    const float *v = slabs_of(network, additive->v_a).w;
    for (int j = 0; j < attended->n; j++) {
        make_tanh(additive, network, attended, j);
        e[j] = 0;
        for (int i = 0; i < network->config.units; i++)
            e[j] += additive->u[i] * v[i];
    }
}

static void scores(void *state, const struct network *network, const struct attended *attended, float *e)
{
    struct additive *additive = state;
    if (make_exponentials(additive, network, attended))
        network->kernels->additive_scores(additive->exp_query, exp_keys_of(additive, network, attended), attended->ld,
                                          slabs_of(network, additive->v_a).w, attended->n, network->config.units, e);
    else
        scores_pair_by_pair(additive, network, attended, e);
}

/* The equations of the kernel additive_scores_backward. */
static void scores_backward_pair_by_pair(struct additive *additive, const struct network *network,
                                         const struct attended *attended, const float *de, float *dquery, float *dkeys)
{
    const float *v = slabs_of(network, additive->v_a).w;
    for (int j = 0; j < attended->n; j++) {
        float *dkey = dkeys + (size_t)j * (size_t)attended->ld;
        make_tanh(additive, network, attended, j);
        for (int i = 0; i < network->config.units; i++) {
            float u = additive->u[i], du = (de[j] * v[i]) * (1 - u * u);
            dkey[i] += du;
            dquery[i] += du;
            additive->dv[i] += de[j] * u;
        }
    }
}

static void scores_backward(void *state, const struct network *network, const struct attended *attended, float *de,
                            float *dquery, float *dkeys)
{
    struct additive *additive = state;
    if (make_exponentials(additive, network, attended))
        network->kernels->additive_scores_backward(de, additive->exp_query, exp_keys_of(additive, network, attended),
                                                   attended->ld, slabs_of(network, additive->v_a).w, attended->n,
                                                   network->config.units, dquery, dkeys, additive->dv);
    else
        scores_backward_pair_by_pair(additive, network, attended, de, dquery, dkeys);
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
