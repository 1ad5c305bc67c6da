/* Who holds a folder of results, and how that passes on, with file locks and without.
 * slow: 5 s */
#include "../src/journal/lease.h"
#include "attnbench/journal/journal.h"
#include "attnbench/store/results.h"
#include "../src/journal/lease_holder.h"
#include "store_helpers.h"
#include "test.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- File systems without locks ---- */

enum locks { WORK, ARE_REFUSED, PRETEND };
static enum locks locks;

/* Takes the place of the library's for the whole program. */
int fcntl(int file, int command, ...)
{
    int (*real)(int, int, ...) = (int (*)(int, int, ...))dlsym(RTLD_NEXT, "fcntl");
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    if (locks == WORK || (command != F_OFD_SETLK && command != F_OFD_GETLK))
        return real(file, command, argument);
    if (locks == ARE_REFUSED) {
        errno = ENOLCK;
        return -1;
    }
    if (command == F_OFD_GETLK)
        ((struct flock *)argument)->l_type = F_UNLCK;
    return 0;
}

/* Called once, before a file is made that must not be there. */
static void (*before_creation)(void);

int open(const char *path, int flags, ...)
{
    int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    void (*then)(void) = (flags & O_EXCL) != 0 ? before_creation : NULL;
    if (then != NULL) {
        before_creation = NULL;
        then();
    }
    return real(path, flags, mode);
}

/* ---- Leases that others left ---- */

static void write_lease(const char *folder, int number, const struct lease_holder *holder)
{
    char name[32], text[1024];
    snprintf(name, sizeof name, "lease.%d", number);
    int length = holder_print(holder, text, sizeof text);
    write_whole(in_folder(folder, name), text, (size_t)length);
}

static struct lease_holder elsewhere(void)
{
    return (struct lease_holder){
        .host = "elsewhere", .pid = 7, .start = 3, .place = "another boot", .job = "PBS job 9"};
}

static struct lease_holder dead(void)
{
    struct lease_holder holder = holder_self();
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);
    holder.pid = (long)child;
    return holder;
}

static void touched_long_ago(const char *path)
{
    const struct timespec hours_ago[2] = {{.tv_sec = time(NULL) - 7200}, {.tv_sec = time(NULL) - 7200}};
    assert_int_equal(utimensat(AT_FDCWD, path, hours_ago, 0), 0);
}

static bool path_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

static bool can_take(const char *folder)
{
    struct lease *lease = NULL;
    bool taken = lease_take(folder, false, &lease) == 0;
    lease_release(lease);
    return taken;
}

static int setup(void **state)
{
    locks = WORK;
    lease_timing = (struct lease_timing){5, 60};
    return folder_setup(state);
}

/* ---- Tests ---- */

static void one_at_a_time(void **state)
{
    for (locks = WORK; locks <= PRETEND; locks++) {
        struct lease *lease = NULL;
        char holder[LEASE_HOLDER], expected[LEASE_HOLDER], host[256] = "";
        gethostname(host, sizeof host - 1);
        setenv("SLURM_JOB_ID", "17", 1);
        assert_false(lease_is_held(*state, holder, sizeof holder));
        assert_int_equal(lease_take(*state, false, &lease), 0);
        unsetenv("SLURM_JOB_ID");
        assert_false(can_take(*state));
        snprintf(expected, sizeof expected, "in use by process %ld on host %s (Slurm job 17): wait", (long)getpid(),
                 host);
        assert_non_null(strstr(error_message(), expected));
        assert_true(lease_is_held(*state, holder, sizeof holder));
        snprintf(expected, sizeof expected, "host %s, pid %ld, Slurm job 17", host, (long)getpid());
        assert_string_equal(holder, expected);
        assert_int_equal(lease_check(lease), 0);
        lease_release(lease);
        assert_false(lease_is_held(*state, holder, sizeof holder));
        assert_int_equal(n_files(*state), 1);
    }
}

static void a_dead_process_of_this_machine_holds_nothing(void **state)
{
    struct lease_holder holder = dead();
    for (locks = WORK; locks <= PRETEND; locks++) {
        write_lease(*state, 5, &holder);
        assert_false(lease_is_held(*state, NULL, 0));
        assert_true(can_take(*state));
        assert_false(path_exists(in_folder(*state, "lease.5")));
        assert_true(path_exists(in_folder(*state, "lease.6")));
        assert_int_equal(unlink(in_folder(*state, "lease.6")), 0);
    }
    holder = holder_self();
    holder.start++; /* its number has gone to another process since */
    write_lease(*state, 5, &holder);
    assert_true(can_take(*state));
}

