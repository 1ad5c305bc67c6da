/* attnbench run with a stub in place of training, under a real mpirun: what the rest costs a trial.
 * bench/throughput STUDY.yaml DIR [MICROSECONDS that a stub sleeps] */
#include "attnbench/base/error.h"
#include "attnbench/launch/launcher.h"
#include "../src/run/rank.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long stub_us;

/* Traces that fall and rise by the repeat, with digits that do not repeat: as good as real ones to a compressor. */
static int stub_trial(const struct trial *trial, struct trial_progress *progress, const struct trial_traces *traces,
                      float *weights, struct trial_result *result)
{
    const struct timespec pause = {stub_us / 1000000, stub_us % 1000000 * 1000};
    int32_t epochs = (int32_t)trial->settings.training.epochs;
    uint32_t random = (uint32_t)trial->identity;
    (void)weights;
    for (int32_t epoch = 0; epoch < epochs; epoch++) {
        random = random * 1664525u + 1013904223u;
        traces->train_loss[epoch] = (float)(random >> 8) * 0x1p-24f;
        traces->train_accuracy[epoch] = (float)(random >> 30) * 0.5f;
    }
    atomic_store(&progress->epochs, epochs);
    nanosleep(&pause, NULL);
    *result = (struct trial_result){
        .identity = trial->identity,
        .settings_hash = trial->settings_hash,
        .status = TRIAL_FINISHED,
        .epochs = epochs,
        .sequences = 100,
        .correct = (int32_t)(random >> 26),
        .train_seconds = (double)stub_us * 1e-6,
        .train_loss = traces->train_loss,
        .train_accuracy = traces->train_accuracy,
    };
    return 0;
}

int main(int argc, char **argv)
{
    static struct study study;
    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: %s STUDY.yaml DIR [MICROSECONDS]\n", argv[0]);
        return EX_USAGE;
    }
    stub_us = argc > 3 ? atol(argv[3]) : 0;
    const struct run_options options = {.directory = argv[2], .command = "bench/throughput", .lost_seconds = 120};
    int status = study_read(argv[1], NULL, 0, &study);
    if (status == 0)
        status = run_study_with(&study, &options, stub_trial);
    if (status != 0 && launcher_is_first_rank())
        fprintf(stderr, "%s: %s\n", argv[0], error_message());
    return status;
}
