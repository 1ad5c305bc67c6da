/* The problems that models are trained on. A task draws one sequence pair at a time. */
#ifndef ATTNBENCH_TASK_H
#define ATTNBENCH_TASK_H

#include "attnbench/base/pair_table.h"
#include "attnbench/base/random.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct task_kind;

/* One task at one size. n_out <= n_in; steps = L, the length of a target. */
struct task {
    const struct task_kind *kind;
    int n_in;          /* T: input length */
    int n_out;         /* values to reproduce */
    int cardinality;   /* F: values are 0..F-1 */
    int steps;         /* L: n_in (zero padding) or n_out (none) */
    bool reserve_zero; /* values are 1..F-1, as 0 stands for padding alone */
    int marker;        /* the value that find_marker looks for */
    const struct pair_rows
        *rows;                   /* of the task file: where pairs come from; not owned; NULL: not loaded, cannot draw */
    const struct series *series; /* the same of the task series */
    struct windows windows;      /* of it, that pairs are drawn from */
    int cardinality_out;         /* of the file's targets; 0: as cardinality */
    int features, features_out;  /* real numbers of an input step and of a target step; 0: tokens */
    int shortest;                /* inputs have evenly drawn lengths from this one to n_in; 0: all have n_in */
    float padding; /* what stands behind the values of an input and of a target: 0, or PADDING (padding.h) */
};

/* Settings that not every task has. */
enum task_option {
    TASK_RESERVE_ZERO = 1,
    TASK_MARKER = 2,
    TASK_FILE = 4,
    TASK_SHORTEST = 8,
    TASK_CARDINALITY_OUT = 16,
    TASK_SERIES = 32, /* beside TASK_FILE: the file is a long table, and n_out may be any number of steps */
    TASK_TEXT = 64    /* beside TASK_FILE: the file is of texts */
};

struct task_kind {
    const char *name;
    const char *help;
    unsigned options; /* enum task_option */
    bool is_real;     /* steps are real features, not tokens (model.h) */
    int least_length; /* of inputs whose lengths vary in any case, from this to n_in - 1; 0: as task.shortest has it */
    /* Refuses sizes out of the task's bounds: EX_CONFIG, with a message that names them as "task.n_in". */
    int (*check)(const struct task *task);
    /* Draws the next pair: input (T), target (L), values as in model.h; of features (T, D) and (L, G). */
    void (*draw)(const struct task *task, struct stream *stream, float *input, float *target);
    /* With TASK_FILE: a row of task->rows, or the window of task->series that begins there, as a pair. */
    void (*take_pair)(const struct task *task, size_t row, float *input, float *target);
    /* Refuses an input (T) that draw never gives: EX_DATAERR, naming the value by its number from 1. */
    int (*check_input)(const struct task *task, const float *input);
    /* Probability that guessing uniformly among the values that a step may have gets a whole target right; NaN for
     * real values, which have no such level. */
    double (*chance)(const struct task *task);
};

/* A window of task->series, by its first row. */
size_t task_draw_row(const struct task *task, struct stream *stream);

/* Numbers of an input, and of a target, in these arrays. */
size_t task_inputs(const struct task *task);
size_t task_targets(const struct task *task);

/* Whether inputs of unequal length are drawn. */
bool task_varies(const struct task *task);

/* All tasks, ended by NULL; adding one is a file under src/task and a line in its table. */
extern const struct task_kind *const task_kinds[];

const struct task_kind *task_find(const char *name); /* NULL when there is none */
const char *task_name(size_t i);                     /* of the i-th, NULL past the end */

#endif
