/* Studies of the task series: settings and tables that do not fit, and trials. */
#include "attnbench/study_file/study_file.h"
#include "attnbench/base/error.h"
#include "attnbench/trial/own_pairs.h"
#include "attnbench/trial/trial.h"
#include "store_helpers.h"
#include "test.h"

#include <stdio.h>

static const char STUDY[] = "name: own\nrepeats: 2\n"
                            "task: {name: series, path: series.csv, targets: [a, b], time: t}\n"
                            "grid: {n_in: [4], n_out: [2], cardinality: [1]}\n"
                            "models: [%s]\n"
                            "training: {epochs: 80, learning_rate: 0.02}\n"
                            "evaluate: {sequences: 11}\nsave_models: none\n";
#define ATTENTION "{name: attention, units: 8, head: linear}"

/* The study with these models beside a table of 60 rows, with one setting more (NULL: none); the status. */
static int read_study(const char *folder, const char *models, const char *override, struct study *out)
{
    char text[2048], table[4096];
    size_t used = (size_t)snprintf(table, sizeof table, "t,a,b\n");
    for (int row = 0; row < 60; row++)
        used += (size_t)snprintf(table + used, sizeof table - used, "%d,%d,%.3f\n", row, row % 6, sin(row));
    write_whole(in_folder(folder, "series.csv"), table, used);
    snprintf(text, sizeof text, STUDY, models);
    const char *path = in_folder(folder, "own.yaml");
    write_whole(path, text, strlen(text));
    return study_read(path, &override, override != NULL, out);
}

static void assert_unread(const char *folder, const char *models, const char *override, const char *message)
{
    static struct study study;
    int status = read_study(folder, models, override, &study);
    assert_true(status == EX_CONFIG || status == EX_USAGE);
    if (strstr(error_message(), message) == NULL)
        fail_msg("\"%s\" lacks \"%s\"", error_message(), message);
}

static void test_settings_that_do_not_fit(void **state)
{
    assert_unread(*state, "{name: attention, units: 8}", NULL,
                  "models.head is softmax, but task.name series has real values: it must be linear");
    assert_unread(
        *state, "{name: tagger, units: 8, head: linear}", NULL,
        "models.kind is tagger, which gives as many values as it reads: task.n_out is 2, and must be task.n_in, "
        "which is 4");
    assert_unread(*state, "{name: attention, units: 8, head: linear, period: 6}", NULL,
                  "models.period is 6, but models.kind attention has none: leave it out");
    assert_unread(*state, "{name: persistence, period: 6}", NULL,
                  "models.period is 6, but models.kind persistence has none: leave it out");
    assert_unread(*state, "{name: persistence, units: 6}", NULL,
                  "models.units is 6, but models.kind persistence has none: leave it out");
    assert_unread(*state, "{name: seasonal}", NULL, "models.period is missing");
    assert_unread(*state, ATTENTION, "task.features=3",
                  "task.features is 3, but task.name series has none: leave it out");
    assert_unread(*state, ATTENTION, "task.test_share=1", "task.test_share is 1: it must be from 0.001 to 0.999");
    assert_unread(*state, ATTENTION, "grid.cardinality=5", "task.cardinality is 5: with task.name series it must be 1");
    assert_unread(*state, ATTENTION, "task.name=denoise", "task.path is series.csv, but task.name denoise has none");
    assert_unread(*state, ATTENTION, "metric=accuracy",
                  "metric is accuracy, which the task series has none of: it must be rmse, mae, mase or skill");
}

static void test_columns_that_do_not_fit(void **state)
{
    static struct study study;
    static const char *const texts[] = {"{name: series, path: series.csv}",
                                        "{name: series, path: series.csv, targets: [a, a]}",
                                        "{name: series, path: series.csv, targets: a}"},
                             *const messages[] = {
                                 "task.targets is missing: task.name series needs the columns to forecast",
                                 "task.targets lists a twice",
                                 "task.targets is 'a': it must be a list, such as [temperature, load]"};
    char text[1024];
    assert_int_equal(read_study(*state, ATTENTION, NULL, &study), 0);
    for (size_t i = 0; i < 3; i++) {
        snprintf(text, sizeof text,
                 "name: own\ntask: %s\ngrid: {n_in: [4], n_out: [2], cardinality: [1]}\nmodels: [%s]\n", texts[i],
                 ATTENTION);
        const char *path = in_folder(*state, "own.yaml");
        write_whole(path, text, strlen(text));
        assert_int_equal(study_read(path, NULL, 0, &study), EX_CONFIG);
        if (strstr(error_message(), messages[i]) == NULL)
            fail_msg("\"%s\" lacks \"%s\"", error_message(), messages[i]);
    }
}

