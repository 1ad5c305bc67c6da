/* What an analysis makes of figures that are no counts: epochs and errors. */
#include "attnbench/analysis/analysis.h"
#include "attnbench/analysis/contrast.h"
#include "attnbench/contrast/write.h"
#include "fabricate.h"
#include "made_up.h"
#include "test.h"

#include <math.h>

static const size_t one_cell[3] = {1, 1, 1}, two_cells[3] = {2, 1, 1};

/* Baseline's errors and attention's, whose differences are -1.0, -1.1 and -0.9: t is -17.32 with 2 degrees of freedom,
 * whose p is 1 - t / sqrt(t² + 2). */
static const double of_baseline[] = {1.5, 1.7, 1.3}, of_attention[] = {0.5, 0.6, 0.4};
static const double p_of_three = 0.003317;

static struct results real_study(size_t repeats)
{
    struct results results = fabricate(one_cell, repeats);
    fabricate_rmse(&results, 0, of_baseline, 3);
    fabricate_rmse(&results, repeats, of_attention, 3);
    for (size_t i = 0; i < results.n_trials; i++)
        results.identity[i] = 1000 + i;
    results.folder.path = "one";
    return results;
}

static struct claim_result judged(const struct results *results, const struct metric *metric, const char *stated)
{
    struct claim claim = {.text = "t"};
    struct analysis analysis;
    claim.measured = metric;
    assert_int_equal(expectation_parse(stated, &claim.expect), 0);
    assert_int_equal(analysis_make(results, &(struct questions){.claims = &claim, .n_claims = 1}, &analysis), 0);
    struct claim_result result = analysis.claim_results[0];
    analysis_free(&analysis);
    return result;
}

static char *report(const struct results *results, enum report_format format)
{
    struct analysis analysis;
    assert_int_equal(analysis_make(results, NULL, &analysis), 0);
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

static void epochs_that_nobody_needed_are_no_data(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 3);
    fabricate_accuracies(&results, 0, (const double[]){1, 2, 3, 1, 2, 3}, 6);
    fabricate_curves(&results, 2, 25);
    results.epochs = 50;
    for (size_t i = 0; i < results.n_trials * 2; i++)
        results.held_out_accuracy[i] = 0.25F;
    struct claim_result result = judged(&results, metric_find("epochs_to_50"), "attention - baseline < 0");
    assert_true(result.verdict == VERDICT_NO_DATA && isnan(result.p) && isnan(result.figure));
    result = judged(&results, metric_find("epochs_to_50"), "baseline > 49");
    assert_true(result.verdict == VERDICT_UNDECIDED && result.figure == 50 && result.p == 0.25);
    for (size_t i = 0; i < results.n_trials * 2; i++)
        results.held_out_accuracy[i] = 0.5F;
    result = judged(&results, metric_find("epochs_to_50"), "attention - baseline <= 0");
    assert_true(result.verdict == VERDICT_UNDECIDED && result.figure == 0 && result.p == 1);
    result = judged(&results, metric_find("epochs_to_90"), "attention - baseline <= 0");
    assert_int_equal(result.verdict, VERDICT_NO_DATA);
    results.held_out_accuracy[3 * 2 + 1] = 0.95F; /* one of attention */
    assert_int_equal(judged(&results, metric_find("epochs_to_90"), "attention - baseline <= 0").verdict,
                     VERDICT_UNDECIDED);
    results_free(&results);
}

/* An interval of epochs holds no more than can be counted: from the first look at held-out pairs on. */
static void intervals_hold_what_can_be_counted(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 3);
    fabricate_accuracies(&results, 0, (const double[]){1, 2, 3, 1, 2, 3}, 6);
    fabricate_curves(&results, 2, 25);
    results.epochs = 50;
    for (size_t trial = 0; trial < 6; trial++)
        results.held_out_accuracy[trial * 2] = trial % 2 == 0 ? 0.5F : 0.25F;
    struct claim_result result = judged(&results, metric_find("epochs_to_50"), "attention - baseline < 0");
    assert_true(result.ci.low == -25 && result.ci.high == 25);
    result = judged(&results, metric_find("epochs_to_50"), "baseline < 40");
    assert_true(result.ci.low == 25 && result.ci.high == 50);
    results_free(&results);
}

