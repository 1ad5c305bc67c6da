#include "attnbench/base/file.h"
#include "attnbench/base/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int file_open(const char *path, int flags)
{
    return (int)TEMP_FAILURE_RETRY(open(path, flags | O_CLOEXEC, 0666));
}

int file_fail_to_open(const char *path)
{
    bool is_missing = errno == ENOENT || errno == ENOTDIR;
    return fail(is_missing ? EX_NOINPUT : EX_IOERR, "cannot read %s: %s", path, strerror(errno));
}

bool file_is_missing(const char *path)
{
    struct stat about;
    return stat(path, &about) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

int file_open_regular(const char *path, int *out)
{
    struct stat about;
    *out = file_open(path, O_RDONLY | O_NONBLOCK);
    if (*out < 0)
        return file_fail_to_open(path);
    if (fstat(*out, &about) == 0 && S_ISREG(about.st_mode))
        return 0;
    close(*out);
    return fail(EX_DATAERR, "%s is not a regular file", path);
}

int file_write(int file, const void *bytes, size_t n)
{
    const char *from = bytes;
    while (n > 0) {
        ssize_t written = TEMP_FAILURE_RETRY(write(file, from, n));
        if (written <= 0)
            return written == 0 ? ENOSPC : errno;
        from += written;
        n -= (size_t)written;
    }
    return 0;
}

int file_cut(int file, uint64_t n)
{
    return (int)TEMP_FAILURE_RETRY(ftruncate(file, (off_t)n));
}

int file_sync(int file)
{
    return (int)TEMP_FAILURE_RETRY(fsync(file));
}

int file_sync_data(int file)
{
    return (int)TEMP_FAILURE_RETRY(fdatasync(file));
}

bool file_lock(int file)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(file, F_OFD_SETLK, &whole) == 0 || (errno != EAGAIN && errno != EACCES);
}

void file_close_from(int first, bool at_exec)
{
#ifdef SYS_close_range
    enum { AT_EXEC = 4 }; /* CLOSE_RANGE_CLOEXEC of newer headers */
    if (syscall(SYS_close_range, first, ~0U, at_exec ? AT_EXEC : 0) == 0)
        return;
#endif
    DIR *open_ones = opendir("/proc/self/fd");
    const struct dirent *entry;
    while (open_ones != NULL && (entry = readdir(open_ones)) != NULL) {
        int descriptor = atoi(entry->d_name);
        if (descriptor >= first && at_exec)
            fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        else if (descriptor >= first && descriptor != dirfd(open_ones))
            close(descriptor);
    }
    if (open_ones != NULL)
        closedir(open_ones);
}

double file_size_limit(void)
{
    struct rlimit limit;
    bool limited = getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
    return limited ? (double)limit.rlim_cur : INFINITY;
}
