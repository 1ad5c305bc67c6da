/* attnbench compare --bits: the trials of two folders, bit for bit. */
#include "attnbench/base/error.h"
#include "attnbench/commands/actions.h"
#include "attnbench/folder/publish.h"
#include "attnbench/store/results.h"
#include "attnbench/trial/trial_difference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct sides {
    const char *const *directories;
    struct study studies[2];
    struct results results[2];
    bool with_traces;
    size_t n_same, n_different, n_alone[2];
};

/* Shorter traces and curves of a study are filled up with NaN; a loss that is not finite still has an accuracy. */
static int32_t length_of(const float *loss, const float *accuracy, size_t n)
{
    while (n > 0 && isnan(loss[n - 1]) && isnan(accuracy[n - 1]))
        n--;
    return (int32_t)n;
}

static struct trial_result result_of(const struct results *results, size_t trial, bool with_traces)
{
    struct trial_result result = {.status = results->status[trial], .sequences = results->sequences[trial]};
    for (size_t i = 0; i < results->n_figures; i++) {
        const struct figures *figures = &results->figures[i];
        struct figure figure = {.metric = figures->metric, .value = figures->values[trial]};
        if (figures->hits != NULL)
            figure = figure_of_counts(figures->metric, figures->hits[trial], figures->of[trial]);
        if (metric_was_measured(figures->metric, figures->values[trial]))
            result_add(&result, figure);
    }
    if (with_traces) {
        result.train_loss = results->train_loss + trial * results->epochs;
        result.train_accuracy = results->train_accuracy + trial * results->epochs;
        result.epochs = length_of(result.train_loss, result.train_accuracy, results->epochs);
    }
    if (results->evaluations > 0) {
        result.held_out_accuracy = results->held_out_accuracy + trial * results->evaluations;
        result.held_out_loss = results->held_out_loss + trial * results->evaluations;
        result.evaluations = length_of(result.held_out_loss, result.held_out_accuracy, results->evaluations);
    }
    if (results->items != NULL) {
        result.items = results->items + trial * results->n_items;
        for (result.n_items = (int32_t)results->n_items; result.n_items > 0 && isnan(result.items[result.n_items - 1]);)
            result.n_items--;
    }
    return result;
}

static bool is_there(const struct results *results, size_t trial)
{
    return trial_has_figures(results->status[trial]) || trial_has_failed(results->status[trial]);
}

static void compare_trials(struct sides *sides, size_t a, size_t b, FILE *out)
{
    static const char *const names[2] = {"A", "B"};
    char found[160], name[STUDY_TRIAL_TEXT];
    const struct trial_result first = result_of(&sides->results[0], a, sides->with_traces);
    const struct trial_result second = result_of(&sides->results[1], b, sides->with_traces);
    if (trial_has_failed(first.status) && trial_has_failed(second.status))
        return;
    const char *what = trial_has_figures(first.status) && trial_has_figures(second.status)
                           ? trial_difference(&first, &second, names, found, sizeof found)
                           : "it failed in one of them";
    if (what == NULL) {
        sides->n_same++;
        return;
    }
    const struct study *study = &sides->studies[0];
    const struct trial trial = study_trial(study, a);
    sides->n_different++;
    fprintf(out, "DIFFERS  %s: %s\n", study_trial_text(study, &trial, name, sizeof name), what);
}

/* Trials by their identity; then by their place. */
struct place {
    uint64_t identity;
    size_t trial;
};

static int by_identity(const void *a, const void *b)
{
    const struct place *first = a, *second = b;
    return (first->identity > second->identity) - (first->identity < second->identity);
}

