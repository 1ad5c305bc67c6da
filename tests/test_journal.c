#include "attnbench/journal/journal.h"
#include "attnbench/base/error.h"
#include "store_helpers.h"
#include "test.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EPOCHS = 5 };

static struct journal *open_journal(const char *folder)
{
    struct journal *journal = NULL;
    int status = journal_open(folder, &journal);
    if (status != 0)
        print_message("journal_open: %s\n", error_message());
    assert_int_equal(status, 0);
    return journal;
}

static void append(struct journal *journal, uint64_t identity, int correct)
{
    unsigned char bytes[STUB_BYTES];
    size_t n = stub_trial(identity, TRIAL_FINISHED, EPOCHS, correct, bytes);
    assert_int_equal(journal_append(journal, bytes, n), 0);
}

static void append_study(struct journal *journal, const char *text)
{
    unsigned char bytes[STUB_BYTES];
    size_t n = record_encode(RECORD_STUDY, 0, 0, text, strlen(text), bytes);
    assert_int_equal(journal_append(journal, bytes, n), 0);
}

/* A closed journal of a study and the trials 1, 2, 3. */
static void make_journal(const char *folder)
{
    struct journal *journal = open_journal(folder);
    append_study(journal, "name: stub\n");
    for (uint64_t identity = 1; identity <= 3; identity++)
        append(journal, identity, (int)identity);
    assert_int_equal(journal_sync(journal), 0);
    journal_close(journal);
}

static void assert_holds(const struct journal *journal, uint64_t identity, int correct)
{
    const struct journal_entry *entry = journal_find(journal, identity);
    unsigned char *buffer = NULL;
    size_t buffer_bytes = 0;
    struct trial_result result;
    assert_non_null(entry);
    assert_int_equal(entry->figures[0].hits, correct);
    assert_int_equal(entry->settings_hash, 42);
    assert_int_equal(journal_read(journal, entry, &buffer, &buffer_bytes, &result), 0);
    assert_int_equal(result.identity, identity);
    assert_int_equal(result.figures[0].hits, correct);
    assert_int_equal(result.epochs, EPOCHS);
    assert_true(result.train_loss[0] == (float)identity + 1);
    free(buffer);
}

static void test_trials_come_back(void **state)
{
    make_journal(*state);
    struct journal *journal = open_journal(*state);
    assert_int_equal(journal_n_trials(journal), 3);
    assert_string_equal(journal_study(journal), "name: stub\n");
    assert_int_equal(journal_torn_bytes(journal), 0);
    for (uint64_t identity = 1; identity <= 3; identity++)
        assert_holds(journal, identity, (int)identity);
    assert_null(journal_find(journal, 4));
    journal_close(journal);
}

static void test_folders_are_made(void **state)
{
    const char *deep = in_folder(*state, "a/b//c/");
    struct journal *journal = open_journal(deep);
    assert_int_equal(journal_n_trials(journal), 0);
    assert_null(journal_study(journal));
    assert_null(journal_find(journal, 1));
    journal_close(journal);
    assert_int_equal(access(in_folder(*state, "a/b/c/journal"), F_OK), 0);
}

static void test_newest_record_counts(void **state)
{
    make_journal(*state);
    struct journal *journal = open_journal(*state);
    append(journal, 2, 77);
    append_study(journal, "name: newer\n");
    for (int again = 0; again < 2; again++) {
        assert_int_equal(journal_n_trials(journal), 3);
        assert_holds(journal, 2, 77);
        assert_holds(journal, 3, 3);
        assert_string_equal(journal_study(journal), "name: newer\n");
        journal_close(journal);
        journal = open_journal(*state);
    }
    journal_close(journal);
}

