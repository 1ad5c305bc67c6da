#include "attnbench/folder/provenance.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/base/version.h"
#include "attnbench/kernels/kernels.h"
#include "attnbench/nn/model.h"
#include "attnbench/study/study.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum key {
    STARTED,
    COMMAND,
    VERSION,
    COMMIT,
    HDF5,
    MPI,
    HOST,
    CPU,
    KERNELS,
    ARITHMETIC,
    OPENBLAS,
    PART,
    PAIRS,
    RANKS,
    ENDED,
    N_KEYS
};

/* In the records and as attributes of study.h5. A run's first line is `started`. */
static const char *const keys[N_KEYS] = {
    "started", "command",    "attnbench_version", "commit", "hdf5_version", "mpi_version", "host",  "cpu",
    "kernels", "arithmetic", RESULTS_OPENBLAS,    "part",   RESULTS_PAIRS,  "ranks",       "ended",
};

struct run {
    const char *values[N_KEYS]; /* NULL: not recorded */
};

/* ---- Writing ---- */

/* A value is one line: what else a command line or a kernel may hold becomes '?'. */
static void write_line(FILE *out, enum key key, const char *value)
{
    fprintf(out, "%s ", keys[key]);
    for (int bytes; *value != '\0'; value += bytes) {
        uint32_t code;
        bytes = text_character(value, &code);
        if (bytes == 0 || code < ' ' || (code >= 0x7f && code <= 0x9f))
            fputc('?', out);
        else
            fwrite(value, 1, (size_t)bytes, out);
        bytes += bytes == 0;
    }
    fputc('\n', out);
}

static void write_time(FILE *out, enum key key)
{
    char text[32];
    time_t now = time(NULL);
    struct tm utc;
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
    write_line(out, key, text);
}

/* "model name" of the first processor; nothing where the kernel tells none. */
static void write_cpu(FILE *out)
{
    char line[256];
    FILE *file = fopen("/proc/cpuinfo", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        char *value = strchr(line, ':');
        if (value == NULL || strncmp(line, "model name", strlen("model name")) != 0)
            continue;
        value[strcspn(value, "\n")] = '\0';
        write_line(out, CPU, value + 1 + strspn(value + 1, " "));
        break;
    }
    if (file != NULL)
        fclose(file);
}

static void write_machine(const char *mpi, FILE *out)
{
    char text[256] = "";
    write_line(out, HDF5, snapshot_library_version(text, sizeof text));
    write_line(out, MPI, mpi);
    if (gethostname(text, sizeof text - 1) == 0)
        write_line(out, HOST, text);
    write_cpu(out);
    const struct kernels *kernels = kernels_get();
    if (kernels != NULL)
        write_line(out, KERNELS, kernels->name);
}

void provenance_write_program(FILE *out)
{
    fprintf(out, "version %s\ncommit %s\narithmetic %d\n", attnbench_version, attnbench_commit, MODEL_ARITHMETIC);
}

static int append_record(struct journal *journal, FILE *out, char *const *text)
{
    if (fclose(out) != 0)
        return fail(EX_OSERR, "no memory to describe the run");
    int status = journal_append_text(journal, RECORD_RUN, *text);
    free(*text);
    return status;
}

int provenance_begin(struct journal *journal, const struct run_begun *run)
{
    char *text, ranks[16], arithmetic[16], which[48];
    size_t bytes;
    FILE *out = open_memstream(&text, &bytes);
    if (out == NULL)
        return fail(EX_OSERR, "no memory to describe the run");
    snprintf(ranks, sizeof ranks, "%d", run->n_ranks);
    write_time(out, STARTED);
    write_line(out, COMMAND, run->command);
    write_line(out, VERSION, attnbench_version);
    write_line(out, COMMIT, attnbench_commit);
    write_machine(run->mpi, out);
    snprintf(arithmetic, sizeof arithmetic, "%d", MODEL_ARITHMETIC);
    write_line(out, ARITHMETIC, arithmetic);
    snprintf(which, sizeof which, "%lld/%lld", (long long)run->part.k, (long long)run->part.n);
    if (run->part.n > 0)
        write_line(out, PART, which);
    if (run->openblas != NULL)
        write_line(out, OPENBLAS, run->openblas);
    if (run->pairs != NULL)
        write_line(out, PAIRS, run->pairs);
    write_line(out, RANKS, ranks);
    return append_record(journal, out, &text);
}

