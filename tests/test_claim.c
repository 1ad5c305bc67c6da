#include "attnbench/claim/claim.h"
#include "attnbench/stats/comparison.h"
#include "test.h"

#include <stdio.h>

enum { N = 10 };
static const int32_t hundreds[N] = {100, 100, 100, 100, 100, 100, 100, 100, 100, 100};
static const int32_t baseline[N] = {20, 23, 23, 18, 28, 29, 23, 26, 21, 20};
static const int32_t attention[N] = {98, 91, 94, 93, 96, 99, 97, 94, 99, 96};

/* ---- expectations ---- */

static void reads_what_is_expected(void **state)
{
    (void)state;
    const struct {
        const char *text, *model, *against;
        enum relation relation;
        double value;
        const char *written;
    } cases[] = {
        {"attention >= 95", "attention", "", AT_LEAST, 95, "attention >= 95"},
        {"attention - baseline > 0", "attention", "baseline", ABOVE, 0, "attention - baseline > 0"},
        {"  a\t-\t b<=-1.5 \t", "a", "b", AT_MOST, -1.5, "a - b <= -1.5"},
        {"a<0.25", "a", "", BELOW, 0.25, "a < 0.25"},
        {"a>=100", "a", "", AT_LEAST, 100, "a >= 100"},
        {"lstm-2 - gru-2.1 > -3e-1", "lstm-2", "gru-2.1", ABOVE, -0.3, "lstm-2 - gru-2.1 > -0.3"},
        {"a-b > 5", "a-b", "", ABOVE, 5, "a-b > 5"},
        {"a- - b > 5", "a-", "b", ABOVE, 5, "a- - b > 5"},
        {"a - b within 2", "a", "b", WITHIN, 2, "a - b within 2"},
        {"within - b\twithin\t.5", "within", "b", WITHIN, 0.5, "within - b within 0.5"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct expectation expect, again;
        char written[200];
        assert_int_equal(expectation_parse(cases[i].text, &expect), 0);
        assert_string_equal(expect.model, cases[i].model);
        assert_string_equal(expect.against, cases[i].against);
        assert_int_equal(expect.relation, cases[i].relation);
        assert_true(expect.value == cases[i].value);
        assert_string_equal(expectation_text(&expect, written, sizeof written), cases[i].written);
        assert_int_equal(expectation_parse(written, &again), 0);
        assert_true(again.relation == expect.relation && again.value == expect.value);
    }
}

static void refuses_what_is_no_expectation(void **state)
{
    (void)state;
    const char *const texts[] = {"",
                                 " ",
                                 "attention",
                                 "attention >=",
                                 ">= 95",
                                 "attention 95",
                                 "attention = 95",
                                 "attention == 95",
                                 "attention => 95",
                                 "attention >= nan",
                                 "attention >= inf",
                                 "attention >= -infinity",
                                 "attention >= 0x10",
                                 "attention >= 1e999",
                                 "attention >= 95 %",
                                 "attention >= 95 96",
                                 "attention >= 9,5",
                                 "attention >= > 95",
                                 "attention - > 0",
                                 "attention - baseline",
                                 "attention - baseline 0",
                                 "attention -baseline > 0",
                                 "attention + baseline > 0",
                                 "a - b - c > 0",
                                 "a - a > 0",
                                 "- b > 0",
                                 "-a > 0",
                                 "a/b > 0",
                                 "a(b > 0",
                                 "a within 2",
                                 "a - b within",
                                 "a - b within2",
                                 "a - b within 0",
                                 "a - b within -2",
                                 "a - b within > 2",
                                 "a - b not within 2",
                                 "a - a within 2",
                                 "a1234567890123456789012345678901234567890123456789012345678901234567890 > 0",
                                 "a > 0.0000000000000000000000000000000000000000000000000000000000000000000001"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct expectation expect;
        if (expectation_parse(texts[i], &expect) != EX_DATAERR)
            fail_msg("'%s' was read", texts[i]);
        assert_non_null(strstr(error_message(), "'"));
    }
}

static int resolve(const char *metric, const char *stated, struct claim *claim)
{
    *claim = (struct claim){.text = ""};
    strcpy(claim->metric, metric);
    strcpy(claim->stated, stated);
    return claim_resolve(claim);
}

static void values_are_those_of_the_metric(void **state)
{
    (void)state;
    static const char *const of_percent[] = {"attention >= 101", "attention > -1", "a - b > 101", "a - b < -100.5"};
    struct claim claim;
    for (size_t i = 0; i < sizeof of_percent / sizeof *of_percent; i++) {
        assert_int_equal(resolve("accuracy", of_percent[i], &claim), EX_DATAERR);
        assert_non_null(strstr(error_message(), of_percent[i]));
        assert_int_equal(resolve("attention_last_3", of_percent[i], &claim), EX_DATAERR);
        assert_int_equal(resolve("epochs_to_90", of_percent[i], &claim), 0);
        assert_ptr_equal(claim.measured, metric_find("epochs_to_90"));
    }
    assert_int_equal(resolve("speed", "a > 0", &claim), EX_DATAERR);
    for (size_t i = 0; metric_name(i) != NULL; i++) {
        assert_int_equal(resolve(metric_name(i), "a >= 1", &claim), 0);
        assert_ptr_equal(claim.measured, metric_at(i));
    }
    assert_string_equal(metric_unit(metric_find("accuracy"), false), " %");
    assert_string_equal(metric_unit(metric_find("accuracy"), true), " points");
    assert_string_equal(metric_unit(metric_find("rmse"), true), "");
}

static void within_is_said_of_a_difference(void **state)
{
    (void)state;
    struct claim claim;
    assert_int_equal(resolve("accuracy", "a within 2", &claim), EX_DATAERR);
    assert_string_equal(error_message(), "claims.expect: 'a within 2' is of one model: within is said of a difference, "
                                         "as in MODEL - MODEL within NUMBER");
    assert_int_equal(resolve("accuracy", "a - b within 0", &claim), EX_DATAERR);
    assert_string_equal(error_message(), "claims.expect: 'a - b within 0' allows for no difference: write within and a "
                                         "number above 0");
    assert_int_equal(resolve("accuracy", "a - b within 0.5 points", &claim), 0);
    assert_int_equal(resolve("accuracy", "a - b within 2 %", &claim), EX_DATAERR);
    assert_int_equal(resolve("rmse", "a - b within 0.01", &claim), 0);
    assert_true(claim.expect.relation == WITHIN && claim.expect.value == 0.01);
    claim = (struct claim){.metric = "accuracy", .stated = "a - b within 2", .interval = INTERVAL_ANY_SHAPE};
    assert_int_equal(claim_resolve(&claim), EX_DATAERR);
    assert_string_equal(error_message(), "claims.expect: 'a - b within 2' cannot be judged by the interval any_shape: "
                                         "leave that out");
}

static void verdicts_have_names(void **state)
{
    (void)state;
    assert_string_equal(verdict_text(VERDICT_SUPPORTED), "supported");
    assert_string_equal(verdict_text(VERDICT_REFUTED), "refuted");
    assert_string_equal(verdict_text(VERDICT_UNDECIDED), "undecided");
    assert_string_equal(verdict_text(VERDICT_NO_DATA), "no data");
}

/* ---- verdicts ---- */

static struct sample of_hundred(const int32_t *correct, size_t n)
{
    return (struct sample){n, correct, hundreds, false, 0};
}

static struct claim_result test_one(const char *text, const int32_t *a, const int32_t *b)
{
    struct expectation expect;
    const struct expectation *of_family = &expect;
    struct claim_result result;
    struct sample x = of_hundred(a, N), y = of_hundred(b, N);
    assert_int_equal(expectation_parse(text, &expect), 0);
    claim_test(&expect, &x, expect.against[0] != '\0' ? &y : NULL, true, one_look, &result);
    assert_int_equal(claims_settle(&of_family, &result, 1), 0);
    return result;
}

static void assert_verdict(const char *text, enum verdict verdict)
{
    struct claim_result result = test_one(text, attention, baseline);
    if (result.verdict != verdict)
        fail_msg("'%s' is %s", text, verdict_text(result.verdict));
    assert_int_equal(result.p <= 0.05, verdict != VERDICT_UNDECIDED);
    assert_true(result.p == result.p_holm);
}

/* The mean of attention is 95.7 (93.36 to 97.24), its difference to baseline 72.6 (69.34 to 75.52). */
static void interval_decides(void **state)
{
    (void)state;
    assert_verdict("attention >= 93", VERDICT_SUPPORTED);
    assert_verdict("attention > 93", VERDICT_SUPPORTED);
    assert_verdict("attention >= 95", VERDICT_UNDECIDED);
    assert_verdict("attention <= 95", VERDICT_UNDECIDED);
    assert_verdict("attention >= 98", VERDICT_REFUTED);
    assert_verdict("attention > 98", VERDICT_REFUTED);
    assert_verdict("attention <= 98", VERDICT_SUPPORTED);
    assert_verdict("attention < 98", VERDICT_SUPPORTED);
    assert_verdict("attention <= 93", VERDICT_REFUTED);
    assert_verdict("attention < 93", VERDICT_REFUTED);
    assert_verdict("attention - baseline > 0", VERDICT_SUPPORTED);
    assert_verdict("attention - baseline >= 69.3", VERDICT_SUPPORTED);
    assert_verdict("attention - baseline >= 69.4", VERDICT_UNDECIDED);
    assert_verdict("attention - baseline < 75", VERDICT_UNDECIDED);
    assert_verdict("attention - baseline < 76", VERDICT_SUPPORTED);
    assert_verdict("attention - baseline <= 50", VERDICT_REFUTED);
}

static const int32_t alike[N] = {97, 92, 95, 90, 96, 97, 98, 95, 96, 97};

/* The difference is 0.4: the interval of two errors has to lie within, that of one outside. */
static void two_one_sided_tests_decide_what_is_within(void **state)
{
    (void)state;
    struct sample a = of_hundred(attention, N), b = of_hundred(alike, N), other = of_hundred(baseline, N);
    struct interval ninety = difference_interval(&a, &b, true, 0.9);
    struct claim_result wide = test_one("a - b within 5", attention, alike),
                        narrow = test_one("a - b within 1", attention, alike),
                        far = test_one("a - b within 5", attention, baseline);
    assert_true(wide.verdict == VERDICT_SUPPORTED);
    assert_true(fabs(wide.ci.low - ninety.low) < 1e-9 && fabs(wide.ci.high - ninety.high) < 1e-9);
    assert_int_equal(narrow.verdict, VERDICT_UNDECIDED);
    assert_true(far.verdict == VERDICT_REFUTED && far.p < 1e-6);
    /* the interval of two errors ends at the margin, that of one where the figure is outside */
    struct interval at_p = difference_interval(&a, &b, true, 1 - 2 * wide.p);
    assert_true(fabs(fmax(at_p.high, -at_p.low) - 5) < 1e-6);
    assert_true(fabs(difference_interval(&a, &b, true, 1 - 2 * narrow.p).high - 1) < 1e-6);
    struct claim_result near = test_one("a - b within 72.5", attention, baseline);
    assert_true(fabs(difference_interval(&a, &other, true, 1 - near.p).low - 72.5) < 1e-6);
    assert_int_equal(near.verdict, VERDICT_UNDECIDED);
    /* either way round */
    assert_true(fabs(test_one("a - b within 5", alike, attention).p - wide.p) < 1e-12);
    assert_true(fabs(test_one("a - b within 5", baseline, attention).p - far.p) < 1e-12);
    /* where 95 % are too wide for two claims, one of both is clear */
    double margin = (ninety.high + difference_interval(&a, &b, true, 0.95).high) / 2;
    char text[64];
    snprintf(text, sizeof text, "a - b within %.15g", margin);
    assert_int_equal(test_one(text, attention, alike).verdict, VERDICT_SUPPORTED);
    snprintf(text, sizeof text, "a - b < %.15g", margin);
    assert_int_equal(test_one(text, attention, alike).verdict, VERDICT_UNDECIDED);
}

/* What holds of any accuracy holds without doubt; what touches the bound cannot be told from it. */
static void bounds_of_accuracy(void **state)
{
    (void)state;
    struct claim_result result = test_one("attention >= 0", hundreds, NULL);
    assert_true(result.verdict == VERDICT_SUPPORTED && result.p < 1e-50);
    assert_int_equal(test_one("attention <= 100", hundreds, NULL).verdict, VERDICT_SUPPORTED);
    assert_int_equal(test_one("attention >= 100", hundreds, NULL).verdict, VERDICT_UNDECIDED);
    assert_int_equal(test_one("attention < 100", hundreds, NULL).verdict, VERDICT_UNDECIDED);
    result = test_one("attention > 100", hundreds, NULL);
    assert_true(result.verdict == VERDICT_REFUTED && result.p < 1e-50);
    assert_int_equal(test_one("attention >= 100", attention, NULL).verdict, VERDICT_REFUTED);
}

static void results_carry_their_figures(void **state)
{
    (void)state;
    struct sample a = of_hundred(attention, N), b = of_hundred(baseline, N);
    struct claim_result result = test_one("attention >= 95", attention, NULL);
    assert_true(fabs(result.figure - 95.7) < 1e-9);
    assert_true(result.ci.low == mean_interval(&a, 0.95).low && result.ci.high == mean_interval(&a, 0.95).high);
    result = test_one("attention - baseline > 0", attention, baseline);
    assert_true(fabs(result.figure - 72.6) < 1e-9);
    assert_true(result.ci.low == difference_interval(&a, &b, true, 0.95).low);
    /* at the level 1 - p the interval ends at the value */
    result = test_one("attention >= 95", attention, NULL);
    assert_true(fabs(mean_interval(&a, 1 - result.p).low - 95) < 1e-6);
}

/* 93.2 is outside the interval at 95 %, not at 98.3 %; two more claims make the difference. */
static void claims_are_a_family(void **state)
{
    (void)state;
    const char *const texts[] = {"a >= 93.2", "a >= 95", "a >= 90", "a >= 96", "a >= 50"};
    struct sample sample = of_hundred(attention, N), one = of_hundred(attention, 1);
    struct expectation expects[5];
    const struct expectation *family[5];
    struct claim_result results[5];
    for (int i = 0; i < 5; i++) {
        assert_int_equal(expectation_parse(texts[i], &expects[i]), 0);
        family[i] = &expects[i];
        claim_test(&expects[i], i < 4 ? &sample : &one, NULL, false, one_look, &results[i]);
    }
    assert_true(results[4].verdict == VERDICT_NO_DATA && isnan(results[4].p) && isnan(results[4].ci.low));
    assert_int_equal(claims_settle(family, results, 1), 0);
    assert_int_equal(results[0].verdict, VERDICT_SUPPORTED);
    assert_int_equal(claims_settle(family, results, 5), 0);
    assert_int_equal(results[0].verdict, VERDICT_UNDECIDED);
    assert_true(fabs(results[0].p_holm - 4 * results[0].p) < 1e-12);
    assert_int_equal(results[2].verdict, VERDICT_SUPPORTED);
    assert_true(fabs(results[2].p_holm - 5 * results[2].p) < 1e-12); /* of 5, though the fifth has no data */
    assert_true(results[4].verdict == VERDICT_NO_DATA && isnan(results[4].p_holm));
}

/* R: t.test(a - b), t.test(a - b, mu = -100), t.test(a, b), t.test(a, b, mu = -100), t.test(a, mu = 100) of
 * a = c(100, 120, 90, 130, 110), b = c(200, 260, 180, 240, 210). */
static void claims_on_values_are_student_s_and_welch_s(void **state)
{
    (void)state;
    const double a[] = {100, 120, 90, 130, 110}, b[] = {200, 260, 180, 240, 210},
                 pairs[] = {-100, -140, -90, -110, -100};
    struct description of_a = describe(a, 5), of_b = describe(b, 5), of_pairs = describe(pairs, 5);
    struct expectation expect = {.relation = BELOW, .value = -100};
    struct claim_result result;
    claim_test_values(&expect, &of_pairs, NULL, one_look, &result);
    assert_true(result.figure == -108);
    assert_true(fabs(result.ci.low + 131.883883881) < 1e-8 && fabs(result.ci.high + 84.116116119) < 1e-8);
    assert_true(fabs(result.p - 0.405023314309) < 1e-11);
    claim_test_values(&expect, &of_a, &of_b, one_look, &result);
    assert_true(fabs(result.ci.low + 147.2415856378) < 1e-8 && fabs(result.ci.high + 68.7584143622) < 1e-8);
    assert_true(fabs(result.p - 0.634021190083) < 1e-11);
    expect.value = 100;
    claim_test_values(&expect, &of_a, NULL, one_look, &result);
    assert_true(fabs(result.p - 0.23019964108) < 1e-11);
    double p = result.p;
    claim_test_values(&expect, &of_a, NULL, looks_at_one_level(3), &result);
    assert_true(result.p == p_of_looks(p, looks_at_one_level(3)) && result.p > p);
}

/* R: the larger of t.test(d, mu = -m, alternative = "greater") and t.test(d, mu = m, alternative = "less"), and
 * t.test(d, conf.level = 0.9)$conf.int; t.test(a, b, …); t.test(d, mu = 0.1) where the mean is outside. */
static void equivalence_of_values_is_student_s_and_welch_s(void **state)
{
    (void)state;
    double a[N], b[N], d[N];
    for (int i = 0; i < N; i++)
        d[i] = (a[i] = attention[i]) - (b[i] = alike[i]);
    struct description of_a = describe(a, N), of_b = describe(b, N), of_pairs = describe(d, N);
    struct expectation expect = {.relation = WITHIN, .value = 2};
    struct claim_result result;
    claim_test_values(&expect, &of_pairs, NULL, one_look, &result);
    assert_true(fabs(result.p - 0.0080553582659558) < 1e-12);
    assert_true(fabs(result.ci.low + 0.592818657662275) < 1e-9 && fabs(result.ci.high - 1.392818657662275) < 1e-9);
    double p = result.p;
    claim_test_values(&expect, &of_pairs, NULL, looks_at_one_level(3), &result);
    assert_true(result.p == p_of_looks(p, looks_at_one_level(3)) && result.p > p);
    claim_test_values(&expect, &of_a, &of_b, one_look, &result);
    assert_true(fabs(result.p - 0.0916037560743816) < 1e-12);
    expect.value = 1;
    claim_test_values(&expect, &of_pairs, NULL, one_look, &result);
    assert_true(fabs(result.p - 0.14833251846205) < 1e-12);
    expect.value = 0.1;
    claim_test_values(&expect, &of_pairs, NULL, one_look, &result);
    assert_true(fabs(result.p - 0.593132580990961) < 1e-12);
}

static int resolve_published(const char *published, struct claim *claim)
{
    *claim = (struct claim){.text = ""};
    strcpy(claim->metric, "accuracy");
    strcpy(claim->stated, "a >= 23");
    strcpy(claim->published_stated, published);
    return claim_resolve(claim);
}

static void published_repeats_are_a_list(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "[]", "[20]", "[20, x]", "[20, 010]", "[20 points, 21]", "[20,, 21]", "[20, 21000000000000000000000000000000]"};
    struct claim claim;
    assert_int_equal(resolve_published("[20, 23.5, 18 %]", &claim), 0);
    assert_true(claim.n_published == 3 && claim.published_repeats[1] == 23.5 && claim.published == 20.5);
    assert_int_equal(resolve_published("20.5", &claim), 0);
    assert_true(claim.n_published == 0 && claim.published == 20.5);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (resolve_published(wrong[i], &claim) == 0)
            fail_msg("%s was read", wrong[i]);
    char many[2 * CLAIM_TEXT] = "[1";
    for (int i = 0; i < CLAIM_PUBLISHED; i++)
        strcat(many, ",1");
    strcat(many, "]");
    assert_int_equal(resolve_published(many, &claim), EX_DATAERR);
    assert_string_equal(error_message(), "claims.published: more than 64 repeats");
}

