#include "claims.h"
#include "attnbench/base/error.h"
#include "attnbench/base/folder.h"
#include "attnbench/base/text.h"
#include "opened.h"

#include <stdlib.h>
#include <string.h>

/* The rows of one folder, at judged[*n]. */
static int judge_folder(const char *directory, struct judged_claim *judged, size_t *n)
{
    struct opened opened;
    int status = opened_make(directory, snapshot_load_some, &opened);
    for (int i = 0; status == 0 && i < opened.study.n_claims; i++, ++*n) {
        judged[*n] = (struct judged_claim){
            .folder = directory, .claim = opened.study.claims[i], .result = opened.analysis.claim_results[i]};
        text_copy(judged[*n].study, sizeof judged[*n].study, opened.study.name);
    }
    opened_free(&opened);
    return status;
}

/* A folder counted twice would look like two studies that agree. */
static int check_distinct(const char *const *directories, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++) {
            if (strcmp(directories[k], directories[i]) == 0)
                return fail(EX_USAGE, "%s is named twice", directories[i]);
            if (folder_is_same(directories[k], directories[i]))
                return fail(EX_USAGE, "%s and %s are the same folder: name it once", directories[k], directories[i]);
        }
    return 0;
}

static void find_ambiguous(struct judged_claim *judged, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n && !judged[i].is_ambiguous; k++)
            judged[i].is_ambiguous =
                judged[i].folder != judged[k].folder && strcmp(judged[i].study, judged[k].study) == 0;
}

int claims_of_folders(const char *const *directories, size_t n, enum report_format format, FILE *out)
{
    size_t n_judged = 0;
    int status = 0, failure = 0;
    TRY(check_distinct(directories, n));
    struct judged_claim *judged = allocate(n * STUDY_MAX_CLAIMS, sizeof *judged);
    if (judged == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < n; i++) {
        failure = judge_folder(directories[i], judged, &n_judged);
        if (failure != 0 && n > 1)
            fprintf(stderr, "attnbench: %s; it is left out\n", error_message());
    }
    find_ambiguous(judged, n_judged);
    if (n == 1 && failure != 0 && failure != EX_NOINPUT)
        status = failure;
    else if (n_judged > 0)
        judged_claims_write(judged, n_judged, format, out);
    else
        status = fail(EX_NOINPUT, "no claims: %s%s no study with claims and results", directories[0],
                      n > 1 ? " and the others hold" : " holds");
    free(judged);
    return status;
}
