#include "attnbench/base/text.h"
#include "test.h"

static void test_integers(void **state)
{
    static const char *const wrong[] = {"",
                                        "-",
                                        "+",
                                        " 1",
                                        "1 ",
                                        "1.0",
                                        "1e3",
                                        "0x10",
                                        "0o7",
                                        "1_000",
                                        "--1",
                                        "one",
                                        "nan",
                                        "9223372036854775808",
                                        "-9223372036854775809",
                                        "99999999999999999999999999"};
    int64_t value = 77;
    (void)state;
    assert_true(text_to_integer("0", &value) && value == 0);
    assert_true(text_to_integer("-12", &value) && value == -12);
    assert_true(text_to_integer("+7", &value) && value == 7);
    assert_true(text_to_integer("010", &value) && value == 10); /* decimal, never octal */
    assert_true(text_to_integer("9223372036854775807", &value) && value == INT64_MAX);
    assert_true(text_to_integer("-9223372036854775808", &value) && value == INT64_MIN);
    value = 77;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (text_to_integer(wrong[i], &value))
            fail_msg("'%s' was taken for an integer", wrong[i]);
        assert_int_equal(value, 77);
    }
}

static void test_reals(void **state)
{
    static const struct {
        const char *text;
        double value;
    } right[] = {{"0", 0},       {"1.5", 1.5},  {"-1.5", -1.5}, {".5", 0.5},   {"5.", 5},
                 {"1e-3", 1e-3}, {"1E+2", 100}, {"+2", 2},      {"1e-400", 0}, {"0.1", 0.1}};
    static const char *const wrong[] = {"",      ".",  "e5", "1e",  "1e+",   "nan",   "inf", "-inf", "infinity",
                                        "0x1p3", " 1", "1 ", "1,5", "1e999", "1.2.3", "-",   "1f"};
    double value = 77;
    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        if (!text_to_real(right[i].text, &value))
            fail_msg("'%s' was refused", right[i].text);
        assert_true(value == right[i].value);
    }
    value = 77;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (text_to_real(wrong[i], &value))
            fail_msg("'%s' was taken for a real", wrong[i]);
        assert_true(value == 77);
    }
}

static void test_seconds(void **state)
{
    static const struct {
        const char *text;
        double seconds;
    } right[] = {{"90", 90},      {"90s", 90},      {"15m", 900},      {"2h", 7200},
                 {"1h30m", 5400}, {"1h1m1s", 3661}, {"00:15:00", 900}, {"100:00:01", 360001},
                 {"0", 0},        {"0.5", 0.5},     {"1.5h", 5400}};
    static const char *const wrong[] = {
        "",      "m",        "1m1h",   "1h1h", "1h30", "-5",   "5d",        "1 h",     "15:00",     "0:60:00",
        "0:0:0", "00:00:60", ":00:00", "1e3",  "nan",  "90ss", "00:15:00s", "1:00:0x", "00:15:000", "9999999999:00:00"};
    double value = 77;
    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        if (!text_to_seconds(right[i].text, &value))
            fail_msg("'%s' was refused", right[i].text);
        assert_true(value == right[i].seconds);
    }
    value = 77;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (text_to_seconds(wrong[i], &value))
            fail_msg("'%s' was taken for a time", wrong[i]);
        assert_true(value == 77);
    }
    char digits[500]; /* a number beyond all doubles */
    memset(digits, '9', sizeof digits - 1);
    digits[sizeof digits - 1] = '\0';
    assert_false(text_to_seconds(digits, &value));
}

static void test_alternatives(void **state)
{
    static const char *const words[] = {"one", "two", "three"};
    char buffer[32], small[8];
    (void)state;
    assert_string_equal(text_alternatives(words, 0, buffer, sizeof buffer), "");
    assert_string_equal(text_alternatives(words, 1, buffer, sizeof buffer), "one");
    assert_string_equal(text_alternatives(words, 2, buffer, sizeof buffer), "one or two");
    assert_string_equal(text_alternatives(words, 3, buffer, sizeof buffer), "one, two or three");
    assert_string_equal(text_alternatives(words, 3, small, sizeof small), "one, tw");
}

