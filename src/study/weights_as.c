/* models.weights_as: as many units as give a model as many weights as another has in the same cell. */
#include "attnbench/trial_config.h"

#include "settings_internal.h"

#include <math.h>
#include <string.h>

/* Infinite when there is no such model, or it is too large. */
static double weights_of(const struct trial_settings *settings)
{
    struct model_config config;
    struct model_size size;
    if (trial_model_config(settings, &config) != 0 || model_size(&config, &size) != 0)
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

/* Weights grow with the units, so the nearest number of units is found by halving. */
void match_weights(const struct study *study, size_t cell, struct trial_settings *settings)
{
    const struct setting *units = setting_find("models", "units");
    struct trial_settings other = study->models[study_find_model(study, settings->model.weights_as)];
    place_cell(study, cell, &other);
    double wanted = weights_of(&other);
    int64_t low = (int64_t)units->min, high = (int64_t)units->max; /* low has no more than wanted, high + 1 more */
    while (low < high) {
        settings->model.units = (low + high + 1) / 2;
        if (weights_of(settings) <= wanted)
            low = settings->model.units;
        else
            high = settings->model.units - 1;
    }
    settings->model.units = low + 1;
    double above = weights_of(settings) - wanted;
    settings->model.units = low;
    if (low < (int64_t)units->max && above < wanted - weights_of(settings))
        settings->model.units = low + 1;
}
