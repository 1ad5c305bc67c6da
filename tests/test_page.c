#include "attnbench/report/report.h"
#include "fabricate.h"
#include "made_up.h"
#include "test.h"

#include <ctype.h>
#include <stdio.h>

static const size_t one_cell[3] = {1, 1, 1}, cells_12[3] = {3, 2, 2};

static char *page_with_claims(const struct results *results, const struct claim *claims, size_t n_claims)
{
    struct analysis analysis;
    assert_int_equal(analysis_make(results, &(struct questions){.claims = claims, .n_claims = n_claims}, &analysis), 0);
    char *text = written(&analysis, REPORT_HTML);
    analysis_free(&analysis);
    return text;
}

static char *page(const struct results *results)
{
    return page_with_claims(results, NULL, 0);
}

static struct results published(void)
{
    struct results results = fabricate(one_cell, 10);
    fabricate_accuracies(&results, 0, published_baseline, 10);
    fabricate_accuracies(&results, 10, published_attention, 10);
    return results;
}

/* All cells of two models, better from cell to cell. */
static struct results grid(const size_t counts[3], size_t repeats)
{
    struct results results = fabricate(counts, repeats);
    for (size_t i = 0; i < results.n_trials; i++)
        fabricate_accuracies(&results, i, (const double[]){(double)(i * 37 % 101)}, 1);
    return results;
}

static size_t count(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part))
        n++;
    return n;
}

static void assert_part(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("the page lacks: %s", part);
}

static void assert_no_part(const char *text, const char *part)
{
    const char *found = strstr(text, part);
    if (found != NULL)
        fail_msg("the page has: %.60s", found);
}

