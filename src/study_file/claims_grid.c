/* Claims over a grid: of which of its cells. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "draft.h"

#include <math.h>
#include <string.h>

static const struct axis *find_axis(const struct study *study, const char *name)
{
    for (int a = 0; a < study->n_axes; a++)
        if (strcmp(study->axes[a].setting->key, name) == 0)
            return &study->axes[a];
    return NULL;
}

static int refuse_axis(const struct study *study, const struct place *place, const struct claim *claim,
                       const char *name)
{
    const char *names[STUDY_MAX_AXES];
    char all[256];
    for (int a = 0; a < study->n_axes; a++)
        names[a] = study->axes[a].setting->key;
    return refuse(place, "claims.expect: '%.80s' is over '%s', which is no axis of the grid: it must be %s",
                  claim->stated, name, text_alternatives(names, (size_t)study->n_axes, all, sizeof all));
}

static bool meets_all(const struct study *study, const struct scope *scope, size_t cell)
{
    for (size_t i = 0; i < scope->n_conditions; i++) {
        const struct condition *condition = &scope->conditions[i];
        const struct axis *axis = find_axis(study, condition->axis);
        if (!condition_is_met(condition, study_cell_value(study, cell, (int)(axis - study->axes))))
            return false;
    }
    return true;
}

/* Cells of the grid that are meant; *differ: whether they have more than one value on the axis, which may be NULL. */
static size_t count_cells(const struct study *study, const struct scope *scope, const struct axis *axis, bool *differ)
{
    size_t n = 0, first = 0;
    int at = axis != NULL ? (int)(axis - study->axes) : 0;
    *differ = false;
    for (size_t cell = 0; cell < study_n_cells(study); cell++) {
        if (study_excludes(study, cell) || !meets_all(study, scope, cell))
            continue;
        if (n++ == 0)
            first = cell;
        else if (axis != NULL && !value_is_equal(study_cell_value(study, cell, at), study_cell_value(study, first, at)))
            *differ = true;
    }
    return n;
}

int check_scope(const struct study *study, const struct place *place, const struct claim *claim)
{
    const struct scope *scope = &claim->scope;
    const struct axis *axis = find_axis(study, scope->axis);
    bool differ;
    for (size_t i = 0; i < scope->n_conditions; i++)
        if (find_axis(study, scope->conditions[i].axis) == NULL)
            return refuse_axis(study, place, claim, scope->conditions[i].axis);
    if (scope->kind == SCOPE_SLOPE && axis == NULL)
        return refuse_axis(study, place, claim, scope->axis);
    if (scope->n_conditions > 0 && count_cells(study, scope, axis, &differ) == 0)
        return refuse(place, "claims.expect: '%.80s' is of no cell: none of the grid is such", claim->stated);
    if (scope->kind != SCOPE_SLOPE)
        return 0;
    if (axis->values[0].type == VALUE_WORD)
        return refuse(place, "claims.expect: '%.80s' is over words: a slope is over numbers", claim->stated);
    count_cells(study, scope, axis, &differ);
    if (!differ)
        return refuse(place, "claims.expect: '%.80s' is over one value of %s: a slope needs two", claim->stated,
                      scope->axis);
    return 0;
}
