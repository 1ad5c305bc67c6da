#include "attnbench/study_file/study_file.h"
#include "attnbench/folder/directory.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/folder.h"
#include "attnbench/base/text.h"
#include "attnbench/folder/kept_trials.h"
#include "attnbench/folder/publish.h"
#include "attnbench/folder/running_file.h"
#include "attnbench/store/results.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int directory_parse(const char *directory, const char *file, const char *text, struct study *study)
{
    char name[PATH_MAX];
    if (text == NULL)
        return fail(EX_NOINPUT, "%s: its %s names no study yet; attnbench run STUDY.yaml -o %s starts one", directory,
                    file, directory);
    snprintf(name, sizeof name, "%s/%s", directory, file);
    return study_parse(text, strlen(text), name, NULL, 0, study);
}

bool directory_has_no_journal(const char *directory)
{
    char path[PATH_MAX];
    return path_join(path, sizeof path, directory, "journal") == 0 && file_is_missing(path);
}

bool directory_has_snapshot(const char *directory)
{
    char path[PATH_MAX];
    return path_join(path, sizeof path, directory, "study.h5") == 0 && access(path, R_OK) == 0;
}

int directory_check_kind(const char *directory)
{
    struct stat file;
    if (stat(directory, &file) == 0 && !S_ISDIR(file.st_mode))
        return fail(EX_NOINPUT, "%s is a file: give the folder that a run made", directory);
    return 0;
}

/* One that holds results, among the folders in this one. */
static bool find_results_below(const char *directory, char below[static PATH_MAX])
{
    struct dirent **entries = NULL;
    bool is_found = false;
    int n = scandir(directory, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        if (!is_found && entries[i]->d_name[0] != '.')
            is_found = path_join(below, PATH_MAX, directory, entries[i]->d_name) == 0 && directory_has_snapshot(below);
        free(entries[i]);
    }
    free(entries);
    return is_found;
}

static int refuse_without_results(const char *directory)
{
    char below[PATH_MAX];
    if (directory_has_snapshot(directory))
        return fail(EX_NOINPUT, "%s holds study.h5 alone, without a journal; attnbench report %s shows it", directory,
                    directory);
    if (find_results_below(directory, below))
        return fail(EX_NOINPUT, "%s: no results there (no journal): name a folder in it, such as %s", directory, below);
    return fail(EX_NOINPUT, "%s: no results there (no journal); attnbench run STUDY.yaml -o %s makes them", directory,
                directory);
}

int directory_open(const char *directory, struct journal **journal, struct study *study)
{
    TRY(directory_check_kind(directory));
    int status = journal_open_read(directory, journal);
    if (status == EX_NOINPUT)
        return refuse_without_results(directory);
    if (status != 0)
        return status;
    status = directory_parse(directory, "journal", journal_study(*journal), study);
    if (status != 0) {
        journal_close(*journal);
        *journal = NULL;
    }
    return status;
}

static void tidy_up(const char *directory, const struct journal *journal)
{
    char size[32];
    running_remove(directory);
    size_t torn = journal_torn_bytes(journal);
    if (torn > 0)
        fprintf(stderr,
                "attnbench: %s/journal: cut off %s that a killed run had not written whole; the trial "
                "in flight is done again\n",
                directory, text_bytes((double)torn, size, sizeof size));
}

int directory_open_to_write(const char *directory, struct journal **journal)
{
    TRY(journal_open(directory, journal));
    tidy_up(directory, *journal);
    return 0;
}

int directory_open_to_publish(const char *directory, struct journal **journal)
{
    TRY(journal_open_to_publish(directory, journal));
    tidy_up(directory, *journal);
    return 0;
}

/* A free name beside study.h5. */
static int name_to_keep(const char *directory, char *out, size_t size)
{
    char name[48] = "study.h5.kept";
    for (int n = 2;; n++) {
        TRY(path_join(out, size, directory, name));
        if (access(out, F_OK) != 0)
            return 0;
        snprintf(name, sizeof name, "study.h5.kept-%d", n);
    }
}

int directory_n_published_alone(const char *directory, const struct journal *journal, size_t *n)
{
    struct results results = {0};
    *n = 0;
    int status = snapshot_read(directory, &results);
    if (status != 0)
        return status == EX_IOERR ? status : 0;
    for (size_t i = 0; i < results.n_trials; i++)
        *n += trial_has_figures(results.status[i]) && kept_find(journal, results.identity[i]) == NULL;
    results_free(&results);
    return 0;
}

int directory_keep_published(const char *directory, const struct journal *journal)
{
    char published[PATH_MAX], kept[PATH_MAX];
    struct stat about;
    TRY(path_join(published, sizeof published, directory, "study.h5"));
    if (stat(published, &about) == 0 && !S_ISREG(about.st_mode))
        return fail(EX_CANTCREAT, "%s is not a regular file: remove it", published);
    size_t n;
    TRY(directory_n_published_alone(directory, journal, &n));
    if (n == 0)
        return 0;
    TRY(name_to_keep(directory, kept, sizeof kept));
    TRY(journal_check(journal));
    if (rename(published, kept) != 0)
        return fail(EX_IOERR, "cannot rename %s: %s", published, strerror(errno));
    fprintf(stderr, "attnbench: %s holds %zu trial%s that the journal beside it lacks: it is kept as %s\n", published,
            n, n == 1 ? "" : "s", kept);
    return folder_sync(directory);
}

static int append_metrics(struct journal *journal, const struct metric_set *set)
{
    char *text = metrics_as_text(set);
    int status = text == NULL ? fail(EX_OSERR, "no memory for the metrics") : 0;
    if (status == 0)
        status = journal_append_text(journal, RECORD_METRICS, text);
    free(text);
    return status;
}

int directory_append_study(struct journal *journal, const struct study *study)
{
    char *text = study_as_text(study);
    if (text == NULL)
        return EX_OSERR;
    int status = 0;
    const char *stored = journal_study(journal);
    bool is_new = stored == NULL || strcmp(stored, text) != 0;
    if (is_new && study->own.n > 0)
        status = append_metrics(journal, &study->own);
    if (is_new && status == 0)
        status = journal_append_text(journal, RECORD_STUDY, text);
    free(text);
    metrics_use(&study->own);
    return status;
}

int directory_study(const char *directory, struct study *study)
{
    struct journal *journal;
    struct results results = {0};
    char path[PATH_MAX];
    int status = directory_open(directory, &journal, study);
    if (status == 0) {
        journal_close(journal);
        return 0;
    }
    snprintf(path, sizeof path, "%s/study.h5", directory);
    if (file_is_missing(path))
        return status;
    TRY(results_open(directory, NULL, study, &results));
    results_free(&results);
    return 0;
}
