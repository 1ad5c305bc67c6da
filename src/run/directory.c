#include "directory.h"
#include "attnbench/error.h"
#include "attnbench/run.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int directory_open(const char *directory, struct journal **journal, struct study *study)
{
    int status = journal_open_read(directory, journal);
    if (status == EX_NOINPUT)
        return fail(EX_NOINPUT, "%s: no results there (no journal); attnbench run STUDY.yaml -o %s makes them",
                    directory, directory);
    if (status != 0)
        return status;
    const char *text = journal_study(*journal);
    if (text == NULL) {
        status = fail(EX_NOINPUT, "%s: its journal names no study yet; attnbench run STUDY.yaml -o %s starts one",
                      directory, directory);
    } else {
        char name[4096];
        snprintf(name, sizeof name, "%s/journal", directory);
        status = study_parse(text, strlen(text), name, NULL, 0, study);
    }
    if (status != 0) {
        journal_close(*journal);
        *journal = NULL;
    }
    return status;
}

int directory_study(const char *directory, struct study *study)
{
    struct journal *journal;
    struct results results = {0};
    char path[4096];
    int status = directory_open(directory, &journal, study);
    if (status == 0) {
        journal_close(journal);
        return 0;
    }
    snprintf(path, sizeof path, "%s/study.h5", directory);
    if (status != EX_NOINPUT || access(path, F_OK) != 0)
        return status;
    TRY(results_open(directory, study, &results, 0));
    results_free(&results);
    return 0;
}
