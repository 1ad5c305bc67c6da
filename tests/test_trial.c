/* One trial: the same bits each time, learning, divergence, the paired streams. */
#include "attnbench/study_file/study_file.h"
#include "attnbench/trial/trial.h"
#include "attnbench/base/error.h"
#include "test.h"

#include <stdio.h>

enum { EPOCHS = 600, EVALUATIONS = 60, MOST_WEIGHTS = 40000 };

static const char study_text[] = "name: t\nrepeats: 3\nseed: 5\ntask: {name: echo}\n"
                                 "grid: {n_in: [3], n_out: [1, 2], cardinality: [5]}\n"
                                 "models:\n"
                                 "  - {name: baseline, units: 24}\n"
                                 "  - {name: attention, units: 24}\n"
                                 "training: {epochs: 600}\nevaluate: {sequences: 200}\n";

struct outcome {
    struct trial_result result;
    struct trial_progress progress;
    float loss[EPOCHS], accuracy[EPOCHS], held_out_accuracy[EVALUATIONS], held_out_loss[EVALUATIONS];
    float weights[MOST_WEIGHTS];
    float items[200];
};

static struct study study_with_all(const char *const *overrides, size_t n)
{
    struct study study;
    if (study_parse(study_text, strlen(study_text), "test", overrides, n, &study) != 0)
        fail_msg("%s", error_message());
    return study;
}

static struct study study_with(const char *override)
{
    return study_with_all(&override, override != NULL);
}

static struct outcome *run(const struct study *study, size_t index)
{
    struct outcome *outcome = calloc(1, sizeof *outcome);
    struct trial trial = study_trial(study, index);
    const struct trial_traces traces = {outcome->loss, outcome->accuracy, outcome->held_out_accuracy,
                                        outcome->held_out_loss, outcome->items};
    if (trial_run(&trial, &outcome->progress, &traces, outcome->weights, &outcome->result) != 0)
        fail_msg("%s", error_message());
    return outcome;
}

static void test_same_bits_twice(void **state)
{
    (void)state;
    struct study study = study_with(NULL);
    for (size_t i = 0; i < study_n_trials(&study); i += 5) {
        struct outcome *a = run(&study, i), *b = run(&study, i);
        assert_memory_equal(a->loss, b->loss, sizeof a->loss);
        assert_memory_equal(a->accuracy, b->accuracy, sizeof a->accuracy);
        assert_memory_equal(a->weights, b->weights, sizeof a->weights);
        assert_int_equal(a->result.figures[0].hits, b->result.figures[0].hits);
        assert_memory_equal(a->items, b->items, sizeof a->items);
        assert_int_equal(a->result.n_items, 200);
        float right = 0;
        for (int item = 0; item < 200; item++)
            right += a->items[item];
        assert_true(right == (float)a->result.figures[0].hits);
        assert_int_equal(a->result.status, TRIAL_FINISHED);
        assert_int_equal(a->result.sequences, 200);
        assert_int_equal(atomic_load(&a->progress.epochs), EPOCHS);
        free(a), free(b);
    }
}

static void test_repeats_differ_and_learn(void **state)
{
    (void)state;
    struct study study = study_with(NULL);
    size_t last = study_n_trials(&study) - 3; /* attention, second cell */
    struct outcome *a = run(&study, last), *b = run(&study, last + 1);
    assert_memory_not_equal(a->loss, b->loss, sizeof a->loss);
    float first = 0, end = 0;
    for (int i = 0; i < 50; i++) {
        first += a->loss[i] / 50;
        end += a->loss[EPOCHS - 1 - i] / 50;
    }
    assert_true(first > 0.5f && end < first / 2);
    free(a), free(b);
}

static void test_divergence_is_a_result(void **state)
{
    (void)state;
    struct study study = study_with(NULL);
    study.models[0].training.learning_rate = 1e38; /* past the study file's bounds: weights overflow */
    struct outcome *a = run(&study, 0);
    assert_int_equal(a->result.status, TRIAL_DIVERGED);
    assert_int_equal(a->result.sequences, 200);
    free(a);
}

static void test_more_repeats_leave_trials_alone(void **state)
{
    (void)state;
    struct study few = study_with(NULL), many = study_with("repeats=7"), longer = study_with("grid.cardinality=[5,6]");
    struct outcome *a = run(&few, 1), *b = run(&many, 1), *c = run(&longer, 1);
    assert_memory_equal(a->loss, b->loss, sizeof a->loss);
    assert_memory_equal(a->loss, c->loss, sizeof a->loss);
    free(a), free(b), free(c);
}

