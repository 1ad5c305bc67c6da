/* What the comparisons say, in words. */
#include "attnbench/analysis/view.h"
#include "attnbench/report/tables.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* "answers more sequences right": of built-in models. What a study's own metric counts, its name says. */
static bool counts_answers(const struct metric *metric)
{
    return metric->kind == METRIC_COUNTS && !metric_is_own(metric);
}

static void add_difference(struct words *words, const struct metric *metric, double difference,
                           const struct interval *ci)
{
    bool is_percent = metric_is_percent(metric);
    words_add(words, is_percent ? "%.1f percentage points" : "%.4g%s", difference, metric_unit(metric, true));
    int decimals = digits_apart(ci, 1, 0);
    if (isfinite(ci->low) && isfinite(ci->high) && is_percent)
        words_add(words, " [%.*f, %.*f]", decimals, ci->low, decimals, ci->high);
    else if (isfinite(ci->low) && isfinite(ci->high))
        words_add(words, " [%.4g, %.4g]", ci->low, ci->high);
}

const char *metric_lacking(const struct metric *metric, char text[static TABLE_FIGURE])
{
    if (metric_index(metric) == METRIC_ACCURACY)
        return "result";
    snprintf(text, TABLE_FIGURE, "%s %s", metric->kind == METRIC_COUNTS ? "measured" : "finite", metric->called);
    return text;
}

static void add_evidence(struct words *words, const struct comparison *comparison)
{
    const char *plural = comparison->n == 1 ? "" : "s";
    char p[TABLE_TEXT];
    if (comparison->paired)
        words_add(words, " (%zu paired repeat%s", comparison->n, plural);
    else if (comparison->n_larger > comparison->n)
        words_add(words, " (%zu and %zu repeats", comparison->n, comparison->n_larger);
    else
        words_add(words, " (%zu repeat%s of each", comparison->n, plural);
    p_words(comparison->p_holm, p);
    words_add(words, isfinite(comparison->p_holm) ? ", %s)" : ")", p);
}

static void add_decided(struct words *words, const struct comparison *comparison, const struct rivals *rivals)
{
    const struct metric *metric = comparison->metric;
    bool better = comparison->verdict == VERDICT_SUPPORTED, more = better != metric->less_is_better;
    double sign = more ? 1 : -1;
    struct interval ci = {fmin(sign * comparison->ci.low, sign * comparison->ci.high),
                          fmax(sign * comparison->ci.low, sign * comparison->ci.high)};
    if (counts_answers(metric))
        words_add(words, "%s answers ", rivals->other);
    else
        words_add(words, "The %s of %s is ", metric->called, rivals->other);
    add_difference(words, metric, sign * comparison->difference, &ci);
    if (counts_answers(metric))
        words_add(words, " %s %s right than %s", more ? "more" : "fewer", metric->counted, rivals->first);
    else
        words_add(words, " %s than that of %s", more ? "more" : "less", rivals->first);
    add_evidence(words, comparison);
    double improvement = better ? comparison->improvement : 1 - comparison->improvement;
    const char *winner = better ? rivals->other : rivals->first, *loser = better ? rivals->first : rivals->other;
    if (improvement >= 1)
        words_add(words, ". Each repeat of %s did better than each of %s", winner, loser);
    else if (isfinite(improvement))
        words_add(words, ". In %.0f %% of all couples of repeats %s did better", 100 * improvement, winner);
    words_add(words, ".");
}

static void add_undecided(struct words *words, const struct comparison *comparison, const struct rivals *rivals)
{
    const struct metric *metric = comparison->metric;
    words_add(words, "It is undecided whether %s is better than %s: the difference in %s is ", rivals->other,
              rivals->first, metric->called);
    add_difference(words, metric, comparison->difference, &comparison->ci);
    add_evidence(words, comparison);
    if (comparison->n == 1)
        words_add(words, ". One repeat does not show how much others would differ.");
    else if (comparison->shared_luck)
        words_add(words, ". All repeats were evaluated on the same sequences%s.",
                  metric->kind == METRIC_COUNTS ? ", so more repeats may leave it undecided"
                                                : ": more repeats could decide it for these sequences alone");
    else if (comparison->repeats_80 > 0 && comparison->repeats_80 < REPEATS_TO_SETTLE_MOST)
        words_add(words,
                  ". If that is the true difference, %zu repeats would decide it in 80 %% of studies. This number is "
                  "unsure: its 80 %% range is %.0f to %s%.0f repeats.",
                  comparison->repeats_80, comparison->repeats_80_range.low,
                  comparison->repeats_80_range.high >= REPEATS_TO_SETTLE_MOST ? "over " : "",
                  comparison->repeats_80_range.high);
    else
        words_add(words, ".");
}

