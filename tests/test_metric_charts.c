/* Charts and page go by the study's metric: their words, ranges and numbers. */
#include "fabricate.h"
#include "made_up.h"
#include "plotting.h"
#include "test.h"

/* Trial i has the i-th figure; of steps, so many percent of 1000. */
static struct results study_of(const char *name, const size_t counts[3], size_t repeats, const double *figures)
{
    struct results results = fabricate(counts, repeats);
    const struct metric *metric = metric_find(name);
    assert_int_equal(results_add_figures(&results, metric), 0);
    results_set_metric(&results, metric);
    for (size_t i = 0; i < results.n_trials; i++) {
        fabricate_accuracies(&results, i, (const double[]){(double)(i % 7)}, 1);
        struct figure figure = {metric, figures[i], 0, 0};
        if (metric->kind == METRIC_COUNTS)
            figure = figure_of_counts(metric, (int64_t)(10 * figures[i]), 1000);
        results_set_figure(&results, i, &figure);
    }
    return results;
}

static void draw(const struct results *results)
{
    draw_by_fake();
    assert_int_equal(plot(results, "svg"), 0);
}

static char *page_of(const struct results *results)
{
    struct analysis analysis;
    assert_int_equal(analysis_make(results, NULL, &analysis), 0);
    char *text = written(&analysis, REPORT_HTML);
    analysis_free(&analysis);
    return text;
}

static void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("the page lacks: %s", part);
}

static const size_t three_lengths[3] = {3, 1, 1}, six_cells[3] = {3, 2, 1};

static void steps_right_are_called_so(void **state)
{
    (void)state;
    const double figures[] = {40, 50, 60, 80, 90, 95};
    struct results results = study_of("steps_right", one_cell, 3, figures);
    draw(&results);
    assert_chart_holds("steps_right.gp", "'Steps right of every repeat (left to right); black: mean, 95 % interval'");
    assert_chart_holds("steps_right.gp", "set ylabel 'steps right (%)'\nset yrange [-2:102]");
    assert_chart_holds("profiles.gp", "'runs with share of steps right ≥ τ (%)'");
    assert_missing("accuracy.gp");
    char *page = page_of(&results);
    assert_has(page, "Steps right of every repeat.");
    assert_has(page, "steps right (%)");
    assert_has(page, "Steps right: steps of the evaluated targets");
    assert_null(strstr(page, "wholly right (%)"));
    free(page);
    results_free(&results);
}

static void steps_right_of_a_grid_are_called_so(void **state)
{
    (void)state;
    const double figures[] = {40, 50, 60, 80, 90, 95, 20, 30, 50, 70, 60, 50};
    struct results results = study_of("steps_right", three_lengths, 2, figures);
    draw(&results);
    assert_chart_holds("steps_right_by_n_in.gp",
                       "'Steps right, mean over 2 repeats; band: 95 % interval of each value'");
    assert_chart_holds("steps_right_by_n_in.gp", "set ylabel 'steps right (%)'");
    assert_chart_holds("differences.gp", "'Steps right of attention − baseline, 95 % interval");
    assert_chart_holds("differences.gp", "set xlabel 'difference (percentage points)'");
    char *page = page_of(&results);
    assert_has(page, "Steps right by n_in.");
    assert_null(strstr(page, "wholly right (%)"));
    free(page);
    results_free(&results);
}

static void perplexity_has_charts_of_its_range(void **state)
{
    (void)state;
    const double figures[] = {1.5, 1.6, 1.4, 1.5, 1.1, 1.25};
    struct results results = study_of("perplexity", one_cell, 3, figures);
    draw(&results);
    assert_chart_holds("perplexity.gp", "'Perplexity of every repeat");
    assert_chart_holds("perplexity.gp", "set ylabel 'perplexity, less is better'\nset yrange [1:");
    assert_lacks("perplexity.gp", "[-2:102]");
    assert_lacks("perplexity.gp", "logscale");
    assert_missing("profiles.gp");
    char *page = page_of(&results);
    assert_has(page, "Perplexity of every repeat.");
    assert_has(page, "<h2>The answer</h2>\n<p class=\"answer\">It is undecided whether attention");
    assert_has(page, "Of the perplexity, less is better.");
    assert_has(page, "difference in perplexity, below 0 is better");
    assert_has(page, "<dd>1.5, 1.6, 1.4</dd>");
    free(page);
    struct analysis analysis;
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    char *text = written(&analysis, REPORT_TEXT);
    assert_has(text, "1.5\n1.6\n1.4\nMean Perplexity: 1.5\n");
    free(text);
    analysis_free(&analysis);
    results_free(&results);
}

static void perplexity_of_a_grid_has_maps_and_forests(void **state)
{
    (void)state;
    double figures[24];
    for (int i = 0; i < 24; i++)
        figures[i] = 1.25 + 0.01 * i * i + 0.125 * (i % 2);
    struct results results = study_of("perplexity", six_cells, 2, figures);
    draw(&results);
    assert_chart_holds("heatmap_attention.gp", "set cblabel 'perplexity, less is better'");
    assert_chart_holds("heatmap_difference_attention.gp", "set cblabel 'difference in perplexity, below 0 is better'");
    assert_chart_holds("differences.gp", "'Perplexity of attention − baseline");
    assert_chart_holds("differences.gp", "set xlabel 'difference in perplexity, below 0 is better'");
    assert_chart_holds("means.gp", "'Mean perplexity of each cell");
    assert_chart_holds("means.gp", "set xlabel 'perplexity, less is better'");
    assert_lacks("means.gp", "[-2:102]");
    assert_missing("frontier_attention.gp");
    char *page = page_of(&results);
    assert_has(page, "id=\"map-0\"");
    assert_has(page, "id=\"forest-0\"");
    assert_null(strstr(page, "percentage points</text>"));
    free(page);
    results_free(&results);
}

/* From 1.1 to 60: tics at 1, 2 and 5. gnuplot takes intervals that reach below the axis. */
static void a_wide_range_is_logarithmic(void **state)
{
    (void)state;
    need_gnuplot();
    double figures[24];
    for (int i = 0; i < 24; i++)
        figures[i] = i < 12 ? 60 - 5 * (i % 2) : 1.25 + 3 * (i % 2);
    struct results results = study_of("perplexity", six_cells, 2, figures);
    assert_int_equal(plot(&results, "svg"), 0);
    assert_chart_holds("perplexity_by_n_in.gp", "set logscale y\n");
    assert_chart_holds("perplexity_by_n_in.gp", "set ytics (1, 2, 5, 10, 20, 50");
    assert_chart_holds("means.gp", "set logscale x\n");
    assert_chart_holds("heatmap_attention.gp", "set logscale cb\n");
    assert_scripts_are_quiet();
    results_free(&results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLOT_TEST(steps_right_are_called_so),          PLOT_TEST(steps_right_of_a_grid_are_called_so),
        PLOT_TEST(perplexity_has_charts_of_its_range), PLOT_TEST(perplexity_of_a_grid_has_maps_and_forests),
        PLOT_TEST(a_wide_range_is_logarithmic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
