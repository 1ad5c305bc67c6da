/* Which files a study's charts are, and what may go wrong with them.
 * slow: 10 s */
#include "attnbench/plot/plot.h"
#include "attnbench/base/text.h"
#include "attnbench/chart/gnuplot.h"
#include "fabricate.h"
#include "plotting.h"
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

static void draws_study_of_one_cell(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = tutorial();
    assert_int_equal(plot(&results, "png,svg,pdf"), 0);
    assert_chart("loss");
    assert_chart("training_accuracy");
    assert_chart("accuracy");
    assert_missing("means.gp"); /* what accuracy shows of one cell */
    assert_chart("profiles");
    assert_missing("differences.gp");
    assert_missing("attention_attention.gp");
    results_free(&results);
}

static void draws_grid(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(3, 1, 2, 3);
    results.status[0] = TRIAL_CRASHED;
    results.figures[METRIC_ACCURACY].values[0] = NAN;
    assert_int_equal(plot(&results, "svg,png,pdf"), 0);
    assert_chart("accuracy_by_n_in");
    assert_chart("accuracy_by_cardinality");
    assert_chart("heatmap_baseline");
    assert_chart("heatmap_attention");
    assert_chart("heatmap_difference_attention");
    assert_chart("differences");
    assert_chart("profiles");
    assert_missing("heatmap_difference_baseline.gp");
    assert_missing("accuracy_by_n_out.gp");
    assert_missing("loss.gp");
    assert_chart("means");
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

static void script_draws_again(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = tutorial();
    assert_int_equal(plot(&results, "svg"), 0);
    assert_int_equal(unlink(path_of("loss.svg")), 0);
    char command[4352];
    snprintf(command, sizeof command, "cd %s && gnuplot loss.gp", plots);
    assert_int_equal(system(command), 0);
    assert_starts_with("loss.svg", "<?xml");
    results_free(&results);
}

/* A program in the test's folder. */
static void write_program(const char *name, const char *text)
{
    FILE *script = fopen(path_of(name), "w");
    assert_non_null(script);
    fputs(text, script);
    fclose(script);
    assert_int_equal(chmod(path_of(name), 0755), 0);
}

/* Programs of the test's folder come before others of their names, until restore_path of what is returned. */
static char *put_first_on_path(void)
{
    char *path = strdup(getenv("PATH")), with_folder[8192];
    snprintf(with_folder, sizeof with_folder, "%s:%s", plots, path);
    setenv("PATH", with_folder, 1);
    return path;
}

static void restore_path(char *path)
{
    setenv("PATH", path, 1);
    free(path);
}

/* Text that would run, were it ever read as a command of gnuplot or of a shell: a program that leaves a file. */
static void hostile_text_has_no_effect(void **state)
{
    (void)state;
    need_gnuplot();
    static const char *const attacks[] = {
        "`pwn`",
        "'; system('pwn'); print '",
        "a'''; system(\"pwn\") #''",
        "x\nsystem('pwn')\n",
        "x'\nsystem('pwn')\n#",
        "\"; system(\"pwn\"); \"",
        "$(pwn); pwn; <&}> @x \\",
        "%s %n %d {/:Bold x} \xff\xfe \033]0;x\a $(pwn)",
    };
    char program[4400];
    snprintf(program, sizeof program, "#!/bin/sh\ntouch '%s/pwned'\n", plots);
    write_program("pwn", program);
    char *path = put_first_on_path();
    assert_int_equal(system("gnuplot -e \"system('pwn')\""), 0);
    assert_int_equal(unlink(path_of("pwned")), 0); /* this is what an attack would leave */
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        struct results results = tutorial(), cells = grid(2, 2, 1, 2);
        strcpy(results.title, attacks[i]);
        strcpy(cells.title, attacks[i]);
        strcpy(results.dimensions[0].labels[0], attacks[i]);
        strcpy(cells.dimensions[0].labels[0], attacks[i]);
        strcpy(cells.dimensions[1].name, attacks[i]);
        assert_int_equal(plot(&results, "png,svg,pdf"), 0);
        assert_int_equal(plot(&cells, "png,svg,pdf"), 0);
        assert_missing("pwned");
        results_free(&results);
        results_free(&cells);
    }
    restore_path(path);
}

static void odd_names_get_files_of_their_own(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = grid(2, 2, 1, 1);
    strcpy(results.dimensions[0].labels[0], "../a b");
    strcpy(results.dimensions[0].labels[1], ".._a_b");
    assert_int_equal(plot(&results, "png"), 0);
    assert_starts_with("heatmap_model=.._a_b,1.png", "\x89PNG");
    assert_starts_with("heatmap_model=.._a_b,2.png", "\x89PNG");
    results_free(&results);
}

static int plot_by_fake(const struct results *results, const char *formats)
{
    char *path = put_first_on_path();
    int status = plot(results, formats);
    restore_path(path);
    return status;
}

static void names_failure_of_gnuplot(void **state)
{
    (void)state;
    struct results results = tutorial();
    write_program("gnuplot", "#!/bin/sh\necho '\"loss.gp\" line 3: out of ink' >&2\nexit 1\n");
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
    write_program("gnuplot",
                  "#!/bin/sh\nfor script; do :; done\n: >${script%.gp}.png\nprintf '<?xml' >${script%.gp}.svg\n");
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

static void missing_gnuplot_is_said(void **state)
{
    (void)state;
    struct results results = tutorial();
    char *path = strdup(getenv("PATH"));
    setenv("PATH", plots, 1);
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
    write_program("gnuplot", "#!/bin/sh\n"
                             "mkdir busy.$$ && ls -d busy.* | wc -l >>counts\n"
                             "sleep 0.1\n"
                             "rmdir busy.$$\n");
    char *path = put_first_on_path();
    const char *names[N];
    for (int i = 0; i < N; i++)
        names[i] = "chart";
    int status = gnuplot_run(plots, names, N);
    restore_path(path);
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
    struct plot_options nowhere = {.directory = "/proc/nowhere/plots", .formats = "png"};
    assert_int_equal(plot_into(plot_write, &results, nowhere), EX_CANTCREAT);
    results_free(&results);
    results_free(&empty);
}

static void makes_nested_directory(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = tutorial();
    const struct plot_options options = {.directory = path_of("a/b/"), .formats = "png"};
    assert_int_equal(plot_into(plot_write, &results, options), 0);
    assert_starts_with("a/b/loss.png", "\x89PNG");
    results_free(&results);
}

int main(void)
{
    setenv("LC_ALL", "C", 1); /* charts are UTF-8 in any locale */
    const struct CMUnitTest tests[] = {
        PLOT_TEST(draws_study_of_one_cell),
        PLOT_TEST(draws_grid),
        PLOT_TEST(one_axis_has_no_heatmap),
        PLOT_TEST(script_draws_again),
        PLOT_TEST(hostile_text_has_no_effect),
        PLOT_TEST(odd_names_get_files_of_their_own),
        PLOT_TEST(names_failure_of_gnuplot),
        PLOT_TEST(cut_off_images_are_no_charts),
        PLOT_TEST(names_file_that_cannot_be_placed),
        PLOT_TEST(missing_gnuplot_is_said),
        PLOT_TEST(few_processes_at_once),
        PLOT_TEST(refuses_what_it_cannot_draw),
        PLOT_TEST(makes_nested_directory),
    };
    return RUN_TESTS(tests);
}
