#include "attnbench/base/error.h"
#include "attnbench/study/study.h"
#include "attnbench/study_file/study_file.h"
#include "test.h"

static const char study_text[] = "name: stub\n"
                                 "seed: 5\n"
                                 "repeats: 3\n"
                                 "task: {name: echo}\n"
                                 "grid: {n_in: [4, 8], n_out: [2], cardinality: [6]}\n"
                                 "models:\n"
                                 "  - {name: baseline, units: 4}\n"
                                 "  - {name: attention, units: 4}\n"
                                 "training: {epochs: 10}\n"
                                 "evaluate: {sequences: 10}\n";

/* With up to three settings changed, as by --set. */
static struct study parse(const char *a, const char *b, const char *c)
{
    struct study study;
    const char *overrides[] = {a, b, c};
    size_t n = 0;
    while (n < 3 && overrides[n] != NULL)
        n++;
    assert_int_equal(study_parse(study_text, strlen(study_text), "test", overrides, n, &study), 0);
    return study;
}

static void joins_repeats_and_cells(void **state)
{
    (void)state;
    struct study study = parse(NULL, NULL, NULL), same = study, other = parse("repeats=5", "grid.n_in=16,8", NULL);
    assert_int_equal(study_join(&study, &same), 0);
    assert_memory_equal(&study, &same, sizeof study);
    assert_int_equal(study_join(&study, &other), 0);
    assert_int_equal(study.repeats, 5);
    assert_int_equal(study.axes[0].count, 3);
    assert_int_equal(study.axes[0].values[0].integer, 4);
    assert_int_equal(study.axes[0].values[1].integer, 8);
    assert_int_equal(study.axes[0].values[2].integer, 16);
    assert_int_equal(study.n_models, 2);
}

/* What is a trial of a part is the same trial of the whole. */
static void trials_keep_who_they_are(void **state)
{
    (void)state;
    struct study study = parse(NULL, NULL, NULL), other = parse("grid.n_in=16", "grid.n_out=3", "repeats=2");
    assert_int_equal(study_join(&study, &other), 0);
    for (size_t i = 0; i < study_n_trials(&other); i++) {
        struct trial part = study_trial(&other, i), whole = {0};
        for (size_t k = 0; k < study_n_trials(&study) && whole.identity != part.identity; k++)
            whole = study_trial(&study, k);
        assert_true(whole.identity == part.identity && whole.settings_hash == part.settings_hash);
        assert_true(whole.cell_hash == part.cell_hash && whole.data_repeat == part.data_repeat);
    }
}

static void joins_models_by_name(void **state)
{
    (void)state;
    struct study study = parse(NULL, NULL, NULL), other = study;
    strcpy(other.models[1].model.name, "other");
    other.models[1].model.units = 9;
    assert_int_equal(study_join(&study, &other), 0);
    assert_int_equal(study.n_models, 3);
    assert_int_equal(study.models[2].model.units, 9);
}

static void refuses_what_differs_by_name(void **state)
{
    (void)state;
    const struct {
        const char *set, *message;
    } cases[] = {
        {"seed=6", "seed = 5 of model baseline is 6 in the other"},
        {"training.epochs=11", "training.epochs = 10 of model baseline is 11 in the other"},
        {"models.attention.units=5", "models.units = 4 of model attention is 5 in the other"},
        {"vary=init", "vary = init, data of model baseline is init in the other"},
        {"grid.batch=1,2", "the grid of one has 3 axes, that of the other 4"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct study study = parse(NULL, NULL, NULL), other = parse(cases[i].set, NULL, NULL);
        assert_int_equal(study_join(&study, &other), EX_CONFIG);
        assert_string_equal(error_message(), cases[i].message);
    }
}

/* The first one's metric holds; half the width that is enough is in the unit of the metric beside it. */
static void half_width_stays_with_its_metric(void **state)
{
    (void)state;
    struct study plain = parse(NULL, NULL, NULL), study = plain, other = parse("metric=perplexity", NULL, NULL);
    struct study adaptive = parse("metric=perplexity", "adaptive.max=9", "adaptive.half_width=0.1");
    assert_int_equal(study_join(&study, &other), 0);
    assert_string_equal(study.metric, "");
    assert_int_equal(study_join(&other, &adaptive), 0);
    assert_true(other.adaptive.max == 9 && other.adaptive.half_width == 0.1);
    assert_int_equal(study_join(&adaptive, &plain), 0);
    assert_string_equal(adaptive.metric, "perplexity");
    assert_true(adaptive.adaptive.max == 9 && adaptive.adaptive.half_width == 0.1);
    assert_int_equal(study_join(&plain, &adaptive), EX_CONFIG);
    assert_string_equal(error_message(),
                        "metric is accuracy, in the other perplexity, whose unit its adaptive.half_width has: name "
                        "that folder first");
}

static void refuses_what_would_be_too_large(void **state)
{
    (void)state;
    struct study study = parse(NULL, NULL, NULL), other = parse("repeats=100000", NULL, NULL);
    other.axes[0].count = study.axes[0].count = 100;
    for (int i = 0; i < 100; i++) {
        study.axes[0].values[i] = value_integer(2 + i);
        other.axes[0].values[i] = value_integer(102 + i);
    }
    assert_int_equal(study_join(&study, &other), EX_CONFIG);
    assert_string_equal(error_message(), "there would be more than 10000000 trials");
    other.axes[0].values[0] = value_integer(500);
    other.axes[0].count = 101;
    other.axes[0].values[100] = value_integer(501);
    assert_int_equal(study_join(&study, &other), EX_CONFIG);
    assert_string_equal(error_message(), "the axis n_in would have more than 200 values");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins_repeats_and_cells),
        cmocka_unit_test(trials_keep_who_they_are),
        cmocka_unit_test(joins_models_by_name),
        cmocka_unit_test(refuses_what_differs_by_name),
        cmocka_unit_test(half_width_stays_with_its_metric),
        cmocka_unit_test(refuses_what_would_be_too_large),
    };
    return RUN_TESTS(tests);
}