static void test_runs_are_added_up(void **state)
{
    make_journal(*state);
    struct journal *journal = open_journal(*state);
    assert_string_equal(journal_runs(journal), "");
    assert_int_equal(journal_append_text(journal, RECORD_RUN, "started 1\ncommand a\n"), 0);
    append(journal, 4, 40);
    assert_int_equal(journal_append_text(journal, RECORD_RUN, "ended 2\n"), 0);
    assert_int_equal(journal_append_text(journal, RECORD_RUN, "started 3\n"), 0);
    for (int again = 0; again < 2; again++) {
        assert_string_equal(journal_runs(journal), "started 1\ncommand a\nended 2\nstarted 3\n");
        assert_string_equal(journal_study(journal), "name: stub\n");
        assert_int_equal(journal_n_trials(journal), 4);
        assert_holds(journal, 4, 40);
        journal_close(journal);
        journal = open_journal(*state);
    }
    journal_close(journal);
}

/* What kill -9 leaves of files that were being written; other files are none of the program's. */
static void test_stale_temporary_files_are_removed(void **state)
{
    make_journal(*state);
    assert_int_equal(mkdir(in_folder(*state, "models"), 0777), 0);
    write_whole(in_folder(*state, "study.h5.tmp-elsewhere-7"), "x", 1);
    write_whole(in_folder(*state, "models/a,n_in=5,r0.h5.tmp-elsewhere-7"), "x", 1);
    write_whole(in_folder(*state, "models/a,n_in=5,r0.h5"), "x", 1);
    write_whole(in_folder(*state, "notes"), "x", 1);
    struct journal *reader;
    assert_int_equal(journal_open_read(*state, &reader), 0);
    journal_close(reader);
    assert_int_equal(n_files(*state), 5); /* journal, lease, models, notes: a reader leaves the file alone */
    struct journal *journal = open_journal(*state);
    assert_int_equal(n_files(*state), 4);
    assert_int_equal(n_files(in_folder(*state, "models")), 1);
    journal_close(journal);
}

/* Removed, or with another file in its place, before an append, and between one and its sync. */
static void test_lost_name(void **state)
{
    for (int replaced = 0; replaced <= 1; replaced++)
        for (int appended = 0; appended <= 1; appended++) {
            struct journal *journal = open_journal(*state);
            unsigned char record[RECORD_OVERHEAD + 8];
            size_t n = record_encode(RECORD_STUDY, 0, 0, "a: 1", 4, record);
            if (appended)
                assert_int_equal(journal_append(journal, record, n), 0);
            assert_int_equal(unlink(in_folder(*state, "journal")), 0);
            if (replaced)
                write_whole(in_folder(*state, "journal"), "", 0);
            assert_int_equal(appended ? journal_sync(journal) : journal_append(journal, record, n), EX_IOERR);
            assert_non_null(strstr(error_message(), "was removed or replaced while this run was at work"));
            journal_close(journal);
            unlink(in_folder(*state, "journal"));
        }
}

static void test_many_trials(void **state)
{
    enum { N = 3000 };
    struct journal *journal = open_journal(*state);
    for (uint64_t i = 1; i <= N; i++)
        append(journal, i << 32, (int)(i % 100));
    journal_close(journal);
    assert_int_equal(journal_open_read(*state, &journal), 0);
    assert_int_equal(journal_n_trials(journal), N);
    for (uint64_t i = 1; i <= N; i++)
        assert_int_equal(journal_find(journal, i << 32)->figures[0].hits, i % 100);
    journal_close(journal);
}

static void test_records_end_to_end_in_one_append(void **state)
{
    unsigned char bytes[2 * STUB_BYTES];
    struct journal *journal = open_journal(*state);
    size_t n = stub_trial(1, TRIAL_FINISHED, EPOCHS, 11, bytes);
    n += stub_trial(2, TRIAL_FINISHED, EPOCHS, 22, bytes + n);
    assert_int_equal(journal_append(journal, bytes, n), 0);
    assert_holds(journal, 1, 11);
    assert_holds(journal, 2, 22);
    journal_close(journal);
}

