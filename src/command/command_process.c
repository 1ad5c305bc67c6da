/* Runs a command, and sees to it that nothing of it is left.
 *
 * The trial's process forks a guard, and the guard forks the command. The guard is the subreaper of all that the
 * command starts: what loses its parent becomes a child of the guard. So the guard can find and kill each of them. It
 * is in a session of its own, so that no signal to the job's process group ends it early. A pipe tells it when the
 * trial's process is gone, be it by SIGKILL: then it kills all and ends. */
#include "attnbench/base/clock.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/text.h"
#include "command.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static const double GRACE_SECONDS = 5;  /* between SIGTERM and SIGKILL */
static const double LOOK_SECONDS = 0.1; /* between looks at the memory, or longer: */
static const double LOOK_SHARE = 0.01;  /* of its time that a core may spend with them */
static const double DRAIN_SECONDS = 1;  /* for output that is still in its pipes once all are gone */

/* One of the command's two streams of output. */
struct output {
    int descriptor; /* -1: at its end */
    size_t used;
    char line[COMMAND_LINE]; /* the one that is coming in */
};

struct guard {
    const struct command_words *words;
    const struct trial *trial;
    bool in_foreground;
    int lifeline, children; /* read ends: the trial's process lives; a child has ended */
    pid_t command;
    double begin; /* of the command: it has its places */
    struct output out, err;
    char *tail; /* COMMAND_TAIL bytes, a ring */
    size_t tail_used;
    struct command_report report;
};

/* ---- Processes of the tree ---- */

/* Parents and children are read from /proc: a list of children there is not on every kernel. */
struct process {
    pid_t pid, parent;
    bool has_ended; /* and waits for its parent */
    double bytes;
};

static bool read_process(const char *name, struct process *out)
{
    char path[64], text[512];
    unsigned long resident = 0, shared = 0;
    snprintf(path, sizeof path, "/proc/%.20s/stat", name);
    FILE *file = fopen(path, "r");
    size_t n = file != NULL ? fread(text, 1, sizeof text - 1, file) : 0;
    if (file != NULL)
        fclose(file);
    text[n] = '\0';
    const char *behind = strrchr(text, ')'); /* the name before it may hold anything */
    int parent;
    char state;
    if (behind == NULL || sscanf(behind + 1, " %c %d", &state, &parent) != 2)
        return false;
    snprintf(path, sizeof path, "/proc/%.20s/statm", name);
    file = fopen(path, "r");
    if (file != NULL) {
        if (fscanf(file, "%*u %lu %lu", &resident, &shared) != 2)
            resident = shared = 0;
        fclose(file);
    }
    *out =
        (struct process){atoi(name), parent, state == 'Z', (double)(resident - shared) * (double)sysconf(_SC_PAGESIZE)};
    return true;
}

enum { PROCESSES_MOST = 4096 };

static size_t list_processes(struct process processes[static PROCESSES_MOST])
{
    size_t n = 0;
    DIR *proc = opendir("/proc");
    const struct dirent *entry;
    while (proc != NULL && n < PROCESSES_MOST && (entry = readdir(proc)) != NULL)
        if (isdigit((unsigned char)entry->d_name[0]) && read_process(entry->d_name, &processes[n]))
            n++;
    if (proc != NULL)
        closedir(proc);
    return n;
}

/* Private memory of all that descends from the guard. */
static double bytes_of_tree(void)
{
    static struct process processes[PROCESSES_MOST];
    static bool is_ours[PROCESSES_MOST];
    size_t n = list_processes(processes);
    double bytes = 0;
    memset(is_ours, 0, sizeof is_ours);
    for (bool grown = true; grown;) { /* parents may come after their children */
        grown = false;
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; !is_ours[i] && k <= n; k++)
                if (k == n ? processes[i].parent == getpid() : is_ours[k] && processes[k].pid == processes[i].parent) {
                    is_ours[i] = grown = true;
                    bytes += processes[i].bytes;
                }
    }
    return bytes;
}

