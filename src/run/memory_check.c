#include "memory_check.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/memory.h"
#include "attnbench/base/text.h"
#include "attnbench/launch/launcher.h"
#include "attnbench/trial/saved_models.h"
#include "attnbench/trial/trial.h"

#include <math.h>
#include <stdlib.h>

/* What an agent and its trainer hold, whatever they train (measured: 39 and 5 MB resident). */
static const double BYTES_OF_A_RANK = 48e6;

/* What a trial gives passes through a file in memory, for which ulimit -f counts, too: on each rank's machine. */
static int check_file_size(const struct trial *trial, double bytes)
{
    char needed[32], most[32];
    double limit = file_size_limit();
    if (bytes <= limit)
        return 0;
    return fail(EX_IOERR, "a trial of %s gives %s, but this process may make no file larger than %s (ulimit -f)",
                trial->settings.model.name, text_bytes(bytes, needed, sizeof needed),
                text_bytes(limit, most, sizeof most));
}

static int check_weights(const struct trial *trial, const struct trial_size *size)
{
    if (sizeof(float) * size->weights <= RECORD_MAX_BYTES)
        return 0;
    return fail(EX_CONFIG,
                "%s has %zu weights, and no more than %zu can be stored: make it smaller, or set save_models: none%s",
                trial->settings.model.name, size->weights, RECORD_MAX_BYTES / sizeof(float), size->advice);
}

/* What weights that are stored take on their way, measured: a copy in the trainer and two in the agent; on rank 0
 * three more. */
static int needs_of(const struct study *study, const struct trial *trial, struct memory_need *out)
{
    struct trial_size size;
    bool saved = trial_is_saved(study, trial);
    TRY(trial_size(&trial->settings, &size));
    if (saved)
        TRY(check_weights(trial, &size));
    double weights = saved ? sizeof(float) * (double)size.weights : 0;
    double record = (double)trial_record_bytes(&trial->settings) + weights;
    TRY(check_file_size(trial, record));
    *out = (struct memory_need){.largest = *trial};
    out->trial = size.bytes + 3 * record;
    out->rank = BYTES_OF_A_RANK + 3 * weights;
    out->storing = 3 * weights;
    text_copy(out->advice, sizeof out->advice, size.advice);
    return 0;
}

int memory_needed(const struct study *study, struct memory_need *out)
{
    size_t n_cells = study_n_cells(study), repeats = study_max_repeats(study);
    *out = (struct memory_need){0};
    for (size_t i = 0; i < (size_t)study->n_models * n_cells; i++) {
        struct trial trial = study_trial(study, i * repeats);
        struct memory_need need;
        if (study_excludes(study, trial.cell))
            continue;
        TRY(needs_of(study, &trial, &need));
        if (need.trial > out->trial)
            *out = need;
    }
    if (study->pairs != NULL) /* its trials share them */
        out->rank += pair_table_bytes(study->pairs);
    return 0;
}

const char *memory_largest(const struct study *study, const struct memory_need *need, char *buffer, size_t size)
{
    char cell[STUDY_CELL_TEXT];
    study_cell_text(study, need->largest.cell, cell, sizeof cell);
    snprintf(buffer, size, "%s%s%s", need->largest.settings.model.name, cell[0] != '\0' ? " at " : "", cell);
    return buffer;
}

int check_memory(const struct study *study, int n_ranks)
{
    struct memory_need need;
    double available = memory_available();
    int ranks = launcher_ranks_here(n_ranks);
    char each[32], all[32], left[32], largest[MEMORY_LARGEST];
    TRY(memory_needed(study, &need));
    double bytes = need.rank + need.trial, sum = ranks * bytes + (launcher_is_first_rank() ? need.storing : 0);
    if (sum <= available)
        return 0;
    return fail(EX_OSERR,
                "%d rank%s on this machine may need %s of memory (%s each, for model %s, %lld units, batch %lld), but "
                "%s are free: start fewer ranks a machine, or make the sizes smaller%s",
                ranks, ranks == 1 ? "" : "s", text_bytes(sum, all, sizeof all), text_bytes(bytes, each, sizeof each),
                memory_largest(study, &need, largest, sizeof largest), (long long)need.largest.settings.model.units,
                (long long)need.largest.settings.training.batch, text_bytes(available, left, sizeof left), need.advice);
}

int limits_of_trial(const struct study *study, const struct run_options *options, struct trial_limits *out)
{
    struct memory_need need;
    char given[32], needed[32], largest[MEMORY_LARGEST];
    TRY(memory_needed(study, &need));
    *out = (struct trial_limits){options->max_trial_seconds, options->max_trial_bytes, options->keep_scratch};
    if (options->max_trial_bytes <= 0)
        out->bytes = fmax(memory_available() / launcher_ranks_here(launcher_ranks()), 2 * need.trial);
    else if (options->max_trial_bytes < need.trial)
        return fail(EX_USAGE, "--max-trial-memory: %s is less than the %s that a trial of %s takes",
                    text_bytes(options->max_trial_bytes, given, sizeof given),
                    text_bytes(need.trial, needed, sizeof needed),
                    memory_largest(study, &need, largest, sizeof largest));
    return 0;
}
