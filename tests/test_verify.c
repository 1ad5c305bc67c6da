/* attnbench verify: stored trials, right ones and altered ones, against the same trials trained again. */
#include "attnbench/base/error.h"
#include "attnbench/commands/actions.h"
#include "attnbench/journal/journal.h"
#include "attnbench/run/run.h"
#include "altered.h"
#include "store_helpers.h"
#include "test.h"

/* The status of verify, and in `lines` what it prints. */
static int verify(const char *folder, int64_t sample, char lines[static 4096])
{
    FILE *out = fmemopen(lines, 4096, "w");
    assert_non_null(out);
    int status = verify_write(folder, sample, out);
    fclose(out);
    return status;
}

static void test_same_bits(void **state)
{
    char lines[4096];
    make_altered(*state, 2, NULL);
    assert_int_equal(verify(*state, 0, lines), 0);
    assert_non_null(strstr(lines, "same     attention n_in=3 n_out=1 cardinality=5 repeat 0 ("));
    assert_non_null(strstr(lines, "same     attention n_in=3 n_out=1 cardinality=5 repeat 1 ("));
    assert_non_null(strstr(lines, "2 trials trained again"));
    assert_int_equal(verify(*state, 1, lines), 0);
    assert_null(strstr(lines, "repeat 1"));
    assert_non_null(strstr(lines, "1 trials trained again"));
}

static void assert_differs(const char *folder, alteration *alter, const char *what)
{
    char lines[4096], line[256], message[4096];
    make_altered(folder, 2, alter);
    assert_int_equal(verify(folder, 0, lines), EX_DATAERR);
    snprintf(line, sizeof line, "DIFFERS  attention n_in=3 n_out=1 cardinality=5 repeat 1: the %s: stored ", what);
    assert_non_null(strstr(lines, line));
    assert_non_null(strstr(lines, "same     attention n_in=3 n_out=1 cardinality=5 repeat 0 ("));
    assert_null(strstr(lines, "trained again"));
    snprintf(message, sizeof message, "1 of 2 trials differ from what %s holds", folder);
    assert_string_equal(error_message(), message);
}

/* The journal's newest record of a trial counts, so that one folder serves for all. */
static void test_what_differs_is_named(void **state)
{
    assert_differs(*state, last_bit_of_a_loss, "loss of epoch 4");
    assert_differs(*state, one_accuracy, "accuracy of epoch 6");
    assert_differs(*state, one_of_the_curve, "held-out accuracy of evaluation 2");
    assert_differs(*state, last_bit_of_the_curve, "held-out loss of evaluation 3");
    assert_differs(*state, an_rmse, "evaluation");
    assert_differs(*state, one_right_more, "evaluation");
}

static void test_trials_of_other_settings(void **state)
{
    char lines[4096];
    make_altered(*state, 2, other_settings);
    assert_int_equal(verify(*state, 0, lines), EX_DATAERR);
    assert_non_null(strstr(error_message(), "made with other settings"));
}

static void test_without_results(void **state)
{
    char lines[4096];
    struct journal *journal;
    assert_int_equal(verify(*state, 0, lines), EX_NOINPUT);
    assert_int_equal(journal_open(*state, &journal), 0);
    assert_int_equal(journal_append_text(journal, RECORD_STUDY, altered_study), 0);
    journal_close(journal);
    assert_int_equal(verify(*state, 0, lines), EX_NOINPUT);
    assert_non_null(strstr(error_message(), "no trial has finished"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_same_bits, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_what_differs_is_named, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_trials_of_other_settings, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_without_results, folder_setup, folder_teardown),
    };
    return RUN_TESTS(tests);
}
