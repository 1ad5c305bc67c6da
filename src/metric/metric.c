#include "attnbench/metric/metric.h"
#include "own_metrics.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Epochs until this percentage is right. */
#define EPOCHS_TO(percent)                                                                               \
    {                                                                                                    \
        .name = "epochs_to_" #percent, .title = "Epochs to " #percent " %",                              \
        .called = "number of epochs to " #percent " %",                                                  \
        .meaning = "epochs to " #percent " % right; all epochs where a repeat never gets there",         \
        .kind = METRIC_POSITIVE, .source = METRIC_OF_LEARNING, .less_is_better = true, .most = INFINITY, \
        .unit = " epochs", .unit_of_difference = " epochs", .share = percent / 100.0                     \
    }

static const struct metric metrics[] = {
    [METRIC_ACCURACY] = {.name = "accuracy",
                         .title = "Accuracy",
                         .called = "accuracy",
                         .meaning = "evaluated sequences that are wholly right",
                         .on_axis = "sequences wholly right",
                         .caption = "Accuracy: sequences wholly right",
                         .kind = METRIC_COUNTS,
                         .most = 100,
                         .unit = " %",
                         .unit_of_difference = " points",
                         .counted = "sequences",
                         .hits = "correct"},
    [METRIC_RMSE] = {.name = "rmse",
                     .title = "Error (RMSE)",
                     .called = "error (RMSE)",
                     .meaning = "root mean squared error over sequences and steps",
                     .caption = "Error: root mean squared, over the evaluated sequences and their steps",
                     .kind = METRIC_POSITIVE,
                     .less_is_better = true,
                     .most = INFINITY,
                     .is_always_measured = true},
    [METRIC_STEPS_RIGHT] = {.name = "steps_right",
                            .title = "Steps right",
                            .called = "share of steps right",
                            .meaning = "steps of the evaluated targets, padding too, that are right",
                            .on_axis = "steps right",
                            .caption = "Steps right: of the evaluated targets, padding too",
                            .kind = METRIC_COUNTS,
                            .most = 100,
                            .unit = " %",
                            .unit_of_difference = " points",
                            .counted = "steps",
                            .hits = "steps_correct",
                            .of = "steps",
                            .is_clustered = true,
                            .outside_digest = true},
    [METRIC_PERPLEXITY] = {.name = "perplexity",
                           .title = "Perplexity",
                           .called = "perplexity",
                           .meaning = "e to the mean cross-entropy of a step of the evaluated targets",
                           .caption = "Perplexity: e to the mean cross-entropy of a step of the evaluated targets",
                           .kind = METRIC_POSITIVE,
                           .less_is_better = true,
                           .least = 1,
                           .most = INFINITY,
                           .outside_digest = true},
    [METRIC_MAE] = {.name = "mae",
                    .title = "Error (MAE)",
                    .called = "error (MAE)",
                    .meaning = "mean absolute error over the forecasts of a series, in its columns' units",
                    .caption = "Error: mean absolute, in the columns' units, over windows, steps and columns",
                    .kind = METRIC_POSITIVE,
                    .less_is_better = true,
                    .most = INFINITY},
    [METRIC_MASE] = {.name = "mase",
                     .title = "Error (MASE)",
                     .called = "error (MASE)",
                     .meaning = "absolute error of the forecasts of a series over its mean change from row to row of "
                                "the training part, mean over columns",
                     .caption = "Error: mean absolute, over the training part's mean change from row to row",
                     .kind = METRIC_POSITIVE,
                     .less_is_better = true,
                     .most = INFINITY},
    [METRIC_SKILL] = {.name = "skill",
                      .title = "Skill against persistence",
                      .called = "skill against persistence",
                      .meaning =
                          "1 less the mean squared error of the forecasts of a series over that of the last value "
                          "again, columns scaled",
                      .caption = "Skill: 1 less the mean squared error over that of the last value again",
                      .kind = METRIC_REAL,
                      .least = -INFINITY,
                      .most = 1},
    [METRIC_TOKEN_ERRORS] = {.name = "token_error_rate",
                             .title = "Token error rate",
                             .called = "token error rate",
                             .meaning = "tokens to change, put in or take out of the answers, by tokens of the targets",
                             .caption = "Token error rate: tokens to change, put in or take out of the answers, by "
                                        "tokens of the targets",
                             .kind = METRIC_POSITIVE,
                             .less_is_better = true,
                             .most = INFINITY,
                             .outside_digest = true},
    {.name = "loss_fall",
     .title = "Fall of the loss",
     .called = "fall of the loss",
     .meaning = "mean training loss of the first tenth of the epochs minus that of the last tenth",
     .kind = METRIC_REAL,
     .source = METRIC_OF_LOSS,
     .least = -INFINITY,
     .most = INFINITY},
    EPOCHS_TO(50),
    EPOCHS_TO(90),
    {.name = "attention_last_3",
     .title = "Attention on the last 3 steps",
     .called = "attention on the last 3 steps",
     .meaning = "attention on the last 3 input steps while values are given back",
     .kind = METRIC_BOUNDED,
     .source = METRIC_OF_WEIGHTS,
     .most = 100,
     .unit = " %",
     .unit_of_difference = " points"},
    {.name = "reached",
     .title = "Trainings that get there",
     .called = "share of trainings that get there",
     .meaning = "share of the repeats whose figure of the study's metric is what the study's `reached` says, or better",
     .kind = METRIC_SHARE,
     .source = METRIC_OF_FIGURE,
     .most = 100,
     .unit = " %",
     .unit_of_difference = " points"},
};
enum { N_METRICS = sizeof metrics / sizeof *metrics };
_Static_assert(sizeof metrics / sizeof *metrics < METRICS_MOST, "metric.h says how many there may be");

