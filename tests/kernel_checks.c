#include "kernel_checks.h"
#include "attnbench/base/random.h"
#include "test.h"

#include <stdio.h>

static const int sizes[] = {1, 2, 15, 16, 17, 33, 150, 599};
enum { N_SIZES = sizeof sizes / sizeof *sizes };

struct stream numbers;

float *random_rows(int rows, int cols)
{
    size_t width = (size_t)padded(cols);
    float *x = aligned_alloc(64, (size_t)rows * width * sizeof *x);
    assert_non_null(x);
    memset(x, 0, (size_t)rows * width * sizeof *x);
    for (int r = 0; r < rows; r++)
        for (int j = 0; j < cols; j++)
            x[(size_t)r * width + (size_t)j] = (float)(2 * stream_uniform(&numbers) - 1);
    return x;
}

float *copy_of(const float *x, size_t n)
{
    float *copy = aligned_alloc(64, (n * sizeof *x + 63) / 64 * 64);
    assert_non_null(copy);
    return memcpy(copy, x, n * sizeof *x);
}

void assert_same(const float *a, const float *b, size_t n, const char *isa, const char *what, int size)
{
    for (size_t i = 0; i < n; i++)
        if (memcmp(&a[i], &b[i], sizeof *a) != 0)
            fail_msg("%s of size %d on %s: [%zu] is %.9g, its plain twin has %.9g", what, size, isa, i, (double)a[i],
                     (double)b[i]);
}

size_t kernel_tables(const struct kernels *tables[static MOST_TABLES])
{
    size_t n = 0;
    for (size_t i = 0; kernel_names[i] != NULL; i++)
        if (kernels_find(kernel_names[i]) != NULL)
            tables[n++] = kernels_find(kernel_names[i]);
    assert_true(n >= 1 && n < MOST_TABLES);
    tables[n] = kernels_of_two(tables[n - 1], tables[n > 1 ? n - 2 : 0]);
    return n + 1;
}

void on_each_isa(void (*check)(const struct kernels *kernels, int size))
{
    const struct kernels *tables[MOST_TABLES];
    size_t n = kernel_tables(tables);
    for (size_t i = 0; i < n; i++)
        for (int s = 0; s < N_SIZES; s++) {
            numbers = stream_open(7, "test", (uint64_t)s, 0);
            check(tables[i], sizes[s]);
        }
}