static void compare_all(struct sides *sides, struct place *places, FILE *out)
{
    const struct results *first = &sides->results[0], *second = &sides->results[1];
    size_t n = 0, n_both = 0;
    for (size_t i = 0; i < second->n_trials; i++)
        if (is_there(second, i))
            places[n++] = (struct place){second->identity[i], i};
    qsort(places, n, sizeof *places, by_identity);
    for (size_t i = 0; i < first->n_trials; i++) {
        const struct place wanted = {first->identity[i], 0};
        const struct place *found =
            is_there(first, i) ? bsearch(&wanted, places, n, sizeof *places, by_identity) : NULL;
        sides->n_alone[0] += is_there(first, i) && found == NULL;
        if (found == NULL)
            continue;
        n_both++;
        compare_trials(sides, i, found->trial, out);
    }
    sides->n_alone[1] = n - n_both;
}

/* ---- what is said ---- */

static void say_if_other(const struct sides *sides, const char *name, FILE *out)
{
    const char *values[2];
    for (int side = 0; side < 2; side++) {
        const char *text = results_text(&sides->results[side], name);
        values[side] = text != NULL ? text : "unknown";
    }
    if (strcmp(values[0], values[1]) != 0)
        fprintf(out, "%s: %s in A, %s in B\n", name, values[0], values[1]);
}

/* What may explain a difference. */
static void say_what_made_them(const struct sides *sides, FILE *out)
{
    static const char *const names[] = {"arithmetic", "attnbench_version", "commit",
                                        "kernels",    RESULTS_OPENBLAS,    "cpu"};
    const char *studies[2];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        say_if_other(sides, names[i], out);
    for (int side = 0; side < 2; side++)
        studies[side] = results_text(&sides->results[side], RESULTS_STUDY);
    if (studies[0] != NULL && studies[1] != NULL && strcmp(studies[0], studies[1]) != 0)
        fprintf(out, "Their studies differ: attnbench compare %s %s names the settings\n", sides->directories[0],
                sides->directories[1]);
}

static int say_result(const struct sides *sides, FILE *out)
{
    size_t n = sides->n_same + sides->n_different;
    if (n == 0)
        return fail(EX_USAGE, "%s and %s have no trial in common", sides->directories[0], sides->directories[1]);
    fprintf(out, "Trials that both have: %zu; in A alone: %zu; in B alone: %zu\n", n, sides->n_alone[0],
            sides->n_alone[1]);
    if (!sides->with_traces)
        fprintf(out, "One of them has no losses and accuracies of the training: these are not compared\n");
    if (sides->n_different == 0) {
        fprintf(out, "The same bits: every %s of the trials that both have\n",
                sides->with_traces ? "loss, accuracy and evaluation" : "evaluation");
        return 0;
    }
    say_what_made_them(sides, out);
    return fail(EX_TRIALS_FAILED, "%zu of the %zu trials that both have differ", sides->n_different, n);
}

static int load(const char *directory, struct results *results)
{
    TRY(snapshot_load_traces(directory, results));
    return snapshot_load_items(directory, results);
}

static int compare_bits(struct sides *sides, FILE *out)
{
    for (int side = 0; side < 2; side++) {
        struct results *results = &sides->results[side];
        TRY(results_open(sides->directories[side], load, &sides->studies[side], results));
        fprintf(out, "%c: %s (%s), digest %016llx\n", side == 0 ? 'A' : 'B', sides->directories[side], results->title,
                (unsigned long long)results->digest);
    }
    sides->with_traces = !sides->results[0].no_traces && !sides->results[1].no_traces;
    struct place *places = allocate(sides->results[1].n_trials, sizeof *places);
    if (places == NULL)
        return EX_OSERR;
    compare_all(sides, places, out);
    free(places);
    return say_result(sides, out);
}

int bits_write(const char *const directories[2], FILE *out)
{
    struct sides *sides = allocate(1, sizeof *sides);
    if (sides == NULL)
        return EX_OSERR;
    sides->directories = directories;
    int status = compare_bits(sides, out);
    for (int side = 0; side < 2; side++)
        results_free(&sides->results[side]);
    free(sides);
    return status;
}
