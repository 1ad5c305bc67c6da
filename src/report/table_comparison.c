/* The tables with a row for each cell and each model after the first. */
#include "attnbench/analysis/view.h"
#include "attnbench/report/tables.h"

#include <math.h>
#include <string.h>

/* A table of comparisons against the first model, with what is `said` of them; the caller adds its columns. */
static struct table table_of(const struct analysis *analysis, const struct document_kind *document, const char *id,
                             const char *title, const char *said)
{
    struct table table =
        table_by_cell(analysis, document, analysis->comparisons, sizeof *analysis->comparisons, analysis->n_rivals);
    table.id = id;
    table.title = title;
    snprintf(table.caption, sizeof table.caption, "Against %s: %s", view_model_name(analysis->results, 0), said);
    return table;
}

static size_t count_paired(const struct analysis *analysis)
{
    size_t n = 0;
    for (size_t i = 0; i < analysis->n_cells * analysis->n_rivals; i++)
        n += analysis->comparisons[i].paired;
    return n;
}

static void write_differences(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    size_t n_paired = count_paired(analysis), n = analysis->n_cells * analysis->n_rivals;
    char said[TABLE_TEXT / 2];
    bool is_own = analysis->results->own.n > 0; /* nothing is known of what they saw */
    snprintf(said, sizeof said, "difference of the means, %s%s",
             n_paired == n  ? (is_own ? "repeats paired" : "repeats paired by their sequences")
             : n_paired > 0 ? "repeats paired where both saw the same sequences"
             : is_own       ? "repeats not paired"
                            : "repeats not paired: they saw other sequences",
             n < 2 ? ""
             : analysis->shows_together
                 ? "; intervals hold together, where an end of 0 is not in them, and p and verdict "
                   "are Holm's over all rows"
                 : "; intervals are each row's own, p and verdict are Holm's over all rows");
    struct table table = table_of(analysis, document, "comparisons", "Comparisons", said);
    table_add_fields(&table, OF_COMPARISON, 0, "pairs difference");
    table_add_fields(&table, OF_COMPARISON, 0, analysis->shows_together ? "difference_together_*" : "difference_*");
    table_add_fields(&table, OF_COMPARISON, 0, n > 1 ? "p p_holm p_fdr verdict" : "p p_holm verdict");
    for (int c = 0; c < table.n_columns && n_paired == n; c++)
        if (table.fields[c] != NULL && strcmp(table.fields[c]->name, "pairs") == 0)
            table.columns[c].header = "pairs";
    document->table(&table, out);
}

static void write_effects(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    struct table table = table_of(analysis, document, "effects", "Size of the effect",
                                  "size of the effect, and how many repeats it takes");
    table_add_fields(&table, OF_COMPARISON, 0,
                     "improvement improvement_* cohens_d cliffs_delta repeats_80 repeats_80_* verdict_of_fewer");
    document->table(&table, out);
}

static void write_tests(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    char said[TABLE_TEXT / 2];
    snprintf(said, sizeof said, "p of other tests, without Holm%s%s",
             analysis->has_looks ? ", each as if of one look" : "",
             count_paired(analysis) > 0 ? "; of 5 pairs or fewer, Wilcoxon and permutation never get below 0.05" : "");
    struct table table = table_of(analysis, document, "tests", "Other tests", said);
    table_add_fields(&table, OF_COMPARISON, 0, "p_t p_wilcoxon p_permutation p_mann_whitney correlation");
    document->table(&table, out);
}

/* ---- learning ---- */

/* Rows with a p: Holm's family. */
static size_t count_times(const struct analysis *analysis, int threshold)
{
    size_t n = 0;
    for (size_t i = 0; i < analysis->n_cells * analysis->n_rivals; i++)
        n += !isnan(analysis->sooner[i].to[threshold].p);
    return n;
}

/* The least p (Holm) that such numbers of repeats can have at all. */
static double least_p(const struct analysis *analysis)
{
    const size_t families[LEARNING_THRESHOLDS] = {count_times(analysis, 0), count_times(analysis, 1)};
    double least = 1;
    for (size_t i = 0; i < analysis->n_cells * analysis->n_rivals * LEARNING_THRESHOLDS; i++) {
        size_t row = i / LEARNING_THRESHOLDS, cell = row / analysis->n_rivals, rival = row % analysis->n_rivals;
        int threshold = (int)(i % LEARNING_THRESHOLDS);
        const struct cell_analysis *models = &analysis->cells[cell * analysis->n_models];
        if (!isnan(analysis->sooner[row].to[threshold].p))
            least = fmin(least,
                         p_of_looks(order_p(models[0].learning[threshold].n, models[rival + 1].learning[threshold].n),
                                    analysis_looks(analysis, cell)) *
                             (double)families[threshold]);
    }
    return least;
}

static bool has_times(const struct analysis *analysis)
{
    return count_times(analysis, 0) + count_times(analysis, 1) > 0;
}

static void write_sooner(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    if (!has_times(analysis))
        return;
    struct table table =
        table_by_cell(analysis, document, analysis->sooner, sizeof *analysis->sooner, analysis->n_rivals);
    table.id = "sooner";
    table.title = "Who learns sooner";
    snprintf(
        table.caption, sizeof table.caption,
        "Learning against %s: probability that a repeat gets there sooner; ties, also where neither does, count half",
        view_model_name(analysis->results, 0));
    size_t used = strlen(table.caption);
    double least = least_p(analysis);
    if (least > 0.05)
        snprintf(table.caption + used, sizeof table.caption - used,
                 "; with so few repeats no p (Holm) can be below %.4f", least);
    table_add_fields(&table, OF_SOONER, 0,
                     "sooner_50 sooner_50_* sooner_50_p_holm sooner_90 sooner_90_* sooner_90_p_holm");
    document->table(&table, out);
}

void comparison_tables_write(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    if (analysis->n_rivals == 0)
        return;
    write_differences(analysis, document, out);
    item_differences_write(analysis, document, out);
    write_effects(analysis, document, out);
    if (metric_is_percent(analysis->metric))
        write_tests(analysis, document, out);
    write_sooner(analysis, document, out);
}