/* What could not be had is no figure that is not there: it is said, of the claims that need it alone. */
static void what_cannot_be_read_is_said(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 3);
    fabricate_accuracies(&results, 0, (const double[]){1, 2, 3, 1, 2, 3}, 6);
    results.epochs = 200;
    results.weights_missing = calloc(2, sizeof *results.weights_missing);
    results.attention_last_3 = malloc(6 * sizeof(double));
    for (int i = 0; i < 6; i++)
        results.attention_last_3[i] = i == 5 ? (double)NAN : 50 + i;
    strcpy(results.traces_missing, "the traces take 2 GB");
    struct claim_result result = judged(&results, metric_find("loss_fall"), "baseline > 0");
    assert_true(result.verdict == VERDICT_NO_DATA && strcmp(result.why, "the traces take 2 GB") == 0);
    assert_string_equal(judged(&results, metric_find("epochs_to_90"), "baseline < 9").why, "the traces take 2 GB");
    assert_string_equal(judged(&results, metric_find("accuracy"), "baseline < 9").why, "");
    assert_reported(&results, REPORT_TEXT, "\nNothing is said of the training: the traces take 2 GB.\n");
    assert_reported(&results, REPORT_HTML, "Nothing is said of the training: the traces take 2 GB.");

    strcpy(results.weights_missing[1].why, "r2.h5 is not there");
    result = judged(&results, metric_find("attention_last_3"), "attention > 9");
    assert_true(result.verdict != VERDICT_NO_DATA && result.n == 2);
    assert_string_equal(result.why, "2 of 3 have the figure; r2.h5 is not there");
    results.weights_missing[1].is_unreadable = true;
    result = judged(&results, metric_find("attention_last_3"), "baseline - attention > 9");
    assert_true(result.verdict == VERDICT_NO_DATA && isnan(result.p) && isnan(result.figure));
    assert_string_equal(result.why, "r2.h5 is not there");
    assert_string_equal(judged(&results, metric_find("attention_last_3"), "baseline > 9").why, "");
    results_free(&results);
}

/* Student's would begin at -2.68. */
static void no_interval_holds_what_cannot_be(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 2);
    struct analysis analysis;
    fabricate_rmse(&results, 0, (const double[]){0.25, 0.75, 0.5}, 3);
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    assert_true(analysis.cells[0].figure.ci.low == 0 && fabs(analysis.cells[0].figure.ci.high - 3.6766) < 1e-4);
    assert_true(isnan(analysis.cells[1].figure.ci.low));
    analysis_free(&analysis);
    assert_true(judged(&results, metric_find("rmse"), "baseline < 4").ci.low == 0);
    fabricate_rmse(&results, 2, (const double[]){0.5, 0.125}, 2);
    assert_true(judged(&results, metric_find("rmse"), "baseline - attention < 4").ci.low < 0);
    results_free(&results);
}

static void errors_are_compared_by_pairs(void **state)
{
    (void)state;
    struct results results = real_study(3);
    struct analysis analysis;
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    const struct comparison *comparison = &analysis.comparisons[0];
    assert_true(comparison->paired && comparison->less_is_better && comparison->n == 3);
    assert_true(fabs(comparison->difference + 1) < 1e-12);
    assert_true(fabs(comparison->ci.low + 1.248414) < 1e-6 && fabs(comparison->ci.high + 0.751586) < 1e-6);
    assert_true(fabs(comparison->p - p_of_three) < 1e-6 && comparison->p == comparison->p_holm);
    assert_true(comparison->p_t == comparison->p && isnan(comparison->p_wilcoxon));
    assert_int_equal(comparison->verdict, VERDICT_SUPPORTED); /* attention is better, as its errors are less */
    assert_int_equal(comparison->with_fewer[0], VERDICT_SUPPORTED);
    assert_int_equal(comparison->with_fewer[1], VERDICT_NO_DATA);
    assert_true(fabs(comparison->cohens_d + 10) < 1e-9 && isnan(comparison->correlation));
    assert_true(comparison->improvement == 1 && comparison->cliffs_delta == 1);
    assert_int_equal(analysis.cells[0].figure.n, 3);
    analysis_free(&analysis);
    results_free(&results);
}

/* R: t.test(c(1, 2, 3), c(2, 4, 6, 8))$p.value, and with min(df, 2 * (1 + (3 / 4)^2)) degrees of freedom */
static void errors_unpaired_are_welch_s(void **state)
{
    (void)state;
    const double a[] = {1, 2, 3}, b[] = {2, 4, 6, 8};
    struct comparison comparison;
    assert_int_equal(comparison_of_values(&(struct value_list){a, 3}, &(struct value_list){b, 4}, false, one_look, true,
                                          &comparison),
                     0);
    assert_true(!comparison.paired && comparison.n == 3 && comparison.difference == -3);
    assert_true(fabs(comparison.p - 0.12040250525498847) < 1e-9 && isnan(comparison.correlation));
    assert_true(fabs(comparison.p_t - 0.099912864311800881) < 1e-9);
    assert_true(fabs(comparison.ci.low + 7.4005083894872348) < 1e-9);
    assert_true(comparison.verdict == VERDICT_UNDECIDED && comparison.repeats_to_settle > 3);
    assert_true(fabs(comparison.improvement - 10.5 / 12) < 1e-12);
    assert_int_equal(comparison_of_values(&(struct value_list){a, 1}, &(struct value_list){b, 4}, false, one_look, true,
                                          &comparison),
                     0);
    assert_true(comparison.difference == -4 && isnan(comparison.p) && comparison.verdict == VERDICT_NO_DATA);
    assert_int_equal(comparison_of_values(&(struct value_list){a, 0}, &(struct value_list){b, 4}, false, one_look, true,
                                          &comparison),
                     0);
    assert_true(isnan(comparison.difference) && comparison.n == 0);
    assert_int_equal(
        comparison_of_values(&(struct value_list){a, 3}, &(struct value_list){a, 3}, true, one_look, true, &comparison),
        0);
    assert_true(comparison.p == 1 && comparison.verdict == VERDICT_UNDECIDED && isnan(comparison.p_t));
}

