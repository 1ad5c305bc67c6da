#include "copying.h"
#include "attnbench/base/portable_math.h"

void copying_layout(struct copying *copying, struct network *network, struct arena *arena)
{
    const struct model_config *config = &network->config;
    size_t batch = (size_t)config->batch, rows = (size_t)config->steps * batch;
    copying->q = arena_take(arena, rows, model_output_width(config));
    copying->gate = arena_take(arena, rows, 1);
    copying->da = arena_take(arena, batch, config->n_in);
}

static float *q_at(const struct copying *copying, const struct network *network, size_t t, size_t b)
{
    return copying->q + (t * (size_t)network->batch + b) * (size_t)padded(model_output_width(&network->config));
}

static float *gate_at(const struct copying *copying, const struct network *network, size_t t, size_t b)
{
    return copying->gate + (t * (size_t)network->batch + b) * (size_t)padded(1);
}

static float *da_at(const struct copying *copying, const struct network *network, size_t b)
{
    return copying->da + b * (size_t)padded(network->config.n_in);
}

const float *copying_da(const struct copying *copying, const struct network *network, size_t b)
{
    return da_at(copying, network, b);
}

static int32_t token_at(const struct network *network, const int32_t *tokens, int j, size_t b)
{
    return tokens[(size_t)j * (size_t)network->batch + b];
}

void copying_forward(struct copying *copying, const struct network *network, size_t t, size_t b, const int32_t *tokens,
                     const float *a, float logit, float *y)
{
    int width = model_output_width(&network->config);
    static const float most = 80; /* beyond which g is 0 or 1, and portable_exp ends */
    float x = logit > most ? most : logit < -most ? -most : logit;
    float *q = q_at(copying, network, t, b), g = (float)(1 / (1 + portable_exp(-(double)x)));
    network->kernels->softmax(y, q, width);
    *gate_at(copying, network, t, b) = g;
    for (int i = 0; i < width; i++)
        y[i] = g * q[i];
    for (int j = 0; j < network->input_lengths[b]; j++)
        y[token_at(network, tokens, j, b)] += (1 - g) * a[j];
}

/* dg = Σ_i dy_i q_i - Σ_j dy_token_j a_j,  dq = g dy,  da_j = (1 - g) dy_token_j */
float copying_backward(struct copying *copying, const struct network *network, size_t t, size_t b,
                       const int32_t *tokens, const float *a, float *dy)
{
    int width = model_output_width(&network->config);
    const float *q = q_at(copying, network, t, b);
    float g = *gate_at(copying, network, t, b), *da = da_at(copying, network, b), dg = 0;
    for (int j = 0; j < network->input_lengths[b]; j++) {
        float d = dy[token_at(network, tokens, j, b)];
        da[j] = (1 - g) * d;
        dg -= d * a[j];
    }
    for (int i = 0; i < width; i++) {
        dg += dy[i] * q[i];
        dy[i] *= g;
    }
    network->kernels->softmax_backward(q, dy, dy, width);
    return dg * (g * (1 - g));
}
