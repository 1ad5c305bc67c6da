#include "attnbench/report/report.h"
#include "attnbench/base/error.h"
#include "fabricate.h"
#include "made_up.h"
#include "test.h"

#include <inttypes.h>

static const size_t one_cell[3] = {1, 1, 1};

static char *report(const struct results *results, enum report_format format)
{
    struct analysis analysis;
    assert_int_equal(analysis_make(results, NULL, &analysis), 0);
    char *text = written(&analysis, format);
    analysis_free(&analysis);
    return text;
}

/* ---- text ---- */

static void text_of_one_cell(void **state)
{
    (void)state;
    struct made_up study;
    make_up(&study, one_cell, 10);
    fabricate_accuracies(&study.results, 0, published_baseline, 10);
    fabricate_accuracies(&study.results, 10, published_attention, 10);
    assert_written(&study, REPORT_TEXT,
                   "Title\nn_in 5, n_out 2, cardinality 50\n\n"
                   "Encoder-Decoder Model\n"
                   "20.0\n23.0\n23.0\n18.0\n28.0\n29.0\n23.0\n26.0\n21.0\n20.0\n"
                   "Mean Accuracy: 23.10%\n\n"
                   "Encoder-Decoder With Attention Model\n"
                   "98.0\n91.0\n94.0\n93.0\n96.0\n99.0\n97.0\n94.0\n99.0\n96.0\n"
                   "Mean Accuracy: 95.70%\n\n"
                   "Accuracy: sequences wholly right\n"
                   "                                                                   whatever the\n"
                   "model      repeats  failed   mean    sd   min   max       95 % CI     trainings\n"
                   "                                %     %     %     %             %             %\n"
                   "baseline        10       0  23.10  3.60  18.1  28.6  [20.9, 25.6]   [8.1, 27.1]\n"
                   "attention       10       0  90.50  3.60  85.5  96.0  [88.2, 93.0]  [75.5, 94.5]\n"
                   "\n"
                   "Middle of the repeats, what one further training will give, and what guessing\n"
                   "gets\n"
                   "                   interquartile   one further\n"
                   "model      median           mean      training  chance\n"
                   "                %              %             %       %\n"
                   "baseline    23.60          22.85  [15.1, 30.1]    0.04\n"
                   "attention   91.00          90.25  [82.5, 97.5]    0.04\n"
                   "\n"
                   "Variance of the repeats and its sources; intervals from 10 repeats on\n"
                   "                                          of          of\n"
                   "model      variance        95 % CI  training  evaluation\n"
                   "                 %²             %²        %²          %²\n"
                   "baseline      12.99  [6.50, 35.00]      4.99        8.00\n"
                   "attention     12.99  [6.50, 35.00]      4.99        8.00\n"
                   "\n"
                   "Other 95 % intervals of the mean, for comparison with other work\n"
                   "model       Student's t  long enough       bootstrap BCa  long enough\n"
                   "                      %                                %\n"
                   "baseline   [21.1, 25.1]  unless some fail   [22.1, 24.1]  from 30 repeats\n"
                   "attention  [88.5, 92.5]  unless some fail   [89.5, 91.5]  from 30 repeats\n"
                   "\n"
                   "Learning: epochs until 50 % and 90 % of the steps, padding too, were right in\n"
                   "training, means of 100 epochs\n"
                   "                     epochs          epochs\n"
                   "model      repeats  to 50 %  never  to 90 %  never\n"
                   "                     median          median\n"
                   "baseline        10     1250      0        -      8\n"
                   "attention       10     1250      0        -      8\n"
                   "\n"
                   "Against baseline: difference of the means, repeats paired by their sequences\n"
                   "model      pairs  difference       95 % CI  p (Holm)  verdict\n"
                   "                      points        points\n"
                   "attention     10       67.40  [64.4, 70.4]  < 0.0001  better\n"
                   "\n"
                   "Against baseline: size of the effect, and how many repeats it takes\n"
                   "                                               Cliff's   repeats              with fewer\n"
                   "model      P(better)       95 % CI  Cohen's d    delta  for 80 %  80 % range  repeats\n"
                   "attention       0.95  [0.90, 1.00]       4.50     1.00         -           -  3: undecided\n"
                   "\n"
                   "Against baseline: p of other tests, without Holm; of 5 pairs or fewer, Wilcoxon\n"
                   "and permutation never get below 0.05\n"
                   "                                            Mann-\n"
                   "model           t  Wilcoxon  permutation  Whitney  correlation\n"
                   "                                                      of pairs\n"
                   "attention  0.0110    0.2500       0.0330   0.0440         0.12\n"
                   "\n"
                   "Learning against baseline: probability that a repeat gets there sooner; ties,\n"
                   "also where neither does, count half\n"
                   "           P(sooner)                          P(sooner)\n"
                   "model        to 50 %       95 % CI  p (Holm)    to 90 %       95 % CI  p (Holm)\n"
                   "attention       0.75  [0.50, 0.88]    0.0250       0.50  [0.25, 0.75]    1.0000\n"
                   "\n"
                   "Claims\n"
                   "expected                  verdict            ours       95 % CI  p (Holm)\n"
                   "attention - baseline > 0  supported  67.40 points  [64.4, 70.4]    0.0010\n"
                   "    claim: Attention helps\n"
                   "    published: 72.60 points\n"
                   "    source: A book\n"
                   "\n"
                   "Model attention answers 67.4 percentage points [64.4, 70.4] more sequences right\n"
                   "than baseline (10 paired repeats, p < 0.0001). In 95 % of all couples of repeats\n"
                   "attention did better.\n"
                   "Failures rarer than 26 % of trainings may not have appeared in 10 repeats. The\n"
                   "intervals \"whatever the trainings\" allow for that.\n"
                   "All 20 trials have a result.\n"
                   "digest b7cb3fef7894d725\n");
    results_free(&study.results);
}

