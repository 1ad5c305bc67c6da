/* The tables with a row for each cell and each model after the first. */
#include "attnbench/analysis/view.h"
#include "attnbench/report/fields.h"
#include "attnbench/report/tables.h"

#include <math.h>
#include <string.h>

#define FIELD(place) offsetof(struct comparison, place)
#define SOONER(place) offsetof(struct learning_comparison, place)
#define N(array) (sizeof(array) / sizeof *(array))

static struct table table_of_comparisons(const struct analysis *analysis)
{
    return table_by_cell(analysis, analysis->comparisons, sizeof *analysis->comparisons, analysis->n_rivals);
}

static void print_standing(const struct table *table, const struct column *column, size_t row, char *text)
{
    strcpy(text, standing_text(*(const enum verdict *)table_field(table, column, row)));
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
    static const struct column of_accuracies[] = {
        {"difference", "points", RIGHT, print_real, FIELD(difference), 2},
        {"95 % CI", "points", RIGHT, print_interval, FIELD(ci), 1},
    };
    static const struct column of_errors[] = {
        {"difference", "", RIGHT, print_real, FIELD(difference), 4},
        {"95 % CI", "", RIGHT, print_interval, FIELD(ci), 4},
    };
    static const struct column verdicts[] = {
        {"p (Holm)", "", RIGHT, print_p, FIELD(p_holm), 0},
        {"verdict", "", LEFT, print_standing, FIELD(verdict), 0},
    };
    size_t n_paired = count_paired(analysis);
    bool paired = n_paired == analysis->n_cells * analysis->n_rivals;
    struct table table = table_of_comparisons(analysis);
    snprintf(table.caption, sizeof table.caption, "Against %s: difference of the mean%s, %s%s",
             view_model_name(analysis->results, 0), analysis->is_real ? " errors" : "s",
             paired         ? "repeats paired by their sequences"
             : n_paired > 0 ? "repeats paired where both saw the same sequences"
                            : "repeats not paired: they saw other sequences",
             table.n_rows > 1 ? "; intervals are each row's own, p and verdict are Holm's over all rows" : "");
    const struct column repeats = {paired ? "pairs" : "repeats", "", RIGHT, print_count, FIELD(n), 0};
    table_add(&table, &repeats, 1);
    table_add(&table, analysis->is_real ? of_errors : of_accuracies, N(of_errors));
    table_add(&table, verdicts, N(verdicts));
    document->table(&table, out);
}

/* ---- how large, and how many repeats it takes ---- */

static void print_settle(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct comparison *comparison = table_field(table, column, row);
    size_t repeats = comparison->repeats_to_settle;
    if (comparison->verdict != VERDICT_UNDECIDED || repeats == 0)
        strcpy(text, "-");
    else if (comparison->shared_luck)
        strcpy(text, "no number");
    else if (repeats >= REPEATS_TO_SETTLE_MOST)
        snprintf(text, TABLE_TEXT, ">=%d", REPEATS_TO_SETTLE_MOST);
    else
        snprintf(text, TABLE_TEXT, "%zu", repeats);
}

/* "3, 5: undecided": only verdicts that are not the one of all repeats; "same" when there is none. */
static void print_fewer(const struct table *table, const struct column *column, size_t row, char *text)
{
    static const enum verdict verdicts[] = {VERDICT_SUPPORTED, VERDICT_REFUTED, VERDICT_UNDECIDED};
    const struct comparison *comparison = table_field(table, column, row);
    struct words words = {.text = ""};
    size_t n_known = 0;
    for (int i = 0; i < FEWER_REPEATS; i++)
        n_known += comparison->with_fewer[i] != VERDICT_NO_DATA;
    for (size_t v = 0; v < N(verdicts); v++) {
        bool found = false;
        for (int i = 0; i < FEWER_REPEATS; i++)
            if (verdicts[v] != comparison->alone && comparison->with_fewer[i] == verdicts[v]) {
                words_add(&words, "%s%zu", found || words.used > 0 ? ", " : "", fewer_repeats[i]);
                found = true;
            }
        if (found)
            words_add(&words, ": %s", standing_text(verdicts[v]));
    }
    snprintf(text, TABLE_TEXT, "%.100s", words.used > 0 ? words.text : n_known > 0 ? "same" : "-");
}

