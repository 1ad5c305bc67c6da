#include "plotting.h"
#include "attnbench/base/error.h"
#include "attnbench/plot/plot.h"
#include "fabricate.h"
#include "store_helpers.h"
#include "test.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

const size_t one_cell[3] = {1, 1, 1};
const char *plots;
char *plot_log, *plot_said;

int make_directory(void **state)
{
    int status = folder_setup(state);
    plots = *state;
    return status;
}

void need_gnuplot(void)
{
    if (system("gnuplot --version >/dev/null 2>&1") != 0)
        skip();
}

char *path_of(const char *name)
{
    static char path[4352];
    snprintf(path, sizeof path, "%s/%s", plots, name);
    return path;
}

void assert_starts_with(const char *name, const char *magic)
{
    char start[16] = "";
    FILE *file = fopen(path_of(name), "r");
    assert_non_null(file);
    assert_true(fread(start, 1, strlen(magic), file) == strlen(magic));
    fclose(file);
    assert_string_equal(start, magic);
}

void assert_missing(const char *name)
{
    assert_int_not_equal(access(path_of(name), F_OK), 0);
}

/* All files of one chart are there and are what they are called. */
void assert_chart_but_pdf(const char *name)
{
    static const char *const magic[][2] = {{"png", "\x89PNG\r\n"}, {"svg", "<?xml"}, {"gp", "# Draws"}, {"dat", "#"}};
    for (size_t i = 0; i < sizeof magic / sizeof *magic; i++) {
        char file[128];
        snprintf(file, sizeof file, "%s.%s", name, magic[i][0]);
        assert_starts_with(file, magic[i][1]);
    }
}

void assert_chart(const char *name)
{
    char file[128];
    assert_chart_but_pdf(name);
    snprintf(file, sizeof file, "%s.pdf", name);
    assert_starts_with(file, "%PDF");
}

/* What is written on stderr goes to a file until it is given back. */
static int take_stderr(FILE *file)
{
    fflush(stderr);
    int before = dup(STDERR_FILENO);
    assert_true(before >= 0 && dup2(fileno(file), STDERR_FILENO) >= 0);
    return before;
}

static char *give_back_stderr(int before, FILE *file)
{
    char *text = NULL;
    size_t size = 0;
    fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
    rewind(file);
    if (getdelim(&text, &size, '\0', file) < 0)
        *(text = realloc(text, 1)) = '\0';
    fclose(file);
    return text;
}

int plot_into(plot_function *function, const struct results *results, struct plot_options options)
{
    struct analysis analysis;
    static size_t size;
    free(plot_log);
    FILE *log = open_memstream(&plot_log, &size);
    assert_non_null(log);
    assert_int_equal(analysis_make(results, NULL, &analysis), 0);
    FILE *said = tmpfile();
    assert_non_null(said);
    int before = take_stderr(said), status = function(&analysis, &options, log);
    free(plot_said);
    plot_said = give_back_stderr(before, said);
    analysis_free(&analysis);
    fclose(log);
    if (status != 0)
        print_message("%s\n", error_message());
    return status;
}

/* Stands in gnuplot's place until the test ends, and writes what may pass for the pictures of a script. */
void draw_by_fake(void)
{
    char *path = strdup(getenv("PATH")), with_fake[16384];
    assert_int_equal(mkdir(path_of("bin"), 0777), 0);
    FILE *script = fopen(path_of("bin/gnuplot"), "w");
    assert_non_null(script);
    fputs("#!/bin/sh\nfor script; do :; done\nsed -n \"s/^set output '\\(.*\\)'/\\1/p\" \"$script\" | while read -r "
          "picture; do\n"
          "cat \"$script\" >\"$picture\"; echo '<?xml %PDF IEND %%EOF </svg>' >>\"$picture\"; done\n",
          script);
    fclose(script);
    assert_int_equal(chmod(path_of("bin/gnuplot"), 0755), 0);
    snprintf(with_fake, sizeof with_fake, "%s:%s", path_of("bin"), path);
    setenv("PATH", with_fake, 1);
    free(path);
}

int plot(const struct results *results, const char *formats)
{
    return plot_into(plot_write, results, (struct plot_options){.directory = plots, .formats = formats});
}

struct results tutorial(void)
{
    struct results results = fabricate(one_cell, 10);
    fabricate_accuracies(&results, 0, published_baseline, 10);
    fabricate_accuracies(&results, 10, published_attention, 10);
    fabricate_traces(&results, 300);
    return results;
}

/* Trial i has i % 101 percent. */
struct results grid(size_t n_in, size_t n_out, size_t cardinality, size_t repeats)
{
    struct results results = fabricate((const size_t[]){n_in, n_out, cardinality}, repeats);
    for (size_t i = 0; i < results.n_trials; i++)
        fabricate_accuracies(&results, i, (const double[]){(double)(i % 101)}, 1);
    fabricate_traces(&results, 2);
    return results;
}

char *text_of(const char *name)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = fopen(path_of(name), "r");
    assert_non_null(file);
    assert_true(getdelim(&text, &size, '\0', file) > 0);
    fclose(file);
    return text;
}

void assert_starts_so(const char *name, const char *expected)
{
    char *text = text_of(name);
    if (strncmp(text, expected, strlen(expected)) != 0)
        fail_msg("%s does not start with\n%s\nbut is\n%s", name, expected, text);
    free(text);
}

void assert_chart_holds(const char *name, const char *part)
{
    char *text = text_of(name);
    if (strstr(text, part) == NULL)
        fail_msg("%s lacks \"%s\":\n%s", name, part, text);
    free(text);
}

void assert_lacks(const char *name, const char *part)
{
    char *text = text_of(name);
    if (strstr(text, part) != NULL)
        fail_msg("%s has \"%s\":\n%s", name, part, text);
    free(text);
}

void assert_says(const char *part)
{
    if (strstr(plot_said, part) == NULL)
        fail_msg("\"%s\" is not said:\n%s", part, plot_said);
}

void assert_scripts_are_quiet(void)
{
    char command[256], text[4096] = "";
    snprintf(command, sizeof command, "cd %s && for script in *.gp; do gnuplot -d $script 2>&1; done", plots);
    FILE *output = popen(command, "r");
    assert_non_null(output);
    text[fread(text, 1, sizeof text - 1, output)] = '\0';
    assert_int_equal(pclose(output), 0);
    assert_string_equal(text, "");
}

int count_entries(void)
{
    int n = 0;
    DIR *open_directory = opendir(plots);
    assert_non_null(open_directory);
    while (readdir(open_directory) != NULL)
        n++;
    closedir(open_directory);
    return n;
}
