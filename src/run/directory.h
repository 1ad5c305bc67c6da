/* A directory of results as it stands, for commands that only look. */
#ifndef ATTNBENCH_RUN_DIRECTORY_H
#define ATTNBENCH_RUN_DIRECTORY_H

#include "attnbench/journal.h"
#include "attnbench/study.h"

/* Opens the journal for reading and parses its study. EX_NOINPUT, naming the directory, when there are no
 * results; EX_DATAERR when they are damaged. The caller closes the journal. */
int directory_open(const char *directory, struct journal **journal, struct study *study);

/* Its study alone; a study.h5 without a journal beside it will do. The same statuses. */
int directory_study(const char *directory, struct study *study);

#endif