static void a_silent_process_of_another_machine_is_dead_after_a_while(void **state)
{
    struct lease_holder holder = elsewhere();
    locks = PRETEND;
    write_lease(*state, 1, &holder);
    touched_long_ago(in_folder(*state, "lease.1"));
    assert_false(lease_is_held(*state, NULL, 0));
    assert_true(can_take(*state)); /* at once */
    write_lease(*state, 3, &holder);
    assert_true(lease_is_held(*state, NULL, 0));
    lease_timing = (struct lease_timing){0.02, 0.3};
    assert_true(can_take(*state));
    assert_false(path_exists(in_folder(*state, "lease.3")));
}

static void who_died_before_it_had_said_who_it_is_holds_nothing_for_long(void **state)
{
    const char *const beginnings[] = {"", "host elsewhere\npid 12"};
    lease_timing = (struct lease_timing){0.2, 100000};
    for (int i = 0; i < 2; i++) {
        char name[32];
        snprintf(name, sizeof name, "lease.%d", 10 * i + 10);
        write_whole(in_folder(*state, name), beginnings[i], strlen(beginnings[i]));
        assert_true(can_take(*state));
    }
}

static void a_process_of_another_machine_that_gives_signs_of_life_holds_it(void **state)
{
    struct lease_holder holder = elsewhere();
    locks = ARE_REFUSED;
    write_lease(*state, 1, &holder);
    lease_timing = (struct lease_timing){5, 300};
    pid_t child = fork();
    if (child == 0)
        for (;;) {
            nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
            utimensat(AT_FDCWD, in_folder(*state, "lease.1"), NULL, 0);
        }
    assert_false(can_take(*state));
    assert_non_null(strstr(error_message(), "in use by process 7 on host elsewhere (PBS job 9): wait"));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_int_equal(n_files(*state), 1);
}

static void what_is_no_lease_is_left_alone_and_nonsense_holds_nothing_for_long(void **state)
{
    static const char *const contents[] = {"", "\n\n", "pid -3\nhost", "pid 99999999999\n", "\xff\xfe pid\n", "host a"};
    const char *const others[] = {"lease.007", "lease.", "lease.x", "lease.-1", "lease.1.old"};
    for (size_t i = 0; i < 5; i++)
        write_whole(in_folder(*state, others[i]), "x", 1);
    lease_timing = (struct lease_timing){0.02, 0.1};
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        char name[32];
        snprintf(name, sizeof name, "lease.%zu", 10 * i + 10);
        write_whole(in_folder(*state, name), contents[i], strlen(contents[i]));
        assert_true(can_take(*state));
    }
    assert_int_equal(n_files(*state), 6);
}

/* Stopped for so long that another takes it for dead, it writes nothing when it goes on. */
static void who_lost_the_lease_writes_nothing(void **state)
{
    struct lease_holder holder = elsewhere();
    struct journal *sleeper, *other;
    unsigned char bytes[STUB_BYTES];
    size_t n = stub_trial(1, TRIAL_FINISHED, 4, 10, bytes);
    locks = PRETEND;
    lease_timing = (struct lease_timing){1000, 0.2}; /* its heart does not beat */
    assert_int_equal(journal_open(*state, &sleeper), 0);
    assert_int_equal(journal_append(sleeper, bytes, n), 0);
    write_lease(*state, 1, &holder);
    assert_int_equal(journal_open(*state, &other), 0);
    assert_int_equal(journal_append(sleeper, bytes, n), EX_IOERR);
    assert_non_null(strstr(error_message(), "was taken over by another run"));
    n = stub_trial(2, TRIAL_FINISHED, 4, 20, bytes);
    assert_int_equal(journal_append(other, bytes, n), 0);
    journal_close(sleeper);
    assert_true(path_exists(in_folder(*state, "lease.2")));
    assert_int_equal(journal_append(other, bytes, n), 0);
    journal_close(other);
    assert_int_equal(journal_open_read(*state, &other), 0);
    assert_int_equal(journal_n_trials(other), 2);
    assert_int_equal(journal_torn_bytes(other), 0);
    journal_close(other);
}