void words_add_answer(struct words *words, const struct comparison *comparison, const struct rivals *rivals)
{
    char lacking[TABLE_FIGURE];
    if (comparison->n == 0)
        words_add(words, "Nothing says yet how %s compares with %s: no repeat of both has a %s.", rivals->other,
                  rivals->first, metric_lacking(comparison->metric, lacking));
    else if (verdict_is_clear(comparison->verdict))
        add_decided(words, comparison, rivals);
    else
        add_undecided(words, comparison, rivals);
}

static void add_cells(struct words *words, const struct analysis *analysis, size_t rival, const struct rivals *rivals)
{
    size_t counts[VERDICT_NO_DATA + 1] = {0};
    for (size_t cell = 0; cell < analysis->n_cells; cell++) {
        const struct comparison *comparison = &analysis->comparisons[cell * analysis->n_rivals + rival];
        counts[comparison->n == 0 ? VERDICT_NO_DATA : comparison->verdict]++;
    }
    size_t better = counts[VERDICT_SUPPORTED], worse = counts[VERDICT_REFUTED];
    words_add(words, "Of %zu cells %s is better than %s in %zu, worse in %zu", analysis->n_cells, rivals->other,
              rivals->first, better, worse);
    words_add(words, "; %zu %s undecided", counts[VERDICT_UNDECIDED], counts[VERDICT_UNDECIDED] == 1 ? "is" : "are");
    if (counts[VERDICT_NO_DATA] > 0)
        words_add(words, ", %zu %s too few repeats", counts[VERDICT_NO_DATA],
                  counts[VERDICT_NO_DATA] == 1 ? "has" : "have");
    words_add(words, ".");
    double whole = analysis->overall[rival + 1].difference.difference * (analysis->metric->less_is_better ? -1 : 1);
    if ((whole > 0 && worse > better) || (whole < 0 && better > worse))
        words_add(words, " The mean over all cells has the other sign than most of these: a few large differences "
                         "outweigh many small ones, so speak of the cells, not of their mean.");
}

/* Repeats that one of both alone has: their means are then not those that are compared. */
static void add_left_out(struct words *words, const struct analysis *analysis, size_t rival,
                         const struct rivals *rivals)
{
    const struct comparison *comparison = &analysis->comparisons[rival];
    const size_t n[2] = {analysis->cells[0].figure.n, analysis->cells[rival + 1].figure.n};
    const char *const names[2] = {rivals->first, rivals->other};
    for (int side = 0; side < 2 && comparison->paired && comparison->n > 0; side++)
        if (n[side] > comparison->n)
            words_add(words, " %zu repeat%s of %s without a partner %s left out of that.", n[side] - comparison->n,
                      n[side] - comparison->n == 1 ? "" : "s", names[side],
                      n[side] - comparison->n == 1 ? "is" : "are");
}

/* Repeats that some cells lack. */
static void add_incomplete(struct words *words, const struct analysis *analysis, size_t model)
{
    size_t n = analysis->overall[model].left_out;
    if (n > 0)
        words_add(words, " %zu repeat%s of %s that not all cells have %s left out of that.", n, n == 1 ? "" : "s",
                  view_model_name(analysis->results, model), n == 1 ? "is" : "are");
}

