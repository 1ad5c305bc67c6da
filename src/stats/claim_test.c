#include "attnbench/base/error.h"
#include "attnbench/stats/comparison.h"
#include "inference.h"

#include <math.h>
#include <stdlib.h>

struct claim_result claim_without_data(size_t n)
{
    return (struct claim_result){.verdict = VERDICT_NO_DATA,
                                 .n = n,
                                 .figure = NAN,
                                 .ci = {NAN, NAN},
                                 .p = NAN,
                                 .p_holm = NAN,
                                 .published = {NAN, {NAN, NAN}, NAN}};
}

double expectation_level(const struct expectation *expectation, struct looks looks)
{
    double error = 1 - look_level(looks);
    return 1 - (expectation->relation == WITHIN ? 2 * error : error);
}

/* Two one-sided tests (Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15, 1987): the difference is told
 * to be within the margin by the interval of two errors, which lies in it, and to be outside by that of one error. */
static double within_p(const struct question *question, double margin, double level)
{
    double figure = question_figure(question), inner = 1 - 2 * (1 - level);
    if (figure > margin)
        return question_p(question, AT_MOST, margin, level);
    if (figure < -margin)
        return question_p(question, AT_LEAST, -margin, level);
    return fmax(question_p(question, AT_LEAST, -margin, inner), question_p(question, AT_MOST, margin, inner)) / 2;
}

void claim_test(const struct expectation *expect, const struct sample *a, const struct sample *b, bool paired,
                struct looks looks, struct claim_result *out)
{
    *out = claim_without_data(b != NULL && b->n < a->n ? b->n : a->n);
    if (a->n < 2 || (b != NULL && b->n < 2))
        return;
    struct question question = question_of(a, b, paired);
    out->figure = question_figure(&question);
    double level = look_level(looks);
    out->ci = question_interval(&question, question_quantile(&question, expectation_level(expect, looks)));
    double p = expect->relation == WITHIN ? within_p(&question, expect->value, level)
                                          : question_p(&question, expect->relation, expect->value, level);
    out->p = out->p_holm = p_of_looks(p, looks);
    out->verdict = VERDICT_UNDECIDED;
}

bool expectation_holds(const struct expectation *expectation, double figure)
{
    double value = expectation->value;
    switch (expectation->relation) {
    case AT_LEAST:
        return figure >= value;
    case ABOVE:
        return figure > value;
    case AT_MOST:
        return figure <= value;
    case WITHIN:
        return fabs(figure) <= value;
    default:
        return figure < value;
    }
}

int claims_settle(const struct expectation *const *expect, struct claim_result *results, size_t n)
{
    double *p = allocate(2 * n + 1, sizeof *p);
    if (p == NULL)
        return EX_OSERR;
    double *adjusted = p + n;
    for (size_t i = 0; i < n; i++)
        p[i] = results[i].verdict == VERDICT_NO_DATA ? 1 : results[i].p;
    int status = holm(p, n, adjusted);
    for (size_t i = 0; status == 0 && i < n; i++) {
        if (results[i].verdict == VERDICT_NO_DATA)
            continue;
        results[i].p_holm = adjusted[i];
        if (adjusted[i] > 0.05)
            results[i].verdict = VERDICT_UNDECIDED;
        else
            results[i].verdict = expectation_holds(expect[i], results[i].figure) ? VERDICT_SUPPORTED : VERDICT_REFUTED;
    }
    free(p);
    return status;
}
