/* Which program this is: the Makefile defines both for the files that include this. */
#ifndef ATTNBENCH_VERSION_H
#define ATTNBENCH_VERSION_H

#ifndef ATTNBENCH_VERSION
#define ATTNBENCH_VERSION "unknown"
#endif
#ifndef ATTNBENCH_COMMIT
#define ATTNBENCH_COMMIT "unknown"
#endif

#endif
