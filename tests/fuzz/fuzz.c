#include "fuzz.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];
static pid_t owner;

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (getpid() == owner && system(command) != 0)
        fputs("a folder of the fuzzer is left\n", stderr);
}

const char *fuzz_folder(void)
{
    if (folder[0] != '\0')
        return folder;
    strcpy(folder, access("/dev/shm", W_OK) == 0 ? "/dev/shm/attnbench-fuzz-XXXXXX" : "/tmp/attnbench-fuzz-XXXXXX");
    FUZZ_REQUIRE(mkdtemp(folder) != NULL);
    owner = getpid();
    atexit(remove_folder);
    return folder;
}

const char *fuzz_file(const char *name, const uint8_t *bytes, size_t n)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    FUZZ_REQUIRE(file >= 0);
    FUZZ_REQUIRE(write(file, bytes, n) == (ssize_t)n);
    close(file);
    return path;
}

void fuzz_check_message(const char *file, const char *where)
{
    static const char ended[] = "its reader ended";
    const char *message = error_message();
    FUZZ_REQUIRE(text_is_printable(message));
    const char *at = strstr(message, file);
    FUZZ_REQUIRE(at != NULL);
    FUZZ_REQUIRE(where == NULL || strstr(at, where) != NULL);
    /* The child that reads may crash in the library, not end in our own code. */
    FUZZ_REQUIRE(strncmp(at + strlen(file), ended, strlen(ended)) != 0);
}

void fuzz_broken(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: broken: %s; message: %s\n", file, line, condition, error_message());
    abort();
}
