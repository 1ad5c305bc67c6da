/* Any setting of a trial as an axis, what a grid leaves out, and models with a training of their own. */
#include "attnbench/study_file/study_file.h"
#include "attnbench/base/error.h"
#include "attnbench/trial/saved_models.h"
#include "parsing.h"
#include "test.h"

#include <stdlib.h>

#define HEAD                                                               \
    "name: s\nrepeats: 2\ntask: {name: echo, n_out: 2, cardinality: 10}\n" \
    "models: [{name: a, kind: baseline}, {name: b, kind: attention}]\n"
#define GRID HEAD "grid:\n  cell: [lstm, gru]\n  learning_rate: [0.001, 0.003]\n  n_in: [4, 8]\n"

static void assert_grid_refused(const char *line, const char *message)
{
    assert_refused(followed_by(GRID, line), message);
}

static void numbers_and_words_are_axes(void **state)
{
    char text[STUDY_CELL_TEXT];
    (void)state;
    assert_parses(GRID);
    assert_int_equal(study.n_axes, 5);
    assert_string_equal(study.axes[0].setting->key, "n_in"); /* as ever */
    assert_string_equal(study.axes[3].setting->key, "cell"); /* then as in the table */
    assert_string_equal(study.axes[4].setting->key, "learning_rate");
    assert_string_equal(study_cell_text(&study, 7, text, sizeof text),
                        "n_in=8 n_out=2 cardinality=10 cell=gru learning_rate=0.003");
    struct trial trial = study_trial(&study, study_index(&study, 1, 7, 0));
    assert_string_equal(trial.settings.model.cell, "gru");
    assert_true(trial.settings.training.learning_rate == 0.003);
    struct trial other = study_trial(&study, study_index(&study, 1, 4, 0));
    assert_true(other.identity != trial.identity && other.settings_hash != trial.settings_hash);
    assert_true(other.cell_hash == trial.cell_hash); /* the same pairs */
}

/* A study that gives the value in a section makes the same trials, but for their names in the journal. */
static void an_axis_of_one_value_is_the_setting(void **state)
{
    (void)state;
    assert_parses(HEAD "grid: {n_in: 4, learning_rate: 0.003}\n");
    struct trial swept = study_trial(&study, 0);
    assert_parses(HEAD "grid: {n_in: 4}\ntraining: {learning_rate: 0.003}\n");
    assert_true(study_trial(&study, 0).settings_hash == swept.settings_hash);
    assert_true(study_trial(&study, 0).cell_hash == swept.cell_hash);
}

static void values_are_checked_by_their_row(void **state)
{
    (void)state;
    assert_refused(HEAD "grid: {n_in: 4, learning_rate: [0.001, 2]}\n",
                   "s.yaml:5: grid.learning_rate is 2: it must be from 1e-12 to 1");
    assert_refused(HEAD "grid: {n_in: 4, learning_rate: [0.001, nan]}\n",
                   "s.yaml:5: grid.learning_rate is 'nan': it must be a number from 1e-12 to 1");
    assert_refused(HEAD "grid: {n_in: 4, learning_rate: [0.001, 1e-3]}\n",
                   "s.yaml:5: grid.learning_rate lists 0.001 twice");
    assert_refused(HEAD "grid: {n_in: 4, learning_rate: ['0.001']}\n",
                   "s.yaml:5: grid.learning_rate is the text '0.001': write a number, without quotes");
    assert_refused(HEAD "grid: {n_in: 4, cell: [lstm, grux]}\n", "s.yaml:5: grid.cell is 'grux': did you mean 'gru'?");
    assert_refused(HEAD "grid: {n_in: 4, cell: [gru, gru]}\n", "s.yaml:5: grid.cell lists gru twice");
    assert_refused(HEAD "grid: {n_in: 4, cell: []}\n", "s.yaml:5: grid.cell is an empty list: give it a value");
    assert_refused(HEAD "grid: {n_in: 4, cell: {a: b}}\n",
                   "s.yaml:5: grid.cell is a mapping: it must be a list, such as [lstm, gru]");
    assert_refused(HEAD "grid: {n_in: 4, title: [x]}\n",
                   "s.yaml:5: unknown key 'title' in grid: it belongs at the top level");
    assert_refused(HEAD "grid: {n_in: 4, source: [fresh, fixed]}\n",
                   "s.yaml:5: training.source is fixed: training.samples must say how many pairs there are (cell "
                   "n_in=4 n_out=2 cardinality=10 source=fixed)");
}

