#include "attnbench/base/thread.h"

#include <semaphore.h>
#include <signal.h>

/* What a thread is to do; `begun` once it has begun to. */
struct task {
    void *(*function)(void *);
    void *argument;
    sem_t begun;
};

static void *begin(void *argument)
{
    struct task *task = argument, own = *task;
    sem_post(&task->begun); /* and the task may be gone */
    return own.function(own.argument);
}

int thread_start(pthread_t *thread, void *(*function)(void *), void *argument)
{
    struct task task = {.function = function, .argument = argument};
    sigset_t all, before;
    sigfillset(&all);
    sem_init(&task.begun, 0, 0);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int reason = pthread_create(thread, NULL, begin, &task);
    while (reason == 0 && sem_wait(&task.begun) != 0)
        continue; /* interrupted */
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return reason;
}
