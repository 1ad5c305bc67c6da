#include "attnbench/folder/adaptive.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/folder/kept_trials.h"
#include "attnbench/stats/repeats.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/study_file/study_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The journal's study, where it is adaptive; else *out is NULL. The caller frees it. */
static int read_stored(const struct study *study, const struct journal *journal, struct study **out)
{
    const char *text = journal != NULL ? journal_study(journal) : NULL;
    *out = NULL;
    if (text == NULL)
        return 0;
    struct study *stored = allocate(1, sizeof *stored);
    if (stored == NULL)
        return EX_OSERR;
    if (study_parse(text, strlen(text), "journal", NULL, 0, stored) == 0 && stored->adaptive.max > 0)
        *out = stored;
    else
        free(stored);
    metrics_use(&study->own);
    return 0;
}

static int settle(const struct study *study, const struct journal *journal, struct adaptive *out)
{
    struct study *stored;
    out->study = study;
    if (study->adaptive.max == 0 || study->adaptive.spending[0] != '\0')
        return 0;
    TRY(read_stored(study, journal, &stored));
    out->settled = allocate(1, sizeof *out->settled);
    if (out->settled != NULL) {
        *out->settled = *study; /* a stored "" stays: one_level, as studies have it that are older than this choice */
        text_copy(out->settled->adaptive.spending, sizeof out->settled->adaptive.spending,
                  stored != NULL ? stored->adaptive.spending : spending_words[SPENDING_POCOCK]);
        out->study = out->settled;
    }
    free(stored);
    return out->settled != NULL ? 0 : EX_OSERR;
}

int adaptive_check(const struct adaptive *adaptive, const struct journal *journal, const char *directory)
{
    struct study *stored;
    char now[STUDY_TEXT], begun[STUDY_TEXT];
    if (journal == NULL || journal_n_trials(journal) == 0)
        return 0;
    TRY(read_stored(adaptive->study, journal, &stored));
    const char *setting = stored != NULL ? study_other_looks(adaptive->study, stored, now, begun) : NULL;
    free(stored);
    return setting == NULL ? 0
                           : fail(EX_CONFIG,
                                  "%s is %s, but %s was begun with %s, by which its looks were made: set it "
                                  "back, or give another folder with -o DIR",
                                  setting, now, directory, begun);
}

static void set_looks(const struct study *study, struct adaptive *adaptive)
{
    struct look_plan *looks = &adaptive->looks;
    int64_t most = (int64_t)study_max_repeats(study), repeats = study->repeats;
    looks->spending = spending_find(study->adaptive.spending);
    while (repeats < most && looks->n < LOOKS_MOST - 1) {
        looks->repeats[looks->n++] = repeats;
        repeats = repeats > most / 2 ? most : 2 * repeats;
    }
    looks->repeats[looks->n++] = most;
}

/* Up to the one that a cell is at. */
static struct looks looks_of(const struct adaptive *adaptive, size_t cell)
{
    return looks_up_to(&adaptive->looks, adaptive->repeats[cell]);
}

double adaptive_level(const struct adaptive *adaptive, size_t cell)
{
    return look_level(looks_of(adaptive, cell));
}

static bool is_complete(const struct adaptive *adaptive, size_t cell)
{
    for (int model = 0; model < adaptive->study->n_models; model++)
        for (int64_t repeat = 0; repeat < adaptive->repeats[cell]; repeat++)
            if (adaptive->figures[study_index(adaptive->study, model, cell, (size_t)repeat)].metric == NULL)
                return false;
    return true;
}

int adaptive_repeats(const struct adaptive *adaptive, size_t cell, int model, int both, struct repeats *out)
{
    const struct study *study = adaptive->study;
    TRY(repeats_allocate(adaptive->metric, (size_t)adaptive->repeats[cell], out));
    out->same_sequences = !study_data_vary(study, model);
    for (size_t repeat = 0; repeat < (size_t)adaptive->repeats[cell]; repeat++) {
        const struct figure *figure = &adaptive->figures[study_index(study, model, cell, repeat)];
        const struct figure *other = &adaptive->figures[study_index(study, both, cell, repeat)];
        if (figure->metric != NULL && other->metric != NULL && figure_is_finite(figure->value) &&
            figure_is_finite(other->value))
            repeats_add(out, figure);
    }
    return 0;
}

