/* Decoders, heads and kinds of attention: gradients by differences in double precision, batches, the same bits on every
 * instruction set, what teacher feedback feeds, and what is refused.
 * slow: 15 s */
#include "attnbench/base/padding.h"
#include "model_checks.h"
#include "reference_parts.h"
#include "test.h"

static struct model_config baseline(void)
{
    return config_of("baseline", 4, 4, 8, 16, 1);
}

static struct model_config attention(void)
{
    return config_of("attention", 4, 4, 8, 16, 1);
}

static struct model_config tagger(void)
{
    return config_of("tagger", 4, 4, 8, 16, 1);
}

static struct model_config dot(void)
{
    struct model_config config = attention();
    config.attention = attention_find("dot");
    return config;
}

static struct model_config teacher(void)
{
    struct model_config config = attention();
    config.feedback = FEEDBACK_TEACHER;
    return config;
}

/* Teacher feedback of rows of an embedding. */
static struct model_config embedded(void)
{
    struct model_config config = teacher();
    config.embedding_out = 5;
    return config;
}

/* Of real values. */
static struct model_config linear(struct model_config config)
{
    config.head = head_find("linear");
    config.features = config.features_out = 1;
    return config;
}

static void check_everything(const struct model_config *config)
{
    check_many_gradients(config);
    check_same_bits(config);
    check_batches_predict_alike(config);
    check_learns(config);
}

static void test_baseline(void **state)
{
    (void)state;
    struct model_config config = baseline();
    check_everything(&config);
}

static void test_attention(void **state)
{
    (void)state;
    struct model_config config = attention();
    check_everything(&config);
}

/* Initial weights, but in one column the query is a constant and all keys are `key` times as large. */
static struct model *model_with_column(const struct model_config *config, float query, float key)
{
    enum { COLUMN = 3 };
    struct model *model = model_of(config);
    size_t n = model_n_weights(model), at = 0;
    float *weights = calloc(n, sizeof *weights);
    model_export(model, weights);
    for (size_t i = 0; i < model_n_parameters(model); i++) {
        struct parameter_view view = model_parameter(model, i);
        for (size_t k = 0; k < size_of(view); k++, at++) {
            if (k % (size_t)(view.cols > 0 ? view.cols : view.rows) != COLUMN)
                continue;
            if (strcmp(view.name, "attention/b_a") == 0)
                weights[at] = query;
            if (strcmp(view.name, "attention/W_a") == 0)
                weights[at] = 0;
            if (strcmp(view.name, "attention/U_a") == 0)
                weights[at] *= key;
        }
    }
    model_import(model, weights);
    free(weights);
    return model;
}

/* The least key of that column, in the batch that gradients are checked on. */
static double least_key(const struct model_config *config)
{
    struct model *model = model_with_column(config, 0, 1);
    struct reference_model reference;
    float input[MOST_INPUTS], target[MOST_INPUTS];
    double least = INFINITY;
    draw_pairs(config, 0, input, target);
    reference_copy(model, config, &reference);
    for (int b = 0; b < config->batch; b++) {
        double x[MOST][MOST] = {{0}}, last[MOST] = {0};
        reference_encode(&reference, input + b * config->n_in, x, last);
        for (int j = 0; j < config->n_in; j++) {
            double key[MOST] = {0};
            reference_product(&reference, "attention/U_a", x[j], key);
            least = fmin(least, key[3]);
        }
    }
    reference_free(&reference);
    model_free(model);
    return least;
}

/* Beyond the range that the kernels of additive scores have: the query, the keys, both; and a key whose e^2k would be
 * cut off where the query brings its tanh back to where it is not ±1. */
static void test_large_queries_and_keys(void **state)
{
    (void)state;
    for (int batch = 1; batch <= 3; batch += 2) {
        struct model_config config = attention();
        config.batch = batch;
        const struct {
            float query, key;
        } columns[] = {{50, 1}, {0, 3000}, {50, 3000}, {-50, 3000}, {42, (float)(-45 / least_key(&config))}};
        for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
            struct model *model = model_with_column(&config, columns[i].query, columns[i].key);
            check_gradients_of(model, &config);
            model_free(model);
        }
    }
}

