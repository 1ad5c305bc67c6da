#include "attnbench/trial/own_pairs.h"
#include "attnbench/base/error.h"
#include "attnbench/store/pair_file.h"
#include "own_series.h"
#include "seq2seq_config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool is_series(const struct trial_settings *settings)
{
    return trial_has_option(settings, TASK_SERIES);
}

static int check_same(const struct trial_settings *settings)
{
    return pair_table_check_same(settings->task.path, settings->task.checksum);
}

static int check_rows(const struct trial_settings *settings, const struct pair_table *pairs)
{
    const char *path = settings->task.path;
    size_t samples = (size_t)settings->training.samples, validation = (size_t)settings->training.validation;
    if (samples + validation > pairs->train.n)
        return fail(EX_DATAERR, "%s: %zu pairs to train on: training.samples %zu and training.validation %zu are more",
                    path, pairs->train.n, samples, validation);
    if ((size_t)settings->evaluate.sequences > pairs->evaluate.n)
        return fail(EX_DATAERR, "%s: %zu pairs to evaluate: evaluate.sequences %" PRId64 " is more", path,
                    pairs->evaluate.n, settings->evaluate.sequences);
    return 0;
}

/* Refuses values beyond `cardinality`, of the inputs or of the targets; `setting` names it. */
static int check_values(const struct trial_settings *settings, const char *what, const struct pair_rows *rows,
                        const int32_t *values, int n, const char *setting, int64_t cardinality)
{
    for (size_t i = 0; i < rows->n * (size_t)n; i++)
        if (values[i] >= cardinality)
            return fail(EX_DATAERR, "%s: a value of %s is %d: with %s=%" PRId64 " they are 0 to %" PRId64,
                        settings->task.path, what, values[i], setting, cardinality, cardinality - 1);
    return 0;
}

/* Where targets have values of their own. */
static int check_both(const struct trial_settings *settings, const struct pair_table *pairs)
{
    const struct pair_rows *parts[] = {&pairs->train, &pairs->evaluate};
    for (size_t i = 0; i < 2; i++) {
        TRY(check_values(settings, "an input", parts[i], parts[i]->input, pairs->n_in, "cardinality",
                         settings->task.cardinality));
        TRY(check_values(settings, "a target", parts[i], parts[i]->target, pairs->n_out, "cardinality_out",
                         settings->task.cardinality_out));
    }
    return 0;
}

static int check_cell(const struct trial_settings *settings, const struct pair_table *pairs)
{
    const char *path = settings->task.path;
    if (settings->task.n_in != pairs->n_in)
        return fail(EX_DATAERR, "%s: %d input columns, but n_in is %" PRId64, path, pairs->n_in, settings->task.n_in);
    if (settings->task.n_out != pairs->n_out)
        return fail(EX_DATAERR, "%s: %d target columns, but n_out is %" PRId64, path, pairs->n_out,
                    settings->task.n_out);
    if (settings->task.cardinality_out > 0)
        TRY(check_both(settings, pairs));
    else if (settings->task.cardinality <= pairs->greatest)
        return fail(EX_DATAERR, "%s%s is %d: with cardinality=%" PRId64 " values are 0 to %" PRId64, path,
                    pairs->greatest_place, pairs->greatest, settings->task.cardinality, settings->task.cardinality - 1);
    return check_rows(settings, pairs);
}

static int read_pairs(const struct trial_settings *settings, struct pair_table *out)
{
    const struct text_format format = trial_text_format(settings);
    return trial_has_texts(settings) ? text_pairs_read(settings->task.path, &format, out)
                                     : pair_file_read(settings->task.path, out);
}

int own_pairs_read(const struct study *study, struct pair_table *out)
{
    const struct trial_settings *settings = &study->models[0]; /* the task is the same for all */
    *out = (struct pair_table){0};
    if (!trial_reads_file(settings))
        return 0;
    TRY(check_same(settings));
    TRY(is_series(settings) ? own_series_read(settings, &out->series) : read_pairs(settings, out));
    int status = check_same(settings); /* again: what was read may be another file, or one half written */
    for (int model = 0; model < study->n_models; model++)
        for (size_t cell = 0; cell < study_n_cells(study) && status == 0; cell++) {
            if (study_excludes(study, cell))
                continue;
            struct trial trial = study_trial(study, study_index(study, model, cell, 0));
            status = is_series(settings) ? own_series_check(&trial.settings, &out->series)
                     : model == 0        ? check_cell(&trial.settings, out)
                                         : check_rows(&trial.settings, out);
        }
    if (status != 0)
        pair_table_free(out);
    return status;
}

const char *own_pairs_text(const struct study *study, char buffer[static OWN_PAIRS_TEXT])
{
    const struct pair_table *pairs = study->pairs;
    if (pairs != NULL && is_series(&study->models[0]))
        return own_series_text(&study->models[0], &pairs->series, buffer, OWN_PAIRS_TEXT);
    if (pairs == NULL || !trial_has_texts(&study->models[0]))
        return NULL;
    snprintf(buffer, OWN_PAIRS_TEXT, "%zu pairs of texts to train on, %zu to evaluate, %zu longer ones left out",
             pairs->train.n, pairs->evaluate.n, pairs->left_out);
    return buffer;
}

int trial_open_task(const struct trial *trial, enum pair_part part, struct task *out)
{
    TRY(trial_task(&trial->settings, out));
    if ((out->kind->options & TASK_FILE) == 0)
        return 0;
    if (trial->pairs == NULL)
        return fail(EX_SOFTWARE, "the pairs of %s are not loaded", trial->settings.task.path);
    if (is_series(&trial->settings)) {
        out->series = &trial->pairs->series;
        out->windows = own_series_windows(&trial->settings, out->series, part == PART_TRAIN ? SAMPLES : EVALUATION);
    } else {
        out->rows = part == PART_TRAIN ? &trial->pairs->train : &trial->pairs->evaluate;
    }
    return 0;
}