static void who_lost_the_lease_publishes_nothing(void **state)
{
    struct lease_holder holder = elsewhere();
    struct journal *sleeper, *other;
    struct results nothing = {0};
    locks = PRETEND;
    lease_timing = (struct lease_timing){1000, 0.2};
    assert_int_equal(journal_open(*state, &sleeper), 0);
    assert_int_equal(journal_check(sleeper), 0);
    write_lease(*state, 1, &holder);
    assert_int_equal(journal_open(*state, &other), 0);
    assert_int_equal(journal_check(sleeper), EX_IOERR);
    assert_int_equal(snapshot_write(*state, sleeper, &nothing), EX_IOERR);
    assert_non_null(strstr(error_message(), "was taken over by another run"));
    assert_false(path_exists(in_folder(*state, "study.h5")));
    assert_int_equal(journal_check(other), 0);
    journal_close(sleeper);
    journal_close(other);
    assert_int_equal(journal_open_read(*state, &other), 0);
    assert_int_equal(journal_check(other), EX_SOFTWARE);
    journal_close(other);
}

/* The first one's file and that of its successor are gone by the time it looks. */
static void who_lost_the_lease_to_several_in_turn_sees_it(void **state)
{
    struct lease_holder holder = elsewhere();
    struct lease *sleeper, *last;
    locks = PRETEND;
    lease_timing = (struct lease_timing){1000, 0.2};
    assert_int_equal(lease_take(*state, false, &sleeper), 0);
    write_lease(*state, 1, &holder);
    assert_true(can_take(*state));
    assert_int_equal(lease_take(*state, false, &last), 0);
    assert_false(path_exists(in_folder(*state, "lease.1")));
    assert_false(path_exists(in_folder(*state, "lease.2")));
    assert_int_equal(lease_check(sleeper), EX_IOERR);
    assert_int_equal(lease_check(last), 0);
    lease_release(sleeper);
    assert_int_equal(lease_check(last), 0);
    lease_release(last);
    assert_int_equal(n_files(*state), 1);
}

static void a_folder_that_was_removed_is_lost(void **state)
{
    struct lease *lease;
    lease_timing = (struct lease_timing){1000, 0};
    assert_int_equal(lease_take(*state, false, &lease), 0);
    assert_int_equal(unlink(in_folder(*state, "lease.1")), 0);
    assert_int_equal(rmdir(*state), 0);
    assert_int_equal(lease_check(lease), EX_IOERR);
    assert_non_null(strstr(error_message(), "was removed: nothing more can be written there"));
    lease_release(lease);
    assert_int_equal(mkdir(*state, 0777), 0);
}

/* Others take and leave the lease, and one takes it for good, after this one looked and before it acts. */
static const char *overtaken_folder;
static struct lease *overtaker;

static void overtake(void)
{
    assert_true(can_take(overtaken_folder));
    assert_int_equal(lease_take(overtaken_folder, false, &overtaker), 0);
}

static void an_old_sight_of_the_folder_wins_nothing(void **state)
{
    for (locks = WORK; locks <= PRETEND; locks++) {
        struct lease *late = NULL;
        assert_true(can_take(*state));
        overtaken_folder = *state;
        before_creation = overtake;
        assert_int_equal(lease_take(*state, false, &late), EX_CANTCREAT);
        assert_null(before_creation);
        assert_int_equal(lease_check(overtaker), 0);
        assert_int_equal(n_files(*state), 1);
        lease_release(overtaker);
    }
}

/* ---- Races ---- */

enum { RACERS = 20, ROUNDS = 12 };

struct race {
    atomic_int waiting, holders, most, n_taken, n_refused;
    atomic_bool go, over;
};

/* Tries once; holds what it gets until all the others have been refused, when `once`, else for a moment. */
static void racer(const char *folder, struct race *race, bool once)
{
    struct lease *lease = NULL;
    atomic_fetch_add(&race->waiting, 1);
    while (!atomic_load(&race->go))
        nanosleep(&(struct timespec){.tv_nsec = 50 * 1000}, NULL);
    int status = lease_take(folder, false, &lease);
    if (status == EX_CANTCREAT)
        atomic_fetch_add(&race->n_refused, 1);
    if (status != 0)
        _exit(status != EX_CANTCREAT);
    int holders = atomic_fetch_add(&race->holders, 1) + 1;
    if (holders > atomic_load(&race->most))
        atomic_store(&race->most, holders);
    atomic_fetch_add(&race->n_taken, 1);
    while (once && !atomic_load(&race->over))
        nanosleep(&(struct timespec){.tv_nsec = 1000 * 1000}, NULL);
    atomic_fetch_sub(&race->holders, 1);
    lease_release(lease);
    _exit(0);
}

