#include "model_checks.h"
#include "attnbench/base/padding.h"
#include "attnbench/base/text.h"
#include "attnbench/kernels/kernels.h"
#include "reference_model.h"
#include "test.h"

struct model_config config_of(const char *decoder, int n_in, int steps, int cardinality, int units, int batch)
{
    return (struct model_config){
        .family = family_find(decoder),
        .decoder = decoder_find(decoder),
        .cell = cell_find("lstm"),
        .head = head_find("softmax"),
        .attention = attention_find("additive"),
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

struct model *model_of(const struct model_config *config)
{
    struct model *model = NULL;
    if (model_create(config, &model) != 0 || model_initialize(model, 11, 22, 33) != 0)
        fail_msg("%s", error_message());
    return model;
}

static void draw_values(struct stream *stream, int n, int features, int cardinality, float *values)
{
    for (int i = 0; i < n * (features > 0 ? features : 1); i++)
        values[i] = features > 0 ? (float)stream_normal(stream) : (float)stream_below(stream, (uint32_t)cardinality);
}

bool checks_pad;

/* Behind a length of 1 to `steps` of each of n sequences. */
static void draw_padding(struct stream *stream, int n, int steps, int numbers, float *values)
{
    for (int i = 0; i < n; i++)
        for (int t = 1 + (int)stream_below(stream, (uint32_t)steps); t < steps; t++)
            for (int k = 0; k < numbers; k++)
                values[(i * steps + t) * numbers + k] = PADDING;
}

void draw_pairs(const struct model_config *config, uint32_t repeat, float *input, float *target)
{
    struct stream stream = stream_open(5, "test pairs", 0, repeat);
    draw_values(&stream, config->batch * config->n_in, config->features, config->cardinality, input);
    draw_values(&stream, config->batch * config->steps, config->features_out, model_output_width(config), target);
    if (checks_pad) {
        draw_padding(&stream, config->batch, config->n_in, model_input_numbers(config), input);
        draw_padding(&stream, config->batch, config->steps, model_output_numbers(config), target);
    }
}

size_t size_of(struct parameter_view view)
{
    return (size_t)view.rows * (size_t)(view.cols > 0 ? view.cols : 1);
}

float *weights_of(struct model *model, const char *name, struct parameter_view *view)
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

void check_orthonormal(struct model *model, const char *name)
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

/* Sizes that the kind can do. */
static struct model_config with_sizes(const struct model_config *config, int n_in, int steps, int cardinality,
                                      int units, int batch)
{
    struct model_config sized = *config;
    sized.n_in = n_in;
    sized.steps = steps;
    sized.cardinality = cardinality;
    sized.cardinality_out = config->cardinality_out > 0 ? cardinality + 3 : 0;
    sized.units = units;
    sized.batch = batch;
    if (config->heads > 1 && units % config->heads != 0)
        sized.heads = 1;
    if (model_check(&sized) != 0)
        sized.steps = n_in;
    if (model_check(&sized) != 0)
        fail_msg("%s", error_message());
    return sized;
}

static bool is_transformer(const struct model_config *config)
{
    return config->family == family_find("transformer");
}

/* Central differences of the reference's loss in its k-th number of a parameter. */
static double difference(const struct reference_model *reference, double *number, const float *input,
                         const float *target)
{
    const double delta = is_transformer(&reference->config) ? 1e-7 : 1e-5; /* few kinks of a relu are so near */
    double kept = *number;
    *number = kept + delta;
    double above = reference_loss(reference, input, target);
    *number = kept - delta;
    double below = reference_loss(reference, input, target);
    *number = kept;
    return (above - below) / (2 * delta);
}

static const char *description_of(const struct model_config *config)
{
    static char text[256];
    size_t word = 0, cell = 0;
    while (model_word(word) != NULL && decoder_find(model_word(word)) != config->decoder)
        word++;
    while (cell_find(cell_name(cell)) != config->cell)
        cell++;
    snprintf(text, sizeof text, "%s %s n_in %d steps %d F %d H %d B %d, %d layers%s, embedding %d%s, gate %d",
             config->decoder != NULL ? model_word(word) : "transformer", cell_name(cell), config->n_in, config->steps,
             config->cardinality, config->units, config->batch, config->layers,
             config->bidirectional ? " bidirectional" : "", config->embedding, config->features > 0 ? " real" : "",
             (int)config->gate);
    return text;
}

/* Of a transformer the gradients are larger: 5e-6 of the largest of all, as of the golden files. */
static double bound_of(struct model *model, const struct model_config *config)
{
    double largest = 0;
    for (size_t i = 0; i < model_n_parameters(model) && is_transformer(config); i++) {
        size_t n = size_of(model_parameter(model, i));
        float *moment = calloc(n, sizeof *moment);
        model_get(model, i, SLAB_FIRST_MOMENT, moment);
        for (size_t k = 0; k < n; k++)
            largest = fmax(largest, fabs((double)moment[k]) / (1 - config->beta1));
        free(moment);
    }
    return fmax(2e-6, 5e-6 * largest);
}

/* The gradients of one step are read from the first moment: m = (1-β1) g. */
void check_gradients_of(struct model *model, const struct model_config *config)
{
    enum { SMALL = 100, STRIDE = 11 }; /* prime, so that all columns of a large tensor come up */
    struct reference_model reference;
    float input[MOST_INPUTS], target[MOST_INPUTS];
    draw_pairs(config, 0, input, target);
    reference_copy(model, config, &reference);
    double loss = model_train_step(model, input, target, config->batch).loss,
           expected = reference_loss(&reference, input, target);
    if (!(fabs(loss - expected) < 1e-6))
        fail_msg("%s: loss %.9g, the reference has %.9g", description_of(config), loss, expected);
    double bound = bound_of(model, config);
    size_t not_zero = 0;
    for (size_t i = 0; i < model_n_parameters(model); i++) {
        struct reference_parameter *parameter = &reference.parameters[i];
        size_t n = size_of(model_parameter(model, i));
        float *moment = calloc(n, sizeof *moment);
        model_get(model, i, SLAB_FIRST_MOMENT, moment);
        for (size_t k = 0; k<n; k += n> SMALL ? STRIDE : 1) {
            double ours = (double)moment[k] / (1 - config->beta1);
            expected = difference(&reference, &parameter->values[k], input, target);
            not_zero += fabs(expected) > 1e-4;
            if (!(fabs(ours - expected) <= bound))
                fail_msg("%s: gradient of %s[%zu] is %.9g, by differences %.9g", description_of(config),
                         parameter->name, k, ours, expected);
        }
        free(moment);
    }
    assert_true(not_zero > 0);
    reference_free(&reference);
}

void check_gradients(const struct model_config *config)
{
    struct model *model = model_of(config);
    check_gradients_of(model, config);
    model_free(model);
}

void check_gradients_of_sizes(const struct model_config *config)
{
    static const struct {
        int n_in, steps, cardinality, units, batch;
    } sizes[] = {
        {4, 4, 6, 5, 1},  {3, 5, 7, 17, 1}, {5, 2, 3, 8, 3}, {2, 2, 17, 4, 2},
        {1, 1, 2, 1, 1},  {1, 1, 4, 8, 2},  {1, 3, 4, 3, 1}, {6, 1, 4, 3, 4},
        {2, 4, 5, 15, 3}, {3, 3, 4, 1, 7},  {4, 4, 5, 6, 7}, {2, 2, 3, 8, 7}, /* more terms than are kept in one pass */
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct model_config sized =
            with_sizes(config, sizes[i].n_in, sizes[i].steps, sizes[i].cardinality, sizes[i].units, sizes[i].batch);
        check_gradients(&sized);
    }
}

void check_many_gradients(const struct model_config *config)
{
    struct model_config gated = *config;
    for (gated.gate = GATE_HARD_SIGMOID; gated.gate <= GATE_SIGMOID; gated.gate++)
        check_gradients_of_sizes(&gated);
}

static uint64_t trained_digest(const struct model_config *config)
{
    struct model *model = model_of(config);
    float input[MOST_INPUTS], target[MOST_INPUTS];
    uint64_t digest = HASH_START;
    kernels_flush_denormals();
    for (uint32_t step = 0; step < 80; step++) {
        draw_pairs(config, step % 7, input, target);
        double loss = model_train_step(model, input, target, config->batch).loss;
        digest = hash_bytes(digest, &loss, sizeof loss);
    }
    size_t n = model_n_weights(model);
    float *weights = calloc(n, sizeof *weights);
    model_export(model, weights);
    digest = hash_bytes(digest, weights, n * sizeof *weights);
    free(weights);
    model_free(model);
    return digest;
}

static void check_same_bits_of_units(const struct model_config *config, int units)
{
    for (int batch = 1; batch <= 9; batch += 8) {
        struct model_config sized = with_sizes(config, 4, 4, 19, units, batch);
        sized.gate = GATE_HARD_SIGMOID;
        setenv("ATTNBENCH_ISA", kernel_names[0], 1);
        uint64_t expected = trained_digest(&sized);
        for (size_t i = 1; kernel_names[i] != NULL; i++)
            if (kernels_find(kernel_names[i]) != NULL) {
                setenv("ATTNBENCH_ISA", kernel_names[i], 1);
                if (trained_digest(&sized) != expected)
                    fail_msg("%s: %s and %s differ", description_of(&sized), kernel_names[i], kernel_names[0]);
            }
        unsetenv("ATTNBENCH_ISA");
    }
}

/* With many units to an input, and with few. */
void check_same_bits(const struct model_config *config)
{
    check_same_bits_of_units(config, 35);
    check_same_bits_of_units(config, 7);
}

static void check_batches_of_units(const struct model_config *config, int units)
{
    enum { N = 11 };
    float input[MOST_INPUTS], target[MOST_INPUTS], alone[MOST_INPUTS] = {0}, together[MOST_INPUTS] = {0};
    struct model_config one = with_sizes(config, 4, 4, 9, units, 1), four = with_sizes(config, 4, 4, 9, units, 4);
    struct model_config all = with_sizes(config, 4, 4, 9, units, N);
    struct model_config roomy = one;
    roomy.evaluation_batch = 4;
    struct model *a = model_of(&one), *b = model_of(&four), *c = model_of(&roomy);
    draw_pairs(&all, 0, input, target);
    model_predict(a, input, N, alone);
    model_predict(b, input, N, together);
    assert_memory_equal(alone, together, sizeof alone);
    model_predict(c, input, N, together);
    assert_memory_equal(alone, together, sizeof alone);
    model_free(a);
    model_free(b);
    model_free(c);
}

/* With many units to an input, and with few. */
void check_batches_predict_alike(const struct model_config *config)
{
    check_batches_of_units(config, 17);
    check_batches_of_units(config, 7);
}

void check_learns(const struct model_config *config)
{
    for (int batch = 1; batch <= 3; batch += 2) {
        struct model_config sized = with_sizes(config, 4, 3, 8, 16, batch);
        sized.learning_rate = 0.01;
        struct model *model = model_of(&sized);
        float input[MOST_INPUTS], target[MOST_INPUTS];
        struct step_result result = {0};
        draw_pairs(&sized, 1, input, target);
        for (int step = 0; step < 400; step++)
            result = model_train_step(model, input, target, batch);
        assert_true(result.loss < 0.05);
        assert_int_equal(result.correct_steps, sized.features_out > 0 ? 0 : result.steps);
        model_free(model);
    }
}

static void read_only_7(const struct model_config *config, float *input)
{
    for (int i = 0; i < config->batch * config->n_in; i++)
        input[i] = 7;
}

void check_unread_rows_move(const struct model_config *config, const char *name)
{
    enum { STEPS = 200 };
    struct model *model = model_of(config);
    struct parameter_view view;
    float input[MOST_INPUTS], target[MOST_INPUTS];
    for (uint32_t step = 0; step < STEPS; step++) {
        draw_pairs(config, step, input, target);
        model_train_step(model, input, target, config->batch);
    }
    float *before = weights_of(model, name, &view);
    read_only_7(config, input);
    model_train_step(model, input, target, config->batch);
    float *after = weights_of(model, name, &view);
    for (int row = 0; row < view.rows; row++)
        assert_memory_not_equal(before + row * view.cols, after + row * view.cols, (size_t)view.cols * sizeof *after);
    free(before), free(after);
    model_free(model);
}

/* Looking at the weights after every step makes all updates at once. */
void check_updates_wait(const struct model_config *config)
{
    enum { STEPS = 5000 }; /* more than rates are kept for */
    struct model *waiting = model_of(config), *at_once = model_of(config);
    size_t n = model_n_weights(waiting);
    float *a = calloc(n, sizeof *a), *b = calloc(n, sizeof *b);
    float input[MOST_INPUTS], target[MOST_INPUTS];
    kernels_flush_denormals();
    for (uint32_t step = 0; step < STEPS; step++) {
        draw_pairs(config, step, input, target);
        if (step > 3000) /* leave most rows alone for long */
            read_only_7(config, input);
        double loss = model_train_step(waiting, input, target, config->batch).loss;
        assert_true(loss == model_train_step(at_once, input, target, config->batch).loss);
        model_export(at_once, b);
    }
    model_export(waiting, a);
    assert_memory_equal(a, b, n * sizeof *a);
    free(a), free(b);
    model_free(waiting);
    model_free(at_once);
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
        draw_pairs(first, step, input, target);
        struct step_result x = model_train_step(a, input, target, size), y = model_train_step(b, input, target, size);
        assert_true(x.loss == y.loss && x.correct_steps == y.correct_steps && x.steps == y.steps);
        assert_true(x.correct_steps <= x.steps && x.steps <= size * first->steps);
    }
    model_export(a, weights);
    model_export(b, weights + n);
    assert_memory_equal(weights, weights + n, n * sizeof *weights);
    free(weights);
    model_free(a);
    model_free(b);
}

void check_short_batches_train_alike(const struct model_config *config)
{
    static const int sizes[] = {4, 4, 2};
    struct model_config four = with_sizes(config, 4, 4, 9, 12, 4), nine = four, roomy = four;
    nine.batch = 9;
    assert_trained_alike(&four, &nine, sizes, 3);
    roomy.evaluation_batch = 9;
    assert_trained_alike(&four, &roomy, sizes, 3);
}
