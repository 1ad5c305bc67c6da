#include "attnbench/stats/comparison.h"
#include "test.h"

/* The expected numbers are scipy 1.17's, in part also R 4.2's, with a, b in percent, d = a - b:
 *   scipy.stats.ttest_rel(a, b).pvalue                                       R: t.test(a, b, paired = TRUE)$p.value
 *   scipy.stats.ttest_ind(a, b, equal_var=False).pvalue                      R: t.test(a, b)$p.value
 *   with method = PermutationMethod(n_resamples=inf), which is exact with ties:
 *     scipy.stats.wilcoxon(d, zero_method='pratt', method=method).pvalue
 *     scipy.stats.mannwhitneyu(a, b, method=method).pvalue
 *   scipy.stats.mannwhitneyu(a, b, method='asymptotic').pvalue               R: wilcox.test(a, b, exact =
 * FALSE)$p.value scipy.stats.permutation_test((a, b), mean difference, permutation_type='samples' or 'independent',
 * n_resamples=inf) scipy.stats.pearsonr(a, b)[0]                                            R: cor(a, b) d.mean() /
 * d.std(ddof=1); numpy.sign(a[:, None] - b[None, :]).mean() intervals: scipy.optimize.brentq of the equations in
 * inference.c and comparison.c; p: brentq of the interval's end Numbers of 30 repeats and of unequal counts, which
 * scipy can only draw: all rearrangements counted in Python. */
#define assert_close(value, expected) assert_true(fabs((value) - (expected)) < 1e-9)
#define assert_interval(interval, l, h) (assert_close((interval).low, l), assert_close((interval).high, h))
#define assert_relative(value, expected) assert_true(fabs((value) / (expected)-1) < 1e-9)

enum { MOST = 400 };
static int32_t hundreds[MOST], thousands[MOST];
static const int32_t attention[] = {98, 91, 94, 93, 96, 99, 97, 94, 99, 96};
static const int32_t baseline[] = {20, 23, 23, 18, 28, 29, 23, 26, 21, 20};
static const int32_t tied_a[] = {95, 93, 97, 91, 96, 94, 98, 92}, tied_b[] = {93, 93, 95, 92, 92, 94, 95, 90};
static const int32_t long_a[] = {93, 93, 95, 96, 98, 96, 96, 98, 98, 87, 94, 97, 96, 90, 92,
                                 93, 96, 95, 94, 98, 95, 96, 92, 98, 94, 93, 97, 92, 92, 99};
static const int32_t long_b[] = {92, 99, 93, 94, 95, 94, 91, 94, 96, 92, 93, 91, 95, 94, 91,
                                 93, 93, 95, 98, 89, 96, 90, 94, 89, 94, 89, 93, 95, 91, 92};

static int set_up(void **state)
{
    (void)state;
    for (int i = 0; i < MOST; i++) {
        hundreds[i] = 100;
        thousands[i] = 1000;
    }
    return 0;
}

static struct sample of_hundred(const int32_t *correct, size_t n)
{
    return (struct sample){n, correct, hundreds, false, 0};
}

static struct comparison compare(const int32_t *a, size_t n_a, const int32_t *b, size_t n_b, bool paired)
{
    struct sample x = of_hundred(a, n_a), y = of_hundred(b, n_b);
    struct comparison comparison;
    assert_int_equal(comparison_make(&x, &y, paired, one_look, 1, &comparison), 0);
    return comparison;
}

