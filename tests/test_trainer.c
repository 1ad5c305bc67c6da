#include "attnbench/study_file/study_file.h"
#include "../src/run/trainer.h"
#include "attnbench/base/error.h"
#include "test.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char study_text[] = "name: stub\n"
                                 "seed: 1\n"
                                 "repeats: 20\n"
                                 "task: {name: echo}\n"
                                 "grid: {n_in: [3], n_out: [2], cardinality: [4]}\n"
                                 "models:\n"
                                 "  - {name: baseline, kind: baseline, units: 4}\n"
                                 "training: {source: fresh, epochs: 10, batch: 1}\n"
                                 "evaluate: {sequences: 10}\n"
                                 "save_models: first\n"; /* of repeat 0: only that trial has weights */

static struct study study;

static int read_study(void **state)
{
    (void)state;
    return study_parse(study_text, strlen(study_text), "test", NULL, 0, &study);
}

/* What the stub trial does, by repeat. */
enum {
    SAVED,
    SUCCEEDS,
    CRASHES,
    ABORTS,
    EXITS,
    EXITS_WITH_0,
    FAILS,
    HANGS,
    GREETS_TERM,
    COUNTS_DESCRIPTORS,
    DEVOURS,
    IS_KILLED
};

static int count_descriptors(void)
{
    int n = 0;
    for (int descriptor = 5; descriptor < 1024; descriptor++) /* 0..2, the socket and the result */
        n += fcntl(descriptor, F_GETFD) != -1;
    return n;
}

/* As a trial that needs more memory than it may have: it asks for some, until there is none. */
static int devour(void)
{
    enum { PIECE = 1 << 20 };
    for (size_t taken = 0; taken < (size_t)1 << 30; taken += PIECE) {
        char *piece = allocate(PIECE, 1);
        if (piece == NULL)
            return EX_OSERR;
        memset(piece, 1, PIECE);
    }
    return 0;
}

static int stub_trial(const struct trial *trial, struct trial_progress *progress, const struct trial_traces *traces,
                      float *weights, struct trial_result *result)
{
    int32_t epochs = (int32_t)trial->settings.training.epochs;
    for (int32_t epoch = 0; epoch < epochs; epoch++) {
        traces->train_loss[epoch] = (float)epoch;
        traces->train_accuracy[epoch] = 0.5f;
        atomic_store(&progress->epochs, epoch + 1);
    }
    *result = (struct trial_result){.identity = trial->identity,
                                    .settings_hash = trial->settings_hash,
                                    .status = TRIAL_FINISHED,
                                    .epochs = epochs,
                                    .sequences = 10,
                                    .n_figures = 1,
                                    .figures = {figure_of_counts(metric_at(METRIC_ACCURACY), 7, 10)},
                                    .train_loss = traces->train_loss,
                                    .train_accuracy = traces->train_accuracy};
    if (weights != NULL)
        weights[0] = 42;
    switch (trial->repeat) {
    case CRASHES:
        return raise(SIGSEGV);
    case ABORTS:
        abort();
    case EXITS:
        _exit(3);
    case EXITS_WITH_0:
        _exit(0);
    case FAILS:
        return fail(EX_OSERR, "out of memory: 12 bytes were needed");
    case HANGS:
        pause();
        break;
    case GREETS_TERM:
        raise(SIGTERM);
        raise(SIGINT);
        break; /* are for the agent to act on */
    case DEVOURS:
        return devour();
    case IS_KILLED:
        return raise(SIGKILL);
    case COUNTS_DESCRIPTORS:
        result->figures[0].hits = count_descriptors();
        result->figures[0].of = INT32_MAX;
        break;
    default:
        break;
    }
    return 0;
}

static struct trainer *start_with(struct trial_limits limits)
{
    struct trainer *trainer = NULL;
    assert_int_equal(trainer_start(&study, stub_trial, limits, &trainer), 0);
    return trainer;
}

static struct trainer *start(void)
{
    return start_with((struct trial_limits){0});
}

/* Waits at most 10 s. */
static struct delivery receive(struct trainer *trainer)
{
    struct delivery delivery = {0};
    struct pollfd descriptor = {.fd = trainer_descriptor(trainer), .events = POLLIN};
    for (int turn = 0; turn < 1000 && delivery.records == NULL; turn++) {
        poll(&descriptor, 1, 10);
        assert_int_equal(trainer_receive(trainer, &delivery), 0);
    }
    assert_non_null(delivery.records);
    return delivery;
}

