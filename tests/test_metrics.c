/* Metrics beside accuracy and rmse: in study files, adaptive repeats and study.h5, and where trials lack them. */
#include "attnbench/study_file/study_file.h"
#include "attnbench/analysis/view.h"
#include "attnbench/folder/publish.h"
#include "attnbench/report/tables.h"
#include "attnbench/metric/metric.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/trial/trial.h"
#include "../src/run/standing.h"
#include "fabricate.h"
#include "parsing.h"
#include "store_helpers.h"

#include <hdf5.h>

static const char REAL[] = "name: small\n"
                           "task: {name: denoise, n_in: 5, n_out: 5, cardinality: 1}\n"
                           "models: [{name: attention, head: linear}]\n";

/* ---- study files ---- */

static void a_study_names_its_metric(void **state)
{
    (void)state;
    static const char *const names[] = {"accuracy", "steps_right", "perplexity"};
    char line[64];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(line, sizeof line, "metric: %s\n", names[i]);
        assert_parses(followed_by(RIVALS, line));
        assert_string_equal(study_metric(&study)->name, names[i]);
        assert_survives_writing();
    }
    assert_parses(RIVALS);
    assert_string_equal(study_metric(&study)->name, "accuracy");
    assert_parses(followed_by(REAL, "metric: rmse\n"));
    assert_parses(REAL);
    assert_string_equal(study_metric(&study)->name, "rmse");
}

/* A new study's file: that of stored results may say what is refused here. */
static void assert_file_refused(const char *folder, const char *text, const char *message)
{
    const char *path = in_folder(folder, "s.yaml");
    write_whole(path, text, strlen(text));
    assert_int_equal(study_read(path, NULL, 0, &study), EX_CONFIG);
    assert_string_equal(error_message() + strlen(folder) + 1, message);
}

static void a_metric_that_the_study_has_not_is_refused(void **state)
{
    (void)state;
    assert_refused(followed_by(RIVALS, "metric: rmse\n"),
                   "s.yaml:4: metric is rmse, which the task echo has none of: it must be accuracy, steps_right or "
                   "perplexity");
    assert_refused(followed_by(REAL, "metric: perplexity\n"),
                   "s.yaml:4: metric is perplexity, which the task denoise has none of: it must be rmse");
    assert_refused(
        followed_by(RIVALS, "metric: loss_fall\n"),
        "s.yaml:4: metric is 'loss_fall': it must be accuracy, rmse, steps_right, perplexity, mae, mase, skill or "
        "token_error_rate");
    assert_refused(followed_by(RIVALS, "metric: perplexty\n"),
                   "s.yaml:4: metric is 'perplexty': did you mean 'perplexity'?");
    assert_refused(followed_by(RIVALS, "metric: [perplexity]\n"),
                   "s.yaml:4: metric is a list: it must be a single value");
}

static void half_width_is_in_the_metrics_unit(void **state)
{
    assert_file_refused(*state, followed_by(RIVALS, "metric: perplexity\nadaptive: {max: 20}\n"),
                        "s.yaml:5: adaptive.max needs adaptive.half_width, in the unit of perplexity");
    assert_file_refused(*state, followed_by(REAL, "adaptive: {max: 20}\n"),
                        "s.yaml:4: adaptive.max needs adaptive.half_width, in the unit of rmse");
    assert_file_refused(*state, followed_by(RIVALS, "metric: steps_right\nadaptive: {max: 20, half_width: 0.05}\n"),
                        "s.yaml:5: adaptive.half_width is 0.05 percentage points, which may mean 5: write 5; the least "
                        "is 0.1");
    assert_parses(followed_by(RIVALS, "metric: perplexity\nadaptive: {max: 20, half_width: 0.01}\n"));
    assert_true(study.adaptive.half_width == 0.01);
    assert_parses(followed_by(RIVALS, "metric: steps_right\nadaptive: {max: 20}\n"));
    assert_true(study.adaptive.half_width == 2);
}

