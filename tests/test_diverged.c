/* Trials of real values whose error is not finite, or is huge: they are counted, and no figure is made of them. */
#include "fabricate.h"
#include "made_up.h"
#include "store_helpers.h"
#include "test.h"

#include <hdf5.h>
#include <hdf5_hl.h>

static const size_t one_cell[3] = {1, 1, 1}, two_cells[3] = {2, 1, 1};
static const enum report_format all_formats[] = {REPORT_TEXT, REPORT_MARKDOWN, REPORT_LATEX,
                                                 REPORT_CSV,  REPORT_JSON,     REPORT_HTML};
enum { N_FORMATS = sizeof all_formats / sizeof *all_formats, CELL = 4 };

/* Errors of baseline and attention, `repeats` each: what is not finite has diverged. */
static struct results real_study(const size_t counts[3], size_t repeats, const double *errors)
{
    struct results results = fabricate(counts, repeats);
    for (size_t i = 0; i < results.n_trials; i++) {
        fabricate_rmse(&results, i, &errors[i], 1);
        if (!isfinite(errors[i]))
            results.status[i] = TRIAL_DIVERGED;
    }
    results_set_metric(&results, metric_at(METRIC_RMSE));
    results.digest = 0xb7cb3fef7894d725;
    return results;
}

static struct analysis analysed(const struct results *results)
{
    struct analysis analysis;
    assert_int_equal(analysis_make(results, NULL, &analysis), 0);
    return analysis;
}

static char *report(const struct results *results, enum report_format format)
{
    struct analysis analysis = analysed(results);
    char *text = written(&analysis, format);
    analysis_free(&analysis);
    return text;
}

static void assert_reported(const struct results *results, enum report_format format, const char *part)
{
    char *text = report(results, format);
    if (strstr(text, part) == NULL)
        fail_msg("not there: %s\nin:\n%s", part, text);
    free(text);
}

/* As a word of its own. */
static bool has_word(const char *text, const char *word)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word))
        if ((at == text || strchr(letters, at[-1]) == NULL) && strchr(letters, at[strlen(word)]) == NULL)
            return true;
    return false;
}

static void assert_no_format_has(const struct results *results, const char *word)
{
    for (int i = 0; i < N_FORMATS; i++) {
        char *text = report(results, all_formats[i]);
        if (has_word(text, word))
            fail_msg("format %d has %s:\n%s", (int)all_formats[i], word, text);
        free(text);
    }
}

/* The first of two repeats of baseline alone has an error. */
static void diverged_trials_are_in_no_figure(void **state)
{
    (void)state;
    struct results results = real_study(one_cell, 2, (const double[]){80.5, NAN, INFINITY, NAN});
    fabricate_traces(&results, 120);
    for (size_t i = 0; i < 4 * 120; i++)
        results.train_loss[i] = i % 3 == 0 ? INFINITY : NAN;
    struct analysis analysis = analysed(&results);
    const struct cell_analysis *cells = analysis.cells;
    assert_true(analysis.metric == metric_at(METRIC_RMSE) && cells[0].figure.n == 1 && cells[0].diverged == 1);
    assert_true(cells[1].figure.n == 0 && cells[1].diverged == 2);
    for (int model = 0; model < 2; model++) {
        assert_true(isnan(cells[model].metrics[METRIC_ACCURACY].mean) && cells[model].metrics[METRIC_ACCURACY].n == 0);
        assert_true(isnan(cells[model].spread.variance) && isnan(cells[model].figure.ci.low));
        assert_int_equal(cells[model].learning[0].n, 0);
    }
    assert_true(cells[0].figure.mean == 80.5 && isnan(cells[1].figure.mean));
    assert_true(analysis.comparisons[0].n == 0 && isnan(analysis.comparisons[0].difference));
    assert_int_equal(analysis.comparisons[0].verdict, VERDICT_NO_DATA);
    analysis_free(&analysis);
    assert_no_format_has(&results, "nan");
    assert_no_format_has(&results, "inf");
    assert_reported(&results, REPORT_TEXT, "no repeat of both has a\nfinite error (RMSE).\n");
    assert_reported(&results, REPORT_TEXT,
                    "3 of 4 trials diverged (a loss or the error (RMSE) was not finite): they have no\nfinite error "
                    "(RMSE), so no figure "
                    "counts them\n");
    assert_reported(&results, REPORT_JSON, "\"without_figure\": 3");
    assert_reported(&results, REPORT_JSON, "\"rmses\": [80.5, null]");
    results_free(&results);
}

