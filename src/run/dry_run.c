#include "clock.h"
#include "plan.h"

#include "attnbench/error.h"
#include "attnbench/run.h"
#include "attnbench/text.h"
#include "attnbench/trial.h"

#include <math.h>
#include <stdlib.h>

static const double MEASURED_SECONDS = 0.05;

/* What HDF5 takes besides the numbers: measured with 1.10.8. */
static const double SNAPSHOT_BYTES = 65e3, MODEL_BYTES = 8e3, TENSOR_BYTES = 2.8e3;

struct expense {
    double cost;          /* of all trials to do */
    double longest;       /* of the costliest of them */
    double journal_bytes; /* study.h5 takes about the same: traces compress little */
    double model_bytes;   /* of all files of weights */
    size_t n_models;
};

/* Seconds that a unit of cost takes here, by training steps of this trial's model on one batch of zeros: what the
 * values are makes no difference to the time. */
static int measure(const struct trial *trial, double *seconds_a_cost)
{
    struct model_config config;
    struct model *model;
    TRY(trial_model_config(&trial->settings, &config));
    TRY(model_create(&config, &model));
    size_t n_input = (size_t)config.batch * (size_t)config.n_in, n_target = (size_t)config.batch * (size_t)config.steps;
    float *input = allocate(n_input, sizeof *input), *target = allocate(n_target, sizeof *target);
    int status = input == NULL || target == NULL ? EX_OSERR
                                                 : model_initialize(model, (uint64_t)trial->seed, trial->cell_hash, 0);
    if (status == 0) {
        model_train_step(model, input, target, config.batch); /* the first touches the memory */
        double begin = clock_seconds(), elapsed;
        int steps = 0;
        do {
            model_train_step(model, input, target, config.batch);
            steps++;
            elapsed = clock_seconds() - begin;
        } while (elapsed < MEASURED_SECONDS);
        *seconds_a_cost = elapsed / (steps * model_step_work(&config));
    }
    free(input);
    free(target);
    model_free(model);
    return status;
}

/* Bytes of the file of the trial's weights. */
static int model_file_bytes(const struct trial *trial, double *bytes)
{
    struct model_config config;
    struct model_size size;
    TRY(trial_model_config(&trial->settings, &config));
    TRY(model_size(&config, &size));
    *bytes = MODEL_BYTES + (double)size.tensors * TENSOR_BYTES + (double)(size.weights * sizeof(float));
    return 0;
}

static int add_up(const struct study *study, const struct plan *plan, struct expense *out, struct trial *costliest)
{
    *out = (struct expense){0};
    double bytes = 0;
    size_t model_and_cell = SIZE_MAX; /* that `bytes` belongs to */
    for (size_t i = 0; i < plan->n; i++) {
        const struct work_item *item = &plan->items[i];
        struct trial trial = study_trial(study, item->trial);
        if (!item->wanted)
            continue;
        out->cost += item->cost;
        if (item->cost > out->longest) {
            out->longest = item->cost;
            *costliest = trial;
        }
        out->journal_bytes += (double)trial_record_bytes(&trial.settings);
        if (!trial_is_saved(study, &trial))
            continue;
        if (model_and_cell != trial.index / study_max_repeats(study))
            TRY(model_file_bytes(&trial, &bytes));
        model_and_cell = trial.index / study_max_repeats(study);
        out->model_bytes += bytes;
        out->n_models++;
    }
    return 0;
}

static int write_estimate(const struct study *study, const struct plan *plan, int n_ranks)
{
    struct expense estimate;
    struct trial costliest = study_trial(study, 0);
    double seconds_a_cost;
    char text[64];
    TRY(add_up(study, plan, &estimate, &costliest));
    TRY(measure(&costliest, &seconds_a_cost));
    double seconds = fmax(estimate.cost / n_ranks, estimate.longest) * seconds_a_cost;
    printf("Time:      about %s on %d rank%s of this machine", text_duration(seconds, text, sizeof text), n_ranks,
           n_ranks == 1 ? "" : "s");
    printf(", %s for the longest trial\n", text_duration(estimate.longest * seconds_a_cost, text, sizeof text));
    printf("Disk:      journal %s", text_bytes(estimate.journal_bytes, text, sizeof text));
    printf(", study.h5 at most %s", text_bytes(SNAPSHOT_BYTES + estimate.journal_bytes, text, sizeof text));
    printf(", %zu stored models %s\n", estimate.n_models, text_bytes(estimate.model_bytes, text, sizeof text));
    return 0;
}

int run_dry(const struct study *study, const char *directory, struct part part, int n_ranks)
{
    struct journal *journal = NULL;
    struct plan plan;
    int status = journal_open_read(directory, &journal);
    if (status != 0 && status != EX_NOINPUT)
        return status;
    status = plan_make(study, journal, directory, part, &plan);
    journal_close(journal);
    TRY(status);
    size_t n_cells = study_n_cells(study);
    printf("Study:     %s, to %s\n", study->name, directory);
    printf("Trials:    %zu to do, %zu there already: %d model%s x %zu cell%s x %lld repeat%s = %zu", plan.n_wanted,
           plan.n_there, study->n_models, study->n_models == 1 ? "" : "s", n_cells, n_cells == 1 ? "" : "s",
           (long long)study->repeats, study->repeats == 1 ? "" : "s",
           (size_t)study->n_models * n_cells * (size_t)study->repeats);
    if (part.n > 0)
        printf(", of which part %lld of %lld", (long long)part.k, (long long)part.n);
    putchar('\n');
    if (study->adaptive.max > 0)
        printf("           and at most %zu more, not counted below: cells with intervals wider than +- %g points get "
               "up to "
               "%lld repeats\n",
               plan.n - plan.n_wanted, study->adaptive.half_width, (long long)study->adaptive.max);
    if (plan.n_wanted > 0)
        status = write_estimate(study, &plan, n_ranks);
    plan_free(&plan);
    return status;
}
