#include "attnbench/analysis/contrast.h"
#include "attnbench/contrast/write.h"
#include "fabricate.h"
#include "test.h"

/* Models of one cell, all repeats done; identities are equal where the places are. */
static struct results study_of(const size_t counts[3], size_t repeats, const char *path)
{
    struct results results = fabricate(counts, repeats);
    for (size_t i = 0; i < results.n_trials; i++) {
        double percent = 40.0 + (double)(i % 7);
        fabricate_accuracies(&results, i, &percent, 1);
        results.identity[i] = 1000 + i;
    }
    results.folder.path = path;
    results.digest = 1;
    return results;
}

struct two {
    struct results first, second;
    struct contrast contrast;
};

static void make_two(struct two *two, const size_t counts[2][3], size_t repeats)
{
    two->first = study_of(counts[0], repeats, "one");
    two->second = study_of(counts[1], repeats, "other");
    two->second.digest = 2;
}

static void free_two(struct two *two)
{
    contrast_free(&two->contrast);
    results_free(&two->first);
    results_free(&two->second);
}

static char *written(const struct contrast *contrast, enum report_format format)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    contrast_write(contrast, format, out);
    fclose(out);
    return text;
}

static void assert_holds(const struct contrast *contrast, enum report_format format, const char *part)
{
    char *text = written(contrast, format);
    if (strstr(text, part) == NULL)
        fail_msg("not there: %s\nin:\n%s", part, text);
    free(text);
}

static void assert_lacks(const struct contrast *contrast, enum report_format format, const char *part)
{
    char *text = written(contrast, format);
    if (strstr(text, part) != NULL)
        fail_msg("there: %s\nin:\n%s", part, text);
    free(text);
}

static void pairs_the_same_sequences(void **state)
{
    (void)state;
    struct two two;
    make_two(&two, (const size_t[2][3]){{1, 1, 1}, {1, 1, 1}}, 4);
    two.second.figures[METRIC_ACCURACY].hits[1] += 8;
    two.second.status[2] = TRIAL_CRASHED;
    assert_int_equal(contrast_make(&two.first, &two.second, true, NULL, &two.contrast), 0);
    assert_int_equal(two.contrast.n_rows, 2);
    const struct contrast_row *row = two.contrast.rows;
    assert_true(row[0].comparison.paired);
    assert_false(row[0].equal);
    assert_int_equal(row[0].n[0], 3);
    assert_int_equal(row[0].n[1], 3);
    assert_true(fabs(row[0].mean[0] - (40 + 41 + 43) / 3.0) < 1e-9);
    assert_true(fabs(row[0].comparison.difference - 8 / 3.0) < 1e-9);
    assert_true(row[1].comparison.paired);
    assert_true(row[1].equal);
    assert_int_equal(row[1].comparison.verdict, VERDICT_UNDECIDED);
    assert_holds(&two.contrast, REPORT_TEXT,
                 "\nA's attention and B's attention have the same accuracy in every pair (4).\n");
    assert_holds(&two.contrast, REPORT_TEXT, "  equal\n");
    assert_holds(&two.contrast, REPORT_TEXT, "right, as means; intervals are each row's own, p and\nverdict are");
    assert_holds(&two.contrast, REPORT_TEXT,
                 "\n1 result of A has no partner in B and is left out; where repeats are paired,\nmeans and "
                 "differences are of the pairs alone.\n");
    assert_holds(&two.contrast, REPORT_TEXT, "\nB: 7 of 8 trials have a result, digest 0000000000000002\n");
    assert_holds(&two.contrast, REPORT_CSV, "\nattention,5,2,50,4,4,");
    free_two(&two);
}

