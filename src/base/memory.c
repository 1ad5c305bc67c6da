#include "attnbench/base/memory.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char groups[] = "/sys/fs/cgroup";

static double number_in(const char *directory, const char *name)
{
    char path[3 * PATH_MAX]; /* what is too long to be opened is not there */
    double number = HUGE_VAL;
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return HUGE_VAL;
    if (fscanf(file, "%lf", &number) != 1) /* "max": no limit */
        number = HUGE_VAL;
    fclose(file);
    return number;
}

static double of_machine(void)
{
    char line[256];
    double kilobytes = HUGE_VAL;
    FILE *file = fopen("/proc/meminfo", "r");
    if (file == NULL)
        return HUGE_VAL;
    while (fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "MemAvailable: %lf", &kilobytes) == 1)
            break;
    fclose(file);
    return 1024 * kilobytes;
}

static double of_group(const char *directory)
{
    double limit = number_in(directory, "memory.max"), used = number_in(directory, "memory.current");
    return isfinite(limit) && isfinite(used) ? fmax(0, limit - used) : HUGE_VAL;
}

/* The control group that this process is in, as of cgroup 2: a line "0::/path" below the mount. */
static void group_of_process(char *directory, size_t size)
{
    char line[PATH_MAX], *path = "";
    FILE *file = fopen("/proc/self/cgroup", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "0::/", 4) == 0) {
            line[strcspn(line, "\n")] = '\0';
            path = line + 3;
            break;
        }
    snprintf(directory, size, "%s%s", groups, path);
    if (file != NULL)
        fclose(file);
}

/* A group has no more than each of those that it lies in. */
static double of_groups(void)
{
    char directory[2 * PATH_MAX];
    group_of_process(directory, sizeof directory);
    double least = of_group(directory);
    while (strlen(directory) > strlen(groups)) {
        *strrchr(directory, '/') = '\0';
        least = fmin(least, of_group(directory));
    }
    return least;
}

double memory_available(void)
{
    return fmin(of_machine(), of_groups());
}
