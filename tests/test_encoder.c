/* Encoders and cells of every kind: gradients by differences, sizes, the same bits on every instruction set.
 * slow: 5 s */
#include "attnbench/base/error.h"
#include "model_checks.h"
#include "test.h"

#include <stdio.h>

struct shape {
    const char *cell;
    int layers, bidirectional, embedding, is_real, n_in, steps, cardinality, units, batch;
};

static const struct shape shapes[] = {
    {"gru", 1, 0, 0, 0, 4, 4, 6, 5, 1},   {"gru", 1, 0, 0, 0, 3, 5, 7, 17, 1}, {"gru", 1, 0, 0, 0, 5, 2, 3, 15, 3},
    {"gru", 1, 0, 0, 0, 1, 1, 2, 1, 1},   {"gru", 1, 0, 0, 0, 2, 1, 4, 3, 7},  {"gru", 2, 1, 5, 0, 3, 3, 6, 4, 3},
    {"gru", 3, 1, 0, 0, 2, 4, 5, 3, 1},   {"gru", 1, 1, 0, 1, 5, 3, 4, 6, 2},  {"lstm", 2, 0, 0, 0, 4, 4, 6, 5, 1},
    {"lstm", 3, 0, 0, 0, 3, 2, 5, 15, 3}, {"lstm", 1, 1, 0, 0, 4, 4, 6, 5, 1}, {"lstm", 1, 1, 0, 0, 3, 5, 7, 17, 1},
    {"lstm", 1, 1, 0, 0, 4, 2, 5, 6, 7},  {"lstm", 1, 1, 0, 0, 1, 3, 4, 1, 3}, {"lstm", 2, 1, 0, 0, 3, 3, 4, 15, 1},
    {"lstm", 3, 1, 0, 0, 1, 1, 3, 1, 1},  {"lstm", 1, 0, 3, 0, 4, 4, 6, 5, 1}, {"lstm", 1, 0, 17, 0, 3, 2, 5, 4, 7},
    {"lstm", 2, 1, 1, 0, 5, 2, 4, 3, 1},  {"lstm", 1, 0, 0, 1, 4, 4, 5, 6, 1}, {"lstm", 2, 0, 0, 1, 6, 3, 4, 17, 3},
    {"lstm", 2, 1, 0, 1, 1, 2, 3, 2, 1},
};
enum { N_SHAPES = sizeof shapes / sizeof *shapes };

static struct model_config config_of_shape(const char *decoder, const struct shape *shape)
{
    struct model_config config =
        config_of(decoder, shape->n_in, shape->steps, shape->cardinality, shape->units, shape->batch);
    config.cell = cell_find(shape->cell);
    config.layers = shape->layers;
    config.bidirectional = shape->bidirectional;
    config.embedding = shape->embedding;
    if (shape->is_real) {
        config.features = config.features_out = 1;
        config.head = head_find("linear");
    }
    return config;
}

static const char *const decoders[] = {"baseline", "attention", "tagger"};
enum { N_DECODERS = sizeof decoders / sizeof *decoders };

/* The gates take turns. */
static void check_shapes(void)
{
    for (size_t d = 0; d < N_DECODERS; d++)
        for (size_t i = 0; i < N_SHAPES; i++) {
            struct model_config config = config_of_shape(decoders[d], &shapes[i]);
            if (model_check(&config) != 0)
                config.steps = config.n_in;
            config.gate = (i + d) % 2 == 0 ? GATE_SIGMOID : GATE_HARD_SIGMOID;
            check_gradients(&config);
        }
}

static void test_gradients(void **state)
{
    (void)state;
    check_shapes();
}

static void test_gradients_of_unequal_lengths(void **state)
{
    (void)state;
    checks_pad = true;
    check_shapes();
    checks_pad = false;
}

/* Their sizes are the checks' own. */
static void test_encoders(void **state)
{
    (void)state;
    static const struct shape kinds[] = {
        {"gru", 1, 0, 0, 0, 4, 4, 9, 12, 1},  {"gru", 2, 1, 21, 0, 4, 4, 9, 12, 1},
        {"lstm", 2, 1, 0, 0, 4, 4, 9, 12, 1}, {"lstm", 3, 0, 7, 0, 4, 4, 9, 12, 1},
        {"lstm", 1, 1, 0, 1, 4, 4, 9, 12, 1},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct model_config config = config_of_shape(decoders[i % N_DECODERS], &kinds[i]);
        check_same_bits(&config);
        check_batches_predict_alike(&config);
        check_short_batches_train_alike(&config);
        check_learns(&config);
    }
}

/* Rows of the embedding, and of the kernels of both directions, that nothing reads. */
static void test_waiting_updates(void **state)
{
    (void)state;
    static const struct shape embedded = {"gru", 1, 0, 3, 0, 3, 2, 40, 4, 1},
                              one_hot = {"lstm", 1, 1, 0, 0, 3, 2, 40, 4, 1};
    struct model_config config = config_of_shape("baseline", &embedded);
    check_updates_wait(&config);
    check_unread_rows_move(&config, "embedding");
    config = config_of_shape("baseline", &one_hot);
    check_updates_wait(&config);
    check_unread_rows_move(&config, "encoder0/forward/W");
    check_unread_rows_move(&config, "encoder0/backward/W");
}

