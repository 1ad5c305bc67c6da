/* file: pairs of a user's own. */
#include "attnbench/base/padding.h"
#include "task_kinds.h"
#include "tokens.h"

static void take(const int32_t *row, int n, float *out)
{
    for (int t = 0; t < n; t++)
        out[t] = row[t] < 0 ? PADDING : (float)row[t];
}

void task_take_row(const struct task *task, size_t row, float *input, float *target)
{
    take(task->rows->input + row * (size_t)task->n_in, task->n_in, input);
    take(task->rows->target + row * (size_t)task->n_out, task->n_out, target);
    tokens_pad(task, target, task->n_out, task->steps);
}

void task_draw_pair(const struct task *task, struct stream *stream, float *input, float *target)
{
    task_take_row(task, stream_below(stream, (uint32_t)task->rows->n), input, target);
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
    .draw = task_draw_pair,
    .take_pair = task_take_row,
    .check_input = tokens_check_input,
    .chance = chance,
};
