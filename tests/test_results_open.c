/* study.h5 that holds another shape than the study that stands in it: refused before anything goes by either. */
#include "attnbench/folder/publish.h"
#include "attnbench/run/run.h"
#include "fabricate.h"
#include "store_helpers.h"
#include "test.h"

#include <unistd.h>

/* A folder with a study.h5 of 2 models and 3 n_in, without figures, and no journal, that names this study. */
static void publish(const char *folder, const char *study)
{
    struct results results = fabricate((const size_t[3]){3, 1, 1}, 2);
    struct journal *journal;
    for (size_t i = 0; i < results.n_trials; i++)
        results.identity[i] = i + 1;
    assert_int_equal(results_add_text(&results, RESULTS_STUDY, study), 0);
    assert_int_equal(journal_open(folder, &journal), 0);
    assert_int_equal(snapshot_write(folder, journal, &results), 0);
    journal_close(journal);
    assert_int_equal(unlink(in_folder(folder, "journal")), 0);
    results_free(&results);
}

static int opened(const char *folder, const char *study_text)
{
    static struct study study;
    struct results results;
    publish(folder, study_text);
    int status = results_open(folder, NULL, &study, &results);
    if (status == 0)
        results_free(&results);
    return status;
}

static void refuses(const char *folder, const char *study_text)
{
    assert_int_equal(opened(folder, study_text), EX_DATAERR);
    assert_non_null(strstr(error_message(), "/study.h5 holds other models, axes or repeats than its study"));
}

static void the_study_has_the_shape_of_the_results(void **state)
{
    assert_int_equal(opened(*state, "name: s\nrepeats: 2\ntask: {name: echo, n_out: 2, cardinality: 50}\n"
                                    "grid: {n_in: [5, 10, 20]}\nmodels: [{name: baseline}, {name: attention}]\n"),
                     0);
}

/* As many trials, in another shape. */
static void models_axes_and_repeats_are_compared(void **state)
{
    refuses(*state, "name: s\nrepeats: 2\ntask: {name: echo, n_out: 2, cardinality: 50}\ngrid: {n_in: [5, 10]}\n"
                    "models: [{name: baseline}, {name: attention}, {name: wide, kind: attention}]\n");
    refuses(*state, "name: s\nrepeats: 3\ntask: {name: echo, n_out: 2, cardinality: 50}\ngrid: {n_in: [5, 10]}\n"
                    "models: [{name: baseline}, {name: attention}]\n");
    refuses(*state, "name: s\nrepeats: 2\ntask: {name: echo, n_in: 5, n_out: 2}\ngrid: {cardinality: [50, 51, 52]}\n"
                    "models: [{name: baseline}, {name: attention}]\n");
    refuses(*state, "name: s\nrepeats: 2\ntask: {name: echo, n_out: 2, cardinality: 50}\ngrid: {n_in: [5, 10, 20]}\n"
                    "models: [{name: baseline}, {name: other, kind: attention}]\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_study_has_the_shape_of_the_results, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(models_axes_and_repeats_are_compared, folder_setup, folder_teardown),
    };
    return RUN_TESTS(tests);
}
