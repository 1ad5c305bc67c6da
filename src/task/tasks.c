#include "attnbench/task/task.h"
#include "task_kinds.h"

#include <math.h>
#include <string.h>

const struct task_kind *const task_kinds[] = {
    &task_echo,    &task_reversed_ends, &task_find_marker, &task_reverse, &task_sort,
    &task_denoise, &task_file,          &task_series,      &task_text,    NULL,
};

double task_no_chance(const struct task *task)
{
    (void)task;
    return NAN;
}

size_t task_inputs(const struct task *task)
{
    return (size_t)task->n_in * (size_t)(task->features > 0 ? task->features : 1);
}

size_t task_targets(const struct task *task)
{
    return (size_t)task->steps * (size_t)(task->features_out > 0 ? task->features_out : 1);
}

bool task_varies(const struct task *task)
{
    return task->shortest > 0 || task->kind->least_length > 0;
}

const char *task_name(size_t i)
{
    return i < sizeof task_kinds / sizeof *task_kinds - 1 ? task_kinds[i]->name : NULL;
}

const struct task_kind *task_find(const char *name)
{
    for (const struct task_kind *const *kind = task_kinds; *kind != NULL; kind++)
        if (strcmp((*kind)->name, name) == 0)
            return *kind;
    return NULL;
}
