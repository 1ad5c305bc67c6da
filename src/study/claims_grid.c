/* Claims over a grid: of which of its cells. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "settings_internal.h"

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

static size_t count_values(const struct axis *axis, const struct scope *scope)
{
    size_t n = 0;
    for (int i = 0; i < axis->count; i++)
        n += scope_meets(scope, axis->values[i]);
    return n;
}

int check_scope(const struct study *study, const struct place *place, const struct claim *claim)
{
    const struct scope *scope = &claim->scope;
    const struct axis *where = find_axis(study, scope->where), *axis = find_axis(study, scope->axis);
    if (scope->where[0] != '\0' && where == NULL)
        return refuse_axis(study, place, claim, scope->where);
    if (where != NULL && count_values(where, scope) == 0)
        return refuse(place, "claims.expect: '%.80s' is of no cell: no %s of the grid is such", claim->stated,
                      scope->where);
    if (scope->kind != SCOPE_SLOPE)
        return 0;
    if (axis == NULL)
        return refuse_axis(study, place, claim, scope->axis);
    if (axis->values[0].type == VALUE_WORD)
        return refuse(place, "claims.expect: '%.80s' is over words: a slope is over numbers", claim->stated);
    bool is_same = strcmp(scope->axis, scope->where) == 0;
    if (axis->count < 2 || (is_same && count_values(axis, scope) < 2))
        return refuse(place, "claims.expect: '%.80s' is over one value of %s: a slope needs two", claim->stated,
                      scope->axis);
    return 0;
}
