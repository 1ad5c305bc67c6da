/* Simulated studies of trainings that are all evaluated on the same items. */
#ifndef ATTNBENCH_TEST_SIMULATED_ITEMS_H
#define ATTNBENCH_TEST_SIMULATED_ITEMS_H

#include "simulated_cases.h"

enum { N_ITEM_SIZES = 5 };
extern const size_t item_sizes[N_ITEM_SIZES]; /* of trainings: 1, 3, 5, 10, 30 */

enum { N_EASE = 3 };
extern const double eases[N_EASE]; /* percent right: 20, 95, 99.5 */

/* One study more of two models like of->a (an index into eases) into the sums of the case's figures (enum kind). */
void simulate_items(const struct simulated_case *of, struct stream *stream, double *sums);

#endif
