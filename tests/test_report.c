#include "attnbench/error.h"
#include "attnbench/report.h"
#include "fabricate.h"
#include "test.h"

#include <inttypes.h>

static const size_t one_cell[3] = {1, 1, 1};

/* The report as one text; the caller frees it. */
static char *report(const struct results *results, enum report_format format)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    struct analysis analysis;
    assert_int_equal(analysis_make(results, NULL, 0, &analysis), 0);
    report_write(&analysis, format, out);
    analysis_free(&analysis);
    fclose(out);
    return text;
}

/* The text report must be `expected` and then the digest. */
static void assert_text(const struct results *results, const char *expected)
{
    char digest[64], *text = report(results, REPORT_TEXT);
    snprintf(digest, sizeof digest, "digest %016" PRIx64 "\n", results->digest);
    size_t length = strlen(expected);
    assert_true(strlen(text) == length + strlen(digest));
    assert_string_equal(text + length, digest);
    text[length] = '\0';
    assert_string_equal(text, expected);
    free(text);
}

static void assert_csv(const struct results *results, const char *expected)
{
    char *text = report(results, REPORT_CSV);
    assert_string_equal(text, expected);
    free(text);
}

static struct results published(void)
{
    struct results results = fabricate(one_cell, 10);
    fabricate_accuracies(&results, 0, published_baseline, 10);
    fabricate_accuracies(&results, 10, published_attention, 10);
    results.digest = 0xb7cb3fef7894d725;
    return results;
}

static void prints_study_lines_and_table(void **state)
{
    (void)state;
    struct results results = published();
    assert_text(&results,
                "Title\nn_in 5, n_out 2, cardinality 50\n\n"
                "Encoder-Decoder Model\n"
                "20.0\n23.0\n23.0\n18.0\n28.0\n29.0\n23.0\n26.0\n21.0\n20.0\n"
                "Mean Accuracy: 23.10%\n\n"
                "Encoder-Decoder With Attention Model\n"
                "98.0\n91.0\n94.0\n93.0\n96.0\n99.0\n97.0\n94.0\n99.0\n96.0\n"
                "Mean Accuracy: 95.70%\n\n"
                "model      n_in  n_out  cardinality  repeats  failed  mean (%)  variance (%²)  sd (%)  min (%)"
                "  max (%)   95 % CI (%)\n"
                "baseline      5      2           50       10       0     23.10          12.99    3.60     18.0"
                "     29.0  [20.5, 25.7]\n"
                "attention     5      2           50       10       0     95.70           7.12    2.67     91.0"
                "     99.0  [93.8, 97.6]\n");
    results_free(&results);
}

static void csv_holds_published_figures(void **state)
{
    (void)state;
    struct results results = published();
    assert_csv(&results, "model,n_in,n_out,cardinality,repeats,failed,mean,variance,sd,min,max,ci_low,ci_high\n"
                         "baseline,5,2,50,10,0,23.1,12.98888889,3.604010112,18,29,20.52184648,25.67815352\n"
                         "attention,5,2,50,10,0,95.7,7.122222222,2.668749187,91,99,93.79089184,97.60910816\n");
    results_free(&results);
}

/* baseline: one finished, one failed, one missing; attention: one diverged, two missing. */
static struct results gappy(void)
{
    struct results results = fabricate(one_cell, 3);
    fabricate_accuracies(&results, 0, (const double[]){33 + 1.0 / 3}, 1);
    results.status[1] = TRIAL_FAILED;
    fabricate_accuracies(&results, 3, (const double[]){12.5}, 1);
    results.status[3] = TRIAL_DIVERGED;
    return results;
}

static void says_what_is_missing(void **state)
{
    (void)state;
    struct results results = gappy();
    assert_text(&results,
                "Title\nn_in 5, n_out 2, cardinality 50\n\n"
                "Encoder-Decoder Model\n33.33\nfailed\nmissing\nMean Accuracy: 33.33%\n\n"
                "Encoder-Decoder With Attention Model\n12.5\nmissing\nmissing\nMean Accuracy: 12.50%\n\n"
                "model      n_in  n_out  cardinality  repeats  failed  mean (%)  variance (%²)  sd (%)  min (%)"
                "  max (%)  95 % CI (%)\n"
                "baseline      5      2           50        1       1     33.33              -       -     33.3"
                "     33.3            -\n"
                "attention     5      2           50        1       0     12.50              -       -     12.5"
                "     12.5            -\n"
                "4 of 6 trials have no result (3 missing, 1 failed): run the study again to train them\n"
                "1 of 6 trials diverged (a loss was not finite): their accuracy counts as it is\n");
    assert_csv(&results, "model,n_in,n_out,cardinality,repeats,failed,mean,variance,sd,min,max,ci_low,ci_high\n"
                         "baseline,5,2,50,1,1,33.33333333,,,33.33333333,33.33333333,,\n"
                         "attention,5,2,50,1,0,12.5,,,12.5,12.5,,\n");
    results_free(&results);
}

