/* reversed_ends: give back the last and the first value of an input of varying length, padded with zeros. */
#include "attnbench/base/error.h"
#include "attnbench/base/padding.h"
#include "task_kinds.h"
#include "tokens.h"

#include <math.h>

enum { LEAST_LENGTH = 4 };

static int check(const struct task *task)
{
    TRY(tokens_require_least(task, "n_in", task->n_in, LEAST_LENGTH + 1));
    TRY(tokens_require(task, "n_out", task->n_out, 2));
    return tokens_require_least(task, "cardinality", task->cardinality, 3);
}

static void draw(const struct task *task, struct stream *stream, float *input, float *target)
{
    int length = LEAST_LENGTH + (int)stream_below(stream, (uint32_t)(task->n_in - LEAST_LENGTH));
    for (int t = 0; t < length; t++)
        input[t] = (float)(1 + stream_below(stream, (uint32_t)(task->cardinality - 1)));
    tokens_pad(task, input, length, task->n_in);
    target[0] = input[length - 1];
    target[1] = input[0];
    tokens_pad(task, target, 2, task->steps);
}

static int check_input(const struct task *task, const float *input)
{
    int length = 0;
    TRY(tokens_check_input(task, input));
    while (length < task->n_in && input[length] != 0 && !is_padding(input[length]))
        length++;
    for (int t = length; t < task->n_in; t++)
        if (input[t] != 0 && !is_padding(input[t]))
            return fail(EX_DATAERR, "value %d is %.0f: behind a 0 all are 0", t + 1, (double)input[t]);
    if (length < LEAST_LENGTH || length == task->n_in)
        return fail(EX_DATAERR, "%d values before the zeros: with n_in=%d they are %d to %d, and zeros follow", length,
                    task->n_in, LEAST_LENGTH, task->n_in - 1);
    return 0;
}

static double chance(const struct task *task)
{
    return pow(task->cardinality - 1, -2);
}

const struct task_kind task_reversed_ends = {
    .name = "reversed_ends",
    .help = "4 to n_in-1 values of 1..cardinality-1, then zeros; target: the last value, the first, then zeros",
    .least_length = LEAST_LENGTH,
    .check = check,
    .draw = draw,
    .check_input = check_input,
    .chance = chance,
};
