/* sort: give back the n_out least of n_in values, in ascending order. */
#include "task_kinds.h"
#include "tokens.h"

/* Puts `value` among the n least so far, of which `most` are kept; returns how many there are now. */
static int insert(float *least, int n, int most, float value)
{
    int at = n;
    while (at > 0 && least[at - 1] > value)
        at--;
    if (at == most)
        return n;
    for (int i = n < most ? n : most - 1; i > at; i--)
        least[i] = least[i - 1];
    least[at] = value;
    return n < most ? n + 1 : n;
}

static void draw(const struct task *task, struct stream *stream, float *input, float *target)
{
    int n = 0, length = tokens_draw_input(task, stream, input);
    for (int t = 0; t < length; t++)
        n = insert(target, n, task->n_out, input[t]);
    tokens_pad(task, target, n, task->steps);
}

const struct task_kind task_sort = {
    .name = "sort",
    .help = "n_in values as of echo; target: the first n_out of the ascending input, then zeros",
    .options = TASK_RESERVE_ZERO | TASK_SHORTEST,
    .check = tokens_check,
    .draw = draw,
    .check_input = tokens_check_input,
    .chance = tokens_chance,
};
