#include "attnbench/base/random.h"
#include "attnbench/base/text.h"
#include "test.h"

/* Published with Random123 (kat_vectors: philox4x32 10): counter, key, block. */
static const struct {
    uint32_t counter[4], key[2], block[4];
} known[] = {
    {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0xffffffff, 0xffffffff},
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0},
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
};
enum { N_KNOWN = sizeof known / sizeof *known };

static struct stream stream_at(int k)
{
    struct stream stream = {.used = 4};
    memcpy(stream.counter, known[k].counter, sizeof stream.counter);
    memcpy(stream.key, known[k].key, sizeof stream.key);
    return stream;
}

static void test_known_answers_of_a_stream(void **state)
{
    (void)state;
    for (int k = 0; k < N_KNOWN; k++) {
        struct stream stream = stream_at(k);
        for (int i = 0; i < 4; i++)
            assert_int_equal(stream_bits(&stream), known[k].block[i]);
    }
}

/* 100,000 blocks, each made of the one before; the hash is that of Random123 1.14 (philox4x32). */
static void test_chain_of_blocks(void **state)
{
    uint64_t hash = HASH_START;
    uint32_t counter[4] = {1, 2, 3, 4}, key[2] = {5, 6};
    (void)state;
    for (int i = 0; i < 100000; i++) {
        struct stream stream = {.used = 4};
        memcpy(stream.counter, counter, sizeof counter);
        memcpy(stream.key, key, sizeof key);
        for (int j = 0; j < 4; j++)
            counter[j] = stream_bits(&stream);
        key[0] = counter[0] ^ key[1];
        key[1] = counter[3];
        hash = hash_bytes(hash, counter, sizeof counter);
    }
    assert_int_equal(hash, 0x07e17c8d550e56ae);
}

static void test_block_counter_carries(void **state)
{
    struct stream stream = stream_at(0);
    (void)state;
    stream.counter[0] = 0xffffffff;
    stream.counter[2] = 5;
    stream.counter[3] = 6;
    stream_bits(&stream);
    assert_int_equal(stream.counter[0], 0);
    assert_int_equal(stream.counter[1], 1);
    assert_int_equal(stream.counter[2], 5); /* purpose and repeat never change */
    assert_int_equal(stream.counter[3], 6);
}

/* Frozen: other values would make all stored results unrepeatable. */
static void test_named_stream_is_frozen(void **state)
{
    static const uint32_t bits[] = {0x46f647c3, 0xb832285f, 0x35082f13, 0x917cd1af, 0x769bf416, 0x6630a334};
    struct stream stream = stream_open(2017, "training pairs", 0x0123456789abcdefULL, 3);
    (void)state;
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
        assert_int_equal(stream_bits(&stream), bits[i]);
    assert_int_equal(stream_below(&stream, 50), 11);
    assert_true(stream_uniform(&stream) == 0x1.4d112ee89b035p-1);
    assert_true(stream_normal(&stream) == -0x1.3d6084e654a0ep-3);
}

static void assert_streams_differ(struct stream a, struct stream b)
{
    int equal = 0;
    for (int i = 0; i < 64; i++)
        equal += stream_bits(&a) == stream_bits(&b);
    assert_true(equal <= 1); /* one equal pair of 64 by chance: 1.5e-8 */
}

static void test_streams_of_different_names_differ(void **state)
{
    struct stream stream = stream_open(1, "training pairs", 2, 3), same = stream_open(1, "training pairs", 2, 3);
    (void)state;
    for (int i = 0; i < 100; i++)
        assert_int_equal(stream_bits(&stream), stream_bits(&same));
    stream = stream_open(1, "training pairs", 2, 3);
    assert_streams_differ(stream, stream_open(2, "training pairs", 2, 3));
    assert_streams_differ(stream, stream_open(1, "evaluation pairs", 2, 3));
    assert_streams_differ(stream, stream_open(1, "training pairs", 3, 3));
    assert_streams_differ(stream, stream_open(1, "training pairs", 2, 4));
    assert_streams_differ(stream, stream_open(2, "training pairs", 1, 3)); /* seed and cell are not exchangeable */
}

