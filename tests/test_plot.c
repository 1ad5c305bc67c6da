#include "../src/report/gnuplot.h"
#include "attnbench/error.h"
#include "attnbench/report.h"
#include "attnbench/text.h"
#include "fabricate.h"
#include "test.h"

#include <dirent.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

static const size_t one_cell[3] = {1, 1, 1};
static char directory[64]; /* of one test; removed at its end */

static int make_directory(void **state)
{
    (void)state;
    strcpy(directory, "/tmp/test_plot.XXXXXX");
    return mkdtemp(directory) == NULL;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status, (void)type, (void)walk;
    return remove(path);
}

static int remove_directory(void **state)
{
    (void)state;
    return nftw(directory, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

static void need_gnuplot(void)
{
    if (system("gnuplot --version >/dev/null 2>&1") != 0)
        skip();
}

static char *path_of(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    return path;
}

static void assert_starts_with(const char *name, const char *magic)
{
    char start[16] = "";
    FILE *file = fopen(path_of(name), "r");
    assert_non_null(file);
    assert_true(fread(start, 1, strlen(magic), file) == strlen(magic));
    fclose(file);
    assert_string_equal(start, magic);
}

static void assert_missing(const char *name)
{
    assert_int_not_equal(access(path_of(name), F_OK), 0);
}

/* All files of one chart are there and are what they are called. */
static void assert_chart_but_pdf(const char *name)
{
    static const char *const magic[][2] = {{"png", "\x89PNG\r\n"}, {"svg", "<?xml"}, {"gp", "# Draws"}, {"dat", "#"}};
    for (size_t i = 0; i < sizeof magic / sizeof *magic; i++) {
        char file[128];
        snprintf(file, sizeof file, "%s.%s", name, magic[i][0]);
        assert_starts_with(file, magic[i][1]);
    }
}

static void assert_chart(const char *name)
{
    char file[128];
    assert_chart_but_pdf(name);
    snprintf(file, sizeof file, "%s.pdf", name);
    assert_starts_with(file, "%PDF");
}

static int plot(const struct results *results, const char *formats)
{
    FILE *log = fopen("/dev/null", "w");
    assert_non_null(log);
    int status = plot_write(results, directory, formats, log);
    fclose(log);
    if (status != 0)
        print_message("%s\n", error_message());
    return status;
}

static struct results tutorial(void)
{
    struct results results = fabricate(one_cell, 10);
    fabricate_accuracies(&results, 0, published_baseline, 10);
    fabricate_accuracies(&results, 10, published_attention, 10);
    fabricate_traces(&results, 300);
    return results;
}

/* Trial i has i % 101 percent. */
static struct results grid(size_t n_in, size_t n_out, size_t cardinality, size_t repeats)
{
    struct results results = fabricate((const size_t[]){n_in, n_out, cardinality}, repeats);
    for (size_t i = 0; i < results.n_trials; i++)
        fabricate_accuracies(&results, i, (const double[]){(double)(i % 101)}, 1);
    fabricate_traces(&results, 2);
    return results;
}

static char *text_of(const char *name)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = fopen(path_of(name), "r");
    assert_non_null(file);
    assert_true(getdelim(&text, &size, '\0', file) > 0);
    fclose(file);
    return text;
}

static void draws_study_of_one_cell(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = tutorial();
    assert_int_equal(plot(&results, "png,svg,pdf"), 0);
    assert_chart("loss");
    assert_chart("training_accuracy");
    assert_chart("accuracy");
    results_free(&results);
}

static void draws_grid(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(3, 1, 2, 3);
    results.status[0] = TRIAL_FAILED;
    results.accuracy[0] = NAN;
    assert_int_equal(plot(&results, "svg,png,pdf"), 0);
    assert_chart("accuracy_by_n_in");
    assert_chart("accuracy_by_cardinality");
    assert_chart("heatmap_baseline");
    assert_chart("heatmap_attention");
    assert_missing("accuracy_by_n_out.gp");
    assert_missing("loss.gp");
    results_free(&results);
}

static void one_axis_has_no_heatmap(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(3, 1, 1, 1);
    assert_int_equal(plot(&results, "png"), 0);
    assert_starts_with("accuracy_by_n_in.png", "\x89PNG");
    assert_missing("accuracy_by_n_in.svg");
    assert_missing("heatmap_baseline.gp");
    results_free(&results);
}

/* The numbers behind a chart: repeats 0..2 of each cell average to their middle one, and an incomplete repeat is left
 * out. Cells count n_in first, cardinality fastest. */
static void data_are_means_over_complete_repeats(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(2, 1, 2, 3);
    results.status[0] = TRIAL_MISSING; /* baseline, n_in 5, cardinality 50, repeat 0 */
    results.accuracy[0] = NAN;
    assert_int_equal(plot(&results, "png"), 0);
    char *text = text_of("accuracy_by_cardinality.dat");
    /* cardinality 10 has trials 3 4 5 and 9 10 11; 50 has 0 1 2 and 6 7 8, of which repeats 1 and 2 are whole:
     * 4 and 5, half width 12.706 * sqrt(0.5) / sqrt(2). */
    const char *expected = "# model baseline\n# x mean ci_low ci_high repeats\n"
                           "10 7 4.515862288 9.484137712 3\n"
                           "50 4.5 -1.853102368 10.85310237 2\n";
    assert_memory_equal(text, expected, strlen(expected));
    free(text);
    results_free(&results);
}

/* 101 epochs make windows of two, each drawn at its middle; an infinite loss is left out of its window. */
static void loss_is_averaged_over_windows(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = fabricate(one_cell, 1);
    fabricate_accuracies(&results, 0, (const double[]){50}, 1);
    fabricate_traces(&results, 101);
    for (size_t epoch = 0; epoch < 101; epoch++)
        results.train_loss[epoch] = epoch % 2 == 0 ? 1 : 3;
    results.train_loss[2] = INFINITY;
    assert_int_equal(plot(&results, "png"), 0);
    char *text = text_of("loss.dat");
    const char *expected =
        "# model baseline\n# x mean ci_low ci_high repeats\n1.5 2 nan nan 1\n3.5 3 nan nan 1\n5.5 2 nan";
    assert_memory_equal(text, expected, strlen(expected));
    free(text);
    results_free(&results);
}

static void script_draws_again(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = tutorial();
    assert_int_equal(plot(&results, "svg"), 0);
    assert_int_equal(unlink(path_of("loss.svg")), 0);
    char command[256];
    snprintf(command, sizeof command, "cd %s && gnuplot loss.gp", directory);
    assert_int_equal(system(command), 0);
    assert_starts_with("loss.svg", "<?xml");
    results_free(&results);
}

/* Text that would run, were it ever read as a command of gnuplot or of a shell. */
static void hostile_text_has_no_effect(void **state)
{
    (void)state;
    need_gnuplot();
    static const char *const attacks[] = {
        "`touch %s/pwned`",
        "'; system('touch %s/pwned'); print '",
        "a'''; system(\"touch %s/pwned\") #''",
        "x\nsystem('touch %s/pwned')\n",
        "x'\nsystem('touch %s/pwned')\n#",
        "\"; system(\"touch %s/pwned\"); \"",
        "$(touch %s/pwned); touch %s/pwned; <&}> @x \\",
        "%%s %%n %%d {/:Bold x} \xff\xfe \033]0;x\a %s",
    };
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        char text[RESULTS_TITLE];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(text, sizeof text, attacks[i], directory, directory);
#pragma GCC diagnostic pop
        struct results results = tutorial(), cells = grid(2, 2, 1, 2);
        strcpy(results.title, text);
        strcpy(cells.title, text);
        text_copy(results.dimensions[0].labels[0], RESULTS_LABEL, text);
        text_copy(cells.dimensions[0].labels[0], RESULTS_LABEL, text);
        text_copy(cells.dimensions[1].name, RESULTS_LABEL, text);
        assert_int_equal(plot(&results, "png,svg,pdf"), 0);
        assert_int_equal(plot(&cells, "png,svg,pdf"), 0);
        assert_missing("pwned");
        results_free(&results);
        results_free(&cells);
    }
}

