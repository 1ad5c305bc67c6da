/* Markdown, CSV, JSON and LaTeX. */
#include "attnbench/report/document.h"
#include "fabricate.h"
#include "made_up.h"
#include "test.h"

#include <stdlib.h>

static const size_t one_cell[3] = {1, 1, 1};

static void markdown_of_one_cell(void **state)
{
    (void)state;
    struct made_up study;
    make_up(&study, one_cell, 10);
    assert_holds(&study, REPORT_MARKDOWN, "# Title\n\nn_in 5, n_out 2, cardinality 50\n\n");
    assert_holds(&study, REPORT_MARKDOWN,
                 "\n| model | pairs | difference (points) | 95 % CI (points) | p (Holm) | verdict |\n"
                 "| --- | ---: | ---: | ---: | ---: | --- |\n"
                 "| attention | 10 | 67.40 | [64.4, 70.4] | \\< 0.0001 | better |\n\n");
    assert_holds(&study, REPORT_MARKDOWN, "| Attention helps |  | 72.60 points | A book |\n");
    results_free(&study.results);
}

/* Takes the three axes out: models and repeats are left. */
static void take_axes_out(struct results *results)
{
    for (int d = 1; d <= 3; d++)
        free(results->dimensions[d].values);
    results->dimensions[1] = results->dimensions[4];
    results->n_dimensions = 2;
}

static void a_study_needs_no_axis(void **state)
{
    (void)state;
    struct made_up study;
    make_up(&study, one_cell, 10);
    take_axes_out(&study.results);
    assert_holds(&study, REPORT_CSV, "model,repeats,failed,mean,");
    assert_holds(&study, REPORT_CSV, "\nattention,10,0,90.5,");
    assert_holds(&study, REPORT_JSON, "{\"model\": \"attention\", ");
    assert_holds(&study, REPORT_MARKDOWN, "# Title\n\n");
    assert_holds(&study, REPORT_TEXT, "attention");
    results_free(&study.results);
}

