/* file: pairs of a user's own. */
#include "attnbench/base/error.h"
#include "task_kinds.h"
#include "tokens.h"

static void take_pair(const struct task *task, size_t row, float *input, float *target)
{
    const struct pair_rows *rows = task->rows;
    for (size_t t = 0; t < (size_t)task->n_in; t++)
        input[t] = (float)rows->input[row * (size_t)task->n_in + t];
    for (size_t l = 0; l < (size_t)task->n_out; l++)
        target[l] = (float)rows->target[row * (size_t)task->n_out + l];
    tokens_pad(task, target, task->n_out, task->steps);
}

static void draw(const struct task *task, struct stream *stream, float *input, float *target)
{
    take_pair(task, stream_below(stream, (uint32_t)task->rows->n), input, target);
}

/* Of the targets' values. */
static double chance(const struct task *task)
{
    struct task targets = *task;
    targets.cardinality = task->cardinality_out > 0 ? task->cardinality_out : task->cardinality;
    return tokens_chance(&targets);
}

const struct task_kind task_file = {
    .name = "file",
    .help = "pairs of your own, from the CSV or HDF5 file task.path; target: its n_out values, then zeros",
    .options = TASK_FILE | TASK_CARDINALITY_OUT,
    .check = tokens_check,
    .draw = draw,
    .take_pair = take_pair,
    .check_input = tokens_check_input,
    .chance = chance,
};
