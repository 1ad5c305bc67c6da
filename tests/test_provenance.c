#include "attnbench/folder/provenance.h"
#include "attnbench/base/error.h"
#include "attnbench/run/run.h"
#include "store_helpers.h"
#include "test.h"

static struct journal *open_journal(const char *folder)
{
    struct journal *journal = NULL;
    assert_int_equal(journal_open(folder, &journal), 0);
    return journal;
}

static const struct attribute *find(const struct results *results, const char *name)
{
    for (int i = 0; i < results->n_attributes; i++)
        if (strcmp(results->attributes[i].name, name) == 0)
            return &results->attributes[i];
    return NULL;
}

static void assert_text(const struct results *results, const char *name, const char *expected)
{
    const struct attribute *attribute = find(results, name);
    if (expected == NULL) {
        assert_null(attribute);
        return;
    }
    assert_non_null(attribute);
    assert_string_equal(attribute->text, expected);
}

static void a_run_says_what_it_is(void **state)
{
    const char *const always[] = {"started", "attnbench_version", "commit", "mpi_version", "host", "kernels"};
    struct journal *journal = open_journal(*state);
    struct results results = {0};
    const char *command = "attnbench run a.yaml\nstarted never \xff é";
    assert_int_equal(
        provenance_begin(journal, &(struct run_begun){.command = command, .n_ranks = 3, .mpi = "Open MPI v4"}), 0);
    assert_int_equal(provenance_add(journal, true, &results), 0);
    assert_text(&results, "command", "attnbench run a.yaml?started never ? é"); /* a line of its own, and UTF-8 */
    assert_text(&results, "ended", NULL);
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        assert_true(find(&results, always[i]) != NULL && find(&results, always[i])->text[0] != '\0');
    assert_true(find(&results, "ranks")->number == 3);
    assert_true(find(&results, "runs")->number == 1);
    assert_int_equal(strncmp(find(&results, "hdf5_version")->text, "1.", 2), 0);
    assert_int_equal(strncmp(find(&results, "mpi_version")->text, "Open MPI v", 10), 0);
    assert_null(strchr(find(&results, "mpi_version")->text, ','));
    results_free(&results);
    assert_int_equal(provenance_end(journal), 0);
    assert_int_equal(provenance_add(journal, true, &results), 0);
    assert_int_equal(strlen(find(&results, "ended")->text), strlen("2017-12-04T12:00:00Z"));
    results_free(&results);
    journal_close(journal);
}

/* The second was killed; what is not known is not made up. */
static void runs_are_told_apart(void **state)
{
    struct journal *journal = open_journal(*state);
    struct results results = {0};
    const char *const records[] = {
        "started 1\ncommand one\nranks 2\nhost a\ncpu old\nattnbench_version 0.1\ncommit abc\n",
        "ended 2\n",
        "started 3\ncommand two\nranks 4\nhost b\nattnbench_version 0.2\ncommit def\nfuture key\n",
        "started 5\ncommand three\nranks 8\nhost c\nattnbench_version 0.3\ncommit fff\n",
        "ended 6\n",
    };
    for (int i = 0; i < 3; i++)
        assert_int_equal(journal_append_text(journal, RECORD_RUN, records[i]), 0);
    assert_int_equal(provenance_add(journal, true, &results), 0);
    assert_text(&results, "ended", NULL);
    assert_text(&results, "command", "two");
    results_free(&results);
    for (int i = 3; i < 5; i++)
        assert_int_equal(journal_append_text(journal, RECORD_RUN, records[i]), 0);
    assert_int_equal(provenance_add(journal, true, &results), 0);
    assert_text(&results, "started", "1");
    assert_text(&results, "ended", "6");
    assert_text(&results, "command", "three");
    assert_text(&results, "cpu", NULL); /* the newest run's */
    assert_true(find(&results, "ranks")->number == 8 && find(&results, "runs")->number == 3);
    assert_text(&results, "history",
                "1: one (ended 2; host a, ranks 2, attnbench 0.1, commit abc)\n"
                "3: two (ended unknown; host b, ranks 4, attnbench 0.2, commit def)\n"
                "5: three (ended 6; host c, ranks 8, attnbench 0.3, commit fff)\n");
    results_free(&results);
    journal_close(journal);
}

static void no_run_is_no_error(void **state)
{
    struct journal *journal = open_journal(*state);
    struct results results = {0};
    assert_int_equal(provenance_add(journal, true, &results), 0);
    assert_text(&results, "command", NULL);
    assert_text(&results, "history", "");
    assert_true(find(&results, "runs")->number == 0);
    results_free(&results);
    journal_close(journal);
}

#define FOLDER_TEST(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)

