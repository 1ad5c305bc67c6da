/* Which figure stands in which column of the page: of an analysis in which every figure is another. */
#include "fabricate.h"
#include "made_up.h"
#include "test.h"

static const size_t one_cell[3] = {1, 1, 1};

static void make_study(struct made_up *out)
{
    make_up(out, one_cell, 10);
    fabricate_accuracies(&out->results, 0, published_baseline, 10);
    fabricate_accuracies(&out->results, 10, published_attention, 10);
}

/* Some spaces of headings are such as lines do not break at. */
static void make_spaces_plain(char *text)
{
    static const char unbroken[] = "\u00a0";
    for (char *at = strstr(text, unbroken); at != NULL; at = strstr(at, unbroken)) {
        *at = ' ';
        memmove(at + 1, at + strlen(unbroken), strlen(at + strlen(unbroken)) + 1);
    }
}

/* The section's table has these headings and this part of a row. */
static void assert_row(const struct made_up *study, const char *section, const char *headings, const char *row)
{
    char *page = written(&study->analysis, REPORT_HTML), *start = strstr(page, section);
    assert_non_null(start);
    char *end = strstr(start, "</section>");
    assert_non_null(end);
    *end = '\0';
    make_spaces_plain(start);
    if (strstr(start, headings) == NULL || strstr(start, row) == NULL)
        fail_msg("not there: %.500s", strstr(start, headings) == NULL ? headings : row);
    free(page);
}

static void accuracies_have_three_kinds_of_intervals(void **state)
{
    (void)state;
    struct made_up study;
    make_study(&study);
    assert_row(&study, "<section id=\"accuracy\">",
               "<th scope=\"col\">n</th><th scope=\"col\">mean %</th><th scope=\"col\">95 % interval</th><th "
               "scope=\"col\">sd</th><th scope=\"col\">least %</th><th scope=\"col\">greatest %</th><th "
               "scope=\"col\">median %</th><th scope=\"col\">interquartile mean %</th><th scope=\"col\">t "
               "interval</th><th scope=\"col\">BCa interval</th>",
               "<bdi>attention</bdi></th><td>10</td><td>90.50</td><td>88.25 to "
               "93.00</td><td>3.60</td><td>85.50</td><td>96.00</td><td>91.00</td><td>90.25</td><td>88.50 to "
               "92.50</td><td>(89.50 to 91.50)</td><td>0.04</td><td>0</td><td>0</td><td>0</td>");
    study.cells[1].accuracy.t_holds = false;
    study.cells[1].accuracy.bca_holds = true;
    assert_row(&study, "<section id=\"accuracy\">", "", "<td>(88.50 to 92.50)</td><td>89.50 to 91.50</td>");
    results_free(&study.results);
}

static void comparisons_have_their_figures(void **state)
{
    (void)state;
    struct made_up study;
    make_study(&study);
    study.comparisons[0].p = 0.0123;
    study.comparisons[0].p_holm = 0.0246;
    study.comparisons[0].cliffs_delta = 0.875;
    study.comparisons[0].repeats_to_settle = 0;
    assert_row(
        &study, "<section id=\"comparisons\">",
        "<th scope=\"col\">difference</th><th scope=\"col\">95 % interval</th><th scope=\"col\">p (Holm)</th><th "
        "scope=\"col\" class=\"t\">verdict</th><th scope=\"col\">repeats</th><th scope=\"col\">p</th><th "
        "scope=\"col\">P(better)</th><th scope=\"col\">its 95 % interval</th><th scope=\"col\">Cohen’s d</th><th "
        "scope=\"col\">Cliff’s δ</th><th scope=\"col\">repeats to settle</th>",
        "<td>+67.40</td><td>+64.40 to +70.40</td><td>0.0246</td><td class=\"t\">more accurate</td>"
        "<td>10</td><td>0.0123</td><td>0.95</td><td>0.90 to 1.00</td><td>+4.50</td><td>+0.88</td><td>–</td>");
    results_free(&study.results);
}

/* There is no number where it is decided, or where no number would do. */
static void repeats_to_settle_are_a_dash_where_none_are_needed_or_would_do(void **state)
{
    (void)state;
    struct made_up study;
    const char *section = "<section id=\"comparisons\">", *none = "<td>+1.00</td><td>–</td></tr>";
    make_study(&study);
    study.comparisons[0].verdict = VERDICT_UNDECIDED;
    assert_row(&study, section, "", "<td>+1.00</td><td>17</td></tr>");
    study.comparisons[0].repeats_to_settle = REPEATS_TO_SETTLE_MOST;
    assert_row(&study, section, "", "<td>+1.00</td><td>≥ 100000</td></tr>");
    study.comparisons[0].shared_luck = true;
    assert_row(&study, section, "", none);
    study.comparisons[0].shared_luck = false;
    study.comparisons[0].verdict = VERDICT_SUPPORTED;
    study.comparisons[0].repeats_to_settle = 0;
    assert_row(&study, section, "", none);
    results_free(&study.results);
}

static void tests_have_their_p(void **state)
{
    (void)state;
    struct made_up study;
    make_study(&study);
    assert_row(
        &study, "<section id=\"tests\">",
        "<th scope=\"col\">p: t</th><th scope=\"col\">p: Wilcoxon</th><th scope=\"col\">p: permutation</th><th "
        "scope=\"col\">p: Mann–Whitney</th><th scope=\"col\">correlation</th><th scope=\"col\" class=\"t\">with "
        "3</th><th scope=\"col\" class=\"t\">with 5</th><th scope=\"col\" class=\"t\">with 7</th>",
        "<td>0.0110</td><td>0.2500</td><td>0.0330</td><td>0.0440</td><td>+0.12</td><td class=\"t\">undecided</td>"
        "<td class=\"t\">more accurate</td><td class=\"t\">too few repeats</td>");
    results_free(&study.results);
}

static void spread_and_learning_have_their_figures(void **state)
{
    (void)state;
    struct made_up study;
    make_study(&study);
    const int whole[] = {0, 0};
    fabricate_traces(&study.results, 10);
    study.analysis.questions.whole = whole;
    study.cells[1].spread.whole = (struct variance_ratio){0.375, {0.125, 1.5}};
    strcpy(study.cells[1].varied, "init");
    assert_row(
        &study, "<section id=\"variance\">",
        "<th scope=\"col\">variance</th><th scope=\"col\">95 % interval</th><th scope=\"col\">ratio to the "
        "whole</th><th scope=\"col\">its 95 % interval</th><th scope=\"col\">of training</th><th scope=\"col\">of "
        "evaluation</th>",
        "<td class=\"t\">init</td><td>13.0</td><td>6.50 to 35.0</td><td>0.375</td><td>0.125 to "
        "1.50</td><td>4.99</td><td>8.00</td>");
    assert_row(&study, "<section id=\"sooner\">", "",
               "<td>0.75</td><td>0.50 to 0.88</td><td>0.0250</td><td>0.50</td><td>0.25 to 0.75</td><td>1.0000</td>");
    assert_row(&study, "<section id=\"accuracy\">", "", "<td>1250 (10 of 10)</td><td>– (2 of 10)</td>");
    results_free(&study.results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accuracies_have_three_kinds_of_intervals),
        cmocka_unit_test(comparisons_have_their_figures),
        cmocka_unit_test(repeats_to_settle_are_a_dash_where_none_are_needed_or_would_do),
        cmocka_unit_test(tests_have_their_p),
        cmocka_unit_test(spread_and_learning_have_their_figures),
    };
    return RUN_TESTS(tests);
}
