/* Names in charts: whole, in lines, where they are long. And which level their intervals have. */
#include "attnbench/chart/chart.h"
#include "fabricate.h"
#include "plotting.h"
#include "test.h"

#include <string.h>

static const size_t two_cells[3] = {2, 1, 1};

static void assert_lines(const char *text, int columns, const char *const *expected, size_t n_expected)
{
    char lines[LABEL_LINES][CHART_LABEL];
    size_t n = chart_label_lines(text, columns, lines);
    assert_int_equal(n, n_expected);
    for (size_t i = 0; i < n; i++)
        assert_string_equal(lines[i], expected[i]);
}

static void lines_break_where_words_end(void **state)
{
    (void)state;
    assert_lines("", 10, (const char *const[]){""}, 1);
    assert_lines("baseline", 10, (const char *const[]){"baseline"}, 1);
    assert_lines("with_attention-and-more", 12, (const char *const[]){"with_", "attention-", "and-more"}, 3);
    assert_lines("n_in 4, n_out 2", 8, (const char *const[]){"n_in 4, ", "n_out 2"}, 2);
    assert_lines("abcdefghij", 4, (const char *const[]){"abcd", "efgh", "ij"}, 3);
    assert_lines("äöüäöüäöü", 4, (const char *const[]){"äöüä", "öüäö", "ü"}, 3);
    assert_lines("a_long_name_of_many_words_that_ends_nowhere", 8,
                 (const char *const[]){"a_long_", "name_of_", "many…ere"}, 3);
}

/* A study whose models have these names. */
static struct results named(const char *const *names, size_t n_models, const size_t counts[3], size_t repeats)
{
    struct results results = fabricate_models(n_models, counts, repeats);
    for (size_t model = 0; model < n_models; model++)
        snprintf(results.dimensions[0].labels[model], RESULTS_LABEL, "%s", names[model]);
    for (size_t i = 0; i < results.n_trials; i++)
        fabricate_accuracies(&results, i, (const double[]){30.0 + (double)(i % 5)}, 1);
    return results;
}

static const char *const two_names[] = {"baseline", "attention"},
                         *const long_names[] = {"encoder_decoder_without_anything_else",
                                                "encoder_decoder_with_additive_attention_and_a_head",
                                                "encoder_decoder_with_as_many_weights"};

static void long_names_are_broken_below_their_models(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = named(long_names, 3, one_cell, 6);
    assert_int_equal(plot(&results, "png"), 0);
    assert_chart_holds("accuracy.gp", "'encoder_decoder_'.\"\\n\".'without_anything_'.\"\\n\".'else' 0, ");
    assert_chart_holds("accuracy.gp", "set bmargin at screen 0.139535"); /* 120 of 860 pixels for three lines */
    assert_lacks("accuracy.gp", "…");
    assert_missing("means.gp");
    results_free(&results);
}

static void longer_ones_stand_to_the_left(void **state)
{
    (void)state;
    need_gnuplot();
    static const char *const names[] = {"one_name_of_a_method_that_is_as_long_as_a_name_of_a_model_can_",
                                        "another_name_of_a_method_that_is_as_long_as_a_name_of_a_model_",
                                        "a_third_name_of_a_method_that_is_as_long_as_a_name_of_a_model_"};
    struct results results = named(names, 3, one_cell, 6);
    assert_int_equal(plot(&results, "png,svg,pdf"), 0);
    assert_chart_holds("accuracy.gp", "every repeat (top to bottom)");
    assert_chart_holds("accuracy.gp",
                       "'one_name_of_a_method_that_is_as_'.\"\\n\".'long_as_a_name_of_a_model_can_' 0, ");
    assert_chart_holds("accuracy.gp", "with xerrorbars");
    assert_chart_holds("accuracy.gp", "set xtics 0,20,100");
    assert_lacks("accuracy.gp", "…");
    results_free(&results);
}

static void the_key_has_whole_names(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = named(long_names, 3, two_cells, 3);
    assert_int_equal(plot(&results, "png"), 0);
    assert_chart_holds("accuracy_by_n_in.gp", "title 'encoder_decoder_without_anything_else'");
    assert_chart_holds("accuracy_by_n_in.gp", "title 'encoder_decoder_with_additive_attention_and_a_head'");
    results_free(&results);
}

/* 24 repeats of either model have 8 pixels each. */
static void many_repeats_have_smaller_marks(void **state)
{
    (void)state;
    need_gnuplot();
    struct results few = named(two_names, 2, one_cell, 5), many = named(two_names, 2, one_cell, 24);
    assert_int_equal(plot(&few, "png"), 0);
    assert_chart_holds("accuracy.gp", "pointtype 7 pointsize 1 ");
    assert_int_equal(plot(&many, "png"), 0);
    assert_chart_holds("accuracy.gp", "pointtype 7 pointsize 0.63 ");
    results_free(&few);
    results_free(&many);
}

/* Of three looks. The probability that one model beats the other has Newcombe's interval, whatever the looks. */
static void intervals_after_looks_state_their_level(void **state)
{
    (void)state;
    need_gnuplot();
    struct results one = named(two_names, 2, one_cell, 5), grid = named(two_names, 2, two_cells, 5);
    assert_int_equal(results_add_number(&one, RESULTS_LOOKS, 3), 0);
    assert_int_equal(results_add_number(&grid, RESULTS_LOOKS, 3), 0);
    assert_int_equal(plot(&one, "png"), 0);
    assert_chart_holds("accuracy.gp", "black: mean, 97.9 % interval");
    assert_int_equal(plot(&grid, "png"), 0);
    assert_chart_holds("accuracy_by_n_in.gp", "band: 97.9 % interval of each value");
    assert_chart_holds("means.gp", "Mean accuracy of each cell, 97.9 % interval");
    assert_chart_holds("differences.gp", "attention − baseline, 97.9 % interval");
    assert_chart_holds("profiles.gp", "pointwise 97.9 % band");
    assert_chart_holds("improvement.gp", "attention beats baseline, 95 % interval");
    results_free(&one);
    results_free(&grid);
}