/* A grid has no study lines, and only the axes that vary stand in its tables. */
static void text_of_a_grid(void **state)
{
    (void)state;
    struct made_up study;
    make_up(&study, (const size_t[]){2, 1, 2}, 2);
    study.comparisons[1].verdict = VERDICT_REFUTED;
    study.comparisons[2].verdict = VERDICT_UNDECIDED;
    study.comparisons[3].n = 0;
    char *text = written(&study.analysis, REPORT_TEXT);
    assert_null(strstr(text, "Mean Accuracy"));
    assert_non_null(strstr(text, "Title\nn_out 2\n\nAccuracy"));
    assert_non_null(strstr(text, "Holm's over all rows\n"));
    assert_non_null(strstr(text, "\nmodel      n_in  cardinality  repeats  failed   mean"));
    assert_non_null(strstr(text, "\nattention    10           10        2       0  90.50"));
    assert_non_null(strstr(
        text, "\nAll 4 cells together: means of their figures in the repeats that all cells have,\n"
              "and against baseline\n"
              "                                         whatever the\n"
              "model      repeats   mean       95 % CI     trainings  difference       95 % CI  p (Holm)  verdict\n"
              "                        %             %             %      points        points\n"
              "baseline         2  23.10  [22.0, 24.0]  [10.0, 40.0]           -             -         -  -\n"
              "attention        2  90.50  [90.0, 91.0]  [80.0, 95.0]       67.40  [64.4, 70.4]  < 0.0001  better\n"));
    assert_non_null(strstr(text, "\nAll 4 cells together: attention answers 67.4 percentage points [64.4, 70.4] more\n"
                                 "sequences right than baseline (2 paired repeats, p < 0.0001)."));
    assert_non_null(strstr(text, "\nOf 4 cells attention is better than baseline in 1, worse in 1; 1 is undecided, 1\n"
                                 "has too few repeats.\n"));
    free(text);
    results_free(&study.results);
}

static void assert_part(const struct results *results, const char *part, int wanted)
{
    char *text = report(results, REPORT_TEXT);
    assert_int_equal(strstr(text, part) != NULL, wanted);
    free(text);
}

