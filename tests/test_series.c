/* The task series: both formats, what is wrong with a table by its place, windows, scaling, scores, and trials. */
#include "attnbench/study_file/study_file.h"
#include "attnbench/base/error.h"
#include "attnbench/series/series_make.h"
#include "attnbench/store/series_file.h"
#include "attnbench/trial/own_pairs.h"
#include "attnbench/trial/trial.h"
#include "store_helpers.h"
#include "test.h"

#include <hdf5_hl.h>
#include <stdio.h>

static void assert_near(double found, double wanted, double apart)
{
    if (!(fabs(found - wanted) <= apart))
        fail_msg("%.17g is not %.17g within %g", found, wanted, apart);
}

static char two_names[][SERIES_NAME] = {"b", "a"};

static const char *with_csv(const char *folder, const char *content)
{
    const char *path = in_folder(folder, "series.csv");
    write_whole(path, content, strlen(content));
    return path;
}

static int read_two(const char *path, const char *time, struct series_table *out)
{
    const struct series_columns columns = {.time = time, .n = 2, .names = two_names};
    return series_file_read(path, &columns, out);
}

/* ---- files ---- */

static void assert_read(const char *path, const char *time)
{
    static const double wanted[] = {1.5, -2, 3, 4e2, 5, 6};
    struct series_table table;
    assert_int_equal(read_two(path, time, &table), 0);
    assert_int_equal(table.n_rows, 3);
    assert_memory_equal(table.values, wanted, sizeof wanted);
    free(table.values);
}

static void test_csv(void **state)
{
    assert_read(with_csv(*state, "t,a,b,c\n1,-2,1.5,x\n2,4e2,3,\n3,6,5,NA\n"), "t");
    assert_read(with_csv(*state, "t,a,b,c\n1,-2,1.5,x\n2,4e2,3,\n3,6,5,NA"), "");
    assert_read(with_csv(*state, "\xEF\xBB\xBF\"t\";\"b\";\"a\"\r\n2020-01-31;1.5;-2\r\n2020-02-01;3;400\r\n"
                                 "2020-02-01T12:00:00;5;6\r\n\r\n"),
                "t");
    assert_read(with_csv(*state, "a\tb\tt\n-2\t1.5\t1749-01\n400\t3\t1749-02\n6\t5\t1750-01\n"), "t");
}

/* Times are in order as moments, whatever the zone that each is written in. */
static void test_times_with_zones(void **state)
{
    static const char *const in_order[][3] = {
        {"2023-10-29T02:00:00+02:00", "2023-10-29T02:00:00+01:00", "2023-10-29T03:00:00+01:00"}, /* clocks set back */
        {"2023-10-29 02:30+02:00", "2023-10-29 02:00+01:00", "2023-10-29 02:30+01:00"},
        {"2023-03-26T01:00:00+01:00", "2023-03-26T03:00:00+02:00", "2023-03-26T04:00:00+02:00"}, /* set forward */
        {"2023-11-05T01:30:00-0400", "2023-11-05T01:00:00-0500", "2023-11-05T06:00:00.5Z"},
        {"2024-03-01T00:30:00+05:45", "2024-02-29T18:46Z", "2024-02-29T09:00-10"},  /* dates that seem to fall */
        {"2023-12-31T23:59:59Z", "2024-01-01T08:59:60+09", "2024-01-01T00:00:00Z"}, /* a leap second */
        {"2024-01-01T09:00:00 +09:00", "2023-12-31T24:00:00.0-00:01", "2024-01-01T00:02Z"},
        {"0000-02-29T12:00:00+12:00", "0000-02-29T00:00:01Z", "9999-12-31T23:59:59.999999-23:59"},
        {"2024-01-01 10:00", "2024-01-01T10:01", "2024-01-01 10:02"},
        {"2024-01", "2024-01-02", "2024-01-02T00:00:00.125"},
    };
    char content[512];
    for (size_t i = 0; i < sizeof in_order / sizeof *in_order; i++) {
        const char *const *t = in_order[i];
        snprintf(content, sizeof content, "t,a,b\n%s,-2,1.5\n%s,400,3\n%s,6,5\n", t[0], t[1], t[2]);
        assert_read(with_csv(*state, content), "t");
    }
}

