/* Models: gradients by differences in double precision, initial weights, batches, the same bits on every instruction
 * set. */
#include "test.h"

#include "attnbench/error.h"
#include "attnbench/kernels.h"
#include "attnbench/text.h"
#include "reference_model.h"

#include <stdio.h>

enum { MOST_INPUTS = 256 };

static struct model_config config_of(const char *decoder, int n_in, int steps, int cardinality, int units, int batch)
{
    return (struct model_config){
        .decoder = decoder_find(decoder),
        .cell = cell_find("lstm"),
        .head = head_find("softmax"),
        .layers = 1,
        .gate = GATE_SIGMOID,
        .n_in = n_in,
        .steps = steps,
        .cardinality = cardinality,
        .units = units,
        .batch = batch,
        .learning_rate = 0.001,
        .beta1 = 0.9,
        .beta2 = 0.999,
        .epsilon = 1e-8,
    };
}

static struct model *model_of(const struct model_config *config)
{
    struct model *model = NULL;
    if (model_create(config, &model) != 0 || model_initialize(model, 11, 22, 33) != 0)
        fail_msg("%s", error_message());
    return model;
}

static void draw(const struct model_config *config, uint32_t repeat, float *input, float *target)
{
    struct stream stream = stream_open(5, "test pairs", 0, repeat);
    for (int i = 0; i < config->batch * config->n_in; i++)
        input[i] = (float)stream_below(&stream, (uint32_t)config->cardinality);
    for (int i = 0; i < config->batch * config->steps; i++)
        target[i] = (float)stream_below(&stream, (uint32_t)config->cardinality);
}

static size_t size_of(struct parameter_view view)
{
    return (size_t)view.rows * (size_t)(view.cols > 0 ? view.cols : 1);
}

/* Every gradient of one step, read from the first moment (m = (1-β1) g), against central differences of the
 * reference's loss. */
static void check_gradients_of_gate(enum gate gate, const char *decoder, int n_in, int steps, int cardinality,
                                    int units, int batch)
{
    static const double delta = 1e-5, bound = 2e-6;
    struct model_config config = config_of(decoder, n_in, steps, cardinality, units, batch);
    config.gate = gate;
    struct model *model = model_of(&config);
    struct reference_model reference;
    float input[MOST_INPUTS], target[MOST_INPUTS];
    draw(&config, 0, input, target);
    reference_copy(model, &config, &reference);
    double loss = model_train_step(model, input, target, config.batch).loss;
    double expected_loss = reference_loss(&reference, input, target);
    if (!(fabs(loss - expected_loss) < 1e-6))
        fail_msg("%s n_in %d steps %d F %d H %d B %d: loss %.9g, the reference has %.9g", decoder, n_in, steps,
                 cardinality, units, batch, loss, expected_loss);
    size_t not_zero = 0;
    for (size_t i = 0; i < model_n_parameters(model); i++) {
        struct reference_parameter *parameter = &reference.parameters[i];
        size_t n = size_of(model_parameter(model, i));
        float *moment = calloc(n, sizeof *moment);
        model_get(model, i, SLAB_FIRST_MOMENT, moment);
        for (size_t k = 0; k < n; k++) {
            double kept = parameter->values[k];
            parameter->values[k] = kept + delta;
            double above = reference_loss(&reference, input, target);
            parameter->values[k] = kept - delta;
            double below = reference_loss(&reference, input, target);
            parameter->values[k] = kept;
            double expected = (above - below) / (2 * delta), ours = (double)moment[k] / (1 - config.beta1);
            not_zero += fabs(expected) > 1e-4;
            if (!(fabs(ours - expected) <= bound))
                fail_msg("%s n_in %d steps %d F %d H %d B %d: gradient of %s[%zu] is %.9g, by differences %.9g",
                         decoder, n_in, steps, cardinality, units, batch, parameter->name, k, ours, expected);
        }
        free(moment);
    }
    assert_true(not_zero > 0);
    reference_free(&reference);
    model_free(model);
}

