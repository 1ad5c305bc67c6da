/* Sequences of unequal length lie in arrays of one length: behind the real steps of one stands padding, which is no
 * number. A sequence has a real step at the least. */
#ifndef ATTNBENCH_PADDING_H
#define ATTNBENCH_PADDING_H

#include <math.h>
#include <stdbool.h>

#define PADDING NAN

static inline bool is_padding(float value)
{
    return isnan(value);
}

/* Real ones of `steps` steps of so many numbers each. */
static inline int real_steps(const float *sequence, int steps, int numbers)
{
    int n = 1;
    while (n < steps && !is_padding(sequence[n * numbers]))
        n++;
    return n;
}

#endif
