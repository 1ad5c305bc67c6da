/* Pairs of texts: what is wrong with a file by its place, parts, vocabularies, tokens and back, and their errors. */
#include "attnbench/base/error.h"
#include "attnbench/base/padding.h"
#include "attnbench/study_file/study_file.h"
#include "attnbench/store/model_file.h"
#include "attnbench/task/text_pairs.h"
#include "attnbench/trial/own_pairs.h"
#include "attnbench/trial/trial.h"
#include "store_helpers.h"
#include "test.h"

#include <stdio.h>

static const char *with_tsv(const char *folder, const char *content)
{
    const char *path = in_folder(folder, "texts.tsv");
    write_whole(path, content, strlen(content));
    return path;
}

static const struct text_format CHARACTERS = {.most_steps = {5, 4}, .held_out = 10};
static const struct text_format WORDS = {.in_words = {true, true}, .most_steps = {5, 4}, .held_out = 10};

static void assert_tokens(const struct vocabulary *vocabulary, const char *expected)
{
    char *text = vocabulary_as_text(vocabulary);
    assert_string_equal(text, expected);
    free(text);
}

/* ---- Vocabularies ---- */

/* Most frequent first, ties by code point; of the training part alone. */
static void test_vocabularies_are_of_the_training_part(void **state)
{
    struct pair_table table;
    const char *path = with_tsv(*state, "bba\tz\ttrain\nb\xC3\xA9\tyy\ttrain\nqqq\txx\tevaluate\n");
    assert_int_equal(text_pairs_read(path, &CHARACTERS, &table), 0);
    assert_tokens(&table.vocabulary[0], "<unknown token>\nb\na\n\xC3\xA9");
    assert_tokens(&table.vocabulary[1], "<unknown token>\n<end of text>\ny\nz");
    assert_int_equal(table.train.n, 2);
    assert_int_equal(table.evaluate.n, 1);
    static const int32_t unknown[] = {0, 0, 0, -1, -1}, unknown_out[] = {0, 0, TOKEN_END, -1};
    assert_memory_equal(table.evaluate.input, unknown, sizeof unknown);
    assert_memory_equal(table.evaluate.target, unknown_out, sizeof unknown_out);
    pair_table_free(&table);
}

static void test_a_cap_keeps_the_most_frequent(void **state)
{
    struct vocabulary of[2];
    struct text_format format = WORDS;
    format.most_tokens[0] = 2;
    const char *path = with_tsv(*state, "the  cat the mat\tx\ttrain\n a cat\tx\ttrain\nb\tx\tevaluate\n");
    assert_int_equal(text_vocabularies_read(path, &format, of), 0);
    assert_tokens(&of[0], "<unknown token>\ncat\nthe");
    assert_tokens(&of[1], "<unknown token>\n<end of text>\nx");
    vocabulary_free(&of[0]);
    vocabulary_free(&of[1]);
}

/* More tokens than the table of counts begins with. */
static void test_many_tokens(void **state)
{
    enum { N = 5000 };
    static char text[N * 16];
    size_t used = 0;
    for (int i = 0; i < N; i++)
        used += (size_t)sprintf(text + used, "w%d\t%d\t%s\n", i, i % 7, i == 7 ? "evaluate" : "train");
    struct vocabulary of[2];
    assert_int_equal(text_vocabularies_read(with_tsv(*state, text), &WORDS, of), 0);
    assert_int_equal(of[0].n, N);
    assert_string_equal(of[0].tokens[1], "w0");
    assert_int_equal(vocabulary_find(&of[0], "w7", 2), TOKEN_UNKNOWN);
    for (size_t i = 0; i < N; i++)
        assert_int_equal(vocabulary_find(&of[0], of[0].tokens[i], strlen(of[0].tokens[i])), i);
    vocabulary_free(&of[0]);
    vocabulary_free(&of[1]);
}

/* ---- Parts ---- */

enum { PAIRS = 1000 };

static int read_numbered(const char *folder, int held_out, struct pair_table *out)
{
    static char text[PAIRS * 16];
    size_t used = 0;
    struct text_format format = WORDS;
    for (int i = 0; i < PAIRS; i++) /* two targets for each source */
        used += (size_t)sprintf(text + used, "s%d\tt%d\n", i / 2, i % 2);
    format.held_out = held_out;
    return text_pairs_read(with_tsv(folder, text), &format, out);
}

