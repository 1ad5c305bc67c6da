/* Studies of curves whose true mean is known, to see how often bands hold it. */
#ifndef ATTNBENCH_TEST_SIMULATED_CURVES_H
#define ATTNBENCH_TEST_SIMULATED_CURVES_H

#include "attnbench/base/random.h"

#include <stdbool.h>
#include <stddef.h>

enum { CURVE_POINTS = 40, MOST_CURVES = 30 };

/* BELL_SHAPED: mean 0, sd 1, neighbouring points with correlation 0.9. LIKE_LOSSES: skewed as those of the tutorial's
 * attention are over repeats, log-normal with a sd of logarithms that grows from 0.02 to 0.35, correlation 0.2. */
enum curves { BELL_SHAPED, LIKE_LOSSES };

void draw_curve(enum curves kind, struct stream *stream, double curve[CURVE_POINTS]);

struct coverage {
    double points;        /* share of the points whose true mean is in the pointwise band */
    bool whole;           /* all of them are in the simultaneous band */
    bool whole_in_narrow; /* all of them are in the pointwise band */
    double wider;         /* width of the simultaneous band by that of the other, mean over points */
};

/* One study of n curves, at most MOST_CURVES, through band_make. */
struct coverage simulate_curves(enum curves kind, size_t n, struct stream *stream, uint64_t seed);

#endif
