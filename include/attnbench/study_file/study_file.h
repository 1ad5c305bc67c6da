/* Study files: read and checked. */
#ifndef ATTNBENCH_STUDY_FILE_H
#define ATTNBENCH_STUDY_FILE_H

#include "attnbench/study/study.h"

/* Reads and checks a study. `overrides` are n "section.key=value" texts, from --set, applied
 * before checking. Every trial is checked: sizes, bounds, task limits, combinations.
 * A task's file is found beside the study file (or, from --set, from where the program was started); its
 * path becomes absolute and its checksum is set, or must be what the study says.
 * EX_NOINPUT: no such file; EX_CONFIG: message with file, line, the key and the nearest known one;
 * EX_USAGE: a wrong override; EX_DATAERR: the file of pairs is another one. What can be read in two ways is refused
 * here (names, figures of claims), but not of what study_parse reads: it was let through once. */
int study_read(const char *path, const char *const *overrides, size_t n, struct study *out);

/* The same from text; `name_of_text` stands for the file's name in messages. */
int study_parse(const char *text, size_t length, const char *name_of_text, const char *const *overrides, size_t n,
                struct study *out);

/* The same, checked as a file that study_read reads. */
int study_parse_file(const char *text, size_t length, const char *name_of_text, struct study *out);

#endif
