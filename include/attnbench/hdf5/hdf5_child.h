/* HDF5 files that this process did not just write are read in a child, since the library crashes on some damaged files
 * and turns in circles on others. The child can open nothing beside the file (no link, data or plugin elsewhere is
 * followed), write no file, and has a bound on its memory and on its processor time from piece to piece. What it reads
 * it sends piece by piece, so that a file may be larger than memory; the parent checks what it takes.
 *
 * A check of the file in the child followed by a reading in the parent would be shorter, but not safe: the same bytes
 * may do no harm in one process' memory and some in another's. */
#ifndef ATTNBENCH_HDF5_CHILD_H
#define ATTNBENCH_HDF5_CHILD_H

#include "attnbench/hdf5/hdf5_calls.h"
#include <stdbool.h>
#include <stddef.h>

struct channel {
    int pipe;
    char name[80]; /* of what the parent waits for */
    bool is_lost;  /* the child ended before it had sent all */
};

/* What goes over the channel: both sides name the same pieces of the same sizes in the same order. */
struct exchange {
    int (*send)(hid_t file, struct channel *channel, void *what); /* in the child */
    int (*take)(struct channel *channel, void *what);             /* in the parent */
};

int channel_send(struct channel *channel, const void *bytes, size_t n);
/* EX_OSERR when the child's failure is that, else EX_DATAERR; its message, or that it ended. */
int channel_take(struct channel *channel, const char *name, void *out, size_t n);

/* Reads the open file, whatever `path` by now is; EX_OSERR; EX_DATAERR, whose message begins with the path and ends
 * with `hint`. */
int hdf5_read_in_child(int file, const char *path, const char *hint, const struct exchange *exchange, void *what);

/* Opens a regular file and reads it, with no hint; EX_NOINPUT, too. */
int hdf5_read_path_in_child(const char *path, const struct exchange *exchange, void *what);

#endif
