#include "attnbench/analysis/history.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- what studies are called ---- */

enum { WHOLE = -1 };

/* The part of a path that `from_end` others follow: "b" of "a/b/c/" for 1; or the whole. False when there is none, or
 * it is no name, or too long. */
static bool part_of(const char *path, int from_end, char out[RESULTS_LABEL])
{
    const char *end = path + strlen(path), *start = path;
    for (int i = 0; i <= from_end; i++) {
        for (end = i > 0 ? start : end; end > path && end[-1] == '/';)
            end--;
        for (start = end; start > path && start[-1] != '/';)
            start--;
    }
    size_t length = (size_t)(end - start);
    if (length == 0 || length >= RESULTS_LABEL)
        return false;
    snprintf(out, RESULTS_LABEL, "%.*s", (int)length, start);
    return from_end == WHOLE || (strcmp(out, ".") != 0 && strcmp(out, "..") != 0);
}

/* False when that part does not tell all apart. */
static bool label_by(const struct history *history, int from_end)
{
    for (size_t i = 0; i < history->n; i++) {
        if (!part_of(history->studies[i].folder.path, from_end, history->labels[i]))
            return false;
        for (size_t before = 0; before < i; before++)
            if (strcmp(history->labels[before], history->labels[i]) == 0)
                return false;
    }
    return true;
}

static void set_labels(struct history *history)
{
    enum { MOST_PARTS = 32 };
    for (int from_end = 0; from_end < MOST_PARTS; from_end++)
        if (label_by(history, from_end))
            return;
    if (label_by(history, WHOLE))
        return;
    for (size_t i = 0; i < history->n; i++)
        snprintf(history->labels[i], RESULTS_LABEL, "study %zu", i + 1);
}

/* ---- the steps ---- */

static int make_steps(struct history *history, const struct pairing *pairings)
{
    for (size_t i = 0; i + 1 < history->n; i++) {
        struct contrast *step = &history->steps[i];
        TRY(contrast_make(&history->studies[i], &history->studies[i + 1], pairings[i].same_seed, pairings[i].same_vary,
                          step));
        for (int side = 0; side < 2 && history->n > 2; side++)
            step->names[side] = history->labels[i + (size_t)side];
        history->n_rows += step->n_rows;
    }
    return contrasts_adjust(history->steps, history->n - 1);
}

static int copy_rows(struct history *history)
{
    struct contrast_row *next = history->rows = allocate(history->n_rows, sizeof *history->rows);
    for (size_t i = 0; i + 1 < history->n && history->rows != NULL; i++) {
        memcpy(next, history->steps[i].rows, history->steps[i].n_rows * sizeof *next);
        next += history->steps[i].n_rows;
    }
    return history->rows != NULL ? 0 : EX_OSERR;
}

int history_make(const struct results *studies, size_t n, const struct pairing *pairings, struct history *out)
{
    int status = EX_OSERR;
    *out = (struct history){.n = n,
                            .studies = studies,
                            .labels = allocate(n, sizeof *out->labels),
                            .steps = allocate(n - 1, sizeof *out->steps)};
    if (out->labels == NULL || out->steps == NULL)
        goto failed;
    set_labels(out);
    TRY_ELSE(failed, make_steps(out, pairings));
    TRY_ELSE(failed, copy_rows(out));
    return 0;
failed:
    history_free(out);
    return status;
}

void history_free(struct history *history)
{
    for (size_t i = 0; history->steps != NULL && i + 1 < history->n; i++)
        contrast_free(&history->steps[i]);
    free(history->steps);
    free(history->rows);
    free(history->labels);
    *history = (struct history){0};
}