/* That the study asks for, at the level of one of the looks; NaN where there is none. */
static struct interval interval_of(const struct adaptive *adaptive, size_t cell, const struct repeats *repeats)
{
    double level = adaptive_level(adaptive, cell);
    struct interval interval;
    if (strcmp(adaptive->study->adaptive.interval, INTERVAL_ANY_SHAPE) != 0)
        return repeats_interval(repeats, level);
    if (repeats_any_shape(repeats, level, &interval) != 0)
        return (struct interval){NAN, NAN}; /* more repeats are a safe answer */
    return interval;
}

/* Its repeats are all equal, so that they have no interval; nor would more of them. */
static bool is_certain(const struct adaptive *adaptive, int model)
{
    return trial_kind(&adaptive->study->models[model])->is_untrained;
}

static bool is_narrow(const struct adaptive *adaptive, size_t cell)
{
    bool narrow = true;
    for (int model = 0; model < adaptive->study->n_models && narrow; model++) {
        struct repeats repeats;
        if (is_certain(adaptive, model))
            continue;
        if (adaptive_repeats(adaptive, cell, model, model, &repeats) != 0)
            return false; /* more repeats are a safe answer */
        struct interval interval = interval_of(adaptive, cell, &repeats);
        repeats_free(&repeats);
        narrow = interval.high - interval.low <= 2 * adaptive->study->adaptive.half_width; /* nor is NaN */
    }
    return narrow;
}

/* Of two models, paired where they saw the same sequences; against < 0: of one. */
static int take_both(const struct adaptive *adaptive, size_t cell, int model, int against, struct repeats both[2],
                     bool *paired)
{
    const struct study *study = adaptive->study;
    *paired = against >= 0 && (study_vary(study, model) & VARY_DATA) == (study_vary(study, against) & VARY_DATA);
    both[1] = (struct repeats){0};
    TRY(adaptive_repeats(adaptive, cell, model, *paired ? against : model, &both[0]));
    int status = against >= 0 ? adaptive_repeats(adaptive, cell, against, *paired ? model : against, &both[1]) : 0;
    if (status != 0)
        repeats_free(&both[0]);
    return status;
}

/* At the level that Holm's procedure leaves for the first of the family. */
static bool differs(const struct adaptive *adaptive, size_t cell, int model)
{
    struct repeats both[2];
    bool paired;
    size_t family = study_n_included(adaptive->study) * (size_t)(adaptive->study->n_models - 1);
    double error = error_of_looks(0.05 / (double)family, looks_of(adaptive, cell));
    if (is_certain(adaptive, model) && is_certain(adaptive, 0))
        return true;
    if (take_both(adaptive, cell, model, 0, both, &paired) != 0)
        return false; /* more repeats are a safe answer */
    struct interval interval = repeats_difference(&both[0], &both[1], paired, 1 - error).ci;
    repeats_free(&both[0]);
    repeats_free(&both[1]);
    return interval.low > 0 || interval.high < 0;
}

static bool is_clear(const struct adaptive *adaptive, const struct claim *claim)
{
    const struct study *study = adaptive->study;
    struct repeats both[2];
    struct claim_result result;
    bool paired, compared = claim->expect.against[0] != '\0';
    int model = study_find_model(study, claim->expect.model);
    if (take_both(adaptive, 0, model, compared ? study_find_model(study, claim->expect.against) : -1, both, &paired) !=
        0)
        return false;
    int status =
        repeats_test(&claim->expect, &both[0], compared ? &both[1] : NULL, paired, looks_of(adaptive, 0), &result);
    repeats_free(&both[0]);
    repeats_free(&both[1]);
    return status == 0 && result.p * study->n_claims <= 0.05;
}

/* The claims on the study's metric, or where there are none its comparisons. */
static bool is_decided(const struct adaptive *adaptive, size_t cell)
{
    const struct study *study = adaptive->study;
    bool decided = true, by_claims = study_claims_decide(study);
    for (int i = 0; i < study->n_claims && by_claims; i++)
        if (study_claim_decides(study, &study->claims[i]))
            decided = decided && is_clear(adaptive, &study->claims[i]);
    for (int model = 1; model < study->n_models && !by_claims; model++)
        decided = decided && differs(adaptive, cell, model);
    return decided;
}

