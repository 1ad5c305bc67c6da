/* Claims that can be read in two ways: figures that may be fractions, names that may be differences. They are refused
 * with the study file; a study that is kept with results is read as it is. */
#include "attnbench/study_file/study_file.h"
#include "parsing.h"
#include "store_helpers.h"

#include <string.h>

static const char TOKENS[] = "name: s\n"
                             "task: {name: echo, n_in: 5, n_out: 2, cardinality: 9}\n"
                             "models: [{name: baseline}, {name: attention}]\n"
                             "save_models: all\n",
                  REAL[] = "name: s\n"
                           "task: {name: denoise, n_in: 5, n_out: 5, cardinality: 1}\n"
                           "models: [{name: attention, head: linear}]\n"
                           "training: {epochs: 50}\n",
                  DASHED[] =
                      "name: s\n"
                      "task: {name: echo, n_in: 5, n_out: 2, cardinality: 9}\n"
                      "models: [{name: a, kind: baseline}, {name: b-c, kind: attention}, {name: a-b-c, kind: tagger}]\n"
                      "training: {epochs: 200}\n";

static int read_study(const char *folder, const char *text, const char *claim)
{
    char line[512];
    snprintf(line, sizeof line, "claims: [{text: t, %s}]\n", claim);
    const char *path = in_folder(folder, "s.yaml"), *whole = followed_by(text, line);
    write_whole(path, whole, strlen(whole));
    return study_read(path, NULL, 0, &study);
}

static void refuses(const char *folder, const char *text, const char *claim, const char *message)
{
    char expected[1024];
    if (read_study(folder, text, claim) != EX_CONFIG)
        fail_msg("%s: was read", claim);
    snprintf(expected, sizeof expected, "%s:5: %s", in_folder(folder, "s.yaml"), message);
    assert_string_equal(error_message(), expected);
}

static void accepts(const char *folder, const char *text, const char *claim)
{
    if (read_study(folder, text, claim) != 0)
        fail_msg("%s: refused: %s", claim, error_message());
}

static void bounds_that_may_be_fractions(void **state)
{
    refuses(*state, TOKENS, "model: attention, expect: mean >= 0.5",
            "claims.expect: 'mean >= 0.5' may mean 50 % or 0.5 %: write 50, or '0.5 %' with its unit");
    refuses(*state, TOKENS, "expect: attention <= 1",
            "claims.expect: 'attention <= 1' may mean 100 % or 1 %: write 100, or '1 %' with its unit");
    refuses(*state, TOKENS, "metric: attention_last_3, expect: attention > .9",
            "claims.expect: 'attention > .9' may mean 90 % or 0.9 %: write 90, or '0.9 %' with its unit");
    refuses(
        *state, TOKENS, "expect: attention - baseline > 0.05",
        "claims.expect: 'attention - baseline > 0.05' may mean 5 points or 0.05 points: write 5, or '0.05 points' with "
        "its unit");
    refuses(
        *state, TOKENS, "expect: attention - baseline > -2e-2",
        "claims.expect: 'attention - baseline > -2e-2' may mean -2 points or -0.02 points: write -2, or '-0.02 points' "
        "with its unit");
    refuses(*state, TOKENS, "published: 0.957, expect: attention >= 95",
            "claims.published: '0.957' may mean 95.7 % or 0.957 %: write 95.7, or '0.957 %' with its unit");
    refuses(*state, TOKENS, "expect: attention - baseline within 0.05",
            "claims.expect: 'attention - baseline within 0.05' may mean 5 points or 0.05 points: write 5, or '0.05 "
            "points' with its unit");
    accepts(*state, TOKENS, "expect: attention - baseline within 0.5 points");
    refuses(*state, TOKENS, "published: [0.2, 0.23], expect: attention >= 95",
            "claims.published: '[0.2, 0.23]' may mean up to 23 % or up to 0.23 %: write percents, or their unit behind "
            "the numbers");
    accepts(*state, TOKENS, "published: [0.2 %, 0.23 %], expect: attention >= 95");
    accepts(*state, TOKENS, "published: [0, 1, 2], expect: attention >= 95");
    accepts(*state, TOKENS, "published: [72, 73.5, 71 points], expect: attention - baseline > 0");
    refuses(*state, TOKENS, "published: [72, 173], expect: attention >= 95",
            "claims.published lists 173: accuracy is 0 to 100");
    accepts(*state, TOKENS, "metric: perplexity, expect: attention - baseline within 0.05");
    accepts(*state, TOKENS, "expect: attention - baseline > 0");
    accepts(*state, TOKENS, "expect: attention >= 1.5");
    accepts(*state, TOKENS, "metric: loss_fall, expect: attention >= 0.5, published: 0.4");
    accepts(*state, REAL, "metric: rmse, expect: attention < 0.3, published: 0.25");
}

