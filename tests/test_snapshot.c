#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/store/results.h"
#include "store_helpers.h"
#include "test.h"

#include <hdf5.h>
#include <hdf5_hl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* 2 models, cells 2 × 1 × 3, 2 repeats. Of the trials, numbered from 0, one is missing, one failed, one diverged. */
enum { N_TRIALS = 24, MISSING = 5, FAILED = 7, DIVERGED = 11, EPOCHS = 40 };

static void set_axis(struct dimension *out, const char *name, size_t count, int64_t first)
{
    text_copy(out->name, sizeof out->name, name);
    out->count = count;
    out->values = calloc(count, sizeof *out->values);
    for (size_t i = 0; i < count; i++)
        out->values[i] = value_integer(first + (int64_t)i);
}

static void make_grid(struct results *out)
{
    *out = (struct results){.name = "stub", .title = "Größen über alles", .n_dimensions = 5};
    struct dimension *models = &out->dimensions[0];
    text_copy(models->name, sizeof models->name, "model");
    models->count = 2;
    models->labels = calloc(2, sizeof *models->labels);
    models->titles = calloc(2, sizeof *models->titles);
    text_copy(models->labels[0], sizeof models->labels[0], "baseline");
    text_copy(models->labels[1], sizeof models->labels[1], "attention");
    text_copy(models->titles[0], sizeof models->titles[0], "Encoder-Decoder Modèle");
    set_axis(&out->dimensions[1], "n_in", 2, 5);
    set_axis(&out->dimensions[2], "n_out", 1, 2);
    set_axis(&out->dimensions[3], "cardinality", 3, 50);
    set_axis(&out->dimensions[4], "repeat", 2, 0);
    assert_int_equal(results_allocate(out), 0);
    assert_int_equal(out->n_trials, N_TRIALS);
    for (size_t i = 0; i < N_TRIALS; i++)
        out->identity[i] = (i + 1) | 1ULL << 63;
    assert_int_equal(results_add_text(out, "command", "mpirun -n 2 attnbench run stub.yaml"), 0);
    assert_int_equal(results_add_text(out, "empty", ""), 0);
    assert_int_equal(results_add_number(out, "ranks", 2), 0);
}

static void append_trial(struct journal *journal, size_t trial)
{
    unsigned char bytes[STUB_BYTES];
    uint64_t identity = (trial + 1) | 1ULL << 63;
    size_t n;
    if (trial == FAILED)
        n = stub_trial(identity, TRIAL_CRASHED, 0, 0, bytes);
    else if (trial == DIVERGED)
        n = stub_trial(identity, TRIAL_DIVERGED, EPOCHS / 2, 1, bytes);
    else
        n = stub_trial(identity, TRIAL_FINISHED, EPOCHS, (int)(3 * trial), bytes);
    assert_int_equal(journal_append(journal, bytes, n), 0);
}

/* A journal with the trials in the order first, first + step, … (modulo N_TRIALS), and the snapshot of it. */
static void publish(const char *folder, size_t first, size_t step, struct results *results)
{
    struct journal *journal;
    assert_int_equal(journal_open(folder, &journal), 0);
    for (size_t i = 0; i < N_TRIALS; i++) {
        size_t trial = (first + i * step) % N_TRIALS;
        if (trial != MISSING)
            append_trial(journal, trial);
    }
    make_grid(results);
    if (snapshot_write(folder, journal, results) != 0)
        fail_msg("snapshot_write: %s", error_message());
    journal_close(journal);
}

static void read_back(const char *folder, struct results *out)
{
    if (snapshot_read(folder, out) != 0 || snapshot_load_traces(folder, out) != 0)
        fail_msg("snapshot_read: %s", error_message());
}

