/* The forked side of the trainer. Its processes end by _exit only: the handlers that MPI and HDF5 register in the
 * agent are not theirs to run. */
#include "trial_process.h"

#include "attnbench/error.h"
#include "attnbench/run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { AGENT_SOCKET = 3, RESULT_FILE = 4 }; /* the only descriptors kept, beside standard error */

struct server {
    const struct study *study;
    trial_function *run;
    struct trial_progress *progress;
};

void describe_exit(int wait_status, char *buffer, size_t size)
{
    if (!WIFSIGNALED(wait_status)) {
        snprintf(buffer, size, "exited with status %d", WEXITSTATUS(wait_status));
        return;
    }
    int number = WTERMSIG(wait_status);
    snprintf(buffer, size, "killed by signal %d (%s%s)", number, strsignal(number),
             number == SIGKILL ? "; out of memory?" : "");
}

/* Nothing may survive the parent: the kernel kills this process when the parent ends. The parent may have ended before
 * prctl was called; then somebody else is the parent by now. */
static void die_with(pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(EX_OSERR);
}

/* The agent's handlers are not for here: a crash must look like one. And a Ctrl-C or a batch system's signal goes to
 * the whole process group; what it means is for the agent to decide, which stops this process by SIGKILL. Trials
 * inherit both. */
