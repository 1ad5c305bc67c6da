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

static void add_level(struct words *words, const struct analysis *analysis)
{
    words_add(words,
              "Here n counts repeats, sd is the standard deviation between them, CI a 95 %% confidence interval.");
    if (!analysis->has_looks)
        return;
    const struct look_plan plan = view_look_plan(analysis->results);
    words_add(words, " The figures decided the number of repeats, in up to %zu looks", plan.n);
    words_add_levels(words, &plan);
    words_add(words, plan.spending == SPENDING_ONE_LEVEL ? " (Pocock 1977)."
                     : plan.spending == SPENDING_POCOCK
                         ? " (alpha spending of Lan and DeMets 1983, Pocock's type)."
                         : " (alpha spending of Lan and DeMets 1983, O'Brien and Fleming's type).");
}

static void add_means(struct words *words, const struct analysis *analysis)
{
    words_add(words, analysis->metric->kind == METRIC_COUNTS
                         ? " Intervals of means are Wilson's score intervals (1927) with the effective sample size of "
                           "Korn and Graubard (1998)."
                         : " Intervals of means are Student's t.");
}

/* Of the comparisons that have data. */
static void add_differences(struct words *words, const struct analysis *analysis)
{
    size_t n = 0, n_paired = 0;
    for (size_t i = 0; i < n_compared(analysis); i++) {
        n += analysis->comparisons[i].n > 0;
        n_paired += analysis->comparisons[i].n > 0 && analysis->comparisons[i].paired;
    }
    const char *which = n_paired == n  ? "repeats are paired"
                        : n_paired > 0 ? "repeats are paired where both saw the same sequences"
                                       : "repeats are not paired";
    if (analysis->metric->kind == METRIC_COUNTS)
        words_add(words, " Intervals of differences combine those of both means (Zou and Donner 2008); %s.", which);
    else
        words_add(words, " Intervals of differences are %s; %s.",
                  n_paired == n  ? "Student's t of the pairs"
                  : n_paired > 0 ? "Student's t of the pairs, else Welch's t"
                                 : "Welch's t",
                  which);
    words_add(words, " The two-sided p belongs to the same interval");
    if (n_compared(analysis) > 1)
        words_add(words, " and is adjusted for all %zu comparisons (Holm 1979)", n_compared(analysis));
    words_add(words, ".");
}

static void add_items(struct words *words)
{
    words_add(words,
              "CI is a 95 %% confidence interval for further items like these. Each model was trained once, so "
              "nothing is said of further trainings. The two-sided p is McNemar's (1947), exact and not adjusted.");
}

/* What every figure of the table suffers from. */
static void add_limits(struct words *words, const struct analysis *analysis)
{
    struct trial_counts counts = view_count(analysis->results, 0, analysis->results->n_trials);
    size_t n_shared = 0;
    for (size_t model = 0; model < analysis->n_models; model++)
        n_shared += !view_data_vary(analysis->results, model);
    if (n_shared > 0)
        words_add(words, " Repeats%s were all evaluated on the same sequences%s.",
                  n_shared < analysis->n_models ? " of some models" : "",
                  analysis->metric->kind == METRIC_COUNTS ? ", which the intervals allow for" : "");
    if (counts.missing + counts.failed > 0)
        words_add(words, " %zu of %zu trials have no result.", counts.missing + counts.failed, counts.wanted);
    if (counts.without_figure > 0)
        words_add(words, " %zu diverged and are in no mean.", counts.without_figure);
}

static const char *attribute_text(const struct results *results, const char *name)
{
    const struct attribute *attribute = results_attribute(results, name);
    return attribute != NULL ? attribute->text : NULL;
}

/* The one that made the results, and where it is another one the one that speaks. */
static void add_program(struct words *words, const struct results *results)
{
    const char *version = attribute_text(results, "attnbench_version"), *commit = attribute_text(results, "commit");
    words_add(words, " Program: attnbench %s", version != NULL ? version : ATTNBENCH_VERSION);
    if (commit != NULL)
        words_add(words, ", commit %s", commit);
    if (version != NULL && strcmp(version, ATTNBENCH_VERSION) != 0)
        words_add(words, " (this table: %s)", ATTNBENCH_VERSION);
    words_add(words, "; digest of the results: %016" PRIx64 ".", results->digest);
}

void paper_add_methods(struct words *words, const struct analysis *analysis, bool by_item)
{
    char fixed[1024];
    if (view_fixed(analysis->results, fixed, sizeof fixed)[0] != '\0')
        words_add(words, "All rows: %s. ", fixed);
    if (by_item) {
        add_items(words);
    } else {
        add_level(words, analysis);
        add_means(words, analysis);
        if (analysis->n_rivals > 0)
            add_differences(words, analysis);
        add_limits(words, analysis);
    }
    add_program(words, analysis->results);
}