static void test_dimensions_and_attributes_come_back(void **state)
{
    struct results in, out;
    publish(*state, 0, 1, &in);
    read_back(*state, &out);
    assert_string_equal(out.name, "stub");
    assert_string_equal(out.title, in.title);
    assert_int_equal(out.n_dimensions, in.n_dimensions);
    assert_int_equal(out.epochs, EPOCHS);
    for (int d = 0; d < in.n_dimensions; d++) {
        assert_string_equal(out.dimensions[d].name, in.dimensions[d].name);
        assert_int_equal(out.dimensions[d].count, in.dimensions[d].count);
        for (size_t i = 0; i < in.dimensions[d].count && d > 0; i++)
            assert_true(value_is_equal(out.dimensions[d].values[i], in.dimensions[d].values[i]));
    }
    assert_string_equal(out.dimensions[0].labels[1], "attention");
    assert_string_equal(out.dimensions[0].titles[0], "Encoder-Decoder Modèle");
    assert_string_equal(out.dimensions[0].titles[1], "");
    assert_int_equal(out.n_attributes, in.n_attributes);
    for (int i = 0; i < in.n_attributes; i++) {
        assert_string_equal(out.attributes[i].name, in.attributes[i].name);
        assert_true(out.attributes[i].number == in.attributes[i].number);
        if (in.attributes[i].text == NULL)
            assert_null(out.attributes[i].text);
        else
            assert_string_equal(out.attributes[i].text, in.attributes[i].text);
    }
    results_free(&in);
    results_free(&out);
}

static void test_figures_come_back(void **state)
{
    struct results in, out;
    publish(*state, 0, 1, &in);
    read_back(*state, &out);
    for (size_t i = 0; i < N_TRIALS; i++) {
        int expected = i == MISSING    ? TRIAL_MISSING
                       : i == FAILED   ? TRIAL_CRASHED
                       : i == DIVERGED ? TRIAL_DIVERGED
                                       : TRIAL_FINISHED;
        bool figures = expected == TRIAL_FINISHED || expected == TRIAL_DIVERGED;
        int correct = !figures ? 0 : i == DIVERGED ? 1 : (int)(3 * i);
        assert_int_equal(out.status[i], expected);
        assert_int_equal(out.identity[i], (i + 1) | 1ULL << 63);
        assert_int_equal(out.figures[METRIC_ACCURACY].hits[i], correct);
        assert_int_equal(out.sequences[i], figures ? 100 : 0);
        assert_true(figures ? out.figures[METRIC_ACCURACY].values[i] == correct
                            : isnan(out.figures[METRIC_ACCURACY].values[i]));
        assert_int_equal(isnan(out.train_seconds[i]) != 0, i == MISSING);
    }
    assert_memory_equal(in.status, out.status, N_TRIALS);
    assert_memory_equal(in.figures[METRIC_ACCURACY].hits, out.figures[METRIC_ACCURACY].hits,
                        N_TRIALS * sizeof *in.figures[METRIC_ACCURACY].hits);
    results_free(&in);
    results_free(&out);
}

static void test_reasons_come_back(void **state)
{
    struct results in, out;
    publish(*state, 0, 1, &in);
    read_back(*state, &out);
    assert_int_equal(out.n_failures, 1);
    assert_int_equal(out.failures[0].trial, FAILED);
    assert_string_equal(out.failures[0].reason, in.failures[0].reason);
    assert_true(out.failures[0].reason[0] != '\0');
    results_free(&in);
    results_free(&out);
}

static void test_traces_come_back(void **state)
{
    struct results in, out;
    publish(*state, 0, 1, &in);
    read_back(*state, &out);
    for (size_t i = 0; i < N_TRIALS; i++) {
        int epochs = i == MISSING || i == FAILED ? 0 : i == DIVERGED ? EPOCHS / 2 : EPOCHS;
        for (int e = 0; e < EPOCHS; e++) {
            float loss = out.train_loss[i * EPOCHS + (size_t)e], accuracy = out.train_accuracy[i * EPOCHS + (size_t)e];
            if (e >= epochs) {
                assert_true(isnan(loss) && isnan(accuracy));
            } else {
                assert_true(loss == (float)(out.identity[i] % 1000) + 1.0f / (float)(e + 1));
                assert_true(accuracy == (float)e / STUB_MAX_EPOCHS);
            }
        }
    }
    results_free(&in);
    results_free(&out);
}

static uint64_t load_digest(const char *folder, struct results *results)
{
    assert_int_equal(snapshot_load_digest(folder, results), 0);
    return results->digest;
}

static uint64_t digest_of(const char *folder, size_t first, size_t step)
{
    struct results in, out;
    publish(folder, first, step, &in);
    read_back(folder, &out);
    uint64_t digest = load_digest(folder, &out);
    results_free(&in);
    results_free(&out);
    return digest;
}

static void test_digest_does_not_depend_on_order(void **state)
{
    const uint64_t digest = 0xb7cb3fef7894d725; /* as it was first defined: stored digests must stay comparable */
    assert_true(digest == digest_of(in_folder(*state, "a"), 0, 1));
    assert_true(digest == digest_of(in_folder(*state, "b"), 23, 23));
    assert_true(digest == digest_of(in_folder(*state, "c"), 3, 5));
}