static const struct figure *figure_of(const struct trial_result *result, const char *metric)
{
    for (int32_t i = 0; i < result->n_figures; i++)
        if (strcmp(result->figures[i].metric->name, metric) == 0)
            return &result->figures[i];
    fail_msg("no %s", metric);
    return NULL;
}

/* Figures of a masked model count real steps: one of three here, and in the first epochs no padding that is soon right.
 */
static void test_masks(void **state)
{
    (void)state;
    const char *overrides[] = {"models.attention.mask=true", "task.shortest=2"};
    struct study plain = study_with(overrides[1]), masked = study_with_all(overrides, 2);
    size_t index = study_index(&plain, 1, 0, 0); /* attention, n_out 1 */
    struct outcome *a = run(&plain, index), *b = run(&masked, index);
    assert_int_equal(figure_of(&a->result, "steps_right")->of, 3 * 200);
    assert_int_equal(figure_of(&b->result, "steps_right")->of, 200);
    assert_int_equal(figure_of(&b->result, "steps_right")->hits, figure_of(&b->result, "accuracy")->hits);
    for (int i = 0; i < EPOCHS; i++)
        assert_true(b->accuracy[i] == 0 || b->accuracy[i] == 1);
    assert_true(figure_of(&b->result, "accuracy")->hits > 150);
    free(a), free(b);
}

/* What it is fed in evaluation is its own, and it learns what the others learn. */
static void test_transformer(void **state)
{
    (void)state;
    const char *overrides[] = {"models.attention.kind=transformer", "training.learning_rate=0.003"};
    struct study study = study_with_all(overrides, 2);
    size_t index = study_index(&study, 1, 1, 0);
    struct outcome *a = run(&study, index), *b = run(&study, index);
    assert_memory_equal(a->loss, b->loss, sizeof a->loss);
    assert_memory_equal(a->weights, b->weights, sizeof a->weights);
    assert_true(figure_of(&a->result, "accuracy")->hits > 100);
    free(a), free(b);
}

static void test_batches(void **state)
{
    (void)state;
    struct study study = study_with("training.batch=8");
    struct outcome *a = run(&study, 6), *b = run(&study, 6);
    assert_memory_equal(a->loss, b->loss, sizeof a->loss);
    assert_true(a->loss[EPOCHS - 1] < a->loss[0]);
    free(a), free(b);
}

/* ---- fixed samples, held-out pairs ---- */

static const char *const fixed[] = {"training.source=fixed", "training.samples=20", "training.epochs=60",
                                    "training.batch=8", "training.learning_rate=0.01"};
enum { N_FIXED = sizeof fixed / sizeof *fixed };

/* The study of fixed samples with n settings more, or in place of its own. */
static struct study fixed_with(const char *const *more, size_t n)
{
    const char *all[16];
    size_t n_all = 0;
    for (size_t i = 0; i < N_FIXED; i++) {
        bool replaced = false;
        for (size_t k = 0; k < n; k++)
            replaced = replaced || strncmp(fixed[i], more[k], strcspn(fixed[i], "=") + 1) == 0;
        if (!replaced)
            all[n_all++] = fixed[i];
    }
    for (size_t k = 0; k < n; k++)
        all[n_all++] = more[k];
    return study_with_all(all, n_all);
}

static void test_fixed_samples(void **state)
{
    (void)state;
    struct study study = fixed_with(NULL, 0);
    struct outcome *a = run(&study, 6), *b = run(&study, 6);
    assert_memory_equal(a->loss, b->loss, sizeof a->loss);
    assert_memory_equal(a->weights, b->weights, sizeof a->weights);
    assert_int_equal(a->result.epochs, 60);
    assert_true(a->loss[59] < a->loss[0] / 4);
    for (int epoch = 0; epoch < 60; epoch++) { /* of 20 sequences of 3 steps each */
        float right = a->accuracy[epoch] * 60;
        assert_true(fabsf(right - roundf(right)) < 1e-4f);
    }
    free(a), free(b);
}

/* With learning as good as switched off an epoch's figures are those of the samples, whatever their order: each is seen
 * once, the short batch counts as what it is. */
static void test_an_epoch_sees_each_sample_once(void **state)
{
    (void)state;
    const char *still[] = {"training.learning_rate=1e-12"},
               *whole[] = {"training.learning_rate=1e-12", "training.batch=20"};
    struct study short_batches = fixed_with(still, 1), one_batch = fixed_with(whole, 2);
    struct outcome *a = run(&short_batches, 6), *b = run(&one_batch, 6);
    for (int epoch = 0; epoch < 60; epoch++) {
        assert_true(fabsf(a->loss[epoch] - b->loss[0]) < 1e-6f);
        assert_true(a->accuracy[epoch] == b->accuracy[0]);
    }
    free(a), free(b);
}

