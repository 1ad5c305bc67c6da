/* Models as such: initial weights, waiting updates, export and import, sizes. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/kernels/kernels.h"
#include "model_checks.h"
#include "test.h"

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

static void test_waiting_updates(void **state)
{
    (void)state;
    struct model_config config = config_of("baseline", 3, 2, 40, 6, 1);
    check_updates_wait(&config);
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

static void test_short_batches_train_alike(void **state)
{
    (void)state;
    struct model_config baseline = config_of("baseline", 4, 4, 9, 12, 4),
                        attention = config_of("attention", 4, 4, 9, 12, 4);
    check_short_batches_train_alike(&baseline);
    check_short_batches_train_alike(&attention);
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
    assert_int_equal(model_size(&config, &size), EX_CONFIG);
}

static void test_huge_model_is_refused(void **state)
{
    (void)state;
    struct model *model = NULL;
    struct model_config config = config_of("attention", 1000, 1000, 100000, 4096, 4096);
    assert_int_equal(model_create(&config, &model), EX_CONFIG);
    assert_non_null(strstr(error_message(), "too large"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parameter_counts),
        cmocka_unit_test(test_initial_weights),
        cmocka_unit_test(test_orthogonal_is_haar),
        cmocka_unit_test(test_models_share_streams),
        cmocka_unit_test(test_model_size),
        cmocka_unit_test(test_waiting_updates),
        cmocka_unit_test(test_export_and_import),
        cmocka_unit_test(test_huge_model_is_refused),
        cmocka_unit_test(test_short_batches_train_alike),
    };
    return RUN_TESTS(tests);
}
