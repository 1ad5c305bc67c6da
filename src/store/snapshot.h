/* What writing and reading study.h5 share. */
#ifndef ATTNBENCH_SNAPSHOT_H
#define ATTNBENCH_SNAPSHOT_H

#include "attnbench/store/results.h"
#include "attnbench/hdf5/hdf5_child.h"
#include <stdbool.h>

#define SNAPSHOT_FILE "study.h5"
#define SNAPSHOT_EVALUATIONS "evaluation_epoch" /* the dimension of held-out curves */
#define SNAPSHOT_ITEMS "item_values"            /* the array of items, */
#define SNAPSHOT_ITEM "item_index"              /* and its dimension */
/* Attributes of 16 hexadecimal digits, by which damage is found that no checksum of HDF5 sees: results' digest, and the
 * checksum of all arrays but the traces. */
#define SNAPSHOT_DIGEST "digest"
#define SNAPSHOT_CHECKSUM "checksum"

enum {
    SNAPSHOT_MAX_RANK = RESULTS_MAX_DIMENSIONS + 1, /* a trace has epoch too */
    SNAPSHOT_MAX_VALUES = 10 * 1000 * 1000,         /* that are read: trials of a grid, and epochs of a trace */
    SNAPSHOT_MAX_TEXT_BYTES = 1 << 20,              /* of an attribute */
    SNAPSHOT_NO_COUNT = -1,                         /* in the file's counts where there is none */
};

enum array_type { ARRAY_INT8, ARRAY_INT32, ARRAY_UINT64, ARRAY_FLOAT32, ARRAY_FLOAT64 };

enum { SNAPSHOT_LONG_NAME = 128 };

/* One array of the root group. */
struct snapshot_array {
    const char *name, *units; /* units NULL: the values are no amounts */
    char long_name[SNAPSHOT_LONG_NAME];
    enum array_type type;
    bool is_trace;         /* has the dimension epoch */
    bool is_curve;         /* has the dimension evaluation_epoch */
    bool is_items;         /* has the dimension item_index */
    bool is_optional;      /* not in every file: where there is a value for it */
    bool has_fill;         /* _FillValue: some values may be absent */
    void *values;          /* in struct results; NULL: of traces, and of what it has not */
    const double *counted; /* of counts: NaN where there is none; NULL: by the trial's status */
};

/* All arrays that results have or may have, in the order of the checksum, the two traces first. Returns how many. */
enum { SNAPSHOT_MAX_ARRAYS = 16 + 3 * RESULTS_MAX_FIGURES };
size_t snapshot_arrays(const struct results *results, struct snapshot_array out[SNAPSHOT_MAX_ARRAYS]);

hid_t snapshot_type(enum array_type type); /* in the file and in memory: both are little-endian */
size_t snapshot_value_bytes(enum array_type type);
const void *snapshot_fill(enum array_type type);

/* dims[] of an array over results' trials; returns the rank. */
int snapshot_dims(const struct results *results, const struct snapshot_array *array, hsize_t *dims);

/* Reads DIR/study.h5 in a child; the message names the file. EX_NOINPUT, EX_DATAERR, EX_OSERR. */
int snapshot_exchange(const char *directory, const struct exchange *exchange, struct results *results);

/* What a reader of study.h5 sends, and what is taken of it: bounds and texts are checked again. Grid: dimensions and
 * epochs; taking it allocates the arrays over trials. */
int snapshot_send_grid(struct channel *channel, const struct results *results);
int snapshot_take_grid(struct channel *channel, struct results *results);
int snapshot_send_array(struct channel *channel, const struct snapshot_array *array, const struct results *results);
int snapshot_take_array(struct channel *channel, const struct snapshot_array *array, struct results *results);
int snapshot_check_figures(struct results *results); /* once all arrays are there */
uint64_t snapshot_checksum(const struct results *results);
int snapshot_check_checksum(const struct results *results); /* once the attributes are there too */
int snapshot_send_attributes(struct channel *channel, const struct results *results);
int snapshot_take_attributes(struct channel *channel, struct results *results);

/* Why trials failed: of the journal's entries, into the file (scales: of its dimensions), out of it and on its way;
 * once every status is there. The hash goes on with the reasons that are known. */
int snapshot_fill_reasons(const struct journal *journal, struct results *results);
int snapshot_write_reasons(hid_t file, const hid_t *scales, const struct results *results);
int snapshot_read_reasons(hid_t file, struct results *results);
int snapshot_send_reasons(struct channel *channel, const struct results *results);
int snapshot_take_reasons(struct channel *channel, struct results *results);
uint64_t snapshot_hash_reasons(uint64_t hash, const struct results *results);

/* EX_DATAERR where it has not the shape of results' grid, or one chunk would hold more than SNAPSHOT_MAX_VALUES. */
int snapshot_check_shape(hid_t dataset, const struct snapshot_array *array, const struct results *results);

/* Opens an array that has the shape of results' grid, or fills the values of results with it. EX_DATAERR. */
int snapshot_open_array(hid_t file, const struct snapshot_array *array, const struct results *results, hid_t *out);

/* Whether results have a value for an optional array. */
bool snapshot_has_values(const struct results *results, const struct snapshot_array *array);

/* The trials of results that the digest is made of; it starts with HASH_START and takes of each one its figures, both
 * of its traces, all epochs of them, and its further figures. */
bool snapshot_in_digest(const struct results *results, size_t trial);
uint64_t snapshot_hash_figures(uint64_t hash, const struct results *results, size_t trial);
uint64_t snapshot_hash_further_figures(uint64_t hash, const struct results *results, size_t trial);

/* Selects one trial's n values in the space of an array that has one dimension more: of traces, or items. */
int snapshot_select_row(const struct results *results, size_t trial, size_t n, hid_t space);

/* The array of items, which is not among snapshot_arrays: it is read when it is asked for. */
struct snapshot_array snapshot_items_array(void);

/* In *there, whether the file has it. */
int snapshot_is_there(hid_t file, const char *name, bool *there);

/* /table/trials: a row a trial that is there; no table, as it would be an empty array, when there is none. */
int snapshot_write_table(hid_t file, const struct results *results);

/* snapshot_attributes.c: reads them; the study's own metrics before all else, for they decide what arrays mean.
 * EX_DATAERR, EX_OSERR. */
int snapshot_read_attributes(hid_t file, struct results *out);
int snapshot_read_own_metrics(hid_t file, struct results *out);

/* snapshot_read.c: a text of at most size - 1 bytes that is printable; texts of variable length. EX_DATAERR. */
int snapshot_copy_text(char *out, size_t size, const char *text, const char *name);
int snapshot_check_text_type(hid_t type, const char *name);

#endif
