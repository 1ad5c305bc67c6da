/* Numbers in ascending order. */
#ifndef ATTNBENCH_SORT_H
#define ATTNBENCH_SORT_H

#include <stddef.h>
#include <stdint.h>

void sort_reals(double *x, size_t n); /* none is NaN */
void sort_integers(int64_t *x, size_t n);

#endif
