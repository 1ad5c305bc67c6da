#include "attnbench/chart/gnuplot.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct process {
    pid_t pid;
    int errors; /* the reading end of its stderr */
};

/* An apostrophe becomes a typographic one: gnuplot 5.4 loses count of doubled quotes at the start of a string and where
 * two stand in a row. `doubled`: a character to write twice. */
static void write_quoted(FILE *out, const char *text, char doubled)
{
    char safe[SAFE_TEXT];
    safe_text(text, safe, sizeof safe);
    fputc('\'', out);
    for (const char *c = safe; *c != '\0'; c++) {
        if (*c == '\'')
            fputs("’", out);
        else
            fputc(*c, out);
        if (*c == doubled)
            fputc(*c, out);
    }
    fputc('\'', out);
}

void gnuplot_write_quoted(FILE *out, const char *text)
{
    write_quoted(out, text, '\0');
}

void gnuplot_write_tic(FILE *out, const char *text)
{
    write_quoted(out, text, '%');
}

/* The C library itself can change the folder only from glibc 2.29 on. */
static int spawn_in(const char *directory, const posix_spawn_file_actions_t *actions, char *const *arguments,
                    pid_t *pid)
{
    int here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC), code = 0;
    if (here < 0 || chdir(directory) != 0)
        code = errno;
    else
        code = posix_spawnp(pid, arguments[0], actions, NULL, arguments, environ);
    if (here >= 0 && fchdir(here) != 0 && code == 0)
        code = errno;
    close(here);
    return code;
}

static int spawn(const char *directory, const char *name, int errors, pid_t *pid)
{
    char script[256];
    snprintf(script, sizeof script, "%s.gp", name);
    char program[] = "gnuplot", no_user_files[] = "-d";
    char *const arguments[] = {program, no_user_files, script, NULL};

    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return ENOMEM;
    int code = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (code == 0)
        code = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    if (code == 0)
        code = posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
    if (code == 0)
        code = spawn_in(directory, &actions, arguments, pid);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

static int start(const char *directory, const char *name, struct process *process)
{
    int ends[2];
    /* Close on exec: a sibling that kept the writing end open would keep us waiting for its end. */
    if (pipe2(ends, O_CLOEXEC) != 0)
        return fail(EX_OSERR, "no pipe for gnuplot: %s", strerror(errno));
    int code = spawn(directory, name, ends[1], &process->pid);
    close(ends[1]);
    if (code != 0) {
        close(ends[0]);
        return fail(EX_UNAVAILABLE,
                    code == ENOENT ? "gnuplot is not installed (%s): try `make deps`" : "gnuplot cannot be started: %s",
                    strerror(code));
    }
    process->errors = ends[0];
    return 0;
}

/* What the process says on stderr: the first line that names a place in the script, as errors do after a copy of the
 * line at fault; else the first that is not empty. */
static void read_error(int errors, char *line, size_t size)
{
    line[0] = '\0';
    FILE *stream = fdopen(errors, "r");
    if (stream == NULL) {
        close(errors);
        return;
    }
    char *text = NULL;
    size_t room = 0;
    bool found = false;
    while (getline(&text, &room, stream) > 0) {
        text[strcspn(text, "\n")] = '\0';
        bool names_place = text[0] == '"' && strstr(text, "\" line ") != NULL;
        if ((names_place && !found) || line[0] == '\0')
            safe_text(text, line, size);
        found |= names_place;
    }
    free(text);
    fclose(stream);
}

static int wait_for(const struct process *process, const char *name)
{
    char line[512];
    read_error(process->errors, line, sizeof line);
    int result;
    while (waitpid(process->pid, &result, 0) < 0)
        if (errno != EINTR)
            return fail(EX_OSERR, "gnuplot %s.gp: %s", name, strerror(errno));
    if (WIFSIGNALED(result))
        return fail(EX_SOFTWARE, "gnuplot %s.gp ended by signal %d", name, WTERMSIG(result));
    if (WEXITSTATUS(result) != 0)
        return fail(EX_SOFTWARE, "gnuplot %s.gp: %s", name, line);
    return 0;
}

int gnuplot_run(const char *directory, const char *const *names, size_t n)
{
    enum { AT_ONCE = 4 };
    struct process processes[AT_ONCE]; /* that of the i-th name at i modulo AT_ONCE */
    size_t started = 0, ended = 0;
    int status = 0;
    setenv("LC_ALL", "C.UTF-8", 1); /* scripts are UTF-8 in any locale of the user's */
    /* Each one started is awaited, whatever became of the others; the first error stays. */
    while (ended < started || (started < n && status == 0)) {
        if (started < n && status == 0 && started - ended < AT_ONCE) {
            status = start(directory, names[started], &processes[started % AT_ONCE]);
            started += status == 0;
            continue;
        }
        char first_message[512];
        text_copy(first_message, sizeof first_message, error_message());
        int result = wait_for(&processes[ended % AT_ONCE], names[ended]);
        ended++;
        if (status == 0)
            status = result;
        else if (result != 0)
            fail(status, "%s", first_message);
    }
    return status;
}
