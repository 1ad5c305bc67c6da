#include "attnbench/store/model_file.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/folder.h"
#include "attnbench/base/temporary.h"
#include "attnbench/base/text.h"
#include "attnbench/hdf5/hdf5_child.h"

#include <errno.h>
#include <fcntl.h>
#include <hdf5_hl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static int tensor_shape(const struct stored_tensor *tensor, hsize_t *dims)
{
    dims[0] = (hsize_t)tensor->rows;
    dims[1] = (hsize_t)tensor->cols;
    return tensor->cols == 0 ? 1 : 2;
}

/* With a checksum, for which an array must be in chunks: one, unless it is larger than a chunk may be. */
static int tensor_properties(int rank, const hsize_t *dims, hid_t *out)
{
    const hsize_t most_values = (hsize_t)1 << 26, columns = rank == 1 ? 1 : dims[1];
    hsize_t chunk[2] = {dims[0], columns};
    if (chunk[0] > most_values / columns)
        chunk[0] = columns < most_values ? most_values / columns : 1;
    TRY(hdf5_dataset_properties(out));
    TRY(hdf5_check(H5Pset_chunk(*out, rank, chunk), "describe", "a tensor"));
    return hdf5_check(H5Pset_fletcher32(*out), "describe", "a tensor");
}

/* The name of a tensor is a path: the groups on it are made. */
static int write_tensor(hid_t group, hid_t links, const struct stored_tensor *tensor)
{
    hid_t space = H5I_INVALID_HID, creation = H5I_INVALID_HID, dataset = H5I_INVALID_HID;
    hsize_t dims[2];
    int status, rank = tensor_shape(tensor, dims);
    TRY_ELSE(done, hdf5_take(H5Screate_simple(rank, dims, NULL), &space, "describe", tensor->name));
    TRY_ELSE(done, tensor_properties(rank, dims, &creation));
    TRY_ELSE(done, hdf5_take(H5Dcreate2(group, tensor->name, H5T_IEEE_F32LE, space, links, creation, H5P_DEFAULT),
                             &dataset, "create", tensor->name));
    status = hdf5_check(H5Dwrite(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, tensor->data), "write",
                        tensor->name);
done:
    status = hdf5_close(status, dataset);
    status = hdf5_close(status, creation);
    return hdf5_close(status, space);
}

static int write_tensors(hid_t file, const struct stored_tensor *tensors, size_t n)
{
    hid_t group = H5I_INVALID_HID, links = H5I_INVALID_HID;
    int status;
    TRY_ELSE(done, hdf5_create_group(file, "parameters", &group));
    TRY_ELSE(done, hdf5_take(H5Pcreate(H5P_LINK_CREATE), &links, "describe", "the parameters"));
    TRY_ELSE(done, hdf5_check(H5Pset_create_intermediate_group(links, 1), "describe", "the parameters"));
    for (size_t i = 0; i < n; i++)
        TRY_ELSE(done, write_tensor(group, links, &tensors[i]));
done:
    status = hdf5_close(status, links);
    return hdf5_close(status, group);
}

static size_t tensor_bytes(const struct stored_tensor *tensor)
{
    return (size_t)tensor->rows * (size_t)(tensor->cols == 0 ? 1 : tensor->cols) * sizeof *tensor->data;
}

/* Of all values and names, in any order. HDF5's own guards the values of an array, but not where the array lies. */
static uint64_t checksum_of(const struct stored_tensor *tensors, size_t n)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += hash_bytes(hash_text(HASH_START, tensors[i].name), tensors[i].data, tensor_bytes(&tensors[i]));
    return sum;
}

/* ---- Vocabularies ---- */

static int read_number(hid_t file, const char *name, uint64_t *out)
{
    hid_t attribute = H5I_INVALID_HID, space = H5I_INVALID_HID;
    int status;
    TRY_ELSE(done, hdf5_take(H5Aopen(file, name, H5P_DEFAULT), &attribute, "find", name));
    TRY_ELSE(done, hdf5_take(H5Aget_space(attribute), &space, "read the shape of", name));
    if (H5Sget_simple_extent_type(space) != H5S_SCALAR) {
        status = fail(EX_DATAERR, "%s is not one number", name);
        goto done;
    }
    status = hdf5_check(H5Aread(attribute, H5T_NATIVE_UINT64, out), "read", name);
done:
    status = hdf5_close(status, space);
    return hdf5_close(status, attribute);
}

