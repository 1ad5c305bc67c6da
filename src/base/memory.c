#include "attnbench/memory.h"

#include <math.h>
#include <stdio.h>

static double number_in(const char *path)
{
    double number = HUGE_VAL;
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

double memory_available(void)
{
    double limit = number_in("/sys/fs/cgroup/memory.max"), used = number_in("/sys/fs/cgroup/memory.current");
    double group = isfinite(limit) && isfinite(used) ? limit - used : HUGE_VAL;
    return fmin(of_machine(), group);
}