static void check_gradients(const char *decoder, int n_in, int steps, int cardinality, int units, int batch)
{
    check_gradients_of_gate(GATE_SIGMOID, decoder, n_in, steps, cardinality, units, batch);
    check_gradients_of_gate(GATE_HARD_SIGMOID, decoder, n_in, steps, cardinality, units, batch);
}

static void check_many_gradients(const char *decoder)
{
    check_gradients(decoder, 4, 4, 6, 5, 1);
    check_gradients(decoder, 3, 5, 7, 17, 1);
    check_gradients(decoder, 5, 2, 3, 8, 3);
    check_gradients(decoder, 2, 2, 17, 4, 2);
    check_gradients(decoder, 1, 1, 2, 1, 1);
    check_gradients(decoder, 1, 3, 4, 3, 1);
    check_gradients(decoder, 6, 1, 4, 3, 4);
    check_gradients(decoder, 4, 4, 5, 6, 7); /* more terms than are kept in one pass */
}

static void test_gradients_baseline(void **state)
{
    (void)state;
    check_many_gradients("baseline");
}

static void test_gradients_attention(void **state)
{
    (void)state;
    check_many_gradients("attention");
}

static float *weights_of(struct model *model, const char *name, struct parameter_view *view)
{
    for (size_t i = 0; i < model_n_parameters(model); i++) {
        *view = model_parameter(model, i);
        if (strcmp(view->name, name) != 0)
            continue;
        float *values = calloc(size_of(*view), sizeof *values);
        model_get(model, i, SLAB_WEIGHT, values);
        return values;
    }
    fail_msg("no parameter %s", name);
    return NULL;
}

static void test_parameter_counts(void **state)
{
    (void)state;
    struct model_config baseline = config_of("baseline", 5, 5, 50, 150, 1),
                        attention = config_of("attention", 5, 5, 50, 150, 1);
    struct model *a = model_of(&baseline), *b = model_of(&attention);
    assert_int_equal(model_n_weights(a), 308750);
    assert_int_equal(model_n_weights(b), 363900);
    model_free(a);
    model_free(b);
}

static void check_orthonormal(struct model *model, const char *name)
{
    struct parameter_view view;
    float *w = weights_of(model, name, &view);
    int by_rows = view.rows <= view.cols, n = by_rows ? view.rows : view.cols, length = by_rows ? view.cols : view.rows;
    for (int a = 0; a < n; a++)
        for (int b = 0; b <= a; b++) {
            double dot = 0;
            for (int k = 0; k < length; k++)
                dot += by_rows ? (double)w[a * view.cols + k] * (double)w[b * view.cols + k]
                               : (double)w[k * view.cols + a] * (double)w[k * view.cols + b];
            assert_true(fabs(dot - (a == b)) < 1e-6);
        }
    free(w);
}

static void test_initial_weights(void **state)
{
    (void)state;
    struct model_config config = config_of("attention", 4, 4, 9, 20, 1);
    struct model *model = model_of(&config);
    static const char *const orthogonal[] = {"encoder0/forward/U", "attention/C_r", "attention/U_z", "attention/W_p",
                                             "attention/W_o",      "attention/C_o", "attention/W_s", "attention/U_p"};
    for (size_t i = 0; i < sizeof orthogonal / sizeof *orthogonal; i++)
        check_orthonormal(model, orthogonal[i]);
    struct parameter_view view;
    float *bias = weights_of(model, "encoder0/forward/b", &view);
    assert_int_equal(view.rows, 80);
    assert_int_equal(view.cols, 0);
    for (int j = 0; j < 80; j++)
        assert_true(bias[j] == (j >= 20 && j < 40 ? 1.0f : 0.0f));
    free(bias);
    struct {
        const char *name;
        double limit;
    } uniform[] = {{"encoder0/forward/W", sqrt(6.0 / (9 + 80))},
                   {"attention/W_a", sqrt(6.0 / 40)},
                   {"attention/V_a", sqrt(6 / (2 * sqrt(20)))}};
    for (size_t i = 0; i < sizeof uniform / sizeof *uniform; i++) {
        float *w = weights_of(model, uniform[i].name, &view);
        double largest = 0, sum = 0;
        for (size_t k = 0; k < size_of(view); k++) {
            largest = fmax(largest, fabs((double)w[k]));
            sum += (double)w[k];
        }
        assert_true(largest <= uniform[i].limit && largest > 0.8 * uniform[i].limit);
        assert_true(fabs(sum) / (double)size_of(view) < 4 * uniform[i].limit / sqrt(3 * (double)size_of(view)));
        free(w);
    }
    model_free(model);
}

