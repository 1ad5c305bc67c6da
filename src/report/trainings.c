/* Which trainings were seen that are far from the rest, and which ones need not have been seen. */
#include "attnbench/analysis/view.h"
#include "attnbench/report/tables.h"

#include <math.h>
#include <stdint.h>

void apart_write(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    if (analysis_count_apart(analysis) == 0)
        return;
    struct table table =
        table_by_cell(analysis, document, analysis->cells, sizeof *analysis->cells, analysis->n_models);
    table.id = "far";
    table.title = "Far from the rest";
    snprintf(table.caption, sizeof table.caption, "Repeats far from the rest, and the share of such trainings");
    table_add_fields(&table, OF_CELL, 0, "repeats median far_below? far_below_limit? far_below_*?");
    table_add_fields(&table, OF_CELL, 0, "far_above? far_above_limit? far_above_*?");
    document->table(&table, out);
}

void reached_write(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    const struct metric *metric = analysis->metric;
    double reached = view_reached(analysis->results);
    char text[TABLE_TEXT];
    if (isnan(reached))
        return;
    metric_text(metric, false, reached, text, sizeof text);
    struct table table =
        table_by_cell(analysis, document, analysis->cells, sizeof *analysis->cells, analysis->n_models);
    table.id = "reached";
    table.title = "Trainings that get there";
    snprintf(table.caption, sizeof table.caption, "Trainings that get to %s of %.60s or %s, and how good those are",
             metric->called, text, metric->less_is_better ? "less" : "more");
    table_add_fields(&table, OF_CELL, 0, "repeats reached_share reached_share_* reached_mean reached_mean_*");
    document->table(&table, out);
    if (analysis->n_rivals == 0)
        return;
    struct table tests =
        table_by_cell(analysis, document, analysis->comparisons, sizeof *analysis->comparisons, analysis->n_rivals);
    tests.id = "reached-tests";
    tests.title = "Who gets there more often";
    snprintf(tests.caption, sizeof tests.caption,
             "Against %s: whether as many trainings get there (Boschloo's exact test)",
             view_model_name(analysis->results, 0));
    table_add_fields(&tests, OF_COMPARISON, 0, "reached_p reached_p_holm");
    document->table(&tests, out);
}

static void add_side(struct words *words, const struct analysis *analysis, size_t model, bool below)
{
    const struct apart *apart = &analysis->cells[model].figure.apart;
    size_t k = below ? apart->below : apart->above;
    struct interval share = below ? apart->of_below : apart->of_above;
    char limit[TABLE_TEXT], median[TABLE_TEXT];
    if (k == 0)
        return;
    metric_text(analysis->metric, false, apart->median, median, sizeof median);
    if (metric_is_percent(analysis->metric))
        snprintf(limit, sizeof limit, "%.0f %%", below ? apart->limit_below : apart->limit_above);
    else
        metric_text(analysis->metric, false, below ? apart->limit_below : apart->limit_above, limit, sizeof limit);
    words_add(words,
              "%s%zu of %zu repeats of %s %s %s %s, far from the rest (median %s): %.0f %% of trainings [%.1f, %.1f].",
              words->used > 0 ? " " : "", k, apart->n, view_model_name(analysis->results, model), k == 1 ? "is" : "are",
              below ? "below" : "above", limit, median, 100 * (double)k / (double)apart->n, share.low, share.high);
}

/* Of a grid the table names them. */
static void add_apart(struct words *words, const struct analysis *analysis)
{
    for (size_t model = 0; model < analysis->n_models && analysis->n_cells == 1; model++) {
        add_side(words, analysis, model, true);
        add_side(words, analysis, model, false);
    }
    size_t apart = analysis->n_cells > 1 ? analysis_count_apart(analysis) : 0;
    if (apart > 0)
        words_add(words, "%zu %s far from the rest of %s cell and model.", apart,
                  apart == 1 ? "repeat is" : "repeats are", apart == 1 ? "its" : "their");
    if (words->used > 0)
        words_add(words,
                  " Few repeats seldom show how often that happens. So the intervals of such a mean are too short%s.",
                  metric_is_percent(analysis->metric) ? ", except those \"whatever the trainings\"" : "");
}

static size_t fewest_repeats(const struct analysis *analysis)
{
    size_t fewest = SIZE_MAX;
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++)
        if (analysis->cells[i].figure.n > 0 && analysis->cells[i].figure.n < fewest)
            fewest = analysis->cells[i].figure.n;
    return fewest;
}

/* No other interval knows of trainings that it has seen none of: with probability 0.05 none of n is one of a share
 * 1 - 0.05^(1/n). */
static void add_unseen(struct words *words, const struct analysis *analysis)
{
    enum { FEW = 100, SHOWS_PERCENTS = 30 };
    size_t n = fewest_repeats(analysis);
    if (n >= FEW)
        return;
    words_add(words, "Failures rarer than %.*f %% of trainings may not have appeared in %zu repeat%s.",
              n < SHOWS_PERCENTS ? 0 : 1, 100 * (1 - pow(0.05, 1 / (double)n)), n, n == 1 ? "" : "s");
    if (metric_is_percent(analysis->metric) && n > 1)
        words_add(words, " The intervals \"whatever the trainings\" allow for that.");
}

void trainings_write(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    struct words apart = {.text = ""}, unseen = {.text = ""};
    add_apart(&apart, analysis);
    add_unseen(&unseen, analysis);
    if (apart.used > 0)
        document->paragraph(apart.text, out);
    if (unseen.used > 0)
        document->paragraph(unseen.text, out);
}
