/* Tables that sort by their headers where the script runs. */
#include "attnbench/text.h"
#include "page.h"
#include "view.h"

#include <inttypes.h>
#include <math.h>

/* A row has about 200 bytes. Long tables are laid out when they are seen. */
enum { MOST_ROWS = 5000, LONG = 300 };

/* A field of what the row stands for, how it is written, and what it means: said below the table. */
struct column {
    const char *heading, *meaning;
    size_t offset;
    void (*write)(const void *field, FILE *out);
    bool is_text;
};

struct table {
    const char *id, *caption, *first_heading;
    void (*write_first)(const struct results *results, size_t index, FILE *out); /* what heads a row */
    bool is_to_first;                                                            /* compares with the first model */
    size_t n_cells, per_cell;                                                    /* rows: n_cells * per_cell */
    const void *rows;                                                            /* what they stand for */
    size_t row_size, n_columns;
    const struct column *columns;
};

static int axes_of(const struct table *table, const struct results *results, int *axes)
{
    return table->n_cells > 1 ? page_varied_axes(results, axes) : 0;
}

static void write_header(const struct table *table, const struct results *results, FILE *out)
{
    int axes[RESULTS_MAX_DIMENSIONS], n_axes = axes_of(table, results, axes);
    fprintf(out, "<thead><tr><th scope=\"col\" class=\"t\">%s</th>", table->first_heading);
    for (int a = 0; a < n_axes; a++) {
        fputs("<th scope=\"col\">", out);
        page_write_text(view_axis(results, axes[a])->name, out);
        fputs("</th>", out);
    }
    for (size_t i = 0; i < table->n_columns; i++)
        fprintf(out, "<th scope=\"col\"%s>%s</th>", table->columns[i].is_text ? " class=\"t\"" : "",
                table->columns[i].heading);
    fputs("</tr></thead>\n", out);
}

static void write_row(const struct table *table, const struct results *results, size_t row, FILE *out)
{
    int axes[RESULTS_MAX_DIMENSIONS], n_axes = axes_of(table, results, axes);
    size_t cell = row / table->per_cell;
    fputs("<tr><th scope=\"row\">", out);
    table->write_first(results, row % table->per_cell, out);
    fputs("</th>", out);
    for (int a = 0; a < n_axes; a++)
        fprintf(out, "<td>%" PRId64 "</td>",
                view_axis(results, axes[a])->values[view_position(results, cell, axes[a])]);
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct column *column = &table->columns[i];
        fputs(column->is_text ? "<td class=\"t\">" : "<td>", out);
        column->write((const char *)table->rows + row * table->row_size + column->offset, out);
        fputs("</td>", out);
    }
    fputs("</tr>\n", out);
}

static void write_meanings(const struct table *table, FILE *out)
{
    fputs("<details><summary>What the columns mean</summary>\n<dl>\n", out);
    for (size_t i = 0; i < table->n_columns; i++)
        if (table->columns[i].meaning != NULL)
            fprintf(out, "<dt>%s</dt><dd>%s</dd>\n", table->columns[i].heading, table->columns[i].meaning);
    fputs("</dl>\n</details>\n", out);
}

static void write_table(const struct table *table, const struct results *results, FILE *out)
{
    size_t n_rows = table->n_cells * table->per_cell, n_shown = n_rows < MOST_ROWS ? n_rows : MOST_ROWS;
    fprintf(out, "<section id=\"%s\">\n<h2>%s</h2>\n", table->id, table->caption);
    if (table->is_to_first) {
        fputs("<p>Each model less ", out);
        page_write_model(results, 0, out);
        fputs(".</p>\n", out);
    }
    if (n_shown < n_rows)
        fprintf(out,
                "<p class=\"gap\">These are the first %zu of %zu rows; <code>attnbench report DIR --format csv</code> "
                "writes all.</p>\n",
                n_shown, n_rows);
    fprintf(out, "<div class=\"box%s\" tabindex=\"0\" role=\"region\" aria-label=\"%s\">\n<table class=\"sort\">\n",
            n_shown > LONG ? " long" : "", table->caption);
    write_header(table, results, out);
    fputs("<tbody>\n", out);
    for (size_t row = 0; row < n_shown; row++)
        write_row(table, results, row, out);
    fputs("</tbody>\n</table>\n</div>\n", out);
    write_meanings(table, out);
    fputs("</section>\n", out);
}

