#include "attnbench/hdf5/hdf5_child.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    SECONDS_A_PIECE = 2,    /* of processor time; the largest, 10 million compressed values, takes less than one */
    MEMORY_BYTES = 1 << 30, /* beyond what the process has: all arrays over 10 million trials need a third of it */
    MESSAGE_BYTES = 1024,
};

/* Before each piece; with a status that is not 0 the piece is the message. */
struct piece {
    int64_t status;
    uint64_t bytes;
};

/* ---- the channel */

static int put(int pipe, const void *bytes, size_t n)
{
    int reason = file_write(pipe, bytes, n);
    return reason == 0 ? 0 : fail(EX_OSERR, "cannot pass on what was read: %s", strerror(reason));
}

static int get(struct channel *channel, void *out, size_t n)
{
    for (char *to = out; n > 0;) {
        ssize_t got = read(channel->pipe, to, n);
        channel->is_lost = got == 0 || (got < 0 && errno != EINTR);
        if (channel->is_lost)
            return fail(EX_DATAERR, "nothing came of %s", channel->name);
        if (got > 0) {
            to += got;
            n -= (size_t)got;
        }
    }
    return 0;
}

/* The time that the child may take until its next piece: SIGPROF then ends it. */
static void allow_time(void)
{
    const struct itimerval limit = {.it_value.tv_sec = SECONDS_A_PIECE};
    setitimer(ITIMER_PROF, &limit, NULL);
}

int channel_send(struct channel *channel, const void *bytes, size_t n)
{
    const struct piece piece = {.bytes = n};
    TRY(put(channel->pipe, &piece, sizeof piece));
    TRY(put(channel->pipe, bytes, n));
    allow_time();
    return 0;
}

static int take_failure(struct channel *channel, const struct piece *piece)
{
    char message[MESSAGE_BYTES];
    if (piece->bytes >= sizeof message)
        return fail(EX_DATAERR, "its reader sent nonsense in place of %s", channel->name);
    TRY(get(channel, message, (size_t)piece->bytes));
    message[piece->bytes] = '\0';
    return fail(piece->status == EX_OSERR ? EX_OSERR : EX_DATAERR, "%s", message);
}

int channel_take(struct channel *channel, const char *name, void *out, size_t n)
{
    struct piece piece;
    text_copy(channel->name, sizeof channel->name, name);
    TRY(get(channel, &piece, sizeof piece));
    if (piece.status != 0)
        return take_failure(channel, &piece);
    if (piece.bytes != n)
        return fail(EX_DATAERR, "its reader sent %llu bytes of %s instead of %zu", (unsigned long long)piece.bytes,
                    name, n);
    return get(channel, out, n);
}

/* ---- the child */

static void limit(int resource, rlim_t most)
{
    struct rlimit now;
    if (getrlimit(resource, &now) == 0 && now.rlim_max < most)
        most = now.rlim_max;
    setrlimit(resource, &(struct rlimit){most, most});
}

/* Bytes of private memory that the process has; a limit on them bounds what it may still get. */
static rlim_t memory_in_use(void)
{
    unsigned long long pages = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file != NULL && fscanf(file, "%*u %*u %*u %*u %*u %llu", &pages) != 1)
        pages = 0;
    if (file != NULL)
        fclose(file);
    return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

/* The parent may have ended before the child could ask to end with it. */
static void confine(pid_t parent)
{
    const int fatal[] = {SIGPROF, SIGXFSZ, SIGPIPE, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    sigset_t none;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(EX_OSERR);
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
        signal(fatal[i], SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_DATA, memory_in_use() + MEMORY_BYTES);
    allow_time();
}

static _Noreturn void read_and_send(int descriptor, const struct exchange *exchange, int pipe, pid_t parent, void *what)
{
    struct channel channel = {.pipe = pipe};
    char opened[64];
    hid_t file = H5I_INVALID_HID;
    confine(parent);
    hdf5_prepare();
    snprintf(opened, sizeof opened, "/proc/self/fd/%d", descriptor);
    int status = hdf5_open_file(opened, &file);
    limit(RLIMIT_NOFILE, 0);
    if (status == 0)
        status = exchange->send(file, &channel, what);
    const char *message = error_message();
    const struct piece last = {.status = status, .bytes = status != 0 ? strnlen(message, MESSAGE_BYTES - 1) : 0};
    if (put(pipe, &last, sizeof last) == 0)
        put(pipe, message, (size_t)last.bytes);
    _exit(0); /* closing would only be another chance to crash */
}

/* ---- the parent */

static int describe_loss(const struct channel *channel, int wait_status)
{
    if (!WIFSIGNALED(wait_status))
        return fail(EX_DATAERR, "its reader ended with status %d before %s came", WEXITSTATUS(wait_status),
                    channel->name);
    int number = WTERMSIG(wait_status);
    if (number == SIGPROF)
        return fail(EX_DATAERR, "reading %s did not end within %d s", channel->name, SECONDS_A_PIECE);
    if (number == SIGKILL)
        return fail(EX_OSERR, "reading %s was killed: out of memory?", channel->name);
    return fail(EX_DATAERR, "reading %s crashed the HDF5 library (%s)", channel->name, strsignal(number));
}

static int take_all(struct channel *channel, const struct exchange *exchange, void *what)
{
    char end;
    TRY(exchange->take(channel, what));
    return channel_take(channel, "its end", &end, 0);
}

static int take_from_child(int pipe, pid_t child, const struct exchange *exchange, void *what)
{
    struct channel channel = {.pipe = pipe};
    int wait_status = 0, status = take_all(&channel, exchange, what);
    if (status != 0 && !channel.is_lost)
        kill(child, SIGKILL);
    while (waitpid(child, &wait_status, 0) < 0 && errno == EINTR)
        continue;
    return channel.is_lost ? describe_loss(&channel, wait_status) : status;
}

static int read_apart(int file, const struct exchange *exchange, void *what)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return fail(EX_OSERR, "no pipe to read it through: %s", strerror(errno));
    pid_t parent = getpid(), child = fork();
    if (child == 0)
        read_and_send(file, exchange, ends[1], parent, what);
    int reason = errno;
    close(ends[1]);
    int status = child > 0 ? take_from_child(ends[0], child, exchange, what)
                           : fail(EX_OSERR, "no process to read it in: %s", strerror(reason));
    close(ends[0]);
    return status;
}

int hdf5_read_in_child(int file, const char *path, const char *hint, const struct exchange *exchange, void *what)
{
    int status = read_apart(file, exchange, what);
    if (status == 0)
        return 0;
    return status == EX_OSERR ? fail_of_file(status, path, "") : fail_of_file(EX_DATAERR, path, hint);
}

int hdf5_read_path_in_child(const char *path, const struct exchange *exchange, void *what)
{
    int file;
    TRY(file_open_regular(path, &file));
    int status = hdf5_read_in_child(file, path, "", exchange, what);
    close(file);
    return status;
}
