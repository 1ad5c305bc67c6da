/* What tests of kernels share. */
#ifndef ATTNBENCH_KERNEL_CHECKS_H
#define ATTNBENCH_KERNEL_CHECKS_H

#include "attnbench/kernels/kernels.h"

/* The stream that random_rows draws from. */
extern struct stream numbers;

/* (rows, padded cols) of numbers in ±1, the padding zero; a copy of n numbers. The caller frees both. */
float *random_rows(int rows, int cols);
float *copy_of(const float *x, size_t n);

/* The same bits, or the test fails. */
void assert_same(const float *a, const float *b, size_t n, const char *isa, const char *what, int size);

/* The tables of this machine, and last one of the best two. */
enum { MOST_TABLES = 8 };
size_t kernel_tables(const struct kernels *tables[static MOST_TABLES]);

/* Runs a check on each of them, over odd sizes. */
void on_each_isa(void (*check)(const struct kernels *kernels, int size));

#define ISA_TEST(name)                    \
    static void test_##name(void **state) \
    {                                     \
        (void)state;                      \
        on_each_isa(check_##name);        \
    }

#endif
