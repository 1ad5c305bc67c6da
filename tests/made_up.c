#include "made_up.h"
#include "attnbench/page/page.h"
#include "fabricate.h"
#include "test.h"

static struct cell_analysis cell_with(size_t n, double mean)
{
    const struct mean_figure none = {0, NAN, NAN, {NAN, NAN}};
    return (struct cell_analysis){
        .metrics = {{n, mean, 3.604010112, {mean - 2.25, mean + 2.5}}, none, none, none, none, none, none, none},
        .metric_name = "accuracy",
        .metric = metric_at(METRIC_ACCURACY),
        .reached = {NAN, {NAN, NAN}, {0, NAN, NAN, {NAN, NAN}}},
        .items = item_mean_undefined,
        .figure = {.n = n,
                   .mean = mean,
                   .variance = 12.98888889,
                   .sd = 3.604010112,
                   .min = mean - 5,
                   .max = mean + 5.5,
                   .median = mean + 0.5,
                   .interquartile_mean = mean - 0.25,
                   .ci = {mean - 2.25, mean + 2.5},
                   .t = {mean - 2, mean + 2},
                   .bca = {mean - 1, mean + 1},
                   .any_shape = {mean - 15, mean + 4},
                   .prediction = {mean - 8, mean + 7},
                   .apart = {n, 0, 0, mean + 0.5, NAN, NAN, {NAN, NAN}, {NAN, NAN}},
                   .t_holds = true,
                   .evaluation_variance = 8,
                   .training_variance = 4.98888889},
        .varied = VARIES_WHOLLY,
        .spread = {12.98888889, {6.5, 35}, 27, {NAN, {NAN, NAN}}},
        .chance = 0.04,
        .learning = {{.n = n, .n_reached = n, .median_epochs = 1250}, {.n = n, .n_reached = 2, .median_epochs = NAN}},
    };
}

struct comparison comparison_with(size_t n, double difference, enum verdict verdict)
{
    return (struct comparison){
        .metric = metric_at(METRIC_ACCURACY),
        .paired = true,
        .n = n,
        .difference = difference,
        .ci = {difference - 3, difference + 3},
        .ci_together = {difference - 4.5, difference + 4.5},
        .p = 0.00001,
        .p_holm = 0.00002,
        .p_fdr = 0.000015,
        .correlation = 0.123,
        .p_t = 0.011,
        .items = item_difference_undefined,
        .p_reached = NAN,
        .p_reached_holm = NAN,
        .p_wilcoxon = 0.25,
        .p_permutation = 0.033,
        .p_mann_whitney = 0.044,
        .cohens_d = 4.5,
        .cliffs_delta = 1,
        .improvement = 0.95,
        .improvement_ci = {0.9, 1},
        .repeats_to_settle = 17,
        .repeats_80 = 34,
        .repeats_80_range = {9, 435},
        .verdict = verdict,
        .alone = verdict,
        .with_fewer = {VERDICT_UNDECIDED, verdict, VERDICT_NO_DATA},
    };
}

void make_up(struct made_up *out, const size_t counts[3], size_t repeats)
{
    *out = (struct made_up){.results = fabricate(counts, repeats)};
    out->results.digest = 0xb7cb3fef7894d725;
    size_t n_cells = counts[0] * counts[1] * counts[2];
    for (size_t i = 0; i < 2 * n_cells; i++)
        out->cells[i] = cell_with(repeats, i % 2 == 0 ? 23.1 : 90.5);
    for (size_t i = 0; i < n_cells; i++)
        out->comparisons[i] = comparison_with(repeats, 67.4, VERDICT_SUPPORTED);
    for (size_t i = 0; i < n_cells; i++)
        out->sooner[i] = (struct learning_comparison){{{0.75, {0.5, 0.875}, 0.0125, 0.025}, {0.5, {0.25, 0.75}, 1, 1}}};
    out->claims[0] = (struct claim){.text = "Attention helps",
                                    .source = "A book",
                                    .published = 72.6,
                                    .metric = "accuracy",
                                    .measured = metric_at(METRIC_ACCURACY),
                                    .expect = {"attention", "baseline", ABOVE, 0, false}};
    out->claim_results[0] =
        (struct claim_result){VERDICT_SUPPORTED, repeats, 67.4, {64.4, 70.4}, 0.001, 0.001, "", {NAN, {NAN, NAN}, NAN}};
    out->overall[0] = (struct overall){repeats, 0, 23.1, {22, 24}, {10, 40}, comparison_with(0, NAN, VERDICT_NO_DATA)};
    out->overall[0].difference.ci = (struct interval){NAN, NAN};
    out->overall[0].difference.p_holm = NAN;
    out->overall[1] =
        (struct overall){repeats, 0, 90.5, {90, 91}, {80, 95}, comparison_with(repeats, 67.4, VERDICT_SUPPORTED)};
    out->analysis = (struct analysis){
        .results = &out->results,
        .metric = metric_at(METRIC_ACCURACY),
        .n_models = 2,
        .n_cells = n_cells,
        .cells = out->cells,
        .n_rivals = 1,
        .comparisons = out->comparisons,
        .sooner = out->sooner,
        .overall = n_cells > 1 ? out->overall : NULL,
        .questions = {.claims = out->claims, .n_claims = 1},
        .claim_results = out->claim_results,
    };
}

void assert_written(const struct made_up *made_up, enum report_format format, const char *expected)
{
    char *text = written(&made_up->analysis, format);
    assert_string_equal(text, expected);
    free(text);
}

void assert_holds(const struct made_up *made_up, enum report_format format, const char *part)
{
    char *text = written(&made_up->analysis, format);
    if (strstr(text, part) == NULL)
        fail_msg("not there: %s\nin:\n%s", part, text);
    free(text);
}

char *written(const struct analysis *analysis, enum report_format format)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    if (format == REPORT_HTML)
        page_write(analysis, out);
    else
        report_write(analysis, format, out);
    fclose(out);
    return text;
}