static void compares_published_models(void **state)
{
    (void)state;
    struct comparison c = compare(attention, 10, baseline, 10, true);
    assert_true(c.paired && c.n == 10);
    assert_close(c.difference, 72.6);
    assert_interval(c.ci, 69.34386034688693, 75.52432365664185);
    assert_close(c.correlation, 0.1767482654549799);
    assert_relative(c.p_t, 9.055296503616148e-13);
    assert_true(c.p > 0 && c.p < 1e-9 && c.p >= c.p_t);
    assert_close(c.p_wilcoxon, 0.001953125);
    assert_close(c.p_permutation, 0.001953125);
    assert_relative(c.p_mann_whitney, 1.082508822446903e-05);
    assert_close(c.cohens_d, 17.75963178887996);
    assert_true(c.cliffs_delta == 1 && c.improvement == 1);
    assert_interval(c.improvement_ci, 0.8002136128811059, 1);
    assert_true(c.verdict == VERDICT_SUPPORTED && c.repeats_to_settle == 0);
    for (int i = 0; i < FEWER_REPEATS; i++)
        assert_int_equal(c.with_fewer[i], VERDICT_SUPPORTED);
}

static void compares_with_ties_and_zeros(void **state)
{
    (void)state;
    struct comparison c = compare(tied_a, 8, tied_b, 8, true);
    assert_close(c.difference, 1.5);
    assert_interval(c.ci, -0.18298966722033494, 2.9131332779148025);
    assert_close(c.p, 0.0688426522251104);
    assert_close(c.correlation, 0.7245688373094719);
    assert_close(c.p_t, 0.04039809549159595);
    assert_close(c.p_wilcoxon, 0.0625);
    assert_close(c.p_permutation, 0.0625);
    assert_close(c.p_mann_whitney, 0.2414918414918415);
    assert_close(c.cohens_d, 0.8874119674649424);
    assert_close(c.cliffs_delta, 0.359375);
    assert_close(c.improvement, 0.6796875);
    assert_interval(c.improvement_ci, 0.3956501094058121, 0.867034477942097);
    assert_int_equal(c.verdict, VERDICT_UNDECIDED);
}

static void compares_unpaired(void **state)
{
    (void)state;
    struct comparison c = compare(tied_a, 8, tied_b, 8, false);
    assert_true(!c.paired && isnan(c.correlation) && isnan(c.p_wilcoxon));
    assert_interval(c.ci, -1.2009947186942032, 4.044593022551911);
    assert_close(c.p, 0.24903987330491917);
    assert_close(c.p_t, 0.1786094597243537);
    assert_close(c.p_permutation, 0.21507381507381507);
    assert_close(c.p_mann_whitney, 0.2414918414918415);
    assert_close(c.cohens_d, 0.7127864449672372);
}

static void compares_unequal_counts(void **state)
{
    (void)state;
    const int32_t a[] = {95, 93, 97, 91, 96}, b[] = {93, 93, 95, 90, 88, 94, 92};
    struct comparison c = compare(a, 5, b, 7, false);
    assert_int_equal(c.n, 5);
    assert_close(c.p_t, 0.14490585103713785);
    assert_close(c.p_permutation, 0.14646464646464646);
    assert_close(c.p_mann_whitney, 0.1590909090909091);
    assert_close(c.cohens_d, 0.9367662107662208); /* by sqrt((4 a.var(ddof=1) + 6 b.var(ddof=1)) / 10) */
}

static void compares_thirty(void **state)
{
    (void)state;
    struct comparison c = compare(long_a, 30, long_b, 30, true);
    assert_interval(c.ci, 0.13130964347676297, 3.0298124688977834);
    assert_close(c.p, 0.034240198175430225);
    assert_close(c.p_t, 0.029571541561358338);
    assert_close(c.p_permutation, 0.03364524245262146);
    assert_close(c.p_wilcoxon, 0.028365761041641235);
    assert_close(c.p_mann_whitney, 0.014636391766863382);
    assert_interval(c.improvement_ci, 0.5359396001261499, 0.7966658475765218);
    assert_int_equal(c.verdict, VERDICT_SUPPORTED);
    c = compare(long_a, 30, long_b, 30, false);
    assert_interval(c.ci, 0.21528759575908074, 2.9465896683148705);
    assert_close(c.p, 0.024863533138158728);
    assert_close(c.p_t, 0.020710584642216773);
}

