/* The coordinator with as many ranks and trials as a large machine has: rank 0, the agents and the messages between
 * them are simulated, each agent as src/run/agent.c is: it asks for the next trial shortly before the running one ends,
 * and an ask that nothing can be given for is answered when a trial comes back.
 * slow: 3 s */
#include "attnbench/run/coordinator.h"
#include "../src/run/collector.h"
#include "test.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static const double ASK_AHEAD_SECONDS = 0.05;

enum kind { ASK, ANSWER, TIME_TO_ASK, TRIAL_ENDS, RESULT, DEATH };

struct event {
    double time; /* seconds */
    size_t trial;
    int rank;
    enum kind kind;
};

struct rank {
    size_t running, waiting; /* COORDINATOR_NONE: none */
    bool asking;             /* rank 0 had nothing for it */
};

struct simulation {
    struct coordinator *coordinator;
    struct rank *ranks; /* (n_ranks) */
    int n_ranks;
    struct event *heap; /* (n), earliest first */
    size_t n, room;
    uint64_t random;
    double latency, service; /* seconds: the longest way of a message; what rank 0 takes for one */
    double failing;          /* share of trials that fail */
    double *seconds;         /* (trials) that each takes */
    size_t n_trials;
    unsigned char *kept;             /* (n_trials) times delivered for good */
    unsigned char *started, *failed; /* (n_trials) times in this job; of these, to be tried again */
    double now, rank_0_free, busy;
    size_t n_messages;
    bool died;
};

static double uniform(struct simulation *simulation)
{
    simulation->random ^= simulation->random << 13; /* Marsaglia's xorshift64 */
    simulation->random ^= simulation->random >> 7;
    simulation->random ^= simulation->random << 17;
    return (double)(simulation->random >> 11) * 0x1p-53;
}

static void post(struct simulation *simulation, double after, enum kind kind, int rank, size_t trial)
{
    if (simulation->n == simulation->room) {
        simulation->room = 2 * simulation->room + 64;
        simulation->heap = reallocarray(simulation->heap, simulation->room, sizeof *simulation->heap);
        assert_non_null(simulation->heap);
    }
    struct event event = {simulation->now + after, trial, rank, kind};
    size_t i = simulation->n++;
    for (; i > 0 && simulation->heap[(i - 1) / 2].time > event.time; i = (i - 1) / 2)
        simulation->heap[i] = simulation->heap[(i - 1) / 2];
    simulation->heap[i] = event;
}

static struct event take_event(struct simulation *simulation)
{
    struct event first = simulation->heap[0], last = simulation->heap[--simulation->n];
    size_t i = 0;
    for (size_t child = 1; child < simulation->n; child = 2 * i + 1) {
        if (child + 1 < simulation->n && simulation->heap[child + 1].time < simulation->heap[child].time)
            child++;
        if (simulation->heap[child].time >= last.time)
            break;
        simulation->heap[i] = simulation->heap[child];
        i = child;
    }
    simulation->heap[i] = last;
    return first;
}

static void send(struct simulation *simulation, double after, enum kind kind, int rank, size_t trial)
{
    simulation->n_messages++;
    post(simulation, after + simulation->latency * uniform(simulation), kind, rank, trial);
}

static void start(struct simulation *simulation, int rank, size_t trial)
{
    double seconds = simulation->seconds[trial];
    simulation->ranks[rank].running = trial;
    simulation->started[trial]++;
    simulation->busy += seconds;
    post(simulation, seconds, TRIAL_ENDS, rank, trial);
    post(simulation, seconds > ASK_AHEAD_SECONDS ? seconds - ASK_AHEAD_SECONDS : 0, TIME_TO_ASK, rank, trial);
}

static void answer(struct simulation *simulation, int rank)
{
    size_t trial = coordinator_next(simulation->coordinator, rank);
    simulation->ranks[rank].asking = trial == COORDINATOR_NONE;
    if (trial != COORDINATOR_NONE)
        send(simulation, simulation->rank_0_free - simulation->now, ANSWER, rank, trial);
}

static void take_result(struct simulation *simulation, int rank, size_t trial)
{
    bool failed = uniform(simulation) < simulation->failing;
    if (failed && coordinator_retry(simulation->coordinator, rank, trial)) {
        simulation->failed[trial]++;
        for (int other = 0; other < simulation->n_ranks; other++)
            if (simulation->ranks[other].asking)
                answer(simulation, other);
    } else {
        assert_true(coordinator_done(simulation->coordinator, rank, trial));
        simulation->kept[trial]++;
    }
}

