/* Pairs of a user's own: both formats, what is wrong with them by its place, and trials on them. */
#include "attnbench/study_file/study_file.h"
#include "attnbench/trial/own_pairs.h"
#include "attnbench/base/error.h"
#include "attnbench/run/run.h"
#include "attnbench/store/pair_file.h"
#include "attnbench/trial/trial.h"
#include "store_helpers.h"
#include "test.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <hdf5_hl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char GOOD[] = "part,in1,in2,in3,out1,out2\n"
                           "train,1,2,3,3,2\r\n"
                           "evaluate,4,5,6,6,5\n"
                           "\n"
                           "train,7,8,9,9,8\n"
                           "train,0,1,0,0,1";

static const char *with_csv(const char *folder, const char *content)
{
    const char *path = in_folder(folder, "pairs.csv");
    write_whole(path, content, strlen(content));
    return path;
}

static void test_csv(void **state)
{
    static const int32_t train[] = {1, 2, 3, 7, 8, 9, 0, 1, 0}, target[] = {3, 2, 9, 8, 0, 1}, last[] = {4, 5, 6};
    struct pair_table table;
    assert_int_equal(pair_file_read(with_csv(*state, GOOD), &table), 0);
    assert_int_equal(table.n_in, 3);
    assert_int_equal(table.n_out, 2);
    assert_int_equal(table.train.n, 3);
    assert_int_equal(table.evaluate.n, 1);
    assert_memory_equal(table.train.input, train, sizeof train);
    assert_memory_equal(table.train.target, target, sizeof target);
    assert_memory_equal(table.evaluate.input, last, sizeof last);
    assert_int_equal(table.greatest, 9);
    assert_string_equal(table.greatest_place, ":5:11: in3");
    pair_table_free(&table);
}

/* As spreadsheets write "CSV UTF-8". */
static void test_csv_with_a_byte_order_mark(void **state)
{
    struct pair_table table;
    assert_int_equal(
        pair_file_read(with_csv(*state, "\xEF\xBB\xBFpart,in1,out1\r\ntrain,1,2\r\nevaluate,3,4\r\n"), &table), 0);
    assert_int_equal(table.n_in, 1);
    assert_int_equal(table.train.input[0], 1);
    assert_int_equal(table.evaluate.target[0], 4);
    pair_table_free(&table);
}

static void test_names_in_capitals(void **state)
{
    struct pair_table table;
    const char *path = in_folder(*state, "PAIRS.CSV");
    write_whole(path, GOOD, strlen(GOOD));
    assert_int_equal(pair_file_read(path, &table), 0);
    pair_table_free(&table);
    write_whole(in_folder(*state, "bad.H5"), "damaged", 7);
    assert_int_equal(pair_file_read(in_folder(*state, "bad.H5"), &table), EX_DATAERR);
    assert_null(strstr(error_message(), "must end with"));
    assert_int_equal(pair_file_read(in_folder(*state, "none.Hdf5"), &table), EX_NOINPUT);
}

static void assert_refused(const char *folder, const char *content, const char *message)
{
    struct pair_table table;
    char whole[512];
    const char *path = with_csv(folder, content);
    snprintf(whole, sizeof whole, "%s%s", path, message);
    assert_int_equal(pair_file_read(path, &table), EX_DATAERR);
    assert_string_equal(error_message(), whole);
    assert_null(table.train.input);
}

#define HEADER "part,in1,in2,out1\n"

