/* reverse: give back the last n_out of n_in values, the last first. */
#include "task_kinds.h"
#include "tokens.h"

static void draw(const struct task *task, struct stream *stream, float *input, float *target)
{
    int length = tokens_draw_input(task, stream, input), n = tokens_answered(task, length);
    for (int l = 0; l < n; l++)
        target[l] = input[length - 1 - l];
    tokens_pad(task, target, n, task->steps);
}

const struct task_kind task_reverse = {
    .name = "reverse",
    .help = "n_in values as of echo; target: the first n_out of the reversed input, then zeros",
    .options = TASK_RESERVE_ZERO | TASK_SHORTEST,
    .check = tokens_check,
    .draw = draw,
    .check_input = tokens_check_input,
    .chance = tokens_chance,
};
