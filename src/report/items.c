/* What is seen item by item, where the repeats share their sequences or items. */
#include "attnbench/analysis/view.h"
#include "attnbench/report/tables.h"

#include <math.h>
#include <string.h>

/* "accuracy", "squared error" */
static const char *measured(const struct analysis *analysis)
{
    const struct metric *metric = analysis->results->item_metric;
    return metric == metric_at(METRIC_RMSE) ? "squared error" : metric->called;
}

static bool any_means(const struct analysis *analysis)
{
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++)
        if (analysis->cells[i].items.items > 0)
            return true;
    return false;
}

/* Of comparisons of single trainings, or of the others. */
static bool any_differences(const struct analysis *analysis, bool single)
{
    for (size_t i = 0; i < analysis->n_cells * analysis->n_rivals; i++) {
        const struct item_difference *items = &analysis->comparisons[i].items;
        if (items->items > 0 && single != isnan(items->p_mcnemar))
            return true;
    }
    return false;
}

/* What leaves out items that not all trainings have: of how many means or differences, and where it is most. */
struct left_out {
    size_t n, looked_at;
    size_t items, given;       /* those that all have, and those that some have */
    const char *model, *other; /* other NULL: the trainings of one model */
};

static void leave_out(struct left_out *out, struct left_out here)
{
    out->looked_at += here.given > 0;
    if (here.items == here.given || (out->n++ > 0 && here.given - here.items <= out->given - out->items))
        return;
    out->items = here.items;
    out->given = here.given;
    out->model = here.model;
    out->other = here.other;
}

static void say_left_out(const struct left_out *left, const char *what, const struct document_kind *document, FILE *out)
{
    struct words words = {.text = ""};
    const char *and = left->other != NULL ? " and " : "", *other = left->other != NULL ? left->other : "";
    if (left->n == 0)
        return;
    if (left->looked_at > 1)
        words_add(&words,
                  "%zu of %zu %s item by item leave out items that not all trainings have. Most are left out where ",
                  left->n, left->looked_at, what);
    else
        words_add(&words, "Item by item, ");
    words_add(&words, "all trainings of %s%s%s have %zu of the %zu items that some have%s.", left->model, and, other,
              left->items, left->given,
              left->looked_at > 1 ? ""
              : left->items == 0  ? ": so nothing is said item by item"
                                  : ": the others are left out");
    document->paragraph(words.text, out);
}

static void say_left_out_of_means(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    struct left_out left = {.n = 0};
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++) {
        const struct item_mean *items = &analysis->cells[i].items;
        leave_out(&left, (struct left_out){.items = items->items,
                                           .given = items->given,
                                           .model = view_model_name(analysis->results, i % analysis->n_models)});
    }
    say_left_out(&left, "means", document, out);
}

static void say_left_out_of_differences(const struct analysis *analysis, const struct document_kind *document,
                                        FILE *out)
{
    struct left_out left = {.n = 0};
    for (size_t i = 0; i < analysis->n_cells * analysis->n_rivals; i++) {
        const struct item_difference *items = &analysis->comparisons[i].items;
        leave_out(&left, (struct left_out){.items = items->items,
                                           .given = items->given,
                                           .model = view_model_name(analysis->results, i % analysis->n_rivals + 1),
                                           .other = view_model_name(analysis->results, 0)});
    }
    say_left_out(&left, "differences", document, out);
}

void item_means_write(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    say_left_out_of_means(analysis, document, out);
    if (!any_means(analysis))
        return;
    struct table table =
        table_by_cell(analysis, document, analysis->cells, sizeof *analysis->cells, analysis->n_models);
    table.id = "items";
    table.title = "Item by item";
    snprintf(table.caption, sizeof table.caption,
             "Item by item: mean %.60s of trainings on the same items, and the variance of one item's",
             measured(analysis));
    table_add_fields(&table, OF_CELL, 0,
                     "items items_mean items_new_* items_these_* items_of_training items_of_item items_of_rest");
    document->table(&table, out);
}

void item_differences_write(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    say_left_out_of_differences(analysis, document, out);
    for (int single = 0; single < 2; single++) {
        if (!any_differences(analysis, single))
            continue;
        struct table table =
            table_by_cell(analysis, document, analysis->comparisons, sizeof *analysis->comparisons, analysis->n_rivals);
        table.id = single ? "single-trainings" : "items-compared";
        table.title = single ? "One training against one" : "Differences item by item";
        snprintf(table.caption, sizeof table.caption,
                 single ? "Against %s: one training of each on the same items, so nothing is known of further trainings"
                        : "Against %s: difference item by item, of trainings on the same items",
                 view_model_name(analysis->results, 0));
        table_add_fields(&table, OF_COMPARISON, 0, "items_compared items_difference items_difference_new_*");
        table_add_fields(&table, OF_COMPARISON, 0,
                         single ? "only_this only_first mcnemar_p"
                                : "items_p_holm items_difference_these_* items_p_these");
        document->table(&table, out);
    }
}

/* Of a study of one cell; a grid's table has each cell's. */
void items_say(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    for (size_t rival = 0; rival < analysis->n_rivals && analysis->n_cells == 1; rival++) {
        const struct item_difference *items = &analysis->comparisons[rival].items;
        const char *other = view_model_name(analysis->results, rival + 1),
                   *first = view_model_name(analysis->results, 0);
        const struct metric *metric = analysis->results->item_metric;
        bool squared = metric == metric_at(METRIC_RMSE);
        char figure[TABLE_FIGURE], interval[TABLE_TEXT], p[TABLE_TEXT];
        struct words words = {.text = ""};
        if (items->items == 0 || isnan(items->p_new))
            continue;
        int digits = metric_is_percent(metric) ? 1 : -4;
        metric_text(metric, true, items->figure, figure, sizeof figure);
        interval_text(&items->of_new, digits_apart(&items->of_new, digits, 0), interval);
        p_words(isnan(items->p_mcnemar) ? items->p_new_holm : items->p_mcnemar, p);
        words_add(&words, "Item by item %s less %s is %s%s %s, for further items%s (%zu items, %s%s).", other, first,
                  figure, squared ? " of squared error" : "", interval,
                  isnan(items->p_mcnemar) ? " and further trainings" : ", of these two trainings alone", items->items,
                  p, isnan(items->p_mcnemar) ? "" : " by McNemar's test");
        document->paragraph(words.text, out);
    }
}