static void what_stands_twice_is_refused(void **state)
{
    (void)state;
    assert_grid_refused("training: {learning_rate: 0.1}\n", "s.yaml:9: training.learning_rate stands here and "
                                                            "grid.learning_rate on line 7: keep one of the two");
    assert_refused("name: s\ntask: {name: echo, n_in: 4, n_out: 2, cardinality: 10}\nmodels:\n"
                   "  - {name: a, kind: baseline}\n  - {name: b, kind: baseline, learning_rate: 0.1}\n"
                   "grid: {learning_rate: [0.001, 0.01]}\n",
                   "s.yaml:5: models.learning_rate stands here and grid.learning_rate on line 6: keep one of the two");
}

static void tasks_of_one_study_go_together(void **state)
{
    (void)state;
    assert_parses("name: s\ntask: {n_in: 4, n_out: 2, cardinality: 10}\ngrid: {name: [echo, reverse]}\n"
                  "models: [{name: baseline}]\n");
    assert_refused("name: s\ntask: {n_in: 4, n_out: 4, cardinality: 1}\ngrid: {name: [echo, denoise]}\n"
                   "models: [{name: baseline}]\n",
                   "s.yaml:3: grid.name lists echo and denoise: one study cannot hold both");
}

/* Real values have one size, so nobody need say it. */
static void real_values_need_no_cardinality(void **state)
{
    (void)state;
    const char *rest = "models: [{name: baseline, head: linear}]\n";
    char text[256];
    snprintf(text, sizeof text, "name: s\ntask: {name: denoise, n_in: 4, n_out: 4, cardinality: 1}\n%s", rest);
    assert_parses(text);
    uint64_t identity = study_trial(&study, 0).identity;
    snprintf(text, sizeof text, "name: s\ntask: {name: denoise, n_in: 4, n_out: 4}\n%s", rest);
    assert_parses(text);
    assert_int_equal(study.n_axes, 3);
    assert_int_equal(study_trial(&study, 0).settings.task.cardinality, 1);
    assert_true(study_trial(&study, 0).identity == identity);
    assert_refused("name: s\ntask: {name: denoise, n_in: 4, n_out: 4, cardinality: 2}\n"
                   "models: [{name: baseline, head: linear}]\n",
                   "s.yaml:2: task.cardinality is 2: with task.name denoise it must be 1 (cell n_in=4 n_out=4 "
                   "cardinality=2)");
    assert_refused("name: s\ntask: {name: echo, n_in: 4, n_out: 4}\nmodels: [{name: baseline}]\n",
                   "s.yaml: task.cardinality is missing: give it there, or as a list in grid");
}

static void combinations_are_left_out(void **state)
{
    (void)state;
    assert_parses(followed_by(GRID, "  exclude:\n    - {cell: gru, n_in: 8}\n    - {learning_rate: [0.001, 0.003], "
                                    "n_in: [8], cell: lstm}\n"));
    assert_int_equal(study_n_cells(&study), 8); /* indices stay */
    assert_int_equal(study_n_included(&study), 4);
    for (size_t cell = 0; cell < 8; cell++)
        assert_int_equal(study_excludes(&study, cell), study_cell_value(&study, cell, 0).integer == 8);
    assert_int_equal(study_trial(&study, study_index(&study, 0, 7, 0)).identity, 0);
    uint64_t identity = study_trial(&study, 1).identity;
    assert_parses(GRID);
    assert_true(study_trial(&study, 1).identity == identity);
}