static void test_what_is_no_trial_is_not_appended(void **state)
{
    unsigned char bytes[STUB_BYTES];
    struct journal *journal = open_journal(*state);
    size_t n = stub_trial(1, TRIAL_FINISHED, EPOCHS, 1, bytes);
    bytes[n - 1] ^= 1;
    assert_int_equal(journal_append(journal, bytes, n), EX_DATAERR);
    n = record_encode(RECORD_WEIGHTS, 1, 2, "12345678", 8, bytes);
    assert_int_equal(journal_append(journal, bytes, n), EX_DATAERR);
    assert_int_equal(journal_n_trials(journal), 0);
    append(journal, 5, 50);
    assert_holds(journal, 5, 50);
    journal_close(journal);
}

static void test_torn_tail_at_every_byte(void **state)
{
    unsigned char bytes[STUB_BYTES];
    size_t whole, last = stub_trial(3, TRIAL_FINISHED, EPOCHS, 3, bytes);
    const char *path = in_folder(*state, "journal");
    make_journal(*state);
    unsigned char *content = read_whole(path, &whole);
    for (size_t left = 0; left < last; left++) {
        struct journal *reader, *journal;
        write_whole(path, content, whole - last + left);
        assert_int_equal(journal_open_read(*state, &reader), 0);
        journal = open_journal(*state);
        assert_int_equal(journal_torn_bytes(reader), left);
        assert_int_equal(journal_torn_bytes(journal), left);
        assert_int_equal(journal_n_trials(reader), 2);
        assert_int_equal(journal_n_trials(journal), 2);
        append(journal, 9, 90);
        journal_close(journal);
        journal_close(reader);
        journal = open_journal(*state);
        assert_int_equal(journal_torn_bytes(journal), 0);
        assert_int_equal(journal_n_trials(journal), 3);
        assert_holds(journal, 2, 2);
        assert_holds(journal, 9, 90);
        journal_close(journal);
    }
    free(content);
}

/* What a power failure may leave: the length was written, the content was not. */
static void test_torn_tail_of_zeros(void **state)
{
    make_journal(*state);
    struct stat about;
    assert_int_equal(stat(in_folder(*state, "journal"), &about), 0);
    assert_int_equal(truncate(in_folder(*state, "journal"), about.st_size + 10000), 0);
    struct journal *journal = open_journal(*state);
    assert_int_equal(journal_torn_bytes(journal), 10000);
    assert_int_equal(journal_n_trials(journal), 3);
    journal_close(journal);
}

static void test_torn_tail_with_flipped_bit(void **state)
{
    size_t n;
    make_journal(*state);
    unsigned char *content = read_whole(in_folder(*state, "journal"), &n);
    content[n - 20] ^= 4;
    write_whole(in_folder(*state, "journal"), content, n);
    free(content);
    struct journal *journal = open_journal(*state);
    assert_int_equal(journal_n_trials(journal), 2);
    journal_close(journal);
}

static void test_damage_in_the_middle_is_refused(void **state)
{
    size_t n, study = RECORD_OVERHEAD + strlen("name: stub\n");
    char place[64];
    make_journal(*state);
    const char *path = in_folder(*state, "journal");
    unsigned char *content = read_whole(path, &n);
    snprintf(place, sizeof place, "%s is damaged at byte %zu,", "journal", study);
    for (size_t at = 0; at < record_trial_bytes(&(struct trial_result){.epochs = EPOCHS, .n_figures = 1}); at += 3) {
        struct journal *journal;
        content[study + at] ^= 0x10;
        write_whole(path, content, n);
        content[study + at] ^= 0x10;
        assert_int_equal(journal_open(*state, &journal), EX_DATAERR);
        assert_non_null(strstr(error_message(), place));
        assert_int_equal(journal_open_read(*state, &journal), EX_DATAERR);
    }
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_size, n);
    free(content);
}