static bool is_enough(const struct adaptive *adaptive, size_t cell)
{
    return study_until_decided(adaptive->study) ? is_decided(adaptive, cell) : is_narrow(adaptive, cell);
}

static void want(struct adaptive *adaptive, size_t cell, int64_t repeats)
{
    adaptive->n_wanted += (size_t)(repeats - adaptive->repeats[cell]) * (size_t)adaptive->study->n_models;
    adaptive->repeats[cell] = repeats;
}

/* Goes on through the looks that are complete. */
static bool decide(struct adaptive *adaptive, size_t cell)
{
    bool changed = false;
    while (adaptive->look[cell] < adaptive->looks.n && is_complete(adaptive, cell)) {
        size_t next = adaptive->look[cell] + 1;
        if (next == adaptive->looks.n || is_enough(adaptive, cell))
            next = adaptive->looks.n;
        else
            want(adaptive, cell, adaptive->looks.repeats[next]);
        adaptive->look[cell] = next;
        changed = true;
    }
    return changed;
}

/* A trial without the figure is there all the same. */
static void take(struct adaptive *adaptive, size_t trial, const struct figure *figures, int32_t n)
{
    const struct figure *figure = figure_find(figures, n, adaptive->metric);
    adaptive->figures[trial] =
        figure != NULL ? *figure : (struct figure){.metric = adaptive->metric, .value = NAN, .of = -1};
}

static void take_all(struct adaptive *adaptive, const struct journal *journal)
{
    const struct study *study = adaptive->study;
    for (size_t i = 0; i < study_n_trials(study); i++) {
        const struct journal_entry *entry = kept_find(journal, study_trial_unhashed(study, i).identity);
        if (entry != NULL)
            take(adaptive, i, entry->figures, entry->n_figures);
    }
    for (size_t cell = 0; cell < study_n_cells(study); cell++)
        decide(adaptive, cell);
}

int adaptive_begin(const struct study *study, const struct journal *journal, struct adaptive *out)
{
    size_t n_cells = study_n_cells(study), n_trials = study_n_trials(study);
    *out = (struct adaptive){.metric = study_metric(study)};
    TRY(settle(study, journal, out));
    set_looks(out->study, out);
    out->look = allocate(n_cells, sizeof *out->look);
    out->repeats = allocate(n_cells, sizeof *out->repeats);
    out->figures = allocate(n_trials, sizeof *out->figures);
    if (out->look == NULL || out->repeats == NULL || out->figures == NULL) {
        adaptive_end(out);
        return EX_OSERR;
    }
    for (size_t cell = 0; cell < n_cells; cell++)
        if (study_excludes(study, cell))
            out->look[cell] = out->looks.n; /* it wants none */
        else
            want(out, cell, out->looks.repeats[0]);
    take_all(out, journal);
    return 0;
}

void adaptive_end(struct adaptive *adaptive)
{
    free(adaptive->settled);
    free(adaptive->look);
    free(adaptive->repeats);
    free(adaptive->figures);
    *adaptive = (struct adaptive){0};
}

bool adaptive_take(struct adaptive *adaptive, const struct trial *trial, const struct figure *figures, int32_t n)
{
    take(adaptive, trial->index, figures, n);
    return decide(adaptive, trial->cell);
}

bool adaptive_wants(const struct adaptive *adaptive, const struct trial *trial)
{
    bool may_lack = !study_has_pairs(adaptive->study); /* models have as many repeats as there are */
    return trial->repeat < adaptive->repeats[trial->cell] &&
           (!may_lack || adaptive->figures[trial->index].metric != NULL);
}

bool adaptive_may_want(const struct adaptive *adaptive, const struct trial *trial)
{
    return adaptive->look[trial->cell] < adaptive->looks.n && !adaptive_wants(adaptive, trial);
}

int64_t adaptive_most_repeats(const struct adaptive *adaptive)
{
    int64_t most = 0;
    for (size_t cell = 0; cell < study_n_cells(adaptive->study); cell++)
        most = adaptive->repeats[cell] > most ? adaptive->repeats[cell] : most;
    return most;
}
