/* The attributes of study.h5's root. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "snapshot.h"

#include <hdf5_hl.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ATTRIBUTES_LOOKED_AT = 1000 };

static int read_text_attribute(hid_t attribute, hid_t stored, const char *name, char **out)
{
    hid_t type = H5I_INVALID_HID;
    char *text = NULL;
    int status = snapshot_check_text_type(stored, name);
    if (status == 0)
        status = hdf5_text_type(&type);
    if (status == 0)
        status = hdf5_check(H5Aread(attribute, type, &text), "read the attribute", name);
    if (status == 0 && text != NULL && strnlen(text, SNAPSHOT_MAX_TEXT_BYTES) == SNAPSHOT_MAX_TEXT_BYTES)
        status = fail(EX_DATAERR, "the attribute %s has more than %d bytes", name, SNAPSHOT_MAX_TEXT_BYTES);
    if (status == 0 && (*out = strdup(text != NULL ? text : "")) == NULL)
        status = fail(EX_OSERR, "out of memory for attribute %s", name);
    H5free_memory(text);
    return hdf5_close(status, type);
}

static int read_hash(const char *name, const char *text, uint64_t *out)
{
    enum { DIGITS = 16, BASE = 16 };
    if (strlen(text) != DIGITS || strspn(text, "0123456789abcdef") != DIGITS)
        return fail(EX_DATAERR, "the attribute %s is no number of %d hexadecimal digits", name, DIGITS);
    *out = strtoull(text, NULL, BASE);
    return 0;
}

/* Texts and numbers are kept; what else a foreign tool may have added is passed over. */
static int take_attribute(hid_t attribute, hid_t type, const char *name, struct results *out)
{
    char *text = NULL;
    double number;
    H5T_class_t class = H5Tget_class(type);
    if (strcmp(name, "Conventions") == 0 || strcmp(name, "history") == 0)
        return 0; /* written anew with each snapshot */
    if (class == H5T_FLOAT || class == H5T_INTEGER) {
        TRY(hdf5_check(H5Aread(attribute, H5T_NATIVE_DOUBLE, &number), "read the attribute", name));
        return results_add_number(out, name, number);
    }
    if (class != H5T_STRING)
        return 0;
    int status = read_text_attribute(attribute, type, name, &text);
    if (text == NULL)
        return status;
    if (status == 0 && strcmp(name, "title") == 0)
        status = snapshot_copy_text(out->title, sizeof out->title, text, name);
    else if (status == 0 && strcmp(name, "name") == 0)
        status = snapshot_copy_text(out->name, sizeof out->name, text, name);
    else if (status == 0 && strcmp(name, SNAPSHOT_DIGEST) == 0)
        status = read_hash(name, text, &out->stored_digest);
    else if (status == 0 && strcmp(name, SNAPSHOT_CHECKSUM) == 0)
        status = read_hash(name, text, &out->stored_checksum);
    else if (status == 0)
        status = results_add_text(out, name, text);
    free(text);
    return status;
}

static int read_attribute(hid_t file, hsize_t i, struct results *out)
{
    hid_t attribute = H5I_INVALID_HID, type = H5I_INVALID_HID, space = H5I_INVALID_HID;
    char name[RESULTS_LABEL];
    int status;
    TRY_ELSE(done, hdf5_take(H5Aopen_by_idx(file, ".", H5_INDEX_CRT_ORDER, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT),
                             &attribute, "open", "an attribute"));
    ssize_t length = H5Aget_name(attribute, sizeof name, name);
    TRY_ELSE(done, hdf5_check(length, "read the name of", "an attribute"));
    TRY_ELSE(done, hdf5_take(H5Aget_type(attribute), &type, "read the type of", name));
    TRY_ELSE(done, hdf5_take(H5Aget_space(attribute), &space, "read the shape of", name));
    bool fits = (size_t)length < sizeof name && out->n_attributes < RESULTS_MAX_ATTRIBUTES;
    if (fits && H5Sget_simple_extent_type(space) == H5S_SCALAR)
        status = take_attribute(attribute, type, name, out);
done:
    status = hdf5_close(status, space);
    status = hdf5_close(status, type);
    return hdf5_close(status, attribute);
}

int snapshot_read_attributes(hid_t file, struct results *out)
{
    H5O_info_t about;
    TRY(hdf5_check(H5Oget_info2(file, &about, H5O_INFO_NUM_ATTRS), "look at", "its attributes"));
    if (about.num_attrs > MAX_ATTRIBUTES_LOOKED_AT)
        return fail(EX_DATAERR, "it has %llu attributes: a study's file has fewer than %d",
                    (unsigned long long)about.num_attrs, MAX_ATTRIBUTES_LOOKED_AT);
    for (hsize_t i = 0; i < about.num_attrs; i++)
        TRY(read_attribute(file, i, out));
    return 0;
}

int snapshot_read_own_metrics(hid_t file, struct results *out)
{
    char *text = NULL;
    hid_t attribute = H5I_INVALID_HID, type = H5I_INVALID_HID;
    htri_t there = H5Aexists(file, RESULTS_METRICS);
    int status = hdf5_check(there, "look for the attribute", RESULTS_METRICS);
    if (status != 0 || there == 0)
        return status;
    TRY_ELSE(done, hdf5_take(H5Aopen(file, RESULTS_METRICS, H5P_DEFAULT), &attribute, "open", RESULTS_METRICS));
    TRY_ELSE(done, hdf5_take(H5Aget_type(attribute), &type, "read the type of", RESULTS_METRICS));
    if (H5Tget_class(type) != H5T_STRING)
        status = fail(EX_DATAERR, "the attribute %s is no text", RESULTS_METRICS);
    else
        status = read_text_attribute(attribute, type, RESULTS_METRICS, &text);
    if (status == 0)
        status = metrics_from_text(text, &out->own);
done:
    free(text);
    status = hdf5_close(status, type);
    return hdf5_close(status, attribute);
}