/* The valid record that follows lies more than one read of the scan away. */
static void test_damage_far_before_the_end(void **state)
{
    enum { GAP = 3 << 20 };
    size_t n;
    make_journal(*state);
    unsigned char *content = read_whole(in_folder(*state, "journal"), &n);
    unsigned char *spread = calloc(2 * n + GAP, 1);
    memcpy(spread, content, n);
    memcpy(spread + n + GAP, content, n);
    write_whole(in_folder(*state, "journal"), spread, 2 * n + GAP);
    struct journal *journal;
    assert_int_equal(journal_open(*state, &journal), EX_DATAERR);
    free(content);
    free(spread);
}

static void test_foreign_file_is_left_alone(void **state)
{
    struct journal *journal;
    size_t n;
    write_whole(in_folder(*state, "journal"), "Dear diary,\n", 12);
    assert_int_equal(journal_open(*state, &journal), EX_DATAERR);
    free(read_whole(in_folder(*state, "journal"), &n));
    assert_int_equal(n, 12);
}

static void test_reader_of_nothing(void **state)
{
    struct journal *journal;
    assert_int_equal(journal_open_read(*state, &journal), EX_NOINPUT);
    assert_int_equal(journal_open_read(in_folder(*state, "missing"), &journal), EX_NOINPUT);
    assert_non_null(strstr(error_message(), "missing/journal"));
    assert_int_equal(access(in_folder(*state, "missing"), F_OK), -1);
}

static void test_reader_while_writer_appends(void **state)
{
    struct journal *writer = open_journal(*state), *reader;
    append(writer, 1, 10);
    assert_int_equal(journal_open_read(*state, &reader), 0);
    append(writer, 2, 20);
    assert_int_equal(journal_n_trials(reader), 1);
    assert_holds(reader, 1, 10);
    journal_close(reader);
    assert_int_equal(journal_open_read(*state, &reader), 0);
    assert_int_equal(journal_n_trials(reader), 2);
    unsigned char bytes[STUB_BYTES];
    size_t n = stub_trial(3, TRIAL_FINISHED, EPOCHS, 3, bytes);
    assert_int_equal(journal_append(reader, bytes, n), EX_SOFTWARE);
    journal_close(reader);
    journal_close(writer);
}

static void test_lock_names_its_holder(void **state)
{
    char host[256] = "", expected[300], holder[300];
    int ready[2], go_on[2], status;
    struct journal *journal;
    gethostname(host, sizeof host - 1);
    assert_false(journal_is_locked(*state, holder, sizeof holder));
    assert_int_equal(pipe(ready) | pipe(go_on), 0);
    pid_t child = fork();
    if (child == 0) {
        char byte = (char)journal_open(*state, &journal);
        _exit(write(ready[1], &byte, 1) != 1 || read(go_on[0], &byte, 1) != 1);
    }
    char opened;
    assert_int_equal(read(ready[0], &opened, 1), 1);
    assert_int_equal(opened, 0);
    snprintf(expected, sizeof expected, "host %s, pid %ld", host, (long)child);
    assert_true(journal_is_locked(*state, holder, sizeof holder));
    assert_string_equal(holder, expected);
    assert_int_equal(journal_open(*state, &journal), EX_CANTCREAT);
    snprintf(expected, sizeof expected, "process %ld on host %s", (long)child, host);
    assert_non_null(strstr(error_message(), expected));
    assert_int_equal(write(go_on[1], "", 1), 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_false(journal_is_locked(*state, holder, sizeof holder));
    journal_close(open_journal(*state));
}

static void test_lock_within_one_process(void **state)
{
    struct journal *first = open_journal(*state), *second;
    char holder[8] = "";
    assert_int_equal(journal_open(*state, &second), EX_CANTCREAT);
    assert_true(journal_is_locked(*state, holder, sizeof holder));
    journal_close(first);
    assert_false(journal_is_locked(*state, NULL, 0));
}

/* A forked child that outlives its parent's journal must not keep the directory. */
static void test_lock_ends_with_close_despite_children(void **state)
{
    struct journal *journal = open_journal(*state);
    pid_t child = fork();
    if (child == 0) {
        pause();
        _exit(0);
    }
    journal_close(journal);
    assert_false(journal_is_locked(*state, NULL, 0));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

/* A limit on the file's size stands for a disk that is full, at every byte of a record. */
static void test_full_disk_leaves_whole_records(void **state)
{
    unsigned char bytes[STUB_BYTES];
    struct rlimit free_of_limit, limit;
    struct stat about;
    size_t n = stub_trial(9, TRIAL_FINISHED, EPOCHS, 90, bytes);
    make_journal(*state);
    assert_int_equal(stat(in_folder(*state, "journal"), &about), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &free_of_limit), 0);
    signal(SIGXFSZ, SIG_IGN);
    struct journal *journal = open_journal(*state);
    for (size_t room = 0; room < n; room++) {
        limit = free_of_limit;
        limit.rlim_cur = (rlim_t)about.st_size + room;
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        int status = journal_append(journal, bytes, n);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &free_of_limit), 0);
        assert_int_equal(status, EX_IOERR);
        assert_non_null(strstr(error_message(), "journal"));
        assert_null(journal_find(journal, 9));
        struct stat now;
        assert_int_equal(stat(in_folder(*state, "journal"), &now), 0);
        assert_int_equal(now.st_size, about.st_size);
    }
    append(journal, 9, 90);
    assert_holds(journal, 9, 90);
    journal_close(journal);
}

