/* Opens what was published: study.h5, brought up to date where the journal has more. */
#include "attnbench/base/error.h"
#include "attnbench/base/folder.h"
#include "attnbench/base/text.h"
#include "attnbench/folder/directory.h"
#include "attnbench/folder/kept_trials.h"
#include "attnbench/folder/provenance.h"
#include "attnbench/study/trial_kind.h"
#include "publish_internal.h"
#include "setup.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void say_made_again(const char *why)
{
    fprintf(stderr, "attnbench: %s; it is made again from the journal\n", why);
}

/* What study.h5 says of itself. */
static struct part published_part(const struct results *results)
{
    const struct attribute *k = results_attribute(results, RESULTS_PART);
    const struct attribute *n = results_attribute(results, RESULTS_PARTS);
    if (k == NULL || n == NULL || !(k->number >= 1 && k->number <= n->number && n->number <= STUDY_MAX_TRIALS))
        return (struct part){0};
    return (struct part){(int64_t)k->number, (int64_t)n->number};
}

/* What only study.h5 holds would be gone. */
static int check_nothing_goes(const char *directory)
{
    struct journal *journal;
    TRY(journal_open_read(directory, &journal));
    size_t n;
    int status = directory_n_published_alone(directory, journal, &n);
    journal_close(journal);
    TRY(status);
    return n == 0 ? 0
                  : fail(EX_DATAERR, "%s/study.h5 holds %zu trial%s that the journal beside it lacks", directory, n,
                         n == 1 ? "" : "s");
}

/* What was found damaged when it was read to its end. */
struct damage {
    FILE *snapshot; /* still open: no other file has its number */
    char why[1024];
};

static bool is_replaced(const char *directory, const struct damage *damage)
{
    char path[PATH_MAX];
    struct stat read, there;
    return damage->snapshot != NULL && path_join(path, sizeof path, directory, "study.h5") == 0 &&
           stat(path, &there) == 0 && fstat(fileno(damage->snapshot), &read) == 0 && read.st_ino != there.st_ino;
}

/* Under the lease it is looked at once more: somebody else may have been quicker. damage NULL: it only lacks trials. */
static int publish_again(const char *directory, struct study *study, const struct damage *damage)
{
    struct journal *journal;
    TRY(check_nothing_goes(directory));
    TRY(directory_open_to_publish(directory, &journal));
    int status = directory_parse(directory, "journal", journal_study(journal), study);
    bool done = status == 0 &&
                (damage != NULL ? is_replaced(directory, damage) : publish_is_current(study, directory, journal));
    if (status == 0 && !done) {
        if (damage != NULL)
            say_made_again(damage->why);
        status = publish_trials(study, directory, journal);
    }
    journal_close(journal);
    return status;
}

/* What the journal says beside its trials; part and n_not_in_study only where it was read. */
struct aside {
    bool was_read;
    size_t n_not_in_study;
    struct part part;
};

static int compare_with_journal(const char *directory, struct study *study, struct aside *aside, bool *current)
{
    struct journal *journal;
    TRY(directory_open(directory, &journal, study));
    aside->n_not_in_study = kept_n_not_in_study(study, journal);
    *current = false;
    int status = provenance_part(journal, &aside->part);
    aside->was_read = status == 0;
    if (status == 0)
        status = publish_look(study, directory, journal, current);
    journal_close(journal);
    return status == EX_IOERR ? status : 0; /* what may not be read is not to be replaced */
}

/* Publishes what the journal has and study.h5 lacks, unless a run is at work, which does so itself. Of many readers one
 * does, and the others wait for it. */
static int bring_up_to_date(const char *directory, struct study *study, struct aside *aside)
{
    for (;;) {
        char why[1024];
        bool current;
        int waiting = journal_await_publisher(directory);
        text_copy(why, sizeof why, error_message());
        TRY(compare_with_journal(directory, study, aside, &current));
        if (current || journal_is_locked(directory, NULL, 0))
            return 0;
        if (waiting != 0)
            return fail(waiting, "%s", why);
        int status = publish_again(directory, study, NULL);
        if (status != EX_TEMPFAIL)
            return status;
    }
}

