/* Cells, trials and their identities: what a stored result is found by. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/study/study.h"
#include "attnbench/study_file/study_file.h"
#include "test.h"

#include <time.h>

static const char BASE[] = "name: s\nseed: 5\nrepeats: 3\ntask: {name: echo}\n"
                           "grid: {n_in: [4, 6], n_out: [1, 2, 4], cardinality: [10, 50]}\n"
                           "models: [{name: baseline}, {name: attention}]\n";

static struct study study_of(const char *text, const char *override)
{
    struct study study;
    if (study_parse(text, strlen(text), "s.yaml", &override, override != NULL, &study) != 0)
        fail_msg("refused: %s", error_message());
    return study;
}

static void test_index_counts_repeats_then_cells_then_models(void **state)
{
    struct study study = study_of(BASE, NULL);
    size_t index = 0;
    char text[128];
    (void)state;
    assert_int_equal(study_n_cells(&study), 12);
    assert_int_equal(study_n_trials(&study), 72);
    for (int model = 0; model < 2; model++)
        for (size_t cell = 0; cell < 12; cell++)
            for (int repeat = 0; repeat < 3; repeat++, index++) {
                struct trial trial = study_trial(&study, index);
                assert_int_equal(trial.index, index);
                assert_int_equal(trial.model, model);
                assert_int_equal(trial.cell, cell);
                assert_int_equal(trial.repeat, repeat);
                assert_int_equal(trial.seed, 5);
                assert_string_equal(trial.settings.model.name, study.models[model].model.name);
                assert_int_equal(trial.settings.task.n_in, study_cell_value(&study, cell, 0).integer);
                assert_int_equal(trial.settings.task.n_out, study_cell_value(&study, cell, 1).integer);
                assert_int_equal(trial.settings.task.cardinality, study_cell_value(&study, cell, 2).integer);
            }
    assert_string_equal(study_cell_text(&study, 0, text, sizeof text), "n_in=4 n_out=1 cardinality=10");
    assert_string_equal(study_cell_text(&study, 1, text, sizeof text), "n_in=4 n_out=1 cardinality=50");
    assert_string_equal(study_cell_text(&study, 2, text, sizeof text), "n_in=4 n_out=2 cardinality=10");
    assert_string_equal(study_cell_text(&study, 11, text, sizeof text), "n_in=6 n_out=4 cardinality=50");
    assert_string_equal(study_cell_text(&study, 11, text, 8), "n_in=6 ");
}

static int compare_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void test_identities_are_distinct(void **state)
{
    enum { MAX = 80000 };
    static uint64_t identities[MAX];
    struct study study = study_of(BASE, "repeats=3000");
    size_t n = study_n_trials(&study);
    (void)state;
    assert_int_equal(n, 72000);
    for (size_t i = 0; i < n; i++)
        identities[i] = study_trial(&study, i).identity;
    qsort(identities, n, sizeof *identities, compare_numbers);
    for (size_t i = 1; i < n; i++)
        assert_true(identities[i] != identities[i - 1]);
}

static void test_what_hashes_depend_on(void **state)
{
    struct study study = study_of(BASE, NULL);
    struct trial first = study_trial(&study, 0), next_repeat = study_trial(&study, 1),
                 next_cell = study_trial(&study, 3), other_model = study_trial(&study, 36);
    (void)state;
    assert_true(first.settings_hash == next_repeat.settings_hash);
    assert_true(first.cell_hash == next_repeat.cell_hash);
    assert_true(first.cell_hash != next_cell.cell_hash);
    assert_true(first.settings_hash != next_cell.settings_hash);
    assert_true(first.cell_hash == other_model.cell_hash); /* models see the same pairs */
    assert_true(first.settings_hash != other_model.settings_hash);
    assert_true(first.identity != other_model.identity);
}

/* Every trial of `base` is in `grown`, with the same hashes. */
static void assert_keeps_trials(const struct study *base, const struct study *grown)
{
    size_t n = study_n_trials(base), n_grown = study_n_trials(grown);
    for (size_t i = 0; i < n; i++) {
        struct trial trial = study_trial(base, i), found = {.index = SIZE_MAX};
        for (size_t j = 0; j < n_grown && found.index == SIZE_MAX; j++) {
            struct trial candidate = study_trial(grown, j);
            if (candidate.identity == trial.identity)
                found = candidate;
        }
        assert_true(found.index != SIZE_MAX);
        assert_true(found.settings_hash == trial.settings_hash);
        assert_true(found.cell_hash == trial.cell_hash);
        assert_int_equal(found.repeat, trial.repeat);
        assert_string_equal(found.settings.model.name, trial.settings.model.name);
    }
}