/* About the share asked for; and none of a source on both sides, which would be unknown here as it is its only word. */
static void test_parts_by_source(void **state)
{
    struct pair_table table;
    assert_int_equal(read_numbered(*state, 20, &table), 0);
    assert_int_equal(table.train.n + table.evaluate.n, PAIRS);
    assert_in_range(table.evaluate.n, 150, 250);
    for (size_t i = 0; i < table.evaluate.n; i++)
        assert_int_equal(table.evaluate.input[i * (size_t)table.n_in], TOKEN_UNKNOWN);
    pair_table_free(&table);
}

/* A pair stays in its part, wherever its line stands and whatever else is there. */
static void test_parts_do_not_depend_on_the_order(void **state)
{
    struct pair_table one, other;
    assert_int_equal(text_pairs_read(with_tsv(*state, "aa\tx\nbb\tx\ncc\tx\ndd\tx\nee\tx\nff\tx\ngg\tx\nhh\tx\n"),
                                     &(struct text_format){.most_steps = {5, 4}, .held_out = 50}, &one),
                     0);
    assert_int_equal(text_pairs_read(with_tsv(*state, "hh\tx\ngg\tx\nff\tx\nee\tx\ndd\tx\ncc\tx\nbb\tx\naa\tx"),
                                     &(struct text_format){.most_steps = {5, 4}, .held_out = 50}, &other),
                     0);
    assert_int_equal(one.train.n, other.train.n);
    assert_memory_equal(one.train.input, other.train.input, one.train.n * 5 * sizeof(int32_t));
    assert_memory_equal(one.evaluate.input, other.evaluate.input, one.evaluate.n * 5 * sizeof(int32_t));
    pair_table_free(&one);
    pair_table_free(&other);
}

/* ---- Lengths ---- */

static void test_longer_pairs_are_left_out_and_counted(void **state)
{
    struct pair_table table;
    const char *path = with_tsv(*state, "abcde\txyz\ttrain\nabcdef\tx\ttrain\na\txyzx\ttrain\na\tx\tevaluate\n");
    assert_int_equal(text_pairs_read(path, &CHARACTERS, &table), 0);
    assert_int_equal(table.train.n, 1);
    assert_int_equal(table.left_out, 2);
    assert_int_equal(table.train.target[3], TOKEN_END);
    pair_table_free(&table);
}

/* ---- What is wrong ---- */

static void assert_refused(const char *folder, const char *content, const char *message)
{
    char expected[512];
    struct pair_table table;
    const char *path = with_tsv(folder, content);
    snprintf(expected, sizeof expected, "%s%s", path, message);
    assert_int_equal(text_pairs_read(path, &CHARACTERS, &table), EX_DATAERR);
    assert_string_equal(error_message(), expected);
}

static void test_what_is_wrong_is_said_with_its_place(void **state)
{
    assert_refused(*state, "a\tb\ncaf\xE9\tb\n", ":2:4: the byte 0xE9 is no UTF-8: the file must be saved as UTF-8");
    assert_refused(*state, "\xFF\xFE", ":1:1: the byte 0xFF is no UTF-8: the file must be saved as UTF-8");
    assert_refused(*state, "a\tb\nab\n", ":2:1: no tab: a line must be a source, a tab and a target");
    assert_refused(*state, "a\tb\n\tb\n", ":2:1: the source is empty: it must have a character that is no blank");
    assert_refused(*state, "a\t \n", ":1:3: the target is empty: it must have a character that is no blank");
    assert_refused(*state, "a\t\ttrain\n", ":1:3: the target is empty: it must have a character that is no blank");
    assert_refused(*state, "a\tb\x07\n", ":1:4: a control character (U+0007): it must be taken out, or be a blank");
    assert_refused(*state, "a\xC2\x85\tb\n", ":1:2: a control character (U+0085): it must be taken out, or be a blank");
    assert_refused(*state, "a\rb\tb\n", ":1:2: a control character (U+000D): it must be taken out, or be a blank");
    assert_refused(*state, "a\tb\tc\n",
                   ":1:5: behind the second tab is 'c': it must be train or evaluate, or no second tab");
    assert_refused(*state, "a\tb\ttrain\na\tb\n",
                   ":2:1: it names no part, but lines before it name one: all must, or none");
    assert_refused(*state, "a\tb\na\tb\ttrain\n",
                   ":2:1: it names a part, but lines before it name none: all must, or none");
    assert_refused(*state, "a\tb\ttrain\n", ": 1 pairs to train on and 0 to evaluate: it needs both");
    assert_refused(*state, "", ": 0 pairs to train on and 0 to evaluate: it needs both");
    assert_refused(*state, "abcdef\tb\ttrain\na\tb\tevaluate\n",
                   ": 0 pairs to train on and 1 to evaluate, as 1 are longer than n_in=5 and n_out=4 (with the end of "
                   "the target): it needs both");
}

