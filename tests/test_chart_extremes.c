/* Charts of studies whose figures are huge or not there: each is drawn, or left out with its reason. */
#include "attnbench/base/random.h"
#include "attnbench/plot/plot.h"
#include "fabricate.h"
#include "made_up.h"
#include "plotting.h"
#include "test.h"

/* How many of the script's y tics are within its range. */
static int count_tics(const char *name)
{
    char *text = text_of(name), *next = strstr(text, "set ytics (");
    double low, high, tic;
    int n = 0;
    assert_int_equal(sscanf(strstr(text, "set yrange ["), "set yrange [%lf:%lf]", &low, &high), 2);
    if (next == NULL)
        fail_msg("%s has no tics of its own: %s", name, text);
    for (next += strlen("set ytics "); *next != ')'; next += strcspn(next + 1, ",)") + 1)
        n += sscanf(next + 1, "%lf", &tic) == 1 && tic >= low && tic <= high;
    free(text);
    return n;
}

/* Labels of 19 points on an axis of some 500 pixels. */
static void tics_of_any_range_stand_apart(void **state)
{
    (void)state;
    draw_by_fake();
    struct results results = fabricate(one_cell, 1);
    fabricate_accuracies(&results, 0, (const double[]){50, 50}, 2);
    fabricate_traces(&results, 2);
    for (int exponent = 1; exponent <= 74; exponent++) {
        results.train_loss[0] = 3e-37F;
        results.train_loss[1] = (float)(3e-37 * pow(10, exponent));
        results.train_loss[2] = results.train_loss[3] = results.train_loss[1];
        assert_int_equal(plot(&results, "svg"), 0);
        int n = count_tics("loss.gp");
        if (n < (exponent > 1 ? 2 : 1) || n > (exponent > 4 ? 9 : 16))
            fail_msg("10^%d: %d tics", exponent, n);
    }
    results_free(&results);
}

/* Those of close values would cover each other. */
static void tics_of_values_stand_apart(void **state)
{
    (void)state;
    draw_by_fake();
    static const struct {
        int64_t values[4];
        const char *tics;
    } cases[] = {{{100, 101, 102, 1000}, "set xtics (100, 1000)\n"},
                 {{1, 2, 999, 1000}, "set xtics (1, 2, 1000)\n"},
                 {{1000, 998, 500, 1}, "set xtics (1, 500, 1000)\n"},
                 {{8, 4, 2, 16}, "set xtics (2, 4, 8, 16)\n"}};
    struct results results = grid(4, 1, 1, 2);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t k = 0; k < 4; k++)
            results.dimensions[1].values[k] = value_integer(cases[i].values[k]);
        assert_int_equal(plot(&results, "svg"), 0);
        assert_chart_holds("accuracy_by_n_in.gp", cases[i].tics);
    }
    results_free(&results);
}

static void huge_losses_are_drawn(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = tutorial();
    for (size_t i = 0; i < results.n_trials * results.epochs; i++)
        results.train_loss[i] = i % results.epochs > 100 && i % 7 == 0 ? 3e38F : 1e-3F * results.train_loss[i];
    assert_int_equal(plot(&results, "svg"), 0);
    assert_chart_holds("loss.gp", "set format y '%g'");
    assert_scripts_are_quiet();
    results_free(&results);
}

/* As a model of tokens leaves it: the accuracy is that of its last answers, no loss is finite. */
static void diverge(struct results *results, size_t trial)
{
    results->status[trial] = TRIAL_DIVERGED;
    for (size_t i = 0; i < results->epochs; i++)
        results->train_loss[trial * results->epochs + i] = i % 2 == 0 ? NAN : INFINITY;
}

static void diverged_losses_are_left_out(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = tutorial();
    for (size_t trial = 0; trial < results.n_trials; trial++) {
        diverge(&results, trial);
        fabricate_accuracies(&results, trial, (const double[]){0}, 1);
    }
    assert_int_equal(plot(&results, "svg"), 0);
    assert_missing("loss.gp");
    assert_starts_with("accuracy.svg", "<?xml");
    assert_says("attnbench: loss is not drawn: no finite value is there\n");
    assert_scripts_are_quiet();
    results_free(&results);
}

static void lose(struct results *results, size_t trial)
{
    diverge(results, trial);
    results->figures[METRIC_ACCURACY].values[trial] = NAN;
    results->figures[METRIC_ACCURACY].hits[trial] = results->sequences[trial] = 0;
}