/* 0.3 - 0.1 is not 0.4 - 0.2, but the pairs differ by the same: they show nothing of how they go together. */
static void pairs_that_differ_by_the_same_show_no_correlation(void **state)
{
    (void)state;
    const int32_t a[] = {30, 40, 50, 60, 70}, b[] = {10, 20, 30, 40, 50};
    struct comparison c = compare(a, 5, b, 5, true);
    assert_interval(c.ci, -8.150112566998274, 43.77529058067472);
    assert_close(c.p, 0.12321340817334758);
    assert_true(c.verdict == VERDICT_UNDECIDED && isnan(c.p_t) && isnan(c.cohens_d));
    const int32_t more[] = {96, 95, 94, 97, 98, 93}, less[] = {95, 94, 93, 96, 97, 92};
    c = compare(more, 6, less, 6, true);
    assert_interval(c.ci, -1.9160986424995339, 3.8059195578210634);
    assert_close(c.p, 0.4273606700145922);
}

/* That the few are equal says little of how others would be. */
static void few_equal_repeats_decide_little(void **state)
{
    (void)state;
    const int32_t none[] = {0, 0, 0, 0, 0}, most[] = {95, 95, 95};
    struct comparison c = compare(hundreds, 2, none, 2, true);
    assert_interval(c.ci, 36.831392463868696, 100);
    assert_close(c.p, 0.02895194422383829);
    c = compare(hundreds, 3, most, 3, true);
    assert_interval(c.ci, -1.6610693774254226, 13.48486706219045);
    assert_close(c.p, 0.07064780985739216);
    assert_relative(compare(hundreds, 5, none, 5, true).p, 4.0951058235538795e-06);
}

/* At n = 2 the correlation is always 1 or -1; it once made the interval of 99 % shorter than that of 95 %. */
static void few_pairs_show_no_correlation(void **state)
{
    (void)state;
    const int32_t a[] = {97, 100}, b[] = {46, 48};
    struct sample x = of_hundred(a, 2), y = of_hundred(b, 2);
    assert_interval(difference_interval(&x, &y, true, 0.95), -26.669591168671847, 82.861153397596183);
    assert_interval(difference_interval(&x, &y, true, 0.99), -58.306812467780723, 97.382913339747844);
}

/* There are too many sums to count, though few are different: the exact p is known. */
static void draws_what_it_cannot_count(void **state)
{
    (void)state;
    enum { SCALE = 1000003, N = 30 };
    int32_t a[N], b[N], sequences[N];
    for (int i = 0; i < N; i++) {
        a[i] = long_a[i] * SCALE + i % 2;
        b[i] = long_b[i] * SCALE;
        sequences[i] = 100 * SCALE;
    }
    struct sample x = {N, a, sequences, false, 0}, y = {N, b, sequences, false, 0};
    struct comparison c, again;
    assert_int_equal(comparison_make(&x, &y, true, one_look, 1, &c), 0);
    assert_int_equal(comparison_make(&x, &y, true, one_look, 1, &again), 0);
    assert_true(c.p_permutation == again.p_permutation);
    assert_true(fabs(c.p_permutation - 0.026265300810337067) < 0.002);
    assert_int_equal(comparison_make(&x, &y, false, one_look, 1, &c), 0);
    assert_true(fabs(c.p_permutation - 0.018136971121080137) < 0.002);
}

static void equal_models_are_undecided(void **state)
{
    (void)state;
    for (int right = 0; right <= 100; right += 50) {
        int32_t same[10];
        for (int i = 0; i < 10; i++)
            same[i] = right;
        struct comparison c = compare(same, 10, same, 10, true);
        assert_true(c.p == 1 && c.p_wilcoxon == 1 && c.p_permutation == 1 && c.p_mann_whitney == 1);
        assert_true(c.difference == 0 && c.ci.low < 0 && c.ci.high > 0);
        assert_true(isnan(c.correlation) && isnan(c.p_t) && isnan(c.cohens_d) && c.improvement == 0.5);
        assert_true(c.verdict == VERDICT_UNDECIDED && c.repeats_to_settle == REPEATS_TO_SETTLE_MOST);
    }
    struct comparison c = compare(long_a, 30, long_a, 30, true);
    assert_true(c.ci.low < 0 && c.ci.high > 0 && c.p == 1);
    assert_close(c.correlation, 1);
}