int provenance_end(struct journal *journal)
{
    char *text;
    size_t bytes;
    FILE *out = open_memstream(&text, &bytes);
    if (out == NULL)
        return fail(EX_OSERR, "no memory to describe the run");
    write_time(out, ENDED);
    return append_record(journal, out, &text);
}

/* ---- Reading ---- */

/* Takes one line, which it cuts in two; false when it tells nothing that is known. */
static bool take_line(char *line, enum key *key, const char **value)
{
    char *space = strchr(line, ' ');
    if (space == NULL)
        return false;
    *space = '\0';
    *value = space + 1;
    for (*key = 0; *key < N_KEYS; ++*key)
        if (strcmp(line, keys[*key]) == 0)
            return true;
    return false;
}

static const char *known(const char *value)
{
    return value != NULL ? value : "unknown";
}

static void write_history(const struct run *run, FILE *out)
{
    const char *const *values = run->values;
    fprintf(out, "%s: %s (ended %s; host %s, ranks %s, attnbench %s, commit %s)\n", known(values[STARTED]),
            known(values[COMMAND]), known(values[ENDED]), known(values[HOST]), known(values[RANKS]),
            known(values[VERSION]), known(values[COMMIT]));
}

size_t provenance_run_bytes(const char *runs)
{
    const char *next = strstr(runs, "\nstarted ");
    return next != NULL ? (size_t)(next + 1 - runs) : strlen(runs);
}

/* Cuts the next run off the journal's text; false at its end. */
static bool take_run(char **text, struct run *run)
{
    enum key key;
    const char *value;
    char *line = *text, *end = line + provenance_run_bytes(line);
    if (line == end)
        return false;
    *run = (struct run){0};
    *text = end;
    while (line < end) {
        size_t length = strcspn(line, "\n");
        bool is_last = line[length] == '\0';
        line[length] = '\0';
        if (take_line(line, &key, &value))
            run->values[key] = value;
        line += length + !is_last;
    }
    return true;
}

/* The newest run, when the first started, how many; their history goes to `out`. OpenBLAS is the same in all that used
 * it: that of the newest of these. */
static size_t take_runs(char *text, struct run *newest, const char **started, FILE *out)
{
    size_t n = 0;
    struct run run;
    const char *openblas = NULL;
    while (take_run(&text, &run)) {
        if (run.values[STARTED] == NULL)
            continue;
        if (n++ == 0)
            *started = run.values[STARTED];
        write_history(&run, out);
        if (run.values[OPENBLAS] != NULL)
            openblas = run.values[OPENBLAS];
        *newest = run;
    }
    newest->values[OPENBLAS] = openblas;
    return n;
}

static int add_attributes(const struct run *newest, size_t n_runs, const char *history, struct results *results)
{
    int64_t ranks;
    for (enum key key = 0; key < N_KEYS; key++)
        if (newest->values[key] != NULL && key != RANKS && key != PART)
            TRY(results_add_text(results, keys[key], newest->values[key]));
    if (newest->values[RANKS] != NULL && text_to_integer(newest->values[RANKS], &ranks))
        TRY(results_add_number(results, keys[RANKS], (double)ranks));
    TRY(results_add_number(results, "runs", (double)n_runs));
    return results_add_text(results, "history", history);
}