/* Haar: every entry of a random orthogonal matrix has mean 0 and mean square 1/n; QR without the sign rule fails this
 * for the diagonal. */
static void test_orthogonal_is_haar(void **state)
{
    (void)state;
    enum { DRAWS = 2000, H = 5 };
    struct model_config config = config_of("attention", 2, 2, 3, H, 1);
    struct model *model = model_of(&config);
    double sum[H * H] = {0}, square[H * H] = {0};
    for (uint32_t draw_number = 0; draw_number < DRAWS; draw_number++) {
        struct parameter_view view;
        assert_int_equal(model_initialize(model, 1, 2, draw_number), 0);
        float *w = weights_of(model, "attention/U_p", &view);
        for (int k = 0; k < H * H; k++) {
            sum[k] += (double)w[k];
            square[k] += (double)w[k] * (double)w[k];
        }
        free(w);
    }
    for (int k = 0; k < H * H; k++) {
        assert_true(fabs(sum[k] / DRAWS) < 4.5 * sqrt(1.0 / H / DRAWS));
        assert_true(fabs(square[k] / DRAWS - 1.0 / H) < 0.03);
    }
    model_free(model);
}

/* A weight's stream is named by the parameter: models share the initial encoder. */
static void test_models_share_streams(void **state)
{
    (void)state;
    struct model_config baseline = config_of("baseline", 3, 3, 7, 6, 1),
                        attention = config_of("attention", 3, 3, 7, 6, 1);
    struct model *a = model_of(&baseline), *b = model_of(&attention);
    struct parameter_view view;
    float *one = weights_of(a, "encoder0/forward/W", &view), *other = weights_of(b, "encoder0/forward/W", &view);
    assert_memory_equal(one, other, size_of(view) * sizeof *one);
    free(one), free(other);
    model_free(a);
    model_free(b);
}

static uint64_t trained_digest(const char *decoder, int batch)
{
    struct model_config config = config_of(decoder, 4, 4, 19, 35, batch);
    config.gate = GATE_HARD_SIGMOID;
    struct model *model = model_of(&config);
    float input[MOST_INPUTS], target[MOST_INPUTS];
    uint64_t digest = HASH_START;
    kernels_flush_denormals();
    for (uint32_t step = 0; step < 200; step++) {
        draw(&config, step % 7, input, target);
        double loss = model_train_step(model, input, target, config.batch).loss;
        digest = hash_bytes(digest, &loss, sizeof loss);
    }
    for (size_t i = 0; i < model_n_parameters(model); i++) {
        size_t n = size_of(model_parameter(model, i));
        float *values = calloc(n, sizeof *values);
        model_get(model, i, SLAB_WEIGHT, values);
        digest = hash_bytes(digest, values, n * sizeof *values);
        free(values);
    }
    model_free(model);
    return digest;
}

static void check_same_bits(const char *decoder, int batch)
{
    setenv("ATTNBENCH_ISA", "sse2", 1);
    uint64_t expected = trained_digest(decoder, batch);
    for (size_t i = 1; kernel_names[i] != NULL; i++)
        if (kernels_find(kernel_names[i]) != NULL) {
            setenv("ATTNBENCH_ISA", kernel_names[i], 1);
            if (trained_digest(decoder, batch) != expected)
                fail_msg("%s, batch %d: %s and sse2 differ", decoder, batch, kernel_names[i]);
        }
    unsetenv("ATTNBENCH_ISA");
}

