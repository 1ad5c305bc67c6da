/* Compares the models with golden files: outputs, attention weights, every gradient, each loss, final weights.
 * With either arithmetic, every product of openblas being OpenBLAS's, however small.
 * usage: test_golden [FILE...]; without files, those under tests/golden. */
#define OPENBLAS_ALWAYS
#include "../src/kernels/openblas.c"

#include "test.h"

#include "attnbench/base/error.h"
#include "attnbench/base/padding.h"
#include "attnbench/nn/model.h"

#include <glob.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <stdio.h>

/* Single precision against double: the bounds that a float32 run of the reference stays well inside. */
static const double output_bound = 1e-6, loss_bound = 5e-6, weight_bound = 1e-5;
static const double gradient_bound_own = 1e-3,
                    gradient_bound_all = 5e-6; /* of the largest entry of the array | of all */

struct golden {
    hid_t file;
    struct model_config config;
    long long steps;
};

static long long integer_of(hid_t file, const char *name)
{
    long long value = 0;
    assert_true(H5LTget_attribute_long_long(file, "/", name, &value) >= 0);
    return value;
}

/* h5py writes these as an enumeration of one byte. */
static int switch_of(hid_t file, const char *name)
{
    int8_t value = 0;
    hid_t attribute = H5Aopen(file, name, H5P_DEFAULT), type = H5Aget_type(attribute);
    assert_true(H5Tget_size(type) == sizeof value && H5Aread(attribute, type, &value) >= 0);
    H5Tclose(type);
    H5Aclose(attribute);
    return value;
}

/* Of attributes that the first files do not have. */
static int integer_if_any(hid_t file, const char *name)
{
    return H5Aexists(file, name) > 0 ? (int)integer_of(file, name) : 0;
}

static int has_switch(hid_t file, const char *name)
{
    return H5Aexists(file, name) > 0 && switch_of(file, name);
}

static double real_of(hid_t file, const char *name)
{
    double value = 0;
    assert_true(H5LTget_attribute_double(file, "/", name, &value) >= 0);
    return value;
}

static void text_of(hid_t file, const char *name, char out[32])
{
    char *text = NULL;
    hid_t attribute = H5Aopen(file, name, H5P_DEFAULT), type = H5Aget_type(attribute);
    assert_true(H5Tis_variable_str(type) > 0);
    assert_true(H5Aread(attribute, type, &text) >= 0);
    snprintf(out, 32, "%s", text);
    H5free_memory(text);
    H5Tclose(type);
    H5Aclose(attribute);
}

static float *array_of(hid_t file, const char *name, size_t n)
{
    float *values = calloc(n, sizeof *values);
    assert_non_null(values);
    if (H5LTread_dataset_float(file, name, values) < 0)
        fail_msg("no array %s in the file", name);
    return values;
}

/* Behind the real steps of each of n sequences, whose lengths the dataset has, padding. */
static void pad(hid_t file, const char *name, size_t n, int steps, int numbers, float *values)
{
    if (!has_switch(file, "mask"))
        return;
    float *lengths = array_of(file, name, n);
    for (size_t i = 0; i < n; i++)
        for (int k = (int)lengths[i] * numbers; k < steps * numbers; k++)
            values[i * (size_t)(steps * numbers) + (size_t)k] = PADDING;
    free(lengths);
}

