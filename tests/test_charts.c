/* What charts show: the numbers in their data files, and what their titles say of them.
 * slow: 6 s */
#include "attnbench/plot/plot.h"
#include "fabricate.h"
#include "plotting.h"
#include "test.h"

/* The numbers behind a chart: repeats 0..2 of each cell average to their middle one, and an incomplete repeat is left
 * out. Cells count n_in first, cardinality fastest. */
static void data_are_means_over_complete_repeats(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(2, 1, 2, 3);
    results.status[0] = TRIAL_MISSING; /* baseline, n_in 5, cardinality 50, repeat 0 */
    results.figures[METRIC_ACCURACY].values[0] = NAN;
    assert_int_equal(plot(&results, "png"), 0);
    /* cardinality 10 has trials 3 4 5 and 9 10 11; 50 has 0 1 2 and 6 7 8, of which repeats 1 and 2 are whole: 4 and 5.
     * A repeat's two cells are one sample of 200 sequences. */
    const int32_t of_10[] = {12, 14, 16}, of_50[] = {8, 10}, sequences[] = {200, 200, 200};
    struct interval at_10 = mean_interval(&(struct sample){3, of_10, sequences, false, 0}, 0.95);
    struct interval at_50 = mean_interval(&(struct sample){2, of_50, sequences, false, 0}, 0.95);
    char expected[256];
    snprintf(expected, sizeof expected,
             "# model baseline\n# x mean ci_low ci_high repeats\n10 7 %.10g %.10g 3\n50 4.5 %.10g %.10g 2\n", at_10.low,
             at_10.high, at_50.low, at_50.high);
    assert_starts_so("accuracy_by_cardinality.dat", expected);
    results_free(&results);
}

/* The first cell of four, n_in 5 and cardinality 50, needs 2 repeats, the others 4, after three looks at the data. */
static struct results adaptive_grid(void)
{
    struct results results = grid(2, 1, 2, 4);
    for (size_t model = 0; model < 2; model++)
        for (size_t trial = model * 16 + 2; trial < model * 16 + 4; trial++) {
            results.status[trial] = TRIAL_NOT_WANTED;
            results.figures[METRIC_ACCURACY].values[trial] = NAN;
            results.figures[METRIC_ACCURACY].hits[trial] = results.sequences[trial] = 0;
        }
    assert_int_equal(results_add_number(&results, RESULTS_LOOKS, 3), 0);
    return results;
}

/* Cells weigh equally at each value, and the intervals are those of three looks. */
static void adaptive_axes_keep_what_all_cells_have(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = adaptive_grid();
    assert_int_equal(plot(&results, "svg"), 0);
    const int32_t of_10[] = {16, 18, 20, 22}, of_50[] = {8, 10}, sequences[] = {200, 200, 200, 200};
    struct interval at_10 =
        mean_interval(&(struct sample){4, of_10, sequences, false, 0}, look_level(looks_at_one_level(3)));
    struct interval at_50 =
        mean_interval(&(struct sample){2, of_50, sequences, false, 0}, look_level(looks_at_one_level(3)));
    char expected[256];
    snprintf(expected, sizeof expected,
             "# model baseline\n# x mean ci_low ci_high repeats\n10 9.5 %.10g %.10g 4\n50 4.5 %.10g %.10g 2\n",
             at_10.low, at_10.high, at_50.low, at_50.high);
    assert_starts_so("accuracy_by_cardinality.dat", expected);
    assert_chart_holds("accuracy_by_cardinality.gp",
                       "'Accuracy over other axes and the 2 to 4 repeats that all cells of a value have; "
                       "band: 97.9 %'");
    results_free(&results);
}

