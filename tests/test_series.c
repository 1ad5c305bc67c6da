/* Series: both formats, what is wrong with a table by its place, windows, scaling and scores. */
#include "attnbench/series/series_make.h"
#include "attnbench/store/series_file.h"
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
        {"t;a;b\n1;2;3,5\n", ":2:5: row 1: b is '3,5', with a decimal comma: write 3.5"},
        {"t;a;b\n1;2;1,234\n", ":2:5: row 1: b is '1,234', with a comma: write 1.234, or 1234"},
        {"t;a;b\n1;2;1 234.5\n", ":2:5: row 1: b is '1 234.5', with signs between its digits: write 1234.5"},
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
    };
    return RUN_TESTS(tests);
}