static void test_same_bits_on_every_isa(void **state)
{
    (void)state;
    for (int batch = 1; batch <= 9; batch += 8) {
        check_same_bits("baseline", batch);
        check_same_bits("attention", batch);
    }
}

/* Updates that wait in rows which nothing reads give the bits of updates made at once: looking at the weights after
 * every step makes them all at once. */
static void test_waiting_updates(void **state)
{
    (void)state;
    enum { STEPS = 5000 }; /* more than rates are kept for */
    struct model_config config = config_of("baseline", 3, 2, 40, 6, 1);
    struct model *waiting = model_of(&config), *at_once = model_of(&config);
    size_t n = model_n_weights(waiting);
    float *a = calloc(n, sizeof *a), *b = calloc(n, sizeof *b);
    float input[MOST_INPUTS], target[MOST_INPUTS];
    kernels_flush_denormals();
    for (uint32_t step = 0; step < STEPS; step++) {
        draw(&config, step, input, target);
        if (step > 3000) /* leave most rows alone for long */
            input[0] = input[1] = input[2] = 7;
        double loss = model_train_step(waiting, input, target, 1).loss;
        assert_true(loss == model_train_step(at_once, input, target, 1).loss);
        model_export(at_once, b);
    }
    model_export(waiting, a);
    assert_memory_equal(a, b, n * sizeof *a);
    free(a), free(b);
    model_free(waiting);
    model_free(at_once);
}

/* No model file is written without it, none read back. */
static void test_export_and_import(void **state)
{
    (void)state;
    struct model_config config = config_of("attention", 3, 3, 7, 6, 1);
    struct model *a = model_of(&config), *b = NULL;
    assert_int_equal(model_create(&config, &b), 0);
    size_t n = model_n_weights(a);
    float *weights = calloc(n, sizeof *weights), *back = calloc(n, sizeof *back);
    model_export(a, weights);
    model_import(b, weights);
    model_export(b, back);
    assert_memory_equal(weights, back, n * sizeof *weights);
    struct parameter_view first = model_parameter(a, 0);
    float *w = weights_of(a, first.name, &first);
    assert_memory_equal(w, weights, size_of(first) * sizeof *w);
    free(weights), free(back), free(w);
    model_free(a);
    model_free(b);
}

/* A prediction does not depend on how many are made at once, the last batch being short. */
static void test_batches_predict_alike(void **state)
{
    (void)state;
    enum { N = 11 };
    float input[N * 4], target[N * 4], alone[N * 4], together[N * 4];
    struct model_config one = config_of("attention", 4, 4, 9, 12, 1), four = config_of("attention", 4, 4, 9, 12, 4);
    struct model_config all = config_of("attention", 4, 4, 9, 12, N);
    struct model_config roomy = one;
    roomy.evaluation_batch = 4;
    struct model *a = model_of(&one), *b = model_of(&four), *c = model_of(&roomy);
    draw(&all, 0, input, target);
    model_predict(a, input, N, alone);
    model_predict(b, input, N, together);
    assert_memory_equal(alone, together, sizeof alone);
    model_predict(c, input, N, together);
    assert_memory_equal(alone, together, sizeof alone);
    model_free(a);
    model_free(b);
    model_free(c);
}

/* Trains both on batches of the sizes in turn, and compares all weights. */
static void assert_trained_alike(const struct model_config *first, const struct model_config *second, const int *sizes,
                                 size_t n_sizes)
{
    struct model *a = model_of(first), *b = model_of(second);
    size_t n = model_n_weights(a);
    float *weights = calloc(2 * n, sizeof *weights), input[MOST_INPUTS], target[MOST_INPUTS];
    for (uint32_t step = 0; step < 12; step++) {
        int size = sizes[step % n_sizes];
        draw(first, step, input, target);
        struct step_result x = model_train_step(a, input, target, size), y = model_train_step(b, input, target, size);
        assert_true(x.loss == y.loss && x.correct_steps == y.correct_steps);
        assert_true(x.correct_steps <= size * first->steps);
    }
    model_export(a, weights);
    model_export(b, weights + n);
    assert_memory_equal(weights, weights + n, n * sizeof *weights);
    free(weights);
    model_free(a);
    model_free(b);
}