static void odd_names_get_files_of_their_own(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(2, 2, 1, 1);
    strcpy(results.dimensions[0].labels[0], "../a b");
    strcpy(results.dimensions[0].labels[1], ".._a_b");
    assert_int_equal(plot(&results, "png"), 0);
    assert_starts_with("heatmap_.._a_b.png", "\x89PNG");
    assert_starts_with("heatmap_.._a_b_2.png", "\x89PNG");
    results_free(&results);
}

/* Puts a program of this text in gnuplot's place for one call. */
static void write_fake(const char *text)
{
    FILE *script = fopen(path_of("gnuplot"), "w");
    assert_non_null(script);
    fputs(text, script);
    fclose(script);
    assert_int_equal(chmod(path_of("gnuplot"), 0755), 0);
}

static int plot_by_fake(const struct results *results, const char *formats)
{
    char *path = strdup(getenv("PATH")), with_fake[4096];
    snprintf(with_fake, sizeof with_fake, "%s:%s", directory, path);
    setenv("PATH", with_fake, 1);
    int status = plot(results, formats);
    setenv("PATH", path, 1);
    free(path);
    return status;
}

static int count_entries(void)
{
    int n = 0;
    DIR *open_directory = opendir(directory);
    assert_non_null(open_directory);
    while (readdir(open_directory) != NULL)
        n++;
    closedir(open_directory);
    return n;
}

