#include "dry_run.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/kernels/kernels.h"
#include "attnbench/nn/model.h"
#include "attnbench/run/plan.h"
#include "attnbench/run/run.h"
#include "attnbench/trial/own_pairs.h"
#include "attnbench/study/trial_kind.h"
#include "disk_check.h"
#include "memory_check.h"

#include <math.h>
#include <stdlib.h>

/* The trials to do of one model. */
struct expense {
    double cost;       /* of all */
    double longest;    /* of the costliest */
    size_t costliest;  /* its index */
    double seconds[2]; /* that a unit of cost takes here, by enum arithmetic; 0: not measured */
};

static void add_up(const struct study *study, const struct plan *plan, struct expense expenses[])
{
    for (size_t i = 0; i < plan->n; i++) {
        const struct work_item *item = &plan->items[i];
        if (!item->wanted)
            continue;
        struct expense *expense = &expenses[study_trial(study, item->trial).model];
        expense->cost += item->cost;
        if (item->cost > expense->longest) {
            expense->longest = item->cost;
            expense->costliest = item->trial;
        }
    }
}

static enum arithmetic own_arithmetic(const struct study *study, int model)
{
    return trial_uses_openblas(&study->models[model]) ? ARITHMETIC_OPENBLAS : ARITHMETIC_PORTABLE;
}

/* By each model's costliest trial, with either arithmetic where OpenBLAS is there. */
static int measure_all(const struct study *study, bool has_openblas, struct expense expenses[])
{
    for (int model = 0; model < study->n_models; model++)
        for (int arithmetic = ARITHMETIC_PORTABLE; arithmetic <= ARITHMETIC_OPENBLAS; arithmetic++) {
            struct trial trial = study_trial(study, expenses[model].costliest);
            const char *word = arithmetic == ARITHMETIC_OPENBLAS ? "openblas" : "portable";
            text_copy(trial.settings.training.arithmetic, STUDY_WORD, word);
            if (expenses[model].cost > 0 && (has_openblas || arithmetic == ARITHMETIC_PORTABLE))
                TRY(trial_pace(&trial.settings, &expenses[model].seconds[arithmetic]));
        }
    return 0;
}

static int write_disk(const struct study *study, const struct plan *plan, const char *directory)
{
    struct disk_need need;
    char text[64];
    TRY(disk_needed(study, plan, &need));
    double bytes = disk_more_bytes(&need, directory), available = disk_available(directory);
    printf("Disk:      journal %s", text_bytes(need.journal, text, sizeof text));
    printf(", study.h5 at most %s and as much again while it is replaced",
           text_bytes(need.snapshot, text, sizeof text));
    printf(", %zu stored models %s\n", need.n_models, text_bytes(need.models, text, sizeof text));
    printf("           %s more at most", text_bytes(bytes, text, sizeof text));
    if (isfinite(available))
        printf("%s %s are free there",
               bytes <= available ? ";" : ", too much:", text_bytes(available, text, sizeof text));
    putchar('\n');
    return 0;
}

/* Programs of the user's do not say before what they take, and of how many their figures are. */
static bool is_unknown(const struct trial_settings *model)
{
    return trial_kind(model)->pace == NULL;
}

static bool has_unknown(const struct study *study)
{
    bool has = false;
    for (int model = 0; model < study->n_models; model++)
        has = has || is_unknown(&study->models[model]);
    return has;
}

static int write_memory(const struct study *study)
{
    struct memory_need need;
    char text[64], largest[MEMORY_LARGEST];
    TRY(memory_needed(study, &need));
    bool is_known = !is_unknown(&need.largest.settings);
    printf("Memory per rank: about %s", text_bytes(need.rank + (is_known ? need.trial : 0), text, sizeof text));
    printf(": agent and trainer%s%s", is_known ? " " : "", is_known ? text_bytes(need.rank, text, sizeof text) : "");
    if (is_known)
        printf(", a trial of %s %s", memory_largest(study, &need, largest, sizeof largest),
               text_bytes(need.trial, text, sizeof text));
    printf("%s\n", has_unknown(study) ? "; commands are not counted" : "");
    if (need.storing > 0)
        printf("           rank 0 needs %s more to store the weights\n", text_bytes(need.storing, text, sizeof text));
    return 0;
}

static void write_arithmetic(const struct study *study, const struct expense expenses[])
{
    double seconds[2] = {0};
    for (int model = 0; model < study->n_models; model++)
        for (int arithmetic = 0; arithmetic < 2; arithmetic++)
            if (!isnan(expenses[model].seconds[arithmetic]))
                seconds[arithmetic] += expenses[model].cost * expenses[model].seconds[arithmetic];
    double share = seconds[ARITHMETIC_OPENBLAS] / seconds[ARITHMETIC_PORTABLE];
    printf("Arithmetic: openblas takes %.2f of portable's time here: %s\n", share,
           share < 0.95   ? "training.arithmetic: openblas is the faster one"
           : share > 1.05 ? "portable is the faster one"
                          : "no matter which");
}