static void test_growth_keeps_trials(void **state)
{
    struct study base = study_of(BASE, NULL), grown;
    (void)state;
    grown = study_of(BASE, "repeats=7");
    assert_keeps_trials(&base, &grown);
    grown = study_of(BASE, "grid.n_in=[4, 5, 6, 7]");
    assert_keeps_trials(&base, &grown);
    grown = study_of(BASE, "grid.n_in=[6, 4]"); /* another order of values */
    assert_keeps_trials(&base, &grown);
    grown = study_of("name: other\ntitle: Other\nsave_models: all\nseed: 5\nrepeats: 3\ntask: {name: echo}\n"
                     "models: [{name: third, kind: attention}, {name: attention, title: A}, {name: baseline}]\n"
                     "grid: {cardinality: [50, 10], n_out: [4, 2, 1], n_in: [4, 6]}\n",
                     NULL); /* another order of axes and models, one more model, other labels */
    assert_keeps_trials(&base, &grown);
}

/* A value given in a section, or as an axis of one value, is the same setting. */
static void test_task_sizes_may_stand_in_either_place(void **state)
{
    struct study grid = study_of("name: s\ntask: {name: echo}\ngrid: {n_in: [5], n_out: 2, cardinality: [50]}\n"
                                 "models: [{name: baseline}]\n",
                                 NULL);
    struct study section = study_of("name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\n"
                                    "models: [{name: baseline}]\n",
                                    NULL);
    (void)state;
    assert_memory_equal(&grid, &section, sizeof grid);
}

static void test_renaming_a_model_changes_identity_alone(void **state)
{
    static const char *const overrides[] = {"models.baseline.name=plain", "models.plain.kind=baseline"};
    struct study study = study_of(BASE, NULL), renamed;
    (void)state;
    assert_int_equal(study_parse(BASE, strlen(BASE), "s.yaml", overrides, 2, &renamed), 0);
    struct trial a = study_trial(&study, 0), b = study_trial(&renamed, 0);
    assert_true(a.identity != b.identity);
    assert_true(a.settings_hash == b.settings_hash);
    assert_true(a.cell_hash == b.cell_hash);
}

/* Each of these would mix unlike trials: the settings' hash differs, and the difference is named. */
static void test_difference(void **state)
{
    static const char *const cases[][4] = {
        {"seed=6", "seed", "5", "6"},
        {"models.units=151", "models.units", "150", "151"},
        {"models.gate=sigmoid", "models.gate", "hard_sigmoid", "sigmoid"},
        {"models.kind=attention", "models.kind", "baseline", "attention"},
        {"models.decoder_steps=output", "models.decoder_steps", "input", "output"},
        {"training.epochs=300", "training.epochs", "5000", "300"},
        {"training.batch=2", "training.batch", "1", "2"},
        {"training.learning_rate=0.0010000000000000002", "training.learning_rate", "0.001", "0.0010000000000000002"},
        {"training.beta1=0.8", "training.beta1", "0.9", "0.8"},
        {"training.beta2=0.8", "training.beta2", "0.999", "0.8"},
        {"training.epsilon=1e-7", "training.epsilon", "1e-08", "1e-07"},
        {"evaluate.sequences=1000", "evaluate.sequences", "100", "1000"},
    };
    struct study study = study_of(BASE, NULL);
    struct trial trial = study_trial(&study, 0);
    char a[STUDY_TEXT], b[STUDY_TEXT];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct study changed = study_of(BASE, cases[i][0]);
        struct trial other = study_trial(&changed, 0);
        const char *name = study_difference(&trial, &other, a, b);
        assert_non_null(name);
        assert_string_equal(name, cases[i][1]);
        assert_string_equal(a, cases[i][2]);
        assert_string_equal(b, cases[i][3]);
        assert_true(trial.settings_hash != other.settings_hash);
        assert_true(trial.identity == other.identity);
        assert_true(trial.cell_hash == other.cell_hash);
    }
}

static void test_labels_are_no_difference(void **state)
{
    static const char *const overrides[] = {"name=t", "title=T", "models.title=M", "save_models=all", "repeats=30"};
    struct study study = study_of(BASE, NULL);
    struct trial trial = study_trial(&study, 0);
    char a[STUDY_TEXT], b[STUDY_TEXT];
    (void)state;
    for (size_t i = 0; i < sizeof overrides / sizeof *overrides; i++) {
        struct study changed = study_of(BASE, overrides[i]);
        struct trial other = study_trial(&changed, 0);
        assert_null(study_difference(&trial, &other, a, b));
        assert_true(trial.settings_hash == other.settings_hash);
        assert_true(trial.identity == other.identity);
    }
}