/* ---- How fields are written ---- */

static void write_count(const void *field, FILE *out)
{
    fprintf(out, "%zu", *(const size_t *)field);
}

static void write_count_or_none(const void *field, FILE *out)
{
    if (*(const size_t *)field == 0)
        fputs("–", out);
    else
        write_count(field, out);
}

static void write_figure(const void *field, FILE *out)
{
    page_write_figure(*(const double *)field, out);
}

static void write_difference(const void *field, FILE *out)
{
    page_write_difference(*(const double *)field, out);
}

static void write_p(const void *field, FILE *out)
{
    page_write_p(*(const double *)field, out);
}

static void write_interval(const void *field, FILE *out)
{
    page_write_interval(*(const struct interval *)field, page_write_figure, out);
}

/* "18.62 to 24.58", in brackets where so few repeats make it too short. */
static void write_other_interval(struct interval interval, bool holds, FILE *out)
{
    bool doubted = !holds && !isnan(interval.low);
    fputs(doubted ? "(" : "", out);
    write_interval(&interval, out);
    fputs(doubted ? ")" : "", out);
}

static void write_t(const void *field, FILE *out)
{
    const struct estimate *accuracy = field;
    write_other_interval(accuracy->t, accuracy->t_holds, out);
}

static void write_bca(const void *field, FILE *out)
{
    const struct estimate *accuracy = field;
    write_other_interval(accuracy->bca, accuracy->bca_holds, out);
}

static void write_difference_interval(const void *field, FILE *out)
{
    page_write_interval(*(const struct interval *)field, page_write_difference, out);
}

/* "1200 (9 of 10)" */
static void write_learning(const void *field, FILE *out)
{
    const struct learning *learning = field;
    if (isnan(learning->median_epochs))
        fputs("–", out);
    else
        fprintf(out, "%.0f", learning->median_epochs);
    fprintf(out, " (%zu of %zu)", learning->n_reached, learning->n);
}

static void write_order(const void *field, FILE *out)
{
    static const char *const texts[] = {[VERDICT_UNDECIDED] = "undecided",
                                        [VERDICT_SUPPORTED] = "more accurate",
                                        [VERDICT_REFUTED] = "less accurate",
                                        [VERDICT_NO_DATA] = "too few repeats"};
    fputs(texts[*(const enum verdict *)field], out);
}

/* ---- Accuracy ---- */

static bool has_times(const struct results *results)
{
    return results->train_accuracy != NULL || results->evaluations > 0;
}

#define OF_CELL(field) offsetof(struct cell_analysis, field)

/* A table of one row a cell and model; the caller adds what is its own. */
static struct table table_of_cells(const struct analysis *analysis)
{
    return (struct table){
        .first_heading = "model",
        .write_first = page_write_model,
        .n_cells = analysis->n_cells,
        .per_cell = analysis->n_models,
        .rows = analysis->cells,
        .row_size = sizeof *analysis->cells,
    };
}

