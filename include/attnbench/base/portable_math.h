/* Functions of libm whose last bit differs between machines, in operations that IEEE 754 fixes. */
#ifndef ATTNBENCH_PORTABLE_MATH_H
#define ATTNBENCH_PORTABLE_MATH_H

/* ln x for normal x > 0, relative error below 1e-15. */
double portable_log(double x);

/* e^x for |x| < 700, relative error below 3e-16; 1 or more where x >= 0. */
double portable_exp(double x);

/* sin(2π turns) for |turns| < 2^52, absolute error below 3e-16 where |turns| <= 2. */
double portable_sine(double turns);

#endif
