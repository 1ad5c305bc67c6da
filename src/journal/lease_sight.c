#include "lease_sight.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/folder.h"
#include "attnbench/base/text.h"
#include "lease.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

double lease_publishing_seconds = 5;
static const struct timespec A_MOMENT = {.tv_nsec = 5 * 1000 * 1000};

double time_on(void)
{
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double seconds_of(struct timespec time)
{
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void lease_name(char out[static 48], int64_t number)
{
    snprintf(out, 48, "%s%" PRId64, LEASE_PREFIX, number);
}

int lease_path(char *out, size_t size, const char *directory, int64_t number)
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
    if (strncmp(name, LEASE_PREFIX, sizeof LEASE_PREFIX - 1) != 0 ||
        !text_to_integer(name + sizeof LEASE_PREFIX - 1, &number) || number < 1 || number == INT64_MAX)
        return 0;
    lease_name(own, number);
    return strcmp(own, name) == 0 ? number : 0;
}

int lease_find_highest(const char *directory, int64_t remove_below, int64_t *highest)
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

/* Writing down who holds it takes a moment; who takes longer sees then that another one came. */
double sight_patience(const struct sight *sight)
{
    return sight->is_written ? lease_timing.stale : lease_timing.beat;
}

/* Not where the file system has no locks. */
static bool is_locked(int file)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(file, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}

int lease_look(const char *directory, int64_t number, struct sight *out)
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
        return fail(EX_CANTCREAT, "cannot read %s, which says who is at work in the folder: %s", path,
                    strerror(reason));
    }
    out->is_written = got > 0 && out->content[got - 1] == '\n';
    out->holder = holder_parse(out->content);
    out->touched = seconds_of(about.st_mtim);
    if (strcmp(out->content, LEASE_FREE) == 0)
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

int lease_look_at_highest(const char *directory, int64_t *highest, struct sight *out)
{
    *out = (struct sight){.state = FREE_TO_TAKE};
    TRY(lease_find_highest(directory, 0, highest));
    return *highest > 0 ? lease_look(directory, *highest, out) : 0;
}

/* Without watching it. */
static bool seems_held(const struct sight *sight)
{
    return sight->state == HELD ||
           (sight->state == UNTOUCHED && (double)time(NULL) - sight->touched <= sight_patience(sight));
}

/* Whoever has just taken it says in a moment who it is and for what; and it may have gone to another meanwhile. */
static int look_until_it_speaks(const char *directory, struct sight *out)
{
    double begin = time_on();
    int64_t highest;
    for (;; nanosleep(&A_MOMENT, NULL)) {
        TRY(lease_look_at_highest(directory, &highest, out));
        bool speaks = out->state != GONE && (out->is_written || !seems_held(out));
        if (speaks || time_on() - begin >= lease_publishing_seconds)
            return 0;
    }
}

bool lease_is_held(const char *directory, char *holder, size_t size)
{
    struct sight sight;
    if (size > 0)
        holder[0] = '\0';
    if (look_until_it_speaks(directory, &sight) != 0 || !seems_held(&sight) || sight.holder.briefly)
        return false;
    if (size > 0)
        holder_text(&sight.holder, holder, size);
    return true;
}

int lease_await_publisher(const char *directory)
{
    char who[LEASE_HOLDER], seconds[32];
    struct sight sight;
    for (double begin = time_on();; nanosleep(&A_MOMENT, NULL)) {
        if (look_until_it_speaks(directory, &sight) != 0 || !seems_held(&sight) || !sight.holder.briefly)
            return 0;
        if (time_on() - begin >= lease_publishing_seconds)
            return fail(EX_CANTCREAT, "%s: %s has been publishing study.h5 there for more than %s: try again later",
                        directory, holder_text(&sight.holder, who, sizeof who),
                        text_duration(lease_publishing_seconds, seconds, sizeof seconds));
    }
}
