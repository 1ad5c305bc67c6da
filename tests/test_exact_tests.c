/* The tests that rearrange what was seen, where there is too much to count and arrangements are drawn. */
#include "../src/stats/exact_tests.h"
#include "test.h"

enum { N = 40, FAR = 1000003, DRAWS = 100 * 1000 };

/* All of one sign: 2 of 2^40 flips are as far out, and so none of 100,000. What was seen is an arrangement too. */
static void drawn_flips_count_what_was_seen(void **state)
{
    (void)state;
    int64_t values[N], turned[N];
    double p, of_turned, of_ranks;
    for (int i = 0; i < N; i++) {
        values[i] = FAR + i * i;
        turned[i] = -values[i];
    }
    assert_int_equal(sign_flip_test(values, N, 1, &p), 0);
    assert_true(p == 1.0 / (DRAWS + 1));
    assert_int_equal(sign_flip_test(turned, N, 2, &of_turned), 0);
    assert_true(of_turned == p);
    assert_int_equal(signed_rank_test(values, N, 1, &of_ranks), 0); /* 40 ranks can be counted: scipy.stats.wilcoxon */
    assert_true(of_ranks == ldexp(2, -N));
}

/* All of a above all of b: 2 of math.comb(40, 20) = 137,846,528,820 choices are as far out, and so none of 100,000. */
static void drawn_labels_count_what_was_seen(void **state)
{
    (void)state;
    int64_t a[N / 2], b[N / 2];
    double p, back;
    for (int i = 0; i < N / 2; i++) {
        a[i] = 9 * FAR + i * i;
        b[i] = FAR + 7 * i;
    }
    assert_int_equal(label_test(a, N / 2, b, N / 2, 1, &p), 0);
    assert_true(p == 1.0 / (DRAWS + 1));
    assert_int_equal(label_test(b, N / 2, a, N / 2, 2, &back), 0);
    assert_true(back == p);
}

/* Every arrangement is as far out as what was seen at its expectation: (1 + draws) / (draws + 1). */
static void what_is_not_far_out_has_the_p_of_all(void **state)
{
    (void)state;
    int64_t values[N], a[N / 2], b[N / 2];
    double p;
    for (int i = 0; i < N; i++)
        values[i] = (i % 2 == 0 ? 1 : -1) * (FAR + i / 2 * 7);
    assert_int_equal(sign_flip_test(values, N, 1, &p), 0);
    assert_true(p == 1);
    for (int i = 0; i < N / 2; i++)
        a[i] = b[i] = FAR + i * i * i;
    assert_int_equal(label_test(a, N / 2, b, N / 2, 1, &p), 0);
    assert_true(p == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drawn_flips_count_what_was_seen),
        cmocka_unit_test(drawn_labels_count_what_was_seen),
        cmocka_unit_test(what_is_not_far_out_has_the_p_of_all),
    };
    return RUN_TESTS(tests);
}
