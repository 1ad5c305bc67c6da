/* Simultaneous intervals of several comparisons. */
#include "attnbench/analysis/analysis.h"
#include "attnbench/report/report.h"
#include "attnbench/stats/together.h"
#include "fabricate.h"
#include "test.h"

static void ends_have_half_a_percent(void **state)
{
    (void)state;
    assert_true(fabs(together_level(10, one_look) - 0.9995) < 1e-12);
    assert_true(together_level(1, one_look) == 0.95);
    const struct looks five = looks_at_one_level(5);
    assert_true(together_level(1, five) == look_level(five));
    assert_true(together_level(10, five) == 1 - error_of_looks(0.0005, five));
}

static struct comparison decided(double difference, enum verdict verdict, double low, double high)
{
    return (struct comparison){.difference = difference, .verdict = verdict, .ci_together = {low, high}};
}

/* By the sign of the difference, whichever is better. */
static void what_is_decided_leaves_out_0(void **state)
{
    (void)state;
    struct comparison of[] = {decided(5, VERDICT_SUPPORTED, -1, 11), decided(5, VERDICT_REFUTED, 2, 11),
                              decided(-5, VERDICT_REFUTED, -11, 1),  decided(-5, VERDICT_SUPPORTED, -11, -3),
                              decided(5, VERDICT_UNDECIDED, -1, 11), decided(NAN, VERDICT_NO_DATA, NAN, NAN)};
    const double ends[][2] = {{0, 11}, {2, 11}, {-11, 0}, {-11, -3}, {-1, 11}};
    together_cut(of, 6);
    for (int i = 0; i < 5; i++)
        assert_true(of[i].ci_together.low == ends[i][0] && of[i].ci_together.high == ends[i][1]);
    assert_true(isnan(of[5].ci_together.low));
}

/* Six cells, whose differences are of 0, 1, … 5 points: some are decided. */
static struct results six_cells(void)
{
    struct results results = fabricate((const size_t[]){3, 2, 1}, 10);
    double percent[10];
    for (size_t i = 0; i < 12; i++) {
        for (size_t k = 0; k < 10; k++)
            percent[k] = 60 + (double)((7 * k + 3 * i) % 10) + (i < 6 ? 0 : 3 * (double)(i - 6));
        fabricate_accuracies(&results, 10 * i, percent, 10);
    }
    return results;
}

static void intervals_say_what_the_verdicts_say(void **state)
{
    (void)state;
    struct results results = six_cells();
    struct analysis analysis;
    size_t n_clear = 0;
    results.metric = metric_at(METRIC_ACCURACY);
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    for (size_t i = 0; i < 6; i++) {
        const struct comparison *of = &analysis.comparisons[i];
        bool is_clear = verdict_is_clear(of->verdict);
        assert_true(is_clear == (of->ci_together.low >= 0 || of->ci_together.high <= 0));
        assert_true(of->ci_together.high > of->ci.high && (of->ci_together.low < of->ci.low || is_clear));
        n_clear += is_clear;
    }
    assert_in_range(n_clear, 1, 5);
    analysis_free(&analysis);
    results_free(&results);
}

static void reports_show_them_when_asked(void **state)
{
    (void)state;
    struct results results = six_cells();
    struct analysis analysis;
    char text[2][1 << 15] = {"", ""};
    results.metric = metric_at(METRIC_ACCURACY);
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    for (int i = 0; i < 2; i++) {
        FILE *out = fmemopen(text[i], sizeof text[i], "w");
        analysis.shows_together = i == 1;
        report_write(&analysis, REPORT_TEXT, out);
        fclose(out);
    }
    assert_non_null(strstr(text[0], "intervals are each row's own"));
    assert_null(strstr(text[0], "together\n"));
    assert_non_null(strstr(text[1], "intervals hold together, where an end of 0 is not in them"));
    analysis_free(&analysis);
    results_free(&results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_have_half_a_percent),
        cmocka_unit_test(what_is_decided_leaves_out_0),
        cmocka_unit_test(intervals_say_what_the_verdicts_say),
        cmocka_unit_test(reports_show_them_when_asked),
    };
    return RUN_TESTS(tests);
}
