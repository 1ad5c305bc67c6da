/* The wish to stop early: a signal, or the time that --max-time allows. */
#ifndef ATTNBENCH_RUN_STOP_H
#define ATTNBENCH_RUN_STOP_H

/* Catches SIGTERM, SIGINT, SIGUSR1 and SIGUSR2 from here on, and starts the clock of max_seconds (0: no limit). They
 * stay caught to the process' end: mpirun sends SIGTERM to ranks that are on their way out as well. */
void stop_watch(double max_seconds);

/* Catches them again, after what may have taken them over. */
void stop_catch_signals(void);

/* "SIGTERM", "--max-time"; NULL while nobody wants to stop. */
const char *stop_reason(void);

#endif
