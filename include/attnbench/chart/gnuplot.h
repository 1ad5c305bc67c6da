/* Running gnuplot, and text for its scripts. */
#ifndef ATTNBENCH_GNUPLOT_H
#define ATTNBENCH_GNUPLOT_H

#include <stdio.h>

/* Writes text as a single-quoted gnuplot string: no quote inside, anything that is not printable escaped (a newline
 * would end the string and run what follows). Nothing is substituted inside single quotes. */
void gnuplot_write_quoted(FILE *out, const char *text);

/* The same for a tic's label, in which gnuplot takes % as the start of a number's format. */
void gnuplot_write_tic(FILE *out, const char *text);

/* Runs `gnuplot NAMES[i].gp` in the directory, one process each, four at once, without a shell and without the user's
 * start-up files. EX_UNAVAILABLE when gnuplot is not installed; EX_SOFTWARE with the first line it said when one fails.
 */
int gnuplot_run(const char *directory, const char *const *names, size_t n);

#endif
