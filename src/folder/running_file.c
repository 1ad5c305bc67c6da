#include "attnbench/folder/running_file.h"
#include "attnbench/base/file.h"
#include "attnbench/base/folder.h"
#include "attnbench/base/text.h"

#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_IN_FLIGHT = 100 * 1000 }; /* that are read: more than a run has, whatever the file says */

void running_remove(const char *directory)
{
    char path[PATH_MAX];
    if (path_join(path, sizeof path, directory, "running") == 0)
        unlink(path);
    if (path_join(path, sizeof path, directory, "running.new") == 0)
        unlink(path);
}

static void take_in_flight(const char *value, struct running_report *out)
{
    size_t trial;
    int rank;
    void *grown = out->n_in_flight < MOST_IN_FLIGHT
                      ? realloc(out->in_flight, (out->n_in_flight + 1) * sizeof *out->in_flight)
                      : NULL;
    if (grown == NULL)
        return;
    out->in_flight = grown;
    if (sscanf(value, "%zu %d", &trial, &rank) != 2)
        return;
    out->in_flight[out->n_in_flight].trial = trial;
    out->in_flight[out->n_in_flight++].rank = rank;
}

static void take_line(char *line, struct running_report *out)
{
    char *value = strchr(line, ' ');
    line[strcspn(line, "\n")] = '\0';
    if (value == NULL)
        return;
    *value++ = '\0';
    if (strcmp(line, "host") == 0)
        safe_text(value, out->host, sizeof out->host);
    else if (strcmp(line, "pid") == 0)
        text_to_integer(value, &out->pid);
    else if (strcmp(line, "ranks") == 0)
        text_to_integer(value, &out->ranks);
    else if (strcmp(line, "started") == 0)
        text_to_integer(value, &out->started);
    else if (strcmp(line, "updated") == 0)
        text_to_integer(value, &out->updated);
    else if (strcmp(line, "seconds_left") == 0)
        text_to_real(value, &out->seconds_left);
    else if (strcmp(line, "in_flight") == 0)
        take_in_flight(value, out);
}

void running_read(const char *directory, struct running_report *out)
{
    char path[PATH_MAX], line[512];
    *out = (struct running_report){.seconds_left = NAN};
    int descriptor = path_join(path, sizeof path, directory, "running") == 0
                         ? file_open(path, O_RDONLY | O_NONBLOCK) /* a pipe of that name holds nobody up */
                         : -1;
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "r") : NULL;
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        take_line(line, out);
    if (file != NULL)
        fclose(file);
}