/* Another seed, another identity or another number of sequences: other sequences were seen. */
static void does_not_pair_others(void **state)
{
    (void)state;
    for (int what = 0; what < 3; what++) {
        struct two two;
        make_two(&two, (const size_t[2][3]){{1, 1, 1}, {1, 1, 1}}, 4);
        if (what == 1)
            two.second.identity[3]++;
        if (what == 2)
            two.second.sequences[3]++;
        two.second.status[0] = TRIAL_MISSING;
        assert_int_equal(contrast_make(&two.first, &two.second, what != 0, NULL, &two.contrast), 0);
        const struct contrast_row *row = two.contrast.rows;
        assert_false(row->comparison.paired);
        assert_false(row->equal);
        assert_int_equal(row->n[0], 4);
        assert_int_equal(row->n[1], 3);
        assert_holds(&two.contrast, REPORT_TEXT,
                     what == 0 ? "\nRepeats are not paired: the seeds differ.\n" : "\nRepeats are paired in 1 of 2 ");
        free_two(&two);
    }
}

/* Only the models whose sequence pairs vary in one study alone are not paired, and the seed is not to blame. */
static void unpairs_only_models_varied_otherwise(void **state)
{
    (void)state;
    struct two two;
    make_two(&two, (const size_t[2][3]){{1, 1, 1}, {1, 1, 1}}, 4);
    assert_int_equal(contrast_make(&two.first, &two.second, true, (const bool[]){false, true}, &two.contrast), 0);
    assert_false(two.contrast.rows[0].same_streams);
    assert_false(two.contrast.rows[0].comparison.paired);
    assert_true(two.contrast.rows[1].same_streams);
    assert_true(two.contrast.rows[1].comparison.paired);
    assert_holds(
        &two.contrast, REPORT_TEXT,
        "\nRepeats are paired in 1 of 2 models and cells. The sequence pairs of baseline\nvary between the repeats of "
        "one study alone.\n");
    assert_holds(&two.contrast, REPORT_JSON, "\"same_seed\": true,");
    assert_holds(&two.contrast, REPORT_JSON, "\"same_streams\": false,");
    assert_holds(&two.contrast, REPORT_JSON, "\"same_streams\": true,");
    contrast_free(&two.contrast);
    assert_int_equal(contrast_make(&two.first, &two.second, true, (const bool[]){false, false}, &two.contrast), 0);
    assert_holds(&two.contrast, REPORT_TEXT,
                 "\nNo repeats are paired. The sequence pairs of baseline, attention vary between\nthe repeats of one");
    free_two(&two);
}

/* B's repeats 2 and 3 have no partner in A, which has none of them. */
static void says_whose_repeats_have_no_partner(void **state)
{
    (void)state;
    struct two two;
    const size_t counts[3] = {1, 1, 1};
    two.first = study_of(counts, 1, "one");
    two.second = study_of(counts, 3, "other");
    two.second.digest = 2;
    two.second.identity[3] = two.first.identity[1];
    assert_int_equal(contrast_make(&two.first, &two.second, true, NULL, &two.contrast), 0);
    assert_true(two.contrast.rows[0].comparison.paired);
    assert_int_equal(two.contrast.rows[0].left_out[0], 0);
    assert_int_equal(two.contrast.rows[0].left_out[1], 2);
    assert_holds(&two.contrast, REPORT_TEXT, "\nbaseline    1 pair  ");
    assert_holds(&two.contrast, REPORT_TEXT, "\n4 results of B have no partner in A and are left out; where");
    assert_holds(&two.contrast, REPORT_JSON, "\"left_out_a\": 0, \"left_out_b\": 2,");
    free_two(&two);
}

/* Equal counts are a result of chance like any other: each row raises the p values of all. */
static void equal_rows_stay_in_the_family(void **state)
{
    (void)state;
    struct two two;
    make_two(&two, (const size_t[2][3]){{1, 1, 1}, {1, 1, 1}}, 4);
    for (size_t repeat = 0; repeat < 4; repeat++)
        two.second.figures[METRIC_ACCURACY].hits[repeat] += 20 + (int32_t)repeat % 2;
    assert_int_equal(contrast_make(&two.first, &two.second, true, NULL, &two.contrast), 0);
    const struct contrast_row *row = two.contrast.rows;
    assert_true(row[1].equal);
    assert_true(row[0].comparison.p > 0);
    assert_true(fabs(row[0].comparison.p_holm - 2 * row[0].comparison.p) < 1e-12);
    free_two(&two);
}