static const char *const vocabulary_names[] = {"vocabulary", "vocabulary_out"};
static const char vocabulary_checksum[] = "vocabulary_checksum";

static int write_vocabularies(hid_t file, const struct vocabulary *vocabularies)
{
    uint64_t checksum = HASH_START;
    int status = 0;
    for (int side = 0; side < 2 && status == 0; side++) {
        char *text = vocabulary_as_text(&vocabularies[side]);
        status = text == NULL ? EX_OSERR : hdf5_write_text(file, vocabulary_names[side], text);
        checksum = text == NULL ? 0 : hash_text(checksum, text);
        free(text);
    }
    return status == 0 ? hdf5_write_value(file, vocabulary_checksum, H5T_STD_U64LE, &checksum) : status;
}

static int read_text_of(hid_t attribute, const char *name, char **out)
{
    hid_t type = H5I_INVALID_HID, stored = H5I_INVALID_HID, space = H5I_INVALID_HID;
    int status;
    *out = NULL;
    TRY_ELSE(done, hdf5_take(H5Aget_type(attribute), &stored, "read the type of", name));
    TRY_ELSE(done, hdf5_take(H5Aget_space(attribute), &space, "read the shape of", name));
    TRY_ELSE(done, hdf5_text_type(&type));
    bool is_text = H5Tget_class(stored) == H5T_STRING && H5Tis_variable_str(stored) > 0;
    status = is_text && H5Sget_simple_extent_type(space) == H5S_SCALAR
                 ? hdf5_check(H5Aread(attribute, type, out), "read", name)
                 : fail(EX_DATAERR, "%s is not one text", name);
    if (status == 0 && *out == NULL)
        status = fail(EX_DATAERR, "%s is not one text", name);
done:
    status = hdf5_close(status, type);
    status = hdf5_close(status, space);
    return hdf5_close(status, stored);
}

static int send_vocabularies(hid_t file, struct channel *channel, void *what)
{
    uint64_t checksum = 0;
    (void)what;
    for (int side = 0; side < 2; side++) {
        hid_t attribute = H5I_INVALID_HID;
        char *text = NULL;
        int status =
            hdf5_take(H5Aopen(file, vocabulary_names[side], H5P_DEFAULT), &attribute, "find", vocabulary_names[side]);
        if (status == 0)
            status = read_text_of(attribute, vocabulary_names[side], &text);
        uint64_t length = text != NULL ? strlen(text) : 0;
        if (status == 0)
            status = channel_send(channel, &length, sizeof length);
        if (status == 0)
            status = channel_send(channel, text, length);
        H5free_memory(text);
        TRY(hdf5_close(status, attribute));
    }
    TRY(read_number(file, vocabulary_checksum, &checksum));
    return channel_send(channel, &checksum, sizeof checksum);
}

static int take_vocabulary(struct channel *channel, const char *name, uint64_t *checksum, struct vocabulary *out)
{
    const uint64_t most_bytes = (uint64_t)1 << 28;
    uint64_t length;
    TRY(channel_take(channel, name, &length, sizeof length));
    if (length > most_bytes)
        return fail(EX_DATAERR, "%s is longer than %llu bytes", name, (unsigned long long)most_bytes);
    char *text = allocate(length + 1, 1);
    int status = text == NULL ? EX_OSERR : channel_take(channel, name, text, length);
    if (status == 0) {
        *checksum = hash_text(*checksum, text);
        status = vocabulary_from_text(text, out);
    }
    free(text);
    return status;
}