/* In one form: file:line:column: what. */
static void test_csv_names_the_place_of_what_is_wrong(void **state)
{
    assert_refused(*state, "", ":1:1: it is empty: the first line must be part,in1,in2,…,out1,out2,…");
    assert_refused(*state, "part,in1,in3,out1\n", ":1:10: column 'in3' is not the next of part,in1,in2,…,out1,out2,…");
    assert_refused(*state, "in1,out1\n", ":1:1: column 'in1' is not the next of part,in1,in2,…,out1,out2,…");
    assert_refused(*state, "part,in1\n", ":1:9: it has 1 input and 0 target columns: it needs in1,… and out1,…");
    assert_refused(*state, HEADER "test,1,2,3\n", ":2:1: part is 'test': it must be train or evaluate");
    assert_refused(*state, HEADER "train,1,2,3\ntrain,1,x,3\n",
                   ":3:9: in2 is 'x': it must be a whole number from 0 to 99999");
    assert_refused(*state, HEADER "train,1,2,-3\n", ":2:11: out1 is '-3': it must be a whole number from 0 to 99999");
    assert_refused(*state, HEADER "train,1,2.5,3\n", ":2:9: in2 is '2.5': it must be a whole number from 0 to 99999");
    assert_refused(*state, HEADER "train,1,100000,3\n",
                   ":2:9: in2 is '100000': it must be a whole number from 0 to 99999");
    assert_refused(*state, HEADER "train,1,,3\n", ":2:9: in2 is '': it must be a whole number from 0 to 99999");
    assert_refused(*state, HEADER "train,1,2\n", ":2:10: the line ends before out1");
    assert_refused(*state, HEADER "train,1,2,3,4\n", ":2:13: the line goes on after out1");
    assert_refused(*state, HEADER "train,1,2,3\n", ": 1 pairs to train on and 0 to evaluate: it needs both");
    assert_refused(*state, HEADER "train,\x07,2,3\n", ":2:7: in1 is '?': it must be a whole number from 0 to 99999");
    assert_refused(*state,
                   "\xEF\xBB\xBF"
                   "part,in2,out1\n",
                   ":1:6: column 'in2' is not the next of part,in1,in2,…,out1,out2,…");
}

/* RFC 4180: any field may stand in quotes, as R's write.csv and spreadsheets put them. */
static void test_csv_with_quotes(void **state)
{
    static const int32_t input[] = {1, 2, 3};
    static const char *const headers[] = {"\"part\",\"in1\",\"in2\",\"in3\",\"out1\"",
                                          "\xEF\xBB\xBF\"part\",in1,in2,\"in3\",out1"},
                             *const ends[] = {"\n", "\r\n"};
    struct pair_table table;
    char text[256];
    for (size_t i = 0; i < 4; i++) {
        const char *end = ends[i % 2];
        snprintf(text, sizeof text, "%s%s\"train\",\"1\",2,\"3\",4%sevaluate,1,2,3,\"4\"%s", headers[i / 2], end, end,
                 end);
        assert_int_equal(pair_file_read(with_csv(*state, text), &table), 0);
        assert_int_equal(table.n_in, 3);
        assert_memory_equal(table.train.input, input, sizeof input);
        assert_int_equal(table.evaluate.target[0], 4);
        pair_table_free(&table);
    }
    assert_refused(*state, "\"part,in1,in2,out1\n", ":1:1: a quote is not closed on its line");
    assert_refused(*state, HEADER "train,1,\"2,3\n", ":2:9: a quote is not closed on its line");
    assert_refused(*state, HEADER "train,\"1\"x,2,3\n", ":2:10: a ',' must follow the closing quote");
    assert_refused(*state, HEADER "train,1,\"2\"\"0\",3\n",
                   ":2:9: in2 is '2\"0': it must be a whole number from 0 to 99999");
    assert_refused(*state, HEADER "train,1,\"\",3\n", ":2:9: in2 is '': it must be a whole number from 0 to 99999");
    assert_refused(*state, HEADER "train,1,\"2\",\"x\"\n",
                   ":2:13: out1 is 'x': it must be a whole number from 0 to 99999");
    assert_refused(*state, HEADER "train,1,2\"0,3\n", ":2:9: in2 is '2\"0': it must be a whole number from 0 to 99999");
}

