/* The tables with a row for each cell and model. */
#include "attnbench/analysis/view.h"
#include "attnbench/report/tables.h"

#include <math.h>
#include <string.h>

#define FIELD(place) offsetof(struct cell_analysis, place)
#define N(array) (sizeof(array) / sizeof *(array))

static struct table table_of_cells(const struct analysis *analysis, const char *caption)
{
    struct table table = table_by_cell(analysis, analysis->cells, sizeof *analysis->cells, analysis->n_models);
    snprintf(table.caption, sizeof table.caption, "%s", caption);
    return table;
}

/* ---- accuracy ---- */

/* A column that is 0 everywhere says nothing; the line below the tables counts these trials. */
static void add_if_any(struct table *table, struct column column)
{
    for (size_t row = 0; row < table->n_rows; row++)
        if (*(const size_t *)table_field(table, &column, row) > 0) {
            table_add(table, &column, 1);
            return;
        }
}

/* repeats: where those that have figures are counted. */
static void add_counts(struct table *table, size_t repeats)
{
    const struct column counts[] = {
        {"repeats", "", RIGHT, print_count, repeats, 0},
        {"failed", "", RIGHT, print_count, FIELD(failed), 0},
    };
    table_add(table, counts, N(counts));
    add_if_any(table, (struct column){"crashed", "", RIGHT, print_count, FIELD(crashed), 0});
    add_if_any(table, (struct column){"out of\nmemory", "", RIGHT, print_count, FIELD(out_of_memory), 0});
    add_if_any(table, (struct column){"timed\nout", "", RIGHT, print_count, FIELD(timed_out), 0});
    add_if_any(table, (struct column){"diverged", "", RIGHT, print_count, FIELD(diverged), 0});
    add_if_any(table, (struct column){"missing", "", RIGHT, print_count, FIELD(missing), 0});
}

static void write_accuracy(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    static const struct column figures[] = {
        {"mean", "%", RIGHT, print_real, FIELD(accuracy.mean), 2},
        {"sd", "%", RIGHT, print_real, FIELD(accuracy.sd), 2},
        {"min", "%", RIGHT, print_real, FIELD(accuracy.min), 1},
        {"max", "%", RIGHT, print_real, FIELD(accuracy.max), 1},
        {"95 % CI", "%", RIGHT, print_interval, FIELD(accuracy.ci), 1},
    };
    struct table table = table_of_cells(analysis, "Accuracy: sequences wholly right");
    add_counts(&table, FIELD(accuracy.n));
    table_add(&table, figures, N(figures));
    document->table(&table, out);
}

/* ---- middle ---- */

/* Three digits, wherever they begin: chance is 0.04 % here and 0.000016 % there. */
static void print_chance(const struct table *table, const struct column *column, size_t row, char *text)
{
    double chance = *(const double *)table_field(table, column, row);
    if (isnan(chance))
        strcpy(text, "-");
    else
        snprintf(text, TABLE_TEXT, "%.3g", chance);
}

static void write_middle(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    static const struct column figures[] = {
        {"median", "%", RIGHT, print_real, FIELD(accuracy.median), 2},
        {"interquartile\nmean", "%", RIGHT, print_real, FIELD(accuracy.interquartile_mean), 2},
        {"chance", "%", RIGHT, print_chance, FIELD(chance), 0},
    };
    struct table table = table_of_cells(analysis, "Middle of the repeats, and what guessing gets");
    table_add(&table, figures, N(figures));
    document->table(&table, out);
}

/* ---- variance ---- */

static void print_varied(const struct table *table, const struct column *column, size_t row, char *text)
{
    snprintf(text, TABLE_TEXT, "%s", (const char *)table_field(table, column, row));
}

/* Errors are of any size. */
static void print_digits(const struct table *table, const struct column *column, size_t row, char *text)
{
    double value = *(const double *)table_field(table, column, row);
    if (isnan(value))
        strcpy(text, "-");
    else
        snprintf(text, TABLE_TEXT, "%.*g", column->detail, value);
}

