#include "messages.h"
#include "attnbench/base/clock.h"
#include "attnbench/base/error.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct parcel {
    struct parcel *next;
    MPI_Request request;
    unsigned char *bytes; /* head and body */
};

/* Without memory for a message a rank can neither go on nor tell the others. */
static void *allocate_or_abort(size_t bytes)
{
    void *memory = bytes > INT_MAX ? NULL : allocate(bytes, 1);
    if (memory == NULL) {
        fprintf(stderr, "attnbench: no memory for a message of %zu bytes\n", bytes);
        abort_job(EX_OSERR);
    }
    return memory;
}

void message_send(struct outbox *outbox, int to, enum message_tag tag, struct message_head head, const void *body,
                  size_t bytes)
{
    struct parcel *parcel = allocate_or_abort(sizeof *parcel);
    parcel->bytes = allocate_or_abort(sizeof head + bytes);
    memcpy(parcel->bytes, &head, sizeof head);
    if (bytes > 0)
        memcpy(parcel->bytes + sizeof head, body, bytes);
    MPI_Issend(parcel->bytes, (int)(sizeof head + bytes), MPI_BYTE, to, tag, MPI_COMM_WORLD, &parcel->request);
    if (outbox->last == NULL)
        outbox->first = parcel;
    else
        outbox->last->next = parcel;
    outbox->last = parcel;
}

void outbox_progress(struct outbox *outbox)
{
    struct parcel **link = &outbox->first;
    outbox->last = NULL;
    while (*link != NULL) {
        struct parcel *parcel = *link;
        int complete = 0;
        MPI_Test(&parcel->request, &complete, MPI_STATUS_IGNORE);
        if (complete) {
            *link = parcel->next;
            free(parcel->bytes);
            free(parcel);
        } else {
            outbox->last = parcel;
            link = &parcel->next;
        }
    }
}

bool outbox_is_empty(const struct outbox *outbox)
{
    return outbox->first == NULL;
}

/* A rank receives in one thread, and messages of one sender with one tag do not overtake each other: what was probed is
 * what is received. Matched probes (MPI_Improbe) say the same, and fail where the network is reached by libfabric. */
static bool start_receiving(struct inbox *inbox, enum message_tag tag)
{
    int arrived = 0;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, tag, MPI_COMM_WORLD, &arrived, &status);
    if (!arrived)
        return false;
    MPI_Get_count(&status, MPI_BYTE, &inbox->bytes);
    inbox->source = status.MPI_SOURCE;
    inbox->buffer = allocate_or_abort((size_t)inbox->bytes + 1); /* the 0 that ends a text */
    MPI_Irecv(inbox->buffer, inbox->bytes, MPI_BYTE, inbox->source, tag, MPI_COMM_WORLD, &inbox->request);
    return true;
}

bool message_receive(struct inbox *inbox, enum message_tag tag, struct message *out)
{
    if (inbox->buffer == NULL && !start_receiving(inbox, tag))
        return false;
    int complete = 0;
    MPI_Test(&inbox->request, &complete, MPI_STATUS_IGNORE);
    if (!complete)
        return false;
    memcpy(&out->head, inbox->buffer, sizeof out->head);
    out->source = inbox->source;
    out->bytes = (size_t)inbox->bytes - sizeof out->head;
    out->body = inbox->buffer + sizeof out->head;
    inbox->buffer = NULL;
    return true;
}

void message_free(struct message *message)
{
    free(message->body - sizeof message->head);
}

_Noreturn void abort_job(int status)
{
    enum { PATIENCE_SECONDS = 10 };
    signal(SIGALRM, SIG_DFL); /* ends this process where MPI_Abort itself waits for machines out of reach */
    alarm(PATIENCE_SECONDS);
    MPI_Abort(MPI_COMM_WORLD, status);
    _exit(status);
}

void wait_for(MPI_Request *request)
{
    const struct timespec first = {.tv_nsec = 100 * 1000}, later = {.tv_nsec = 5 * 1000 * 1000};
    enum { FIRST_TURNS = 100, LONGEST_SECONDS = 3600 }; /* that rank 0 may take to open or publish a large study */
    double deadline = clock_seconds() + LONGEST_SECONDS;
    int complete = 0;
    MPI_Test(request, &complete, MPI_STATUS_IGNORE);
    for (int turn = 0; !complete; turn++) {
        nanosleep(turn < FIRST_TURNS ? &first : &later, NULL);
        MPI_Test(request, &complete, MPI_STATUS_IGNORE);
        if (!complete && clock_seconds() > deadline) {
            fprintf(stderr, "attnbench: the other ranks have not answered for an hour\n");
            abort_job(EX_STOPPED_EARLY);
        }
    }
}

int agree_with_first_rank(int rank, int status, int *value)
{
    struct {
        int32_t status, value;
        char message[1024];
    } outcome = {.status = status, .value = *value};
    if (status != 0)
        snprintf(outcome.message, sizeof outcome.message, "%s", error_message());
    MPI_Request request;
    MPI_Ibcast(&outcome, (int)sizeof outcome, MPI_BYTE, 0, MPI_COMM_WORLD, &request);
    wait_for(&request);
    *value = outcome.value;
    return rank == 0 || outcome.status == 0 ? outcome.status : fail(outcome.status, "%s", outcome.message);
}

char *mpi_library_name(char *out, size_t size)
{
    char text[MPI_MAX_LIBRARY_VERSION_STRING] = "";
    int length;
    MPI_Get_library_version(text, &length);
    text[strcspn(text, ",\n")] = '\0'; /* "Open MPI v4.1.4, package: …" */
    for (char *tab = strchr(text, '\t'); tab != NULL; tab = strchr(tab, '\t'))
        *tab = ' ';
    snprintf(out, size, "%.*s", (int)size - 1, text);
    return out;
}