/* Some sequences have such keys, some have not: what one gives does not depend on what its batch holds. */
static void test_large_keys_in_a_batch(void **state)
{
    (void)state;
    enum { N = 16 };
    for (float key = 50; key < 1000; key *= 1.5f) {
        struct model_config together = attention(), alone = together;
        together.batch = N;
        size_t n_in = (size_t)alone.n_in, n = (size_t)(alone.steps * model_output_width(&alone));
        float input[MOST_INPUTS], target[MOST_INPUTS];
        draw_pairs(&together, 0, input, target);
        struct model *a = model_with_column(&together, 0, key), *b = model_with_column(&alone, 0, key);
        float *outputs = calloc(N * n, sizeof *outputs), *output = calloc(n, sizeof *output);
        model_forward(a, input, target, outputs, NULL);
        for (size_t i = 0; i < N; i++) {
            model_forward(b, input + i * n_in, target, output, NULL);
            assert_memory_equal(outputs + i * n, output, n * sizeof *output);
        }
        free(outputs), free(output);
        model_free(a);
        model_free(b);
    }
}

/* Longer than rows are padded to. */
static void test_long_sequences(void **state)
{
    (void)state;
    struct model_config configs[] = {attention(), dot(), teacher(), baseline()};
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++) {
        configs[i].n_in = 17;
        configs[i].steps = 3;
        check_gradients(&configs[i]);
        configs[i].n_in = 3;
        configs[i].steps = 17;
        check_gradients(&configs[i]);
    }
}

static void test_tagger(void **state)
{
    (void)state;
    struct model_config config = tagger();
    check_everything(&config);
}

static void test_dot_attention(void **state)
{
    (void)state;
    struct model_config config = dot();
    check_everything(&config);
}

static void test_teacher_feedback(void **state)
{
    (void)state;
    struct model_config config = teacher();
    check_everything(&config);
    config.attention = attention_find("dot");
    check_everything(&config);
}

static void test_fed_embedding(void **state)
{
    (void)state;
    struct model_config config = embedded();
    check_everything(&config);
    check_short_batches_train_alike(&config);
    checks_pad = true;
    config.copy = 1;
    check_gradients_of_sizes(&config);
    checks_pad = false;
    struct model_config rare = config_of("attention", 3, 3, 40, 4, 1);
    rare.feedback = FEEDBACK_TEACHER;
    rare.embedding_out = 3;
    check_updates_wait(&rare);
    check_unread_rows_move(&rare, "embedding_out");
}

static void test_linear_head(void **state)
{
    (void)state;
    struct model_config configs[] = {linear(baseline()), linear(attention()), linear(tagger()), linear(dot()),
                                     linear(teacher())};
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++)
        check_everything(&configs[i]);
}

/* The outputs of `rows` values, as while training when target is not NULL. */
static float *outputs_of(struct model *model, const struct model_config *config, const float *input,
                         const float *target)
{
    size_t n = (size_t)(config->batch * config->steps * model_output_width(config));
    float *outputs = calloc(n, sizeof *outputs);
    model_forward(model, input, target, outputs, NULL);
    return outputs;
}

/* While evaluating a model is fed what it predicts; while training, what it should. */
static void check_feedback(struct model_config config)
{
    config.batch = 3;
    size_t n = (size_t)(config.batch * config.steps * model_output_width(&config));
    struct model *model = model_of(&config);
    float input[MOST_INPUTS], target[MOST_INPUTS], predicted[MOST_INPUTS];
    draw_pairs(&config, 0, input, target);
    model_predict(model, input, config.batch, predicted);
    float *evaluating = outputs_of(model, &config, input, NULL), *same = outputs_of(model, &config, input, predicted);
    float *training = outputs_of(model, &config, input, target);
    assert_memory_equal(evaluating, same, n * sizeof *same);
    int differ = memcmp(evaluating, training, n * sizeof *training) != 0;
    assert_int_equal(differ, config.feedback == FEEDBACK_TEACHER);
    free(evaluating), free(same), free(training);
    model_free(model);
}

