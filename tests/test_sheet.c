/* Tables as files have them: CSV, TSV and JSON, and what is wrong with them by its place. */
#include "attnbench/base/error.h"
#include "attnbench/sheet/sheet.h"
#include "store_helpers.h"
#include "test.h"

#include <stdio.h>
#include <unistd.h>

/* The table as "name|name/text|text/…". */
static const char *as_text(const struct sheet *sheet)
{
    static char text[4096];
    size_t used = 0;
    for (size_t k = 0; k < sheet->n_columns; k++)
        used += (size_t)sprintf(text + used, "%s%s", k > 0 ? "|" : "", sheet->names[k].text);
    for (size_t r = 0; r < sheet->n_rows; r++)
        for (size_t k = 0; k < sheet->n_columns; k++)
            used += (size_t)sprintf(text + used, "%s%s", k > 0 ? "|" : "/", sheet_field(sheet, r, k)->text);
    return text;
}

static const char *with_file(const char *folder, const char *content)
{
    const char *path = in_folder(folder, "t");
    write_whole(path, content, strlen(content));
    return path;
}

static void assert_reads(const char *folder, const char *content, const char *wanted)
{
    struct sheet sheet;
    if (sheet_read(with_file(folder, content), &sheet) != 0)
        fail_msg("'%s' was refused: %s", content, error_message());
    assert_string_equal(as_text(&sheet), wanted);
    sheet_free(&sheet);
}

static void assert_refused(const char *folder, const char *content, const char *wanted)
{
    struct sheet sheet;
    const char *path = with_file(folder, content);
    char whole[512];
    snprintf(whole, sizeof whole, "%s%s", path, wanted);
    if (sheet_read(path, &sheet) == 0)
        fail_msg("'%s' was read as %s", content, as_text(&sheet));
    assert_string_equal(error_message(), whole);
}

static void test_csv(void **state)
{
    assert_reads(*state, "m,s\na,1\nb,2\n", "m|s/a|1/b|2");
    assert_reads(*state, "m,s\r\na,1\r\n\r\nb,2", "m|s/a|1/b|2");
    assert_reads(*state, "m,s\ra,1\rb,2\r", "m|s/a|1/b|2");
    assert_reads(*state, "\xEF\xBB\xBFm,s\na,1\n", "m|s/a|1");
    assert_reads(*state, "m,s\na,\n,2\n", "m|s/a|/|2");
    assert_reads(*state, "m,s\n a , 1 \n,,\n", "m|s/a|1");
    assert_reads(*state, "m\na\n\nb\n", "m/a/b");
}

static void test_quotes(void **state)
{
    assert_reads(*state, "\"m\",\"s, t\"\n\"a \"\"b\"\"\",1\n", "m|s, t/a \"b\"|1");
    assert_reads(*state, "m,s\n\"a\r\nb\",1\nc,2\n", "m|s/a\r\nb|1/c|2");
    assert_reads(*state, "m,s\n\"\",\"\"\n", "m|s/|");
    assert_reads(*state, "m,s\na\"b,1\n", "m|s/a\"b|1");
    assert_reads(*state, "m;s\n\"a;b\";\"1\"", "m|s/a;b|1");
}

static void test_separators(void **state)
{
    assert_reads(*state, "m\ts\na, b\t1\n", "m|s/a, b|1");
    assert_reads(*state, "m;s\na;1,5\n", "m|s/a|1,5");
    assert_reads(*state, "\"a;b;c\",s\nx,1\n", "a;b;c|s/x|1");
}

static void test_places(void **state)
{
    struct sheet sheet;
    assert_int_equal(sheet_read(with_file(*state, "\xEF\xBB\xBFm,s\n\"a\nb\", 1\nc,\"2\""), &sheet), 0);
    assert_int_equal(sheet_field(&sheet, 0, 0)->line, 2);
    assert_int_equal(sheet_field(&sheet, 0, 1)->line, 3);
    assert_int_equal(sheet_field(&sheet, 0, 1)->column, 5);
    assert_int_equal(sheet_field(&sheet, 1, 1)->line, 4);
    assert_int_equal(sheet_field(&sheet, 1, 1)->column, 3);
    assert_int_equal(sheet.names[1].column, 3);
    sheet_free(&sheet);
    assert_int_equal(sheet_read(with_file(*state, "\n{\"m\": \"a\",\n \"s\": 1}"), &sheet), 0);
    assert_int_equal(sheet_field(&sheet, 0, 0)->line, 2);
    assert_int_equal(sheet_field(&sheet, 0, 0)->column, 7);
    assert_int_equal(sheet_field(&sheet, 0, 1)->line, 3);
    assert_int_equal(sheet_field(&sheet, 0, 1)->column, 7);
    sheet_free(&sheet);
}

static void test_json(void **state)
{
    assert_reads(*state, "{\"m\": \"a\", \"s\": 1}\n{\"s\": 2, \"m\": \"b\"}\n", "m|s/a|1/b|2");
    assert_reads(*state, "[{\"m\":\"a\",\"s\":-1.5e3},{\"m\":\"b\",\"t\":true}]", "m|s|t/a|-1.5e3|/b||true");
    assert_reads(*state, "{\"config\": {\"lr\": 0.1, \"opt\": {\"name\": \"sgd\"}}, \"loss\": NaN}",
                 "config.lr|config.opt.name|loss/0.1|sgd|NaN");
    assert_reads(*state, "{\"m\": null, \"s\": -Infinity} {} {\"tags\": [1,2]}",
                 "m|s|tags.0|tags.1/|-Infinity||/||1|2");
    assert_reads(*state, "{\"m\": \"\\u00e9\\ud83d\\ude00\\n\\\"\\/\\\\\"}", "m/\xC3\xA9\xF0\x9F\x98\x80\n\"/\\");
}