static struct trial_result result_of(const struct delivery *delivery)
{
    struct record record;
    struct trial_result result;
    assert_int_equal(record_decode(delivery->records, delivery->bytes, &record), 0);
    assert_int_equal(record.kind, RECORD_RESULT);
    assert_int_equal(record_decode_trial(&record, &result), 0);
    assert_true(result.identity == study_trial(&study, delivery->trial).identity);
    assert_true(result.settings_hash == study_trial(&study, delivery->trial).settings_hash);
    return result;
}

static struct trial_result run(struct trainer *trainer, size_t trial)
{
    assert_int_equal(trainer_submit(trainer, trial), 0);
    struct delivery delivery = receive(trainer);
    assert_int_equal(delivery.trial, trial);
    return result_of(&delivery);
}

static void delivers_a_trial(void **state)
{
    (void)state;
    struct trainer *trainer = start();
    struct delivery nothing;
    assert_int_equal(trainer_receive(trainer, &nothing), 0);
    assert_null(nothing.records);
    struct trial_result result = run(trainer, SUCCEEDS);
    assert_int_equal(result.status, TRIAL_FINISHED);
    assert_int_equal(result.figures[0].hits, 7);
    assert_int_equal(result.epochs, 10);
    assert_float_equal(result.train_loss[9], 9, 0);
    assert_string_equal(result.reason, "");
    assert_int_equal(atomic_load(&trainer_progress(trainer)->epochs), 10);
    trainer_stop(trainer);
    trainer_stop(NULL);
}

static void delivers_weights_behind_the_record(void **state)
{
    (void)state;
    struct trainer *trainer = start();
    assert_int_equal(trainer_submit(trainer, SAVED), 0);
    struct delivery delivery = receive(trainer);
    struct record trial, weights;
    float first;
    assert_int_equal(record_decode(delivery.records, delivery.bytes, &trial), 0);
    assert_true(delivery.bytes > trial.total_bytes);
    assert_int_equal(record_decode(delivery.records + trial.total_bytes, delivery.bytes - trial.total_bytes, &weights),
                     0);
    assert_int_equal(weights.kind, RECORD_WEIGHTS);
    assert_int_equal(delivery.bytes, trial.total_bytes + weights.total_bytes);
    memcpy(&first, weights.payload, sizeof first);
    assert_float_equal(first, 42, 0);
    trainer_stop(trainer);
}

static void a_trial_that_dies_is_a_failed_trial_and_the_next_one_runs(void **state)
{
    (void)state;
    const struct {
        size_t trial;
        const char *reason;
    } cases[] = {
        {CRASHES, "killed by signal 11 (Segmentation fault)"},
        {ABORTS, "killed by signal 6 (Aborted)"},
        {EXITS, "exited with status 3"},
        {EXITS_WITH_0, "ended without a result"},
        {IS_KILLED, "killed by signal 9 (Killed)"}, /* by us, not by a kernel that lacks memory */
    };
    struct trainer *trainer = start();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trial_result result = run(trainer, cases[i].trial);
        assert_int_equal(result.status, TRIAL_CRASHED);
        assert_int_equal(result.epochs, 0);
        assert_string_equal(result.reason, cases[i].reason);
        assert_int_equal(run(trainer, SUCCEEDS).status, TRIAL_FINISHED);
    }
    trainer_stop(trainer);
}

static void want_of_memory_is_a_kind_of_its_own(void **state)
{
    (void)state;
    struct trainer *trainer = start();
    struct trial_result result = run(trainer, FAILS);
    assert_int_equal(result.status, TRIAL_OUT_OF_MEMORY);
    assert_string_equal(result.reason, "out of memory: 12 bytes were needed");
    trainer_stop(trainer);
}