int provenance_add(const struct journal *journal, bool uses_openblas, struct results *results)
{
    struct run newest = {0};
    const char *started = NULL;
    char *text = strdup(journal_runs(journal)), *history = NULL;
    size_t bytes;
    FILE *out = open_memstream(&history, &bytes);
    int status = EX_OSERR;
    size_t n = text != NULL && out != NULL ? take_runs(text, &newest, &started, out) : 0;
    newest.values[STARTED] = started;
    if (!uses_openblas)
        newest.values[OPENBLAS] = NULL;
    if (out != NULL && fclose(out) == 0 && text != NULL)
        status = add_attributes(&newest, n, history, results);
    else
        fail(EX_OSERR, "no memory for the history of the runs");
    free(history);
    free(text);
    return status;
}

/* "2/8"; all zero for the whole. */
static struct part part_of(const struct run *run)
{
    long long k, n;
    const char *text = run->values[PART];
    if (text == NULL || sscanf(text, "%lld/%lld", &k, &n) != 2 || k < 1 || k > n)
        return (struct part){0};
    return (struct part){k, n};
}

/* A copy of the text of the journal's runs, for take_run, into *out; "" where journal is NULL. The caller frees it. */
static int copy_runs(const struct journal *journal, char **out)
{
    *out = strdup(journal != NULL ? journal_runs(journal) : "");
    return *out != NULL ? 0 : fail(EX_OSERR, "no memory for the history of the runs");
}

int provenance_part(const struct journal *journal, struct part *out)
{
    char *text, *rest;
    bool first = true;
    struct run run;
    *out = (struct part){0};
    TRY(copy_runs(journal, &text));
    rest = text;
    while (take_run(&rest, &run)) {
        struct part part = part_of(&run);
        if (run.values[STARTED] == NULL)
            continue;
        if (!first && (part.k != out->k || part.n != out->n))
            part = (struct part){0};
        *out = part;
        first = false;
        if (part.n == 0)
            break;
    }
    free(text);
    return 0;
}

int provenance_of_study(const struct study *study, const char **openblas)
{
    *openblas = study_uses_openblas(study) ? openblas_version() : NULL;
    return *openblas == NULL && study_uses_openblas(study) ? EX_CONFIG : 0;
}

int provenance_openblas(const struct journal *journal, char out[PROVENANCE_OPENBLAS])
{
    char *text, *rest;
    struct run run;
    out[0] = '\0';
    TRY(copy_runs(journal, &text));
    rest = text;
    while (take_run(&rest, &run))
        if (run.values[OPENBLAS] != NULL)
            text_copy(out, PROVENANCE_OPENBLAS, run.values[OPENBLAS]);
    free(text);
    return 0;
}

static bool is_of_this_arithmetic(const struct run *run)
{
    int64_t arithmetic;
    const char *value = run->values[ARITHMETIC];
    return value != NULL && text_to_integer(value, &arithmetic) && arithmetic == MODEL_ARITHMETIC;
}

static int check_run(const struct run *run, const char *directory, const char *openblas)
{
    const char *there = run->values[OPENBLAS];
    if (!is_of_this_arithmetic(run))
        return fail(EX_CONFIG,
                    "%s holds trials of attnbench %s (commit %s), whose figures differ in their last bits: go on "
                    "with that version, or give another folder with -o DIR",
                    directory, known(run->values[VERSION]), known(run->values[COMMIT]));
    if (there == NULL || openblas == NULL || strcmp(there, openblas) == 0)
        return 0;
    return fail(EX_CONFIG,
                "%s holds trials by %s, whose last bits differ from those of %s: go on with the first "
                "(OPENBLAS_CORETYPE chooses the core type), or give another folder with -o DIR",
                directory, there, openblas);
}

int provenance_check(const struct journal *journal, const char *directory, const char *openblas)
{
    char *text, *rest;
    struct run run;
    int status = copy_runs(journal, &text);
    rest = text;
    while (status == 0 && take_run(&rest, &run))
        if (run.values[STARTED] != NULL)
            status = check_run(&run, directory, openblas);
    free(text);
    return status;
}