/* baseline: one finished, one failed, one missing; attention: one diverged, two missing. */
static struct results gappy(void)
{
    struct results results = fabricate(one_cell, 3);
    fabricate_accuracies(&results, 0, (const double[]){33}, 1);
    results.status[1] = TRIAL_CRASHED;
    fabricate_accuracies(&results, 3, (const double[]){12}, 1);
    results.status[3] = TRIAL_DIVERGED;
    return results;
}

static void counts_failures_by_kind(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 6);
    fabricate_accuracies(&results, 0, (const double[]){33, 40}, 2);
    fabricate_accuracies(&results, 6, (const double[]){12, 13, 14, 15, 16, 17}, 6);
    results.status[2] = results.status[3] = TRIAL_TIMED_OUT;
    results.status[4] = TRIAL_OUT_OF_MEMORY;
    results.status[5] = TRIAL_CRASHED;
    assert_part(&results, "\n33.0\n40.0\ntimed out\ntimed out\nout of memory\ncrashed\nMean", 1);
    assert_part(&results, "4 of 12 trials have no result (0 missing, 4 failed: 1 crashed,", 1);
    char *csv = report(&results, REPORT_CSV), *json = report(&results, REPORT_JSON);
    assert_non_null(strstr(csv, ",1,1,2,,,,,,,,,,,everything,,,,,,36.5,"));
    assert_non_null(strstr(json, "\"crashed\": 1"));
    assert_non_null(strstr(json, "\"out_of_memory\": 1"));
    assert_non_null(strstr(json, "\"timed_out\": 2"));
    free(csv);
    free(json);
    results_free(&results);
}

/* A grid of 4 cells, of which the middle two are left out: trials count through all of it. */
static void places_failures_in_a_grid_with_cells_left_out(void **state)
{
    (void)state;
    struct results results = fabricate((const size_t[]){2, 2, 1}, 1);
    results.status[1] = results.status[2] = results.status[5] = results.status[6] = TRIAL_EXCLUDED;
    assert_int_equal(results_find_cells(&results), 0);
    fabricate_accuracies(&results, 0, (const double[]){33}, 1);
    results.status[7] = TRIAL_CRASHED;
    results.failures = calloc(1, sizeof *results.failures);
    results.n_failures = 1;
    results.failures[0] = (struct failure){.trial = 7, .reason = "signal 11"};
    char *json = report(&results, REPORT_JSON);
    assert_non_null(strstr(json,
                           "{\"model\": \"attention\", \"cell\": {\"n_in\": 10, \"n_out\": 1, \"cardinality\": 50}, "
                           "\"repeat\": 0, \"status\": \"crashed\", \"reason\": \"signal 11\"}"));
    free(json);
    results_free(&results);
}

static void says_what_is_missing(void **state)
{
    (void)state;
    struct results results = gappy();
    char *text = report(&results, REPORT_TEXT);
    static const char *const parts[] = {
        "\n33.0\ncrashed\nmissing\nMean Accuracy: 33.00%\n",
        "\n12.0\nmissing\nmissing\nMean Accuracy: 12.00%\n",
        "\nmodel      repeats  failed  crashed  diverged  missing   mean  sd   min   max  95 % CI\n",
        "\nbaseline         1       1        1         0        1  33.00   -  33.0  33.0        -\n",
        "\nattention        1       0        0         1        2  12.00   -  12.0  12.0        -\n",
        "\n4 of 6 trials have no result (3 missing, 1 failed: 1 crashed): run the study\nagain to train them\n",
        "\n1 of 6 trials diverged (a loss was not finite): their accuracy counts as it is\n",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strstr(text, parts[i]) == NULL)
            fail_msg("not there: %s\nin:\n%s", parts[i], text);
    free(text);
    char *csv = report(&results, REPORT_CSV);
    assert_non_null(strstr(csv, "\nbaseline,5,2,50,1,1,33,,,33,33,,,0,1,"));
    assert_non_null(strstr(csv, "\nattention,5,2,50,1,0,12,,,12,12,,,1,2,"));
    free(csv);
    results_free(&results);
}

