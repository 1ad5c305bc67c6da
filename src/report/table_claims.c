#include "tables.h"

#include <math.h>
#include <string.h>

/* The context is the analysis, a row a claim. */
static const struct claim *claim_of(const struct table *table, size_t row)
{
    const struct analysis *analysis = table->context;
    return &analysis->claims[row];
}

static void print_expected(const struct table *table, const struct column *column, size_t row, char *text)
{
    (void)column;
    expectation_text(&claim_of(table, row)->expect, text, TABLE_TEXT);
}

static void print_verdict(const struct table *table, const struct column *column, size_t row, char *text)
{
    strcpy(text, verdict_text(*(const enum verdict *)table_field(table, column, row)));
}

static void print_figure(const struct claim *claim, double figure, char *text)
{
    if (isnan(figure))
        strcpy(text, "-");
    else
        snprintf(text, TABLE_TEXT, "%.2f %s", figure, claim->expect.against[0] != '\0' ? "points" : "%");
}

static void print_ours(const struct table *table, const struct column *column, size_t row, char *text)
{
    print_figure(claim_of(table, row), *(const double *)table_field(table, column, row), text);
}

static void print_published(const struct table *table, const struct column *column, size_t row, char *text)
{
    (void)column;
    print_figure(claim_of(table, row), claim_of(table, row)->published, text);
}

static void print_claim(const struct table *table, const struct column *column, size_t row, char *text)
{
    (void)column;
    snprintf(text, TABLE_TEXT, "%s", claim_of(table, row)->text);
}

static void print_source(const struct table *table, const struct column *column, size_t row, char *text)
{
    (void)column;
    snprintf(text, TABLE_TEXT, "%s", claim_of(table, row)->source);
}

void claims_write(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    static const struct column columns[] = {
        {"expected", "", LEFT, print_expected, 0, 0},
        {"verdict", "", LEFT, print_verdict, offsetof(struct claim_result, verdict), 0},
        {"ours", "", RIGHT, print_ours, offsetof(struct claim_result, figure), 0},
        {"95 % CI", "", RIGHT, print_interval, offsetof(struct claim_result, ci), 1},
        {"p (Holm)", "", RIGHT, print_p, offsetof(struct claim_result, p_holm), 0},
        {"claim", "", PROSE, print_claim, 0, 0},
        {"published", "", PROSE, print_published, 0, 0},
        {"source", "", PROSE, print_source, 0, 0},
    };
    const char *caption = analysis->n_claims > 1
                              ? "Claims; intervals are each row's own, p and verdict are Holm's over all rows"
                              : "Claims";
    struct table table = {.caption = "",
                          .context = analysis,
                          .rows = analysis->claim_results,
                          .row_bytes = sizeof *analysis->claim_results,
                          .n_rows = analysis->n_claims};
    snprintf(table.caption, sizeof table.caption, "%s", caption);
    table_add(&table, columns, sizeof columns / sizeof *columns);
    if (analysis->n_claims > 0)
        document->table(&table, out);
}
