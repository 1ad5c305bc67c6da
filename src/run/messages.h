/* Messages between agents and the collector on rank 0. Nothing here waits: sends are posted and looked after, and what
 * has arrived is taken. (Blocking MPI calls spin: a rank that waits in one takes a core from a trial.) Rank 0's agent
 * writes to its own collector like any other. */
#ifndef ATTNBENCH_RUN_MESSAGES_H
#define ATTNBENCH_RUN_MESSAGES_H

#include <mpi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum message_tag { TO_COLLECTOR = 1, TO_AGENT = 2 }; /* one tag a direction, so that messages keep their order */

enum message_kind {
    MESSAGE_ASK,    /* agent: I want trials; body: struct wish; answered when there is one */
    MESSAGE_RESULT, /* agent: the records of `trial` */
    MESSAGE_STOP,   /* agent: end the run with `status`; body: the error's message, or who wants to stop (text) */
    MESSAGE_TRIALS, /* collector: run these; body: their indices (size_t each), one or more */
    MESSAGE_HALT,   /* collector: stop what runs; only signs of life come after it */
    MESSAGE_LAST,   /* agent: nothing comes after it */
    MESSAGE_ALIVE,  /* both ways: see heartbeat.h; body, agent: its host (text); collector: double, seconds */
};

struct message_head {
    int32_t kind, status;
    uint64_t trial;
};

/* What an agent has room for: a trial, and further ones until their cost reaches this. */
struct wish {
    double cost;
    size_t n_most;
};

struct message {
    struct message_head head;
    int source;
    unsigned char *body; /* 0-ended, `bytes` without it */
    size_t bytes;
};

/* Messages on their way out; starts as {NULL}. */
struct outbox {
    struct parcel *first, *last;
};

/* Posts a copy. The send ends when the receiver takes it, so an empty outbox means all was received. */
void message_send(struct outbox *outbox, int to, enum message_tag tag, struct message_head head, const void *body,
                  size_t bytes);
void outbox_progress(struct outbox *outbox);
bool outbox_is_empty(const struct outbox *outbox);

/* The message that is arriving; starts as {0}. */
struct inbox {
    MPI_Request request;
    unsigned char *buffer; /* NULL: none */
    int bytes, source;
};

/* Takes the next whole message of a direction; false when there is none yet. The body lives until message_free. */
bool message_receive(struct inbox *inbox, enum message_tag tag, struct message *out);
void message_free(struct message *message);

/* Sleeps until a request is complete; ends the job when it is not after an hour. */
void wait_for(MPI_Request *request);

/* Ends all ranks at once, as far as they can be reached, and this one in any case. */
_Noreturn void abort_job(int status);

/* Name and version of the library, "Open MPI v4.1.4" or "MPICH Version: 4.0.2"; returns out. */
char *mpi_library_name(char *out, size_t size);

/* The outcome on rank 0 becomes that of all ranks: its status is returned, its message kept, and *value is rank 0's. */
int agree_with_first_rank(int rank, int status, int *value);

#endif
