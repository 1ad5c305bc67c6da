#include "attnbench/error.h"
#include "attnbench/folder.h"
#include "attnbench/report.h"
#include "chart.h"
#include "gnuplot.h"
#include "view.h"

#include <string.h>

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

/* Writes scripts and data of the charts that suit the study. */
static int write_charts(const struct results *results, struct gallery *gallery)
{
    if (plot_needs_traces(results)) {
        TRY(chart_loss(results, gallery));
        TRY(chart_training_accuracy(results, gallery));
        return chart_accuracy(results, gallery);
    }
    for (int axis = 0; axis < view_n_axes(results); axis++)
        if (view_axis(results, axis)->count > 1)
            TRY(chart_accuracy_by(results, axis, gallery));
    for (size_t model = 0; model < view_n_models(results); model++)
        TRY(chart_heatmap(results, model, gallery));
    return 0;
}

static void list_files(const struct gallery *gallery, FILE *log)
{
    for (int i = 0; i < gallery->n; i++) {
        for (int image = 0; image < N_IMAGES; image++)
            if (gallery->images[image])
                fprintf(log, "%s/%s.%s\n", gallery->directory, gallery->names[i], image_names[image]);
        fprintf(log, "%s/%s.gp\n%s/%s.dat\n", gallery->directory, gallery->names[i], gallery->directory,
                gallery->names[i]);
    }
}

int plot_write(const struct results *results, const char *plots_directory, const char *formats, FILE *log)
{
    struct gallery gallery = {.directory = plots_directory};
    TRY(parse_formats(formats, gallery.images));
    TRY(folder_make(plots_directory));
    TRY(write_charts(results, &gallery));
    if (gallery.n == 0)
        return fail(EX_NOINPUT, "there is nothing to draw: no trial of the study has finished");
    const char *names[CHARTS_MAX];
    for (int i = 0; i < gallery.n; i++)
        names[i] = gallery.names[i];
    TRY(gnuplot_run(plots_directory, names, (size_t)gallery.n));
    list_files(&gallery, log);
    return 0;
}
