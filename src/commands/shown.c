#include "shown.h"
#include "attnbench/base/decoded.h"
#include "attnbench/base/error.h"
#include "attnbench/base/list.h"
#include "attnbench/plot/plot.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/task/task.h"
#include "attnbench/trial/attention_weights.h"
#include "attnbench/trial/forecast_series.h"
#include "attnbench/trial/saved_models.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

enum { SEQUENCES = 3, AVERAGED_SEQUENCES = 200 };

/* Its first trial. */
static bool has_figures(const struct results *results, int model)
{
    size_t index = (size_t)model * (results->n_trials / results->dimensions[0].count);
    return trial_has_figures(results->status[index]);
}

/* The study keeps the trial's weights, and it has a result; a copy for others leaves them behind. */
static bool is_missed(const struct study *study, const struct trial *trial, const struct results *results, int model)
{
    return !results->folder.is_copy && trial_is_saved(study, trial) && has_figures(results, model);
}

/* Nothing is stored of the trial, as far as can be seen. Not file_is_missing: a file in place of the folder hides them.
 */
static bool is_absent(const char *directory, const struct study *study, const struct trial *trial)
{
    char path[PATH_MAX];
    return model_path(study, trial, directory, path, sizeof path) == 0 && access(path, F_OK) != 0 && errno == ENOENT;
}

static struct stored decode(const char *directory, const struct study *study, int model, struct shown *out)
{
    struct stored stored = decode_sequences(directory, study, model, SEQUENCES, &out->decoded[out->n_decoded]);
    out->n_decoded += stored.state == STORED_READ;
    return stored;
}

static bool is_of_series(const struct study *study)
{
    const struct task_kind *task = task_find(study->models[0].task.name);
    return task != NULL && (task->options & TASK_SERIES) != 0;
}

static bool has_several(const char *list)
{
    char item[STUDY_LIST];
    return list_next(&list, item, sizeof item) && list_next(&list, item, sizeof item);
}

/* STORED_READ, or why not. */
static struct stored ask(const char *directory, const struct study *study, int model, bool attends, struct shown *out)
{
    struct attention_weights weights;
    struct stored stored = is_of_series(study) ? forecasts_add(directory, study, model, &out->forecasts)
                                               : decode(directory, study, model, out);
    if (stored.state != STORED_READ || !attends)
        return stored;
    stored = attention_weights(directory, study, model, 0, AVERAGED_SEQUENCES, &weights);
    if (stored.state == STORED_READ)
        out->maps[out->n_maps++] = (struct attention_map){.model = (size_t)model,
                                                          .repeat = weights.repeat,
                                                          .steps = weights.steps,
                                                          .n_in = weights.n_in,
                                                          .sequences = weights.sequences,
                                                          .weights = weights.mean};
    return stored;
}

static void show(const char *directory, const struct study *study, const struct results *results, int model,
                 struct shown *out)
{
    struct trial trial = study_trial(study, study_index(study, model, 0, 0));
    bool needs_weights = !trial_kind(&trial.settings)->is_untrained;
    if (needs_weights ? is_absent(directory, study, &trial) && !is_missed(study, &trial, results, model)
                      : results->folder.is_copy || !has_figures(results, model))
        return;
    bool attends = trial_attends(&trial.settings), is_real = trial_is_real(&trial.settings);
    if (!attends && !is_real)
        return; /* no chart is of it */
    struct stored stored = ask(directory, study, model, attends, out);
    if (stored.state == STORED_READ)
        return;
    out->hidden[out->n_hidden++] = (struct hidden_model){.model = (size_t)model,
                                                         .attends = attends,
                                                         .is_real = is_real,
                                                         .forecasts = is_of_series(study),
                                                         .has_steps = trial.settings.task.n_out > 1,
                                                         .has_columns = has_several(trial.settings.task.targets),
                                                         .stored = stored};
}

void shown_make(const char *directory, const struct study *study, const struct results *results, struct shown *out)
{
    *out = (struct shown){0};
    for (int model = 0; model < study->n_models; model++)
        show(directory, study, results, model, out);
}

void shown_free(struct shown *shown)
{
    for (size_t i = 0; i < shown->n_maps; i++)
        free(shown->maps[i].weights);
    forecasts_free(&shown->forecasts);
    for (size_t i = 0; i < shown->n_decoded; i++)
        decoded_free(&shown->decoded[i]);
}
