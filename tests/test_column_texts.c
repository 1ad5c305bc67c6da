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
        cmocka_unit_test(a_variance_of_training_that_is_cut_says_up_to_what),
    };
    return RUN_TESTS(tests);
}
