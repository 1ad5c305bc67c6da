/* Two studies beside each other, or several in order, in words and tables. The digests of all must be loaded. Text,
 * Markdown and LaTeX for people; CSV and JSON for programs. Errors of `out` stay in its error flag. */
#ifndef ATTNBENCH_CONTRAST_WRITE_H
#define ATTNBENCH_CONTRAST_WRITE_H

#include "attnbench/analysis/contrast.h"
#include "attnbench/analysis/history.h"
#include "attnbench/report/report.h"

void contrast_write(const struct contrast *contrast, enum report_format format, FILE *out);

/* Each study against the one before; of two it is contrast_write. CSV has two columns more in front, `study` and
 * `against`; JSON has `studies`, and `steps` with an object of two studies each. */
void history_write(const struct history *history, enum report_format format, FILE *out);

#endif