static void test_wrong_csv(void **state)
{
    assert_refused(*state, "", " is empty");
    assert_refused(*state, "\n\n", " is empty");
    assert_refused(*state, "m,s\n", " has no rows: a table has a line of names, then a line a row");
    assert_refused(*state, "m,s\na\n", ":2:1: the line has 1 field, the first line 2 names");
    assert_refused(*state, "m,s\na,1\n\nb,2,3\n",
                   ":4:5: the line has more fields than the first line has names, which are 2");
    assert_refused(*state, "m,s\na,\"1\nb,2\n", ":2:3: a quote is not closed");
    assert_refused(*state, "m,s\n\"a\"b,2\n", ":2:4: a separator or the end of the line must follow the closing quote");
    assert_refused(*state, "m,s\na,\xFF\n", ":2:3: byte 255 is not UTF-8 text");
    assert_refused(*state, "\xFF\xFEm", " is UTF-16: save it as UTF-8");
    assert_refused(*state, "PK\x03\x04", " is packed, such as a spreadsheet or a .gz: save it as CSV, or unpack it");
}

static void test_wrong_json(void **state)
{
    assert_refused(*state, "{\"m\": 1,}", ":1:9: JSON: nothing follows the ','");
    assert_refused(*state, "{\"m\": 1}\n{\"m\" 2}", ":2:6: JSON: a ':' must follow the key");
    assert_refused(*state, "{\"m\": 1 2}", ":1:9: JSON: a ',' or '}' must stand here");
    assert_refused(*state, "{m: 1}", ":1:2: JSON: a key in double quotes must stand here");
    assert_refused(*state, "{\"m\": one}", ":1:7: JSON: this is no value");
    assert_refused(*state, "{\"m\": 01}", ":1:7: JSON: this is no value");
    assert_refused(*state, "{\"m\": 1.}", ":1:7: JSON: this is no value");
    assert_refused(*state, "{\"m\": \"a", ":1:7: JSON: a quote is not closed");
    assert_refused(*state, "{\"m\": ", ":1:7: JSON: it ends where a value should stand");
    assert_refused(*state, "{\"m\": \"\\x\"}", ":1:8: JSON: a backslash stands before nothing that it escapes");
    assert_refused(*state, "{\"m\": \"\\ud800\"}", ":1:8: JSON: \\u is followed by no character");
    assert_refused(*state, "{\"m\": \"a\tb\"}", ":1:9: JSON: a control character stands in a text");
    assert_refused(*state, "{\"m\": 1, \"m\": 2}", ":1:15: m stands here a second time in its row");
    assert_refused(*state, "{\"m\": 1}\n[1]", ":2:1: a row must be an object, {\"name\": value, …}");
    assert_refused(*state, "[{\"m\": 1}, 2]", ":1:12: a row must be an object, {\"name\": value, …}");
    assert_refused(*state, "[{\"m\": 1}] 2", ":1:12: something follows the list of rows");
}

static void test_deep_json(void **state)
{
    static char deep[4096] = "{\"a\":";
    memset(deep + 5, '[', sizeof deep - 6);
    assert_refused(*state, deep, ":1:37: JSON: brackets lie too deep in one another");
}

static void test_no_file(void **state)
{
    struct sheet sheet;
    assert_int_equal(sheet_read(in_folder(*state, "none.csv"), &sheet), EX_NOINPUT);
    assert_int_equal(sheet_read(*state, &sheet), EX_IOERR);
}

/* A NUL stands in no text. */
static void test_nul(void **state)
{
    struct sheet sheet;
    write_whole(in_folder(*state, "t"), "m,s\na,\0\n", 8);
    assert_int_equal(sheet_read(in_folder(*state, "t"), &sheet), EX_DATAERR);
    assert_non_null(strstr(error_message(), "/t:2:3: byte 0 is not UTF-8 text"));
}

/* Every beginning of a table, and every byte of it turned into another, is read or refused in one line. */
static void test_damaged(void **state)
{
    static const char *const whole[] = {"\xEF\xBB\xBFm,\"s \"\"x\"\"\"\r\n\"a\nb\",1\n",
                                        "[{\"m\": \"a\\u00e9\", \"s\": {\"t\": [1, -2.5e3, null]}}]"};
    static const char bytes[] = "\"{}[],:\\\n\r\t;u0 \xC3";
    struct sheet sheet;
    char content[128];
    size_t n_read = 0, n_refused = 0;
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        for (size_t at = 0; at < strlen(whole[i]); at++)
            for (const char *byte = bytes; byte <= bytes + strlen(bytes); byte++) {
                strcpy(content, whole[i]);
                content[at] = *byte; /* the last one ends it here */
                if (sheet_read(with_file(*state, content), &sheet) == 0) {
                    n_read++;
                    sheet_free(&sheet);
                    continue;
                }
                n_refused++;
                assert_null(strchr(error_message(), '\n'));
                assert_non_null(strstr(error_message(), in_folder(*state, "t")));
            }
    assert_true(n_read > 100 && n_refused > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_csv, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_quotes, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_separators, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_places, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_json, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_wrong_csv, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_wrong_json, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_deep_json, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_no_file, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_nul, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_damaged, folder_setup, folder_teardown),
    };
    return RUN_TESTS(tests);
}
