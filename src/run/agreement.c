#include "agreement.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "messages.h"
#include "terms.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What one rank has to say. */
struct word {
    int32_t status;    /* 0: nothing */
    int32_t disagrees; /* it could start, and has other terms than rank 0 */
    char host[64], message[1024];
};

enum { MOST_SAID = 4 }; /* reasons */

/* One maximum says all: max(hash) and max(~hash) belong to one hash only if all are equal. */
static bool all_agree(const char *terms, int status)
{
    uint64_t hash = hash_text(HASH_START, terms != NULL ? terms : "");
    uint64_t mine[3] = {hash, ~hash, (uint64_t)status}, greatest[3];
    MPI_Request request;
    MPI_Iallreduce(mine, greatest, 3, MPI_UINT64_T, MPI_MAX, MPI_COMM_WORLD, &request);
    wait_for(&request);
    return greatest[2] == 0 && greatest[0] == ~greatest[1];
}

static void broadcast(void *bytes, int n)
{
    MPI_Request request;
    MPI_Ibcast(bytes, n, MPI_BYTE, 0, MPI_COMM_WORLD, &request);
    wait_for(&request);
}

/* Compares the terms of a rank that could start with those of rank 0, if that could. */
static void compare_with_first(int rank, const char *terms, struct word *word)
{
    int bytes = terms != NULL && word->status == 0 ? (int)strlen(terms) : 0;
    broadcast(&bytes, (int)sizeof bytes);
    char *first = allocate((size_t)bytes + 1, 1);
    if (first == NULL)
        abort_job(EX_OSERR);
    if (rank == 0 && bytes > 0)
        memcpy(first, terms, (size_t)bytes);
    broadcast(first, bytes);
    if (word->status == 0 && bytes > 0)
        word->status = word->disagrees = terms_compare(first, terms, rank, word->host);
    free(first);
}

/* For want of memory the ranks of a machine have one reason, though the figures may differ. Where argp has found the
 * fault there is no message. */
static bool is_same(const struct word *a, const struct word *b)
{
    bool same_message = strcmp(a->message, b->message) == 0 || a->message[0] == '\0' || b->message[0] == '\0';
    return a->status == b->status && a->disagrees == b->disagrees &&
           (same_message || (a->status == EX_OSERR && strcmp(a->host, b->host) == 0));
}

/* Ranks that say the same as `rank`, from it on; 0 when one before it does. */
static int n_like(const struct word *words, int n, int rank)
{
    int count = 0;
    for (int other = 0; other < n; other++)
        if (is_same(&words[other], &words[rank])) {
            if (other < rank)
                return 0;
            count++;
        }
    return count;
}

static void describe_word(const struct word *word, int rank, int n_like_it, char *out, size_t size)
{
    size_t used = 0;
    text_append(out, size, &used, "rank %d on host %s: %s", rank, word->host,
                word->message[0] != '\0' ? word->message : "wrong usage");
    if (n_like_it > 1)
        text_append(out, size, &used, " (%d more rank%s likewise)", n_like_it - 1, n_like_it == 2 ? "" : "s");
}

/* Keeps the last reason as the message, for main to print, and says those before it. */
static int fail_as_they_say(const struct word *words, int n)
{
    char line[1200] = "";
    int status = 0, n_said = 0;
    for (int rank = 0; rank < n && n_said < MOST_SAID; rank++) {
        bool failed = words[rank].status != 0 && !words[rank].disagrees;
        int like = failed ? n_like(words, n, rank) : 0;
        if (like == 0)
            continue;
        if (like == n)
            return fail(words[rank].status, "%s", words[rank].message);
        if (n_said++ > 0)
            fprintf(stderr, "attnbench: %s\n", line);
        else
            status = words[rank].status;
        describe_word(&words[rank], rank, like, line, sizeof line);
    }
    for (int rank = 0; rank < n && n_said == 0; rank++) /* that the others disagree, too, has the same cause */
        if (words[rank].disagrees)
            return fail(words[rank].status, "%s", words[rank].message);
    return fail(status, "%s", line);
}

int agree_to_start(int rank, int n_ranks, const char *terms, int status)
{
    struct word own = {.status = status}, *words = NULL;
    MPI_Request request;
    int nothing = 0;
    if (all_agree(terms, status))
        return 0;
    if (status != 0)
        text_copy(own.message, sizeof own.message, error_message());
    gethostname(own.host, sizeof own.host - 1);
    compare_with_first(rank, terms, &own);
    if (own.disagrees)
        text_copy(own.message, sizeof own.message, error_message());
    if (rank == 0 && (words = allocate((size_t)n_ranks, sizeof *words)) == NULL)
        abort_job(EX_OSERR);
    MPI_Igather(&own, (int)sizeof own, MPI_BYTE, words, (int)sizeof own, MPI_BYTE, 0, MPI_COMM_WORLD, &request);
    wait_for(&request);
    status = agree_with_first_rank(rank, rank == 0 ? fail_as_they_say(words, n_ranks) : 0, &nothing);
    free(words);
    return status;
}