static void test_a_byte_0(void **state)
{
    struct pair_table table;
    static const char content[] = "a\tb\na\0c\tb\n";
    const char *path = in_folder(*state, "zero.tsv");
    write_whole(path, content, sizeof content - 1);
    assert_int_equal(text_pairs_read(path, &CHARACTERS, &table), EX_DATAERR);
    assert_non_null(strstr(error_message(), "zero.tsv:2:2: a control character (U+0000)"));
}

static void test_no_file(void **state)
{
    struct pair_table table;
    assert_int_equal(text_pairs_read(in_folder(*state, "none.tsv"), &CHARACTERS, &table), EX_NOINPUT);
    assert_int_equal(text_pairs_read(*state, &CHARACTERS, &table), EX_DATAERR);
}

/* As editors and spreadsheets write them: a mark of the byte order, CRLF, empty lines, no end of the last line. */
static void test_harmless_differences(void **state)
{
    struct pair_table plain, other;
    assert_int_equal(text_pairs_read(with_tsv(*state, "a\tb\ttrain\nc\td\tevaluate\n"), &CHARACTERS, &plain), 0);
    assert_int_equal(text_pairs_read(with_tsv(*state, "\xEF\xBB\xBF"
                                                      "a\tb\ttrain\r\n\r\n\nc\td\tevaluate"),
                                     &CHARACTERS, &other),
                     0);
    assert_int_equal(other.vocabulary[0].n, plain.vocabulary[0].n);
    assert_memory_equal(plain.train.target, other.train.target, 4 * sizeof(int32_t));
    assert_int_equal(other.evaluate.n, 1);
    pair_table_free(&plain);
    pair_table_free(&other);
}

/* ---- Tokens and back ---- */

static void test_texts_become_tokens_and_back(void **state)
{
    (void)state;
    float tokens[4];
    char text[32];
    struct vocabulary vocabulary;
    assert_int_equal(vocabulary_from_text(TOKEN_UNKNOWN_TEXT "\n" TOKEN_END_TEXT "\nto\nbe", &vocabulary), 0);
    assert_int_equal(text_encode("  be or  to ", true, &vocabulary, 4, tokens), 3);
    assert_true(tokens[0] == 3 && tokens[1] == TOKEN_UNKNOWN && tokens[2] == 2 && is_padding(tokens[3]));
    assert_string_equal(text_decode(tokens, 4, true, true, &vocabulary, text, sizeof text), "be \xEF\xBF\xBD to");
    tokens[2] = TOKEN_END;
    assert_string_equal(text_decode(tokens, 4, true, true, &vocabulary, text, sizeof text), "be \xEF\xBF\xBD");
    assert_int_equal(text_encode("be be be be be to", true, &vocabulary, 4, tokens), 6);
    vocabulary_free(&vocabulary);
}

/* The end, as a letter of these tests. */
static int errors(const char *answer, const char *target, int *tokens)
{
    enum { STEPS = 12 };
    float of[2][STEPS];
    const char *texts[] = {answer, target};
    for (int side = 0; side < 2; side++)
        for (int t = 0; t < STEPS; t++) {
            size_t length = strlen(texts[side]);
            of[side][t] = (size_t)t < length    ? (float)(texts[side][t] == '?' ? TOKEN_UNKNOWN : texts[side][t])
                          : (size_t)t == length ? TOKEN_END
                                                : 'x'; /* what a decoder says behind the end */
        }
    return text_errors(of[0], of[1], STEPS, tokens);
}

static void test_errors_are_the_fewest_edits(void **state)
{
    (void)state;
    int tokens;
    assert_int_equal(errors("kitten", "sitting", &tokens), 3);
    assert_int_equal(tokens, 7);
    assert_int_equal(errors("", "abc", &tokens), 3);
    assert_int_equal(errors("abc", "abc", &tokens), 0);
    assert_int_equal(errors("abcabc", "a", &tokens), 5);
    assert_int_equal(tokens, 1);
    assert_int_equal(errors("bcd", "abc", &tokens), 2);
    assert_int_equal(errors("?", "?", &tokens), 1);                       /* never right */
    assert_int_equal(errors("abcdefghijkl", "abcdefghijkl", &tokens), 0); /* no room for an end */
    assert_int_equal(tokens, 12);
}

