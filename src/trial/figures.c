#include "attnbench/trial/figures.h"
#include "attnbench/base/portable_math.h"
#include "pairs.h"

#include <math.h>

/* What was evaluated. */
struct measured {
    const struct evaluation *evaluation;
    int64_t sequences;
};

static struct figure accuracy(const struct metric *of, const struct measured *measured)
{
    return figure_of_counts(of, measured->evaluation->correct, measured->sequences);
}

static struct figure steps_right(const struct metric *of, const struct measured *measured)
{
    return figure_of_counts(of, measured->evaluation->correct_steps, measured->evaluation->steps);
}

/* A step's loss is its cross-entropy, in nats. */
static struct figure perplexity(const struct metric *of, const struct measured *measured)
{
    double loss = measured->evaluation->loss;
    return (struct figure){.metric = of, .value = isfinite(loss) ? portable_exp(loss) : INFINITY};
}

static struct figure rmse(const struct metric *of, const struct measured *measured)
{
    return (struct figure){.metric = of, .value = measured->evaluation->rmse};
}

static struct figure mae(const struct metric *of, const struct measured *measured)
{
    return (struct figure){.metric = of, .value = measured->evaluation->score.mae};
}

static struct figure mase(const struct metric *of, const struct measured *measured)
{
    return (struct figure){.metric = of, .value = measured->evaluation->score.mase};
}

static struct figure skill(const struct metric *of, const struct measured *measured)
{
    return (struct figure){.metric = of, .value = measured->evaluation->score.skill};
}

static struct figure token_error_rate(const struct metric *of, const struct measured *measured)
{
    const struct evaluation *evaluation = measured->evaluation;
    return (struct figure){.metric = of, .value = (double)evaluation->errors / (double)evaluation->tokens};
}

/* Of which tasks a figure is. */
enum of_tasks { OF_TOKENS = 1, OF_REAL = 2, OF_SERIES = 4, OF_TEXTS = 8 };

static const struct {
    const char *name;
    unsigned of; /* enum of_tasks */
    struct figure (*make)(const struct metric *of, const struct measured *measured);
} figures[] = {
    {"accuracy", OF_TOKENS | OF_TEXTS, accuracy},
    {"steps_right", OF_TOKENS | OF_TEXTS, steps_right},
    {"perplexity", OF_TOKENS | OF_TEXTS, perplexity},
    {"token_error_rate", OF_TEXTS, token_error_rate},
    {"rmse", OF_REAL | OF_SERIES, rmse},
    {"mae", OF_SERIES, mae},
    {"mase", OF_SERIES, mase},
    {"skill", OF_SERIES, skill},
};
enum { N_FIGURES = sizeof figures / sizeof *figures };

/* Where a study has no task, which is refused, as of tokens. */
static bool has_figure(const struct trial_settings *settings, size_t k)
{
    const struct task_kind *task = task_find(settings->task.name);
    enum of_tasks of = task == NULL                         ? OF_TOKENS
                       : (task->options & TASK_SERIES) != 0 ? OF_SERIES
                       : (task->options & TASK_TEXT) != 0   ? OF_TEXTS
                       : task->is_real                      ? OF_REAL
                                                            : OF_TOKENS;
    return (figures[k].of & of) != 0;
}

const struct metric *figures_metric(const struct trial_settings *settings, size_t i)
{
    for (size_t k = 0; k < N_FIGURES; k++)
        if (has_figure(settings, k) && i-- == 0)
            return metric_built_in(figures[k].name);
    return NULL;
}

void figures_add(const struct trial_settings *settings, const struct evaluation *evaluation, int64_t sequences,
                 struct trial_result *result)
{
    const struct measured measured = {evaluation, sequences};
    for (size_t k = 0; k < N_FIGURES; k++) {
        if (!has_figure(settings, k))
            continue;
        struct figure figure = figures[k].make(metric_built_in(figures[k].name), &measured);
        if (metric_was_measured(figure.metric, figure.value)) /* a skill need not be there */
            result_add(result, figure);
    }
}
