/* The trainer's side: what the forked process does. */
#ifndef ATTNBENCH_RUN_TRIAL_PROCESS_H
#define ATTNBENCH_RUN_TRIAL_PROCESS_H

#include "trainer.h"

#include <sys/types.h>
#include <sysexits.h>

/* Precedes the records of one trial on their way to the agent. */
struct frame {
    uint64_t trial, bytes;
};

/* Serves trial indices from `agent_socket` until the agent is gone. Called in the forked process; does not return. */
_Noreturn void trainer_serve(const struct study *study, trial_function *run, struct trial_limits limits,
                             struct trial_progress *progress, int agent_socket, pid_t agent);

/* The status with which the trainer ends when the system gives it no more processes. */
enum { NO_MORE_PROCESSES = EX_TEMPFAIL };

/* "killed by signal 11 (Segmentation fault)", "exited with status 3". */
void describe_exit(int wait_status, char *buffer, size_t size);

#endif