/* printf's words for what is no number. */
static void assert_numbers(const char *text)
{
    static const char *const words[] = {"nan", "inf"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (const char *at = strstr(text, words[i]); at != NULL; at = strstr(at + 1, words[i]))
            if (!isalpha((unsigned char)at[-1]) && !isalpha((unsigned char)at[3]))
                fail_msg("the page has: %.60s", at - 20);
}

/* ---- Well-formed ---- */

/* The text from START to END, of which there is one, is cut out. */
static void cut(char *text, const char *start, const char *end)
{
    char *first = strstr(text, start), *last = first != NULL ? strstr(first, end) : NULL;
    assert_non_null(last);
    memmove(first, last + strlen(end), strlen(last + strlen(end)) + 1);
}

static int has_no_end(const char *name)
{
    static const char *const names[] = {"meta", "br", "!DOCTYPE"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return 1;
    return 0;
}

/* Every tag is closed, in the order of opening; nothing that runs or loads stands in one. */
static void assert_well_formed(const char *page)
{
    enum { DEEPEST = 64, NAME = 16 };
    char stack[DEEPEST][NAME], *text = strdup(page);
    int depth = 0;
    assert_non_null(text);
    assert_int_equal(count(text, "<script"), 1);
    assert_int_equal(count(text, "<style"), 1);
    cut(text, "<script>", "</script>");
    cut(text, "<style>", "</style>");
    for (char *at = strchr(text, '<'); at != NULL; at = strchr(at, '<')) {
        char name[NAME], *end = strchr(at, '>');
        assert_non_null(end);
        *end = '\0';
        assert_int_equal(sscanf(at, "<%15[^ ]", name), 1);
        assert_null(strstr(at, " on"));
        assert_null(strstr(at, "src="));
        assert_null(strstr(at, "href="));
        if (name[0] == '/') {
            assert_true(depth > 0);
            assert_string_equal(name + 1, stack[--depth]);
        } else if (end[-1] != '/' && !has_no_end(name)) {
            assert_true(depth < DEEPEST);
            strcpy(stack[depth++], name);
        }
        at = end + 1;
    }
    assert_int_equal(depth, 0);
    free(text);
}

static void assert_needs_nothing_else(const char *text)
{
    assert_no_part(text, "http:");
    assert_no_part(text, "https:");
    assert_no_part(text, "@import");
    assert_no_part(text, "url(");
    assert_part(text, "default-src 'none'; style-src 'sha256-");
}

static void all_kinds_of_studies_are_well_formed(void **state)
{
    (void)state;
    static const size_t shapes[][3] = {{1, 1, 1}, {3, 1, 1}, {3, 2, 1}, {3, 2, 2}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (size_t repeats = 1; repeats <= 3; repeats += 2) {
            struct results results = grid(shapes[i], repeats);
            fabricate_traces(&results, 50);
            char *text = page(&results);
            assert_well_formed(text);
            assert_needs_nothing_else(text);
            assert_numbers(text);
            free(text);
            results_free(&results);
        }
}

/* ---- What it says ---- */

static void answers_in_words(void **state)
{
    (void)state;
    struct results results = published();
    char *text = page(&results);
    assert_part(text, "<title>Title</title>");
    assert_part(text, "<p class=\"answer\">Model attention answers 72.6 percentage points [");
    assert_part(text, "] more sequences right than baseline (10 paired repeats, p &lt; 0.0001)");
    assert_true(strstr(text, "id=\"answer\"") < strstr(text, "<table"));
    free(text);
    results_free(&results);
}

static void answers_about_a_grid(void **state)
{
    (void)state;
    struct results results = fabricate((const size_t[]){2, 1, 1}, 2);
    fabricate_accuracies(&results, 0, (const double[]){10, 12, 10, 12, 90, 92, 94, 96}, 8);
    char *text = page(&results);
    assert_part(text, "<p class=\"answer\">All 2 cells together: attention answers 82.0 percentage points [");
    assert_part(text, "<section id=\"all-cells\">");
    assert_part(text, "<p class=\"answer\">Of 2 cells attention is better than baseline in ");
    assert_part(text, "the verdicts on single cells hold for all 2 comparisons together (Holm 1979)");
    free(text);
    results_free(&results);
}

static void says_how_the_study_was_made(void **state)
{
    (void)state;
    struct results results = published();
    assert_int_equal(results_add_number(&results, RESULTS_LOOKS, 4), 0);
    char *text = page(&results);
    assert_part(
        text,
        "The figures themselves decided the number of repeats, in up to 4 looks. Intervals have the level 98.4 %");
    free(text);
    results_free(&results);
}

static void shows_undefined_figures_as_a_dash(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 1);
    fabricate_accuracies(&results, 0, (const double[]){40, 60}, 2);
    char *text = page(&results);
    assert_part(text, "40.00");
    assert_part(text, "<td>–</td>");
    assert_part(text, "One repeat does not show how much others would differ");
    assert_numbers(text);
    free(text);
    results_free(&results);
}

/* No sentence speaks of an interval that there is not. */
static void says_nothing_of_intervals_that_are_undefined(void **state)
{
    (void)state;
    struct results results = fabricate_models(1, one_cell, 1);
    fabricate_accuracies(&results, 0, (const double[]){40}, 1);
    char *text = page(&results);
    assert_part(text, " Its accuracy is 40.00 % (1 repeat).");
    free(text);
    results_free(&results);

    results = fabricate(one_cell, 2);
    fabricate_rmse(&results, 0, (const double[]){2, 2, 1, 2}, 4);
    struct claim claims[] = {{.text = "Two",
                              .metric = "rmse",
                              .measured = metric_find("rmse"),
                              .published = NAN,
                              .expect = {"baseline", "", ABOVE, 1, false}}};
    text = page_with_claims(&results, claims, 1);
    assert_part(text, "<br>Ours 2 (2 repeats)");
    free(text);
    results_free(&results);
}

static void says_what_is_missing(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 3);
    fabricate_accuracies(&results, 0, (const double[]){50, 60}, 2);
    results.status[1] = TRIAL_DIVERGED;
    results.status[2] = TRIAL_CRASHED;
    results.folder.run_at_work = true;
    char *text = page(&results);
    assert_part(text, "4 of 6 trials have no result (3 missing, 1 failed: 1 crashed)");
    assert_part(text, "1 of 6 trials diverged");
    assert_part(text, "Nothing says yet how attention compares with baseline");
    assert_part(text, "A run was still at work");
    assert_part(text, "<dd>50.00, 60.00, crashed</dd>");
    assert_part(text, "<dd>missing, missing, missing</dd>");
    free(text);
    results_free(&results);
}

/* Where repeats are added only while they are needed, one cell has fewer than another. */
static void leaves_out_what_is_not_wanted(void **state)
{
    (void)state;
    struct results results = published();
    for (size_t i = 8; i < 10; i++) {
        results.status[i] = TRIAL_NOT_WANTED;
        results.figures[METRIC_ACCURACY].values[i] = NAN;
    }
    char *text = page(&results);
    assert_part(text, "<dd>20.00, 23.00, 23.00, 18.00, 28.00, 29.00, 23.00, 26.00</dd>");
    assert_no_part(text, "have no result");
    free(text);
    results_free(&results);
}

static void nothing_has_run(void **state)
{
    (void)state;
    struct results results = fabricate(cells_12, 2);
    char *text = page(&results);
    assert_well_formed(text);
    assert_part(text, "48 of 48 trials have no result");
    assert_numbers(text);
    free(text);
    results_free(&results);
}

static void judges_claims(void **state)
{
    (void)state;
    struct results results = published();
    struct claim claims[] = {{.text = "It \"helps\"",
                              .source = "A <source>",
                              .published = 72.6,
                              .measured = metric_at(METRIC_ACCURACY),
                              .expect = {"attention", "baseline", ABOVE, 0, false}},
                             {.text = "Nearly all",
                              .published = NAN,
                              .measured = metric_at(METRIC_ACCURACY),
                              .expect = {"attention", "", AT_LEAST, 99, false}}};
    char *text = page_with_claims(&results, claims, 2);
    assert_part(text,
                "<b class=\"verdict v1\">supported</b> <q>It &quot;helps&quot;</q> <cite>A &lt;source&gt;</cite>");
    assert_part(text, "Ours 72.60 points (95 % confidence interval [");
    assert_part(text, "published 72.60 points; tested as <code>attention - baseline &gt; 0</code>");
    assert_part(text, "<b class=\"verdict v2\">refuted</b> <q>Nearly all</q><br>");
    assert_part(text, " repeats); tested");
    assert_well_formed(text);
    free(text);
    results_free(&results);
}

/* ---- Text that others chose ---- */

static void escapes_what_a_browser_would_obey(void **state)
{
    (void)state;
    struct results results = published();
    strcpy(results.title, "</title><script>alert(1)</script>&\"'\u202egnp\x1b\u061c");
    strcpy(results.dimensions[0].labels[0], "<b onclick='x'>");
    strcpy(results.dimensions[0].titles[1], "</svg><img src=x onerror=alert(1)>\xff");
    strcpy(results.name, "$(reboot)");
    assert_int_equal(results_add_text(&results, "command", "<script>"), 0);
    assert_int_equal(results_add_text(&results, "study_file", "title: \"</pre><script>\"\nseed: 1\n"), 0);
    assert_int_equal(results_add_text(&results, "<dt>", "value"), 0);
    char *text = page(&results);
    assert_well_formed(text);
    assert_part(text,
                "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;\\xe2\\x80\\xaegnp\\x1b\\xd8\\x9c");
    assert_part(text, "&lt;img src=x onerror=alert(1)&gt;\\xff");
    assert_part(text, "title: &quot;&lt;/pre&gt;&lt;script&gt;&quot;\nseed: 1\n</pre>");
    assert_no_part(text, "$(reboot)"); /* the name would go into a shell */
    free(text);
    results_free(&results);
}

static void tells_how_to_reproduce(void **state)
{
    (void)state;
    struct results results = published();
    results.digest = 0xb7cb3fef7894d725;
    assert_int_equal(results_add_text(&results, "study_file", "name: study\n"), 0);
    assert_int_equal(results_add_text(&results, "attnbench_version", "1.2.3"), 0);
    assert_int_equal(results_add_text(&results, "commit", "abc123"), 0);
    assert_int_equal(results_add_text(&results, "kernels", "avx2"), 0);
    assert_int_equal(results_add_number(&results, "ranks", 8), 0);
    char *text = page(&results);
    assert_part(text, "With attnbench 1.2.3, commit <code>abc123</code>, save the study file below as "
                      "<code>study.yaml</code>");
    assert_part(text, "mpirun -n 8 attnbench run study.yaml -o results/study\nattnbench report results/study</pre>");
    assert_part(text, "<code>digest b7cb3fef7894d725</code>");
    assert_part(text, "<dt>kernels</dt><dd>avx2</dd>");
    assert_part(text, "<pre tabindex=\"0\">name: study\n</pre>");
    free(text);
    results_free(&results);
}

/* ---- Charts ---- */

static void draws_what_suits_the_study(void **state)
{
    (void)state;
    static const struct {
        size_t counts[3];
        const char *has, *lacks;
    } cases[] = {{{1, 1, 1}, "id=\"repeats\"", "id=\"map-0\""},
                 {{1, 1, 1}, "id=\"loss\"", "id=\"by-axis\""},
                 {{1, 1, 1}, "id=\"training_accuracy\"", "id=\"forest-0\""},
                 {{3, 1, 1}, "id=\"by-axis\"", "id=\"map-0\""},
                 {{3, 2, 1}, "id=\"map-0\"", "id=\"by-axis\""},
                 {{3, 2, 2}, "id=\"forest-0\"", "id=\"repeats\""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct results results = grid(cases[i].counts, 2);
        if (results.n_trials == 4)
            fabricate_traces(&results, 30);
        char *text = page(&results);
        assert_part(text, cases[i].has);
        assert_no_part(text, cases[i].lacks);
        free(text);
        results_free(&results);
    }
}

static void a_map_has_a_field_for_each_cell(void **state)
{
    (void)state;
    struct results results = grid(cells_12, 2);
    char *text = page(&results);
    assert_int_equal(count(text, "<title>n_in "), 12);
    assert_int_equal(count(text, "class=\"tic\">cardinality 50<"), 1); /* the panels are those of the smallest axis */
    free(text);
    results_free(&results);
}

/* Dots of all repeats, but for those that have no figure. */
static void a_dot_is_a_repeat(void **state)
{
    (void)state;
    struct results results = published();
    results.status[3] = TRIAL_CRASHED;
    results.figures[METRIC_ACCURACY].values[3] = NAN;
    char *text = page(&results);
    assert_int_equal(count(text, "<circle class=\"dot m0\""), 9);
    assert_int_equal(count(text, "<circle class=\"dot m1\""), 10);
    free(text);
    results_free(&results);
}

static void long_traces_are_thinned(void **state)
{
    (void)state;
    struct results results = published();
    fabricate_traces(&results, 100000);
    char *text = page(&results);
    assert_part(text, "a point averages 1000 epochs");
    assert_part(text, "<section id=\"sooner\">\n<h2>Who learns sooner</h2>");
    assert_true(strlen(text) < 100000);
    free(text);
    results_free(&results);
}

/* 20 x 20 x 20 cells: the page says what it leaves out, and stays small. */
static void large_grids_stay_small(void **state)
{
    (void)state;
    struct results large = fabricate((const size_t[]){20, 20, 20}, 1);
    for (size_t i = 0; i < large.n_trials; i++)
        fabricate_accuracies(&large, i, (const double[]){(double)(i % 101)}, 1);
    char *text = page(&large);
    assert_part(text, "These are the first 2000 of 16000 rows");
    assert_part(text, "is left out: it would have more than 4000 fields");
    assert_part(text, "is left out: it would have more than 60 lines");
    assert_true(strlen(text) < 4 * 1000 * 1000);
    assert_well_formed(text);
    free(text);
    results_free(&large);
}

/* Errors instead of accuracies, which there are none of. */
static void real_values_have_errors(void **state)
{
    (void)state;
    struct results results = fabricate(one_cell, 2), of_grid = fabricate(cells_12, 2);
    fabricate_rmse(&results, 0, (const double[]){0.25, 0.75, 0.125, 0.125}, 4);
    fabricate_rmse(&of_grid, 0, (const double[]){0.25, 0.75}, 2);
    fabricate_traces(&results, 3);
    char *text = page(&results), *text_of_grid = page(&of_grid);
    assert_part(text, "Error (RMSE): root mean squared error");
    assert_part(text, "<td>0.5000</td><td>0.3536</td><td>0.2500</td><td>0.7500</td><td>[0.0000, 3.6766]</td>");
    assert_no_part(text, "wholly right");
    assert_part(text, "It is undecided whether attention is better than baseline: the difference in error (RMSE) is");
    assert_part(text, "<td>−0.3750</td><td>[−3.5516, 2.8016]</td>");
    assert_part(text, "error (RMSE), less is better");
    assert_part(text, "difference in error (RMSE), below 0 is better");
    assert_part(text, "<dd>0.25, 0.75</dd>");
    assert_part(text_of_grid, "<td>0.5000</td>");
    assert_well_formed(text);
    assert_well_formed(text_of_grid);
    free(text);
    free(text_of_grid);
    results_free(&results);
    results_free(&of_grid);
}

/* Three evaluations, the last after 300 epochs. */
static void held_out_curves_are_drawn(void **state)
{
    (void)state;
    struct results results = published();
    char *without = page(&results);
    fabricate_curves(&results, 3, 100);
    results.epochs = 300;
    char *text = page(&results);
    assert_no_part(without, "held_out_accuracy");
    assert_part(text, "Accuracy on held-out pairs.");
    assert_part(text, "Loss on held-out pairs.");
    assert_well_formed(text);
    free(text);
    free(without);
    results_free(&results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_kinds_of_studies_are_well_formed),
        cmocka_unit_test(answers_in_words),
        cmocka_unit_test(answers_about_a_grid),
        cmocka_unit_test(says_how_the_study_was_made),
        cmocka_unit_test(shows_undefined_figures_as_a_dash),
        cmocka_unit_test(says_nothing_of_intervals_that_are_undefined),
        cmocka_unit_test(says_what_is_missing),
        cmocka_unit_test(leaves_out_what_is_not_wanted),
        cmocka_unit_test(nothing_has_run),
        cmocka_unit_test(judges_claims),
        cmocka_unit_test(escapes_what_a_browser_would_obey),
        cmocka_unit_test(tells_how_to_reproduce),
        cmocka_unit_test(draws_what_suits_the_study),
        cmocka_unit_test(a_map_has_a_field_for_each_cell),
        cmocka_unit_test(a_dot_is_a_repeat),
        cmocka_unit_test(long_traces_are_thinned),
        cmocka_unit_test(large_grids_stay_small),
        cmocka_unit_test(real_values_have_errors),
        cmocka_unit_test(held_out_curves_are_drawn),
    };
    return RUN_TESTS(tests);
}
