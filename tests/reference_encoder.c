#include "attnbench/base/padding.h"
#include "reference_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double recurrent_gate(const struct reference_model *reference, double x)
{
    return reference->config.gate == GATE_SIGMOID ? reference_sigmoid(x) : fmin(fmax(0.2 * x + 0.5, 0), 1);
}

static const char *join(char out[static 64], const char *scope, const char *name)
{
    stpcpy(stpcpy(stpcpy(out, scope), "/"), name);
    return out;
}

static void lstm_step(const struct reference_model *reference, const char *scope, const double *x, double *h, double *c)
{
    int units = reference->config.units;
    double z[4 * MOST] = {0};
    char name[64];
    reference_product(reference, join(name, scope, "W"), x, z);
    reference_product(reference, join(name, scope, "U"), h, z);
    reference_add(reference, join(name, scope, "b"), z);
    for (int j = 0; j < units; j++) {
        double i = recurrent_gate(reference, z[j]), f = recurrent_gate(reference, z[units + j]);
        c[j] = f * c[j] + i * tanh(z[2 * units + j]);
        h[j] = recurrent_gate(reference, z[3 * units + j]) * tanh(c[j]);
    }
}

static void gru_step(const struct reference_model *reference, const char *scope, const double *x, double *h)
{
    int units = reference->config.units;
    double input[3 * MOST] = {0}, state[3 * MOST] = {0}, proposed[3 * MOST] = {0}, rh[MOST] = {0};
    char name[64];
    reference_product(reference, join(name, scope, "W"), x, input);
    reference_add(reference, join(name, scope, "b"), input);
    reference_product(reference, join(name, scope, "U"), h, state);
    for (int j = 0; j < units; j++)
        rh[j] = recurrent_gate(reference, input[units + j] + state[units + j]) * h[j];
    reference_product(reference, join(name, scope, "U"), rh, proposed);
    for (int j = 0; j < units; j++) {
        double z = recurrent_gate(reference, input[j] + state[j]);
        h[j] = z * h[j] + (1 - z) * tanh(input[2 * units + j] + proposed[2 * units + j]);
    }
}

void reference_cell_step(const struct reference_model *reference, const char *scope, const double *x, double *h,
                         double *c)
{
    if (reference->config.cell == cell_find("gru"))
        gru_step(reference, scope, x, h);
    else
        lstm_step(reference, scope, x, h, c);
}

/* What the first layer sees of one step. */
static void first_input(const struct reference_model *reference, const float *values, double *x)
{
    const struct model_config *config = &reference->config;
    if (config->embedding == 0) {
        reference_features(values, config->features, x);
        return;
    }
    memset(x, 0, MOST * sizeof *x);
    memcpy(x, reference_find(reference, "embedding")->values + (int)values[0] * config->embedding,
           (size_t)config->embedding * sizeof *x);
}

void reference_encode(const struct reference_model *reference, const float *input, double x[][MOST], double *last)
{
    const struct model_config *config = &reference->config;
    int n_in = config->n_in, units = config->units;
    int numbers = model_input_numbers(config), real = real_steps(input, n_in, numbers);
    for (int t = 0; t < real; t++)
        first_input(reference, input + t * numbers, x[t]);
    for (int layer = 0; layer < config->layers; layer++) {
        double out[MOST][MOST];
        memset(out, 0, (size_t)n_in * sizeof *out);
        for (int reverse = 0; reverse <= config->bidirectional; reverse++) {
            double h[MOST] = {0}, c[MOST] = {0};
            char scope[32];
            snprintf(scope, sizeof scope, "encoder%d/%s", layer, reverse ? "backward" : "forward");
            for (int k = 0; k < n_in; k++) {
                int t = reverse ? n_in - 1 - k : k;
                if (t < real)
                    reference_cell_step(reference, scope, x[t], h, c);
                memcpy(out[t] + reverse * units, h, (size_t)units * sizeof *h);
            }
            memcpy(last + reverse * units, h, (size_t)units * sizeof *h);
        }
        memcpy(x, out, (size_t)n_in * sizeof *out);
    }
}