static void write_time(double all, double longest, int n_ranks, bool has_commands)
{
    char text[64];
    printf("Time:      about %s on %d rank%s of this machine",
           text_duration(fmax(all / n_ranks, longest), text, sizeof text), n_ranks, n_ranks == 1 ? "" : "s");
    printf(", %s for the longest trial%s\n", text_duration(longest, text, sizeof text),
           has_commands ? "; commands are not counted" : "");
}

static int write_estimate(const struct study *study, const struct plan *plan, const char *directory, int n_ranks)
{
    struct expense expenses[STUDY_MAX_MODELS] = {0};
    bool has_openblas = openblas_version() != NULL;
    double all = 0, longest = 0;
    int n_known = 0, n_unknown = 0;
    add_up(study, plan, expenses);
    TRY(measure_all(study, has_openblas, expenses));
    for (int model = 0; model < study->n_models; model++) {
        double seconds = expenses[model].seconds[own_arithmetic(study, model)];
        bool is_known = !isnan(seconds);
        n_known += is_known && expenses[model].cost > 0;
        n_unknown += !is_known && expenses[model].cost > 0;
        all += is_known ? expenses[model].cost * seconds : 0;
        longest = fmax(longest, is_known ? expenses[model].longest * seconds : 0);
    }
    if (n_unknown > 0 && n_known == 0)
        puts("Time:      unknown: it depends on the commands");
    else
        write_time(all, longest, n_ranks, n_unknown > 0);
    TRY(write_memory(study));
    if (has_openblas && n_known > 0)
        write_arithmetic(study, expenses);
    return write_disk(study, plan, directory);
}

/* What the binomial alone leaves unsure, at 50 % where it is most: half widths of 95 % intervals. */
static void write_precision(const struct study *study)
{
    size_t cell = 0;
    if (study_metric(study)->kind != METRIC_COUNTS || has_unknown(study))
        return;
    while (study_excludes(study, cell))
        cell++;
    double m = (double)study_trial(study, study_index(study, 0, cell, 0)).settings.evaluate.sequences;
    double mean = 196 * sqrt(0.25 / (m * (double)study->repeats));
    printf("Precision: sampling %lld repeat%s of %g sequences leaves means unsure by up to +- %.2g points, "
           "differences by +- %.2g;\n           attnbench plan adds what differs between trainings, and says how many "
           "repeats are needed\n",
           (long long)study->repeats, study->repeats == 1 ? "" : "s", m, mean, sqrt(2) * mean);
}

int run_dry(const struct study *study, const struct run_options *options, int n_ranks)
{
    const char *directory = options->directory;
    const struct part part = options->part;
    struct journal *journal = NULL;
    struct plan plan;
    int status = journal_open_read(directory, &journal);
    if (status != 0 && status != EX_NOINPUT)
        return status;
    status = plan_make(study, journal, directory, part, &plan);
    journal_close(journal);
    TRY(status);
    size_t n_cells = study_n_included(study);
    printf("Study:     %s, to %s\n", study->name, directory);
    printf("Trials:    %zu to do, %zu there already: %d model%s x %zu cell%s x %lld repeat%s = %zu", plan.n_wanted,
           plan.n_there, study->n_models, study->n_models == 1 ? "" : "s", n_cells, n_cells == 1 ? "" : "s",
           (long long)study->repeats, study->repeats == 1 ? "" : "s",
           (size_t)study->n_models * n_cells * (size_t)study->repeats);
    if (part.n > 0)
        printf(", of which part %lld of %lld", (long long)part.k, (long long)part.n);
    putchar('\n');
    study_write_matches(study, "Weights:   ", stdout);
    char pairs[OWN_PAIRS_TEXT];
    if (own_pairs_text(study, pairs) != NULL)
        printf("Data:      %s\n", pairs);
    if (study->adaptive.max > 0 && study_until_decided(study))
        printf(
            "           and at most %zu more, not counted below: cells in which something is undecided get up to %lld "
            "repeats\n",
            plan.n - plan.n_wanted, (long long)study->adaptive.max);
    else if (study->adaptive.max > 0)
        printf("           and at most %zu more, not counted below: cells with intervals wider than +- %g points get "
               "up to "
               "%lld repeats\n",
               plan.n - plan.n_wanted, study->adaptive.half_width, (long long)study->adaptive.max);
    write_precision(study);
    if (plan.n_wanted > 0)
        status = write_estimate(study, &plan, directory, n_ranks);
    plan_free(&plan);
    return status;
}
