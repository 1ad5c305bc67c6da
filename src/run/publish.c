#include "publish.h"
#include "plan.h"

#include "attnbench/error.h"
#include "attnbench/text.h"

#include <limits.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef ATTNBENCH_VERSION
#define ATTNBENCH_VERSION "0.1.0"
#endif
#ifndef ATTNBENCH_COMMIT
#define ATTNBENCH_COMMIT "unknown"
#endif

static const char STUDY_ATTRIBUTE[] = "study_file";

/* ---- Dimensions ---- */

static int set_models(const struct study *study, struct dimension *out)
{
    size_t n = (size_t)study->n_models;
    text_copy(out->name, sizeof out->name, "model");
    out->count = n;
    out->labels = allocate(n, sizeof *out->labels);
    out->titles = allocate(n, sizeof *out->titles);
    if (out->labels == NULL || out->titles == NULL)
        return EX_OSERR;
    for (size_t m = 0; m < n; m++) {
        text_copy(out->labels[m], sizeof out->labels[m], study->models[m].model.name);
        text_copy(out->titles[m], sizeof out->titles[m], study->models[m].model.title);
    }
    return 0;
}

/* values NULL: 0, 1, … */
static int set_axis(struct dimension *out, const char *name, const int64_t *values, size_t count)
{
    text_copy(out->name, sizeof out->name, name);
    out->count = count;
    out->values = allocate(count, sizeof *out->values);
    if (out->values == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < count; i++)
        out->values[i] = values != NULL ? values[i] : (int64_t)i;
    return 0;
}

static int set_dimensions(const struct study *study, struct results *results)
{
    struct dimension *next = results->dimensions;
    results->n_dimensions = study->n_axes + 2; /* counted before they are filled, so that all are freed */
    text_copy(results->name, sizeof results->name, study->name);
    text_copy(results->title, sizeof results->title, study->title);
    TRY(set_models(study, next++));
    for (int a = 0; a < study->n_axes; a++)
        TRY(set_axis(next++, study->axes[a].setting->key, study->axes[a].values, (size_t)study->axes[a].count));
    TRY(set_axis(next, "repeat", NULL, (size_t)study->repeats));
    TRY(results_allocate(results));
    for (size_t i = 0; i < results->n_trials; i++)
        results->identity[i] = study_trial(study, i).identity;
    return 0;
}

/* ---- Provenance ---- */

static const char *utc(time_t moment, char *buffer, size_t size)
{
    struct tm fields;
    gmtime_r(&moment, &fields);
    strftime(buffer, size, "%Y-%m-%dT%H:%M:%SZ", &fields);
    return buffer;
}

/* "model name" of the first processor; "unknown" where the kernel tells none. */
static const char *cpu_model(char *buffer, size_t size)
{
    char line[256];
    FILE *file = fopen("/proc/cpuinfo", "r");
    snprintf(buffer, size, "unknown");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        char *value = strchr(line, ':');
        if (value == NULL || strncmp(line, "model name", strlen("model name")) != 0)
            continue;
        value[strcspn(value, "\n")] = 0;
        snprintf(buffer, size, "%s", value + 1 + strspn(value + 1, " "));
        break;
    }
    if (file != NULL)
        fclose(file);
    return buffer;
}

static const char *mpi_version(char *buffer)
{
    int length;
    MPI_Get_library_version(buffer, &length);
    char *end = strchr(buffer, ','); /* "Open MPI v4.1.4, package: …" */
    if (end != NULL)
        *end = 0;
    return buffer;
}

static int add_provenance(const struct study *study, const char *command, int n_ranks, time_t started,
                          struct results *results)
{
    char buffer[256], mpi[MPI_MAX_LIBRARY_VERSION_STRING];
    char *text = plan_study_text(study);
    if (text == NULL)
        return EX_OSERR;
    int status = results_add_text(results, STUDY_ATTRIBUTE, text);
    free(text);
    TRY(status);
    TRY(results_add_text(results, "command", command));
    TRY(results_add_text(results, "attnbench_version", ATTNBENCH_VERSION));
    TRY(results_add_text(results, "commit", ATTNBENCH_COMMIT));
    buffer[gethostname(buffer, sizeof buffer - 1) == 0 ? sizeof buffer - 1 : 0] = 0;
    TRY(results_add_text(results, "host", buffer));
    TRY(results_add_text(results, "cpu", cpu_model(buffer, sizeof buffer)));
    TRY(results_add_number(results, "ranks", n_ranks));
    TRY(results_add_text(results, "mpi_version", mpi_version(mpi)));
    TRY(results_add_text(results, "started", utc(started, buffer, sizeof buffer)));
    return results_add_text(results, "ended", utc(time(NULL), buffer, sizeof buffer));
}

