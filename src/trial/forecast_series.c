#include "attnbench/trial/forecast_series.h"
#include "attnbench/base/error.h"
#include "attnbench/base/list.h"
#include "attnbench/base/text.h"
#include "attnbench/base/text_width.h"
#include "attnbench/series/series_make.h"
#include "attnbench/trial/attention_weights.h"
#include "attnbench/trial/predictor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void forecast_free(struct forecast_of *of)
{
    free(of->shown);
    free(of->errors);
}

void forecasts_free(struct forecasts *forecasts)
{
    for (size_t i = 0; i < forecasts->n_models; i++)
        forecast_free(&forecasts->of[i]);
    free(forecasts->columns);
    free(forecasts->before);
    free(forecasts->truth);
    *forecasts = (struct forecasts){0};
}

/* Names of the columns that are forecast. */
static void name_columns(const char *list, struct forecasts *out)
{
    enum { MOST = 20 };
    char name[STUDY_LIST], safe[SAFE_TEXT];
    for (size_t i = 0; list_next(&list, name, sizeof name); i++) {
        safe_text(name, safe, sizeof safe - 4);
        text_shorten(safe, MOST);
        text_copy(out->columns[i], FORECAST_NAME, safe);
    }
}

/* The windows that are shown stand in the middle of the test part's thirds. */
static size_t shown_row(const struct task *task, size_t i)
{
    return window_at(task->windows, 2 * i + 1, 2 * FORECAST_WINDOWS);
}

/* Of long inputs the last rows, so that the forecasts can be seen beside them. */
static size_t shown_before(size_t n_in, size_t n_out)
{
    size_t most = n_out < 3 ? 12 : 4 * n_out;
    return n_in < most ? n_in : most;
}

/* What all models are shown beside. */
static int fill_common(const struct predictor *predictor, size_t n_windows, struct forecasts *out)
{
    const struct task *task = &predictor->task;
    const struct series *series = task->series;
    size_t width = (size_t)series->n_targets;
    out->n_out = (size_t)task->n_out;
    out->n_before = shown_before((size_t)task->n_in, out->n_out);
    out->n_columns = width;
    out->n_windows = n_windows;
    out->columns = allocate(width, sizeof *out->columns);
    out->before = allocate(FORECAST_WINDOWS * out->n_before, sizeof *out->before);
    out->truth = allocate(FORECAST_WINDOWS * out->n_out, sizeof *out->truth);
    if (out->columns == NULL || out->before == NULL || out->truth == NULL)
        return EX_OSERR;
    name_columns(predictor->trial.settings.task.targets, out);
    for (size_t i = 0; i < FORECAST_WINDOWS; i++) {
        size_t from = shown_row(task, i) + (size_t)task->n_in, row = from - out->n_before;
        out->rows[i] = from + 1;
        for (size_t t = 0; t < out->n_before; t++)
            out->before[i * out->n_before + t] =
                scale_to_units(series->scaling.targets[0], series->targets[(row + t) * width]);
        for (size_t t = 0; t < out->n_out; t++)
            out->truth[i * out->n_out + t] =
                scale_to_units(series->scaling.targets[0], series->targets[(from + t) * width]);
    }
    return 0;
}

static int forecast(struct predictor *predictor, const struct forecasts *forecasts, struct forecast_of *out)
{
    const struct task *task = &predictor->task;
    const struct series *series = task->series;
    size_t width = forecasts->n_columns, numbers = forecasts->n_out * width;
    out->shown = allocate(FORECAST_WINDOWS * forecasts->n_out, sizeof *out->shown);
    out->errors = allocate(numbers, sizeof *out->errors);
    if (out->shown == NULL || out->errors == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < FORECAST_WINDOWS; i++) {
        predictor_take(predictor, shown_row(task, i));
        predictor_predict(predictor);
        for (size_t t = 0; t < forecasts->n_out; t++)
            out->shown[i * forecasts->n_out + t] =
                scale_to_units(predictor_scaling(predictor)->targets[0], predictor->predicted[t * width]);
    }
    for (size_t i = 0; i < forecasts->n_windows; i++) {
        predictor_take(predictor, window_at(task->windows, i, forecasts->n_windows));
        predictor_predict(predictor);
        for (size_t k = 0; k < numbers; k++)
            out->errors[k] += fabs((double)predictor->predicted[k] - (double)predictor->expected[k]) /
                              series->change[k % width] / (double)forecasts->n_windows;
    }
    return 0;
}

static int add(const char *directory, const struct study *study, int model, struct predictor *predictor,
               struct forecasts *out)
{
    enum { MOST_WINDOWS = 200 };
    struct trial trial = study_trial(study, study_index(study, model, 0, 0));
    TRY(predictor_open(study, &trial, directory, predictor));
    TRY(predictor_open_pairs(study, "forecasts", predictor));
    int64_t n = trial.settings.evaluate.sequences;
    if (out->columns == NULL)
        TRY(fill_common(predictor, n < MOST_WINDOWS ? (size_t)n : MOST_WINDOWS, out));
    struct forecast_of of = {.model = (size_t)model};
    int status = forecast(predictor, out, &of);
    if (status == 0)
        out->of[out->n_models++] = of;
    else
        forecast_free(&of);
    return status;
}

struct stored forecasts_add(const char *directory, const struct study *study, int model, struct forecasts *out)
{
    struct predictor predictor = {0};
    int status = add(directory, study, model, &predictor, out);
    predictor_free(&predictor);
    return stored_of(status, status == EX_NOINPUT);
}