static void write_effects(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    static const struct column figures[] = {
        {"P(better)", "", RIGHT, print_real, FIELD(improvement), 2},
        {"95 % CI", "", RIGHT, print_interval, FIELD(improvement_ci), 2},
        {"Cohen's d", "", RIGHT, print_real, FIELD(cohens_d), 2},
        {"Cliff's\ndelta", "", RIGHT, print_real, FIELD(cliffs_delta), 2},
        {"repeats\nto settle", "", RIGHT, print_settle, 0, 0},
        {"verdict of\nthe first\n3, 5, 7", "no Holm", LEFT, print_fewer, 0, 0},
    };
    struct table table = table_of_comparisons(analysis);
    snprintf(table.caption, sizeof table.caption, "Against %s: size of the effect, and how many repeats it takes",
             view_model_name(analysis->results, 0));
    table_add(&table, figures, N(figures));
    document->table(&table, out);
}

/* ---- other tests ---- */

static void write_tests(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    static const struct column figures[] = {
        {"t", "", RIGHT, print_p, FIELD(p_t), 0},
        {"Wilcoxon", "", RIGHT, print_p, FIELD(p_wilcoxon), 0},
        {"permutation", "", RIGHT, print_p, FIELD(p_permutation), 0},
        {"Mann-\nWhitney", "", RIGHT, print_p, FIELD(p_mann_whitney), 0},
        {"correlation", "of pairs", RIGHT, print_real, FIELD(correlation), 2},
    };
    struct table table = table_of_comparisons(analysis);
    snprintf(table.caption, sizeof table.caption, "Against %s: p of other tests, without Holm%s%s",
             view_model_name(analysis->results, 0), analysis->n_looks > 1 ? ", each as if of one look" : "",
             count_paired(analysis) > 0 ? "; of 5 pairs or fewer, Wilcoxon and permutation never get below 0.05" : "");
    table_add(&table, figures, N(figures));
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
            least = fmin(least, order_p(models[0].learning[threshold].n, models[rival + 1].learning[threshold].n) *
                                    (double)analysis->n_looks * (double)families[threshold]);
    }
    return least;
}

static bool has_times(const struct analysis *analysis)
{
    return count_times(analysis, 0) + count_times(analysis, 1) > 0;
}

static void write_sooner(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    static const struct column figures[] = {
        {"P(sooner)\nto 50 %", "", RIGHT, print_real, SOONER(to[0].probability), 2},
        {"95 % CI", "", RIGHT, print_interval, SOONER(to[0].ci), 2},
        {"p (Holm)", "", RIGHT, print_p, SOONER(to[0].p_holm), 0},
        {"P(sooner)\nto 90 %", "", RIGHT, print_real, SOONER(to[1].probability), 2},
        {"95 % CI", "", RIGHT, print_interval, SOONER(to[1].ci), 2},
        {"p (Holm)", "", RIGHT, print_p, SOONER(to[1].p_holm), 0},
    };
    struct table table = table_by_cell(analysis, analysis->sooner, sizeof *analysis->sooner, analysis->n_rivals);
    snprintf(table.caption, sizeof table.caption,
             "Learning against %s: probability that a repeat gets there sooner; both at once, or neither, count half",
             view_model_name(analysis->results, 0));
    size_t used = strlen(table.caption);
    if (least_p(analysis) > 0.05)
        snprintf(table.caption + used, sizeof table.caption - used,
                 "; with so few repeats no p (Holm) can be below %.4f", least_p(analysis));
    table_add(&table, figures, N(figures));
    if (has_times(analysis))
        document->table(&table, out);
}

void comparison_tables_write(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    if (analysis->n_rivals == 0)
        return;
    write_differences(analysis, document, out);
    write_effects(analysis, document, out);
    if (!analysis->is_real)
        write_tests(analysis, document, out);
    write_sooner(analysis, document, out);
}
