#include "attnbench/error.h"
#include "attnbench/folder.h"
#include "attnbench/report.h"
#include "chart.h"
#include "gnuplot.h"
#include "safe_text.h"
#include "view.h"

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

/* ---- Files: made in a folder of their own, from which they go to their places only when all are whole ---- */

enum { N_FILES = N_IMAGES + 2 }; /* of a chart at most: images, script, data */

static bool is_made(const struct gallery *gallery, int file)
{
    return file >= N_IMAGES || gallery->images[file];
}

/* NAME.png, … of the i-th chart in `folder`. */
static int file_path(const struct gallery *gallery, const char *folder, int i, int file, char path[PATH_MAX])
{
    char name[CHART_NAME + 8];
    const char *suffix = file < N_IMAGES ? image_names[file] : file == N_IMAGES ? "gp" : "dat";
    snprintf(name, sizeof name, "%s.%s", gallery->names[i], suffix);
    return path_join(path, PATH_MAX, folder, name);
}

/* On a full disk gnuplot leaves an image empty or cut off, and ends as if all were well. */
static bool is_whole(const char *path, int image)
{
    static const char *const ends[N_IMAGES] = {[IMAGE_PNG] = "IEND", [IMAGE_SVG] = "</svg>", [IMAGE_PDF] = "%%EOF"};
    char tail[32];
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    bool read = fseek(file, -(long)sizeof tail, SEEK_END) == 0 && fread(tail, sizeof tail, 1, file) == 1;
    fclose(file);
    return read && memmem(tail, sizeof tail, ends[image], strlen(ends[image])) != NULL;
}

static int check_images(const struct gallery *gallery, const char *plots_directory)
{
    char path[PATH_MAX];
    for (int i = 0; i < gallery->n; i++)
        for (int image = 0; image < N_IMAGES; image++) {
            if (!is_made(gallery, image))
                continue;
            TRY(file_path(gallery, gallery->directory, i, image, path));
            if (!is_whole(path, image))
                return fail(EX_IOERR, "%s/%s.%s cannot be written whole (is the disk full?); earlier charts stay",
                            plots_directory, gallery->names[i], image_names[image]);
        }
    return 0;
}

static int move_files(const struct gallery *gallery, const char *plots_directory, FILE *log)
{
    char from[PATH_MAX], to[PATH_MAX];
    for (int i = 0; i < gallery->n; i++)
        for (int file = 0; file < N_FILES; file++) {
            if (!is_made(gallery, file))
                continue;
            TRY(file_path(gallery, gallery->directory, i, file, from));
            TRY(file_path(gallery, plots_directory, i, file, to));
            if (rename(from, to) != 0)
                return fail(EX_IOERR, "%s cannot be written: %s", to, strerror(errno));
            fprintf(log, "%s\n", to);
        }
    return 0;
}

/* What was moved is gone from it already. */
static void remove_files(const struct gallery *gallery)
{
    char path[PATH_MAX];
    for (int i = 0; i < gallery->n; i++)
        for (int file = 0; file < N_FILES; file++)
            if (file_path(gallery, gallery->directory, i, file, path) == 0)
                unlink(path);
    rmdir(gallery->directory);
}

static int draw(struct gallery *gallery)
{
    const char *names[CHARTS_MAX];
    if (gallery->n == 0)
        return fail(EX_NOINPUT, "there is nothing to draw: no trial of the study has finished");
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

int plot_write(const struct results *results, const char *plots_directory, const char *formats, FILE *log)
{
    char workplace[PATH_MAX];
    struct gallery gallery = {.directory = workplace};
    TRY(parse_formats(formats, gallery.images));
    TRY(folder_make(plots_directory));
    TRY(path_join(workplace, sizeof workplace, plots_directory, ".drawing-XXXXXX"));
    if (mkdtemp(workplace) == NULL)
        return fail(EX_CANTCREAT, "%s: no folder can be made there: %s", plots_directory, strerror(errno));
    int status;
    TRY_ELSE(done, write_charts(results, &gallery));
    TRY_ELSE(done, draw(&gallery));
    TRY_ELSE(done, check_images(&gallery, plots_directory));
    TRY_ELSE(done, move_files(&gallery, plots_directory, log));
    warn_of_fonts(results);
done:
    remove_files(&gallery);
    return status;
}
