/* Which charts in a folder are of the study as it is: what they were drawn of decides, not the times of files. */
#include "attnbench/plot/plot.h"
#include "fabricate.h"
#include "plotting.h"
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char charts[128]; /* the folder, beside the fake gnuplot's */
static char *path_before;

static int make_folder(void **state)
{
    if (make_directory(state) != 0)
        return 1;
    path_before = strdup(getenv("PATH"));
    draw_by_fake();
    snprintf(charts, sizeof charts, "%s/charts", plots);
    return 0;
}

static int remove_folder(void **state)
{
    setenv("PATH", path_before, 1);
    free(path_before);
    return folder_teardown(state);
}
#define STATE_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

static int draw(const struct results *results, const char *formats)
{
    return plot_into(plot_write, results, (struct plot_options){.directory = charts, .formats = formats});
}

static int check(const struct results *results, const char *formats)
{
    return plot_into(plot_check, results, (struct plot_options){.directory = charts, .formats = formats});
}

static char *chart(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", charts, name);
    return path;
}

static bool is_there(const char *name)
{
    return access(chart(name), F_OK) == 0;
}

static void write_text(const char *name, const char *mode, const char *text)
{
    FILE *file = fopen(chart(name), mode);
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void shell(const char *format)
{
    char command[512];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(command, sizeof command, format, charts);
#pragma GCC diagnostic pop
    assert_int_equal(system(command), 0);
}

static void assert_logs(const char *part)
{
    if (strstr(plot_log, part) == NULL)
        fail_msg("\"%s\" is not said:\n%s", part, plot_log);
}

static int count_lines(const char *part)
{
    int n = 0;
    for (const char *next = plot_log; (next = strstr(next, part)) != NULL; next++)
        n++;
    return n;
}

/* The files of the folder but for . and .. */
static int count_files(void)
{
    int n = -2;
    DIR *directory = opendir(charts);
    assert_non_null(directory);
    while (readdir(directory) != NULL)
        n++;
    closedir(directory);
    return n;
}

static void assert_current(const struct results *results)
{
    assert_int_equal(check(results, "png,svg"), 0);
}

/* Two models on a grid of 2 x 2: 11 charts. */
static struct results grid_of_two(void)
{
    return grid(2, 2, 1, 2);
}

static void what_was_drawn_is_current(void **state)
{
    (void)state;
    struct results results = grid_of_two();
    assert_int_equal(check(&results, "svg"), EX_DATAERR);
    assert_true(access(charts, F_OK) != 0); /* check makes nothing */
    assert_int_equal(draw(&results, "png,svg"), 0);
    int before = count_files();
    assert_int_equal(check(&results, "png,svg"), 0);
    assert_logs("charts are current");
    assert_int_equal(check(&results, "svg"), 0);
    assert_int_equal(check(&results, "pdf"), EX_DATAERR);
    assert_int_equal(check(&results, "bmp"), EX_USAGE);
    assert_int_equal(count_files(), before);
    results_free(&results);
}

/* As git has it: a clone's files are all of the time of the clone, in any order. */
static void times_say_nothing(void **state)
{
    (void)state;
    struct results results = grid_of_two();
    assert_int_equal(draw(&results, "png,svg"), 0);
    shell("cd %s/.. && cp -r charts copy && rm -r charts && mv copy charts");
    DIR *directory = opendir(charts);
    srandom(7);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        const struct timespec times[2] = {{random(), 0}, {random(), 0}};
        assert_int_equal(utimensat(AT_FDCWD, chart(entry->d_name), times, 0), 0);
    }
    closedir(directory);
    assert_current(&results);
    results_free(&results);
}

static void other_results_are_not_current(void **state)
{
    (void)state;
    struct results results = grid_of_two();
    assert_int_equal(draw(&results, "png,svg"), 0);
    results.stored_digest = 7;
    assert_int_equal(check(&results, "png,svg"), EX_DATAERR);
    assert_logs("profiles.dat: of other results\n");
    assert_int_equal(draw(&results, "png,svg"), 0);
    assert_current(&results);
    results_free(&results);
}