static void too_few_are_no_data(void **state)
{
    (void)state;
    for (size_t n = 0; n < 2; n++) {
        struct comparison c = compare(attention, n, baseline, n, true);
        assert_true(isnan(c.p) && isnan(c.p_t) && isnan(c.ci.low) && isnan(c.improvement));
        assert_true(c.verdict == VERDICT_NO_DATA && c.with_fewer[0] == VERDICT_NO_DATA);
    }
    struct comparison c = compare(attention, 6, baseline, 6, true);
    assert_true(c.with_fewer[0] == VERDICT_SUPPORTED && c.with_fewer[1] == VERDICT_SUPPORTED);
    assert_int_equal(c.with_fewer[2], VERDICT_NO_DATA);
}

/* The first repeats said otherwise. */
static void fewer_repeats_may_mislead(void **state)
{
    (void)state;
    const int32_t a[] = {95, 96, 95, 80, 70, 75, 72, 71, 70, 73}, b[] = {80, 81, 80, 90, 91, 89, 95, 90, 92, 90};
    struct comparison c = compare(a, 10, b, 10, true);
    assert_int_equal(c.with_fewer[0], VERDICT_SUPPORTED);
    assert_int_equal(c.with_fewer[1], VERDICT_UNDECIDED);
    c = compare(b, 10, a, 10, true);
    assert_int_equal(c.with_fewer[0], VERDICT_REFUTED);
}

/* At random: 0 is outside the 95 % interval exactly when p <= 0.05, and outside any other when p is below. */
static void interval_and_p_agree(void **state)
{
    (void)state;
    srand(4);
    for (int study = 0; study < 400; study++) {
        int32_t a[6], b[6];
        for (int i = 0; i < 6; i++) {
            a[i] = 100 - rand() % (2 + study % 40);
            b[i] = 100 - rand() % (4 + study % 40);
        }
        bool paired = study % 2 == 0;
        struct comparison c = compare(a, 6, b, 6, paired);
        assert_int_equal(c.ci.low > 0 || c.ci.high < 0, c.p <= 0.05);
        assert_true(c.ci.low <= c.difference && c.difference <= c.ci.high && c.ci.low < c.ci.high);
        struct sample x = of_hundred(a, 6), y = of_hundred(b, 6);
        struct interval wider = difference_interval(&x, &y, paired, 1 - 0.99 * c.p);
        struct interval narrower = difference_interval(&x, &y, paired, fmax(0.0, 1 - 1.01 * c.p));
        assert_true(wider.low <= 0 && wider.high >= 0);
        assert_true(c.p > 0.99 || narrower.low > 0 || narrower.high < 0);
        struct comparison turned = compare(b, 6, a, 6, paired);
        assert_close(turned.p, c.p);
        assert_interval(turned.ci, -c.ci.high, -c.ci.low);
        assert_close(turned.p_permutation, c.p_permutation);
        assert_close(turned.p_mann_whitney, c.p_mann_whitney);
    }
}

