/* HDF5 with every return value checked: a failed call becomes a status and a message.
 *
 * EX_IOERR "cannot <doing> <name>: <reason>"; the caller at the top names the file. */
#ifndef ATTNBENCH_HDF5_CALLS_H
#define ATTNBENCH_HDF5_CALLS_H

#include <hdf5.h>
#include <stdint.h>

/* Before any other call: no messages of the library's own, no plugins. */
void hdf5_prepare(void);

/* `result` of a call: negative is a failure. */
int hdf5_check(int64_t result, const char *doing, const char *name);

/* The same for a call that opens something: *out is the handle (H5I_INVALID_HID after a failure). */
int hdf5_take(hid_t handle, hid_t *out, const char *doing, const char *name);

/* Closes a handle of any kind (an invalid one is passed over). Returns `status`, or, if that is 0, that of the closing:
 * on a full disk this is the call that fails. */
int hdf5_close(int status, hid_t handle);

int hdf5_create_file(const char *path, hid_t *out);
int hdf5_open_file(const char *path, hid_t *out); /* for reading; EX_NOINPUT when there is none */

/* A group whose links and attributes are kept in the order of their making. */
int hdf5_create_group(hid_t place, const char *name, hid_t *out);
/* The properties of such a dataset, for more settings. */
int hdf5_dataset_properties(hid_t *out);

int hdf5_text_type(hid_t *out); /* variable-length UTF-8 */
int hdf5_write_text(hid_t object, const char *name, const char *text);
int hdf5_write_value(hid_t object, const char *name, hid_t type, const void *value);

/* Opens a dataset that lies in the file itself: not behind a link to another file, nor with its data in one. */
int hdf5_open_dataset(hid_t place, const char *name, hid_t *out);

/* A dataset's shape: rank 0..H5S_MAX_RANK. */
int hdf5_shape(hid_t dataset, const char *name, int *rank, hsize_t *dims);

#endif
