/* The answer in words, before any table. */
#include "attnbench/analysis/view.h"
#include "attnbench/base/text.h"
#include "attnbench/report/tables.h"
#include "page_parts.h"

#include <math.h>

static void write_paragraph(const char *text, FILE *out)
{
    fputs("<p class=\"answer\">", out);
    page_write_text(text, out);
    fputs("</p>\n", out);
}

/* A page has headings and tables of its own. */
static const struct document_kind answers_of_page = {.paragraph = write_paragraph};

static void write_gap(const char *text, FILE *out)
{
    fputs("<p class=\"gap\">", out);
    page_write_text(text, out);
    fputs("</p>\n", out);
}

static const struct document_kind gaps_of_page = {.paragraph = write_gap};

static void write_better(const struct metric *metric, FILE *out)
{
    char text[128];
    snprintf(text, sizeof text, "Of the %s, less is better.", metric->called);
    write_paragraph(text, out);
}

static void write_alone(const struct analysis *analysis, FILE *out)
{
    const struct cell_analysis *cell = &analysis->cells[0];
    const struct metric *metric = analysis->metric;
    char figure[64];
    fputs("<p class=\"answer\"><strong>", out);
    page_write_model(analysis->results, 0, out);
    fputs(" is the study's only model</strong>: there is nothing to compare it with.", out);
    if (analysis->n_cells == 1 && cell->figure.n > 0) {
        fprintf(out, " Its %s is %s (", metric->called,
                metric_text(metric, false, cell->figure.mean, figure, sizeof figure));
        if (isfinite(cell->figure.ci.low)) {
            fputs("95 % confidence interval ", out);
            page_write_interval(metric, false, cell->figure.ci, out);
            fputs("; ", out);
        }
        fprintf(out, "%zu repeat%s).", cell->figure.n, cell->figure.n == 1 ? "" : "s");
    }
    fputs("</p>\n", out);
}

/* What the figures lack. */
static void write_gaps(const struct results *results, FILE *out)
{
    struct trial_counts counts = view_count(results, 0, results->n_trials);
    char gaps[SAFE_TEXT], diverged[SAFE_TEXT], part[SAFE_TEXT];
    view_part(results, part, sizeof part);
    if (counts.missing + counts.failed > 0)
        fprintf(out, "<p class=\"gap\">%zu of %zu trials have no result (%s); nothing stands in for them%s%s.</p>\n",
                counts.missing + counts.failed, counts.wanted, view_gaps(&counts, gaps, sizeof gaps),
                part[0] != '\0' ? ": " : "", part);
    if (counts.diverged > 0)
        fprintf(out, "<p class=\"gap\">%s.</p>\n", view_diverged(results, &counts, diverged, sizeof diverged));
    if (results->traces_missing[0] != '\0') {
        fputs("<p class=\"gap\">Nothing is said of the training: ", out);
        page_write_text(results->traces_missing, out);
        fputs(".</p>\n", out);
    }
    if (results->folder.run_at_work)
        fputs("<p class=\"gap\">A run was still at work when this page was made: it shows what was finished.</p>\n",
              out);
}

/* Those of Holm's family. */
static size_t count_compared(const struct analysis *analysis)
{
    size_t n = 0;
    for (size_t i = 0; i < analysis->n_cells * analysis->n_rivals; i++)
        n += analysis->comparisons[i].verdict != VERDICT_NO_DATA;
    return n;
}

void page_write_answer(const struct analysis *analysis, FILE *out)
{
    size_t n_comparisons = count_compared(analysis);
    fputs("<section id=\"answer\">\n<h2>The answer</h2>\n", out);
    if (analysis->n_rivals == 0)
        write_alone(analysis, out);
    else
        answers_write(analysis, &answers_of_page, out);
    if (analysis->metric->less_is_better)
        write_better(analysis->metric, out);
    if (n_comparisons > 1)
        fprintf(out, "<p>At 5 %%, the verdicts%s hold for all %zu comparisons together (Holm 1979).</p>\n",
                analysis->n_cells > 1 ? " on single cells" : "", n_comparisons);
    design_write(analysis, &gaps_of_page, out);
    write_gaps(analysis->results, out);
    fputs("</section>\n", out);
}

/* ---- Claims ---- */

static void write_claim(const struct claim *claim, const struct claim_result *result, FILE *out)
{
    char figure[TABLE_TEXT], interval[TABLE_TEXT], published[TABLE_TEXT], expected[TABLE_TEXT], p[TABLE_TEXT];
    bool has_interval = isfinite(result->ci.low) && isfinite(result->ci.high);
    claim_figure(claim, result->figure, figure);
    claim_interval(claim, result->ci, interval);
    claim_figure(claim, claim->published, published);
    claim_expected(claim, expected);
    fprintf(out, "<li><b class=\"verdict v%d\">%s</b> <q>", (int)result->verdict, verdict_text(result->verdict));
    page_write_text(claim->text, out);
    fputs("</q>", out);
    if (claim->source[0] != '\0') {
        fputs(" <cite>", out);
        page_write_text(claim->source, out);
        fputs("</cite>", out);
    }
    if (result->verdict == VERDICT_NO_DATA)
        fputs("<br>", out);
    else
        fprintf(out, "<br>Ours %s (%s%s%s%zu repeats)", figure,
                !has_interval                      ? ""
                : claim->expect.relation == WITHIN ? "confidence interval "
                                                   : "95 % confidence interval ",
                has_interval ? interval : "", has_interval ? ", " : "", result->n);
    if (result->verdict != VERDICT_NO_DATA && result->why[0] != '\0')
        fputs("; ", out);
    page_write_text(result->why, out);
    if (!isnan(claim->published))
        fprintf(out, ", published %s", published);
    claim_published(claim, result, published);
    if (published[0] != '\0')
        fprintf(out, " (%s)", published);
    fputs("; tested as <code>", out);
    page_write_text(expected, out);
    fputs("</code>", out);
    if (result->verdict != VERDICT_NO_DATA) {
        fputs(", ", out);
        p_words(result->p_holm, p);
        page_write_text(p, out);
    }
    fputs("</li>\n", out);
}

/* Only this metric is not named by what a claim expects. */
static bool is_any_on_accuracy(const struct questions *questions)
{
    for (size_t i = 0; i < questions->n_claims; i++)
        if (metric_index(questions->claims[i].measured) == METRIC_ACCURACY)
            return true;
    return false;
}

void page_write_claims(const struct analysis *analysis, FILE *out)
{
    if (analysis->questions.n_claims == 0)
        return;
    fputs("<section id=\"claims\">\n<h2>Claims put to the test</h2>\n<ul class=\"claims\">\n", out);
    for (size_t i = 0; i < analysis->questions.n_claims; i++)
        write_claim(&analysis->questions.claims[i], &analysis->claim_results[i], out);
    fprintf(out,
            "</ul>\n<p>Figures are means over repeats%s; p is adjusted for all claims (Holm 1979), which decide "
            "together at 5 %%.</p>\n</section>\n",
            is_any_on_accuracy(&analysis->questions)
                ? ": percent, or percentage points, of sequences right unless another figure is named"
                : "");
}
