#include "attnbench/error.h"
#include "attnbench/folder.h"
#include "attnbench/report.h"
#include "chart.h"
#include "gnuplot.h"
#include "text_width.h"
#include "view.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
    TRY(chart_loss(analysis->results, gallery));
    TRY(chart_training_accuracy(analysis->results, gallery));
    TRY(chart_held_out(analysis->results, gallery));
    if (view_is_real(analysis->results))
        return 0;
    TRY(chart_accuracy(analysis, gallery));
    return chart_means(analysis, gallery);
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
    if (analysis->is_real)
        return 0; /* their errors are in the report */
    for (int axis = 0; axis < view_n_axes(results); axis++)
        if (view_axis(results, axis)->count > 1)
            TRY(chart_accuracy_by(results, axis, gallery));
    for (size_t model = 0; model < analysis->n_models; model++)
        TRY(chart_heatmap(analysis, model, gallery));
    for (size_t rival = 0; rival < analysis->n_rivals; rival++)
        TRY(chart_heatmap_difference(analysis, rival, gallery));
    TRY(write_frontiers(analysis, gallery));
    TRY(chart_means(analysis, gallery));
    return chart_differences(analysis, gallery);
}

/* Writes scripts and data of the charts that suit the study. */
static int write_charts(const struct analysis *analysis, const struct plot_options *options, struct gallery *gallery)
{
    if (analysis->n_cells == 1)
        TRY(write_charts_of_one_cell(analysis, gallery));
    else
        TRY(write_charts_of_grid(analysis, gallery));
    if (!analysis->is_real) {
        TRY(chart_profiles(analysis->results, gallery));
        TRY(chart_improvement(analysis, gallery));
    }
    for (size_t i = 0; i < options->n_maps; i++)
        TRY(chart_attention(analysis->results, &options->maps[i], gallery));
    for (size_t i = 0; i < options->n_decoded; i++) {
        TRY(chart_attention_tokens(analysis->results, &options->decoded[i], gallery));
        TRY(chart_sines(analysis->results, &options->decoded[i], gallery));
    }
    if (gallery->n == 0)
        return fail(EX_NOINPUT, "there is nothing to draw: no trial of the study has finished");
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

int plot_write(const struct analysis *analysis, const struct plot_options *options, FILE *log)
{
    char workplace[PATH_MAX];
    struct gallery gallery = {.directory = workplace};
    TRY(parse_formats(options->formats, gallery.images));
    TRY(folder_make(options->directory));
    TRY(path_join(workplace, sizeof workplace, options->directory, ".drawing-XXXXXX"));
    if (mkdtemp(workplace) == NULL)
        return fail(EX_CANTCREAT, "%s: no folder can be made there: %s", options->directory, strerror(errno));
    int status;
    TRY_ELSE(done, write_charts(analysis, options, &gallery));
    TRY_ELSE(done, draw(&gallery));
    TRY_ELSE(done, check_images(&gallery, options->directory));
    TRY_ELSE(done, move_files(&gallery, options->directory, log));
    warn_of_fonts(analysis->results);
done:
    remove_files(&gallery);
    return status;
}

/* ---- What is there already, against the results ---- */

static bool is_older(const struct stat *a, const struct stat *b)
{
    if (a->st_mtim.tv_sec != b->st_mtim.tv_sec)
        return a->st_mtim.tv_sec < b->st_mtim.tv_sec;
    return a->st_mtim.tv_nsec < b->st_mtim.tv_nsec;
}

/* Whether the script has such a line. */
static bool has_line(const char *path, const char *wanted)
{
    char *line = NULL;
    size_t size = 0;
    bool found = false;
    FILE *file = fopen(path, "re");
    while (file != NULL && !found && getline(&line, &size, file) > 0) {
        line[strcspn(line, "\n")] = '\0';
        found = strcmp(line, wanted) == 0;
    }
    free(line);
    if (file != NULL)
        fclose(file);
    return found;
}

/* Whether the script beside it draws the file, from these results. */
static bool is_of(const struct gallery *gallery, int chart, int file, const char *plots_directory, uint64_t digest)
{
    char script[PATH_MAX], line[CHART_NAME + 64];
    if (file_path(gallery, plots_directory, chart, N_IMAGES, script) != 0)
        return false;
    snprintf(line, sizeof line, CHART_DIGEST, digest);
    if (!has_line(script, line))
        return false;
    if (file >= N_IMAGES)
        return true;
    snprintf(line, sizeof line, "set output '%s.%s'", gallery->names[chart], image_names[file]);
    return has_line(script, line);
}

static bool is_there(const char *path, int file, struct stat *made)
{
    return stat(path, made) == 0 && made->st_size > 0 && (file >= N_IMAGES || is_whole(path, file));
}

/* Names the first of the chart's files that is missing, old or of other results; script and data before the images. */
static bool is_current(const struct gallery *gallery, int chart, const char *plots_directory,
                       const struct stat *results, uint64_t digest, FILE *out)
{
    char path[PATH_MAX];
    for (int file = N_FILES - 1; file >= 0; file--) {
        struct stat made;
        const char *what = NULL;
        if (!is_made(gallery, file) || file_path(gallery, plots_directory, chart, file, path) != 0)
            continue;
        if (!is_there(path, file, &made))
            what = "missing, or not whole";
        else if (is_older(&made, results))
            what = "older than the results";
        else if (!is_of(gallery, chart, file, plots_directory, digest))
            what = "of other results";
        if (what == NULL)
            continue;
        fprintf(out, "%s: %s\n", path, what);
        return false;
    }
    return true;
}

int plot_check(const struct analysis *analysis, const struct plot_options *options, FILE *out)
{
    const char *place = getenv("TMPDIR"), *directory = analysis->results->folder.path;
    char workplace[PATH_MAX], path[PATH_MAX];
    struct gallery gallery = {.directory = workplace};
    struct stat results;
    TRY(parse_formats(options->formats, gallery.images));
    TRY(path_join(path, sizeof path, directory, "study.h5"));
    if (stat(path, &results) != 0)
        return fail(EX_NOINPUT, "%s: %s", path, strerror(errno));
    TRY(path_join(workplace, sizeof workplace, place != NULL ? place : "/tmp", "attnbench-XXXXXX"));
    if (mkdtemp(workplace) == NULL)
        return fail(EX_CANTCREAT, "%s: no folder can be made: %s", workplace, strerror(errno));
    int status, n = 0;
    TRY_ELSE(done, write_charts(analysis, options, &gallery));
    for (int i = 0; i < gallery.n; i++)
        n += !is_current(&gallery, i, options->directory, &results, chart_digest(analysis->results), out);
    if (n > 0)
        status = fail(EX_DATAERR,
                      "%s: %d of %d charts are missing, not whole, older than the results or of others; plot without "
                      "--check draws "
                      "them",
                      options->directory, n, gallery.n);
    else
        fprintf(out, "%s: all %d charts are current\n", options->directory, gallery.n);
done:
    remove_files(&gallery);
    return status;
}
