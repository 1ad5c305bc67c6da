/* The child that reads HDF5 files: whatever happens in it, the parent goes on and says what it was.
 * slow: 3 s */
#include "attnbench/hdf5/hdf5_child.h"
#include "attnbench/base/file.h"
#include "attnbench/store/model_file.h"
#include "store_helpers.h"
#include "test.h"

#include <fcntl.h>
#include <hdf5_hl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const double value = 42;

/* The whole of it is read by `sending`; the message of a failure must have `message` behind the file's path. */
static void assert_ends(const char *folder, int (*sending)(hid_t, struct channel *, void *),
                        int (*taking)(struct channel *, void *), int status, const char *message)
{
    const struct exchange exchange = {sending, taking};
    char expected[4096];
    double what = 0;
    const char *path = in_folder(folder, "file.h5");
    assert_true(H5Fclose(H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)) >= 0);
    size_t n_open = n_files("/proc/self/fd");
    int file;
    assert_int_equal(file_open_regular(path, &file), 0);
    assert_int_equal(hdf5_read_in_child(file, path, ", a hint", &exchange, &what), status);
    close(file);
    assert_int_equal(n_files("/proc/self/fd"), n_open);
    if (status == 0) {
        assert_true(what == value);
        return;
    }
    snprintf(expected, sizeof expected, "%s: %s%s", path, message, status == EX_OSERR ? "" : ", a hint");
    assert_string_equal(error_message(), expected);
}

static int send_value(hid_t file, struct channel *channel, void *what)
{
    (void)file;
    (void)what;
    return channel_send(channel, &value, sizeof value);
}

static int take_value(struct channel *channel, void *what)
{
    return channel_take(channel, "the value", what, sizeof(double));
}

static int take_two(struct channel *channel, void *what)
{
    TRY(take_value(channel, what));
    return channel_take(channel, "the second value", what, sizeof(double));
}

static int take_little(struct channel *channel, void *what)
{
    return channel_take(channel, "the value", what, 2);
}

static int refuse_value(struct channel *channel, void *what)
{
    TRY(take_value(channel, what));
    return fail(EX_DATAERR, "%.0f is too much", *(double *)what);
}

static void test_values_come_through(void **state)
{
    assert_ends(*state, send_value, take_value, 0, NULL);
}

static void test_both_sides_must_agree(void **state)
{
    assert_ends(*state, send_value, take_little, EX_DATAERR, "its reader sent 8 bytes of the value instead of 2");
    assert_ends(*state, send_value, take_two, EX_DATAERR, "its reader sent 0 bytes of the second value instead of 8");
    assert_ends(*state, send_value, refuse_value, EX_DATAERR, "42 is too much");
}

static int refuse(hid_t file, struct channel *channel, void *what)
{
    TRY(send_value(file, channel, what));
    return fail(EX_IOERR, "cannot read status: no such thing");
}

/* As a child that a hostile file has taken over may: a status whose lower half is 0, with a message of three bytes. */
static int lie(hid_t file, struct channel *channel, void *what)
{
    const struct {
        int64_t status;
        uint64_t bytes;
        char message[3];
    } __attribute__((packed)) piece = {(int64_t)1 << 32, 3, "bad"};
    (void)file;
    (void)what;
    assert_int_equal(write(channel->pipe, &piece, sizeof piece), sizeof piece);
    return 0;
}

static int crash(hid_t file, struct channel *channel, void *what)
{
    TRY(send_value(file, channel, what));
    raise(SIGSEGV);
    return 0;
}

static int leave(hid_t file, struct channel *channel, void *what)
{
    (void)file;
    (void)channel;
    (void)what;
    _exit(7);
}

static int be_killed(hid_t file, struct channel *channel, void *what)
{
    (void)file;
    (void)channel;
    (void)what;
    raise(SIGKILL);
    return 0;
}

static int turn_in_circles(hid_t file, struct channel *channel, void *what)
{
    TRY(send_value(file, channel, what));
    for (volatile unsigned i = 0;; i++)
        continue;
}

static void test_failures_of_the_child_are_said(void **state)
{
    assert_ends(*state, refuse, take_two, EX_DATAERR, "cannot read status: no such thing");
    assert_ends(*state, lie, take_value, EX_DATAERR, "bad");
    assert_ends(*state, leave, take_value, EX_DATAERR, "its reader ended with status 7 before the value came");
    assert_ends(*state, be_killed, take_value, EX_OSERR, "reading the value was killed: out of memory?");
    assert_ends(*state, crash, take_two, EX_DATAERR,
                "reading the second value crashed the HDF5 library (Segmentation fault)");
    assert_ends(*state, turn_in_circles, take_two, EX_DATAERR, "reading the second value did not end within 2 s");
}

static int grasp(hid_t file, struct channel *channel, void *what)
{
    (void)file;
    (void)channel;
    (void)what;
    return allocate(3, 1 << 30) == NULL ? EX_OSERR : 0;
}

static int write_somewhere(hid_t file, struct channel *channel, void *what)
{
    (void)file;
    (void)channel;
    (void)what;
    signal(SIGXFSZ, SIG_IGN);
    return write(*(int *)what, "x", 1) == 1 ? 0 : fail(EX_IOERR, "not written");
}