/* A claim says how many repeats have the figure, and what became of the others. */
static void claims_count_what_diverged(void **state)
{
    (void)state;
    struct results results = real_study(one_cell, 3, (const double[]){1, 2, NAN, NAN, INFINITY, 3});
    const struct claim claims[] = {{.measured = metric_find("rmse"), .expect = {"baseline", "", BELOW, 100, false}},
                                   {.measured = metric_find("rmse"), .expect = {"attention", "", BELOW, 100, false}}};
    struct analysis analysis;
    assert_int_equal(analysis_make(&results, &(struct questions){.claims = claims, .n_claims = 2}, &analysis), 0);
    const struct claim_result *of_baseline = &analysis.claim_results[0], *of_attention = &analysis.claim_results[1];
    assert_true(of_baseline->figure == 1.5 && of_baseline->n == 2);
    assert_string_equal(of_baseline->why, "2 of 3 have the figure; 1 diverged");
    assert_true(of_attention->verdict == VERDICT_NO_DATA && of_attention->n == 1);
    assert_string_equal(of_attention->why, "fewer than two repeats have the figure; 2 diverged");
    assert_true(of_baseline->p_holm == 2 * of_baseline->p); /* the other one counts in the family */
    analysis_free(&analysis);
    results_free(&results);
}

static void a_study_may_diverge_wholly(void **state)
{
    (void)state;
    struct results results = real_study(two_cells, 2, (const double[]){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN});
    struct analysis analysis = analysed(&results);
    assert_true(analysis.metric == metric_at(METRIC_RMSE) && analysis.overall[0].repeats == 0 &&
                isnan(analysis.overall[0].mean));
    assert_int_equal(analysis.overall[1].difference.n, 0);
    assert_true(isnan(analysis.overall[1].difference.p_holm));
    analysis_free(&analysis);
    assert_no_format_has(&results, "nan");
    assert_reported(&results, REPORT_TEXT,
                    "All 2 cells together: no repeat of attention and baseline has a finite error\n(RMSE) in");
    assert_reported(&results, REPORT_TEXT, "8 of 8 trials diverged");
    results_free(&results);
}

/* A loss shows what an update did only at the next step: after the last one it is the error that does. */
static void an_error_that_is_not_finite_has_diverged(void **state)
{
    (void)state;
    struct results results = real_study(one_cell, 2, (const double[]){1, 2, 1, 1e200});
    assert_int_equal(results.status[3], TRIAL_FINISHED);
    struct analysis analysis = analysed(&results);
    assert_true(analysis.cells[1].diverged == 1 && analysis.cells[1].figure.n == 1);
    analysis_free(&analysis);
    assert_reported(&results, REPORT_TEXT, "1 of 4 trials diverged");
    assert_reported(&results, REPORT_JSON, "\"finished\": 3,\n    \"diverged\": 1");
    results_free(&results);
}

static void huge_errors_keep_columns_narrow(void **state)
{
    (void)state;
    struct results results = real_study(one_cell, 3, (const double[]){1e30, 2e30, 3e30, 0.5, 0.25, 0.75});
    assert_reported(&results, REPORT_TEXT, "2.000e+30  1.000e+30  1.000e+30  3.000e+30  [0.0000, 4.484e+30]\n");
    assert_reported(&results, REPORT_TEXT, "\nattention      3  -2.000e+30  [-4.484e+30, 4.841e+29]");
    assert_reported(&results, REPORT_MARKDOWN,
                    "| 2.000e+30 | 1.000e+30 | 1.000e+30 | 3.000e+30 | [0.0000, 4.484e+30] |");
    assert_reported(&results, REPORT_LATEX, "2.000e+30");
    assert_reported(
        &results, REPORT_HTML,
        "<td>2.000e+30</td><td>1.000e+30</td><td>1.000e+30</td><td>3.000e+30</td><td>[0.0000, 4.484e+30]</td>");
    assert_reported(&results, REPORT_HTML, "<td>−2.000e+30</td>");
    assert_reported(&results, REPORT_CSV, ",2e+30,1e+30,");
    assert_no_format_has(&results, "000000");
    results_free(&results);
}

