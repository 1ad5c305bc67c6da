/* The axes of a study's grid, and the combinations that it leaves out. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/study/settings.h"

#include <string.h>

const struct axis *axis_of(const struct study *study, const struct setting *setting)
{
    for (int a = 0; a < study->n_axes; a++)
        if (study->axes[a].setting == setting)
            return &study->axes[a];
    return NULL;
}

int axis_find(const struct axis *axis, struct value value)
{
    int i = 0;
    while (i < axis->count && !value_is_equal(axis->values[i], value))
        i++;
    return i;
}

/* --- what the grid leaves out ------------------------------------------------------------------------------------- */

enum { BITS = 64 };

bool exclusion_has(const struct exclusion *exclusion, int a, int i)
{
    return (exclusion->values[a][i / BITS] >> i % BITS & 1) != 0;
}

bool exclusion_names(const struct exclusion *exclusion, int a)
{
    uint64_t any = 0;
    for (size_t k = 0; k < sizeof exclusion->values[a] / sizeof *exclusion->values[a]; k++)
        any |= exclusion->values[a][k];
    return any != 0;
}

void exclusion_add(struct exclusion *exclusion, int a, int i)
{
    exclusion->values[a][i / BITS] |= UINT64_C(1) << i % BITS;
}

bool study_excludes(const struct study *study, size_t cell)
{
    for (int e = 0; e < study->n_exclusions; e++) {
        size_t rest = cell;
        bool all = true;
        for (int a = study->n_axes - 1; all && a >= 0; a--) {
            int i = (int)(rest % (size_t)study->axes[a].count);
            rest /= (size_t)study->axes[a].count;
            all = exclusion_has(&study->exclusions[e], a, i) || !exclusion_names(&study->exclusions[e], a);
        }
        if (all)
            return true;
    }
    return false;
}

size_t study_n_included(const struct study *study)
{
    size_t n = 0, n_cells = study_n_cells(study);
    for (size_t cell = 0; cell < n_cells; cell++)
        n += !study_excludes(study, cell);
    return n;
}