/* ---- With the weights ---- */

static void test_vocabularies_are_stored(void **state)
{
    float value = 1;
    const struct stored_tensor tensor = {"W", 1, 0, &value};
    struct vocabulary of[2], found[2];
    const char *path = in_folder(*state, "m.h5");
    assert_int_equal(vocabulary_from_text("<unknown token>\na\n\xC3\xA9", &of[0]), 0);
    assert_int_equal(vocabulary_from_text("<unknown token>\n<end of text>\nx", &of[1]), 0);
    assert_int_equal(model_file_write(path, 1, 2, "study", of, &tensor, 1), 0);
    assert_int_equal(model_file_read_vocabularies(path, found), 0);
    assert_tokens(&found[0], "<unknown token>\na\n\xC3\xA9");
    assert_tokens(&found[1], "<unknown token>\n<end of text>\nx");
    for (int side = 0; side < 2; side++) {
        vocabulary_free(&of[side]);
        vocabulary_free(&found[side]);
    }
    assert_int_equal(model_file_write(path, 1, 2, "study", NULL, &tensor, 1), 0);
    assert_int_equal(model_file_read_vocabularies(path, found), EX_DATAERR);
    assert_non_null(strstr(error_message(), "m.h5"));
}

/* ---- A trial ---- */

static double figure_of(const struct trial_result *result, const char *name)
{
    for (int i = 0; i < result->n_figures; i++)
        if (strcmp(result->figures[i].metric->name, name) == 0)
            return result->figures[i].value;
    return NAN;
}

/* Of 30 pairs with their ends 10 steps are of an unknown token: however well it is learned, it is wrong. */
static void test_an_unknown_token_is_never_right(void **state)
{
    static const char yaml[] =
        "name: t\nrepeats: 1\ntask: {name: text, path: texts.tsv, n_in: 1, n_out: 2, vocabulary_out: 1}\n"
        "models: [{name: baseline, units: 8}]\nsave_models: none\n"
        "training: {source: fixed, samples: 30, epochs: 60, batch: 5, learning_rate: 0.05}\nevaluate: {sequences: 2}\n";
    static struct study study;
    char text[1024];
    size_t used = 0;
    for (int i = 0; i < 30; i++)
        used += (size_t)sprintf(text + used, i < 20 ? "a\tx\ttrain\n" : "b\ty\ttrain\n");
    sprintf(text + used, "a\tx\tevaluate\nb\ty\tevaluate\n");
    with_tsv(*state, text);
    const char *path = in_folder(*state, "t.yaml");
    write_whole(path, yaml, sizeof yaml - 1);
    struct pair_table pairs;
    struct trial_traces traces;
    struct trial_progress progress = {0};
    struct trial_result result;
    assert_int_equal(study_read(path, NULL, 0, &study), 0);
    assert_int_equal(study.models[0].task.cardinality_out, 3);
    assert_int_equal(own_pairs_read(&study, &pairs), 0);
    struct trial trial = study_trial(&study, 0);
    trial.pairs = &pairs;
    assert_int_equal(trial_traces_allocate(&trial.settings, &traces), 0);
    assert_int_equal(trial_run(&trial, &progress, &traces, NULL, &result), 0);
    assert_true(traces.train_loss[59] < 0.05F);
    assert_float_equal(traces.train_accuracy[59], 50.0 / 60, 1e-6);
    assert_float_equal(figure_of(&result, "accuracy"), 50, 1e-9);
    assert_float_equal(figure_of(&result, "steps_right"), 75, 1e-9);
    assert_float_equal(figure_of(&result, "token_error_rate"), 0.5, 1e-9);
    trial_traces_free(&traces);
    pair_table_free(&pairs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_vocabularies_are_of_the_training_part, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_a_cap_keeps_the_most_frequent, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_many_tokens, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_parts_by_source, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_parts_do_not_depend_on_the_order, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_longer_pairs_are_left_out_and_counted, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_what_is_wrong_is_said_with_its_place, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_a_byte_0, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_no_file, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_harmless_differences, folder_setup, folder_teardown),
        cmocka_unit_test(test_texts_become_tokens_and_back),
        cmocka_unit_test(test_errors_are_the_fewest_edits),
        cmocka_unit_test_setup_teardown(test_vocabularies_are_stored, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_an_unknown_token_is_never_right, folder_setup, folder_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
