#include "attnbench/analysis/view.h"
#include "attnbench/base/text.h"

#include <math.h>
#include <string.h>

const char *view_part(const struct results *results, char *buffer, size_t size)
{
    size_t used = 0;
    buffer[0] = '\0';
    if (results->folder.n_parts > 0)
        text_append(
            buffer, size, &used,
            "these are the results of part %lld of %lld, and attnbench merge joins them with those of the others",
            (long long)results->folder.part, (long long)results->folder.n_parts);
    return buffer;
}

/* Facts of one kind that all models share, or that this one has alone. */
static void add_facts(const struct setup *setup, int of, int model, char *buffer, size_t size, size_t *used)
{
    const char *separator = "";
    for (int i = 0; i < setup->n_facts; i++) {
        const struct setup_fact *fact = &setup->facts[i];
        char value[VALUE_TEXT];
        if ((int)fact->of != of || fact->model != model)
            continue;
        text_append(buffer, size, used, "%s%s %s", separator, fact->key, value_print(fact->least, value));
        separator = ", ";
    }
}

static bool has_facts(const struct setup *setup, int of, int model)
{
    for (int i = 0; i < setup->n_facts; i++)
        if ((int)setup->facts[i].of == of && setup->facts[i].model == model)
            return true;
    return false;
}

static void add_task(const struct results *results, char *buffer, size_t size, size_t *used)
{
    const struct setup *setup = &results->setup;
    text_append(buffer, size, used, "Task %s", setup->task);
    if (has_facts(setup, SETUP_TASK, ALL_MODELS)) {
        text_append(buffer, size, used, " (");
        add_facts(setup, SETUP_TASK, ALL_MODELS, buffer, size, used);
        text_append(buffer, size, used, ")");
    }
    text_append(buffer, size, used, ": %s", setup->meaning);
    const char *pairs = results_text(results, RESULTS_PAIRS);
    if (pairs != NULL)
        text_append(buffer, size, used, "; %s", pairs);
}

static void add_training(const struct results *results, char *buffer, size_t size, size_t *used)
{
    const struct setup *setup = &results->setup;
    if (has_facts(setup, SETUP_TRAINING, ALL_MODELS)) { /* not all of them are axes */
        text_append(buffer, size, used, "Training: ");
        add_facts(setup, SETUP_TRAINING, ALL_MODELS, buffer, size, used);
    }
    for (size_t model = 0; model < view_n_models(results); model++)
        if (has_facts(setup, SETUP_TRAINING, (int)model)) {
            text_append(buffer, size, used, "%s%s: ", *used == 0 ? "Training: " : "; ",
                        view_model_name(results, model));
            add_facts(setup, SETUP_TRAINING, (int)model, buffer, size, used);
        }
}

static void add_units(const struct results *results, char *buffer, size_t size, size_t *used)
{
    const struct setup *setup = &results->setup;
    for (int i = 0; i < setup->n_facts; i++) {
        const struct setup_fact *fact = &setup->facts[i];
        char least[VALUE_TEXT], most[VALUE_TEXT];
        if (fact->of != SETUP_UNITS)
            continue;
        text_append(buffer, size, used, "%s%s %s", *used == 0 ? "Units: " : "; ",
                    view_model_name(results, (size_t)fact->model), value_print(fact->least, least));
        if (!value_is_equal(fact->least, fact->most))
            text_append(buffer, size, used, " to %s", value_print(fact->most, most));
        text_append(buffer, size, used, ", for as many weights as %s", fact->as);
    }
}

static void add_short(const struct results *results, char *buffer, size_t size, size_t *used)
{
    text_append(buffer, size, used, "task %s, ", results->setup.task);
    add_facts(&results->setup, SETUP_TRAINING, ALL_MODELS, buffer, size, used);
}

const char *view_setup(const struct results *results, enum setup_line line, char *buffer, size_t size)
{
    static void (*const add[])(const struct results *, char *, size_t, size_t *) = {add_task, add_training, add_units,
                                                                                    add_short};
    size_t used = 0;
    buffer[0] = '\0';
    if (results->setup.task[0] != '\0')
        add[line](results, buffer, size, &used);
    return buffer;
}

const char *view_percent(double level, int digits, char text[static VIEW_LEVEL])
{
    enum { MOST_DIGITS = 5 };
    do
        snprintf(text, VIEW_LEVEL, "%.*g", digits++, 100 * level);
    while (strcmp(text, "100") == 0 && digits <= MOST_DIGITS);
    if (strcmp(text, "100") == 0)
        strcpy(text, "above 99.999");
    return text;
}

const char *view_level(const struct results *results, char text[static VIEW_LEVEL])
{
    double least = 1, most = 0;
    for (size_t cell = 0; cell < view_n_cells(results); cell++) {
        double level = look_level(view_cell_looks(results, cell));
        least = fmin(least, level);
        most = fmax(most, level);
    }
    char low[VIEW_LEVEL], high[VIEW_LEVEL];
    view_percent(least, 3, low);
    view_percent(most, 3, high);
    if (strcmp(low, high) == 0)
        snprintf(text, VIEW_LEVEL, "%.14s %%", low);
    else
        snprintf(text, VIEW_LEVEL, "%.8s to %.14s %%", low, high);
    return text;
}
