#include "attnbench/plot/plot.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/folder.h"
#include "attnbench/base/text_width.h"
#include "attnbench/chart/chart.h"
#include "attnbench/chart/gnuplot.h"
#include "plot_files.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int parse_formats(const char *formats, bool *images)
{
    bool any = false;
    for (const char *next = formats; *next != '\0';) {
        size_t length = strcspn(next, ",");
        int image = 0;
        while (image < N_IMAGES &&
               (strlen(image_names[image]) != length || strncmp(next, image_names[image], length) != 0))
            image++;
        if (image == N_IMAGES)
            return fail(EX_USAGE, "unknown chart format \"%.*s\": it can be png, svg, pdf", (int)(length % 40), next);
        images[image] = any = true;
        next += length + (next[length] == ',');
    }
    return any ? 0 : fail(EX_USAGE, "no chart format is given: it can be png, svg, pdf");
}

bool plot_needs_traces(const struct results *results)
{
    return view_n_cells(results) == 1;
}

static int write_charts_of_one_cell(const struct analysis *analysis, struct gallery *gallery)
{
    TRY(chart_courses(analysis->results, gallery));
    return chart_repeats(analysis, gallery);
}

/* Every further model against the first; and, as long as they are few, further ones against each other. */
static int write_frontiers(const struct analysis *analysis, struct gallery *gallery)
{
    enum { FEW_MODELS = 3 };
    for (size_t against = 0; against < analysis->n_models; against++)
        for (size_t model = 1; model < analysis->n_models; model++) {
            bool wanted = against == 0 || (model < against && analysis->n_models <= FEW_MODELS);
            for (int at_equal_time = 0; at_equal_time < 2 && wanted; at_equal_time++)
                TRY(chart_frontier(analysis, model, against, at_equal_time, gallery));
        }
    return 0;
}

static int write_charts_of_grid(const struct analysis *analysis, struct gallery *gallery)
{
    const struct results *results = analysis->results;
    for (int axis = 0; axis < view_n_axes(results); axis++)
        if (view_axis(results, axis)->count > 1)
            TRY(chart_by_axis(results, axis, gallery));
    for (size_t model = 0; model < analysis->n_models; model++)
        TRY(chart_heatmap(analysis, model, gallery));
    for (size_t rival = 0; rival < analysis->n_rivals; rival++)
        TRY(chart_heatmap_difference(analysis, rival, gallery));
    if (metric_is_percent(analysis->metric)) /* it goes by points */
        TRY(write_frontiers(analysis, gallery));
    TRY(chart_means(analysis, gallery));
    TRY(chart_differences(analysis, gallery));
    return chart_improvement(analysis, gallery);
}

enum { MOST_HIDDEN = 5 }; /* charts that one model hides */

/* Names what the model hides: charts of it alone, and, of a series, those of all models. */
static int hidden_charts(const struct results *results, const struct hidden_model *hidden, bool with_those_of_all,
                         char names[MOST_HIDDEN][CHART_NAME])
{
    int n = 0;
    if (hidden->attends)
        chart_name(results, "attention", hidden->model, CHART_ALONE, names[n++]);
    if (hidden->attends && !hidden->is_real)
        chart_name(results, "attention_tokens", hidden->model, CHART_ALONE, names[n++]);
    if (hidden->is_real && !hidden->forecasts)
        chart_name(results, "sines", hidden->model, CHART_ALONE, names[n++]);
    if (!hidden->forecasts || !with_those_of_all)
        return n;
    strcpy(names[n++], chart_of_windows);
    if (hidden->has_steps)
        strcpy(names[n++], chart_of_steps);
    if (hidden->has_columns)
        strcpy(names[n++], chart_of_columns);
    return n;
}

static bool is_undrawn(const struct gallery *gallery, const char *name)
{
    for (int i = 0; i < gallery->n_undrawn; i++)
        if (strcmp(gallery->undrawn[i], name) == 0)
            return true;
    return false;
}

static void add_undrawn(const char *name, struct gallery *gallery)
{
    if (!is_undrawn(gallery, name) && gallery->n_undrawn < CHARTS_MAX)
        strcpy(gallery->undrawn[gallery->n_undrawn++], name);
}

/* An earlier model hides the charts of all for the same reason. */
static bool is_said(const struct plot_options *options, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (options->hidden[j].forecasts && strcmp(options->hidden[j].stored.why, options->hidden[i].stored.why) == 0)
            return true;
    return false;
}

