#include "lease.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/folder.h"
#include "attnbench/base/text.h"
#include "attnbench/base/thread.h"
#include "lease_sight.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct lease_timing lease_timing = {5, 60};
bool (*lease_gives_up)(void);

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

/* ---- Taking it ---- */

static int fail_held(const char *directory, const struct sight *sight, bool both_publish)
{
    const struct lease_holder *holder = &sight->holder;
    bool in_job = holder->job[0] != '\0';
    if (both_publish)
        return fail(EX_TEMPFAIL, "%s/study.h5 is being published by process %ld on host %s", directory, holder->pid,
                    holder->host);
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
            text_duration(silent, text, sizeof text), text_duration(sight_patience(sight) - silent, left, sizeof left));
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
        if (silent > sight_patience(sight)) {
            sight->state = FREE_TO_TAKE;
            return 0;
        }
        if (!said && time_on() - begin > 2 * lease_timing.beat) {
            say_waiting(directory, sight, silent);
            said = true;
        }
        TRY(check_wait(directory, "whose last run may be alive on another machine"));
        nanosleep(&moment, NULL);
        TRY(lease_look(directory, number, sight));
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
    TRY(lease_find_highest(lease->directory, 0, &highest));
    if (lease->number > 1)
        TRY(lease_look(lease->directory, lease->number - 1, &now));
    *ours =
        highest == lease->number && now.state != GONE && now.state != HELD && strcmp(now.content, before->content) == 0;
    return 0;
}

static int write_content(struct lease *lease, const char *path)
{
    char content[LEASE_CONTENT];
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
        return lease_find_highest(lease->directory, lease->number, &highest); /* the older ones go */
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
        struct sight sight;
        TRY(lease_look_at_highest(lease->directory, &highest, &sight));
        if (sight.state == UNTOUCHED)
            TRY(watch(lease->directory, highest, &sight));
        bool waits = sight.state == HELD && is_worth_waiting(lease, &sight, begin);
        if (sight.state == HELD && !waits)
            return fail_held(lease->directory, &sight, lease->briefly && sight.holder.briefly);
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

/* A thread, as publishing may keep the process from all else for longer than a beat. */
static int start_heart(struct lease *lease)
{
    pthread_condattr_t attributes;
    pthread_mutex_init(&lease->mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&lease->woken, &attributes);
    pthread_condattr_destroy(&attributes);
    atomic_store(&lease->last_beat, time_on());
    int reason = thread_start(&lease->heart, beat, lease);
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
    if (lease_find_highest(lease->directory, 0, &highest) == 0 && highest <= lease->number)
        return fail(EX_IOERR,
                    "%s/%s%" PRId64 " was removed, so this run holds the folder no longer: it writes nothing more",
                    lease->directory, LEASE_PREFIX, lease->number);
    return fail(EX_IOERR,
                "%s was taken over by another run, as this one was not heard of for %s: it writes nothing more",
                lease->directory, text_duration(silent, text, sizeof text));
}

/* Explicitly, as a forked child may have inherited the lock. */
static void give_back(const struct lease *lease)
{
    struct flock whole = {.l_type = F_UNLCK, .l_whence = SEEK_SET};
    if (!atomic_load(&lease->lost) && lseek(lease->file, 0, SEEK_SET) == 0 &&
        file_write(lease->file, LEASE_FREE, sizeof LEASE_FREE - 1) == 0 &&
        file_cut(lease->file, sizeof LEASE_FREE - 1) == 0)
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
