/* Memory that is left to control groups of either kind. */
#include "attnbench/base/memory.h"
#include "store_helpers.h"
#include "test.h"

#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

/* A file of the folder, and the folders above it. */
static void put(const char *folder, const char *name, const char *text)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    for (char *slash = strchr(path + strlen(folder) + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static double left_in(const char *folder)
{
    char list[PATH_MAX];
    snprintf(list, sizeof list, "%s/list", folder);
    return memory_of_groups(list, folder);
}

static void test_second_kind(void **state)
{
    put(*state, "list", "0::/user/job\n");
    put(*state, "user/job/memory.max", "max\n");
    put(*state, "user/job/memory.current", "5\n");
    assert_true(isinf(left_in(*state)));
    put(*state, "user/memory.max", "1000\n");
    put(*state, "user/memory.current", "400\n");
    assert_true(left_in(*state) == 600);
    put(*state, "user/job/memory.max", "4\n");
    assert_true(left_in(*state) == 0);
}

static void test_first_kind(void **state)
{
    put(*state, "list", "12:cpu,cpuacct:/other\n9:hugetlb,memory:/slurm/job\n1:name=systemd:/\n0::/\n");
    put(*state, "memory/memory.limit_in_bytes", "9223372036854771712\n");
    put(*state, "memory/memory.usage_in_bytes", "700\n");
    assert_true(left_in(*state) > 9e18);
    put(*state, "memory/slurm/job/memory.limit_in_bytes", "5000\n");
    put(*state, "memory/slurm/job/memory.usage_in_bytes", "2000\n");
    assert_true(left_in(*state) == 3000);
    put(*state, "memory/slurm/memory.limit_in_bytes", "2500\n");
    put(*state, "memory/slurm/memory.usage_in_bytes", "2000\n");
    assert_true(left_in(*state) == 500);
}

/* A container sees its own group at the mount, and the machine's path to it. */
static void test_path_that_is_not_there(void **state)
{
    put(*state, "list", "9:memory:/docker/abc\n");
    put(*state, "memory/memory.limit_in_bytes", "900\n");
    put(*state, "memory/memory.usage_in_bytes", "200\n");
    assert_true(left_in(*state) == 700);
}

static void test_no_list(void **state)
{
    assert_true(isinf(left_in(*state)));
    put(*state, "list", "nonsense\n9:memory\n");
    assert_true(isinf(left_in(*state)));
    put(*state, "memory.max", "900\n");
    put(*state, "memory.current", "200\n");
    assert_true(left_in(*state) == 700);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_second_kind, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_first_kind, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_path_that_is_not_there, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_no_list, folder_setup, folder_teardown),
    };
    return RUN_TESTS(tests);
}
