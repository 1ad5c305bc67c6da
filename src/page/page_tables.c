/* The tables of the page. */
#include "attnbench/analysis/view.h"
#include "attnbench/base/text.h"
#include "attnbench/report/fields.h"
#include "page_parts.h"
#include "page_table.h"

#include <inttypes.h>
#include <math.h>

/* ---- How fields are written ---- */

static void write_count(const void *field, FILE *out)
{
    fprintf(out, "%zu", *(const size_t *)field);
}

static const char settle_meaning[] =
    "Half of all studies of so many repeats would decide it, if the difference seen is "
    "the true one; – where it is decided, or no number would do.";

static void write_settle(const void *field, FILE *out)
{
    const struct comparison *comparison = field;
    if (comparison->repeats_to_settle == 0 || comparison->shared_luck)
        fputs("–", out);
    else
        fprintf(out, "%s%zu", comparison->repeats_to_settle >= REPEATS_TO_SETTLE_MOST ? "≥ " : "",
                comparison->repeats_to_settle);
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
        fprintf(out, "%s%.0f", learning->median_epochs <= (double)learning->fewest ? "≤ " : "",
                learning->median_epochs);
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
static struct page_table table_of_cells(const struct analysis *analysis)
{
    return (struct page_table){
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
    static const struct page_column columns[] = {
        {"n", "Repeats that have figures: finished and diverged ones.", OF_CELL(accuracy.n), write_count, false},
        {"mean %", "Mean accuracy over the repeats.", OF_CELL(accuracy.mean), write_figure, false},
        {"95 % interval",
         "Confidence interval of the mean: Wilson’s score interval (1927) for the effective number of sequences (Korn "
         "and "
         "Graubard 1998). Not adjusted for the number of cells.",
         OF_CELL(accuracy.ci), write_interval, false},
        {"sd", "Standard deviation of the repeats, in percentage points.", OF_CELL(accuracy.sd), write_figure, false},
        {"least %", NULL, OF_CELL(accuracy.min), write_figure, false},
        {"greatest %", NULL, OF_CELL(accuracy.max), write_figure, false},
        {"median %", "Median over the repeats.", OF_CELL(accuracy.median), write_figure, false},
        {"interquartile mean %", "Mean without the lowest and the highest quarter of the repeats, rounded down.",
         OF_CELL(accuracy.interquartile_mean), write_figure, false},
        {"t interval",
         "By Student’s t, as of one look; in brackets where it is too short: below 10 repeats, near 0 and 100 %, and "
         "of repeats on the same sequences.",
         OF_CELL(accuracy), write_t, false},
        {"BCa interval",
         "Bootstrap, bias-corrected and accelerated (Efron 1987), 10,000 resamples, as of one look; in brackets where "
         "it is too short: below 30 repeats, and of repeats on the same sequences.",
         OF_CELL(accuracy), write_bca, false},
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
    struct page_table table = table_of_cells(analysis);
    table.id = "accuracy";
    table.caption = "Accuracy";
    table.n_columns = has_times(analysis->results) ? n_columns : n_columns - NEED_TRACES;
    table.columns = columns;
    page_table_write(&table, analysis->results, out);
}

/* ---- Variance ---- */

/* Three digits or more, for errors are of any size. */
static void write_digits(double value, FILE *out)
{
    if (value < 100)
        fprintf(out, "%#.3g", value);
    else
        page_write_whole(value, out);
}

static void write_variance(const void *field, FILE *out)
{
    write_digits(*(const double *)field, out);
}

static void write_variance_interval(const void *field, FILE *out)
{
    page_write_interval(*(const struct interval *)field, write_digits, out);
}

static void write_varied(const void *field, FILE *out)
{
    page_write_text(field, out);
}

static void write_variance_table(const struct analysis *analysis, FILE *out)
{
    static const struct page_column columns[] = {
        {"repeats differ in", "Of init (initial weights), data (sequence pairs) and order (of fixed pairs).",
         OF_CELL(varied), write_varied, true},
        {"variance", "Of the repeats, with n-1: of accuracies in %², of errors in their own unit squared.",
         OF_CELL(spread.variance), write_variance, false},
        {"95 % interval", "Of the variance (Bonett 2006), from 10 repeats on.", OF_CELL(spread.ci),
         write_variance_interval, false},
        {"ratio to the whole",
         "Variance over that of the model which is the same, but whose repeats differ in everything.",
         OF_CELL(spread.whole.ratio), write_variance, false},
        {"its 95 % interval", "Bonett (2006), from 10 repeats of both on.", OF_CELL(spread.whole.ci),
         write_variance_interval, false},
        {"of training", "Variance less that of the evaluation, at least 0, in %².", OF_CELL(accuracy.training_variance),
         write_variance, false},
        {"of evaluation", "Variance that a finite number of sequences makes, in %².",
         OF_CELL(accuracy.evaluation_variance), write_variance, false},
    };
    enum { OF_ACCURACIES = 2 };
    struct page_table table = table_of_cells(analysis);
    table.id = "variance";
    table.caption = "Variance of the repeats and its sources";
    table.n_columns = sizeof columns / sizeof *columns - (analysis->is_real ? OF_ACCURACIES : 0);
    table.columns = columns;
    page_table_write(&table, analysis->results, out);
}

/* ---- Errors ---- */

static void write_error(const void *field, FILE *out)
{
    page_write_error(*(const double *)field, out);
}

static void write_error_interval(const void *field, FILE *out)
{
    const struct description *rmse = field;
    page_write_interval((struct interval){rmse->ci_low, rmse->ci_high}, page_write_error, out);
}

static void write_rmse_table(const struct analysis *analysis, FILE *out)
{
    static const struct page_column columns[] = {
        {"n", "Repeats that have figures: finished and diverged ones.", OF_CELL(rmse.n), write_count, false},
        {"mean", "Mean over the repeats of the root mean squared error of the evaluation.", OF_CELL(rmse.mean),
         write_error, false},
        {"95 % interval", "Of the mean, by Student’s t, as far as it is not below 0.", OF_CELL(rmse),
         write_error_interval, false},
        {"sd", "Standard deviation of the repeats.", OF_CELL(rmse.sd), write_error, false},
        {"least", NULL, OF_CELL(rmse.min), write_error, false},
        {"greatest", NULL, OF_CELL(rmse.max), write_error, false},
        {"failed", "Trials that crashed, ran out of memory or out of time, twice.", OF_CELL(failed), write_count,
         false},
        {"diverged", "Trials in which a loss or the error was not finite; an error that is finite counts.",
         OF_CELL(diverged), write_count, false},
        {"missing", "Trials that have not been run.", OF_CELL(missing), write_count, false},
    };
    struct page_table table = table_of_cells(analysis);
    table.id = "errors";
    table.caption = "RMSE";
    table.n_columns = sizeof columns / sizeof *columns;
    table.columns = columns;
    page_table_write(&table, analysis->results, out);
}

/* ---- Comparisons ---- */

#define OF_COMPARISON(field) offsetof(struct comparison, field)

static void write_rival(const struct results *results, size_t rival, FILE *out)
{
    page_write_model(results, rival + 1, out);
}

/* A table of one row a cell and further model; the caller adds what is its own. */
static struct page_table table_of_rivals(const struct analysis *analysis)
{
    return (struct page_table){
        .first_heading = "model",
        .write_first = write_rival,
        .is_to_first = true,
        .n_cells = analysis->n_cells,
        .per_cell = analysis->n_rivals,
        .rows = analysis->comparisons,
        .row_size = sizeof *analysis->comparisons,
    };
}

static void write_rivals(const char *id, const char *caption, const struct page_column *columns, size_t n_columns,
                         const struct analysis *analysis, FILE *out)
{
    struct page_table table = table_of_rivals(analysis);
    table.id = id;
    table.caption = caption;
    table.n_columns = n_columns;
    table.columns = columns;
    page_table_write(&table, analysis->results, out);
}

static void write_comparisons_table(const struct analysis *analysis, FILE *out)
{
    static const struct page_column columns[] = {
        {"difference", "Difference of the mean accuracies, in percentage points.", OF_COMPARISON(difference),
         write_difference, false},
        {"95 % interval",
         "Confidence interval of the difference, from both means’ intervals and the correlation of the repeats (Zou "
         "and Donner 2008). Not adjusted for the number of comparisons.",
         OF_COMPARISON(ci), write_difference_interval, false},
        {"p (Holm)", "p adjusted for all comparisons of the study (Holm 1979).", OF_COMPARISON(p_holm), write_p, false},
        {"verdict", "Of the first model named, at 5 % by the adjusted p.", OF_COMPARISON(verdict), write_order, true},
        {"repeats", "Pairs that saw the same sequences; where none do, repeats of the model that has fewer.",
         OF_COMPARISON(n), write_count, false},
        {"p", "Two-sided: 1 less the highest level at which that interval leaves out 0.", OF_COMPARISON(p), write_p,
         false},
        {"P(better)", "Chance that a repeat of the one beats a repeat of the other, ties counted half.",
         OF_COMPARISON(improvement), write_figure, false},
        {"its 95 % interval", "Method 5 of Newcombe (2006), as if unpaired.", OF_COMPARISON(improvement_ci),
         write_interval, false},
        {"Cohen’s d", "Difference over the standard deviation of the pairs’ differences; unpaired: over that of both.",
         OF_COMPARISON(cohens_d), write_difference, false},
        {"Cliff’s δ", "P(better) less P(worse), over all couples of repeats.", OF_COMPARISON(cliffs_delta),
         write_difference, false},
        {"repeats to settle", settle_meaning, 0, write_settle, false},
    };
    write_rivals("comparisons", "Comparisons", columns, sizeof columns / sizeof *columns, analysis, out);
}

static void write_error_difference(const void *field, FILE *out)
{
    page_write_error_difference(*(const double *)field, out);
}

static void write_error_difference_interval(const void *field, FILE *out)
{
    page_write_interval(*(const struct interval *)field, page_write_error, out);
}

static void write_standing(const void *field, FILE *out)
{
    fputs(standing_text(*(const enum verdict *)field), out);
}

static void write_error_comparisons_table(const struct analysis *analysis, FILE *out)
{
    static const struct page_column columns[] = {
        {"difference", "Difference of the mean errors.", OF_COMPARISON(difference), write_error_difference, false},
        {"95 % interval", "By Student’s t of the pairs; Welch’s where the repeats are not paired.", OF_COMPARISON(ci),
         write_error_difference_interval, false},
        {"p (Holm)", "p adjusted for all comparisons of the study (Holm 1979).", OF_COMPARISON(p_holm), write_p, false},
        {"verdict", "Of the first model named, at 5 % by the adjusted p: better is the smaller error.",
         OF_COMPARISON(verdict), write_standing, true},
        {"repeats", "Pairs that saw the same sequences; where none do, repeats of the model that has fewer.",
         OF_COMPARISON(n), write_count, false},
        {"p", "Two-sided, of the same test.", OF_COMPARISON(p), write_p, false},
        {"P(better)", "Chance that a repeat of the one beats a repeat of the other, ties counted half.",
         OF_COMPARISON(improvement), write_figure, false},
        {"its 95 % interval", "Method 5 of Newcombe (2006), as if unpaired.", OF_COMPARISON(improvement_ci),
         write_interval, false},
        {"repeats to settle", settle_meaning, 0, write_settle, false},
    };
    write_rivals("comparisons", "Comparisons", columns, sizeof columns / sizeof *columns, analysis, out);
}

/* ---- All cells ---- */

#define OF_OVERALL(field) offsetof(struct overall, field)

/* The first model has none. */
static void write_further(const void *field, FILE *out)
{
    const struct comparison *comparison = field;
    if (comparison->verdict == VERDICT_NO_DATA && comparison->n == 0)
        fputs("–", out);
    else
        (comparison->of_errors ? write_standing : write_order)(&comparison->verdict, out);
}

static void write_overall_table(const struct analysis *analysis, FILE *out)
{
    static const struct page_column columns[] = {
        {"n", "Repeats that all cells have.", OF_OVERALL(repeats), write_count, false},
        {"mean %", "Mean of the cells’ accuracies.", OF_OVERALL(mean), write_figure, false},
        {"95 % interval", "As that of one cell, of the sequences of all.", OF_OVERALL(ci), write_interval, false},
        {"difference", "To the first model, in percentage points.", OF_OVERALL(difference.difference), write_difference,
         false},
        {"its 95 % interval", "As that of one cell.", OF_OVERALL(difference.ci), write_difference_interval, false},
        {"p (Holm)", "p adjusted for all further models.", OF_OVERALL(difference.p_holm), write_p, false},
        {"verdict", "Of the model against the first, at 5 % by the adjusted p.", OF_OVERALL(difference), write_further,
         true},
    };
    static const struct page_column of_errors[] = {
        {"n", "Repeats that all cells have.", OF_OVERALL(repeats), write_count, false},
        {"mean", "Mean of the cells’ errors.", OF_OVERALL(mean), write_error, false},
        {"95 % interval", "By Student’s t.", OF_OVERALL(ci), write_error_difference_interval, false},
        {"difference", "To the first model.", OF_OVERALL(difference.difference), write_error_difference, false},
        {"its 95 % interval", "By Student’s t.", OF_OVERALL(difference.ci), write_error_difference_interval, false},
        {"p (Holm)", "p adjusted for all further models.", OF_OVERALL(difference.p_holm), write_p, false},
        {"verdict", "Of the model against the first, at 5 % by the adjusted p: better is the smaller error.",
         OF_OVERALL(difference), write_further, true},
    };
    enum { TO_FIRST = 4, COLUMNS = sizeof columns / sizeof *columns };
    struct page_table table = {
        .id = "all-cells",
        .caption = "All cells together",
        .first_heading = "model",
        .write_first = page_write_model,
        .n_cells = 1,
        .per_cell = analysis->n_models,
        .rows = analysis->overall,
        .row_size = sizeof *analysis->overall,
        .n_columns = COLUMNS - (analysis->n_rivals > 0 ? 0 : TO_FIRST),
        .columns = analysis->is_real ? of_errors : columns,
    };
    if (analysis->overall != NULL)
        page_table_write(&table, analysis->results, out);
}

static void write_tests_table(const struct analysis *analysis, FILE *out)
{
    static const struct page_column columns[] = {
        {"p: t", "Paired t test; Welch’s where the repeats are not paired. No p of this table is adjusted.",
         OF_COMPARISON(p_t), write_p, false},
        {"p: Wilcoxon", "Signed-rank test, exact with ties and zeros (Pratt 1959).", OF_COMPARISON(p_wilcoxon), write_p,
         false},
        {"p: permutation", "Sign flips of the paired differences; unpaired: permutations of the labels.",
         OF_COMPARISON(p_permutation), write_p, false},
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
    static const struct page_column columns[] = {
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
    struct page_table table = table_of_rivals(analysis);
    table.id = "sooner";
    table.caption = "Who learns sooner";
    table.is_to_first = false;
    table.rows = analysis->sooner;
    table.row_size = sizeof *analysis->sooner;
    table.n_columns = sizeof columns / sizeof *columns;
    table.columns = columns;
    page_table_write(&table, analysis->results, out);
}

void page_write_tables(const struct analysis *analysis, FILE *out)
{
    if (analysis->is_real) {
        write_overall_table(analysis, out);
        write_rmse_table(analysis, out);
        write_variance_table(analysis, out);
        if (analysis->n_rivals > 0)
            write_error_comparisons_table(analysis, out);
        return;
    }
    write_overall_table(analysis, out);
    write_accuracy_table(analysis, out);
    write_variance_table(analysis, out);
    if (analysis->n_rivals > 0) {
        write_comparisons_table(analysis, out);
        write_tests_table(analysis, out);
        if (has_times(analysis->results))
            write_sooner_table(analysis, out);
    }
}
