/* Threads beside the main one. */
#ifndef ATTNBENCH_THREAD_H
#define ATTNBENCH_THREAD_H

#include <pthread.h>

/* Starts a thread that leaves all signals to the others. 0, or what pthread_create returns: an errno. */
int thread_start(pthread_t *thread, void *(*function)(void *), void *argument);

#endif
