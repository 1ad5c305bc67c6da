#include "attnbench/stats/prediction.h"
#include "attnbench/base/error.h"
#include "attnbench/stats/describe.h"
#include "attnbench/base/sort.h"

#include <Rmath.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int of_order(const double *values, size_t n, size_t k, struct interval *out)
{
    double *sorted = allocate(n, sizeof *sorted);
    if (sorted == NULL)
        return EX_OSERR;
    memcpy(sorted, values, n * sizeof *sorted);
    sort_reals(sorted, n);
    *out = (struct interval){sorted[k - 1], sorted[n - k]};
    free(sorted);
    return 0;
}

int prediction_interval(const double *values, size_t n, double noise, struct range range, double level,
                        struct interval *out)
{
    double error = (1 - level) / 2;
    size_t k = (size_t)((double)(n + 1) * error * (1 + 1e-12)); /* 40 * 0.025 is 1 */
    *out = (struct interval){NAN, NAN};
    if (n < 2)
        return 0;
    if (k > 0)
        return of_order(values, n, k, out);
    struct description of = describe(values, n);
    double seen = qt(error, (double)(n - 1), 0, 0) * of.sd, luck = qnorm(error, 0, 1, 0, 0) * noise;
    double reach = fmax(seen, luck) * sqrt(1 + 1 / (double)n);
    if (reach > 0)
        *out = (struct interval){fmax(range.least, of.mean - reach), fmin(range.most, of.mean + reach)};
    return 0;
}
