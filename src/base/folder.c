#include "attnbench/base/folder.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int path_join(char *out, size_t size, const char *folder, const char *name)
{
    int length = snprintf(out, size, "%s/%s", folder, name);
    if (length < 0 || (size_t)length >= size)
        return fail(EX_USAGE, "the path %.60s…/%s is too long: at most %zu bytes", folder, name, size - 1);
    return 0;
}

bool folder_is_same(const char *path, const char *other)
{
    struct stat a, b;
    return stat(path, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

int folder_sync(const char *path)
{
    int folder = file_open(path, O_RDONLY | O_DIRECTORY);
    if (folder < 0)
        return fail(EX_IOERR, "cannot open the folder %s: %s", path, strerror(errno));
    /* Some network file systems cannot sync a folder and say EINVAL: nothing more can be done there. */
    int result = file_sync(folder), reason = errno;
    close(folder);
    if (result != 0 && reason != EINVAL)
        return fail(EX_IOERR, "cannot sync the folder %s: %s", path, strerror(reason));
    return 0;
}

int folder_sync_above(const char *path)
{
    char above[PATH_MAX];
    if (!text_copy(above, sizeof above, path))
        return fail(EX_USAGE, "the path %.60s… is too long", path);
    char *slash = strrchr(above, '/');
    if (slash == NULL)
        return folder_sync(".");
    slash[slash == above] = 0; /* keeps the "/" of the root */
    return folder_sync(above);
}

static int make_one(const char *path)
{
    if (mkdir(path, 0777) == 0)
        return folder_sync_above(path);
    if (errno == EEXIST)
        return 0;
    return fail(EX_CANTCREAT, "cannot make the folder %s: %s", path, strerror(errno));
}

int folder_make(const char *path)
{
    char partial[PATH_MAX];
    if (!text_copy(partial, sizeof partial, path) || path[0] == 0)
        return fail(EX_USAGE, "\"%.60s\" cannot name a folder: 1 to %d bytes", path, PATH_MAX - 1);
    size_t length = strlen(partial);
    while (length > 1 && partial[length - 1] == '/')
        partial[--length] = 0;
    for (char *slash = strchr(partial + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        TRY(make_one(partial));
        *slash = '/';
    }
    TRY(make_one(partial));
    struct stat about;
    if (stat(path, &about) != 0 || !S_ISDIR(about.st_mode))
        return fail(EX_CANTCREAT, "%s is not a folder: results need one", path);
    return 0;
}

int folder_make_above(const char *path)
{
    char above[PATH_MAX];
    if (!text_copy(above, sizeof above, path))
        return fail(EX_USAGE, "the path %.60s… is too long", path);
    char *slash = strrchr(above, '/');
    if (slash == NULL || slash == above)
        return 0;
    *slash = 0;
    return folder_make(above);
}
