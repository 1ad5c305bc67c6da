/* Where the figures come from, and how to make them again. */
#include "attnbench/analysis/view.h"
#include "attnbench/base/text.h"
#include "page_parts.h"

#include <inttypes.h>
#include <string.h>

#define HISTORY_ATTRIBUTE "history"

/* The name goes into a command that readers paste into their shell. */
static const char *name_for_shell(const struct results *results)
{
    return text_is_name(results->name) ? results->name : "study";
}

static int ranks_of(const struct results *results)
{
    const double most = 1000 * 1000;
    const struct attribute *ranks = results_attribute(results, "ranks");
    return ranks != NULL && ranks->number >= 1 && ranks->number <= most ? (int)ranks->number : 1;
}

static void write_details(const char *summary, const char *text, FILE *out)
{
    fprintf(out, "<details><summary>%s</summary>\n<pre tabindex=\"0\">", summary);
    page_write_lines(text, out);
    fputs("</pre>\n</details>\n", out);
}

static void write_digest(const struct results *results, FILE *out)
{
    char openblas[SAFE_TEXT];
    fprintf(out,
            "<p>The report then ends with <code>digest %016" PRIx64
            "</code>: the figures are the same bits on any number of ranks, with any instruction set and compiler",
            results->digest);
    if (view_openblas(results, openblas)[0] != '\0') {
        fputs(", but only with ", out);
        page_write_text(openblas, out);
    }
    fputs(".</p>\n", out);
}

void page_write_reproduction(const struct results *results, FILE *out)
{
    struct trial_counts counts = view_count(results, 0, results->n_trials);
    size_t n_without = counts.missing + counts.failed;
    const char *name = name_for_shell(results), *study = results_text(results, RESULTS_STUDY);
    const char *version = results_text(results, "attnbench_version"), *commit = results_text(results, "commit");
    fputs("<section id=\"reproduce\">\n<h2>How to get the same figures</h2>\n<p>With attnbench", out);
    if (version != NULL) {
        fputc(' ', out);
        page_write_text(version, out);
    }
    if (commit != NULL) {
        fputs(", commit <code>", out);
        page_write_text(commit, out);
        fputs("</code>", out);
    }
    fprintf(out,
            ", save the study file below as <code>%s.yaml</code>, then:</p>\n<pre tabindex=\"0\">"
            "mpirun -n %d attnbench run %s.yaml -o results/%s\nattnbench report results/%s</pre>\n",
            name, ranks_of(results), name, name, name);
    if (n_without > 0)
        fprintf(out,
                "<p>The figures of this page are those of %zu of %zu trials, with the digest <code>%016" PRIx64
                "</code>: a run that finishes more, or the others, has another.</p>\n",
                counts.wanted - n_without, counts.wanted, results->digest);
    else if (results->digest != 0)
        write_digest(results, out);
    if (study != NULL)
        write_details("The study file, every default filled in", study, out);
    fputs("</section>\n", out);
}

/* Shown elsewhere on the page, or meant for programs. */
static bool is_told(const char *name)
{
    static const char *const told[] = {RESULTS_STUDY, HISTORY_ATTRIBUTE, "title", "name", "Conventions"};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (strcmp(name, told[i]) == 0)
            return true;
    return false;
}

void page_write_provenance(const struct results *results, FILE *out)
{
    const char *history = results_text(results, HISTORY_ATTRIBUTE);
    fputs("<section id=\"provenance\">\n<h2>Provenance</h2>\n<dl class=\"facts\">\n", out);
    for (int i = 0; i < results->n_attributes; i++) {
        const struct attribute *attribute = &results->attributes[i];
        if (is_told(attribute->name))
            continue;
        fputs("<dt>", out);
        page_write_text(attribute->name, out);
        fputs("</dt><dd>", out);
        if (attribute->text != NULL)
            page_write_text(attribute->text, out);
        else
            fprintf(out, "%.10g", attribute->number);
        fputs("</dd>\n", out);
    }
    if (results->digest != 0)
        fprintf(out, "<dt>digest</dt><dd>%016" PRIx64 "</dd>\n", results->digest);
    fputs("</dl>\n", out);
    if (history != NULL)
        write_details("All runs", history, out);
    fputs("</section>\n", out);
}
