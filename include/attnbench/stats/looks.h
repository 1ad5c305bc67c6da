/* Several looks at growing data, at any of which a study may stop.
 *
 * What the first k - 1 looks did not decide, the k-th may: the chances of these add up to the error that is spent. A
 * spending function says how much of it at which share of all data (Lan & DeMets, Biometrika 70, 1983). So a look's
 * level hangs on the looks that were made, and on nothing that is still to come: their number and places may change.
 * Whichever look is the last, its interval then holds at 95 %. docs/statistics.md has how often it does. */
#ifndef ATTNBENCH_LOOKS_H
#define ATTNBENCH_LOOKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOOKS_MOST = 20 };

enum spending {
    SPENDING_ONE_LEVEL,      /* no function: each of n looks, at twice the repeats of the last, has the one level at
                                which they spend the error (Pocock, Biometrika 64, 1977) */
    SPENDING_POCOCK,         /* error · ln(1 + (e - 1) share): about the same level at looks that are evenly spaced */
    SPENDING_OBRIEN_FLEMING, /* 4 (1 - Φ(z / √share)), z that of error / 4: next to nothing at early looks */
};
extern const char *const spending_words[];     /* as above, in a study file; ends with NULL */
enum spending spending_find(const char *word); /* of an unknown one SPENDING_ONE_LEVEL */

/* The looks up to the one that is meant, which is the last of them; of SPENDING_ONE_LEVEL all that there may be. */
struct looks {
    enum spending spending;
    size_t n;
    double shares[LOOKS_MOST]; /* (n) of all data, growing, at most 1; none of SPENDING_ONE_LEVEL */
};
extern const struct looks one_look; /* at all data */
struct looks looks_at_one_level(size_t n);

/* All looks that there may be. */
struct look_plan {
    enum spending spending;
    size_t n;
    int64_t repeats[LOOKS_MOST]; /* (n), growing: the last are all data */
};
/* Up to the first look at so many repeats or more. */
struct looks looks_up_to(const struct look_plan *plan, int64_t repeats);

/* Whether there are any but the one at all data. */
bool looks_are_several(struct looks looks);

/* The level at which to take an interval, so that the one at which a study stops holds at 95 %. */
double look_level(struct looks looks);

/* The error of an interval of this look where all looks together have that error; 1 - look_level of 0.05. */
double error_of_looks(double error, struct looks looks);

/* What p is worth that is one of several looks': the least error at which this look decides (a repeated p value:
 * Jennison & Turnbull, 2000, section 9.3). NaN stays. It is at most 0.05 where p is at most error_of_looks(0.05). */
double p_of_looks(double p, struct looks looks);

/* The one of both whose level is the higher. */
struct looks looks_stricter(struct looks a, struct looks b);

/* The chance that a normal statistic is further from 0 than z at any of n looks at these shares of all data, which grow
 * to 1. */
double looks_error(double z, const double *shares, size_t n);

#endif
