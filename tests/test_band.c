#include "attnbench/stats/band.h"
#include "simulated_curves.h"
#include "test.h"

enum { CURVES = 10, STUDIES = 400 };

/* Of 400 made-up studies, about 95 % must have their whole mean curve in the simultaneous band (binomial sd 1.1 %);
 * points alone are each in the pointwise one as often, whole curves far less. */
static void bands_cover_as_often_as_they_say(void **state)
{
    (void)state;
    struct stream stream = stream_open(1, "test curves", 0, 0);
    int simultaneous = 0, pointwise = 0;
    double points = 0;
    for (uint64_t study = 0; study < STUDIES; study++) {
        struct coverage coverage = simulate_curves(BELL_SHAPED, CURVES, &stream, study);
        simultaneous += coverage.whole;
        pointwise += coverage.whole_in_narrow;
        points += coverage.points;
        assert_true(coverage.wider >= 1);
    }
    assert_in_range(simultaneous, 0.92 * STUDIES, 0.985 * STUDIES);
    assert_in_range(points, 0.93 * STUDIES, 0.97 * STUDIES);
    assert_true(pointwise < 0.75 * STUDIES);
}

static void same_seed_gives_same_band(void **state)
{
    (void)state;
    struct stream stream = stream_open(2, "test curves", 0, 0);
    double curves[CURVES][CURVE_POINTS];
    struct band one[CURVE_POINTS], two[CURVE_POINTS];
    for (int i = 0; i < CURVES; i++)
        draw_curve(BELL_SHAPED, &stream, curves[i]);
    assert_int_equal(band_make(curves[0], CURVES, CURVE_POINTS, 5, one), 0);
    assert_int_equal(band_make(curves[0], CURVES, CURVE_POINTS, 5, two), 0);
    assert_memory_equal(one, two, sizeof one);
    for (int t = 0; t < CURVE_POINTS; t++) {
        assert_true(one[t].simultaneous.low <= one[t].pointwise.low);
        assert_true(one[t].simultaneous.high >= one[t].pointwise.high);
    }
}

/* t(0.975, 9) = 2.262157; values 1 to 10 have mean 5.5 and sd sqrt(110 / 12). The third curve has no second value. */
static void absent_values_are_left_out(void **state)
{
    (void)state;
    double curves[CURVES][3];
    struct band band[3];
    for (int i = 0; i < CURVES; i++) {
        curves[i][0] = curves[i][1] = i + 1;
        curves[i][2] = 7;
    }
    curves[2][1] = NAN;
    assert_int_equal(band_make(curves[0], CURVES, 3, 1, band), 0);
    assert_int_equal(band[0].n, 10);
    assert_true(fabs(band[0].mean - 5.5) < 1e-12);
    assert_true(fabs(band[0].pointwise.high - (5.5 + 2.262157 * sqrt(110 / 12.0 / 10))) < 1e-5);
    assert_int_equal(band[1].n, 9);
    assert_true(fabs(band[1].mean - 52 / 9.0) < 1e-12);
    assert_true(isnan(band[1].simultaneous.low)); /* of nine curves */
    assert_true(band[2].simultaneous.low == 7 && band[2].simultaneous.high == 7);
}

enum { PATTERNS = 3 };
static const double patterns[CURVES][PATTERNS] = {{1, 1, 1},    {1, -1, 1},  {1, 1, -1},  {1, -1, -1}, {1, 1, 1},
                                                  {-1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}, {-1, 1, 1},  {-1, -1, -1}};

/* Ten values of 1 and -1: with k the sum of as many random signs, t is 3 k / sqrt(100 - k²), and the standard error
 * 1/3. Of all 1024 signs of ten curves (itertools.product([-1, 1], repeat=10)) 6.4 % make |k| 8 or 10 at one of three
 * points, and 29.5 % at least 6: the 95 % quantile is t = 4 of k = 8, the 93 % quantile 2.25 of k = 6. */
static void the_band_is_the_95_percent_quantile(void **state)
{
    (void)state;
    struct band band[PATTERNS];
    for (uint64_t seed = 1; seed <= 3; seed++) {
        assert_int_equal(band_make(patterns[0], CURVES, PATTERNS, seed, band), 0);
        for (int t = 0; t < PATTERNS; t++)
            assert_true(fabs(band[t].simultaneous.high - 4.0 / 3) < 1e-12 &&
                        fabs(band[t].simultaneous.low + 4.0 / 3) < 1e-12);
    }
}

/* Of one such point 2.1 % are at 8 and 10.9 % at 6 or more: so the quantile is 2.25, less than R's qt(0.975, 9). */
static void the_band_is_nowhere_narrower_than_the_pointwise_one(void **state)
{
    (void)state;
    const double one[CURVES] = {1, 1, 1, 1, 1, -1, -1, -1, -1, -1};
    struct band band;
    assert_int_equal(band_make(one, CURVES, 1, 1, &band), 0);
    assert_true(fabs(band.pointwise.high - 2.262157162798205 / 3) < 1e-12);
    assert_true(band.simultaneous.high == band.pointwise.high);
    assert_true(fabs(band.simultaneous.low - band.pointwise.low) < 1e-15);
}

static void few_curves_have_no_simultaneous_band(void **state)
{
    (void)state;
    const double curves[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    struct band band;
    assert_int_equal(band_make(curves, 9, 1, 1, &band), 0);
    assert_true(isfinite(band.pointwise.low) && isnan(band.simultaneous.low));
    assert_int_equal(band_make(curves, 1, 1, 1, &band), 0);
    assert_true(band.mean == 1 && isnan(band.pointwise.low));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bands_cover_as_often_as_they_say),
        cmocka_unit_test(same_seed_gives_same_band),
        cmocka_unit_test(absent_values_are_left_out),
        cmocka_unit_test(the_band_is_the_95_percent_quantile),
        cmocka_unit_test(the_band_is_nowhere_narrower_than_the_pointwise_one),
        cmocka_unit_test(few_curves_have_no_simultaneous_band),
    };
    return RUN_TESTS(tests);
}