static int take_vocabularies(struct channel *channel, void *what)
{
    struct vocabulary *vocabularies = what;
    uint64_t checksum = HASH_START, stored = 0;
    for (int side = 0; side < 2; side++)
        TRY(take_vocabulary(channel, vocabulary_names[side], &checksum, &vocabularies[side]));
    TRY(channel_take(channel, vocabulary_checksum, &stored, sizeof stored));
    return checksum == stored ? 0 : fail(EX_DATAERR, "the vocabularies are not those that were written");
}

int model_file_read_vocabularies(const char *path, struct vocabulary out[static 2])
{
    const struct exchange content = {send_vocabularies, take_vocabularies};
    out[0] = out[1] = (struct vocabulary){0};
    return hdf5_read_path_in_child(path, &content, out);
}

/* ---- The whole ---- */

static int write_content(hid_t file, uint64_t identity, uint64_t settings_hash, const char *study_text,
                         const struct vocabulary *vocabularies, const struct stored_tensor *tensors, size_t n)
{
    TRY(hdf5_write_value(file, "identity", H5T_STD_U64LE, &identity));
    TRY(hdf5_write_value(file, "settings_hash", H5T_STD_U64LE, &settings_hash));
    TRY(hdf5_write_text(file, "study", study_text));
    if (vocabularies != NULL)
        TRY(write_vocabularies(file, vocabularies));
    uint64_t checksum = checksum_of(tensors, n);
    TRY(hdf5_write_value(file, "checksum", H5T_STD_U64LE, &checksum));
    return write_tensors(file, tensors, n);
}

int model_file_write(const char *path, uint64_t identity, uint64_t settings_hash, const char *study_text,
                     const struct vocabulary *vocabularies, const struct stored_tensor *tensors, size_t n)
{
    char temporary[PATH_MAX];
    hid_t file = H5I_INVALID_HID;
    TRY(temporary_name(temporary, sizeof temporary, path));
    TRY(folder_make_above(path));
    hdf5_prepare();
    int status = hdf5_create_file(temporary, &file);
    if (status == 0)
        status = write_content(file, identity, settings_hash, study_text, vocabularies, tensors, n);
    return temporary_finish(hdf5_close(status, file), temporary, path);
}

/* A number that says whose weights these are. */
static int check_number(hid_t file, const char *name, uint64_t wanted, const char *otherwise)
{
    uint64_t found = 0;
    TRY(read_number(file, name, &found));
    if (found == wanted)
        return 0;
    return fail(EX_DATAERR, "the weights are those of %s (%s %016" PRIx64 ", not %016" PRIx64 ")", otherwise, name,
                found, wanted);
}

/* Files from before there was one have none. */
struct stored_checksum {
    uint64_t is_there, value; /* no bool: the child may send anything */
};

static int send_checksum(hid_t file, struct channel *channel)
{
    struct stored_checksum stored = {0};
    htri_t exists = H5Aexists(file, "checksum");
    TRY(hdf5_check(exists, "find", "checksum"));
    stored.is_there = exists > 0;
    if (stored.is_there)
        TRY(read_number(file, "checksum", &stored.value));
    return channel_send(channel, &stored, sizeof stored);
}

static int check_checksum(const struct stored_tensor *tensors, size_t n, struct stored_checksum stored)
{
    uint64_t found = stored.is_there ? checksum_of(tensors, n) : stored.value;
    if (found == stored.value)
        return 0;
    return fail(EX_DATAERR, "the weights have the checksum %016" PRIx64 ", when they were written %016" PRIx64, found,
                stored.value);
}

static int read_tensor(hid_t group, const struct stored_tensor *tensor)
{
    hid_t dataset = H5I_INVALID_HID;
    hsize_t dims[H5S_MAX_RANK], wanted[2];
    int found, rank = tensor_shape(tensor, wanted);
    int status = hdf5_open_dataset(group, tensor->name, &dataset);
    if (status == 0)
        status = hdf5_shape(dataset, tensor->name, &found, dims);
    if (status == 0 && (found != rank || memcmp(dims, wanted, (size_t)rank * sizeof *dims) != 0))
        status = fail(EX_DATAERR, "%s has another shape than (%d, %d)", tensor->name, tensor->rows, tensor->cols);
    if (status == 0)
        status = hdf5_check(H5Dread(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, tensor->data), "read",
                            tensor->name);
    return hdf5_close(status, dataset);
}