static void write_accuracy_table(const struct analysis *analysis, FILE *out)
{
    enum { NEED_TRACES = 2 };
    static const struct column columns[] = {
        {"n", "Repeats that have figures: finished and diverged ones.", OF_CELL(accuracy.n), write_count, false},
        {"mean %", "Mean accuracy over the repeats.", OF_CELL(accuracy.mean), write_figure, false},
        {"95 % interval",
         "Confidence interval of the mean: Wilson’s score interval (1927) for the effective number of sequences (Korn "
         "and "
         "Graubard 1998). Not adjusted for the number of cells.",
         OF_CELL(accuracy.ci), write_interval, false},
        {"sd", "Standard deviation of the repeats, in percentage points.", OF_CELL(accuracy.sd), write_figure, false},
        {"median %", "Median over the repeats.", OF_CELL(accuracy.median), write_figure, false},
        {"interquartile mean %", "Mean without the lowest and the highest quarter of the repeats, rounded down.",
         OF_CELL(accuracy.interquartile_mean), write_figure, false},
        {"t interval", "By Student’s t, as of one look; in brackets below 10 repeats, for near 100 % it is too short.",
         OF_CELL(accuracy), write_t, false},
        {"BCa interval",
         "Bootstrap, bias-corrected and accelerated (Efron 1987), 10,000 resamples, as of one look; in brackets below "
         "30 "
         "repeats, of which it is too short.",
         OF_CELL(accuracy), write_bca, false},
        {"variance of training", "What the repeats vary more than the evaluation alone would make them, in %².",
         OF_CELL(accuracy.training_variance), write_figure, false},
        {"of evaluation", "Variance that a finite number of sequences makes, in %².",
         OF_CELL(accuracy.evaluation_variance), write_figure, false},
        {"chance %", "What guessing every step would reach.", OF_CELL(chance), write_figure, false},
        {"failed", "Trials that crashed, ran out of memory or out of time, twice.", OF_CELL(failed), write_count,
         false},
        {"diverged", "Trials in which a loss was not finite; their accuracy counts.", OF_CELL(diverged), write_count,
         false},
        {"missing", "Trials that have not been run.", OF_CELL(missing), write_count, false},
        {"epochs to 50 %",
         "Median of the epochs until half were right (Kaplan and Meier 1958): of the held-out sequences where there "
         "are "
         "any, else of the steps while training (mean of 100 epochs); in brackets how many repeats got there.",
         OF_CELL(learning[0]), write_learning, false},
        {"epochs to 90 %", "The same for 90 %.", OF_CELL(learning[1]), write_learning, false},
    };
    size_t n_columns = sizeof columns / sizeof *columns;
    struct table table = table_of_cells(analysis);
    table.id = "accuracy";
    table.caption = "Accuracy";
    table.n_columns = has_times(analysis->results) ? n_columns : n_columns - NEED_TRACES;
    table.columns = columns;
    write_table(&table, analysis->results, out);
}

/* ---- Errors ---- */

static void write_error_end(double error, FILE *out)
{
    if (isnan(error))
        fputs("–", out);
    else
        fprintf(out, "%.4f", error);
}

static void write_error(const void *field, FILE *out)
{
    write_error_end(*(const double *)field, out);
}

static void write_error_interval(const void *field, FILE *out)
{
    const struct description *rmse = field;
    page_write_interval((struct interval){rmse->ci_low, rmse->ci_high}, write_error_end, out);
}

static void write_rmse_table(const struct analysis *analysis, FILE *out)
{
    static const struct column columns[] = {
        {"n", "Repeats that have figures: finished and diverged ones.", OF_CELL(rmse.n), write_count, false},
        {"mean", "Mean over the repeats of the root mean squared error of the evaluation.", OF_CELL(rmse.mean),
         write_error, false},
        {"95 % interval", "Of the mean, by Student’s t, as far as it is not below 0.", OF_CELL(rmse),
         write_error_interval, false},
        {"sd", "Standard deviation of the repeats.", OF_CELL(rmse.sd), write_error, false},
        {"least", NULL, OF_CELL(rmse.min), write_error, false},
        {"largest", NULL, OF_CELL(rmse.max), write_error, false},
        {"failed", "Trials that crashed, ran out of memory or out of time, twice.", OF_CELL(failed), write_count,
         false},
        {"diverged", "Trials in which a loss was not finite; their error counts where it is.", OF_CELL(diverged),
         write_count, false},
        {"missing", "Trials that have not been run.", OF_CELL(missing), write_count, false},
    };
    struct table table = table_of_cells(analysis);
    table.id = "errors";
    table.caption = "RMSE";
    table.n_columns = sizeof columns / sizeof *columns;
    table.columns = columns;
    write_table(&table, analysis->results, out);
}