/* A row would end at the 0, and what stands behind it would be lost. */
static void test_csv_with_a_zero_byte(void **state)
{
    static const char content[] = HEADER "train,1,2,3\0x\nevaluate,1,2,3\n", header[] = "part,in1,out1\0\n";
    struct pair_table table;
    const char *path = in_folder(*state, "pairs.csv");
    write_whole(path, content, sizeof content - 1);
    assert_int_equal(pair_file_read(path, &table), EX_DATAERR);
    assert_non_null(strstr(error_message(), "pairs.csv:2:12: a byte 0"));
    write_whole(path, header, sizeof header - 1);
    assert_int_equal(pair_file_read(path, &table), EX_DATAERR);
    assert_non_null(strstr(error_message(), "pairs.csv:1:14: a byte 0"));
}

/* Memory is short for a line: no sign of it is left at the stream. */
static int lines_until_failure;

ssize_t getdelim(char **line, size_t *bytes, int end, FILE *file)
{
    ssize_t (*real)(char **, size_t *, int, FILE *) =
        (ssize_t(*)(char **, size_t *, int, FILE *))dlsym(RTLD_NEXT, "getdelim");
    if (lines_until_failure > 0 && --lines_until_failure == 0) {
        errno = ENOMEM;
        return -1;
    }
    return real(line, bytes, end, file);
}

static void test_csv_that_cannot_be_read_to_its_end(void **state)
{
    struct pair_table table;
    const char *path = with_csv(*state, GOOD);
    for (int line = 1; line <= 6; line++) {
        lines_until_failure = line;
        assert_int_equal(pair_file_read(path, &table), EX_OSERR);
        assert_non_null(strstr(error_message(), "pairs.csv: Cannot allocate memory"));
        assert_null(table.train.input);
    }
    assert_int_equal(pair_file_read(path, &table), 0);
    pair_table_free(&table);
}

static void test_pipes(void **state)
{
    static const char *const names[] = {"pairs.csv", "pairs.h5"};
    for (int i = 0; i < 2; i++) {
        struct pair_table table;
        uint64_t hash;
        const char *path = in_folder(*state, names[i]);
        assert_int_equal(mkfifo(path, 0666), 0);
        alarm(10);
        assert_int_equal(pair_file_read(path, &table), EX_DATAERR);
        assert_non_null(strstr(error_message(), "is not a regular file"));
        assert_int_equal(pair_table_checksum(path, &hash), EX_DATAERR);
        assert_non_null(strstr(error_message(), "is not a regular file"));
        alarm(0);
    }
}

static void test_other_files(void **state)
{
    struct pair_table table;
    assert_int_equal(pair_file_read(in_folder(*state, "none.csv"), &table), EX_NOINPUT);
    assert_int_equal(pair_file_read(in_folder(*state, "none.h5"), &table), EX_NOINPUT);
    assert_int_equal(pair_file_read(in_folder(*state, "pairs.txt"), &table), EX_DATAERR);
    assert_non_null(strstr(error_message(), "must end with .csv, .h5 or .hdf5"));
    write_whole(in_folder(*state, "bad.h5"), "damaged", 7);
    assert_int_equal(pair_file_read(in_folder(*state, "bad.h5"), &table), EX_DATAERR);
}