/* The digest of the results does not have them. */
static void other_titles_are_not_current(void **state)
{
    (void)state;
    struct results results = tutorial();
    assert_int_equal(draw(&results, "png,svg"), 0);
    strcpy(results.title, "Another title");
    assert_int_equal(check(&results, "png,svg"), EX_DATAERR);
    assert_logs("loss.dat: of other titles");
    assert_int_equal(draw(&results, "png,svg"), 0);
    assert_current(&results);
    results.figures[METRIC_ACCURACY].hits[0]++; /* figures without a digest of their own */
    results.figures[METRIC_ACCURACY].values[0]++;
    assert_int_equal(check(&results, "png,svg"), EX_DATAERR);
    results_free(&results);
}

static void charts_of_another_shape_are_removed(void **state)
{
    (void)state;
    struct results before = grid_of_two(), after = tutorial();
    assert_int_equal(draw(&before, "png,svg"), 0);
    assert_true(is_there("heatmap_attention.png") && is_there("accuracy_by_n_in.svg"));
    assert_int_equal(check(&after, "png,svg"), EX_DATAERR);
    assert_logs("heatmap_attention.png: of an earlier state of the study\n");
    assert_int_equal(count_lines("heatmap_attention."), 4);
    assert_int_equal(draw(&after, "png,svg"), 0);
    assert_logs("heatmap_attention.png: removed, of an earlier state of the study\n");
    assert_int_equal(count_lines("heatmap_attention."), 4);
    assert_false(is_there("heatmap_attention.png") || is_there("heatmap_attention.gp") || is_there("differences.dat"));
    assert_int_equal(count_files(), 4 * 4); /* loss, training_accuracy, accuracy, profiles */
    assert_current(&after);
    results_free(&before);
    results_free(&after);
}

static void charts_of_a_models_earlier_name_are_removed(void **state)
{
    (void)state;
    struct results results = grid_of_two();
    assert_int_equal(draw(&results, "svg"), 0);
    strcpy(results.dimensions[0].labels[1], "Attention");
    assert_int_equal(check(&results, "svg"), EX_DATAERR);
    assert_logs("heatmap_attention.svg: of an earlier state");
    assert_int_equal(draw(&results, "svg"), 0);
    assert_true(is_there("heatmap_Attention.svg"));
    assert_false(is_there("heatmap_attention.svg") || is_there("frontier_attention.dat"));
    assert_int_equal(check(&results, "svg"), 0);
    results_free(&results);
}

/* Copies, changed files, and files that only look so. */
static void files_of_the_user_stay(void **state)
{
    (void)state;
    struct results before = grid_of_two(), after = tutorial();
    assert_int_equal(draw(&before, "png,svg"), 0);
    shell("cd %s && cp heatmap_attention.png figure1.png && cp heatmap_attention.gp my_map.gp && "
          "cp heatmap_attention.dat mine.dat && mkdir own.gp && mkfifo pipe.dat && ln -s nowhere gone.gp");
    write_text("notes.dat", "w", "1 2\n");
    write_text("heatmap_baseline.svg", "w", "<svg>mine</svg>\n");
    write_text("heatmap_difference_attention.gp", "a", "# a thicker line\n");
    write_text("frontier_attention.dat", "a", "1 2 3\n");
    assert_int_equal(draw(&after, "png,svg"), 0);
    static const char *const staying[] = {"figure1.png",
                                          "my_map.gp",
                                          "mine.dat",
                                          "own.gp",
                                          "pipe.dat",
                                          "notes.dat",
                                          "heatmap_baseline.svg",
                                          "heatmap_difference_attention.gp",
                                          "frontier_attention.dat"};
    for (size_t i = 0; i < sizeof staying / sizeof *staying; i++)
        if (!is_there(staying[i]))
            fail_msg("%s is gone", staying[i]);
    assert_false(is_there("heatmap_baseline.png") || is_there("heatmap_baseline.gp"));
    assert_false(is_there("heatmap_difference_attention.svg") || is_there("frontier_attention.svg"));
    assert_int_equal(check(&after, "png,svg"), EX_DATAERR); /* it begins as a script of plot */
    assert_logs("heatmap_difference_attention.gp: of no chart that the study has now, and changed since plot made it");
    assert_int_equal(count_lines("\n"), 1);
    assert_int_equal(unlink(chart("heatmap_difference_attention.gp")), 0);
    assert_current(&after);
    results_free(&before);
    results_free(&after);
}

