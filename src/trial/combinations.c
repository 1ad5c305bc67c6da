/* Settings that make no sense beside others: who sets one believes that it does something. */
#include "combinations.h"
#include "attnbench/base/error.h"
#include "attnbench/base/list.h"
#include "attnbench/base/text.h"
#include "attnbench/series/series_table.h"
#include "attnbench/study/study.h"

#include <string.h>

static int check_file(const struct trial_settings *settings, const struct task_kind *task)
{
    if ((task->options & TASK_FILE) != 0 && settings->task.path[0] == '\0')
        return fail(EX_CONFIG, "task.path is missing: task.name %s needs the path of a %s file", task->name,
                    (task->options & TASK_TEXT) != 0 ? "TSV" : "CSV or HDF5");
    if ((task->options & TASK_TEXT) != 0 && strcmp(settings->model.copy, "true") == 0)
        return fail(EX_CONFIG, "models.copy is true, but sources and targets of task.name text have vocabularies of "
                               "their own: no token of the one is one of the other");
    return 0;
}

/* A list of columns names each once, and not too long. */
static int check_columns(const char *key, const char *list)
{
    char name[STUDY_LIST], other[STUDY_LIST], shown[STUDY_TEXT];
    size_t n = 0;
    for (const char *at = list; list_next(&at, name, sizeof name);) {
        if (++n > SERIES_MOST_COLUMNS)
            return fail(EX_CONFIG, "task.%s lists more than %d columns", key, SERIES_MOST_COLUMNS);
        if (name[0] == '\0' || strlen(name) >= SERIES_NAME)
            return fail(EX_CONFIG, "task.%s lists a name of %zu bytes: columns have names of 1 to %d", key,
                        strlen(name), SERIES_NAME - 1);
        for (const char *next = at; list_next(&next, other, sizeof other);)
            if (strcmp(name, other) == 0)
                return fail(EX_CONFIG, "task.%s lists %s twice", key, safe_text(name, shown, sizeof shown));
    }
    return 0;
}

static int check_series(const struct trial_settings *settings, const struct task_kind *task)
{
    if ((task->options & TASK_SERIES) == 0)
        return 0;
    if (settings->task.targets[0] == '\0')
        return fail(EX_CONFIG, "task.targets is missing: task.name series needs the columns to forecast, such as "
                               "targets: [temperature]");
    TRY(check_columns("targets", settings->task.targets));
    TRY(check_columns("inputs", settings->task.inputs));
    if (strcmp(settings->model.kind, "tagger") == 0 && settings->task.n_in != settings->task.n_out)
        return fail(EX_CONFIG,
                    "models.kind is tagger, which gives as many values as it reads: task.n_out is %lld, and must be "
                    "task.n_in, which is %lld",
                    (long long)settings->task.n_out, (long long)settings->task.n_in);
    return 0;
}

static int check_fresh(const struct trial_settings *settings, const struct task_kind *task)
{
    if ((task->options & TASK_FILE) != 0 && settings->evaluate.every > 0)
        return fail(EX_CONFIG, "evaluate.every is %lld: with task.name %s held-out pairs need training.source fixed",
                    (long long)settings->evaluate.every, task->name);
    if (settings->training.samples > 0)
        return fail(EX_CONFIG,
                    "training.samples is %lld, but training.source fresh draws new pairs in each epoch: leave it out, "
                    "or set source: fixed",
                    (long long)settings->training.samples);
    if (settings->training.validation > 0)
        return fail(EX_CONFIG,
                    "training.validation is %lld, but with training.source fresh all pairs are new: leave it out, or "
                    "set source: fixed",
                    (long long)settings->training.validation);
    return 0;
}

static int check_fixed(const struct trial_settings *settings)
{
    int64_t samples = settings->training.samples, validation = settings->training.validation;
    if (samples == 0)
        return fail(EX_CONFIG, "training.source is fixed: training.samples must say how many pairs there are");
    if (settings->training.batch > samples)
        return fail(EX_CONFIG, "training.batch is %lld: it must be at most training.samples, which is %lld",
                    (long long)settings->training.batch, (long long)samples);
    if (validation > 0 && settings->evaluate.every == 0)
        return fail(EX_CONFIG,
                    "training.validation is %lld, but evaluate.every is 0 and nothing looks at these pairs: set it to "
                    "1 or more",
                    (long long)validation);
    if (validation == 0 && settings->evaluate.every > 0)
        return fail(EX_CONFIG, "evaluate.every is %lld: training.validation must say how many pairs are held out",
                    (long long)settings->evaluate.every);
    return 0;
}

/* Of a task whose inputs all have n_in values, and whose targets n_out, nothing is padded. */
static int check_mask(const struct trial_settings *settings, const struct task_kind *task)
{
    if (strcmp(settings->model.mask, "true") == 0 && strcmp(settings->model.decoder_steps, "output") == 0 &&
        task->least_length == 0 && settings->task.shortest == 0)
        return fail(EX_CONFIG,
                    "models.mask is true, but with models.decoder_steps output and inputs of one length nothing is "
                    "padded: leave it out");
    return 0;
}

int check_combinations(const struct trial_settings *settings, const struct task_kind *task)
{
    TRY(check_file(settings, task));
    TRY(check_series(settings, task));
    TRY(check_mask(settings, task));
    TRY(strcmp(settings->training.source, "fixed") == 0 ? check_fixed(settings) : check_fresh(settings, task));
    if (settings->evaluate.every > settings->training.epochs)
        return fail(EX_CONFIG, "evaluate.every is %lld: it must be at most training.epochs, which is %lld",
                    (long long)settings->evaluate.every, (long long)settings->training.epochs);
    return 0;
}
