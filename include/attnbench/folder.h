/* Folders and paths. */
#ifndef ATTNBENCH_FOLDER_H
#define ATTNBENCH_FOLDER_H

#include <stddef.h>

/* "folder/name" into out; EX_USAGE when it is too long. */
int path_join(char *out, size_t size, const char *folder, const char *name);

/* Makes path and the folders above it that are missing, each synced into its parent. EX_CANTCREAT. */
int folder_make(const char *path);

/* Makes the folder's new names last through a power failure. EX_IOERR. */
int folder_sync(const char *path);
int folder_sync_above(const char *path); /* the folder that path lies in */

#endif
