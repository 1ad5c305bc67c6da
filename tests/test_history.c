#include "attnbench/analysis/history.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/random.h"
#include "attnbench/contrast/write.h"
#include "fabricate.h"
#include "test.h"

enum { MOST_STUDIES = 5 };

/* Studies of baseline and attention with neighbours' repeats in pairs. */
struct several {
    size_t n;
    struct results studies[MOST_STUDIES];
    struct pairing pairings[MOST_STUDIES];
    struct history history;
};

/* All trials of the i-th study have `percent[i]`, with 0 to 2 points more by repeat; their n_in are of `counts`. */
static void make_several(struct several *several, size_t n, const char *const *paths, const double *percent,
                         size_t repeats)
{
    *several = (struct several){.n = n};
    for (size_t s = 0; s < n; s++) {
        struct results *study = &several->studies[s];
        *study = fabricate((const size_t[3]){1, 1, 1}, repeats);
        study->folder.path = paths[s];
        study->digest = s + 1;
        several->pairings[s] = (struct pairing){true, NULL};
        for (size_t i = 0; i < study->n_trials; i++) {
            double figure = percent[s] + (double)((i * (s + 3)) % 3);
            fabricate_accuracies(study, i, &figure, 1);
            study->identity[i] = 1000 + i;
        }
    }
}

static int make_history(struct several *several)
{
    return history_make(several->studies, several->n, several->pairings, &several->history);
}

static void free_several(struct several *several)
{
    history_free(&several->history);
    for (size_t s = 0; s < several->n; s++)
        results_free(&several->studies[s]);
}

static char *written(const struct history *history, enum report_format format)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    history_write(history, format, out);
    fclose(out);
    return text;
}

static void assert_holds(const struct history *history, enum report_format format, const char *part)
{
    char *text = written(history, format);
    if (strstr(text, part) == NULL)
        fail_msg("not there: %s\nin:\n%s", part, text);
    free(text);
}

static const char *const versions[] = {"results/v1", "results/v2/", "results/v3", "results/v4", "results/v5"};

/* ---- what studies are called ---- */

