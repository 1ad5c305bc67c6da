#include "attnbench/launch/launcher.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/base/thread.h"

#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sysexits.h>
#include <unistd.h>

/* The variables by which a launcher tells a process, before MPI_Init, which one it is. */
struct launcher {
    const char *rank, *ranks, *ranks_here;
};
static const struct launcher launchers[] = {
    {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_SIZE"}, /* mpirun of Open MPI */
    {"PMI_RANK", "PMI_SIZE", "MPI_LOCALNRANKS"},                                    /* of MPICH and its kin; PMI2 */
    {"PMIX_RANK", "SLURM_NTASKS", ""}, /* srun --mpi=pmix; a batch script's own shell has SLURM_NTASKS alone */
    {NULL, NULL, NULL},
};

/* The one that started this process; all NULL: none. */
static const struct launcher *own_launcher(void)
{
    const struct launcher *launcher = launchers;
    while (launcher->rank != NULL && getenv(launcher->rank) == NULL)
        launcher++;
    return launcher;
}

static const char *value_of(const char *variable)
{
    return variable == NULL ? NULL : getenv(variable);
}

/* The number in a variable, from 1 to at_most; else `otherwise`. */
static int count_in(const char *variable, int at_most, int otherwise)
{
    const char *text = value_of(variable);
    int64_t count;
    return text != NULL && text_to_integer(text, &count) && count >= 1 && count <= at_most ? (int)count : otherwise;
}

bool launcher_is_first_rank(void)
{
    const char *rank = value_of(own_launcher()->rank);
    return rank == NULL || strcmp(rank, "0") == 0;
}

int launcher_ranks(void)
{
    return count_in(own_launcher()->ranks, INT32_MAX, 1);
}

int launcher_ranks_here(int n_ranks)
{
    return count_in(own_launcher()->ranks_here, n_ranks, n_ranks);
}

static cpu_set_t noted;
static pid_t parent;

static cpu_set_t cores_of(pid_t process)
{
    cpu_set_t cores;
    CPU_ZERO(&cores);
    sched_getaffinity(process, sizeof cores, &cores); /* none of a process that is gone */
    return cores;
}

void launcher_note(void)
{
    parent = getppid();
    cpu_set_t given = cores_of(parent);
    noted = cores_of(0);
    if (own_launcher()->rank != NULL)
        CPU_OR(&noted, &noted, &given);
}

cpu_set_t launcher_cores(void)
{
    return CPU_COUNT(&noted) > 0 ? noted : cores_of(0);
}

/* ---- The launcher's end ---- */

static struct {
    bool has_begun;
    pthread_t thread;
    int end[2]; /* a pipe: what is written there ends the watch */
} watcher;

static void *watch(void *unused)
{
    enum { TURN = 100 }; /* ms */
    struct pollfd end = {.fd = watcher.end[0], .events = POLLIN};
    while (poll(&end, 1, TURN) <= 0)
        if (getppid() != parent)
            _exit(EX_UNAVAILABLE);
    return unused;
}

void launcher_watch(void)
{
    if (own_launcher()->rank != NULL && pipe2(watcher.end, O_CLOEXEC) == 0)
        watcher.has_begun = thread_start(&watcher.thread, watch, NULL) == 0;
}

void launcher_unwatch(void)
{
    if (!watcher.has_begun)
        return;
    if (write(watcher.end[1], "", 1) == 1)
        pthread_join(watcher.thread, NULL);
    watcher.has_begun = false;
    close(watcher.end[0]);
    close(watcher.end[1]);
}

/* ---- What MPI found, and what it needs ---- */

int launcher_check_company(int n_ranks, const char *library)
{
    int n_copies = count_in("SLURM_STEP_NUM_TASKS", INT32_MAX, launcher_ranks());
    const char *task = getenv("SLURM_PROCID");
    if (n_ranks > 1 || n_copies == 1)
        return 0;
    if (launcher_ranks() == 1 && task != NULL && strcmp(task, "0") != 0)
        return fail(EX_USAGE, "%s", ""); /* the first one says it */
    return fail(EX_USAGE,
                "%d copies were started, and none can reach the others: use the mpirun of %s, or srun with the --mpi= "
                "that it understands, pmix or pmi2",
                n_copies, library);
}

int launcher_check_room(void)
{
    const char *folder = getenv("PMIX_SERVER_TMPDIR"), *ways = getenv("PMIX_GDS_MODULE");
    struct statvfs about;
    if (folder == NULL || statvfs(folder, &about) != 0)
        return 0;
    bool is_root = geteuid() == 0;
    double blocks = (double)(is_root ? about.f_bfree : about.f_bavail);
    double files = (double)(is_root ? about.f_ffree : about.f_favail);
    if ((about.f_blocks > 0 && blocks <= 0) || (about.f_files > 0 && files <= 0))
        return fail(EX_CANTCREAT,
                    "mpirun keeps its files in %s, where no room is left: set TMPDIR to a folder with 16 MB, or "
                    "PMIX_MCA_gds=hash",
                    folder);
    if (blocks * (double)about.f_frsize < 16e6 && ways != NULL && strstr(ways, "hash") != NULL)
        setenv("PMIX_MCA_gds", "hash", 0);
    return 0;
}

/* Without a launcher a process needs neither a network nor a daemon (0.1 s), nor the session folders, whose path is the
 * same for all such processes of a user: one that ends would remove them while another makes its own and fails. */
static void prepare_to_be_alone(void)
{
    setenv("OMPI_MCA_ess_singleton_isolated", "1", 0);
    setenv("OMPI_MCA_orte_create_session_dirs", "0", 0);
    setenv("OMPI_MCA_pml", "ob1", 0);
    setenv("OMPI_MCA_btl", "self", 0);
    setenv("UCX_TLS", "self", 0); /* MPICH's: no shared memory, which a limit on the size of files forbids */
    unsetenv("SLURM_STEP_ID");    /* by which Open MPI expects PMIx of srun, and aborts without */
}

/* Ranks of one machine need no network. The libraries of fast ones, PSM and PSM2, take 0.1 s each to be loaded. */
static void prepare_for_one_machine(void)
{
    if (getenv("OMPI_MCA_mtl") == NULL)
        setenv("OMPI_MCA_pml", "ob1", 0);
}

/* By mpirun or srun, with a server to ask for the others. */
static bool is_connected(void)
{
    return getenv("PMIX_NAMESPACE") != NULL || getenv("PMI_RANK") != NULL;
}

bool launcher_started_others(void)
{
    return is_connected() && launcher_ranks() > 1;
}

void launcher_prepare_mpi(void)
{
    int n_ranks = launcher_ranks();
    if (!is_connected())
        prepare_to_be_alone();
    else if (getenv("OMPI_COMM_WORLD_LOCAL_SIZE") != NULL && launcher_ranks_here(n_ranks) == n_ranks)
        prepare_for_one_machine();
}