/* A study of one cell has its comparison; a grid all cells together, and then in how many which model is ahead. */
static void write_answer(const struct analysis *analysis, size_t rival, const struct document_kind *document, FILE *out)
{
    struct words words = {.text = ""}, cells = {.text = ""};
    char lacking[TABLE_FIGURE];
    const struct rivals rivals = {view_model_name(analysis->results, 0), view_model_name(analysis->results, rival + 1)};
    if (analysis->overall == NULL) {
        const struct comparison *comparison = &analysis->comparisons[rival];
        if (counts_answers(comparison->metric) && comparison->n > 0 && verdict_is_clear(comparison->verdict))
            words_add(&words, "Model "); /* a sentence begins with a capital, a name need not */
        words_add_answer(&words, comparison, &rivals);
        add_left_out(&words, analysis, rival, &rivals);
        document->paragraph(words.text, out);
        return;
    }
    words_add(&words, "All %zu cells together: ", analysis->n_cells);
    char *answer = words.text + words.used;
    if (analysis->overall[rival + 1].difference.n > 0)
        words_add_answer(&words, &analysis->overall[rival + 1].difference, &rivals);
    else
        words_add(&words, "no repeat of %s and %s has a %s in each.", rivals.other, rivals.first,
                  metric_lacking(analysis->metric, lacking));
    add_incomplete(&words, analysis, 0);
    add_incomplete(&words, analysis, rival + 1);
    if (strncmp(answer, "It is ", 6) == 0 || strncmp(answer, "The ", 4) == 0)
        answer[0] = (char)tolower(answer[0]);
    document->paragraph(words.text, out);
    add_cells(&cells, analysis, rival, &rivals);
    document->paragraph(cells.text, out);
}

size_t cells_all_at(const struct analysis *analysis, double percent)
{
    size_t n = 0;
    bool is_percent = metric_is_percent(analysis->metric);
    for (size_t cell = 0; cell < analysis->n_cells && analysis->n_rivals > 0 && is_percent; cell++) {
        bool all = true;
        for (size_t model = 0; model < analysis->n_models; model++) {
            const struct estimate *estimate = &analysis->cells[cell * analysis->n_models + model].figure;
            all = all && estimate->n > 0 && estimate->min == percent && estimate->max == percent;
        }
        n += all;
    }
    return n;
}

static void write_end_of_scale(const struct analysis *analysis, double percent, const char *what, const char *why,
                               const struct document_kind *document, FILE *out)
{
    struct words words = {.text = ""};
    size_t n = counts_answers(analysis->metric) ? cells_all_at(analysis, percent) : 0;
    if (n == 0)
        return;
    if (analysis->n_cells > 1)
        words_add(&words, "In %zu of %zu cells", n, analysis->n_cells);
    words_add(&words, "%s %s %s right: the task is too %s%s to tell the models apart.",
              words.used > 0 ? " every repeat of every model answers" : "Every repeat of every model answers", what,
              analysis->metric->counted, why, analysis->n_cells > 1 ? " there" : "");
    document->paragraph(words.text, out);
}

void answers_write(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    for (size_t rival = 0; rival < analysis->n_rivals; rival++)
        write_answer(analysis, rival, document, out);
    write_end_of_scale(analysis, 100, "all", "easy", document, out);
    write_end_of_scale(analysis, 0, "no", "hard", document, out);
}

/* Of a grid the table has each cell's. */
static void add_ratio(struct words *words, const struct analysis *analysis, size_t model)
{
    const struct variance_ratio *ratio = &analysis->cells[model].spread.whole;
    if (analysis->n_cells > 1 || isnan(ratio->ratio))
        return;
    words_add(words, "Their variance is %.2f times [%.2f, %.2f] that of %s, whose repeats differ in everything. ",
              ratio->ratio, ratio->ci.low, ratio->ci.high,
              view_model_name(analysis->results, (size_t)analysis->questions.whole[model]));
}

/* What is said of a model whose repeats have something in common is said of that alone. */
static struct words varied_words(const struct analysis *analysis, size_t model, const char *name)
{
    const char *varied = analysis->cells[model].varied; /* the same in all cells */
    bool data_vary = view_data_vary(analysis->results, model);
    struct words words = {.text = ""};
    if (strcmp(varied, VARIES_WHOLLY) != 0)
        words_add(
            &words,
            "The repeats of %s differ in %s alone. They share one set of %s, and their figures hold for that set. ",
            name, varied, data_vary ? "initial weights" : "sequence pairs");
    else if (!data_vary)
        words_add(&words, "The repeats of %s share their sequence pairs. ", name);
    if (!data_vary)
        words_add(&words, "All were evaluated on the same sequences%s. ",
                  analysis->metric->kind == METRIC_COUNTS ? ", which the intervals allow for" : "");
    if (words.used > 0)
        add_ratio(&words, analysis, model);
    return words;
}