static void test_folder_that_cannot_be_made(void **state)
{
    struct journal *journal;
    write_whole(in_folder(*state, "file"), "", 0);
    assert_int_equal(journal_open(in_folder(*state, "file"), &journal), EX_CANTCREAT);
    assert_int_equal(journal_open(in_folder(*state, "file/below"), &journal), EX_CANTCREAT);
    assert_non_null(strstr(error_message(), "file/below"));
    if (geteuid() == 0)
        return; /* root may write anywhere */
    chmod(*state, 0555);
    assert_int_equal(journal_open(*state, &journal), EX_CANTCREAT);
}

static void test_file_mode_follows_umask(void **state)
{
    struct stat about;
    mode_t before = umask(027);
    journal_close(open_journal(*state));
    umask(before);
    assert_int_equal(stat(in_folder(*state, "journal"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0640);
}

#define FOLDER_TEST(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(test_trials_come_back),
        FOLDER_TEST(test_folders_are_made),
        FOLDER_TEST(test_newest_record_counts),
        FOLDER_TEST(test_runs_are_added_up),
        FOLDER_TEST(test_stale_temporary_files_are_removed),
        FOLDER_TEST(test_lost_name),
        FOLDER_TEST(test_many_trials),
        FOLDER_TEST(test_records_end_to_end_in_one_append),
        FOLDER_TEST(test_what_is_no_trial_is_not_appended),
        FOLDER_TEST(test_torn_tail_at_every_byte),
        FOLDER_TEST(test_torn_tail_of_zeros),
        FOLDER_TEST(test_torn_tail_with_flipped_bit),
        FOLDER_TEST(test_damage_in_the_middle_is_refused),
        FOLDER_TEST(test_damage_far_before_the_end),
        FOLDER_TEST(test_foreign_file_is_left_alone),
        FOLDER_TEST(test_reader_of_nothing),
        FOLDER_TEST(test_reader_while_writer_appends),
        FOLDER_TEST(test_lock_names_its_holder),
        FOLDER_TEST(test_lock_within_one_process),
        FOLDER_TEST(test_lock_ends_with_close_despite_children),
        FOLDER_TEST(test_full_disk_leaves_whole_records),
        FOLDER_TEST(test_folder_that_cannot_be_made),
        FOLDER_TEST(test_file_mode_follows_umask),
    };
    return RUN_TESTS(tests);
}