/* A folder is of one arithmetic; runs from before it was recorded are of another. */
static void arithmetic_is_not_mixed(void **state)
{
    struct journal *journal = open_journal(*state);
    assert_int_equal(provenance_check(journal, "results", NULL), 0);
    assert_int_equal(
        provenance_begin(journal,
                         &(struct run_begun){.command = "attnbench run a.yaml", .n_ranks = 1, .mpi = "Open MPI v4"}),
        0);
    assert_int_equal(provenance_end(journal), 0);
    assert_int_equal(provenance_check(journal, "results", NULL), 0);
    assert_int_equal(journal_append_text(journal, RECORD_RUN, "started 3\nattnbench_version 0.0.9\ncommit abc\n"), 0);
    assert_int_equal(
        provenance_begin(journal,
                         &(struct run_begun){.command = "attnbench run a.yaml", .n_ranks = 1, .mpi = "Open MPI v4"}),
        0);
    assert_int_equal(provenance_check(journal, "results", NULL), EX_CONFIG);
    assert_non_null(strstr(error_message(), "results holds trials of attnbench 0.0.9 (commit abc), whose figures"));
    journal_close(journal);
}

static void begin_part(struct journal *journal, int64_t k, int64_t n)
{
    assert_int_equal(
        provenance_begin(
            journal,
            &(struct run_begun){.command = "attnbench run a.yaml", .part = {k, n}, .n_ranks = 1, .mpi = "Open MPI v4"}),
        0);
    assert_int_equal(provenance_end(journal), 0);
}

static void assert_part(const struct journal *journal, int64_t k, int64_t n)
{
    struct part part;
    assert_int_equal(provenance_part(journal, &part), 0);
    assert_true(part.k == k && part.n == n);
}

/* A folder is a part's while all its runs are: not when it was joined, or the whole study went on in it. */
static void a_folder_is_of_one_part_or_of_the_whole(void **state)
{
    struct journal *journal = open_journal(*state);
    assert_part(NULL, 0, 0);
    assert_part(journal, 0, 0);
    begin_part(journal, 2, 3);
    assert_part(journal, 2, 3);
    begin_part(journal, 2, 3);
    assert_part(journal, 2, 3);
    begin_part(journal, 1, 3);
    assert_part(journal, 0, 0);
    begin_part(journal, 2, 3);
    assert_part(journal, 0, 0);
    journal_close(journal);
}

static void a_run_of_the_whole_makes_it_the_whole(void **state)
{
    struct journal *journal = open_journal(*state);
    begin_part(journal, 2, 3);
    begin_part(journal, 0, 0);
    assert_part(journal, 0, 0);
    begin_part(journal, 2, 3);
    assert_part(journal, 0, 0);
    journal_close(journal);
}

/* A run that uses OpenBLAS names it; a folder is of one version and core type, which studies that do not use it neither
 * show nor ask for. */
static void openblas_is_not_mixed(void **state)
{
    static const char here[] = "OpenBLAS 0.3.21 Haswell", other[] = "OpenBLAS 0.3.21 SkylakeX";
    struct journal *journal = open_journal(*state);
    struct results results = {0};
    char found[PROVENANCE_OPENBLAS];
    assert_int_equal(provenance_openblas(NULL, found), 0);
    assert_string_equal(found, "");
    assert_int_equal(
        provenance_begin(journal,
                         &(struct run_begun){.command = "attnbench run a.yaml", .n_ranks = 1, .mpi = "Open MPI v4"}),
        0);
    assert_int_equal(provenance_openblas(journal, found), 0);
    assert_string_equal(found, "");
    assert_int_equal(provenance_check(journal, "results", other), 0);
    assert_int_equal(provenance_begin(journal, &(struct run_begun){.command = "attnbench run a.yaml",
                                                                   .n_ranks = 1,
                                                                   .mpi = "Open MPI v4",
                                                                   .openblas = here}),
                     0);
    assert_int_equal(
        provenance_begin(journal,
                         &(struct run_begun){.command = "attnbench run a.yaml", .n_ranks = 1, .mpi = "Open MPI v4"}),
        0);
    assert_int_equal(provenance_openblas(journal, found), 0);
    assert_string_equal(found, here);
    assert_int_equal(provenance_check(journal, "results", here), 0);
    assert_int_equal(provenance_check(journal, "results", NULL), 0);
    assert_int_equal(provenance_check(journal, "results", other), EX_CONFIG);
    assert_non_null(strstr(error_message(),
                           "results holds trials by OpenBLAS 0.3.21 Haswell, whose last bits differ from "
                           "those of OpenBLAS 0.3.21 SkylakeX: go on with the first "));
    assert_int_equal(provenance_add(journal, true, &results), 0);
    assert_text(&results, "openblas", here); /* though the newest run did without */
    results_free(&results);
    assert_int_equal(provenance_add(journal, false, &results), 0);
    assert_text(&results, "openblas", NULL);
    results_free(&results);
    journal_close(journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(a_run_says_what_it_is),
        FOLDER_TEST(runs_are_told_apart),
        FOLDER_TEST(no_run_is_no_error),
        FOLDER_TEST(arithmetic_is_not_mixed),
        FOLDER_TEST(a_folder_is_of_one_part_or_of_the_whole),
        FOLDER_TEST(a_run_of_the_whole_makes_it_the_whole),
        FOLDER_TEST(openblas_is_not_mixed),
    };
    return RUN_TESTS(tests);
}