const struct metric *metric_at(size_t i)
{
    return i < N_METRICS ? &metrics[i] : metric_own_at(i - N_METRICS);
}

const struct metric *metric_find(const char *name)
{
    const struct metric_set *own = metrics_in_use();
    for (size_t i = 0; i < own->n; i++)
        if (strcmp(own->rows[i]->name, name) == 0)
            return own->rows[i];
    return metric_built_in(name);
}

const struct metric *metric_built_in(const char *name)
{
    for (size_t i = 0; i < N_METRICS; i++)
        if (strcmp(metrics[i].name, name) == 0)
            return &metrics[i];
    return NULL;
}

size_t metric_index(const struct metric *metric)
{
    size_t i = 0;
    while (metric_at(i) != metric)
        i++;
    return i;
}

bool metric_is_own(const struct metric *metric)
{
    return metric_index(metric) >= N_METRICS;
}

const char *metric_name(size_t i)
{
    const struct metric_set *own = metrics_in_use();
    return i < N_METRICS ? metrics[i].name : i - N_METRICS < own->n ? own->rows[i - N_METRICS]->name : NULL;
}

const char *metric_unit(const struct metric *metric, bool of_difference)
{
    const char *unit = of_difference ? metric->unit_of_difference : metric->unit;
    return unit != NULL ? unit : "";
}

const char *metric_bare_unit(const struct metric *metric)
{
    const char *unit = metric_unit(metric, false);
    return unit + (unit[0] == ' ');
}

bool metric_is_percent(const struct metric *metric)
{
    return strcmp(metric_unit(metric, false), " %") == 0;
}

bool metric_was_measured(const struct metric *metric, double figure)
{
    return metric->is_always_measured || !isnan(figure);
}

int metric_decimals(const struct metric *metric)
{
    return metric_is_percent(metric) ? 2 : 4;
}

const char *metric_text(const struct metric *metric, bool of_difference, double figure, char *buffer, size_t size)
{
    if (metric_is_percent(metric))
        snprintf(buffer, size, "%.*f%s", of_difference ? 1 : 2, figure, metric_unit(metric, of_difference));
    else
        snprintf(buffer, size, "%.4g%s", figure, metric_unit(metric, of_difference));
    return buffer;
}

const char *metric_axis(const struct metric *metric, bool of_difference, char *buffer, size_t size)
{
    const char *name = metric->on_axis != NULL ? metric->on_axis : metric->called;
    const char *better = !metric->less_is_better ? "" : of_difference ? ", below 0 is better" : ", less is better";
    if (metric_is_percent(metric))
        snprintf(buffer, size, of_difference ? "difference (percentage points)" : "%s (%%)", name);
    else if (metric_is_own(metric) && metric_bare_unit(metric)[0] != '\0')
        snprintf(buffer, size, "%s%s (%s)%s", of_difference ? "difference in " : "", name, metric_bare_unit(metric),
                 better);
    else
        snprintf(buffer, size, "%s%s%s", of_difference ? "difference in " : "", name, better);
    return buffer;
}

/* A loss falls from the first tenth of the epochs to the last, which are the same of one epoch. */
static struct range range_in_study(const struct metric *metric, const struct metric_bounds *bounds)
{
    enum { LAST_STEPS = 3 };
    struct range range = {metric->least, metric->most};
    switch (metric->source) {
    case METRIC_OF_LOSS:
        range.most = bounds->all_epochs < 2 ? 0 : bounds->most_loss;
        range.least = 0 - range.most; /* no -0 */
        break;
    case METRIC_OF_LEARNING:
        range = (struct range){bounds->fewest_epochs, bounds->all_epochs};
        break;
    case METRIC_OF_WEIGHTS:
        range.least = bounds->n_in <= LAST_STEPS ? range.most : range.least;
        break;
    case METRIC_EVALUATED:
    case METRIC_OF_FIGURE:
        break;
    }
    return range;
}

struct range metric_range(const struct metric *metric, bool of_difference, const struct metric_bounds *bounds)
{
    struct range range = bounds != NULL ? range_in_study(metric, bounds) : (struct range){metric->least, metric->most};
    if (!of_difference)
        return range;
    return (struct range){range.least - range.most, range.most - range.least};
}

struct figure figure_of_counts(const struct metric *metric, int64_t hits, int64_t of)
{
    int64_t divisor = of / INT32_MAX + 1;
    struct figure figure = {metric, NAN, (int32_t)(hits / divisor), (int32_t)(of / divisor)};
    if (figure.of > 0)
        figure.value = 100.0 * figure.hits / figure.of;
    return figure;
}
