#include "trainer.h"
#include "attnbench/base/error.h"
#include "trial_process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct trainer {
    pid_t pid;
    int socket;
    struct trial_progress *progress; /* shared with trainer and trial */
    unsigned char *buffer;           /* one frame: `filled` of `room` bytes are there */
    size_t filled, room;
};

static int fork_trainer(struct trainer *trainer, const struct study *study, trial_function *run,
                        struct trial_limits limits)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return fail(EX_OSERR, "no socket pair for the trainer process: %s", strerror(errno));
    pid_t agent = getpid();
    trainer->pid = fork();
    if (trainer->pid == 0)
        trainer_serve(study, run, limits, trainer->progress, ends[1], agent);
    close(ends[1]);
    trainer->socket = ends[0];
    if (trainer->pid < 0)
        return fail(EX_OSERR, "cannot fork the trainer process: %s", strerror(errno));
    return 0;
}

int trainer_start(const struct study *study, trial_function *run, struct trial_limits limits, struct trainer **out)
{
    struct trainer *trainer = allocate(1, sizeof *trainer);
    if (trainer == NULL)
        return EX_OSERR;
    *trainer = (struct trainer){.pid = -1, .socket = -1, .room = 64 * 1024};
    void *shared = mmap(NULL, sizeof *trainer->progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    trainer->progress = shared == MAP_FAILED ? NULL : shared;
    trainer->buffer = allocate(trainer->room, 1);
    int status = EX_OSERR;
    if (trainer->progress == NULL)
        fail(EX_OSERR, "no memory to share with the trainer process: %s", strerror(errno));
    else if (trainer->buffer != NULL) {
        atomic_store(&trainer->progress->trial, SIZE_MAX);
        status = fork_trainer(trainer, study, run, limits);
    }
    if (status != 0) {
        trainer_stop(trainer);
        return status;
    }
    *out = trainer;
    return 0;
}

/* How the trainer ended, as an error. */
static int trainer_gone(struct trainer *trainer)
{
    char how[80] = "it left its socket";
    int wait_status;
    if (trainer->pid <= 0)
        return fail(EX_OSERR, "the trainer process is gone");
    kill(trainer->pid, SIGKILL); /* no effect on one that has ended, whose status stands */
    pid_t ended;
    do
        ended = waitpid(trainer->pid, &wait_status, 0);
    while (ended < 0 && errno == EINTR);
    if (ended == trainer->pid)
        describe_exit(wait_status, how, sizeof how);
    pid_t pid = trainer->pid;
    trainer->pid = -1;
    if (ended == pid && WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == NO_MORE_PROCESSES)
        return fail(EX_OSERR, "no process can be started for a trial: %s (ulimit -u, or the control group's limit)",
                    strerror(EAGAIN));
    return fail(EX_OSERR, "the trainer process %d is gone: %s", (int)pid, how);
}

int trainer_submit(struct trainer *trainer, size_t trial)
{
    uint64_t index = trial;
    if (send(trainer->socket, &index, sizeof index, MSG_NOSIGNAL) != sizeof index)
        return trainer_gone(trainer);
    return 0;
}

/* Reads until `wanted` bytes of the frame are there; *there tells whether they are. */
static int fill(struct trainer *trainer, size_t wanted, int *there)
{
    if (wanted > trainer->room) {
        unsigned char *larger = allocate(wanted, 1);
        if (larger == NULL)
            return EX_OSERR;
        memcpy(larger, trainer->buffer, trainer->filled);
        free(trainer->buffer);
        trainer->buffer = larger;
        trainer->room = wanted;
    }
    while (trainer->filled < wanted) {
        ssize_t n = recv(trainer->socket, trainer->buffer + trainer->filled, wanted - trainer->filled, MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            break;
        if (n <= 0)
            return trainer_gone(trainer);
        trainer->filled += (size_t)n;
    }
    *there = trainer->filled >= wanted;
    return 0;
}

int trainer_receive(struct trainer *trainer, struct delivery *out)
{
    *out = (struct delivery){0};
    struct frame frame;
    int there = 0;
    TRY(fill(trainer, sizeof frame, &there));
    if (!there)
        return 0;
    memcpy(&frame, trainer->buffer, sizeof frame);
    TRY(fill(trainer, sizeof frame + frame.bytes, &there));
    if (!there)
        return 0;
    trainer->filled = 0;
    *out = (struct delivery){frame.trial, trainer->buffer + sizeof frame, frame.bytes};
    return 0;
}

int trainer_descriptor(const struct trainer *trainer)
{
    return trainer->socket;
}

const struct trial_progress *trainer_progress(const struct trainer *trainer)
{
    return trainer->progress;
}

/* A trial keeps the trainer's end of the socket open, and dies with the trainer but not in the same instant: the end of
 * the stream says that both are gone. */
static void wait_for_end_of_stream(int socket)
{
    enum { PATIENCE_MS = 500 };
    char discarded[4096];
    struct pollfd descriptor = {.fd = socket, .events = POLLIN};
    while (poll(&descriptor, 1, PATIENCE_MS) > 0)
        if (recv(socket, discarded, sizeof discarded, MSG_DONTWAIT) <= 0)
            return;
}

void trainer_stop(struct trainer *trainer)
{
    if (trainer == NULL)
        return;
    if (trainer->pid > 0) {
        kill(trainer->pid, SIGKILL);
        while (waitpid(trainer->pid, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    if (trainer->socket >= 0) {
        wait_for_end_of_stream(trainer->socket);
        close(trainer->socket);
    }
    if (trainer->progress != NULL)
        munmap(trainer->progress, sizeof *trainer->progress);
    free(trainer->buffer);
    free(trainer);
}
