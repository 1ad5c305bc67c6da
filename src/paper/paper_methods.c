#include "paper_methods.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/version.h"
#include "attnbench/report/tables.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static size_t n_compared(const struct analysis *analysis)
{
    return analysis->n_cells * analysis->n_rivals;
}

bool paper_has_axis(const struct results *results, const char *name)
{
    for (int i = 0; i < view_n_axes(results); i++)
        if (strcmp(view_axis(results, i)->name, name) == 0)
            return true;
    return false;
}

bool paper_is_by_item(const struct analysis *analysis)
{
    bool any = false;
    for (size_t i = 0; i < n_compared(analysis); i++) {
        any = any || isfinite(analysis->comparisons[i].items.p_mcnemar);
        if (isfinite(analysis->comparisons[i].p))
            return false;
    }
    return any;
}

/* What the table has, for only that is explained. */
struct shown {
    size_t means;                   /* with an interval */
    size_t spreads;                 /* standard deviations */
    size_t differences, p, p_alone; /* with an interval, with p, with p alone */
    size_t tested, paired;          /* with either, and of these the paired ones */
    bool together;                  /* the intervals of differences hold together */
};

static struct shown shown_of(const struct analysis *analysis)
{
    struct shown shown = {.together = analysis->shows_together && n_compared(analysis) > 1};
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++) {
        shown.means += isfinite(analysis->cells[i].figure.ci.low);
        shown.spreads += isfinite(analysis->cells[i].figure.sd);
    }
    for (size_t i = 0; i < n_compared(analysis); i++) {
        const struct comparison *comparison = &analysis->comparisons[i];
        bool has_ci = isfinite(comparison->ci.low), has_p = !isnan(comparison->p);
        shown.differences += has_ci;
        shown.p += has_p;
        shown.p_alone += has_p && !has_ci;
        shown.tested += has_ci || has_p;
        shown.paired += (has_ci || has_p) && comparison->paired;
    }
    return shown;
}

static void add_looks(struct words *words, const struct analysis *analysis, bool has_intervals)
{
    const struct look_plan plan = results_look_plan(analysis->results);
    words_add(words, " The figures decided the number of repeats, in up to %zu looks", plan.n);
    if (!has_intervals) {
        words_add(words, ".");
        return;
    }
    words_add_levels(words, &plan);
    words_add(words, plan.spending == SPENDING_ONE_LEVEL ? " (Pocock 1977)."
                     : plan.spending == SPENDING_POCOCK
                         ? " (alpha spending of Lan and DeMets 1983, Pocock's type)."
                         : " (alpha spending of Lan and DeMets 1983, O'Brien and Fleming's type).");
    words_add(words, " An interval is taken at the level of the look at which its cell stopped, so that it holds at "
                     "95 %%.");
}

/* What the short headers mean. */
static void add_headers(struct words *words, const struct analysis *analysis, const struct shown *shown)
{
    bool has_n = !paper_has_axis(analysis->results, "n"), has_intervals = shown->means + shown->differences > 0;
    const char *start = "Here";
    if (has_n) {
        words_add(words, "%s n counts repeats", start);
        start = ",";
    }
    if (shown->spreads > 0) {
        words_add(words, "%s sd is the standard deviation between %s", start, has_n ? "them" : "repeats");
        start = ",";
    }
    if (has_intervals) {
        words_add(words, "%s CI %sa 95 %% confidence interval", start, shown->spreads > 0 ? "" : "is ");
        start = ",";
    }
    words_add(words, start[0] == ',' ? "." : "");
    if (analysis->has_looks)
        add_looks(words, analysis, has_intervals);
}

static void add_means(struct words *words, const struct analysis *analysis)
{
    words_add(words, analysis->metric->kind == METRIC_COUNTS
                         ? " Intervals of means are Wilson's score intervals (1927) with the effective sample size of "
                           "Korn and Graubard (1998)."
                         : " Intervals of means are Student's t.");
}

static void add_differences(struct words *words, const struct analysis *analysis, const struct shown *shown)
{
    bool all = shown->paired == shown->tested, none = shown->paired == 0;
    const char *which = all    ? "repeats are paired"
                        : none ? "repeats are not paired"
                               : "repeats are paired where both saw the same sequences";
    if (shown->differences > 0 && analysis->metric->kind == METRIC_COUNTS)
        words_add(words, " Intervals of differences combine those of both means (Zou and Donner 2008); %s.", which);
    else if (shown->differences > 0)
        words_add(words, " Intervals of differences are %s; %s.",
                  all    ? "Student's t of the pairs"
                  : none ? "Welch's t"
                         : "Student's t of the pairs, else Welch's t",
                  which);
}

/* Where nothing varies there is no interval. */
static const char *exact_test(const struct shown *shown)
{
    return shown->paired == shown->tested ? "the sign test's"
           : shown->paired == 0           ? "the permutation test's"
                                          : "the sign test's, unpaired the permutation test's";
}

/* Holm's family is all comparisons, those without p too. */
static void add_p(struct words *words, const struct analysis *analysis, const struct shown *shown)
{
    size_t n = n_compared(analysis);
    if (shown->differences == 0)
        words_add(words, " The two-sided p is %s", exact_test(shown));
    else
        words_add(words, " The two-sided p belongs to %s",
                  shown->together ? "the interval of its row alone" : "the same interval");
    if (n > 1)
        words_add(words, " and is adjusted for all %zu comparisons (Holm 1979)", n);
    if (shown->p < n)
        words_add(words, ", of which %zu %s no p", n - shown->p, n - shown->p == 1 ? "has" : "have");
    words_add(words, ".");
    if (shown->p_alone > 0 && shown->differences > 0)
        words_add(words, " Where differences do not vary there is no interval, and p is %s.", exact_test(shown));
}

