#include "attnbench/study_file/study_file.h"
#include "attnbench/folder/adaptive.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/stats/comparison.h"
#include "../src/run/standing.h"
#include "store_helpers.h"
#include "test.h"

#include <stdio.h>

static const char TEXT[] = "name: a\nrepeats: 3\nadaptive: {max: 20, half_width: 4}\n"
                           "task: {name: echo, n_out: 1, cardinality: 9}\ngrid: {n_in: [3, 4]}\n"
                           "models: [{name: baseline}, {name: attention}]\n";

static struct study study;

static void read_study(const char *override)
{
    const char *overrides[] = {override};
    if (study_parse(TEXT, strlen(TEXT), "a.yaml", overrides, override != NULL, &study) != 0)
        fail_msg("%s", error_message());
}

static struct trial trial_of(int model, size_t cell, int repeat)
{
    return study_trial(&study,
                       ((size_t)model * study_n_cells(&study) + cell) * study_max_repeats(&study) + (size_t)repeat);
}

static bool take_counts(struct adaptive *adaptive, const struct trial *trial, int64_t correct, int64_t sequences)
{
    const struct figure accuracy = figure_of_counts(metric_at(METRIC_ACCURACY), correct, sequences);
    return adaptive_take(adaptive, trial, &accuracy, 1);
}

/* Gives repeats first .. last - 1 of both models in a cell; narrow: all the same. Returns how often the cell changed.
 */
static int give(struct adaptive *adaptive, size_t cell, int first, int last, bool narrow)
{
    int changes = 0;
    for (int repeat = first; repeat < last; repeat++)
        for (int model = 0; model < 2; model++) {
            struct trial trial = trial_of(model, cell, repeat);
            changes += take_counts(adaptive, &trial, narrow ? 5000 : 1000 + repeat % 2 * 5000, 10000);
        }
    return changes;
}

static void looks_double_up_to_the_maximum(void **state)
{
    struct adaptive adaptive;
    (void)state;
    read_study(NULL);
    assert_int_equal(adaptive_begin(&study, NULL, &adaptive), 0);
    const int64_t looks[] = {3, 6, 12, 20};
    assert_int_equal(adaptive.looks.n, 4);
    assert_memory_equal(adaptive.looks.repeats, looks, sizeof looks);
    assert_int_equal(adaptive.n_wanted, 12);
    adaptive_end(&adaptive);

    read_study("adaptive.max=0");
    assert_int_equal(adaptive_begin(&study, NULL, &adaptive), 0);
    assert_int_equal(adaptive.looks.n, 1);
    assert_int_equal(give(&adaptive, 0, 0, 3, false), 1); /* settled: there is no further look */
    assert_int_equal(adaptive.n_wanted, 12);
    adaptive_end(&adaptive);
}

static void wide_cells_go_on_and_narrow_ones_stop(void **state)
{
    struct adaptive adaptive;
    (void)state;
    read_study(NULL);
    assert_int_equal(adaptive_begin(&study, NULL, &adaptive), 0);
    struct trial fourth = trial_of(1, 0, 3), of_other = trial_of(1, 1, 3);
    assert_false(adaptive_wants(&adaptive, &fourth));
    assert_true(adaptive_may_want(&adaptive, &fourth));
    assert_int_equal(give(&adaptive, 0, 0, 3, true), 1);
    assert_int_equal(adaptive.repeats[0], 3);
    assert_false(adaptive_may_want(&adaptive, &fourth));
    assert_true(adaptive_may_want(&adaptive, &of_other));

    assert_int_equal(give(&adaptive, 1, 0, 3, false), 1);
    assert_int_equal(adaptive.repeats[1], 6);
    assert_true(adaptive_wants(&adaptive, &of_other));
    assert_int_equal(adaptive.n_wanted, 2 * (3 + 6));
    assert_int_equal(give(&adaptive, 1, 3, 20, false), 3);
    assert_int_equal(adaptive.repeats[1], 20);
    assert_int_equal(adaptive_most_repeats(&adaptive), 20);
    adaptive_end(&adaptive);
}

/* What came in early counts when its look comes; the order of arrival does not matter. */
/* Five equal repeats are narrow by the default interval, but show nothing of trainings that fail. */
static void any_shape_goes_on(void **state)
{
    struct adaptive adaptive;
    (void)state;
    read_study("adaptive.interval=any_shape");
    assert_int_equal(adaptive_begin(&study, NULL, &adaptive), 0);
    give(&adaptive, 0, 0, 3, true);
    assert_int_equal(adaptive.repeats[0], 6);
    give(&adaptive, 0, 3, 6, true);
    assert_int_equal(adaptive.repeats[0], 12);
    adaptive_end(&adaptive);
}

