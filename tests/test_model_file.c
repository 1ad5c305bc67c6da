#include "attnbench/store/model_file.h"
#include "attnbench/base/error.h"
#include "attnbench/base/temporary.h"
#include "store_helpers.h"
#include "test.h"

#include <dlfcn.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_weights_come_back(void **state)
{
    float w[6] = {1, 2, 3, 4, 5, 6}, b[2] = {7, 8}, w_read[6], b_read[2];
    struct stored_tensor tensors[] = {{"encoder0/forward/W", 2, 3, w}, {"output/b", 2, 0, b}};
    struct stored_tensor wanted[] = {{"output/b", 2, 0, b_read}, {"encoder0/forward/W", 2, 3, w_read}};
    const char *path = in_folder(*state, "models/attention,n_in=5,r0.h5");
    char *study = calloc(200001, 1);
    memset(study, 'y', 200000);
    assert_int_equal(model_file_write(path, 1, UINT64_MAX, study, NULL, tensors, 2), 0);
    assert_int_equal(model_file_write(path, 1, UINT64_MAX, study, NULL, tensors, 2), 0);
    assert_int_equal(n_files(in_folder(*state, "models")), 1);
    assert_int_equal(model_file_read(path, 1, UINT64_MAX, wanted, 2), 0);
    assert_memory_equal(w, w_read, sizeof w);
    assert_memory_equal(b, b_read, sizeof b);
    free(study);
}

static void test_wrong_weights_are_refused(void **state)
{
    float values[6] = {0};
    struct stored_tensor tensor = {"output/W", 2, 3, values}, other = {"output/b", 2, 3, values};
    struct stored_tensor turned = {"output/W", 3, 2, values}, vector = {"output/W", 6, 0, values};
    const char *path = in_folder(*state, "weights.h5");
    assert_int_equal(model_file_read(path, 1, 5, &tensor, 1), EX_NOINPUT);
    assert_int_equal(model_file_write(path, 1, 5, "", NULL, &tensor, 1), 0);
    assert_int_equal(model_file_read(path, 1, 5, &tensor, 1), 0);
    assert_int_equal(model_file_read(path, 1, 6, &tensor, 1), EX_DATAERR);
    assert_non_null(strstr(error_message(), "other settings"));
    assert_int_equal(model_file_read(path, 2, 5, &tensor, 1), EX_DATAERR);
    assert_non_null(strstr(error_message(), "another trial"));
    assert_int_equal(model_file_read(path, 1, 5, &other, 1), EX_DATAERR);
    assert_int_equal(model_file_read(path, 1, 5, &turned, 1), EX_DATAERR);
    assert_int_equal(model_file_read(path, 1, 5, &vector, 1), EX_DATAERR);
    write_whole(path, "damaged", 7);
    assert_int_equal(model_file_read(path, 1, 5, &tensor, 1), EX_DATAERR);
}

/* Each bit of where the chunks of weights lie, which HDF5 does not guard: not found, they would be read as zeros. */
static void test_weights_that_are_not_found_are_refused(void **state)
{
    float values[64], found[64];
    for (int i = 0; i < 64; i++)
        values[i] = (float)i;
    struct stored_tensor tensor = {"output/W", 8, 8, values}, to_read = {"output/W", 8, 8, found};
    const char *path = in_folder(*state, "weights.h5");
    assert_int_equal(model_file_write(path, 1, 5, "", NULL, &tensor, 1), 0);
    size_t size, n_refused = 0;
    unsigned char *bytes = read_whole(path, &size), *tree = memmem(bytes, size, "TREE\1", 5);
    assert_non_null(tree);
    for (int bit = 24 * 8; bit < 64 * 8; bit++) {
        tree[bit / 8] ^= (unsigned char)(1 << bit % 8);
        write_whole(path, bytes, size);
        tree[bit / 8] ^= (unsigned char)(1 << bit % 8);
        if (model_file_read(path, 1, 5, &to_read, 1) != 0)
            n_refused++;
        else
            assert_memory_equal(found, values, sizeof values);
    }
    assert_true(n_refused > 64);
    free(bytes);
}

static void test_damaged_weights_are_refused(void **state)
{
    float values[64];
    for (int i = 0; i < 64; i++)
        values[i] = 1234.5f;
    struct stored_tensor tensor = {"output/W", 8, 8, values};
    const char *path = in_folder(*state, "weights.h5");
    assert_int_equal(model_file_write(path, 1, 5, "", NULL, &tensor, 1), 0);
    size_t size;
    unsigned char *bytes = read_whole(path, &size);
    unsigned char *weights = memmem(bytes, size, values, sizeof values);
    assert_non_null(weights);
    weights[100] ^= 1;
    write_whole(path, bytes, size);
    free(bytes);
    assert_int_equal(model_file_read(path, 1, 5, &tensor, 1), EX_DATAERR);
}

/* Made in different seconds. */
static void test_equal_weights_make_equal_files(void **state)
{
    float values[6] = {1, 2, 3, 4, 5, 6};
    struct stored_tensor tensor = {"encoder0/forward/W", 2, 3, values};
    const char *path = in_folder(*state, "weights.h5");
    size_t first_size, second_size;
    assert_int_equal(model_file_write(path, 1, 5, "name: x", NULL, &tensor, 1), 0);
    unsigned char *first = read_whole(path, &first_size);
    sleep(1);
    assert_int_equal(model_file_write(path, 1, 5, "name: x", NULL, &tensor, 1), 0);
    unsigned char *second = read_whole(path, &second_size);
    assert_int_equal(first_size, second_size);
    assert_memory_equal(first, second, first_size);
    free(first);
    free(second);
}

static bool truncation_fails;

int truncate(const char *path, off_t length)
{
    int (*real)(const char *, off_t) = (int (*)(const char *, off_t))dlsym(RTLD_NEXT, "truncate");
    if (!truncation_fails)
        return real(path, length);
    errno = EIO;
    return -1;
}

static void test_a_file_that_was_not_written_whole_goes(void **state)
{
    const char *path = in_folder(*state, "weights.h5"), *temporary = in_folder(*state, "weights.h5.tmp-here-1");
    for (int i = 0; i < 2; i++) {
        truncation_fails = i == 1;
        write_whole(temporary, "half", 4);
        assert_int_equal(temporary_finish(EX_IOERR, temporary, path), EX_IOERR);
        assert_int_equal(n_files(*state), 0);
    }
    truncation_fails = false;
}

static void test_a_pipe_is_no_file_of_weights(void **state)
{
    const char *pipe = in_folder(*state, "pipe.h5"), *copy = in_folder(*state, "copy.h5");
    assert_int_equal(mkfifo(pipe, 0666), 0);
    alarm(10);
    assert_int_equal(model_file_copy(pipe, copy), EX_DATAERR);
    alarm(0);
    assert_non_null(strstr(error_message(), "pipe.h5 is not a regular file"));
    assert_int_equal(model_file_copy(in_folder(*state, "missing.h5"), copy), EX_NOINPUT);
    assert_int_equal(n_files(*state), 1);
}

#define FOLDER_TEST(test) cmocka_unit_test_setup_teardown(test, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(test_weights_come_back),
        FOLDER_TEST(test_wrong_weights_are_refused),
        FOLDER_TEST(test_damaged_weights_are_refused),
        FOLDER_TEST(test_weights_that_are_not_found_are_refused),
        FOLDER_TEST(test_equal_weights_make_equal_files),
        FOLDER_TEST(test_a_file_that_was_not_written_whole_goes),
        FOLDER_TEST(test_a_pipe_is_no_file_of_weights),
    };
    return RUN_TESTS(tests);
}
