/* DIR/journal: the append-only file of all finished trials; written by rank 0 alone.
 *
 * One write a record. A trial counts as done after journal_sync (fdatasync; one sync covers all
 * appends before it). At the next opening for writing a torn tail is cut off, and what a killed run left under
 * temporary names is removed; nothing before the tail is ever rewritten. The newest record of an identity counts. */
#ifndef ATTNBENCH_JOURNAL_H
#define ATTNBENCH_JOURNAL_H

#include "attnbench/journal/record.h"
#include <stdbool.h>

struct journal;

/* What is kept in memory of every trial; the traces stay on disk. */
struct journal_entry {
    uint64_t identity, settings_hash;
    uint64_t offset, bytes; /* of its record in the file */
    int32_t status, epochs, evaluations, sequences, n_items, n_figures;
    double train_seconds, evaluate_seconds;
    struct figure *figures; /* (n_figures), the journal's */
};

/* Opens for writing, making DIR and the file when missing. Takes the lease of the directory, also where there are no
 * file locks: EX_CANTCREAT naming the holder's host, pid and job when another run has it (not EX_TEMPFAIL, which job
 * scripts take as the wish to be started again). The lease of a run that died is taken over: at once when that was a
 * process of this machine, else when nothing has been heard of it for 60 s, which are waited for. EX_CANTCREAT or
 * EX_IOERR when the folder cannot be written; EX_DATAERR, with the offset, when a record before the tail is damaged. */
int journal_open(const char *directory, struct journal **out);

/* The same to publish study.h5 and no more: a run that starts meanwhile waits for it. EX_TEMPFAIL when another process
 * does so just now: then journal_await_publisher, and see whether there is anything left to publish. */
int journal_open_to_publish(const char *directory, struct journal **out);

/* Waits for whoever publishes study.h5 there, up to some seconds; not for a run. EX_CANTCREAT, naming the process. */
int journal_await_publisher(const char *directory);

/* Asked while a silent run is waited for: true ends the wait, and journal_open with EX_TEMPFAIL. Not asked: NULL. */
void journal_open_gives_up(bool (*gives_up)(void));

/* Opens for reading only: no lock, nothing cut off; EX_NOINPUT when there is no journal, EX_IOERR when there is
 * one that cannot be read. */
int journal_open_read(const char *directory, struct journal **out);

void journal_close(struct journal *journal); /* NULL is allowed */

/* True while a run holds the directory's lease, not one who only publishes; holder ("host H, pid P, Slurm job J") is
 * filled when it is known. */
bool journal_is_locked(const char *directory, char *holder, size_t size);

uint64_t journal_bytes(const struct journal *journal); /* of the file, but for a torn tail */

size_t journal_n_trials(const struct journal *journal);
/* NULL: none. What it points to lasts until the next append. */
const struct journal_entry *journal_find(const struct journal *journal, uint64_t identity);

/* Each of the trials, i < journal_n_trials; lasts as long. */
const struct journal_entry *journal_entry(const struct journal *journal, size_t i);

/* The newest RECORD_STUDY's text, 0-ended, owned by the journal; NULL when there is none. */
const char *journal_study(const struct journal *journal);

/* All RECORD_RUNs' text, end to end, 0-ended, owned by the journal until the next append; "" when there is none. */
const char *journal_runs(const struct journal *journal);

/* Bytes cut off, or for a reader left out, at the end. */
size_t journal_torn_bytes(const struct journal *journal);

/* Before any other file of the folder is written or removed. EX_IOERR when another run has taken the lease, this one
 * having been stopped for long, or when the journal was removed or replaced; EX_SOFTWARE when it is open for reading
 * only. */
int journal_check(const struct journal *journal);

/* Appends encoded records. Done only after the next journal_sync returned 0. EX_IOERR; also when journal_check
 * fails: then nothing is written. journal_sync fails too when the file that it synced is not DIR/journal any more. */
int journal_append(struct journal *journal, const unsigned char *record, size_t bytes);
int journal_sync(struct journal *journal);

/* Appends a record of text (RECORD_STUDY, RECORD_RUN), and syncs. EX_IOERR, EX_OSERR. */
int journal_append_text(struct journal *journal, enum record_kind kind, const char *text);

/* Reads one trial back. *buffer is grown with realloc as needed (start with NULL, 0; the caller frees it);
 * the traces of `out` point into it. EX_DATAERR when the CRC is wrong. */
int journal_read(const struct journal *journal, const struct journal_entry *entry, unsigned char **buffer,
                 size_t *buffer_bytes, struct trial_result *out);

/* The items of the entry's trial for a result that is to take its place and has none of its own; the same buffer, and
 * the statuses of journal_read. */
int journal_join_items(const struct journal *journal, const struct journal_entry *entry, unsigned char **buffer,
                       size_t *buffer_bytes, struct trial_result *result);

#endif