/* ---- Comparisons ---- */

#define OF_COMPARISON(field) offsetof(struct comparison, field)

static void write_rival(const struct results *results, size_t rival, FILE *out)
{
    page_write_model(results, rival + 1, out);
}

/* A table of one row a cell and further model; the caller adds what is its own. */
static struct table table_of_rivals(const struct analysis *analysis)
{
    return (struct table){
        .first_heading = "model",
        .write_first = write_rival,
        .is_to_first = true,
        .n_cells = analysis->n_cells,
        .per_cell = analysis->n_rivals,
        .rows = analysis->comparisons,
        .row_size = sizeof *analysis->comparisons,
    };
}

static void write_rivals(const char *id, const char *caption, const struct column *columns, size_t n_columns,
                         const struct analysis *analysis, FILE *out)
{
    struct table table = table_of_rivals(analysis);
    table.id = id;
    table.caption = caption;
    table.n_columns = n_columns;
    table.columns = columns;
    write_table(&table, analysis->results, out);
}

static void write_comparisons_table(const struct analysis *analysis, FILE *out)
{
    static const struct column columns[] = {
        {"difference", "Difference of the mean accuracies, in percentage points.", OF_COMPARISON(difference),
         write_difference, false},
        {"95 % interval",
         "Confidence interval of the difference, from both means’ intervals and the correlation of the repeats (Zou "
         "and Donner 2008). Not adjusted for the number of comparisons.",
         OF_COMPARISON(ci), write_difference_interval, false},
        {"p (Holm)", "p adjusted for all comparisons of the study (Holm 1979).", OF_COMPARISON(p_holm), write_p, false},
        {"verdict", "Of the first model named, at 5 % by the adjusted p.", OF_COMPARISON(verdict), write_order, true},
        {"pairs", "Repeats of both that saw the same sequence pairs.", OF_COMPARISON(n), write_count, false},
        {"p", "Two-sided: 1 less the highest level at which that interval leaves out 0.", OF_COMPARISON(p), write_p,
         false},
        {"P(better)", "Chance that a repeat of the one beats a repeat of the other, ties counted half.",
         OF_COMPARISON(improvement), write_figure, false},
        {"its 95 % interval", "Method 5 of Newcombe (2006), as if unpaired.", OF_COMPARISON(improvement_ci),
         write_interval, false},
        {"Cohen’s d", "Mean of the paired differences divided by their standard deviation.", OF_COMPARISON(cohens_d),
         write_difference, false},
        {"Cliff’s δ", "P(better) less P(worse), over all couples of repeats.", OF_COMPARISON(cliffs_delta),
         write_difference, false},
        {"repeats to settle", "How many would decide it if these are typical; – where it is decided.",
         OF_COMPARISON(repeats_to_settle), write_count_or_none, false},
    };
    write_rivals("comparisons", "Comparisons", columns, sizeof columns / sizeof *columns, analysis, out);
}

static void write_error_difference(const void *field, FILE *out)
{
    double difference = *(const double *)field;
    if (difference > 0)
        fputc('+', out);
    write_error_end(difference, out);
}

static void write_error_difference_interval(const void *field, FILE *out)
{
    page_write_interval(*(const struct interval *)field, write_error_end, out);
}