static void csv_keeps_its_columns(void **state)
{
    (void)state;
    struct made_up study;
    make_up(&study, one_cell, 10);
    assert_written(
        &study, REPORT_CSV,
        "model,n_in,n_out,cardinality,repeats,failed,mean,variance,sd,min,max,ci_low,ci_high,diverged,missing,median,"
        "interquartile_mean,t_low,t_high,bca_low,bca_high,training_variance,evaluation_variance,chance,traced,"
        "epochs_to_50,reached_50,epochs_to_90,reached_90,against,paired,pairs,"
        "difference,difference_low,"
        "difference_high,p,p_holm,verdict,correlation,p_t,p_wilcoxon,p_permutation,p_mann_whitney,cohens_d,"
        "cliffs_delta,improvement,improvement_low,improvement_high,repeats_to_settle,verdict_3,verdict_5,verdict_7,"
        "rmse,rmse_sd,rmse_low,rmse_high,t_holds,bca_holds,crashed,out_of_memory,timed_out,sooner_50,sooner_50_low,"
        "sooner_50_high,sooner_50_p,"
        "sooner_50_p_holm,sooner_90,sooner_90_low,sooner_90_high,sooner_90_p,sooner_90_p_holm,varied,"
        "variance_low,variance_high,variance_ratio,variance_ratio_low,variance_ratio_high,"
        "accuracy,accuracy_sd,accuracy_low,accuracy_high,steps_right,steps_right_sd,steps_right_low,steps_right_high,"
        "perplexity,perplexity_sd,perplexity_low,perplexity_high,accuracy_repeats,rmse_repeats,steps_right_repeats,"
        "perplexity_repeats,metric,any_shape_low,any_shape_high,far_below,far_below_limit,far_below_low,far_below_high,"
        "far_above,far_above_limit,far_above_low,far_above_high,"
        "prediction_low,prediction_high,reached_share,reached_share_low,reached_share_high,reached_mean,reached_mean_"
        "low,"
        "reached_mean_high,reached_p,reached_p_holm,repeats_80,repeats_80_low,repeats_80_high,p_fdr,training_variance_"
        "high,mae,mae_sd,mae_low,mae_high,mae_repeats,mase,mase_sd,mase_low,mase_high,mase_repeats,skill,skill_sd,"
        "skill_low,skill_high,skill_repeats,"
        "token_error_rate,token_error_rate_sd,token_error_rate_low,token_error_rate_high,token_error_rate_repeats,"
        "items,items_mean,items_new_low,items_new_high,items_these_low,"
        "items_these_high,items_of_training,items_of_item,items_of_rest,items_compared,items_difference,"
        "items_difference_new_low,items_difference_new_high,items_p,items_p_holm,items_difference_these_low,"
        "items_difference_these_high,items_p_these,only_this,only_first,mcnemar_p,difference_together_low,"
        "difference_together_high\n"
        "baseline,5,2,50,10,0,23.1,12.98888889,3.604010112,18.1,28.6,20.85,25.6,0,0,23.6,22.85,21.1,25.1,22.1,24.1,"
        "4.98888889,8,0.04,10,1250,10,,2,,,,,,,,,,,,,,,,,,,,,,,,,,,,1,0,0,0,0,,,,,,,,,,,everything,6.5,35,,,,"
        "23.1,3.604010112,20.85,25.6,,,,,,,,,10,0,0,0,accuracy,8.1,27.1,0,,,,0,,,,15.1,30.1,,,,,,,,,,,,,27,,,,,0,,,,,0,"
        ",,,,0,,,,,0,,,,,,,,,,,,,,,,,,,,,,,\n"
        "attention,5,2,50,10,0,90.5,12.98888889,3.604010112,85.5,96,88.25,93,0,0,91,90.25,88.5,92.5,89.5,91.5,"
        "4.98888889,8,0.04,10,1250,10,,2,baseline,1,10,67.4,64.4,70.4,1e-05,2e-05,better,0.123,0.011,0.25,0.033,0.044,"
        "4.5,1,0.95,"
        "0.9,1,17,undecided,better,too few,,,,,1,0,0,0,0,0.75,0.5,0.875,0.0125,0.025,0.5,0.25,0.75,1,1,"
        "everything,6.5,35,,,,90.5,3.604010112,88.25,93,,,,,,,,,10,0,0,0,accuracy,75.5,94.5,0,,,,0,,,,82.5,97.5,,,,,,,,"
        ","
        "34,9,435,1.5e-05,27,,,,,0,,,,,0,,,,,0,,,,,0,,,,,,,,,,,,,,,,,,,,,,62.9,71.9\n");
    results_free(&study.results);
}