static void order_does_not_matter(void **state)
{
    struct adaptive adaptive;
    (void)state;
    read_study(NULL);
    assert_int_equal(adaptive_begin(&study, NULL, &adaptive), 0);
    assert_int_equal(give(&adaptive, 0, 3, 12, false), 0);
    assert_int_equal(adaptive.repeats[0], 3);
    assert_int_equal(give(&adaptive, 0, 0, 3, false), 1);
    assert_int_equal(adaptive.repeats[0], 20);
    adaptive_end(&adaptive);
}

static void standing_says_how_models_differ(void **state)
{
    struct adaptive adaptive;
    struct standing standing;
    char text[256];
    (void)state;
    read_study("adaptive.max=0");
    assert_int_equal(adaptive_begin(&study, NULL, &adaptive), 0);
    assert_int_equal(standing_begin(&adaptive, &standing), 0);
    assert_string_equal(standing_line(&standing, text, sizeof text), "");
    for (int repeat = 0; repeat < 3; repeat++)
        for (int model = 0; model < 2; model++) {
            struct trial trial = trial_of(model, 1, repeat);
            take_counts(&adaptive, &trial, 20 + 60 * model + repeat, 100);
            standing_add(&standing, &trial);
            standing_judge(&standing, trial.cell);
        }
    assert_string_equal(standing_line(&standing, text, sizeof text),
                        ": baseline 21.0 %, attention 81.0 %; they differ in 1 of 2 cells (95 %, each cell alone)");
    standing_end(&standing);
    adaptive_end(&adaptive);
}

/* A difference is there from three repeats on. After a look at them the next one is at 6 of 20. */
static void standing_allows_for_looks(void **state)
{
    static const char *const overrides[] = {"grid.n_in=3", "grid.n_in=3,4"};
    struct sample a = {3, (int32_t[]){80, 81, 82}, (int32_t[]){100, 100, 100}, false, 0}, b = a;
    b.correct = (int32_t[]){20, 21, 22};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct adaptive adaptive;
        struct standing standing;
        char text[256], expected[256];
        read_study(overrides[i]);
        assert_int_equal(adaptive_begin(&study, NULL, &adaptive), 0);
        assert_int_equal(standing_begin(&adaptive, &standing), 0);
        for (int repeat = 0; repeat < 3; repeat++)
            for (int model = 0; model < 2; model++) {
                struct trial trial = trial_of(model, 0, repeat);
                take_counts(&adaptive, &trial, 20 + 60 * model + repeat, 100);
                standing_add(&standing, &trial);
                standing_judge(&standing, trial.cell);
                standing_line(&standing, text, sizeof text);
                assert_true((strchr(text, '(') != NULL) == (repeat == 2 && model == 1));
            }
        assert_int_equal(adaptive.repeats[0], 6);
        struct looks looks = looks_up_to(&adaptive.looks, 6);
        struct interval interval = difference_interval(&a, &b, true, look_level(looks));
        assert_true(look_level(looks) > 0.98 && look_level(looks) < 1);
        snprintf(expected, sizeof expected,
                 i == 0 ? ": baseline 21.0 %%, attention 81.0 %% (+60.0, %+.1f..%+.1f)"
                        : ": baseline 21.0 %%, attention 81.0 %%; they differ in 1 of 2 cells (95 %% over all looks, "
                          "each cell alone)",
                 interval.low, interval.high);
        assert_string_equal(text, expected);
        standing_end(&standing);
        adaptive_end(&adaptive);
    }
}

/* Of pairs, where one model has further repeats: the difference is not that of the means beside it. */
static void standing_compares_the_pairs(void **state)
{
    struct adaptive adaptive;
    struct standing standing;
    char text[256];
    (void)state;
    read_study("grid.n_in=3");
    assert_int_equal(adaptive_begin(&study, NULL, &adaptive), 0);
    assert_int_equal(standing_begin(&adaptive, &standing), 0);
    adaptive.repeats[0] = 6;
    for (int repeat = 0; repeat < 6; repeat++)
        for (int model = 0; model < (repeat < 3 ? 2 : 1); model++) {
            struct trial trial = trial_of(model, 0, repeat);
            take_counts(&adaptive, &trial, repeat < 3 ? 20 + 10 * model + repeat : 90, 100);
            standing_add(&standing, &trial);
        }
    assert_non_null(
        strstr(standing_line(&standing, text, sizeof text), ": baseline 55.5 %, attention 31.0 % (+10.0, "));
    standing_end(&standing);
    adaptive_end(&adaptive);
}

