#include "memory_check.h"
#include "launcher.h"

#include "attnbench/error.h"
#include "attnbench/file.h"
#include "attnbench/memory.h"
#include "attnbench/text.h"
#include "attnbench/trial.h"

#include <math.h>
#include <stdlib.h>

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

/* The trial's process and the record of its result, which passes through the agent. */
static int bytes_of_trial(const struct study *study, const struct trial *trial, double *out)
{
    struct task task;
    struct model_config config;
    struct model_size size;
    TRY(trial_task(&trial->settings, &task));
    TRY(trial_model_config(&trial->settings, &config));
    TRY(model_size(&config, &size));
    if (trial_is_saved(study, trial) && sizeof(float) * size.weights > RECORD_MAX_BYTES)
        return fail(EX_CONFIG,
                    "%s has %zu weights, and no more than %zu can be stored: make it smaller, or set save_models: none",
                    trial->settings.model.name, size.weights, RECORD_MAX_BYTES / sizeof(float));
    double record = (double)trial_record_bytes(&trial->settings) + sizeof(float) * (double)size.weights;
    TRY(check_file_size(trial, record));
    *out = (double)size.bytes + 3 * record + trial_pairs_bytes(&trial->settings, &task);
    return 0;
}

int largest_trial(const struct study *study, struct trial *largest, double *bytes)
{
    size_t n_cells = study_n_cells(study), repeats = study_max_repeats(study);
    *bytes = 0;
    for (size_t i = 0; i < (size_t)study->n_models * n_cells; i++) {
        struct trial trial = study_trial(study, i * repeats);
        double needed;
        TRY(bytes_of_trial(study, &trial, &needed));
        if (needed > *bytes) {
            *bytes = needed;
            *largest = trial;
        }
    }
    *bytes += BYTES_OF_A_RANK;
    if (study->pairs != NULL) /* its trials share them */
        *bytes += sizeof(int32_t) * (double)(study->pairs->n_in + study->pairs->n_out) *
                  (double)(study->pairs->train.n + study->pairs->evaluate.n);
    return 0;
}

int check_memory(const struct study *study, int n_ranks)
{
    struct trial largest = {0};
    double bytes, available = memory_available();
    int ranks = ranks_on_this_machine(n_ranks);
    char each[32], all[32], left[32], cell[STUDY_TEXT];
    TRY(largest_trial(study, &largest, &bytes));
    if (ranks * bytes <= available)
        return 0;
    return fail(
        EX_OSERR,
        "%d rank%s on this machine may need %s of memory (%s each, for model %s at %s, %lld units, batch %lld), but "
        "%s are free: start fewer ranks a machine, or make the sizes smaller",
        ranks, ranks == 1 ? "" : "s", text_bytes(ranks * bytes, all, sizeof all), text_bytes(bytes, each, sizeof each),
        largest.settings.model.name, study_cell_text(study, largest.cell, cell, sizeof cell),
        (long long)largest.settings.model.units, (long long)largest.settings.training.batch,
        text_bytes(available, left, sizeof left));
}

int limits_of_trial(const struct study *study, const struct run_options *options, struct trial_limits *out)
{
    struct trial largest = {0};
    double bytes;
    char given[32], needed[32], cell[STUDY_TEXT];
    TRY(largest_trial(study, &largest, &bytes));
    bytes -= BYTES_OF_A_RANK;
    *out = (struct trial_limits){options->max_trial_seconds, options->max_trial_bytes};
    if (options->max_trial_bytes <= 0)
        out->bytes = fmax(memory_available() / ranks_on_this_machine(run_ranks_started()), 2 * bytes);
    else if (options->max_trial_bytes < bytes)
        return fail(EX_USAGE, "--max-trial-memory: %s is less than the %s that a trial of %s at %s takes",
                    text_bytes(options->max_trial_bytes, given, sizeof given), text_bytes(bytes, needed, sizeof needed),
                    largest.settings.model.name, study_cell_text(study, largest.cell, cell, sizeof cell));
    return 0;
}
