/* A library to preload that lets calls on the files of one folder go wrong, for the scripts beside it.
 *   FAULT_FOLDER  real path of the folder; calls on what lies in it, and on itself, are counted, each process its own
 *   FAULT         WHAT K: at the K-th call that WHAT applies to, or WHAT K+: at that one and all later ones
 *     kill, middle   SIGKILL before the call; in the middle of a write, when half of it is there
 *     power          as kill, and files lose what no sync had made last
 *     ENOSPC, EIO, EINTR  the call fails so;  short: a write takes half of its bytes
 *     slow           each sync takes K milliseconds
 *     hang           MPI_Init never returns, whatever K is
 *   FAULT_ROOM    bytes that the file system says are free
 *   FAULT_LOG     a file that gets the lines "struck CALL PATH", and "trial" when one is trained */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

enum what { NOTHING, KILL, MIDDLE, POWER, FULL, FAILING, INTERRUPTED, SHORT, SLOW, HANG };
static const char *const names[] = {"", "kill", "middle", "power", "ENOSPC", "EIO", "EINTR", "short", "slow", "hang"};
static const int numbers[] = {[FULL] = ENOSPC, [FAILING] = EIO, [INTERRUPTED] = EINTR};

/* What a call may be struck by. */
enum { TAKES_ROOM = 1, WAITS = 2, WRITES = 4 };

static struct {
    bool ready, for_ever;
    enum what what;
    long at, count;
    const char *folder, *log;
    int generation; /* 0: the program, 1: its trainer, 2: a trial */
} fault;

static void prepare(void)
{
    char word[16] = "";
    const char *text = getenv("FAULT");
    if (fault.ready)
        return;
    fault.ready = true;
    fault.folder = getenv("FAULT_FOLDER");
    fault.log = getenv("FAULT_LOG");
    if (text == NULL || sscanf(text, "%15s %ld", word, &fault.at) != 2)
        return;
    fault.for_ever = strchr(text, '+') != NULL;
    for (size_t i = 1; i < sizeof names / sizeof *names; i++)
        if (strcmp(word, names[i]) == 0)
            fault.what = (enum what)i;
}

/* By system calls, which nobody counts. */
static void say(const char *line)
{
    if (fault.log == NULL)
        return;
    long file = syscall(SYS_openat, AT_FDCWD, fault.log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (syscall(SYS_write, file, line, strlen(line)) < 0)
        abort();
    syscall(SYS_close, file);
}

/* ---- What a failing of the power takes: all bytes behind those of the last sync ---- */

enum { MAX_FILES = 512 };
static struct {
    dev_t device;
    ino_t inode;
    long own; /* a descriptor that stays open */
    off_t synced;
    bool dirty;
} files[MAX_FILES];
static size_t n_files;

enum change { SEEN, WRITTEN, SYNCED };

/* A file that this process has not written yet is taken for synced as it stands. */
static void note(int file, enum change change)
{
    struct stat about;
    char path[64];
    size_t i = 0;
    if (fault.what != POWER || fstat(file, &about) != 0 || !S_ISREG(about.st_mode))
        return;
    while (i < n_files && (files[i].device != about.st_dev || files[i].inode != about.st_ino))
        i++;
    if (i == MAX_FILES)
        abort();
    if (i == n_files) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", file);
        files[n_files].device = about.st_dev;
        files[n_files].inode = about.st_ino;
        files[n_files].synced = about.st_size;
        files[n_files++].own = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
    }
    if (change != SEEN)
        files[i].dirty = change == WRITTEN;
    if (change == SYNCED)
        files[i].synced = about.st_size;
}

static _Noreturn void die(void)
{
    if (fault.what == POWER)
        for (size_t i = 0; i < n_files; i++)
            if (files[i].dirty)
                syscall(SYS_ftruncate, files[i].own, files[i].synced);
    kill(getpid(), SIGKILL);
    abort();
}

/* ---- Counting ---- */

static bool applies(int traits)
{
    switch (fault.what) {
    case NOTHING:
    case SLOW:
        return false;
    case MIDDLE:
    case SHORT:
        return (traits & WRITES) != 0;
    case FULL:
        return (traits & TAKES_ROOM) != 0;
    case INTERRUPTED:
        return (traits & WAITS) != 0;
    default:
        return true;
    }
}

static bool lies_in_folder(const char *path)
{
    size_t n = strlen(fault.folder);
    return strncmp(path, fault.folder, n) == 0 && (path[n] == '/' || path[n] == 0);
}

/* True when this call is to go wrong; one that is to be the last does not return. */
static bool struck_path(const char *call, int traits, const char *path)
{
    char absolute[2 * PATH_MAX], here[PATH_MAX], line[3 * PATH_MAX];
    prepare();
    if (fault.folder == NULL || !applies(traits))
        return false;
    snprintf(absolute, sizeof absolute, "%s%s%s", path[0] == '/' ? "" : getcwd(here, sizeof here),
             path[0] == '/' ? "" : "/", path);
    if (!lies_in_folder(absolute))
        return false;
    fault.count++;
    if (fault.count != fault.at && !(fault.for_ever && fault.count > fault.at))
        return false;
    snprintf(line, sizeof line, "struck %s %s\n", call, absolute);
    say(line);
    if (fault.what == KILL || fault.what == POWER)
        die();
    if (fault.what != MIDDLE && fault.what != SHORT)
        errno = numbers[fault.what];
    return true;
}