static void nothing_has_run(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 1);
    assert_text(&results,
                "Title\nn_in 5, n_out 2, cardinality 50\n\n"
                "Encoder-Decoder Model\nmissing\nMean Accuracy: -\n\n"
                "Encoder-Decoder With Attention Model\nmissing\nMean Accuracy: -\n\n"
                "model      n_in  n_out  cardinality  repeats  failed  mean (%)  variance (%²)  sd (%)  min (%)"
                "  max (%)  95 % CI (%)\n"
                "baseline      5      2           50        0       0         -              -       -        -"
                "        -            -\n"
                "attention     5      2           50        0       0         -              -       -        -"
                "        -            -\n"
                "2 of 2 trials have no result (2 missing, 0 failed): run the study again to train them\n");
    assert_csv(&results, "model,n_in,n_out,cardinality,repeats,failed,mean,variance,sd,min,max,ci_low,ci_high\n"
                         "baseline,5,2,50,0,0,,,,,,,\n"
                         "attention,5,2,50,0,0,,,,,,,\n");
    results_free(&results);
}

/* A grid has no study lines, and only the axes that vary stand in its table (but all of them in CSV). */
static void grid_is_a_table(void **state)
{
    (void)state;
    struct results results = fabricate((const size_t[]){2, 1, 1}, 2);
    fabricate_accuracies(&results, 0, (const double[]){10, 20, 0, 0, 100, 98, 100, 100}, 8);
    assert_text(
        &results,
        "Title\nn_out 2, cardinality 50\n\n"
        "model      n_in  repeats  failed  mean (%)  variance (%²)  sd (%)  min (%)  max (%)     95 % CI (%)\n"
        "baseline      5        2       0     15.00          50.00    7.07     10.0     20.0   [-48.5, 78.5]\n"
        "attention     5        2       0     99.00           2.00    1.41     98.0    100.0   [86.3, 111.7]\n"
        "baseline     10        2       0      0.00           0.00    0.00      0.0      0.0      [0.0, 0.0]\n"
        "attention    10        2       0    100.00           0.00    0.00    100.0    100.0  [100.0, 100.0]\n");
    results_free(&results);
}

static void columns_align_by_display_width(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 1);
    strcpy(results.dimensions[0].labels[0], "modèle");       /* 6 columns in 7 bytes */
    strcpy(results.dimensions[0].labels[1], "注意 e\u0301"); /* 6 columns in 10 bytes */
    char *text = report(&results, REPORT_TEXT);
    assert_non_null(strstr(text, "\nmodèle     5 "));
    assert_non_null(strstr(text, "\n注意 e\u0301     5 "));
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

static void assert_part(const struct results *results, const char *part, int wanted)
{
    char *text = report(results, REPORT_TEXT);
    assert_int_equal(strstr(text, part) != NULL, wanted);
    free(text);
}

static void says_what_the_folder_has_besides(void **state)
{
    (void)state;
    struct results results = gappy();
    results.folder.path = "results/tutorial";
    results.folder.n_not_in_study = 26;
    assert_part(&results, "\n26 further trials are kept in results/tutorial but are not part of this study\n", 1);
    assert_part(&results, "run the study again", 1);
    assert_part(&results, "snapshot", 0);
    results.folder.run_at_work = true;
    results.folder.published = 45296; /* 12:34:56 UTC */
    setenv("TZ", "UTC", 1);
    assert_part(&results, "\nsnapshot of 12:34:56; a run is at work: attnbench status results/tutorial\n", 1);
    assert_part(&results, "run the study again", 0);
    results_free(&results);
}

/* Rivals follow each other, in CSV too. */
static void csv_goes_by_cell_then_model(void **state)
{
    (void)state;
    struct results results = fabricate((const size_t[]){2, 1, 1}, 1);
    char *csv = report(&results, REPORT_CSV);
    assert_non_null(strstr(csv, "\nbaseline,5,2,50,0,0,,,,,,,\nattention,5,2,50,0,0,,,,,,,\nbaseline,10,2,50"));
    free(csv);
    results_free(&results);
}

static void refuses_unknown_format(void **state)
{
    (void)state;
    enum report_format format = REPORT_TEXT;
    assert_int_equal(report_format_parse("csv", &format), 0);
    assert_int_equal(format, REPORT_CSV);
    assert_int_equal(report_format_parse("text", &format), 0);
    assert_int_equal(format, REPORT_TEXT);
    assert_int_equal(report_format_parse("tex", &format), EX_USAGE);
    assert_non_null(strstr(error_message(), "\"tex\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_study_lines_and_table),
        cmocka_unit_test(csv_holds_published_figures),
        cmocka_unit_test(says_what_is_missing),
        cmocka_unit_test(nothing_has_run),
        cmocka_unit_test(grid_is_a_table),
        cmocka_unit_test(columns_align_by_display_width),
        cmocka_unit_test(escapes_what_a_terminal_would_obey),
        cmocka_unit_test(says_what_the_folder_has_besides),
        cmocka_unit_test(csv_goes_by_cell_then_model),
        cmocka_unit_test(refuses_unknown_format),
    };
    return RUN_TESTS(tests);
}
