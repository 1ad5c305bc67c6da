/* Figures as tables show them. */
#include "attnbench/analysis/analysis.h"
#include "attnbench/report/tables.h"
#include "test.h"

/* A printed interval lies on the side of a bound that the interval itself lies on. */
static void intervals_show_what_they_leave_out(void **state)
{
    (void)state;
    const struct {
        struct interval interval;
        double value;
        int digits;
        const char *text;
    } cases[] = {
        {{93.4, 94.97}, 95, 1, "[93.40, 94.97]"},    {{93.4, 94.97}, 90, 1, "[93.4, 95.0]"},
        {{0.0004, 3}, 0, 1, "[0.0004, 3.0000]"},     {{0, 3}, 0, 1, "[0.0, 3.0]"},
        {{-3, -0.04}, 0, 1, "[-3.00, -0.04]"},       {{-3, 0.04}, 0, 1, "[-3.00, 0.04]"},
        {{94.999999999, 96}, 95, 1, "[95.0, 96.0]"}, {{1.23456, 2}, 1.2349, -4, "[1.2346, 2]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[TABLE_TEXT];
        int digits = digits_apart(&cases[i].interval, cases[i].digits, cases[i].value);
        interval_text(&cases[i].interval, digits, text);
        assert_string_equal(text, cases[i].text);
    }
}

/* A printed interval has a width where the interval has one, and the printed mean lies in it. */
static void a_narrow_interval_has_its_width_and_its_mean(void **state)
{
    (void)state;
    const struct {
        struct interval ci;
        double mean;
        enum values values;
        const char *mean_text, *text;
    } cases[] = {
        {{25.956, 26.004}, 25.98, VALUES_PERCENT, "25.98", "[25.96, 26.00]"},
        {{25.97, 26.06}, 25.98, VALUES_PERCENT, "25.98", "[25.97, 26.06]"}, /* not [26.0, 26.1] */
        {{25.9752, 25.9768}, 25.976, VALUES_PERCENT, "25.976", "[25.975, 25.977]"},
        {{18.34, 21.27}, 19.77, VALUES_PERCENT, "19.77", "[18.3, 21.3]"},
        {{100, 100}, 100, VALUES_PERCENT, "100.00", "[100.0, 100.0]"},
        {{33.3333, 33.3333}, 33.3333, VALUES_PERCENT, "33.33", "[33.3, 33.3]"},
        {{NAN, NAN}, 33.3333, VALUES_PERCENT, "33.33", "-"},
        {{-0.004, 0.004}, 0, VALUES_PERCENT, "0.000", "[-0.004, 0.004]"},
        {{1234.567, 1234.573}, 1234.57, VALUES_OWN, "1234.57", "[1234.567, 1234.573]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct cell_analysis cell = {.figure = {.mean = cases[i].mean, .ci = cases[i].ci}};
        char mean[TABLE_TEXT], text[TABLE_TEXT];
        field_print(field_find(OF_CELL, "mean"), &cell, cases[i].values, mean);
        field_print(field_find(OF_CELL, "ci_*"), &cell, cases[i].values, text);
        assert_string_equal(mean, cases[i].mean_text);
        assert_string_equal(text, cases[i].text);
    }
}

/* What is cut at 0 need not be 0. */
static void a_variance_of_training_that_is_cut_says_up_to_what(void **state)
{
    (void)state;
    struct cell_analysis cell = {.figure.training_variance = 0, .spread.most_of_training = 12.346};
    char text[TABLE_TEXT];
    const struct field *field = field_find(OF_CELL, "training_variance");
    field_print(field, &cell, VALUES_PERCENT, text);
    assert_string_equal(text, "up to 12.35");
    cell.spread.most_of_training = 0; /* repeats vary less than evaluation's luck alone: 0 is no bound */
    field_print(field, &cell, VALUES_PERCENT, text);
    assert_string_equal(text, "0.00");
    cell.spread.most_of_training = NAN; /* too few repeats for an interval */
    field_print(field, &cell, VALUES_PERCENT, text);
    assert_string_equal(text, "0.00");
    cell.figure.training_variance = 4.31;
    field_print(field, &cell, VALUES_PERCENT, text);
    assert_string_equal(text, "4.31");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_show_what_they_leave_out),
        cmocka_unit_test(a_narrow_interval_has_its_width_and_its_mean),
        cmocka_unit_test(a_variance_of_training_that_is_cut_says_up_to_what),
    };
    return RUN_TESTS(tests);
}