static void names_failure_of_gnuplot(void **state)
{
    (void)state;
    struct results results = tutorial();
    write_fake("#!/bin/sh\necho '\"loss.gp\" line 3: out of ink' >&2\nexit 1\n");
    assert_int_equal(plot_by_fake(&results, "png"), EX_SOFTWARE);
    assert_non_null(strstr(error_message(), "loss.gp"));
    assert_non_null(strstr(error_message(), "out of ink"));
    assert_int_equal(count_entries(), 3); /* . and .. and the fake */
    results_free(&results);
}

/* As on a full disk: gnuplot ends well and leaves images that are empty or cut off. What was there stays. */
static void cut_off_images_are_no_charts(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = tutorial();
    assert_int_equal(plot(&results, "png,svg"), 0);
    int before = count_entries() + 1; /* and the fake */
    write_fake("#!/bin/sh\nfor script; do :; done\n: >${script%.gp}.png\nprintf '<?xml' >${script%.gp}.svg\n");
    assert_int_equal(plot_by_fake(&results, "png,svg"), EX_IOERR);
    assert_non_null(strstr(error_message(), path_of("loss.png")));
    assert_int_equal(plot_by_fake(&results, "svg"), EX_IOERR);
    assert_non_null(strstr(error_message(), path_of("loss.svg")));
    assert_chart_but_pdf("loss");
    assert_chart_but_pdf("accuracy");
    assert_int_equal(count_entries(), before);
    results_free(&results);
}

static void names_file_that_cannot_be_placed(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = tutorial();
    assert_int_equal(mkdir(path_of("loss.png"), 0777), 0); /* in the place of the image */
    assert_int_equal(plot(&results, "png"), EX_IOERR);
    assert_non_null(strstr(error_message(), path_of("loss.png")));
    results_free(&results);
}

static void assert_script(const char *name, const char *part)
{
    char *text = text_of(name);
    if (strstr(text, part) == NULL)
        fail_msg("%s lacks \"%s\":\n%s", name, part, text);
    free(text);
}

static void captions_say_settings_and_gaps(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = fabricate(one_cell, 10);
    fabricate_accuracies(&results, 0, published_baseline, 7);
    fabricate_traces(&results, 3);
    assert_int_equal(plot(&results, "png"), 0);
    const char *caption = "n_in 5, n_out 2, cardinality 50; incomplete: 7 of 20 trials; no result yet: attention";
    assert_script("loss.gp", caption);
    assert_script("accuracy.gp", caption);
    assert_script("loss.gp", "set xtics 1\n");
    assert_script("loss.gp", "with linespoints");
    results_free(&results);
}

static void one_repeat_has_no_interval(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = fabricate(one_cell, 1);
    fabricate_accuracies(&results, 0, (const double[]){40, 60}, 2);
    fabricate_traces(&results, 1);
    assert_int_equal(plot(&results, "png"), 0);
    assert_script("accuracy.gp", "Accuracy, one repeat");
    char *text = text_of("accuracy.gp");
    assert_null(strstr(text, "yerrorbars"));
    free(text);
    results_free(&results);
}

/* Of the fields of baseline's map, that of n_in 5 and n_out 2 has two repeats, the others three. */
static void fields_of_fewer_repeats_are_marked(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(2, 2, 1, 3);
    results.status[0] = TRIAL_FAILED;
    results.accuracy[0] = NAN;
    assert_int_equal(plot(&results, "png"), 0);
    assert_script("heatmap_baseline.gp", "*: of fewer repeats");
    assert_script("heatmap_baseline.gp", "$4 < 3 ? '*' : ''");
    char *text = text_of("heatmap_attention.gp");
    assert_null(strstr(text, "of fewer repeats"));
    free(text);
    results_free(&results);
}

