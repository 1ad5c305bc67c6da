#include "attnbench/base/value.h"
#include "attnbench/base/text.h"
#include "test.h"

#include <math.h>

static void assert_prints(struct value value, const char *text)
{
    char buffer[VALUE_TEXT];
    struct value back;
    assert_string_equal(value_print(value, buffer), text);
    assert_true(value_parse(value.type, buffer, &back));
    assert_true(value_is_equal(back, value));
}

static void prints_what_gives_it_back(void **state)
{
    (void)state;
    assert_prints(value_integer(0), "0");
    assert_prints(value_integer(INT64_MAX), "9223372036854775807");
    assert_prints(value_real(0.1), "0.1");
    assert_prints(value_real(1e-12), "1e-12");
    assert_prints(value_real(100), "100");
    assert_prints(value_real(0.1 + 0.2), "0.30000000000000004");
    assert_prints(value_real(1.7976931348623157e308), "1.7976931348623157e+308");
    assert_prints(value_word("hard_sigmoid"), "hard_sigmoid");
}

static void takes_whole_texts_of_its_type(void **state)
{
    static const struct {
        enum value_type type;
        const char *text;
    } wrong[] = {{VALUE_INTEGER, "1.5"},
                 {VALUE_INTEGER, "010"},
                 {VALUE_INTEGER, "4 8"},
                 {VALUE_INTEGER, "1e400"},
                 {VALUE_INTEGER, ""},
                 {VALUE_INTEGER, "9223372036854775808"},
                 {VALUE_REAL, "0,5"},
                 {VALUE_REAL, "007"},
                 {VALUE_REAL, "lstm"},
                 {VALUE_REAL, ""},
                 {VALUE_WORD, "a_word_of_64_characters_________________________________________"}};
    struct value value;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(value_parse(wrong[i].type, wrong[i].text, &value));
    assert_true(value_parse(VALUE_REAL, "1", &value));
    assert_true(value_is_equal(value, value_real(1)));
    assert_true(value_parse(VALUE_WORD, "a_word_of_63_characters________________________________________", &value));
}

static void compares_by_size(void **state)
{
    (void)state;
    assert_true(value_compare(value_integer(9), value_integer(10)) < 0);
    assert_true(value_compare(value_integer(INT64_MAX), value_integer(INT64_MAX - 1)) > 0); /* one double */
    assert_true(value_compare(value_real(0.5), value_integer(1)) < 0);
    assert_true(value_compare(value_word("gru"), value_word("lstm")) < 0);
    assert_true(value_compare(value_word("gru"), value_integer(7)) > 0);
    assert_true(value_compare(value_integer(7), value_word("gru")) < 0);
    assert_false(value_is_equal(value_integer(1), value_real(1))); /* their hashes differ */
    assert_false(value_is_equal(value_word("7"), value_integer(7)));
    assert_true(isnan(value_number(value_word("7"))));
}

/* Identities in journals are made of these: FNV-1a of the text with its final 0. */
static void hashes_are_frozen(void **state)
{
    (void)state;
    assert_true(value_hash(HASH_START, value_integer(4096)) == hash_text(HASH_START, "4096"));
    assert_true(value_hash(HASH_START, value_real(0.001)) == hash_text(HASH_START, "3f50624dd2f1a9fc"));
    assert_true(value_hash(HASH_START, value_real(0)) == hash_text(HASH_START, "0"));
    assert_true(value_hash(HASH_START, value_word("lstm")) == hash_text(HASH_START, "lstm"));
}

static void cells_are_written_in_two_ways(void **state)
{
    char text[24] = "";
    size_t used = 0;
    (void)state;
    cell_append(text, sizeof text, &used, cell_as_argument, "n_in", value_integer(5));
    cell_append(text, sizeof text, &used, cell_as_argument, "cell", value_word("gru"));
    assert_string_equal(text, "n_in=5 cell=gru");
    used = 0;
    cell_append(text, sizeof text, &used, cell_as_words, "n_in", value_integer(5));
    cell_append(text, sizeof text, &used, cell_as_words, "learning_rate", value_real(0.001));
    assert_string_equal(text, "n_in 5, learning_rate 0"); /* as much as there is room for */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_what_gives_it_back),
        cmocka_unit_test(takes_whole_texts_of_its_type),
        cmocka_unit_test(compares_by_size),
        cmocka_unit_test(hashes_are_frozen),
        cmocka_unit_test(cells_are_written_in_two_ways),
    };
    return RUN_TESTS(tests);
}
