#include "dry_run.h"
#include "clock.h"
#include "disk_check.h"
#include "memory_check.h"
#include "plan.h"

#include "attnbench/error.h"
#include "attnbench/run.h"
#include "attnbench/text.h"
#include "attnbench/trial.h"

#include <math.h>
#include <stdlib.h>

static const double MEASURED_SECONDS = 0.05;

struct expense {
    double cost;    /* of all trials to do */
    double longest; /* of the costliest of them */
};

/* Seconds that a unit of cost takes here, by training steps of this trial's model on one batch of zeros, from weights
 * of zero: what the values are makes no difference to the time, and the orthogonal weights of a large model take long.
 */
static int measure(const struct trial *trial, double *seconds_a_cost)
{
    struct model_config config;
    struct model *model;
    TRY(trial_model_config(&trial->settings, &config));
    TRY(model_create(&config, &model));
    size_t n_input = (size_t)config.batch * (size_t)config.n_in, n_target = (size_t)config.batch * (size_t)config.steps;
    float *input = allocate(n_input, sizeof *input), *target = allocate(n_target, sizeof *target);
    int status = input == NULL || target == NULL ? EX_OSERR : 0;
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

static struct expense add_up(const struct study *study, const struct plan *plan, struct trial *costliest)
{
    struct expense sum = {0};
    for (size_t i = 0; i < plan->n; i++) {
        const struct work_item *item = &plan->items[i];
        if (!item->wanted)
            continue;
        sum.cost += item->cost;
        if (item->cost > sum.longest) {
            sum.longest = item->cost;
            *costliest = study_trial(study, item->trial);
        }
    }
    return sum;
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

static int write_memory(const struct study *study)
{
    struct memory_need need;
    char text[64], cell[STUDY_TEXT];
    TRY(memory_needed(study, &need));
    printf("Memory a rank: about %s", text_bytes(need.rank + need.trial, text, sizeof text));
    printf(": agent and trainer %s", text_bytes(need.rank, text, sizeof text));
    printf(", a trial of %s at %s %s\n", need.largest.settings.model.name,
           study_cell_text(study, need.largest.cell, cell, sizeof cell), text_bytes(need.trial, text, sizeof text));
    if (need.storing > 0)
        printf("           rank 0 needs %s more to store the weights\n", text_bytes(need.storing, text, sizeof text));
    return 0;
}

static int write_estimate(const struct study *study, const struct plan *plan, const char *directory, int n_ranks)
{
    struct trial costliest = study_trial(study, 0);
    double seconds_a_cost;
    char text[64];
    struct expense estimate = add_up(study, plan, &costliest);
    TRY(measure(&costliest, &seconds_a_cost));
    double seconds = fmax(estimate.cost / n_ranks, estimate.longest) * seconds_a_cost;
    printf("Time:      about %s on %d rank%s of this machine", text_duration(seconds, text, sizeof text), n_ranks,
           n_ranks == 1 ? "" : "s");
    printf(", %s for the longest trial\n", text_duration(estimate.longest * seconds_a_cost, text, sizeof text));
    TRY(write_memory(study));
    return write_disk(study, plan, directory);
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
    size_t n_cells = study_n_cells(study);
    printf("Study:     %s, to %s\n", study->name, directory);
    printf("Trials:    %zu to do, %zu there already: %d model%s x %zu cell%s x %lld repeat%s = %zu", plan.n_wanted,
           plan.n_there, study->n_models, study->n_models == 1 ? "" : "s", n_cells, n_cells == 1 ? "" : "s",
           (long long)study->repeats, study->repeats == 1 ? "" : "s",
           (size_t)study->n_models * n_cells * (size_t)study->repeats);
    if (part.n > 0)
        printf(", of which part %lld of %lld", (long long)part.k, (long long)part.n);
    putchar('\n');
    study_write_matches(study, "Weights:   ", stdout);
    if (study->adaptive.max > 0)
        printf("           and at most %zu more, not counted below: cells with intervals wider than +- %g points get "
               "up to "
               "%lld repeats\n",
               plan.n - plan.n_wanted, study->adaptive.half_width, (long long)study->adaptive.max);
    if (plan.n_wanted > 0)
        status = write_estimate(study, &plan, directory, n_ranks);
    plan_free(&plan);
    return status;
}
