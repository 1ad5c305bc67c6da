#include "attnbench/study/trial_kind.h"
#include "attnbench/command/command_trial.h"
#include "attnbench/trial/kinds.h"

#include <string.h>

static const struct trial_kind *const kinds[] = {&seq2seq, &command_kind, &imported_kind, &naive_kind};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

const struct trial_kind *trial_kind(const struct trial_settings *settings)
{
    for (size_t k = 0; k < N_KINDS; k++)
        for (size_t i = 0; kinds[k]->model(i) != NULL; i++)
            if (strcmp(kinds[k]->model(i), settings->model.kind) == 0)
                return kinds[k];
    return kinds[0];
}

const struct trial_kind *trial_kind_at(size_t i)
{
    return i < N_KINDS ? kinds[i] : NULL;
}

int trial_size(const struct trial_settings *settings, struct trial_size *out)
{
    const struct trial_kind *kind = trial_kind(settings);
    *out = (struct trial_size){.bytes = 0};
    return kind->size != NULL ? kind->size(settings, out) : 0;
}

int trial_pace(const struct trial_settings *settings, double *out)
{
    const struct trial_kind *kind = trial_kind(settings);
    *out = NAN;
    return kind->pace != NULL ? kind->pace(settings, out) : 0;
}

double trial_chance(const struct trial_settings *settings)
{
    const struct trial_kind *kind = trial_kind(settings);
    return kind->chance != NULL ? kind->chance(settings) : NAN;
}

bool trial_attends(const struct trial_settings *settings)
{
    const struct trial_kind *kind = trial_kind(settings);
    return kind->attends != NULL && kind->attends(settings);
}

const struct metric *trial_metric(const struct trial_settings *settings, size_t i)
{
    return trial_kind(settings)->metric(settings, i);
}

bool trial_has(const struct trial_settings *settings, const struct metric *metric)
{
    if (metric->source == METRIC_OF_LEARNING)
        return trial_metric(settings, 0)->kind == METRIC_COUNTS;
    if (metric->source == METRIC_OF_WEIGHTS)
        return trial_kind(settings)->stores_weights;
    bool has = metric->source != METRIC_EVALUATED || metric->time != METRIC_NO_TIME;
    for (size_t i = 0; !has && trial_metric(settings, i) != NULL; i++)
        has = trial_metric(settings, i) == metric;
    return has;
}

const struct trial_settings *study_lacks(const struct study *study, const struct metric *metric)
{
    for (int model = 0; model < study->n_models; model++)
        if (!trial_has(&study->models[model], metric))
            return &study->models[model];
    return NULL;
}

const struct metric *study_metric(const struct study *study)
{
    const struct metric *named = metric_find(study->metric), *metric;
    if (named != NULL)
        return named;
    for (size_t i = 0; (metric = trial_metric(&study->models[0], i)) != NULL; i++)
        if (study_lacks(study, metric) == NULL)
            return metric;
    return trial_metric(&study->models[0], 0);
}

const char *trial_model_word(size_t i)
{
    for (size_t k = 0; k < N_KINDS; k++) {
        size_t n = 0;
        for (; kinds[k]->model(n) != NULL; n++)
            if (i == n)
                return kinds[k]->model(n);
        i -= n;
    }
    return NULL;
}