/* R: t.test(ours, theirs) of ours = c(20, 22, 17, 19, 23), theirs the ten of baseline, but with the 5 degrees of
 * freedom that unequal numbers leave, 4 (1 + (5 / 10)^2), where Welch has more. */
static void published_repeats_are_compared_by_welchs_t(void **state)
{
    (void)state;
    const double ours[] = {20, 22, 17, 19, 23};
    struct claim claim;
    assert_int_equal(resolve_published("[20, 23, 23, 18, 28, 29, 23, 26, 21, 20]", &claim), 0);
    struct description five = describe(ours, 5), one = describe(ours, 1);
    struct published_difference seen = published_compare(&claim, &five, one_look);
    assert_true(fabs(seen.figure + 2.9) < 1e-12 && fabs(seen.p - 0.122448653807276) < 1e-9);
    assert_true(fabs(seen.ci.low + 6.91446283763523) < 1e-9 && fabs(seen.ci.high - 1.11446283763523) < 1e-9);
    assert_true(published_compare(&claim, &five, looks_at_one_level(3)).p == p_of_looks(seen.p, looks_at_one_level(3)));
    assert_true(isnan(published_compare(&claim, &one, one_look).figure));
    claim.n_published = 0;
    assert_true(isnan(published_compare(&claim, &five, one_look).p));
}

