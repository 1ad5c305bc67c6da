/* echo: give back the first n_out of n_in values. */
#include "task_kinds.h"
#include "tokens.h"

#include <string.h>

static void draw(const struct task *task, struct stream *stream, float *input, float *target)
{
    int n = tokens_answered(task, tokens_draw_input(task, stream, input));
    memcpy(target, input, (size_t)n * sizeof *target);
    tokens_pad(task, target, n, task->steps);
}

const struct task_kind task_echo = {
    .name = "echo",
    .help = "n_in values of 0..cardinality-1; target: the first n_out, then zeros",
    .options = TASK_RESERVE_ZERO | TASK_SHORTEST,
    .check = tokens_check,
    .draw = draw,
    .check_input = tokens_check_input,
    .chance = tokens_chance,
};