static void claims_are_held_to_its_bounds(void **state)
{
    static const struct {
        const char *of, *why;
    } never[] = {
        {"perplexity, expect: attention < 1", "'attention < 1' is never so: perplexity is 1 or more"},
        {"perplexity, expect: attention >= 1", "'attention >= 1' is always so: perplexity is 1 or more"},
        {"steps_right, expect: attention > 100", "'attention > 100' is never so: steps_right is 0 to 100"},
        {"steps_right, expect: attention - baseline < -100",
         "'attention - baseline < -100' is never so: the difference is -100 to 100"},
    };
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        char line[160], message[160];
        snprintf(line, sizeof line, "claims: [{text: t, metric: %s}]\n", never[i].of);
        snprintf(message, sizeof message, "s.yaml:4: claims.expect: %s", never[i].why);
        assert_file_refused(*state, followed_by(RIVALS, line), message);
    }
    assert_file_refused(*state, followed_by(REAL, "claims: [{text: t, metric: perplexity, expect: attention > 2}]\n"),
                        "s.yaml:4: claims.metric is perplexity, which the task denoise has none of: it must be rmse, "
                        "loss_fall, attention_last_3 or reached");
    assert_parses(followed_by(RIVALS, "claims:\n"
                                      "  - {text: t, metric: perplexity, expect: attention - baseline < 0}\n"
                                      "  - {text: u, metric: perplexity, expect: attention < 1.5}\n"
                                      "  - {text: v, metric: steps_right, expect: attention - baseline > 2}\n"));
}

/* ---- adaptive repeats ---- */

static const char ADAPTIVE[] = "name: a\nrepeats: 3\nmetric: perplexity\nadaptive: {max: 6, half_width: 0.1}\n"
                               "task: {name: echo, n_in: 3, n_out: 1, cardinality: 9}\n"
                               "models: [{name: baseline}, {name: attention}]\n";

/* Perplexities of three repeats of baseline, then of attention; -1: the trial has the accuracy alone. */
static void take_all(struct adaptive *adaptive, struct standing *standing, const double *perplexities)
{
    for (size_t i = 0; i < 6; i++) {
        const struct trial trial = study_trial(&study, i / 3 * study_max_repeats(&study) + i % 3);
        const struct figure figure = perplexities[i] < 0
                                         ? figure_of_counts(metric_at(METRIC_ACCURACY), 1, 2)
                                         : (struct figure){.metric = metric_at(METRIC_PERPLEXITY), perplexities[i]};
        adaptive_take(adaptive, &trial, &figure, 1);
        standing_add(standing, &trial);
    }
}

/* Repeats that the study then wants, and what the run's last line says. */
static void decides(const double *perplexities, int64_t repeats, const char *line)
{
    struct adaptive adaptive;
    struct standing standing;
    char text[256];
    assert_parses(ADAPTIVE);
    assert_int_equal(adaptive_begin(&study, NULL, &adaptive), 0);
    assert_int_equal(standing_begin(&adaptive, &standing), 0);
    take_all(&adaptive, &standing, perplexities);
    assert_int_equal(adaptive.repeats[0], repeats);
    assert_string_equal(standing_line(&standing, text, sizeof text), line);
    standing_end(&standing);
    adaptive_end(&adaptive);
}

/* The difference as R has it, at the level of the look after half of the repeats: a <- 0.05 * log(1 + (exp(1) - 1) *
 * 0.5), t.test(c(1.20, 1.22, 1.22), c(1.50, 1.51, 1.52), paired = TRUE, conf.level = 1 - a), mean and interval.
 * At the second look the level is 1 - 2 * pnorm(-z), where both looks together err in 5 %. */
static void repeats_follow_the_perplexity(void **state)
{
    (void)state;
    decides((const double[]){1.50, 1.51, 1.52, 1.20, 1.22, 1.22}, 3,
            ": baseline 1.51, attention 1.213 (-0.297, -0.315..-0.278)");
    decides((const double[]){1.50, 1.51, 1.52, 1.20, 1.90, 1.22}, 6,
            ": baseline 1.51, attention 1.44 (-0.07, -1.42..+1.28)");
}

/* A trial of an earlier version has not diverged: nobody measured. */
static void trials_without_the_figure_are_no_divergence(void **state)
{
    (void)state;
    decides((const double[]){-1, 1.5, -1, -1, -1, -1}, 6,
            ": baseline 1.5 and 2 not measured, attention 3 not measured");
    decides((const double[]){-1, 1.5, INFINITY, INFINITY, INFINITY, INFINITY}, 6,
            ": baseline 1.5 and 1 diverged and 1 not measured, attention 3 diverged");
    decides((const double[]){-1, 1.5, NAN, NAN, INFINITY, NAN}, 6,
            ": baseline 1.5 and 1 diverged and 1 not measured, attention 3 diverged");
}