/* No figure anywhere. */
static void nothing_finite_is_said(void **state)
{
    (void)state;
    struct results one = tutorial(), cells = grid(2, 2, 1, 2);
    for (size_t trial = 0; trial < one.n_trials; trial++) {
        lose(&one, trial);
        for (size_t i = 0; i < one.epochs; i++)
            one.train_accuracy[trial * one.epochs + i] = NAN;
    }
    for (size_t trial = 0; trial < cells.n_trials; trial++)
        lose(&cells, trial);
    assert_int_equal(plot(&one, "svg"), EX_NOINPUT);
    assert_non_null(strstr(error_message(), "no trial of the study has a finite figure"));
    assert_int_equal(plot(&cells, "svg"), EX_NOINPUT);
    assert_non_null(strstr(error_message(), "no trial of the study has a finite figure"));
    results_free(&one);
    results_free(&cells);
}

/* The second model has none. */
static void charts_without_figures_are_left_out(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(2, 2, 1, 2);
    for (size_t trial = results.n_trials / 2; trial < results.n_trials; trial++)
        lose(&results, trial);
    assert_int_equal(plot(&results, "svg"), 0);
    assert_missing("heatmap_attention.gp");
    assert_missing("differences.gp");
    assert_says("attnbench: heatmap_attention is not drawn: no cell has a result of it\n");
    assert_says(
        "attnbench: heatmap_difference_attention, frontier_attention, differences, improvement are not drawn: no "
        "cell has a result of both models\n");
    assert_scripts_are_quiet();
    results_free(&results);
}

/* A model whose weights are no numbers has no attention to show. */
static void attention_of_diverged_models_is_left_out(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(2, 1, 1, 2);
    double weights[] = {0.5, 0.5, NAN, NAN};
    float tokens[] = {1, 2}, none[] = {-1, -1}, attention[] = {NAN, NAN, 0.5F, 0.5F};
    const struct attention_map map = {1, 0, 2, 2, 7, weights};
    const struct decoded decoded = {1, 0, 1, 2, 2, false, tokens, tokens, none, attention, {{0}, {0}}};
    const struct plot_options options = {
        .directory = plots, .formats = "svg", .n_maps = 1, .maps = &map, .n_decoded = 1, .decoded = &decoded};
    assert_int_equal(plot_into(plot_write, &results, options), 0);
    assert_missing("attention_attention.gp");
    assert_missing("attention_tokens_attention.gp");
    assert_says("attnbench: attention_attention, attention_tokens_attention are not drawn: the model has diverged: its "
                "attention weights are not finite\n");
    results_free(&results);
}

/* Errors of 1e30, or none that is finite. */
static void make_real(struct stream *stream, struct results *results)
{
    static const double errors[] = {0.25, 0, 1e30, NAN, INFINITY, 0.5};
    for (size_t trial = 0; trial < results->n_trials; trial++) {
        fabricate_rmse(results, trial, &errors[stream_bits(stream) % 6], 1);
        for (size_t i = 0; i < results->epochs; i++)
            results->train_accuracy[trial * results->epochs + i] = NAN;
    }
}

/* One repeat or three, of one cell, one axis or two, in which trials are missing, failed, diverged, tied or extreme. */
static struct results make_up_study(struct stream *stream)
{
    static const size_t shapes[][3] = {{1, 1, 1}, {3, 1, 1}, {2, 2, 1}, {2, 2, 2}};
    const size_t *shape = shapes[stream_bits(stream) % 4];
    struct results results = fabricate_models(1 + stream_bits(stream) % 3, shape, 1 + stream_bits(stream) % 3);
    uint32_t all = stream_bits(stream) % 8;
    for (size_t trial = 0; trial < results.n_trials; trial++)
        fabricate_accuracies(&results, trial, &(double){all == 0 ? 0 : all == 1 ? 100 : stream_bits(stream) % 101}, 1);
    fabricate_traces(&results, 1 + stream_bits(stream) % 30);
    if (stream_bits(stream) % 2 == 0)
        fabricate_curves(&results, 1 + stream_bits(stream) % 3, 1);
    for (size_t trial = 0; trial < results.n_trials; trial++) {
        uint32_t fate = stream_bits(stream) % 6;
        results.train_seconds[trial] = stream_bits(stream) % 3;
        if (fate == 0)
            lose(&results, trial);
        else if (fate == 1)
            diverge(&results, trial);
        for (size_t i = 0; fate == 2 && i < results.epochs; i++)
            results.train_loss[trial * results.epochs + i] = i % 2 == 0 ? 3e38F : 0;
    }
    if (stream_bits(stream) % 4 == 0)
        make_real(stream, &results);
    return results;
}

