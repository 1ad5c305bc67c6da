/* One trial: the same bits each time, learning, divergence, the paired streams. */
#include "test.h"

#include "attnbench/error.h"
#include "attnbench/trial.h"

#include <stdio.h>

enum { EPOCHS = 600, MOST_WEIGHTS = 40000 };

static const char study_text[] = "name: t\nrepeats: 3\nseed: 5\ntask: {name: echo}\n"
                                 "grid: {n_in: [3], n_out: [1, 2], cardinality: [5]}\n"
                                 "models:\n"
                                 "  - {name: baseline, units: 24}\n"
                                 "  - {name: attention, units: 24}\n"
                                 "training: {epochs: 600}\nevaluate: {sequences: 200}\n";

struct outcome {
    struct trial_result result;
    struct trial_progress progress;
    float loss[EPOCHS], accuracy[EPOCHS], weights[MOST_WEIGHTS];
};

static struct study study_with(const char *override)
{
    struct study study;
    if (study_parse(study_text, strlen(study_text), "test", &override, override != NULL, &study) != 0)
        fail_msg("%s", error_message());
    return study;
}

static struct outcome *run(const struct study *study, size_t index)
{
    struct outcome *outcome = calloc(1, sizeof *outcome);
    struct trial trial = study_trial(study, index);
    if (trial_run(&trial, &outcome->progress, outcome->loss, outcome->accuracy, outcome->weights, &outcome->result) !=
        0)
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
        assert_int_equal(a->result.correct, b->result.correct);
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

static void test_batches(void **state)
{
    (void)state;
    struct study study = study_with("training.batch=8");
    struct outcome *a = run(&study, 6), *b = run(&study, 6);
    assert_memory_equal(a->loss, b->loss, sizeof a->loss);
    assert_true(a->loss[EPOCHS - 1] < a->loss[0]);
    free(a), free(b);
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
        cmocka_unit_test(test_costs_grow_with_sizes),
    };
    return RUN_TESTS(tests);
}
