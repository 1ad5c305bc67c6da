/* The kind naive: forecasts without training, that a model of a series must beat. persistence: the last value again;
 * seasonal: the value a period before. */
#include "naive.h"
#include "attnbench/trial/kinds.h"
#include "attnbench/base/clock.h"
#include "attnbench/base/error.h"
#include "attnbench/study/setting_rows.h"
#include "attnbench/trial/own_pairs.h"
#include "attnbench/trial/figures.h"
#include "seq2seq_settings.h"
#include "pairs.h"

#include <string.h>

static const struct setting settings_of_naive[] = {
    {"models", "period", SETTING_INTEGER, SETTING_LATER, TRIAL(model.period), 0, 1e6, NULL, "0",
     "of the kind seasonal: rows from a value to the one that is its forecast"},
    {.key = NULL},
};

static const char *word(size_t i)
{
    static const char *const words[] = {"persistence", "seasonal"};
    return i < sizeof words / sizeof *words ? words[i] : NULL;
}

static bool is_seasonal(const struct trial_settings *settings)
{
    return strcmp(settings->model.kind, "seasonal") == 0;
}

static int check(const struct trial_settings *settings)
{
    struct task task;
    TRY(trial_task(settings, &task));
    if ((task.kind->options & TASK_SERIES) == 0)
        return fail(EX_CONFIG, "models.kind is %s, which forecasts a series: task.name is %s", settings->model.kind,
                    settings->task.name);
    if (is_seasonal(settings) && settings->model.period == 0)
        return fail(EX_CONFIG, "models.period is missing: models.kind seasonal needs the rows of a period, such as 12");
    if (!is_seasonal(settings) && settings->model.period > 0)
        return fail(EX_CONFIG, "models.period is %lld, but models.kind persistence has none: leave it out",
                    (long long)settings->model.period);
    return 0;
}

static int pace(const struct trial_settings *settings, double *out)
{
    (void)settings;
    *out = 1e-6; /* a unit of work is a number that is copied */
    return 0;
}

static const char *problem(const struct trial_settings *settings)
{
    return task_find(settings->task.name)->help;
}

static int run(const struct trial *trial, struct trial_progress *progress, const struct trial_traces *traces,
               float *weights, struct trial_result *result)
{
    (void)progress, (void)traces, (void)weights;
    struct task task;
    struct pairs pairs;
    double start = clock_seconds();
    TRY(trial_open_task(trial, PART_EVALUATE, &task));
    *result = (struct trial_result){
        .identity = trial->identity,
        .settings_hash = trial->settings_hash,
        .status = TRIAL_FINISHED,
        .sequences = (int32_t)trial->settings.evaluate.sequences,
    };
    TRY(pairs_make(trial, &task, EVALUATION, result->sequences, &pairs));
    for (size_t i = 0; i < (size_t)pairs.n; i++)
        naive_forecast(&trial->settings, &task, pairs.rows[i], pairs.predicted + i * task_targets(&task));
    struct evaluation evaluation = pairs_judge(&task, &pairs);
    figures_add(&trial->settings, &evaluation, pairs.n, result);
    pairs_free(&pairs);
    result->evaluate_seconds = clock_seconds() - start;
    return 0;
}

void naive_forecast(const struct trial_settings *settings, const struct task *task, size_t row, float *out)
{
    size_t period = is_seasonal(settings) ? (size_t)settings->model.period : 1;
    series_repeat(task->series, row + (size_t)task->n_in, period, (size_t)task->n_out, out);
}

const struct trial_kind naive_kind = {
    .name = "naive",
    .model = word,
    .settings = settings_of_naive,
    .is_untrained = true,
    .conditions = seq2seq_conditions, /* those of models are about settings that it has not */
    .check = check,
    .pace = pace,
    .problem = problem,
    .metric = figures_metric,
    .run = run,
};