struct wanted {
    uint64_t identity, settings_hash;
    const struct stored_tensor *tensors; /* (n) */
    size_t n;
};

static int send_content(hid_t file, struct channel *channel, void *what)
{
    const struct wanted *wanted = what;
    hid_t group = H5I_INVALID_HID;
    TRY(check_number(file, "identity", wanted->identity, "another trial"));
    TRY(check_number(file, "settings_hash", wanted->settings_hash, "other settings"));
    int status = hdf5_take(H5Gopen2(file, "parameters", H5P_DEFAULT), &group, "open", "parameters");
    for (size_t i = 0; i < wanted->n && status == 0; i++) {
        status = read_tensor(group, &wanted->tensors[i]);
        if (status == 0)
            status = channel_send(channel, wanted->tensors[i].data, tensor_bytes(&wanted->tensors[i]));
    }
    if (status == 0)
        status = send_checksum(file, channel);
    return hdf5_close(status, group);
}

static int take_content(struct channel *channel, void *what)
{
    const struct wanted *wanted = what;
    for (size_t i = 0; i < wanted->n; i++) {
        const struct stored_tensor *tensor = &wanted->tensors[i];
        TRY(channel_take(channel, tensor->name, tensor->data, tensor_bytes(tensor)));
    }
    struct stored_checksum stored;
    TRY(channel_take(channel, "checksum", &stored, sizeof stored));
    return check_checksum(wanted->tensors, wanted->n, stored);
}

int model_file_read(const char *path, uint64_t identity, uint64_t settings_hash, const struct stored_tensor *tensors,
                    size_t n)
{
    const struct exchange content = {send_content, take_content};
    struct wanted wanted = {identity, settings_hash, tensors, n};
    return hdf5_read_path_in_child(path, &content, &wanted);
}

static int copy_bytes(int from, int to, const char *name)
{
    struct stat about;
    if (fstat(from, &about) != 0)
        return fail(EX_IOERR, "cannot read %s: %s", name, strerror(errno));
    for (off_t left = about.st_size; left > 0;) {
        ssize_t copied = sendfile(to, from, NULL, (size_t)left);
        if (copied < 0 && errno == EINTR)
            continue;
        if (copied <= 0)
            return fail(EX_IOERR, "cannot copy %s to it: %s", name, copied == 0 ? "it got shorter" : strerror(errno));
        left -= copied;
    }
    return 0;
}

/* A file that begins as all of HDF5 do, and no link: what another folder holds under that name may be anything. */
static int open_own(const char *path, int *out)
{
    static const char signature[] = "\x89HDF\r\n\x1a\n";
    char head[sizeof signature] = "";
    struct stat about;
    if (lstat(path, &about) == 0 && S_ISLNK(about.st_mode))
        return fail(EX_DATAERR, "%s is a link: weights are copied from files alone", path);
    TRY(file_open_regular(path, out));
    if (pread(*out, head, sizeof signature - 1, 0) == sizeof signature - 1 && strcmp(head, signature) == 0)
        return 0;
    close(*out);
    return fail(EX_DATAERR, "%s holds no weights: it is no HDF5 file", path);
}

int model_file_check(const char *path)
{
    int file;
    TRY(open_own(path, &file));
    close(file);
    return 0;
}

int model_file_copy(const char *from, const char *to)
{
    char temporary[PATH_MAX];
    TRY(temporary_name(temporary, sizeof temporary, to));
    int source;
    TRY(open_own(from, &source));
    int copy = file_open(temporary, O_WRONLY | O_CREAT | O_TRUNC);
    int status =
        copy < 0 ? fail(EX_IOERR, "cannot make %s: %s", temporary, strerror(errno)) : copy_bytes(source, copy, from);
    close(source);
    if (copy >= 0 && close(copy) != 0 && status == 0)
        status = fail(EX_IOERR, "cannot write it: %s", strerror(errno));
    return temporary_finish(status, temporary, to);
}
