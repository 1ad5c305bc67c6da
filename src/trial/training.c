#include "training.h"
#include "attnbench/base/clock.h"
#include "attnbench/base/error.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where batches come from. source fresh: each epoch draws one. source fixed: an epoch goes through the samples in a new
 * order, and its last batch may be short. */
struct source {
    struct pairs batch; /* has room for most_batch pairs */
    int most_batch;
    struct stream stream;  /* fresh: of the pairs; fixed: of their order */
    struct pairs samples;  /* n = 0: fresh */
    uint32_t *order, next; /* (samples.n) */
    struct pairs held_out;
};

static int source_open(const struct trial *trial, const struct task *task, struct source *out)
{
    const struct trial_settings *settings = &trial->settings;
    out->most_batch = (int)settings->training.batch;
    out->stream = stream_open((uint64_t)trial->seed, "training pairs", trial->cell_hash,
                              task->kind->take_pair != NULL ? trial->order_repeat : trial->data_repeat);
    TRY(pairs_allocate(task, out->most_batch, &out->batch));
    if (settings->evaluate.every > 0)
        TRY(pairs_make(trial, task, HELD_OUT, training_held_out(settings), &out->held_out));
    if (settings->training.samples == 0)
        return 0;
    TRY(pairs_make(trial, task, SAMPLES, settings->training.samples, &out->samples));
    out->stream = stream_open((uint64_t)trial->seed, "order", trial->cell_hash, trial->order_repeat);
    out->order = allocate((size_t)out->samples.n, sizeof *out->order);
    if (out->order == NULL)
        return EX_OSERR;
    for (uint32_t i = 0; i < (uint32_t)out->samples.n; i++)
        out->order[i] = i;
    return 0;
}

static void source_close(struct source *source)
{
    pairs_free(&source->batch);
    pairs_free(&source->samples);
    pairs_free(&source->held_out);
    free(source->order);
}

/* Fisher and Yates, from the last on (Durstenfeld 1964). */
static void shuffle(struct source *source)
{
    for (uint32_t i = (uint32_t)source->samples.n; i > 1; i--) {
        uint32_t other = stream_below(&source->stream, i), last = source->order[i - 1];
        source->order[i - 1] = source->order[other];
        source->order[other] = last;
    }
}

static void begin_epoch(struct source *source)
{
    source->next = 0;
    if (source->samples.n > 0)
        shuffle(source);
}

/* Fills source->batch; false when the epoch is over. */
static bool next_batch(struct source *source, const struct task *task)
{
    uint32_t n_samples = (uint32_t)source->samples.n, left = (n_samples > 0 ? n_samples : 1) - source->next;
    if (left == 0)
        return false;
    source->batch.n = source->most_batch;
    if (n_samples == 0) {
        pairs_draw(task, &source->stream, &source->batch);
        source->next++;
        return true;
    }
    if (left < (uint32_t)source->most_batch)
        source->batch.n = (int)left;
    for (size_t i = 0; i < (size_t)source->batch.n; i++)
        pairs_copy(task, &source->samples, source->order[source->next++], &source->batch, i);
    return true;
}

/* Loss: mean over the steps of the epoch's pairs, of each batch before its update; *accuracy: share of their steps
 * that are right, where there is right and wrong. */
static double train_epoch(struct source *source, const struct task *task, struct model *model, float *accuracy)
{
    double loss = 0;
    int64_t seen = 0, correct = 0;
    begin_epoch(source);
    while (next_batch(source, task)) {
        const struct pairs *batch = &source->batch;
        struct step_result step = model_train_step(model, batch->input, batch->target, batch->n);
        seen += step.steps;
        correct += step.correct_steps;
        loss += (step.loss - loss) * ((double)step.steps / (double)seen);
    }
    *accuracy = task->kind->is_real ? NAN : (float)correct / (float)seen;
    return loss;
}

static void look_at_held_out(struct source *source, const struct task *task, struct model *model, float *accuracy,
                             float *loss)
{
    struct evaluation evaluation = pairs_evaluate(task, model, &source->held_out);
    *accuracy = task->kind->is_real ? NAN : (float)evaluation.correct / (float)source->held_out.n;
    *loss = (float)evaluation.loss;
}

static void train_epochs(struct source *source, const struct task *task, int64_t every, struct model *model,
                         struct trial_progress *progress, const struct trial_traces *traces,
                         struct trial_result *result)
{
    double start = clock_seconds(), cpu_start = clock_cpu_seconds(), cpu_paused = 0;
    for (int32_t epoch = 0; epoch < result->epochs; epoch++) {
        double loss = train_epoch(source, task, model, &traces->train_accuracy[epoch]);
        traces->train_loss[epoch] = (float)loss;
        if (!isfinite(loss))
            result->status = TRIAL_DIVERGED;
        if (every > 0 && (epoch + 1) % every == 0) {
            double pause = clock_seconds(), cpu_pause = clock_cpu_seconds();
            int64_t at = epoch / every;
            look_at_held_out(source, task, model, &traces->held_out_accuracy[at], &traces->held_out_loss[at]);
            result->evaluate_seconds += clock_seconds() - pause;
            cpu_paused += clock_cpu_seconds() - cpu_pause;
        }
        atomic_store_explicit(&progress->epochs, epoch + 1, memory_order_relaxed);
    }
    result->train_seconds = clock_seconds() - start - result->evaluate_seconds;
    result->cpu_seconds = clock_cpu_seconds() - cpu_start - cpu_paused;
}

int64_t training_held_out(const struct trial_settings *settings)
{
    return settings->training.validation > 0 ? settings->training.validation : settings->evaluate.sequences;
}

int train(const struct trial *trial, const struct task *task, struct model *model, struct trial_progress *progress,
          const struct trial_traces *traces, struct trial_result *result)
{
    struct source source = {0};
    int status = source_open(trial, task, &source);
    if (status == 0)
        train_epochs(&source, task, trial->settings.evaluate.every, model, progress, traces, result);
    source_close(&source);
    return status;
}
