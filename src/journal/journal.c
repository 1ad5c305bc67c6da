#include "attnbench/journal/journal.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/folder.h"
#include "attnbench/base/temporary.h"
#include "journal_index.h"
#include "lease.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct journal {
    char path[PATH_MAX];
    int file;
    struct lease *lease; /* NULL in a reader */
    bool partial;        /* an append failed, and what it left could not be cut off yet */
    uint64_t bytes;      /* of whole records in the file */
    uint64_t torn;
    struct journal_index index;
};

bool journal_is_locked(const char *directory, char *holder, size_t size)
{
    return lease_is_held(directory, holder, size);
}

int journal_await_publisher(const char *directory)
{
    return lease_await_publisher(directory);
}

static int cut(struct journal *journal)
{
    if (file_cut(journal->file, journal->bytes) != 0)
        return fail(EX_IOERR, "cannot cut %s back to %" PRIu64 " bytes: %s", journal->path, journal->bytes,
                    strerror(errno));
    journal->partial = false;
    return 0;
}

static int scan_file(struct journal *journal)
{
    struct stat about;
    if (fstat(journal->file, &about) != 0 || !S_ISREG(about.st_mode))
        return fail(EX_DATAERR, "%s is not a regular file", journal->path);
    uint64_t bytes = (uint64_t)about.st_size;
    TRY(journal_scan(journal->file, journal->path, bytes, &journal->index, &journal->bytes));
    journal->torn = bytes - journal->bytes;
    return 0;
}

/* Should somebody have removed the lease of a run at work. */
static int lock(const struct journal *journal)
{
    if (file_lock(journal->file))
        return 0;
    return fail(EX_CANTCREAT, "%s is in use by another run, whose lease was removed: wait for its end", journal->path);
}

static int open_under_lease(struct journal *journal, const char *directory, bool briefly)
{
    TRY(folder_make(directory));
    TRY(path_join(journal->path, sizeof journal->path, directory, "journal"));
    TRY(lease_take(directory, briefly, &journal->lease));
    journal->file = file_open(journal->path, O_RDWR | O_CREAT | O_APPEND);
    if (journal->file < 0)
        return fail(EX_CANTCREAT, "cannot write %s: %s", journal->path, strerror(errno));
    TRY(lock(journal));
    temporary_remove_stale(directory);
    TRY(folder_sync(directory));
    TRY(scan_file(journal));
    return journal->torn > 0 ? cut(journal) : 0;
}

static int open_for_writing(struct journal *journal, const char *directory)
{
    return open_under_lease(journal, directory, false);
}

static int open_for_publishing(struct journal *journal, const char *directory)
{
    return open_under_lease(journal, directory, true);
}

static int open_for_reading(struct journal *journal, const char *directory)
{
    TRY(path_join(journal->path, sizeof journal->path, directory, "journal"));
    journal->file = file_open(journal->path, O_RDONLY | O_NONBLOCK);
    if (journal->file < 0)
        return file_fail_to_open(journal->path);
    return scan_file(journal);
}

static int open_with(int (*opening)(struct journal *, const char *), const char *directory, struct journal **out)
{
    struct journal *journal = allocate(1, sizeof *journal);
    if (journal == NULL)
        return EX_OSERR;
    journal->file = -1;
    int status = opening(journal, directory);
    if (status != 0)
        journal_close(journal);
    else
        *out = journal;
    return status;
}

int journal_open(const char *directory, struct journal **out)
{
    return open_with(open_for_writing, directory, out);
}

int journal_open_to_publish(const char *directory, struct journal **out)
{
    return open_with(open_for_publishing, directory, out);
}

int journal_open_read(const char *directory, struct journal **out)
{
    return open_with(open_for_reading, directory, out);
}

void journal_open_gives_up(bool (*gives_up)(void))
{
    lease_gives_up = gives_up;
}

void journal_close(struct journal *journal)
{
    if (journal == NULL)
        return;
    if (journal->file >= 0)
        close(journal->file);
    lease_release(journal->lease);
    index_free(&journal->index);
    free(journal);
}

size_t journal_n_trials(const struct journal *journal)
{
    return journal->index.n;
}

const struct journal_entry *journal_find(const struct journal *journal, uint64_t identity)
{
    return index_find(&journal->index, identity);
}

const struct journal_entry *journal_entry(const struct journal *journal, size_t i)
{
    return &journal->index.entries[i];
}

const char *journal_study(const struct journal *journal)
{
    return journal->index.study;
}

const char *journal_runs(const struct journal *journal)
{
    return journal->index.runs != NULL ? journal->index.runs : "";
}

uint64_t journal_bytes(const struct journal *journal)
{
    return journal->bytes;
}

size_t journal_torn_bytes(const struct journal *journal)
{
    return (size_t)journal->torn;
}

