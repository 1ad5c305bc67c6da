#include "attnbench/base/error.h"
#include "attnbench/journal/record_layout.h"
#include "journal_index.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A part of the file in memory, moved along it with large reads. */
struct window {
    int file;
    const char *path;
    uint64_t file_bytes; /* nothing behind them is looked at: a writer may be appending */
    uint64_t offset;     /* of bytes[0] */
    unsigned char *bytes;
    size_t count, capacity;
};

enum { WINDOW_BYTES = 1 << 20 };

static int make_room(struct window *window, size_t n)
{
    if (n <= window->capacity)
        return 0;
    unsigned char *bytes = realloc(window->bytes, n);
    if (bytes == NULL) {
        fail(EX_OSERR, "out of memory: %zu bytes were needed to read %s", n, window->path);
        return EX_OSERR;
    }
    window->bytes = bytes;
    window->capacity = n;
    return 0;
}

/* Shows n bytes from offset, or as many as the file has: *bytes, *shown. */
static int window_show(struct window *window, uint64_t offset, size_t n, const unsigned char **bytes, size_t *shown)
{
    bool inside = offset >= window->offset && offset <= window->offset + window->count;
    size_t skipped = inside ? (size_t)(offset - window->offset) : window->count;
    if (window->count - skipped < n) {
        TRY(make_room(window, n));
        window->count -= skipped;
        memmove(window->bytes, window->bytes + skipped, window->count);
        window->offset = offset;
        skipped = 0;
    }
    while (window->count - skipped < n) {
        uint64_t from = window->offset + window->count, left = window->file_bytes - from;
        size_t room = window->capacity - window->count;
        ssize_t got =
            pread(window->file, window->bytes + window->count, left < room ? (size_t)left : room, (off_t)from);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            fail(EX_IOERR, "cannot read %s at byte %" PRIu64 ": %s", window->path, from, strerror(errno));
            return EX_IOERR;
        }
        if (got == 0)
            break;
        window->count += (size_t)got;
    }
    size_t there = window->count - skipped;
    *bytes = window->bytes + skipped;
    *shown = there < n ? there : n;
    return 0;
}

/* *valid: a whole record with the right CRC lies at offset; its content stands in the window until the next call. */
static int record_at(struct window *window, uint64_t offset, bool *valid, struct record *record)
{
    const unsigned char *bytes;
    size_t shown;
    struct record_header header;
    *valid = false;
    TRY(window_show(window, offset, sizeof header, &bytes, &shown));
    if (shown < sizeof header)
        return 0;
    memcpy(&header, bytes, sizeof header);
    uint64_t left = window->file_bytes - offset;
    if (memcmp(header.magic, RECORD_MAGIC, sizeof header.magic) != 0 || header.payload_bytes > RECORD_MAX_BYTES ||
        header.payload_bytes + RECORD_OVERHEAD > left)
        return 0;
    TRY(window_show(window, offset, (size_t)header.payload_bytes + RECORD_OVERHEAD, &bytes, &shown));
    *valid = record_decode(bytes, shown, record) == 0;
    return 0;
}

/* Looks for a valid record anywhere from offset on: what tells damage in the middle from a torn tail. */
static int find_record(struct window *window, uint64_t offset, bool *found)
{
    enum { MAGIC_BYTES = sizeof RECORD_MAGIC - 1, STRIDE = WINDOW_BYTES / 2 };
    *found = false;
    while (!*found && window->file_bytes - offset >= RECORD_OVERHEAD) {
        const unsigned char *bytes;
        size_t shown;
        struct record record;
        TRY(window_show(window, offset, STRIDE, &bytes, &shown));
        if (shown < MAGIC_BYTES)
            return 0;
        const unsigned char *magic = memmem(bytes, shown, RECORD_MAGIC, MAGIC_BYTES);
        if (magic == NULL) {
            offset += shown - (MAGIC_BYTES - 1);
            continue;
        }
        offset += (uint64_t)(magic - bytes);
        TRY(record_at(window, offset, found, &record));
        offset++;
    }
    return 0;
}

/* A file whose very start is foreign is no journal with a torn tail: nothing of it may be cut off. */
static int check_start(struct window *window)
{
    const unsigned char *bytes;
    size_t shown;
    TRY(window_show(window, 0, sizeof RECORD_MAGIC - 1, &bytes, &shown));
    if (memcmp(bytes, RECORD_MAGIC, shown) != 0)
        return fail(EX_DATAERR, "%s is not a journal of attnbench: move it away, or give another directory",
                    window->path);
    return 0;
}

static int scan(struct window *window, struct journal_index *index, uint64_t *good)
{
    bool valid = true, later;
    uint64_t offset = 0;
    TRY(check_start(window));
    metrics_use(&(struct metric_set){0}); /* until a record says which */
    while (offset < window->file_bytes) {
        struct record record;
        TRY(record_at(window, offset, &valid, &record));
        if (!valid)
            break;
        int status = index_take(index, &record, offset);
        if (status == EX_DATAERR)
            return fail(EX_DATAERR, "%s is damaged at byte %" PRIu64 ": a record that makes no sense has a valid CRC",
                        window->path, offset);
        TRY(status);
        offset += record.total_bytes;
    }
    *good = offset;
    if (valid)
        return 0;
    TRY(find_record(window, offset + 1, &later));
    if (later)
        return fail(EX_DATAERR,
                    "%s is damaged at byte %" PRIu64 ", with more trials behind it. Restore it from a copy, "
                    "or keep the trials before the damage: truncate -s %" PRIu64 " '%s'",
                    window->path, offset, offset, window->path);
    return 0;
}

int journal_scan(int file, const char *path, uint64_t bytes, struct journal_index *index, uint64_t *good)
{
    size_t capacity = bytes < WINDOW_BYTES ? (size_t)bytes : WINDOW_BYTES;
    struct window window = {.file = file, .path = path, .file_bytes = bytes, .capacity = capacity};
    window.bytes = allocate(window.capacity, 1);
    int status = window.bytes == NULL ? EX_OSERR : scan(&window, index, good);
    free(window.bytes);
    return status;
}