/* Repeats 0 and 1, which all cells have: 0 4 8 12 and 1 5 9 13 percent, so 2 and 3 of 4 reach 5 %. */
static void adaptive_profiles_weigh_cells_equally(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = adaptive_grid();
    assert_int_equal(plot(&results, "svg"), 0);
    const int32_t reached[] = {2, 3}, cells[] = {4, 4};
    struct interval ci =
        mean_interval(&(struct sample){2, reached, cells, false, 0}, look_level(looks_at_one_level(3)));
    char expected[128];
    snprintf(expected, sizeof expected, "\n5 62.5 %.10g %.10g 2\n", ci.low, ci.high);
    assert_chart_holds("profiles.dat", expected);
    assert_chart_holds("profiles.gp", "'Performance profile over 4 cells and the 2 repeats that all have; "
                                      "pointwise 97.9 % band'");
    results_free(&results);
}

/* 101 epochs make windows of two, each drawn at its middle; an infinite loss is left out of its window. */
static void loss_is_averaged_over_windows(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = fabricate(one_cell, 1);
    fabricate_accuracies(&results, 0, (const double[]){50}, 1);
    fabricate_traces(&results, 101);
    for (size_t epoch = 0; epoch < 101; epoch++)
        results.train_loss[epoch] = epoch % 2 == 0 ? 1 : 3;
    results.train_loss[2] = INFINITY;
    assert_int_equal(plot(&results, "png"), 0);
    char *text = text_of("loss.dat");
    const char *expected =
        "# model baseline\n# x mean ci_low ci_high repeats\n1.5 2 nan nan 1\n3.5 3 nan nan 1\n5.5 2 nan";
    assert_memory_equal(text, expected, strlen(expected));
    free(text);
    results_free(&results);
}

static void captions_say_settings_and_gaps(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = fabricate(one_cell, 10);
    fabricate_accuracies(&results, 0, published_baseline, 7);
    fabricate_traces(&results, 3);
    assert_int_equal(plot(&results, "png"), 0);
    const char *caption = "incomplete: 7 of 20 trials, no result yet of attention; n_in 5, n_out 2, cardinality 50";
    assert_chart_holds("loss.gp", caption);
    assert_chart_holds("accuracy.gp", caption);
    assert_chart_holds("loss.gp", "set xtics 1\n");
    assert_chart_holds("loss.gp", "with linespoints");
    results_free(&results);
}

/* Of four cells the middle two are left out; attention has its only result in the last. */
static void captions_count_what_the_grid_has(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = fabricate((const size_t[]){2, 2, 1}, 1);
    results.status[1] = results.status[2] = results.status[5] = results.status[6] = TRIAL_EXCLUDED;
    assert_int_equal(results_find_cells(&results), 0);
    fabricate_accuracies(&results, 0, (const double[]){40}, 1);
    fabricate_accuracies(&results, 7, (const double[]){60}, 1);
    assert_int_equal(plot(&results, "png"), 0);
    assert_chart_holds("means.gp", "incomplete: 2 of 4 trials; cardinality 50");
    results_free(&results);
}

static void one_repeat_has_no_interval(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = fabricate(one_cell, 1);
    fabricate_accuracies(&results, 0, (const double[]){40, 60}, 2);
    fabricate_traces(&results, 1);
    assert_int_equal(plot(&results, "png"), 0);
    assert_chart_holds("accuracy.gp", "Accuracy, one repeat");
    assert_chart_holds("loss.gp", "Training loss, one repeat");
    assert_lacks("profiles.gp", "95 %");
    assert_missing("means.gp");
    assert_lacks("loss.gp", "filledcurves");
    assert_lacks("accuracy.gp", "yerrorbars");
    results_free(&results);
}

/* Of the fields of baseline's map, that of n_in 5 and n_out 2 has two repeats, the others three. */
static void fields_of_fewer_repeats_are_marked(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(2, 2, 1, 3);
    results.status[0] = TRIAL_CRASHED;
    results.figures[METRIC_ACCURACY].values[0] = NAN;
    assert_int_equal(plot(&results, "png"), 0);
    assert_chart_holds("heatmap_baseline.gp", "*: of fewer repeats");
    assert_chart_holds("heatmap_baseline.gp", "$4 < 3 ? '*' : ''");
    assert_lacks("heatmap_attention.gp", "of fewer repeats");
    results_free(&results);
}