static void open_golden(const char *path, struct golden *golden)
{
    char model[32], cell[32], gate[32], feedback[32], head[32], attention[32] = "additive";
    golden->file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (golden->file < 0)
        fail_msg("cannot open %s", path);
    text_of(golden->file, "model", model);
    text_of(golden->file, "cell", cell);
    text_of(golden->file, "gate", gate);
    text_of(golden->file, "feedback", feedback);
    text_of(golden->file, "head", head);
    if (H5Aexists(golden->file, "attention") > 0)
        text_of(golden->file, "attention", attention);
    golden->config = (struct model_config){
        .family = family_find(model),
        .decoder = decoder_find(model),
        .cell = cell_find(cell),
        .head = head_find(head),
        .attention = attention_find(attention),
        .feedback = strcmp(feedback, "teacher") == 0 ? FEEDBACK_TEACHER : FEEDBACK_OUTPUT,
        .layers = (int)integer_of(golden->file, "layers"),
        .bidirectional = switch_of(golden->file, "bidirectional"),
        .embedding = (int)integer_of(golden->file, "embedding"),
        .gate = strcmp(gate, "sigmoid") == 0 ? GATE_SIGMOID : GATE_HARD_SIGMOID,
        .n_in = (int)integer_of(golden->file, "n_in"),
        .steps = (int)integer_of(golden->file, "n_steps_out"),
        .cardinality = (int)integer_of(golden->file, "cardinality"),
        .cardinality_out = integer_if_any(golden->file, "cardinality_out"),
        .features = integer_if_any(golden->file, "features"),
        .features_out = integer_if_any(golden->file, "features_out"),
        .heads = integer_if_any(golden->file, "heads"),
        .feed_forward = integer_if_any(golden->file, "feed_forward"),
        .copy = has_switch(golden->file, "copy"),
        .units = (int)integer_of(golden->file, "units"),
        .batch = (int)integer_of(golden->file, "batch"),
        .learning_rate = real_of(golden->file, "lr"),
        .beta1 = real_of(golden->file, "beta1"),
        .beta2 = real_of(golden->file, "beta2"),
        .epsilon = real_of(golden->file, "epsilon"),
    };
    if (golden->config.family == NULL || golden->config.cell == NULL || golden->config.head == NULL)
        fail_msg("the file asks for model '%s' with cell '%s' and head '%s', which is not built", model, cell, head);
    golden->steps = integer_of(golden->file, "steps");
}

static void assert_close(const float *ours, const float *theirs, size_t n, double bound, const char *what)
{
    double worst = 0;
    size_t where = 0;
    for (size_t i = 0; i < n; i++) {
        double difference = fabs((double)ours[i] - (double)theirs[i]);
        if (!(difference <= worst)) {
            worst = difference;
            where = i;
        }
    }
    if (!(worst <= bound))
        fail_msg("%s[%zu] is %.9g, the file has %.9g: apart by %.2g, more than %.2g", what, where, (double)ours[where],
                 (double)theirs[where], worst, bound);
}

static size_t size_of(struct parameter_view view)
{
    return (size_t)view.rows * (size_t)(view.cols > 0 ? view.cols : 1);
}

static float *parameter_of(const struct golden *golden, const char *group, struct parameter_view view)
{
    char name[96];
    snprintf(name, sizeof name, "%s/%s", group, view.name);
    return array_of(golden->file, name, size_of(view));
}

static void set_initial(const struct golden *golden, struct model *model)
{
    for (size_t i = 0; i < model_n_parameters(model); i++) {
        float *values = parameter_of(golden, "initial", model_parameter(model, i));
        model_set(model, i, values);
        free(values);
    }
}

/* As while training: under teacher feedback the outputs in the files were fed the target. */
static void check_forward(const struct golden *golden, struct model *model, const float *input, const float *target)
{
    const struct model_config *config = &golden->config;
    size_t rows = (size_t)config->batch * (size_t)config->steps;
    size_t outputs = rows * (size_t)model_output_width(config), weights = rows * (size_t)config->n_in;
    float *y = calloc(outputs, sizeof *y), *a = calloc(weights, sizeof *a);
    model_forward(model, input, target, y, a);
    float *expected = array_of(golden->file, "output", outputs);
    assert_close(y, expected, outputs, output_bound, "output");
    free(expected);
    if (model_has_attention(model)) {
        expected = array_of(golden->file, "attention_weights", weights);
        assert_close(a, expected, weights, output_bound, "attention_weights");
        free(expected);
    }
    free(y);
    free(a);
}