/* Once where the same is to be said of all models. */
static void write_varied(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    const char *every = "each model";
    const struct words of_first = varied_words(analysis, 0, every);
    size_t alike = 1;
    while (alike < analysis->n_models && strcmp(varied_words(analysis, alike, every).text, of_first.text) == 0)
        alike++;
    bool once = alike > 1 && alike == analysis->n_models;
    for (size_t model = 0; model < (once ? 1 : analysis->n_models); model++) {
        struct words words = varied_words(analysis, model, once ? every : view_model_name(analysis->results, model));
        if (words.used == 0)
            continue;
        words.text[strlen(words.text) - 1] = '\0';
        document->paragraph(words.text, out);
    }
}

/* The study's adaptive repeats went by the interval that holds whatever the trainings are. */
static bool goes_by_any_shape(const struct analysis *analysis)
{
    const char *interval = results_text(analysis->results, RESULTS_INTERVAL);
    return interval != NULL && strcmp(interval, INTERVAL_ANY_SHAPE) == 0;
}

/* Cells that some model's interval is too wide in, though they got as many repeats as there may be. */
static size_t count_wide(const struct analysis *analysis, double half_width)
{
    size_t n = 0;
    for (size_t cell = 0; cell < analysis->n_cells; cell++) {
        bool wide = false;
        for (size_t model = 0; model < analysis->n_models; model++) {
            const struct estimate *figure = &analysis->cells[cell * analysis->n_models + model].figure;
            const struct interval *ci = goes_by_any_shape(analysis) ? &figure->any_shape : &figure->ci;
            wide = wide || !(ci->high - ci->low <= 2 * half_width);
        }
        n += wide;
    }
    return n;
}

/* What stands before the i-th of n in a sentence. */
static const char *joint(size_t i, size_t n)
{
    return i == 0 ? "" : i + 1 < n ? ", " : " and ";
}

void words_add_levels(struct words *words, const struct look_plan *plan)
{
    char level[VIEW_LEVEL];
    size_t n = plan->n;
    if (plan->spending == SPENDING_ONE_LEVEL) {
        words_add(words, ". Intervals have the level %s %%", view_percent(look_level(looks_at_one_level(n)), 3, level));
        return;
    }
    words_add(words, ", after ");
    for (size_t i = 0; i < n; i++)
        words_add(words, "%s%lld", joint(i, n), (long long)plan->repeats[i]);
    words_add(words, " repeats. Intervals have the levels ");
    for (size_t i = 0; i < n; i++)
        words_add(words, "%s%s", joint(i, n), view_percent(look_level(looks_up_to(plan, plan->repeats[i])), 5, level));
    words_add(words, " %%");
}

static void write_looks(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    const struct attribute *half_width = results_attribute(analysis->results, RESULTS_HALF_WIDTH);
    const struct look_plan plan = results_look_plan(analysis->results);
    struct words words = {.text = ""};
    words_add(&words, "The figures themselves decided the number of repeats, in up to %zu looks", plan.n);
    words_add_levels(&words, &plan);
    words_add(&words, ". That of the last look then holds at 95 %%%s. p allows for the looks too.",
              goes_by_any_shape(analysis) ? ", the one \"whatever the trainings\" in any case"
                                          : " if trainings are such as these");
    if (half_width != NULL)
        words_add(&words, " In %zu of %zu cells an interval is wider than the %g%s on either side asked for.",
                  count_wide(analysis, half_width->number), analysis->n_cells, half_width->number,
                  metric_unit(analysis->metric, true));
    if (view_count(analysis->results, 0, analysis->results->n_trials).failed > 0)
        words_add(&words, " A cell with a failed trial gets no further repeats until that trial is there.");
    document->paragraph(words.text, out);
}

void design_write(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    write_varied(analysis, document, out);
    items_say(analysis, document, out);
    if (analysis->has_looks)
        write_looks(analysis, document, out);
    trainings_write(analysis, document, out);
}