static void a_trial_gets_no_more_memory_than_it_may_have(void **state)
{
    (void)state;
    struct trainer *trainer = start_with((struct trial_limits){.bytes = 30e6});
    struct trial_result result = run(trainer, DEVOURS);
    assert_int_equal(result.status, TRIAL_OUT_OF_MEMORY);
    assert_int_equal(result.epochs, 0);
    assert_non_null(strstr(result.reason, "out of memory"));
    assert_non_null(strstr(result.reason, "(limit: 30.0 MB)"));
    assert_int_equal(run(trainer, SUCCEEDS).status, TRIAL_FINISHED);
    trainer_stop(trainer);
}

static void a_trial_that_hangs_is_killed_in_time(void **state)
{
    (void)state;
    struct trainer *trainer = start_with((struct trial_limits){.seconds = 0.25});
    struct trial_result result = run(trainer, HANGS);
    assert_int_equal(result.status, TRIAL_TIMED_OUT);
    assert_string_equal(result.reason, "killed after 0.2 s");
    assert_int_equal(run(trainer, CRASHES).status, TRIAL_CRASHED);
    trainer_stop(trainer);
    trainer = start_with((struct trial_limits){.seconds = 60});
    for (int i = 0; i < 20; i++) /* each ends by itself, and nobody waits for the limit */
        assert_int_equal(run(trainer, SUCCEEDS).status, TRIAL_FINISHED);
    trainer_stop(trainer);
}

/* All are there when the first one starts, so that the short ones share processes. */
static void of_trials_that_share_a_process_those_fail_that_it_dies_of(void **state)
{
    (void)state;
    const struct {
        size_t trial;
        int status;
    } cases[] = {
        {SUCCEEDS, TRIAL_FINISHED},    {SAVED, TRIAL_FINISHED},    {CRASHES, TRIAL_CRASHED},
        {EXITS_WITH_0, TRIAL_CRASHED}, {SUCCEEDS, TRIAL_FINISHED}, {EXITS_WITH_0, TRIAL_CRASHED},
        {FAILS, TRIAL_OUT_OF_MEMORY},  {SUCCEEDS, TRIAL_FINISHED}, {HANGS, TRIAL_TIMED_OUT},
        {SUCCEEDS, TRIAL_FINISHED},    {IS_KILLED, TRIAL_CRASHED}, {CRASHES, TRIAL_CRASHED},
        {SAVED, TRIAL_FINISHED},
    };
    enum { N = sizeof cases / sizeof *cases };
    struct trainer *trainer = start_with((struct trial_limits){.seconds = 0.25});
    for (size_t i = 0; i < N; i++)
        assert_int_equal(trainer_submit(trainer, cases[i].trial), 0);
    for (size_t i = 0; i < N; i++) {
        struct delivery delivery = receive(trainer);
        assert_int_equal(delivery.trial, cases[i].trial);
        assert_int_equal(result_of(&delivery).status, cases[i].status);
    }
    trainer_stop(trainer);
}

static void runs_what_waits_in_order(void **state)
{
    (void)state;
    struct trainer *trainer = start();
    for (size_t trial = IS_KILLED + 1; trial < 20; trial++)
        assert_int_equal(trainer_submit(trainer, trial), 0);
    for (size_t trial = IS_KILLED + 1; trial < 20; trial++) {
        struct delivery delivery = receive(trainer);
        assert_int_equal(delivery.trial, trial);
        assert_int_equal(result_of(&delivery).status, TRIAL_FINISHED);
    }
    trainer_stop(trainer);
}

static void signals_of_the_group_are_the_agents(void **state)
{
    (void)state;
    struct trainer *trainer = start();
    assert_int_equal(run(trainer, GREETS_TERM).status, TRIAL_FINISHED);
    trainer_stop(trainer);
}

#ifndef SYS_close_range
#define SYS_close_range -1
#endif

/* The C library's, but on wish that of a system before Linux 5.9. */
static bool lacks_close_range;
long syscall(long number, ...)
{
    long (*real)(long, ...) = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
    long given[6];
    va_list arguments;
    va_start(arguments, number);
    for (int i = 0; i < 6; i++)
        given[i] = va_arg(arguments, long);
    va_end(arguments);
    if (number != SYS_close_range || !lacks_close_range)
        return real(number, given[0], given[1], given[2], given[3], given[4], given[5]);
    errno = ENOSYS;
    return -1;
}

