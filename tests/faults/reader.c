/* Opens the study.h5 of a folder as readers do: reader FOLDER SECONDS reads it again and again beside a run,
 * reader --once FOLDER once. Prints how often it read and how many files it saw. Status 1 when a reading fails, a file
 * contradicts itself, or one lacks or changes what an older one had. */
#include "attnbench/base/error.h"
#include "attnbench/store/results.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Prints the failure and ends. */
#define REQUIRE(condition, ...)                     \
    do {                                            \
        if (!(condition)) {                         \
            fprintf(stderr, "reader: ");            \
            fprintf(stderr, __VA_ARGS__);           \
            fprintf(stderr, " (" #condition ")\n"); \
            exit(1);                                \
        }                                           \
    } while (0)

/* What a trial's arrays must say together. */
static void check_trial(const struct results *results, size_t i)
{
    bool there = trial_has_figures(results->status[i]);
    const float *loss = results->train_loss + i * results->epochs;
    const float *accuracy = results->train_accuracy + i * results->epochs;
    REQUIRE(there == !isnan(results->figures[METRIC_ACCURACY].values[i]), "trial %zu: accuracy %g", i,
            results->figures[METRIC_ACCURACY].values[i]);
    REQUIRE(there == (results->sequences[i] > 0), "trial %zu: %d sequences", i, results->sequences[i]);
    for (size_t epoch = 0; epoch < results->epochs; epoch++) {
        REQUIRE(there == !isnan(loss[epoch]), "trial %zu: loss of epoch %zu", i, epoch);
        REQUIRE(there == !isnan(accuracy[epoch]), "trial %zu: accuracy of epoch %zu", i, epoch);
    }
    if (there) {
        double percent = 100.0 * results->figures[METRIC_ACCURACY].hits[i] / results->sequences[i];
        REQUIRE(fabs(percent - results->figures[METRIC_ACCURACY].values[i]) < 1e-9, "trial %zu: %g %%, not %g", i,
                results->figures[METRIC_ACCURACY].values[i], percent);
    }
}

static size_t find(const struct results *results, uint64_t identity)
{
    size_t i = 0;
    while (i < results->n_trials && results->identity[i] != identity)
        i++;
    return i;
}

/* A trial that is there stays, with the same bits. */
static void check_kept(const struct results *older, const struct results *newer)
{
    for (size_t i = 0; i < older->n_trials; i++) {
        if (!trial_has_figures(older->status[i]))
            continue;
        size_t j = find(newer, older->identity[i]);
        REQUIRE(j < newer->n_trials &&
                    newer->figures[METRIC_ACCURACY].hits[j] == older->figures[METRIC_ACCURACY].hits[i],
                "trial %zu is gone or another", i);
        REQUIRE(newer->epochs == older->epochs &&
                    memcmp(newer->train_loss + j * newer->epochs, older->train_loss + i * older->epochs,
                           older->epochs * sizeof(float)) == 0,
                "trial %zu has another trace", i);
    }
}

/* One reading by the program's own functions. */
static struct results *read_all(const char *folder)
{
    struct results *results = calloc(1, sizeof *results);
    REQUIRE(results != NULL, "no memory");
    REQUIRE(snapshot_read(folder, results) == 0, "%s", error_message());
    REQUIRE(snapshot_load_traces(folder, results) == 0, "%s", error_message());
    REQUIRE(snapshot_load_digest(folder, results) == 0, "%s", error_message());
    REQUIRE(results_attribute(results, RESULTS_STUDY) != NULL, "no attribute " RESULTS_STUDY);
    REQUIRE(results_attribute(results, "command") != NULL, "no attribute command");
    for (size_t i = 0; i < results->n_trials; i++)
        check_trial(results, i);
    return results;
}

static void discard(struct results *results)
{
    if (results != NULL)
        results_free(results);
    free(results);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return EX_USAGE;
    if (strcmp(argv[1], "--once") == 0) {
        discard(read_all(argv[2]));
        return 0;
    }
    time_t end = time(NULL) + atol(argv[2]);
    long n_read = 0, n_files = 0;
    struct results *older = NULL;
    do {
        struct results *newer = read_all(argv[1]);
        n_files += older == NULL || older->digest != newer->digest;
        if (older != NULL)
            check_kept(older, newer);
        discard(older);
        older = newer;
        n_read++;
    } while (time(NULL) < end);
    discard(older);
    printf("%ld readings of %ld files\n", n_read, n_files);
    return 0;
}
