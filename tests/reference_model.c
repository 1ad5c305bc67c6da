#include "reference_model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 64 }; /* of T, L, H, F in the tests */

void reference_copy(struct model *model, const struct model_config *config, struct reference_model *out)
{
    *out = (struct reference_model){
        .config = *config, .has_attention = model_has_attention(model), .n_parameters = (int)model_n_parameters(model)};
    for (int i = 0; i < out->n_parameters; i++) {
        struct parameter_view view = model_parameter(model, (size_t)i);
        size_t n = (size_t)view.rows * (size_t)(view.cols > 0 ? view.cols : 1);
        float *values = calloc(n, sizeof *values);
        double *copy = calloc(n, sizeof *copy);
        model_get(model, (size_t)i, SLAB_WEIGHT, values);
        for (size_t k = 0; k < n; k++)
            copy[k] = (double)values[k];
        free(values);
        out->parameters[i] = (struct reference_parameter){view.name, view.rows, view.cols > 0 ? view.cols : 1, copy};
    }
}

void reference_free(struct reference_model *reference)
{
    for (int i = 0; i < reference->n_parameters; i++)
        free(reference->parameters[i].values);
}

static const struct reference_parameter *find(const struct reference_model *reference, const char *name)
{
    for (int i = 0; i < reference->n_parameters; i++)
        if (strcmp(reference->parameters[i].name, name) == 0)
            return &reference->parameters[i];
    abort();
}

/* y += x W */
static void product(const struct reference_model *reference, const char *name, const double *x, double *y)
{
    const struct reference_parameter *w = find(reference, name);
    for (int i = 0; i < w->rows; i++)
        for (int j = 0; j < w->cols; j++)
            y[j] += x[i] * w->values[i * w->cols + j];
}

static void add(const struct reference_model *reference, const char *name, double *y)
{
    const struct reference_parameter *b = find(reference, name);
    for (int j = 0; j < b->rows; j++)
        y[j] += b->values[j];
}

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static double recurrent_gate(const struct reference_model *reference, double x)
{
    return reference->config.gate == GATE_SIGMOID ? sigmoid(x) : fmin(fmax(0.2 * x + 0.5, 0), 1);
}

static void softmax(double *x, int n)
{
    double largest = x[0], sum = 0;
    for (int i = 1; i < n; i++)
        largest = fmax(largest, x[i]);
    for (int i = 0; i < n; i++)
        sum += x[i] = exp(x[i] - largest);
    for (int i = 0; i < n; i++)
        x[i] /= sum;
}

static void lstm_step(const struct reference_model *reference, const char *scope, const double *x, double *h, double *c)
{
    int units = reference->config.units;
    double z[4 * MOST] = {0};
    char name[64];
    product(reference, strcat(strcpy(name, scope), "/W"), x, z);
    product(reference, strcat(strcpy(name, scope), "/U"), h, z);
    add(reference, strcat(strcpy(name, scope), "/b"), z);
    for (int j = 0; j < units; j++) {
        double i = recurrent_gate(reference, z[j]), f = recurrent_gate(reference, z[units + j]);
        c[j] = f * c[j] + i * tanh(z[2 * units + j]);
        h[j] = recurrent_gate(reference, z[3 * units + j]) * tanh(c[j]);
    }
}

static double step_loss(const double *y, float target)
{
    return -log(fmin(fmax(y[(int)target], 1e-7), 1 - 1e-7));
}

static double baseline_loss(const struct reference_model *reference, const double *last, const float *target)
{
    double h[MOST] = {0}, c[MOST] = {0}, loss = 0;
    for (int t = 0; t < reference->config.steps; t++) {
        double y[MOST] = {0};
        lstm_step(reference, "decoder", last, h, c);
        product(reference, "output/W", h, y);
        add(reference, "output/b", y);
        softmax(y, reference->config.cardinality);
        loss += step_loss(y, target[t]);
    }
    return loss;
}

/* x W + s U + c C + b for the gate that `suffix` names. */
static void gate_input(const struct reference_model *reference, char suffix, const double *y, const double *s,
                       const double *c, double *out)
{
    char name[] = "attention/W_?";
    memset(out, 0, MOST * sizeof *out);
    name[12] = suffix;
    product(reference, name, y, out);
    name[10] = 'U';
    product(reference, name, s, out);
    name[10] = 'C';
    product(reference, name, c, out);
    name[10] = 'b';
    add(reference, name, out);
}

static void context(const struct reference_model *reference, double x[][MOST], const double *s, double *c)
{
    const struct reference_parameter *v = find(reference, "attention/V_a");
    int n_in = reference->config.n_in, units = reference->config.units;
    double e[MOST] = {0};
    for (int j = 0; j < n_in; j++) {
        double u[MOST] = {0};
        product(reference, "attention/W_a", s, u);
        product(reference, "attention/U_a", x[j], u);
        add(reference, "attention/b_a", u);
        for (int i = 0; i < units; i++)
            e[j] += tanh(u[i]) * v->values[i];
    }
    softmax(e, n_in);
    memset(c, 0, MOST * sizeof *c);
    for (int j = 0; j < n_in; j++)
        for (int i = 0; i < units; i++)
            c[i] += e[j] * x[j][i];
}

static double attention_loss(const struct reference_model *reference, double x[][MOST], const float *target)
{
    int units = reference->config.units;
    double s[MOST] = {0}, y[MOST] = {0}, loss = 0;
    product(reference, "attention/W_s", x[0], s);
    for (int i = 0; i < units; i++)
        s[i] = tanh(s[i]);
    for (int t = 0; t < reference->config.steps; t++) {
        double c[MOST], r[MOST], z[MOST], p[MOST], o[MOST], rs[MOST] = {0};
        context(reference, x, s, c);
        gate_input(reference, 'r', y, s, c, r);
        gate_input(reference, 'z', y, s, c, z);
        gate_input(reference, 'o', y, s, c, o);
        for (int i = 0; i < units; i++)
            rs[i] = sigmoid(r[i]) * s[i];
        gate_input(reference, 'p', y, rs, c, p);
        for (int i = 0; i < units; i++)
            s[i] = (1 - sigmoid(z[i])) * s[i] + sigmoid(z[i]) * tanh(p[i]);
        memcpy(y, o, sizeof y);
        softmax(y, reference->config.cardinality);
        loss += step_loss(y, target[t]);
    }
    return loss;
}

double reference_loss(const struct reference_model *reference, const float *input, const float *target)
{
    const struct model_config *config = &reference->config;
    double loss = 0;
    for (int b = 0; b < config->batch; b++) {
        double x[MOST][MOST] = {{0}}, h[MOST] = {0}, c[MOST] = {0};
        for (int t = 0; t < config->n_in; t++) {
            double one_hot[MOST] = {0};
            one_hot[(int)input[b * config->n_in + t]] = 1;
            lstm_step(reference, "encoder0/forward", one_hot, h, c);
            memcpy(x[t], h, sizeof h);
        }
        const float *row = target + b * config->steps;
        loss += reference->has_attention ? attention_loss(reference, x, row) : baseline_loss(reference, h, row);
    }
    return loss / (config->batch * config->steps);
}
