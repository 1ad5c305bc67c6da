#include "attnbench/trial/trial.h"
#include "attnbench/base/error.h"
#include "attnbench/study/trial_kind.h"

#include <math.h>
#include <stdlib.h>

int32_t trial_evaluations(const struct trial_settings *settings)
{
    return settings->evaluate.every == 0 ? 0 : (int32_t)(settings->training.epochs / settings->evaluate.every);
}

int32_t trial_items(const struct trial_settings *settings)
{
    return settings->evaluate.sequences <= RECORD_ITEMS ? (int32_t)settings->evaluate.sequences : 0;
}

size_t trial_record_bytes(const struct trial_settings *settings)
{
    const int32_t epochs_of_command = 1000; /* how many there are, nobody knows before */
    int32_t epochs = trial_kind(settings)->has_parameters ? epochs_of_command : (int32_t)settings->training.epochs;
    const struct trial_result largest = {.epochs = epochs,
                                         .evaluations = trial_evaluations(settings),
                                         .n_items = trial_items(settings),
                                         .n_figures = RESULT_FIGURES};
    return record_trial_bytes(&largest);
}

int trial_traces_allocate(const struct trial_settings *settings, struct trial_traces *out)
{
    size_t epochs = (size_t)settings->training.epochs, evaluations = (size_t)trial_evaluations(settings);
    float *floats = allocate(2 * (epochs + evaluations) + (size_t)trial_items(settings), sizeof *floats);
    if (floats == NULL)
        return EX_OSERR;
    *out = (struct trial_traces){floats, floats + epochs, floats + 2 * epochs, floats + 2 * epochs + evaluations,
                                 floats + 2 * (epochs + evaluations)};
    return 0;
}

void trial_traces_free(struct trial_traces *traces)
{
    free(traces->train_loss);
    *traces = (struct trial_traces){0};
}

double trial_steps_an_epoch(const struct trial_settings *settings)
{
    return settings->training.samples == 0
               ? 1
               : ceil((double)settings->training.samples / (double)settings->training.batch);
}

double trial_cost(const struct trial_settings *settings)
{
    const struct trial_kind *kind = trial_kind(settings);
    return kind->work != NULL ? kind->work(settings) : 1;
}

void trial_add_times(struct trial_result *result)
{
    const struct metric_set *own = metrics_in_use();
    for (size_t i = 0; i < own->n; i++)
        if (own->rows[i]->time != METRIC_NO_TIME) {
            double seconds = own->rows[i]->time == METRIC_CPU_TIME ? result->cpu_seconds : result->train_seconds;
            result_add(result, (struct figure){.metric = own->rows[i], .value = seconds});
        }
}

int trial_run(const struct trial *trial, struct trial_progress *progress, const struct trial_traces *traces,
              float *weights, struct trial_result *result)
{
    return trial_kind(&trial->settings)->run(trial, progress, traces, weights, result);
}
