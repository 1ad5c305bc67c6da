/* What the parts of writing study.h5 share. */
#ifndef ATTNBENCH_SNAPSHOT_WRITE_H
#define ATTNBENCH_SNAPSHOT_WRITE_H

#include "snapshot.h"

struct writer {
    hid_t file;
    struct results *results;
    hid_t scales[SNAPSHOT_MAX_RANK]; /* of each dimension, epoch last */
    hid_t evaluation_scale, item_scale;
};

int writer_create_array(const struct writer *writer, const struct snapshot_array *array, hid_t *out);

/* The traces of all trials, and their items, one trial after another from the journal; sets the digest. */
int writer_write_traces(const struct writer *writer, const struct journal *journal);

#endif