/* R: p.adjust(c(0.01, 0.04, 0.03, 1, 0.005, 0.2), "holm"): what has no p is one of the family. */
static void holm_adjusts_a_family(void **state)
{
    (void)state;
    const double p[] = {0.01, 0.04, 0.03, NAN, 0.005, 0.2}, adjusted[] = {0.05, 0.12, 0.12, NAN, 0.03, 0.4};
    struct comparison family[6] = {0};
    for (int i = 0; i < 6; i++)
        family[i] = (struct comparison){.paired = true,
                                        .n = 10,
                                        .df = 9,
                                        .n_alike = 10,
                                        .df_growth = 1,
                                        .looks = one_look,
                                        .p_alone = p[i],
                                        .p = p[i],
                                        .difference = i == 4 ? -1 : 1};
    assert_int_equal(holm_adjust(family, 6), 0);
    for (int i = 0; i < 6; i++)
        if (i != 3)
            assert_close(family[i].p_holm, adjusted[i]);
    assert_true(isnan(family[3].p_holm) && family[3].verdict == VERDICT_NO_DATA);
    assert_int_equal(family[0].verdict, VERDICT_SUPPORTED);
    assert_int_equal(family[4].verdict, VERDICT_REFUTED);
    assert_int_equal(family[1].verdict, VERDICT_UNDECIDED);
    assert_true(family[1].repeats_to_settle > 10 && family[0].repeats_to_settle == 0);
    /* the least N with t.isf(.05 / 4 / 2, N - 1) <= t.isf(p / 2, 9) sqrt(N / 10): four are open */
    assert_true(family[1].repeats_to_settle == 15 && family[2].repeats_to_settle == 13 &&
                family[5].repeats_to_settle == 37);
}

/* n repeats of one spread: the figure said from 8 of them is the number that does it. */
static void repeats_to_settle_is_how_many_settle(void **state)
{
    (void)state;
    static int32_t a[MOST], b[MOST];
    for (int i = 0; i < MOST; i++) {
        a[i] = 500 + (i % 2 == 0 ? 80 : -60); /* differences 80 and -60: 10 on average */
        b[i] = 500;
    }
    struct sample x = {8, a, thousands, false, 0}, y = {8, b, thousands, false, 0};
    struct comparison c;
    assert_int_equal(comparison_make(&x, &y, true, one_look, 1, &c), 0);
    assert_int_equal(c.verdict, VERDICT_UNDECIDED);
    size_t enough = c.repeats_to_settle;
    assert_true(enough > 100 && enough < MOST - 20);
    x.n = y.n = enough + 20;
    assert_int_equal(comparison_make(&x, &y, true, one_look, 1, &c), 0);
    assert_int_equal(c.verdict, VERDICT_SUPPORTED);
    x.n = y.n = enough / 2;
    assert_int_equal(comparison_make(&x, &y, true, one_look, 1, &c), 0);
    assert_int_equal(c.verdict, VERDICT_UNDECIDED);
}

/* The spreads are unlike, so Welch's degrees of freedom, scipy.stats.ttest_ind(a, b, equal_var=False).df, are neither 3
 * nor 6, with which it would be 29 or 31. With p from the interval and t = scipy.stats.t.isf(p / 2, df), it is the
 * first w of scipy.stats.t.isf(0.025, df * (w - 1) / (n - 1)) <= t * sqrt(w / n) */
static void unpaired_repeats_to_settle_go_by_welchs_degrees(void **state)
{
    (void)state;
    const int32_t a[] = {70, 75, 66, 73}, b[] = {52, 80, 55, 75};
    struct comparison c = compare(a, 4, b, 4, false);
    assert_close(c.df, 3.4626461068788603);
    assert_close(c.p, 0.499005169337835);
    assert_int_equal(c.repeats_to_settle, 30);
    const int32_t few[] = {70, 71, 70}, many[] = {52, 80, 55, 75, 50, 76, 68, 81, 59, 72};
    c = compare(few, 3, many, 10, false); /* of the few there is hardly any variance: it takes more of the many */
    assert_close(c.n_alike, 9.944777532344588);
    assert_close(c.df_growth, 1.0047709652167958);
    assert_close(c.p, 0.5102657850324841);
    assert_close(c.df, 2.18);
    assert_int_equal(c.repeats_to_settle, 65);
}

