/* attnbench claims: what became of the claims of several studies, in one table. */
#ifndef ATTNBENCH_CLAIMS_COMMAND_H
#define ATTNBENCH_CLAIMS_COMMAND_H

#include "attnbench/report/report.h"
#include "attnbench/study/study.h"

/* A row a claim of each of n folders, in their order. A folder without results is said on stderr and left out.
 * Studies of one name have their folder beside it. EX_NOINPUT when none has a claim; EX_USAGE when a folder is given
 * twice. */
int claims_of_folders(const char *const *directories, size_t n, enum report_format format, FILE *out);

#endif