/* Kills the guard's children until it has none: what loses its parent becomes one. Returns how many there were. */
static int kill_tree(void)
{
    static struct process processes[PROCESSES_MOST];
    int n_killed = 0;
    pid_t ended;
    for (;;) {
        while ((ended = waitpid(-1, NULL, WNOHANG)) > 0)
            continue;
        if (ended < 0) /* there are no children */
            return n_killed;
        size_t n = list_processes(processes);
        for (size_t i = 0; i < n; i++)
            if (processes[i].parent == getpid() && kill(processes[i].pid, SIGKILL) == 0) {
                while (waitpid(processes[i].pid, NULL, 0) < 0 && errno == EINTR)
                    continue;
                n_killed += !processes[i].has_ended;
            }
    }
}

/* Of processors, by all that the guard has waited for. */
static double seconds_of_children(void)
{
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* ---- Output ---- */

static void keep_tail(struct guard *guard, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        guard->tail[(guard->tail_used + i) % COMMAND_TAIL] = bytes[i];
    guard->tail_used += n;
}

static void match(struct collected *collected, const char *line)
{
    regmatch_t groups[3];
    if (!collected->is_wanted || regexec(&collected->pattern, line, 3, groups, 0) != 0)
        return;
    for (int k = 0; k < 2; k++) {
        size_t length = groups[k + 1].rm_so < 0 ? 0 : (size_t)(groups[k + 1].rm_eo - groups[k + 1].rm_so);
        snprintf(collected->texts[k], sizeof collected->texts[k], "%.*s", (int)length,
                 length > 0 ? line + groups[k + 1].rm_so : "");
    }
    collected->was_found = true;
}

static void take_line(struct guard *guard, struct output *output)
{
    output->line[output->used] = '\0';
    bool is_blank = output->line[strspn(output->line, " \t\r")] == '\0';
    if (output == &guard->out)
        for (size_t i = 0; i < METRICS_OWN_MOST; i++)
            match(&guard->report.collected[i], output->line);
    else if (!is_blank)
        text_copy(guard->report.last_error, sizeof guard->report.last_error, output->line);
    output->used = 0;
}

/* What has come. A carriage return ends a line too: progress bars write them. Of a line that is too long the rest is a
 * line of its own. */
static void take_output(struct guard *guard, struct output *output)
{
    char bytes[16 * 1024];
    ssize_t n = read(output->descriptor, bytes, sizeof bytes);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        if (output->used > 0)
            take_line(guard, output);
        close(output->descriptor);
        output->descriptor = -1;
        return;
    }
    keep_tail(guard, bytes, (size_t)n);
    for (ssize_t i = 0; i < n; i++) {
        bool is_end = bytes[i] == '\n' || bytes[i] == '\r';
        if (!is_end)
            output->line[output->used++] = bytes[i];
        if (is_end || output->used == COMMAND_LINE - 1)
            take_line(guard, output);
    }
}

/* ---- The command ---- */

/* Of the command's process, until its program starts. */
struct start {
    struct guard *guard;
    pid_t parent;
    int out, err; /* write ends */
};

/* It has the guard's memory, so the error goes into the report. The address sanitizer does not know its stack. */
__attribute__((no_sanitize_address)) static int become_command(void *argument)
{
    const struct start *start = argument;
    struct guard *guard = start->guard;
    sigset_t none;
    for (int number = 1; number < SIGRTMIN; number++)
        signal(number, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != start->parent)
        _exit(EX_OSERR);
    if (!guard->in_foreground) {
        setpgid(0, 0);
        dup2(start->out, STDOUT_FILENO);
        dup2(start->err, STDERR_FILENO);
    }
    file_close_from(STDERR_FILENO + 1, true); /* it gets the three standard streams and nothing else */
    char path[PATH_MAX];
    if (chdir(guard->words->folder) != 0)
        guard->report.error = errno;
    else if (command_find_program(guard->words->folder, guard->words->arguments[0], path) != 0)
        guard->report.error = ENOENT;
    else {
        execve(path, guard->words->arguments, guard->words->environment);
        guard->report.error = errno;
    }
    _exit(EX_UNAVAILABLE);
}

/* Sets report.error when the program could not be started. Its process shares the guard's memory, since to copy that
 * takes as long as to start a small program; the guard goes on when the program starts. */