static void leave_signals_to_the_agent(void)
{
    const int agents[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};
    sigset_t none;
    for (int number = 1; number < SIGRTMIN; number++)
        signal(number, SIG_DFL); /* fails for SIGKILL and SIGSTOP, which cannot be caught anyway */
    for (size_t i = 0; i < sizeof agents / sizeof *agents; i++)
        signal(agents[i], SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void keep_own_descriptors(int agent_socket)
{
    int null = open("/dev/null", O_RDWR);
    int copy = fcntl(agent_socket, F_DUPFD, RESULT_FILE); /* out of the way of the numbers below */
    int result = memfd_create("trial", 0);
    int result_copy = result < 0 ? -1 : fcntl(result, F_DUPFD, copy + 1);
    if (null < 0 || copy < 0 || result_copy < 0)
        _exit(EX_OSERR);
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    dup2(copy, AGENT_SOCKET);
    dup2(result_copy, RESULT_FILE);
    close_range(RESULT_FILE + 1, ~0U, 0);
}

static void write_all(int descriptor, const void *bytes, size_t n)
{
    const char *from = bytes;
    while (n > 0) {
        ssize_t written = write(descriptor, from, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            _exit(EX_IOERR);
        from += written;
        n -= (size_t)written;
    }
}

/* ---- The trial's process ---- */

/* Numbers in the weights of the trial's model; 0 when they are not to be kept. */
static int count_weights(const struct study *study, const struct trial *trial, size_t *n)
{
    *n = 0;
    if (!trial_is_saved(study, trial))
        return 0;
    struct model_config config;
    struct model_size size;
    TRY(trial_model_config(&trial->settings, &config));
    TRY(model_size(&config, &size));
    *n = size.weights;
    return 0;
}

/* Runs the trial and encodes what it gives into *records (one allocation, the process' own until it ends). */
static int run_and_encode(const struct server *server, const struct trial *trial, unsigned char **records,
                          size_t *bytes)
{
    size_t n_weights;
    struct trial_traces traces;
    TRY(count_weights(server->study, trial, &n_weights));
    TRY(trial_traces_allocate(&trial->settings, &traces));
    float *weights = n_weights == 0 ? NULL : allocate(n_weights, sizeof *weights);
    *records = allocate(trial_record_bytes(&trial->settings) + RECORD_OVERHEAD + n_weights * sizeof *weights, 1);
    if (*records == NULL || (weights == NULL && n_weights > 0))
        return EX_OSERR;
    struct trial_result result = {.identity = trial->identity, .settings_hash = trial->settings_hash};
    TRY(server->run(trial, server->progress, &traces, weights, &result));
    *bytes = record_encode_trial(&result, *records);
    if (weights != NULL)
        *bytes += record_encode(RECORD_WEIGHTS, trial->identity, trial->settings_hash, weights,
                                n_weights * sizeof *weights, *records + *bytes);
    return 0;
}

static size_t encode_failure(const struct trial *trial, const char *reason, unsigned char *out)
{
    struct trial_result result = {
        .identity = trial->identity, .settings_hash = trial->settings_hash, .status = TRIAL_FAILED};
    snprintf(result.reason, sizeof result.reason, "%s", reason);
    return record_encode_trial(&result, out);
}

/* When memory runs out the kernel shall take the trial, which is then a failed one, and not the agent. */
static void volunteer_for_the_oom_killer(void)
{
    int descriptor = open("/proc/self/oom_score_adj", O_WRONLY);
    if (descriptor >= 0 && write(descriptor, "900", 3) == 3)
        close(descriptor);
}

static _Noreturn void run_trial(const struct server *server, const struct trial *trial, pid_t trainer)
{
    die_with(trainer);
    volunteer_for_the_oom_killer();
    unsigned char *records, failure[512];
    size_t bytes;
    if (run_and_encode(server, trial, &records, &bytes) != 0) {
        records = failure;
        bytes = encode_failure(trial, error_message(), failure);
    }
    write_all(RESULT_FILE, records, bytes);
    _exit(0);
}

/* ---- The trainer's process ---- */

static void send_to_agent(size_t trial, const void *records, size_t bytes)
{
    struct frame frame = {trial, bytes};
    write_all(AGENT_SOCKET, &frame, sizeof frame);
    write_all(AGENT_SOCKET, records, bytes);
}

static void send_failure(const struct trial *trial, const char *reason)
{
    unsigned char record[512];
    _Static_assert(sizeof record > RECORD_OVERHEAD + sizeof(struct trial_result), "room for a record without traces");
    send_to_agent(trial->index, record, encode_failure(trial, reason, record));
}

/* Passes on what the trial left in the memory file; false when that is not a whole record of this trial. */
static bool send_result(const struct trial *trial)
{
    struct stat file;
    if (fstat(RESULT_FILE, &file) != 0 || file.st_size <= 0)
        return false;
    size_t bytes = (size_t)file.st_size;
    void *records = mmap(NULL, bytes, PROT_READ, MAP_SHARED, RESULT_FILE, 0);
    if (records == MAP_FAILED)
        return false;
    struct record first;
    bool whole = record_decode(records, bytes, &first) == 0 && first.identity == trial->identity;
    if (whole)
        send_to_agent(trial->index, records, bytes);
    munmap(records, bytes);
    return whole;
}

static void serve_trial(const struct server *server, size_t index)
{
    struct trial trial = study_trial(server->study, index);
    char reason[RECORD_REASON];
    if (ftruncate(RESULT_FILE, 0) != 0 || lseek(RESULT_FILE, 0, SEEK_SET) != 0)
        _exit(EX_OSERR);
    atomic_store(&server->progress->epochs, 0);
    atomic_store(&server->progress->trial, index);
    pid_t trainer = getpid(), child = fork();
    if (child == 0)
        run_trial(server, &trial, trainer);
    int wait_status = 0;
    while (child > 0 && waitpid(child, &wait_status, 0) < 0 && errno == EINTR)
        continue;
    atomic_store(&server->progress->trial, SIZE_MAX);
    if (child < 0) {
        snprintf(reason, sizeof reason, "no process for it: %s", strerror(errno));
        send_failure(&trial, reason);
    } else if (wait_status != 0) {
        describe_exit(wait_status, reason, sizeof reason);
        send_failure(&trial, reason);
    } else if (!send_result(&trial))
        send_failure(&trial, "ended without a result");
}

_Noreturn void trainer_serve(const struct study *study, trial_function *run, struct trial_progress *progress,
                             int agent_socket, pid_t agent)
{
    die_with(agent);
    leave_signals_to_the_agent();
    keep_own_descriptors(agent_socket);
    const struct server server = {study, run, progress};
    uint64_t index;
    for (;;) {
        ssize_t n = read(AGENT_SOCKET, &index, sizeof index);
        if (n < 0 && errno == EINTR)
            continue;
        if (n != sizeof index)
            _exit(0); /* the agent is gone */
        serve_trial(&server, index);
    }
}
