/* The kinds of tasks, one a file; the table in tasks.c names them. */
#ifndef ATTNBENCH_TASK_KINDS_H
#define ATTNBENCH_TASK_KINDS_H

#include "attnbench/task/task.h"

extern const struct task_kind task_denoise, task_echo, task_file, task_find_marker, task_reverse, task_reversed_ends,
    task_series, task_sort, task_text;

/* A row of task->rows as a pair; one that is drawn. */
void task_take_row(const struct task *task, size_t row, float *input, float *target);
void task_draw_pair(const struct task *task, struct stream *stream, float *input, float *target);

double task_no_chance(const struct task *task); /* NaN: where guessing has no level, or none that is known */

#endif