static struct claim_result test_values(enum relation relation, double value, const struct description *a,
                                       const struct description *b)
{
    struct expectation expect = {.relation = relation, .value = value};
    const struct expectation *family = &expect;
    struct claim_result result;
    claim_test_values(&expect, a, b, one_look, &result);
    assert_int_equal(claims_settle(&family, &result, 1), 0);
    return result;
}

/* Whatever the relation: equal repeats do not say on which side of the value others would be. */
static void values_equal_to_the_bound_are_undecided(void **state)
{
    (void)state;
    static const enum relation relations[] = {AT_LEAST, ABOVE, AT_MOST, BELOW};
    const double a[] = {7, 7, 7, 7, 7, 7, 7, 7, 7, 7}, one[] = {7, NAN, NAN};
    struct description same = describe(a, 10), alone = describe(one, 3);
    for (size_t i = 0; i < 4; i++) {
        struct claim_result result = test_values(relations[i], 7, &same, NULL);
        assert_true(result.figure == 7 && result.p == 1 && result.verdict == VERDICT_UNDECIDED);
        assert_true(isnan(result.ci.low) && isnan(result.ci.high));
        result = test_values(relations[i], 0, &same, &same);
        assert_true(result.figure == 0 && result.p == 1 && result.verdict == VERDICT_UNDECIDED);
        result = test_values(relations[i], 0, &alone, NULL);
        assert_true(result.verdict == VERDICT_NO_DATA && isnan(result.p));
    }
}