static void start_command(struct guard *guard)
{
    static char stack[64 * 1024] __attribute__((aligned(16)));
    int out[2], err[2];
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) {
        guard->report.error = errno;
        return;
    }
    struct start start = {guard, getpid(), out[1], err[1]};
    guard->command = clone(become_command, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, &start);
    if (guard->command < 0)
        guard->report.error = errno;
    close(out[1]);
    close(err[1]);
    guard->out.descriptor = out[0];
    guard->err.descriptor = err[0];
    fcntl(out[0], F_SETFL, O_NONBLOCK);
    fcntl(err[0], F_SETFL, O_NONBLOCK);
}

/* ---- The guard ---- */

/* When something is to happen; HUGE_VAL: never. */
struct times {
    double end, kill, look;
};

static void check_times(struct guard *guard, struct times *times)
{
    double now = clock_seconds();
    if (now >= times->end) {
        guard->report.end = COMMAND_TIMED_OUT;
        kill(-guard->command, SIGTERM);
        kill(guard->command, SIGTERM);
        times->end = HUGE_VAL;
        times->kill = now + GRACE_SECONDS;
    }
    if (now >= times->look) {
        bool is_too_large = bytes_of_tree() > guard->trial->limits.bytes;
        times->look = now + fmax(LOOK_SECONDS, (clock_seconds() - now) / LOOK_SHARE);
        if (is_too_large) {
            guard->report.end = COMMAND_TOO_LARGE;
            times->kill = now;
            times->look = HUGE_VAL;
        }
    }
    if (now >= times->kill) {
        kill(guard->command, SIGKILL);
        times->kill = HUGE_VAL;
    }
}

/* Waits until something has come, or it is time. False: the trial's process is gone. */
static bool wait_for_something(struct guard *guard, double until)
{
    struct pollfd descriptors[] = {{.fd = guard->lifeline, .events = POLLIN},
                                   {.fd = guard->children, .events = POLLIN},
                                   {.fd = guard->out.descriptor, .events = POLLIN},
                                   {.fd = guard->err.descriptor, .events = POLLIN}};
    struct signalfd_siginfo information;
    double left = fmin(fmax(until - clock_seconds(), 0), 3600);
    struct timespec timeout = {(time_t)left, (long)(1e9 * fmod(left, 1))};
    if (ppoll(descriptors, 4, &timeout, NULL) <= 0)
        return true;
    if (descriptors[0].revents != 0)
        return false;
    if (descriptors[1].revents != 0 && read(guard->children, &information, sizeof information) < 0)
        return errno == EAGAIN || errno == EINTR;
    if (descriptors[2].revents != 0)
        take_output(guard, &guard->out);
    if (descriptors[3].revents != 0)
        take_output(guard, &guard->err);
    return true;
}

/* Until the command itself has ended. False: the trial's process is gone. */
static bool watch(struct guard *guard)
{
    const struct trial_limits *limits = &guard->trial->limits;
    double now = clock_seconds();
    struct times times = {limits->seconds > 0 ? now + limits->seconds : HUGE_VAL, HUGE_VAL,
                          limits->bytes > 0 ? now + LOOK_SECONDS : HUGE_VAL};
    while (waitpid(guard->command, &guard->report.wait_status, WNOHANG) != guard->command) {
        check_times(guard, &times);
        if (!wait_for_something(guard, fmin(times.end, fmin(times.kill, times.look))))
            return false;
    }
    return true;
}

static void drain(struct guard *guard)
{
    double until = clock_seconds() + DRAIN_SECONDS;
    while ((guard->out.descriptor >= 0 || guard->err.descriptor >= 0) && clock_seconds() < until)
        if (!wait_for_something(guard, until))
            return;
}

/* The ring from its oldest byte on. */
static void send_tail(const struct guard *guard, int report)
{
    size_t n = guard->report.tail_bytes, begin = guard->tail_used - n;
    for (size_t i = 0; i < n;) {
        size_t at = (begin + i) % COMMAND_TAIL, length = n - i < COMMAND_TAIL - at ? n - i : COMMAND_TAIL - at;
        if (file_write(report, guard->tail + at, length) != 0)
            _exit(EX_IOERR);
        i += length;
    }
}

