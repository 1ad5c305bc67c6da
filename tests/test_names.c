/* Names that would be read as something else: by other programs as data, or by people as a kind. They are refused with
 * the study file; a study that is kept with results is read as it is. */
#include "attnbench/study_file/study_file.h"
#include "parsing.h"
#include "store_helpers.h"

#include <stdio.h>
#include <string.h>

static int read_text(const char *folder, const char *text, const char *const *overrides, size_t n)
{
    const char *path = in_folder(folder, "s.yaml");
    write_whole(path, text, strlen(text));
    return study_read(path, overrides, n, &study);
}

static int read_names(const char *folder, const char *of_study, const char *of_model)
{
    char text[512];
    snprintf(text, sizeof text,
             "name: \"%s\"\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 9}\n"
             "models:\n  - {name: attention}\n  - {name: \"%s\", kind: baseline}\n",
             of_study, of_model);
    assert_parses(text);
    return read_text(folder, text, NULL, 0);
}

static void assert_message(const char *folder, const char *end)
{
    char expected[512];
    snprintf(expected, sizeof expected, "%s:%s", in_folder(folder, "s.yaml"), end);
    assert_string_equal(error_message(), expected);
}

static void assert_names_refused(const char *folder, const char *name, const char *what)
{
    char message[256];
    if (read_names(folder, "s", name) != EX_CONFIG)
        fail_msg("a model is named '%s'", name);
    snprintf(message, sizeof message,
             "5: models.name is '%s', which other programs read as %s: give it another name, such as model_%s", name,
             what, name);
    assert_message(folder, message);
    if (read_names(folder, name, "plain") != EX_CONFIG)
        fail_msg("a study is named '%s'", name);
    snprintf(message, sizeof message,
             "1: name is '%s', which other programs read as %s: give it another name, such as study_%s", name, what,
             name);
    assert_message(folder, message);
}

static void names_that_are_data(void **state)
{
    static const char *const missing[] = {"NA",   "na",   "N.A.", "nan",  "NaN", "NAN",
                                          "null", "NULL", "None", "none", "nil"},
                             *const numbers[] = {"1",       "007",   "1e5",   "1E5",     "1.5",  "1.",       "0x10",
                                                 "0x1p3",   "1e-5",  "1_000", "inf",     "Inf",  "INFINITY", "1e",
                                                 "1i",      "1ei",   "1L",    "2017",    "0x1p", "0x.",      "0xf.9p",
                                                 "0X1.8.a", "0x1p-", "0x1pi", "0x_a",    "0x",   "0xi",      "0xa_9",
                                                 "0b1",     "0B0_1", "0._5",  "5._9e-7", "1__0"},
                             *const truths[] = {"true", "TRUE", "tRUE", "False", "T", "F", "yes", "No", "on", "OFF"};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        assert_names_refused(*state, missing[i], "a missing value");
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        assert_names_refused(*state, numbers[i], "a number");
    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++)
        assert_names_refused(*state, truths[i], "true or false");
}

static void names_that_are_not(void **state)
{
    static const char *const fine[] = {"a",           "b2",      "2layers", "1a",   "e5",         "nan-1", "na_2",
                                       "none_at_all", "inf2",    "x1",      "1-2",  "2024-01-01", "12-30", "t2",
                                       "f1",          "truth",   "1.2.3",   "v1.0", "_",          "_1",    "y",
                                       "t",           "missing", "0b",      "1e5x", "0b2",        "0xyz",  "0x1_best"};
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
        if (read_names(*state, fine[i], fine[i]) != 0)
            fail_msg("refused: %s", error_message());
}

static void assert_models(const char *folder, const char *models, const char *message)
{
    char text[512];
    snprintf(text, sizeof text, "name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 9}\nmodels:\n%s", models);
    assert_parses(text);
    assert_int_equal(read_text(folder, text, NULL, 0), message == NULL ? 0 : EX_CONFIG);
    if (message != NULL)
        assert_message(folder, message);
}

/* A name that is a kind, or a word of another setting, is the model's own. */
static void names_that_are_another_kind(void **state)
{
    assert_models(*state, "  - {name: baseline}\n  - {name: attention, kind: baseline}\n",
                  "5: models.name is 'attention', but models.kind is baseline: give it another name");
    assert_models(*state, "  - {name: gru, kind: baseline}\n",
                  "4: models.name is 'gru', but models.cell is lstm: give it another name");
    assert_models(*state, "  - {name: LSTM, kind: baseline, cell: gru}\n",
                  "4: models.name is 'LSTM', but models.cell is gru: give it another name");
    assert_models(*state, "  - {name: dot, kind: attention}\n",
                  "4: models.name is 'dot', but models.attention is additive: give it another name");
    assert_models(*state, "  - {name: additive, kind: baseline}\n",
                  "4: models.name is 'additive', but models.kind is baseline: give it another name");
    assert_models(*state, "  - {name: teacher, kind: attention}\n",
                  "4: models.name is 'teacher', but models.feedback is softmax: give it another name");
    assert_models(*state, "  - {name: sigmoid, kind: tagger}\n",
                  "4: models.name is 'sigmoid', but models.gate is hard_sigmoid: give it another name");
    assert_models(*state, "  - {name: bidirectional, kind: baseline}\n",
                  "4: models.name is 'bidirectional', but models.bidirectional is false: give it another name");
    assert_models(*state, "  - {name: embedding, kind: baseline}\n",
                  "4: models.name is 'embedding', but models.embedding is 0: give it another name");
    assert_models(
        *state,
        "  - {name: attention}\n  - {name: gru, kind: attention, cell: gru}\n"
        "  - {name: dot, kind: attention, attention: dot}\n  - {name: softmax, kind: baseline}\n"
        "  - {name: teacher, kind: attention, feedback: teacher}\n"
        "  - {name: bidirectional, kind: baseline, bidirectional: true}\n  - {name: no-attention, kind: baseline}\n",
        NULL);
}

static void names_from_the_command_line(void **state)
{
    static const char text[] =
        "name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 9}\nmodels: [{name: baseline}]\n";
    const char *const name[] = {"name=NA"}, *const kind[] = {"models.baseline.kind=attention"};
    assert_int_equal(read_text(*state, text, name, 1), EX_USAGE);
    assert_string_equal(error_message(),
                        "--set name=NA: name is 'NA', which other programs read as a missing value: give it "
                        "another name, such as study_NA");
    assert_int_equal(read_text(*state, text, kind, 1), EX_USAGE);
    assert_string_equal(error_message(),
                        "--set models.baseline.kind=attention: models.name is 'baseline', but models.kind is "
                        "attention: give it another name");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names_that_are_data, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(names_that_are_not, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(names_that_are_another_kind, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(names_from_the_command_line, folder_setup, folder_teardown),
    };
    return RUN_TESTS(tests);
}
