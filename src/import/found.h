/* What of a table was found, in words. */
#ifndef ATTNBENCH_IMPORT_FOUND_H
#define ATTNBENCH_IMPORT_FOUND_H

#include "findings.h"

#include <stdio.h>

/* Which column is what, with the values it has; which are left out; which results are not there. */
void found_write(const struct findings *findings, FILE *out);

#endif