/* R: binom.test(0, n)$p.value; wilcox.test(1:n, n + 1:m)$p.value. */
static void values_that_do_not_vary_decide_by_their_number(void **state)
{
    (void)state;
    const double a[] = {7, 7, 7, 7, 7, 7}, b[] = {9, 9, 9, 9};
    struct description five = describe(a, 5), six = describe(a, 6), three = describe(b, 3), four = describe(b, 4);
    struct claim_result result = test_values(ABOVE, 6, &five, NULL);
    assert_true(result.p == 0.0625 && result.verdict == VERDICT_UNDECIDED && isnan(result.ci.low));
    result = test_values(ABOVE, 6, &six, NULL);
    assert_true(result.p == 0.03125 && result.verdict == VERDICT_SUPPORTED);
    assert_int_equal(test_values(BELOW, 6, &six, NULL).verdict, VERDICT_REFUTED);
    result = test_values(BELOW, 0, &three, &three);
    assert_int_equal(result.verdict, VERDICT_UNDECIDED);
    result = test_values(BELOW, 0, &five, &three);
    assert_true(fabs(result.p - 2.0 / 56) < 1e-15 && result.verdict == VERDICT_SUPPORTED);
    result = test_values(WITHIN, 8, &five, NULL); /* one-sided, but on both sides */
    assert_true(result.p == 1.0 / 32 && result.verdict == VERDICT_SUPPORTED);
    assert_int_equal(test_values(WITHIN, 6, &five, NULL).verdict, VERDICT_UNDECIDED);
    assert_int_equal(test_values(WITHIN, 6, &six, NULL).verdict, VERDICT_REFUTED);
    result = test_values(ABOVE, 0, &five, &four);
    assert_true(fabs(result.p - 2.0 / 126) < 1e-15 && result.verdict == VERDICT_REFUTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_is_expected),
        cmocka_unit_test(refuses_what_is_no_expectation),
        cmocka_unit_test(verdicts_have_names),
        cmocka_unit_test(within_is_said_of_a_difference),
        cmocka_unit_test(interval_decides),
        cmocka_unit_test(two_one_sided_tests_decide_what_is_within),
        cmocka_unit_test(equivalence_of_values_is_student_s_and_welch_s),
        cmocka_unit_test(published_repeats_are_a_list),
        cmocka_unit_test(published_repeats_are_compared_by_welchs_t),
        cmocka_unit_test(bounds_of_accuracy),
        cmocka_unit_test(results_carry_their_figures),
        cmocka_unit_test(claims_are_a_family),
        cmocka_unit_test(values_are_those_of_the_metric),
        cmocka_unit_test(claims_on_values_are_student_s_and_welch_s),
        cmocka_unit_test(values_equal_to_the_bound_are_undecided),
        cmocka_unit_test(values_that_do_not_vary_decide_by_their_number),
    };
    return RUN_TESTS(tests);
}
