/* Files are written under a temporary name beside their own and take its place only when they are whole. */
#ifndef ATTNBENCH_TEMPORARY_H
#define ATTNBENCH_TEMPORARY_H

#include <stddef.h>

/* "path.tmp-<host>-<pid>" into out; EX_USAGE when it is too long. */
int temporary_name(char *out, size_t size, const char *path);

/* Ends the writing of a file that is closed, whose status was `status`. 0: puts it in its place for good (synced,
 * renamed to path, the folder synced). Else, or when that fails, removes it, and the message names path. Returns the
 * status. */
int temporary_finish(int status, const char *temporary, const char *path);

/* Removes what killed runs left of the study.h5 and the models of a directory of results. Only under its lock, as all
 * that has a temporary name is then nobody's. */
void temporary_remove_stale(const char *directory);

#endif
