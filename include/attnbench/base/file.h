/* Calls on files, done again when a signal interrupts them. */
#ifndef ATTNBENCH_FILE_H
#define ATTNBENCH_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* open() of a file that children do not inherit and, where flags have it made, all may read; -1 with errno. */
int file_open(const char *path, int flags);

/* After a call that failed with errno to open a file for reading: the message, and EX_NOINPUT where there is none, or
 * EX_IOERR where it is there and cannot be read. */
int file_fail_to_open(const char *path);

/* Whether there is none; false where that cannot be told. */
bool file_is_missing(const char *path);

/* Opens a regular file for reading; a pipe of that name holds nobody up. The statuses of file_fail_to_open, or
 * EX_DATAERR, with the message. */
int file_open_regular(const char *path, int *out);

/* All n bytes, in as many writes as it takes. 0, or the errno of the one that failed. */
int file_write(int file, const void *bytes, size_t n);

int file_cut(int file, uint64_t n); /* ftruncate: 0, or -1 with errno; these too: */
int file_sync(int file);            /* fsync */
int file_sync_data(int file);       /* fdatasync */

/* Locks the whole file against other descriptions of it. False when one of these has it; true also where the file
 * system has no locks. */
bool file_lock(int file);

/* Closes all descriptors from that one on, at once or when this process executes a program; one by one where the C
 * library, the kernel or a container lacks the call. */
void file_close_from(int first, bool at_exec);

/* Bytes that this process may let a file grow to (ulimit -f); infinite without a limit. */
double file_size_limit(void);

#endif