/* ---- study.h5 ---- */

enum { EPOCHS = 30, N_IN = 3, SEQUENCES = 40, REPEATS = 3, DIVERGED = 0, OLD = 1, MISSING = 2, N_TRIALS = 2 * REPEATS };
static const char SHORT[] = "name: short\nrepeats: 3\nmetric: perplexity\n"
                            "task: {name: echo, n_in: 3, n_out: 1, cardinality: 5}\n"
                            "models: [{name: baseline, units: 8}, {name: attention, units: 8}]\n"
                            "training: {epochs: 30, learning_rate: 0.02}\nevaluate: {sequences: 40}\n";

/* Trains the trials into a journal of the folder: one diverges, one is of an earlier version, one is missing. */
static void train_all(const char *folder, struct trial_result *results)
{
    struct journal *journal;
    assert_parses(SHORT);
    assert_int_equal(journal_open(folder, &journal), 0);
    for (size_t i = 0; i < N_TRIALS; i++) {
        struct trial trial = study_trial(&study, i);
        struct trial_traces traces;
        struct trial_progress progress = {0};
        unsigned char bytes[STUB_BYTES];
        if (i == MISSING)
            continue;
        if (i == DIVERGED)
            trial.settings.training.learning_rate = 1e38; /* past the study file's bounds */
        assert_int_equal(trial_traces_allocate(&trial.settings, &traces), 0);
        assert_int_equal(trial_run(&trial, &progress, &traces, NULL, &results[i]), 0);
        if (i == OLD)
            results[i].n_figures = 1; /* the accuracy */
        assert_true(trial_record_bytes(&trial.settings) <= sizeof bytes);
        assert_int_equal(journal_append(journal, bytes, record_encode_trial(&results[i], bytes)), 0);
        trial_traces_free(&traces);
    }
    assert_int_equal(journal_sync(journal), 0);
    assert_int_equal(publish_trials(&study, folder, journal), 0);
    journal_close(journal);
}

static const struct figure *figure_of(const struct trial_result *result, int metric)
{
    return figure_find(result->figures, result->n_figures, metric_at((size_t)metric));
}

static void trials_measure_all(void **state)
{
    struct trial_result trained[N_TRIALS];
    train_all(*state, trained);
    for (size_t i = 0; i < N_TRIALS; i++) {
        if (i == OLD || i == MISSING)
            continue;
        const struct figure *steps = figure_of(&trained[i], METRIC_STEPS_RIGHT);
        const struct figure *perplexity = figure_of(&trained[i], METRIC_PERPLEXITY);
        assert_int_equal(trained[i].n_figures, 3);
        assert_int_equal(steps->of, N_IN * SEQUENCES);
        assert_true(steps->value == 100.0 * steps->hits / steps->of);
        assert_true(steps->hits >= N_IN * figure_of(&trained[i], METRIC_ACCURACY)->hits);
        assert_int_equal(trained[i].status, i == DIVERGED ? TRIAL_DIVERGED : TRIAL_FINISHED);
        assert_true(perplexity->value >= 1 && isinf(perplexity->value) == (i == DIVERGED));
    }
}

static void figures_come_back(void **state)
{
    struct trial_result trained[N_TRIALS];
    struct results read;
    train_all(*state, trained);
    assert_int_equal(snapshot_read(*state, &read), 0);
    assert_true(read.metric == metric_at(METRIC_PERPLEXITY));
    const struct figures *steps = results_figures(&read, metric_at(METRIC_STEPS_RIGHT));
    const struct figures *perplexity = results_figures(&read, metric_at(METRIC_PERPLEXITY));
    for (size_t i = 0; i < N_TRIALS; i++) {
        if (i == OLD || i == MISSING) {
            assert_true(isnan(steps->values[i]) && isnan(perplexity->values[i]));
            continue;
        }
        const struct figure *figure = figure_of(&trained[i], METRIC_STEPS_RIGHT);
        assert_true(steps->values[i] == figure->value);
        assert_int_equal(steps->hits[i], figure->hits);
        assert_int_equal(steps->of[i], figure->of);
        assert_true(perplexity->values[i] == figure_of(&trained[i], METRIC_PERPLEXITY)->value);
    }
    results_free(&read);
}