static void expect_own_descriptors(void)
{
    int other = dup(STDERR_FILENO), high = fcntl(STDERR_FILENO, F_DUPFD, 100);
    struct trainer *trainer = start();
    assert_int_equal(run(trainer, COUNTS_DESCRIPTORS).figures[0].hits, 0);
    trainer_stop(trainer);
    close(other);
    close(high);
}

static void a_trial_has_no_descriptors_of_others(void **state)
{
    (void)state;
    expect_own_descriptors();
    lacks_close_range = true;
    expect_own_descriptors();
    lacks_close_range = false;
}

/* Children of this process, which is made the parent of orphaned ones too: waits until there are none. */
static bool all_children_end(void)
{
    for (int turn = 0; turn < 500; turn++) {
        while (waitpid(-1, NULL, WNOHANG) > 0)
            continue;
        if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD)
            return true;
        nanosleep(&(struct timespec){.tv_nsec = 10 * 1000 * 1000}, NULL);
    }
    return false;
}

static void wait_until_running(const struct trainer *trainer, size_t trial)
{
    for (int turn = 0; turn < 1000 && (atomic_load(&trainer_progress(trainer)->trial) != trial ||
                                       atomic_load(&trainer_progress(trainer)->epochs) < 10);
         turn++)
        nanosleep(&(struct timespec){.tv_nsec = 1000 * 1000}, NULL);
    assert_int_equal(atomic_load(&trainer_progress(trainer)->trial), trial);
}

static void stopping_kills_the_trial_at_once(void **state)
{
    (void)state;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    struct trainer *trainer = start();
    assert_int_equal(trainer_submit(trainer, HANGS), 0);
    wait_until_running(trainer, HANGS);
    trainer_stop(trainer);
    assert_true(all_children_end());
    prctl(PR_SET_CHILD_SUBREAPER, 0);
}

static void nothing_survives_the_agent(void **state)
{
    (void)state;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t agent = fork();
    if (agent == 0) {
        struct trainer *trainer = NULL;
        if (trainer_start(&study, stub_trial, (struct trial_limits){0}, &trainer) != 0 ||
            trainer_submit(trainer, HANGS) != 0)
            _exit(1);
        while (atomic_load(&trainer_progress(trainer)->epochs) < 10)
            continue;
        raise(SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(agent, &status, 0), agent);
    assert_true(WIFSIGNALED(status));
    assert_true(all_children_end());
    prctl(PR_SET_CHILD_SUBREAPER, 0);
}

static pid_t trainer_pid(void)
{
    char path[64];
    int pid = 0;
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%d", &pid), 1);
    fclose(file);
    return pid;
}

static void a_trainer_that_is_killed_is_an_error(void **state)
{
    (void)state;
    struct trainer *trainer = start();
    struct delivery delivery;
    int status = 0;
    kill(trainer_pid(), SIGKILL);
    for (int turn = 0; turn < 1000 && status == 0; turn++) {
        nanosleep(&(struct timespec){.tv_nsec = 1000 * 1000}, NULL);
        status = trainer_receive(trainer, &delivery);
    }
    assert_int_equal(status, EX_OSERR);
    assert_non_null(strstr(error_message(), "killed by signal 9"));
    trainer_stop(trainer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delivers_a_trial),
        cmocka_unit_test(delivers_weights_behind_the_record),
        cmocka_unit_test(a_trial_that_dies_is_a_failed_trial_and_the_next_one_runs),
        cmocka_unit_test(want_of_memory_is_a_kind_of_its_own),
        cmocka_unit_test(a_trial_gets_no_more_memory_than_it_may_have),
        cmocka_unit_test(a_trial_that_hangs_is_killed_in_time),
        cmocka_unit_test(of_trials_that_share_a_process_those_fail_that_it_dies_of),
        cmocka_unit_test(runs_what_waits_in_order),
        cmocka_unit_test(signals_of_the_group_are_the_agents),
        cmocka_unit_test(a_trial_has_no_descriptors_of_others),
        cmocka_unit_test(stopping_kills_the_trial_at_once),
        cmocka_unit_test(nothing_survives_the_agent),
        cmocka_unit_test(a_trainer_that_is_killed_is_an_error),
    };
    cmocka_set_test_filter(getenv("TEST_FILTER"));
    return cmocka_run_group_tests(tests, read_study, NULL);
}
