/* A file of stored weights: refused, or read as they were written. */
#include "attnbench/base/error.h"
#include "attnbench/store/model_file.h"
#include "fuzz.h"

#include <stdio.h>
#include <string.h>

enum { ROWS = 4, COLUMNS = 3, IDENTITY = 5, SETTINGS = 6 };

static float w[ROWS * COLUMNS], b[COLUMNS], s[COLUMNS];
static const struct stored_tensor tensors[] = {
    {"encoder0/forward/W", ROWS, COLUMNS, w}, {"encoder0/forward/b", COLUMNS, 0, b}, {"output/b", COLUMNS, 0, s}};
enum { N_TENSORS = sizeof tensors / sizeof *tensors };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const char *path = fuzz_file("weights.h5", bytes, n);
    int status = model_file_read(path, IDENTITY, SETTINGS, tensors, N_TENSORS);
    if (status != 0) {
        FUZZ_REQUIRE(status == EX_DATAERR || status == EX_OSERR);
        fuzz_check_message("/weights.h5: ", NULL);
    }
    return 0;
}

void fuzz_write_seeds(const char *folder)
{
    char path[4096];
    for (int i = 0; i < ROWS * COLUMNS; i++)
        w[i] = (float)i;
    for (int i = 0; i < COLUMNS; i++)
        b[i] = s[i] = (float)-i;
    snprintf(path, sizeof path, "%s/weights.h5", folder);
    FUZZ_REQUIRE(model_file_write(path, IDENTITY, SETTINGS, "name: seed\n", NULL, tensors, N_TENSORS) == 0);
}
