#include "attnbench/analysis/view.h"
#include "attnbench/report/tables.h"

#include <math.h>
#include <string.h>

/* The context is the analysis, a row a claim. */
static const struct claim *claim_of(const struct table *table, size_t row)
{
    const struct analysis *analysis = table->context;
    return &analysis->questions.claims[row];
}

static void print_expected(const struct table *table, const struct column *column, size_t row, char *text)
{
    (void)column;
    claim_expected(claim_of(table, row), text);
}

static void print_verdict(const struct table *table, const struct column *column, size_t row, char *text)
{
    strcpy(text, verdict_text(*(const enum verdict *)table_field(table, column, row)));
}

/* As real_text has digits: percent with `decimals`, others with four. */
static int digits_of(const struct claim *claim, double number, int decimals)
{
    if (metric_is_percent(claim->measured))
        return decimals;
    return claim->measured->source != METRIC_OF_LEARNING ? -4 : fabs(number) < 100 ? 1 : 0;
}

void claim_figure(const struct claim *claim, double figure, char *text)
{
    if (isnan(figure)) {
        strcpy(text, "-");
        return;
    }
    real_text(figure, digits_of(claim, figure, 2), text);
    strcat(text, metric_unit(claim->measured, claim->expect.against[0] != '\0'));
}

void claim_interval(const struct claim *claim, struct interval interval, char *text)
{
    int decimals = interval.high - interval.low < 0.2 ? 2 : 1;
    int digits = digits_of(claim, fmax(fabs(interval.low), fabs(interval.high)), decimals);
    digits = digits_apart(&interval, digits, claim->expect.value);
    if (claim->expect.relation == WITHIN)
        digits = digits_apart(&interval, digits, -claim->expect.value);
    interval_text(&interval, digits, text);
    if (claim->expect.relation == WITHIN && isfinite(interval.low))
        strcat(text, " (90 %)");
}

void claim_expected(const struct claim *claim, char *text)
{
    char expected[TABLE_TEXT / 2];
    claim_text(claim, expected, sizeof expected);
    bool is_first = claim->measured == metric_at(0);
    snprintf(text, TABLE_TEXT, "%s%s%s%s", is_first ? "" : claim->metric, is_first ? "" : ": ", expected,
             claim->expect.any_shape ? ", whatever the trainings" : "");
}

static void print_ours(const struct table *table, const struct column *column, size_t row, char *text)
{
    claim_figure(claim_of(table, row), *(const double *)table_field(table, column, row), text);
}

static void print_claim_interval(const struct table *table, const struct column *column, size_t row, char *text)
{
    claim_interval(claim_of(table, row), *(const struct interval *)table_field(table, column, row), text);
}

static void print_published(const struct table *table, const struct column *column, size_t row, char *text)
{
    (void)column;
    if (!isnan(claim_of(table, row)->published))
        claim_figure(claim_of(table, row), claim_of(table, row)->published, text);
}

void claim_published(const struct claim *claim, const struct claim_result *result, char *text)
{
    const struct published_difference *seen = &result->published;
    char figure[TABLE_TEXT], interval[TABLE_TEXT], p[TABLE_TEXT];
    text[0] = '\0';
    if (isnan(seen->figure))
        return;
    struct claim of_difference = *claim;
    if (of_difference.expect.against[0] == '\0')
        strcpy(of_difference.expect.against, "-");
    of_difference.expect.relation = ABOVE;
    claim_figure(&of_difference, seen->figure, figure);
    claim_interval(&of_difference, seen->ci, interval);
    p_words(seen->p, p);
    snprintf(text, TABLE_TEXT, "%.*s %.*s, %.*s: ours less the %zu published repeats", TABLE_FIGURE, figure,
             TABLE_FIGURE, interval, TABLE_FIGURE, p, claim->n_published);
}

static void print_compared(const struct table *table, const struct column *column, size_t row, char *text)
{
    (void)column;
    claim_published(claim_of(table, row), (const struct claim_result *)table->rows + row, text);
}

static bool any_is_published(const struct claim *claims, size_t n)
{
    bool any = false;
    for (size_t i = 0; i < n; i++)
        any = any || claims[i].n_published > 0;
    return any;
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

static void print_why(const struct table *table, const struct column *column, size_t row, char *text)
{
    snprintf(text, TABLE_TEXT, "%s", (const char *)table_field(table, column, row));
}

void claims_write(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    static const struct column columns[] = {
        {"expected", "", LEFT, print_expected, 0, 0},
        {"verdict", "", LEFT, print_verdict, offsetof(struct claim_result, verdict), 0},
        {"ours", "", RIGHT, print_ours, offsetof(struct claim_result, figure), 0},
        {"95 % CI", "", RIGHT, print_claim_interval, offsetof(struct claim_result, ci), 0},
        {"p (Holm)", "", RIGHT, print_p, offsetof(struct claim_result, p_holm), 0},
        {"claim", "", PROSE, print_claim, 0, 0},
        {"note", "", PROSE, print_why, offsetof(struct claim_result, why), 0},
        {"published", "", PROSE, print_published, 0, 0},
        {"source", "", PROSE, print_source, 0, 0},
    };
    static const struct column compared = {"difference", "", PROSE, print_compared, 0, 0};
    const char *caption = analysis->questions.n_claims > 1
                              ? "Claims; intervals are each row's own, p and verdict are Holm's over all rows"
                              : "Claims";
    struct table table = {.caption = "",
                          .context = analysis,
                          .rows = analysis->claim_results,
                          .row_bytes = sizeof *analysis->claim_results,
                          .n_rows = analysis->questions.n_claims};
    snprintf(table.caption, sizeof table.caption, "%s", caption);
    table_add(&table, columns, sizeof columns / sizeof *columns);
    table_add(&table, &compared, any_is_published(analysis->questions.claims, analysis->questions.n_claims));
    if (analysis->questions.n_claims > 0)
        document->table(&table, out);
}
