/* Simulated studies of what claims say. */
#ifndef ATTNBENCH_TEST_SIMULATED_CLAIMS_H
#define ATTNBENCH_TEST_SIMULATED_CLAIMS_H

#include "simulated_cases.h"

enum { N_EQUIVALENCE_SIZES = 3 };
extern const size_t equivalence_sizes[N_EQUIVALENCE_SIZES];

/* One study more into the sums of the case's figures (enum kind). */
void simulate_equivalence(const struct simulated_case *of, struct stream *stream, double *sums);

enum { GRID_ONE_OF = 5 }; /* studies, for each has nine cells four times */
void simulate_grid(const struct simulated_case *of, struct stream *stream, uint64_t study, double *sums);

enum { TOGETHER_ONE_OF = 2 }; /* likewise */
void simulate_together(const struct simulated_case *of, struct stream *stream, uint64_t study, double *sums);

/* One of so many studies, for each is planned by simulations of its own. */
enum { PILOTS_ONE_OF = 100 };
void simulate_pilot(const struct simulated_case *of, struct stream *stream, uint64_t study, double *sums);

#endif
