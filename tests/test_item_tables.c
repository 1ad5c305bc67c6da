#include "attnbench/analysis/analysis.h"
#include "attnbench/page/page.h"
#include "attnbench/report/report.h"
#include "fabricate.h"
#include "test.h"

#include <math.h>

enum { N_ITEMS = 100 };
static const size_t one_cell[3] = {1, 1, 1};

/* Two models of so many repeats. Right are the first items, so what few get right are all among them. */
static struct results made_of(size_t repeats, const char *vary)
{
    static const double percent[] = {60, 64, 57, 61, 70, 76, 69, 73};
    struct results results = fabricate(one_cell, repeats);
    for (size_t model = 0; model < 2; model++)
        fabricate_accuracies(&results, model * repeats, percent + 4 * model, repeats);
    if (vary != NULL)
        assert_int_equal(results_add_text(&results, RESULTS_VARY, vary), 0);
    results.n_items = N_ITEMS;
    results.item_metric = metric_at(METRIC_ACCURACY);
    results.items = calloc(results.n_trials * N_ITEMS, sizeof *results.items);
    for (size_t trial = 0; trial < results.n_trials; trial++)
        for (int item = 0; item < N_ITEMS; item++)
            results.items[trial * N_ITEMS + (size_t)item] = item < results.figures[0].hits[trial] ? 1 : 0;
    return results;
}

/* What is written of it. The caller frees the results. */
static const char *report_of(const struct results *results, enum report_format format)
{
    static char text[400000];
    struct analysis analysis;
    FILE *out = fmemopen(text, sizeof text, "w");
    assert_int_equal(analysis_make(results, NULL, &analysis), 0);
    if (format == REPORT_HTML)
        page_write(&analysis, out);
    else
        report_write(&analysis, format, out);
    assert_int_equal(fclose(out), 0);
    analysis_free(&analysis);
    return text;
}

static void shared_items_are_shown(void **state)
{
    (void)state;
    struct results results = made_of(4, "init; init");
    const char *text = report_of(&results, REPORT_TEXT);
    assert_non_null(strstr(text, "Item by item: mean accuracy of trainings on the same items"));
    assert_non_null(strstr(text, "Against baseline: difference item by item"));
    assert_non_null(strstr(text, "Item by item attention less baseline is 11.5 points"));
    assert_null(strstr(text, "McNemar"));
    text = report_of(&results, REPORT_JSON);
    assert_non_null(strstr(text, "\"items\": 100"));
    assert_non_null(strstr(text, "\"mcnemar_p\": null"));
    text = report_of(&results, REPORT_HTML);
    assert_non_null(strstr(text, "<section id=\"items\">"));
    assert_non_null(strstr(text, "<section id=\"items-compared\">"));
    results_free(&results);
}

/* Each repeat has other sequences: its items are those of no other. */
static void fresh_sequences_have_no_items_in_common(void **state)
{
    (void)state;
    struct results results = made_of(4, NULL);
    assert_null(strstr(report_of(&results, REPORT_TEXT), "tem by item"));
    assert_non_null(strstr(report_of(&results, REPORT_JSON), "\"items\": null"));
    results_free(&results);
    results = made_of(4, "init; everything");
    assert_null(strstr(report_of(&results, REPORT_TEXT), "difference item by item"));
    results_free(&results);
}

/* An earlier version kept none of one repeat's. */
static void a_repeat_without_items_leaves_them_out(void **state)
{
    (void)state;
    struct results results = made_of(4, "init; init");
    for (int item = 0; item < N_ITEMS; item++)
        results.items[item] = NAN;
    const char *text = report_of(&results, REPORT_TEXT);
    assert_non_null(strstr(text, "Item by item: mean"));
    assert_null(strstr(text, "difference item by item"));
    results_free(&results);
}

/* R 4.2: binom.test(0, 10)$p.value is 0.001953125. */
static void single_trainings_are_compared_by_mcnemars_test(void **state)
{
    (void)state;
    struct results results = made_of(1, NULL);
    const char *text = report_of(&results, REPORT_MARKDOWN);
    assert_non_null(strstr(text, "one training of each on the same items"));
    assert_non_null(strstr(text, "of these two trainings alone (100 items, p = 0.0020 by McNemar's test)."));
    assert_null(strstr(text, "difference item by item"));
    assert_non_null(strstr(report_of(&results, REPORT_JSON), "\"mcnemar_p\": 0.001953125"));
    results_free(&results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_items_are_shown),
        cmocka_unit_test(fresh_sequences_have_no_items_in_common),
        cmocka_unit_test(a_repeat_without_items_leaves_them_out),
        cmocka_unit_test(single_trainings_are_compared_by_mcnemars_test),
    };
    return RUN_TESTS(tests);
}
