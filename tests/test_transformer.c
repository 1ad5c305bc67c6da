/* The transformer: gradients by differences in double precision, batches, the same bits on every instruction set, what
 * decoding step by step gives, its parameters, and what is refused.
 * slow: 8 s */
#include "attnbench/base/padding.h"
#include "attnbench/base/error.h"
#include "model_checks.h"
#include "attnbench/nn/family.h"
#include "test.h"

static struct model_config transformer(int layers, int heads, int feed_forward)
{
    struct model_config config = config_of("transformer", 4, 4, 8, 16, 1);
    config.layers = layers;
    config.heads = heads;
    config.feed_forward = feed_forward;
    return config;
}

static struct model_config of_features(struct model_config config, int features, int features_out)
{
    config.head = head_find("linear");
    config.features = features;
    config.features_out = features_out;
    return config;
}

static void check_training(const struct model_config *config)
{
    checks_pad = true;
    check_gradients_of_sizes(config);
    check_batches_predict_alike(config);
    checks_pad = false;
    check_short_batches_train_alike(config);
    check_learns(config);
}

static void test_one_layer(void **state)
{
    (void)state;
    struct model_config config = transformer(1, 1, 7);
    check_gradients_of_sizes(&config);
    check_training(&config);
}

static void test_layers_and_heads(void **state)
{
    (void)state;
    struct model_config config = transformer(2, 2, 0);
    config.cardinality_out = 5;
    check_training(&config);
    check_same_bits(&config);
    checks_pad = true;
    check_same_bits(&config);
    checks_pad = false;
}

static void test_features(void **state)
{
    (void)state;
    struct model_config config = of_features(transformer(1, 2, 9), 3, 2);
    check_training(&config);
}

/* Step by step with kept keys and values a model gives what it gives at once for what it predicted, bit for bit. */
static void check_decoding(struct model_config config)
{
    config.batch = 3;
    size_t n = (size_t)(config.batch * config.steps * model_output_width(&config));
    struct model *model = model_of(&config);
    float input[MOST_INPUTS], target[MOST_INPUTS], predicted[MOST_INPUTS];
    float *step_by_step = calloc(n, sizeof *step_by_step), *at_once = calloc(n, sizeof *at_once);
    draw_pairs(&config, 0, input, target);
    model_predict(model, input, config.batch, predicted);
    model_forward(model, input, NULL, step_by_step, NULL);
    model_forward(model, input, predicted, at_once, NULL);
    assert_memory_equal(step_by_step, at_once, n * sizeof *at_once);
    model_forward(model, input, target, at_once, NULL);
    assert_memory_not_equal(step_by_step, at_once, n * sizeof *at_once);
    free(step_by_step), free(at_once);
    model_free(model);
}

static void test_decoding(void **state)
{
    (void)state;
    check_decoding(transformer(2, 2, 0));
    check_decoding(of_features(transformer(1, 4, 0), 2, 3));
    checks_pad = true;
    check_decoding(transformer(2, 4, 0));
    checks_pad = false;
}

/* Rows sum to 1, over the real steps alone. */
static void test_attention_weights(void **state)
{
    (void)state;
    enum { T = 5, L = 3, H = 8 };
    struct model_config config = transformer(2, 2, 0);
    config.n_in = T;
    config.steps = L;
    config.units = H;
    struct model *model = model_of(&config);
    const float input[T] = {1, 2, 3, PADDING, PADDING};
    float outputs[L * 8], weights[L * T];
    assert_true(model_has_attention(model));
    model_forward(model, input, NULL, outputs, weights);
    for (int t = 0; t < L; t++) {
        double sum = 0;
        for (int j = 0; j < T; j++)
            sum += (double)weights[t * T + j];
        assert_true(fabs(sum - 1) < 1e-6);
        assert_true(weights[t * T] > 0 && weights[t * T + 3] == 0 && weights[t * T + 4] == 0);
    }
    model_free(model);
}

static void assert_between(struct model *model, const char *name, int rows, int cols, float least, float most)
{
    struct parameter_view view;
    float *w = weights_of(model, name, &view), low = INFINITY, high = -INFINITY;
    assert_int_equal(view.rows, rows);
    assert_int_equal(view.cols, cols);
    for (size_t i = 0; i < size_of(view); i++) {
        low = w[i] < low ? w[i] : low;
        high = w[i] > high ? w[i] : high;
    }
    if (!(low >= least && low <= least + 0.1f && high <= most && high >= most - 0.1f))
        fail_msg("%s: %g to %g", name, (double)low, (double)high);
    free(w);
}

static void test_initial_weights(void **state)
{
    (void)state;
    const float root_3 = 1.7320508f, glorot = sqrtf(6.0f / (16 + 64));
    struct model_config config = transformer(2, 2, 0);
    config.cardinality = 40;
    struct model *model = model_of(&config);
    assert_between(model, "embedding_in", 40, 16, -root_3, root_3);
    assert_between(model, "embedding_out", 41, 16, -root_3, root_3);
    assert_between(model, "encoder1/feed_forward/W_1", 16, 64, -glorot, glorot);
    assert_between(model, "decoder0/norm3/scale", 16, 0, 1, 1);
    assert_between(model, "decoder1/cross/b_o", 16, 0, 0, 0);
    model_free(model);
    config = of_features(config, 3, 2);
    config.units = 256;
    model = model_of(&config);
    assert_between(model, "embedding_out/start", 256, 0, -root_3, root_3);
    model_free(model);
}

/* What the benchmark's limit and the order of trials go by. */
static void test_weights_are_counted(void **state)
{
    (void)state;
    const struct model_config configs[] = {transformer(2, 2, 0), of_features(transformer(1, 4, 5), 3, 2)};
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++) {
        struct model_size size;
        assert_int_equal(model_size(&configs[i], &size), 0);
        double counted = configs[i].family->weights(&configs[i]);
        assert_true(counted < (double)size.weights && counted > 0.8 * (double)size.weights); /* all but vectors */
    }
}

static void test_what_makes_no_sense_is_refused(void **state)
{
    (void)state;
    struct model_config config = transformer(1, 2, 0);
    assert_int_equal(model_check(&config), 0);
    config.units = 15;
    assert_int_equal(model_check(&config), EX_CONFIG);
    assert_string_equal(error_message(),
                        "models.units is 15: of a transformer it must be a multiple of models.heads, which is 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_layer),
        cmocka_unit_test(test_layers_and_heads),
        cmocka_unit_test(test_features),
        cmocka_unit_test(test_decoding),
        cmocka_unit_test(test_attention_weights),
        cmocka_unit_test(test_initial_weights),
        cmocka_unit_test(test_weights_are_counted),
        cmocka_unit_test(test_what_makes_no_sense_is_refused),
    };
    return RUN_TESTS(tests);
}
