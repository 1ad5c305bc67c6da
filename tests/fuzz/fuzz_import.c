/* A table, and what hyperfine exports: read as results or refused in one line. The first byte chooses the options. */
#include "attnbench/base/error.h"
#include "attnbench/import/import.h"
#include "fuzz.h"

#include <stdio.h>
#include <string.h>

static const struct import_options all[] = {
    {.path = NULL},
    {.model = "m", .repeat = "s", .metrics = {"acc"}, .n_metrics = 1, .of = "n"},
    {.model = "m", .repeat = "none", .metrics = {"acc"}, .n_metrics = 1, .missing = "fail", .axes = {"d"}, .n_axes = 1},
    {.wide = true, .metrics = {"acc"}, .n_metrics = 1, .missing = "skip"},
    {.from = "hyperfine"},
};
enum { N_OPTIONS = sizeof all / sizeof *all };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    if (n == 0)
        return 0;
    struct import_options options = all[(uint8_t)(bytes[0] - (uint8_t)'0') % N_OPTIONS];
    FILE *out = fopen("/dev/null", "w");
    FUZZ_REQUIRE(out != NULL);
    options.path = fuzz_file("table", bytes + 1, n - 1);
    options.better = "higher";
    options.dry_run = true;
    int status = import_results(&options, out);
    fclose(out);
    if (status == 0)
        return 0;
    FUZZ_REQUIRE(status == EX_DATAERR || status == EX_USAGE || status == EX_CONFIG);
    fuzz_check_message("", NULL);
    return 0;
}

void fuzz_write_seeds(const char *folder)
{
    static const char *const seeds[] = {
        "0\xEF\xBB\xBFmethod,dataset,seed,accuracy\r\n\"a \"\"b\"\"\",d,0,91.5\r\nb,\"e\nf\",1,92\r\n",
        "0{\"config\": {\"model\": \"a\", \"seed\": 1}, \"acc\": 0.5}\n{\"config\": {\"model\": \"b\"}, \"acc\": "
        "NaN}\n",
        "0[{\"model\": \"\\u00e9\\ud83d\\ude00\", \"seed\": 1e1, \"loss\": -0.5}]",
        "1m\ts\tacc\tn\na\t0\t91\t100\nb\t0.0\t0.915\t200\n",
        "2m;d;acc\na;1;50%\na;1.0;NA\nb;x;93 %\n",
        "3seed,a,b\n0,1,2\n1,3,\n",
        "3method,seed_0,seed_1\na,1,2\nb,3,4\n",
        "4{\"results\": [{\"command\": \"x 1\", \"times\": [0.1, 0.2], \"exit_codes\": [0, 1], \"parameters\": {\"n\": "
        "\"1\"}}]}",
    };
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%zu", folder, i);
        FILE *file = fopen(path, "w");
        FUZZ_REQUIRE(file != NULL && fputs(seeds[i], file) >= 0 && fclose(file) == 0);
    }
}
