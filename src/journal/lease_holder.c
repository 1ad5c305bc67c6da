#include "lease_holder.h"
#include "attnbench/base/text.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Start and state of a process; false when /proc does not tell (it has ended, or is hidden). */
static bool read_process(long pid, unsigned long long *start, char *state)
{
    char path[64], line[1024] = "";
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    char *got = fgets(line, sizeof line, file);
    fclose(file);
    const char *rest = got == NULL ? NULL : strrchr(line, ')'); /* the name before may hold anything */
    return rest != NULL &&
           sscanf(rest, ") %c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %llu", state,
                  start) == 2;
}

/* Of this process' pids: the boot of the machine and the namespace. */
static void find_place(char *out, size_t size)
{
    char boot[48] = "", space[40] = "";
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "r");
    ssize_t length = readlink("/proc/self/ns/pid", space, sizeof space - 1);
    bool known = file != NULL && fgets(boot, sizeof boot, file) != NULL && length > 0;
    if (file != NULL)
        fclose(file);
    boot[strcspn(boot, "\n")] = '\0';
    snprintf(out, size, "%s%s%s", known ? boot : "", known ? " " : "", known ? space : "");
}

static void find_job(char *out, size_t size)
{
    static const struct {
        const char *variable, *system;
    } systems[] = {{"SLURM_JOB_ID", "Slurm"}, {"PBS_JOBID", "PBS"},    {"LSB_JOBID", "LSF"},
                   {"OAR_JOB_ID", "OAR"},     {"FLUX_JOB_ID", "Flux"}, {"JOB_ID", "Grid Engine"}};
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
        const char *id = getenv(systems[i].variable);
        if (id != NULL && *id != '\0') {
            snprintf(out, size, "%s job %.40s", systems[i].system, id);
            return;
        }
    }
}

struct lease_holder holder_self(void)
{
    char state;
    struct lease_holder self = {.pid = (long)getpid()};
    gethostname(self.host, sizeof self.host - 1);
    if (!read_process(self.pid, &self.start, &state))
        self.start = 0;
    find_place(self.place, sizeof self.place);
    find_job(self.job, sizeof self.job);
    return self;
}

int holder_print(const struct lease_holder *holder, char *text, size_t size)
{
    return snprintf(text, size, "host %s\npid %ld\nstart %llu\nplace %s\njob %s\n%s", holder->host, holder->pid,
                    holder->start, holder->place, holder->job, holder->briefly ? "holds briefly\n" : "");
}

static void take_line(const char *line, const char *value, struct lease_holder *out)
{
    int64_t number;
    if (strcmp(line, "host") == 0)
        text_copy(out->host, sizeof out->host, value);
    else if (strcmp(line, "place") == 0)
        text_copy(out->place, sizeof out->place, value);
    else if (strcmp(line, "job") == 0)
        text_copy(out->job, sizeof out->job, value);
    else if (strcmp(line, "holds") == 0)
        out->briefly = strcmp(value, "briefly") == 0;
    else if (strcmp(line, "pid") == 0 && text_to_integer(value, &number) && number > 0 && number <= INT32_MAX)
        out->pid = (long)number;
    else if (strcmp(line, "start") == 0 && text_to_integer(value, &number))
        out->start = (unsigned long long)number;
}

struct lease_holder holder_parse(const char *text)
{
    struct lease_holder holder = {0};
    char lines[1024], *rest = NULL;
    text_copy(lines, sizeof lines, text);
    for (char *c = lines; *c != '\0'; c++)
        if (*c != '\n' && !isprint((unsigned char)*c))
            *c = '?';
    for (char *line = strtok_r(lines, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        char *value = strchr(line, ' ');
        if (value != NULL) {
            *value = '\0';
            take_line(line, value + 1, &holder);
        }
    }
    return holder;
}

bool holder_is_here(const struct lease_holder *holder)
{
    char place[sizeof holder->place];
    find_place(place, sizeof place);
    return holder->pid != 0 && place[0] != '\0' && strcmp(place, holder->place) == 0;
}

bool holder_is_alive(const struct lease_holder *holder)
{
    unsigned long long start;
    char state;
    if (kill((pid_t)holder->pid, 0) != 0 && errno != EPERM)
        return false;
    if (!read_process(holder->pid, &start, &state))
        return true; /* another user's, and hidden */
    return state != 'Z' && state != 'X' && (holder->start == 0 || start == holder->start);
}

const char *holder_text(const struct lease_holder *holder, char *buffer, size_t size)
{
    size_t used = 0;
    buffer[0] = '\0';
    if (holder->pid != 0)
        text_append(buffer, size, &used, "host %s, pid %ld%s%s", holder->host, holder->pid,
                    holder->job[0] != '\0' ? ", " : "", holder->job);
    return buffer;
}