static bool struck(const char *call, int traits, int file)
{
    char link[64], path[PATH_MAX];
    prepare();
    if (fault.folder == NULL || fault.what == NOTHING)
        return false;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : 0] = 0;
    return n > 0 && path[0] == '/' && struck_path(call, traits, path);
}

#define REAL(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

/* ---- The calls ---- */

/* How many bytes a struck write is to take; -1 when it fails. */
static ssize_t bytes_to_take(size_t n)
{
    return fault.what == MIDDLE || fault.what == SHORT ? (ssize_t)(n / 2 + n % 2) : -1;
}

static ssize_t after_write(int file, ssize_t result, bool is_struck)
{
    if (is_struck && fault.what == MIDDLE)
        die();
    if (result > 0)
        note(file, WRITTEN);
    return result;
}

ssize_t write(int file, const void *bytes, size_t n)
{
    enum { RESULT_FILE = 4, LESS_THAN_A_RECORD = 40 }; /* of src/run/trial_process.c */
    if (fault.generation == 2 && file == RESULT_FILE && n > LESS_THAN_A_RECORD)
        say("trial\n");
    note(file, SEEN);
    bool is_struck = struck("write", TAKES_ROOM | WAITS | WRITES, file);
    ssize_t taken = is_struck ? bytes_to_take(n) : (ssize_t)n;
    return taken < 0 ? -1 : after_write(file, REAL(write)(file, bytes, (size_t)taken), is_struck);
}

ssize_t pwrite(int file, const void *bytes, size_t n, off_t offset)
{
    note(file, SEEN);
    bool is_struck = struck("pwrite", TAKES_ROOM | WAITS | WRITES, file);
    ssize_t taken = is_struck ? bytes_to_take(n) : (ssize_t)n;
    return taken < 0 ? -1 : after_write(file, REAL(pwrite)(file, bytes, (size_t)taken, offset), is_struck);
}

static void take_time(void)
{
    prepare();
    if (fault.what == SLOW)
        usleep((useconds_t)fault.at * 1000);
}

int fsync(int file)
{
    take_time();
    if (struck("fsync", TAKES_ROOM | WAITS, file))
        return -1;
    int result = REAL(fsync)(file);
    note(file, SYNCED);
    return result;
}

int fdatasync(int file)
{
    take_time();
    if (struck("fdatasync", TAKES_ROOM | WAITS, file))
        return -1;
    int result = REAL(fdatasync)(file);
    note(file, SYNCED);
    return result;
}

int open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    bool writes = (flags & O_ACCMODE) != O_RDONLY;
    if (writes && struck_path("open", (flags & O_CREAT ? TAKES_ROOM : 0) | WAITS, path))
        return -1;
    return REAL(open)(path, flags, mode);
}

FILE *fopen(const char *path, const char *mode)
{
    if (mode[0] == 'w' && struck_path("fopen", TAKES_ROOM | WAITS, path))
        return NULL;
    return REAL(fopen)(path, mode);
}

/* The descriptor is gone, whatever the call says. */
int close(int file)
{
    bool is_struck = struck("close", WAITS, file);
    int reason = errno, result = REAL(close)(file);
    if (!is_struck)
        return result;
    errno = reason;
    return -1;
}

int posix_fallocate(int file, off_t offset, off_t n)
{
    note(file, SEEN);
    if (struck("posix_fallocate", TAKES_ROOM | WAITS, file))
        return errno;
    int result = REAL(posix_fallocate)(file, offset, n);
    note(file, WRITTEN);
    return result;
}

int ftruncate(int file, off_t n)
{
    note(file, SEEN);
    if (struck("ftruncate", WAITS, file))
        return -1;
    int result = REAL(ftruncate)(file, n);
    note(file, WRITTEN);
    return result;
}

int truncate(const char *path, off_t n)
{
    return struck_path("truncate", 0, path) ? -1 : REAL(truncate)(path, n);
}

int rename(const char *from, const char *to)
{
    return struck_path("rename", TAKES_ROOM, to) ? -1 : REAL(rename)(from, to);
}

int mkdir(const char *path, mode_t mode)
{
    return struck_path("mkdir", TAKES_ROOM, path) ? -1 : REAL(mkdir)(path, mode);
}

int unlink(const char *path)
{
    return struck_path("unlink", 0, path) ? -1 : REAL(unlink)(path);
}

int unlinkat(int folder, const char *path, int flags)
{
    return struck("unlinkat", 0, folder) ? -1 : REAL(unlinkat)(folder, path, flags);
}

int statvfs(const char *path, struct statvfs *about)
{
    const char *room = getenv("FAULT_ROOM");
    int result = REAL(statvfs)(path, about);
    if (result == 0 && room != NULL) {
        about->f_bavail = strtoul(room, NULL, 10);
        about->f_frsize = 1;
    }
    return result;
}

pid_t fork(void)
{
    prepare();
    pid_t pid = REAL(fork)();
    fault.generation += pid == 0;
    return pid;
}

int MPI_Init(int *argc, char ***argv); /* whatever MPI that is */

int MPI_Init(int *argc, char ***argv)
{
    int (*real)(int *, char ***) = (int (*)(int *, char ***))dlsym(RTLD_NEXT, "MPI_Init");
    prepare();
    if (fault.what == HANG)
        say("struck MPI_Init\n");
    while (fault.what == HANG)
        pause();
    return real(argc, argv);
}
