/* The journal's parts behind journal.h: the table of trials in memory, and the scan that fills it. */
#ifndef ATTNBENCH_JOURNAL_INDEX_H
#define ATTNBENCH_JOURNAL_INDEX_H

#include "attnbench/journal/journal.h"

/* Newest entry of each identity: an array, and a hash table of places in it. All zero: empty. */
struct journal_index {
    struct journal_entry *entries;
    size_t n, capacity;
    uint32_t *slots; /* (n_slots) 1 + place in entries; 0: free. At most half are used */
    size_t n_slots;  /* a power of two */
    char *study;     /* text of the newest RECORD_STUDY, or NULL */
    char *runs;      /* text of all RECORD_RUNs, or NULL */
};

/* Makes room for n more entries, so that index_take cannot fail for want of it. EX_OSERR. */
int index_reserve(struct journal_index *index, size_t n);

/* Enters a record that lies at `offset` of the file; kinds it does not know are passed over. EX_OSERR, EX_DATAERR. */
int index_take(struct journal_index *index, const struct record *record, uint64_t offset);

const struct journal_entry *index_find(const struct journal_index *index, uint64_t identity);
void index_free(struct journal_index *index);

/* Enters all records of the first `bytes` of the file; *good is where the last whole one ends, and what follows is a
 * torn tail. EX_DATAERR, with the offset, when valid records lie behind a damaged one; EX_IOERR. */
int journal_scan(int file, const char *path, uint64_t bytes, struct journal_index *index, uint64_t *good);

#endif