/* Overwrites one value of a trace in study.h5. */
static void change_trace(const char *folder, const char *name, size_t trial, size_t epoch, float value)
{
    hid_t file = H5Fopen(in_folder(folder, "study.h5"), H5F_ACC_RDWR, H5P_DEFAULT);
    hid_t trace = H5Dopen2(file, name, H5P_DEFAULT), space = H5Dget_space(trace), one = H5Screate(H5S_SCALAR);
    const hsize_t place[] = {trial / 12, trial / 6 % 2, 0, trial / 2 % 3, trial % 2, epoch};
    assert_true(H5Sselect_elements(space, H5S_SELECT_SET, 1, place) >= 0);
    assert_true(H5Dwrite(trace, H5T_NATIVE_FLOAT, one, space, H5P_DEFAULT, &value) >= 0);
    H5Sclose(one);
    H5Sclose(space);
    H5Dclose(trace);
    assert_true(H5Fclose(file) >= 0);
}

static void test_digest_sees_every_figure_but_times(void **state)
{
    const char *folder = *state;
    struct results in, out;
    publish(folder, 0, 1, &in);
    read_back(folder, &out);
    uint64_t digest = load_digest(folder, &out), stored = out.stored_digest;
    assert_true(stored == digest);
    out.stored_digest = 0; /* as in files of before there was one */
    out.train_seconds[0] += 1;
    change_trace(folder, "train_loss", MISSING, 0, 1);
    assert_true(load_digest(folder, &out) == digest);
    out.figures[METRIC_ACCURACY].hits[3]++;
    assert_true(load_digest(folder, &out) != digest);
    out.figures[METRIC_ACCURACY].hits[3]--;
    out.status[3] = TRIAL_MISSING;
    assert_true(load_digest(folder, &out) != digest);
    out.status[3] = TRIAL_FINISHED;
    out.dimensions[3].values[0].integer++;
    assert_true(load_digest(folder, &out) != digest);
    out.dimensions[3].values[0].integer--;
    assert_true(load_digest(folder, &out) == digest);
    change_trace(folder, "train_accuracy", N_TRIALS - 1, EPOCHS - 1, 0.25f);
    assert_true(load_digest(folder, &out) != digest);
    out.stored_digest = stored;
    assert_int_equal(snapshot_load_digest(folder, &out), EX_DATAERR);
    assert_non_null(strstr(error_message(), "its figures have the digest"));
    assert_int_equal(snapshot_load_traces(folder, &out), EX_DATAERR);
    results_free(&in);
    results_free(&out);
}

static void test_nothing_done_yet(void **state)
{
    struct journal *journal;
    struct results in, out;
    assert_int_equal(journal_open(*state, &journal), 0);
    make_grid(&in);
    assert_int_equal(snapshot_write(*state, journal, &in), 0);
    journal_close(journal);
    read_back(*state, &out);
    for (size_t i = 0; i < N_TRIALS; i++)
        assert_int_equal(out.status[i], TRIAL_MISSING);
    assert_true(load_digest(*state, &out) == HASH_START);
    results_free(&in);
    results_free(&out);
}

static void test_newer_snapshot_takes_the_place_of_the_older(void **state)
{
    struct results first, second, out;
    struct journal *journal;
    publish(*state, 0, 1, &first);
    assert_int_equal(journal_open(*state, &journal), 0);
    append_trial(journal, MISSING);
    make_grid(&second);
    assert_int_equal(snapshot_write(*state, journal, &second), 0);
    journal_close(journal);
    read_back(*state, &out);
    assert_int_equal(out.status[MISSING], TRIAL_FINISHED);
    assert_int_equal(n_files(*state), 3); /* journal, lease, study.h5 */
    results_free(&first);
    results_free(&second);
    results_free(&out);
}

