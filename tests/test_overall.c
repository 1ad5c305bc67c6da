/* All cells of a grid together, and how far repeats spread: what of the results these figures are made of. */
#include "attnbench/analysis/analysis.h"
#include "fabricate.h"
#include "test.h"

#define assert_close(value, expected) assert_true(fabs((value) - (expected)) < 1e-9)
#define assert_interval(interval, l, h) (assert_close((interval).low, l), assert_close((interval).high, h))

enum { REPEATS = 8, MODELS = 3 };
static const size_t one_cell[3] = {1, 1, 1}, two_cells[3] = {2, 1, 1};

static const double percents[MODELS][2][REPEATS] = {
    {{20, 23, 23, 18, 28, 29, 25, 21}, {30, 28, 33, 31, 35, 38, 34, 29}},
    {{25, 26, 29, 23, 33, 36, 31, 26}, {36, 31, 38, 36, 41, 41, 39, 35}},
    {{21, 22, 25, 17, 30, 28, 26, 20}, {31, 30, 31, 33, 34, 40, 33, 31}},
};

static void lose(struct results *results, size_t trial)
{
    results->status[trial] = TRIAL_CRASHED;
    results->figures[METRIC_ACCURACY].values[trial] = results->figures[METRIC_RMSE].values[trial] = NAN;
}

/* Baseline's repeat 4 lacks the first cell, attention's repeat 1 the second. */
static struct results gappy(bool errors)
{
    struct results results = fabricate_models(MODELS, two_cells, REPEATS);
    for (size_t i = 0; i < results.n_trials; i++) {
        double percent = percents[i / (2 * REPEATS)][i / REPEATS % 2][i % REPEATS], error = percent / 100;
        if (errors)
            fabricate_rmse(&results, i, &error, 1);
        else
            fabricate_accuracies(&results, i, &percent, 1);
    }
    lose(&results, 4);
    lose(&results, 3 * REPEATS + 1);
    return results;
}

/* Cells are strata: where one is nearly all right and the other nearly all wrong, the luck of their sequences is much
 * less than a binomial's at 50 %: 1 - mean of q (1 - q) / (p (1 - p)), q of a cell with 2 right and 2 wrong added, is
 * 0.96. The interval by its equation in inference.c, in numpy; as one binomial it would be 46.8 to 53.7. */
static void luck_of_cells_is_that_of_strata(void **state)
{
    (void)state;
    struct results results = fabricate_models(1, two_cells, 4);
    fabricate_accuracies(&results, 0, (const double[]){100, 99, 100, 100, 1, 0, 2, 0}, 8);
    struct analysis analysis;
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    assert_close(analysis.overall[0].mean, 50.25);
    assert_interval(analysis.overall[0].ci, 49.22298106898456, 51.27680801548846);
    analysis_free(&analysis);
    fabricate_accuracies(&results, 0, (const double[]){100, 100, 100, 100, 0, 0, 0, 0}, 8);
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    assert_interval(analysis.overall[0].ci, 49.21039736346629, 50.7896026365337);
    analysis_free(&analysis);
    results_free(&results);
}

/* A cell's further repeats are no part of the mean, and none of its luck: both cells have 50 % in the two that are, so
 * they are one binomial, by whose equation the interval is. */
static void luck_is_that_of_the_repeats_pooled(void **state)
{
    (void)state;
    struct results results = fabricate_models(1, two_cells, 10);
    fabricate_accuracies(&results, 0, (const double[]){50, 50, 100, 100, 100, 100, 100, 100, 100, 100, 50, 50}, 12);
    struct analysis analysis;
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    assert_true(analysis.overall[0].repeats == 2 && analysis.overall[0].left_out == 8);
    assert_interval(analysis.overall[0].ci, 23.187875745935628, 76.81212425406437);
    analysis_free(&analysis);
    results_free(&results);
}

/* Of the repeats with both cells, right of 200: baseline's 50 51 56 49 67 59 50 are 27.29 %, attention's 61 67 59 74 77
 * 70 61 are 33.5 %. scipy.optimize.brentq of the interval's equation in inference.c. */
