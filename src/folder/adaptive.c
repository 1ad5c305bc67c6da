#include "attnbench/folder/adaptive.h"
#include "attnbench/base/error.h"
#include "attnbench/folder/kept_trials.h"
#include "attnbench/stats/estimate.h"

#include <math.h>
#include <stdlib.h>

static void set_looks(const struct study *study, struct adaptive *adaptive)
{
    int64_t most = (int64_t)study_max_repeats(study), repeats = study->repeats;
    while (repeats < most && adaptive->n_looks < ADAPTIVE_MAX_LOOKS - 1) {
        adaptive->looks[adaptive->n_looks++] = repeats;
        repeats = repeats > most / 2 ? most : 2 * repeats;
    }
    adaptive->looks[adaptive->n_looks++] = most;
}

static bool is_complete(const struct adaptive *adaptive, size_t cell)
{
    for (int model = 0; model < adaptive->study->n_models; model++)
        for (int64_t repeat = 0; repeat < adaptive->repeats[cell]; repeat++)
            if (adaptive->sequences[study_index(adaptive->study, model, cell, (size_t)repeat)] == 0)
                return false;
    return true;
}

static bool is_narrow(const struct adaptive *adaptive, size_t cell)
{
    const struct study *study = adaptive->study;
    for (int model = 0; model < study->n_models; model++) {
        size_t first = study_index(study, model, cell, 0);
        struct sample sample = {(size_t)adaptive->repeats[cell], adaptive->correct + first, adaptive->sequences + first,
                                (study_vary(study, model) & VARY_DATA) == 0, 0};
        struct interval interval = mean_interval(&sample, look_level((size_t)adaptive->n_looks));
        if (!(interval.high - interval.low <= 2 * study->adaptive.half_width)) /* nor is NaN */
            return false;
    }
    return true;
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
    while (adaptive->look[cell] < adaptive->n_looks && is_complete(adaptive, cell)) {
        int next = adaptive->look[cell] + 1;
        if (next == adaptive->n_looks || is_narrow(adaptive, cell))
            next = adaptive->n_looks;
        else
            want(adaptive, cell, adaptive->looks[next]);
        adaptive->look[cell] = next;
        changed = true;
    }
    return changed;
}

static void take_all(struct adaptive *adaptive, const struct journal *journal)
{
    const struct study *study = adaptive->study;
    for (size_t i = 0; i < study_n_trials(study); i++) {
        const struct journal_entry *entry = kept_find(journal, study_trial(study, i).identity);
        adaptive->correct[i] = entry != NULL ? entry->correct : 0;
        adaptive->sequences[i] = entry != NULL ? entry->sequences : 0;
        adaptive->rmse[i] = entry != NULL ? entry->rmse : NAN;
    }
    for (size_t cell = 0; cell < study_n_cells(study); cell++)
        decide(adaptive, cell);
}

int adaptive_begin(const struct study *study, const struct journal *journal, struct adaptive *out)
{
    size_t n_cells = study_n_cells(study), n_trials = study_n_trials(study);
    *out = (struct adaptive){.study = study};
    set_looks(study, out);
    out->look = allocate(n_cells, sizeof *out->look);
    out->repeats = allocate(n_cells, sizeof *out->repeats);
    out->correct = allocate(n_trials, sizeof *out->correct);
    out->sequences = allocate(n_trials, sizeof *out->sequences);
    out->rmse = allocate(n_trials, sizeof *out->rmse);
    if (out->look == NULL || out->repeats == NULL || out->correct == NULL || out->sequences == NULL ||
        out->rmse == NULL) {
        adaptive_end(out);
        return EX_OSERR;
    }
    for (size_t cell = 0; cell < n_cells; cell++)
        if (study_excludes(study, cell))
            out->look[cell] = out->n_looks; /* it wants none */
        else
            want(out, cell, out->looks[0]);
    take_all(out, journal);
    return 0;
}

void adaptive_end(struct adaptive *adaptive)
{
    free(adaptive->look);
    free(adaptive->repeats);
    free(adaptive->correct);
    free(adaptive->sequences);
    free(adaptive->rmse);
    *adaptive = (struct adaptive){0};
}

bool adaptive_take(struct adaptive *adaptive, const struct trial *trial, int32_t correct, int32_t sequences,
                   double rmse)
{
    adaptive->correct[trial->index] = correct;
    adaptive->sequences[trial->index] = sequences;
    adaptive->rmse[trial->index] = rmse;
    return decide(adaptive, trial->cell);
}

bool adaptive_wants(const struct adaptive *adaptive, const struct trial *trial)
{
    return trial->repeat < adaptive->repeats[trial->cell];
}

bool adaptive_may_want(const struct adaptive *adaptive, const struct trial *trial)
{
    return adaptive->look[trial->cell] < adaptive->n_looks && !adaptive_wants(adaptive, trial);
}

int64_t adaptive_most_repeats(const struct adaptive *adaptive)
{
    int64_t most = 0;
    for (size_t cell = 0; cell < study_n_cells(adaptive->study); cell++)
        most = adaptive->repeats[cell] > most ? adaptive->repeats[cell] : most;
    return most;
}
