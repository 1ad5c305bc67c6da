/* The forked side of the trainer. Its processes end by _exit only: the handlers that MPI and HDF5 register in the
 * agent are not theirs to run. */
#include "trial_process.h"
#include "attnbench/base/clock.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/text.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/trial/saved_models.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { AGENT_SOCKET = 3, RESULT_FILE = 4 }; /* the only descriptors kept, beside standard error */

/* Short trials share a process, whose start costs as much as a trial of a third of a millisecond: no further one begins
 * in a process that is older than this. */
static const double SHARED_SECONDS = 0.02;

enum { QUEUE_MAX = 64 };

struct server {
    const struct study *study;
    trial_function *run;
    struct trial_limits limits;
    struct trial_progress *progress;
    size_t queue[QUEUE_MAX], n_queued; /* trials that the agent wants, the first one first */
    int64_t kills;                     /* of this machine's processes for want of memory, when last looked at */
};

void describe_exit(int wait_status, char *buffer, size_t size)
{
    if (!WIFSIGNALED(wait_status)) {
        snprintf(buffer, size, "exited with status %d", WEXITSTATUS(wait_status));
        return;
    }
    int number = WTERMSIG(wait_status);
    snprintf(buffer, size, "killed by signal %d (%s)", number, strsignal(number));
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
 * the whole process group; what it means is for the agent to decide, which stops this process by SIGKILL. A file that
 * may grow no further is an error of the call (main.c). Trials inherit all this. */
static void leave_signals_to_the_agent(void)
{
    const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGXFSZ};
    sigset_t blocked;
    for (int number = 1; number < SIGRTMIN; number++)
        signal(number, SIG_DFL); /* fails for SIGKILL and SIGSTOP, which cannot be caught anyway */
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGCHLD); /* for wait_for_trial */
    sigprocmask(SIG_SETMASK, &blocked, NULL);
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
    file_close_from(RESULT_FILE + 1, false);
}

static void write_or_exit(int descriptor, const void *bytes, size_t n)
{
    if (file_write(descriptor, bytes, n) != 0)
        _exit(EX_IOERR);
}

/* ---- The trial's process ---- */

/* Numbers in the weights of the trial's model; 0 when they are not to be kept. */
static int count_weights(const struct study *study, const struct trial *trial, size_t *n)
{
    *n = 0;
    if (!trial_is_saved(study, trial))
        return 0;
    struct trial_size size;
    TRY(trial_size(&trial->settings, &size));
    *n = size.weights;
    return 0;
}

/* Runs the trial and encodes what it gives into *records, which the caller frees. A process in which a trial fails
 * ends: then nothing need be freed. */
static int run_and_encode(const struct server *server, const struct trial *trial, unsigned char **records,
                          size_t *bytes)
{
    size_t n_weights;
    struct trial_traces traces;
    TRY(count_weights(server->study, trial, &n_weights));
    TRY(trial_traces_allocate(&trial->settings, &traces));
    float *weights = n_weights == 0 ? NULL : allocate(n_weights, sizeof *weights);
    if (weights == NULL && n_weights > 0)
        return EX_OSERR;
    struct trial_result result = {.identity = trial->identity, .settings_hash = trial->settings_hash};
    TRY(server->run(trial, server->progress, &traces, weights, &result));
    *records =
        allocate(record_trial_bytes(&result) + RECORD_OVERHEAD + n_weights * sizeof *weights + result.output_bytes, 1);
    if (*records == NULL)
        return EX_OSERR;
    *bytes = record_encode_trial(&result, *records);
    if (result.output != NULL)
        *bytes += record_encode(RECORD_OUTPUT, trial->identity, trial->settings_hash, result.output,
                                result.output_bytes, *records + *bytes);
    if (weights != NULL)
        *bytes += record_encode(RECORD_WEIGHTS, trial->identity, trial->settings_hash, weights,
                                n_weights * sizeof *weights, *records + *bytes);
    trial_traces_free(&traces);
    free(weights);
    return 0;
}

static size_t encode_failure(const struct trial *trial, enum trial_status kind, const char *reason, unsigned char *out)
{
    struct trial_result result = {.identity = trial->identity, .settings_hash = trial->settings_hash, .status = kind};
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

/* The limit is on private memory that can be written to, which the kernel counts in pages (proc(5), statm: data), and
 * starts from what the process has of it already. */
static void limit_memory(double bytes)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file != NULL) {
        if (fscanf(file, "%*u %*u %*u %*u %*u %lu", &pages) != 1)
            pages = 0;
        fclose(file);
    }
    double most = (double)pages * (double)sysconf(_SC_PAGESIZE) + bytes;
    if (bytes <= 0 || most >= 0x1p62)
        return;
    struct rlimit limit = {(rlim_t)most, (rlim_t)most};
    if (setrlimit(RLIMIT_DATA, &limit) != 0)
        _exit(EX_OSERR);
}

