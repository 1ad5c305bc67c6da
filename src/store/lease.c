#include "lease.h"
#include "lease_holder.h"

#include "attnbench/error.h"
#include "attnbench/file.h"
#include "attnbench/folder.h"
#include "attnbench/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct lease_timing lease_timing = {5, 60};
bool (*lease_gives_up)(void);

static const char PREFIX[] = "lease.", FREE[] = "free\n";
enum { CONTENT = 1024 };

struct lease {
    char directory[PATH_MAX];
    int64_t number;
    bool briefly;
    int file;
    pthread_t heart;
    bool has_heart, ending;
    pthread_mutex_t mutex; /* of `ending` */
    pthread_cond_t woken;
    _Atomic double last_beat; /* time_on() */
    atomic_bool lost;
};

/* Seconds that go on while the machine sleeps. */
static double time_on(void)
{
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double seconds_of(struct timespec time)
{
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void lease_name(char out[static 48], int64_t number)
{
    snprintf(out, 48, "%s%" PRId64, PREFIX, number);
}

static int lease_path(char *out, size_t size, const char *directory, int64_t number)
{
    char name[48];
    lease_name(name, number);
    return path_join(out, size, directory, name);
}

/* The number in the name of a lease; 0: another file. */
static int64_t number_of(const char *name)
{
    int64_t number;
    char own[48];
    if (strncmp(name, PREFIX, sizeof PREFIX - 1) != 0 || !text_to_integer(name + sizeof PREFIX - 1, &number) ||
        number < 1 || number == INT64_MAX)
        return 0;
    lease_name(own, number);
    return strcmp(own, name) == 0 ? number : 0;
}

/* 0 when there is none. Removes those below `remove_below`. */
static int find_highest(const char *directory, int64_t remove_below, int64_t *highest)
{
    *highest = 0;
    DIR *folder = opendir(directory);
    if (folder == NULL)
        return fail(EX_CANTCREAT, "cannot read the folder %s: %s", directory, strerror(errno));
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        int64_t number = number_of(entry->d_name);
        *highest = number > *highest ? number : *highest;
        if (number > 0 && number < remove_below)
            unlinkat(dirfd(folder), entry->d_name, 0);
    }
    closedir(folder);
    return 0;
}

/* ---- Looking at a lease ---- */

enum lease_state {
    FREE_TO_TAKE, /* or its holder is dead, which can be told */
    HELD,
    UNTOUCHED, /* since `touched`: dead, if that is long ago */
    GONE,      /* there is no such file any more */
};

struct sight {
    enum lease_state state;
    char content[CONTENT];
    struct lease_holder holder;
    bool is_written; /* else its holder was killed before it had said who it is, or is about to say so */
    double touched;  /* by the file system's clock */
};

/* Seconds without a touch after which an untouched lease is a dead one's. Writing down who holds it takes a moment; who
 * takes longer sees then that another one came. */
static double patience(const struct sight *sight)
{
    return sight->is_written ? lease_timing.stale : lease_timing.beat;
}

/* Not where the file system has no locks. */
static bool is_locked(int file)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(file, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}

static int look(const char *directory, int64_t number, struct sight *out)
{
    char path[PATH_MAX];
    struct stat about;
    *out = (struct sight){.state = GONE};
    TRY(lease_path(path, sizeof path, directory, number));
    if (lstat(path, &about) == 0 && !S_ISREG(about.st_mode))
        return fail(EX_CANTCREAT, "cannot write in %s: %s is not a regular file: remove it", directory, path);
    int file = file_open(path, O_RDONLY | O_NONBLOCK);
    if (file < 0 && errno == ENOENT)
        return 0;
    ssize_t got = file < 0 ? -1 : pread(file, out->content, sizeof out->content - 1, 0);
    if (got < 0 || fstat(file, &about) != 0) {
        int reason = errno;
        if (file >= 0)
            close(file);
        return fail(EX_CANTCREAT, "cannot write in %s: %s: %s", directory, path, strerror(reason));
    }
    out->is_written = got > 0 && out->content[got - 1] == '\n';
    out->holder = holder_parse(out->content);
    out->touched = seconds_of(about.st_mtim);
    if (strcmp(out->content, FREE) == 0)
        out->state = FREE_TO_TAKE;
    else if (is_locked(file))
        out->state = HELD;
    else if (holder_is_here(&out->holder))
        out->state = holder_is_alive(&out->holder) ? HELD : FREE_TO_TAKE;
    else
        out->state = UNTOUCHED;
    close(file);
    return 0;
}

bool lease_is_held(const char *directory, char *holder, size_t size)
{
    int64_t highest;
    struct sight sight;
    if (size > 0)
        holder[0] = '\0';
    if (find_highest(directory, 0, &highest) != 0 || highest == 0 || look(directory, highest, &sight) != 0)
        return false;
    if (size > 0)
        holder_text(&sight.holder, holder, size);
    return sight.state == HELD || (sight.state == UNTOUCHED && (double)time(NULL) - sight.touched <= patience(&sight));
}

/* ---- Taking it ---- */

static int fail_held(const char *directory, const struct sight *sight)
{
    const struct lease_holder *holder = &sight->holder;
    bool in_job = holder->job[0] != '\0';
    if (holder->pid == 0)
        return fail(EX_CANTCREAT, "%s is in use by another run: wait for its end, or give another directory with -o",
                    directory);
    return fail(EX_CANTCREAT,
                "%s is in use by process %ld on host %s%s%s%s: wait for its end, stop it (kill %ld there), or give "
                "another directory with -o",
                directory, holder->pid, holder->host, in_job ? " (" : "", holder->job, in_job ? ")" : "", holder->pid);
}

/* The file system's clock, which may be another machine's: what a file that is touched now says. */
static int file_clock(const char *directory, double *now)
{
    char path[PATH_MAX], host[HOST_NAME_MAX + 1] = "", name[HOST_NAME_MAX + 48];
    struct stat about;
    gethostname(host, sizeof host - 1);
    snprintf(name, sizeof name, "clock.%s.%ld", host, (long)getpid());
    TRY(path_join(path, sizeof path, directory, name));
    int file = file_open(path, O_WRONLY | O_CREAT);
    int status = file < 0 || futimens(file, NULL) != 0 || fstat(file, &about) != 0
                     ? fail(EX_CANTCREAT, "cannot write in %s: %s: %s", directory, path, strerror(errno))
                     : 0;
    if (file >= 0)
        close(file);
    unlink(path);
    if (status == 0)
        *now = seconds_of(about.st_mtim);
    return status;
}

static void say_waiting(const char *directory, const struct sight *sight, double silent)
{
    char who[LEASE_HOLDER], text[32], left[32];
    fprintf(stderr,
            "attnbench: %s was in use by %s, not heard of for %s: waiting up to %s to see whether it is alive\n",
            directory, sight->holder.pid != 0 ? holder_text(&sight->holder, who, sizeof who) : "another run",
            text_duration(silent, text, sizeof text), text_duration(patience(sight) - silent, left, sizeof left));
}

/* EX_TEMPFAIL when the wait is given up. */
static int check_wait(const char *directory, const char *for_whom)
{
    if (lease_gives_up == NULL || !lease_gives_up())
        return 0;
    return fail(EX_TEMPFAIL, "stopped while it waited for %s, %s", directory, for_whom);
}

/* Until the lease is touched, which shows that its holder is alive, or has not been for long enough. */
static int watch(const char *directory, int64_t number, struct sight *sight)
{
    double now, begin = time_on(), pause = fmin(0.25, lease_timing.beat / 4);
    const struct timespec moment = {(time_t)pause, (long)(1e9 * fmod(pause, 1))};
    const struct sight first = *sight;
    bool said = false;
    TRY(file_clock(directory, &now));
    while (sight->state == UNTOUCHED) {
        double silent = now - first.touched + time_on() - begin;
        if (silent > patience(sight)) {
            sight->state = FREE_TO_TAKE;
            return 0;
        }
        if (!said && time_on() - begin > 2 * lease_timing.beat) {
            say_waiting(directory, sight, silent);
            said = true;
        }
        TRY(check_wait(directory, "whose last run may be alive on another machine"));
        nanosleep(&moment, NULL);
        TRY(look(directory, number, sight));
        if (sight->state == UNTOUCHED && sight->touched != first.touched)
            sight->state = sight->holder.pid != 0 ? HELD : UNTOUCHED;
    }
    return 0;
}

/* Nobody else has taken a higher one, and the one that was taken for free or dead is still that. */
static int is_ours(const struct lease *lease, const struct sight *before, bool *ours)
{
    int64_t highest;
    struct sight now = {.state = FREE_TO_TAKE};
    TRY(find_highest(lease->directory, 0, &highest));
    if (lease->number > 1)
        TRY(look(lease->directory, lease->number - 1, &now));
    *ours =
        highest == lease->number && now.state != GONE && now.state != HELD && strcmp(now.content, before->content) == 0;
    return 0;
}

static int write_content(struct lease *lease, const char *path)
{
    char content[CONTENT];
    struct lease_holder self = holder_self();
    self.briefly = lease->briefly;
    int length = holder_print(&self, content, sizeof content);
    int reason = file_write(lease->file, content, (size_t)length);
    if (reason == 0 && file_sync(lease->file) != 0)
        reason = errno;
    if (reason != 0)
        return fail(EX_IOERR, "cannot write %s: %s", path, strerror(reason));
    file_lock(lease->file); /* nobody else has a file that was just made */
    return 0;
}

/* Makes the next lease. *ours: nobody was quicker. */
static int make_next(struct lease *lease, const struct sight *before, bool *ours)
{
    char path[PATH_MAX];
    *ours = false;
    TRY(lease_path(path, sizeof path, lease->directory, lease->number));
    lease->file = file_open(path, O_RDWR | O_CREAT | O_EXCL);
    if (lease->file < 0)
        return errno == EEXIST
                   ? 0
                   : fail(EX_CANTCREAT, "cannot write in %s: %s: %s", lease->directory, path, strerror(errno));
    int64_t highest;
    int status = write_content(lease, path);
    if (status == 0)
        status = is_ours(lease, before, ours);
    if (status == 0 && *ours)
        return find_highest(lease->directory, lease->number, &highest); /* the older ones go */
    unlink(path);
    close(lease->file);
    lease->file = -1;
    return status;
}

/* One who publishes lets go soon. */
static bool is_worth_waiting(const struct lease *lease, const struct sight *sight, double since)
{
    return !lease->briefly && sight->holder.briefly && time_on() - since < lease_timing.stale;
}

static int take(struct lease *lease)
{
    const struct timespec moment = {.tv_nsec = 5 * 1000 * 1000};
    double begin = time_on();
    for (bool ours = false;;) {
        int64_t highest;
        struct sight sight = {.state = FREE_TO_TAKE};
        TRY(find_highest(lease->directory, 0, &highest));
        if (highest > 0)
            TRY(look(lease->directory, highest, &sight));
        if (sight.state == UNTOUCHED)
            TRY(watch(lease->directory, highest, &sight));
        bool waits = sight.state == HELD && is_worth_waiting(lease, &sight, begin);
        if (sight.state == HELD && !waits)
            return fail_held(lease->directory, &sight);
        if (waits)
            TRY(check_wait(lease->directory, "whose study.h5 somebody publishes"));
        lease->number = highest + 1;
        if (sight.state != GONE && !waits)
            TRY(make_next(lease, &sight, &ours));
        if (ours)
            return 0;
        nanosleep(&moment, NULL); /* somebody publishes, or was quicker, or an old sight of the folder has to pass */
    }
}

/* ---- Holding it ---- */

/* The successor's file may be gone again: then this one's is, too, as whoever comes next removes the older ones. */
static void look_for_successor(struct lease *lease)
{
    char own[PATH_MAX], next[PATH_MAX];
    if (lease_path(own, sizeof own, lease->directory, lease->number) != 0 ||
        lease_path(next, sizeof next, lease->directory, lease->number + 1) != 0)
        return;
    struct stat mine, there;
    bool replaced =
        stat(own, &there) != 0 ? errno == ENOENT : fstat(lease->file, &mine) == 0 && mine.st_ino != there.st_ino;
    if (access(next, F_OK) == 0 || replaced)
        atomic_store(&lease->lost, true);
}

static void *beat(void *argument)
{
    struct lease *lease = argument;
    pthread_mutex_lock(&lease->mutex);
    while (!lease->ending) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        double at = seconds_of(until) + lease_timing.beat;
        until = (struct timespec){(time_t)at, (long)(1e9 * fmod(at, 1))};
        pthread_cond_timedwait(&lease->woken, &lease->mutex, &until);
        pthread_mutex_unlock(&lease->mutex);
        double now = time_on();
        bool touched = futimens(lease->file, NULL) == 0;
        look_for_successor(lease);
        if (touched) /* last: whoever sees this beat sees a loss before it as well */
            atomic_store(&lease->last_beat, now);
        pthread_mutex_lock(&lease->mutex);
    }
    pthread_mutex_unlock(&lease->mutex);
    return NULL;
}