/* With either feedback and kind of attention, and lengths. */
static void test_copying(void **state)
{
    (void)state;
    struct model_config configs[] = {attention(), dot(), teacher()};
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++) {
        configs[i].copy = 1;
        check_learns(&configs[i]);
        checks_pad = true;
        check_gradients_of_sizes(&configs[i]);
        check_batches_predict_alike(&configs[i]);
        checks_pad = false;
    }
    check_gradients_of_sizes(&configs[0]);
    check_same_bits(&configs[0]);
}

/* Sequences of unequal length in one batch. */
static void test_lengths(void **state)
{
    (void)state;
    struct model_config configs[] = {baseline(), attention(), tagger(), dot(), teacher(), linear(attention())};
    checks_pad = true;
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++) {
        check_gradients_of_sizes(&configs[i]);
        check_batches_predict_alike(&configs[i]);
        if (i < 2)
            check_same_bits(&configs[i]);
        if (configs[i].decoder != decoder_find("tagger")) /* whose state stays the same behind a short input */
            check_learns(&configs[i]);
    }
    checks_pad = false;
}

/* What a sequence gives does not depend on what lies in its padding's place, nor on the longest of its batch. */
static void test_padding_is_not_read(void **state)
{
    (void)state;
    enum { LENGTH = 3, T = 6 };
    struct model_config shorter = attention(), longer = attention();
    shorter.n_in = LENGTH;
    longer.n_in = T;
    longer.steps = shorter.steps = 2; /* so that neither projects its inputs */
    for (int bidirectional = 0; bidirectional <= 1; bidirectional++) {
        shorter.bidirectional = longer.bidirectional = bidirectional;
        struct model *a = model_of(&shorter), *b = model_of(&longer);
        const float input[2 * T] = {1, 2, 3, PADDING, PADDING, PADDING, 7, 6, 5, 4, 3, 2}, target[4] = {1, 2, 3, 4};
        float output[4], expected[4];
        double loss = model_evaluate(a, input, target, 1, expected);
        assert_true(model_evaluate(b, input, target, 1, output) == loss);
        assert_memory_equal(output, expected, 2 * sizeof *output);
        model_predict(b, input, 2, output); /* beside a longer one */
        assert_memory_equal(output, expected, 2 * sizeof *output);
        model_free(a);
        model_free(b);
    }
}

static void test_what_is_fed_back(void **state)
{
    (void)state;
    check_feedback(teacher());
    check_feedback(embedded());
    check_feedback(linear(teacher()));
    check_feedback(attention());
    check_feedback(baseline());
}

/* Inputs of one vocabulary, targets of another. */
static void test_two_vocabularies(void **state)
{
    (void)state;
    struct model_config configs[] = {baseline(), attention(), tagger(), dot(), teacher()};
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++) {
        configs[i].cardinality_out = 3;
        configs[i].embedding = i % 2 == 0 ? 0 : 3;
        check_gradients_of_sizes(&configs[i]);
        check_learns(&configs[i]);
    }
    check_same_bits(&configs[1]);
    check_batches_predict_alike(&configs[4]);
}

static struct model_config of_features(struct model_config config, int features, int features_out)
{
    config = linear(config);
    config.features = features;
    config.features_out = features_out;
    return config;
}

/* Several features a step, as many or not. */
static void test_features(void **state)
{
    (void)state;
    struct model_config configs[] = {of_features(baseline(), 3, 1), of_features(attention(), 2, 2),
                                     of_features(tagger(), 1, 3), of_features(teacher(), 3, 2)};
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++) {
        check_learns(&configs[i]);
        checks_pad = true;
        check_gradients_of_sizes(&configs[i]);
        checks_pad = false;
    }
    check_same_bits(&configs[1]);
    check_feedback(configs[1]);
    check_feedback(configs[3]);
}

