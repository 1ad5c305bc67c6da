/* study.h5 of studies that evaluate held-out pairs, or real values: what is there, and what is absent. */
#include "attnbench/base/text.h"
#include "attnbench/store/results.h"
#include "store_helpers.h"
#include "test.h"

#include <hdf5.h>

enum { N_TRIALS = 4, EVALUATIONS = 3, EVERY = 5, EPOCHS = 17, MISSING = 2 };

static void make_grid(struct results *out, int64_t every)
{
    *out = (struct results){.name = "stub", .title = "Stub", .n_dimensions = 2, .every = every};
    struct dimension *models = &out->dimensions[0], *repeats = &out->dimensions[1];
    text_copy(models->name, sizeof models->name, "model");
    text_copy(repeats->name, sizeof repeats->name, "repeat");
    models->count = repeats->count = 2;
    models->labels = calloc(2, sizeof *models->labels);
    models->titles = calloc(2, sizeof *models->titles);
    text_copy(models->labels[0], sizeof models->labels[0], "a");
    text_copy(models->labels[1], sizeof models->labels[1], "b");
    repeats->values = calloc(2, sizeof *repeats->values);
    repeats->values[1] = value_integer(1);
    assert_int_equal(results_allocate(out), 0);
    for (size_t i = 0; i < N_TRIALS; i++) {
        out->identity[i] = i + 1;
        out->chance[i] = every > 0 ? 0.5 : NAN;
    }
}

/* A journal of all trials but one, with or without what this test is of, and the snapshot read back. */
static void publish(const char *folder, int evaluations, int is_real, double rmse, struct results *out)
{
    static const float loss[EPOCHS] = {1}, accuracy[EPOCHS] = {0.5f};
    struct journal *journal;
    struct results results;
    unsigned char bytes[STUB_BYTES];
    assert_int_equal(journal_open(folder, &journal), 0);
    for (uint64_t i = 0; i < N_TRIALS; i++) {
        const float curve[2][EVALUATIONS] = {{(float)i, 0.25f, 0.75f}, {4, 3, (float)i}};
        const struct trial_result result = {
            .identity = i + 1,
            .status = TRIAL_FINISHED,
            .epochs = EPOCHS,
            .evaluations = evaluations,
            .sequences = 10,
            .n_figures = 1,
            .figures = {is_real ? (struct figure){.metric = metric_at(METRIC_RMSE), .value = rmse + (double)i}
                                : figure_of_counts(metric_at(METRIC_ACCURACY), (int64_t)i, 10)},
            .train_loss = loss,
            .train_accuracy = accuracy,
            .held_out_accuracy = curve[0],
            .held_out_loss = curve[1],
        };
        if (i != MISSING)
            assert_int_equal(journal_append(journal, bytes, record_encode_trial(&result, bytes)), 0);
    }
    assert_int_equal(journal_sync(journal), 0);
    make_grid(&results, evaluations > 0 ? EVERY : 0);
    results.metric = metric_at(is_real ? METRIC_RMSE : METRIC_ACCURACY);
    assert_int_equal(snapshot_write(folder, journal, &results), 0);
    journal_close(journal);
    results_free(&results);
    if (snapshot_read(folder, out) != 0 || snapshot_load_digest(folder, out) != 0)
        fail_msg("%s", error_message());
}

static int has(const char *folder, const char *name)
{
    hid_t file = H5Fopen(in_folder(folder, "study.h5"), H5F_ACC_RDONLY, H5P_DEFAULT);
    int there = H5Lexists(file, name, H5P_DEFAULT) > 0;
    H5Fclose(file);
    return there;
}

static void test_curves_come_back(void **state)
{
    struct results results;
    publish(*state, EVALUATIONS, 0, 0, &results);
    assert_int_equal(results.evaluations, EVALUATIONS);
    assert_int_equal(results.every, EVERY);
    for (size_t i = 0; i < N_TRIALS; i++) {
        const float *accuracy = results.held_out_accuracy + i * EVALUATIONS,
                    *loss = results.held_out_loss + i * EVALUATIONS;
        assert_true(i == MISSING ? isnan(accuracy[0]) : accuracy[0] == (float)i);
        assert_true(i == MISSING ? isnan(accuracy[2]) : accuracy[2] == 0.75f);
        assert_true(i == MISSING ? isnan(loss[2]) : loss[2] == (float)i);
        assert_true(results.chance[i] == 0.5);
        assert_true(isnan(results.figures[METRIC_RMSE].values[i]));
    }
    assert_false(has(*state, "rmse"));
    assert_true(has(*state, "evaluation_epoch") && has(*state, "held_out_loss"));
    results_free(&results);
}

static void test_without_curves_nothing_is_there(void **state)
{
    struct results results;
    publish(*state, 0, 0, 0, &results);
    assert_int_equal(results.evaluations, 0);
    assert_null(results.held_out_accuracy);
    assert_false(has(*state, "evaluation_epoch") || has(*state, "held_out_accuracy") || has(*state, "chance"));
    results_free(&results);
}

static void test_real_values_have_no_accuracy(void **state)
{
    struct results results;
    publish(*state, 0, 1, 0.125, &results);
    for (size_t i = 0; i < N_TRIALS; i++) {
        assert_true(isnan(results.figures[METRIC_ACCURACY].values[i]));
        assert_true(i == MISSING ? isnan(results.figures[METRIC_RMSE].values[i])
                                 : results.figures[METRIC_RMSE].values[i] == 0.125 + (double)i);
        assert_int_equal(results.figures[METRIC_ACCURACY].hits[i], 0);
        assert_int_equal(results.sequences[i], i == MISSING ? 0 : 10);
    }
    hid_t file = H5Fopen(in_folder(*state, "study.h5"), H5F_ACC_RDONLY, H5P_DEFAULT);
    hid_t correct = H5Dopen2(file, "correct", H5P_DEFAULT);
    int32_t stored[N_TRIALS];
    assert_true(H5Dread(correct, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, stored) >= 0);
    H5Dclose(correct);
    H5Fclose(file);
    for (size_t i = 0; i < N_TRIALS; i++)
        assert_int_equal(stored[i], -1); /* absent, not 0 */
    results_free(&results);
}

static void test_digest_is_of_these_too(void **state)
{
    struct results plain, curves, real, other;
    publish(*state, 0, 0, 0, &plain);
    publish(*state, EVALUATIONS, 0, 0, &curves);
    publish(*state, 0, 1, 0.125, &real);
    publish(*state, 0, 1, 0.25, &other);
    assert_true(plain.digest != curves.digest && plain.digest != real.digest && real.digest != other.digest);
    results_free(&plain), results_free(&curves), results_free(&real), results_free(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_curves_come_back, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_without_curves_nothing_is_there, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_real_values_have_no_accuracy, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_digest_is_of_these_too, folder_setup, folder_teardown),
    };
    return RUN_TESTS(tests);
}
