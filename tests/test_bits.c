/* attnbench compare --bits, and attnbench publish: copies of a folder against it. */
#include "attnbench/base/error.h"
#include "attnbench/commands/actions.h"
#include "attnbench/folder/publish.h"
#include "attnbench/journal/journal.h"
#include "attnbench/run/run.h"
#include "attnbench/store/results.h"
#include "attnbench/trial/trial_difference.h"
#include "altered.h"
#include "store_helpers.h"
#include "test.h"

#include <hdf5.h>
#include <sys/stat.h>
#include <unistd.h>

/* Folders a and b of the same study, their runs of these arithmetics. study.h5 is not made anew for a trial that has
 * only other figures, so what an earlier call made goes. */
static void make_both(const char *folder, size_t repeats, alteration *alter, const char *arithmetic)
{
    for (int side = 0; side < 2; side++) {
        const char *path = in_folder(folder, side == 0 ? "a" : "b");
        char run[64];
        struct journal *journal;
        unlink(in_folder(path, "study.h5"));
        make_altered(path, side == 0 ? 2 : repeats, side == 0 ? NULL : alter);
        snprintf(run, sizeof run, "started 1\narithmetic %s\n", side == 0 ? "3" : arithmetic);
        assert_int_equal(journal_open(path, &journal), 0);
        assert_int_equal(journal_append_text(journal, RECORD_RUN, run), 0);
        journal_close(journal);
    }
}

static int bits(const char *folder, const char *a, const char *b, char lines[static 4096])
{
    const char *const directories[2] = {in_folder(folder, a), in_folder(folder, b)};
    FILE *out = fmemopen(lines, 4096, "w");
    assert_non_null(out);
    int status = bits_write(directories, out);
    fclose(out);
    return status;
}

static void test_equal(void **state)
{
    char lines[4096];
    make_both(*state, 2, NULL, "3");
    assert_int_equal(bits(*state, "a", "b", lines), 0);
    assert_non_null(strstr(lines, "Trials that both have: 2; in A alone: 0; in B alone: 0\n"
                                  "The same bits: every loss, accuracy and evaluation of the trials that both have\n"));
    assert_null(strstr(lines, "DIFFERS"));
}

/* Records of earlier versions have NaN of either sign. */
static void test_nan_of_either_sign_is_the_same(void **state)
{
    (void)state;
    static const float one[] = {2, NAN}, other[] = {2, -NAN};
    static const char *const names[2] = {"A", "B"};
    const struct trial_result a = {.epochs = 2, .train_loss = one, .train_accuracy = one};
    struct trial_result b = {.epochs = 2, .train_loss = other, .train_accuracy = other};
    char text[256];
    assert_null(trial_difference(&a, &b, names, text, sizeof text));
    b.train_loss = (const float[]){NAN, NAN};
    assert_string_equal(trial_difference(&a, &b, names, text, sizeof text), "the loss of epoch 1: A 2, B nan");
}

static void assert_parts(const char *folder, alteration *alter, const char *what)
{
    char lines[4096], line[256];
    make_both(folder, 2, alter, "3");
    assert_int_equal(bits(folder, "a", "b", lines), EX_TRIALS_FAILED);
    snprintf(line, sizeof line, "DIFFERS  attention n_in=3 n_out=1 cardinality=5 repeat 1: the %s: A ", what);
    assert_non_null(strstr(lines, line));
    assert_null(strstr(lines, "repeat 0"));
    assert_null(strstr(lines, "arithmetic:"));
    assert_string_equal(error_message(), "1 of the 2 trials that both have differ");
}

static void test_one_trial_altered(void **state)
{
    assert_parts(*state, last_bit_of_a_loss, "loss of epoch 4");
    assert_parts(*state, one_accuracy, "accuracy of epoch 6");
    assert_parts(*state, one_of_the_curve, "held-out accuracy of evaluation 2");
    assert_parts(*state, last_bit_of_the_curve, "held-out loss of evaluation 3");
    assert_parts(*state, one_right_more, "evaluation");
}

static void test_fewer_repeats(void **state)
{
    char lines[4096];
    make_both(*state, 1, NULL, "3");
    assert_int_equal(bits(*state, "a", "b", lines), 0);
    assert_non_null(strstr(lines, "Trials that both have: 1; in A alone: 1; in B alone: 0\nThe same bits: "));
    assert_int_equal(bits(*state, "b", "a", lines), 0);
    assert_non_null(strstr(lines, "Trials that both have: 1; in A alone: 0; in B alone: 1\n"));
}

static void test_another_arithmetic(void **state)
{
    char lines[4096];
    make_both(*state, 2, last_bit_of_a_loss, "4");
    assert_int_equal(bits(*state, "a", "b", lines), EX_TRIALS_FAILED);
    assert_non_null(strstr(lines, "arithmetic: 3 in A, 4 in B\n"));
}

static void five_epochs(struct trial_result *result, const struct trial_traces *traces)
{
    (void)traces;
    result->epochs = 5;
}

static void five_epochs_and_a_loss(struct trial_result *result, const struct trial_traces *traces)
{
    last_bit_of_a_loss(result, traces);
    five_epochs(result, traces);
}

