/* Claims that can be read in two ways, of which the one that the program would take is the less likely. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "draft.h"

#include <math.h>
#include <string.h>

/* A number of percent from -1 to 1 looks like a fraction. */
static int check_figure(const struct place *place, const struct claim *claim, const char *key, const char *stated,
                        double value, bool has_unit)
{
    const char *shown = metric_unit(claim->measured, claim->expect.against[0] != '\0');
    if (!metric_is_percent(claim->measured) || has_unit || value == 0 || !(fabs(value) <= 1))
        return 0;
    return refuse(place, "claims.%s: '%.80s' may mean %g%s or %g%s: write %g, or '%g%s' with its unit", key, stated,
                  100 * value, shown, value, shown, 100 * value, value, shown);
}

/* "a-b", which is a model, where a and b are models too. */
int check_minus(const struct study *study, const struct place *place, const struct claim *claim)
{
    const char *name = claim->expect.model;
    if (claim->model[0] != '\0' || claim->expect.against[0] != '\0')
        return 0;
    for (const char *minus = strchr(name, '-'); minus != NULL; minus = strchr(minus + 1, '-')) {
        char left[STUDY_NAME];
        text_copy(left, (size_t)(minus - name) + 1, name);
        if (study_find_model(study, left) >= 0 && study_find_model(study, minus + 1) >= 0)
            return refuse(
                place,
                "claims.expect: '%.80s' may mean the model %s or the difference of %s and %s: write '%s - %s' "
                "with blanks around the minus for the difference, or model: %s and 'mean' for the model",
                claim->stated, name, left, minus + 1, left, minus + 1, name);
    }
    return 0;
}

/* Repeats that are all fractions; among percents one may be 0 or 1. */
static int check_fractions(const struct place *place, const struct claim *claim)
{
    double largest = 0;
    for (size_t i = 0; i < claim->n_published; i++)
        largest = fmax(largest, fabs(claim->published_repeats[i]));
    if (!metric_is_percent(claim->measured) || largest == 0 || largest > 1 ||
        strpbrk(claim->published_stated, "%p") != NULL)
        return 0;
    const char *shown = metric_unit(claim->measured, claim->expect.against[0] != '\0');
    return refuse(
        place,
        "claims.published: '%.80s' may mean up to %g%s or up to %g%s: write %s, or their unit behind the numbers",
        claim->published_stated, 100 * largest, shown, largest, shown, shown[1] == '%' ? "percents" : "points");
}

int check_figures(const struct place *place, const struct claim *claim)
{
    if (claim->scope.kind != SCOPE_SLOPE) /* a slope may well be a fraction */
        TRY(check_figure(place, claim, "expect", claim->stated, claim->expect.value, claim->has_unit));
    if (claim->n_published > 0)
        return check_fractions(place, claim);
    bool has_unit = strpbrk(claim->published_stated, "%p") != NULL;
    return check_figure(place, claim, "published", claim->published_stated, claim->published, has_unit);
}
