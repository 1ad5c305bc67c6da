/* The sum of increments that looks at growing data go by, followed from look to look: the recursion of Armitage,
 * McPherson & Rowe (JRSS A 132, 1969) for normal statistics. A look decides where the sum is further from 0 than its
 * reach; shares are those of all data, whose sum has variance 1. */
#ifndef ATTNBENCH_LOOKS_LOOK_WALK_H
#define ATTNBENCH_LOOKS_LOOK_WALK_H

#include <stddef.h>

enum { WALK_FINE = 401, WALK_COARSE = 101 }; /* points: odd */

/* The sum after a look that has not decided, at n points. */
struct walk {
    int n;
    double share;                            /* of that look; 0: there was none */
    double at[WALK_FINE], chance[WALK_FINE]; /* density times Simpson's weight */
};

void walk_begin(int points, struct walk *out);

/* The chance that the look at this share decides, as the first one; and how much less it is with each unit of reach. */
double walk_decides(const struct walk *walk, double share, double reach, double *slope);

/* Goes on behind that look, which has not decided. */
void walk_on(struct walk *walk, double share, double reach);

/* The statistic's quantile from which on a look at the share decides with this chance: by Newton's method of its
 * logarithm, which is concave, from the quantile of one look alone, which is never less. */
double walk_quantile(const struct walk *walk, double share, double chance);

#endif