/* A thread, as publishing may keep the process from all else for longer than a beat. It leaves the signals to the
 * others. */
static int start_heart(struct lease *lease)
{
    sigset_t all, before;
    pthread_condattr_t attributes;
    pthread_mutex_init(&lease->mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&lease->woken, &attributes);
    pthread_condattr_destroy(&attributes);
    atomic_store(&lease->last_beat, time_on());
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int reason = pthread_create(&lease->heart, NULL, beat, lease);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    lease->has_heart = reason == 0;
    return reason == 0 ? 0 : fail(EX_OSERR, "no thread to hold %s: %s", lease->directory, strerror(reason));
}

int lease_take(const char *directory, bool briefly, struct lease **out)
{
    struct lease *lease = allocate(1, sizeof *lease);
    if (lease == NULL)
        return EX_OSERR;
    lease->file = -1;
    lease->briefly = briefly;
    int status = text_copy(lease->directory, sizeof lease->directory, directory)
                     ? take(lease)
                     : fail(EX_USAGE, "the path %.60s… is too long", directory);
    if (status == 0)
        status = start_heart(lease);
    if (status == 0)
        *out = lease;
    else
        lease_release(lease);
    return status;
}

int lease_check(struct lease *lease)
{
    double silent = time_on() - atomic_load(&lease->last_beat);
    char text[32];
    if (silent > lease_timing.stale / 2)
        look_for_successor(lease);
    if (!atomic_load(&lease->lost))
        return 0;
    int64_t highest = 0;
    if (access(lease->directory, F_OK) != 0)
        return fail(EX_IOERR, "%s was removed: nothing more can be written there", lease->directory);
    if (find_highest(lease->directory, 0, &highest) == 0 && highest <= lease->number)
        return fail(EX_IOERR, "%s/%s%" PRId64 " was removed, by which this run held the folder: it writes nothing more",
                    lease->directory, PREFIX, lease->number);
    return fail(EX_IOERR,
                "%s was taken over by another run, as nothing had been heard of this one for a while (%s by now): it "
                "writes nothing more",
                lease->directory, text_duration(silent, text, sizeof text));
}

/* Explicitly, as a forked child may have inherited the lock. */
static void give_back(const struct lease *lease)
{
    struct flock whole = {.l_type = F_UNLCK, .l_whence = SEEK_SET};
    if (!atomic_load(&lease->lost) && lseek(lease->file, 0, SEEK_SET) == 0 &&
        file_write(lease->file, FREE, sizeof FREE - 1) == 0 && file_cut(lease->file, sizeof FREE - 1) == 0)
        file_sync(lease->file);
    fcntl(lease->file, F_OFD_SETLK, &whole);
    close(lease->file);
}

void lease_release(struct lease *lease)
{
    if (lease == NULL)
        return;
    if (lease->has_heart) {
        pthread_mutex_lock(&lease->mutex);
        lease->ending = true;
        pthread_cond_signal(&lease->woken);
        pthread_mutex_unlock(&lease->mutex);
        pthread_join(lease->heart, NULL);
        pthread_cond_destroy(&lease->woken);
        pthread_mutex_destroy(&lease->mutex);
    }
    if (lease->file >= 0)
        give_back(lease);
    free(lease);
}
