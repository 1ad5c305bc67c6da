#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/store/results.h"
#include "store_helpers.h"
#include "test.h"

#include <math.h>

/* 2 models, 3 repeats. One trial is missing, one failed, one is of an earlier version, which kept no items. */
enum { N_TRIALS = 6, MISSING = 1, FAILED = 2, OLD = 3, ITEMS = 10, SHORT = 4, SHORT_ITEMS = 7 };

static void make_grid(struct results *out)
{
    *out = (struct results){.name = "stub", .title = "Items", .n_dimensions = 2};
    struct dimension *models = &out->dimensions[0], *repeats = &out->dimensions[1];
    strcpy(models->name, "model");
    models->count = 2;
    models->labels = calloc(2, sizeof *models->labels);
    models->titles = calloc(2, sizeof *models->titles);
    strcpy(models->labels[0], "baseline");
    strcpy(models->labels[1], "attention");
    strcpy(repeats->name, "repeat");
    repeats->count = 3;
    repeats->values = calloc(3, sizeof *repeats->values);
    for (int i = 0; i < 3; i++)
        repeats->values[i] = value_integer(i);
    assert_int_equal(results_allocate(out), 0);
    for (size_t i = 0; i < N_TRIALS; i++)
        out->identity[i] = i + 1;
}

/* Trial i has its first i + 2 items right. */
static float item_of(size_t trial, int item)
{
    return (size_t)item < trial + 2 ? 1 : 0;
}

/* n_wrong: by how many the count of right ones is less than the items'. */
static void append(struct journal *journal, size_t trial, int n_wrong)
{
    unsigned char bytes[1024];
    float items[ITEMS], trace[] = {1, 0.5f};
    int n = trial == OLD || trial == FAILED ? 0 : trial == SHORT ? SHORT_ITEMS : ITEMS;
    struct trial_result result = {.identity = trial + 1,
                                  .status = trial == FAILED ? TRIAL_CRASHED : TRIAL_FINISHED,
                                  .epochs = 2,
                                  .sequences = n > 0 ? n : 10,
                                  .n_items = n,
                                  .train_loss = trace,
                                  .train_accuracy = trace,
                                  .items = items};
    for (int i = 0; i < n; i++)
        items[i] = item_of(trial, i);
    if (trial != FAILED)
        result_add(&result,
                   figure_of_counts(metric_at(METRIC_ACCURACY), (int64_t)trial + 2 - n_wrong, result.sequences));
    assert_int_equal(journal_append(journal, bytes, record_encode_trial(&result, bytes)), 0);
}

static void publish(const char *folder, int n_wrong)
{
    struct journal *journal;
    struct results results;
    assert_int_equal(journal_open(folder, &journal), 0);
    for (size_t i = 0; i < N_TRIALS; i++)
        if (i != MISSING)
            append(journal, i, i == 5 ? n_wrong : 0);
    make_grid(&results);
    if (snapshot_write(folder, journal, &results) != 0)
        fail_msg("snapshot_write: %s", error_message());
    results_free(&results);
    journal_close(journal);
}

static void items_come_back(void **state)
{
    struct results out;
    publish(*state, 0);
    assert_int_equal(snapshot_read(*state, &out), 0);
    assert_null(out.items);
    if (snapshot_load_items(*state, &out) != 0)
        fail_msg("%s", error_message());
    assert_int_equal(out.n_items, ITEMS);
    assert_ptr_equal(out.item_metric, metric_at(METRIC_ACCURACY));
    for (size_t trial = 0; trial < N_TRIALS; trial++)
        for (int item = 0; item < ITEMS; item++) {
            float value = out.items[trial * ITEMS + (size_t)item];
            bool has = trial != MISSING && trial != FAILED && trial != OLD && (trial != SHORT || item < SHORT_ITEMS);
            assert_true(has ? value == item_of(trial, item) : isnan(value));
        }
    results_free(&out);
}

/* The digest and the checksum cover the count, so what does not fit is found by it. */
static void items_that_do_not_fit_the_count_are_refused(void **state)
{
    struct results out;
    publish(*state, 1);
    assert_int_equal(snapshot_read(*state, &out), 0);
    assert_int_equal(snapshot_load_items(*state, &out), EX_DATAERR);
    assert_non_null(strstr(error_message(), "a trial with 6 of 10 sequences correct has items of which 7 are"));
    results_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(items_come_back, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(items_that_do_not_fit_the_count_are_refused, folder_setup, folder_teardown),
    };
    return RUN_TESTS(tests);
}
