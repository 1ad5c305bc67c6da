#include "attnbench/base/padding.h"
#include "attnbench/base/text.h"
#include "reference_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void reference_copy(struct model *model, const struct model_config *config, struct reference_model *out)
{
    *out = (struct reference_model){.config = *config, .n_parameters = (int)model_n_parameters(model)};
    for (int i = 0; i < out->n_parameters; i++) {
        struct parameter_view view = model_parameter(model, (size_t)i);
        size_t n = (size_t)view.rows * (size_t)(view.cols > 0 ? view.cols : 1);
        float *values = calloc(n, sizeof *values);
        double *copy = calloc(n, sizeof *copy);
        model_get(model, (size_t)i, SLAB_WEIGHT, values);
        for (size_t k = 0; k < n; k++)
            copy[k] = (double)values[k];
        free(values);
        out->parameters[i] = (struct reference_parameter){.name = view.name,
                                                          .hash = hash_text(HASH_START, view.name),
                                                          .rows = view.rows,
                                                          .cols = view.cols > 0 ? view.cols : 1,
                                                          .values = copy};
    }
}

void reference_free(struct reference_model *reference)
{
    for (int i = 0; i < reference->n_parameters; i++)
        free(reference->parameters[i].values);
}

const struct reference_parameter *reference_find(const struct reference_model *reference, const char *name)
{
    uint64_t hash = hash_text(HASH_START, name);
    for (int i = 0; i < reference->n_parameters; i++)
        if (reference->parameters[i].hash == hash && strcmp(reference->parameters[i].name, name) == 0)
            return &reference->parameters[i];
    abort();
}

void reference_product(const struct reference_model *reference, const char *name, const double *x, double *y)
{
    const struct reference_parameter *w = reference_find(reference, name);
    for (int i = 0; i < w->rows; i++)
        for (int j = 0; j < w->cols && x[i] != 0; j++) /* most features of a token are 0 */
            y[j] += x[i] * w->values[i * w->cols + j];
}

void reference_add(const struct reference_model *reference, const char *name, double *y)
{
    const struct reference_parameter *b = reference_find(reference, name);
    for (int j = 0; j < b->rows; j++)
        y[j] += b->values[j];
}

