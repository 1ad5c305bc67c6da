/* What charts are called: each has a name of its own, for all names that models may have. */
#include "attnbench/base/random.h"
#include "attnbench/base/text.h"
#include "attnbench/chart/chart.h"
#include "fabricate.h"
#include "plotting.h"
#include "test.h"

#include <strings.h>

enum { MODELS = 4, KINDS = 7, MOST_NAMES = KINDS * MODELS * (1 + MODELS) };

static const char *const kinds[KINDS] = {"heatmap",   "heatmap_difference", "frontier", "frontier_equal_time",
                                         "attention", "attention_tokens",   "sines"};

static size_t name_all(const struct results *results, char (*names)[CHART_NAME])
{
    size_t n = 0;
    for (size_t kind = 0; kind < KINDS; kind++)
        for (size_t model = 0; model < MODELS; model++) {
            chart_name(results, kinds[kind], model, CHART_ALONE, names[n++]);
            for (size_t against = 0; against < MODELS && strncmp(kinds[kind], "front", 5) == 0; against++)
                chart_name(results, kinds[kind], model, against, names[n++]);
        }
    return n;
}

/* On file systems to which A is a, too. */
static void assert_all_differ(const struct results *results)
{
    static char names[MOST_NAMES][CHART_NAME];
    size_t n = name_all(results, names);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            if (strcasecmp(names[i], names[j]) == 0)
                fail_msg("two charts of %s, %s, %s and %s are called %s", results->dimensions[0].labels[0],
                         results->dimensions[0].labels[1], results->dimensions[0].labels[2],
                         results->dimensions[0].labels[3], names[i]);
}

/* Only what names and labels need. */
static struct results named(char (*labels)[RESULTS_LABEL])
{
    struct results results = {.n_dimensions = 2};
    results.dimensions[0] = (struct dimension){.count = MODELS, .labels = labels};
    return results;
}

/* Of pieces that names of charts are made of. */
static void make_up(struct stream *stream, char label[RESULTS_LABEL])
{
    static const char *const pieces[] = {"a",       "A", "b",  "attention", "_", "against", "difference", "equal_time",
                                         "tokens_", "2", "-1", "AGAINST",   ".", "model",   "_against_",  "equal"};
    size_t n = 1 + stream_bits(stream) % 4, used = 0;
    for (size_t i = 0; i < n; i++)
        text_append(label, RESULTS_LABEL, &used, "%s", pieces[stream_bits(stream) % (sizeof pieces / sizeof *pieces)]);
}

static bool all_are_allowed(char (*labels)[RESULTS_LABEL])
{
    for (int i = 0; i < MODELS; i++) {
        if (!text_is_name(labels[i]))
            return false;
        for (int j = 0; j < i; j++)
            if (strcmp(labels[i], labels[j]) == 0)
                return false;
    }
    return true;
}

static void no_two_charts_share_a_name(void **state)
{
    (void)state;
    struct stream stream = stream_open(1, "names of models", 0, 0);
    char labels[MODELS][RESULTS_LABEL];
    struct results results = named(labels);
    int n = 0;
    while (n < 3000) {
        for (int i = 0; i < MODELS; i++)
            make_up(&stream, labels[i]);
        if (!all_are_allowed(labels))
            continue;
        assert_all_differ(&results);
        n++;
    }
}

static void longest_names_are_whole(void **state)
{
    (void)state;
    char labels[MODELS][RESULTS_LABEL] = {"a", "b", "c", "d"}, name[CHART_NAME];
    struct results results = named(labels);
    for (int i = 0; i < 3; i++) {
        memset(labels[i], "mMn"[i], RESULTS_LABEL - 1);
        labels[i][RESULTS_LABEL - 1] = '\0';
    }
    assert_all_differ(&results);
    chart_name(&results, "frontier_equal_time", 0, 1, name);
    assert_true(strlen(name) + strlen(".svg") <= 255 && strlen(name) < CHART_NAME - 16);
    assert_int_equal(name[strlen(name) - 1], '2');
}

/* People link them. */
static void ordinary_names_stand_as_they_are(void **state)
{
    (void)state;
    char labels[MODELS][RESULTS_LABEL] = {"baseline", "attention", "LSTM-2.wide", "difference"}, name[CHART_NAME];
    struct results results = named(labels);
    const struct {
        const char *kind;
        size_t model, against;
        const char *name;
    } cases[] = {{"heatmap", 0, CHART_ALONE, "heatmap_baseline"},
                 {"heatmap_difference", 1, CHART_ALONE, "heatmap_difference_attention"},
                 {"frontier", 2, CHART_ALONE, "frontier_LSTM-2.wide"},
                 {"frontier", 1, 2, "frontier_attention_against_LSTM-2.wide"},
                 {"sines", 3, CHART_ALONE, "sines_difference"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        chart_name(&results, cases[i].kind, cases[i].model, cases[i].against, name);
        assert_string_equal(name, cases[i].name);
    }
}

static void names_of_charts_in_models_names_are_marked(void **state)
{
    (void)state;
    char labels[MODELS][RESULTS_LABEL] = {"attention", "difference_attention", "Attention", "x_against_y"};
    char name[CHART_NAME];
    struct results results = named(labels);
    chart_name(&results, "heatmap", 1, CHART_ALONE, name);
    assert_string_equal(name, "heatmap_model=difference_attention");
    chart_name(&results, "heatmap_difference", 2, CHART_ALONE, name);
    assert_string_equal(name, "heatmap_difference_model=Attention,3");
    chart_name(&results, "frontier", 3, 0, name);
    assert_string_equal(name, "frontier_model=x_against_y,against=attention,1");
}

/* The case of a study whose maps took each other's names. */
static void maps_and_differences_have_files_of_their_own(void **state)
{
    (void)state;
    need_gnuplot();
    struct results results = fabricate_models(3, (const size_t[]){2, 2, 1}, 2);
    strcpy(results.dimensions[0].labels[0], "baseline");
    strcpy(results.dimensions[0].labels[1], "attention");
    strcpy(results.dimensions[0].labels[2], "difference_attention");
    for (size_t i = 0; i < results.n_trials; i++)
        fabricate_accuracies(&results, i, (const double[]){(double)i}, 1);
    assert_int_equal(plot(&results, "svg"), 0);
    assert_chart_holds("heatmap_difference_attention.gp", "'Accuracy of attention − baseline");
    assert_chart_holds("heatmap_model=difference_attention.gp", "'Accuracy of difference_attention, mean");
    assert_starts_with("heatmap_model=difference_attention.svg", "<?xml");
    results_free(&results);
}

int main(void)
{
    setenv("LC_ALL", "C", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_two_charts_share_a_name),
        cmocka_unit_test(longest_names_are_whole),
        cmocka_unit_test(ordinary_names_stand_as_they_are),
        cmocka_unit_test(names_of_charts_in_models_names_are_marked),
        PLOT_TEST(maps_and_differences_have_files_of_their_own),
    };
    return RUN_TESTS(tests);
}
