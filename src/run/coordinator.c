#include "attnbench/run/coordinator.h"
#include "attnbench/base/error.h"

#include <stdlib.h>
#include <string.h>

enum { WAITING = -1, DELIVERED = -2, WITHDRAWN = -3 }; /* in place of the rank that holds a trial */

struct slot {
    struct work_item item;
    size_t order; /* as given: what keeps ties in order, as qsort is not stable */
    int holder;   /* a rank, WAITING, DELIVERED or WITHDRAWN */
    bool failed;  /* once, on `failed_on` */
    int failed_on;
};

/* Positions in slots, the least first; as slots are sorted, the least is the next to go out. A slot that no longer
 * belongs there is passed over when it comes up. */
struct queue {
    size_t *heap, n;
};

struct coordinator {
    struct slot *slots; /* (n), in the order in which they go out */
    size_t *by_trial;   /* (n), positions in slots, by rising trial index */
    size_t n;
    struct queue wanted, spare;
    size_t *again; /* (n_again): positions of the slots that failed and wait, oldest first */
    size_t n_again, room_again;
    size_t n_waiting, n_in_flight; /* wanted ones */
    double cost_waiting, cost_in_flight;
    int n_ranks;
    bool stopped;
};

/* ---- queues ---- */

static void push(struct queue *queue, size_t position)
{
    size_t i = queue->n++;
    for (; i > 0 && queue->heap[(i - 1) / 2] > position; i = (i - 1) / 2)
        queue->heap[i] = queue->heap[(i - 1) / 2];
    queue->heap[i] = position;
}

static size_t pop(struct queue *queue)
{
    size_t first = queue->heap[0], last = queue->heap[--queue->n], i = 0;
    for (size_t child = 1; child < queue->n; child = 2 * i + 1) {
        if (child + 1 < queue->n && queue->heap[child + 1] < queue->heap[child])
            child++;
        if (queue->heap[child] >= last)
            break;
        queue->heap[i] = queue->heap[child];
        i = child;
    }
    queue->heap[i] = last;
    return first;
}

static struct slot *take(struct coordinator *coordinator, struct queue *queue, bool wanted)
{
    while (queue->n > 0) {
        struct slot *slot = &coordinator->slots[pop(queue)];
        if (slot->holder == WAITING && slot->item.wanted == wanted)
            return slot;
    }
    return NULL;
}

/* ---- the whole ---- */

static int going_out(const void *a, const void *b)
{
    const struct slot *x = a, *y = b;
    if (x->item.round != y->item.round)
        return x->item.round < y->item.round ? -1 : 1;
    if (x->item.cost != y->item.cost)
        return x->item.cost < y->item.cost ? 1 : -1;
    return (x->order > y->order) - (x->order < y->order);
}

static int by_trial_index(const void *a, const void *b, void *slots)
{
    const struct slot *all = slots;
    size_t x = all[*(const size_t *)a].item.trial, y = all[*(const size_t *)b].item.trial;
    return (x > y) - (x < y);
}

static void count_waiting(struct coordinator *coordinator, const struct slot *slot)
{
    coordinator->n_waiting++;
    coordinator->cost_waiting += slot->item.cost;
}

/* Sheds what rounding left when there is nothing. */
static void uncount(size_t *n, double *cost, const struct slot *slot)
{
    *cost = --*n == 0 ? 0 : *cost - slot->item.cost;
}

int coordinator_create(const struct work_item *items, size_t n, int n_ranks, struct coordinator **out)
{
    struct coordinator *coordinator = allocate(1, sizeof *coordinator);
    if (coordinator == NULL)
        return EX_OSERR;
    *coordinator = (struct coordinator){
        .slots = allocate(n, sizeof *coordinator->slots),
        .by_trial = allocate(n, sizeof *coordinator->by_trial),
        .wanted.heap = allocate(n, sizeof *coordinator->wanted.heap),
        .spare.heap = allocate(n, sizeof *coordinator->spare.heap),
        .n = n,
        .n_ranks = n_ranks,
    };
    if (coordinator->slots == NULL || coordinator->by_trial == NULL || coordinator->wanted.heap == NULL ||
        coordinator->spare.heap == NULL) {
        coordinator_free(coordinator);
        return EX_OSERR;
    }
    for (size_t i = 0; i < n; i++) {
        coordinator->slots[i] = (struct slot){.item = items[i], .order = i, .holder = WAITING};
        coordinator->by_trial[i] = i;
    }
    qsort(coordinator->slots, n, sizeof *coordinator->slots, going_out);
    qsort_r(coordinator->by_trial, n, sizeof *coordinator->by_trial, by_trial_index, coordinator->slots);
    for (size_t i = 0; i < n; i++) {
        bool wanted = coordinator->slots[i].item.wanted;
        push(wanted ? &coordinator->wanted : &coordinator->spare, i);
        if (wanted)
            count_waiting(coordinator, &coordinator->slots[i]);
    }
    *out = coordinator;
    return 0;
}

