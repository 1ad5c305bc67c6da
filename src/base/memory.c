#include "attnbench/base/memory.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

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

/* Control groups as of cgroup 2, whose line of /proc/self/cgroup is "0::/path", and of cgroup 1, "9:memory:/path". */
static const struct hierarchy {
    const char *controller, *folder, *limit, *used;
} hierarchies[] = {
    {"", "", "memory.max", "memory.current"},
    {"memory", "/memory", "memory.limit_in_bytes", "memory.usage_in_bytes"},
};

static double of_group(const struct hierarchy *hierarchy, const char *directory)
{
    double limit = number_in(directory, hierarchy->limit), used = number_in(directory, hierarchy->used);
    return isfinite(limit) && isfinite(used) ? fmax(0, limit - used) : HUGE_VAL;
}

/* A group has no more than each of those that it lies in. */
static double of_groups_above(const struct hierarchy *hierarchy, const char *mount, const char *path)
{
    char directory[3 * PATH_MAX];
    size_t root = (size_t)snprintf(directory, sizeof directory, "%s%s", mount, hierarchy->folder);
    snprintf(directory + root, sizeof directory - root, "%s", path);
    double least = of_group(hierarchy, directory);
    while (strlen(directory) > root) {
        *strrchr(directory, '/') = '\0';
        least = fmin(least, of_group(hierarchy, directory));
    }
    return least;
}

/* The path in a line "NUMBER:CONTROLLER,CONTROLLER:PATH" that names this controller; else NULL. */
static const char *path_of(char *line, const char *controller)
{
    char *controllers = strchr(line, ':'), *path = controllers == NULL ? NULL : strchr(controllers + 1, ':');
    if (path == NULL || path[1] != '/')
        return NULL;
    *path++ = '\0';
    path[strcspn(path, "\n")] = '\0';
    for (char *word = controllers + 1, *next; word != NULL; word = next) {
        next = strchr(word, ',');
        size_t length = next == NULL ? strlen(word) : (size_t)(next++ - word);
        if (length == strlen(controller) && strncmp(word, controller, length) == 0)
            return path;
    }
    return NULL;
}

double memory_of_groups(const char *list, const char *mount)
{
    const size_t n = sizeof hierarchies / sizeof *hierarchies;
    double least = HUGE_VAL;
    for (size_t i = 0; i < n; i++) {
        char line[PATH_MAX];
        const char *path = NULL;
        FILE *file = fopen(list, "r");
        while (file != NULL && path == NULL && fgets(line, sizeof line, file) != NULL)
            path = path_of(line, hierarchies[i].controller);
        least = fmin(least, of_groups_above(&hierarchies[i], mount, path != NULL ? path : ""));
        if (file != NULL)
            fclose(file);
    }
    return least;
}

double memory_available(void)
{
    return fmin(of_machine(), memory_of_groups("/proc/self/cgroup", "/sys/fs/cgroup"));
}