double reference_sigmoid(double x)
{
    return 1 / (1 + exp(-x));
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

static int is_linear(const struct reference_model *reference)
{
    return reference->config.head == head_find("linear");
}

/* From the last product to the outputs, in place. */
static void activate(const struct reference_model *reference, double *y)
{
    if (!is_linear(reference))
        softmax(y, model_output_width(&reference->config));
}

void reference_features(const float *values, int features, double *out)
{
    memset(out, 0, MOST * sizeof *out);
    if (features == 0)
        out[(int)values[0]] = 1;
    for (int i = 0; i < features; i++)
        out[i] = (double)values[i];
}

/* Step t of a target. */
static const float *step_of(const struct reference_model *reference, const float *target, int t)
{
    return target + t * model_output_numbers(&reference->config);
}

static double step_loss(const struct reference_model *reference, const double *y, const float *target)
{
    double p[MOST], loss = 0;
    int features = reference->config.features_out;
    reference_features(target, features, p);
    if (is_linear(reference)) {
        for (int i = 0; i < features; i++)
            loss += (y[i] - p[i]) * (y[i] - p[i]) / features;
        return loss;
    }
    for (int i = 0; i < model_output_width(&reference->config); i++)
        loss -= p[i] * log(fmin(fmax(y[i], 1e-7), 1 - 1e-7));
    return loss;
}

double reference_output_loss(const struct reference_model *reference, const double *x, const float *target)
{
    double y[MOST] = {0};
    reference_product(reference, "output/W", x, y);
    reference_add(reference, "output/b", y);
    activate(reference, y);
    return step_loss(reference, y, target);
}

static double tagger_loss(const struct reference_model *reference, double x[][MOST], const float *target, int steps)
{
    double loss = 0;
    for (int t = 0; t < steps; t++)
        loss += reference_output_loss(reference, x[t], step_of(reference, target, t));
    return loss;
}

static double baseline_loss(const struct reference_model *reference, const double *last, const float *target, int steps)
{
    double h[MOST] = {0}, c[MOST] = {0}, loss = 0;
    for (int t = 0; t < steps; t++) {
        reference_cell_step(reference, "decoder", last, h, c);
        loss += reference_output_loss(reference, h, step_of(reference, target, t));
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
    reference_product(reference, name, y, out);
    name[10] = 'U';
    reference_product(reference, name, s, out);
    name[10] = 'C';
    reference_product(reference, name, c, out);
    name[10] = 'b';
    reference_add(reference, name, out);
}

static double score(const struct reference_model *reference, const double *query, const double *key)
{
    int units = reference->config.units;
    double e = 0;
    if (reference->config.attention == attention_find("dot")) {
        for (int i = 0; i < units; i++)
            e += query[i] * key[i];
        return e / sqrt(units);
    }
    const double *v = reference_find(reference, "attention/V_a")->values;
    for (int i = 0; i < units; i++)
        e += tanh(query[i] + key[i]) * v[i];
    return e;
}

/* Of the n_in real steps. */
static void context(const struct reference_model *reference, double x[][MOST], int n_in, const double *s, double *c,
                    double *a)
{
    int units = reference->config.units;
    int width = reference->config.bidirectional ? 2 * units : units;
    double e[MOST] = {0}, query[MOST] = {0};
    reference_product(reference, "attention/W_a", s, query);
    reference_add(reference, "attention/b_a", query);
    for (int j = 0; j < n_in; j++) {
        double key[MOST] = {0};
        reference_product(reference, "attention/U_a", x[j], key);
        e[j] = score(reference, query, key);
    }
    softmax(e, n_in);
    memset(c, 0, MOST * sizeof *c);
    for (int j = 0; j < n_in; j++)
        for (int i = 0; i < width; i++)
            c[i] += e[j] * x[j][i];
    memcpy(a, e, MOST * sizeof *a);
}

/* From the softmax to a mixture with the inputs' tokens, in place; y and s are of the step before. */
static void copy_inputs(const struct reference_model *reference, const float *input, int n_in, const double *y,
                        const double *s, const double *c, const double *a, double *out)
{
    const char *const names[] = {"attention/w_copy_y", "attention/w_copy_s", "attention/w_copy_c"};
    const double *const factors[] = {y, s, c};
    double logit = reference_find(reference, "attention/b_copy")->values[0];
    for (int k = 0; k < 3; k++) {
        const struct reference_parameter *w = reference_find(reference, names[k]);
        for (int i = 0; i < w->rows; i++)
            logit += factors[k][i] * w->values[i];
    }
    double g = reference_sigmoid(logit);
    for (int i = 0; i < MOST; i++)
        out[i] *= g;
    for (int j = 0; j < n_in; j++)
        out[(int)input[j]] += (1 - g) * a[j];
}

static double attention_loss(const struct reference_model *reference, double x[][MOST], const float *input, int n_in,
                             const float *target, int steps)
{
    int units = reference->config.units;
    double s[MOST] = {0}, y[MOST] = {0}, loss = 0;
    reference_product(reference, "attention/W_s", x[0], s);
    for (int i = 0; i < units; i++)
        s[i] = tanh(s[i]);
    for (int t = 0; t < steps; t++) {
        double c[MOST], a[MOST], before[MOST], r[MOST], z[MOST], p[MOST], o[MOST], rs[MOST] = {0};
        context(reference, x, n_in, s, c, a);
        memcpy(before, s, sizeof before);
        gate_input(reference, 'r', y, s, c, r);
        gate_input(reference, 'z', y, s, c, z);
        gate_input(reference, 'o', y, s, c, o);
        for (int i = 0; i < units; i++)
            rs[i] = reference_sigmoid(r[i]) * s[i];
        gate_input(reference, 'p', y, rs, c, p);
        for (int i = 0; i < units; i++)
            s[i] = (1 - reference_sigmoid(z[i])) * s[i] + reference_sigmoid(z[i]) * tanh(p[i]);
        activate(reference, o);
        if (reference->config.copy)
            copy_inputs(reference, input, n_in, y, before, c, a, o);
        memcpy(y, o, sizeof y);
        loss += step_loss(reference, y, step_of(reference, target, t));
        if (reference->config.embedding_out > 0)
            memcpy(y,
                   reference_find(reference, "embedding_out")->values +
                       (int)target[t] * reference->config.embedding_out,
                   (size_t)reference->config.embedding_out * sizeof *y);
        else if (reference->config.feedback == FEEDBACK_TEACHER)
            reference_features(step_of(reference, target, t), reference->config.features_out, y);
    }
    return loss;
}

double reference_loss(const struct reference_model *reference, const float *input, const float *target)
{
    const struct model_config *config = &reference->config;
    double loss = 0;
    int n = 0;
    for (int b = 0; b < config->batch; b++) {
        double x[MOST][MOST], last[MOST] = {0};
        memset(x, 0, (size_t)config->n_in * sizeof *x);
        const float *values = input + b * config->n_in * model_input_numbers(config);
        const float *row = target + b * config->steps * model_output_numbers(config);
        bool is_transformer = config->family == family_find("transformer");
        if (!is_transformer)
            reference_encode(reference, values, x, last);
        int n_in = real_steps(values, config->n_in, model_input_numbers(config));
        int steps = real_steps(row, config->steps, model_output_numbers(config));
        n += steps;
        loss += is_transformer ? reference_transformer_loss(reference, values, n_in, row, steps)
                : config->decoder == decoder_find("attention") ? attention_loss(reference, x, values, n_in, row, steps)
                : config->decoder == decoder_find("tagger")    ? tagger_loss(reference, x, row, steps)
                                                               : baseline_loss(reference, last, row, steps);
    }
    return loss / n;
}
