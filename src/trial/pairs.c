#include "pairs.h"
#include "attnbench/base/error.h"
#include "attnbench/base/padding.h"
#include "attnbench/task/text_pairs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int pairs_allocate(const struct task *task, int64_t n, struct pairs *out)
{
    size_t count = (size_t)n, n_in = task_inputs(task), steps = task_targets(task);
    *out = (struct pairs){.n = (int)n};
    out->input = allocate(count, (n_in + 2 * steps) * sizeof *out->input);
    if (out->input == NULL)
        return EX_OSERR;
    out->target = out->input + count * n_in;
    out->predicted = out->target + count * steps;
    return 0;
}

void pairs_free(struct pairs *pairs)
{
    free(pairs->input);
    free(pairs->rows);
    *pairs = (struct pairs){0};
}

void pairs_draw(const struct task *task, struct stream *stream, struct pairs *pairs)
{
    for (size_t i = 0; i < (size_t)pairs->n; i++)
        task->kind->draw(task, stream, pairs->input + i * task_inputs(task), pairs->target + i * task_targets(task));
}

/* Those of a file: one row after the other, or windows spread evenly. */
static int take_rows(const struct trial *trial, const struct task *task, enum pair_set set, struct pairs *pairs)
{
    const struct trial_settings *settings = &trial->settings;
    struct task of_set = *task;
    size_t n = (size_t)pairs->n;
    struct windows windows = {set == HELD_OUT ? (size_t)settings->training.samples : 0, n};
    if (task->series != NULL)
        windows = own_series_windows(settings, task->series, set);
    else
        of_set.rows = set == EVALUATION ? &trial->pairs->evaluate : &trial->pairs->train;
    pairs->rows = allocate(n, sizeof *pairs->rows);
    if (pairs->rows == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++) {
        pairs->rows[i] = window_at(windows, i, n);
        task->kind->take_pair(&of_set, pairs->rows[i], pairs->input + i * task_inputs(task),
                              pairs->target + i * task_targets(task));
    }
    return 0;
}

int pairs_make(const struct trial *trial, const struct task *task, enum pair_set set, int64_t n, struct pairs *out)
{
    static const char *const purposes[] = {"training pairs", "held-out pairs", "evaluation pairs"};
    struct stream stream = stream_open((uint64_t)trial->seed, purposes[set], trial->cell_hash, trial->data_repeat);
    TRY(pairs_allocate(task, n, out));
    if (task->kind->take_pair != NULL)
        return take_rows(trial, task, set, out);
    pairs_draw(task, &stream, out);
    return 0;
}

void pairs_copy(const struct task *task, const struct pairs *source, size_t from, struct pairs *pairs, size_t to)
{
    size_t n_in = task_inputs(task), steps = task_targets(task);
    memcpy(pairs->input + to * n_in, source->input + from * n_in, n_in * sizeof *pairs->input);
    memcpy(pairs->target + to * steps, source->target + from * steps, steps * sizeof *pairs->target);
}

static int n_unknown(const float *target, size_t steps)
{
    int n = 0;
    for (size_t t = 0; t < steps; t++)
        n += target[t] == TOKEN_UNKNOWN;
    return n;
}

/* Of one text. */
static void add_errors(const struct task *task, const float *predicted, const float *target,
                       struct evaluation *evaluation)
{
    int tokens;
    evaluation->errors += text_errors(predicted, target, task->steps, &tokens);
    evaluation->tokens += tokens;
}

/* The text of a target with unknown tokens is not known, so nothing is it. */
static bool is_right(const float *predicted, const float *target, size_t real, int unknown)
{
    return unknown == 0 && memcmp(predicted, target, real * sizeof *target) == 0;
}

struct evaluation pairs_judge(const struct task *task, const struct pairs *pairs)
{
    size_t n = (size_t)pairs->n, targets = task_targets(task), numbers = targets / (size_t)task->steps;
    struct evaluation evaluation = {0};
    bool has_texts = (task->kind->options & TASK_TEXT) != 0;
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const float *predicted = pairs->predicted + i * targets, *target = pairs->target + i * targets;
        size_t real = (size_t)real_steps(target, task->steps, (int)numbers) * numbers;
        evaluation.steps += (int64_t)(real / numbers);
        int unknown = has_texts ? n_unknown(target, real) : 0;
        evaluation.correct += is_right(predicted, target, real, unknown);
        for (size_t t = 0; t < real; t++) {
            double error = (double)predicted[t] - (double)target[t];
            sum += error * error;
            evaluation.correct_steps += error == 0 && !(unknown > 0 && target[t] == TOKEN_UNKNOWN);
        }
        if (has_texts)
            add_errors(task, predicted, target, &evaluation);
    }
    evaluation.rmse = sqrt(sum / ((double)evaluation.steps * (double)numbers));
    if (task->series != NULL) {
        evaluation.score =
            series_score(task->series, (size_t)task->n_in, (size_t)task->n_out, n, pairs->rows, pairs->predicted);
        evaluation.rmse = evaluation.score.rmse;
    }
    return evaluation;
}

void pairs_items(const struct task *task, const struct pairs *pairs, float *out)
{
    size_t targets = task_targets(task), numbers = targets / (size_t)task->steps;
    for (size_t i = 0; i < (size_t)pairs->n; i++) {
        const float *predicted = pairs->predicted + i * targets, *target = pairs->target + i * targets;
        size_t real = (size_t)real_steps(target, task->steps, (int)numbers) * numbers;
        int unknown = (task->kind->options & TASK_TEXT) != 0 ? n_unknown(target, real) : 0;
        double sum = 0;
        for (size_t t = 0; t < real; t++)
            sum += ((double)predicted[t] - (double)target[t]) * ((double)predicted[t] - (double)target[t]);
        out[i] = task->kind->is_real ? (float)(sum / (double)real) : is_right(predicted, target, real, unknown);
    }
}

struct evaluation pairs_evaluate(const struct task *task, struct model *model, struct pairs *pairs)
{
    double loss = model_evaluate(model, pairs->input, pairs->target, pairs->n, pairs->predicted);
    struct evaluation evaluation = pairs_judge(task, pairs);
    evaluation.loss = loss;
    return evaluation;
}
