#include "attnbench/import/import.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/folder/directory.h"
#include "attnbench/folder/provenance.h"
#include "attnbench/folder/publish.h"
#include "findings.h"
#include "found.h"
#include "keep.h"
#include "shape.h"
#include "study_of.h"

#include <stdlib.h>
#include <string.h>

/* Commands are the models, parameters the axes; runs have no names, and those that failed count as failed. */
static void set_hyperfine(const struct sheet *sheet, struct import_options *options)
{
    bool has_axes = options->n_axes > 0;
    options->repeat = options->repeat != NULL ? options->repeat : "none";
    options->missing = options->missing != NULL ? options->missing : "fail";
    for (size_t k = 1; !has_axes && k + 1 < sheet->n_columns; k++)
        options->axes[options->n_axes++] = sheet->names[k].text;
}

/* The table as a long one, and the options as they are for it. `wide`: where its texts lie. */
static int read_sheet(struct import_options *options, struct sheet *wide, struct import_items *items, struct sheet *out)
{
    if (options->item != NULL && (options->wide || options->from != NULL))
        return fail(EX_USAGE, "--item: a row must be an item of a result; leave out --%s",
                    options->wide ? "wide" : "from");
    if (options->item != NULL) {
        TRY(sheet_read(options->path, wide));
        return shape_fold_items(wide, options, items, out);
    }
    if (options->from != NULL) {
        TRY(shape_read_hyperfine(options->path, out));
        set_hyperfine(out, options);
        return 0;
    }
    if (!options->wide) {
        TRY(sheet_read(options->path, out));
        return roles_column(out, "results.0.times.0") == NO_COLUMN
                   ? 0
                   : fail(EX_USAGE, "%s looks like hyperfine's: say --from hyperfine", out->path);
    }
    TRY(sheet_read(options->path, wide));
    return shape_lengthen(wide, options, out);
}

/* ---- writing ---- */

struct target {
    const char *directory;
    struct journal *journal;      /* NULL: not there yet */
    struct study *study, *before; /* before: what the folder has; unused where there is nothing */
};

/* The folder's own study with what the table adds, by the table's claims where it has some. */
static int join_study(const struct import_options *options, struct target *target)
{
    struct study *found = target->study, *before = target->before;
    TRY(directory_parse(target->directory, "journal", journal_study(target->journal), before));
    if (strcmp(before->models[0].model.kind, found->models[0].model.kind) != 0)
        return fail(EX_CONFIG, "%s holds results of %s that were trained: give another folder", target->directory,
                    before->models[0].model.kind);
    if (study_join(before, found) != 0) {
        char why[512];
        text_copy(why, sizeof why, error_message());
        return fail(EX_CONFIG, "%s does not belong to the study in %s: %s", options->path, target->directory, why);
    }
    if (options->claims != NULL) {
        before->n_claims = found->n_claims;
        memcpy(before->claims, found->claims, sizeof before->claims);
    }
    *found = *before;
    return 0;
}

static int open_target(const struct import_options *options, struct target *target)
{
    if (directory_has_no_journal(target->directory))
        return 0;
    TRY(directory_open_to_write(target->directory, &target->journal));
    return journal_study(target->journal) != NULL ? join_study(options, target) : 0;
}

static void say_result(const struct target *target, const struct kept *kept, FILE *out)
{
    size_t n = study_n_trials(target->study), n_there = 0;
    for (size_t i = 0; i < n; i++) {
        const struct journal_entry *entry =
            journal_find(target->journal, study_trial_unhashed(target->study, i).identity);
        n_there += entry != NULL && trial_has_figures(entry->status);
    }
    fprintf(out, "%s: %zu new, %zu there already, %zu failed", target->directory, kept->n_new, kept->n_same,
            kept->n_failed);
    if (study_has_pairs(target->study))
        fprintf(out, "; %zu of %zu results are there\n", n_there, n);
    else
        fprintf(out, "; %zu results are there\n", n_there);
}

/* Everything is checked before anything is written. */
static int write_results(const struct findings *findings, const struct import_options *options, struct target *target,
                         FILE *out)
{
    const struct run_begun run = {.command = options->command, .n_ranks = 1, .mpi = "none"};
    struct kept kept;
    TRY(keep_results(findings, target->study, target->journal, NULL, &kept));
    if (target->journal == NULL)
        TRY(directory_open_to_write(target->directory, &target->journal));
    found_write(findings, out);
    TRY(directory_append_study(target->journal, target->study));
    TRY(provenance_begin(target->journal, &run));
    TRY(keep_results(findings, target->study, target->journal, target->journal, &kept));
    TRY(provenance_end(target->journal));
    TRY(directory_keep_published(target->directory, target->journal));
    TRY(publish_trials(target->study, target->directory, target->journal));
    say_result(target, &kept, out);
    return 0;
}

/* ---- the whole ---- */

static int import(struct import_options *options, struct findings *findings, struct sheet *sheets,
                  struct import_items *items, struct target *target, FILE *out)
{
    TRY(read_sheet(options, &sheets[0], items, &sheets[1]));
    TRY(findings_make(&sheets[1], options, findings));
    findings->items = items->n > 0 ? items : NULL;
    TRY(study_of(findings, options, target->study));
    if (!options->dry_run)
        TRY(open_target(options, target));
    if (options->dry_run) {
        found_write(findings, out);
        return 0;
    }
    findings_set_metrics(findings);
    return write_results(findings, options, target, out);
}

int import_results(const struct import_options *options, FILE *out)
{
    struct import_options known = *options;
    struct sheet sheets[2] = {{0}, {0}};
    struct import_items items = {0};
    struct findings *findings = allocate(1, sizeof *findings);
    struct study *studies = allocate(2, sizeof *studies);
    struct target target = {options->directory, NULL, studies, studies + 1};
    int status = findings == NULL || studies == NULL ? EX_OSERR : 0;
    if (status == 0 && options->directory == NULL && !options->dry_run)
        status = fail(EX_USAGE, "--output is missing: say where the results go, -o DIR");
    if (status == 0)
        status = import(&known, findings, sheets, &items, &target, out);
    journal_close(target.journal);
    if (findings != NULL)
        findings_free(findings);
    free(findings);
    free(items.values);
    free(studies);
    sheet_free(&sheets[0]);
    sheet_free(&sheets[1]);
    return status;
}