static void run_race(const char *folder, struct race *race, bool once)
{
    pid_t racers[RACERS];
    memset(race, 0, sizeof *race);
    for (int i = 0; i < RACERS; i++)
        if ((racers[i] = fork()) == 0)
            racer(folder, race, once);
    while (atomic_load(&race->waiting) < RACERS)
        nanosleep(&(struct timespec){.tv_nsec = 1000 * 1000}, NULL);
    atomic_store(&race->go, true);
    while (once && atomic_load(&race->n_taken) + atomic_load(&race->n_refused) < RACERS)
        nanosleep(&(struct timespec){.tv_nsec = 1000 * 1000}, NULL);
    atomic_store(&race->over, true);
    for (int i = 0; i < RACERS; i++) {
        int status;
        assert_int_equal(waitpid(racers[i], &status, 0), racers[i]);
        assert_int_equal(status, 0);
    }
}

/* What the racers find: nothing, a free lease, a dead process', or one of a silent machine. */
static void prepare(const char *folder, int round)
{
    char name[32];
    struct lease_holder holder = round % 4 == 2 ? dead() : elsewhere();
    if (round % 4 == 1)
        return;
    for (int number = 1; number <= 100 * (round + 1); number++) {
        snprintf(name, sizeof name, "lease.%d", number);
        unlink(in_folder(folder, name));
    }
    assert_int_equal(n_files(folder), 0);
    if (round % 4 == 0)
        return;
    write_lease(folder, 100 * round, &holder);
    snprintf(name, sizeof name, "lease.%d", 100 * round);
    if (round % 4 == 3)
        touched_long_ago(in_folder(folder, name));
}

static void of_many_at_once_exactly_one_wins(void **state)
{
    struct race *race = mmap(NULL, sizeof *race, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(race != MAP_FAILED);
    for (int round = 0; round < ROUNDS; round++) {
        locks = (enum locks)(round / 4 % 3);
        prepare(*state, round);
        run_race(*state, race, true);
        assert_int_equal(race->n_taken, 1);
        assert_int_equal(race->n_refused, RACERS - 1);
        assert_int_equal(race->most, 1);
        assert_false(lease_is_held(*state, NULL, 0));
        assert_int_equal(n_files(*state), 1);
    }
    munmap(race, sizeof *race);
}

/* Winners that leave at once let others take it after them: old sights of the folder, but never two at a time. */
static void those_that_come_late_never_hold_it_together(void **state)
{
    struct race *race = mmap(NULL, sizeof *race, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(race != MAP_FAILED);
    for (int round = 0; round < ROUNDS; round++) {
        locks = (enum locks)(round % 3);
        run_race(*state, race, false);
        assert_in_range(race->n_taken, 1, RACERS);
        assert_int_equal(race->most, 1);
        assert_int_equal(n_files(*state), 1);
    }
    munmap(race, sizeof *race);
}

#define LEASE_TEST(test) cmocka_unit_test_setup_teardown(test, setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LEASE_TEST(one_at_a_time),
        LEASE_TEST(a_dead_process_of_this_machine_holds_nothing),
        LEASE_TEST(a_silent_process_of_another_machine_is_dead_after_a_while),
        LEASE_TEST(who_died_before_it_had_said_who_it_is_holds_nothing_for_long),
        LEASE_TEST(a_process_of_another_machine_that_gives_signs_of_life_holds_it),
        LEASE_TEST(what_is_no_lease_is_left_alone_and_nonsense_holds_nothing_for_long),
        LEASE_TEST(who_lost_the_lease_writes_nothing),
        LEASE_TEST(who_lost_the_lease_publishes_nothing),
        LEASE_TEST(who_lost_the_lease_to_several_in_turn_sees_it),
        LEASE_TEST(a_folder_that_was_removed_is_lost),
        LEASE_TEST(an_old_sight_of_the_folder_wins_nothing),
        LEASE_TEST(of_many_at_once_exactly_one_wins),
        LEASE_TEST(those_that_come_late_never_hold_it_together),
    };
    return RUN_TESTS(tests);
}