static void test_nearest(void **state)
{
    static const char *const keys[] = {"units", "gate", "decoder_steps", "name", "n_in", "n_out"};
    enum { N = sizeof keys / sizeof *keys };
    char long_word[200];
    (void)state;
    assert_string_equal(text_nearest("unit", keys, N), "units");
    assert_string_equal(text_nearest("UNITS", keys, N), "units");
    assert_string_equal(text_nearest("untis", keys, N), "units");
    assert_string_equal(text_nearest("gaet", keys, N), "gate");
    assert_string_equal(text_nearest("decodersteps", keys, N), "decoder_steps");
    assert_string_equal(text_nearest("nin", keys, N), "n_in");
    assert_string_equal(text_nearest("ds", keys, N), "decoder_steps");
    assert_null(text_nearest("dsx", keys, N));
    assert_null(text_nearest("dx", keys, N));
    assert_null(text_nearest("learning_rate", keys, N));
    assert_null(text_nearest("xyz", keys, N));
    assert_null(text_nearest("", keys, N));
    assert_null(text_nearest("units", keys, 0));
    memset(long_word, 'u', sizeof long_word - 1);
    long_word[sizeof long_word - 1] = '\0';
    assert_null(text_nearest(long_word, keys, N));
    const char *const one_long[] = {long_word};
    assert_null(text_nearest("uu", one_long, 1));
}

static void test_copy(void **state)
{
    char buffer[5];
    (void)state;
    assert_true(text_copy(buffer, sizeof buffer, "abcd"));
    assert_string_equal(buffer, "abcd");
    assert_false(text_copy(buffer, sizeof buffer, "vwxyz"));
    assert_string_equal(buffer, "vwxy");
    assert_true(text_copy(buffer, sizeof buffer, ""));
    assert_string_equal(buffer, "");
    assert_false(text_copy(buffer, 0, "a"));
    assert_false(text_copy(buffer, 1, "a"));
    assert_string_equal(buffer, "");
}

static void test_names(void **state)
{
    char longest[65];
    (void)state;
    memset(longest, 'n', sizeof longest);
    longest[64] = '\0';
    assert_false(text_is_name(longest));
    longest[63] = '\0';
    assert_true(text_is_name(longest));
    assert_true(text_is_name("attention-2.b_C"));
    assert_true(text_is_name("_"));
    assert_false(text_is_name(""));
    assert_false(text_is_name(".hidden"));
    assert_false(text_is_name(".."));
    assert_false(text_is_name("-o"));
    assert_false(text_is_name("a/b"));
    assert_false(text_is_name("a b"));
    assert_false(text_is_name("ä"));
    assert_false(text_is_name("a\n"));
}

static void test_printable(void **state)
{
    static const char *const wrong[] = {"a\nb",
                                        "\t",
                                        "\x1b[2J",
                                        "\x7f",
                                        "\xc2\x85",
                                        "\xff",
                                        "\xc3",
                                        "\x80",
                                        "\xc0\xaf",
                                        "\xe0\x80\xaf",
                                        "\xed\xa0\x80",
                                        "\xf4\x90\x80\x80",
                                        "\xf8\x88\x80\x80\x80",
                                        "\xe2\x82",
                                        "\xe2\x80\xa8",
                                        "\xf0\x9f\x98"};
    (void)state;
    assert_true(text_is_printable(""));
    assert_true(text_is_printable("plain ~"));
    assert_true(text_is_printable("Länge → 😀 \xf4\x8f\xbf\xbd"));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (text_is_printable(wrong[i]))
            fail_msg("text %zu was taken for printable", i);
}

static void test_durations(void **state)
{
    static const struct {
        double seconds;
        const char *text;
    } cases[] = {{0, "0.0 s"},
                 {0.44, "0.4 s"},
                 {9.94, "9.9 s"},
                 {9.96, "10 s"},
                 {12.2, "12 s"},
                 {59.4, "59 s"},
                 {59.6, "1 min 00 s"},
                 {185, "3 min 05 s"},
                 {3599.4, "59 min 59 s"},
                 {3599.6, "1 h 00 min"},
                 {7800, "2 h 10 min"},
                 {360000, "100 h 00 min"},
                 {-1, "?"},
                 {NAN, "?"},
                 {INFINITY, "?"}};
    char buffer[32];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(text_duration(cases[i].seconds, buffer, sizeof buffer), cases[i].text);
}

static void test_byte_counts(void **state)
{
    static const struct {
        double bytes;
        const char *text;
    } cases[] = {{0, "0 B"},          {512, "512 B"},     {999, "999 B"},    {1000, "1.0 kB"},
                 {1300000, "1.3 MB"}, {999960, "1.0 MB"}, {2.5e9, "2.5 GB"}, {4e18, "4000.0 PB"}};
    char buffer[32];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(text_bytes(cases[i].bytes, buffer, sizeof buffer), cases[i].text);
}

