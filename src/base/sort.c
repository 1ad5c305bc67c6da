#include "attnbench/base/sort.h"

#include <stdlib.h>

static int by_real(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static int by_integer(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

void sort_reals(double *x, size_t n)
{
    qsort(x, n, sizeof *x, by_real);
}

void sort_integers(int64_t *x, size_t n)
{
    qsort(x, n, sizeof *x, by_integer);
}
