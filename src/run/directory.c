#include "directory.h"
#include "plan.h"
#include "running.h"

#include "attnbench/error.h"
#include "attnbench/run.h"
#include "attnbench/text.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

int directory_open(const char *directory, struct journal **journal, struct study *study)
{
    int status = journal_open_read(directory, journal);
    if (status == EX_NOINPUT)
        return fail(EX_NOINPUT, "%s: no results there (no journal); attnbench run STUDY.yaml -o %s makes them",
                    directory, directory);
    if (status != 0)
        return status;
    status = directory_parse(directory, "journal", journal_study(*journal), study);
    if (status != 0) {
        journal_close(*journal);
        *journal = NULL;
    }
    return status;
}

int directory_open_to_write(const char *directory, struct journal **journal)
{
    char size[32];
    TRY(journal_open(directory, journal));
    running_remove(directory);
    size_t torn = journal_torn_bytes(*journal);
    if (torn > 0)
        fprintf(stderr,
                "attnbench: %s/journal: cut off %s that a killed run had not written whole; the trial "
                "in flight is done again\n",
                directory, text_bytes((double)torn, size, sizeof size));
    return 0;
}

int directory_append_study(struct journal *journal, const struct study *study)
{
    char *text = plan_study_text(study);
    if (text == NULL)
        return EX_OSERR;
    int status = 0;
    const char *stored = journal_study(journal);
    if (stored == NULL || strcmp(stored, text) != 0)
        status = journal_append_text(journal, RECORD_STUDY, text);
    free(text);
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
    if (access(path, F_OK) != 0)
        return status;
    TRY(results_open(directory, NULL, study, &results));
    results_free(&results);
    return 0;
}