/* (models, axes…, repeats) */
static bool is_of_shape(const struct results *results, const struct study *study)
{
    bool same = results->n_dimensions == study->n_axes + 2 && results->dimensions[0].count == (size_t)study->n_models &&
                results->dimensions[results->n_dimensions - 1].count == study_max_repeats(study);
    for (int i = 0; same && i < study->n_axes; i++)
        same = results->dimensions[i + 1].count == (size_t)study->axes[i].count;
    for (int i = 0; same && i < study->n_models; i++)
        same = strcmp(results->dimensions[0].labels[i], study->models[i].model.name) == 0;
    return same;
}

/* What study.h5 shows, checked against the study that it names. */
static int take_study(const char *directory, const struct results *results, struct study *study)
{
    const char *text = results_text(results, RESULTS_STUDY);
    if (text == NULL)
        return fail(EX_DATAERR, "%s/study.h5 has no attribute %s", directory, RESULTS_STUDY);
    TRY(directory_parse(directory, "study.h5", text, study));
    if (study->adaptive.max > 0) /* the repeats that were wanted */
        study->adaptive.max = (int64_t)results->dimensions[results->n_dimensions - 1].count;
    if (!is_of_shape(results, study))
        return fail(EX_DATAERR, "%s/study.h5 holds other models, axes or repeats than its study", directory);
    return 0;
}

static int64_t time_of_snapshot(const char *directory)
{
    char path[PATH_MAX];
    struct stat file;
    return path_join(path, sizeof path, directory, "study.h5") == 0 && stat(path, &file) == 0 ? file.st_mtime : 0;
}

static int open_published(const char *directory, struct study *study, struct results *results)
{
    char why[1024];
    struct aside aside = {0};
    int publishing = bring_up_to_date(directory, study, &aside);
    text_copy(why, sizeof why, error_message());
    bool locked = journal_is_locked(directory, NULL, 0);
    int status = snapshot_read(directory, results);
    if (status == EX_NOINPUT && locked)
        return fail(EX_NOINPUT, "%s: the run at work there has published nothing yet; attnbench status %s shows it",
                    directory, directory);
    if (status == EX_NOINPUT && publishing != 0)
        return fail(publishing, "%s", why);
    TRY(status);
    if (publishing != 0 && !directory_has_no_journal(directory) && !locked) /* a study.h5 alone will do */
        fprintf(stderr, "attnbench: %s; this is study.h5 as it stands\n", why);
    results->folder.path = directory;
    results->folder.run_at_work = locked;
    results->folder.is_copy = directory_has_no_journal(directory);
    results->folder.published = time_of_snapshot(directory);
    results->folder.n_not_in_study = aside.n_not_in_study;
    struct part part = aside.was_read ? aside.part : published_part(results);
    results->folder.part = part.k;
    results->folder.n_parts = part.n;
    TRY(take_study(directory, results, study));
    results_set_metric(results, study_metric(study));
    setup_take(study, &results->setup);
    return 0;
}

/* Damage in the traces shows only when they are read. */
static int load_or_make_again(const char *directory, results_loader *load, struct study *study, struct results *results)
{
    for (bool made = false;;) {
        int status = load(directory, results);
        struct damage damage = {.snapshot = results->snapshot};
        if (status != EX_DATAERR || made || results->folder.run_at_work || directory_has_no_journal(directory))
            return status;
        text_copy(damage.why, sizeof damage.why, error_message());
        status = publish_again(directory, study, &damage);
        TRY(status == EX_TEMPFAIL ? journal_await_publisher(directory) : status);
        made = status == 0;
        results_free(results);
        TRY(open_published(directory, study, results));
    }
}

int results_open(const char *directory, results_loader *load, struct study *study, struct results *results)
{
    *results = (struct results){0};
    int status = open_published(directory, study, results);
    if (status == 0 && load != NULL)
        status = load_or_make_again(directory, load, study, results);
    if (status != 0)
        results_free(results);
    return status;
}
