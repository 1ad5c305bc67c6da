/* models.weights_as: as many units as give a model as many weights as another has in the same cell. */
#include "attnbench/base/error.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/study/settings.h"

#include <math.h>
#include <string.h>

/* Infinite when there is no such model, or it is too large. */
static double weights_of(const struct trial_settings *settings)
{
    struct trial_size size;
    if (trial_size(settings, &size) != 0)
        return INFINITY;
    return (double)size.weights;
}

int study_find_model(const struct study *study, const char *name)
{
    for (int model = 0; model < study->n_models; model++)
        if (strcmp(study->models[model].model.name, name) == 0)
            return model;
    return -1;
}

/* The model that the settings are to have as many weights as, in the cell. */
static struct trial_settings model_to_match(const struct study *study, size_t cell,
                                            const struct trial_settings *settings)
{
    struct trial_settings other = study->models[study_find_model(study, settings->model.weights_as)];
    place_cell(study, cell, &other);
    return other;
}

static double weights_wanted(const struct study *study, size_t cell, const struct trial_settings *settings)
{
    struct trial_settings other = model_to_match(study, cell, settings);
    return weights_of(&other);
}

static double weights_with(const struct trial_settings *settings, int64_t units)
{
    struct trial_settings changed = *settings;
    changed.model.units = units;
    return weights_of(&changed);
}

/* Units go in steps of the least that makes a model: of a transformer the number of its heads. */
static int64_t units_step(const struct trial_settings *settings)
{
    enum { MOST = 64 };
    for (int64_t units = 1; units <= MOST; units++)
        if (isfinite(weights_with(settings, units)))
            return units;
    return 1;
}

/* Weights grow with the units, so the nearest number of units is found by halving. */
static int64_t nearest_units(const struct trial_settings *settings, double wanted)
{
    const struct setting *units = setting_find("models", "units");
    int64_t step = units_step(settings), most = (int64_t)units->max / step;
    int64_t low = 1, high = most; /* in steps: low has no more than wanted, high + 1 more */
    while (low < high) {
        int64_t middle = (low + high + 1) / 2;
        if (weights_with(settings, middle * step) <= wanted)
            low = middle;
        else
            high = middle - 1;
    }
    if (low == most)
        return low * step;
    double below = wanted - weights_with(settings, low * step),
           above = weights_with(settings, (low + 1) * step) - wanted;
    return (above < below ? low + 1 : low) * step;
}

static bool are_same(const struct trial_settings *a, const struct trial_settings *b)
{
    for (const struct setting *s = study_settings(); s->key != NULL; s++)
        if (setting_owner(s) == OWNER_TRIAL && memcmp(setting_value(s, a), setting_value(s, b), s->size) != 0)
            return false;
    return true;
}

/* Trials of one model and cell mostly follow each other: what was found last is kept, for the same two settings. */
void match_weights(const struct study *study, size_t cell, struct trial_settings *settings)
{
    static _Thread_local struct trial_settings last[2];
    static _Thread_local int64_t units;
    struct trial_settings other = model_to_match(study, cell, settings);
    settings->model.units = 0;
    if (!are_same(&last[0], settings) || !are_same(&last[1], &other)) {
        last[0] = *settings;
        last[1] = other;
        units = nearest_units(settings, weights_of(&other));
    }
    settings->model.units = units;
}

/* At a bound of the units the nearest may be far: further than half of what a unit makes, as it never is between. (A
 * model that is too large with one unit is not refused here, but for its size.) */
int check_match(const struct study *study, size_t cell, const struct trial_settings *settings)
{
    const struct setting *setting = setting_find("models", "units");
    int64_t units = settings->model.units, step = units_step(settings), least = step;
    int64_t most = (int64_t)setting->max / step * step;
    double wanted = weights_wanted(study, cell, settings), got = weights_of(settings);
    bool is_off = (units == least && 2 * (got - wanted) > weights_with(settings, units + step) - got) ||
                  (units == most && 2 * (wanted - got) > got - weights_with(settings, units - step));
    if (!is_off)
        return 0;
    return fail(EX_CONFIG,
                "models.weights_as is %s, which has %.0f weights, but %s has %.0f with %lld unit%s, the %s: leave "
                "weights_as out, or give the models other sizes",
                settings->model.weights_as, wanted, settings->model.name, got, (long long)units, units == 1 ? "" : "s",
                units == least ? "fewest" : "most");
}

struct match {
    int64_t units;
    double got, wanted; /* weights */
};

static struct match match_in_cell(const struct study *study, int model, size_t cell)
{
    struct trial_settings settings = study->models[model];
    place_cell(study, cell, &settings);
    return (struct match){settings.model.units, weights_of(&settings), weights_wanted(study, cell, &settings)};
}

static double error_of(const struct match *match)
{
    return fabs(match->got / match->wanted - 1);
}

static void write_match(const struct study *study, int model, const char *label, FILE *out)
{
    const struct trial_settings *settings = &study->models[model];
    size_t n_cells = study_n_cells(study), worst_cell = 0;
    struct match worst = {.got = 1, .wanted = 1}; /* no error */
    int64_t least = INT64_MAX, most = 0;
    char text[STUDY_CELL_TEXT];
    for (size_t cell = 0; cell < n_cells; cell++) {
        if (study_excludes(study, cell))
            continue;
        struct match match = match_in_cell(study, model, cell);
        least = match.units < least ? match.units : least;
        most = match.units > most ? match.units : most;
        if (worst.units == 0 || error_of(&match) > error_of(&worst)) {
            worst = match;
            worst_cell = cell;
        }
    }
    fprintf(out, "%s%s as %s: %lld", label, settings->model.name, settings->model.weights_as, (long long)least);
    if (most > least)
        fprintf(out, " to %lld", (long long)most);
    fprintf(out, " unit%s, %.0f weights for %.0f (%+.1f %%)", most == 1 ? "" : "s", worst.got, worst.wanted,
            100 * (worst.got / worst.wanted - 1));
    if (n_cells > 1)
        fprintf(out, " at %s, where they differ most", study_cell_text(study, worst_cell, text, sizeof text));
    fputc('\n', out);
}

void study_write_matches(const struct study *study, const char *label, FILE *out)
{
    for (int model = 0; model < study->n_models; model++)
        if (study->models[model].model.weights_as[0] != '\0')
            write_match(study, model, label, out);
}