static void json_holds_everything(void **state)
{
    (void)state;
    struct made_up study;
    make_up(&study, one_cell, 2);
    fabricate_accuracies(&study.results, 0, published_baseline, 2);
    assert_int_equal(results_add_text(&study.results, "commit", "abc"), 0);
    assert_int_equal(results_add_number(&study.results, "ranks", 2), 0);
    static const char *const parts[] = {
        "{\n  \"study\": {\n    \"name\": \"study\",\n    \"title\": \"Title\",\n    \"digest\": "
        "\"b7cb3fef7894d725\"\n  },",
        "\"commit\": \"abc\",\n    \"ranks\": 2\n",
        "    {\"name\": \"baseline\", \"title\": \"Encoder-Decoder Model\"},\n",
        "\"axes\": {\n    \"n_in\": [5],\n",
        "\"missing\": 2,",
        "{\"model\": \"baseline\", \"cell\": {\"n_in\": 5, \"n_out\": 2, \"cardinality\": 50}, "
        "\"accuracies\": [20, "
        "23],",
        "\"rmse_high\": null, \"t_holds\": true, \"bca_holds\": false, \"crashed\": 0, "
        "\"out_of_memory\": 0, \"timed_out\": 0, \"varied\": \"everything\", \"variance_low\": 6.5, \"variance_high\": "
        "35, "
        "\"variance_ratio\": null, \"variance_ratio_low\": null, \"variance_ratio_high\": null, \"accuracy\": 23.1, ",
        "{\"model\": \"attention\", \"cell\": {\"n_in\": 5, \"n_out\": 2, \"cardinality\": 50}, \"against\": "
        "\"baseline\", "
        "\"paired\": true, \"pairs\": 2, \"difference\": 67.4,",
        "\"correlation\": 0.123, \"p_t\": 0.011, \"p_wilcoxon\": 0.25, \"p_permutation\": 0.033, "
        "\"p_mann_whitney\": 0.044,",
        "{\"claim\": \"Attention helps\", \"source\": \"A book\", \"metric\": \"accuracy\", \"expected\": \"attention "
        "- baseline > 0\", "
        "\"verdict\": "
        "\"supported\", \"repeats\": 2, \"figure\": 67.4, \"ci_low\": 64.4, \"ci_high\": 70.4, \"ci_level\": 95, "
        "\"p\": 0.001, "
        "\"p_holm\": 0.001, "
        "\"published\": 72.6, \"published_repeats\": 0, \"to_published\": null, \"to_published_low\": null, "
        "\"to_published_high\": null, \"to_published_p\": null, \"why\": \"\", \"interval\": \"default\"}\n  ]\n}\n",
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_holds(&study, REPORT_JSON, parts[i]);
    results_free(&study.results);
}

static void each_format_escapes_its_own(void **state)
{
    (void)state;
    struct made_up study;
    make_up(&study, one_cell, 1);
    strcpy(study.results.title, "a|b \"<i>&%$#_^~{}\\ \033[2J\n*`x` [y](z) --'' [-1");
    static const char *const expected[][2] = {
        [REPORT_TEXT] = {"a|b \"<i>&%$#_^~{}\\ \\x1b[2J\\x0a*`x` [y](z) --'' [-1\n"},
        [REPORT_MARKDOWN] =
            {"# a\\|b \"\\<i\\>\\&%\\$\\#\\_^\\~{}\\\\ \\\\x1b[2J\\\\x0a\\*\\`x\\` [y\\](z) --'' [-1\n"},
        [REPORT_LATEX] =
            {"\\section*{All figures: a\\textbar{}b "
             "\\char34{}\\textless{}i\\textgreater{}\\&\\%\\$\\#\\_\\textasciicircum{}"
             "\\textasciitilde{}\\{\\}\\textbackslash{} \\textbackslash{}x1b{[}2J\\textbackslash{}x0a{*}{`}x{`} "
             "{[}y{]}(z) {-}-{'}' {[}$-$1}\n"},
        [REPORT_JSON] = {"\"title\": \"a|b \\\"<i>&%$#_^~{}\\\\ \\u001b[2J\\u000a*`x` [y](z) --'' [-1\""},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        if (expected[i][0] != NULL)
            assert_holds(&study, (enum report_format)i, expected[i][0]);
    results_free(&study.results);
}

/* What would begin a list is escaped; behind the text's end stands what nobody may read. */
static void markdown_paragraphs_end_with_their_text(void **state)
{
    (void)state;
    static const char *const texts[][2] = {{"\0beyond", "\n\n"},         {"12\0beyond", "12\n\n"},
                                           {"12. May", "12\\. May\n\n"}, {"3) May", "3\\) May\n\n"},
                                           {"- May", "\\- May\n\n"},     {"12 May", "12 May\n\n"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char *written;
        size_t size;
        FILE *out = open_memstream(&written, &size);
        assert_non_null(out);
        document_markdown.paragraph(texts[i][0], out);
        fclose(out);
        assert_int_equal(size, strlen(texts[i][1]));
        assert_string_equal(written, texts[i][1]);
        free(written);
    }
}

static void latex_is_booktabs(void **state)
{
    (void)state;
    struct made_up study;
    make_up(&study, one_cell, 10);
    assert_holds(&study, REPORT_LATEX,
                 "\\caption{Against baseline: difference of the means, repeats paired by their sequences}\n"
                 "\\begin{tabular}{lrrrrl}\n\\toprule\n"
                 "\\shortstack[l]{model} & \\shortstack[r]{pairs} & \\shortstack[r]{difference\\\\(points)} & "
                 "\\shortstack[r]{95 \\% CI\\\\(points)} & \\shortstack[r]{p (Holm)} & \\shortstack[l]{verdict} \\\\\n"
                 "\\midrule\n"
                 "attention & 10 & 67.40 & {[}64.4, 70.4{]} & \\textless{} 0.0001 & better \\\\\n"
                 "\\bottomrule\n\\end{tabular}\n\\end{table}\n");
    assert_holds(&study, REPORT_LATEX,
                 "attention - baseline \\textgreater{} 0 & supported & 67.40 points & {[}64.4, 70.4{]} & 0.0010 \\\\\n"
                 "\\multicolumn{5}{@{\\quad}p{0.9\\textwidth}}{claim: Attention helps} \\\\\n"
                 "\\multicolumn{5}{@{\\quad}p{0.9\\textwidth}}{published: 72.60 points} \\\\\n");
    results_free(&study.results);
}

static void assert_judged(const struct judged_claim *judged, size_t n, enum report_format format, const char *expected)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    judged_claims_write(judged, n, format, out);
    fclose(out);
    if (strstr(text, expected) == NULL)
        fail_msg("not there: %s\nin:\n%s", expected, text);
    free(text);
}

/* A folder says which of two studies is meant that have one name; where names differ, it would only be in the way. */
static void folders_are_named_where_studies_have_one_name(void **state)
{
    (void)state;
    struct judged_claim judged[2];
    for (int i = 0; i < 2; i++) {
        judged[i] = (struct judged_claim){.study = "lengths", .folder = i == 0 ? "results/a" : "results/b"};
        judged[i].claim = (struct claim){.text = "It helps",
                                         .source = "A book",
                                         .published = 72.6,
                                         .metric = "accuracy",
                                         .measured = metric_at(METRIC_ACCURACY),
                                         .expect = {"attention", "baseline", ABOVE, 0, false}};
        judged[i].result =
            (struct claim_result){VERDICT_SUPPORTED, 10, 67.4, {64.4, 70.4}, 0.001, 0.002, "", {NAN, {NAN, NAN}, NAN}};
    }
    assert_judged(judged, 1, REPORT_TEXT,
                  "study    verdict       published          ours       95 % CI  p (Holm)  expected\n"
                  "lengths  supported  72.60 points  67.40 points  [64.4, 70.4]    0.0020  attention - baseline > 0\n"
                  "    claim: It helps\n    source: A book\n");
    strcpy(judged[1].study, "sizes");
    assert_judged(judged, 2, REPORT_MARKDOWN, "| lengths | supported |");
    assert_judged(judged, 2, REPORT_MARKDOWN, "| sizes | supported |");
    strcpy(judged[1].study, "lengths");
    judged[0].is_ambiguous = judged[1].is_ambiguous = true;
    assert_judged(judged, 2, REPORT_MARKDOWN, "| lengths (results/a) | supported |");
    assert_judged(judged, 2, REPORT_MARKDOWN, "| lengths (results/b) | supported |");
}

static void a_claim_of_two_one_sided_tests_names_its_level(void **state)
{
    (void)state;
    struct judged_claim judged = {
        .study = "lengths",
        .claim = {.text = "They are alike",
                  .published = NAN,
                  .metric = "accuracy",
                  .measured = metric_at(METRIC_ACCURACY),
                  .expect = {"attention", "baseline", WITHIN, 2, false}},
        .result = {VERDICT_SUPPORTED, 10, 0.4, {-0.5, 1.3}, 0.01, 0.02, "", {NAN, {NAN, NAN}, NAN}}};
    assert_judged(&judged, 1, REPORT_MARKDOWN,
                  "| 0.40 points | [-0.5, 1.3] (90 %) | 0.0200 | attention - baseline within 2 |");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markdown_of_one_cell),
        cmocka_unit_test(a_study_needs_no_axis),
        cmocka_unit_test(csv_keeps_its_columns),
        cmocka_unit_test(json_holds_everything),
        cmocka_unit_test(each_format_escapes_its_own),
        cmocka_unit_test(latex_is_booktabs),
        cmocka_unit_test(folders_are_named_where_studies_have_one_name),
        cmocka_unit_test(a_claim_of_two_one_sided_tests_names_its_level),
        cmocka_unit_test(markdown_paragraphs_end_with_their_text),
    };
    return RUN_TESTS(tests);
}
