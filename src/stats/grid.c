#include "attnbench/stats/grid.h"
#include "attnbench/base/error.h"

#include <math.h>
#include <stdlib.h>

/* The cell of the largest or the least p among those whose figure holds, or does not. */
static bool find_extreme(const struct expectation *expect, const struct claim_result *cells, size_t n, bool holding,
                         bool largest, size_t *out)
{
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        if (expectation_holds(expect, cells[i].figure) != holding)
            continue;
        if (!any || (largest ? cells[i].p > cells[*out].p : cells[i].p < cells[*out].p))
            *out = i;
        any = true;
    }
    return any;
}

struct claim_result claim_of_cells(const struct expectation *expect, bool everywhere, const struct claim_result *cells,
                                   size_t n, size_t *deciding)
{
    for (*deciding = 0; *deciding < n; ++*deciding)
        if (cells[*deciding].verdict == VERDICT_NO_DATA)
            return claim_without_data(cells[*deciding].n);
    *deciding = 0;
    if (n == 0)
        return claim_without_data(0);
    bool has_exception = find_extreme(expect, cells, n, !everywhere, false, deciding);
    if (!has_exception)
        find_extreme(expect, cells, n, everywhere, true, deciding);
    struct claim_result result = cells[*deciding];
    if (has_exception)
        result.p = result.p_holm = fmin(1, (double)n * result.p);
    return result;
}

int slope_weights(const double *x, const size_t *group, size_t n, double *weights, bool *any)
{
    struct centre {
        double sum;
        size_t n;
    } *centres = allocate(n + 1, sizeof *centres);
    double squares = 0;
    if (centres == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++) {
        centres[group[i]].sum += x[i];
        centres[group[i]].n++;
    }
    for (size_t i = 0; i < n; i++) {
        weights[i] = x[i] - centres[group[i]].sum / (double)centres[group[i]].n;
        squares += weights[i] * weights[i];
    }
    for (size_t i = 0; i < n && squares > 0; i++)
        weights[i] /= squares;
    *any = squares > 0;
    free(centres);
    return 0;
}