static void nothing_has_run(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 1);
    char *text = report(&results, REPORT_TEXT);
    assert_non_null(strstr(text, "Encoder-Decoder Model\nmissing\nMean Accuracy: -\n\n"));
    assert_non_null(strstr(text, "\nNothing says yet how attention compares with baseline: no repeat of both has a\n"
                                 "result.\n"));
    assert_null(strstr(text, "nan"));
    free(text);
    char *csv = report(&results, REPORT_CSV);
    assert_non_null(strstr(csv, "\nbaseline,5,2,50,0,0,,,,,,,,0,1,"));
    free(csv);
    char *json = report(&results, REPORT_JSON);
    assert_null(strstr(json, ": nan"));
    assert_non_null(strstr(json, "\"accuracies\": [null], \"repeats\": 0, \"failed\": 0, \"mean\": null,"));
    free(json);
    results_free(&results);
}

static void answers_in_words(void **state)
{
    (void)state;
    struct made_up study;
    struct comparison *comparison = study.comparisons;
    make_up(&study, one_cell, 10);
    assert_holds(
        &study, REPORT_MARKDOWN,
        "\nModel attention answers 67.4 percentage points [64.4, 70.4] more sequences right than baseline (10 paired "
        "repeats, p \\< 0.0001). In 95 % of all couples of repeats attention did better.\n");
    comparison->improvement = 1;
    assert_holds(&study, REPORT_MARKDOWN, "0.0001). Each repeat of attention did better than each of baseline.\n");
    *comparison = comparison_with(10, -4, VERDICT_REFUTED);
    comparison->p_holm = 0.0312;
    comparison->improvement = 0.125;
    assert_holds(
        &study, REPORT_MARKDOWN,
        "\nModel attention answers 4.0 percentage points [1.0, 7.0] fewer sequences right than baseline (10 paired "
        "repeats, p = 0.0312). In 88 % of all couples of repeats baseline did better.\n");
    *comparison = comparison_with(10, 1, VERDICT_UNDECIDED);
    comparison->repeats_80 = 42;
    comparison->repeats_80_range = (struct interval){7, 435};
    comparison->p_holm = NAN;
    assert_holds(&study, REPORT_MARKDOWN,
                 "\nIt is undecided whether attention is better than baseline: the difference in accuracy is 1.0 "
                 "percentage points [-2.0, 4.0] (10 paired repeats). If that is the true difference, 42 "
                 "repeats would decide it in 80 % of studies. This number is unsure: its 80 % range is 7 to "
                 "435 repeats.\n");
    comparison->repeats_80_range.high = REPEATS_TO_SETTLE_MOST;
    assert_holds(&study, REPORT_MARKDOWN, "7 to over 100000 repeats.\n");
    comparison->repeats_80_range.high = 435;
    comparison->shared_luck = true;
    assert_holds(&study, REPORT_MARKDOWN,
                 ". Repeats were evaluated on the same sequences, so more of them would not decide it.\n");
    comparison->shared_luck = comparison->paired = false;
    comparison->n_larger = 10;
    assert_holds(&study, REPORT_MARKDOWN, "[-2.0, 4.0] (10 repeats of each). If that");
    comparison->n_larger = 12;
    assert_holds(&study, REPORT_MARKDOWN, "[-2.0, 4.0] (10 and 12 repeats). If that");
    comparison->paired = true;
    comparison->n = 1;
    comparison->verdict = VERDICT_NO_DATA;
    comparison->ci = (struct interval){NAN, NAN};
    assert_holds(&study, REPORT_MARKDOWN,
                 "is 1.0 percentage points (1 paired repeat). One repeat does not show how much others would "
                 "differ. 9 repeats of baseline without a partner are left out of that. 9 repeats of attention without "
                 "a partner are left out of that.\n");
    comparison->paired = false;
    assert_holds(&study, REPORT_MARKDOWN, "One repeat does not show how much others would differ.\n");
    comparison->paired = true;
    study.cells[0].figure.n = 2;
    study.cells[1].figure.n = 1;
    assert_holds(&study, REPORT_MARKDOWN,
                 "would differ. 1 repeat of baseline without a partner is left out of that.\n");
    results_free(&study.results);
}

