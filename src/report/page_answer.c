/* The answer in words, before any table. */
#include "page.h"
#include "view.h"

#include <math.h>

/* Writes the text with every A as the further model's name and every B as the first's. */
static void write_named(const struct analysis *analysis, size_t rival, const char *text, FILE *out)
{
    for (; *text != '\0'; text++)
        if (*text == 'A' || *text == 'B')
            page_write_model(analysis->results, *text == 'A' ? rival + 1 : 0, out);
        else
            fputc(*text, out);
}

static bool is_family(const struct analysis *analysis)
{
    return analysis->n_cells * analysis->n_rivals > 1;
}

static void write_p(const struct analysis *analysis, double p, FILE *out)
{
    const double least = 0.0001;
    if (isnan(p))
        return;
    fputs(p < least ? "; p " : "; p = ", out);
    page_write_p(p, out);
    if (is_family(analysis))
        fputs(" after Holm", out);
}

static void write_only_cell(const struct analysis *analysis, size_t rival, FILE *out)
{
    static const char *const verdicts[] = {
        [VERDICT_SUPPORTED] = "A is more accurate than B",
        [VERDICT_REFUTED] = "A is less accurate than B",
        [VERDICT_UNDECIDED] = "It is undecided whether A is more accurate than B",
        [VERDICT_NO_DATA] = "A cannot be compared with B yet",
    };
    const struct comparison *c = page_comparison(analysis, 0, rival);
    enum verdict verdict = page_verdict(c);
    fputs("<p class=\"answer\"><strong>", out);
    write_named(analysis, rival, verdicts[verdict], out);
    if (verdict == VERDICT_NO_DATA) {
        fputs("</strong>: there is no repeat with figures of both.</p>\n", out);
        return;
    }
    fputs("</strong>: ", out);
    page_write_figure(page_cell(analysis, 0, rival + 1)->accuracy.mean, out);
    fputs(" % against ", out);
    page_write_figure(page_cell(analysis, 0, 0)->accuracy.mean, out);
    fputs(" %, a difference of ", out);
    page_write_difference(c->difference, out);
    fputs(" percentage points (", out);
    if (isnan(c->ci.low)) {
        fputs("no interval", out);
    } else {
        fputs("95 % confidence interval ", out);
        page_write_interval(c->ci, page_write_difference, out);
    }
    write_p(analysis, c->p_holm, out);
    fprintf(out, "; %zu %srepeat%s).", c->n, c->paired ? "paired " : "", c->n == 1 ? "" : "s");
    if (verdict == VERDICT_UNDECIDED && c->repeats_to_settle > 0)
        fprintf(out, " As things stand, about %zu repeats would settle it.", c->repeats_to_settle);
    fputs("</p>\n", out);
}

/* One rival over all cells. */
struct overview {
    size_t n[VERDICT_NO_DATA + 1]; /* cells by verdict */
    size_t n_differences, fewest, most;
    double mean, lowest, highest; /* of the differences */
};

static struct overview overview_of(const struct analysis *analysis, size_t rival)
{
    struct overview o = {.fewest = SIZE_MAX, .lowest = INFINITY, .highest = -INFINITY};
    double sum = 0;
    for (size_t cell = 0; cell < analysis->n_cells; cell++) {
        const struct comparison *c = page_comparison(analysis, cell, rival);
        o.n[page_verdict(c)]++;
        if (isnan(c->difference))
            continue;
        o.n_differences++;
        sum += c->difference;
        o.lowest = fmin(o.lowest, c->difference);
        o.highest = fmax(o.highest, c->difference);
        o.fewest = c->n < o.fewest ? c->n : o.fewest;
        o.most = c->n > o.most ? c->n : o.most;
    }
    o.mean = sum / (double)o.n_differences;
    return o;
}

static void write_cells(const struct analysis *analysis, size_t rival, FILE *out)
{
    struct overview o = overview_of(analysis, rival);
    fputs("<p class=\"answer\"><strong>", out);
    bool is_worse = o.n[VERDICT_REFUTED] > o.n[VERDICT_SUPPORTED];
    write_named(analysis, rival, is_worse ? "A is less accurate than B in " : "A is more accurate than B in ", out);
    fprintf(out, "%zu of %zu cells</strong> and %s accurate in %zu; %zu undecided",
            o.n[is_worse ? VERDICT_REFUTED : VERDICT_SUPPORTED], analysis->n_cells, is_worse ? "more" : "less",
            o.n[is_worse ? VERDICT_SUPPORTED : VERDICT_REFUTED], o.n[VERDICT_UNDECIDED]);
    if (o.n[VERDICT_NO_DATA] > 0)
        fprintf(out, ", %zu without figures of both", o.n[VERDICT_NO_DATA]);
    fputs(".", out);
    if (o.n_differences > 0) {
        fputs(" The difference is ", out);
        page_write_difference(o.mean, out);
        fprintf(out, " percentage points on average over %zu cells, from ", o.n_differences);
        page_write_interval((struct interval){o.lowest, o.highest}, page_write_difference, out);
        fprintf(out, " (%zu", o.fewest);
        if (o.most > o.fewest)
            fprintf(out, " to %zu", o.most);
        fprintf(out, " paired repeat%s a cell).", o.most == 1 ? "" : "s");
    }
    fputs("</p>\n", out);
}