/* The charts of models that cannot be asked; `done` to the others: "drawn", "checked". */
static void name_undrawn(const struct analysis *analysis, const struct plot_options *options, const char *done,
                         struct gallery *gallery)
{
    char names[MOST_HIDDEN][CHART_NAME];
    for (size_t i = 0; i < options->n_hidden; i++) {
        int n = hidden_charts(analysis->results, &options->hidden[i], !is_said(options, i), names);
        for (int chart = 0; chart < n; chart++) {
            fprintf(stderr, "%s%s", chart > 0 ? ", " : "attnbench: ", names[chart]);
            add_undrawn(names[chart], gallery);
        }
        if (n > 0)
            fprintf(stderr, " cannot be %s: %s\n", done, options->hidden[i].stored.why);
    }
}

/* Those that are left out for one reason in one line. */
static void say_left_out(const struct gallery *gallery)
{
    for (int i = 0; i < gallery->n_left_out; i++) {
        const char *why = gallery->left_out[i].why;
        bool said = false;
        for (int j = 0; j < i; j++)
            said |= strcmp(gallery->left_out[j].why, why) == 0;
        if (said)
            continue;
        fprintf(stderr, "attnbench: %s", gallery->left_out[i].name);
        int n = 1;
        for (int j = i + 1; j < gallery->n_left_out; j++)
            if (strcmp(gallery->left_out[j].why, why) == 0) {
                fprintf(stderr, ", %s", gallery->left_out[j].name);
                n++;
            }
        fprintf(stderr, " %s not drawn: %s\n", n == 1 ? "is" : "are", why);
    }
}

/* The status of the first model that could not be asked. */
static int say_undrawn(const struct plot_options *options, const struct gallery *gallery, const char *done,
                       const char *others)
{
    if (options->n_hidden == 0)
        return 0;
    return fail(options->hidden[0].stored.status,
                "%s: %d of its charts cannot be %s, as said above; the other %d are %s", options->directory,
                gallery->n_undrawn, done, gallery->n, others);
}

/* Writes scripts and data of the charts that suit the study. */
static int write_charts(const struct analysis *analysis, const struct plot_options *options, struct gallery *gallery)
{
    if (analysis->n_cells == 1)
        TRY(write_charts_of_one_cell(analysis, gallery));
    else
        TRY(write_charts_of_grid(analysis, gallery));
    if (analysis->metric->kind == METRIC_COUNTS)
        TRY(chart_profiles(analysis->results, gallery));
    for (size_t i = 0; i < options->n_maps; i++)
        TRY(chart_attention(analysis->results, &options->maps[i], gallery));
    for (size_t i = 0; i < options->n_decoded; i++) {
        TRY(chart_attention_tokens(analysis->results, &options->decoded[i], gallery));
        TRY(chart_sines(analysis->results, &options->decoded[i], gallery));
    }
    if (options->forecasts != NULL && !is_undrawn(gallery, chart_of_windows))
        TRY(chart_forecasts(analysis->results, options->forecasts, gallery));
    struct trial_counts counts = view_count(analysis->results, 0, analysis->results->n_trials);
    if (gallery->n > 0)
        return 0;
    return fail(EX_NOINPUT, "there is nothing to draw: %s",
                counts.finished + counts.diverged == 0 ? "no trial of the study has finished"
                                                       : "no trial of the study has a finite figure");
}

static int draw(struct gallery *gallery)
{
    const char *names[CHARTS_MAX];
    for (int i = 0; i < gallery->n; i++)
        names[i] = gallery->names[i];
    return gnuplot_run(gallery->directory, names, (size_t)gallery->n);
}

/* In the place of a character that no font of the machine has, gnuplot draws a box larger than the chart, and does not
 * say so. */
static void warn_of_fonts(const struct results *results)
{
    bool wide = text_has_wide(results->title);
    for (size_t model = 0; model < view_n_models(results); model++)
        wide |= text_has_wide(view_model_name(results, model));
    if (wide)
        fputs("attnbench: the charts' text has East Asian characters or symbols, which spoil the charts unless a font "
              "of this machine has them (Debian: fonts-noto-cjk)\n",
              stderr);
}

/* An empty gallery of the study. */
static int begin(const struct results *results, const char *formats, struct gallery *out)
{
    *out = (struct gallery){.digest = chart_digest(results)};
    chart_file_name(results->name, out->study, sizeof out->study);
    return parse_formats(formats, out->images);
}

/* Draws what is written, so that it may go to its folder. */
static int draw_sealed(struct gallery *gallery, const char *folder)
{
    TRY(draw(gallery));
    TRY(plot_check_images(gallery, folder));
    TRY(plot_take_drawings(gallery));
    return plot_seal(gallery, folder);
}