static void test_figures_keep_their_width(void **state)
{
    static const struct {
        double value;
        int decimals;
        const char *text;
    } cases[] = {{0, 2, "0.00"},        {-0.125, 3, "-0.125"},       {999999.4, 0, "999999"},
                 {1e6, 4, "1.000e+06"}, {-1234567, 2, "-1.235e+06"}, {3.4e38, 4, "3.400e+38"},
                 {NAN, 4, "-"},         {-INFINITY, 4, "-"}};
    char buffer[32];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(text_figure(cases[i].value, cases[i].decimals, buffer, sizeof buffer), cases[i].text);
}

static char *written(void (*write)(FILE *, const char *), const char *text)
{
    static char buffer[256];
    buffer[0] = '\0'; /* nothing written leaves it as it was */
    FILE *file = fmemopen(buffer, sizeof buffer, "w");
    assert_non_null(file);
    write(file, text);
    fclose(file);
    return buffer;
}

static void test_json(void **state)
{
    (void)state;
    assert_string_equal(written(text_write_json, "plain"), "\"plain\"");
    assert_string_equal(written(text_write_json, ""), "\"\"");
    assert_string_equal(written(text_write_json, "a\"b\\c"), "\"a\\\"b\\\\c\"");
    assert_string_equal(written(text_write_json, "\n\x1f\x7f"), "\"\\u000a\\u001f\\u007f\"");
    assert_string_equal(written(text_write_json, "ä→"), "\"ä→\"");
    assert_string_equal(written(text_write_json, "a\xff\xc3"), "\"a\\ufffd\\ufffd\"");
}

static void test_csv(void **state)
{
    (void)state;
    assert_string_equal(written(text_write_csv, "plain text"), "plain text");
    assert_string_equal(written(text_write_csv, ""), "");
    assert_string_equal(written(text_write_csv, "a,b"), "\"a,b\"");
    assert_string_equal(written(text_write_csv, "say \"x\""), "\"say \"\"x\"\"\"");
    assert_string_equal(written(text_write_csv, "two\nlines"), "\"two\nlines\"");
    assert_string_equal(written(text_write_csv, " x"), "\" x\"");
    assert_string_equal(written(text_write_csv, "x "), "\"x \"");
}

/* Fowler, Noll, Vo: published values of 64-bit FNV-1a. */
static void test_hash(void **state)
{
    (void)state;
    assert_true(hash_bytes(HASH_START, "", 0) == HASH_START);
    assert_true(hash_bytes(HASH_START, "a", 1) == 0xaf63dc4c8601ec8cULL);
    assert_true(hash_bytes(HASH_START, "foobar", 6) == 0x85944171f73967e8ULL);
    assert_true(hash_bytes(hash_bytes(HASH_START, "foo", 3), "bar", 3) == 0x85944171f73967e8ULL);
    assert_true(hash_text(HASH_START, "a") == hash_bytes(HASH_START, "a\0", 2));
    assert_false(hash_text(hash_text(HASH_START, "ab"), "c") == hash_text(hash_text(HASH_START, "a"), "bc"));
}

static void test_sizes(void **state)
{
    (void)state;
    const struct {
        const char *text;
        double bytes;
    } right[] = {{"512", 512}, {"0", 0},          {"500k", 5e5}, {"500K", 5e5}, {"30M", 3e7}, {"2G", 2e9},
                 {"2GB", 2e9}, {"1.5 GB", 1.5e9}, {"3T", 3e12},  {"1P", 1e15},  {"7 B", 7}};
    const char *const wrong[] = {"", "M", "-1M", "1X", "1MM", "1 M B", "1MiB", "1e999", "nan", " 1", "1M "};
    double value = -1;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        assert_true(text_to_bytes(right[i].text, &value));
        assert_float_equal(value, right[i].bytes, 0);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (text_to_bytes(wrong[i], &value))
            fail_msg("\"%s\" is taken for %g bytes", wrong[i], value);
}

static void assert_shell(const char *text, const char *wanted)
{
    char *written = NULL;
    size_t bytes;
    FILE *out = open_memstream(&written, &bytes);
    assert_non_null(out);
    text_write_shell(out, text);
    fclose(out);
    assert_string_equal(written, wanted);
    free(written);
}

static void test_words_of_a_shell(void **state)
{
    (void)state;
    assert_shell("results/a-b_1.x", "results/a-b_1.x");
    assert_shell("", "''");
    assert_shell("n_in=5 n_out=2", "'n_in=5 n_out=2'");
    assert_shell("it's", "'it'\\''s'");
    assert_shell("$(x);`y`|~", "'$(x);`y`|~'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_reals),
        cmocka_unit_test(test_seconds),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_words_of_a_shell),
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_alternatives),
        cmocka_unit_test(test_copy),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_printable),
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_byte_counts),
        cmocka_unit_test(test_figures_keep_their_width),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_hash),
    };
    return RUN_TESTS(tests);
}
