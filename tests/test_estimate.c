#include "../src/stats/bootstrap.h"
#include "attnbench/stats/estimate.h"
#include "test.h"

/* The expected numbers are scipy 1.17's, in part also R 4.2's, with x the accuracies in percent:
 *   x.mean(), x.var(ddof=1), numpy.median(x), scipy.stats.trim_mean(x, 0.25)        R: mean(x, trim = 0.25)
 *   scipy.stats.t.interval(.95, n - 1, loc=x.mean(), scale=scipy.stats.sem(x))      R: t.test(x)$conf.int
 *   mean of 1e4 p (1 - p) / (m - 1)                                                 evaluation_variance
 *   scipy.optimize.brentq of (p - v)^2 - k v (1 - v), k as written in inference.c   the default interval
 *   scipy.stats.bootstrap((x,), numpy.mean, n_resamples=200000, method='BCa')       BCa */
#define assert_close(value, expected) assert_true(fabs((value) - (expected)) < 1e-9)
#define assert_interval(interval, l, h) (assert_close((interval).low, l), assert_close((interval).high, h))

enum { MOST = 1000 };
static const int32_t hundreds[] = {100, 100, 100, 100, 100, 100, 100, 100, 100, 100};
static const int32_t published_baseline[] = {20, 23, 23, 18, 28, 29, 23, 26, 21, 20};
static const int32_t published_attention[] = {98, 91, 94, 93, 96, 99, 97, 94, 99, 96};

static struct sample of_hundred(const int32_t *correct, size_t n)
{
    return (struct sample){n, correct, hundreds, false, 0};
}

static struct estimate estimate_of(struct sample sample)
{
    struct estimate estimate;
    assert_int_equal(estimate_make(&sample, one_look, 7, &estimate), 0);
    return estimate;
}

static void estimates_published_baseline(void **state)
{
    (void)state;
    struct sample sample = of_hundred(published_baseline, 10);
    struct estimate e = estimate_of(sample);
    assert_int_equal(e.n, 10);
    assert_close(e.mean, 23.1);
    assert_close(e.variance, 12.988888888888889);
    assert_close(e.sd, 3.6040101122068027);
    assert_true(e.min == 18 && e.max == 29 && e.median == 23);
    assert_close(e.interquartile_mean, 22.666666666666668);
    assert_interval(e.t, 20.521846477044754, 25.67815352295525);
    assert_close(e.evaluation_variance, 17.825252525252527);
    assert_true(e.training_variance == 0);
    assert_interval(e.ci, 20.59364639138711, 25.812233215135766);
    assert_interval(mean_interval(&sample, 0.99), 19.61080850739283, 27.001476727274778);
}

/* The repeats' variance exceeds one binomial's, and the quantile is Student's. */
static void estimates_published_attention(void **state)
{
    (void)state;
    struct sample sample = of_hundred(published_attention, 10);
    struct estimate e = estimate_of(sample);
    assert_close(e.mean, 95.7);
    assert_close(e.variance, 7.122222222222224);
    assert_true(e.min == 91 && e.max == 99 && e.median == 96);
    assert_close(e.interquartile_mean, 95.83333333333333);
    assert_interval(e.t, 93.79089183889536, 97.60910816110464);
    assert_close(e.evaluation_variance, 4.091919191919194);
    assert_close(e.training_variance, 7.122222222222224 - 4.091919191919194);
    assert_interval(e.ci, 93.35620228741142, 97.24138590376482);
    assert_interval(mean_interval(&sample, 0.99), 92.04061120406232, 97.71865847113764);
}

static void estimates_near_the_ceiling(void **state)
{
    (void)state;
    const int32_t correct[] = {100, 100, 99, 100, 100};
    struct estimate e = estimate_of(of_hundred(correct, 5));
    assert_close(e.mean, 99.8);
    assert_close(e.variance, 0.2);
    assert_interval(e.ci, 98.10556096359765, 99.97920678774264);
    assert_interval(e.t, 99.24471097896044, 100.35528902103955);
}