static void any_study_has_charts_without_warnings(void **state)
{
    enum { STUDIES = 12 };
    need_gnuplot();
    struct stream stream = stream_open(5, "studies", 0, 0);
    for (int i = 0; i < STUDIES; i++) {
        struct results results = make_up_study(&stream);
        int status = plot(&results, "svg");
        if (status != 0 && status != EX_NOINPUT)
            fail_msg("study %d: status %d", i, status);
        if (status == 0)
            assert_scripts_are_quiet();
        results_free(&results);
        assert_int_equal(folder_teardown(state), 0);
        assert_int_equal(make_directory(state), 0);
    }
}

/* ---- The page ---- */

static char *page(const struct results *results)
{
    struct analysis analysis;
    assert_int_equal(analysis_make(results, NULL, &analysis), 0);
    char *text = written(&analysis, REPORT_HTML);
    analysis_free(&analysis);
    return text;
}

static void assert_part(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("the page lacks: %s", part);
}

/* Labels of 12 pixels, which figure_y_axis ends at x 39. */
static void tics_of_huge_losses_stand_apart(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 2);
    fabricate_accuracies(&results, 0, (const double[]){50, 50, 50, 50}, 4);
    fabricate_traces(&results, 2);
    for (int exponent = 4; exponent <= 74; exponent++) {
        for (size_t i = 0; i < 8; i++)
            results.train_loss[i] = (float)(i == 1 ? 3e-37 * pow(10, exponent) : 3e-37);
        char *text = page(&results), *next = strstr(text, "<b>Training loss.</b>"), *end = strstr(next, "</svg>");
        double above = INFINITY, y;
        int n = 0;
        while ((next = strstr(next, "<text x=\"39.0\" y=\"")) != NULL && next < end) {
            next += strlen("<text x=\"39.0\" y=\"");
            y = strtod(next, NULL);
            if (above - y < 12)
                fail_msg("10^%d: tics at %g and %g", exponent, above, y);
            above = y;
            n++;
        }
        assert_in_range(n, 2, 16);
        free(text);
    }
    results_free(&results);
}

/* Not drawn empty. */
static void figures_without_results_are_left_out(void **state)
{
    (void)state;
    struct results results = tutorial(), cells = fabricate((const size_t[]){3, 2, 2}, 2);
    for (size_t trial = 0; trial < results.n_trials; trial++) {
        results.status[trial] = TRIAL_DIVERGED;
        for (size_t i = 0; i < results.epochs; i++)
            results.train_loss[trial * results.epochs + i] = NAN;
        if (trial >= results.n_trials / 2) {
            results.figures[METRIC_ACCURACY].values[trial] = NAN;
            results.sequences[trial] = results.figures[METRIC_ACCURACY].hits[trial] = 0;
        }
    }
    char *text = page(&results);
    assert_part(text, "<p class=\"gap\">Training loss is left out: no finite value is there.</p>");
    assert_part(text, "<p class=\"gap\">Difference to baseline is left out: it has no result of both models.</p>");
    free(text);
    fabricate_accuracies(&cells, 0, &(double){50}, 1);
    text = page(&cells);
    assert_part(text, "over the grid is left out: no cell has a result of both models.</p>");
    assert_part(text, "in each cell is left out: it has no result of both models.</p>");
    free(text);
    results_free(&results);
    results_free(&cells);
}

int main(void)
{
    setenv("LC_ALL", "C", 1); /* charts are UTF-8 in any locale */
    const struct CMUnitTest tests[] = {
        PLOT_TEST(huge_losses_are_drawn),
        PLOT_TEST(diverged_losses_are_left_out),
        PLOT_TEST(nothing_finite_is_said),
        PLOT_TEST(charts_without_figures_are_left_out),
        PLOT_TEST(attention_of_diverged_models_is_left_out),
        PLOT_TEST(any_study_has_charts_without_warnings),
        cmocka_unit_test(tics_of_huge_losses_stand_apart),
        cmocka_unit_test(figures_without_results_are_left_out),
        PLOT_TEST(tics_of_any_range_stand_apart),
        PLOT_TEST(tics_of_values_stand_apart),
    };
    return RUN_TESTS(tests);
}
