/* Threads beside the main one. */
#ifndef ATTNBENCH_THREAD_H
#define ATTNBENCH_THREAD_H

#include <pthread.h>

/* Starts a thread that leaves all signals to the others. Returns when the thread has begun: a fork amid its beginning
 * could leave the child a lock that nobody opens, as that of gcc 12's AddressSanitizer. 0, or what pthread_create
 * returns: an errno. */
int thread_start(pthread_t *thread, void *(*function)(void *), void *argument);

#endif
