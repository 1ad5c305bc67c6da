/* Which program this is. The Makefile makes a file that says both, and each program is linked with it. The library is
 * not, so that tests need not be linked again for each commit: they have tests/version.c. */
#ifndef ATTNBENCH_VERSION_H
#define ATTNBENCH_VERSION_H

extern const char attnbench_version[]; /* "1.0.0" */
extern const char attnbench_commit[];  /* seven digits or more, "-dirty" where files were changed since; or "unknown" */

#endif