void coordinator_free(struct coordinator *coordinator)
{
    if (coordinator == NULL)
        return;
    free(coordinator->again);
    free(coordinator->slots);
    free(coordinator->by_trial);
    free(coordinator->wanted.heap);
    free(coordinator->spare.heap);
    free(coordinator);
}

/* The first of those that failed which this rank may try. */
static struct slot *take_again(struct coordinator *coordinator, int rank)
{
    for (size_t i = 0; i < coordinator->n_again;) {
        struct slot *slot = &coordinator->slots[coordinator->again[i]];
        bool waits = slot->holder == WAITING;
        if (waits && slot->failed_on == rank && coordinator->n_ranks > 1) {
            i++;
            continue;
        }
        coordinator->n_again--;
        memmove(&coordinator->again[i], &coordinator->again[i + 1],
                (coordinator->n_again - i) * sizeof *coordinator->again);
        if (waits)
            return slot;
    }
    return NULL;
}

size_t coordinator_next(struct coordinator *coordinator, int rank)
{
    if (coordinator->stopped || rank < 0 || rank >= coordinator->n_ranks)
        return COORDINATOR_NONE;
    struct slot *slot = take_again(coordinator, rank);
    if (slot == NULL)
        slot = take(coordinator, &coordinator->wanted, true);
    if (slot != NULL && slot->item.wanted) {
        uncount(&coordinator->n_waiting, &coordinator->cost_waiting, slot);
        coordinator->n_in_flight++;
        coordinator->cost_in_flight += slot->item.cost;
    } else if (slot == NULL && coordinator->n_in_flight > 0)
        slot = take(coordinator, &coordinator->spare, false);
    if (slot == NULL)
        return COORDINATOR_NONE;
    slot->holder = rank;
    return slot->item.trial;
}

static struct slot *find_slot(const struct coordinator *coordinator, size_t trial)
{
    size_t low = 0, high = coordinator->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct slot *slot = &coordinator->slots[coordinator->by_trial[middle]];
        if (slot->item.trial == trial)
            return slot;
        if (slot->item.trial < trial)
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
    if (slot->item.wanted)
        uncount(&coordinator->n_in_flight, &coordinator->cost_in_flight, slot);
    return true;
}

static bool make_room_again(struct coordinator *coordinator)
{
    if (coordinator->n_again < coordinator->room_again)
        return true;
    size_t room = 2 * coordinator->room_again + 16;
    size_t *again = reallocarray(coordinator->again, room, sizeof *again);
    if (again == NULL)
        return false;
    coordinator->again = again;
    coordinator->room_again = room;
    return true;
}

bool coordinator_retry(struct coordinator *coordinator, int rank, size_t trial)
{
    struct slot *slot = find_slot(coordinator, trial);
    if (slot == NULL || rank < 0 || slot->holder != rank || slot->failed || !make_room_again(coordinator))
        return false;
    slot->holder = WAITING;
    slot->failed = true;
    slot->failed_on = rank;
    coordinator->again[coordinator->n_again++] = (size_t)(slot - coordinator->slots);
    if (slot->item.wanted) {
        uncount(&coordinator->n_in_flight, &coordinator->cost_in_flight, slot);
        count_waiting(coordinator, slot);
    }
    return true;
}

void coordinator_want(struct coordinator *coordinator, size_t trial)
{
    struct slot *slot = find_slot(coordinator, trial);
    if (slot == NULL || slot->item.wanted || slot->holder == DELIVERED || slot->holder == WITHDRAWN)
        return;
    slot->item.wanted = true;
    if (slot->holder == WAITING) {
        count_waiting(coordinator, slot);
        if (!slot->failed) /* else it is among those that go out again */
            push(&coordinator->wanted, (size_t)(slot - coordinator->slots));
    } else {
        coordinator->n_in_flight++;
        coordinator->cost_in_flight += slot->item.cost;
    }
}

void coordinator_withdraw(struct coordinator *coordinator, size_t trial)
{
    struct slot *slot = find_slot(coordinator, trial);
    if (slot == NULL || slot->holder != WAITING)
        return;
    slot->holder = WITHDRAWN;
    if (slot->item.wanted)
        uncount(&coordinator->n_waiting, &coordinator->cost_waiting, slot);
}

void coordinator_stop(struct coordinator *coordinator)
{
    coordinator->stopped = true;
}

size_t coordinator_n_waiting(const struct coordinator *coordinator)
{
    return coordinator->stopped ? 0 : coordinator->n_waiting;
}

size_t coordinator_n_in_flight(const struct coordinator *coordinator)
{
    return coordinator->n_in_flight;
}

double coordinator_cost_left(const struct coordinator *coordinator)
{
    return (coordinator->stopped ? 0 : coordinator->cost_waiting) + coordinator->cost_in_flight;
}

bool coordinator_complete(const struct coordinator *coordinator)
{
    return coordinator->n_waiting == 0 && coordinator->n_in_flight == 0;
}

bool coordinator_finished(const struct coordinator *coordinator)
{
    return coordinator_n_waiting(coordinator) == 0 && coordinator->n_in_flight == 0;
}
