/* The transformer in plain double precision, written from the equations alone. */
#include "attnbench/base/padding.h"
#include "reference_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *named(const char *scope, const char *name)
{
    static char text[4][64];
    static int next;
    next = (next + 1) % 4;
    stpcpy(stpcpy(stpcpy(text[next], scope), "/"), name);
    return text[next];
}

/* out = x W (+ b, unless it is NULL) */
static void product(const struct reference_model *reference, const char *scope, const char *w, const char *b,
                    const double *x, double *out)
{
    memset(out, 0, MOST * sizeof *out);
    reference_product(reference, named(scope, w), x, out);
    if (b != NULL)
        reference_add(reference, named(scope, b), out);
}

static void norm(const struct reference_model *reference, const char *scope, const double *x, double *z)
{
    int units = reference->config.units;
    const double *scale = reference_find(reference, named(scope, "scale"))->values;
    const double *shift = reference_find(reference, named(scope, "shift"))->values;
    double mean = 0, variance = 0;
    for (int i = 0; i < units; i++)
        mean += x[i] / units;
    for (int i = 0; i < units; i++)
        variance += (x[i] - mean) * (x[i] - mean) / units;
    for (int i = 0; i < units; i++)
        z[i] = (x[i] - mean) / sqrt(variance + 1e-5) * scale[i] + shift[i];
}

/* y += attend(z, keys[0 .. n-1]) */
static void attend(const struct reference_model *reference, const char *scope, const double *z, double keys[][MOST],
                   int n, double *y)
{
    int heads = reference->config.heads, units = reference->config.units / heads;
    double q[MOST], k[MOST][MOST], v[MOST][MOST], context[MOST] = {0}, out[MOST];
    product(reference, scope, "W_q", "b_q", z, q);
    for (int j = 0; j < n; j++) {
        product(reference, scope, "W_k", NULL, keys[j], k[j]);
        product(reference, scope, "W_v", "b_v", keys[j], v[j]);
    }
    for (int head = 0; head < heads; head++) {
        double e[MOST], sum = 0;
        for (int j = 0; j < n; j++) {
            e[j] = 0;
            for (int i = head * units; i < (head + 1) * units; i++)
                e[j] += q[i] * k[j][i] / sqrt(units);
            sum += e[j] = exp(e[j]);
        }
        for (int j = 0; j < n; j++)
            for (int i = head * units; i < (head + 1) * units; i++)
                context[i] += e[j] / sum * v[j][i];
    }
    product(reference, scope, "W_o", "b_o", context, out);
    for (int i = 0; i < reference->config.units; i++)
        y[i] += out[i];
}

static void feed(const struct reference_model *reference, const char *scope, const double *z, double *y)
{
    double hidden[MOST], out[MOST];
    product(reference, scope, "W_1", "b_1", z, hidden);
    for (int i = 0; i < MOST; i++)
        hidden[i] = fmax(hidden[i], 0);
    product(reference, scope, "W_2", "b_2", hidden, out);
    for (int i = 0; i < reference->config.units; i++)
        y[i] += out[i];
}

/* x += P_t */
static void add_position(const struct reference_model *reference, int t, double *x)
{
    int units = reference->config.units;
    for (int i = 0; i < units; i++) {
        double angle = t / pow(10000, (double)(i - i % 2) / units);
        x[i] += i % 2 == 0 ? sin(angle) : cos(angle);
    }
}

/* values NULL: "start". */
static void embed(const struct reference_model *reference, const char *scope, const float *values, int features, int t,
                  double *x)
{
    memset(x, 0, MOST * sizeof *x);
    if (features == 0) {
        const struct reference_parameter *table = reference_find(reference, scope);
        int row = values != NULL ? (int)values[0] : table->rows - 1;
        memcpy(x, table->values + row * table->cols, (size_t)table->cols * sizeof *x);
    } else if (values == NULL) {
        reference_add(reference, named(scope, "start"), x);
    } else {
        double of_step[MOST];
        reference_features(values, features, of_step);
        product(reference, scope, "W", "b", of_step, x);
    }
    add_position(reference, t, x);
}

/* z of n steps, by the norm of this name. */
static void normalise(const struct reference_model *reference, const char *scope, const char *name, double x[][MOST],
                      int n, double z[][MOST])
{
    for (int t = 0; t < n; t++)
        norm(reference, named(scope, name), x[t], z[t]);
}

static void encode(const struct reference_model *reference, const float *input, int n, double x[][MOST])
{
    const struct model_config *config = &reference->config;
    for (int t = 0; t < n; t++)
        embed(reference, "embedding_in", input + t * model_input_numbers(config), config->features, t, x[t]);
    for (int l = 0; l < config->layers; l++) {
        double z[MOST][MOST];
        char scope[24], self[64], wide[64];
        snprintf(scope, sizeof scope, "encoder%d", l);
        snprintf(self, sizeof self, "%s/self", scope);
        snprintf(wide, sizeof wide, "%s/feed_forward", scope);
        normalise(reference, scope, "norm1", x, n, z);
        for (int t = 0; t < n; t++)
            attend(reference, self, z[t], z, n, x[t]);
        normalise(reference, scope, "norm2", x, n, z);
        for (int t = 0; t < n; t++)
            feed(reference, wide, z[t], x[t]);
    }
    double out[MOST][MOST] = {{0}};
    for (int t = 0; t < n; t++)
        norm(reference, "encoder_norm", x[t], out[t]);
    memcpy(x, out, sizeof out);
}

static void decode_layer(const struct reference_model *reference, int l, double memory[][MOST], int n_in, int steps,
                         double d[][MOST])
{
    double z[MOST][MOST];
    char scope[24], self[64], cross[64], wide[64];
    snprintf(scope, sizeof scope, "decoder%d", l);
    snprintf(self, sizeof self, "%s/self", scope);
    snprintf(cross, sizeof cross, "%s/cross", scope);
    snprintf(wide, sizeof wide, "%s/feed_forward", scope);
    normalise(reference, scope, "norm1", d, steps, z);
    for (int t = 0; t < steps; t++)
        attend(reference, self, z[t], z, t + 1, d[t]);
    normalise(reference, scope, "norm2", d, steps, z);
    for (int t = 0; t < steps; t++)
        attend(reference, cross, z[t], memory, n_in, d[t]);
    normalise(reference, scope, "norm3", d, steps, z);
    for (int t = 0; t < steps; t++)
        feed(reference, wide, z[t], d[t]);
}

double reference_transformer_loss(const struct reference_model *reference, const float *input, int n_in,
                                  const float *target, int steps)
{
    const struct model_config *config = &reference->config;
    int numbers = model_output_numbers(config);
    double memory[MOST][MOST] = {{0}}, d[MOST][MOST] = {{0}}, loss = 0;
    encode(reference, input, n_in, memory);
    for (int t = 0; t < steps; t++)
        embed(reference, "embedding_out", t > 0 ? target + (t - 1) * numbers : NULL, config->features_out, t, d[t]);
    for (int l = 0; l < config->layers; l++)
        decode_layer(reference, l, memory, n_in, steps, d);
    for (int t = 0; t < steps; t++) {
        double z[MOST] = {0};
        norm(reference, "decoder_norm", d[t], z);
        loss += reference_output_loss(reference, z, target + t * numbers);
    }
    return loss;
}