/* Two pairs lie on a line whatever they are. */
static void few_pairs_show_no_correlation(void **state)
{
    (void)state;
    const double errors[] = {1, 2, 4, 3, 5, 1, 3, 3, 4, 6};
    for (size_t n = 2; n <= 5; n++) {
        double both[10];
        memcpy(both, errors, n * sizeof *both);
        memcpy(both + n, errors + 5, n * sizeof *both);
        struct results results = real_study(one_cell, n, both);
        struct analysis analysis = analysed(&results);
        double correlation = analysis.comparisons[0].correlation; /* R: cor(c(1,2,4,3,5), c(1,3,3,4,6)) */
        assert_true(n < 5 ? isnan(correlation) : fabs(correlation - 0.8703882797784892) < 1e-12);
        analysis_free(&analysis);
        results_free(&results);
    }
}

/* ---- in study.h5 ---- */

static void append(struct journal *journal, uint64_t identity, double rmse)
{
    static const float loss = 1, accuracy = NAN;
    unsigned char bytes[STUB_BYTES];
    const struct trial_result result = {.identity = identity,
                                        .status = isfinite(rmse) ? TRIAL_FINISHED : TRIAL_DIVERGED,
                                        .epochs = 1,
                                        .sequences = 20,
                                        .n_figures = 1,
                                        .figures = {{.metric = metric_at(METRIC_RMSE), .value = rmse}},
                                        .train_loss = &loss,
                                        .train_accuracy = &accuracy};
    assert_int_equal(journal_append(journal, bytes, record_encode_trial(&result, bytes)), 0);
}

/* Four trials, of which the last has not been run. */
static void publish(const char *folder, const double errors[3])
{
    struct results results = fabricate(one_cell, 2);
    struct journal *journal;
    assert_int_equal(journal_open(folder, &journal), 0);
    for (uint64_t i = 0; i < 3; i++)
        append(journal, i + 1, errors[i]);
    assert_int_equal(journal_sync(journal), 0);
    for (size_t i = 0; i < CELL; i++) {
        results.identity[i] = i + 1;
        results.chance[i] = NAN;
    }
    results.metric = metric_at(METRIC_RMSE);
    assert_int_equal(snapshot_write(folder, journal, &results), 0);
    journal_close(journal);
    results_free(&results);
}

static void assert_no_accuracy(const char *folder)
{
    struct results results;
    if (snapshot_read(folder, &results) != 0)
        fail_msg("%s", error_message());
    assert_true(results.metric == metric_at(METRIC_RMSE));
    for (size_t i = 0; i < CELL; i++)
        assert_true(isnan(results.figures[METRIC_ACCURACY].values[i]) && results.figures[METRIC_ACCURACY].hits[i] == 0);
    results_free(&results);
}

static void study_h5_knows_that_values_are_real(void **state)
{
    publish(*state, (const double[]){80.5, -NAN, INFINITY});
    assert_no_accuracy(*state);
    publish(*state, (const double[]){-NAN, NAN, NAN});
    assert_no_accuracy(*state);
}

/* Earlier versions took what has no finite error for tokens of which none is right. */
static void files_of_earlier_versions_are_read_aright(void **state)
{
    const double accuracies[CELL] = {NAN, 0, 0, NAN};
    publish(*state, (const double[]){80.5, NAN, NAN});
    hid_t file = H5Fopen(in_folder(*state, "study.h5"), H5F_ACC_RDWR, H5P_DEFAULT);
    hid_t dataset = H5Dopen2(file, "accuracy", H5P_DEFAULT);
    assert_true(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, accuracies) >= 0);
    assert_true(H5Adelete(file, "checksum") >= 0);
    H5Dclose(dataset);
    H5Fclose(file);
    assert_no_accuracy(*state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diverged_trials_are_in_no_figure),
        cmocka_unit_test(claims_count_what_diverged),
        cmocka_unit_test(a_study_may_diverge_wholly),
        cmocka_unit_test(an_error_that_is_not_finite_has_diverged),
        cmocka_unit_test(huge_errors_keep_columns_narrow),
        cmocka_unit_test(few_pairs_show_no_correlation),
        cmocka_unit_test_setup_teardown(study_h5_knows_that_values_are_real, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(files_of_earlier_versions_are_read_aright, folder_setup, folder_teardown),
    };
    return RUN_TESTS(tests);
}
