/* Which program the tests are of: one that does not change with the commit. */
#include "attnbench/base/version.h"

const char attnbench_version[] = "0.0.0";
const char attnbench_commit[] = "0000000";
