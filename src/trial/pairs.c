#include "pairs.h"
#include "attnbench/base/error.h"
#include "attnbench/base/padding.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int pairs_allocate(const struct task *task, int64_t n, struct pairs *out)
{
    size_t count = (size_t)n, n_in = task_inputs(task), steps = task_targets(task);
    out->n = (int)n;
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
    *pairs = (struct pairs){0};
}

void pairs_draw(const struct task *task, struct stream *stream, struct pairs *pairs)
{
    for (size_t i = 0; i < (size_t)pairs->n; i++)
        task->kind->draw(task, stream, pairs->input + i * task_inputs(task), pairs->target + i * task_targets(task));
}

/* Rows from `first` on. */
static void take_rows(const struct task *task, const struct pair_rows *rows, size_t first, struct pairs *pairs)
{
    struct task of_rows = *task;
    of_rows.rows = rows;
    for (size_t i = 0; i < (size_t)pairs->n; i++)
        task_take_pair(&of_rows, first + i, pairs->input + i * (size_t)task->n_in,
                       pairs->target + i * (size_t)task->steps);
}

int pairs_make(const struct trial *trial, const struct task *task, enum pair_set set, int64_t n, struct pairs *out)
{
    static const char *const purposes[] = {"training pairs", "held-out pairs", "evaluation pairs"};
    struct stream stream = stream_open((uint64_t)trial->seed, purposes[set], trial->cell_hash, trial->data_repeat);
    TRY(pairs_allocate(task, n, out));
    if (task->rows == NULL)
        pairs_draw(task, &stream, out);
    else
        take_rows(task, set == EVALUATION ? &trial->pairs->evaluate : &trial->pairs->train,
                  set == HELD_OUT ? (size_t)trial->settings.training.samples : 0, out);
    return 0;
}

void pairs_copy(const struct task *task, const struct pairs *source, size_t from, struct pairs *pairs, size_t to)
{
    size_t n_in = task_inputs(task), steps = task_targets(task);
    memcpy(pairs->input + to * n_in, source->input + from * n_in, n_in * sizeof *pairs->input);
    memcpy(pairs->target + to * steps, source->target + from * steps, steps * sizeof *pairs->target);
}

struct evaluation pairs_evaluate(const struct task *task, struct model *model, struct pairs *pairs, float *items)
{
    size_t n = (size_t)pairs->n, targets = task_targets(task), numbers = targets / (size_t)task->steps;
    struct evaluation evaluation = {.loss =
                                        model_evaluate(model, pairs->input, pairs->target, pairs->n, pairs->predicted)};
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const float *predicted = pairs->predicted + i * targets, *target = pairs->target + i * targets;
        size_t real = (size_t)real_steps(target, task->steps, (int)numbers) * numbers;
        evaluation.steps += (int64_t)(real / numbers);
        bool is_right = memcmp(predicted, target, real * sizeof *target) == 0;
        double before = sum;
        evaluation.correct += is_right;
        for (size_t t = 0; t < real; t++) {
            double error = (double)predicted[t] - (double)target[t];
            sum += error * error;
            evaluation.correct_steps += error == 0;
        }
        if (items != NULL)
            items[i] = task->kind->is_real ? (float)((sum - before) / (double)real) : is_right;
    }
    evaluation.rmse = sqrt(sum / ((double)evaluation.steps * (double)numbers));
    return evaluation;
}