static void happen(struct simulation *simulation, struct event event)
{
    struct rank *rank = &simulation->ranks[event.rank];
    if (event.kind == ASK || event.kind == RESULT) { /* rank 0 takes one message after the other */
        double begins = simulation->rank_0_free > event.time ? simulation->rank_0_free : event.time;
        simulation->rank_0_free = begins + simulation->service;
    }
    switch (event.kind) {
    case ASK:
        answer(simulation, event.rank);
        break;
    case ANSWER:
        if (rank->running == COORDINATOR_NONE)
            start(simulation, event.rank, event.trial);
        else {
            assert_true(rank->waiting == COORDINATOR_NONE);
            rank->waiting = event.trial;
        }
        break;
    case TIME_TO_ASK:
        send(simulation, 0, ASK, event.rank, COORDINATOR_NONE);
        break;
    case TRIAL_ENDS:
        send(simulation, 0, RESULT, event.rank, event.trial);
        rank->running = COORDINATOR_NONE;
        if (rank->waiting != COORDINATOR_NONE)
            start(simulation, event.rank, rank->waiting);
        rank->waiting = COORDINATOR_NONE;
        break;
    case RESULT:
        take_result(simulation, event.rank, event.trial);
        break;
    case DEATH: /* of any rank, which ends the job */
        simulation->died = true;
        break;
    }
}

/* Runs the items until all is done or a rank dies at `death` (seconds; < 0: never). Returns the time that it took. */
static double run_job(struct simulation *simulation, const struct work_item *items, size_t n, double death)
{
    double all_done = 0;
    assert_int_equal(coordinator_create(items, n, simulation->n_ranks, &simulation->coordinator), 0);
    simulation->ranks = calloc((size_t)simulation->n_ranks, sizeof *simulation->ranks);
    assert_non_null(simulation->ranks);
    memset(simulation->started, 0, simulation->n_trials);
    memset(simulation->failed, 0, simulation->n_trials);
    simulation->n = 0;
    simulation->now = simulation->rank_0_free = simulation->busy = 0;
    simulation->died = false;
    if (death >= 0)
        post(simulation, death, DEATH, 0, COORDINATOR_NONE);
    for (int rank = 0; rank < simulation->n_ranks; rank++) {
        simulation->ranks[rank].running = simulation->ranks[rank].waiting = COORDINATOR_NONE;
        send(simulation, 0, ASK, rank, COORDINATOR_NONE);
    }
    while (simulation->n > 0 && !simulation->died && !coordinator_finished(simulation->coordinator)) {
        struct event event = take_event(simulation);
        simulation->now = event.time;
        happen(simulation, event);
        if (event.kind == RESULT)
            all_done = event.time;
    }
    if (!simulation->died)
        assert_true(
            coordinator_finished(simulation->coordinator)); /* else: a deadlock, as nothing can happen any more */
    for (size_t i = 0; i < simulation->n_trials; i++)
        assert_true(simulation->started[i] <= 1 + simulation->failed[i]);
    coordinator_free(simulation->coordinator);
    free(simulation->ranks);
    return all_done;
}

static void make_room(struct simulation *simulation, size_t n_trials)
{
    simulation->n_trials = n_trials;
    simulation->seconds = calloc(n_trials, sizeof *simulation->seconds);
    simulation->kept = calloc(n_trials, 1);
    simulation->started = calloc(n_trials, 1);
    simulation->failed = calloc(n_trials, 1);
    assert_true(simulation->seconds != NULL && simulation->kept != NULL && simulation->started != NULL &&
                simulation->failed != NULL);
}

static void free_room(struct simulation *simulation)
{
    free(simulation->heap);
    free(simulation->seconds);
    free(simulation->kept);
    free(simulation->started);
    free(simulation->failed);
}

static size_t bytes_in_use(void)
{
#if __GLIBC_PREREQ(2, 33)
    struct mallinfo2 info = mallinfo2();
#else
    struct mallinfo info = mallinfo(); /* ints; there is far less than 2 GB */
#endif
    return (size_t)info.uordblks + (size_t)info.hblkhd;
}

/* What rank 0 keeps of all trials and ranks beside the journal's index. */
static size_t bytes_of_coordination(const struct work_item *items, size_t n, int n_ranks)
{
    struct coordinator *coordinator;
    struct running running;
    struct pulse pulse;
    size_t before = bytes_in_use();
    assert_int_equal(coordinator_create(items, n, n_ranks, &coordinator), 0);
    assert_int_equal(running_begin(&running, ".", n_ranks), 0);
    assert_int_equal(pulse_begin(&pulse, n_ranks, 120), 0);
    size_t bytes = bytes_in_use() - before + (size_t)n_ranks * sizeof(struct wish) + n * sizeof *items;
    coordinator_free(coordinator);
    free(running.held);
    pulse_end(&pulse);
    return bytes;
}

