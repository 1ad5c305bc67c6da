/* A study.h5: read with its traces. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/store/results.h"
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_TRIALS = 6, EPOCHS = 4 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static struct results results;
    fuzz_file("study.h5", bytes, n);
    int status = snapshot_read(fuzz_folder(), &results);
    if (status == 0)
        status = snapshot_load_traces(fuzz_folder(), &results);
    if (status != 0) {
        FUZZ_REQUIRE(status == EX_DATAERR || status == EX_OSERR);
        fuzz_check_message("/study.h5: ", NULL);
    }
    results_free(&results);
    return 0;
}

static void append_trial(struct journal *journal, uint64_t identity)
{
    unsigned char record[1024];
    float trace[EPOCHS] = {4, 3, 2, 1};
    const struct trial_result result = {.identity = identity,
                                        .status = identity == 3 ? TRIAL_CRASHED : TRIAL_FINISHED,
                                        .epochs = identity == 3 ? 0 : EPOCHS,
                                        .sequences = identity == 3 ? 0 : 10,
                                        .n_figures = identity == 3 ? 0 : 2,
                                        .figures = {figure_of_counts(metric_at(METRIC_ACCURACY), (int64_t)identity, 10),
                                                    {.metric = metric_at(METRIC_PERPLEXITY), .value = 1.5}},
                                        .train_loss = trace,
                                        .train_accuracy = trace};
    FUZZ_REQUIRE(journal_append(journal, record, record_encode_trial(&result, record)) == 0);
}

static void set_axis(struct dimension *out, const char *name, size_t count)
{
    text_copy(out->name, sizeof out->name, name);
    out->count = count;
    out->values = allocate(count, sizeof *out->values);
    FUZZ_REQUIRE(out->values != NULL);
    for (size_t i = 0; i < count; i++)
        out->values[i] = value_integer((int64_t)i);
}

static void make_grid(struct results *out)
{
    *out = (struct results){.name = "seed", .title = "Größen", .n_dimensions = 3};
    struct dimension *models = &out->dimensions[0];
    text_copy(models->name, sizeof models->name, "model");
    models->count = 2;
    models->labels = allocate(2, sizeof *models->labels);
    models->titles = allocate(2, sizeof *models->titles);
    FUZZ_REQUIRE(models->labels != NULL && models->titles != NULL);
    text_copy(models->labels[0], sizeof models->labels[0], "baseline");
    text_copy(models->labels[1], sizeof models->labels[1], "attention");
    set_axis(&out->dimensions[1], "n_in", 1);
    set_axis(&out->dimensions[2], "repeat", 3);
    FUZZ_REQUIRE(results_allocate(out) == 0);
    for (size_t i = 0; i < N_TRIALS; i++)
        out->identity[i] = i + 1;
    FUZZ_REQUIRE(results_add_text(out, RESULTS_STUDY, "name: seed\n") == 0);
    FUZZ_REQUIRE(results_add_number(out, "ranks", 2) == 0);
}

void fuzz_write_seeds(const char *folder)
{
    struct journal *journal;
    struct results results;
    char from[4096], to[4096];
    FUZZ_REQUIRE(journal_open(fuzz_folder(), &journal) == 0);
    for (uint64_t i = 1; i <= N_TRIALS; i++) {
        append_trial(journal, i);
        make_grid(&results);
        FUZZ_REQUIRE(snapshot_write(folder, journal, &results) == 0);
        results_free(&results);
        snprintf(from, sizeof from, "%s/study.h5", folder);
        snprintf(to, sizeof to, "%s/%d.h5", folder, (int)i);
        FUZZ_REQUIRE(rename(from, to) == 0);
    }
    journal_close(journal);
}