static void add_family(struct words *words, const struct shown *shown)
{
    if (shown->together)
        words_add(words, " Intervals of differences hold together. Where p is at most 0.05, what lies beyond 0 is cut "
                         "off, and an end of 0 is not in the interval. Intervals of means are each row's own.");
    else
        words_add(words, " Intervals are not adjusted: each is its row's own.");
}

static void add_items(struct words *words, const struct analysis *analysis)
{
    words_add(words,
              "CI is a 95 %% confidence interval for further items like these. Each model was trained once, so "
              "nothing is said of further trainings. The two-sided p is McNemar's (1947), exact and not adjusted.");
    if (n_compared(analysis) > 1)
        words_add(words, " Intervals are not adjusted either: each is its row's own.");
}

/* ---- repeats without a partner ---- */

/* The means are of more repeats than their difference. */
static bool lacks_partners(const struct analysis *analysis, size_t i)
{
    const struct comparison *comparison = &analysis->comparisons[i];
    const struct cell_analysis *models = &analysis->cells[i / analysis->n_rivals * analysis->n_models];
    return comparison->paired && comparison->n > 0 &&
           (models[0].figure.n > comparison->n || models[1 + i % analysis->n_rivals].figure.n > comparison->n);
}

static void add_partners_of(struct words *words, const struct analysis *analysis, size_t i)
{
    size_t n = analysis->comparisons[i].n;
    char cell[TABLE_TEXT];
    view_cell(analysis->results, i / analysis->n_rivals, cell, sizeof cell);
    words_add(words, " The difference of %s", view_model_title(analysis->results, 1 + i % analysis->n_rivals));
    if (cell[0] != '\0')
        words_add(words, " (%s)", cell);
    words_add(words, " is of the %zu repeat%s that both models have, so it is not that of the means shown.", n,
              n == 1 ? "" : "s");
}

static void add_partners(struct words *words, const struct analysis *analysis)
{
    enum { MOST_NAMED = 3 };
    size_t n = 0;
    for (size_t i = 0; i < n_compared(analysis); i++)
        n += lacks_partners(analysis, i);
    for (size_t i = 0; i < n_compared(analysis) && n <= MOST_NAMED; i++)
        if (lacks_partners(analysis, i))
            add_partners_of(words, analysis, i);
    if (n > MOST_NAMED)
        words_add(
            words,
            " In %zu of %zu comparisons some repeats have no partner. There the difference is of the repeats that "
            "both models have, so it is not that of the means shown.",
            n, n_compared(analysis));
}

/* What every figure of the table suffers from. */
static void add_limits(struct words *words, const struct analysis *analysis, bool has_intervals)
{
    struct trial_counts counts = view_count(analysis->results, 0, analysis->results->n_trials);
    size_t n_shared = 0;
    for (size_t model = 0; model < analysis->n_models; model++)
        n_shared += !view_data_vary(analysis->results, model);
    if (n_shared > 0 && view_n_repeats(analysis->results) > 1)
        words_add(words, " Repeats%s were all evaluated on the same sequences%s.",
                  n_shared < analysis->n_models ? " of some models" : "",
                  has_intervals && analysis->metric->kind == METRIC_COUNTS ? ", which the intervals allow for" : "");
    if (counts.missing + counts.failed > 0)
        words_add(words, " %zu of %zu trials have no result.", counts.missing + counts.failed, counts.wanted);
    if (counts.without_figure > 0)
        words_add(words, " %zu diverged and are in no mean.", counts.without_figure);
}

/* The one that made the results, and where it is another one the one that speaks. */
static void add_program(struct words *words, const struct results *results)
{
    const char *version = results_text(results, "attnbench_version"), *commit = results_text(results, "commit");
    words_add(words, " Program: attnbench %s", version != NULL ? version : attnbench_version);
    if (commit != NULL)
        words_add(words, ", commit %s", commit);
    if (version != NULL && strcmp(version, attnbench_version) != 0)
        words_add(words, " (this table: %s)", attnbench_version);
    words_add(words, "; digest of the results: %016" PRIx64 ".", results->digest);
}

void paper_add_methods(struct words *words, const struct analysis *analysis, bool by_item)
{
    const struct shown shown = shown_of(analysis);
    char fixed[1024];
    if (view_fixed(analysis->results, fixed, sizeof fixed)[0] != '\0')
        words_add(words, "All rows: %s. ", fixed);
    if (by_item) {
        add_items(words, analysis);
        add_program(words, analysis->results);
        return;
    }
    add_headers(words, analysis, &shown);
    if (shown.means > 0)
        add_means(words, analysis);
    add_differences(words, analysis, &shown);
    if (shown.p > 0)
        add_p(words, analysis, &shown);
    if (n_compared(analysis) > 1 && shown.differences > 0)
        add_family(words, &shown);
    add_partners(words, analysis);
    add_limits(words, analysis, shown.means + shown.differences > 0);
    add_program(words, analysis->results);
}