/* Differences -1.0, -1.1, -0.9: R, t.test(c(.5, .6, .4), c(1.5, 1.7, 1.3), paired = TRUE)$conf.int */
static void standing_of_errors_has_students_t(void **state)
{
    static const char REAL[] = "name: a\nrepeats: 3\ntask: {name: denoise, n_in: 5, n_out: 5, cardinality: 1}\n"
                               "models: [{name: baseline, head: linear}, {name: attention, head: linear}]\n";
    const double errors[2][3] = {{1.5, 1.7, 1.3}, {0.5, 0.6, 0.4}};
    struct adaptive adaptive;
    struct standing standing;
    char text[256];
    (void)state;
    if (study_parse(REAL, strlen(REAL), "a.yaml", NULL, 0, &study) != 0)
        fail_msg("%s", error_message());
    assert_int_equal(adaptive_begin(&study, NULL, &adaptive), 0);
    assert_int_equal(standing_begin(&adaptive, &standing), 0);
    for (int repeat = 0; repeat < 3; repeat++)
        for (int model = 0; model < 2; model++) {
            struct trial trial = trial_of(model, 0, repeat);
            const struct figure error = {.metric = metric_at(METRIC_RMSE), .value = errors[model][repeat]};
            adaptive_take(&adaptive, &trial, &error, 1);
            standing_add(&standing, &trial);
            standing_judge(&standing, trial.cell);
        }
    assert_string_equal(standing_line(&standing, text, sizeof text),
                        ": baseline 1.5, attention 0.5 (-1, -1.25..-0.752)");
    assert_int_equal(standing.n_settled, 1);
    standing_end(&standing);
    adaptive_end(&adaptive);
}

static const char DECIDED[] = "name: a\nrepeats: 5\nadaptive: {max: 20, until: decided}\n"
                              "task: {name: echo, n_in: 3, n_out: 1, cardinality: 9}\n"
                              "models: [{name: baseline}, {name: attention}]\n";

static void read_decided(const char *claims)
{
    char text[1024];
    snprintf(text, sizeof text, "%s%s", DECIDED, claims);
    if (study_parse(text, strlen(text), "a.yaml", NULL, 0, &study) != 0)
        fail_msg("%s", error_message());
}

/* Five repeats at 10, 70, 10, … % for baseline, whose mean is most unsure, and so many points more for attention. */
static int64_t wanted_after(const char *claims, int points)
{
    struct adaptive adaptive;
    read_decided(claims);
    assert_int_equal(adaptive_begin(&study, NULL, &adaptive), 0);
    for (int repeat = 0; repeat < 5; repeat++)
        for (int model = 0; model < 2; model++) {
            struct trial trial = trial_of(model, 0, repeat);
            take_counts(&adaptive, &trial, 100 + repeat % 2 * 600 + model * (10 * points + repeat % 3), 1000);
        }
    int64_t wanted = adaptive.repeats[0];
    adaptive_end(&adaptive);
    return wanted;
}

/* Pairs that differ by about the same are clear, however wide the means' intervals are. */
static void a_cell_is_enough_when_it_is_decided(void **state)
{
    (void)state;
    assert_int_equal(wanted_after("", 29), 5);
    assert_int_equal(wanted_after("", 1), 10);
    /* claims take the comparison's place */
    assert_int_equal(wanted_after("claims: [{text: t, expect: attention - baseline > 0}]\n", 29), 5);
    assert_int_equal(wanted_after("claims: [{text: t, expect: attention - baseline > 28}]\n", 29), 10);
    assert_int_equal(wanted_after("claims: [{text: t, expect: baseline < 99.9}]\n", 1), 5);
    /* but not those on other metrics */
    assert_int_equal(wanted_after("claims: [{text: t, metric: perplexity, expect: attention - baseline > 0}]\n", 29),
                     5);
}

