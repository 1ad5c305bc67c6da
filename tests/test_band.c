#include "attnbench/band.h"
#include "attnbench/random.h"
#include "test.h"

#include <stdbool.h>

enum { POINTS = 40, CURVES = 10, STUDIES = 400 };

static bool covers(struct interval interval, double x)
{
    return interval.low <= x && x <= interval.high;
}

/* A curve whose neighbouring points resemble each other, of mean 0 everywhere. */
static void draw_curve(struct stream *stream, double *curve)
{
    const double rho = 0.9;
    curve[0] = stream_normal(stream);
    for (int t = 1; t < POINTS; t++)
        curve[t] = rho * curve[t - 1] + sqrt(1 - rho * rho) * stream_normal(stream);
}

/* Of 400 made-up studies, about 95 % must have their whole mean curve in the simultaneous band (binomial sd 1.1 %);
 * points alone are each in the pointwise one as often, whole curves far less. */
static void bands_cover_as_often_as_they_say(void **state)
{
    (void)state;
    struct stream stream = stream_open(1, "test curves", 0, 0);
    int simultaneous = 0, pointwise = 0, points = 0;
    for (int study = 0; study < STUDIES; study++) {
        double curves[CURVES][POINTS];
        struct band band[POINTS];
        for (int i = 0; i < CURVES; i++)
            draw_curve(&stream, curves[i]);
        assert_int_equal(band_make(curves[0], CURVES, POINTS, (uint64_t)study, band), 0);
        int in_wide = 0, in_narrow = 0;
        for (int t = 0; t < POINTS; t++) {
            in_wide += covers(band[t].simultaneous, 0);
            in_narrow += covers(band[t].pointwise, 0);
            assert_true(band[t].simultaneous.low <= band[t].pointwise.low);
            assert_true(band[t].simultaneous.high >= band[t].pointwise.high);
        }
        simultaneous += in_wide == POINTS;
        pointwise += in_narrow == POINTS;
        points += in_narrow;
    }
    assert_in_range(simultaneous, 0.92 * STUDIES, 0.985 * STUDIES);
    assert_in_range(points, 0.93 * STUDIES * POINTS, 0.97 * STUDIES * POINTS);
    assert_true(pointwise < 0.75 * STUDIES);
}

static void same_seed_gives_same_band(void **state)
{
    (void)state;
    struct stream stream = stream_open(2, "test curves", 0, 0);
    double curves[CURVES][POINTS];
    struct band one[POINTS], two[POINTS];
    for (int i = 0; i < CURVES; i++)
        draw_curve(&stream, curves[i]);
    assert_int_equal(band_make(curves[0], CURVES, POINTS, 5, one), 0);
    assert_int_equal(band_make(curves[0], CURVES, POINTS, 5, two), 0);
    assert_memory_equal(one, two, sizeof one);
}

/* t(0.975, 4) = 2.776445; values 1 to 5 have mean 3 and sd sqrt(2.5). The third curve has no second value. */
static void absent_values_are_left_out(void **state)
{
    (void)state;
    const double curves[5][3] = {{1, 1, 7}, {2, 2, 7}, {3, NAN, 7}, {4, 4, 7}, {5, 5, 7}};
    struct band band[3];
    assert_int_equal(band_make(curves[0], 5, 3, 1, band), 0);
    assert_int_equal(band[0].n, 5);
    assert_true(fabs(band[0].mean - 3) < 1e-12);
    assert_true(fabs(band[0].pointwise.high - (3 + 2.776445 * sqrt(2.5 / 5))) < 1e-5);
    assert_int_equal(band[1].n, 4);
    assert_true(fabs(band[1].mean - 3) < 1e-12);
    assert_true(isnan(band[1].simultaneous.low)); /* of four curves */
    assert_true(band[2].simultaneous.low == 7 && band[2].simultaneous.high == 7);
}

static void few_curves_have_no_simultaneous_band(void **state)
{
    (void)state;
    const double curves[4] = {1, 2, 3, 4};
    struct band band;
    assert_int_equal(band_make(curves, 4, 1, 1, &band), 0);
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
        cmocka_unit_test(few_curves_have_no_simultaneous_band),
    };
    return RUN_TESTS(tests);
}