/* The study that was looked at more often says how much the looks cost. */
static void judges_at_the_larger_number_of_looks(void **state)
{
    (void)state;
    struct two two;
    make_two(&two, (const size_t[2][3]){{1, 1, 1}, {1, 1, 1}}, 4);
    assert_int_equal(results_add_number(&two.first, RESULTS_LOOKS, 2), 0);
    assert_int_equal(results_add_number(&two.second, RESULTS_LOOKS, 5), 0);
    assert_int_equal(contrast_make(&two.first, &two.second, true, NULL, &two.contrast), 0);
    assert_int_equal(two.contrast.rows[0].comparison.looks.n, 5);
    free_two(&two);
}

static void names_what_only_one_has(void **state)
{
    (void)state;
    struct two two;
    make_two(&two, (const size_t[2][3]){{2, 1, 2}, {3, 1, 1}}, 2);
    strcpy(two.second.dimensions[0].labels[0], "plain");
    two.second.dimensions[1].values[0] = value_integer(7); /* 7 10 20 */
    assert_int_equal(contrast_make(&two.first, &two.second, false, NULL, &two.contrast), 0);
    assert_int_equal(two.contrast.n_rows, 1);
    const struct contrast_row *row = two.contrast.rows;
    assert_int_equal(row->model[0], 1);
    assert_int_equal(row->cell[0], 2); /* n_in 10, cardinality 50 of 5 10 x 50 10 */
    assert_int_equal(row->cell[1], 1);
    assert_holds(&two.contrast, REPORT_TEXT, "\nOnly in A: model baseline, n_in 5, cardinality 10\n");
    assert_holds(&two.contrast, REPORT_TEXT, "\nOnly in B: model plain, n_in 7, n_in 20\n");
    assert_holds(&two.contrast, REPORT_TEXT, "\nmodel      n_in  cardinality  repeats ");
    assert_holds(&two.contrast, REPORT_JSON,
                 "\"only_here\": [[\"model\", \"baseline\"], [\"n_in\", \"5\"], [\"cardinality\", \"10\"]]");
    free_two(&two);
}

static void refuses_what_has_nothing_in_common(void **state)
{
    (void)state;
    struct two two = {0};
    make_two(&two, (const size_t[2][3]){{1, 1, 1}, {1, 1, 1}}, 2);
    two.second.dimensions[1].values[0] = value_integer(7);
    assert_int_equal(contrast_make(&two.first, &two.second, true, NULL, &two.contrast), EX_USAGE);
    assert_string_equal(error_message(),
                        "one and other have no model and cell in common: n_in is 5 in one, 7 in the other");
    two.second.dimensions[1].values[0] = value_integer(5);
    strcpy(two.second.dimensions[0].labels[0], "plain");
    strcpy(two.second.dimensions[0].labels[1], "wide");
    assert_int_equal(contrast_make(&two.first, &two.second, true, NULL, &two.contrast), EX_USAGE);
    assert_string_equal(error_message(), "one and other have no model and cell in common: model is baseline, attention "
                                         "in one, plain, wide in the other");
    strcpy(two.second.dimensions[3].name, "units");
    assert_int_equal(contrast_make(&two.first, &two.second, true, NULL, &two.contrast), EX_USAGE);
    assert_string_equal(error_message(), "one and other have other axes: only one has cardinality");
    free_two(&two);
}

static void says_the_same_bits(void **state)
{
    (void)state;
    struct two two;
    make_two(&two, (const size_t[2][3]){{2, 1, 1}, {2, 1, 1}}, 3);
    two.second.digest = two.first.digest;
    assert_int_equal(contrast_make(&two.first, &two.second, true, NULL, &two.contrast), 0);
    assert_holds(&two.contrast, REPORT_TEXT, "\nBoth hold the same bits: every loss, accuracy and evaluation.\n");
    assert_holds(&two.contrast, REPORT_TEXT, "  identical\n");
    assert_lacks(&two.contrast, REPORT_TEXT, "Holm's");
    assert_holds(&two.contrast, REPORT_TEXT, "\nAll settings agree.\n");
    free_two(&two);
}