static void until_needs_something_to_decide(void **state)
{
    (void)state;
    static const struct {
        const char *adaptive, *models, *message;
    } wrong[] = {
        {"{until: decided}", "[{name: baseline}, {name: attention}]",
         "a.yaml:1: adaptive.until does nothing without adaptive.max"},
        {"{max: 20, until: decided, half_width: 2}", "[{name: baseline}, {name: attention}]",
         "a.yaml:1: adaptive.half_width does nothing where adaptive.until is decided"},
        {"{max: 20, until: decided, interval: any_shape}", "[{name: baseline}, {name: attention}]",
         "a.yaml:1: adaptive.until is decided: adaptive.interval does nothing there; claims have one of their own"},
        {"{spending: pocock}", "[{name: baseline}]", "a.yaml:1: adaptive.spending does nothing without adaptive.max"},
        {"{max: 20, spending: bonferroni}", "[{name: baseline}]",
         "a.yaml:1: adaptive.spending is 'bonferroni': it must be pocock, obrien_fleming or one_level"},
        {"{max: 20, until: decided}", "[{name: baseline}]",
         "a.yaml:1: adaptive.until is decided: it needs a second model, or claims on accuracy of a study of one cell"},
    };
    char text[512];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(text, sizeof text,
                 "adaptive: %s\nname: a\ntask: {name: echo, n_in: 3, n_out: 1, cardinality: 9}\nmodels: %s\n",
                 wrong[i].adaptive, wrong[i].models);
        assert_int_equal(study_parse(text, strlen(text), "a.yaml", NULL, 0, &study), EX_CONFIG);
        assert_string_equal(error_message(), wrong[i].message);
    }
}

static const char *settled_on(const struct journal *journal, char word[STUDY_WORD])
{
    struct adaptive adaptive;
    assert_int_equal(adaptive_begin(&study, journal, &adaptive), 0);
    text_copy(word, STUDY_WORD, adaptive.study->adaptive.spending);
    adaptive_end(&adaptive);
    return word;
}

/* A study file that does not say goes by pocock; but in a folder by what was stored there, which before there was a
 * choice was nothing: one level. */
static void a_study_goes_on_by_the_levels_it_began_with(void **state)
{
    static const char *const stored[][2] = {{"", "pocock"},
                                            {"adaptive: {max: 20, half_width: 4}", ""},
                                            {"adaptive: {max: 20, spending: obrien_fleming}", "obrien_fleming"}};
    for (size_t i = 0; i < sizeof stored / sizeof *stored; i++) {
        char text[512], name[8], word[STUDY_WORD];
        struct journal *journal;
        snprintf(name, sizeof name, "%zu", i);
        snprintf(text, sizeof text,
                 "name: a\n%s\ntask: {name: echo, n_in: 3, n_out: 1, cardinality: 9}\n"
                 "models: [{name: baseline}]\n",
                 stored[i][0]);
        assert_int_equal(journal_open(in_folder(*state, name), &journal), 0);
        assert_int_equal(journal_append_text(journal, RECORD_STUDY, text), 0);
        read_study(NULL);
        assert_string_equal(settled_on(journal, word), stored[i][1]);
        read_study("adaptive.spending=one_level");
        assert_string_equal(settled_on(journal, word), "one_level");
        journal_close(journal);
    }
}

/* The table of settings has no access to those of the statistics. */
static void words_of_spending_are_those_of_the_looks(void **state)
{
    (void)state;
    char override[64];
    for (size_t i = 0; spending_words[i] != NULL; i++) {
        struct adaptive adaptive;
        snprintf(override, sizeof override, "adaptive.spending=%s", spending_words[i]);
        read_study(override);
        assert_int_equal(adaptive_begin(&study, NULL, &adaptive), 0);
        assert_int_equal(adaptive.looks.spending, i);
        adaptive_end(&adaptive);
    }
}

/* At the first of four looks O'Brien and Fleming's spending leaves next to nothing to be sure by. */
static void spending_says_how_clear_a_look_must_be(void **state)
{
    static const char *const overrides[] = {"adaptive.spending=pocock", "adaptive.spending=obrien_fleming"};
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct adaptive adaptive;
        read_study(overrides[i]);
        assert_int_equal(adaptive_begin(&study, NULL, &adaptive), 0);
        give(&adaptive, 0, 0, 3, true);
        assert_int_equal(adaptive.repeats[0], i == 0 ? 3 : 6);
        adaptive_end(&adaptive);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_is_enough_when_it_is_decided),
        cmocka_unit_test(until_needs_something_to_decide),
        cmocka_unit_test_setup_teardown(a_study_goes_on_by_the_levels_it_began_with, folder_setup, folder_teardown),
        cmocka_unit_test(words_of_spending_are_those_of_the_looks),
        cmocka_unit_test(spending_says_how_clear_a_look_must_be),
        cmocka_unit_test(looks_double_up_to_the_maximum),
        cmocka_unit_test(wide_cells_go_on_and_narrow_ones_stop),
        cmocka_unit_test(any_shape_goes_on),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(standing_says_how_models_differ),
        cmocka_unit_test(standing_allows_for_looks),
        cmocka_unit_test(standing_compares_the_pairs),
        cmocka_unit_test(standing_of_errors_has_students_t),
    };
    return RUN_TESTS(tests);
}
