/* Temporary folders and stub trials for the tests of the store. */
#ifndef ATTNBENCH_STORE_HELPERS_H
#define ATTNBENCH_STORE_HELPERS_H

#include "attnbench/journal/journal.h"

/* cmocka fixtures: *state is the path of a new folder under TMPDIR, removed with all that is in it at the end. */
int folder_setup(void **state);
int folder_teardown(void **state);

/* "folder/name" in one of a few buffers that take turns. */
const char *in_folder(const char *folder, const char *name);

/* Whole files; the content is malloc'ed and the test fails when there is no such file. */
unsigned char *read_whole(const char *path, size_t *bytes);
void write_whole(const char *path, const void *content, size_t bytes);

/* Files in a folder, but those whose names begin with a dot. */
size_t n_files(const char *folder);

/* Encodes a trial of this identity whose figures and traces follow from it. Returns the bytes, at most STUB_BYTES. */
enum { STUB_BYTES = 4096, STUB_MAX_EPOCHS = 400 };
size_t stub_trial(uint64_t identity, enum trial_status status, int epochs, int correct, unsigned char *out);

#endif
