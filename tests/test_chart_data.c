/* The page and gnuplot's charts draw the same numbers: what the page's SVG shows is read back by its tics, and compared
 * with the .dat files. */
#include "attnbench/page/page.h"
#include "fabricate.h"
#include "plotting.h"
#include "test.h"

enum { MOST_TICS = 32, MOST_VALUES = 4096 };

/* ---- the page ---- */

static char *page_of(const struct results *results)
{
    struct analysis analysis;
    char *text;
    size_t size;
    assert_int_equal(analysis_make(results, NULL, &analysis), 0);
    FILE *out = open_memstream(&text, &size);
    page_write(&analysis, out);
    fclose(out);
    analysis_free(&analysis);
    return text;
}

/* One figure of the page, a text that ends with it. The caller frees. */
static char *figure_of(const char *page, const char *id)
{
    char begin[64];
    snprintf(begin, sizeof begin, "<title id=\"%s\">", id);
    const char *start = strstr(page, begin);
    if (start == NULL)
        fail_msg("the page lacks the figure %s", id);
    return strndup(start, (size_t)(strstr(start, "</svg>") - start));
}

/* Where the tics stand, and what they say. */
struct tics {
    int n;
    double at[MOST_TICS], value[MOST_TICS];
    bool logarithmic;
};

static double place_of(const struct tics *tics, double value)
{
    double first = tics->value[0], last = tics->value[tics->n - 1];
    double share = tics->logarithmic ? log(value / first) / log(last / first) : (value - first) / (last - first);
    return tics->at[0] + share * (tics->at[tics->n - 1] - tics->at[0]);
}

static struct tics tics_of(const char *figure, bool of_x, bool logarithmic)
{
    const char *mark = of_x ? "class=\"tic mid\">" : "class=\"tic end\">";
    struct tics tics = {.logarithmic = logarithmic};
    for (const char *text = strstr(figure, "<text "); text != NULL; text = strstr(text + 1, "<text ")) {
        double x, y;
        const char *said = strstr(text, ">") + 1;
        char number[64], *end;
        if (sscanf(text, "<text x=\"%lf\" y=\"%lf\"", &x, &y) != 2 ||
            strncmp(said - strlen(mark), mark, strlen(mark)) != 0)
            continue;
        bool is_negative = strncmp(said, "−", strlen("−")) == 0;
        snprintf(number, sizeof number, "%s%.32s", is_negative ? "-" : "", said + (is_negative ? strlen("−") : 0));
        double value = strtod(number, &end);
        if (*end != '<' || tics.n == MOST_TICS)
            continue; /* a label */
        tics.at[tics.n] = of_x ? x : y - 4;
        tics.value[tics.n++] = value;
    }
    assert_true(tics.n > 1);
    return tics;
}

/* The i-th path of these classes: its coordinates, pairs of x and y; returns how many. */
static size_t path_of_figure(const char *figure, const char *classes, size_t i, double *out)
{
    char begin[64];
    snprintf(begin, sizeof begin, "<path class=\"%s\" d=\"M", classes);
    const char *path = strstr(figure, begin);
    for (; i > 0 && path != NULL; i--)
        path = strstr(path + 1, begin);
    if (path == NULL)
        return 0;
    const char *at = path + strlen(begin);
    size_t n = 0;
    for (char *end; n < MOST_VALUES; at = end + 1) {
        out[n++] = strtod(at, &end);
        if (*end == '"' || *end == 'Z')
            break;
    }
    return n / 2;
}

/* ---- the data of charts ---- */

/* Lines of numbers, (n, columns), of one block of a .dat file. */
struct block {
    size_t n, columns;
    double values[MOST_VALUES];
};

static void read_block(const char *name, size_t index, struct block *out)
{
    char *text = text_of(name), *rest = text;
    size_t i = 0;
    bool was_empty = false;
    *out = (struct block){.n = 0};
    for (char *line = strsep(&rest, "\n"); line != NULL && i <= index; line = strsep(&rest, "\n")) {
        i += line[0] == '\0' && !was_empty;
        was_empty = line[0] == '\0';
        if (i != index || line[0] == '#' || line[0] == '\0')
            continue;
        size_t columns = 0;
        for (char *word = strtok(line, " "); word != NULL; word = strtok(NULL, " "))
            out->values[out->n * out->columns + columns++] = strtod(word, NULL);
        out->columns = columns;
        out->n++;
    }
    free(text);
    assert_true(out->n > 0);
}