static void only_repeats_that_all_cells_have_are_pooled(void **state)
{
    (void)state;
    struct results results = gappy(false);
    struct analysis analysis;
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    assert_true(analysis.overall[0].repeats == 7 && analysis.overall[1].repeats == 7);
    assert_int_equal(analysis.overall[2].repeats, 8);
    assert_close(analysis.overall[0].mean, 27.285714285714285);
    assert_interval(analysis.overall[0].ci, 24.34323839291463, 30.440755262117513);
    assert_close(analysis.overall[1].mean, 33.5);
    assert_interval(analysis.overall[1].ci, 30.346943944313082, 36.80754034888587);
    analysis_free(&analysis);
    assert_int_equal(results_add_number(&results, RESULTS_LOOKS, 5), 0);
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    struct interval looked = analysis.overall[1].ci; /* at 98.7 %: between those of 95 and of 99 % */
    assert_true(looked.low < 29.2 && looked.low > 28.794868946886744);
    assert_true(looked.high > 38.1 && looked.high < 38.55763736606253);
    analysis_free(&analysis);
    results_free(&results);
}

/* Attention and baseline have six repeats in common, wide and baseline seven. Unpaired p would be 0.005 and 0.81. */
static void cells_together_are_compared_by_pairs_in_one_family(void **state)
{
    (void)state;
    struct results results = gappy(false);
    struct analysis analysis;
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    const struct comparison *attention = &analysis.overall[1].difference, *wide = &analysis.overall[2].difference;
    assert_true(attention->paired && attention->n == 6 && wide->paired && wide->n == 7);
    assert_close(attention->difference, 5.333333333333334);
    assert_close(attention->correlation, 0.9974564956516981);
    assert_interval(attention->ci, 4.914746349552856, 5.6456718584643495);
    assert_close(attention->p, 6.984375857111435e-05);
    assert_close(attention->p_holm, 2 * 6.984375857111435e-05); /* the smaller of two */
    assert_close(wide->difference, 0.42857142857142816);
    assert_interval(wide->ci, -0.00223463349352691, 0.7476735278806732);
    assert_close(wide->p, 0.050652916095646934);
    assert_close(wide->p_holm, wide->p);
    assert_int_equal(attention->verdict, VERDICT_SUPPORTED);
    assert_int_equal(wide->verdict, VERDICT_UNDECIDED);
    analysis_free(&analysis);
    results_free(&results);
}

/* R, conf.int and p.value of t.test((c(61, 67, 59, 77, 70, 61) - c(50, 56, 49, 67, 59, 50)) / 200), and of wide's
 * seven. */
static void errors_of_cells_together_are_compared_by_pairs(void **state)
{
    (void)state;
    const double p = 5.700172862477883e-08;
    struct results results = gappy(true);
    struct analysis analysis;
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    const struct comparison *attention = &analysis.overall[1].difference, *wide = &analysis.overall[2].difference;
    assert_true(attention->paired && attention->n == 6 && wide->n == 7 && analysis.overall[0].repeats == 7);
    assert_close(analysis.overall[0].mean, 0.27285714285714285);
    assert_interval(attention->ci, 0.05062370216251089, 0.05604296450415578);
    assert_true(fabs(attention->p / p - 1) < 1e-9);
    assert_true(fabs(attention->p_holm / (2 * p) - 1) < 1e-9);
    assert_close(wide->p, 0.016689984315831446);
    analysis_free(&analysis);
    results_free(&results);
}

/* R: t.test(c(0.25, 0.75))$conf.int is (-2.68, 3.68), and no error is below 0. */
static void no_interval_of_all_cells_holds_what_cannot_be(void **state)
{
    (void)state;
    struct results results = fabricate(two_cells, 2);
    struct analysis analysis;
    fabricate_rmse(&results, 0, (const double[]){0.25, 0.75, 0.25, 0.75}, 4);
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    assert_interval(analysis.overall[0].ci, 0, 3.676551184043583);
    analysis_free(&analysis);
    results_free(&results);
}

/* ---- spread ---- */

enum { TEN = 10 };

/* R: var(a) / var(b), bonett_ratio(a, b, 0.99) and bonett(a, 0.99) as test_variance.c has them, a the published
 * accuracies of attention, b those of baseline; 0.99 is 1 - 0.05 / 5. */
