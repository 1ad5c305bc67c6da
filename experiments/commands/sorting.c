/* Sorts so many random numbers by insertion or by qsort, and says how many comparisons and how long it took.
 *
 * cc -O2 -o sorting sorting.c; ./sorting METHOD COUNT SEED */
#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static long n_comparisons;

static int compare(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    n_comparisons++;
    return (x > y) - (x < y);
}

static void sort_by_insertion(int *values, int n)
{
    for (int i = 1; i < n; i++) {
        int value = values[i], k = i;
        for (; k > 0 && compare(&values[k - 1], &value) > 0; k--)
            values[k] = values[k - 1];
        values[k] = value;
    }
}

int main(int argc, char **argv)
{
    struct timespec begin, end;
    int n = argc == 4 ? atoi(argv[2]) : 0;
    int *values = malloc((size_t)n * sizeof *values + 1);
    if (n < 1 || values == NULL)
        return 64;
    srand((unsigned)atoi(argv[3]));
    for (int i = 0; i < n; i++)
        values[i] = rand();
    clock_gettime(CLOCK_MONOTONIC, &begin);
    if (strcmp(argv[1], "insertion") == 0)
        sort_by_insertion(values, n);
    else
        qsort(values, (size_t)n, sizeof *values, compare);
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%ld comparisons\n", n_comparisons);
    printf("took %.9f s\n", (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec));
    free(values);
    return 0;
}