static double value_in(const struct block *block, size_t row, size_t column)
{
    return block->values[row * block->columns + column];
}

/* ---- lines ---- */

static void assert_place(double drawn, const struct tics *tics, double value)
{
    double lowest = fmin(tics->value[0], tics->value[tics->n - 1]);
    double least = tics->logarithmic ? lowest / 10 : -INFINITY; /* below, bands are cut off */
    if (value > least && fabs(drawn - place_of(tics, value)) > 0.25)
        fail_msg("%.10g is drawn at %.1f, not at %.1f", value, drawn, place_of(tics, value));
}

/* Upper ends from left to right, lower ends back. */
static void compare_band(const char *figure, const char *classes, const struct tics tics[2], const struct block *block,
                         size_t low, double cut)
{
    static double path[MOST_VALUES];
    size_t n = path_of_figure(figure, classes, 0, path);
    assert_int_equal(n, 2 * block->n);
    for (size_t i = 0; i < block->n; i++) {
        assert_place(path[2 * i], &tics[0], value_in(block, i, 0));
        assert_place(path[2 * i + 1], &tics[1], fmax(0, fmin(value_in(block, i, low + 1), cut)));
        if (value_in(block, i, low) > cut / 20) /* what is less may be cut off below */
            assert_place(path[2 * (n - 1 - i) + 1], &tics[1], value_in(block, i, low));
    }
}

/* A model's line and bands on the page have the points of the chart's. */
static void compare_line(const char *figure, const char *chart, size_t model, const struct tics tics[2], double cut)
{
    static struct block block;
    static double path[MOST_VALUES];
    char classes[32];
    read_block(chart, model, &block);
    snprintf(classes, sizeof classes, "line m%zu d0", model);
    size_t n = path_of_figure(figure, classes, 1, path); /* the first is the key's */
    assert_int_equal(n, block.n + 1);                    /* and the first place of a line is 0 0 */
    for (size_t i = 0; i < block.n; i++) {
        assert_place(path[2 * i + 2], &tics[0], value_in(&block, i, 0));
        assert_place(path[2 * i + 3], &tics[1], value_in(&block, i, 1));
    }
    snprintf(classes, sizeof classes, "band m%zu", model);
    compare_band(figure, classes, tics, &block, 2, cut);
    snprintf(classes, sizeof classes, "band wide m%zu", model);
    if (block.columns > 5)
        compare_band(figure, classes, tics, &block, 5, cut);
}

static void compare_lines(const char *page, const char *id, const char *chart, const bool logarithmic[2], double cut)
{
    char *figure = figure_of(page, id);
    const struct tics tics[2] = {tics_of(figure, true, logarithmic[0]), tics_of(figure, false, logarithmic[1])};
    for (size_t model = 0; model < 2; model++)
        compare_line(figure, chart, model, tics, cut);
    free(figure);
}

static void draw_for(const struct results *results)
{
    draw_by_fake();
    assert_int_equal(plot(results, "svg"), 0);
}

static void curves_over_epochs_are_the_same(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 10);
    fabricate_accuracies(&results, 0, published_baseline, 10);
    fabricate_accuracies(&results, 10, published_attention, 10);
    fabricate_traces(&results, 1000);
    for (size_t i = 0; i < results.n_trials * 1000; i++) /* repeats that differ, so that there are bands */
        results.train_loss[i] *= 1 + 0.1F * (float)((i / 1000 * 7 + i) % 5);
    for (size_t i = 0; i < results.n_trials * 1000; i++)
        results.train_accuracy[i] *= 1 - 0.04F * (float)((i / 1000 * 3 + i) % 4);
    fabricate_curves(&results, 12, 80);
    draw_for(&results);
    char *page = page_of(&results);
    compare_lines(page, "loss", "loss.dat", (const bool[]){false, true}, 1e9);
    compare_lines(page, "training_accuracy", "training_accuracy.dat", (const bool[]){false, false}, 100);
    free(page);
    results_free(&results);
}