static int open_another(hid_t file, struct channel *channel, void *what)
{
    (void)file;
    (void)channel;
    (void)what;
    return open("/dev/null", O_RDONLY) >= 0 ? 0 : fail(EX_IOERR, "not opened");
}

static int take_nothing(struct channel *channel, void *what)
{
    (void)channel;
    (void)what;
    return 0;
}

static void test_the_child_is_confined(void **state)
{
    const struct exchange exchange = {write_somewhere, take_nothing};
    assert_ends(*state, grasp, take_nothing, EX_OSERR, "out of memory: 3221225536 bytes were needed");
    assert_ends(*state, open_another, take_nothing, EX_DATAERR, "not opened");
    int canary = open(in_folder(*state, "canary"), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    assert_int_equal(hdf5_read_path_in_child(in_folder(*state, "file.h5"), &exchange, &canary), EX_DATAERR);
    assert_int_equal(lseek(canary, 0, SEEK_END), 0);
    close(canary);
}

static void test_what_is_no_file(void **state)
{
    const struct exchange exchange = {send_value, take_value};
    double what;
    assert_int_equal(hdf5_read_path_in_child(in_folder(*state, "missing"), &exchange, &what), EX_NOINPUT);
    assert_int_equal(mkfifo(in_folder(*state, "fifo"), 0666), 0);
    assert_int_equal(hdf5_read_path_in_child(in_folder(*state, "fifo"), &exchange, &what), EX_DATAERR);
    assert_non_null(strstr(error_message(), "not a regular file"));
    assert_int_equal(hdf5_read_path_in_child(*state, &exchange, &what), EX_DATAERR);
}

/* ---- Files that point elsewhere */

static void set_number(hid_t file, const char *name)
{
    hid_t space = H5Screate(H5S_SCALAR);
    hid_t attribute = H5Acreate2(file, name, H5T_STD_U64LE, space, H5P_DEFAULT, H5P_DEFAULT);
    const uint64_t five = 5;
    assert_true(H5Awrite(attribute, H5T_STD_U64LE, &five) >= 0);
    H5Aclose(attribute);
    H5Sclose(space);
}

/* A file of weights whose group output is what `put` makes of it. */
static void assert_not_followed(const char *folder, void (*put)(hid_t parameters, const char *other))
{
    float weights[2] = {0};
    const struct stored_tensor tensor = {"output/b", 2, 0, weights}, other = {"b", 2, 0, (float[]){1, 2}};
    const char *path = in_folder(folder, "weights.h5"), *elsewhere = in_folder(folder, "elsewhere.h5");
    assert_int_equal(model_file_write(elsewhere, 5, 5, "", NULL, &other, 1), 0);
    hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    hid_t group = H5Gcreate2(file, "parameters", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    set_number(file, "identity");
    set_number(file, "settings_hash");
    put(group, elsewhere);
    H5Gclose(group);
    assert_true(H5Fclose(file) >= 0);
    assert_int_equal(model_file_read(path, 5, 5, &tensor, 1), EX_DATAERR);
    assert_non_null(strstr(error_message(), "output/b"));
    assert_true(weights[0] == 0 && weights[1] == 0);
}

static void put_external_group(hid_t parameters, const char *other)
{
    assert_true(H5Lcreate_external(other, "/parameters", parameters, "output", H5P_DEFAULT, H5P_DEFAULT) >= 0);
}

static void put_array(hid_t parameters, hid_t creation)
{
    const hsize_t two = 2;
    hid_t group = H5Gcreate2(parameters, "output", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    hid_t space = H5Screate_simple(1, &two, NULL);
    hid_t dataset = H5Dcreate2(group, "b", H5T_IEEE_F32LE, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    assert_true(dataset >= 0);
    H5Dclose(dataset);
    H5Sclose(space);
    H5Gclose(group);
    H5Pclose(creation);
}

static void put_external_data(hid_t parameters, const char *other)
{
    hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
    assert_true(H5Pset_external(creation, other, 0, 8) >= 0);
    put_array(parameters, creation);
}

static void put_virtual_data(hid_t parameters, const char *other)
{
    const hsize_t two = 2;
    hid_t creation = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(1, &two, NULL);
    assert_true(H5Pset_virtual(creation, space, other, "/parameters/b", space) >= 0);
    H5Sclose(space);
    put_array(parameters, creation);
}

static void test_nothing_elsewhere_is_read(void **state)
{
    assert_not_followed(*state, put_external_group);
    assert_not_followed(*state, put_external_data);
    assert_not_followed(*state, put_virtual_data);
}

#define FOLDER_TEST(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(test_values_come_through),
        FOLDER_TEST(test_both_sides_must_agree),
        FOLDER_TEST(test_failures_of_the_child_are_said),
        FOLDER_TEST(test_the_child_is_confined),
        FOLDER_TEST(test_what_is_no_file),
        FOLDER_TEST(test_nothing_elsewhere_is_read),
    };
    return RUN_TESTS(tests);
}