static void counts_of_sequences_may_differ(void **state)
{
    (void)state;
    const int32_t correct[] = {7, 9, 12, 30}, sequences[] = {10, 15, 20, 40};
    struct sample sample = {4, correct, sequences, false, 0};
    struct estimate e = estimate_of(sample);
    assert_close(e.mean, 66.25);
    assert_close(e.variance, 56.25);
    assert_close(e.median, 65);
    assert_close(e.interquartile_mean, 65);
    assert_close(e.evaluation_variance, 144.78865432812802);
    assert_interval(e.ci, 51.315579388468713, 78.520736551349685);
    assert_interval(mean_interval(&sample, 0.99), 39.448128377043751, 85.537847468983685);
}

/* Nearly equal repeats: what counts is the noise of 4 h sequences, h = scipy.stats.hmean((10, 40, 100, 50)) = 25.8, not
 * of 4 times 50, their mean. */
static void effective_sequences_go_by_the_harmonic_mean(void **state)
{
    (void)state;
    const int32_t correct[] = {5, 20, 51, 25}, sequences[] = {10, 40, 100, 50};
    struct sample sample = {4, correct, sequences, false, 0};
    assert_interval(mean_interval(&sample, 0.95), 35.299870475848451, 65.155560398206731);
    assert_interval(mean_interval(&sample, 0.99), 25.292408846986792, 75.083630534452965);
}

/* From equal repeats on there is no jump: what s^2 lacks of the binomial's variance counts in its place while it is
 * below half of it. */
static void nearly_equal_repeats_are_like_equal_ones(void **state)
{
    (void)state;
    const struct {
        int32_t second;
        double low, high;
    } cases[] = {{20, 3.4963480669386011, 63.3038223812074534},
                 {21, 3.7324269374600512, 63.1674829323273457},
                 {22, 4.1655053913421334, 61.9148178678669083},
                 {23, 4.8964304731179524, 59.2996969994819310},
                 {24, 6.1862158268608223, 54.6776684082022726}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int32_t correct[] = {20, cases[i].second};
        struct sample sample = of_hundred(correct, 2);
        assert_interval(mean_interval(&sample, 0.95), cases[i].low, cases[i].high);
    }
}

/* Equal repeats count as if they showed the binomial's variance, which Student's quantile belongs to:
 * k = t.ppf(.975, 4)**2 / 500, 100 / (1 + k) at 100 %. */
static void equal_repeats_have_binomial_noise(void **state)
{
    (void)state;
    struct estimate e = estimate_of(of_hundred(hundreds, 5));
    assert_true(e.variance == 0 && e.sd == 0 && e.training_variance == 0 && e.evaluation_variance == 0);
    assert_interval(e.ci, 98.48167891933367, 100);
    assert_true(e.ci.high == 100);
    assert_true(isnan(e.t.low) && isnan(e.t.high) && isnan(e.bca.low) && isnan(e.bca.high));
    const int32_t none[] = {0, 0, 0, 0, 0};
    e = estimate_of(of_hundred(none, 5));
    assert_interval(e.ci, 0, 1.518321080666327);
    assert_true(e.ci.low == 0);
}

static void nothing_is_undefined(void **state)
{
    (void)state;
    struct estimate e = estimate_of(of_hundred(NULL, 0));
    assert_int_equal(e.n, 0);
    assert_true(isnan(e.mean) && isnan(e.variance) && isnan(e.sd) && isnan(e.min) && isnan(e.max) && isnan(e.median));
    assert_true(isnan(e.interquartile_mean) && isnan(e.ci.low) && isnan(e.ci.high) && isnan(e.t.low));
    assert_true(isnan(e.bca.low) && isnan(e.evaluation_variance) && isnan(e.training_variance));
}