/* Where they part is said before where one ends. */
static void test_fewer_epochs(void **state)
{
    char lines[4096];
    make_both(*state, 2, five_epochs, "3");
    assert_int_equal(bits(*state, "a", "b", lines), EX_TRIALS_FAILED);
    assert_non_null(strstr(lines, "repeat 1: A has 6 epochs, B 5; those that both have are the same\n"));
    make_both(*state, 2, five_epochs_and_a_loss, "3");
    assert_int_equal(bits(*state, "a", "b", lines), EX_TRIALS_FAILED);
    assert_non_null(strstr(lines, "repeat 1: the loss of epoch 4: A "));
}

static void a_crash(struct trial_result *result, const struct trial_traces *traces)
{
    (void)traces;
    result->status = TRIAL_CRASHED;
    result->epochs = result->evaluations = result->sequences = result->n_figures = 0;
}

static void test_failed_in_one(void **state)
{
    char lines[4096];
    make_both(*state, 2, a_crash, "3");
    assert_int_equal(bits(*state, "a", "b", lines), EX_TRIALS_FAILED);
    assert_non_null(strstr(lines, "repeat 1: it failed in one of them"));
}

static void test_nothing_in_common(void **state)
{
    char lines[4096];
    make_both(*state, 0, NULL, "3");
    assert_int_equal(bits(*state, "a", "b", lines), EX_USAGE);
    assert_non_null(strstr(error_message(), "have no trial in common"));
    assert_int_equal(bits(*state, "a", "nowhere", lines), EX_NOINPUT);
}

/* ---- copies ---- */

static void test_copy(void **state)
{
    char lines[4096];
    make_both(*state, 2, NULL, "3");
    assert_int_equal(publish_copy(in_folder(*state, "a"), in_folder(*state, "copy"), false), 0);
    assert_int_equal(n_files(in_folder(*state, "copy")), 1);
    assert_int_equal(bits(*state, "copy", "b", lines), 0);
    assert_non_null(strstr(lines, "every loss, accuracy and evaluation of the trials"));
    assert_int_equal(n_files(in_folder(*state, "copy")), 1); /* reading writes nothing */
}

static void test_copy_without_traces(void **state)
{
    char lines[4096];
    struct study study;
    struct results results[2];
    make_both(*state, 2, NULL, "3");
    assert_int_equal(publish_copy(in_folder(*state, "a"), in_folder(*state, "copy"), true), 0);
    assert_int_equal(results_open(in_folder(*state, "a"), snapshot_load_traces, &study, &results[0]), 0);
    assert_int_equal(results_open(in_folder(*state, "copy"), snapshot_load_traces, &study, &results[1]), 0);
    assert_true(results[1].digest == results[0].digest && results[0].digest != 0);
    assert_int_equal(results[1].epochs, results[0].epochs);
    assert_true(results[1].no_traces && !results[0].no_traces);
    assert_null(results[1].train_loss);
    assert_memory_equal(results[1].figures[METRIC_ACCURACY].hits, results[0].figures[METRIC_ACCURACY].hits,
                        2 * sizeof *results[0].figures[METRIC_ACCURACY].hits);
    assert_memory_equal(results[1].held_out_loss, results[0].held_out_loss,
                        2 * results[0].evaluations * sizeof *results[0].held_out_loss);
    results_free(&results[0]);
    results_free(&results[1]);
    assert_int_equal(bits(*state, "copy", "b", lines), 0);
    assert_non_null(strstr(lines, "has no losses and accuracies of the training: these are not compared"));
    assert_non_null(strstr(lines, "The same bits: every evaluation of the trials"));
    make_both(*state, 2, last_bit_of_a_loss, "3"); /* nobody can see it there */
    assert_int_equal(bits(*state, "copy", "b", lines), 0);
    make_both(*state, 2, last_bit_of_the_curve, "3");
    assert_int_equal(bits(*state, "copy", "b", lines), EX_TRIALS_FAILED);
}

/* Traces that are gone are damage, unless the file says that they were left out. */
static void test_lost_traces_are_damage(void **state)
{
    struct study study;
    struct results results;
    make_both(*state, 2, NULL, "3");
    assert_int_equal(publish_copy(in_folder(*state, "a"), in_folder(*state, "copy"), true), 0);
    hid_t file = H5Fopen(in_folder(*state, "copy/study.h5"), H5F_ACC_RDWR, H5P_DEFAULT);
    assert_true(file >= 0);
    assert_true(H5Adelete(file, "traces") >= 0);
    assert_true(H5Fclose(file) >= 0);
    assert_int_equal(results_open(in_folder(*state, "copy"), snapshot_load_digest, &study, &results), EX_DATAERR);
    assert_non_null(strstr(error_message(), "train_loss"));
}

static void test_places_for_a_copy(void **state)
{
    make_both(*state, 2, NULL, "3");
    assert_int_equal(publish_copy(in_folder(*state, "a"), in_folder(*state, "b"), false), EX_CANTCREAT);
    assert_non_null(strstr(error_message(), "holds the journal of a run"));
    assert_int_equal(publish_copy(in_folder(*state, "a"), in_folder(*state, "a"), false), EX_USAGE);
    assert_int_equal(publish_copy(in_folder(*state, "nowhere"), in_folder(*state, "copy"), false), EX_NOINPUT);
    assert_int_equal(access(in_folder(*state, "copy"), F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nan_of_either_sign_is_the_same),
        cmocka_unit_test_setup_teardown(test_equal, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_one_trial_altered, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_fewer_repeats, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_another_arithmetic, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_fewer_epochs, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_failed_in_one, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_nothing_in_common, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_copy, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_copy_without_traces, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_lost_traces_are_damage, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_places_for_a_copy, folder_setup, folder_teardown),
    };
    return RUN_TESTS(tests);
}