/* What cannot be is left out: n_out 8 of n_in 4. */
static void cells_that_cannot_be_may_be_left_out(void **state)
{
    const char *text = "name: s\ntask: {name: echo, cardinality: 10}\nmodels: [{name: baseline}]\n"
                       "grid:\n  n_in: [4, 8]\n  n_out: [2, 8]\n";
    (void)state;
    assert_refused(text, "s.yaml:6: task.n_out is 8: it must be at most task.n_in, which is 4 (cell n_in=4 n_out=8 "
                         "cardinality=10)");
    assert_parses(followed_by(text, "  exclude: [{n_in: 4, n_out: 8}]\n"));
}

static void wrong_exclusions_are_refused(void **state)
{
    (void)state;
    assert_grid_refused("  exclude: [{cell: gru, n_in: 16}]\n",
                        "s.yaml:9: grid.exclude.n_in is 16, which matches nothing: grid.n_in has no such value");
    assert_grid_refused("  exclude: [{units: 16}]\n",
                        "s.yaml:9: grid.exclude names units, which is no axis of this grid");
    assert_grid_refused("  exclude: [{unit: 16}]\n", "s.yaml:9: unknown key 'unit' in grid: did you mean 'units'?");
    assert_grid_refused("  exclude: [{cell: grux}]\n", "s.yaml:9: grid.exclude.cell is 'grux': did you mean 'gru'?");
    assert_grid_refused("  exclude:\n    - {cell: gru}\n    - {cell: lstm}\n",
                        "s.yaml:11: grid.exclude leaves no cell of the grid: take this line out, or make it narrower");
    assert_grid_refused("  exclude: [{}]\n",
                        "s.yaml:9: grid.exclude lists an empty mapping: name an axis and its value");
    assert_grid_refused("  exclude: []\n", "s.yaml:9: grid.exclude is an empty list: give at least one");
    assert_grid_refused("  exclude: {cell: gru}\n", "s.yaml:9: grid.exclude is a mapping: it must be a list, such as "
                                                    "[{cell: gru, n_in: 8}]");
    assert_grid_refused("  exclude: [gru]\n", "s.yaml:9: grid.exclude lists 'gru': each of them must be a mapping, "
                                              "such as {cell: gru, n_in: 8}");
    assert_grid_refused("  exclude: [{cell: gru, cell: lstm}]\n",
                        "s.yaml:9: key 'cell' in grid.exclude stands here a second time: it is on line 9 already");
    assert_grid_refused("  exclude: [{cell: gru}]\n  exclude: [{cell: gru}]\n",
                        "s.yaml:10: key 'exclude' in grid stands here a second time: it is on line 9 already");
}

static void models_have_trainings_of_their_own(void **state)
{
    char here[STUDY_TEXT], there[STUDY_TEXT];
    (void)state;
    assert_parses("name: s\ntask: {name: echo, n_in: 4, n_out: 2, cardinality: 10}\nmodels:\n"
                  "  - {name: a, kind: baseline}\n  - {name: slow, kind: baseline, learning_rate: 0.0003, epochs: 7}\n"
                  "training: {learning_rate: 0.01, epochs: 5}\n");
    struct trial a = study_trial(&study, 0), slow = study_trial(&study, study_index(&study, 1, 0, 0));
    assert_true(a.settings.training.learning_rate == 0.01 && slow.settings.training.learning_rate == 0.0003);
    assert_int_equal(slow.settings.training.epochs, 7);
    assert_string_equal(study_difference(&a, &slow, here, there), "training.epochs");
    a.settings.training.epochs = 7;
    assert_string_equal(study_difference(&a, &slow, here, there), "training.learning_rate");
    assert_string_equal(there, "0.0003");
    assert_refused("name: s\ntask: {name: echo, n_in: 4, n_out: 2, cardinality: 10}\n"
                   "models: [{name: baseline, learning_rate: 3}]\n",
                   "s.yaml:3: models.learning_rate is 3: it must be from 1e-12 to 1");
}