/* With 10 repeats the data have the simultaneous band beside the pointwise one, and the title says which is which. */
static void bands_say_what_they_are(void **state)
{
    (void)state;
    need_gnuplot();
    struct results few = fabricate(one_cell, 4), results = tutorial();
    fabricate_accuracies(&few, 0, published_baseline, 4);
    fabricate_traces(&few, 300);
    assert_int_equal(plot(&few, "png"), 0);
    assert_chart_holds("loss.gp", "pointwise 95 % band");
    assert_lacks("loss.dat", "simultaneous_low");
    assert_int_equal(plot(&results, "png"), 0);
    assert_chart_holds("loss.gp", "95 % bands: dark pointwise, light simultaneous");
    assert_chart_holds("training_accuracy.gp", "95 % bands: dark pointwise, light simultaneous");
    char *text = text_of("loss.dat");
    double x, mean, low, high, wide_low, wide_high;
    int repeats;
    const char *line = strstr(text, "simultaneous_high\n") + strlen("simultaneous_high\n");
    assert_int_equal(
        sscanf(line, "%lf %lf %lf %lf %d %lf %lf", &x, &mean, &low, &high, &repeats, &wide_low, &wide_high), 7);
    assert_true(wide_low < low && low < mean && mean < high && high < wide_high && repeats == 10);
    free(text);
    results_free(&few);
    results_free(&results);
}

/* 18 20 20 21 23 23 23 26 28 29: quartiles at places 2.25, 4.5 and 6.75. */
static void accuracy_has_boxes_and_intervals(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = tutorial();
    struct analysis analysis;
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    assert_int_equal(plot(&results, "png"), 0);
    assert_starts_so("accuracy.dat",
                     "# x quartile1 median quartile3 model repeats\n0 20.25 23 25.25 0 10\n1 94 96 97.75");
    char expected[128];
    for (size_t model = 0; model < 2; model++) {
        const struct estimate *estimate = &analysis.cells[model].figure;
        snprintf(expected, sizeof expected, "\n%.6g %.10g %.10g %.10g %zu 10\n", (double)model + 0.33, estimate->mean,
                 estimate->ci.low, estimate->ci.high, model);
        assert_chart_holds("accuracy.dat", expected);
    }
    analysis_free(&analysis);
    results_free(&results);
}

/* A chart of made-up comparisons: row i has difference i, of which every other is decided. */
static void forests_and_differences_show_comparisons(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(2, 2, 1, 3);
    struct analysis analysis;
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    for (size_t i = 0; i < 4; i++) {
        struct comparison *comparison = &analysis.comparisons[i];
        comparison->difference = (double)i;
        comparison->ci = (struct interval){(double)i - 1, (double)i + 2};
        comparison->verdict = i % 2 == 0 ? VERDICT_SUPPORTED : VERDICT_UNDECIDED;
        comparison->improvement = 0.5 + (double)i / 10;
        comparison->improvement_ci = (struct interval){0.25 + (double)i / 10, 0.75 + (double)i / 16};
    }
    FILE *log = fopen("/dev/null", "w");
    const struct plot_options options = {.directory = plots, .formats = "svg"};
    assert_int_equal(plot_write(&analysis, &options, log), 0);
    fclose(log);
    assert_starts_so("differences.dat", "# value low high y decided model cell\n"
                                        "0 -1 2 0 1 1 0\n1 0 3 1 0 1 1\n2 1 4 2 1 1 2\n3 2 5 3 0 1 3\n");
    assert_chart_holds("differences.gp", "'n_in 5, n_out 2' 0, 'n_in 5, n_out 1' 1");
    assert_chart_holds("differences.gp", "set xrange [*<0:0<*]");
    assert_chart_holds("means.gp", "'n_in 5, n_out 2' 0, 'n_in 5, n_out 1' 1");
    assert_starts_so("improvement.dat", "# value low high y decided model cell\n"
                                        "50 25 75 0 0 1 0\n60 35 81.25 1 0 1 1\n70 45 87.5 2 0 1 2\n80 55 93.75 3 1");
    /* n_in 5 is the left column; n_out 1, the second value, the lower row. */
    assert_starts_so("heatmap_difference_attention.dat",
                     "# place_x place_y difference_points trials undecided x_value y_value\n"
                     "0 0 1 3 1 5 1\n1 0 3 3 1 10 1\n0 1 0 3 0 5 2\n1 1 2 3 0 10 2\n");
    assert_chart_holds("heatmap_difference_attention.gp", "in brackets: undecided");
    assert_chart_holds("heatmap_difference_attention.gp", "set cbrange [-3:3]");
    /* What a picture's parts are called, which browsers show over them, is no line of the script. */
    assert_lacks("heatmap_difference_attention.svg", " using ");
    analysis_free(&analysis);
    results_free(&results);
}

