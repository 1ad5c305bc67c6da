#include "launcher.h"
#include "attnbench/base/text.h"
#include "attnbench/run/run.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int run_is_first_rank(void)
{
    const char *rank = getenv("OMPI_COMM_WORLD_RANK");
    if (rank == NULL)
        rank = getenv("PMIX_RANK"); /* srun --mpi=pmix */
    return rank == NULL || strcmp(rank, "0") == 0;
}

int run_ranks_started(void)
{
    const char *text = getenv("OMPI_COMM_WORLD_SIZE");
    if (text == NULL && getenv("PMIX_RANK") != NULL) /* srun; a batch script's own shell has SLURM_NTASKS alone */
        text = getenv("SLURM_NTASKS");
    int64_t ranks;
    return text != NULL && text_to_integer(text, &ranks) && ranks > 0 && ranks <= INT32_MAX ? (int)ranks : 1;
}

int ranks_on_this_machine(int n_ranks)
{
    const char *text = getenv("OMPI_COMM_WORLD_LOCAL_SIZE");
    int64_t ranks;
    return text != NULL && text_to_integer(text, &ranks) && ranks >= 1 && ranks <= n_ranks ? (int)ranks : n_ranks;
}

/* Without a launcher a process needs neither a network nor a daemon (0.1 s), nor the session folders, whose path is the
 * same for all such processes of a user: one that ends would remove them while another makes its own and fails. */
static void prepare_to_be_alone(void)
{
    setenv("OMPI_MCA_ess_singleton_isolated", "1", 0);
    setenv("OMPI_MCA_orte_create_session_dirs", "0", 0);
    setenv("OMPI_MCA_pml", "ob1", 0);
    setenv("OMPI_MCA_btl", "self", 0);
}

/* Ranks of one machine need no network. The libraries of fast ones, PSM and PSM2, take 0.1 s each to be loaded. */
static void prepare_for_one_machine(void)
{
    if (getenv("OMPI_MCA_mtl") == NULL)
        setenv("OMPI_MCA_pml", "ob1", 0);
}

bool launcher_started_others(void)
{
    return getenv("PMIX_NAMESPACE") != NULL && run_ranks_started() > 1;
}

void launcher_prepare_mpi(void)
{
    int n_ranks = run_ranks_started();
    if (getenv("PMIX_NAMESPACE") == NULL)
        prepare_to_be_alone();
    else if (getenv("OMPI_COMM_WORLD_LOCAL_SIZE") != NULL && ranks_on_this_machine(n_ranks) == n_ranks)
        prepare_for_one_machine();
}
