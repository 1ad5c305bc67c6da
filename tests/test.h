/* What every test program includes; `make check T=name F='*pattern*'` runs one test of one program. */
#ifndef ATTNBENCH_TEST_H
#define ATTNBENCH_TEST_H

#include "attnbench/base/error.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* cmocka has a fail of its own; tests say fail_msg. */
#undef fail
#include <cmocka.h>
#undef fail
#undef fail_msg
#define fail(status, ...) (error_keep(__VA_ARGS__), error_status(status))
#define fail_msg(...) (print_error(__VA_ARGS__), print_error("%s", "\n"), _fail(__FILE__, __LINE__))

#define RUN_TESTS(tests) (cmocka_set_test_filter(getenv("TEST_FILTER")), cmocka_run_group_tests(tests, NULL, NULL))

#endif
