/* Epochs to a threshold: of which repeats, over which epochs, and who gets there sooner. */
#include "attnbench/report/report.h"
#include "fabricate.h"
#include "made_up.h"
#include "test.h"

#include <stdio.h>

#define assert_close(value, expected) assert_true(fabs((value) - (expected)) < 1e-9)

enum { EPOCHS = 400 };
static const size_t one_cell[3] = {1, 1, 1};

/* All steps of the trial are right from behind so many epochs on, and none before. */
static void start_at(struct results *results, size_t trial, size_t start)
{
    for (size_t epoch = 0; epoch < results->epochs; epoch++)
        results->train_accuracy[trial * results->epochs + epoch] = epoch >= start ? 1 : 0;
}

/* Trials of all models with these starts, model after model. */
static struct results learners(size_t n_models, size_t repeats, const size_t *starts)
{
    struct results results = fabricate_models(n_models, one_cell, repeats);
    for (size_t trial = 0; trial < results.n_trials; trial++)
        fabricate_accuracies(&results, trial, (const double[]){(double)(20 + trial)}, 1);
    fabricate_traces(&results, EPOCHS);
    for (size_t trial = 0; trial < results.n_trials; trial++)
        start_at(&results, trial, starts[trial]);
    return results;
}

static struct analysis analysed(const struct results *results)
{
    struct analysis analysis;
    assert_int_equal(analysis_make(results, NULL, &analysis), 0);
    return analysis;
}

static struct claim_result judged(const struct results *results, const struct metric *metric, const char *stated)
{
    struct claim claim = {.text = "t", .measured = metric};
    struct analysis analysis;
    assert_int_equal(expectation_parse(stated, &claim.expect), 0);
    assert_int_equal(analysis_make(results, &(struct questions){.claims = &claim, .n_claims = 1}, &analysis), 0);
    struct claim_result result = analysis.claim_results[0];
    analysis_free(&analysis);
    return result;
}

static void fewer_epochs_than_their_mean_is_of_are_none(void **state)
{
    (void)state;
    struct results results = learners(2, 3, (const size_t[]){0, 10, 20, 0, 10, 20});
    results.epochs = 99;
    struct analysis analysis = analysed(&results);
    assert_true(analysis.cells[0].learning[0].n == 0 && isnan(analysis.cells[0].learning[0].median_epochs));
    assert_true(isnan(analysis.sooner[0].to[0].p) && isnan(analysis.sooner[0].to[0].probability));
    analysis_free(&analysis);
    results_free(&results);
}

/* 2 / C(6, 3) of one row; of three looks together (looks.h). */
static void the_least_p_of_few_repeats_is_said(void **state)
{
    (void)state;
    struct results results = learners(2, 3, (const size_t[]){100, 120, 140, 200, 220, 240});
    struct analysis analysis = analysed(&results);
    char *text = written(&analysis, REPORT_MARKDOWN);
    assert_non_null(strstr(text, "; with so few repeats no p (Holm) can be below 0.1000**"));
    free(text);
    analysis_free(&analysis);
    assert_int_equal(results_add_number(&results, RESULTS_LOOKS, 3), 0);
    analysis = analysed(&results);
    text = written(&analysis, REPORT_MARKDOWN);
    char least[128];
    snprintf(least, sizeof least, "; with so few repeats no p (Holm) can be below %.4f**",
             p_of_looks(0.1, looks_at_one_level(3)));
    assert_non_null(strstr(text, least));
    assert_true(p_of_looks(0.1, looks_at_one_level(3)) > 0.2 && p_of_looks(0.1, looks_at_one_level(3)) < 0.3);
    free(text);
    analysis_free(&analysis);
    results_free(&results);
}

/* The mean of the last 100 epochs is 50 % when 50 of them are right, 90 % with 90: 120 + 50 and 120 + 90. */
static void epochs_of_training_are_means_of_a_hundred(void **state)
{
    (void)state;
    struct results results = learners(2, 3, (const size_t[]){100, 120, 140, 0, 60, 390});
    struct analysis analysis = analysed(&results);
    const struct learning *baseline = analysis.cells[0].learning, *attention = analysis.cells[1].learning;
    assert_true(baseline[0].median_epochs == 170 && baseline[1].median_epochs == 210);
    assert_true(baseline[0].n == 3 && baseline[0].n_reached == 3 && baseline[0].fewest == 100);
    assert_true(attention[0].median_epochs == 110 && attention[1].median_epochs == 150);
    assert_true(attention[0].n == 3 && attention[0].n_reached == 2);
    analysis_free(&analysis);
    assert_true(judged(&results, metric_find("epochs_to_90"), "baseline < 300").figure == 210);
    results_free(&results);
}