/* A limit on the size of files stands for a full disk, at many points of the writing. */
static void test_full_disk_keeps_the_old_file(void **state)
{
    struct results results;
    struct rlimit before, limit;
    struct journal *journal;
    size_t old_bytes, bytes;
    publish(*state, 0, 1, &results);
    results_free(&results);
    unsigned char *old = read_whole(in_folder(*state, "study.h5"), &old_bytes);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(journal_open(*state, &journal), 0);
    size_t n_open = n_files("/proc/self/fd");
    for (size_t room = 0; room < old_bytes; room += 1999) {
        limit = before;
        limit.rlim_cur = room;
        make_grid(&results);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        int status = snapshot_write(*state, journal, &results);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(status, EX_IOERR);
        assert_non_null(strstr(error_message(), "/study.h5: cannot "));
        assert_non_null(strstr(error_message(), "File too large"));
        unsigned char *now = read_whole(in_folder(*state, "study.h5"), &bytes);
        assert_int_equal(bytes, old_bytes);
        assert_memory_equal(now, old, bytes);
        assert_int_equal(n_files(*state), 3);
        assert_int_equal(n_files("/proc/self/fd"), n_open);
        free(now);
        results_free(&results);
    }
    make_grid(&results);
    assert_int_equal(snapshot_write(*state, journal, &results), 0);
    results_free(&results);
    read_back(*state, &results);
    results_free(&results);
    journal_close(journal);
    free(old);
}

static void test_unwritable_folder_keeps_the_old_file(void **state)
{
    struct results results;
    struct journal *journal;
    char temporary[128], host[65] = "";
    size_t old_bytes, bytes;
    publish(*state, 0, 1, &results);
    unsigned char *old = read_whole(in_folder(*state, "study.h5"), &old_bytes);
    assert_int_equal(journal_open(*state, &journal), 0);
    /* In the place of the temporary file: refuses root too. */
    gethostname(host, sizeof host - 1);
    snprintf(temporary, sizeof temporary, "study.h5.tmp-%.20s-%ld", host, (long)getpid());
    assert_int_equal(mkdir(in_folder(*state, temporary), 0777), 0);
    assert_int_equal(snapshot_write(*state, journal, &results), EX_IOERR);
    assert_non_null(strstr(error_message(), "study.h5"));
    assert_int_equal(snapshot_write(in_folder(*state, "missing"), journal, &results), EX_IOERR);
    unsigned char *now = read_whole(in_folder(*state, "study.h5"), &bytes);
    assert_int_equal(bytes, old_bytes);
    assert_memory_equal(now, old, bytes);
    journal_close(journal);
    results_free(&results);
    free(old);
    free(now);
}

