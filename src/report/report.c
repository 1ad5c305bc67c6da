#include "attnbench/report/report.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/report/tables.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

/* Those without a kind of document are written in their own way. */
static const struct {
    const char *name;
    const struct document_kind *document;
} formats[] = {
    [REPORT_TEXT] = {"text", &document_text},
    [REPORT_MARKDOWN] = {"markdown", &document_markdown},
    [REPORT_CSV] = {"csv", NULL},
    [REPORT_LATEX] = {"latex", &document_latex},
    [REPORT_JSON] = {"json", NULL},
    [REPORT_HTML] = {"html", NULL},
};
enum { N_FORMATS = sizeof formats / sizeof *formats };

int report_format_parse(const char *name, enum report_format last, enum report_format *out)
{
    const char *names[N_FORMATS];
    char known[128];
    size_t n = (size_t)last + 1;
    for (size_t i = 0; i < n; i++) {
        names[i] = formats[i].name;
        if (strcmp(name, names[i]) == 0) {
            *out = (enum report_format)i;
            return 0;
        }
    }
    return fail(EX_USAGE, "unknown report format \"%.40s\": it can be %s", name,
                text_alternatives(names, n, known, sizeof known));
}

const struct document_kind *report_document(enum report_format format)
{
    return formats[format].document;
}

static void write_snapshot(const struct results *results, const struct document_kind *document, FILE *out)
{
    struct words words = {.text = ""};
    char clock[32] = "";
    time_t published = (time_t)results->folder.published;
    struct tm broken_down;
    if (localtime_r(&published, &broken_down) != NULL)
        strftime(clock, sizeof clock, "%H:%M:%S", &broken_down);
    words_add(&words, "Snapshot of %s. A run is at work: attnbench status %s", clock, results->folder.path);
    document->paragraph(words.text, out);
}

static void write_counts(const struct results *results, const struct trial_counts *counts,
                         const struct document_kind *document, FILE *out)
{
    struct words words = {.text = ""};
    char gaps[SAFE_TEXT], part[SAFE_TEXT];
    if (counts->missing + counts->failed > 0) {
        words_add(&words, "%zu of %zu trials have no result (%s)", counts->missing + counts->failed, counts->wanted,
                  view_gaps(counts, gaps, sizeof gaps));
        if (view_part(results, part, sizeof part)[0] != '\0') /* no run here trains the others */
            words_add(&words, ": %s", part);
        else if (!results->folder.run_at_work)
            words_add(&words, view_partners(results) == PAIRED_BY_STREAMS ? ": run the study again to train them"
                                                                          : ": import them");
    } else
        words_add(&words, "All %zu trials have a result.", counts->wanted);
    document->paragraph(words.text, out);
}

/* What stands behind the tables' figures, what they lack, and what to do about it. */
static void write_basis(const struct results *results, const struct document_kind *document, FILE *out)
{
    struct trial_counts counts = view_count(results, 0, results->n_trials);
    struct words kept = {.text = ""}, unmeasured = {.text = ""}, untold = {.text = ""}, digest = {.text = ""};
    char diverged[SAFE_TEXT], openblas[SAFE_TEXT];
    view_openblas(results, openblas);
    write_counts(results, &counts, document, out);
    if (results->folder.run_at_work)
        write_snapshot(results, document, out);
    if (results->folder.n_not_in_study > 0) {
        words_add(&kept, "%zu further trials are kept in %s but are not part of this study",
                  results->folder.n_not_in_study, results->folder.path);
        document->paragraph(kept.text, out);
    }
    if (counts.unmeasured > 0) {
        words_add(&unmeasured, "%zu of %zu trials were trained before their %s was measured: no figure counts them.",
                  counts.unmeasured, counts.wanted, results->metric->called);
        document->paragraph(unmeasured.text, out);
    }
    if (counts.diverged > 0)
        document->paragraph(view_diverged(results, &counts, diverged, sizeof diverged), out);
    if (results->traces_missing[0] != '\0') {
        words_add(&untold, "Nothing is said of the training: %s.", results->traces_missing);
        document->paragraph(untold.text, out);
    }
    words_add(&digest, "digest %016" PRIx64, results->digest);
    if (openblas[0] != '\0')
        words_add(&digest, " with %s", openblas);
    document->paragraph(digest.text, out);
}

/* What was learned stands at the head: of no figure can be spoken without it. */
static void write_title(const struct results *results, const struct document_kind *document, FILE *out)
{
    char title[SAFE_TEXT], fixed[SAFE_TEXT], setup[N_SETUP_LINES][SAFE_TEXT];
    const char *lines[N_SETUP_LINES + 2] = {NULL};
    int n = 0;
    for (int line = 0; line < N_SETUP_LINES; line++) {
        if (view_setup(results, line, setup[line], sizeof setup[line])[0] != '\0')
            lines[n++] = setup[line];
        if (line == SETUP_LINE_TASK && view_fixed(results, fixed, sizeof fixed)[0] != '\0')
            lines[n++] = fixed;
    }
    snprintf(title, sizeof title, "%s%s", document == &document_latex ? "All figures: " : "",
             results->title[0] != '\0' ? results->title : results->name);
    document->title(title, lines, out);
}

static void write_document(const struct analysis *analysis, const struct document_kind *document, FILE *out)
{
    const struct results *results = analysis->results;
    write_title(results, document, out);
    if (document == &document_text && analysis->n_cells == 1)
        study_lines_write(results, out);
    accuracy_tables_write(analysis, document, out);
    comparison_tables_write(analysis, document, out);
    overall_write(analysis, document, out);
    claims_write(analysis, document, out);
    answers_write(analysis, document, out);
    design_write(analysis, document, out);
    write_basis(results, document, out);
}

void report_write(const struct analysis *analysis, enum report_format format, FILE *out)
{
    if (format == REPORT_CSV)
        table_csv_write(analysis, out);
    else if (format == REPORT_JSON)
        report_json_write(analysis, out);
    else
        write_document(analysis, report_document(format), out);
}