/* Fewer than the 100 epochs of the first mean cannot be told, nor fewer than those to the first evaluation. */
static void the_fewest_epochs_may_have_been_fewer(void **state)
{
    (void)state;
    struct results results = learners(2, 3, (const size_t[]){100, 120, 140, 0, 0, 40});
    struct analysis analysis = analysed(&results);
    char *text = written(&analysis, REPORT_TEXT), *page = written(&analysis, REPORT_HTML);
    assert_non_null(strstr(text, "\nbaseline         3      170      0      210      0\n"));
    assert_non_null(strstr(text, "\nattention        3    <=100      0    <=100      0\n"));
    assert_non_null(strstr(page, "<td>170</td><td>0</td><td>210</td><td>0</td>"));
    assert_non_null(strstr(page, "<td>&lt;=100</td><td>0</td><td>&lt;=100</td><td>0</td>"));
    analysis_free(&analysis);
    free(text);
    free(page);
    fabricate_curves(&results, 2, 25); /* half right at the first evaluation, all at the second */
    analysis = analysed(&results);
    text = written(&analysis, REPORT_TEXT);
    assert_non_null(strstr(text, "\nattention        3     <=25      0       50      0\n"));
    analysis_free(&analysis);
    free(text);
    results_free(&results);
}

/* A trial that failed may have left a trace; it is no repeat that never learns. */
static void only_repeats_with_an_accuracy_have_times(void **state)
{
    (void)state;
    struct results results = learners(2, 4, (const size_t[]){100, 120, EPOCHS, 140, 60, 70, 80, 90});
    results.status[2] = TRIAL_CRASHED;
    results.figures[METRIC_ACCURACY].values[2] = NAN;
    struct analysis analysis = analysed(&results);
    const struct learning *baseline = analysis.cells[0].learning;
    assert_true(baseline[0].n == 3 && baseline[0].n_reached == 3 && baseline[0].median_epochs == 170);
    assert_true(analysis.cells[1].learning[0].n == 4);
    assert_close(analysis.sooner[0].to[0].p, 2 / 35.0); /* R: wilcox.test(1:4, 5:7)$p.value */
    analysis_free(&analysis);
    struct claim_result result = judged(&results, metric_find("epochs_to_50"), "baseline < 300");
    assert_true(result.n == 3 && result.figure == 170);
    results_free(&results);
}

/* R: wilcox.test(1:5, 6:10)$p.value is 2 / choose(10, 5), of attention, which is always sooner; of wide, which is
 * sooner in 10 of 25 couples, wilcox.test(c(1, 3, 5, 7, 9), c(2, 4, 6, 8, 10))$p.value; p.adjust(c(...), "holm"). */
static void who_learns_sooner_is_one_family(void **state)
{
    (void)state;
    const size_t starts[] = {100, 120, 140, 160, 180, 60, 65, 70, 75, 80, 110, 130, 150, 170, 190};
    const double p_attention = 0.007936507936507936, p_wide = 0.6904761904761905;
    struct results results = learners(3, 5, starts);
    struct analysis analysis = analysed(&results);
    for (int i = 0; i < LEARNING_THRESHOLDS; i++) {
        const struct sooner *attention = &analysis.sooner[0].to[i], *wide = &analysis.sooner[1].to[i];
        assert_close(attention->probability, 1);
        assert_close(wide->probability, 0.4);
        assert_true(wide->ci.low > 0 && wide->ci.low < 0.4 && wide->ci.high > 0.4);
        assert_close(attention->p, p_attention);
        assert_close(attention->p_holm, 2 * p_attention);
        assert_close(wide->p, p_wide);
        assert_close(wide->p_holm, p_wide);
    }
    analysis_free(&analysis);
    assert_int_equal(results_add_number(&results, RESULTS_LOOKS, 3), 0);
    analysis = analysed(&results);
    assert_close(analysis.sooner[0].to[1].p_holm, 2 * p_of_looks(p_attention, looks_at_one_level(3)));
    analysis_free(&analysis);
    results_free(&results);
}

/* Losses of f, f / 2, … f / 20 over 20 epochs fall by f ((1 + 1/2) / 2 - (1/19 + 1/20) / 2) from the first tenth to the
 * last, by f 0.226 from half to half; f is 1, 2, 3 and 1, 1, 1. R: mean(1 / 1:2) - mean(1 / 19:20) */
static void loss_falls_from_the_first_tenth_to_the_last(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 3);
    fabricate_accuracies(&results, 0, (const double[]){1, 2, 3, 1, 1, 1}, 6);
    fabricate_traces(&results, 20);
    for (size_t trial = 0; trial < 6; trial++)
        for (size_t epoch = 0; epoch < 20; epoch++)
            results.train_loss[trial * 20 + epoch] =
                (float)results.figures[METRIC_ACCURACY].values[trial] / (float)(epoch + 1);
    const double fall = 0.6986842105263158;
    assert_true(fabs(judged(&results, metric_find("loss_fall"), "baseline > 0").figure - 2 * fall) < 1e-6);
    assert_true(fabs(judged(&results, metric_find("loss_fall"), "attention - baseline < 0").figure + fall) < 1e-6);
    results_free(&results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fewer_epochs_than_their_mean_is_of_are_none),
        cmocka_unit_test(the_least_p_of_few_repeats_is_said),
        cmocka_unit_test(epochs_of_training_are_means_of_a_hundred),
        cmocka_unit_test(the_fewest_epochs_may_have_been_fewer),
        cmocka_unit_test(only_repeats_with_an_accuracy_have_times),
        cmocka_unit_test(who_learns_sooner_is_one_family),
        cmocka_unit_test(loss_falls_from_the_first_tenth_to_the_last),
    };
    return RUN_TESTS(tests);
}