static void assert_refused(const char *path, const char *time, const char *message)
{
    struct series_table table;
    char whole[512];
    snprintf(whole, sizeof whole, "%s%s", path, message);
    assert_int_equal(read_two(path, time, &table), EX_DATAERR);
    assert_string_equal(error_message(), whole);
    assert_null(table.values);
}

static void test_csv_names_the_place_of_what_is_wrong(void **state)
{
    static const struct {
        const char *content, *message;
    } cases[] = {
        {"t,a,b\n1,2,\n", ":2:5: row 1: b is missing (''): fill it in, or leave its row out"},
        {"t,a,b\n1,2,3\n2,NA,4\n", ":3:3: row 2: a is missing ('NA'): fill it in, or leave its row out"},
        {"t,a,b\n1,2,nan\n", ":2:5: row 1: b is missing ('nan'): fill it in, or leave its row out"},
        {"t,a,b\n1,2,3\n2,3,4 m\n", ":3:5: row 2: b is '4 m': it must be a number, such as -1.5"},
        {"t;a;b\n1;2;3,5\n", ":2:5: row 1: b is '3,5': it must be a number, such as -1.5"},
        {"t,a,b\n1,2,-inf\n", ":2:5: row 1: b is '-inf': it must be a number, such as -1.5"},
        {"t,a,b\n1,2,1e31\n", ":2:5: row 1: b is 1e31: it must be from -1e+30 to 1e+30"},
        {"t,a,bb\n1,2,3\n", ":1:1: there is no column 'b': did you mean 'bb'?"},
        {"t,a,load\n1,2,3\n", ":1:1: there is no column 'b': it must be t, a or load"},
        {"t,a,b,b\n1,2,3,4\n", ":1:7: column 'b' stands here a second time"},
        {"s,a,b\n1,2,3\n", ":1:1: there is no column 't': it must be s, a or b"},
        {"t,a,b\n1,2,3\n1,2,3\n", ":3:1: row 2: the time 1 stands twice: each row has its own"},
        {"t,a,b\n1,2,3\n0.5,2,3\n", ":3:1: row 2: the time 0.5 is before 1 above it: sort the rows by time"},
        {"t,a,b\n10,2,3\n9,2,3\n", ":3:1: row 2: the time 9 is before 10 above it: sort the rows by time"},
        {"t,a,b\n2020-02-01,2,3\n2020-01-31,2,3\n",
         ":3:1: row 2: the time 2020-01-31 is before 2020-02-01 above it: sort the rows by time"},
        {"t,a,b\n2020-02-01,2,3\n2020-02-01,2,3\n",
         ":3:1: row 2: the time 2020-02-01 stands twice: each row has its own"},
        {"t,a,b\n2020-02-01,2,3\n7,2,3\n", ":3:1: row 2: the time 7 is not of one form with 2020-02-01 above it"},
        {"t,a,b\n2023-03-26T01:00Z,2,3\n2023-03-26T03:00+02:00,2,3\n",
         ":3:1: row 2: the time 2023-03-26T03:00+02:00 is the same as 2023-03-26T01:00Z above it: each row has its "
         "own"},
        {"t,a,b\n2024-01-01 24:00,2,3\n2024-01-02,2,3\n",
         ":3:1: row 2: the time 2024-01-02 is the same as 2024-01-01 24:00 above it: each row has its own"},
        {"t,a,b\n2023-10-29T02:00+01:00,2,3\n2023-10-29T02:30+02:00,2,3\n",
         ":3:1: row 2: the time 2023-10-29T02:30+02:00 is before 2023-10-29T02:00+01:00 above it: sort the rows by "
         "time"},
        {"t,a,b\n2023-10-29T02:00Z,2,3\n2023-10-29T03:00,2,3\n",
         ":3:1: row 2: the time 2023-10-29T03:00 has no time zone, unlike 2023-10-29T02:00Z above it: write one in "
         "all rows, or in none"},
        {"t,a,b\n2023-10-29,2,3\n2023-10-30T03:00-01,2,3\n",
         ":3:1: row 2: the time 2023-10-30T03:00-01 has a time zone, unlike 2023-10-29 above it: write one in all "
         "rows, or in none"},
        {"t,a,b\n2023-10-29T02:00,2,3\n2023-10-29T02:00,2,3\n",
         ":3:1: row 2: the time 2023-10-29T02:00 stands twice: each row has its own; where clocks were set back, "
         "write the zone too, such as +01:00"},
        {"t,a,b\n2023-10-29T02:30,2,3\n2023-10-29T02:00,2,3\n",
         ":3:1: row 2: the time 2023-10-29T02:00 is before 2023-10-29T02:30 above it: sort the rows by time; where "
         "clocks were set back, write the zone too, such as +01:00"},
        {"t,a,b\n2023-10-29T05:30,2,3\n2023-10-29T02:00,2,3\n",
         ":3:1: row 2: the time 2023-10-29T02:00 is before 2023-10-29T05:30 above it: sort the rows by time"},
        {"t,a,b\n2023-10-29T02:00+1:00,2,3\n",
         ":2:1: row 1: the time is '2023-10-29T02:00+1:00': a zone is Z, or hours and minutes such as +02:00"},
        {"t,a,b\n2023-10-29T02:00 CET,2,3\n",
         ":2:1: row 1: the time is '2023-10-29T02:00 CET': a zone is Z, or hours and minutes such as +02:00"},
        {"t,a,b\n31.1.2020,2,3\n",
         ":2:1: row 1: the time is '31.1.2020': it must be a number, or a date such as 2020-01-31"},
        {"t,a,b\n,2,3\n", ":2:1: row 1: the time is '': it must be a number, or a date such as 2020-01-31"},
        {"t,a,b\n1,2,3\n2,2\n", ":3:1: the line has 2 fields, the first line 3 names"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(with_csv(*state, cases[i].content), "t", cases[i].message);
}

static void make_dataset(hid_t file, const char *name, hsize_t rows, hid_t type, const void *values)
{
    assert_true(H5LTmake_dataset(file, name, 1, &rows, type, values) >= 0);
}

/* Columns t, a and b of so many rows; of the types given. */
static const char *with_hdf5(const char *folder, hsize_t a_rows, double t_2, double b_3)
{
    const char *path = in_folder(folder, "series.h5");
    const double t[] = {1, t_2, 3}, b[] = {1.5, 3, b_3};
    const int a[] = {-2, 400, 6};
    hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    make_dataset(file, "t", 3, H5T_NATIVE_DOUBLE, t);
    make_dataset(file, "a", a_rows, H5T_NATIVE_INT, a);
    make_dataset(file, "b", 3, H5T_NATIVE_DOUBLE, b);
    assert_true(H5LTmake_dataset_string(file, "words", "x") >= 0);
    H5Fclose(file);
    return path;
}

static void test_hdf5(void **state)
{
    assert_read(with_hdf5(*state, 3, 2, 5), "t");
    assert_read(with_hdf5(*state, 3, 2, 5), "");
    assert_read(with_hdf5(*state, 3, 1, 5), ""); /* times that are not asked for */
    assert_refused(with_hdf5(*state, 2, 2, 5), "t", ": a has 2 rows, unlike b, which has 3");
    assert_refused(with_hdf5(*state, 3, 1, 5), "t", ": t, row 2, is 1, and the row above it has 1: times must rise");
    assert_refused(with_hdf5(*state, 3, 0, 5), "t", ": t, row 2, is 0, and the row above it has 1: times must rise");
    assert_refused(with_hdf5(*state, 3, 2, NAN), "t", ": b, row 3, is nan: it must be a number from -1e+30 to 1e+30");
    assert_refused(with_hdf5(*state, 3, 2, 5), "words", ": words does not hold numbers");
    write_whole(in_folder(*state, "bad.h5"), "damaged", 7);
    struct series_table table;
    assert_int_equal(read_two(in_folder(*state, "bad.h5"), "t", &table), EX_DATAERR);
    assert_int_equal(read_two(in_folder(*state, "none.h5"), "t", &table), EX_NOINPUT);
    assert_int_equal(read_two(in_folder(*state, "none.csv"), "t", &table), EX_NOINPUT);
}

/* ---- series ---- */

/* b: 0 1 2 … of ten rows, a: 10 8 6 … ; both are targets, b is the input. */
static void make_ten(struct series *out, double share)
{
    static char names[][SERIES_NAME] = {"b", "b", "a"};
    const struct series_columns columns = {.time = "", .n = 3, .names = names};
    double values[30];
    for (int row = 0; row < 10; row++) {
        values[3 * row] = values[3 * row + 1] = row;
        values[3 * row + 2] = 10 - 2 * row;
    }
    const struct series_table table = {10, values};
    assert_int_equal(series_make("ten.csv", &columns, &table, 2, share, out), 0);
}

/* Of the training part alone, 0 to 7: mean 3.5, variance 5.25. */
static void test_scaling_is_of_the_training_part(void **state)
{
    (void)state;
    struct series series;
    make_ten(&series, 0.2);
    assert_int_equal(series.test_from, 8);
    assert_int_equal(series.n_inputs, 1);
    assert_int_equal(series.n_targets, 2);
    assert_near(series.scaling.inputs[0].mean, 3.5, 1e-14);
    assert_near(series.scaling.inputs[0].sd, sqrt(5.25), 1e-6);
    assert_near(series.scaling.targets[1].mean, 3, 1e-14);
    assert_near(series.scaling.targets[1].sd, 2 * sqrt(5.25), 1e-6);
    assert_near((double)series.inputs[9], (9 - 3.5) / sqrt(5.25), 1e-6);
    assert_near(scale_to_units(series.scaling.targets[1], series.targets[2 * 9 + 1]), -8, 1e-6);
    assert_near(series.change[0] * series.scaling.targets[0].sd, 1, 1e-6);
    assert_near(series.change[1] * series.scaling.targets[1].sd, 2, 1e-6);
    assert_true((double)(float)series.scaling.inputs[0].sd == series.scaling.inputs[0].sd); /* as it is stored */
    series_free(&series);
}

/* A large mean costs no digits: 1e9 and more, a step apart. */
static void test_scaling_of_large_values(void **state)
{
    (void)state;
    static char names[][SERIES_NAME] = {"b", "b"};
    const struct series_columns columns = {.time = "", .n = 2, .names = names};
    double values[20];
    struct series series;
    for (int row = 0; row < 20; row++)
        values[row] = 1.7e9 + 7 + row / 2;
    const struct series_table table = {10, values};
    assert_int_equal(series_make("ten.csv", &columns, &table, 1, 0.2, &series), 0);
    for (int row = 0; row < 10; row++)
        assert_near(scale_to_units(series.scaling.targets[0], series.targets[row]), 1.7e9 + 7 + row, 1e-5);
    float high = (float)series.scaling.inputs[0].mean;
    assert_true((double)high + (double)(float)(series.scaling.inputs[0].mean - (double)high) ==
                series.scaling.inputs[0].mean);
    series_free(&series);
}

static void test_what_cannot_be_a_series(void **state)
{
    (void)state;
    static char names[][SERIES_NAME] = {"flat", "b"};
    const struct series_columns columns = {.time = "", .n = 2, .names = names};
    double values[20];
    struct series series;
    for (int row = 0; row < 10; row++) {
        values[2 * row] = row < 8 ? 5 : 6; /* constant where it is learned from */
        values[2 * row + 1] = row;
    }
    assert_int_equal(series_make("ten.csv", &columns, &(struct series_table){10, values}, 1, 0.2, &series), EX_DATAERR);
    assert_string_equal(error_message(),
                        "ten.csv: column flat is constant (5) in the training part, rows 1 to 8: leave it out");
    assert_null(series.inputs);
    for (int row = 0; row < 10; row++)
        values[2 * row] = 1e-300 * row;
    assert_int_equal(series_make("ten.csv", &columns, &(struct series_table){10, values}, 1, 0.2, &series), EX_DATAERR);
    assert_string_equal(error_message(),
                        "ten.csv: column flat varies too little in the training part, rows 1 to 8: its "
                        "standard deviation must be 1e-30 or more");
    assert_int_equal(series_make("ten.csv", &columns, &(struct series_table){2, values}, 1, 0.2, &series), EX_DATAERR);
    assert_string_equal(error_message(),
                        "ten.csv: with task.test_share 0.2 its 2 rows are 2 to train on and 0 to test: it "
                        "needs 2 and 1, or more");
    assert_int_equal(series_make("ten.csv", &columns, &(struct series_table){10, values}, 1, 0.9, &series), EX_DATAERR);
    assert_string_equal(error_message(),
                        "ten.csv: with task.test_share 0.9 its 10 rows are 1 to train on and 9 to test: it "
                        "needs 2 and 1, or more");
}

/* No target of the one part is one of the other. */
static void test_windows(void **state)
{
    (void)state;
    struct series series;
    make_ten(&series, 0.3); /* 7 and 3 rows */
    struct windows train = series_train_windows(&series, 3, 2), test = series_test_windows(&series, 3, 2);
    assert_int_equal(train.first, 0);
    assert_int_equal(train.n, 3);    /* the last one: rows 2 3 4, and 5 6 */
    assert_int_equal(test.first, 4); /* rows 4 5 6, and 7 8 */
    assert_int_equal(test.n, 2);
    assert_int_equal(series_train_windows(&series, 6, 2).n, 0);
    assert_int_equal(series_test_windows(&series, 3, 4).n, 0);
    assert_int_equal(series_test_windows(&series, 3, 3).n, 1);
    const struct windows ten = {5, 10};
    assert_int_equal(window_at(ten, 0, 4), 5);
    assert_int_equal(window_at(ten, 1, 4), 7);
    assert_int_equal(window_at(ten, 3, 4), 12);
    assert_int_equal(window_at(ten, 9, 10), 14);
    float input[3], target[4];
    series_take(&series, 4, 3, 2, input, target);
    assert_true(input[0] == series.inputs[4] && input[2] == series.inputs[6]);
    assert_true(target[0] == series.targets[14] && target[3] == series.targets[17]);
    series_free(&series);
}

static void test_naive_forecasts(void **state)
{
    (void)state;
    struct series series;
    float out[10];
    make_ten(&series, 0.3);
    series_repeat(&series, 7, 1, 3, out);
    for (int step = 0; step < 3; step++) /* row 6 */
        assert_true(out[2 * step] == series.targets[12] && out[2 * step + 1] == series.targets[13]);
    series_repeat(&series, 7, 3, 5, out);
    static const int rows[] = {4, 5, 6, 4, 5}; /* never one that is to be forecast */
    for (int step = 0; step < 5; step++)
        assert_true(out[2 * step] == series.targets[2 * rows[step]]);
    series_free(&series);
}

/* The last value again is wrong by 1 and 2 a row: errors 1, 2 of b, and 2, 4 of a. */
static void test_scores(void **state)
{
    (void)state;
    struct series series;
    const size_t rows[] = {4, 5};
    float forecasts[8];
    make_ten(&series, 0.3);
    for (size_t i = 0; i < 2; i++)
        series_repeat(&series, rows[i] + 3, 1, 2, forecasts + 4 * i);
    struct series_score score = series_score(&series, 3, 2, 2, rows, forecasts);
    assert_near(score.rmse, sqrt((1 + 4 + 4 + 16) / 4.0), 1e-6);
    assert_near(score.mae, (1 + 2 + 2 + 4) / 4.0, 1e-6);
    assert_near(score.mase, 1.5, 1e-6); /* 1 and 2 rows of change */
    assert_near(score.skill, 0, 1e-12);
    for (size_t i = 0; i < 8; i++)
        forecasts[i] = series.targets[2 * (rows[i / 4] + 3) + i % 4];
    score = series_score(&series, 3, 2, 2, rows, forecasts);
    assert_near(score.rmse, 0, 0);
    assert_near(score.skill, 1, 0);
    forecasts[3] = NAN; /* of a model that has diverged */
    score = series_score(&series, 3, 2, 2, rows, forecasts);
    assert_true(isnan(score.rmse) && isinf(score.mae) && isinf(score.mase) && isinf(score.skill) && score.skill < 0);
    forecasts[3] = series.targets[2 * (rows[0] + 3) + 3];
    forecasts[1] += 2; /* of one number of a */
    score = series_score(&series, 3, 2, 2, rows, forecasts);
    double sd = series.scaling.targets[1].sd;
    assert_near(score.rmse, sqrt(4 * sd * sd / 8), 1e-5);
    assert_near(score.mae, 2 * sd / 8, 1e-5);
    assert_near(score.mase, 2 * sd / 2 / 8, 1e-5);
    series_free(&series);
}

/* ---- studies ---- */

static const char STUDY[] = "name: own\nrepeats: 2\n"
                            "task: {name: series, path: series.csv, targets: [a, b], time: t}\n"
                            "grid: {n_in: [4], n_out: [2], cardinality: [1]}\n"
                            "models: [%s]\n"
                            "training: {epochs: 80, learning_rate: 0.02}\n"
                            "evaluate: {sequences: 11}\nsave_models: none\n";
#define ATTENTION "{name: attention, units: 8, head: linear}"

/* The study with these models beside a table of 60 rows, with one setting more (NULL: none); the status. */
static int read_study(const char *folder, const char *models, const char *override, struct study *out)
{
    char text[2048], table[4096];
    size_t used = (size_t)snprintf(table, sizeof table, "t,a,b\n");
    for (int row = 0; row < 60; row++)
        used += (size_t)snprintf(table + used, sizeof table - used, "%d,%d,%.3f\n", row, row % 6, sin(row));
    with_csv(folder, table);
    snprintf(text, sizeof text, STUDY, models);
    const char *path = in_folder(folder, "own.yaml");
    write_whole(path, text, strlen(text));
    return study_read(path, &override, override != NULL, out);
}

static void assert_unread(const char *folder, const char *models, const char *override, const char *message)
{
    static struct study study;
    int status = read_study(folder, models, override, &study);
    assert_true(status == EX_CONFIG || status == EX_USAGE);
    if (strstr(error_message(), message) == NULL)
        fail_msg("\"%s\" lacks \"%s\"", error_message(), message);
}

static void test_settings_that_do_not_fit(void **state)
{
    assert_unread(*state, "{name: attention, units: 8}", NULL,
                  "models.head is softmax, but task.name series has real values: it must be linear");
    assert_unread(
        *state, "{name: tagger, units: 8, head: linear}", NULL,
        "models.kind is tagger, which gives as many values as it reads: task.n_out is 2, and must be task.n_in, "
        "which is 4");
    assert_unread(*state, "{name: attention, units: 8, head: linear, period: 6}", NULL,
                  "models.period is 6, but models.kind attention has none: leave it out");
    assert_unread(*state, "{name: persistence, period: 6}", NULL,
                  "models.period is 6, but models.kind persistence has none: leave it out");
    assert_unread(*state, "{name: persistence, units: 6}", NULL,
                  "models.units is 6, but models.kind persistence has none: leave it out");
    assert_unread(*state, "{name: seasonal}", NULL, "models.period is missing");
    assert_unread(*state, ATTENTION, "task.features=3",
                  "task.features is 3, but task.name series has none: leave it out");
    assert_unread(*state, ATTENTION, "task.test_share=1", "task.test_share is 1: it must be from 0.001 to 0.999");
    assert_unread(*state, ATTENTION, "grid.cardinality=5", "task.cardinality is 5: with task.name series it must be 1");
    assert_unread(*state, ATTENTION, "task.name=denoise", "task.path is series.csv, but task.name denoise has none");
    assert_unread(*state, ATTENTION, "metric=accuracy",
                  "metric is accuracy, which the task series has none of: it must be rmse, mae, mase or skill");
}

static void test_columns_that_do_not_fit(void **state)
{
    static struct study study;
    static const char *const texts[] = {"{name: series, path: series.csv}",
                                        "{name: series, path: series.csv, targets: [a, a]}",
                                        "{name: series, path: series.csv, targets: a}"},
                             *const messages[] = {
                                 "task.targets is missing: task.name series needs the columns to forecast",
                                 "task.targets lists a twice",
                                 "task.targets is 'a': it must be a list, such as [temperature, load]"};
    char text[1024];
    assert_int_equal(read_study(*state, ATTENTION, NULL, &study), 0);
    for (size_t i = 0; i < 3; i++) {
        snprintf(text, sizeof text,
                 "name: own\ntask: %s\ngrid: {n_in: [4], n_out: [2], cardinality: [1]}\nmodels: [%s]\n", texts[i],
                 ATTENTION);
        const char *path = in_folder(*state, "own.yaml");
        write_whole(path, text, strlen(text));
        assert_int_equal(study_read(path, NULL, 0, &study), EX_CONFIG);
        if (strstr(error_message(), messages[i]) == NULL)
            fail_msg("\"%s\" lacks \"%s\"", error_message(), messages[i]);
    }
}

/* Beside a command, whose study may have no task. */
static void test_models_without_a_task(void **state)
{
    static struct study study;
    static const char *const kinds[] = {"persistence", "seasonal", "baseline"};
    char text[256];
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        snprintf(text, sizeof text,
                 "name: q\nmetrics: [{name: x}]\nmodels: [{name: c, kind: command, command: [\"true\"]}, {name: %s}]\n",
                 kinds[i]);
        assert_int_equal(study_parse(text, strlen(text), "q.yaml", NULL, 0, &study), EX_CONFIG);
        assert_non_null(strstr(error_message(), kinds[i]));
    }
}

static void assert_unfit(const char *folder, const char *models, const char *override, const char *message)
{
    static struct study study;
    struct pair_table pairs;
    char whole[512];
    assert_int_equal(read_study(folder, models, override, &study), 0);
    assert_int_equal(own_pairs_read(&study, &pairs), EX_DATAERR);
    snprintf(whole, sizeof whole, "%s%s", study.models[0].task.path, message);
    assert_string_equal(error_message(), whole);
    assert_null(pairs.series.inputs);
}

/* 48 rows to train on, 12 to test. */
static void test_tables_that_are_too_short(void **state)
{
    assert_unfit(*state, ATTENTION, "grid.n_in=47",
                 ": its 48 rows to train on are too few for a window of n_in=47 and n_out=2 rows");
    assert_unfit(
        *state, ATTENTION, "evaluate.sequences=12",
        ": evaluate.sequences is 12: it must be at most 11, the forecasts of n_out=2 rows in the 12 rows to test");
    assert_unfit(*state, ATTENTION ", {name: seasonal, period: 49}", NULL,
                 ": models.period is 49: it must be at most 48, the rows to train on");
    assert_unfit(
        *state, "{name: attention, units: 8, head: linear, source: fixed, samples: 44}", NULL,
        ": training.samples is 44: it must be at most 43, the windows of n_in=4 and n_out=2 rows in the 48 rows to "
        "train on");
    /* 43 less the 5 held out, and the one whose target is one of theirs */
    assert_unfit(
        *state, "{name: attention, units: 8, head: linear, source: fixed, samples: 38, validation: 5}",
        "evaluate.every=5",
        ": training.samples is 38: it must be at most 37, the windows of n_in=4 and n_out=2 rows in the 48 rows to "
        "train on, without those held out");
    assert_unfit(
        *state, "{name: attention, units: 8, head: linear, source: fixed, samples: 1, validation: 42}",
        "evaluate.every=5",
        ": its 48 rows to train on, without those held out, are too few for a window of n_in=4 and n_out=2 rows");
}

static void run_trial(const struct study *study, const struct pair_table *pairs, int model, struct trial_result *out)
{
    struct trial trial = study_trial(study, study_index(study, model, 0, 1));
    struct trial_traces traces;
    struct trial_progress progress = {0};
    trial.pairs = pairs;
    assert_int_equal(trial_traces_allocate(&trial.settings, &traces), 0);
    assert_int_equal(trial_run(&trial, &progress, &traces, NULL, out), 0);
    if (out->epochs > 0)
        assert_true(traces.train_loss[79] < traces.train_loss[0]);
    trial_traces_free(&traces);
}

/* a has a period of 6 rows, which seasonal gets right; in 11 windows it is b, sin(row), that is missed. */
static void test_trials(void **state)
{
    static struct study study;
    struct pair_table pairs;
    struct trial_result result[3];
    assert_int_equal(
        read_study(*state, ATTENTION ", {name: persistence}, {name: day, kind: seasonal, period: 6}", NULL, &study), 0);
    assert_int_equal(own_pairs_read(&study, &pairs), 0);
    double squares[2] = {0};
    for (int from = 48; from < 59; from++)
        for (int row = from; row < from + 2; row++)
            for (int model = 0; model < 2; model++) {
                int as = model == 0 ? from - 1 : row - 6;
                squares[model] += pow(row % 6 - as % 6, 2) + pow(sin(row) - sin(as), 2);
            }
    for (int model = 0; model < 3; model++) {
        run_trial(&study, &pairs, model, &result[model]);
        assert_int_equal(result[model].status, TRIAL_FINISHED);
        assert_int_equal(result[model].n_figures, 4);
        assert_int_equal(result[model].sequences, 11);
        if (model > 0)
            assert_near(result[model].figures[0].value, sqrt(squares[model - 1] / 44), 1e-3);
    }
    assert_string_equal(result[1].figures[3].metric->name, "skill");
    assert_near(result[1].figures[3].value, 0, 0);
    assert_true(result[2].figures[3].value > 0.5);
    pair_table_free(&pairs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_csv, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_times_with_zones, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_csv_names_the_place_of_what_is_wrong, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_hdf5, folder_setup, folder_teardown),
        cmocka_unit_test(test_scaling_is_of_the_training_part),
        cmocka_unit_test(test_scaling_of_large_values),
        cmocka_unit_test(test_what_cannot_be_a_series),
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_naive_forecasts),
        cmocka_unit_test(test_scores),
        cmocka_unit_test_setup_teardown(test_settings_that_do_not_fit, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_columns_that_do_not_fit, folder_setup, folder_teardown),
        cmocka_unit_test(test_models_without_a_task),
        cmocka_unit_test_setup_teardown(test_tables_that_are_too_short, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_trials, folder_setup, folder_teardown),
    };
    return RUN_TESTS(tests);
}
