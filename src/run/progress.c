#include "progress.h"
#include "attnbench/base/clock.h"
#include "attnbench/base/text.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static const double REDRAW_SECONDS = 0.1, FIRST_LINE_SECONDS = 2, LINE_SECONDS = 10;

enum { LINE_BYTES = 1024 };

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* The terminal that shows this process' stderr, or -1. A rank's stderr is a pipe to mpirun, its parent, which passes on
 * each byte: then it is mpirun's stderr that counts. */
static int find_terminal(void)
{
    char path[64];
    if (isatty(STDERR_FILENO))
        return STDERR_FILENO;
    if (getenv("OMPI_COMM_WORLD_RANK") == NULL)
        return -1;
    snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)getppid(), STDERR_FILENO);
    struct stat file;
    if (stat(path, &file) != 0 || !S_ISCHR(file.st_mode)) /* to open a pipe could block */
        return -1;
    int descriptor = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
    if (descriptor >= 0 && !isatty(descriptor)) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

void progress_begin(struct progress *progress, const struct plan *plan, struct standing *standing, int n_ranks)
{
    *progress = (struct progress){
        .standing = standing,
        .n_trials = plan->n_there + plan->n_wanted,
        .n_there = plan->n_there,
        .n_ranks = n_ranks,
        .terminal = find_terminal(),
        .started = clock_seconds(),
    };
    progress->next_show = progress->started + (progress->terminal >= 0 ? 0 : FIRST_LINE_SECONDS);
    if (progress->terminal >= 0)
        return;
    fprintf(stderr, "%s: %zu trial%s on %d rank%s", plan->adaptive.study->name, progress->n_trials,
            plural(progress->n_trials), n_ranks, plural((size_t)n_ranks));
    if (plan->n_there > 0)
        fprintf(stderr, ", %zu of them there already", plan->n_there);
    fputc('\n', stderr);
}

/* Cut to the terminal's width less one, so that it never wraps. */
static void draw(struct progress *progress, char *line, size_t used)
{
    struct winsize window = {0};
    size_t width = 80;
    if (ioctl(progress->terminal, TIOCGWINSZ, &window) == 0 && window.ws_col > 1)
        width = window.ws_col;
    if (used > width - 1)
        line[width - 1] = 0;
    fprintf(stderr, "\r%s\033[K", line);
    progress->line_is_up = true;
}

static void add_failed(const struct progress *progress, char *line, size_t size, size_t *used)
{
    if (progress->n_failed > 0)
        text_append(line, size, used, ", %zu failed", progress->n_failed);
}

void progress_show(struct progress *progress, double seconds_left)
{
    double now = clock_seconds(), elapsed = now - progress->started;
    if (now < progress->next_show)
        return;
    /* Lines of a log come the more seldom the longer the run. */
    progress->next_show = now + (progress->terminal >= 0 ? REDRAW_SECONDS : fmax(LINE_SECONDS, elapsed / 20));
    char line[LINE_BYTES], duration[32], standing[LINE_BYTES / 2];
    size_t used = 0;
    text_append(line, sizeof line, &used, "%zu/%zu trials", progress->n_there + progress->n_run, progress->n_trials);
    add_failed(progress, line, sizeof line, &used);
    if (!isnan(seconds_left))
        text_append(line, sizeof line, &used, ", %s left", text_duration(seconds_left, duration, sizeof duration));
    text_append(line, sizeof line, &used, "%s", standing_line(progress->standing, standing, sizeof standing));
    if (progress->terminal >= 0)
        draw(progress, line, used);
    else
        fprintf(stderr, "%s\n", line);
}

static void take_line_away(struct progress *progress)
{
    if (progress->line_is_up)
        fputs("\r\033[K", stderr);
    progress->line_is_up = false;
}

void progress_say(struct progress *progress, const char *line)
{
    take_line_away(progress);
    fprintf(stderr, "%s\n", line);
}

void progress_end(struct progress *progress, bool complete)
{
    take_line_away(progress);
    if (progress->terminal > STDERR_FILENO)
        close(progress->terminal);
    progress->terminal = -1;
    if (!complete)
        return;
    char line[LINE_BYTES], duration[32], standing[LINE_BYTES / 2];
    size_t used = 0;
    text_append(line, sizeof line, &used, "%zu trial%s in %s on %d rank%s", progress->n_run, plural(progress->n_run),
                text_duration(clock_seconds() - progress->started, duration, sizeof duration), progress->n_ranks,
                plural((size_t)progress->n_ranks));
    if (progress->n_there > 0)
        text_append(line, sizeof line, &used, " (%zu were there already)", progress->n_there);
    add_failed(progress, line, sizeof line, &used);
    text_append(line, sizeof line, &used, "%s", standing_line(progress->standing, standing, sizeof standing));
    fprintf(stderr, "%s\n", line);
}
