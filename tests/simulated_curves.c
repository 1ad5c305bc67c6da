#include "simulated_curves.h"
#include "attnbench/stats/band.h"

#include <math.h>
#include <stdlib.h>

static double sd_of_logarithms(int t)
{
    return 0.02 + 0.33 * t / (CURVE_POINTS - 1);
}

static double true_mean(enum curves kind, int t)
{
    return kind == LIKE_LOSSES ? exp(sd_of_logarithms(t) * sd_of_logarithms(t) / 2) : 0;
}

void draw_curve(enum curves kind, struct stream *stream, double curve[CURVE_POINTS])
{
    const double rho = kind == LIKE_LOSSES ? 0.2 : 0.9;
    double x = stream_normal(stream);
    for (int t = 0; t < CURVE_POINTS; t++) {
        curve[t] = kind == LIKE_LOSSES ? exp(sd_of_logarithms(t) * x) : x;
        x = rho * x + sqrt(1 - rho * rho) * stream_normal(stream);
    }
}

static bool covers(struct interval interval, double x)
{
    return interval.low <= x && x <= interval.high;
}

struct coverage simulate_curves(enum curves kind, size_t n, struct stream *stream, uint64_t seed)
{
    double curves[MOST_CURVES][CURVE_POINTS], wider = 0;
    struct band band[CURVE_POINTS];
    int in_wide = 0, in_narrow = 0;
    for (size_t i = 0; i < n; i++)
        draw_curve(kind, stream, curves[i]);
    if (band_make(curves[0], n, CURVE_POINTS, seed, band) != 0)
        abort();
    for (int t = 0; t < CURVE_POINTS; t++) {
        struct interval wide = band[t].simultaneous, narrow = band[t].pointwise;
        in_wide += covers(wide, true_mean(kind, t));
        in_narrow += covers(narrow, true_mean(kind, t));
        wider += (wide.high - wide.low) / (narrow.high - narrow.low) / CURVE_POINTS;
    }
    return (struct coverage){(double)in_narrow / CURVE_POINTS, in_wide == CURVE_POINTS, in_narrow == CURVE_POINTS,
                             wider};
}
