/* Folders and paths. */
#ifndef ATTNBENCH_FOLDER_H
#define ATTNBENCH_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

/* "folder/name" into out; EX_USAGE when it is too long. */
int path_join(char *out, size_t size, const char *folder, const char *name);

/* Makes path and the folders above it that are missing, each synced into its parent. EX_CANTCREAT. */
int folder_make(const char *path);
int folder_make_above(const char *path); /* the folder that path lies in */

/* Whether two paths lead to one folder; false when either is not there. */
bool folder_is_same(const char *path, const char *other);

/* Makes the folder's new names last through a power failure. EX_IOERR. */
int folder_sync(const char *path);
int folder_sync_above(const char *path); /* the folder that path lies in */

#endif