/* ---- Publishing ---- */

int publish_since(const struct study *study, const char *directory, const struct journal *journal, const char *command,
                  int n_ranks, time_t started)
{
    struct results *results = allocate(1, sizeof *results);
    if (results == NULL)
        return EX_OSERR;
    int status = set_dimensions(study, results);
    if (status == 0)
        status = add_provenance(study, command, n_ranks, started, results);
    if (status == 0)
        status = snapshot_write(directory, journal, results);
    results_free(results);
    free(results);
    return status;
}

int publish(const struct study *study, const char *directory, const struct journal *journal, const char *command,
            int n_ranks)
{
    return publish_since(study, directory, journal, command, n_ranks, time(NULL));
}

static const char *published_study(const struct results *results)
{
    for (int i = 0; i < results->n_attributes; i++)
        if (strcmp(results->attributes[i].name, STUDY_ATTRIBUTE) == 0)
            return results->attributes[i].text;
    return NULL;
}

static bool shows_all(const struct results *results, const struct study *study, const struct journal *journal)
{
    char *text = plan_study_text(study);
    const char *published = published_study(results);
    bool same =
        text != NULL && published != NULL && strcmp(text, published) == 0 && results->n_trials == study_n_trials(study);
    free(text);
    for (size_t i = 0; same && i < results->n_trials; i++) {
        const struct journal_entry *entry = journal_find(journal, study_trial(study, i).identity);
        same = results->status[i] == (entry == NULL ? TRIAL_MISSING : entry->status);
    }
    return same;
}

bool publish_is_current(const struct study *study, const char *directory, const struct journal *journal)
{
    struct results *results = allocate(1, sizeof *results);
    bool current = false;
    if (results != NULL && snapshot_read(directory, results) == 0) {
        current = shows_all(results, study, journal);
        results_free(results);
    }
    free(results);
    return current;
}

/* ---- Opening what was published ---- */

static int parse_study(const char *text, const char *directory, const char *file, struct study *study)
{
    char name[PATH_MAX];
    snprintf(name, sizeof name, "%s/%s", directory, file);
    return study_parse(text, strlen(text), name, NULL, 0, study);
}

/* Publishes what the journal has and study.h5 lacks, unless a run is at work, which does so itself. */
static int bring_up_to_date(const char *directory, struct study *study)
{
    struct journal *journal;
    int status = journal_open_read(directory, &journal);
    if (status != 0) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/study.h5", directory);
        return status == EX_NOINPUT && access(path, F_OK) == 0 ? 0 : status; /* a study.h5 alone will do */
    }
    const char *text = journal_study(journal);
    if (text != NULL && !journal_is_locked(directory, NULL, 0)) {
        status = parse_study(text, directory, "journal", study);
        if (status == 0 && !publish_is_current(study, directory, journal))
            status = publish(study, directory, journal, "published from the journal", 0);
    }
    journal_close(journal);
    return status;
}

int results_open(const char *directory, struct study *study, struct results *results, int with_traces)
{
    TRY(bring_up_to_date(directory, study));
    int status = snapshot_read(directory, results);
    if (status == EX_NOINPUT && journal_is_locked(directory, NULL, 0))
        return fail(EX_NOINPUT, "%s: the run at work there has published nothing yet; attnbench status %s shows it",
                    directory, directory);
    TRY(status);
    const char *text = published_study(results);
    if (text == NULL)
        status = fail(EX_DATAERR, "%s/study.h5 has no attribute %s", directory, STUDY_ATTRIBUTE);
    else
        status = parse_study(text, directory, "study.h5", study);
    if (status == 0 && results->n_trials != study_n_trials(study))
        status = fail(EX_DATAERR, "%s/study.h5 holds %zu trials, its study has %zu", directory, results->n_trials,
                      study_n_trials(study));
    if (status == 0 && with_traces)
        status = snapshot_load_traces(directory, results);
    if (status != 0)
        results_free(results);
    return status;
}
