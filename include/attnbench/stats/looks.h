/* Several looks at growing data, at any of which a study may stop: each at twice the repeats of the last, the last one
 * at as many or fewer. */
#ifndef ATTNBENCH_LOOKS_H
#define ATTNBENCH_LOOKS_H

#include <stddef.h>

/* The level at which to take each interval of up to n_looks, so that the one at which a study stops holds at 95 %. */
double look_level(size_t n_looks);

/* The error of each look that makes that of all together; 1 - look_level of 0.05. */
double error_of_looks(double error, size_t n_looks);

/* What p is worth that is one of several looks': the chance that any of them has one as small; NaN stays. It is at most
 * 0.05 where p is at most error_of_looks(0.05). */
double p_of_looks(double p, size_t n_looks);

/* The chance that a normal statistic is further from 0 than z at any of n looks at these shares of all data, which grow
 * to 1. */
double looks_error(double z, const double *shares, size_t n);

#endif