/* Batches of one sample show the order: the samples' losses, which stay what they are, in another order each epoch. */
static void test_order_and_data_vary(void **state)
{
    (void)state;
    static const char *const order[] = {"vary=order"}, *const data[] = {"vary=data"}, *const init[] = {"vary=init"};
    struct study varying[] = {fixed_with(order, 1), fixed_with(data, 1), fixed_with(init, 1)};
    for (int i = 0; i < 3; i++) {
        struct outcome *a = run(&varying[i], 6), *b = run(&varying[i], 7);
        assert_memory_not_equal(a->loss, b->loss, sizeof a->loss);
        assert_memory_not_equal(a->weights, b->weights, sizeof a->weights);
        free(a), free(b);
    }
    struct trial first = study_trial(&varying[0], 6), second = study_trial(&varying[0], 7);
    assert_int_equal(first.init_repeat, second.init_repeat);
    assert_int_equal(first.data_repeat, second.data_repeat);
    assert_int_not_equal(first.order_repeat, second.order_repeat);
}

static void test_held_out_curve(void **state)
{
    (void)state;
    static const char *const more[] = {"training.validation=40", "evaluate.every=10"};
    struct study plain = fixed_with(NULL, 0), looking = fixed_with(more, 2);
    struct outcome *a = run(&plain, 6), *b = run(&looking, 6);
    assert_int_equal(a->result.evaluations, 0);
    assert_int_equal(b->result.evaluations, 6);
    assert_memory_equal(a->loss, b->loss, sizeof a->loss); /* looking changes nothing */
    assert_memory_equal(a->weights, b->weights, sizeof a->weights);
    assert_int_equal(a->result.figures[0].hits, b->result.figures[0].hits);
    for (int i = 0; i < 6; i++) {
        float right = b->held_out_accuracy[i] * 40;
        assert_true(right >= 0 && right <= 40 && fabsf(right - roundf(right)) < 1e-4f);
        assert_true(b->held_out_loss[i] > 0);
    }
    assert_true(b->held_out_loss[5] < b->held_out_loss[0]);
    free(a), free(b);
}

/* The last look of a trial of fresh pairs is as good as its evaluation, on other pairs: not always the same. */
static void test_held_out_curve_of_fresh_pairs(void **state)
{
    (void)state;
    struct study plain = study_with(NULL), looking = study_with("evaluate.every=100");
    int equal = 0;
    for (size_t i = 9; i < 12; i++) {
        struct outcome *a = run(&plain, i), *b = run(&looking, i);
        assert_int_equal(b->result.evaluations, 6);
        assert_memory_equal(a->loss, b->loss, sizeof a->loss);
        assert_int_equal(a->result.figures[0].hits, b->result.figures[0].hits);
        assert_true(b->held_out_accuracy[5] > b->held_out_accuracy[0]);
        float right = b->held_out_accuracy[5] * 200;
        assert_true(fabsf(right - (float)b->result.figures[0].hits) < 30);
        equal += (int)roundf(right) == b->result.figures[0].hits;
        free(a), free(b);
    }
    assert_true(equal < 3);
}

static void test_costs_grow_with_sizes(void **state)
{
    (void)state;
    struct study study = study_with(NULL);
    struct trial_settings small = study.models[1], large = small;
    large.model.units = 48;
    assert_true(trial_cost(&large) > trial_cost(&small));
    large = small;
    large.training.epochs *= 2;
    assert_true(trial_cost(&large) == 2 * trial_cost(&small));
    large = small;
    large.training.batch = 4;
    assert_true(trial_cost(&large) > trial_cost(&small));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bits_twice),
        cmocka_unit_test(test_repeats_differ_and_learn),
        cmocka_unit_test(test_divergence_is_a_result),
        cmocka_unit_test(test_more_repeats_leave_trials_alone),
        cmocka_unit_test(test_batches),
        cmocka_unit_test(test_masks),
        cmocka_unit_test(test_transformer),
        cmocka_unit_test(test_fixed_samples),
        cmocka_unit_test(test_an_epoch_sees_each_sample_once),
        cmocka_unit_test(test_order_and_data_vary),
        cmocka_unit_test(test_held_out_curve),
        cmocka_unit_test(test_held_out_curve_of_fresh_pairs),
        cmocka_unit_test(test_costs_grow_with_sizes),
    };
    return RUN_TESTS(tests);
}