static void write_alone(const struct analysis *analysis, FILE *out)
{
    const struct cell_analysis *cell = page_cell(analysis, 0, 0);
    fputs("<p class=\"answer\"><strong>", out);
    page_write_model(analysis->results, 0, out);
    fputs(" is the study's only model</strong>: there is nothing to compare it with.", out);
    if (analysis->n_cells == 1 && cell->accuracy.n > 0) {
        fputs(" It decodes ", out);
        page_write_figure(cell->accuracy.mean, out);
        fputs(" % of sequences wholly right (95 % confidence interval ", out);
        page_write_interval(cell->accuracy.ci, page_write_figure, out);
        fprintf(out, "; %zu repeat%s).", cell->accuracy.n, cell->accuracy.n == 1 ? "" : "s");
    }
    fputs("</p>\n", out);
}

/* What the figures lack. */
static void write_gaps(const struct results *results, FILE *out)
{
    struct trial_counts counts = view_count(results, 0, results->n_trials);
    if (counts.missing + counts.failed > 0)
        fprintf(out,
                "<p class=\"gap\">%zu of %zu trials have no result (%zu missing, %zu failed); nothing stands in for "
                "them.</p>\n",
                counts.missing + counts.failed, counts.wanted, counts.missing, counts.failed);
    if (counts.diverged > 0)
        fprintf(out,
                "<p class=\"gap\">%zu of %zu trials diverged (a loss was not finite): their accuracy counts as it "
                "is.</p>\n",
                counts.diverged, counts.wanted);
    if (results->folder.run_at_work)
        fputs("<p class=\"gap\">A run was still at work when this page was made: it shows what was finished.</p>\n",
              out);
}

void page_write_answer(const struct analysis *analysis, FILE *out)
{
    fputs("<section id=\"answer\">\n<h2>The answer</h2>\n", out);
    for (size_t rival = 0; rival < analysis->n_rivals; rival++)
        if (analysis->n_cells == 1)
            write_only_cell(analysis, rival, out);
        else
            write_cells(analysis, rival, out);
    if (analysis->n_rivals == 0)
        write_alone(analysis, out);
    if (is_family(analysis))
        fprintf(out, "<p>At 5 %%, the verdicts hold for all %zu comparisons together (Holm 1979).</p>\n",
                analysis->n_cells * analysis->n_rivals);
    write_gaps(analysis->results, out);
    fputs("</section>\n", out);
}

/* ---- Claims ---- */

static void write_claim(const struct claim *claim, const struct claim_result *result, FILE *out)
{
    char expectation[3 * CLAIM_MODEL];
    fprintf(out, "<li><b class=\"verdict v%d\">%s</b> <q>", (int)result->verdict, verdict_text(result->verdict));
    page_write_text(claim->text, out);
    fputs("</q>", out);
    if (claim->source[0] != '\0') {
        fputs(" <cite>", out);
        page_write_text(claim->source, out);
        fputs("</cite>", out);
    }
    fputs("<br>ours ", out);
    page_write_figure(result->figure, out);
    fputs(" (95 % confidence interval ", out);
    page_write_interval(result->ci, page_write_figure, out);
    fputs("), published ", out);
    page_write_figure(claim->published, out);
    fputs("; put to the test as <code>", out);
    page_write_text(expectation_text(&claim->expect, expectation, sizeof expectation), out);
    fputs("</code>, p ", out);
    page_write_p(result->p_holm, out);
    fputs("</li>\n", out);
}

void page_write_claims(const struct analysis *analysis, FILE *out)
{
    if (analysis->n_claims == 0)
        return;
    fputs("<section id=\"claims\">\n<h2>Claims put to the test</h2>\n<ul class=\"claims\">\n", out);
    for (size_t i = 0; i < analysis->n_claims; i++)
        write_claim(&analysis->claims[i], &analysis->claim_results[i], out);
    fputs("</ul>\n<p>Figures are percent, or percentage points; p is adjusted for all claims (Holm 1979), which decide "
          "together at 5 %.</p>\n</section>\n",
          out);
}
