#include "overall.h"
#include "attnbench/analysis/pooled.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"

#include <math.h>
#include <stdlib.h>

static const struct slice all_cells = {NO_AXIS, 0, NULL, NULL};

static int describe_model(const struct analysis *analysis, size_t model, struct overall *out)
{
    struct pooled pooled;
    TRY(pooled_make(analysis->results, model, NULL, all_cells, &pooled));
    out->repeats = pooled.repeats.n;
    out->left_out = pooled.n_left_out;
    const struct looks looks = pooled_looks(analysis->results, &pooled, NULL);
    struct mean_figure summary = repeats_mean(&pooled.repeats, looks);
    out->mean = summary.mean;
    out->ci = summary.ci;
    int status = repeats_any_shape(&pooled.repeats, look_level(looks), &out->any_shape);
    pooled_free(&pooled);
    return status;
}

static const size_t first = 0;

int overall_compare(const struct analysis *analysis, size_t model, size_t against, struct slice slice,
                    struct comparison *out)
{
    bool paired = analysis_is_paired(analysis->results, model, against);
    struct pooled a = {0}, b = {0};
    int status;
    TRY_ELSE(done, pooled_make(analysis->results, model, paired ? &against : NULL, slice, &a));
    TRY_ELSE(done, pooled_make(analysis->results, against, paired ? &model : NULL, slice, &b));
    status = repeats_compare(&a.repeats, &b.repeats, paired, pooled_looks(analysis->results, &a, &b), model, out);
done:
    pooled_free(&a);
    pooled_free(&b);
    return status;
}

int overall_fill(struct analysis *analysis)
{
    if (analysis->overall == NULL)
        return 0;
    const struct sample nothing = {0};
    struct comparison *differences = allocate(analysis->n_models, sizeof *differences);
    int status = differences == NULL ? EX_OSERR : 0;
    for (size_t model = 0; model < analysis->n_models && status == 0; model++) {
        status = describe_model(analysis, model, &analysis->overall[model]);
        if (status == 0 && model == first)
            status = comparison_make(&nothing, &nothing, false, one_look, 0, &analysis->overall[first].difference);
        else if (status == 0)
            status = overall_compare(analysis, model, first, all_cells, &differences[model - 1]);
    }
    if (status == 0)
        status = holm_adjust(differences, analysis->n_rivals);
    for (size_t rival = 0; rival < analysis->n_rivals && status == 0; rival++)
        analysis->overall[rival + 1].difference = differences[rival];
    free(differences);
    return status;
}
