/* echo: give back the first n_out of n_in values. */
#include "attnbench/error.h"
#include "attnbench/task.h"

#include "task_kinds.h"

#include <math.h>

static int check(const struct task *task)
{
    if (task->n_in < 1)
        return fail(EX_CONFIG, "n_in is %d: it must be 1 or more", task->n_in);
    if (task->n_out < 1)
        return fail(EX_CONFIG, "n_out is %d: it must be 1 or more", task->n_out);
    if (task->n_out > task->n_in)
        return fail(EX_CONFIG, "n_out %d is more than n_in %d", task->n_out, task->n_in);
    if (task->cardinality < 2)
        return fail(EX_CONFIG, "cardinality is %d: it must be 2 or more", task->cardinality);
    return 0;
}

static void draw(const struct task *task, struct stream *stream, float *input, float *target)
{
    for (int t = 0; t < task->n_in; t++)
        input[t] = (float)stream_below(stream, (uint32_t)task->cardinality);
    for (int l = 0; l < task->steps; l++)
        target[l] = l < task->n_out ? input[l] : 0;
}

/* The padding is always 0, so guessing it right is no luck. */
static double chance(const struct task *task)
{
    return pow(task->cardinality, -task->n_out);
}

const struct task_kind task_echo = {
    .name = "echo",
    .help = "n_in values of 0..cardinality-1; target: the first n_out, then zeros",
    .check = check,
    .draw = draw,
    .chance = chance,
};