/* A file of two pairs of each part; one value may be another. */
static const char *with_hdf5(const char *folder, int target_steps, int first)
{
    const char *path = in_folder(folder, "pairs.h5");
    const int input[] = {first, 2, 3, 4, 5, 6}, target[] = {3, 2, 6, 5};
    const hsize_t input_dims[] = {2, 3}, target_dims[] = {2, (hsize_t)target_steps};
    hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    static const char *const groups[] = {"train", "evaluate"};
    for (int i = 0; i < 2; i++) {
        hid_t group = H5Gcreate2(file, groups[i], H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
        assert_true(H5LTmake_dataset_int(group, "input", 2, input_dims, input) >= 0);
        assert_true(H5LTmake_dataset_int(group, "target", 2, i == 0 ? target_dims : (hsize_t[]){2, 2}, target) >= 0);
        H5Gclose(group);
    }
    H5Fclose(file);
    return path;
}

static void test_hdf5(void **state)
{
    static const int32_t input[] = {1, 2, 3, 4, 5, 6}, target[] = {3, 2, 6, 5};
    struct pair_table table;
    assert_int_equal(pair_file_read(with_hdf5(*state, 2, 1), &table), 0);
    assert_int_equal(table.n_in, 3);
    assert_int_equal(table.n_out, 2);
    assert_int_equal(table.train.n, 2);
    assert_memory_equal(table.train.input, input, sizeof input);
    assert_memory_equal(table.evaluate.target, target, sizeof target);
    assert_int_equal(table.greatest, 6);
    assert_string_equal(table.greatest_place, ": train/input, row 2, column 3");
    pair_table_free(&table);
    assert_int_equal(pair_file_read(with_hdf5(*state, 2, -1), &table), EX_DATAERR);
    assert_non_null(strstr(error_message(), "train/input, row 1, column 1 is -1: it must be from 0 to 99999"));
    assert_int_equal(pair_file_read(with_hdf5(*state, 1, 1), &table), EX_DATAERR);
    assert_non_null(strstr(error_message(), "evaluate/target has 2 pairs of 2 steps, unlike the other datasets"));
}

/* The message of a file whose first dataset, train/input, is this. */
static const char *refusal_of_first(const char *folder, hid_t type, int rank, const hsize_t *dims, const void *values)
{
    struct pair_table table;
    const char *path = in_folder(folder, "pairs.h5");
    hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    hid_t group = H5Gcreate2(file, "train", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    assert_true(H5LTmake_dataset(group, "input", rank, dims, type, values) >= 0);
    H5Gclose(group);
    H5Fclose(file);
    assert_int_equal(pair_file_read(path, &table), EX_DATAERR);
    return error_message();
}

static void assert_ends_with(const char *message, const char *end)
{
    size_t length = strlen(message), wanted = strlen(end);
    if (length < wanted || strcmp(message + length - wanted, end) != 0)
        fail_msg("\"%s\" does not end with \"%s\"", message, end);
}

static void test_hdf5_says_what_is_wrong(void **state)
{
    const uint64_t large[2] = {1, (UINT64_C(1) << 63) + 5};
    const hsize_t none[] = {0, 3}, one[] = {2}, row[] = {1, 2}, long_row[] = {1, 1001}, no_steps[] = {4, 0};
    static const int zeros[1001];
    assert_ends_with(refusal_of_first(*state, H5T_NATIVE_INT, 2, none, zeros),
                     "train/input has 0 pairs: it must have from 1 to 10000000");
    assert_ends_with(refusal_of_first(*state, H5T_NATIVE_INT, 1, one, zeros),
                     "train/input has 1 dimension: it must have 2, pairs and steps");
    assert_ends_with(refusal_of_first(*state, H5T_NATIVE_INT, 2, long_row, zeros),
                     "train/input has pairs of 1001 steps: it must have from 1 to 1000");
    assert_ends_with(refusal_of_first(*state, H5T_NATIVE_INT, 2, no_steps, zeros),
                     "train/input has pairs of 0 steps: it must have from 1 to 1000");
    assert_ends_with(refusal_of_first(*state, H5T_NATIVE_UINT64, 2, row, large),
                     "train/input, row 1, column 2 is 9223372036854775813: it must be from 0 to 99999");
}

/* ---- studies ---- */

static const char STUDY[] = "name: own\nrepeats: 2\n"
                            "task: {name: file, path: pairs.csv, n_in: 3, n_out: 2, cardinality: 10}\n"
                            "models: [{name: attention, units: 8}]\n"
                            "training: {source: fixed, samples: 2, validation: 1, epochs: 60, learning_rate: 0.05}\n"
                            "evaluate: {sequences: 1, every: 20}\nsave_models: none\n";

/* The study beside the pairs, with one setting more (NULL: none); the status. */
static int read_study(const char *folder, const char *override, struct study *out)
{
    const char *path = in_folder(folder, "own.yaml");
    write_whole(path, STUDY, strlen(STUDY));
    return study_read(path, &override, override != NULL, out);
}

static void test_study_finds_its_pairs(void **state)
{
    static struct study study, again;
    struct pair_table pairs;
    char *text = NULL;
    size_t bytes;
    with_csv(*state, GOOD);
    assert_int_equal(read_study(*state, NULL, &study), 0);
    assert_true(study.models[0].task.path[0] == '/');
    assert_int_equal(strlen(study.models[0].task.checksum), 16);
    FILE *out = open_memstream(&text, &bytes);
    study_write(&study, out);
    fclose(out);
    assert_int_equal(study_parse(text, bytes, "journal", NULL, 0, &again), 0); /* as a journal has it */
    free(text);
    assert_true(study_trial(&again, 0).settings_hash == study_trial(&study, 0).settings_hash);
    assert_int_equal(own_pairs_read(&again, &pairs), 0);
    assert_int_equal(pairs.train.n, 3);
    pair_table_free(&pairs);
}

static void test_changed_pairs_are_refused(void **state)
{
    static struct study before, after;
    struct pair_table pairs;
    char there[STUDY_TEXT], wanted[STUDY_TEXT], override[96];
    with_csv(*state, GOOD);
    assert_int_equal(read_study(*state, NULL, &before), 0);
    with_csv(*state,
             "part,in1,in2,in3,out1,out2\ntrain,1,2,3,3,2\ntrain,1,2,3,3,3\ntrain,1,1,1,1,1\nevaluate,1,1,1,1,1\n");
    assert_int_equal(own_pairs_read(&before, &pairs), EX_DATAERR);
    assert_non_null(strstr(error_message(), "its data have changed since the study was started"));
    assert_int_equal(read_study(*state, NULL, &after), 0);
    struct trial a = study_trial(&before, 0), b = study_trial(&after, 0);
    assert_true(a.identity == b.identity && a.settings_hash != b.settings_hash);
    assert_string_equal(study_difference(&a, &b, there, wanted), "task.checksum");
    snprintf(override, sizeof override, "task.checksum=%s", before.models[0].task.checksum);
    assert_int_equal(read_study(*state, override, &after), EX_DATAERR);
    assert_non_null(strstr(error_message(), "its data have changed since the study was started"));
}

/* Called at the n-th opening of a file, counted from 1. */
static void (*at_opening)(int n);
static int n_openings;

int open(const char *path, int flags, ...)
{
    int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    if (at_opening != NULL)
        at_opening(++n_openings);
    return real(path, flags, mode);
}

static const char *replaced_folder;
static int replaced_at;

static void replace_pairs(int n)
{
    if (n == replaced_at)
        with_csv(replaced_folder, "part,in1,in2,in3,out1,out2\ntrain,1,1,1,1,1\ntrain,1,1,1,1,1\ntrain,1,1,1,1,1\n"
                                  "evaluate,1,1,1,1,1\n");
}

/* Their checksum and they themselves are read one after the other. */
static void test_pairs_that_change_while_they_are_read(void **state)
{
    static struct study study;
    struct pair_table pairs;
    replaced_folder = *state;
    for (replaced_at = 1; replaced_at <= 3; replaced_at++) {
        with_csv(*state, GOOD);
        assert_int_equal(read_study(*state, NULL, &study), 0);
        n_openings = 0;
        at_opening = replace_pairs;
        int status = own_pairs_read(&study, &pairs);
        at_opening = NULL;
        assert_int_equal(status, EX_DATAERR);
        assert_non_null(strstr(error_message(), "its data have changed since the study was started"));
        assert_null(pairs.train.input);
    }
}

static void assert_unfit(const char *folder, const char *override, const char *message)
{
    static struct study study;
    struct pair_table pairs;
    char whole[512];
    assert_int_equal(read_study(folder, override, &study), 0);
    assert_int_equal(own_pairs_read(&study, &pairs), EX_DATAERR);
    snprintf(whole, sizeof whole, "%s%s", study.models[0].task.path, message);
    assert_string_equal(error_message(), whole);
}

/* What is wrong with a file has one status, and the form of its other mistakes. */
static void test_pairs_that_do_not_fit(void **state)
{
    with_csv(*state, GOOD);
    assert_unfit(*state, "grid.n_in=[4]", ": 3 input columns, but n_in is 4");
    assert_unfit(*state, "grid.n_out=[2,1]", ": 2 target columns, but n_out is 1");
    assert_unfit(*state, "grid.cardinality=[9]", ":5:11: in3 is 9: with cardinality=9 values are 0 to 8");
    assert_unfit(*state, "task.cardinality_out=9",
                 ": a value of a target is 9: with cardinality_out=9 they are 0 to 8");
    assert_unfit(*state, "training.samples=3",
                 ": 3 pairs to train on: training.samples 3 and training.validation 1 are more");
    assert_unfit(*state, "evaluate.sequences=2", ": 1 pairs to evaluate: evaluate.sequences 2 is more");
}

static void assert_unread(const char *folder, const char *override, const char *message)
{
    static struct study study;
    assert_int_equal(read_study(folder, override, &study), EX_USAGE);
    if (strstr(error_message(), message) == NULL)
        fail_msg("\"%s\" lacks \"%s\"", error_message(), message);
}

static void test_settings_that_do_not_fit(void **state)
{
    with_csv(*state, GOOD);
    assert_unread(*state, "task.path=/none.csv", "task.path: /none.csv: No such file or directory");
    assert_unread(*state, "task.name=echo", "task.path is pairs.csv, but task.name echo has none");
    assert_unread(*state, "vary=data", "vary is data alone, but a file's pairs are the same in all repeats");
}

/* Repeats differ in weights and order, not in pairs; by heart the samples are learned, and the held-out pair is the
 * third. */
static void test_trials(void **state)
{
    static struct study study;
    struct pair_table pairs;
    with_csv(*state, GOOD);
    for (int fresh = 0; fresh < 2; fresh++) {
        assert_int_equal(read_study(*state, NULL, &study), 0);
        assert_int_equal(own_pairs_read(&study, &pairs), 0);
        if (fresh) { /* draws its rows */
            strcpy(study.models[0].training.source, "fresh");
            study.models[0].training.samples = study.models[0].training.validation = 0;
            study.models[0].evaluate.every = 0;
        }
        assert_int_equal(study_vary(&study, 0), VARY_INIT | VARY_ORDER);
        struct trial trial = study_trial(&study, 1);
        struct trial_traces traces;
        struct trial_progress progress = {0};
        struct trial_result result;
        assert_int_equal(trial_traces_allocate(&trial.settings, &traces), 0);
        assert_int_equal(trial_run(&trial, &progress, &traces, NULL, &result), EX_SOFTWARE); /* without its pairs */
        trial.pairs = &pairs;
        assert_int_equal(trial_run(&trial, &progress, &traces, NULL, &result), 0);
        assert_int_equal(result.sequences, 1);
        assert_true(result.train_loss[59] < result.train_loss[0] / 4);
        assert_int_equal(result.evaluations, fresh ? 0 : 3);
        trial_traces_free(&traces);
        pair_table_free(&pairs);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_csv, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_csv_with_a_byte_order_mark, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_names_in_capitals, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_hdf5_says_what_is_wrong, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_csv_names_the_place_of_what_is_wrong, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_csv_with_a_zero_byte, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_csv_that_cannot_be_read_to_its_end, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_pipes, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_other_files, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_hdf5, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_study_finds_its_pairs, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_changed_pairs_are_refused, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_pairs_that_change_while_they_are_read, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_pairs_that_do_not_fit, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_settings_that_do_not_fit, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_csv_with_quotes, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_trials, folder_setup, folder_teardown),
    };
    return RUN_TESTS(tests);
}
