/* A directory of results as it stands, for commands that only look. */
#ifndef ATTNBENCH_FOLDER_DIRECTORY_H
#define ATTNBENCH_FOLDER_DIRECTORY_H

#include "attnbench/journal/journal.h"
#include "attnbench/study/study.h"

/* Opens the journal for reading and parses its study. EX_NOINPUT, naming the directory, when there are no
 * results; EX_IOERR when they cannot be read; EX_DATAERR when they are damaged. The caller closes the journal. */
int directory_open(const char *directory, struct journal **journal, struct study *study);

/* False also where that cannot be told. */
bool directory_has_no_journal(const char *directory);

bool directory_has_snapshot(const char *directory); /* study.h5 is there */
int directory_check_kind(const char *directory);    /* EX_NOINPUT where it is a file */

/* Opens the journal for writing, under the directory's lock; says on stderr what it cut off, and removes what a killed
 * run left. The statuses of journal_open. */
int directory_open_to_write(const char *directory, struct journal **journal);

/* The same to publish study.h5 and no more, as journal_open_to_publish. */
int directory_open_to_publish(const char *directory, struct journal **journal);

/* Trials with figures that study.h5 holds and the journal does not: it was put back, cut or lost. None when study.h5 is
 * not there or damaged. EX_IOERR when it may not be read. */
int directory_n_published_alone(const char *directory, const struct journal *journal, size_t *n);

/* Before study.h5 is published anew: one with such trials gets another name, study.h5.kept, which is said on stderr.
 * EX_IOERR; EX_CANTCREAT when study.h5 is no file. */
int directory_keep_published(const char *directory, const struct journal *journal);

/* Makes the study the journal's, unless it is already. EX_IOERR, EX_OSERR. */
int directory_append_study(struct journal *journal, const struct study *study);

/* Parses the text of a study that `file` of the directory holds; NULL: EX_NOINPUT. */
int directory_parse(const char *directory, const char *file, const char *text, struct study *study);

/* Its study alone; a study.h5 without a journal beside it will do. The same statuses. */
int directory_study(const char *directory, struct study *study);

#endif