/* All of it or nothing: after a failure the file is cut back, so that the next append is clean. */
static int write_records(struct journal *journal, const unsigned char *bytes, size_t n)
{
    int reason = file_write(journal->file, bytes, n);
    if (reason == 0)
        return 0;
    journal->partial = true;
    cut(journal);
    return fail(EX_IOERR, "cannot append %zu bytes to %s: %s", n, journal->path, strerror(reason));
}

/* How many records lie end to end; refuses what a journal must not hold. */
static int count_records(const unsigned char *bytes, size_t n, size_t *count)
{
    *count = 0;
    for (size_t at = 0; at < n; ++*count) {
        struct record record;
        struct trial_result result;
        TRY(record_decode(bytes + at, n - at, &record));
        if (record.kind != RECORD_STUDY && record.kind != RECORD_RUN && record.kind != RECORD_METRICS)
            TRY(record_decode_trial(&record, &result));
        at += record.total_bytes;
    }
    return 0;
}

/* What is written into a file that has lost its name is lost with the process. */
static int check_place(const struct journal *journal)
{
    struct stat ours, there;
    if (fstat(journal->file, &ours) == 0 && stat(journal->path, &there) == 0 && ours.st_dev == there.st_dev &&
        ours.st_ino == there.st_ino)
        return 0;
    return fail(EX_IOERR, "%s was removed or replaced while this run was at work: it keeps nothing more",
                journal->path);
}

int journal_check(const struct journal *journal)
{
    if (journal->lease == NULL)
        return fail(EX_SOFTWARE, "%s is open for reading only", journal->path);
    TRY(lease_check(journal->lease));
    return check_place(journal);
}

int journal_append(struct journal *journal, const unsigned char *record, size_t bytes)
{
    size_t count;
    TRY(journal_check(journal));
    if (journal->partial)
        TRY(cut(journal));
    TRY(count_records(record, bytes, &count));
    TRY(index_reserve(&journal->index, count));
    TRY(write_records(journal, record, bytes));
    uint64_t start = journal->bytes;
    journal->bytes += bytes;
    for (size_t at = 0; at < bytes;) {
        struct record decoded;
        TRY(record_decode(record + at, bytes - at, &decoded));
        TRY(index_take(&journal->index, &decoded, start + at));
        at += decoded.total_bytes;
    }
    return 0;
}

int journal_sync(struct journal *journal)
{
    if (file_sync_data(journal->file) != 0)
        return fail(EX_IOERR, "cannot sync %s: %s", journal->path, strerror(errno));
    return check_place(journal);
}

int journal_append_text(struct journal *journal, enum record_kind kind, const char *text)
{
    size_t bytes = strlen(text);
    unsigned char *record = allocate(RECORD_OVERHEAD + bytes, 1);
    if (record == NULL)
        return EX_OSERR;
    int status = journal_append(journal, record, record_encode(kind, 0, 0, text, bytes, record));
    free(record);
    return status != 0 ? status : journal_sync(journal);
}

static int read_fully(const struct journal *journal, uint64_t offset, unsigned char *bytes, size_t n)
{
    for (size_t done = 0; done < n;) {
        ssize_t got = pread(journal->file, bytes + done, n - done, (off_t)(offset + done));
        if (got == 0)
            return fail(EX_DATAERR, "%s ends inside the record at byte %" PRIu64, journal->path, offset);
        if (got < 0 && errno != EINTR)
            return fail(EX_IOERR, "cannot read %s: %s", journal->path, strerror(errno));
        if (got > 0)
            done += (size_t)got;
    }
    return 0;
}

int journal_read(const struct journal *journal, const struct journal_entry *entry, unsigned char **buffer,
                 size_t *buffer_bytes, struct trial_result *out)
{
    struct record record;
    if (entry->bytes > *buffer_bytes) {
        unsigned char *grown = realloc(*buffer, entry->bytes);
        if (grown == NULL)
            return fail(EX_OSERR, "out of memory: %" PRIu64 " bytes were needed for a trial", entry->bytes);
        *buffer = grown;
        *buffer_bytes = entry->bytes;
    }
    TRY(read_fully(journal, entry->offset, *buffer, entry->bytes));
    if (record_decode(*buffer, entry->bytes, &record) != 0 || record_decode_trial(&record, out) != 0 ||
        out->identity != entry->identity)
        return fail(EX_DATAERR, "%s is damaged at byte %" PRIu64 ": the record read at the start is not there any more",
                    journal->path, entry->offset);
    return 0;
}

int journal_join_items(const struct journal *journal, const struct journal_entry *entry, unsigned char **buffer,
                       size_t *buffer_bytes, struct trial_result *result)
{
    struct trial_result there;
    if (entry->n_items == 0 || result->n_items > 0)
        return 0;
    TRY(journal_read(journal, entry, buffer, buffer_bytes, &there));
    result->n_items = there.n_items;
    result->items = there.items;
    result->right = there.right;
    return 0;
}