/* R: df <- min(t.test(a, b)$parameter, 4 * (1 + (5 / 10)^2)) in both means' intervals and t; the t test is Welch's. */
static void unequal_numbers_have_fewer_degrees(void **state)
{
    (void)state;
    const int32_t a[] = {97, 94, 99, 95, 96}, b[] = {92, 99, 93, 94, 95, 94, 91, 94, 96, 92};
    struct comparison c = compare(a, 5, b, 10, false);
    assert_close(c.df, 5);
    assert_interval(c.ci, -1.1117487506164057, 5.1006978194649912);
    assert_close(c.p, 0.13387622712521463);
    assert_close(c.p_t, 0.080934903166244396);
    const int32_t equal[] = {20, 20}, ones[] = {1, 1};
    struct sample x = of_hundred(equal, 2), y = of_hundred(ones, 2);
    assert_interval(difference_interval(&x, &y, true, 0.95), -28.707066674472536, 62.315089701033124);
}

/* R: summary(survival::survfit(Surv(time, reached) ~ 1))$table["median"] */
static void median_time_is_kaplan_meiers(void **state)
{
    (void)state;
    struct {
        size_t n, times[5], n_reached;
        double median;
    } cases[] = {{5, {10, 20, 30, 40, 0}, 4, 30}, {5, {0, 30, 10, 0, 20}, 3, 30},
                 {4, {10, 20, 0, 0}, 2, 20},      {4, {10, 40, 20, 0}, 3, 30},
                 {3, {10, 0, 0}, 1, NAN},         {4, {20, 10, 30, 20}, 4, 20},
                 {4, {7, 9, 7, 9}, 4, 8},         {0, {0}, 0, NAN}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n_reached = 99;
        double median = median_time(cases[i].times, cases[i].n, &n_reached);
        assert_int_equal(n_reached, cases[i].n_reached);
        assert_true(isnan(cases[i].median) ? isnan(median) : median == cases[i].median);
    }
}

/* The earlier the better, never the last: P = mean of sign(b - a) over couples / 2 + 1/2; p as of mann_whitney_test's,
 *   scipy.stats.permutation_test over scipy.stats.rankdata; ends: scipy.optimize.brentq of (x - P)^2 - z^2 variance(x)
 */
static void sooner_counts_those_that_never_get_there_as_last(void **state)
{
    (void)state;
    const size_t a[] = {100, 200, 0, 150, 120}, b[] = {300, 0, 0, 250, 400, 150};
    struct sooner sooner, back, looked;
    assert_int_equal(sooner_make(a, 5, b, 6, one_look, &sooner), 0);
    assert_close(sooner.probability, 0.7833333333333333);
    assert_close(sooner.p, 0.13852813852813853);
    assert_close(sooner.ci.low, 0.42964143023947243);
    assert_close(sooner.ci.high, 0.94036590419021782);
    assert_int_equal(sooner_make(b, 6, a, 5, one_look, &back), 0);
    assert_close(back.probability, 1 - sooner.probability);
    assert_close(back.p, sooner.p);
    assert_int_equal(sooner_make(a, 5, b, 6, looks_at_one_level(4), &looked), 0);
    assert_close(looked.p, p_of_looks(sooner.p, looks_at_one_level(4)));
    assert_int_equal(sooner_make(a, 1, b, 6, one_look, &sooner), 0);
    assert_true(isnan(sooner.probability) && isnan(sooner.ci.low) && isnan(sooner.p));
}

static void sooner_is_nobody_where_all_are_the_same(void **state)
{
    (void)state;
    const size_t never[] = {0, 0, 0}, at_once[] = {100, 100, 100}, later[] = {100, 100, 200};
    struct sooner family[2];
    assert_int_equal(sooner_make(never, 3, never, 3, one_look, &family[0]), 0);
    assert_true(isnan(family[0].probability) && isnan(family[0].ci.low) && isnan(family[0].p));
    assert_int_equal(sooner_make(at_once, 3, at_once, 3, one_look, &family[0]), 0);
    assert_true(isnan(family[0].probability) && isnan(family[0].p));
    assert_int_equal(sooner_make(at_once, 3, never, 3, one_look, &family[0]), 0);
    assert_true(family[0].probability == 1);
    assert_int_equal(sooner_make(at_once, 3, later, 3, one_look, &family[0]), 0);
    assert_close(family[0].probability, 0.5 + 0.5 / 3);
    family[1] = family[0];
    family[0].p = 0.03;
    family[1].p = 0.02;
    assert_int_equal(sooner_adjust(family, 2, 1), 0);
    assert_close(family[0].p_holm, 0.04);
    assert_close(family[1].p_holm, 0.04);
}