static void counts_verdicts_of_a_grid(void **state)
{
    (void)state;
    struct two two;
    make_two(&two, (const size_t[2][3]){{3, 1, 1}, {3, 1, 1}}, 3);
    two.second.status[0] = two.second.status[1] = two.second.status[2] = TRIAL_MISSING;
    two.second.figures[METRIC_ACCURACY].hits[5] += 50;
    two.second.figures[METRIC_ACCURACY].hits[4] += 50;
    two.second.figures[METRIC_ACCURACY].hits[3] += 50;
    assert_int_equal(contrast_make(&two.first, &two.second, true, NULL, &two.contrast), 0);
    for (size_t i = 0; i < two.contrast.n_rows; i++) /* what is tested is how they are counted */
        if (!two.contrast.rows[i].equal && two.contrast.rows[i].n[1] > 0)
            two.contrast.rows[i].comparison.verdict = VERDICT_SUPPORTED;
    assert_holds(&two.contrast, REPORT_MARKDOWN,
                 "\nOf 6 models and cells, B is better than A in 1, worse in 0, undecided in 4 "
                 "(equal in every pair in 4); 1 has too few repeats.\n");
    assert_holds(&two.contrast, REPORT_MARKDOWN, " | too few |\n");
    assert_holds(&two.contrast, REPORT_MARKDOWN, " | B better |\n");
    free_two(&two);
}

static void escapes_what_others_wrote(void **state)
{
    (void)state;
    struct two two;
    make_two(&two, (const size_t[2][3]){{1, 1, 1}, {1, 1, 1}}, 2);
    strcpy(two.second.title, "\033[2J|\"$");
    const struct setting_difference setting = {"", "training.epochs", {"10", "20"}};
    assert_int_equal(results_add_text(&two.second, "commit", "\033x|"), 0);
    assert_int_equal(contrast_make(&two.first, &two.second, true, NULL, &two.contrast), 0);
    two.contrast.settings = &setting;
    two.contrast.n_settings = 1;
    assert_holds(&two.contrast, REPORT_TEXT, "B: other (\\x1b[2J|\"$)");
    assert_holds(&two.contrast, REPORT_TEXT, "\nMade differently: commit is unknown in A, \\x1bx| in B.\n");
    assert_holds(&two.contrast, REPORT_TEXT, "\nSettings that differ: training.epochs is 10 in A, 20 in B.\n");
    assert_holds(&two.contrast, REPORT_MARKDOWN, "B: other (\\\\x1b[2J\\|\"\\$)");
    assert_holds(&two.contrast, REPORT_LATEX, "\\textbackslash{}x1b{[}2J\\textbar{}\\char34{}\\$");
    assert_holds(&two.contrast, REPORT_JSON, "\"title\": \"\\u001b[2J|\\\"$\"");
    assert_holds(&two.contrast, REPORT_JSON,
                 "{\"setting\": \"training.epochs\", \"model\": \"\", \"a\": \"10\", \"b\": \"20\"}");
    free_two(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_the_same_sequences),
        cmocka_unit_test(does_not_pair_others),
        cmocka_unit_test(names_what_only_one_has),
        cmocka_unit_test(refuses_what_has_nothing_in_common),
        cmocka_unit_test(says_the_same_bits),
        cmocka_unit_test(counts_verdicts_of_a_grid),
        cmocka_unit_test(escapes_what_others_wrote),
        cmocka_unit_test(unpairs_only_models_varied_otherwise),
        cmocka_unit_test(says_whose_repeats_have_no_partner),
        cmocka_unit_test(equal_rows_stay_in_the_family),
        cmocka_unit_test(judges_at_the_larger_number_of_looks),
    };
    return RUN_TESTS(tests);
}