static void missing_gnuplot_is_said(void **state)
{
    (void)state;
    struct results results = tutorial();
    char *path = strdup(getenv("PATH"));
    setenv("PATH", directory, 1);
    int status = plot(&results, "png");
    setenv("PATH", path, 1);
    free(path);
    assert_int_equal(status, EX_UNAVAILABLE);
    assert_non_null(strstr(error_message(), "gnuplot is not installed"));
    results_free(&results);
}

/* A gnuplot that counts how many run beside it. */
static void few_processes_at_once(void **state)
{
    enum { N = 11 };
    (void)state;
    write_fake("#!/bin/sh\n"
               "mkdir busy.$$ && ls -d busy.* | wc -l >>counts\n"
               "sleep 0.1\n"
               "rmdir busy.$$\n");
    char *path = strdup(getenv("PATH")), with_fake[4096];
    snprintf(with_fake, sizeof with_fake, "%s:%s", directory, path);
    setenv("PATH", with_fake, 1);
    const char *names[N];
    for (int i = 0; i < N; i++)
        names[i] = "chart";
    int status = gnuplot_run(directory, names, N);
    setenv("PATH", path, 1);
    free(path);
    assert_int_equal(status, 0);
    int ran = 0, most = 0, busy;
    FILE *counts = fopen(path_of("counts"), "r");
    for (; fscanf(counts, "%d", &busy) == 1; ran++)
        most = busy > most ? busy : most;
    fclose(counts);
    assert_int_equal(ran, N);
    assert_in_range(most, 1, 4);
}

static void refuses_what_it_cannot_draw(void **state)
{
    (void)state;
    struct results results = tutorial(), empty = fabricate(one_cell, 2);
    fabricate_traces(&empty, 3);
    assert_int_equal(plot(&results, "png,bmp"), EX_USAGE);
    assert_non_null(strstr(error_message(), "\"bmp\""));
    assert_int_equal(plot(&results, ""), EX_USAGE);
    assert_int_equal(plot(&empty, "png"), EX_NOINPUT);
    FILE *log = fopen("/dev/null", "w");
    assert_int_equal(plot_write(&results, "/proc/nowhere/plots", "png", log), EX_CANTCREAT);
    fclose(log);
    results_free(&results);
    results_free(&empty);
}

static void makes_nested_directory(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = tutorial();
    FILE *log = fopen(path_of("log"), "w");
    assert_non_null(log);
    char nested[128];
    snprintf(nested, sizeof nested, "%s/a/b/", directory);
    assert_int_equal(plot_write(&results, nested, "png", log), 0);
    fclose(log);
    assert_starts_with("a/b/loss.png", "\x89PNG");
    results_free(&results);
}

#define PLOT_TEST(test) cmocka_unit_test_setup_teardown(test, make_directory, remove_directory)

int main(void)
{
    setenv("LC_ALL", "C", 1); /* charts are UTF-8 in any locale */
    const struct CMUnitTest tests[] = {
        PLOT_TEST(draws_study_of_one_cell),
        PLOT_TEST(draws_grid),
        PLOT_TEST(one_axis_has_no_heatmap),
        PLOT_TEST(data_are_means_over_complete_repeats),
        PLOT_TEST(loss_is_averaged_over_windows),
        PLOT_TEST(script_draws_again),
        PLOT_TEST(hostile_text_has_no_effect),
        PLOT_TEST(odd_names_get_files_of_their_own),
        PLOT_TEST(names_failure_of_gnuplot),
        PLOT_TEST(missing_gnuplot_is_said),
        PLOT_TEST(refuses_what_it_cannot_draw),
        PLOT_TEST(makes_nested_directory),
        PLOT_TEST(few_processes_at_once),
        PLOT_TEST(cut_off_images_are_no_charts),
        PLOT_TEST(names_file_that_cannot_be_placed),
        PLOT_TEST(captions_say_settings_and_gaps),
        PLOT_TEST(one_repeat_has_no_interval),
        PLOT_TEST(fields_of_fewer_repeats_are_marked),
    };
    return RUN_TESTS(tests);
}