static void a_part_of_the_variance_is_beside_the_whole(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, TEN);
    const int whole[] = {0, 0}, none[] = {0, -1}, other_way[] = {1, 1};
    struct analysis analysis;
    fabricate_accuracies(&results, 0, published_baseline, TEN);
    fabricate_accuracies(&results, TEN, published_attention, TEN);
    assert_int_equal(results_add_text(&results, RESULTS_VARY, "init, data; init"), 0);
    assert_int_equal(analysis_make(&results, &(struct questions){.whole = whole}, &analysis), 0);
    assert_true(isnan(analysis.cells[0].spread.whole.ratio) && isnan(analysis.cells[0].spread.whole.ci.low));
    assert_close(analysis.cells[1].spread.whole.ratio, 0.5483319076133447);
    assert_interval(analysis.cells[1].spread.whole.ci, 0.16258798943355718, 1.8492625559513414);
    assert_string_equal(analysis.cells[0].varied, VARIES_WHOLLY);
    assert_string_equal(analysis.cells[1].varied, "init");
    analysis_free(&analysis);
    assert_int_equal(analysis_make(&results, &(struct questions){.whole = other_way}, &analysis), 0);
    assert_close(analysis.cells[0].spread.whole.ratio, 1 / 0.5483319076133447);
    assert_true(isnan(analysis.cells[1].spread.whole.ratio));
    analysis_free(&analysis);
    assert_int_equal(analysis_make(&results, &(struct questions){.whole = none}, &analysis), 0);
    assert_true(isnan(analysis.cells[1].spread.whole.ratio));
    analysis_free(&analysis);
    assert_int_equal(results_add_number(&results, RESULTS_LOOKS, 5), 0);
    assert_int_equal(analysis_make(&results, &(struct questions){.whole = whole}, &analysis), 0);
    const double level = look_level(looks_at_one_level(5));
    double a[TEN], b[TEN];
    memcpy(a, published_attention, sizeof a);
    memcpy(b, published_baseline, sizeof b);
    struct interval ratio = variance_ratio(a, TEN, b, TEN, level).ci, of_attention = variance_interval(a, TEN, level),
                    of_baseline = variance_interval(b, TEN, level);
    assert_interval(analysis.cells[1].spread.whole.ci, ratio.low, ratio.high);
    assert_interval(analysis.cells[1].spread.ci, of_attention.low, of_attention.high);
    assert_interval(analysis.cells[0].spread.ci, of_baseline.low, of_baseline.high);
    analysis_free(&analysis);
    results_free(&results);
}

/* 6 of 10 repeats of the baseline have 23 % or more, and all of attention. */
static void trainings_that_get_there_are_counted(void **state)
{
    (void)state;
    struct results results = fabricate((const size_t[]){1, 1, 1}, TEN);
    struct claim claim = {
        .text = "t", .measured = metric_find("reached"), .expect = {"attention", "baseline", ABOVE, 0, false}};
    const struct questions asked = {.claims = &claim, .n_claims = 1};
    struct analysis analysis;
    double p;
    fabricate_accuracies(&results, 0, published_baseline, TEN);
    fabricate_accuracies(&results, TEN, published_attention, TEN);
    assert_int_equal(analysis_make(&results, &asked, &analysis), 0);
    assert_true(isnan(analysis.cells[0].reached.share) && isnan(analysis.comparisons[0].p_reached));
    assert_int_equal(analysis.claim_results[0].verdict, VERDICT_NO_DATA);
    analysis_free(&analysis);

    assert_int_equal(results_add_number(&results, RESULTS_REACHED, 23), 0);
    assert_int_equal(analysis_make(&results, &asked, &analysis), 0);
    const struct reached *baseline = &analysis.cells[0].reached, *attention = &analysis.cells[1].reached;
    struct interval exact = share_interval((struct share){6, TEN}, 0.95);
    assert_true(baseline->share == 60 && baseline->those.n == 6 && fabs(baseline->those.mean - 152.0 / 6) < 1e-9);
    assert_true(baseline->ci.low == exact.low && baseline->ci.high == exact.high);
    assert_true(attention->share == 100 && attention->those.n == TEN && fabs(attention->those.mean - 95.7) < 1e-9);
    assert_int_equal(boschloo_test((struct share){TEN, TEN}, (struct share){6, TEN}, &p), 0);
    assert_true(analysis.comparisons[0].p_reached == p && analysis.comparisons[0].p_reached_holm == p);
    assert_true(analysis.claim_results[0].p == p && analysis.claim_results[0].figure == 40);
    assert_int_equal(analysis.claim_results[0].verdict, VERDICT_SUPPORTED);
    analysis_free(&analysis);
    results_free(&results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trainings_that_get_there_are_counted),
        cmocka_unit_test(luck_of_cells_is_that_of_strata),
        cmocka_unit_test(luck_is_that_of_the_repeats_pooled),
        cmocka_unit_test(only_repeats_that_all_cells_have_are_pooled),
        cmocka_unit_test(cells_together_are_compared_by_pairs_in_one_family),
        cmocka_unit_test(errors_of_cells_together_are_compared_by_pairs),
        cmocka_unit_test(no_interval_of_all_cells_holds_what_cannot_be),
        cmocka_unit_test(a_part_of_the_variance_is_beside_the_whole),
    };
    return RUN_TESTS(tests);
}