static void write_error_comparisons_table(const struct analysis *analysis, FILE *out)
{
    static const struct column columns[] = {
        {"difference", "Difference of the mean errors.", OF_COMPARISON(difference), write_error_difference, false},
        {"95 % interval", "By Student’s t of the pairs; Welch’s where the repeats are not paired.", OF_COMPARISON(ci),
         write_error_difference_interval, false},
        {"p (Holm)", "p adjusted for all comparisons of the study (Holm 1979).", OF_COMPARISON(p_holm), write_p, false},
        {"verdict", "Of the first model named, at 5 % by the adjusted p: better is the smaller error.",
         OF_COMPARISON(verdict), write_order, true},
        {"pairs", "Repeats of both that saw the same sequence pairs.", OF_COMPARISON(n), write_count, false},
        {"p", "Two-sided, of the same test.", OF_COMPARISON(p), write_p, false},
        {"P(better)", "Chance that a repeat of the one beats a repeat of the other, ties counted half.",
         OF_COMPARISON(improvement), write_figure, false},
        {"its 95 % interval", "Method 5 of Newcombe (2006), as if unpaired.", OF_COMPARISON(improvement_ci),
         write_interval, false},
        {"repeats to settle", "How many would decide it if these are typical; – where it is decided.",
         OF_COMPARISON(repeats_to_settle), write_count_or_none, false},
    };
    write_rivals("comparisons", "Comparisons", columns, sizeof columns / sizeof *columns, analysis, out);
}

static void write_tests_table(const struct analysis *analysis, FILE *out)
{
    static const struct column columns[] = {
        {"p: t", "Paired t test; Welch’s where the repeats are not paired. No p of this table is adjusted.",
         OF_COMPARISON(p_t), write_p, false},
        {"p: Wilcoxon", "Signed-rank test, exact with ties and zeros (Pratt 1959).", OF_COMPARISON(p_wilcoxon), write_p,
         false},
        {"p: permutation", "Sign flips of the paired differences.", OF_COMPARISON(p_permutation), write_p, false},
        {"p: Mann–Whitney", "Without regard to the pairs.", OF_COMPARISON(p_mann_whitney), write_p, false},
        {"correlation", "Pearson’s, of the paired repeats.", OF_COMPARISON(correlation), write_difference, false},
        {"with 3", "Verdict that the first 3 repeats alone would have given; so with 5 and 7.",
         OF_COMPARISON(with_fewer[0]), write_order, true},
        {"with 5", NULL, OF_COMPARISON(with_fewer[1]), write_order, true},
        {"with 7", NULL, OF_COMPARISON(with_fewer[2]), write_order, true},
    };
    write_rivals("tests", "The same by other tests", columns, sizeof columns / sizeof *columns, analysis, out);
}

#define OF_SOONER(field) offsetof(struct learning_comparison, field)

static void write_sooner_table(const struct analysis *analysis, FILE *out)
{
    static const struct column columns[] = {
        {"P(sooner) to 50 %",
         "Chance that a repeat of the model has half right, as the epochs to 50 % are counted, before a repeat of the "
         "first model; both at once, or neither, count half.",
         OF_SOONER(to[0].probability), write_figure, false},
        {"its 95 % interval", "Method 5 of Newcombe (2006).", OF_SOONER(to[0].ci), write_interval, false},
        {"p (Holm)", "Of Gehan’s test (1965), adjusted for all comparisons (Holm 1979).", OF_SOONER(to[0].p_holm),
         write_p, false},
        {"P(sooner) to 90 %", "The same for 90 %.", OF_SOONER(to[1].probability), write_figure, false},
        {"its 95 % interval", NULL, OF_SOONER(to[1].ci), write_interval, false},
        {"p (Holm)", NULL, OF_SOONER(to[1].p_holm), write_p, false},
    };
    struct table table = table_of_rivals(analysis);
    table.id = "sooner";
    table.caption = "Who learns sooner";
    table.is_to_first = false;
    table.rows = analysis->sooner;
    table.row_size = sizeof *analysis->sooner;
    table.n_columns = sizeof columns / sizeof *columns;
    table.columns = columns;
    write_table(&table, analysis->results, out);
}

void page_write_tables(const struct analysis *analysis, FILE *out)
{
    if (analysis->is_real) {
        write_rmse_table(analysis, out);
        if (analysis->n_rivals > 0)
            write_error_comparisons_table(analysis, out);
        return;
    }
    write_accuracy_table(analysis, out);
    if (analysis->n_rivals > 0) {
        write_comparisons_table(analysis, out);
        write_tests_table(analysis, out);
        if (has_times(analysis->results))
            write_sooner_table(analysis, out);
    }
}
