/* Charts of where a model pays, and of single sequences: the numbers in their data files.
 * slow: 4 s */
#include "attnbench/analysis/frontier.h"
#include "attnbench/base/error.h"
#include "attnbench/plot/plot.h"
#include "fabricate.h"
#include "plotting.h"
#include "test.h"

#include <math.h>

static void classes_need_a_verdict_and_ten_points(void **state)
{
    (void)state;
    const struct {
        double mean, against, difference;
        enum verdict verdict;
        enum frontier_class class;
    } cases[] = {
        {90, 70, 20, VERDICT_SUPPORTED, FRONTIER_BETTER},    {90, 70, 20, VERDICT_UNDECIDED, FRONTIER_UNDECIDED},
        {90, 80, 10, VERDICT_SUPPORTED, FRONTIER_UNDECIDED}, {70, 90, -20, VERDICT_REFUTED, FRONTIER_WORSE},
        {70, 90, -20, VERDICT_NO_DATA, FRONTIER_UNDECIDED},  {80, 90, -10, VERDICT_REFUTED, FRONTIER_UNDECIDED},
        {9, 0, 9, VERDICT_SUPPORTED, FRONTIER_FAIL},         {10, 0, 10, VERDICT_SUPPORTED, FRONTIER_UNDECIDED},
        {9.5, 9, 10.5, VERDICT_SUPPORTED, FRONTIER_BETTER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct outcome outcome = {.n_cells = 1,
                                        .n = 3,
                                        .mean = cases[i].mean,
                                        .against_mean = cases[i].against,
                                        .difference = cases[i].difference,
                                        .verdict = cases[i].verdict};
        assert_int_equal(frontier_classify(&outcome), cases[i].class);
    }
    assert_int_equal(frontier_classify(&(struct outcome){0}), FRONTIER_NO_DATA);
}

enum { REPEATS = 5 };

/* Every trial finished; cell by cell the percents of the models, which differ by one between repeats. */
static struct results three_models(const double percents[3][4])
{
    struct results results = fabricate_models(3, (const size_t[]){2, 2, 1}, REPEATS);
    for (size_t trial = 0; trial < results.n_trials; trial++) {
        double percent = percents[trial / (4 * REPEATS)][trial / REPEATS % 4] + (double)(trial % 2);
        fabricate_accuracies(&results, trial, &percent, 1);
    }
    return results;
}

static const double percents[3][4] = {{20, 80, 3, 90}, {90, 82, 2, 50}, {50, 82, 4, 90}};

static const size_t four_cells[] = {0, 1, 2, 3};
static const struct fields four = {four_cells, 4, false};

/* In the upper two cells attention wins by 70 points, and by 2, which is undecided; in the lower two it loses one by 1
 * and the other by 40. The means of both couples are decided, whatever each cell says alone. */
static void a_mean_has_an_interval_of_its_own(void **state)
{
    (void)state;
    struct results results = three_models(percents);
    struct analysis analysis;
    struct outcome outcomes[4];
    static const size_t couples[] = {0, 0, 1, 1};
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    assert_int_equal(frontier_final(&analysis, 1, 0, four, outcomes), 0);
    assert_int_equal(outcomes[1].verdict, VERDICT_UNDECIDED);
    assert_int_equal(frontier_final(&analysis, 1, 0, (struct fields){couples, 2, true}, outcomes), 0);
    assert_true(fabs(outcomes[0].difference - 36) < 1e-9 && fabs(outcomes[0].against_mean - 50.4) < 1);
    assert_true(outcomes[0].n_cells == 2 && outcomes[0].n == REPEATS);
    assert_int_equal(outcomes[0].verdict, VERDICT_SUPPORTED);
    assert_int_equal(frontier_classify(&outcomes[0]), FRONTIER_BETTER);
    assert_int_equal(outcomes[1].verdict, VERDICT_REFUTED);
    assert_true(fabs(outcomes[1].difference + 20.5) < 1e-9);
    analysis_free(&analysis);
    results_free(&results);
}

static void frontiers_are_of_every_couple(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = three_models(percents);
    assert_int_equal(plot(&results, "png,svg,pdf"), 0);
    assert_chart("frontier_attention");
    assert_chart("frontier_wide");
    assert_chart("frontier_attention_against_wide");
    assert_missing("frontier_wide_against_attention.gp");
    assert_missing("frontier_equal_time_attention.gp"); /* nothing was held out */
    /* n_in 5 is the left column; n_out 1, the second value, the lower row. */
    char *text = text_of("frontier_attention.dat");
    static const struct {
        double difference;
        enum frontier_class class;
    } cells[] = {{2, FRONTIER_UNDECIDED}, {-40, FRONTIER_WORSE}, {70, FRONTIER_BETTER}, {-1, FRONTIER_FAIL}};
    const char *line = strchr(text, '\n') + 1;
    for (int i = 0; i < 4; i++) {
        double x, y, difference;
        int class;
        assert_int_equal(sscanf(line, "%lf %lf %lf %d", &x, &y, &difference, &class), 4);
        assert_true(x == i % 2 && y == i / 2);
        assert_true(fabs(difference - cells[i].difference) <= 1);
        assert_int_equal(class, cells[i].class);
        line = strchr(line, '\n') + 1;
    }
    free(text);
    assert_chart_holds("frontier_attention.gp", "'better by more than 10 points: 1'");
    assert_chart_holds("frontier_attention.gp", "'both below 10 %: 1'");
    assert_lacks("frontier_attention.gp", "no result");
    results_free(&results);
}

static void any_couple_is_compared_as_the_study_does(void **state)
{
    (void)state;
    struct results results = three_models(percents);
    struct analysis analysis;
    struct comparison forth[4], back[4];
    results.dimensions[0].count = 2; /* one further model: both families have the same four comparisons */
    results.n_trials = 2 * 4 * REPEATS;
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    assert_int_equal(analysis_compare(&analysis, 1, 0, forth), 0);
    assert_int_equal(analysis_compare(&analysis, 0, 1, back), 0);
    for (size_t cell = 0; cell < 4; cell++) {
        assert_true(forth[cell].difference == analysis.comparisons[cell].difference);
        assert_true(forth[cell].p_holm == analysis.comparisons[cell].p_holm);
        assert_int_equal(forth[cell].verdict, analysis.comparisons[cell].verdict);
        assert_true(back[cell].difference == -forth[cell].difference);
    }
    assert_int_equal(forth[0].verdict, VERDICT_SUPPORTED);
    assert_int_equal(back[0].verdict, VERDICT_REFUTED);
    analysis_free(&analysis);
    results_free(&results);
}

/* 100 epochs with an evaluation every 20: models right 10 k % and, attention, 16 k % (and the repeat) after the k-th.
 * Seconds of attention and baseline by cell; attention has 100 * baseline / attention epochs. */
static struct results timed(void)
{
    static const double seconds[4][2] = {{2, 1}, {1, 1}, {1, 2.6}, {6, 1}};
    struct results results = three_models(percents);
    results.epochs = 100;
    results.every = 20;
    results.evaluations = 5;
    assert_int_equal(results_allocate_curves(&results), 0);
    for (size_t trial = 0; trial < results.n_trials; trial++) {
        size_t model = trial / (4 * REPEATS), cell = trial / REPEATS % 4;
        results.train_seconds[trial] = seconds[cell][model == 0];
        for (size_t k = 0; k < 5; k++)
            results.held_out_accuracy[trial * 5 + k] =
                (float)(model == 1 ? 0.16 * (double)(k + 1) + 0.01 * (double)(trial % REPEATS) : 0.1 * (double)(k + 1));
    }
    return results;
}

static void equal_time_cuts_the_costlier_off(void **state)
{
    (void)state;
    struct results results = timed();
    struct analysis analysis;
    struct outcome outcomes[4];
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    assert_int_equal(frontier_equal_time(&analysis, 1, 0, four, outcomes), 0);
    /* Half the epochs, 50: two evaluations, 32 % and 2 for the repeats' mean, against 50 %. */
    assert_true(outcomes[0].epochs == 40 && outcomes[0].against_epochs == 100 && outcomes[0].relative_time == 2);
    assert_true(fabs(outcomes[0].difference + 16) < 1e-9);
    assert_int_equal(outcomes[0].verdict, VERDICT_REFUTED);
    assert_int_equal(outcomes[0].n, REPEATS);
    assert_true(outcomes[1].epochs == 100 && outcomes[1].against_epochs == 100);
    assert_true(fabs(outcomes[1].difference - 32) < 1e-9);
    assert_int_equal(outcomes[1].verdict, VERDICT_SUPPORTED);
    /* 38 epochs of baseline. */
    assert_true(outcomes[2].epochs == 100 && outcomes[2].against_epochs == 20);
    assert_true(fabs(outcomes[2].difference - 72) < 1e-9);
    assert_int_equal(outcomes[3].n_cells, 0); /* 16 epochs: none was evaluated */
    /* Wide is evaluated like baseline: exactly 0 decides nothing. */
    assert_int_equal(frontier_equal_time(&analysis, 2, 0, four, outcomes), 0);
    assert_true(outcomes[1].difference == 0);
    assert_int_equal(outcomes[1].verdict, VERDICT_UNDECIDED);
    analysis_free(&analysis);
    results_free(&results);
}

/* All trials take as long; in each cell the repeats of attention, and those of the others, are right as often as that.
 */
static struct results evenly_timed(const double of_attention[REPEATS], const double of_others[REPEATS])
{
    struct results results = timed();
    for (size_t trial = 0; trial < results.n_trials; trial++) {
        const double *percent = trial / (4 * REPEATS) == 1 ? of_attention : of_others;
        results.train_seconds[trial] = 1;
        for (size_t k = 0; k < 5; k++)
            results.held_out_accuracy[trial * 5 + k] = (float)(percent[trial % REPEATS] / 100);
    }
    return results;
}

static const double of_others[REPEATS] = {41, 13, 66, 28, 55};

/* In each of four cells attention's 53, 26, 78, 42, 67 % stand beside baseline's 41, 13, 66, 28, 55 %: of the pairs'
 * 12, 13, 12, 14, 12 points scipy.stats.ttest_rel has p = 6e-6, of both apart ttest_ind(equal_var=False) has 0.37. */
static void equal_time_goes_by_pairs(void **state)
{
    (void)state;
    static const double of_attention[REPEATS] = {53, 26, 78, 42, 67};
    struct results results = evenly_timed(of_attention, of_others);
    struct analysis analysis;
    struct outcome outcomes[4];
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    assert_int_equal(frontier_equal_time(&analysis, 1, 0, four, outcomes), 0);
    for (size_t cell = 0; cell < 4; cell++) {
        assert_true(outcomes[cell].n == REPEATS && fabs(outcomes[cell].difference - 12.6) < 1e-9);
        assert_int_equal(outcomes[cell].verdict, VERDICT_SUPPORTED);
    }
    analysis_free(&analysis);
    /* Of other sequences there are no pairs. */
    assert_int_equal(results_add_text(&results, RESULTS_VARY, "init; init, data; init, data"), 0);
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    assert_int_equal(frontier_equal_time(&analysis, 1, 0, four, outcomes), 0);
    assert_int_equal(outcomes[0].verdict, VERDICT_UNDECIDED);
    analysis_free(&analysis);
    results_free(&results);
}

/* 58 to 54 sequences of 300 beside 24 to 20: each pair differs by 34, but for what shares are rounded. The sign test of
 * five has 1/16. */
static void equal_differences_decide_by_their_signs(void **state)
{
    (void)state;
    double of_attention[REPEATS], of_baseline[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
        of_attention[i] = (54 + i) / 3.0;
        of_baseline[i] = (20 + i) / 3.0;
    }
    struct results results = evenly_timed(of_attention, of_baseline);
    struct analysis analysis;
    struct outcome outcomes[4];
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    assert_int_equal(frontier_equal_time(&analysis, 1, 0, four, outcomes), 0);
    assert_int_equal(outcomes[0].verdict, VERDICT_UNDECIDED);
    analysis_free(&analysis);
    results_free(&results);
}

/* R: t.test(c(12, 3, 20, 14, 2))$p.value is 0.040, which decides alone, and of four cells 4 * 0.040, which does not. */
static void cells_at_equal_time_are_one_family(void **state)
{
    (void)state;
    static const double of_attention[REPEATS] = {53, 16, 86, 42, 57};
    struct results results = evenly_timed(of_attention, of_others);
    struct analysis analysis;
    struct outcome outcomes[4];
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    assert_int_equal(frontier_equal_time(&analysis, 1, 0, four, outcomes), 0);
    assert_int_equal(outcomes[0].verdict, VERDICT_UNDECIDED);
    analysis.n_cells = 1;
    assert_int_equal(frontier_equal_time(&analysis, 1, 0, (struct fields){four_cells, 1, false}, outcomes), 0);
    assert_int_equal(outcomes[0].verdict, VERDICT_SUPPORTED);
    analysis.n_cells = 4;
    analysis_free(&analysis);
    results_free(&results);
}

static void equal_time_has_a_chart(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = timed();
    assert_int_equal(plot(&results, "png,svg,pdf"), 0);
    assert_chart("frontier_equal_time_attention");
    assert_chart("frontier_equal_time_attention_against_wide");
    assert_chart_holds("frontier_equal_time_attention.gp", "(time per epoch: ratio 0.38 to 2)");
    assert_chart_holds("frontier_equal_time_attention.gp", "no evaluation so early: 1'");
    assert_chart_holds("frontier_equal_time_attention.dat", "\n0 1 -16 1 0 34 50 5 40 100 2 5 2\n");
    results_free(&results);
}

/* Times of milliseconds are noise, and so is what is cut off by them. */
static void equal_time_of_short_trials_is_not_drawn(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = timed();
    for (size_t trial = 0; trial < results.n_trials; trial++)
        results.train_seconds[trial] /= 10;
    assert_int_equal(plot(&results, "svg"), 0);
    assert_chart_holds("frontier_equal_time_attention.gp", "no result, or no evaluation so early: 1'");
    assert_null(strstr(plot_said, "equal_time"));
    results.train_seconds[0] = 0; /* the first cell's baseline took 0.08 s */
    assert_int_equal(plot(&results, "svg"), 0);
    assert_chart_holds("frontier_equal_time_attention.gp", "no result, none so early, or trials under 0.1 s: 2'");
    assert_chart_holds("frontier_equal_time_attention.dat", "\n0 1 nan 4 0 nan nan 0 ");
    for (size_t trial = 0; trial < results.n_trials; trial++)
        results.train_seconds[trial] /= 100;
    assert_int_equal(plot(&results, "svg"), 0);
    assert_missing("frontier_equal_time_attention.gp"); /* it was there */
    assert_says("attnbench: frontier_equal_time_attention, frontier_equal_time_wide, "
                "frontier_equal_time_attention_against_wide are not drawn: the trials take less than 0.1 s");
    assert_chart_holds("frontier_attention.gp", "plot");
    results_free(&results);
}

/* 12 columns hold \"+99.0" at its full size, and "+100.0" not. */
static void numbers_fit_their_fields(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = fabricate_models(2, (const size_t[]){5, 3, 3}, 6);
    for (size_t trial = 0; trial < results.n_trials; trial++)
        fabricate_accuracies(&results, trial, &(double){trial / 6 == 60 ? 99 : 0}, 1);
    assert_int_equal(plot(&results, "svg"), 0);
    assert_chart_holds("frontier_attention.gp", "'(%+.1f)' : '%+.1f', $3)) with labels font ',13'");
    fabricate_accuracies(&results, 360, (const double[]){100, 100, 100, 100, 100, 100}, 6);
    assert_int_equal(plot(&results, "svg"), 0);
    assert_chart_holds("frontier_attention.gp", "'(%+.0f)' : '%+.0f', $3)) with labels font ',16'");
    assert_chart_holds("heatmap_difference_attention.gp", "%+.0f");
    assert_chart_holds("heatmap_baseline.gp", "%.1f");
    results_free(&results);
}

/* Five panels, of which the third has none below it. */
static void columns_have_tics_below_their_last_panel(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(7, 6, 5, 1);
    assert_int_equal(plot(&results, "svg"), 0);
    assert_chart_holds("heatmap_attention.gp", "set xtics scale 0 ('5' 0, '20' 2, '22' 4, '24' 6, '5' 7.66, '20' 9.66, "
                                               "'22' 11.66, '24' 13.66)\n");
    assert_chart_holds("heatmap_attention.gp", "set label 20 '5' at first 15.32, first 7.1 center");
    assert_chart_holds("heatmap_attention.gp", "set label 23 '24' at first 21.32, first 7.1 center");
    results_free(&results);
    results = grid(7, 6, 3, 1);
    assert_int_equal(plot(&results, "svg"), 0);
    assert_lacks("heatmap_attention.gp", "set label 20");
    results_free(&results);
}

static void tokens_stand_on_the_axes(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(2, 1, 1, 2);
    float input[] = {7, 3, 9, 4, 5, 6}, expected[] = {7, 0, 4, 0}, predicted[] = {7, 0, 4, 1};
    float attention[] = {0.5F, 0.25F, 0.25F, 0, 0, 1, 1, 0, 0, 0, 1, 0};
    struct decoded decoded = {1, 0, 2, 3, 2, false, input, expected, predicted, attention, {{0}, {0}}};
    const struct plot_options options = {
        .directory = plots, .formats = "png,svg,pdf", .n_decoded = 1, .decoded = &decoded};
    assert_int_equal(plot_into(plot_write, &results, options), 0);
    assert_chart("attention_tokens_attention");
    assert_missing("sines_attention.gp");
    assert_starts_so("attention_tokens_attention.dat",
                     "# place_x sequence output_step input_step weight input expected predicted\n"
                     "1 1 1 1 0.5 7 7 7\n2 1 1 2 0.25 3 7 7\n3 1 1 3 0.25 9 7 7\n1 1 2 1 0 7 0 0\n");
    assert_chart_holds("attention_tokens_attention.gp", "'7' 1, '3' 2, '9' 3, '4' 5.75,");
    assert_chart_holds("attention_tokens_attention.gp", "'4/4'");
    assert_chart_holds("attention_tokens_attention.gp", "'0/1' at first 5.15, first 2 right font 'DejaVu Sans Bold");
    assert_chart_holds("attention_tokens_attention.gp", "'wrong'");
    assert_chart_holds("attention_tokens_attention.gp", "single sequences of attention, repeat 0");
    decoded.attention = NULL;
    decoded.model = 0;
    assert_int_equal(plot_into(plot_write, &results, options), 0);
    assert_missing("attention_tokens_baseline.gp");
    results_free(&results);
}

/* Of up to five digits: there is room for each label, or the chart is left out. */
static void wide_tokens_have_room(void **state)
{
    (void)state;
    draw_by_fake();
    enum { SEQUENCES = 3, MOST = 20, STEPS = 2 };
    static float tokens[SEQUENCES * MOST], attention[SEQUENCES * STEPS * MOST];
    struct results results = grid(2, 1, 1, 2);
    for (int digits = 1; digits <= 5; digits++)
        for (size_t n_in = 2; n_in <= MOST; n_in += 6) {
            for (size_t i = 0; i < SEQUENCES * MOST; i++)
                tokens[i] = (float)(pow(10, digits) - 1);
            const struct decoded decoded = {1,      0,      SEQUENCES, n_in,      STEPS,     false,
                                            tokens, tokens, tokens,    attention, {{0}, {0}}};
            const struct plot_options options = {
                .directory = plots, .formats = "svg", .n_decoded = 1, .decoded = &decoded};
            assert_int_equal(plot_into(plot_write, &results, options), 0);
            if (digits > 3 && n_in == MOST) {
                assert_missing("attention_tokens_attention.gp");
                assert_says("attention_tokens_attention is not drawn: its tokens would cover each other");
                continue;
            }
            char *text = text_of("attention_tokens_attention.gp");
            double low, high, second, font;
            assert_int_equal(sscanf(strstr(text, "set xrange ["), "set xrange [%lf:%lf]", &low, &high), 2);
            assert_int_equal(sscanf(strstr(text, "set label 102 "), "set label 102 %*s at first %lf", &second), 1);
            assert_int_equal(sscanf(strstr(text, "right font 'DejaVu Sans,"), "right font 'DejaVu Sans,%lf", &font), 1);
            double column = 0.82 * 1200 / (high - low), before = (double)n_in + 0.5; /* where the first panel ends */
            assert_true((second - before) * column >= (2 * digits + 1) * 0.85 * font);
            assert_true((0.4 - low) * column >= (2 * digits + 1) * 0.85 * font);
            assert_true(column >= (strstr(text, "rotate by 90") != NULL ? 1 : 0.85 * digits) * font);
            free(text);
        }
    results_free(&results);
}

/* Errors of 3 and 4 in two steps; and none. */
static void sines_have_their_errors(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = fabricate(one_cell, 2);
    fabricate_rmse(&results, 0, (const double[]){0.5, 0.25}, 2);
    float input[] = {1, 2, 3, 4}, expected[] = {0, 0, 1, -1}, predicted[] = {3, -4, 1, -1};
    const struct decoded decoded = {0, 0, 2, 2, 2, true, input, expected, predicted, NULL, {{0}, {0}}};
    const struct plot_options options = {
        .directory = plots, .formats = "png,svg,pdf", .n_decoded = 1, .decoded = &decoded};
    fabricate_traces(&results, 3);
    assert_int_equal(plot_into(plot_write, &results, options), 0);
    assert_chart("sines_baseline");
    assert_missing("attention_tokens_baseline.gp");
    assert_starts_so("sines_baseline.dat", "# place_x sequence step noisy clean predicted\n"
                                           "1 1 1 1 0 3\n2 1 2 2 0 -4\n\n3.5 2 1 3 1 1\n4.5 2 2 4 -1 -1\n");
    assert_chart_holds("sines_baseline.gp", "'RMSE 3.536'");
    assert_chart_holds("sines_baseline.gp", "'RMSE 0.000'");
    assert_chart_holds("sines_baseline.gp", "predicted by baseline, repeat 0");
    results_free(&results);
}

/* Where a trained model diverged, or is far from it all. */
static void sines_of_diverged_models_are_drawn(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = fabricate(one_cell, 2);
    fabricate_rmse(&results, 0, (const double[]){0.5, 0.25}, 2);
    fabricate_traces(&results, 3);
    float input[] = {1, 2, 3, 4, 0, 0}, expected[] = {0, 0, 1, -1, 0, 0};
    float predicted[] = {NAN, NAN, 1e30F, -2e30F, -INFINITY, INFINITY};
    struct decoded decoded = {0, 0, 3, 2, 2, true, input, expected, predicted, NULL, {{0}, {0}}};
    const struct plot_options options = {.directory = plots, .formats = "png", .n_decoded = 1, .decoded = &decoded};
    assert_int_equal(plot_into(plot_write, &results, options), 0);
    assert_chart_holds("sines_baseline.gp", "'diverged' at");
    assert_chart_holds("sines_baseline.gp", "'RMSE 1.58e+30' at");
    assert_lacks("sines_baseline.gp", "nan");
    assert_lacks("sines_baseline.dat", "inf");
    assert_chart_holds("sines_baseline.dat", "\n2 1 2 2 0 nan\n");
    memset(predicted, 0, sizeof predicted);
    memset(input, 0, sizeof input);
    memset(expected, 0, sizeof expected);
    assert_int_equal(plot_into(plot_write, &results, options), 0);
    assert_scripts_are_quiet();
    results_free(&results);
}

/* Tics of one panel stand clear of the next one's, each step has one, of 1 step, 2, and of as many as may be. */
static void sines_have_tics_apart(void **state)
{
    (void)state;
    draw_by_fake();
    static float values[3 * 1000];
    static const struct {
        size_t n;
        const char *tics;
    } cases[] = {{1, "set xtics ('1' 1, '1' 2.25, '1' 3.5)"},
                 {2, "set xtics ('1' 1, '2' 2, '1' 3.5, '2' 4.5, '1' 6, '2' 7)"},
                 {1000, "set xtics ('1' 1, '500' 500, '1000' 1000, '1' 1251,"}};
    struct results results = fabricate(one_cell, 2);
    fabricate_rmse(&results, 0, (const double[]){0.5, 0.25}, 2);
    fabricate_traces(&results, 3);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct decoded decoded = {0, 0, 3, cases[i].n, cases[i].n, true, values, values, values, NULL, {{0}, {0}}};
        const struct plot_options options = {.directory = plots, .formats = "svg", .n_decoded = 1, .decoded = &decoded};
        assert_int_equal(plot_into(plot_write, &results, options), 0);
        assert_chart_holds("sines_baseline.gp", cases[i].tics);
    }
    results_free(&results);
}

int main(void)
{
    setenv("LC_ALL", "C", 1); /* charts are UTF-8 in any locale */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_need_a_verdict_and_ten_points),
        cmocka_unit_test(a_mean_has_an_interval_of_its_own),
        PLOT_TEST(frontiers_are_of_every_couple),
        cmocka_unit_test(any_couple_is_compared_as_the_study_does),
        cmocka_unit_test(equal_time_cuts_the_costlier_off),
        cmocka_unit_test(equal_time_goes_by_pairs),
        cmocka_unit_test(equal_differences_decide_by_their_signs),
        cmocka_unit_test(cells_at_equal_time_are_one_family),
        PLOT_TEST(equal_time_has_a_chart),
        PLOT_TEST(equal_time_of_short_trials_is_not_drawn),
        PLOT_TEST(numbers_fit_their_fields),
        PLOT_TEST(columns_have_tics_below_their_last_panel),
        PLOT_TEST(tokens_stand_on_the_axes),
        PLOT_TEST(sines_have_their_errors),
        PLOT_TEST(sines_of_diverged_models_are_drawn),
        PLOT_TEST(sines_have_tics_apart),
        PLOT_TEST(wide_tokens_have_room),
    };
    return RUN_TESTS(tests);
}