static void fewer_repeats_and_more(void **state)
{
    (void)state;
    struct made_up study;
    struct comparison *comparison = study.comparisons;
    make_up(&study, one_cell, 10);
    assert_holds(&study, REPORT_MARKDOWN, "| attention | 0.95 | [0.90, 1.00] | 4.50 | 1.00 | - | - | 3: undecided |\n");
    comparison->with_fewer[2] = VERDICT_REFUTED;
    assert_holds(&study, REPORT_MARKDOWN, "| - | 7: worse, 3: undecided |\n");
    comparison->with_fewer[1] = comparison->with_fewer[2] = VERDICT_UNDECIDED;
    assert_holds(&study, REPORT_MARKDOWN, "| - | 3, 5, 7: undecided |\n");
    comparison->verdict = comparison->alone = VERDICT_UNDECIDED;
    comparison->repeats_80 = 42;
    comparison->repeats_80_range = (struct interval){7, 435};
    assert_holds(&study, REPORT_MARKDOWN, "| 42 | 7 to 435 | same |\n");
    comparison->alone = VERDICT_SUPPORTED; /* significant alone, not in its family */
    assert_holds(&study, REPORT_MARKDOWN, "| 42 | 7 to 435 | 3, 5, 7: undecided |\n");
    comparison->with_fewer[0] = comparison->with_fewer[1] = comparison->with_fewer[2] = VERDICT_NO_DATA;
    comparison->repeats_80 = REPEATS_TO_SETTLE_MOST;
    assert_holds(&study, REPORT_MARKDOWN, "| \\>=100000 | 7 to 435 | - |\n");
    results_free(&study.results);
}

static void columns_align_by_display_width(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 1);
    strcpy(results.dimensions[0].labels[0], "modèle");       /* 6 columns in 7 bytes */
    strcpy(results.dimensions[0].labels[1], "注意 e\u0301"); /* 6 columns in 10 bytes */
    char *text = report(&results, REPORT_TEXT);
    assert_non_null(strstr(text, "\nmodèle        0 "));
    assert_non_null(strstr(text, "\n注意 e\u0301        0 "));
    free(text);
    results_free(&results);
}

static void escapes_what_a_terminal_would_obey(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 1);
    strcpy(results.dimensions[0].titles[0], "\033[2Jgone\nnext \u202e\xff!");
    strcpy(results.dimensions[0].labels[1], "a,\"b\"");
    char *text = report(&results, REPORT_TEXT);
    assert_non_null(strstr(text, "\n\\x1b[2Jgone\\x0anext \\xe2\\x80\\xae\\xff!\n"));
    free(text);
    char *csv = report(&results, REPORT_CSV);
    assert_non_null(strstr(csv, "\n\"a,\"\"b\"\"\",5,2,50,0,0,"));
    free(csv);
    results_free(&results);
}

static void says_what_the_folder_has_besides(void **state)
{
    (void)state;
    struct results results = gappy();
    results.folder.path = "results/tutorial";
    results.folder.n_not_in_study = 26;
    assert_part(&results, "\n26 further trials are kept in results/tutorial but are not part of this study\n", 1);
    assert_part(&results, "to train them", 1);
    assert_part(&results, "Snapshot", 0);
    results.folder.run_at_work = true;
    results.folder.published = 45296; /* 12:34:56 UTC */
    setenv("TZ", "UTC", 1);
    assert_part(&results, "\nSnapshot of 12:34:56. A run is at work: attnbench status results/tutorial\n", 1);
    assert_part(&results, "to train them", 0);
    results_free(&results);
}

