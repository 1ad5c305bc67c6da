/* The kind command: a trial is a program of the user's, run once.
 *
 * words: placeholders and environment → process: runs it, and everything that it starts → results: what it wrote. */
#ifndef ATTNBENCH_COMMAND_H
#define ATTNBENCH_COMMAND_H

#include "attnbench/study/trial_kind.h"
#include "attnbench/trial/trial.h"

#include <limits.h>
#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum {
    COMMAND_ARGUMENTS = 256,      /* most of one command */
    COMMAND_TAIL = 64 * 1024,     /* bytes of output that are kept: the last ones */
    COMMAND_LINE = 64 * 1024,     /* most bytes of a line of output or results */
    COMMAND_EPOCHS = 1000 * 1000, /* most epochs of a trace */
    COMMAND_WHY = 160,
};

/* ---- command_words.c ---- */

/* A command line and its environment, as execvpe takes them, in memory that words_free releases. */
struct command_words {
    char *arguments[COMMAND_ARGUMENTS + 1];
    char **environment;
    char folder[STUDY_FOLDER], scratch[PATH_MAX], results[PATH_MAX];
};

/* Refuses an unknown placeholder: EX_CONFIG. */
int command_check_words(const struct trial_settings *settings);

/* Refuses an axis or a parameter whose placeholder means something else, so that nothing can reach it: EX_CONFIG. */
int command_check_names(const struct trial_settings *settings);

/* scratch: the trial's own folder. EX_OSERR; EX_CONFIG: an argument becomes too long. */
int command_words_make(const struct trial *trial, const char *scratch, struct command_words *out);
void command_words_free(struct command_words *words);

/* Sets a variable of its environment, which has room for a few. EX_OSERR. */
int command_words_set(const struct command_words *words, const char *name, const char *value);

/* The program's path into `path`: beside the study, or in PATH. EX_CONFIG: it is not there, or may not be run. */
int command_find_program(const char *folder, const char *program, char path[static PATH_MAX]);

/* ---- command_process.c ---- */

/* A metric's pattern for lines of standard output, and its last match. */
struct collected {
    bool is_wanted, was_found;
    regex_t pattern;
    char texts[2][32]; /* of the number; of counts hits and of */
};

enum command_end { COMMAND_ENDED, COMMAND_TIMED_OUT, COMMAND_TOO_LARGE, COMMAND_NOT_STARTED };

/* How it ended, and what it said. */
struct command_report {
    enum command_end end;
    int wait_status, error;       /* of waitpid; errno of what could not be started */
    int n_left;                   /* processes that it left running, which were killed */
    double seconds, cpu_seconds;  /* by the clock; of processors, by all that it started */
    char last_error[COMMAND_WHY]; /* the last line of its standard error that is not blank */
    struct collected collected[METRICS_OWN_MOST];
    size_t tail_bytes;
    bool in_foreground; /* so its output was not seen */
};

/* With all that is in it. */
void command_remove_scratch(const char *path);

/* Runs it, and waits until it and all that it has started are gone. They are also gone soon after this process is, and
 * so is the scratch folder unless it is to be kept.
 * tail: COMMAND_TAIL bytes for the end of its output. in_foreground: it has the terminal, and no output is kept.
 * EX_OSERR: there is no process for it. */
int command_run(const struct command_words *words, const struct trial *trial, bool in_foreground,
                struct command_report *report, char *tail);

/* ---- command_places.c ---- */

/* Cores and GPUs of this machine that a trial has to itself: waits until they are free, and keeps them until this
 * process ends. Binds this process to the cores. gpus: "0,1" for CUDA_VISIBLE_DEVICES, or "". EX_OSERR; EX_CONFIG: it
 * has not so many. */
int command_take_places(const struct trial_settings *settings, char *gpus, size_t size);

/* Whether there are so many. EX_CONFIG. */
int command_check_places(const struct trial_settings *settings);

/* ---- command_results.c ---- */

/* What the file of results and the patterns gave. Of traces and values it has what came last. */
struct command_results {
    size_t n_epochs;
    float *loss, *accuracy; /* (n_epochs), owned */
    size_t n_items;
    float *items;      /* (n_items), owned, of the study's metric; NaN: there is none */
    bool has_diverged; /* a loss or a figure is NaN or infinite */
    bool has_lines;    /* in the file of results */
    struct figure figures[METRICS_OWN_MOST];
    bool has[METRICS_OWN_MOST];
    char why[COMMAND_WHY]; /* what is wrong with them; "": nothing */
};

/* Reads them. What is wrong goes into `why`. EX_OSERR. */
int command_results_read(const struct trial *trial, const char *path, const struct command_report *report,
                         struct command_results *out);
void command_results_free(struct command_results *results);

/* The metrics that a command may give: the study's own, or where it has a task those of the built-in models too. */
const struct metric *command_metric(const struct trial_settings *settings, size_t i);

#endif