static void one_repeat_shows_no_training(void **state)
{
    (void)state;
    struct estimate e = estimate_of(of_hundred(published_baseline, 1));
    assert_true(e.n == 1 && e.mean == 20 && e.min == 20 && e.max == 20 && e.median == 20 && e.interquartile_mean == 20);
    assert_true(isnan(e.variance) && isnan(e.sd) && isnan(e.ci.low) && isnan(e.ci.high) && isnan(e.t.low));
    assert_true(isnan(e.bca.low) && isnan(e.training_variance));
    assert_close(e.evaluation_variance, 1600.0 / 99);
}

/* Its ends lie on the lattice of means, where many resamples fall: 0.1 points for 10 repeats. */
static void bca_is_the_bootstrap(void **state)
{
    (void)state;
    struct interval bca = estimate_of(of_hundred(published_baseline, 10)).bca;
    assert_true(fabs(bca.low - 21.2) <= 0.1 && fabs(bca.high - 25.4) <= 0.1);
    bca = estimate_of(of_hundred(published_attention, 10)).bca;
    assert_true(fabs(bca.low - 94.0) <= 0.1 && fabs(bca.high - 97.2) <= 0.1);
}

/* One of ten is far out, so few of 10,000 resamples lie beyond the end on its side: over 60 seeds, of numpy's
 * resamples, that end was 75.8 to 79.1 and 47.2 to 51.8, the other 97.6 to 97.8 and 22.5 to 22.7. With an acceleration
 * of 0 they were 80.7 to 82.9, 41.7 to 45.1, 98.0 to 98.1 and 22.1 to 22.2. */
static void bca_leans_with_the_skew(void **state)
{
    (void)state;
    const int32_t down[] = {99, 98, 99, 97, 98, 99, 96, 98, 90, 55}, up[] = {20, 23, 23, 18, 28, 29, 23, 26, 21, 80};
    struct interval bca = estimate_of(of_hundred(down, 10)).bca;
    assert_true(fabs(bca.low - 76.4) <= 3 && fabs(bca.high - 97.7) <= 0.2);
    bca = estimate_of(of_hundred(up, 10)).bca;
    assert_true(fabs(bca.low - 22.7) <= 0.3 && fabs(bca.high - 50.7) <= 4);
}

static void says_from_how_many_repeats_intervals_hold(void **state)
{
    (void)state;
    int32_t correct[BCA_LEAST_REPEATS], sequences[BCA_LEAST_REPEATS];
    for (size_t n = 2; n <= BCA_LEAST_REPEATS; n++) {
        for (int32_t i = 0; i < (int32_t)n; i++) {
            correct[i] = 50 + i;
            sequences[i] = 100;
        }
        struct estimate e = estimate_of((struct sample){n, correct, sequences, false, 0});
        assert_int_equal(e.t_holds, n >= 10);
        assert_int_equal(e.bca_holds, n >= 30);
    }
    const int32_t near[] = {97, 98, 99, 99, 98, 97, 99, 100, 98, 99};
    assert_true(estimate_of(of_hundred(near, 10)).mean > 98 && !estimate_of(of_hundred(near, 10)).t_holds);
    const int32_t far[] = {96, 98, 99, 99, 98, 97, 99, 97, 97, 99}, low[] = {2, 1, 3, 2, 1, 0, 2, 1, 2, 3};
    assert_true(estimate_of(of_hundred(far, 10)).mean < 98 && estimate_of(of_hundred(far, 10)).t_holds);
    assert_true(!estimate_of(of_hundred(low, 10)).t_holds);
}