static void charts_of_another_study_stay(void **state)
{
    (void)state;
    struct results grid = grid_of_two(), one = tutorial();
    strcpy(grid.name, "grid");
    assert_int_equal(draw(&grid, "svg"), 0);
    assert_int_equal(draw(&one, "svg"), 0);
    assert_true(is_there("heatmap_attention.svg"));
    assert_int_equal(check(&one, "svg"), 0);
    assert_logs("heatmap_attention.svg: of another study\n");
    assert_int_equal(check(&grid, "svg"), EX_DATAERR);
    assert_logs("profiles.dat: of another study\n");
    results_free(&grid);
    results_free(&one);
}

static void other_pictures_are_noticed(void **state)
{
    (void)state;
    struct results results = grid_of_two();
    assert_int_equal(draw(&results, "png,svg"), 0);
    static const char *const deeds[] = {
        "cd %s && cp means.png profiles.png", "cd %s && truncate -s -9 profiles.png",
        "cd %s && : >profiles.png",           "cd %s && echo >>profiles.png",
        "cd %s && rm profiles.png",
    };
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
        shell(deeds[i]);
        assert_int_equal(check(&results, "png,svg"), EX_DATAERR);
        assert_logs(is_there("profiles.png") ? "profiles.png: not the picture that plot drew"
                                             : "profiles.png: missing\n");
        assert_int_equal(count_lines("\n"), 1);
        assert_int_equal(draw(&results, "png,svg"), 0);
        assert_current(&results);
    }
    results_free(&results);
}

/* Pictures of another format stay while they show the same, and go with what they show. */
static void formats_go_with_their_results(void **state)
{
    (void)state;
    struct results results = grid_of_two();
    assert_int_equal(draw(&results, "png,svg"), 0);
    assert_int_equal(draw(&results, "pdf"), 0);
    assert_int_equal(check(&results, "png,svg,pdf"), 0);
    results.stored_digest = 7;
    assert_int_equal(draw(&results, "svg"), 0);
    assert_logs("means.png: removed, of an earlier state of the study\n");
    assert_false(is_there("means.png") || is_there("means.pdf"));
    assert_int_equal(check(&results, "svg"), 0);
    results_free(&results);
}

/* Any part of the files may be gone: what is left of charts that the study has no more goes while its script or its
 * data are there, and the others are drawn again. */
static void partly_deleted_folders_are_mended(void **state)
{
    (void)state;
    struct results before = grid_of_two(), after = tutorial();
    srandom(3);
    for (int round = 0; round < 12; round++) {
        assert_int_equal(draw(&before, "png,svg"), 0);
        DIR *directory = opendir(charts);
        for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
            if (strstr(entry->d_name, ".gp") == NULL && random() % 2 == 0)
                unlink(chart(entry->d_name)); /* . and .. stay */
        closedir(directory);
        assert_int_equal(check(round % 2 == 0 ? &before : &after, "png,svg"), EX_DATAERR);
        assert_int_equal(draw(&after, "png,svg"), 0);
        assert_int_equal(count_files(), 4 * 4);
        assert_current(&after);
    }
    assert_int_equal(draw(&before, "png,svg"), 0);
    shell("rm %s/*.gp");
    assert_int_equal(draw(&after, "png,svg"), 0);
    assert_int_equal(count_files(), 4 * 4);
    results_free(&before);
    results_free(&after);
}

