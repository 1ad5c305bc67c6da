#include "attnbench/base/portable_math.h"

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
#error "-ffast-math, -Ofast and -ffinite-math-only change the figures, and hide what is not a number: leave them out"
#endif

#include <math.h>
#include <stddef.h>

/* x = 2^e m with m in [sqrt(1/2), sqrt(2)); ln m = 2 atanh(s), s = (m-1)/(m+1), as a series in s². */
double portable_log(double x)
{
    int exponent;
    double m = frexp(x, &exponent);
    if (m < 0.70710678118654752) {
        m *= 2;
        exponent--;
    }
    static const double terms[] = {1. / 23, 1. / 21, 1. / 19, 1. / 17, 1. / 15, 1. / 13,
                                   1. / 11, 1. / 9,  1. / 7,  1. / 5,  1. / 3,  1.};
    double s = (m - 1) / (m + 1), square = s * s, sum = 0;
    for (size_t k = 0; k < sizeof terms / sizeof *terms; k++)
        sum = sum * square + terms[k];
    return exponent * 0.69314718055994531 + 2 * s * sum;
}

/* e^x = 2^k e^r with |r| <= ln 2 / 2: k ln 2 is taken off in two parts, of which the first has few digits, so that the
 * product is exact. Then 1 + r + r²/2! + … up to r^14, by Horner's rule; the next term is below 1e-19. */
double portable_exp(double x)
{
    double k = floor(x / 0.69314718055994531 + 0.5);
    double r = x - k * 0.693147180369123816490 - k * 1.90821492927058770002e-10, sum = 1;
    for (int n = 14; n >= 1; n--)
        sum = 1 + r / n * sum;
    return ldexp(sum, (int)k);
}

/* Whole turns taken off, and the half circle folded, both without rounding: |angle| <= π/2. There x - x³/3! + x⁵/5! - …
 * up to x^23, by Horner's rule; the next term is below 6e-21. */
double portable_sine(double turns)
{
    double part = turns - floor(turns + 0.5);
    if (part > 0.25)
        part = 0.5 - part;
    else if (part < -0.25)
        part = -0.5 - part;
    double angle = 6.283185307179586477 * part, square = angle * angle, sum = 1;
    for (int k = 23; k >= 3; k -= 2)
        sum = 1 - square / (k * (k - 1)) * sum;
    return angle * sum;
}
