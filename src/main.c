#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/base/version.h"
#include "attnbench/commands/commands.h"
#include "attnbench/launch/launcher.h"
#include "attnbench/run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A stream that was closed would lend its number to the next file opened, and what is printed would end up in there. */
static void hold_standard_streams(void)
{
    for (int stream = 0; stream <= 2; stream++)
        if (fcntl(stream, F_GETFD) == -1 && open("/dev/null", O_RDONLY) != stream)
            _exit(EX_OSERR);
}

static char *join(int n, char **words)
{
    size_t bytes = 1;
    for (int i = 0; i < n; i++)
        bytes += strlen(words[i]) + 1;
    char *line = allocate(bytes, 1), *end = line;
    for (int i = 0; i < n && line != NULL; i++)
        end = stpcpy(stpcpy(end, i > 0 ? " " : ""), words[i]);
    return line;
}

static void list_commands(FILE *out)
{
    fputs("Usage: attnbench COMMAND [OPTION...]\n"
          "Is one program or model better than another, by how much, and how sure is that?\n\n",
          out);
    for (const struct command *command = commands; command->name != NULL; command++)
        fprintf(out, "  %-10s %s\n", command->name, command->help);
    fputs("\nattnbench help COMMAND tells a command's options, attnbench --version the version.\n"
          "mpirun attnbench run STUDY.yaml runs a study on all cores.\n",
          out);
}

static int unknown_command(const char *name)
{
    const char *known[32], *nearest;
    size_t n = 0;
    while (n < sizeof known / sizeof *known && commands[n].name != NULL) {
        known[n] = commands[n].name;
        n++;
    }
    nearest = text_nearest(name, known, n);
    if (nearest != NULL)
        return fail(EX_USAGE, "there is no command \"%s\"; did you mean \"%s\"?", name, nearest);
    return fail(EX_USAGE, "there is no command \"%s\"; attnbench --help lists them", name);
}

static void print_help(const struct command *command, const struct options *options, char *name)
{
    unsigned parts = options->usage ? ARGP_HELP_USAGE : ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_DOC;
    argp_help(&command->argp, stdout, parts, name);
    if (options->help && command->more_help != NULL)
        command->more_help(stdout);
}

static int run_command(const struct command *command, int argc, char **argv, const char *command_line)
{
    bool first = launcher_is_first_rank();
    if (!first && !command->every_rank)
        return 0;
    if (!command->every_rank && launcher_ranks() > 1)
        fprintf(stderr, "attnbench: %s is done by rank 0 alone; the others print nothing: start it without mpirun\n",
                command->name);
    char name[64];
    snprintf(name, sizeof name, "attnbench %s", command->name);
    argv[0] = name;
    struct options options = {.command_line = command_line};
    unsigned flags = ARGP_NO_HELP | ARGP_NO_EXIT | (first ? 0 : ARGP_NO_ERRS);
    if (argp_parse(&command->argp, argc, argv, flags, NULL, &options) != 0)
        return EX_USAGE;
    if (options.help || options.usage || options.version) {
        if (first && options.version)
            printf("attnbench %s (commit %s)\n", attnbench_version, attnbench_commit);
        else if (first)
            print_help(command, &options, name);
        return 0;
    }
    if (options.n_arguments > 0 && command->argp.args_doc == NULL)
        return fail(EX_USAGE, "%s takes no argument: \"%s\"", command->name, options.arguments[0]);
    if (options.n_arguments == 0 && command->argp.args_doc != NULL)
        return fail(EX_USAGE, "%s is missing: %s %s", command->argp.args_doc, name, command->argp.args_doc);
    return command->run(&options);
}

static int dispatch(int argc, char **argv, const char *command_line);

static bool is_help(const char *word)
{
    return strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
           strcmp(word, "-?") == 0;
}

/* "help run" is "run --help"; "help help" is "help". */
static int help_on(int argc, char **argv, const char *command_line)
{
    static char option[] = "--help";
    char *turned[] = {argv[0], argv[2], option, NULL};
    if (argc > 3)
        return fail(EX_USAGE, "\"%s\" is one argument too many after \"%s %s\"", argv[3], argv[1], argv[2]);
    return dispatch(is_help(argv[2]) ? 2 : 3, turned, command_line);
}

static int dispatch(int argc, char **argv, const char *command_line)
{
    bool first = launcher_is_first_rank();
    if (argc > 2 && is_help(argv[1]))
        return help_on(argc, argv, command_line);
    if (argc < 2 || is_help(argv[1])) {
        if (first)
            list_commands(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        if (first)
            printf("attnbench %s (commit %s)\n", attnbench_version, attnbench_commit);
        return 0;
    }
    for (const struct command *command = commands; command->name != NULL; command++)
        if (strcmp(argv[1], command->name) == 0)
            return run_command(command, argc - 1, argv + 1, command_line);
    return unknown_command(argv[1]);
}

/* Without this a full disk would leave half a table behind, and status 0. */
static int close_output(void)
{
    bool failed = ferror(stdout) != 0;
    errno = 0;
    if (fclose(stdout) == 0 && !failed)
        return 0;
    return fail(EX_IOERR, "cannot write to standard output: %s", errno != 0 ? strerror(errno) : "closed, or disk full");
}

/* What is printed may name any of them: none may hold what a terminal obeys. */
static int check_arguments(int argc, char **argv)
{
    char safe[SAFE_TEXT];
    for (int i = 1; i < argc; i++)
        if (!text_is_safe(argv[i]))
            return fail(
                EX_USAGE,
                "argument %d, \"%s\", has control characters, characters that turn the direction of writing, or "
                "bytes that are not UTF-8",
                i, safe_text(argv[i], safe, sizeof safe));
    return 0;
}

/* Of `run` each rank can fail by itself, as others do or not: rank 0 tells. */
static int start(int argc, char **argv, const char *command_line)
{
    bool is_run = argc > 1 && strcmp(argv[1], "run") == 0;
    if (is_run)
        TRY(launcher_check_room()); /* no rank can meet the others */
    int status = command_line != NULL ? check_arguments(argc, argv) : EX_OSERR;
    if (status == 0)
        status = dispatch(argc, argv, command_line);
    return status != 0 && is_run ? run_refuse(status) : status;
}

/* mpirun ends all ranks when one fails: the others give the first time to say why. */
static void let_first_rank_speak(void)
{
    const struct timespec pause = {.tv_nsec = 300 * 1000 * 1000};
    nanosleep(&pause, NULL);
}

static void say_error(void)
{
    fprintf(stderr, "attnbench: %s\n", error_message());
    for (size_t i = 0; error_further(i) != NULL; i++)
        fprintf(stderr, "attnbench: %s\n", error_further(i));
}

int main(int argc, char **argv)
{
    signal(SIGXFSZ, SIG_IGN); /* a file that may grow no further fails, as on a full disk */
    hold_standard_streams();
    launcher_note();
    char *command_line = join(argc, argv);
    int status = start(argc, argv, command_line);
    free(command_line);
    if (status == 0)
        status = close_output();
    if (status != 0 && !launcher_is_first_rank())
        let_first_rank_speak();
    else if (status != 0 && error_message()[0] != '\0') /* argp itself names an option it does not know */
        say_error();
    return status;
}