static void reports_compare_errors(void **state)
{
    (void)state;
    struct results results = real_study(4);
    assert_reported(&results, REPORT_TEXT,
                    "Against baseline: difference of the means, repeats paired by their sequences\n");
    assert_reported(&results, REPORT_TEXT, "attention      3     -1.0000  [-1.2484, -0.7516]    0.0033  better\n");
    assert_reported(&results, REPORT_TEXT,
                    "The error (RMSE) of attention is 1 [0.7516, 1.248] less than that of baseline (3\npaired repeats, "
                    "p = 0.0033). Each repeat of attention did better than each of\nbaseline.\n");
    assert_reported(&results, REPORT_CSV, "\nbaseline,5,2,50,3,0,,");
    assert_reported(&results, REPORT_CSV, ",better,");
    assert_reported(&results, REPORT_JSON, "\"repeats\": 3");
    assert_reported(&results, REPORT_JSON, "\"rmses\": [");
    assert_reported(&results, REPORT_JSON, "\"verdict\": \"better\"");
    assert_reported(&results, REPORT_HTML, "The error (RMSE) of attention is 1 [0.7516, 1.248] less than");
    assert_reported(&results, REPORT_HTML, "id=\"comparisons\"");
    results.figures[METRIC_RMSE].values[1] = 0.1;
    assert_reported(&results, REPORT_TEXT,
                    "It is undecided whether attention is better than baseline: the difference in\nerror (RMSE) is");
    results_free(&results);

    results = fabricate(two_cells, 3);
    fabricate_rmse(&results, 0, of_baseline, 3);
    fabricate_rmse(&results, 6, of_attention, 3);
    assert_reported(&results, REPORT_TEXT,
                    "Of 2 cells attention is better than baseline in 1, worse in 0; 0 are undecided,\n1 has too few "
                    "repeats.\n");
    results_free(&results);
}

static void studies_of_errors_are_compared(void **state)
{
    (void)state;
    struct results first = real_study(3), second = real_study(3);
    struct contrast contrast;
    second.folder.path = "other";
    second.digest = 2;
    for (size_t i = 0; i < 3; i++)
        second.figures[METRIC_RMSE].values[i] -= 1 + 0.1 * ((double)i - 1);
    assert_int_equal(contrast_make(&first, &second, true, NULL, &contrast), 0);
    assert_true(contrast.metric == metric_at(METRIC_RMSE) && contrast.rows[0].comparison.paired &&
                contrast.rows[0].n[0] == 3);
    assert_true(fabs(contrast.rows[0].mean[0] - 1.5) < 1e-12 && fabs(contrast.rows[0].mean[1] - 0.5) < 1e-12);
    assert_int_equal(contrast.rows[0].comparison.verdict, VERDICT_SUPPORTED);
    assert_true(contrast.rows[1].equal && contrast.rows[1].comparison.p == 1);
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    contrast_write(&contrast, REPORT_TEXT, out);
    fclose(out);
    assert_non_null(strstr(text, "Error: root mean squared, over the evaluated sequences and their steps, as\nmeans"));
    assert_non_null(
        strstr(text, "baseline   3 pairs  1.5000  0.5000  -1.0000  [-1.2484, -0.7516]    0.0066  B better"));
    assert_non_null(strstr(text, "The error (RMSE) of B's baseline is 1 [0.7516, 1.248] less than that of A's"));
    assert_non_null(strstr(text, "A's attention and B's attention have the same error (RMSE) in every pair (3)."));
    assert_null(strstr(text, "wholly right"));
    free(text);
    contrast_free(&contrast);
    results_free(&first);
    results_free(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(epochs_that_nobody_needed_are_no_data),
        cmocka_unit_test(intervals_hold_what_can_be_counted),
        cmocka_unit_test(what_cannot_be_read_is_said),
        cmocka_unit_test(no_interval_holds_what_cannot_be),
        cmocka_unit_test(errors_are_compared_by_pairs),
        cmocka_unit_test(errors_unpaired_are_welch_s),
        cmocka_unit_test(reports_compare_errors),
        cmocka_unit_test(studies_of_errors_are_compared),
    };
    return RUN_TESTS(tests);
}