static void figures_with_their_unit(void **state)
{
    accepts(*state, TOKENS, "model: attention, expect: mean >= 0.5 %, published: 0.7 %");
    assert_true(study.claims[0].expect.value == 0.5 && study.claims[0].published == 0.7);
    assert_survives_writing();
    accepts(*state, TOKENS, "expect: attention >= 95%");
    assert_true(study.claims[0].expect.value == 95 && isnan(study.claims[0].published));
    accepts(*state, TOKENS, "expect: attention - baseline >= 1 point, published: -0.5 points");
    assert_true(study.claims[0].expect.value == 1 && study.claims[0].published == -0.5);
    assert_survives_writing();
    accepts(*state, TOKENS, "metric: epochs_to_50, expect: attention <= 300 epochs");
    refuses(*state, TOKENS, "expect: attention >= 95 points",
            "claims.expect: 'attention >= 95 points' has the unit 'points': accuracy is in %");
    refuses(*state, TOKENS, "expect: attention - baseline > 5 %",
            "claims.expect: 'attention - baseline > 5 %' has the unit '%': a difference of accuracy is in points");
    refuses(*state, TOKENS, "metric: loss_fall, expect: attention > 5 %",
            "claims.expect: 'attention > 5 %' has the unit '%': loss_fall has none");
    refuses(*state, TOKENS, "published: 72 epochs, expect: attention > 5",
            "claims.published: '72 epochs' has the unit 'epochs': accuracy is in %");
}

static void figures_that_are_no_plain_numbers(void **state)
{
    static const char *const wrong[] = {"010", "0x10", "1_000", "1,5", "5k", "fifty",
                                        "nan", ".inf", "1e999", "5 5", "yes"};
    char claim[128], message[256];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(claim, sizeof claim, "expect: 'attention > %s'", wrong[i]);
        assert_int_equal(read_study(*state, TOKENS, claim), EX_CONFIG);
        if (strcmp(wrong[i], "1,5") == 0)
            continue; /* two items of a flow mapping */
        snprintf(claim, sizeof claim, "published: %s, expect: attention > 5", wrong[i]);
        snprintf(message, sizeof message, "claims.published: '%s' is no number: write one such as 72.6", wrong[i]);
        refuses(*state, TOKENS, claim, message);
    }
    refuses(*state, TOKENS, "published: '72.6', expect: attention > 5",
            "claims.published is the text '72.6': write a number, without quotes");
    refuses(*state, TOKENS, "published: 1e8, expect: attention > 5",
            "claims.published is 100000000: accuracy is 0 to 100");
    refuses(*state, TOKENS, "published: 100.00001, expect: attention > 5",
            "claims.published is 100.00001: accuracy is 0 to 100");
    refuses(*state, TOKENS, "expect: attention < 100.00001",
            "claims.expect: 'attention < 100.00001' expects 100.00001: accuracy is 0 to 100 percent");
    accepts(*state, TOKENS, "published: 1e1, expect: attention > 5");
}

/* "a-b-c" is a model, and may be a minus b-c. */
static void names_that_may_be_differences(void **state)
{
    static const char message[] = "claims.expect: '%s' may mean the model a-b-c or the difference of a and b-c: write "
                                  "'a - b-c' with blanks around "
                                  "the minus for the difference, or model: a-b-c and 'mean' for the model";
    char expected[512];
    static const char *const two_ways[] = {"a-b-c > 0", "a-b-c>=50"};
    for (size_t i = 0; i < 2; i++) {
        char claim[64];
        snprintf(claim, sizeof claim, "expect: %s", two_ways[i]);
        snprintf(expected, sizeof expected, message, two_ways[i]);
        refuses(*state, DASHED, claim, expected);
    }
    accepts(*state, DASHED, "expect: a - b-c > 0");
    accepts(*state, DASHED, "expect: a-b-c - a > 0");
    accepts(*state, DASHED, "model: a-b-c, expect: mean > 50");
    accepts(*state, DASHED, "expect: b-c > 50");
}

/* Half a point is a half-width that one may want; two hundredths are two points as a fraction. */
static void half_widths_that_may_be_fractions(void **state)
{
    static const char text[] =
        "name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 9}\nmodels: [{name: baseline}]\n"
        "adaptive: {max: 20, half_width: %s}\n";
    static const char *const widths[] = {"0.02", "0.5"};
    for (size_t i = 0; i < 2; i++) {
        char whole[256], message[256];
        const char *path = in_folder(*state, "s.yaml");
        snprintf(whole, sizeof whole, text, widths[i]);
        write_whole(path, whole, strlen(whole));
        assert_parses(whole);
        assert_int_equal(study_read(path, NULL, 0, &study), i == 0 ? EX_CONFIG : 0);
        snprintf(message, sizeof message,
                 "%s:4: adaptive.half_width is 0.02 percentage points, which may mean 2: write 2; the least is 0.1",
                 path);
        if (i == 0)
            assert_string_equal(error_message(), message);
    }
}

/* What was let through once stays readable. */
static void stored_claims_are_read(void **state)
{
    (void)state;
    assert_parses(followed_by(TOKENS, "claims: [{text: t, published: 0.7, expect: attention >= 0.5}]\n"));
    assert_true(study.claims[0].expect.value == 0.5 && study.claims[0].published == 0.7);
    assert_survives_writing();
    assert_parses(followed_by(DASHED, "claims: [{text: t, expect: a-b-c > 0}]\n"));
    assert_string_equal(study.claims[0].expect.model, "a-b-c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(bounds_that_may_be_fractions, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(figures_with_their_unit, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(figures_that_are_no_plain_numbers, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(names_that_may_be_differences, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(half_widths_that_may_be_fractions, folder_setup, folder_teardown),
        cmocka_unit_test(stored_claims_are_read),
    };
    return RUN_TESTS(tests);
}
