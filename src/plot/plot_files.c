#include "plot_files.h"
#include "attnbench/base/error.h"
#include "attnbench/base/folder.h"
#include "chart_seal.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_made(const struct gallery *gallery, int file)
{
    return file >= N_IMAGES || gallery->images[file];
}

static const char *suffix_of(int file)
{
    return file < N_IMAGES ? image_names[file] : file == FILE_SCRIPT ? "gp" : "dat";
}

/* NAME.png, … of a chart in `folder`. EX_USAGE when the path is too long. */
static int path_of(const char *folder, const char *chart, int file, char path[PATH_MAX])
{
    char name[CHART_NAME + 8];
    snprintf(name, sizeof name, "%s.%s", chart, suffix_of(file));
    return path_join(path, PATH_MAX, folder, name);
}

int plot_take_drawings(struct gallery *gallery)
{
    char script[PATH_MAX], data[PATH_MAX];
    for (int i = 0; i < gallery->n; i++) {
        TRY(path_of(gallery->directory, gallery->names[i], FILE_SCRIPT, script));
        TRY(path_of(gallery->directory, gallery->names[i], FILE_DATA, data));
        TRY(seal_drawing(script, data, &gallery->drawings[i]));
    }
    return 0;
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

int plot_check_images(const struct gallery *gallery, const char *folder)
{
    char path[PATH_MAX];
    for (int i = 0; i < gallery->n; i++)
        for (int image = 0; image < N_IMAGES; image++) {
            if (!is_made(gallery, image))
                continue;
            TRY(path_of(gallery->directory, gallery->names[i], image, path));
            if (!is_whole(path, image))
                return fail(EX_IOERR, "%s/%s.%s cannot be written whole (is the disk full?); earlier charts stay",
                            folder, gallery->names[i], image_names[image]);
        }
    return 0;
}

/* ---- Sealing ---- */

/* The seal of a chart in `folder`, as its script has it, or its data. */
static bool read_seal(const char *folder, const char *chart, struct seal *out)
{
    char path[PATH_MAX];
    for (int file = FILE_SCRIPT; file <= FILE_DATA; file++)
        if (path_of(folder, chart, file, path) == 0 && seal_read(path, out) && strcmp(out->chart, chart) == 0)
            return true;
    return false;
}

/* The picture is there just as it was when it was sealed. */
static bool is_sealed(const char *folder, const struct seal *seal, int image)
{
    char path[PATH_MAX];
    uint64_t sum;
    return seal->has[image] && path_of(folder, seal->chart, image, path) == 0 && seal_sum(path, &sum) &&
           sum == seal->sums[image];
}

static int seal_chart(const struct gallery *gallery, int chart, const char *folder)
{
    char path[PATH_MAX];
    struct seal seal = {.drawing = gallery->drawings[chart]}, earlier;
    strcpy(seal.study, gallery->study);
    strcpy(seal.chart, gallery->names[chart]);
    bool is_same = read_seal(folder, seal.chart, &earlier) && earlier.drawing == seal.drawing;
    for (int image = 0; image < N_IMAGES; image++) {
        if (is_made(gallery, image)) {
            TRY(path_of(gallery->directory, gallery->names[chart], image, path));
            seal.has[image] = seal_sum(path, &seal.sums[image]);
        } else if (is_same && is_sealed(folder, &earlier, image)) {
            seal.has[image] = true;
            seal.sums[image] = earlier.sums[image];
        }
    }
    for (int file = FILE_SCRIPT; file <= FILE_DATA; file++) {
        TRY(path_of(gallery->directory, gallery->names[chart], file, path));
        TRY(seal_write(path, &seal));
    }
    return 0;
}

int plot_seal(const struct gallery *gallery, const char *folder)
{
    for (int i = 0; i < gallery->n; i++)
        TRY(seal_chart(gallery, i, folder));
    return 0;
}

int plot_move(const struct gallery *gallery, const char *folder, FILE *log)
{
    char from[PATH_MAX], to[PATH_MAX];
    for (int i = 0; i < gallery->n; i++)
        for (int file = 0; file < N_FILES; file++) {
            if (!is_made(gallery, file))
                continue;
            TRY(path_of(gallery->directory, gallery->names[i], file, from));
            TRY(path_of(folder, gallery->names[i], file, to));
            if (rename(from, to) != 0)
                return fail(EX_IOERR, "%s cannot be written: %s", to, strerror(errno));
            fprintf(log, "%s\n", to);
        }
    return 0;
}

/* ---- What is there already ---- */

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

/* What a file that is as it was sealed was drawn of, in words; NULL: of what the chart is of now. */
static const char *drawn_of(const struct gallery *gallery, int chart, const char *folder, const struct seal *seal)
{
    char script[PATH_MAX], line[64];
    if (strcmp(seal->study, gallery->study) != 0)
        return "of another study";
    if (seal->drawing == gallery->drawings[chart])
        return NULL;
    snprintf(line, sizeof line, CHART_DIGEST, gallery->digest);
    if (path_of(folder, gallery->names[chart], FILE_SCRIPT, script) == 0 && has_line(script, line))
        return "of other titles or times, or by another version";
    return "of other results";
}

/* What is wrong with one file of a chart; NULL: nothing. */
static const char *fault_of(const struct gallery *gallery, int chart, int file, const char *folder, const char *path)
{
    struct seal seal;
    if (access(path, F_OK) != 0)
        return "missing";
    if (file < N_IMAGES) {
        bool is_known = read_seal(folder, gallery->names[chart], &seal) && is_sealed(folder, &seal, file);
        return is_known ? NULL : "not the picture that plot drew: replaced, or not whole";
    }
    if (!seal_read(path, &seal) || strcmp(seal.chart, gallery->names[chart]) != 0)
        return "changed since plot made it, or by another version";
    return drawn_of(gallery, chart, folder, &seal);
}

bool plot_is_current(const struct gallery *gallery, int chart, const char *folder, FILE *out)
{
    char path[PATH_MAX];
    for (int file = N_FILES - 1; file >= 0; file--) { /* script and data before the pictures, which they know */
        if (!is_made(gallery, file) || path_of(folder, gallery->names[chart], file, path) != 0)
            continue;
        const char *fault = fault_of(gallery, chart, file, folder, path);
        if (fault == NULL)
            continue;
        fprintf(out, "%s: %s\n", path, fault);
        return false;
    }
    return true;
}

static int find_name(const char *name, const char (*names)[CHART_NAME], int n)
{
    for (int i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

/* Once for each path. */
static int add_leftover(struct leftovers *leftovers, const char *path, int kind)
{
    for (size_t i = 0; i < leftovers->n; i++)
        if (strcmp(leftovers->files[i].path, path) == 0)
            return 0;
    struct leftover *files = realloc(leftovers->files, (leftovers->n + 1) * sizeof *files);
    if (files != NULL)
        leftovers->files = files;
    char *copy = files != NULL ? strdup(path) : NULL;
    if (copy == NULL)
        return fail(EX_OSERR, "no memory for the names of charts");
    leftovers->files[leftovers->n++] = (struct leftover){copy, kind};
    return 0;
}

/* A script or data file that is as it was sealed, and the pictures that it knows. */
static int add_sealed(const struct gallery *gallery, const char *folder, const char *path, const struct seal *seal,
                      struct leftovers *out)
{
    char picture[PATH_MAX];
    int chart = find_name(seal->chart, gallery->names, gallery->n);
    int kind = strcmp(seal->study, gallery->study) == 0 ? LEFTOVER_EARLIER : LEFTOVER_OTHER;
    for (int image = 0; image < N_IMAGES; image++) {
        bool stays = chart >= 0 && (is_made(gallery, image) || seal->drawing == gallery->drawings[chart]);
        if (stays || !is_sealed(folder, seal, image))
            continue;
        TRY(path_of(folder, seal->chart, image, picture));
        TRY(add_leftover(out, picture, kind));
    }
    return chart >= 0 ? 0 : add_leftover(out, path, kind);
}

/* The script of a chart begins so. */
static bool is_of_plot(const char *path, const char *chart)
{
    char line[3 * CHART_NAME + 64];
    snprintf(line, sizeof line, CHART_FIRST_LINE, chart, chart, chart);
    return has_line(path, line);
}

/* One file of the folder, of the chart that its name says. */
static int add_file(const struct gallery *gallery, const char *folder, const char *name, int file,
                    struct leftovers *out)
{
    char chart[CHART_NAME], path[PATH_MAX];
    struct seal seal;
    if (strlen(name) >= sizeof chart)
        return 0;
    snprintf(chart, sizeof chart, "%s", name);
    *strrchr(chart, '.') = '\0';
    if (find_name(chart, gallery->undrawn, gallery->n_undrawn) >= 0 || path_of(folder, chart, file, path) != 0)
        return 0;
    if (seal_read(path, &seal) && strcmp(seal.chart, chart) == 0)
        return add_sealed(gallery, folder, path, &seal, out);
    bool is_left = file == FILE_SCRIPT && find_name(chart, gallery->names, gallery->n) < 0 && is_of_plot(path, chart);
    return is_left ? add_leftover(out, path, LEFTOVER_CHANGED) : 0;
}

static bool ends_in(const char *name, const char *suffix)
{
    const char *end = strrchr(name, '.');
    return end != NULL && strcmp(end + 1, suffix) == 0;
}

static int is_script_or_data(const struct dirent *entry)
{
    return ends_in(entry->d_name, suffix_of(FILE_SCRIPT)) || ends_in(entry->d_name, suffix_of(FILE_DATA));
}

int leftovers_find(const struct gallery *gallery, const char *folder, struct leftovers *out)
{
    struct dirent **entries = NULL;
    int n = scandir(folder, &entries, is_script_or_data, alphasort), status = 0;
    *out = (struct leftovers){0};
    if (n < 0)
        return errno == ENOENT ? 0 : fail(EX_IOERR, "cannot read %s: %s", folder, strerror(errno));
    for (int i = 0; i < n; i++) {
        int file = ends_in(entries[i]->d_name, suffix_of(FILE_SCRIPT)) ? FILE_SCRIPT : FILE_DATA;
        if (status == 0)
            status = add_file(gallery, folder, entries[i]->d_name, file, out);
        free(entries[i]);
    }
    free(entries);
    return status;
}

void leftovers_free(struct leftovers *leftovers)
{
    for (size_t i = 0; i < leftovers->n; i++)
        free(leftovers->files[i].path);
    free(leftovers->files);
}