static void threshold_is_reached_by_the_mean_of_a_window(void **state)
{
    (void)state;
    const float trace[] = {0, 1, 0, 1, 1, 0.9F, 0.9F, 0.9F, NAN};
    assert_int_equal(epochs_to_threshold(trace, 8, 1, 0.5), 2);
    assert_int_equal(epochs_to_threshold(trace, 8, 3, 0.9), 6);
    assert_int_equal(epochs_to_threshold(trace, 8, 8, 0.9), 0);
    assert_int_equal(epochs_to_threshold(trace, 2, 3, 0.1), 0);
    assert_int_equal(epochs_to_threshold(trace + 5, 3, 3, 0.9), 3);
    assert_int_equal(epochs_to_threshold(trace + 7, 2, 2, 0.1), 0);
    assert_int_equal(epochs_to_threshold(NULL, 0, 1, 0.1), 0);
    const float broken[] = {0.1F, NAN, 0.9F, 0.9F, 0.9F}; /* what is not finite is in no window behind it */
    assert_int_equal(epochs_to_threshold(broken, 5, 1, 0.5), 3);
    assert_int_equal(epochs_to_threshold(broken, 5, 2, 0.5), 4);
    assert_int_equal(epochs_to_threshold(broken, 5, 3, 0.9), 5);
    assert_int_equal(epochs_to_threshold(broken, 5, 4, 0.1), 0);
}

/* The ways to choose 700 of 1,400 values are more than a double holds. */
static void many_labels_are_drawn(void **state)
{
    (void)state;
    enum { N = 700 };
    static int32_t a[N], b[N], hundred[N];
    for (int i = 0; i < N; i++) {
        a[i] = i % 3;
        b[i] = i % 2;
        hundred[i] = 100;
    }
    struct sample x = {N, a, hundred, false, 0}, y = {N, b, hundred, false, 0};
    struct comparison c;
    assert_int_equal(comparison_make(&x, &y, false, one_look, 1, &c), 0);
    assert_true(c.p_permutation > 0 && c.p_permutation <= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_labels_are_drawn),
        cmocka_unit_test(compares_published_models),
        cmocka_unit_test(compares_with_ties_and_zeros),
        cmocka_unit_test(compares_unpaired),
        cmocka_unit_test(compares_unequal_counts),
        cmocka_unit_test(pairs_that_differ_by_the_same_show_no_correlation),
        cmocka_unit_test(few_equal_repeats_decide_little),
        cmocka_unit_test(few_pairs_show_no_correlation),
        cmocka_unit_test(compares_thirty),
        cmocka_unit_test(draws_what_it_cannot_count),
        cmocka_unit_test(equal_models_are_undecided),
        cmocka_unit_test(too_few_are_no_data),
        cmocka_unit_test(fewer_repeats_may_mislead),
        cmocka_unit_test(interval_and_p_agree),
        cmocka_unit_test(holm_adjusts_a_family),
        cmocka_unit_test(repeats_to_settle_is_how_many_settle),
        cmocka_unit_test(unpaired_repeats_to_settle_go_by_welchs_degrees),
        cmocka_unit_test(unequal_numbers_have_fewer_degrees),
        cmocka_unit_test(median_time_is_kaplan_meiers),
        cmocka_unit_test(sooner_counts_those_that_never_get_there_as_last),
        cmocka_unit_test(sooner_is_nobody_where_all_are_the_same),
        cmocka_unit_test(threshold_is_reached_by_the_mean_of_a_window),
    };
    set_up(NULL);
    return RUN_TESTS(tests);
}