static void print_interval_digits(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct interval *interval = table_field(table, column, row);
    if (isnan(interval->low))
        strcpy(text, "-");
    else
        snprintf(text, TABLE_TEXT, "[%.*g, %.*g]", column->detail, interval->low, column->detail, interval->high);
}

static bool any_varied(const struct analysis *analysis)
{
    for (size_t model = 0; model < analysis->n_models; model++)
        if (strcmp(analysis->cells[model].varied, VARIES_WHOLLY) != 0)
            return true;
    return false;
}

/* Where simulated studies had the true variance in the interval less often. */
static bool any_near_end(const struct analysis *analysis)
{
    bool near = false;
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++) {
        const struct estimate *accuracy = &analysis->cells[i].accuracy;
        near = near || fmin(accuracy->mean, 100 - accuracy->mean) < T_LEAST_MARGIN;
    }
    return near;
}

static bool has_parts(const struct analysis *analysis)
{
    const int *whole = analysis->questions.whole;
    for (size_t model = 0; whole != NULL && model < analysis->n_models; model++)
        if (whole[model] >= 0 && whole[model] != (int)model)
            return true;
    return false;
}

static void write_variance(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    static const struct column varied = {"repeats\ndiffer in", "", LEFT, print_varied, FIELD(varied), 0};
    static const struct column of_accuracies[] = {
        {"variance", "%²", RIGHT, print_real, FIELD(spread.variance), 2},
        {"95 % CI", "%²", RIGHT, print_interval, FIELD(spread.ci), 2},
        {"of\ntraining", "%²", RIGHT, print_real, FIELD(accuracy.training_variance), 2},
        {"of\nevaluation", "%²", RIGHT, print_real, FIELD(accuracy.evaluation_variance), 2},
    };
    static const struct column of_errors[] = {
        {"variance", "", RIGHT, print_digits, FIELD(spread.variance), 3},
        {"95 % CI", "", RIGHT, print_interval_digits, FIELD(spread.ci), 3},
    };
    static const struct column parts[] = {
        {"ratio to\nthe whole", "", RIGHT, print_real, FIELD(spread.whole.ratio), 2},
        {"95 % CI", "", RIGHT, print_interval, FIELD(spread.whole.ci), 2},
    };
    char caption[TABLE_TEXT];
    snprintf(caption, sizeof caption, "Variance of the repeats and its sources; intervals from %d repeats on%s",
             VARIANCE_LEAST_REPEATS, any_near_end(analysis) ? ", a little short near 0 and 100 %" : "");
    struct table table = table_of_cells(analysis, caption);
    if (any_varied(analysis))
        table_add(&table, &varied, 1);
    if (analysis->is_real)
        table_add(&table, of_errors, N(of_errors));
    else
        table_add(&table, of_accuracies, N(of_accuracies));
    if (has_parts(analysis))
        table_add(&table, parts, N(parts));
    document->table(&table, out);
}

/* ---- other intervals ---- */

/* Whether simulated studies of so many repeats had the truth in the interval often enough, or why not. Both intervals
 * are undefined at once. */
static void print_long_enough(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct estimate *accuracy = table_field(table, column, row);
    if (isnan(accuracy->t.low))
        strcpy(text, "-");
    else if (column->detail == T_LEAST_REPEATS ? accuracy->t_holds : accuracy->bca_holds)
        strcpy(text, "yes");
    else if (accuracy->n < (size_t)column->detail)
        snprintf(text, TABLE_TEXT, "from %d repeats", column->detail);
    else if (isnan(accuracy->evaluation_variance))
        strcpy(text, "same sequences");
    else
        snprintf(text, TABLE_TEXT, "near %d %%", accuracy->mean < 50 ? 0 : 100);
}

