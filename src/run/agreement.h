/* Whether all ranks can begin, and on the same: what keeps one of them from it is said once, by rank 0. */
#ifndef ATTNBENCH_RUN_AGREEMENT_H
#define ATTNBENCH_RUN_AGREEMENT_H

/* Collective, the first after MPI_Init. terms: of terms_text, or NULL; status: what kept this rank from starting, with
 * its message kept; 0: nothing did. Gives 0 on all ranks when none has failed and all have the same terms; else the
 * same status on all, with the message on rank 0: that of the ranks where they say the same, else with rank and host,
 * and further reasons on stderr before it. */
int agree_to_start(int rank, int n_ranks, const char *terms, int status);

#endif
