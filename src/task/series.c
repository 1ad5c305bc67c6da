/* series: forecast columns of a long table from its rows before. */
#include "attnbench/base/error.h"
#include "attnbench/series/series_make.h"
#include "task_kinds.h"
#include "tokens.h"

#include <math.h>

static int check(const struct task *task)
{
    TRY(tokens_require_least(task, "n_in", task->n_in, 1));
    TRY(tokens_require_least(task, "n_out", task->n_out, 1));
    return tokens_require(task, "cardinality", task->cardinality, 1);
}

static void take_pair(const struct task *task, size_t row, float *input, float *target)
{
    series_take(task->series, row, (size_t)task->n_in, (size_t)task->n_out, input, target);
}

size_t task_draw_row(const struct task *task, struct stream *stream)
{
    return task->windows.first + stream_below(stream, (uint32_t)task->windows.n);
}

static void draw(const struct task *task, struct stream *stream, float *input, float *target)
{
    take_pair(task, task_draw_row(task, stream), input, target);
}

/* Scaled values. */
static int check_input(const struct task *task, const float *input)
{
    for (size_t i = 0; i < task_inputs(task); i++)
        if (!isfinite(input[i]))
            return fail(EX_DATAERR, "value %zu is beyond what the model's numbers hold", i + 1);
    return 0;
}

const struct task_kind task_series = {
    .name = "series",
    .help = "n_in rows of a long table, the CSV or HDF5 file task.path; target: columns of the n_out rows that follow",
    .options = TASK_FILE | TASK_SERIES,
    .is_real = true,
    .check = check,
    .draw = draw,
    .take_pair = take_pair,
    .check_input = check_input,
    .chance = task_no_chance,
};
