#include "attnbench/page/page.h"
#include "attnbench/analysis/view.h"
#include "page_parts.h"

#include <string.h>

static const char *title_of(const struct results *results)
{
    return results->title[0] != '\0' ? results->title : results->name;
}

/* The policy lets nothing in but the style and the script that this file was built with. */
static void write_head(const struct results *results, FILE *out)
{
    fprintf(out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'; "
            "script-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta name=\"color-scheme\" content=\"light dark\">\n"
            "<meta name=\"referrer\" content=\"no-referrer\">\n<title>",
            page_style_hash, page_script_hash);
    page_write_text(title_of(results), out);
    fprintf(out, "</title>\n<style>%s</style>\n</head>\n", page_style);
}

/* Behind a model's name; without a title of its own it stands there once. */
static void write_title(const char *name, const char *title, FILE *out)
{
    if (strcmp(name, title) == 0)
        return;
    fputs(" <bdi>", out);
    page_write_text(title, out);
    fputs("</bdi>", out);
}

static void write_heading(const struct results *results, FILE *out)
{
    char fixed[FIGURE_TEXT];
    fputs("<header>\n<h1>", out);
    page_write_text(title_of(results), out);
    fputs("</h1>\n<p>", out);
    page_write_text(results->metric->title, out);
    if (!metric_is_own(results->metric)) /* whose meaning is its title */
        fprintf(out, ": %s", results->metric->meaning);
    if (view_fixed(results, fixed, sizeof fixed)[0] != '\0') {
        fputs("; in all of the study: ", out);
        page_write_text(fixed, out);
    }
    fputs(".</p>\n", out);
    for (int line = 0; line < N_SETUP_LINES; line++)
        if (view_setup(results, line, fixed, sizeof fixed)[0] != '\0') {
            fputs("<p>", out);
            page_write_text(fixed, out);
            fputs(".</p>\n", out);
        }
    fputs("<ul class=\"models\">\n", out);
    for (size_t model = 0; model < view_n_models(results); model++) {
        fprintf(out, "<li><i class=\"swatch m%zu\"></i><b>", model % 8);
        page_write_model(results, model, out);
        fputs("</b>", out);
        write_title(view_model_name(results, model), view_model_title(results, model), out);
        fputs("</li>\n", out);
    }
    fputs("</ul>\n</header>\n", out);
}

static void write_charts(const struct analysis *analysis, FILE *out)
{
    int axes[RESULTS_MAX_DIMENSIONS], n_axes = view_varied_axes(analysis->results, axes);
    fputs("<section id=\"charts\">\n<h2>Charts</h2>\n<div class=\"figures\">\n", out);
    if (analysis->n_cells == 1) {
        figure_repeats(analysis, out);
        figure_forests(analysis, out);
        figure_epochs(analysis, out);
    } else {
        if (n_axes == 1)
            figure_by_axis(analysis, axes[0], out);
        figure_maps(analysis, out);
        figure_forests(analysis, out);
    }
    fputs("</div>\n", out);
    if (analysis->n_cells == 1)
        figure_numbers(analysis, out);
    fputs("</section>\n", out);
}

void page_write(const struct analysis *analysis, FILE *out)
{
    const struct results *results = analysis->results;
    write_head(results, out);
    fputs("<body>\n", out);
    write_heading(results, out);
    fputs("<main>\n", out);
    page_write_answer(analysis, out);
    page_write_claims(analysis, out);
    write_charts(analysis, out);
    page_write_tables(analysis, out);
    page_write_reproduction(results, out);
    page_write_provenance(results, out);
    fprintf(out, "</main>\n<script>%s</script>\n</body>\n</html>\n", page_script);
}