static void labels_tell_studies_apart(void **state)
{
    static const struct {
        const char *paths[3], *labels[3];
    } cases[] = {
        {{"results/v1", "results/v2//", "v3"}, {"v1", "v2", "v3"}},
        {{"gcc/results/study", "clang/results/study", "/tmp/icc/results/study"}, {"gcc", "clang", "icc"}},
        {{"a/x", "a/y", "b/x"}, {"a/x", "a/y", "b/x"}},
        {{".", "v2", "v3"}, {".", "v2", "v3"}},
        {{"v1", "v1/", "v1"}, {"study 1", "study 2", "study 3"}},
        {{"x/../study", "y/../study", "z/../study"}, {"x", "y", "z"}},
        {{"/", "v2", "v3"}, {"/", "v2", "v3"}},
        {{"", "v2", "v3"}, {"study 1", "study 2", "study 3"}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct several several;
        make_several(&several, 3, cases[i].paths, (const double[]){40, 40, 40}, 2);
        assert_int_equal(make_history(&several), 0);
        for (int study = 0; study < 3; study++)
            assert_string_equal(several.history.labels[study], cases[i].labels[study]);
        free_several(&several);
    }
}

/* A name that no label has room for. */
static void too_long_names_are_numbered(void **state)
{
    char paths[3][RESULTS_LABEL + 16];
    struct several several;
    (void)state;
    for (int i = 0; i < 3; i++)
        snprintf(paths[i], sizeof paths[i], "%d%0*d", i, RESULTS_LABEL, 0);
    make_several(&several, 3, (const char *const[]){paths[0], paths[1], paths[2]}, (const double[]){40, 40, 40}, 2);
    assert_int_equal(make_history(&several), 0);
    assert_string_equal(several.history.labels[2], "study 3");
    free_several(&several);
}

/* ---- the steps ---- */

static void all_steps_are_one_family(void **state)
{
    struct several several;
    (void)state;
    make_several(&several, 4, versions, (const double[]){40, 40, 60, 60}, 6);
    assert_int_equal(make_history(&several), 0);
    const struct history *history = &several.history;
    assert_int_equal(history->n_rows, 6);
    const struct contrast_row *row = history->rows;
    double least = row[2].comparison.p;
    assert_true(fmin(least, row[3].comparison.p) > 0);
    least = fmin(least, row[3].comparison.p);
    assert_true(fabs(fmin(row[2].comparison.p_holm, row[3].comparison.p_holm) - 6 * least) < 1e-12);
    for (size_t i = 0; i < 6; i++) {
        bool changed = i == 2 || i == 3;
        assert_int_equal(row[i].comparison.verdict, changed ? VERDICT_SUPPORTED : VERDICT_UNDECIDED);
        assert_true(row[i].comparison.paired);
        assert_ptr_equal(row[i].contrast, &history->steps[i / 2]);
        assert_true(row[i].comparison.p_holm == history->steps[i / 2].rows[i % 2].comparison.p_holm);
    }
    free_several(&several);
}

/* Two studies are what they always were. */
static void two_studies_are_a_contrast(void **state)
{
    struct several several;
    struct contrast contrast;
    (void)state;
    make_several(&several, 2, versions, (const double[]){40, 60}, 4);
    assert_int_equal(make_history(&several), 0);
    assert_int_equal(contrast_make(&several.studies[0], &several.studies[1], true, NULL, &contrast), 0);
    for (enum report_format format = REPORT_TEXT; format <= REPORT_JSON; format++) {
        char *expected, *text = written(&several.history, format);
        size_t size;
        FILE *out = open_memstream(&expected, &size);
        contrast_write(&contrast, format, out);
        fclose(out);
        assert_string_equal(text, expected);
        free(text);
        free(expected);
    }
    contrast_free(&contrast);
    free_several(&several);
}

static void less_error_is_better(void **state)
{
    static const double errors[3][8] = {{0.50, 0.51, 0.52, 0.53, 0.50, 0.51, 0.52, 0.53},
                                        {0.10, 0.12, 0.11, 0.13, 0.51, 0.50, 0.53, 0.52},
                                        {0.11, 0.11, 0.12, 0.12, 0.90, 0.92, 0.93, 0.91}};
    struct several several;
    (void)state;
    make_several(&several, 3, versions, (const double[]){40, 40, 40}, 4);
    for (int study = 0; study < 3; study++)
        fabricate_rmse(&several.studies[study], 0, errors[study], 8);
    assert_int_equal(make_history(&several), 0);
    const struct contrast_row *row = several.history.rows;
    assert_int_equal(row[0].comparison.verdict, VERDICT_SUPPORTED);
    assert_int_equal(row[1].comparison.verdict, VERDICT_UNDECIDED);
    assert_int_equal(row[2].comparison.verdict, VERDICT_UNDECIDED);
    assert_int_equal(row[3].comparison.verdict, VERDICT_REFUTED);
    assert_holds(&several.history, REPORT_TEXT, "\nError: root mean squared");
    assert_holds(&several.history, REPORT_TEXT, "  better\n");
    assert_holds(&several.history, REPORT_TEXT, "  worse\n");
    free_several(&several);
}

static void names_the_folders_that_do_not_fit(void **state)
{
    struct several several;
    (void)state;
    make_several(&several, 3, versions, (const double[]){40, 40, 40}, 4);
    several.studies[2].dimensions[1].values[0] = value_integer(7);
    assert_int_equal(make_history(&several), EX_USAGE);
    assert_string_equal(error_message(), "results/v2/ and results/v3 have no model and cell in common: n_in is 5 in "
                                         "one, 7 in the other");
    free_several(&several);
}

static void says_each_step(void **state)
{
    struct several several;
    (void)state;
    make_several(&several, 4, versions, (const double[]){40, 60, 50, 50}, 6);
    fabricate_accuracies(&several.studies[3], 0, several.studies[2].figures[METRIC_ACCURACY].values, 12);
    several.studies[3].digest = several.studies[2].digest;
    assert_int_equal(make_history(&several), 0);
    const struct history *history = &several.history;
    const struct setting_difference setting = {"", "training.epochs", {"10", "20"}};
    several.history.steps[1].settings = &setting;
    several.history.steps[1].n_settings = 1;
    assert_holds(history, REPORT_TEXT, "History of 4 studies\nv1: results/v1 (Title)\nv2: results/v2/ (Title)\n");
    assert_holds(history, REPORT_TEXT, "as means; each study against the one before;\n");
    assert_holds(history, REPORT_TEXT, "\nstudy  model      repeats  before  after  change  ");
    assert_holds(history, REPORT_TEXT, "\nv2     attention  6 pairs   40.00  61.00   21.00  ");
    assert_holds(history, REPORT_TEXT, "  better\n");
    assert_holds(history, REPORT_TEXT, "  worse\n");
    assert_holds(history, REPORT_TEXT, "  identical\n\n");
    assert_holds(history, REPORT_TEXT, "\nOf 2 models and cells, v2 is better than v1 in 2, worse");
    assert_holds(history, REPORT_TEXT, "\nv3 and v4 hold the same bits: every loss, accuracy and evaluation.\n");
    assert_holds(history, REPORT_MARKDOWN, " v3's attention answers 10.0 percentage points ");
    assert_holds(history, REPORT_TEXT, "\nSettings that differ: training.epochs is 10 in v2, 20 in v3.\n");
    assert_holds(history, REPORT_TEXT, "\nv2: 12 of 12 trials have a result, digest 0000000000000002\n");
    assert_holds(history, REPORT_CSV, "study,against,model,n_in,n_out,cardinality,repeats_a,repeats_b,mean_a,");
    assert_holds(history, REPORT_CSV, "\nv3,v2,attention,5,2,50,6,6,61,51,0,");
    assert_holds(history, REPORT_JSON, "{\"study\": \"v2\", \"path\": \"results/v2/\",");
    assert_holds(history, REPORT_JSON, "\"study\": \"v3\",");
    assert_holds(history, REPORT_JSON, "\"against\": \"v2\",");
    free_several(&several);
}

/* ---- one study of all ---- */

static double figure_at(const struct results *joined, size_t model, size_t cell, size_t repeat)
{
    return view_figure(joined, view_trial(joined, model, cell, repeat));
}

/* The second study has no attention but another model, the third fewer repeats. */
static void joins_studies_on_an_axis(void **state)
{
    struct several several;
    struct results joined;
    (void)state;
    make_several(&several, 3, versions, (const double[]){40, 60, 50}, 3);
    results_free(&several.studies[2]);
    several.studies[2] = fabricate((const size_t[3]){1, 1, 1}, 2);
    fabricate_accuracies(&several.studies[2], 0, (const double[]){50, 52, 70, 72}, 4);
    several.studies[2].folder.path = versions[2];
    strcpy(several.studies[1].dimensions[0].labels[1], "wide");
    several.studies[0].status[1] = TRIAL_CRASHED;
    assert_int_equal(make_history(&several), 0);
    assert_int_equal(history_join(&several.history, &joined), 0);
    assert_int_equal(view_n_models(&joined), 3);
    assert_string_equal(view_model_name(&joined, 2), "wide");
    assert_int_equal(view_n_axes(&joined), 4);
    assert_string_equal(view_axis(&joined, 0)->name, "study");
    assert_string_equal(view_axis(&joined, 0)->labels[1], "v2");
    assert_int_equal(view_n_cells(&joined), 3);
    assert_int_equal(view_n_repeats(&joined), 3);
    assert_true(isnan(figure_at(&joined, 0, 0, 1)));
    assert_true(figure_at(&joined, 0, 1, 0) == 60);
    assert_true(figure_at(&joined, 1, 2, 1) == 72);
    assert_true(isnan(figure_at(&joined, 1, 1, 0)));
    assert_true(figure_at(&joined, 2, 1, 0) == view_figure(&several.studies[1], 3));
    struct trial_counts counts = view_count(&joined, 0, joined.n_trials);
    assert_int_equal(counts.wanted, 6 + 6 + 4);
    assert_int_equal(counts.finished, 15);
    assert_int_equal(counts.crashed, 1);
    results_free(&joined);
    free_several(&several);
}

/* Sets of n_in 5 10, 10 20, 20 5 10: neighbours have one in common, all have none, or 10. */
static void joins_the_cells_that_all_have(void **state)
{
    struct several several = {.n = 3};
    struct results joined;
    (void)state;
    for (size_t s = 0; s < 3; s++) {
        several.studies[s] = fabricate((const size_t[3]){s == 2 ? 3 : 2, 1, 1}, 2);
        several.studies[s].folder.path = versions[s];
        several.pairings[s] = (struct pairing){true, NULL};
        for (size_t i = 0; i < several.studies[s].n_trials; i++)
            fabricate_accuracies(&several.studies[s], i, &(double){(double)(10 * s + i)}, 1);
    }
    several.studies[1].dimensions[1].values[0] = value_integer(20);
    assert_int_equal(make_history(&several), 0);
    assert_int_equal(history_join(&several.history, &joined), 0);
    assert_int_equal(view_n_cells(&joined), 3);
    assert_int_equal(view_axis(&joined, 1)->count, 1);
    assert_int_equal(view_value(&joined, 0, 1).integer, 10);
    assert_true(figure_at(&joined, 0, 0, 0) == 2);
    assert_true(figure_at(&joined, 0, 1, 0) == 12);
    assert_true(figure_at(&joined, 1, 2, 1) == 20 + 9);
    results_free(&joined);
    history_free(&several.history);
    several.studies[2].dimensions[1].values[1] = value_integer(40);
    assert_int_equal(make_history(&several), 0);
    assert_int_equal(history_join(&several.history, &joined), EX_USAGE);
    assert_string_equal(error_message(), "no cell is in all of the studies: one chart cannot show them");
    free_several(&several);
}

/* Of baseline, one study's repeats were all evaluated on the same sequences. */
static void joined_repeats_share_luck_as_those_of_any(void **state)
{
    struct several several;
    struct results joined;
    (void)state;
    make_several(&several, 3, versions, (const double[]){40, 60, 50}, 3);
    assert_int_equal(results_add_text(&several.studies[1], RESULTS_VARY, "init; everything"), 0);
    assert_int_equal(results_add_number(&several.studies[2], RESULTS_LOOKS, 5), 0);
    assert_int_equal(make_history(&several), 0);
    assert_int_equal(history_join(&several.history, &joined), 0);
    assert_false(view_data_vary(&joined, 0));
    assert_true(view_data_vary(&joined, 1));
    assert_int_equal(results_look_plan(&joined).n, 5);
    results_free(&joined);
    free_several(&several);
}

/* ---- histories without any change ---- */

enum { OF_COUNTS, OF_COUNTS_UNPAIRED, OF_ERRORS, N_SIMULATED };

/* Trainings that are right with a probability around 0.9, on 100 sequences; or errors around 1. */
static void draw_history(struct stream *stream, int kind, size_t repeats, struct several *several)
{
    static const double nothing[MOST_STUDIES] = {0};
    make_several(several, 4, versions, nothing, repeats);
    for (size_t s = 0; s < several->n; s++) {
        several->pairings[s].same_seed = kind != OF_COUNTS_UNPAIRED;
        for (size_t i = 0; i < several->studies[s].n_trials; i++) {
            double training = stream_normal(stream), right = 0;
            for (int sequence = 0; sequence < 100 && kind != OF_ERRORS; sequence++)
                right += stream_bits(stream) < 0x1p32 * (0.9 + 0.02 * fmax(-4, fmin(4, training)));
            if (kind == OF_ERRORS)
                fabricate_rmse(&several->studies[s], i, &(double){exp(0.2 * training)}, 1);
            else
                fabricate_accuracies(&several->studies[s], i, &right, 1);
        }
    }
}

/* Whether anything is called changed: with all steps as one family, and each row alone. */
static void judge_history(const struct history *history, size_t called[2])
{
    bool changed = false, alone = false;
    for (size_t i = 0; i < history->n_rows; i++) {
        changed |= verdict_is_clear(history->rows[i].comparison.verdict);
        alone |= verdict_is_clear(history->rows[i].comparison.alone);
    }
    called[0] += changed;
    called[1] += alone;
}

/* At most 5 % of them are called changed, and that takes the family: each row alone, three times as many would be. */
static void few_histories_without_change_are_called_changed(void **state)
{
    enum { HISTORIES = 1000 };
    static const char *const names[] = {"counts, paired", "counts, unpaired", "errors, paired"};
    (void)state;
    for (int kind = 0; kind < N_SIMULATED; kind++) {
        struct stream stream = stream_open(1, "histories", (uint64_t)kind, 0);
        size_t called[2] = {0, 0};
        for (int i = 0; i < HISTORIES; i++) {
            struct several several;
            draw_history(&stream, kind, 6, &several);
            assert_int_equal(make_history(&several), 0);
            judge_history(&several.history, called);
            free_several(&several);
        }
        print_message("%s: %.1f %% of %d histories without change are called changed, %.1f %% without Holm\n",
                      names[kind], 100.0 * (double)called[0] / HISTORIES, HISTORIES,
                      100.0 * (double)called[1] / HISTORIES);
        assert_in_range(called[0], 1, HISTORIES * 5 / 100);
        assert_true(called[1] > 3 * called[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_tell_studies_apart),
        cmocka_unit_test(too_long_names_are_numbered),
        cmocka_unit_test(all_steps_are_one_family),
        cmocka_unit_test(two_studies_are_a_contrast),
        cmocka_unit_test(less_error_is_better),
        cmocka_unit_test(names_the_folders_that_do_not_fit),
        cmocka_unit_test(says_each_step),
        cmocka_unit_test(joins_studies_on_an_axis),
        cmocka_unit_test(joins_the_cells_that_all_have),
        cmocka_unit_test(joined_repeats_share_luck_as_those_of_any),
        cmocka_unit_test(few_histories_without_change_are_called_changed),
    };
    return RUN_TESTS(tests);
}
