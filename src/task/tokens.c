#include "tokens.h"
#include "attnbench/base/error.h"
#include "attnbench/base/padding.h"

#include <math.h>

int tokens_require(const struct task *task, const char *key, int value, int wanted)
{
    return value == wanted ? 0
                           : fail(EX_CONFIG, "task.%s is %d: with task.name %s it must be %d", key, value,
                                  task->kind->name, wanted);
}

int tokens_require_least(const struct task *task, const char *key, int value, int least)
{
    return value >= least ? 0
                          : fail(EX_CONFIG, "task.%s is %d: with task.name %s it must be %d or more", key, value,
                                 task->kind->name, least);
}

int tokens_check(const struct task *task)
{
    TRY(tokens_require_least(task, "n_in", task->n_in, 1));
    TRY(tokens_require_least(task, "n_out", task->n_out, 1));
    if (task->n_out > task->n_in)
        return fail(EX_CONFIG, "task.n_out is %d: it must be at most task.n_in, which is %d", task->n_out, task->n_in);
    if (task->shortest > task->n_in)
        return fail(EX_CONFIG, "task.shortest is %d: it must be at most task.n_in, which is %d", task->shortest,
                    task->n_in);
    if (task->reserve_zero && task->cardinality < 3)
        return fail(EX_CONFIG, "task.cardinality is %d: with task.reserve_zero true it must be 3 or more",
                    task->cardinality);
    return tokens_require_least(task, "cardinality", task->cardinality, 2);
}

int tokens_draw_input(const struct task *task, struct stream *stream, float *input)
{
    uint32_t least = task->reserve_zero, n_values = (uint32_t)task->cardinality - least;
    int length = task->n_in;
    if (task->shortest > 0)
        length = task->shortest + (int)stream_below(stream, (uint32_t)(task->n_in - task->shortest + 1));
    for (int i = 0; i < length; i++)
        input[i] = (float)(least + stream_below(stream, n_values));
    tokens_pad(task, input, length, task->n_in);
    return length;
}

int tokens_check_input(const struct task *task, const float *input)
{
    int least = task->reserve_zero, most = task->cardinality - 1, length = real_steps(input, task->n_in, 1);
    if (length < task->shortest)
        return fail(EX_DATAERR, "%d value%s: with shortest=%d and n_in=%d they are %d to %d", length,
                    length == 1 ? "" : "s", task->shortest, task->n_in, task->shortest, task->n_in);
    for (int t = 0; t < length; t++)
        if (input[t] < (float)least || input[t] > (float)most)
            return fail(EX_DATAERR, "value %d is %.0f: with cardinality=%d%s values are %d to %d", t + 1,
                        (double)input[t], task->cardinality, least > 0 ? " and reserve_zero" : "", least, most);
    return 0;
}

void tokens_pad(const struct task *task, float *values, int n, int steps)
{
    for (int l = n; l < steps; l++)
        values[l] = task->padding;
}

int tokens_answered(const struct task *task, int length)
{
    return task->n_out < length ? task->n_out : length;
}

double tokens_chance(const struct task *task)
{
    int shortest = task->shortest > 0 ? task->shortest : task->n_in;
    double sum = 0;
    for (int length = shortest; length <= task->n_in; length++)
        sum += pow(task->cardinality - task->reserve_zero, -tokens_answered(task, length));
    return sum / (task->n_in - shortest + 1);
}
