/* What tasks over tokens have in common. */
#ifndef ATTNBENCH_TOKENS_H
#define ATTNBENCH_TOKENS_H

#include "attnbench/task/task.h"

/* Of a task that gives back n_out values of its input: 1 <= n_out <= n_in, and two values or more to draw. */
int tokens_check(const struct task *task);

/* The length of an input, its values of 0..F-1, or of 1..F-1 with reserve_zero, and its padding; returns the length. */
int tokens_draw_input(const struct task *task, struct stream *stream, float *input);

/* Refuses an input with a value that is none of these, or of a length that is not drawn. */
int tokens_check_input(const struct task *task, const float *input);

/* Padding after the first n of `steps` values. */
void tokens_pad(const struct task *task, float *values, int n, int steps);

/* Values of the target to an input of so many: at most n_out. */
int tokens_answered(const struct task *task, int length);

/* Every one of these values guessed; the padding is always 0, so guessing it right is no luck. */
double tokens_chance(const struct task *task);

/* Refuses a setting that must have one value: EX_CONFIG. */
int tokens_require(const struct task *task, const char *key, int value, int wanted);

/* The same for one that has a least. */
int tokens_require_least(const struct task *task, const char *key, int value, int least);

#endif
