/* A trial of the kind command, and what it printed. */
#ifndef ATTNBENCH_TRIAL_COMMAND_TRIAL_H
#define ATTNBENCH_TRIAL_COMMAND_TRIAL_H

#include "attnbench/journal/record.h"
#include "attnbench/study/trial_kind.h"

extern const struct trial_kind command_kind;

/* Runs the command of a trial. The result points to memory that the next call uses again. A command that fails is a
 * failed trial. in_foreground: it has the terminal. EX_OSERR: what it needs to run is not there. */
int command_trial_run(const struct trial *trial, bool in_foreground, struct trial_result *result);

/* Path of the file of what a trial printed: DIRECTORY/output/<model>,<axis>=<value>,…,r<repeat>.txt into buffer. */
int output_path(const struct study *study, const struct trial *trial, const char *directory, char *buffer, size_t size);

/* Writes a RECORD_OUTPUT to the trial's output_path; an empty one leaves no file. EX_IOERR. */
int keep_output(const struct study *study, const struct trial *trial, const char *directory,
                const struct record *output);

#endif