static void test_below_stays_in_bounds(void **state)
{
    static const uint32_t bounds[] = {1, 2, 3, 50, 1000, 0x7fffffff, 0x80000001, 0xffffffff};
    struct stream stream = stream_open(1, "bounds", 0, 0);
    (void)state;
    for (size_t b = 0; b < sizeof bounds / sizeof *bounds; b++)
        for (int i = 0; i < 10000; i++)
            assert_true(stream_below(&stream, bounds[b]) < bounds[b]);
}

/* With a bound of 3/4 of 2^32, a biased draw (multiply without rejection, or modulo) favours some residues. */
static void test_below_is_unbiased_at_large_bounds(void **state)
{
    enum { N = 300000 };
    struct stream stream = stream_open(1, "bias", 0, 0);
    int count[3] = {0};
    double chi_square = 0;
    (void)state;
    for (int i = 0; i < N; i++)
        count[stream_below(&stream, 0xc0000000) % 3]++;
    for (int k = 0; k < 3; k++)
        chi_square += pow(count[k] - N / 3.0, 2) / (N / 3.0);
    assert_true(chi_square < 13.8); /* chi-square, 2 degrees of freedom: p = 0.001 */
}

static void test_below_is_uniform(void **state)
{
    enum { N = 500000, BINS = 50 };
    struct stream stream = stream_open(1, "uniformity", 0, 0);
    int count[BINS] = {0};
    double expected = (double)N / BINS, chi_square = 0;
    (void)state;
    for (int i = 0; i < N; i++)
        count[stream_below(&stream, BINS)]++;
    for (int k = 0; k < BINS; k++)
        chi_square += pow(count[k] - expected, 2) / expected;
    /* 49 degrees of freedom: 0.001 above 85.4, and 0.001 below 23.5 (too even is not random either). */
    assert_true(chi_square > 23.5 && chi_square < 85.4);
}

static void test_uniform(void **state)
{
    enum { N = 500000, BINS = 64 };
    struct stream stream = stream_open(2, "uniform", 0, 0);
    int count[BINS] = {0};
    double expected = (double)N / BINS, chi_square = 0, sum = 0;
    (void)state;
    for (int i = 0; i < N; i++) {
        double u = stream_uniform(&stream);
        assert_true(u >= 0 && u < 1);
        count[(int)(u * BINS)]++;
        sum += u;
    }
    for (int k = 0; k < BINS; k++)
        chi_square += pow(count[k] - expected, 2) / expected;
    assert_true(chi_square > 33.0 && chi_square < 104.0); /* 63 degrees of freedom: beyond 0.001 on each side */
    assert_true(fabs(sum / N - 0.5) < 4 * sqrt(1.0 / 12 / N));
}

/* Sample moments within 4 standard errors: sqrt(1/n), sqrt(2/n), sqrt(15/n), sqrt(96/n). */
static void test_normal(void **state)
{
    enum { N = 500000 };
    struct stream stream = stream_open(3, "normal", 0, 0);
    double sums[5] = {0};
    int beyond = 0;
    (void)state;
    for (int i = 0; i < N; i++) {
        double x = stream_normal(&stream);
        assert_true(isfinite(x));
        beyond += fabs(x) > 1.959963984540054;
        for (int power = 1; power <= 4; power++)
            sums[power] += pow(x, power);
    }
    assert_true(fabs(sums[1] / N) < 4 * sqrt(1.0 / N));
    assert_true(fabs(sums[2] / N - 1) < 4 * sqrt(2.0 / N));
    assert_true(fabs(sums[3] / N) < 4 * sqrt(15.0 / N));
    assert_true(fabs(sums[4] / N - 3) < 4 * sqrt(96.0 / N));
    assert_true(fabs((double)beyond / N - 0.05) < 4 * sqrt(0.05 * 0.95 / N));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers_of_a_stream),
        cmocka_unit_test(test_chain_of_blocks),
        cmocka_unit_test(test_block_counter_carries),
        cmocka_unit_test(test_named_stream_is_frozen),
        cmocka_unit_test(test_streams_of_different_names_differ),
        cmocka_unit_test(test_below_stays_in_bounds),
        cmocka_unit_test(test_below_is_unbiased_at_large_bounds),
        cmocka_unit_test(test_below_is_uniform),
        cmocka_unit_test(test_uniform),
        cmocka_unit_test(test_normal),
    };
    return RUN_TESTS(tests);
}
