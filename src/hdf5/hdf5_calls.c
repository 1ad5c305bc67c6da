#include "attnbench/hdf5/hdf5_calls.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/hdf5/hdf5_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REASON_BYTES = 160 };

void hdf5_prepare(void)
{
#if !H5_VERSION_GE(1, 10, 7)
    setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1); /* see access_properties() */
#endif
    H5dont_atexit(); /* all it does there is done by the end of the process */
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    H5PLset_loading_state(0);
}

static herr_t keep_reason(unsigned place, const H5E_error2_t *error, void *reason)
{
    if (place > 0 || error->desc == NULL)
        return 0;
    const char *number = strstr(error->desc, "errno = ");
    if (number != NULL)
        snprintf(reason, REASON_BYTES, "%s", strerror(atoi(number + strlen("errno = "))));
    else
        snprintf(reason, REASON_BYTES, "%.120s", error->desc);
    return 0;
}

int hdf5_check(int64_t result, const char *doing, const char *name)
{
    int number = errno;
    char reason[REASON_BYTES] = "";
    if (result >= 0 && hdf5_disk_failure() == 0)
        return 0;
    if (hdf5_disk_failure() != 0)
        return fail(EX_IOERR, "cannot write the file: %s", strerror(hdf5_disk_failure()));
    /* The innermost error is the cause. The high-level library drops it; then errno often still tells. */
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_reason, reason);
    if (reason[0] == 0)
        snprintf(reason, sizeof reason, "%s", number != 0 ? strerror(number) : "HDF5 gives no reason");
    return fail(EX_IOERR, "cannot %s %s: %s", doing, name, reason);
}

int hdf5_take(hid_t handle, hid_t *out, const char *doing, const char *name)
{
    *out = handle;
    return hdf5_check(handle, doing, name);
}

static herr_t close_any(hid_t handle)
{
    switch (H5Iget_type(handle)) {
    case H5I_FILE:
        return H5Fclose(handle);
    case H5I_GROUP:
        return H5Gclose(handle);
    case H5I_DATASET:
        return H5Dclose(handle);
    case H5I_DATASPACE:
        return H5Sclose(handle);
    case H5I_DATATYPE:
        return H5Tclose(handle);
    case H5I_ATTR:
        return H5Aclose(handle);
    case H5I_GENPROP_LST:
        return H5Pclose(handle);
    default:
        return -1;
    }
}

int hdf5_close(int status, hid_t handle)
{
    if (handle < 0)
        return status;
    errno = 0;
    const bool is_file = H5Iget_type(handle) == H5I_FILE;
    herr_t result = close_any(handle);
    if (status == 0)
        status = hdf5_check(result, is_file ? "write" : "close", is_file ? "the file" : "a part of the file");
    if (is_file)
        hdf5_disk_forget_failure();
    return status;
}

/* No locks on the file: it is written under a name of its own and never changed once it has its final one, and
 * cluster file systems often have no locks. */
static int access_properties(hid_t *out)
{
    TRY(hdf5_take(H5Pcreate(H5P_FILE_ACCESS), out, "describe", "the access to the file"));
#if H5_VERSION_GE(1, 10, 7) && !(H5_VERS_MAJOR == 1 && H5_VERS_MINOR == 12 && H5_VERS_RELEASE == 0)
    TRY(hdf5_check(H5Pset_file_locking(*out, 0, 1), "set", "file locking"));
#endif
    return hdf5_check(H5Pset_fclose_degree(*out, H5F_CLOSE_STRONG), "set", "closing");
}

/* Links and attributes keep the order of their making; no times, so that equal content makes equal files. */
static int describe_object(hid_t properties)
{
    unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    TRY(hdf5_check(H5Pset_obj_track_times(properties, 0), "leave out", "the times"));
    TRY(hdf5_check(H5Pset_attr_creation_order(properties, order), "track", "the order of attributes"));
    if (H5Pisa_class(properties, H5P_GROUP_CREATE) > 0)
        return hdf5_check(H5Pset_link_creation_order(properties, order), "track", "the order of links");
    return 0;
}

int hdf5_create_file(const char *path, hid_t *out)
{
    hid_t access = H5I_INVALID_HID, creation = H5I_INVALID_HID;
    int status;
    int file = file_open(path, O_RDWR | O_CREAT);
    if (file < 0)
        return fail(EX_IOERR, "cannot create %s: %s", path, strerror(errno));
    close(file);
    TRY_ELSE(done, access_properties(&access));
    TRY_ELSE(done, hdf5_check(hdf5_disk_driver(access), "set", "the driver"));
    TRY_ELSE(done, hdf5_take(H5Pcreate(H5P_FILE_CREATE), &creation, "describe", "the file"));
    TRY_ELSE(done, describe_object(creation));
    errno = 0;
    status = hdf5_take(H5Fcreate(path, H5F_ACC_TRUNC, creation, access), out, "create", "the file");
done:
    status = hdf5_close(status, creation);
    status = hdf5_close(status, access);
    if (status != 0) /* there is no file whose closing would do it */
        hdf5_disk_forget_failure();
    return status;
}