/* A grid of 100 cells whose trials take 6 to 120 s, two models, 5000 repeats; each trial's time is off its expected
 * cost by up to a tenth. A rank's message arrives within 10 ms, and rank 0 takes 0.3 ms for each (measured: 0.25 ms for
 * a result of 40 kB, make bench-throughput). */
static void ten_thousand_ranks_run_a_million_trials_once_and_are_hardly_idle(void **state)
{
    (void)state;
    enum { RANKS = 10000, CELLS = 100, MODELS = 2, REPEATS = 5000, TRIALS = CELLS * MODELS * REPEATS };
    struct simulation simulation = {.n_ranks = RANKS, .random = 1, .latency = 0.01, .service = 0.0003};
    struct work_item *items = calloc(TRIALS, sizeof *items);
    double sum = 0;
    assert_non_null(items);
    make_room(&simulation, TRIALS);
    for (size_t i = 0; i < TRIALS; i++) {
        size_t cell = i / REPEATS;
        items[i] = (struct work_item){i, 6 + 114.0 * (double)(cell * 37 % 200) / 199, (int)(i % REPEATS), true};
        simulation.seconds[i] = items[i].cost * (0.9 + 0.2 * uniform(&simulation));
        sum += simulation.seconds[i];
    }
    double took = run_job(&simulation, items, TRIALS, -1), ideal = sum / RANKS;
    for (size_t i = 0; i < TRIALS; i++)
        assert_true(simulation.kept[i] == 1 && simulation.started[i] == 1);
    size_t bytes = bytes_of_coordination(items, TRIALS, RANKS);
    print_message("%d ranks, %d trials: %.0f s, %.2f %% more than without any idle time (%.0f s)\n", RANKS, TRIALS,
                  took, 100 * (took / ideal - 1), ideal);
    print_message("rank 0: %zu messages, %.2f a trial, %.0f a second; busy for %.1f %% of the time; %.1f MB\n",
                  simulation.n_messages, (double)simulation.n_messages / TRIALS, (double)simulation.n_messages / took,
                  100 * simulation.service * (double)simulation.n_messages * 2 / 3 / took, (double)bytes / 1e6);
    assert_true(took < 1.02 * ideal);
    assert_true(bytes < 200 * 1000 * 1000);
    free_room(&simulation);
    free(items);
}

/* Jobs that die and are started again, on other numbers of ranks, until all is there. */
static void run_until_complete(uint64_t seed)
{
    struct simulation simulation = {.random = seed * 0x9e3779b97f4a7c15ULL + 1};
    size_t n_trials = 1 + (size_t)(300 * uniform(&simulation)), n_left = n_trials;
    simulation.latency = uniform(&simulation) < 0.5 ? 0.01 : 3;
    simulation.service = 0.01 * uniform(&simulation);
    simulation.failing = 0.1 * uniform(&simulation);
    struct work_item *items = calloc(n_trials, sizeof *items);
    assert_non_null(items);
    make_room(&simulation, n_trials);
    for (size_t i = 0; i < n_trials; i++)
        simulation.seconds[i] = 0.001 + 5 * uniform(&simulation) * uniform(&simulation);
    for (int job = 0; n_left > 0; job++) {
        n_left = 0;
        for (size_t i = 0; i < n_trials; i++)
            if (simulation.kept[i] == 0)
                items[n_left++] = (struct work_item){i, simulation.seconds[i], (int)(i % 10), true};
        simulation.n_ranks = 1 + (int)(40 * uniform(&simulation));
        if (n_left > 0)
            run_job(&simulation, items, n_left, job < 5 ? 10 * uniform(&simulation) : -1);
    }
    for (size_t i = 0; i < n_trials; i++)
        assert_int_equal(simulation.kept[i], 1);
    free_room(&simulation);
    free(items);
}

static void a_thousand_seeds_of_delays_failures_and_deaths_lose_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 1000; seed++)
        run_until_complete(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_thousand_ranks_run_a_million_trials_once_and_are_hardly_idle),
        cmocka_unit_test(a_thousand_seeds_of_delays_failures_and_deaths_lose_nothing),
    };
    return RUN_TESTS(tests);
}