static void read_array(const char *folder, const char *name, hid_t type, void *out)
{
    hid_t file = H5Fopen(in_folder(folder, "study.h5"), H5F_ACC_RDONLY, H5P_DEFAULT);
    hid_t array = H5Dopen2(file, name, H5P_DEFAULT);
    assert_true(H5Dread(array, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out) >= 0);
    H5Dclose(array);
    H5Fclose(file);
}

/* As other programs see the file. */
static void what_was_not_measured_is_no_0(void **state)
{
    struct trial_result trained[N_TRIALS];
    int32_t correct[N_TRIALS], steps[N_TRIALS];
    double right[N_TRIALS], perplexity[N_TRIALS];
    train_all(*state, trained);
    read_array(*state, "steps_correct", H5T_NATIVE_INT32, correct);
    read_array(*state, "steps", H5T_NATIVE_INT32, steps);
    read_array(*state, "steps_right", H5T_NATIVE_DOUBLE, right);
    read_array(*state, "perplexity", H5T_NATIVE_DOUBLE, perplexity);
    for (size_t i = 0; i < N_TRIALS; i++)
        if (i == OLD || i == MISSING) {
            assert_true(correct[i] == -1 && steps[i] == -1);
            assert_true(isnan(right[i]) && isnan(perplexity[i]));
        } else {
            assert_true(right[i] == 100.0 * correct[i] / steps[i]);
            assert_true(perplexity[i] >= 1);
        }
}

/* ---- counts and words ---- */

static void trials_that_diverged_unmeasured_have_no_figure(void **state)
{
    const struct metric *metric = metric_at(METRIC_PERPLEXITY);
    struct results results = fabricate((const size_t[]){1, 1, 1}, 3);
    char text[256];
    (void)state;
    fabricate_accuracies(&results, 0, published_baseline, 6);
    assert_int_equal(results_add_figures(&results, metric), 0);
    results_set_metric(&results, metric);
    results.status[0] = results.status[1] = results.status[2] = TRIAL_DIVERGED;
    results_set_figure(&results, 1, &(struct figure){.metric = metric, .value = INFINITY});
    results_set_figure(&results, 2, &(struct figure){.metric = metric, .value = 2.5});
    struct trial_counts counts = view_count(&results, 0, results.n_trials);
    assert_int_equal(counts.diverged, 3);
    assert_int_equal(counts.without_figure, 2);
    assert_int_equal(counts.unmeasured, 4); /* of 3 that finished, and of one that diverged */
    assert_string_equal(view_diverged(&results, &counts, text, sizeof text),
                        "3 of 6 trials diverged (a loss or the perplexity was not finite): 1 has a finite perplexity, "
                        "which counts");
    results_free(&results);
}

static void words_say_what_is_lacking(void **state)
{
    char text[TABLE_FIGURE];
    (void)state;
    assert_string_equal(metric_lacking(metric_at(METRIC_ACCURACY), text), "result");
    assert_string_equal(metric_lacking(metric_at(METRIC_STEPS_RIGHT), text), "measured share of steps right");
    assert_string_equal(metric_lacking(metric_at(METRIC_PERPLEXITY), text), "finite perplexity");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_study_names_its_metric),
        cmocka_unit_test(a_metric_that_the_study_has_not_is_refused),
        cmocka_unit_test_setup_teardown(half_width_is_in_the_metrics_unit, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(claims_are_held_to_its_bounds, folder_setup, folder_teardown),
        cmocka_unit_test(repeats_follow_the_perplexity),
        cmocka_unit_test(trials_without_the_figure_are_no_divergence),
        cmocka_unit_test_setup_teardown(trials_measure_all, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(figures_come_back, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(what_was_not_measured_is_no_0, folder_setup, folder_teardown),
        cmocka_unit_test(trials_that_diverged_unmeasured_have_no_figure),
        cmocka_unit_test(words_say_what_is_lacking),
    };
    return RUN_TESTS(tests);
}