/* All that a trial can lack from the system is memory. */
static size_t encode_own_failure(const struct server *server, const struct trial *trial, int status, unsigned char *out)
{
    char reason[RECORD_REASON], most[32];
    if (status == EX_OSERR && server->limits.bytes > 0)
        snprintf(reason, sizeof reason, "%s (limit: %s)", error_message(),
                 text_bytes(server->limits.bytes, most, sizeof most));
    else
        snprintf(reason, sizeof reason, "%s", error_message());
    return encode_failure(trial, status == EX_OSERR ? TRIAL_OUT_OF_MEMORY : TRIAL_CRASHED, reason, out);
}

static void leave(const struct trial *trial, const unsigned char *records, size_t bytes)
{
    struct frame frame = {trial->index, bytes};
    write_or_exit(RESULT_FILE, &frame, sizeof frame);
    write_or_exit(RESULT_FILE, records, bytes);
}

static bool limits_trial_itself(const struct server *server, size_t index)
{
    struct trial trial = study_trial(server->study, index);
    return trial_kind(&trial.settings)->limits_itself;
}

/* The first trial of the queue, and further ones while the process is young. */
static _Noreturn void run_trials(const struct server *server, pid_t trainer)
{
    sigset_t none;
    double begin = clock_seconds();
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    die_with(trainer);
    bool limits_itself = limits_trial_itself(server, server->queue[0]);
    if (!limits_itself)
        limit_memory(server->limits.bytes);
    volunteer_for_the_oom_killer();
    for (size_t i = 0; i < server->n_queued && (i == 0 || clock_seconds() < begin + SHARED_SECONDS); i++) {
        struct trial trial = study_trial(server->study, server->queue[i]);
        if (limits_trial_itself(server, server->queue[i]) != limits_itself)
            break;
        trial.limits = server->limits;
        unsigned char *records, failure[RECORD_OF_FAILURE];
        size_t bytes;
        atomic_store(&server->progress->epochs, 0);
        atomic_store(&server->progress->trial, trial.index);
        int status = run_and_encode(server, &trial, &records, &bytes);
        if (status != 0) {
            leave(&trial, failure, encode_own_failure(server, &trial, status, failure));
            break;
        }
        leave(&trial, records, bytes);
        free(records);
    }
    _exit(0);
}

/* ---- The trainer's process ---- */

static void send_failure(const struct trial *trial, enum trial_status kind, const char *reason)
{
    unsigned char record[RECORD_OF_FAILURE];
    struct frame frame = {trial->index, encode_failure(trial, kind, reason, record)};
    write_or_exit(AGENT_SOCKET, &frame, sizeof frame);
    write_or_exit(AGENT_SOCKET, record, frame.bytes);
}

/* Bytes of the next frame, when it is whole and that of the trial; else 0. */
static size_t whole_frame(const struct server *server, size_t trial, const unsigned char *bytes, size_t n)
{
    struct frame frame;
    struct record first;
    if (n < sizeof frame)
        return 0;
    memcpy(&frame, bytes, sizeof frame);
    if (frame.trial != trial || frame.bytes > n - sizeof frame)
        return 0;
    bool whole = record_decode(bytes + sizeof frame, frame.bytes, &first) == 0 &&
                 first.identity == study_trial(server->study, trial).identity;
    return whole ? sizeof frame + frame.bytes : 0;
}

/* Passes on what the queue's trials left in the memory file; returns of how many. */
static size_t send_results(const struct server *server)
{
    struct stat file;
    if (fstat(RESULT_FILE, &file) != 0 || file.st_size <= 0)
        return 0;
    size_t bytes = (size_t)file.st_size, sent = 0, n = 0;
    unsigned char *frames = mmap(NULL, bytes, PROT_READ, MAP_SHARED, RESULT_FILE, 0);
    if (frames == MAP_FAILED)
        return 0;
    for (; n < server->n_queued; n++) {
        size_t frame = whole_frame(server, server->queue[n], frames + sent, bytes - sent);
        if (frame == 0)
            break;
        sent += frame;
    }
    write_or_exit(AGENT_SOCKET, frames, sent);
    munmap(frames, bytes);
    return n;
}

/* How often the kernel has killed for want of memory since it started (proc(5), vmstat); -1: it does not say. */
static int64_t out_of_memory_kills(void)
{
    char line[128];
    int64_t kills = -1;
    FILE *file = fopen("/proc/vmstat", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "oom_kill %" SCNd64, &kills) == 1)
            break;
    if (file != NULL)
        fclose(file);
    return kills;
}

