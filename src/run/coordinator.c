#include "attnbench/coordinator.h"
#include "attnbench/error.h"

#include <stdlib.h>

enum { WAITING = -1, DELIVERED = -2 }; /* in place of the rank that holds a trial */

struct slot {
    size_t trial;
    double cost;
    size_t order; /* as given: what keeps ties in order, as qsort is not stable */
    int holder;   /* a rank, WAITING or DELIVERED */
};

struct coordinator {
    struct slot *slots; /* (n), longest first */
    size_t *by_trial;   /* (n), positions in slots, by rising trial index */
    double *cost_from;  /* (n + 1), cost_from[k] = cost of slots k..n-1 */
    size_t n, next;     /* slots before `next` were handed out */
    size_t n_in_flight;
    double cost_in_flight;
    int n_ranks;
    bool stopped;
};

static int longest_first(const void *a, const void *b)
{
    const struct slot *x = a, *y = b;
    if (x->cost != y->cost)
        return x->cost < y->cost ? 1 : -1;
    return (x->order > y->order) - (x->order < y->order);
}

static int by_trial_index(const void *a, const void *b, void *slots)
{
    size_t x = ((struct slot *)slots)[*(const size_t *)a].trial, y = ((struct slot *)slots)[*(const size_t *)b].trial;
    return (x > y) - (x < y);
}

int coordinator_create(const size_t *trials, const double *costs, size_t n, int n_ranks, struct coordinator **out)
{
    struct coordinator *coordinator = allocate(1, sizeof *coordinator);
    if (coordinator == NULL)
        return EX_OSERR;
    *coordinator = (struct coordinator){
        .slots = allocate(n, sizeof *coordinator->slots),
        .by_trial = allocate(n, sizeof *coordinator->by_trial),
        .cost_from = allocate(n + 1, sizeof *coordinator->cost_from),
        .n = n,
        .n_ranks = n_ranks,
    };
    if (coordinator->slots == NULL || coordinator->by_trial == NULL || coordinator->cost_from == NULL) {
        coordinator_free(coordinator);
        return EX_OSERR;
    }
    for (size_t i = 0; i < n; i++) {
        coordinator->slots[i] = (struct slot){.trial = trials[i], .cost = costs[i], .order = i, .holder = WAITING};
        coordinator->by_trial[i] = i;
    }
    qsort(coordinator->slots, n, sizeof *coordinator->slots, longest_first);
    qsort_r(coordinator->by_trial, n, sizeof *coordinator->by_trial, by_trial_index, coordinator->slots);
    for (size_t i = n; i-- > 0;)
        coordinator->cost_from[i] = coordinator->cost_from[i + 1] + coordinator->slots[i].cost;
    *out = coordinator;
    return 0;
}

void coordinator_free(struct coordinator *coordinator)
{
    if (coordinator == NULL)
        return;
    free(coordinator->slots);
    free(coordinator->by_trial);
    free(coordinator->cost_from);
    free(coordinator);
}

size_t coordinator_next(struct coordinator *coordinator, int rank)
{
    if (coordinator_n_waiting(coordinator) == 0 || rank < 0 || rank >= coordinator->n_ranks)
        return COORDINATOR_NONE;
    struct slot *slot = &coordinator->slots[coordinator->next++];
    slot->holder = rank;
    coordinator->n_in_flight++;
    coordinator->cost_in_flight += slot->cost;
    return slot->trial;
}

static struct slot *find_slot(const struct coordinator *coordinator, size_t trial)
{
    size_t low = 0, high = coordinator->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct slot *slot = &coordinator->slots[coordinator->by_trial[middle]];
        if (slot->trial == trial)
            return slot;
        if (slot->trial < trial)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

bool coordinator_done(struct coordinator *coordinator, int rank, size_t trial)
{
    struct slot *slot = find_slot(coordinator, trial);
    if (slot == NULL || rank < 0 || slot->holder != rank)
        return false;
    slot->holder = DELIVERED;
    coordinator->n_in_flight--;
    coordinator->cost_in_flight -= slot->cost;
    if (coordinator->n_in_flight == 0)
        coordinator->cost_in_flight = 0; /* sheds what rounding left */
    return true;
}

void coordinator_stop(struct coordinator *coordinator)
{
    coordinator->stopped = true;
}

size_t coordinator_n_waiting(const struct coordinator *coordinator)
{
    return coordinator->stopped ? 0 : coordinator->n - coordinator->next;
}

size_t coordinator_n_in_flight(const struct coordinator *coordinator)
{
    return coordinator->n_in_flight;
}

double coordinator_cost_left(const struct coordinator *coordinator)
{
    double waiting = coordinator->stopped ? 0 : coordinator->cost_from[coordinator->next];
    return waiting + coordinator->cost_in_flight;
}

bool coordinator_finished(const struct coordinator *coordinator)
{
    return coordinator_n_waiting(coordinator) == 0 && coordinator->n_in_flight == 0;
}
