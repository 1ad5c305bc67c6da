#include "attnbench/base/temporary.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char MARK[] = ".h5.tmp-"; /* in the name of every temporary file */

int temporary_name(char *out, size_t size, const char *path)
{
    char host[HOST_NAME_MAX + 1] = "";
    gethostname(host, sizeof host - 1);
    if ((size_t)snprintf(out, size, "%s.tmp-%.20s-%ld", path, host, (long)getpid()) >= size)
        return fail(EX_USAGE, "the path %.60s… is too long", path);
    return 0;
}

static int sync_file(const char *path)
{
    int file = file_open(path, O_RDONLY);
    if (file < 0)
        return fail(EX_IOERR, "cannot open it: %s", strerror(errno));
    int result = file_sync(file), reason = errno;
    close(file);
    return result == 0 ? 0 : fail(EX_IOERR, "cannot sync it: %s", strerror(reason));
}

static int put_in_place(const char *temporary, const char *path)
{
    TRY(sync_file(temporary));
    if (rename(temporary, path) != 0)
        return fail(EX_IOERR, "cannot rename %s to it: %s", temporary, strerror(errno));
    return folder_sync_above(path);
}

int temporary_finish(int status, const char *temporary, const char *path)
{
    if (status == 0)
        status = put_in_place(temporary, path);
    if (status == 0)
        return 0;
    /* The library may still have it open: cut to nothing, it gives its room back at once. Cut or not, it goes. */
    int cut = truncate(temporary, 0);
    (void)cut;
    unlink(temporary);
    return fail_of_file(status, path, access(path, F_OK) == 0 ? " (the file as it was before stands)" : "");
}

static void remove_marked(const char *folder)
{
    DIR *open_folder = opendir(folder);
    if (open_folder == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(open_folder)) != NULL;)
        if (strstr(entry->d_name, MARK) != NULL)
            unlinkat(dirfd(open_folder), entry->d_name, 0);
    closedir(open_folder);
}

void temporary_remove_stale(const char *directory)
{
    char models[PATH_MAX];
    remove_marked(directory);
    if (path_join(models, sizeof models, directory, "models") == 0)
        remove_marked(models);
}