/* After one step from zero moments, g = m / (1 - β1). */
static void check_gradients(const struct golden *golden, struct model *model)
{
    double largest_of_all = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < model_n_parameters(model); i++) {
            struct parameter_view view = model_parameter(model, i);
            size_t n = size_of(view);
            float *expected = parameter_of(golden, "gradient", view), *ours = calloc(n, sizeof *ours);
            double largest = 0;
            model_get(model, i, SLAB_FIRST_MOMENT, ours);
            for (size_t k = 0; k < n; k++) {
                largest = fmax(largest, fabs((double)expected[k]));
                ours[k] = (float)(ours[k] / (1 - golden->config.beta1));
            }
            largest_of_all = fmax(largest_of_all, largest);
            if (pass == 1) {
                assert_close(ours, expected, n, gradient_bound_all * largest_of_all, view.name);
                assert_close(ours, expected, n, gradient_bound_own * largest + 1e-12, view.name);
            }
            free(expected);
            free(ours);
        }
}

static void check_weights(const struct golden *golden, struct model *model)
{
    for (size_t i = 0; i < model_n_parameters(model); i++) {
        struct parameter_view view = model_parameter(model, i);
        float *expected = parameter_of(golden, "final", view), *ours = calloc(size_of(view), sizeof *ours);
        model_get(model, i, SLAB_WEIGHT, ours);
        assert_close(ours, expected, size_of(view), weight_bound, view.name);
        free(expected);
        free(ours);
    }
}

static void check_file(const char *path, enum arithmetic arithmetic)
{
    struct golden golden;
    struct model *model = NULL;
    open_golden(path, &golden);
    golden.config.arithmetic = arithmetic;
    const struct model_config *config = &golden.config;
    if (model_create(config, &model) != 0)
        fail_msg("%s", error_message());
    set_initial(&golden, model);
    size_t steps = (size_t)golden.steps, batch = (size_t)config->batch;
    int numbers_in = model_input_numbers(config), numbers_out = model_output_numbers(config);
    size_t inputs = batch * (size_t)(config->n_in * numbers_in),
           targets = batch * (size_t)(config->steps * numbers_out);
    float *input = calloc(steps * inputs, sizeof *input), *target = calloc(steps * targets, sizeof *target);
    assert_true(H5LTread_dataset_float(golden.file, "input", input) >= 0);
    assert_true(H5LTread_dataset_float(golden.file, "target", target) >= 0);
    pad(golden.file, "input_length", steps * batch, config->n_in, numbers_in, input);
    pad(golden.file, "target_length", steps * batch, config->steps, numbers_out, target);
    float *losses = array_of(golden.file, "loss", steps);
    check_forward(&golden, model, input, target);
    for (size_t k = 0; k < steps; k++) {
        float loss = (float)model_train_step(model, input + k * inputs, target + k * targets, config->batch).loss;
        assert_close(&loss, losses + k, 1, loss_bound, "loss");
        if (k == 0)
            check_gradients(&golden, model);
    }
    check_weights(&golden, model);
    free(losses);
    free(input);
    free(target);
    model_free(model);
    H5Fclose(golden.file);
}

static void test_portable(void **state)
{
    check_file(*state, ARITHMETIC_PORTABLE);
}

static void test_openblas(void **state)
{
#ifndef ATTNBENCH_OPENBLAS
    skip(); /* built where there is none */
#endif
    check_file(*state, ARITHMETIC_OPENBLAS);
}

int main(int argc, char **argv)
{
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    glob_t found = {0};
    if (argc < 2 && glob("tests/golden/*.h5", 0, NULL, &found) != 0) {
        fprintf(stderr, "no golden files: run from the project's folder, or name files\n");
        return EX_NOINPUT;
    }
    size_t n = argc > 1 ? (size_t)argc - 1 : found.gl_pathc;
    char **paths = argc > 1 ? argv + 1 : found.gl_pathv;
    struct CMUnitTest *tests = calloc(2 * n, sizeof *tests);
    for (size_t i = 0; i < n; i++) {
        tests[i] = (struct CMUnitTest){.name = paths[i], .test_func = test_portable, .initial_state = paths[i]};
        tests[n + i] = (struct CMUnitTest){.name = paths[i], .test_func = test_openblas, .initial_state = paths[i]};
    }
    cmocka_set_test_filter(getenv("TEST_FILTER"));
    int failed = _cmocka_run_group_tests("golden", tests, 2 * n, NULL, NULL);
    free(tests);
    globfree(&found);
    return failed != 0;
}
