#include "attnbench/report.h"
#include "attnbench/error.h"
#include "page.h"
#include "safe_text.h"
#include "tables.h"
#include "view.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

int report_format_parse(const char *name, enum report_format *out)
{
    static const char *const names[] = {[REPORT_TEXT] = "text", [REPORT_CSV] = "csv", [REPORT_HTML] = "html"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) {
            *out = (enum report_format)i;
            return 0;
        }
    return fail(EX_USAGE, "unknown report format \"%.40s\": it can be text, csv or html", name);
}

static void write_heading(const struct results *results, FILE *out)
{
    char text[SAFE_TEXT], fixed[SAFE_TEXT / 2];
    fprintf(out, "%s\n", safe_text(results->title[0] != '\0' ? results->title : results->name, text, sizeof text));
    if (view_fixed(results, fixed, sizeof fixed)[0] != '\0')
        fprintf(out, "%s\n", safe_text(fixed, text, sizeof text));
    fputc('\n', out);
}

static void write_snapshot(const struct results *results, FILE *out)
{
    char clock[32] = "";
    time_t published = (time_t)results->folder.published;
    struct tm broken_down;
    if (localtime_r(&published, &broken_down) != NULL)
        strftime(clock, sizeof clock, "%H:%M:%S", &broken_down);
    fprintf(out, "snapshot of %s; a run is at work: attnbench status %s\n", clock, results->folder.path);
}

/* What the table's figures lack, and what to do about it. */
static void write_gaps(const struct results *results, FILE *out)
{
    struct trial_counts counts = view_count(results, 0, results->n_trials);
    if (counts.missing + counts.failed > 0)
        fprintf(out, "%zu of %zu trials have no result (%zu missing, %zu failed)%s\n", counts.missing + counts.failed,
                results->n_trials, counts.missing, counts.failed,
                results->folder.run_at_work ? "" : ": run the study again to train them");
    if (results->folder.run_at_work)
        write_snapshot(results, out);
    if (results->folder.n_not_in_study > 0)
        fprintf(out, "%zu further trials are kept in %s but are not part of this study\n",
                results->folder.n_not_in_study, results->folder.path);
    if (counts.diverged > 0)
        fprintf(out, "%zu of %zu trials diverged (a loss was not finite): their accuracy counts as it is\n",
                counts.diverged, results->n_trials);
}

static void write_text(const struct results *results, FILE *out)
{
    write_heading(results, out);
    if (view_n_cells(results) == 1)
        study_lines_write(results, out);
    table_text_write(results, out);
    write_gaps(results, out);
    fprintf(out, "digest %016" PRIx64 "\n", results->digest);
}

void report_write(const struct analysis *analysis, enum report_format format, FILE *out)
{
    const struct results *results = analysis->results;
    if (format == REPORT_CSV)
        table_csv_write(results, out);
    else if (format == REPORT_HTML)
        page_write(analysis, out);
    else
        write_text(results, out);
}