static void write_intervals(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    static const struct column figures[] = {
        {"Student's t", "%", RIGHT, print_interval, FIELD(accuracy.t), 1},
        {"long enough", "", LEFT, print_long_enough, FIELD(accuracy), T_LEAST_REPEATS},
        {"bootstrap BCa", "%", RIGHT, print_interval, FIELD(accuracy.bca), 1},
        {"long enough", "", LEFT, print_long_enough, FIELD(accuracy), BCA_LEAST_REPEATS},
    };
    struct table table = table_of_cells(
        analysis, analysis->n_looks > 1 ? "Other 95 % intervals of the mean, each as if of one look"
                                        : "Other 95 % intervals of the mean, for comparison with other work");
    table_add(&table, figures, N(figures));
    document->table(&table, out);
}

/* ---- learning ---- */

static void print_never(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct learning *learning = table_field(table, column, row);
    snprintf(text, TABLE_TEXT, "%zu", learning->n - learning->n_reached);
}

static void print_median(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct learning *learning = table_field(table, column, row);
    if (isnan(learning->median_epochs))
        strcpy(text, "-");
    else
        snprintf(text, TABLE_TEXT, "%s%.0f", learning->median_epochs <= (double)learning->fewest ? "<=" : "",
                 learning->median_epochs);
}

static bool has_traces(const struct analysis *analysis)
{
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++)
        if (analysis->cells[i].learning[0].n > 0)
            return true;
    return false;
}

static void write_learning(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    static const struct column figures[] = {
        {"repeats", "", RIGHT, print_count, FIELD(learning[0].n), 0},
        {"epochs\nto 50 %", "median", RIGHT, print_median, FIELD(learning[0]), 0},
        {"never", "", RIGHT, print_never, FIELD(learning[0]), 0},
        {"epochs\nto 90 %", "median", RIGHT, print_median, FIELD(learning[1]), 0},
        {"never", "", RIGHT, print_never, FIELD(learning[1]), 0},
    };
    struct table table = table_of_cells(
        analysis,
        analysis->results->evaluations > 0
            ? "Learning: epochs until 50 % and 90 % of the held-out sequences were wholly right"
            : "Learning: epochs until 50 % and 90 % of the steps, padding too, were right in training, means of "
              "100 epochs");
    table_add(&table, figures, N(figures));
    if (has_traces(analysis))
        document->table(&table, out);
}

/* ---- error of real values ---- */

static void print_rmse_interval(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct description *rmse = table_field(table, column, row);
    interval_text(&(struct interval){rmse->ci_low, rmse->ci_high}, column->detail, text);
}

/* Of which Student's t does not hold where errors are skewed (docs/statistics.md). */
static bool has_few(const struct analysis *analysis)
{
    bool few = false;
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++)
        few = few || (analysis->cells[i].rmse.n > 1 && analysis->cells[i].rmse.n < T_LEAST_REPEATS);
    return few;
}

static void write_rmse(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    static const struct column figures[] = {
        {"mean", "", RIGHT, print_real, FIELD(rmse.mean), 4},        {"sd", "", RIGHT, print_real, FIELD(rmse.sd), 4},
        {"min", "", RIGHT, print_real, FIELD(rmse.min), 4},          {"max", "", RIGHT, print_real, FIELD(rmse.max), 4},
        {"95 % CI", "", RIGHT, print_rmse_interval, FIELD(rmse), 4},
    };
    struct table table = table_of_cells(
        analysis, has_few(analysis)
                      ? "Error: root mean squared, over the evaluated sequences and their steps; intervals of "
                        "fewer than 10 repeats are short where errors are skewed"
                      : "Error: root mean squared, over the evaluated sequences and their steps");
    add_counts(&table, FIELD(rmse.n));
    table_add(&table, figures, N(figures));
    document->table(&table, out);
}

void accuracy_tables_write(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    if (analysis->is_real) {
        write_rmse(analysis, document, out);
        write_variance(analysis, document, out);
        return;
    }
    write_accuracy(analysis, document, out);
    write_middle(analysis, document, out);
    write_variance(analysis, document, out);
    write_intervals(analysis, document, out);
    write_learning(analysis, document, out);
}
