/* Where charts are made before they go to their places: a folder in that of the charts, so that a rename takes them
 * there. It is locked while its plot lives. */
#include "attnbench/base/error.h"
#include "attnbench/base/folder.h"
#include "plot_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX ".attnbench-plot-"

static int is_workplace(const struct dirent *entry)
{
    return strncmp(entry->d_name, PREFIX, strlen(PREFIX)) == 0;
}

static int is_any(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

/* Calls `remove_one` for each entry of the folder that is chosen. */
static void remove_each(const char *folder, int (*is_chosen)(const struct dirent *), void (*remove_one)(const char *))
{
    struct dirent **entries = NULL;
    int n = scandir(folder, &entries, is_chosen, alphasort);
    for (int i = 0; i < n; i++) {
        char path[PATH_MAX];
        if (path_join(path, sizeof path, folder, entries[i]->d_name) == 0)
            remove_one(path);
        free(entries[i]);
    }
    free(entries);
}

static void remove_file(const char *path)
{
    unlink(path);
}

/* A workplace has nothing but files. */
static void remove_folder(const char *path)
{
    remove_each(path, is_any, remove_file);
    rmdir(path);
}

/* Where the file system has no locks, all seem to be in use. */
static void remove_if_dead(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0)
        return;
    if (flock(folder, LOCK_EX | LOCK_NB) == 0)
        remove_folder(path);
    close(folder);
}

/* Another plot may take a folder for dead that is not locked yet. */
static bool lock(struct gallery *gallery)
{
    struct stat ours, there;
    gallery->lock = open(gallery->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (gallery->lock < 0)
        return false;
    flock(gallery->lock, LOCK_EX | LOCK_NB); /* where there are no locks, nobody removes it */
    if (fstat(gallery->lock, &ours) == 0 && stat(gallery->directory, &there) == 0 && ours.st_ino == there.st_ino)
        return true;
    close(gallery->lock);
    return false;
}

int workplace_make(struct gallery *gallery, const char *folder, char path[PATH_MAX])
{
    enum { TRIES = 10 };
    remove_each(folder, is_workplace, remove_if_dead);
    for (int i = 0; i < TRIES; i++) {
        TRY(path_join(path, PATH_MAX, folder, PREFIX "XXXXXX"));
        if (mkdtemp(path) == NULL)
            break;
        gallery->directory = path;
        if (lock(gallery))
            return 0;
    }
    return fail(EX_CANTCREAT, "%s: no folder can be made there: %s", folder, strerror(errno));
}

void workplace_remove(struct gallery *gallery)
{
    remove_folder(gallery->directory);
    close(gallery->lock);
}