static void undefined_improvement_has_no_chart(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(2, 2, 1, 3);
    struct analysis analysis;
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    for (size_t i = 0; i < 4; i++) {
        analysis.comparisons[i].improvement = NAN;
        analysis.comparisons[i].n = i == 2 ? 3 : 0;
    }
    FILE *log = fopen("/dev/null", "w");
    const struct plot_options options = {.directory = plots, .formats = "svg"};
    assert_int_equal(plot_write(&analysis, &options, log), 0);
    fclose(log);
    assert_missing("improvement.gp");
    assert_chart_holds("differences.dat", "\nnan ");
    analysis_free(&analysis);
    results_free(&results);
}

/* Two cells of two repeats: 10 20 and 30 40 percent. */
static void profiles_count_runs(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = fabricate((const size_t[]){2, 1, 1}, 2);
    fabricate_accuracies(&results, 0, (const double[]){10, 20, 30, 40}, 4);
    assert_int_equal(plot(&results, "svg"), 0);
    const int32_t one_each[] = {1, 1}, cells[] = {2, 2};
    struct interval half = mean_interval(&(struct sample){2, one_each, cells, false, 0}, 0.95);
    char expected[128];
    snprintf(expected, sizeof expected, "\n21 50 %.10g %.10g 2\n", half.low, half.high);
    assert_chart_holds("profiles.dat", "# model baseline\n# x mean ci_low ci_high repeats\n0 100 100 100 2\n");
    assert_chart_holds("profiles.dat", "\n10 100 ");
    assert_chart_holds("profiles.dat", "\n11 75 ");
    assert_chart_holds("profiles.dat", expected);
    assert_chart_holds("profiles.dat", "\n41 0 ");
    assert_lacks("profiles.dat", "attention");
    results_free(&results);
}

static void attention_is_drawn_as_given(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(2, 1, 1, 2);
    double weights[] = {0.25, 0.5, 0.25, 1, 0, 0};
    struct attention_map map = {1, 0, 2, 3, 7, weights};
    const struct plot_options options = {.directory = plots, .formats = "png,svg,pdf", .n_maps = 1, .maps = &map};
    assert_int_equal(plot_into(plot_write, &results, options), 0);
    assert_chart("attention_attention");
    assert_starts_so("attention_attention.dat",
                     "# output_step input_step weight\n1 1 0.25\n1 2 0.5\n1 3 0.25\n2 1 1\n");
    assert_chart_holds("attention_attention.gp",
                       "'Attention weights of attention, repeat 0, mean over 7 sequences; n_in 5' at");
    assert_chart_holds("attention_attention.gp", "'n_out 2, cardinality 50' at");
    results_free(&results);
    results = grid(2, 2, 2, 2);
    strcpy(results.dimensions[0].labels[1], "attention-with-a-longer-name");
    assert_int_equal(plot_into(plot_write, &results, options), 0);
    assert_chart_holds("attention_attention-with-a-longer-name.gp", "mean over 7 sequences' at");
    assert_chart_holds("attention_attention-with-a-longer-name.gp", "'n_in 5, n_out 2, cardinality 50' at");
    results_free(&results);
}

