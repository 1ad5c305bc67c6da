/* A family of models that wants a gradient: the one here has a matrix of weights alone, whose rows are the logits of
 * the steps. Its training must be Adam's, computed here in float64. */
#include "attnbench/nn/family.h"
#include "attnbench/base/error.h"
#include "attnbench/nn/head.h"
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 3, CARDINALITY = 50, BATCH = 4, EPOCHS = 5 };

struct table {
    struct matrix w; /* (L, F) */
};

static const char *word(size_t i)
{
    return i == 0 ? "table" : NULL;
}

static int check(const struct model_config *config)
{
    return config->units == 1 ? 0 : fail(EX_CONFIG, "models.units is %d: a table has 1", config->units);
}

static size_t state_bytes(const struct model_config *config)
{
    (void)config;
    return sizeof(struct table);
}

static void layout(void *state, struct network *network, struct arena *arena)
{
    struct table *table = state;
    (void)arena;
    table->w = parameters_add_matrix(&network->parameters, network->config.steps, network->config.cardinality);
    parameters_add_tensor(&network->parameters, table->w, 0, network->config.cardinality, INIT_GLOROT_UNIFORM, NULL,
                          "table");
}

/* Row t of w, or of its gradient. */
static float *row_of(const struct table *table, float *slab, int t)
{
    return slab + table->w.offset + (size_t)t * (size_t)table->w.width;
}

/* y = softmax of the step's row, the same for all sequences. */
static void forward(void *state, struct network *network, const float *input, const float *target, float *y)
{
    struct table *table = state;
    int width = table->w.width;
    (void)input, (void)target;
    for (int r = 0; r < network->config.steps * network->batch; r++)
        memcpy(y + (size_t)r * (size_t)width, row_of(table, network->parameters.weight, r / network->batch),
               (size_t)width * sizeof *y);
    network->config.head->activate(network, y, network->config.steps * network->batch);
}

static void backward(void *state, struct network *network, const float *target, const float *y, const float *dlogits)
{
    struct table *table = state;
    (void)target, (void)y;
    for (int r = 0; r < network->config.steps * network->batch; r++) {
        float *gradient = row_of(table, network->gradient, r / network->batch);
        for (int j = 0; j < network->config.cardinality; j++)
            gradient[j] += dlogits[(size_t)r * (size_t)table->w.width + (size_t)j];
    }
}

static bool word_attends(const char *model)
{
    (void)model;
    return false;
}

static bool attends(const struct model_config *config)
{
    (void)config;
    return false;
}

static double numbers(const struct model_config *config)
{
    return (double)config->steps * config->cardinality;
}

static const struct model_family table_family = {
    .name = "table",
    .wants_gradient = true,
    .model = word,
    .check = check,
    .state_bytes = state_bytes,
    .layout = layout,
    .forward = forward,
    .backward = backward,
    .word_attends = word_attends,
    .attends = attends,
    .work = numbers,
    .weights = numbers,
};

static struct model_config config_of_table(void)
{
    return (struct model_config){
        .family = &table_family,
        .head = head_find("softmax"),
        .n_in = 1,
        .steps = STEPS,
        .cardinality = CARDINALITY,
        .units = 1,
        .batch = BATCH,
        .learning_rate = 0.01,
        .beta1 = 0.9,
        .beta2 = 0.999,
        .epsilon = 1e-7,
    };
}

/* One step of Adam in float64, as struct adam_step has it, on cross-entropy: returns the mean loss before it. */
static double step_in_float64(double w[STEPS][CARDINALITY], double m[STEPS][CARDINALITY], double v[STEPS][CARDINALITY],
                              const float target[BATCH][STEPS], int t)
{
    const struct model_config config = config_of_table();
    double loss = 0;
    for (int l = 0; l < STEPS; l++) {
        double sum = 0;
        for (int j = 0; j < CARDINALITY; j++)
            sum += exp(w[l][j]);
        for (int b = 0; b < BATCH; b++)
            loss -= log(exp(w[l][(int)target[b][l]]) / sum) / (BATCH * STEPS);
        for (int j = 0; j < CARDINALITY; j++) {
            double p = exp(w[l][j]) / sum, g = 0;
            for (int b = 0; b < BATCH; b++)
                g += (p - ((int)target[b][l] == j)) / (BATCH * STEPS);
            m[l][j] = config.beta1 * m[l][j] + (1 - config.beta1) * g;
            v[l][j] = config.beta2 * v[l][j] + (1 - config.beta2) * g * g;
            w[l][j] -= config.learning_rate * sqrt(1 - pow(config.beta2, t)) / (1 - pow(config.beta1, t)) * m[l][j] /
                       (sqrt(v[l][j]) + config.epsilon);
        }
    }
    return loss;
}

static void a_stored_gradient_is_used_by_one_pass_of_adam(void **state)
{
    static const float input[BATCH][1], target[BATCH][STEPS] = {{1, 2, 3}, {4, 2, 6}, {1, 8, 9}, {49, 2, 0}};
    static double w[STEPS][CARDINALITY], m[STEPS][CARDINALITY], v[STEPS][CARDINALITY];
    const struct model_config config = config_of_table();
    float weights[STEPS][CARDINALITY];
    struct model *model;
    (void)state;
    assert_int_equal(model_check(&config), 0);
    assert_int_equal(model_create(&config, &model), 0);
    assert_int_equal(model_initialize(model, 1, 2, 3), 0);
    model_export(model, &weights[0][0]);
    for (int i = 0; i < STEPS * CARDINALITY; i++)
        (&w[0][0])[i] = (double)(&weights[0][0])[i];
    for (int t = 1; t <= EPOCHS; t++) {
        double loss = model_train_step(model, &input[0][0], &target[0][0], BATCH).loss;
        double expected = step_in_float64(w, m, v, target, t);
        assert_true(fabs(loss - expected) < 1e-5 * expected);
    }
    model_export(model, &weights[0][0]);
    for (int i = 0; i < STEPS * CARDINALITY; i++)
        assert_true(fabs((double)(&weights[0][0])[i] - (&w[0][0])[i]) < 1e-6);
    model_free(model);
}

static void its_gradient_counts_as_memory(void **state)
{
    const struct model_config config = config_of_table();
    struct model_size size;
    (void)state;
    assert_int_equal(model_size(&config, &size), 0);
    assert_int_equal(size.weights, STEPS * CARDINALITY);
    size_t floats = STEPS * 64, rows = STEPS * BATCH; /* a row of 50 takes 64 */
    size_t lengths = 2 * BATCH * sizeof(int32_t);
    size_t buffers = (2 * rows * 64 + BATCH + rows) * sizeof(float) + lengths;
    assert_int_equal(size.bytes, 4 * floats * sizeof(float) + buffers);
}

static void a_family_refuses_what_it_cannot_do(void **state)
{
    struct model_config config = config_of_table();
    (void)state;
    config.units = 2;
    assert_int_equal(model_check(&config), EX_CONFIG);
    assert_string_equal(error_message(), "models.units is 2: a table has 1");
}

static void families_are_found_by_their_words(void **state)
{
    (void)state;
    size_t n = 0;
    for (; model_word(n) != NULL; n++)
        assert_non_null(family_find(model_word(n)));
    assert_true(n >= 3);
    assert_null(family_find("table"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stored_gradient_is_used_by_one_pass_of_adam),
        cmocka_unit_test(its_gradient_counts_as_memory),
        cmocka_unit_test(a_family_refuses_what_it_cannot_do),
        cmocka_unit_test(families_are_found_by_their_words),
    };
    return RUN_TESTS(tests);
}
