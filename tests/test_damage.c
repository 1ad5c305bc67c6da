/* A small journal with each of its bits flipped, and cut at each of its bytes: the damage is found where it is, and
 * what is read is what was written. */
#include "attnbench/journal/journal.h"
#include "store_helpers.h"
#include "test.h"

#include <stdio.h>

enum { N_TRIALS = 3, EPOCHS = 4, N_RECORDS = N_TRIALS + 2 };

struct whole {
    unsigned char *bytes;
    size_t n, starts[N_RECORDS + 1]; /* of each record, and the end */
};

/* A study, two trials, the record of a run, a trial. */
static void make_journal(const char *folder, struct whole *out)
{
    unsigned char bytes[STUB_BYTES];
    struct journal *journal;
    size_t n = 0;
    out->starts[n++] = 0;
    assert_int_equal(journal_open(folder, &journal), 0);
    for (uint64_t trial = 0; trial < N_TRIALS; trial++) {
        if (trial != 1) {
            const char *text = trial == 0 ? "name: stub\n" : "ended 5\n";
            assert_int_equal(journal_append_text(journal, trial == 0 ? RECORD_STUDY : RECORD_RUN, text), 0);
            out->starts[n] = out->starts[n - 1] + RECORD_OVERHEAD + strlen(text);
            n++;
        }
        size_t length = stub_trial(trial + 1, TRIAL_FINISHED, EPOCHS, (int)trial, bytes);
        assert_int_equal(journal_append(journal, bytes, length), 0);
        out->starts[n] = out->starts[n - 1] + length;
        n++;
    }
    journal_close(journal);
    assert_int_equal(n, N_RECORDS + 1);
    out->bytes = read_whole(in_folder(folder, "journal"), &out->n);
    assert_int_equal(out->n, out->starts[N_RECORDS]);
}

/* The record that the byte lies in. */
static size_t record_of(const struct whole *whole, size_t byte)
{
    size_t record = 0;
    while (whole->starts[record + 1] <= byte)
        record++;
    return record;
}

static size_t trials_before(size_t record)
{
    static const size_t n[N_RECORDS + 1] = {0, 0, 1, 2, 2, 3};
    return n[record];
}

/* The first n trials are there, as they were written, and no other. */
static void assert_holds(const struct journal *journal, size_t n)
{
    unsigned char *buffer = NULL, expected[STUB_BYTES], found[STUB_BYTES];
    size_t bytes = 0;
    struct trial_result result;
    assert_int_equal(journal_n_trials(journal), n);
    for (uint64_t trial = 0; trial < n; trial++) {
        const struct journal_entry *entry = journal_find(journal, trial + 1);
        assert_non_null(entry);
        assert_int_equal(entry->figures[0].hits, (int)trial);
        assert_int_equal(journal_read(journal, entry, &buffer, &bytes, &result), 0);
        size_t length = stub_trial(trial + 1, TRIAL_FINISHED, EPOCHS, (int)trial, expected);
        assert_int_equal(record_encode_trial(&result, found), length);
        assert_memory_equal(found, expected, length);
    }
    free(buffer);
}

/* `record` is damaged: the last one is taken for a torn tail; before it nothing is opened, and the place is said. */
static void assert_found(const char *folder, const struct whole *whole, size_t record)
{
    struct journal *journal;
    char place[64];
    int status = journal_open_read(folder, &journal);
    if (record == N_RECORDS - 1) {
        assert_int_equal(status, 0);
        assert_int_equal(journal_torn_bytes(journal), whole->n - whole->starts[record]);
        assert_holds(journal, trials_before(record));
        journal_close(journal);
        return;
    }
    assert_int_equal(status, EX_DATAERR);
    snprintf(place, sizeof place, "/journal is damaged at byte %zu, with", whole->starts[record]);
    if (record > 0 || strstr(error_message(), "/journal is not a journal of attnbench") == NULL)
        assert_non_null(strstr(error_message(), place));
    assert_int_equal(journal_open(folder, &journal), EX_DATAERR);
}

static void test_every_bit_flipped(void **state)
{
    struct whole whole;
    make_journal(*state, &whole);
    for (size_t bit = 0; bit < 8 * whole.n; bit++) {
        whole.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        write_whole(in_folder(*state, "journal"), whole.bytes, whole.n);
        whole.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_found(*state, &whole, record_of(&whole, bit / 8));
    }
    print_message("%zu flipped bits found\n", 8 * whole.n);
    free(whole.bytes);
}

static void test_every_truncation(void **state)
{
    struct whole whole;
    make_journal(*state, &whole);
    for (size_t n = 0; n < whole.n; n++) {
        struct journal *journal;
        size_t record = record_of(&whole, n);
        write_whole(in_folder(*state, "journal"), whole.bytes, n);
        assert_int_equal(journal_open_read(*state, &journal), 0);
        assert_int_equal(journal_torn_bytes(journal), n - whole.starts[record]);
        assert_holds(journal, trials_before(record));
        journal_close(journal);
        assert_int_equal(journal_open(*state, &journal), 0);
        assert_int_equal(journal_torn_bytes(journal), n - whole.starts[record]);
        assert_holds(journal, trials_before(record));
        journal_close(journal);
    }
    print_message("%zu truncations found\n", whole.n);
    free(whole.bytes);
}

#define FOLDER_TEST(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(test_every_bit_flipped),
        FOLDER_TEST(test_every_truncation),
    };
    return RUN_TESTS(tests);
}