/* Text at an axis is broken, too. */
static void labels_of_axes_fit(void **state)
{
    (void)state;
    char written[512];
    struct chart chart = {.script = fmemopen(written, sizeof written, "w")};
    assert_non_null(chart.script);
    chart_axis_label(&chart, "y", "right (%)", "");
    chart_axis_label(&chart, "cb", "difference in time that it needs for all its parts, below 0 is better",
                     " offset 1,0");
    fclose(chart.script);
    assert_string_equal(written, "set ylabel 'right (%)'\n"
                                 "set cblabel 'difference in time that it needs for all its '.\"\\n\"."
                                 "'parts, below 0 is better' offset 1,0\n");
}

/* Long names of cells push the chart to the right, and its key with it. */
static void a_narrow_key_has_its_names_in_lines(void **state)
{
    (void)state;
    struct results longer = named(long_names, 3, two_cells, 2), shorter = named(two_names, 2, two_cells, 2);
    struct chart wide = {.height = 700}, narrow = {.height = 700, .is_narrow = true}, plain = narrow, usual = wide;
    chart_key(&wide, &longer, 3);
    chart_key(&narrow, &longer, 3);
    assert_int_equal(narrow.key_columns, 36);
    assert_int_equal(narrow.key_beside, 1);
    assert_int_equal(wide.key_beside, 0);
    assert_true(narrow.height > wide.height);
    chart_key(&usual, &shorter, 2);
    chart_key(&plain, &shorter, 2);
    assert_int_equal(plain.key_columns, usual.key_columns);
    assert_int_equal(plain.height, usual.height);
    assert_int_equal(plain.key_beside, 0);
    results_free(&longer);
    results_free(&shorter);
}

/* Words that differ at their end alone, for the values of an axis: "a_language_with_a_long_name_of_its_own_0", … */
static void make_words(struct results *results, int axis)
{
    struct dimension *dimension = &results->dimensions[axis];
    for (size_t i = 0; i < dimension->count; i++) {
        dimension->values[i] = (struct value){.type = VALUE_WORD};
        snprintf(dimension->values[i].word, VALUE_WORD_BYTES, "a_language_with_a_long_name_of_its_own_%zu", i);
    }
}

/* Below the fields in lines, beside them too; and the key of a frontier in one column, as it is pushed to the right. */
static void long_words_of_axes_leave_room_for_the_fields(void **state)
{
    (void)state;
    need_gnuplot();
    static const size_t cells[3] = {3, 2, 1};
    struct results results = named(long_names, 2, cells, 3);
    make_words(&results, 1);
    make_words(&results, 2);
    assert_int_equal(plot(&results, "png"), 0);
    const char *frontier = "frontier_encoder_decoder_with_additive_attention_and_a_head.gp";
    for (int axis = 0; axis < 2; axis++) {
        char tics[160];
        snprintf(tics, sizeof tics,
                 "set %ctics scale 0 font ',15' ('a_language_with_a_'.\"\\n\".'long_name_of_its_'.\"\\n\".'own_0' 0, ",
                 "xy"[axis]);
        assert_chart_holds(frontier, tics);
    }
    assert_chart_holds(frontier, "set key vertical maxrows 4 ");
    assert_chart_holds(frontier, "'undecided (in brackets), or < 10 points: ");
    assert_chart_holds(frontier,
                       "'Accuracy of encoder_decoder_…tion_and_a_head − encoder_decoder_…t_anything_else, points");
    assert_chart_holds("accuracy_by_n_in.gp", "'a_language…its_own_0' 0, 'a_language…its_own_1' 1");
    results_free(&results);
}

/* Where fields are narrow, words below them are turned. */
static void words_of_narrow_fields_are_turned(void **state)
{
    (void)state;
    need_gnuplot();
    static const size_t cells[3] = {3, 3, 3};
    struct results results = named(two_names, 2, cells, 2);
    for (int axis = 1; axis <= 3; axis++)
        make_words(&results, axis);
    assert_int_equal(plot(&results, "png"), 0);
    assert_chart_holds("frontier_attention.gp",
                       "set xtics scale 0 rotate by 40 right font ',15' ('a_language…its_own_0' 0, ");
    assert_chart_holds("frontier_attention.gp", "'cardinali…s_own_0'");
    results_free(&results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_break_where_words_end),
        PLOT_TEST(long_names_are_broken_below_their_models),
        PLOT_TEST(longer_ones_stand_to_the_left),
        PLOT_TEST(the_key_has_whole_names),
        PLOT_TEST(many_repeats_have_smaller_marks),
        PLOT_TEST(intervals_after_looks_state_their_level),
        cmocka_unit_test(labels_of_axes_fit),
        cmocka_unit_test(a_narrow_key_has_its_names_in_lines),
        PLOT_TEST(long_words_of_axes_leave_room_for_the_fields),
        PLOT_TEST(words_of_narrow_fields_are_turned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