/* Waits for the trial's end. True when it took longer than `seconds` (0: no limit), and was killed. SIGCHLD is blocked:
 * one that comes before the wait for it ends that wait. */
static bool wait_for_trial(pid_t child, double seconds, int *wait_status)
{
    double deadline = seconds > 0 ? clock_seconds() + seconds : HUGE_VAL;
    bool killed = false;
    sigset_t ended;
    sigemptyset(&ended);
    sigaddset(&ended, SIGCHLD);
    while (waitpid(child, wait_status, WNOHANG) != child) {
        double left = fmin(deadline - clock_seconds(), 3600);
        if (left <= 0) {
            kill(child, SIGKILL);
            killed = true;
            deadline = HUGE_VAL;
            continue;
        }
        struct timespec timeout = {(time_t)left, (long)(1e9 * fmod(left, 1))};
        sigtimedwait(&ended, NULL, &timeout);
    }
    return killed && WIFSIGNALED(*wait_status) && WTERMSIG(*wait_status) == SIGKILL;
}

static void send_how_it_died(struct server *server, const struct trial *trial, int wait_status)
{
    char reason[RECORD_REASON];
    enum trial_status kind = TRIAL_CRASHED;
    describe_exit(wait_status, reason, sizeof reason);
    if (WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL) {
        int64_t kills = out_of_memory_kills();
        if (kills > server->kills)
            kind = TRIAL_OUT_OF_MEMORY;
        server->kills = kills;
    }
    send_failure(trial, kind, reason);
}

static void take_from_queue(struct server *server, size_t n)
{
    server->n_queued -= n;
    memmove(server->queue, server->queue + n, server->n_queued * sizeof *server->queue);
}

/* Runs the first trials of the queue. The one that their process died of has failed; those behind it stay. */
static void serve_trials(struct server *server)
{
    char reason[RECORD_REASON], limit[32];
    if (ftruncate(RESULT_FILE, 0) != 0 || lseek(RESULT_FILE, 0, SEEK_SET) != 0)
        _exit(EX_OSERR);
    pid_t trainer = getpid(), child = fork();
    if (child == 0)
        run_trials(server, trainer);
    if (child < 0 && errno == EAGAIN)
        _exit(NO_MORE_PROCESSES);
    int wait_status = 0, why = errno;
    bool is_limited = server->limits.seconds > 0 && !limits_trial_itself(server, server->queue[0]);
    double seconds = is_limited ? server->limits.seconds + SHARED_SECONDS : 0;
    bool timed_out = child > 0 && wait_for_trial(child, seconds, &wait_status);
    atomic_store(&server->progress->trial, SIZE_MAX);
    size_t n_sent = child < 0 ? 0 : send_results(server);
    take_from_queue(server, n_sent);
    if (server->n_queued == 0 || (n_sent > 0 && wait_status == 0))
        return;
    struct trial trial = study_trial(server->study, server->queue[0]);
    if (child < 0) {
        snprintf(reason, sizeof reason, "no process for it: %s", strerror(why));
        send_failure(&trial, why == ENOMEM ? TRIAL_OUT_OF_MEMORY : TRIAL_CRASHED, reason);
    } else if (timed_out) {
        snprintf(reason, sizeof reason, "killed after %s", text_duration(server->limits.seconds, limit, sizeof limit));
        send_failure(&trial, TRIAL_TIMED_OUT, reason);
    } else if (wait_status != 0)
        send_how_it_died(server, &trial, wait_status);
    else
        send_failure(&trial, TRIAL_CRASHED, "ended without a result");
    take_from_queue(server, 1);
}

/* Waits for a trial when there is none, and takes what there is room for. */
static void take_orders(struct server *server)
{
    while (server->n_queued < QUEUE_MAX) {
        size_t *end = server->queue + server->n_queued;
        size_t room = (QUEUE_MAX - server->n_queued) * sizeof *end;
        ssize_t n = recv(AGENT_SOCKET, end, room, server->n_queued == 0 ? 0 : MSG_DONTWAIT);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0 || n % (ssize_t)sizeof *end != 0)
            _exit(0); /* the agent is gone */
        server->n_queued += (size_t)n / sizeof *end;
    }
}

_Noreturn void trainer_serve(const struct study *study, trial_function *run, struct trial_limits limits,
                             struct trial_progress *progress, int agent_socket, pid_t agent)
{
    die_with(agent);
    leave_signals_to_the_agent();
    keep_own_descriptors(agent_socket);
    struct server server = {
        .study = study, .run = run, .limits = limits, .progress = progress, .kills = out_of_memory_kills()};
    for (;;) {
        take_orders(&server);
        serve_trials(&server);
    }
}
