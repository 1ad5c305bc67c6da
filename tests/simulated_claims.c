#include "simulated_claims.h"
#include "attnbench/stats/comparison.h"

#include <stdlib.h>

const size_t equivalence_sizes[N_EQUIVALENCE_SIZES] = {10, 20, 30};

static enum verdict verdict_on(const struct simulated_study *study, enum relation relation, double value)
{
    const struct expectation expect = {"a", "b", relation, value}, *family = &expect;
    struct claim_result result;
    claim_test(&expect, &study->of_a, &study->of_b, true, 1, &result);
    if (claims_settle(&family, &result, 1) != 0)
        abort();
    return result.verdict;
}

void simulate_equivalence(const struct simulated_case *of, struct stream *stream, double *sums)
{
    struct simulated_study study;
    double margin = regimes[of->a].mean - regimes[of->b].mean;
    draw_study(stream, of->a, of->b, INDEPENDENT, of->n, &study);
    enum verdict verdict = verdict_on(&study, WITHIN, margin);
    sums[0] += verdict == VERDICT_SUPPORTED;
    sums[1] += verdict == VERDICT_REFUTED;
    draw_study(stream, of->a, of->a, INDEPENDENT, of->n, &study);
    sums[2] += verdict_on(&study, WITHIN, margin) == VERDICT_SUPPORTED;
    sums[3] += verdict_on(&study, BELOW, margin) == VERDICT_SUPPORTED &&
               verdict_on(&study, ABOVE, -margin) == VERDICT_SUPPORTED;
}