/* An axis beyond the task's sizes is part of the cell. */
static void test_further_axes(void **state)
{
    struct study study = study_of(BASE, "grid.units=[32, 64]");
    struct trial narrow = study_trial(&study, 0), wide = study_trial(&study, 3);
    (void)state;
    assert_int_equal(study_n_cells(&study), 24);
    assert_int_equal(narrow.settings.model.units, 32);
    assert_int_equal(wide.settings.model.units, 64);
    assert_true(narrow.identity != wide.identity);
    assert_true(narrow.cell_hash == wide.cell_hash);
}

/* Frozen: with other hashes no stored trial would be found again, and none could be repeated. */
static void test_hashes_are_frozen(void **state)
{
    struct study study;
    (void)state;
    assert_int_equal(study_read("experiments/tutorial.yaml", NULL, 0, &study), 0);
    struct trial trial = study_trial(&study, 13);
    assert_true(trial.identity == 0x379badb33701fe9bULL);
    assert_true(trial.settings_hash == 0xe0488aa05fcf86fdULL);
    assert_true(trial.cell_hash == 0xd354da826a96a5e2ULL);
}

/* The streams go by the task's sizes alone: cells that differ in units or batch see the same pairs. */
static void test_streams_go_by_task(void **state)
{
    (void)state;
    struct study plain = study_of(BASE, NULL);
    struct study axis = study_of(BASE, "grid.units=[40,150]"), batches = study_of(BASE, "grid.batch=[8,1]");
    struct trial trial = study_trial(&plain, 0), narrow = study_trial(&axis, 0), batch = study_trial(&batches, 0);
    assert_true(narrow.identity != trial.identity && batch.identity != trial.identity);
    assert_true(narrow.cell_hash == trial.cell_hash && batch.cell_hash == trial.cell_hash);
}

static void test_hashes_are_as_defined(void **state)
{
    struct study study = study_of(BASE, NULL);
    struct trial trial = study_trial(&study, 4);
    uint64_t cell = hash_text(hash_text(hash_text(HASH_START, "task.n_in=4"), "task.n_out=1"), "task.cardinality=50");
    uint64_t identity = hash_text(HASH_START, "models.name=baseline");
    (void)state;
    identity = hash_text(hash_text(identity, "task.n_in=4"), "task.n_out=1");
    identity = hash_text(hash_text(identity, "task.cardinality=50"), "repeat=1");
    assert_true(trial.cell_hash == cell);
    assert_true(trial.identity == identity);
}

/* The study's first trial with one field of its model's settings changed. */
static uint64_t hash_with_change(struct study study, const struct setting *setting)
{
    unsigned char *field = (unsigned char *)&study.models[0] + setting->offset;
    double half;
    if (setting->type == SETTING_INTEGER) {
        ++*(int64_t *)field;
    } else if (setting->type == SETTING_REAL) {
        memcpy(&half, field, sizeof half);
        half /= 2;
        memcpy(field, &half, sizeof half);
    } else {
        text_copy((char *)field, setting->size, strcmp(setting->key, "weights_as") == 0 ? "attention" : "other");
    }
    return study_trial(&study, 0).settings_hash;
}

/* What stands at its default is not in the hash: so a key that the table gains later leaves stored trials alone. */
static void test_defaults_are_not_hashed(void **state)
{
    struct study study = study_of(BASE, NULL), changed = study_of(BASE, "training.epochs=300"),
                 written = study_of(BASE, "training.epsilon=0.00000001");
    uint64_t hash = hash_text(hash_text(HASH_START, "seed=5"), "task.name=echo");
    (void)state;
    hash = hash_text(hash_text(hash_text(hash, "task.n_in=4"), "task.n_out=1"), "task.cardinality=10");
    hash = hash_text(hash, "models.kind=baseline");
    assert_true(study_trial(&study, 0).settings_hash == hash);
    assert_true(study_trial(&written, 0).settings_hash == hash);
    assert_true(study_trial(&changed, 0).settings_hash == hash_text(hash, "training.epochs=300"));
}

static bool is_of_a_trial(const struct setting *setting)
{
    return setting_owner(setting) == OWNER_TRIAL;
}