/* A short batch gives the bits of a model made for no more; room for evaluation changes nothing. */
static void test_short_batches_train_alike(void **state)
{
    (void)state;
    static const int sizes[] = {4, 4, 2};
    for (int d = 0; d < 2; d++) {
        struct model_config four = config_of(d ? "attention" : "baseline", 4, 4, 9, 12, 4), nine = four, roomy = four;
        nine.batch = 9;
        assert_trained_alike(&four, &nine, sizes, 3);
        roomy.evaluation_batch = 9;
        assert_trained_alike(&four, &roomy, sizes, 3);
    }
}

/* Learning a fixed pair by heart: the loss falls to almost nothing. */
static void test_learns(void **state)
{
    (void)state;
    static const char *const decoders[] = {"baseline", "attention"};
    for (int d = 0; d < 2; d++)
        for (int batch = 1; batch <= 3; batch += 2) {
            struct model_config config = config_of(decoders[d], 4, 3, 8, 16, batch);
            config.learning_rate = 0.01;
            struct model *model = model_of(&config);
            float input[MOST_INPUTS], target[MOST_INPUTS];
            struct step_result result = {0, 0};
            draw(&config, 1, input, target);
            for (int step = 0; step < 400; step++)
                result = model_train_step(model, input, target, config.batch);
            assert_true(result.loss < 0.05);
            assert_int_equal(result.correct_steps, batch * 3);
            model_free(model);
        }
}

/* What is counted without making the model is what it has. */
static void test_model_size(void **state)
{
    (void)state;
    struct model_size size = {0};
    struct model_config config = config_of("attention", 5, 5, 50, 150, 1);
    assert_int_equal(model_size(&config, &size), 0);
    assert_int_equal(size.weights, 363900);
    assert_int_equal(size.tensors, 24);
    assert_true(size.bytes > 3 * 4 * size.weights && size.bytes < 4 * 4 * size.weights);
    struct model_size larger = {0};
    config.evaluation_batch = 32;
    assert_int_equal(model_size(&config, &larger), 0);
    assert_true(larger.weights == size.weights && larger.bytes > size.bytes);
    config.batch = 32;
    config.evaluation_batch = 0;
    assert_int_equal(model_size(&config, &larger), 0);
    assert_true(larger.weights == size.weights && larger.bytes > size.bytes);
    config.units = 1 << 20;
    assert_int_equal(model_size(&config, &size), EX_OSERR);
}

static void test_huge_model_is_refused(void **state)
{
    (void)state;
    struct model *model = NULL;
    struct model_config config = config_of("attention", 1000, 1000, 100000, 4096, 4096);
    assert_int_equal(model_create(&config, &model), EX_OSERR);
    assert_non_null(strstr(error_message(), "too large"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gradients_baseline),
        cmocka_unit_test(test_gradients_attention),
        cmocka_unit_test(test_parameter_counts),
        cmocka_unit_test(test_initial_weights),
        cmocka_unit_test(test_orthogonal_is_haar),
        cmocka_unit_test(test_models_share_streams),
        cmocka_unit_test(test_same_bits_on_every_isa),
        cmocka_unit_test(test_batches_predict_alike),
        cmocka_unit_test(test_short_batches_train_alike),
        cmocka_unit_test(test_learns),
        cmocka_unit_test(test_model_size),
        cmocka_unit_test(test_waiting_updates),
        cmocka_unit_test(test_export_and_import),
        cmocka_unit_test(test_huge_model_is_refused),
    };
    return RUN_TESTS(tests);
}
