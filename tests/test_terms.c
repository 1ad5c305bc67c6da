/* What ranks of a run must have in common: which option, program or study differs is named, with both values. */
#include "../src/run/terms.h"
#include "attnbench/base/error.h"
#include "attnbench/folder/provenance.h"
#include "attnbench/study/study.h"
#include "attnbench/study_file/study_file.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct study parsed(const char *repeats)
{
    static struct study study;
    char text[256];
    int length = snprintf(text, sizeof text,
                          "name: s\nrepeats: %s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\n"
                          "models: [{name: baseline}]\n",
                          repeats);
    assert_int_equal(study_parse(text, (size_t)length, "s.yaml", NULL, 0, &study), 0);
    return study;
}

/* Rank 0 has no options; expected NULL: they agree. */
static void assert_compared(const struct run_options *options, const char *repeats, int status, const char *expected)
{
    const struct run_options none = {.directory = "results/s"};
    struct study study = parsed("2"), other = parsed(repeats);
    char *first = terms_text(&study, &none, NULL), *own = terms_text(&other, options, NULL);
    assert_non_null(first);
    assert_non_null(own);
    assert_int_equal(terms_compare(first, own, 3, "node7"), status);
    if (expected != NULL && strstr(error_message(), expected) == NULL)
        fail_msg("\"%s\" lacks \"%s\"", error_message(), expected);
    free(first);
    free(own);
}

static void each_option_is_named(void **state)
{
    (void)state;
    const char *const settings[] = {"seed=3", "repeats=2", "training.epochs=4"};
    const struct {
        struct run_options options;
        const char *expected;
    } cases[] = {
        {{.part = {2, 3}}, "but --part is not given on rank 0 and 2/3 on rank 3 (host node7): give all the same"},
        {{.output = "x"}, "but -o is not given on rank 0 and x on rank 3"},
        {{.settings = settings, .n_settings = 1}, "but --set is not given on rank 0 and seed=3 on rank 3"},
        {{.settings = settings, .n_settings = 3}, "but --set is not given on rank 0 and seed=3 training.epochs=4 on"},
        {{.settings = settings + 1, .n_settings = 1}, "but --repeats is not given on rank 0 and 2 on rank 3"},
        {{.max_seconds = 90}, "but --max-time is not given on rank 0 and 90 s on rank 3"},
        {{.lost_seconds = 60.5}, "but --lost-after is not given on rank 0 and 60.5 s on rank 3"},
        {{.max_trial_seconds = 5}, "but --max-trial-time is not given on rank 0 and 5 s on rank 3"},
        {{.max_trial_bytes = 2e9}, "but --max-trial-memory is not given on rank 0 and 2000000000 bytes on rank 3"},
        {{.max_failures = 7}, "but --max-failures is not given on rank 0 and 7 on rank 3"},
        {{.keep_scratch = true}, "but --keep-scratch is not given on rank 0 and given on rank 3"},
        {{.dry_run = true}, "but --dry-run is not given on rank 0 and given on rank 3"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_compared(&cases[i].options, "2", EX_USAGE, cases[i].expected);
}

/* What the options say is not also the study's fault; the folder that follows from them is no option. */
static void the_same_is_the_same(void **state)
{
    (void)state;
    const struct run_options elsewhere = {.directory = "/other/results/s", .command = "/other/attnbench run s.yaml"};
    assert_compared(&elsewhere, "2", 0, NULL);
}

static void a_line_of_the_study_is_shown(void **state)
{
    (void)state;
    const struct run_options none = {.directory = "results/s"};
    assert_compared(&none, "7", EX_CONFIG, "with \"repeats: 2\" on rank 0 and \"repeats: 7\" on rank 3 (host node7)");
}

static void another_program_is_named(void **state)
{
    (void)state;
    const char *const others[PROGRAM_LINES] = {"version 2\ncommit a\narithmetic 3\n",
                                               "version 1\ncommit b\narithmetic 3\n",
                                               "version 1\ncommit a\narithmetic 4\n"};
    const char *const expected[PROGRAM_LINES] = {"its version is 1 on rank 0 and 2 on rank 1 (host n)",
                                                 "its commit is a on rank 0 and b on rank 1 (host n)",
                                                 "its arithmetic is 3 on rank 0 and 4 on rank 1 (host n)"};
    for (int i = 0; i < PROGRAM_LINES; i++) {
        assert_int_equal(terms_compare("version 1\ncommit a\narithmetic 3\n", others[i], 1, "n"), EX_CONFIG);
        assert_non_null(strstr(error_message(), expected[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_option_is_named),
        cmocka_unit_test(the_same_is_the_same),
        cmocka_unit_test(a_line_of_the_study_is_shown),
        cmocka_unit_test(another_program_is_named),
    };
    return RUN_TESTS(tests);
}
