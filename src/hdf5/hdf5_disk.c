#include "attnbench/hdf5/hdf5_disk.h"
#include "attnbench/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#if H5_VERSION_GE(1, 14, 0)
#include <H5FDdevelop.h>
#endif

static int failure; /* errno */

/* What the disk did not take, in the order of writing. */
struct piece {
    haddr_t at;
    size_t n;
    struct piece *next;
    unsigned char bytes[];
};

struct disk_file {
    H5FD_t base; /* the library's part */
    int file;
    haddr_t eoa, eof; /* end of what is allotted, and of what is written */
    struct piece *first, **end;
};

static void fail_from_now_on(int reason)
{
    if (failure == 0)
        failure = reason;
}

static H5FD_t *open_file(const char *name, unsigned flags, hid_t fapl, haddr_t most)
{
    struct disk_file *file = calloc(1, sizeof *file);
    struct stat found;
    (void)fapl, (void)most;
    if (file == NULL)
        return NULL;
    file->file =
        file_open(name, O_RDWR | (flags & H5F_ACC_CREAT ? O_CREAT : 0) | (flags & H5F_ACC_TRUNC ? O_TRUNC : 0));
    if (file->file < 0 || fstat(file->file, &found) != 0) {
        fail_from_now_on(errno);
        if (file->file >= 0)
            close(file->file);
        free(file);
        return NULL;
    }
    file->eof = (haddr_t)found.st_size;
    file->end = &file->first;
    return (H5FD_t *)file; /* its first member */
}

static herr_t close_file(H5FD_t *base)
{
    struct disk_file *file = (struct disk_file *)base;
    for (struct piece *piece = file->first, *next; piece != NULL; piece = next) {
        next = piece->next;
        free(piece);
    }
    if (close(file->file) != 0 && errno != EINTR)
        fail_from_now_on(errno);
    free(file);
    return 0;
}

/* As the library's own driver for files, or the files would be laid out otherwise. */
static herr_t query(const H5FD_t *base, unsigned long *flags)
{
    (void)base;
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
             H5FD_FEAT_AGGREGATE_SMALLDATA;
#ifdef H5FD_FEAT_DEFAULT_VFD_COMPATIBLE
    *flags |= H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
#endif
    return 0;
}

static haddr_t get_eoa(const H5FD_t *base, H5FD_mem_t type)
{
    (void)type;
    return ((const struct disk_file *)base)->eoa;
}

static herr_t set_eoa(H5FD_t *base, H5FD_mem_t type, haddr_t eoa)
{
    (void)type;
    ((struct disk_file *)base)->eoa = eoa;
    return 0;
}

static haddr_t get_eof(const H5FD_t *base, H5FD_mem_t type)
{
    (void)type;
    return ((const struct disk_file *)base)->eof;
}

/* Puts what of the piece lies within the n bytes at `at` into `out`. */
static void overlay(const struct piece *piece, haddr_t at, size_t n, unsigned char *out)
{
    const haddr_t from = piece->at > at ? piece->at : at;
    const haddr_t to = piece->at + piece->n < at + n ? piece->at + piece->n : at + n;
    if (from < to)
        memcpy(out + (from - at), piece->bytes + (from - piece->at), (size_t)(to - from));
}

/* Zeros beyond the end. */
static herr_t read_file(H5FD_t *base, H5FD_mem_t type, hid_t dxpl, haddr_t at, size_t n, void *out)
{
    const struct disk_file *file = (const struct disk_file *)base;
    size_t done = 0;
    (void)type, (void)dxpl;
    while (done < n) {
        ssize_t got = pread(file->file, (unsigned char *)out + done, n - done, (off_t)(at + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        done += (size_t)got;
    }
    memset((unsigned char *)out + done, 0, n - done);
    for (const struct piece *piece = file->first; piece != NULL; piece = piece->next)
        overlay(piece, at, n, out);
    return 0;
}

/* Where there is no memory either it is lost, as the file is. */
static void keep(struct disk_file *file, haddr_t at, size_t n, const unsigned char *bytes)
{
    struct piece *piece = malloc(sizeof *piece + n);
    if (piece == NULL)
        return;
    *piece = (struct piece){.at = at, .n = n};
    memcpy(piece->bytes, bytes, n);
    *file->end = piece;
    file->end = &piece->next;
}

static herr_t write_file(H5FD_t *base, H5FD_mem_t type, hid_t dxpl, haddr_t at, size_t n, const void *bytes)
{
    struct disk_file *file = (struct disk_file *)base;
    size_t done = 0;
    (void)type, (void)dxpl;
    if (at + n > file->eof)
        file->eof = at + n;
    while (done < n && failure == 0) {
        ssize_t put = pwrite(file->file, (const unsigned char *)bytes + done, n - done, (off_t)(at + done));
        if (put > 0)
            done += (size_t)put;
        else if (put == 0 || errno != EINTR)
            fail_from_now_on(put == 0 ? ENOSPC : errno);
    }
    if (done < n)
        keep(file, at + done, n - done, (const unsigned char *)bytes + done);
    return 0;
}

static herr_t cut_file(H5FD_t *base, hid_t dxpl, hbool_t is_closing)
{
    struct disk_file *file = (struct disk_file *)base;
    (void)dxpl, (void)is_closing;
    if (file->eof != file->eoa && failure == 0 && file_cut(file->file, file->eoa) != 0)
        fail_from_now_on(errno);
    file->eof = file->eoa;
    return 0;
}

static const H5FD_class_t driver = {
#if H5_VERSION_GE(1, 14, 0)
    .version = H5FD_CLASS_VERSION,
    .value = 511, /* of those that are nobody's */
#endif
    .name = "attnbench_disk",
    .maxaddr = INT64_MAX,
    .fc_degree = H5F_CLOSE_STRONG,
    .open = open_file,
    .close = close_file,
    .query = query,
    .get_eoa = get_eoa,
    .set_eoa = set_eoa,
    .get_eof = get_eof,
    .read = read_file,
    .write = write_file,
    .truncate = cut_file,
    .fl_map = H5FD_FLMAP_DICHOTOMY,
};

herr_t hdf5_disk_driver(hid_t access)
{
    static hid_t registered = H5I_INVALID_HID;
    if (registered < 0)
        registered = H5FDregister(&driver);
    return registered < 0 ? -1 : H5Pset_driver(access, registered, NULL);
}

int hdf5_disk_failure(void)
{
    return failure;
}

void hdf5_disk_forget_failure(void)
{
    failure = 0;
}