/* Streams that do not vary are repeat 0's, for every repeat. */
static void test_vary_names_streams(void **state)
{
    struct study all = study_of(BASE, NULL), init = study_of(BASE, "vary=init"),
                 data = study_of(BASE, "vary=order,data");
    struct trial trial = study_trial(&all, 2), of_init = study_trial(&init, 2), of_data = study_trial(&data, 2);
    char there[STUDY_TEXT], wanted[STUDY_TEXT];
    (void)state;
    assert_true(trial.init_repeat == 2 && trial.data_repeat == 2);
    assert_true(of_init.init_repeat == 2 && of_init.data_repeat == 0);
    assert_true(of_data.init_repeat == 0 && of_data.data_repeat == 2);
    assert_true(trial.settings_hash != of_init.settings_hash && of_init.settings_hash != of_data.settings_hash);
    assert_true(trial.identity == of_init.identity);
    assert_string_equal(study_difference(&of_init, &of_data, there, wanted), "vary");
    assert_string_equal(there, "init");
    assert_string_equal(wanted, "data");

    /* What another setting makes of vary is that setting's difference. */
    struct study fixed = all;
    strcpy(fixed.models[0].training.source, "fixed");
    of_data = study_trial(&fixed, 2);
    assert_true(trial.vary != of_data.vary);
    assert_string_equal(study_difference(&trial, &of_data, there, wanted), "training.source");

    struct study mixed = study_of(BASE, "models.attention.vary=init");
    size_t half = study_n_trials(&mixed) / 2;
    assert_true(study_trial(&mixed, 2).settings_hash == trial.settings_hash);
    assert_true(study_trial(&mixed, half + 2).data_repeat == 0 && study_trial(&mixed, half + 2).init_repeat == 2);
}

/* A trial is the same one whether the study or its model says how it computes; portable is what all trials were before
 * there was a choice. */
static void test_arithmetic(void **state)
{
    struct study base = study_of(BASE, NULL), all = study_of(BASE, "training.arithmetic=openblas"),
                 one = study_of(BASE, "models.attention.arithmetic=openblas"),
                 named = study_of(BASE, "models.arithmetic=portable");
    size_t of_attention = study_n_trials(&base) / 2;
    struct trial before = study_trial(&base, of_attention), trial = study_trial(&all, of_attention);
    char there[STUDY_TEXT], wanted[STUDY_TEXT];
    (void)state;
    assert_true(study_trial(&named, of_attention).settings_hash == before.settings_hash);
    assert_true(trial.settings_hash != before.settings_hash && trial.identity == before.identity);
    assert_true(study_trial(&one, of_attention).settings_hash == trial.settings_hash);
    assert_true(study_trial(&one, 0).settings_hash == study_trial(&base, 0).settings_hash);
    assert_string_equal(study_difference(&before, &trial, there, wanted), "training.arithmetic");
    assert_string_equal(there, "portable");
    assert_string_equal(wanted, "openblas");
}

static void test_every_change_is_hashed(void **state)
{
    struct study study = study_of(BASE, NULL);
    uint64_t hashes[128];
    size_t n = 0;
    (void)state;
    study.n_axes = 0; /* else its values would stand in place of the change */
    hashes[n++] = study_trial(&study, 0).settings_hash;
    for (const struct setting *s = study_settings(); s->key != NULL; s++)
        if (is_of_a_trial(s) && (s->flags & SETTING_LABEL) == 0)
            hashes[n++] = hash_with_change(study, s);
    assert_true(n > 10 && n < sizeof hashes / sizeof *hashes);
    qsort(hashes, n, sizeof *hashes, compare_numbers);
    for (size_t i = 1; i < n; i++)
        assert_true(hashes[i] != hashes[i - 1]);
}

/* A million trials take about a second; the bound leaves room for sanitizers and a busy machine. */
static void test_trials_are_cheap(void **state)
{
    struct study study = study_of(BASE, "repeats=100000");
    uint64_t sum = 0;
    clock_t start = clock();
    (void)state;
    assert_int_equal(study_n_trials(&study), 2400000);
    for (size_t i = 0; i < 100000; i++)
        sum += study_trial(&study, i * 24).settings_hash;
    assert_true(sum != 0);
    assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_index_counts_repeats_then_cells_then_models),
        cmocka_unit_test(test_identities_are_distinct),
        cmocka_unit_test(test_what_hashes_depend_on),
        cmocka_unit_test(test_growth_keeps_trials),
        cmocka_unit_test(test_task_sizes_may_stand_in_either_place),
        cmocka_unit_test(test_renaming_a_model_changes_identity_alone),
        cmocka_unit_test(test_difference),
        cmocka_unit_test(test_labels_are_no_difference),
        cmocka_unit_test(test_further_axes),
        cmocka_unit_test(test_hashes_are_frozen),
        cmocka_unit_test(test_hashes_are_as_defined),
        cmocka_unit_test(test_streams_go_by_task),
        cmocka_unit_test(test_defaults_are_not_hashed),
        cmocka_unit_test(test_vary_names_streams),
        cmocka_unit_test(test_arithmetic),
        cmocka_unit_test(test_every_change_is_hashed),
        cmocka_unit_test(test_trials_are_cheap),
    };
    return RUN_TESTS(tests);
}