static void accuracies_over_an_axis_are_the_same(void **state)
{
    (void)state;
    struct results results = grid(3, 1, 1, 5);
    draw_for(&results);
    char *page = page_of(&results);
    compare_lines(page, "by-axis", "accuracy_by_n_in.dat", (const bool[]){false, false}, 100);
    free(page);
    results_free(&results);
}

/* Of a metric that is no percentage, and so wide that both axes are logarithmic. */
static void errors_over_an_axis_are_the_same(void **state)
{
    (void)state;
    struct results results = grid(3, 1, 1, 5);
    for (size_t i = 0; i < results.n_trials; i++)
        fabricate_rmse(&results, i, (const double[]){(i < 15 ? 0.01 : 1) * (double)(10 + i % 4)}, 1);
    draw_for(&results);
    char *page = page_of(&results);
    compare_lines(page, "by-axis", "rmse_by_n_in.dat", (const bool[]){false, true}, 1e9);
    free(page);
    results_free(&results);
}

/* ---- differences ---- */

/* The i-th number behind this text in the figure. */
static double number_behind(const char *figure, const char *text, size_t i)
{
    const char *at = strstr(figure, text);
    for (; i > 0 && at != NULL; i--)
        at = strstr(at + 1, text);
    if (at == NULL)
        fail_msg("the figure has too few of %s", text);
    return strtod(at + strlen(text), NULL);
}

static void compare_forest(const char *page, const char *id)
{
    static struct block block;
    char *figure = figure_of(page, id);
    const struct tics tics = tics_of(figure, true, false);
    const char *circle = figure;
    read_block("differences.dat", 0, &block);
    for (size_t i = 0; i < block.n; i++) {
        circle = strstr(circle + 1, "<circle ");
        assert_non_null(circle);
        assert_int_equal(strncmp(circle, "<circle class=\"full", 19) == 0, value_in(&block, i, 4) == 1);
        assert_place(number_behind(circle, "cx=\"", 0), &tics, value_in(&block, i, 0));
        double ends[2];
        const char *bar = circle; /* stands before it */
        while (strncmp(bar, "<path class=\"bar", 16) != 0)
            bar--;
        assert_int_equal(sscanf(strstr(bar, "d=\"M"), "d=\"M%lf %*fH%lf", &ends[0], &ends[1]), 2);
        assert_place(ends[0], &tics, value_in(&block, i, 1));
        assert_place(ends[1], &tics, value_in(&block, i, 2));
    }
    free(figure);
}

/* Each field says its difference with two decimals. */
static void compare_map(const char *page)
{
    static struct block block;
    char *figure = figure_of(page, "map-0");
    read_block("heatmap_difference_attention.dat", 0, &block);
    for (size_t i = 0; i < block.n; i++) {
        char place[64];
        snprintf(place, sizeof place, "n_in %.0f, n_out %.0f: ", value_in(&block, i, 5), value_in(&block, i, 6));
        const char *said = strstr(figure, place);
        assert_non_null(said);
        said += strlen(place);
        bool is_negative = strncmp(said, "−", strlen("−")) == 0;
        double value = strtod(said + (is_negative ? strlen("−") : 0), NULL) * (is_negative ? -1 : 1);
        assert_true(fabs(value - value_in(&block, i, 2)) < 0.00501);
    }
    free(figure);
}

static void differences_are_the_same(void **state)
{
    (void)state;
    struct results results = grid(3, 2, 1, 6);
    draw_for(&results);
    char *page = page_of(&results);
    compare_forest(page, "forest-0");
    compare_map(page);
    free(page);
    results_free(&results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLOT_TEST(curves_over_epochs_are_the_same),
        PLOT_TEST(accuracies_over_an_axis_are_the_same),
        PLOT_TEST(errors_over_an_axis_are_the_same),
        PLOT_TEST(differences_are_the_same),
    };
    return RUN_TESTS(tests);
}