/* Of one real feature a softmax makes 1, whatever the weights: nothing can be learned. */
static void test_softmax_head_of_real_values(void **state)
{
    (void)state;
    struct model_config config = linear(attention());
    config.head = head_find("softmax");
    struct model *model = model_of(&config);
    size_t n = model_n_weights(model);
    float *before = calloc(n, sizeof *before), *after = calloc(n, sizeof *after);
    float input[MOST_INPUTS], target[MOST_INPUTS], predicted[MOST_INPUTS];
    model_export(model, before);
    for (uint32_t step = 0; step < 20; step++) {
        draw_pairs(&config, step, input, target);
        double mean = 0;
        for (int t = 0; t < config.steps; t++)
            mean += (double)target[t] / config.steps;
        struct step_result result = model_train_step(model, input, target, config.batch);
        assert_true(fabs(result.loss + mean * log(1 - 1e-7)) < 1e-12);
        assert_int_equal(result.correct_steps, 0);
    }
    model_export(model, after);
    assert_memory_equal(before, after, n * sizeof *after);
    model_predict(model, input, 1, predicted);
    for (int t = 0; t < config.steps; t++)
        assert_true(predicted[t] == 1);
    free(before), free(after);
    model_free(model);
}

/* Dot attention has all parameters of the additive one but V_a, and a tagger's are the encoder's and the output's. */
static void test_parameters(void **state)
{
    (void)state;
    struct model_config configs[] = {attention(), dot(), teacher(), tagger()};
    size_t weights[4];
    for (int i = 0; i < 4; i++) {
        struct model_size size;
        assert_int_equal(model_size(&configs[i], &size), 0);
        weights[i] = size.weights;
    }
    assert_int_equal(weights[0] - weights[1], 16);
    assert_int_equal(weights[0], weights[2]);
    assert_int_equal(weights[3], 8 * 64 + 16 * 64 + 64 + 16 * 8 + 8);
}

static void assert_refused(const struct model_config *config, const char *message)
{
    assert_int_equal(model_check(config), EX_CONFIG);
    assert_string_equal(error_message(), message);
}

static void test_what_makes_no_sense_is_refused(void **state)
{
    (void)state;
    struct model_config config = tagger();
    assert_int_equal(model_check(&config), 0);
    config.steps = 2;
    assert_refused(
        &config, "models.kind is tagger: it gives as many values as it reads, 4, but models.decoder_steps asks for 2: "
                 "it must be input");
    config = dot();
    assert_int_equal(model_check(&config), 0);
    config.head = head_find("linear");
    assert_refused(&config,
                   "models.head is linear: it gives real values, but the task's are tokens: it must be softmax");
    config = attention();
    config.copy = 1;
    assert_int_equal(model_check(&config), 0);
    config.cardinality_out = 9;
    assert_refused(&config,
                   "models.copy is true, but task.cardinality_out is 9 and task.cardinality 8: inputs that are "
                   "copied need the targets' values");
    config = linear(attention());
    config.copy = 1;
    assert_refused(&config, "models.copy is true, but the task's values are real, and tokens are copied: leave it out");
    config = baseline();
    config.copy = 1;
    assert_refused(&config, "models.copy is true, but models.kind baseline has no attention to copy by: leave it out");
    config = linear(baseline());
    assert_int_equal(model_check(&config), 0);
    config.head = head_find("softmax");
    assert_int_equal(model_check(&config), 0);
    config.features_out = 2;
    assert_refused(&config, "models.head is softmax: of 2 real features a step it must be linear");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_baseline),
        cmocka_unit_test(test_attention),
        cmocka_unit_test(test_tagger),
        cmocka_unit_test(test_dot_attention),
        cmocka_unit_test(test_teacher_feedback),
        cmocka_unit_test(test_fed_embedding),
        cmocka_unit_test(test_linear_head),
        cmocka_unit_test(test_two_vocabularies),
        cmocka_unit_test(test_features),
        cmocka_unit_test(test_copying),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_padding_is_not_read),
        cmocka_unit_test(test_what_is_fed_back),
        cmocka_unit_test(test_softmax_head_of_real_values),
        cmocka_unit_test(test_large_queries_and_keys),
        cmocka_unit_test(test_large_keys_in_a_batch),
        cmocka_unit_test(test_long_sequences),
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_what_makes_no_sense_is_refused),
    };
    return RUN_TESTS(tests);
}
