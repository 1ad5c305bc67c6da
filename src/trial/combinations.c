/* Settings that make no sense beside others: who sets one believes that it does something. */
#include "combinations.h"
#include "attnbench/base/error.h"
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
    TRY(check_mask(settings, task));
    TRY(strcmp(settings->training.source, "fixed") == 0 ? check_fixed(settings) : check_fresh(settings, task));
    if (settings->evaluate.every > settings->training.epochs)
        return fail(EX_CONFIG, "evaluate.every is %lld: it must be at most training.epochs, which is %lld",
                    (long long)settings->evaluate.every, (long long)settings->training.epochs);
    return 0;
}