static void test_what_is_no_snapshot(void **state)
{
    struct results out;
    assert_int_equal(snapshot_read(*state, &out), EX_NOINPUT);
    assert_non_null(strstr(error_message(), "study.h5"));
    write_whole(in_folder(*state, "study.h5"), "no HDF5 at all", 14);
    assert_int_equal(snapshot_read(*state, &out), EX_DATAERR);
    hid_t file = H5Fcreate(in_folder(*state, "study.h5"), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    H5Fclose(file);
    assert_int_equal(snapshot_read(*state, &out), EX_DATAERR);
    assert_non_null(strstr(error_message(), "status"));
}

/* Puts something else in the place of one array of a good file. */
static hid_t forge(const char *folder, const char *array)
{
    struct results results;
    publish(folder, 0, 1, &results);
    results_free(&results);
    hid_t file = H5Fopen(in_folder(folder, "study.h5"), H5F_ACC_RDWR, H5P_DEFAULT);
    assert_true(file >= 0);
    assert_true(H5Ldelete(file, array, H5P_DEFAULT) >= 0);
    return file;
}

static void assert_refused(const char *folder, hid_t file, const char *word)
{
    struct results out;
    assert_true(H5Fclose(file) >= 0);
    assert_int_equal(snapshot_read(folder, &out), EX_DATAERR);
    if (strstr(error_message(), word) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", error_message(), word);
}

static void test_forged_files_are_refused(void **state)
{
    const hsize_t huge[] = {2, 2, 1, 3, 1ULL << 40}, overflowing[] = {2, 1ULL << 62, 1, 3, 2},
                  plain[] = {2, 2, 1, 3, 2};
    hid_t file = forge(*state, "accuracy");
    assert_refused(*state, file, "accuracy");

    file = forge(*state, "accuracy");
    assert_true(H5Lcreate_external("/etc/passwd", "/x", file, "accuracy", H5P_DEFAULT, H5P_DEFAULT) >= 0);
    assert_refused(*state, file, "link to elsewhere");

    file = forge(*state, "accuracy");
    assert_true(H5LTmake_dataset_float(file, "accuracy", 5, plain, (float[N_TRIALS]){0}) >= 0);
    assert_refused(*state, file, "type");

    file = forge(*state, "correct");
    assert_true(H5LTmake_dataset_int(file, "correct", 5, plain, (int[N_TRIALS]){-7}) >= 0);
    assert_refused(*state, file, "-7 of");

    const hsize_t *const shapes[] = {huge, overflowing};
    for (int i = 0; i < 2; i++) {
        file = forge(*state, "status");
        hid_t space = H5Screate_simple(5, shapes[i], NULL), creation = H5Pcreate(H5P_DATASET_CREATE);
        H5Pset_chunk(creation, 5, (const hsize_t[]){1, 1, 1, 1, 1});
        hid_t status = H5Dcreate2(file, "status", H5T_STD_I8LE, space, H5P_DEFAULT, creation, H5P_DEFAULT);
        H5Dclose(status);
        H5Pclose(creation);
        H5Sclose(space);
        assert_refused(*state, file, "status");
    }
}

static int read_whole_snapshot(const char *folder, struct results *out)
{
    TRY(snapshot_read(folder, out));
    TRY(snapshot_load_digest(folder, out));
    return snapshot_load_traces(folder, out);
}

static void assert_same_figures(const struct results *read, const struct results *whole)
{
    size_t n = whole->n_trials, traces = n * whole->epochs * sizeof(float);
    assert_int_equal(read->n_trials, n);
    assert_int_equal(read->epochs, whole->epochs);
    assert_true(read->digest == whole->digest);
    assert_memory_equal(read->figures[METRIC_ACCURACY].values, whole->figures[METRIC_ACCURACY].values,
                        n * sizeof(double));
    assert_memory_equal(read->figures[METRIC_ACCURACY].hits, whole->figures[METRIC_ACCURACY].hits, n * sizeof(int32_t));
    assert_memory_equal(read->sequences, whole->sequences, n * sizeof(int32_t));
    assert_memory_equal(read->train_loss, whole->train_loss, traces);
    assert_memory_equal(read->train_accuracy, whole->train_accuracy, traces);
}

/* Damage is found, or the figures are those that were written; the library's checksums alone do not keep that. */
static void test_flipped_bytes_do_no_harm(void **state)
{
    enum { TRIED = 150 };
    struct results whole, results;
    size_t n;
    int read = 0;
    publish(*state, 0, 1, &results);
    results_free(&results);
    assert_int_equal(read_whole_snapshot(*state, &whole), 0);
    unsigned char *content = read_whole(in_folder(*state, "study.h5"), &n);
    for (size_t i = 0; i < TRIED; i++) {
        size_t at = 11 + i * (n - 11) / TRIED;
        content[at] ^= 0x41;
        write_whole(in_folder(*state, "study.h5"), content, n);
        content[at] ^= 0x41;
        int status = read_whole_snapshot(*state, &results);
        if (status == 0) {
            assert_same_figures(&results, &whole);
            read++;
        } else {
            assert_int_equal(status, EX_DATAERR);
            assert_non_null(strstr(error_message(), "/study.h5: "));
        }
        results_free(&results);
    }
    print_message("%d damaged files: %d read all the same\n", TRIED, read);
    results_free(&whole);
    free(content);
}

#define FOLDER_TEST(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)

/* test_snapshot DIR writes the study of these tests into DIR, for tests/readers.py. */
int main(int n_arguments, char **arguments)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(test_dimensions_and_attributes_come_back),
        FOLDER_TEST(test_figures_come_back),
        FOLDER_TEST(test_reasons_come_back),
        FOLDER_TEST(test_traces_come_back),
        FOLDER_TEST(test_digest_does_not_depend_on_order),
        FOLDER_TEST(test_digest_sees_every_figure_but_times),
        FOLDER_TEST(test_nothing_done_yet),
        FOLDER_TEST(test_newer_snapshot_takes_the_place_of_the_older),
        FOLDER_TEST(test_full_disk_keeps_the_old_file),
        FOLDER_TEST(test_unwritable_folder_keeps_the_old_file),
        FOLDER_TEST(test_what_is_no_snapshot),
        FOLDER_TEST(test_forged_files_are_refused),
        FOLDER_TEST(test_flipped_bytes_do_no_harm),
    };
    if (n_arguments == 2) {
        struct results results;
        publish(arguments[1], 0, 1, &results);
        results_free(&results);
        return 0;
    }
    return RUN_TESTS(tests);
}
