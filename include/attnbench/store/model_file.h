/* Trained weights in HDF5: DIR/models/<model>,<cell>,r<repeat>.h5, one group `parameters` with an array a tensor. */
#ifndef ATTNBENCH_MODEL_FILE_H
#define ATTNBENCH_MODEL_FILE_H

#include "attnbench/base/vocabulary.h"
#include <stddef.h>
#include <stdint.h>

struct stored_tensor {
    const char *name; /* e.g. "encoder0/forward/W": its path under /parameters */
    int rows, cols;   /* cols 0: a vector of `rows` */
    float *data;      /* (rows, cols), not owned */
};

/* Writes all tensors with the trial's identity, settings hash and study file (text) as attributes,
 * each tensor with a checksum: temporary name, fsync, rename. vocabularies: (2), of inputs and of targets, which become
 * attributes too, a token a line; NULL: there are none. Equal content makes equal files. Makes DIR/models when missing.
 */
int model_file_write(const char *path, uint64_t identity, uint64_t settings_hash, const char *study_text,
                     const struct vocabulary *vocabularies, const struct stored_tensor *tensors, size_t n);

/* The vocabularies of inputs and of targets; the caller frees them, in any case. EX_NOINPUT, EX_OSERR; EX_DATAERR: they
 * are damaged, or there are none. */
int model_file_read_vocabularies(const char *path, struct vocabulary out[static 2]);

/* Fills the tensors' data by name. EX_NOINPUT: no such file; EX_DATAERR: a tensor is missing, is damaged or has
 * another shape, or the weights are those of another trial or of other settings. */
int model_file_read(const char *path, uint64_t identity, uint64_t settings_hash, const struct stored_tensor *tensors,
                    size_t n);

/* Whether model_file_copy can take this file: EX_NOINPUT, EX_IOERR: it cannot be read; EX_DATAERR: it is no such file.
 */
int model_file_check(const char *path);

/* Copies such a file as it is, unread, under a temporary name until it is whole. The statuses of model_file_check, and
 * EX_IOERR when the copy cannot be written. */
int model_file_copy(const char *from, const char *to);

#endif