/* A process that ends by SIGKILL at its n-th call of rename or unlink would do no other. */
static void any_mixture_of_states_is_noticed(void **state)
{
    (void)state;
    struct results results = grid_of_two();
    char other[160];
    snprintf(other, sizeof other, "%s/other", plots);
    assert_int_equal(draw(&results, "svg"), 0);
    results.stored_digest = 7;
    assert_int_equal(plot_into(plot_write, &results, (struct plot_options){.directory = other, .formats = "svg"}), 0);
    static const char *const moved[] = {"svg", "gp", "dat"};
    for (size_t n = 0; n < 2; n++) {
        char command[512];
        snprintf(command, sizeof command, "cp %s/means.%s %s", other, moved[n], charts);
        assert_int_equal(system(command), 0);
        assert_int_equal(check(&results, "svg"), EX_DATAERR);
        assert_logs("means.");
    }
    assert_int_equal(draw(&results, "svg"), 0);
    assert_int_equal(check(&results, "svg"), 0);
    results_free(&results);
}

/* Its gnuplot kills the plot that started it. */
static void a_killed_plot_leaves_nothing_behind(void **state)
{
    (void)state;
    struct results results = grid_of_two();
    assert_int_equal(draw(&results, "svg"), 0);
    int before = count_files();
    char path[160];
    snprintf(path, sizeof path, "%s/bin/gnuplot", plots);
    char *keep = text_of("bin/gnuplot");
    FILE *script = fopen(path, "w");
    fputs("#!/bin/sh\nkill -9 $PPID\n", script);
    fclose(script);
    results.stored_digest = 7;
    pid_t child = fork();
    if (child == 0) {
        draw(&results, "svg");
        _exit(0);
    }
    int ended;
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGKILL);
    assert_int_equal(count_files(), before + 1); /* where it drew */
    script = fopen(path, "w");
    fputs(keep, script);
    fclose(script);
    free(keep);
    assert_int_equal(check(&results, "svg"), EX_DATAERR);
    assert_int_equal(draw(&results, "svg"), 0);
    assert_int_equal(check(&results, "svg"), 0);
    assert_int_equal(count_files(), before);
    results_free(&results);
}

/* What earlier versions drew has no seals. */
static void charts_without_seals_are_not_current(void **state)
{
    (void)state;
    struct results before = grid_of_two(), after = tutorial();
    assert_int_equal(draw(&before, "svg"), 0);
    shell("cd %s && sed -i '/^# Made by attnbench plot: study /,$d' *.gp *.dat");
    assert_int_equal(check(&before, "svg"), EX_DATAERR);
    assert_logs("means.dat: changed since plot made it, or by another version\n");
    assert_int_equal(check(&after, "svg"), EX_DATAERR);
    assert_logs("heatmap_attention.gp: of no chart that the study has now");
    assert_int_equal(draw(&before, "svg"), 0);
    assert_int_equal(check(&before, "svg"), 0);
    results_free(&before);
    results_free(&after);
}

int main(void)
{
    setenv("LC_ALL", "C", 1); /* charts are UTF-8 in any locale */
    const struct CMUnitTest tests[] = {
        STATE_TEST(what_was_drawn_is_current),
        STATE_TEST(times_say_nothing),
        STATE_TEST(other_results_are_not_current),
        STATE_TEST(other_titles_are_not_current),
        STATE_TEST(charts_of_another_shape_are_removed),
        STATE_TEST(charts_of_a_models_earlier_name_are_removed),
        STATE_TEST(files_of_the_user_stay),
        STATE_TEST(charts_of_another_study_stay),
        STATE_TEST(other_pictures_are_noticed),
        STATE_TEST(formats_go_with_their_results),
        STATE_TEST(partly_deleted_folders_are_mended),
        STATE_TEST(any_mixture_of_states_is_noticed),
        STATE_TEST(a_killed_plot_leaves_nothing_behind),
        STATE_TEST(charts_without_seals_are_not_current),
    };
    return RUN_TESTS(tests);
}