/* Waits for the cores and GPUs that the command has to itself; the guard's end gives them back. Nobody need wait for
 * them when the trial's process is gone. */
static int take_places(const struct guard *guard, pid_t trial)
{
    char gpus[COMMAND_LINE];
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != trial)
        _exit(EX_OSERR);
    TRY(command_take_places(&guard->trial->settings, gpus, sizeof gpus));
    prctl(PR_SET_PDEATHSIG, 0);
    return gpus[0] == '\0' ? 0 : command_words_set(guard->words, "CUDA_VISIBLE_DEVICES", gpus);
}

static void start_in_places(struct guard *guard, pid_t trial)
{
    int status = take_places(guard, trial);
    guard->begin = clock_seconds();
    if (status == 0)
        start_command(guard);
    else {
        guard->report.error = ENODEV;
        text_copy(guard->report.last_error, sizeof guard->report.last_error, error_message());
    }
}

static _Noreturn void be_guard(struct guard *guard, pid_t trial, int report)
{
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    if (!guard->in_foreground)
        setsid();
    guard->children = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    guard->tail = allocate(COMMAND_TAIL, 1);
    if (guard->children < 0 || guard->tail == NULL)
        _exit(EX_OSERR);
    start_in_places(guard, trial);
    if (guard->report.error != 0)
        guard->report.end = COMMAND_NOT_STARTED;
    else if (!watch(guard)) {
        kill_tree();
        if (!guard->trial->limits.keeps_scratch)
            command_remove_scratch(guard->words->scratch);
        _exit(EX_OSERR);
    }
    guard->report.seconds = clock_seconds() - guard->begin;
    guard->report.n_left = kill_tree();
    guard->report.cpu_seconds = seconds_of_children();
    drain(guard);
    guard->report.tail_bytes = guard->tail_used < COMMAND_TAIL ? guard->tail_used : COMMAND_TAIL;
    if (file_write(report, &guard->report, sizeof guard->report) != 0)
        _exit(EX_IOERR);
    send_tail(guard, report);
    _exit(0);
}

/* ---- The trial's process ---- */

static bool read_whole(int descriptor, void *out, size_t n)
{
    size_t done = 0;
    while (done < n) {
        ssize_t got = read(descriptor, (char *)out + done, n - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        done += (size_t)got;
    }
    return true;
}

static void compile_patterns(const struct study *study, struct command_report *report)
{
    for (int i = 0; i < study->n_metrics; i++) {
        const char *collect = study->metrics[i].collect;
        report->collected[i].is_wanted =
            collect[0] != '\0' && regcomp(&report->collected[i].pattern, collect, REG_EXTENDED) == 0;
    }
}

int command_run(const struct command_words *words, const struct trial *trial, bool in_foreground,
                struct command_report *report, char *tail)
{
    int lifeline[2], reports[2];
    static struct guard guard;
    guard.words = words; /* field by field, for the lines of output are large */
    guard.trial = trial;
    guard.in_foreground = in_foreground;
    guard.report = (struct command_report){.end = COMMAND_ENDED};
    guard.out.descriptor = guard.err.descriptor = -1;
    guard.out.used = guard.err.used = guard.tail_used = 0;
    if (pipe2(lifeline, O_CLOEXEC) != 0 || pipe2(reports, O_CLOEXEC) != 0)
        return fail(EX_OSERR, "no pipes for a command: %s", strerror(errno));
    compile_patterns(trial->study, &guard.report);
    guard.lifeline = lifeline[0];
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        close(lifeline[1]);
        close(reports[0]);
        be_guard(&guard, parent, reports[1]);
    }
    int error = errno;
    close(lifeline[0]);
    close(reports[1]);
    bool is_whole =
        pid > 0 && read_whole(reports[0], report, sizeof *report) && read_whole(reports[0], tail, report->tail_bytes);
    close(lifeline[1]);
    close(reports[0]);
    while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    for (int i = 0; i < trial->study->n_metrics; i++)
        if (guard.report.collected[i].is_wanted)
            regfree(&guard.report.collected[i].pattern);
    if (pid < 0)
        return fail(EX_OSERR, "no process for a command: %s", strerror(error));
    return is_whole ? 0 : fail(EX_OSERR, "the guard of a command is gone");
}