int hdf5_open_file(const char *path, hid_t *out)
{
    hid_t handle = H5I_INVALID_HID;
    if (access(path, R_OK) != 0)
        return file_fail_to_open(path);
    int status = access_properties(&handle);
    if (status == 0) /* the default driver asks for the real path, which a file that was replaced has no more */
        status = hdf5_check(H5Pset_fapl_stdio(handle), "set", "the driver");
    if (status == 0)
        status = hdf5_take(H5Fopen(path, H5F_ACC_RDONLY, handle), out, "open", "the file as HDF5");
    return hdf5_close(status, handle);
}

int hdf5_create_group(hid_t place, const char *name, hid_t *out)
{
    hid_t creation = H5I_INVALID_HID;
    int status = hdf5_take(H5Pcreate(H5P_GROUP_CREATE), &creation, "describe", name);
    if (status == 0)
        status = describe_object(creation);
    if (status == 0)
        status = hdf5_take(H5Gcreate2(place, name, H5P_DEFAULT, creation, H5P_DEFAULT), out, "create", name);
    return hdf5_close(status, creation);
}

int hdf5_dataset_properties(hid_t *out)
{
    TRY(hdf5_take(H5Pcreate(H5P_DATASET_CREATE), out, "describe", "an array"));
    return describe_object(*out);
}

int hdf5_text_type(hid_t *out)
{
    TRY(hdf5_take(H5Tcopy(H5T_C_S1), out, "make", "the type of texts"));
    TRY(hdf5_check(H5Tset_size(*out, H5T_VARIABLE), "make", "the type of texts"));
    return hdf5_check(H5Tset_cset(*out, H5T_CSET_UTF8), "make", "the type of texts");
}

int hdf5_write_value(hid_t object, const char *name, hid_t type, const void *value)
{
    hid_t space = H5I_INVALID_HID, attribute = H5I_INVALID_HID;
    int status;
    TRY_ELSE(done, hdf5_take(H5Screate(H5S_SCALAR), &space, "describe", name));
    TRY_ELSE(done, hdf5_take(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), &attribute,
                             "create the attribute", name));
    status = hdf5_check(H5Awrite(attribute, type, value), "write the attribute", name);
done:
    status = hdf5_close(status, attribute);
    return hdf5_close(status, space);
}

/* Of variable length: a text of fixed length may not have more than 64 KB. */
int hdf5_write_text(hid_t object, const char *name, const char *text)
{
    hid_t type = H5I_INVALID_HID;
    int status = hdf5_text_type(&type);
    if (status == 0)
        status = hdf5_write_value(object, name, type, &text);
    return hdf5_close(status, type);
}

static int check_own_data(hid_t dataset, const char *name)
{
    hid_t creation = H5I_INVALID_HID;
    int status = hdf5_take(H5Dget_create_plist(dataset), &creation, "read the properties of", name);
    if (status == 0 && (H5Pget_external_count(creation) != 0 || H5Pget_layout(creation) == H5D_VIRTUAL))
        status = fail(EX_DATAERR, "%s has its data in another file", name);
    return hdf5_close(status, creation);
}

int hdf5_open_dataset(hid_t place, const char *name, hid_t *out)
{
    H5L_info_t link;
    H5O_info_t object;
    if (H5Lget_info(place, name, &link, H5P_DEFAULT) < 0)
        return fail(EX_DATAERR, "there is no %s in it", name);
    if (link.type != H5L_TYPE_HARD)
        return fail(EX_DATAERR, "%s is a link to elsewhere", name);
    TRY(hdf5_check(H5Oget_info_by_name2(place, name, &object, H5O_INFO_BASIC, H5P_DEFAULT), "look at", name));
    if (object.type != H5O_TYPE_DATASET)
        return fail(EX_DATAERR, "%s is not an array", name);
    TRY(hdf5_take(H5Dopen2(place, name, H5P_DEFAULT), out, "open", name));
    int status = check_own_data(*out, name);
    if (status != 0) {
        hdf5_close(status, *out);
        *out = H5I_INVALID_HID;
    }
    return status;
}

int hdf5_shape(hid_t dataset, const char *name, int *rank, hsize_t *dims)
{
    hid_t space = H5I_INVALID_HID;
    int status = hdf5_take(H5Dget_space(dataset), &space, "read the shape of", name);
    if (status == 0) {
        *rank = H5Sget_simple_extent_dims(space, dims, NULL);
        status = hdf5_check(*rank, "read the shape of", name);
    }
    return hdf5_close(status, space);
}
