#include "attnbench/stats/share.h"

#include <Rmath.h>
#include <math.h>

struct interval share_interval(struct share share, double level)
{
    double error = (1 - level) / 2, k = (double)share.k, others = (double)(share.n - share.k);
    if (share.n == 0)
        return (struct interval){NAN, NAN};
    return (struct interval){share.k > 0 ? 100 * qbeta(error, k, others + 1, 1, 0) : 0,
                             share.k < share.n ? 100 * qbeta(error, k + 1, others, 0, 0) : 100};
}