/* Those of an earlier state; what is not as plot made it may be someone's work, and stays. */
static int remove_leftovers(const struct gallery *gallery, const char *folder, FILE *log)
{
    struct leftovers leftovers;
    int status = leftovers_find(gallery, folder, &leftovers);
    for (size_t i = 0; i < leftovers.n && status == 0; i++) {
        const char *path = leftovers.files[i].path;
        if (leftovers.files[i].kind == LEFTOVER_CHANGED)
            fprintf(
                stderr,
                "attnbench: %s is of no chart that the study has now, and was changed since plot made it: it is kept\n",
                path);
        if (leftovers.files[i].kind != LEFTOVER_EARLIER)
            continue;
        if (unlink(path) != 0)
            status = fail(EX_IOERR, "%s is of an earlier state of the study, and cannot be removed: %s", path,
                          strerror(errno));
        else
            fprintf(log, "%s: removed, of an earlier state of the study\n", path);
    }
    leftovers_free(&leftovers);
    return status;
}

int plot_write(const struct analysis *analysis, const struct plot_options *options, FILE *log)
{
    char workplace[PATH_MAX];
    struct gallery gallery;
    TRY(begin(analysis->results, options->formats, &gallery));
    TRY(folder_make(options->directory));
    TRY(workplace_make(&gallery, options->directory, workplace));
    int status;
    name_undrawn(analysis, options, "drawn", &gallery);
    TRY_ELSE(done, write_charts(analysis, options, &gallery));
    TRY_ELSE(done, draw_sealed(&gallery, options->directory));
    TRY_ELSE(done, remove_leftovers(&gallery, options->directory, log));
    TRY_ELSE(done, plot_move(&gallery, options->directory, log));
    warn_of_fonts(analysis->results);
    say_left_out(&gallery);
    status = say_undrawn(options, &gallery, "drawn", "there");
done:
    workplace_remove(&gallery);
    return status;
}

int plot_history(const struct results *joined, const char *directory, FILE *log)
{
    char workplace[PATH_MAX];
    struct gallery gallery;
    TRY(begin(joined, "png,svg", &gallery));
    TRY(folder_make(directory));
    TRY(workplace_make(&gallery, directory, workplace));
    int status;
    TRY_ELSE(done, chart_by_axis(joined, 0, &gallery));
    if (gallery.n == 0)
        status = fail(EX_NOINPUT, "there is nothing to draw: %s", gallery.left_out[0].why);
    else
        TRY_ELSE(done, draw_sealed(&gallery, directory));
    if (status == 0)
        status = plot_move(&gallery, directory, log);
    warn_of_fonts(joined);
done:
    workplace_remove(&gallery);
    return status;
}

/* ---- What is there already, against the results ---- */

/* How many files of an earlier state are there; each is named. */
static int name_leftovers(const struct gallery *gallery, const char *folder, FILE *out, size_t *n)
{
    static const char *const kinds[] = {
        [LEFTOVER_EARLIER] = "of an earlier state of the study",
        [LEFTOVER_CHANGED] = "of no chart that the study has now, and changed since plot made it: remove it by hand",
        [LEFTOVER_OTHER] = "of another study"};
    struct leftovers leftovers;
    int status = leftovers_find(gallery, folder, &leftovers);
    *n = 0;
    for (size_t i = 0; i < leftovers.n; i++) {
        fprintf(out, "%s: %s\n", leftovers.files[i].path, kinds[leftovers.files[i].kind]);
        *n += leftovers.files[i].kind != LEFTOVER_OTHER;
    }
    leftovers_free(&leftovers);
    return status;
}

static int compare_with(const struct gallery *gallery, const char *folder, FILE *out)
{
    size_t n_old;
    int n = 0;
    for (int i = 0; i < gallery->n; i++)
        n += !plot_is_current(gallery, i, folder, out);
    TRY(name_leftovers(gallery, folder, out, &n_old));
    if (n > 0)
        return fail(EX_DATAERR,
                    "%s: %d of %d charts are missing, changed or out of date; plot without --check "
                    "draws them",
                    folder, n, gallery->n);
    if (n_old > 0)
        return fail(EX_DATAERR,
                    "%s: %zu files are of charts that the study has no more; plot without --check removes "
                    "those that nobody changed",
                    folder, n_old);
    if (gallery->n_undrawn == 0)
        fprintf(out, "%s: all %d charts are current\n", folder, gallery->n);
    return 0;
}

int plot_check(const struct analysis *analysis, const struct plot_options *options, FILE *out)
{
    const char *place = getenv("TMPDIR");
    char workplace[PATH_MAX];
    struct gallery gallery;
    TRY(begin(analysis->results, options->formats, &gallery));
    TRY(workplace_make(&gallery, place != NULL ? place : "/tmp", workplace));
    int status;
    name_undrawn(analysis, options, "checked", &gallery);
    TRY_ELSE(done, write_charts(analysis, options, &gallery));
    TRY_ELSE(done, plot_take_drawings(&gallery));
    TRY_ELSE(done, compare_with(&gallery, options->directory, out));
    status = say_undrawn(options, &gallery, "checked", "current");
done:
    workplace_remove(&gallery);
    return status;
}
