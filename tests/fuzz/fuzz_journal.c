/* A journal: opened for reading and for writing, which cuts off a torn tail; what is there is read back. */
#include "attnbench/base/error.h"
#include "attnbench/journal/journal.h"
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { IDENTITIES = 8, EPOCHS = 6 };

/* Each trial that the journal says it has can be read, and makes sense. */
static size_t read_trials(const struct journal *journal)
{
    unsigned char *buffer = NULL;
    size_t bytes = 0, n = 0;
    for (uint64_t identity = 0; identity < IDENTITIES; identity++) {
        const struct journal_entry *entry = journal_find(journal, identity);
        struct trial_result result;
        if (entry == NULL)
            continue;
        n++;
        FUZZ_REQUIRE(journal_read(journal, entry, &buffer, &bytes, &result) == 0);
        for (int32_t i = 0; i < result.n_figures; i++)
            FUZZ_REQUIRE(result.figures[i].hits >= 0 && result.figures[i].hits <= result.figures[i].of);
        volatile float sum = 0;
        for (int32_t i = 0; i < result.epochs; i++)
            sum = sum + result.train_loss[i] + result.train_accuracy[i];
    }
    FUZZ_REQUIRE(n <= journal_n_trials(journal));
    free(buffer);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct journal *journal;
    fuzz_file("journal", bytes, n);
    int status = journal_open_read(fuzz_folder(), &journal);
    if (status != 0) {
        FUZZ_REQUIRE(status == EX_DATAERR);
        fuzz_check_message("/journal ", NULL);
        FUZZ_REQUIRE(strstr(error_message(), " at byte ") != NULL || strstr(error_message(), "not a journal") != NULL);
        FUZZ_REQUIRE(journal_open(fuzz_folder(), &journal) == EX_DATAERR);
        return 0;
    }
    size_t there = read_trials(journal), torn = journal_torn_bytes(journal);
    journal_close(journal);
    FUZZ_REQUIRE(journal_open(fuzz_folder(), &journal) == 0);
    FUZZ_REQUIRE(journal_torn_bytes(journal) == torn && read_trials(journal) == there);
    journal_close(journal);
    FUZZ_REQUIRE(journal_open_read(fuzz_folder(), &journal) == 0);
    FUZZ_REQUIRE(journal_torn_bytes(journal) == 0 && read_trials(journal) == there);
    journal_close(journal);
    return 0;
}

/* Puts the checksums of all records right, as far as their lengths lead. */
static void seal_records(uint8_t *bytes, size_t n)
{
    for (size_t at = 0; n - at >= RECORD_OVERHEAD;) {
        uint64_t payload;
        memcpy(&payload, bytes + at + 8, sizeof payload);
        if (payload > n - at - RECORD_OVERHEAD)
            return;
        size_t checked = RECORD_OVERHEAD - sizeof(uint32_t) + (size_t)payload;
        uint32_t crc = (uint32_t)crc32_z(0, bytes + at, checked);
        memcpy(bytes + at + checked, &crc, sizeof crc);
        at += checked + sizeof crc;
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t n, size_t most, unsigned seed)
{
    n = LLVMFuzzerMutate(bytes, n, most);
    if (seed % 2 == 0)
        seal_records(bytes, n);
    return n;
}

static void append_trial(struct journal *journal, uint64_t identity)
{
    unsigned char record[1024];
    float trace[EPOCHS] = {3, 2, 1, 0.5f, 0.25f, 0.125f};
    enum trial_status status = identity == 2 ? TRIAL_CRASHED : TRIAL_FINISHED;
    const struct trial_result result = {.identity = identity,
                                        .settings_hash = 42,
                                        .status = (int32_t)status,
                                        .epochs = status == TRIAL_CRASHED ? 0 : EPOCHS,
                                        .sequences = 10,
                                        .n_figures = status == TRIAL_CRASHED ? 0 : 2,
                                        .figures = {figure_of_counts(metric_at(METRIC_ACCURACY), 3, 10),
                                                    {.metric = metric_at(METRIC_PERPLEXITY), .value = 1.5}},
                                        .reason = "killed by signal 9",
                                        .train_loss = trace,
                                        .train_accuracy = trace};
    FUZZ_REQUIRE(journal_append(journal, record, record_encode_trial(&result, record)) == 0);
}

void fuzz_write_seeds(const char *folder)
{
    static const char study[] = "name: s\ntask: {name: echo}\nmodels: [{name: baseline}]\n";
    char path[4096];
    for (size_t n = 0; n < 3; n++) {
        struct journal *journal;
        snprintf(path, sizeof path, "%s/%zu", folder, n);
        FUZZ_REQUIRE(journal_open(path, &journal) == 0);
        FUZZ_REQUIRE(journal_append_text(journal, RECORD_STUDY, study) == 0);
        FUZZ_REQUIRE(journal_append_text(journal, RECORD_RUN, "started 5\n") == 0);
        for (uint64_t i = 0; i < 2 * n; i++)
            append_trial(journal, i);
        journal_close(journal);
        char from[4200], to[4200];
        snprintf(from, sizeof from, "%s/journal", path);
        snprintf(to, sizeof to, "%s.journal", path);
        FUZZ_REQUIRE(rename(from, to) == 0);
        snprintf(from, sizeof from, "%s/lease.1", path);
        FUZZ_REQUIRE(remove(from) == 0 && remove(path) == 0);
    }
}
