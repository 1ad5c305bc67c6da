#include "attnbench/run/coordinator.h"
#include "test.h"

#include <stdlib.h>

/* All wanted, of one round. */
static struct coordinator *create(const size_t *trials, const double *costs, size_t n, int n_ranks)
{
    struct coordinator *coordinator;
    struct work_item *items = calloc(n + 1, sizeof *items);
    assert_non_null(items);
    for (size_t i = 0; i < n; i++)
        items[i] = (struct work_item){.trial = trials[i], .cost = costs[i], .wanted = true};
    assert_int_equal(coordinator_create(items, n, n_ranks, &coordinator), 0);
    free(items);
    return coordinator;
}

static void rounds_go_before_costs(void **state)
{
    (void)state;
    const struct work_item items[] = {{0, 1, 0, true}, {1, 1, 1, true}, {2, 5, 0, true}, {3, 5, 1, true}};
    const size_t expected[] = {2, 0, 3, 1};
    struct coordinator *coordinator;
    assert_int_equal(coordinator_create(items, 4, 1, &coordinator), 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(coordinator_next(coordinator, 0), expected[i]);
    coordinator_free(coordinator);
}

static void spare_trials_keep_ranks_busy_and_are_not_waited_for(void **state)
{
    (void)state;
    const struct work_item items[] = {{0, 2, 0, true}, {1, 2, 1, false}, {2, 2, 2, false}, {3, 2, 3, false}};
    struct coordinator *coordinator;
    assert_int_equal(coordinator_create(items, 4, 3, &coordinator), 0);
    assert_int_equal(coordinator_n_waiting(coordinator), 1);
    assert_int_equal(coordinator_next(coordinator, 0), 0);
    assert_int_equal(coordinator_next(coordinator, 1), 1); /* spare */
    assert_int_equal(coordinator_n_in_flight(coordinator), 1);
    assert_float_equal(coordinator_cost_left(coordinator), 2, 1e-12);
    assert_true(coordinator_done(coordinator, 0, 0));
    assert_true(coordinator_finished(coordinator));
    assert_true(coordinator_next(coordinator, 0) == COORDINATOR_NONE);
    coordinator_want(coordinator, 1); /* in flight already */
    coordinator_want(coordinator, 2);
    assert_false(coordinator_finished(coordinator));
    assert_int_equal(coordinator_n_in_flight(coordinator), 1);
    assert_int_equal(coordinator_n_waiting(coordinator), 1);
    coordinator_withdraw(coordinator, 3);
    assert_int_equal(coordinator_next(coordinator, 2), 2);
    assert_true(coordinator_next(coordinator, 0) == COORDINATOR_NONE);
    assert_true(coordinator_done(coordinator, 1, 1));
    assert_true(coordinator_done(coordinator, 2, 2));
    assert_true(coordinator_finished(coordinator));
    assert_float_equal(coordinator_cost_left(coordinator), 0, 0);
    coordinator_free(coordinator);
}

static void what_is_withdrawn_does_not_go_out(void **state)
{
    (void)state;
    const struct work_item items[] = {{0, 3, 0, true}, {1, 2, 0, true}, {2, 1, 0, true}};
    struct coordinator *coordinator;
    assert_int_equal(coordinator_create(items, 3, 1, &coordinator), 0);
    coordinator_withdraw(coordinator, 1);
    coordinator_withdraw(coordinator, 1);
    coordinator_withdraw(coordinator, 77);
    assert_int_equal(coordinator_n_waiting(coordinator), 2);
    assert_float_equal(coordinator_cost_left(coordinator), 4, 1e-12);
    assert_int_equal(coordinator_next(coordinator, 0), 0);
    assert_int_equal(coordinator_next(coordinator, 0), 2);
    assert_true(coordinator_next(coordinator, 0) == COORDINATOR_NONE);
    coordinator_free(coordinator);
}

static void hands_out_longest_first_and_ties_in_order(void **state)
{
    (void)state;
    const size_t trials[] = {40, 10, 30, 20, 50};
    const double costs[] = {1, 5, 1, 9, 1};
    const size_t expected[] = {20, 10, 40, 30, 50};
    struct coordinator *coordinator = create(trials, costs, 5, 2);
    for (int i = 0; i < 5; i++)
        assert_int_equal(coordinator_next(coordinator, i % 2), expected[i]);
    assert_true(coordinator_next(coordinator, 0) == COORDINATOR_NONE);
    coordinator_free(coordinator);
}

static void a_rank_may_hold_several_trials(void **state)
{
    (void)state;
    const size_t trials[] = {0, 1, 2};
    const double costs[] = {3, 2, 1};
    struct coordinator *coordinator = create(trials, costs, 3, 1);
    assert_int_equal(coordinator_next(coordinator, 0), 0);
    assert_int_equal(coordinator_next(coordinator, 0), 1);
    assert_int_equal(coordinator_n_in_flight(coordinator), 2);
    assert_int_equal(coordinator_n_waiting(coordinator), 1);
    assert_true(coordinator_done(coordinator, 0, 1));
    assert_true(coordinator_done(coordinator, 0, 0));
    assert_int_equal(coordinator_n_in_flight(coordinator), 0);
    assert_false(coordinator_finished(coordinator));
    coordinator_free(coordinator);
}

static void refuses_duplicates_and_strangers(void **state)
{
    (void)state;
    const size_t trials[] = {7, 8};
    const double costs[] = {2, 1};
    struct coordinator *coordinator = create(trials, costs, 2, 3);
    assert_false(coordinator_done(coordinator, 0, 7)); /* not handed out yet */
    assert_int_equal(coordinator_next(coordinator, 0), 7);
    assert_false(coordinator_done(coordinator, 1, 7)); /* another's */
    assert_false(coordinator_done(coordinator, -1, 8));
    assert_false(coordinator_done(coordinator, 0, 99)); /* no such trial */
    assert_true(coordinator_done(coordinator, 0, 7));
    assert_false(coordinator_done(coordinator, 0, 7)); /* twice */
    assert_int_equal(coordinator_n_in_flight(coordinator), 0);
    assert_true(coordinator_next(coordinator, 3) == COORDINATOR_NONE); /* no such rank */
    assert_true(coordinator_next(coordinator, -1) == COORDINATOR_NONE);
    assert_int_equal(coordinator_n_waiting(coordinator), 1);
    coordinator_free(coordinator);
}

static void stop_hands_out_nothing_more_but_takes_what_is_in_flight(void **state)
{
    (void)state;
    const size_t trials[] = {0, 1, 2};
    const double costs[] = {4, 2, 1};
    struct coordinator *coordinator = create(trials, costs, 3, 2);
    assert_int_equal(coordinator_next(coordinator, 1), 0);
    coordinator_stop(coordinator);
    assert_true(coordinator_next(coordinator, 0) == COORDINATOR_NONE);
    assert_int_equal(coordinator_n_waiting(coordinator), 0);
    assert_false(coordinator_finished(coordinator));
    assert_float_equal(coordinator_cost_left(coordinator), 4, 1e-12);
    assert_true(coordinator_done(coordinator, 1, 0));
    assert_true(coordinator_finished(coordinator));
    coordinator_free(coordinator);
}

static void counts_the_cost_that_is_left(void **state)
{
    (void)state;
    const size_t trials[] = {0, 1, 2};
    const double costs[] = {0.1, 0.2, 0.7};
    struct coordinator *coordinator = create(trials, costs, 3, 2);
    assert_float_equal(coordinator_cost_left(coordinator), 1.0, 1e-12);
    assert_int_equal(coordinator_next(coordinator, 0), 2);
    assert_float_equal(coordinator_cost_left(coordinator), 1.0, 1e-12); /* in flight counts until it is delivered */
    assert_true(coordinator_done(coordinator, 0, 2));
    assert_float_equal(coordinator_cost_left(coordinator), 0.3, 1e-12);
    coordinator_free(coordinator);
}

static void more_ranks_than_trials_and_no_trials(void **state)
{
    (void)state;
    const size_t trials[] = {3};
    const double costs[] = {1};
    struct coordinator *coordinator = create(trials, costs, 1, 4);
    assert_int_equal(coordinator_next(coordinator, 2), 3);
    for (int rank = 0; rank < 4; rank++)
        assert_true(coordinator_next(coordinator, rank) == COORDINATOR_NONE);
    assert_true(coordinator_done(coordinator, 2, 3));
    assert_true(coordinator_finished(coordinator));
    coordinator_free(coordinator);

    coordinator = create(trials, costs, 0, 4);
    assert_true(coordinator_finished(coordinator));
    assert_true(coordinator_next(coordinator, 0) == COORDINATOR_NONE);
    assert_false(coordinator_done(coordinator, 0, 3));
    coordinator_free(coordinator);
    coordinator_free(NULL);
}

/* One rank's message to the coordinator, due at a simulated time. */
struct event {
    uint32_t time;
    int rank;
    size_t trial;
};

struct simulation {
    struct event *heap; /* (n), earliest first: a binary heap */
    size_t n;
    uint32_t random;
};

static void push(struct simulation *simulation, struct event event)
{
    size_t i = simulation->n++;
    for (; i > 0 && simulation->heap[(i - 1) / 2].time > event.time; i = (i - 1) / 2)
        simulation->heap[i] = simulation->heap[(i - 1) / 2];
    simulation->heap[i] = event;
}

static struct event pop(struct simulation *simulation)
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

static uint32_t random_below(struct simulation *simulation, uint32_t bound)
{
    simulation->random = simulation->random * 1664525u + 1013904223u;
    return (simulation->random >> 8) % bound;
}

static void ten_thousand_ranks_run_each_of_a_hundred_thousand_trials_once(void **state)
{
    (void)state;
    enum { RANKS = 10000, TRIALS = 100000 };
    size_t *trials = calloc(TRIALS, sizeof *trials);
    double *costs = calloc(TRIALS, sizeof *costs);
    unsigned char *times_run = calloc(TRIALS, 1);
    struct simulation simulation = {.heap = calloc(2 * RANKS, sizeof *simulation.heap), .random = 1};
    for (size_t i = 0; i < TRIALS; i++) {
        trials[i] = i;
        costs[i] = 1 + random_below(&simulation, 1000);
    }
    struct coordinator *coordinator = create(trials, costs, TRIALS, RANKS);
    for (int rank = 0; rank < 2 * RANKS; rank++) /* each holds two: one running, one waiting */
        push(&simulation, (struct event){random_below(&simulation, 100), rank % RANKS, COORDINATOR_NONE});
    while (simulation.n > 0) {
        struct event event = pop(&simulation);
        if (event.trial != COORDINATOR_NONE) {
            assert_true(coordinator_done(coordinator, event.rank, event.trial));
            times_run[event.trial]++;
        }
        size_t next = coordinator_next(coordinator, event.rank);
        if (next != COORDINATOR_NONE)
            push(&simulation, (struct event){event.time + 1 + random_below(&simulation, 2 * (uint32_t)costs[next]),
                                             event.rank, next});
    }
    assert_true(coordinator_finished(coordinator));
    for (size_t i = 0; i < TRIALS; i++)
        assert_int_equal(times_run[i], 1);
    coordinator_free(coordinator);
    free(trials);
    free(costs);
    free(times_run);
    free(simulation.heap);
}

static void what_fails_goes_out_once_more_and_first_on_another_rank(void **state)
{
    (void)state;
    const size_t trials[] = {0, 1, 2};
    const double costs[] = {3, 2, 1};
    struct coordinator *coordinator = create(trials, costs, 3, 2);
    assert_int_equal(coordinator_next(coordinator, 0), 0);
    assert_false(coordinator_retry(coordinator, 1, 0)); /* not that rank's */
    assert_true(coordinator_retry(coordinator, 0, 0));
    assert_false(coordinator_retry(coordinator, 0, 0)); /* nor this one's any more */
    assert_int_equal(coordinator_n_in_flight(coordinator), 0);
    assert_int_equal(coordinator_n_waiting(coordinator), 3);
    assert_float_equal(coordinator_cost_left(coordinator), 6, 1e-12);
    assert_int_equal(coordinator_next(coordinator, 0), 1); /* where it failed something else goes on */
    assert_int_equal(coordinator_next(coordinator, 1), 0);
    assert_int_equal(coordinator_next(coordinator, 0), 2);
    assert_false(coordinator_retry(coordinator, 1, 0)); /* once is enough */
    assert_true(coordinator_done(coordinator, 1, 0));
    assert_true(coordinator_done(coordinator, 0, 1));
    assert_true(coordinator_retry(coordinator, 0, 2)); /* the last: its rank waits for another to ask */
    assert_true(coordinator_next(coordinator, 0) == COORDINATOR_NONE);
    assert_false(coordinator_finished(coordinator));
    assert_int_equal(coordinator_next(coordinator, 1), 2);
    assert_true(coordinator_done(coordinator, 1, 2));
    assert_true(coordinator_complete(coordinator));
    assert_float_equal(coordinator_cost_left(coordinator), 0, 0);
    coordinator_free(coordinator);
}

static void a_lone_rank_tries_again_itself(void **state)
{
    (void)state;
    const size_t trials[] = {0, 1};
    const double costs[] = {2, 1};
    struct coordinator *coordinator = create(trials, costs, 2, 1);
    assert_int_equal(coordinator_next(coordinator, 0), 0);
    assert_true(coordinator_retry(coordinator, 0, 0));
    assert_int_equal(coordinator_next(coordinator, 0), 0);
    assert_false(coordinator_retry(coordinator, 0, 0));
    assert_true(coordinator_done(coordinator, 0, 0));
    assert_int_equal(coordinator_next(coordinator, 0), 1);
    coordinator_stop(coordinator);
    assert_true(coordinator_retry(coordinator, 0, 1)); /* for a later run */
    assert_true(coordinator_next(coordinator, 0) == COORDINATOR_NONE);
    assert_true(coordinator_finished(coordinator));
    assert_false(coordinator_complete(coordinator));
    coordinator_free(coordinator);
}

static void a_spare_trial_that_failed_may_become_wanted_or_be_withdrawn(void **state)
{
    (void)state;
    const struct work_item items[] = {{0, 9, 0, true}, {1, 2, 1, false}, {2, 2, 2, false}};
    struct coordinator *coordinator;
    assert_int_equal(coordinator_create(items, 3, 3, &coordinator), 0);
    assert_int_equal(coordinator_next(coordinator, 0), 0);
    assert_int_equal(coordinator_next(coordinator, 1), 1);
    assert_int_equal(coordinator_next(coordinator, 2), 2);
    assert_true(coordinator_retry(coordinator, 1, 1));
    assert_true(coordinator_retry(coordinator, 2, 2));
    assert_int_equal(coordinator_n_waiting(coordinator), 0);
    coordinator_withdraw(coordinator, 2);
    coordinator_want(coordinator, 1);
    assert_int_equal(coordinator_n_waiting(coordinator), 1);
    assert_true(coordinator_next(coordinator, 1) == COORDINATOR_NONE);
    assert_int_equal(coordinator_next(coordinator, 2), 1);
    assert_true(coordinator_next(coordinator, 2) == COORDINATOR_NONE); /* it goes out once, and the other not at all */
    assert_true(coordinator_next(coordinator, 1) == COORDINATOR_NONE);
    assert_true(coordinator_done(coordinator, 0, 0));
    assert_true(coordinator_done(coordinator, 2, 1));
    assert_true(coordinator_complete(coordinator));
    coordinator_free(coordinator);
}

/* Random ranks ask, deliver and fail: each trial is delivered once, and tried at most twice, the second time on another
 * rank. */
static void many_failures_are_all_tried_twice(void **state)
{
    (void)state;
    enum { TRIALS = 300, RANKS = 7 };
    struct work_item items[TRIALS];
    for (size_t i = 0; i < TRIALS; i++)
        items[i] = (struct work_item){i, 1 + (double)(i % 5), (int)(i / 50), true};
    for (unsigned seed = 1; seed <= 20; seed++) {
        struct coordinator *coordinator;
        int tried[TRIALS] = {0}, first_on[TRIALS], n_delivered = 0;
        size_t held[RANKS];
        srand(seed);
        for (int rank = 0; rank < RANKS; rank++)
            held[rank] = COORDINATOR_NONE;
        assert_int_equal(coordinator_create(items, TRIALS, RANKS, &coordinator), 0);
        for (int turn = 0; turn < 100000 && !coordinator_complete(coordinator); turn++) {
            int rank = rand() % RANKS;
            if (held[rank] == COORDINATOR_NONE) {
                size_t trial = held[rank] = coordinator_next(coordinator, rank);
                if (trial == COORDINATOR_NONE)
                    continue;
                if (tried[trial]++ == 0)
                    first_on[trial] = rank;
                else
                    assert_int_not_equal(first_on[trial], rank);
                continue;
            }
            if (rand() % 3 > 0 || !coordinator_retry(coordinator, rank, held[rank])) {
                assert_true(coordinator_done(coordinator, rank, held[rank]));
                n_delivered++;
            }
            held[rank] = COORDINATOR_NONE;
        }
        assert_true(coordinator_complete(coordinator));
        assert_int_equal(n_delivered, TRIALS);
        for (size_t i = 0; i < TRIALS; i++)
            assert_in_range(tried[i], 1, 2);
        coordinator_free(coordinator);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_out_longest_first_and_ties_in_order),
        cmocka_unit_test(rounds_go_before_costs),
        cmocka_unit_test(spare_trials_keep_ranks_busy_and_are_not_waited_for),
        cmocka_unit_test(what_is_withdrawn_does_not_go_out),
        cmocka_unit_test(what_fails_goes_out_once_more_and_first_on_another_rank),
        cmocka_unit_test(a_lone_rank_tries_again_itself),
        cmocka_unit_test(a_spare_trial_that_failed_may_become_wanted_or_be_withdrawn),
        cmocka_unit_test(many_failures_are_all_tried_twice),
        cmocka_unit_test(a_rank_may_hold_several_trials),
        cmocka_unit_test(refuses_duplicates_and_strangers),
        cmocka_unit_test(stop_hands_out_nothing_more_but_takes_what_is_in_flight),
        cmocka_unit_test(counts_the_cost_that_is_left),
        cmocka_unit_test(more_ranks_than_trials_and_no_trials),
        cmocka_unit_test(ten_thousand_ranks_run_each_of_a_hundred_thousand_trials_once),
    };
    return RUN_TESTS(tests);
}