/* Rivals follow each other, in CSV too. */
static void csv_goes_by_cell_then_model(void **state)
{
    (void)state;
    struct results results = fabricate((const size_t[]){2, 1, 1}, 1);
    char *csv = report(&results, REPORT_CSV);
    static const char *const rows[] = {"\nbaseline,5,2,50,", "\nattention,5,2,50,", "\nbaseline,10,2,50,",
                                       "\nattention,10,2,50,"};
    const char *row = csv;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        row = strstr(row, rows[i]);
        assert_non_null(row);
    }
    free(csv);
    results_free(&results);
}

static void refuses_unknown_format(void **state)
{
    (void)state;
    enum report_format format = REPORT_TEXT;
    assert_int_equal(report_format_parse("csv", REPORT_HTML, &format), 0);
    assert_int_equal(format, REPORT_CSV);
    assert_int_equal(report_format_parse("text", REPORT_HTML, &format), 0);
    assert_int_equal(format, REPORT_TEXT);
    assert_int_equal(report_format_parse("tex", REPORT_HTML, &format), EX_USAGE);
    assert_non_null(strstr(error_message(), "\"tex\""));
}

/* Epochs are counted on the held-out curve where there is one, and the caption says so. */
static void learning_goes_by_held_out_pairs(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 3);
    fabricate_accuracies(&results, 0, (const double[]){33, 40, 50}, 3);
    fabricate_traces(&results, 2000);
    char *text = report(&results, REPORT_TEXT);
    assert_non_null(strstr(text, "Learning: epochs until 50 % and 90 % of the steps, padding too, were right in\n"
                                 "training, means of 100 epochs\n"));
    free(text);
    fabricate_curves(&results, 10, 200); /* 0.1, 0.2, … */
    text = report(&results, REPORT_TEXT);
    assert_non_null(strstr(text, "Learning: epochs until 50 % and 90 % of the held-out sequences were wholly right\n"));
    assert_non_null(strstr(text, "baseline         3     1000      0     1800      0\n"));
    free(text);
    results_free(&results);
}

/* No accuracy of 0 appears where nothing is right or wrong. */
static void real_values_have_errors(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 2);
    fabricate_rmse(&results, 0, (const double[]){0.25, 0.5}, 2);
    fabricate_rmse(&results, 2, (const double[]){0.125, 0.125}, 2);
    char *text = report(&results, REPORT_TEXT);
    assert_non_null(strstr(text, "Error: root mean squared"));
    assert_non_null(strstr(text, "baseline         2       0  0.3750  0.1768  0.2500  0.5000"));
    assert_non_null(strstr(text, "attention      2     -0.2500  [-1.8383, 1.3383]    0.2952  undecided\n"));
    assert_null(strstr(text, "Accuracy"));
    assert_null(strstr(text, "0.0 "));
    free(text);
    text = report(&results, REPORT_CSV);
    assert_non_null(strstr(text, "\nbaseline,5,2,50,2,0,,0.03125,,"));
    assert_non_null(strstr(text, ",0.375,0.1767766953,"));
    free(text);
    text = report(&results, REPORT_JSON);
    assert_non_null(strstr(text, "\"rmse\": 0.375"));
    assert_non_null(strstr(text, "\"mean\": null"));
    free(text);
    results_free(&results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_of_one_cell),
        cmocka_unit_test(text_of_a_grid),
        cmocka_unit_test(says_what_is_missing),
        cmocka_unit_test(counts_failures_by_kind),
        cmocka_unit_test(places_failures_in_a_grid_with_cells_left_out),
        cmocka_unit_test(nothing_has_run),
        cmocka_unit_test(answers_in_words),
        cmocka_unit_test(fewer_repeats_and_more),
        cmocka_unit_test(columns_align_by_display_width),
        cmocka_unit_test(escapes_what_a_terminal_would_obey),
        cmocka_unit_test(says_what_the_folder_has_besides),
        cmocka_unit_test(csv_goes_by_cell_then_model),
        cmocka_unit_test(refuses_unknown_format),
        cmocka_unit_test(learning_goes_by_held_out_pairs),
        cmocka_unit_test(real_values_have_errors),
    };
    return RUN_TESTS(tests);
}
