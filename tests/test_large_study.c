/* A grid of more values than memory should hold, few of them there. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/store/results.h"
#include "store_helpers.h"
#include "test.h"

#include <hdf5.h>
#include <stdio.h>

enum { N_MODELS = 2, REPEATS = 200 * 1000, EPOCHS = STUB_MAX_EPOCHS }; /* 4e5 trials, 1.6e8 values of each trace */

static void set_dimension(struct dimension *out, const char *name, size_t count)
{
    text_copy(out->name, sizeof out->name, name);
    out->count = count;
}

static void make_grid(struct results *out)
{
    *out = (struct results){.n_dimensions = 2};
    struct dimension *models = &out->dimensions[0], *repeats = &out->dimensions[1];
    set_dimension(models, "model", N_MODELS);
    models->labels = calloc(N_MODELS, sizeof *models->labels);
    models->titles = calloc(N_MODELS, sizeof *models->titles);
    text_copy(models->labels[0], RESULTS_LABEL, "baseline");
    text_copy(models->labels[1], RESULTS_LABEL, "attention");
    set_dimension(repeats, "repeat", REPEATS);
    repeats->values = calloc(REPEATS, sizeof *repeats->values);
    for (size_t i = 0; i < REPEATS; i++)
        repeats->values[i] = value_integer((int64_t)i);
    assert_int_equal(results_allocate(out), 0);
    for (size_t i = 0; i < out->n_trials; i++)
        out->identity[i] = i + 1;
}

/* The study with its first trial, its last and one between; read back. */
static void publish(const char *folder, struct results *out)
{
    const size_t done[] = {0, REPEATS, N_MODELS * REPEATS - 1};
    unsigned char bytes[STUB_BYTES];
    struct journal *journal;
    struct results grid;
    make_grid(&grid);
    assert_int_equal(journal_open(folder, &journal), 0);
    for (size_t i = 0; i < sizeof done / sizeof *done; i++) {
        size_t n = stub_trial(grid.identity[done[i]], TRIAL_FINISHED, EPOCHS, 7, bytes);
        assert_int_equal(journal_append(journal, bytes, n), 0);
    }
    assert_int_equal(snapshot_write(folder, journal, &grid), 0);
    journal_close(journal);
    results_free(&grid);
    int status = snapshot_read(folder, out);
    if (status != 0)
        print_message("snapshot_read: %s\n", error_message());
    assert_int_equal(status, 0);
}

static void missing_trials_cost_nothing(void **state)
{
    struct results results;
    publish(*state, &results);
    assert_int_equal(results.n_trials, N_MODELS * REPEATS);
    assert_int_equal(results.epochs, EPOCHS);
    assert_int_equal(results.status[REPEATS], TRIAL_FINISHED);
    assert_int_equal(snapshot_load_digest(*state, &results), 0);
    assert_true(results.digest != HASH_START);
    assert_null(results.train_loss);
    assert_string_equal(results.traces_missing, "");
    assert_int_equal(snapshot_load_some(*state, &results), 0);
    assert_null(results.train_loss);
    assert_string_equal(results.traces_missing, "the traces of 400000 trials take 1.3 GB of memory, more than 1.0 GB");
    results_free(&results);
}

/* A study of traces as long as a study may have them: 32 TB. */
static void short_memory_is_said(void **state)
{
    struct results results;
    publish(*state, &results);
    results_free(&results);
    hid_t file = H5Fopen(in_folder(*state, "study.h5"), H5F_ACC_RDWR, H5P_DEFAULT);
    assert_true(H5Ldelete(file, "train_loss", H5P_DEFAULT) >= 0);
    hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    hid_t space = H5Screate_simple(3, (const hsize_t[]){N_MODELS, REPEATS, 10 * 1000 * 1000}, NULL);
    H5Pset_chunk(creation, 3, (const hsize_t[]){1, 1, 1000});
    H5Dclose(H5Dcreate2(file, "train_loss", H5T_IEEE_F32LE, space, H5P_DEFAULT, creation, H5P_DEFAULT));
    H5Sclose(space);
    H5Pclose(creation);
    assert_true(H5Fclose(file) >= 0);
    assert_int_equal(snapshot_read(*state, &results), 0);
    assert_int_equal(snapshot_load_traces(*state, &results), EX_OSERR);
    assert_non_null(strstr(error_message(), "400000 trials need 32.0 TB of memory"));
    results_free(&results);
}

#define FOLDER_TEST(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(missing_trials_cost_nothing),
        FOLDER_TEST(short_memory_is_said),
    };
    return RUN_TESTS(tests);
}