static void all_of_it_is_written_and_read_back(void **state)
{
    static struct study before;
    (void)state;
    assert_parses("name: s\nrepeats: 2\ntask: {name: echo, n_out: 2, cardinality: 10}\n"
                  "models: [{name: a, kind: baseline}, {name: b, kind: attention, beta1: 0.5}]\n"
                  "grid:\n  cell: [lstm, gru]\n  learning_rate: [1e-8, 0.1]\n  bidirectional: [true, false]\n"
                  "  n_in: [4, 8]\n  exclude: [{cell: gru, n_in: 8}, {bidirectional: false, learning_rate: 0.1}]\n");
    before = study;
    char *text = study_as_text(&study);
    assert_non_null(text);
    assert_non_null(strstr(text, "  exclude:\n    - {n_in: [8], cell: [gru]}\n"));
    assert_int_equal(study_parse(text, strlen(text), "s.yaml", NULL, 0, &study), 0);
    assert_int_equal(study_n_included(&study), study_n_included(&before));
    for (size_t i = 0; i < study_n_trials(&before); i++) {
        struct trial was = study_trial(&before, i), is = study_trial(&study, i);
        assert_true(was.identity == is.identity && was.settings_hash == is.settings_hash);
    }
    free(text);
}

static void one_study_is_joined_of_grids_that_leave_cells_out(void **state)
{
    static struct study first;
    (void)state;
    assert_parses(followed_by(GRID, "  exclude: [{cell: gru, n_in: 8}]\n"));
    first = study;
    assert_int_equal(study_join(&first, &study), 0);
    assert_int_equal(first.n_exclusions, 1);
    assert_int_equal(study_n_included(&first), 6);
    assert_parses(GRID);
    assert_int_equal(study_join(&first, &study), EX_CONFIG);
    assert_string_equal(error_message(), "the grid of one leaves out n_in=8 n_out=2 cardinality=10 cell=gru "
                                         "learning_rate=0.001, which the other has");
    assert_parses(HEAD "grid: {cell: [gru, lstm], learning_rate: [0.003], n_in: [16], exclude: [{cell: gru}]}\n");
    struct study *larger = malloc(sizeof *larger);
    assert_non_null(larger);
    *larger = study;
    assert_parses(HEAD "grid: {cell: [lstm, gru], learning_rate: [0.003], n_in: [8], exclude: [{cell: gru}]}\n");
    assert_int_equal(study_join(larger, &study), 0);
    assert_int_equal(study_n_cells(larger), 4);
    assert_int_equal(study_n_included(larger), 2);
    free(larger);
}

/* The file of a grid of many axes has a name that a file may have, and no other cell's has it. */
static void names_of_files_fit(void **state)
{
    char first[4096], second[4096];
    (void)state;
    assert_parses("name: s\ntask: {name: echo, n_out: 2, cardinality: 10}\nmodels: [{name: a}]\n"
                  "grid: {n_in: [4, 8], kind: attention, cell: lstm, gate: sigmoid, units: 2, layers: 1, "
                  "bidirectional: false, embedding: 2, decoder_steps: input, attention: dot, feedback: softmax, "
                  "head: softmax, source: fresh, epochs: 2, batch: 2, learning_rate: 0.001, beta1: 0.9, "
                  "beta2: 0.99, epsilon: 1e-7, sequences: 3}\n");
    struct trial trial = study_trial(&study, 0), other = study_trial(&study, study_index(&study, 0, 1, 0));
    assert_int_equal(model_path(&study, &trial, "d", first, sizeof first), 0);
    assert_int_equal(model_path(&study, &other, "d", second, sizeof second), 0);
    assert_true(strlen(strrchr(first, '/')) < 255);
    assert_string_not_equal(first, second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_and_words_are_axes),
        cmocka_unit_test(an_axis_of_one_value_is_the_setting),
        cmocka_unit_test(values_are_checked_by_their_row),
        cmocka_unit_test(what_stands_twice_is_refused),
        cmocka_unit_test(tasks_of_one_study_go_together),
        cmocka_unit_test(real_values_need_no_cardinality),
        cmocka_unit_test(combinations_are_left_out),
        cmocka_unit_test(cells_that_cannot_be_may_be_left_out),
        cmocka_unit_test(wrong_exclusions_are_refused),
        cmocka_unit_test(models_have_trainings_of_their_own),
        cmocka_unit_test(all_of_it_is_written_and_read_back),
        cmocka_unit_test(one_study_is_joined_of_grids_that_leave_cells_out),
        cmocka_unit_test(names_of_files_fit),
    };
    return RUN_TESTS(tests);
}