/* The ends that all n^n resamples give, sorted: made by a script of its own. */
static void bca_is_exact_where_sums_are_few(void **state)
{
    (void)state;
    static const struct {
        int64_t scores[7];
        size_t n;
        int64_t low, high; /* sums */
    } cases[] = {{{40, 41, 43, 44, 44}, 5, 204, 218},
                 {{40, 41, 43, 44, 90}, 5, 207, 403},
                 {{40, 41, 43, 44, 44, 47}, 6, 249, 270},
                 {{0, 0, 0, 1, 7, 7, 2}, 7, 4, 37},
                 {{98, 100, 100, 100, 100, 100}, 6, 592, 600}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (uint64_t seed = 1; seed <= 2; seed++) {
            struct interval bca;
            double n = (double)cases[i].n;
            assert_int_equal(bootstrap_bca(cases[i].scores, cases[i].n, seed, &bca), 0);
            assert_true(bca.low == (double)cases[i].low / n && bca.high == (double)cases[i].high / n);
        }
}

/* Scores a million times as large are drawn, and theirs are ends about a million times as large. */
static void bca_draws_what_it_would_find(void **state)
{
    (void)state;
    static const int64_t few[] = {40, 41, 43, 44, 44, 47, 50, 52};
    enum { N = sizeof few / sizeof *few };
    int64_t many[N];
    struct interval exact, drawn;
    for (size_t i = 0; i < N; i++)
        many[i] = few[i] * 1000000;
    assert_int_equal(bootstrap_bca(few, N, 7, &exact), 0);
    assert_int_equal(bootstrap_bca(many, N, 7, &drawn), 0);
    assert_true(exact.low < exact.high);
    assert_true(fabs(exact.low - drawn.low / 1e6) <= 0.25 && fabs(exact.high - drawn.high / 1e6) <= 0.5);
}

static void bca_comes_from_its_seed(void **state)
{
    (void)state;
    const int32_t correct[] = {12345, 45678, 78901, 32109, 65432, 98765, 22222};
    const int32_t sequences[] = {100000, 100000, 100000, 100000, 100000, 100000, 100000};
    struct sample sample = {7, correct, sequences, false, 0};
    struct estimate first, again, other;
    assert_int_equal(estimate_make(&sample, one_look, 1, &first), 0);
    assert_int_equal(estimate_make(&sample, one_look, 1, &again), 0);
    assert_int_equal(estimate_make(&sample, one_look, 2, &other), 0);
    assert_true(first.bca.low == again.bca.low && first.bca.high == again.bca.high);
    assert_true(first.bca.low != other.bca.low && fabs(first.bca.low - other.bca.low) < 1);
}

/* At every mean and spread: within 0..100, around the mean, of some width, wider at a higher level. */
static void default_interval_keeps_its_promises(void **state)
{
    (void)state;
    for (int mean = 0; mean <= 100; mean++)
        for (int spread = 0; spread <= mean && mean + spread <= 100; spread += 7) {
            const int32_t correct[] = {mean, mean - spread, mean + spread, mean};
            struct sample sample = of_hundred(correct, 4);
            struct interval inner = {mean, mean};
            for (double level = 0.1; level < 0.9999; level += (1 - level) / 2) {
                struct interval outer = mean_interval(&sample, level);
                assert_true(outer.low >= 0 && outer.high <= 100 && outer.high > outer.low);
                assert_true(outer.low <= inner.low && outer.high >= inner.high);
                inner = outer;
            }
        }
}

static void more_repeats_narrow_the_interval(void **state)
{
    (void)state;
    static int32_t correct[MOST], sequences[MOST];
    double width = 100;
    for (size_t i = 0; i < MOST; i++) {
        correct[i] = i % 2 == 0 ? 80 : 90;
        sequences[i] = 100;
    }
    for (size_t n = 2; n <= MOST; n *= 2) {
        struct interval interval = mean_interval(&(struct sample){n, correct, sequences, false, 0}, 0.95);
        assert_true(interval.high - interval.low < width);
        width = interval.high - interval.low;
    }
}

static void looks_share_the_error(void **state)
{
    (void)state;
    assert_close(look_level(one_look), 0.95);
    assert_true(look_level(looks_at_one_level(5)) > 0.985 && look_level(looks_at_one_level(5)) < 0.99);
}

/* The luck of one set of m sequences, however many repeats saw it, beside what 30 equal repeats show: at 100 % the end
 * is 100 / (1 + k), k = norm.ppf(.975)**2 / 20 + t.ppf(.975, 29)**2 / 600. */
static void shared_sequences_do_not_average_out(void **state)
{
    (void)state;
    enum { N = 30 };
    int32_t correct[N], sequences[N];
    for (int i = 0; i < N; i++)
        correct[i] = sequences[i] = 20;
    struct sample sample = {N, correct, sequences, true, 0}, varied = {N, correct, sequences, false, 0};
    struct estimate estimate;
    assert_close(mean_interval(&sample, 0.95).low, 83.39973702522222);
    assert_true(mean_interval(&varied, 0.95).low > 99);
    correct[0] = correct[1] = 10;
    assert_true(mean_interval(&sample, 0.95).low < 83.3);
    assert_int_equal(estimate_make(&sample, one_look, 1, &estimate), 0);
    assert_true(isnan(estimate.evaluation_variance) && isnan(estimate.training_variance) && estimate.variance > 0);
    assert_true(!estimate.t_holds && !estimate.bca_holds);
    assert_int_equal(estimate_make(&varied, one_look, 1, &estimate), 0);
    assert_true(estimate.t_holds && estimate.bca_holds);
}

static void more_looks_widen_the_interval(void **state)
{
    (void)state;
    int32_t correct[] = {20, 25, 30, 22}, hundred[] = {100, 100, 100, 100};
    struct sample sample = {4, correct, hundred, false, 0};
    struct interval at_look = mean_interval(&sample, look_level(looks_at_one_level(5)));
    struct estimate estimate;
    assert_int_equal(estimate_make(&sample, looks_at_one_level(5), 1, &estimate), 0);
    assert_true(estimate.ci.low == at_look.low && estimate.ci.high == at_look.high);
}

/* One sequence a repeat tells nothing of its own noise. */
static void one_sequence_has_no_evaluation_variance(void **state)
{
    (void)state;
    int32_t correct[] = {0, 1, 1}, one[] = {1, 1, 1};
    struct sample sample = {3, correct, one, false, 0};
    struct estimate estimate;
    assert_int_equal(estimate_make(&sample, one_look, 1, &estimate), 0);
    assert_true(isnan(estimate.evaluation_variance) && isnan(estimate.training_variance));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_sequences_do_not_average_out),
        cmocka_unit_test(more_looks_widen_the_interval),
        cmocka_unit_test(one_sequence_has_no_evaluation_variance),
        cmocka_unit_test(estimates_published_baseline),
        cmocka_unit_test(estimates_published_attention),
        cmocka_unit_test(estimates_near_the_ceiling),
        cmocka_unit_test(counts_of_sequences_may_differ),
        cmocka_unit_test(nearly_equal_repeats_are_like_equal_ones),
        cmocka_unit_test(equal_repeats_have_binomial_noise),
        cmocka_unit_test(nothing_is_undefined),
        cmocka_unit_test(one_repeat_shows_no_training),
        cmocka_unit_test(bca_is_the_bootstrap),
        cmocka_unit_test(bca_leans_with_the_skew),
        cmocka_unit_test(effective_sequences_go_by_the_harmonic_mean),
        cmocka_unit_test(bca_is_exact_where_sums_are_few),
        cmocka_unit_test(bca_draws_what_it_would_find),
        cmocka_unit_test(bca_comes_from_its_seed),
        cmocka_unit_test(says_from_how_many_repeats_intervals_hold),
        cmocka_unit_test(default_interval_keeps_its_promises),
        cmocka_unit_test(more_repeats_narrow_the_interval),
        cmocka_unit_test(looks_share_the_error),
    };
    return RUN_TESTS(tests);
}