static void one_weight_is_drawn(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(1, 1, 1, 2);
    for (double weight = 0; weight < 2; weight += 1) {
        struct attention_map map = {1, 0, 1, 1, 7, &weight};
        const struct plot_options options = {.directory = plots, .formats = "png,svg,pdf", .n_maps = 1, .maps = &map};
        assert_int_equal(plot_into(plot_write, &results, options), 0);
        assert_chart("attention_attention");
    }
    results_free(&results);
}

/* The colours end at the largest weight, rounded up to one digit; cells reach under their neighbours, but for the last.
 */
static void attention_fills_its_colours(void **state)
{
    (void)state;
    need_gnuplot();
    static const struct {
        double weight;
        const char *range;
    } cases[] = {{0.5, "[0:0.5]"}, {0.51, "[0:0.6]"},  {1, "[0:1]"}, {0.0213, "[0:0.03]"},
                 {0.1, "[0:0.1]"}, {0.07, "[0:0.07]"}, {0, "[0:1]"}, {0.0010001, "[0:0.002]"}};
    struct results results = grid(1, 1, 1, 2);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double weights[] = {cases[i].weight, 0, cases[i].weight / 3, 0, 0, 0};
        struct attention_map map = {1, 0, 2, 3, 7, weights};
        const struct plot_options options = {.directory = plots, .formats = "svg", .n_maps = 1, .maps = &map};
        assert_int_equal(plot_into(plot_write, &results, options), 0);
        char range[64];
        snprintf(range, sizeof range, "set cbrange %s\n", cases[i].range);
        assert_chart_holds("attention_attention.gp", range);
    }
    assert_chart_holds("attention_attention.gp", "set cbtics 0.001\n");
    assert_chart_holds("attention_attention.gp",
                       "($2-0.5):($2+($2 < 3 ? 0.5042 : 0.5)):($1-0.5):($1+($1 < 2 ? 0.5048 : 0.5)):3");
    results_free(&results);
}

static void few_models_and_cells_are_drawn(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(2, 2, 1, 1), single = fabricate(one_cell, 1);
    results.dimensions[0].count = 1;
    single.dimensions[0].count = 1;
    single.n_trials = 1;
    results.n_trials = 4;
    fabricate_accuracies(&single, 0, (const double[]){5}, 1);
    fabricate_traces(&single, 1);
    assert_int_equal(plot(&results, "png"), 0);
    assert_missing("differences.gp");
    assert_missing("improvement.gp");
    assert_missing("heatmap_difference_baseline.gp");
    assert_int_equal(plot(&single, "png"), 0);
    assert_starts_with("accuracy.png", "\x89PNG");
    assert_missing("means.gp");
    assert_missing("improvement.gp");
    results_free(&results);
    results_free(&single);
}

int main(void)
{
    setenv("LC_ALL", "C", 1); /* charts are UTF-8 in any locale */
    const struct CMUnitTest tests[] = {
        PLOT_TEST(data_are_means_over_complete_repeats),
        PLOT_TEST(loss_is_averaged_over_windows),
        PLOT_TEST(captions_say_settings_and_gaps),
        PLOT_TEST(captions_count_what_the_grid_has),
        PLOT_TEST(one_repeat_has_no_interval),
        PLOT_TEST(fields_of_fewer_repeats_are_marked),
        PLOT_TEST(bands_say_what_they_are),
        PLOT_TEST(accuracy_has_boxes_and_intervals),
        PLOT_TEST(forests_and_differences_show_comparisons),
        PLOT_TEST(undefined_improvement_has_no_chart),
        PLOT_TEST(profiles_count_runs),
        PLOT_TEST(adaptive_axes_keep_what_all_cells_have),
        PLOT_TEST(adaptive_profiles_weigh_cells_equally),
        PLOT_TEST(attention_is_drawn_as_given),
        PLOT_TEST(one_weight_is_drawn),
        PLOT_TEST(attention_fills_its_colours),
        PLOT_TEST(few_models_and_cells_are_drawn),
    };
    return RUN_TESTS(tests);
}