static void assert_shape(struct model *model, const char *name, int rows, int cols)
{
    struct parameter_view view;
    free(weights_of(model, name, &view));
    if (view.rows != rows || view.cols != cols)
        fail_msg("%s is (%d, %d), not (%d, %d)", name, view.rows, view.cols, rows, cols);
}

static void test_parameters(void **state)
{
    (void)state;
    struct shape shape = {"gru", 2, 1, 6, 0, 4, 4, 9, 20, 1};
    struct model_config config = config_of_shape("baseline", &shape);
    struct model *model = model_of(&config);
    assert_int_equal(model_n_parameters(model), 1 + 4 * 3 + 3 + 2);
    assert_shape(model, "embedding", 9, 6);
    assert_shape(model, "encoder0/forward/W", 6, 60);
    assert_shape(model, "encoder0/backward/U", 20, 60);
    assert_shape(model, "encoder1/backward/W", 40, 60);
    assert_shape(model, "encoder1/forward/b", 60, 0);
    assert_shape(model, "decoder/W", 40, 60);
    model_free(model);
}

static void test_initial_weights(void **state)
{
    (void)state;
    struct shape shape = {"gru", 2, 1, 30, 0, 4, 4, 50, 20, 1};
    struct model_config config = config_of_shape("attention", &shape);
    struct model *model = model_of(&config);
    struct parameter_view view;
    static const char *const orthogonal[] = {"encoder0/forward/U", "encoder1/backward/U", "attention/C_r",
                                             "attention/W_s"};
    for (size_t i = 0; i < sizeof orthogonal / sizeof *orthogonal; i++)
        check_orthonormal(model, orthogonal[i]);
    float *bias = weights_of(model, "encoder1/forward/b", &view), *embedding = weights_of(model, "embedding", &view);
    double largest = 0, sum = 0;
    for (int j = 0; j < 60; j++)
        assert_true(bias[j] == 0);
    for (size_t k = 0; k < size_of(view); k++) {
        largest = fmax(largest, fabs((double)embedding[k]));
        sum += (double)embedding[k];
    }
    assert_true(largest <= 0.05 && largest > 0.049);
    assert_true(fabs(sum) / (double)size_of(view) < 4 * 0.05 / sqrt(3 * (double)size_of(view)));
    free(bias), free(embedding);
    model_free(model);
}

/* The work that studies are planned by is what a step does, but for the first step's product of zeros. Widths that need
 * no padding; of a batch, so that Adam weighs little. Scores are not counted. */
static void test_work_is_what_a_step_counts(void **state)
{
    (void)state;
    static const struct shape counted[] = {{"lstm", 1, 0, 0, 0, 32, 32, 16, 32, 16},
                                           {"gru", 1, 0, 16, 0, 32, 32, 16, 32, 16},
                                           {"lstm", 3, 1, 0, 0, 32, 32, 16, 32, 16},
                                           {"gru", 2, 0, 0, 1, 32, 32, 16, 32, 16}};
    static float input[32 * 16], target[32 * 16];
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
        for (int attends = 0; attends <= 1; attends++) {
            struct model_config config = config_of_shape(attends ? "attention" : "baseline", &counted[i]);
            struct model *model = model_of(&config);
            draw_pairs(&config, 0, input, target);
            model_train_step(model, input, target, config.batch);
            struct model_traffic traffic = model_traffic(model);
            double counts = 0, planned = model_step_work(&config);
            for (int c = 0; c < TRAFFIC_CLASSES; c++)
                counts += (double)(traffic.products[c].multiply_adds + traffic.updates[c].multiply_adds);
            if (attends)
                counts += 3.0 * 16 * 32 * 2 * 32 * 32;
            if (!(planned > 0.97 * counts && planned < 1.1 * counts))
                fail_msg("%zu, attention %d: planned %.0f, counted %.0f", i, attends, planned, counts);
            model_free(model);
        }
}

static void test_model_size(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SHAPES; i++) {
        struct model_config config = config_of_shape("attention", &shapes[i]);
        struct model *model = model_of(&config);
        struct model_size size = {0};
        assert_int_equal(model_size(&config, &size), 0);
        assert_int_equal(size.weights, model_n_weights(model));
        assert_int_equal(size.tensors, model_n_parameters(model));
        assert_true(size.bytes > 3 * sizeof(float) * size.weights);
        model_free(model);
    }
    struct shape most = {"lstm", MODEL_MAX_LAYERS, 1, 8, 0, 2, 2, 5, 4, 1};
    struct model_config config = config_of_shape("attention", &most);
    struct model_size size = {0};
    assert_int_equal(model_size(&config, &size), 0); /* the table of parameters has room */
    assert_int_equal(size.tensors, 1 + 2 * MODEL_MAX_LAYERS * 3 + 21);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gradients),
        cmocka_unit_test(test_gradients_of_unequal_lengths),
        cmocka_unit_test(test_encoders),
        cmocka_unit_test(test_waiting_updates),
        cmocka_unit_test(test_parameters),
        cmocka_unit_test(test_initial_weights),
        cmocka_unit_test(test_work_is_what_a_step_counts),
        cmocka_unit_test(test_model_size),
    };
    return RUN_TESTS(tests);
}
