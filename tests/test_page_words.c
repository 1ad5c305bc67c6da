/* The page where the values of axes are long words. */
#include "attnbench/report/report.h"
#include "fabricate.h"
#include "made_up.h"
#include "test.h"

#include <stdio.h>

/* Values of axes are cut in the middle, for they differ at their ends; below the fields they are turned. */
static void long_words_have_room(void **state)
{
    (void)state;
    struct analysis analysis;
    struct results results = fabricate((const size_t[]){3, 2, 2}, 2);
    for (size_t i = 0; i < results.n_trials; i++)
        fabricate_accuracies(&results, i, (const double[]){(double)(i * 37 % 101)}, 1);
    for (int axis = 1; axis <= 2; axis++)
        for (size_t i = 0; i < results.dimensions[axis].count; i++) {
            struct value *value = &results.dimensions[axis].values[i];
            *value = (struct value){.type = VALUE_WORD};
            snprintf(value->word, sizeof value->word, "a_language_with_a_long_name_of_its_own_%zu", i);
        }
    assert_int_equal(analysis_make(&results, &(struct questions){0}, &analysis), 0);
    char *text = written(&analysis, REPORT_HTML);
    assert_non_null(strstr(text, "<text x=\"132.0\" y="));
    assert_non_null(strstr(text, " class=\"tic end\">a_langua…s_own_1</text>"));
    assert_non_null(strstr(text, "rotate(-40)\" class=\"tic end\">a_langua…s_own_2</text>"));
    assert_non_null(strstr(text, "class=\"small\">a_langu…_own_0 · a_langu…_own_1 · 50<")); /* above its line */
    free(text);
    analysis_free(&analysis);
    results_free(&results);
}

/* So are names of models, which differ at their ends too. */
static void long_names_keep_their_ends(void **state)
{
    (void)state;
    struct analysis analysis;
    struct results results = fabricate((const size_t[]){1, 1, 1}, 3);
    for (size_t i = 0; i < results.n_trials; i++)
        fabricate_accuracies(&results, i, (const double[]){(double)(i * 37 % 101)}, 1);
    for (size_t model = 0; model < 2; model++)
        snprintf(results.dimensions[0].labels[model], RESULTS_LABEL, "a_model_with_a_long_name_of_its_own_%zu", model);
    assert_int_equal(analysis_make(&results, &(struct questions){0}, &analysis), 0);
    char *text = written(&analysis, REPORT_HTML);
    assert_non_null(strstr(text, ">a_model_with_…of_its_own_1</text>"));
    free(text);
    analysis_free(&analysis);
    results_free(&results);
}

/* A model without a training, such as persistence, is not in the key of the losses. */
static void keys_name_what_is_drawn(void **state)
{
    (void)state;
    struct analysis analysis;
    struct results results = fabricate((const size_t[]){1, 1, 1}, 3);
    fabricate_accuracies(&results, 0, (const double[]){30, 40, 50}, 3);
    fabricate_traces(&results, 5);
    assert_int_equal(analysis_make(&results, &(struct questions){0}, &analysis), 0);
    char *text = written(&analysis, REPORT_HTML);
    assert_non_null(strstr(text, "class=\"line m0 "));
    assert_null(strstr(text, "class=\"line m1 "));
    free(text);
    analysis_free(&analysis);
    results_free(&results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_words_have_room),
        cmocka_unit_test(long_names_keep_their_ends),
        cmocka_unit_test(keys_name_what_is_drawn),
    };
    return RUN_TESTS(tests);
}