/* Beside a command, whose study may have no task. */
static void test_models_without_a_task(void **state)
{
    static struct study study;
    static const char *const kinds[] = {"persistence", "seasonal", "baseline"};
    char text[256];
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        snprintf(text, sizeof text,
                 "name: q\nmetrics: [{name: x}]\nmodels: [{name: c, kind: command, command: [\"true\"]}, {name: %s}]\n",
                 kinds[i]);
        assert_int_equal(study_parse(text, strlen(text), "q.yaml", NULL, 0, &study), EX_CONFIG);
        assert_non_null(strstr(error_message(), kinds[i]));
    }
}

static void assert_unfit(const char *folder, const char *models, const char *override, const char *message)
{
    static struct study study;
    struct pair_table pairs;
    char whole[512];
    assert_int_equal(read_study(folder, models, override, &study), 0);
    assert_int_equal(own_pairs_read(&study, &pairs), EX_DATAERR);
    snprintf(whole, sizeof whole, "%s%s", study.models[0].task.path, message);
    assert_string_equal(error_message(), whole);
    assert_null(pairs.series.inputs);
}

/* 48 rows to train on, 12 to test. */
static void test_tables_that_are_too_short(void **state)
{
    assert_unfit(*state, ATTENTION, "grid.n_in=47",
                 ": its 48 rows to train on are too few for a window of n_in=47 and n_out=2 rows");
    assert_unfit(
        *state, ATTENTION, "evaluate.sequences=12",
        ": evaluate.sequences is 12: it must be at most 11, the forecasts of n_out=2 rows in the 12 rows to test");
    assert_unfit(*state, ATTENTION ", {name: seasonal, period: 49}", NULL,
                 ": models.period is 49: it must be at most 48, the rows to train on");
    assert_unfit(
        *state, "{name: attention, units: 8, head: linear, source: fixed, samples: 44}", NULL,
        ": training.samples is 44: it must be at most 43, the windows of n_in=4 and n_out=2 rows in the 48 rows to "
        "train on");
    /* 43 less the 5 held out, and the one whose target is one of theirs */
    assert_unfit(
        *state, "{name: attention, units: 8, head: linear, source: fixed, samples: 38, validation: 5}",
        "evaluate.every=5",
        ": training.samples is 38: it must be at most 37, the windows of n_in=4 and n_out=2 rows in the 48 rows to "
        "train on, without those held out");
    assert_unfit(
        *state, "{name: attention, units: 8, head: linear, source: fixed, samples: 1, validation: 42}",
        "evaluate.every=5",
        ": its 48 rows to train on, without those held out, are too few for a window of n_in=4 and n_out=2 rows");
}

static void run_trial(const struct study *study, const struct pair_table *pairs, int model, struct trial_result *out)
{
    struct trial trial = study_trial(study, study_index(study, model, 0, 1));
    struct trial_traces traces;
    struct trial_progress progress = {0};
    trial.pairs = pairs;
    assert_int_equal(trial_traces_allocate(&trial.settings, &traces), 0);
    assert_int_equal(trial_run(&trial, &progress, &traces, NULL, out), 0);
    if (out->epochs > 0)
        assert_true(traces.train_loss[79] < traces.train_loss[0]);
    trial_traces_free(&traces);
}

/* a has a period of 6 rows, which seasonal gets right; in 11 windows it is b, sin(row), that is missed. */
static void test_trials(void **state)
{
    static struct study study;
    struct pair_table pairs;
    struct trial_result result[3];
    assert_int_equal(
        read_study(*state, ATTENTION ", {name: persistence}, {name: day, kind: seasonal, period: 6}", NULL, &study), 0);
    assert_int_equal(own_pairs_read(&study, &pairs), 0);
    double squares[2] = {0};
    for (int from = 48; from < 59; from++)
        for (int row = from; row < from + 2; row++)
            for (int model = 0; model < 2; model++) {
                int as = model == 0 ? from - 1 : row - 6;
                squares[model] += pow(row % 6 - as % 6, 2) + pow(sin(row) - sin(as), 2);
            }
    for (int model = 0; model < 3; model++) {
        run_trial(&study, &pairs, model, &result[model]);
        assert_int_equal(result[model].status, TRIAL_FINISHED);
        assert_int_equal(result[model].n_figures, 4);
        assert_int_equal(result[model].sequences, 11);
        if (model > 0)
            assert_true(fabs(result[model].figures[0].value - sqrt(squares[model - 1] / 44)) <= 1e-3);
    }
    assert_string_equal(result[1].figures[3].metric->name, "skill");
    assert_true(result[1].figures[3].value == 0);
    assert_true(result[2].figures[3].value > 0.5);
    pair_table_free(&pairs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_settings_that_do_not_fit, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_columns_that_do_not_fit, folder_setup, folder_teardown),
        cmocka_unit_test(test_models_without_a_task),
        cmocka_unit_test_setup_teardown(test_tables_that_are_too_short, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_trials, folder_setup, folder_teardown),
    };
    return RUN_TESTS(tests);
}
