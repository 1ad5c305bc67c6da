/* find_marker: give back the marker and the value that follows it. */
#include "attnbench/base/error.h"
#include "task_kinds.h"
#include "tokens.h"

static int check(const struct task *task)
{
    TRY(tokens_require_least(task, "n_in", task->n_in, 2));
    TRY(tokens_require(task, "n_out", task->n_out, 2));
    TRY(tokens_require_least(task, "cardinality", task->cardinality, 3));
    if (task->marker >= task->cardinality)
        return fail(EX_CONFIG, "task.marker is %d: with task.cardinality %d it must be from 0 to %d", task->marker,
                    task->cardinality, task->cardinality - 1);
    return 0;
}

/* Values but the marker: those from it on are one more. */
static float draw_other(const struct task *task, struct stream *stream)
{
    int value = (int)stream_below(stream, (uint32_t)(task->cardinality - 1));
    return (float)(value + (value >= task->marker));
}

static void draw(const struct task *task, struct stream *stream, float *input, float *target)
{
    int place = (int)stream_below(stream, (uint32_t)(task->n_in - 1));
    for (int t = 0; t < task->n_in; t++)
        input[t] = t == place ? (float)task->marker : draw_other(task, stream);
    target[0] = input[place];
    target[1] = input[place + 1];
    tokens_pad(task, target, 2, task->steps);
}

static int check_input(const struct task *task, const float *input)
{
    int n = 0;
    TRY(tokens_check_input(task, input));
    for (int t = 0; t < task->n_in; t++)
        n += input[t] == (float)task->marker;
    if (n == 0)
        return fail(EX_DATAERR, "marker=%d is not there: one value is it, but not the last", task->marker);
    if (n > 1)
        return fail(EX_DATAERR, "marker=%d is there %d times: one value is it", task->marker, n);
    if (input[task->n_in - 1] == (float)task->marker)
        return fail(EX_DATAERR, "marker=%d is the last value: a value follows it", task->marker);
    return 0;
}

/* The marker is always the same: the value after it is what must be guessed. */
static double chance(const struct task *task)
{
    return 1.0 / (task->cardinality - 1);
}

const struct task_kind task_find_marker = {
    .name = "find_marker",
    .help = "n_in values, one of them the marker, not the last; target: the marker, the value after it, then zeros",
    .options = TASK_MARKER,
    .check = check,
    .draw = draw,
    .check_input = check_input,
    .chance = chance,
};
