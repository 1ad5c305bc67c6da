/* The parts of a study file that say what its figures are to show: claims, adaptive repeats, what varies; and how they
 * are computed. */
#include "attnbench/study_file/study_file.h"
#include "../src/trial/seq2seq_config.h"
#include "parsing.h"
#include "store_helpers.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void test_claims(void **state)
{
    (void)state;
    assert_parses(followed_by(RIVALS, "claims:\n  - {text: t, published: 95.7, model: baseline, expect: mean >= 95}\n"
                                      "  - {text: t, expect: baseline - attention < -2}\n"
                                      "  - {text: t, model: attention, against: baseline, expect: difference > 0}\n"));
    assert_int_equal(study.n_claims, 3);
    assert_string_equal(study.claims[0].expect.model, "baseline");
    assert_string_equal(study.claims[0].expect.against, "");
    assert_int_equal(study.claims[0].expect.relation, AT_LEAST);
    assert_true(study.claims[0].expect.value == 95 && study.claims[0].published == 95.7);
    assert_true(isnan(study.claims[1].published));
    assert_string_equal(study.claims[1].expect.against, "attention");
    assert_true(study.claims[1].expect.value == -2);
    assert_string_equal(study.claims[2].expect.against, "baseline");

    assert_parses(followed_by(RIVALS, "claims:\n  - {text: t, published: [95, 96.5 %, 97], expect: baseline >= 95}\n"));
    assert_true(study.claims[0].n_published == 3 && study.claims[0].published_repeats[1] == 96.5);
    assert_string_equal(study.claims[0].published_stated, "[95, 96.5 %, 97]");
    assert_survives_writing();
    assert_refused(followed_by(SMALLEST, "claims: [{text: t, published: [1, [2]], expect: baseline > 1}]"),
                   "s.yaml:4: published lists a list: it must list numbers");
    assert_refused(followed_by(SMALLEST, "claims: [{text: t, published: [95, '96'], expect: baseline > 1}]"),
                   "s.yaml:4: published lists '96': it must list numbers");
    assert_refused(followed_by(SMALLEST, "claims: [{text: t, published: [95], expect: baseline > 1}]"),
                   "s.yaml:4: claims.published: one repeat in a list: write it without brackets, or list two or more");
    assert_refused(followed_by(SMALLEST, "claims: []"), "s.yaml:4: claims is an empty list: give at least one");
    assert_refused(followed_by(SMALLEST, "claims: [{text: t}]"),
                   "s.yaml:4: claims.expect is missing in claim 1 of the list");
    assert_refused(followed_by(SMALLEST, "claims: [{text: t, expect: attention > 1}]"),
                   "s.yaml:4: the claim is of model 'attention': it must be baseline");
    assert_refused(followed_by(SMALLEST, "claims: [{text: t, expect: mean > 1}]"),
                   "s.yaml:4: claims.expect: 'mean > 1' is of no model: say which, as in model: attention");
    assert_refused(
        followed_by(SMALLEST, "claims: [{text: t, model: baseline, expect: difference > 1}]"),
        "s.yaml:4: claims.expect: 'difference > 1' needs a second model: say which, as in against: baseline");
    assert_refused(
        followed_by(SMALLEST, "claims: [{text: t, model: baseline, against: baseline, expect: difference > 1}]"),
        "s.yaml:4: claims.expect: 'difference > 1' compares a model with itself");
    assert_refused(followed_by(SMALLEST, "claims: [{text: t, model: x, expect: baseline > 1}]"),
                   "s.yaml:4: claims.expect: model is x, but what is expected is of baseline");
    assert_refused(followed_by(SMALLEST, "claims: [{text: t, expect: baseline is good}]"),
                   "s.yaml:4: claims.expect: 'baseline is good' is no expectation: write MODEL >= NUMBER or MODEL - "
                   "MODEL > NUMBER, blanks around the minus, with >=, >, <= or <; or MODEL - MODEL within NUMBER");
    assert_refused(
        "name: s\ntask: {name: echo, n_out: 2, cardinality: 50}\ngrid: {n_in: [4, 5]}\n"
        "models: [{name: baseline}]\nclaims: [{text: t, expect: baseline > 1}]",
        "s.yaml:5: the claim does not say of which of the grid's 2 cells it speaks: write everywhere, somewhere, "
        "where AXIS >= VALUE (their mean) or slope AXIS");
}

static void test_weights_as(void **state)
{
    (void)state;
    static const char text[] = "name: s\ntask: {name: echo, n_out: 2, n_in: 5}\ngrid: {cardinality: [10, 50]}\n"
                               "models: [{name: attention, units: 150}, {name: baseline, %s}]\n";
    char study_text[512];
    snprintf(study_text, sizeof study_text, text, "weights_as: attention");
    assert_parses(study_text);
    double weights[2][2]; /* of each cell, of each model */
    for (size_t cell = 0; cell < 2; cell++)
        for (int model = 0; model < 2; model++) {
            struct trial trial = study_trial(&study, study_index(&study, model, cell, 0));
            struct model_config config;
            struct model_size size;
            assert_int_equal(trial_model_config(&trial.settings, &config), 0);
            assert_int_equal(model_size(&config, &size), 0);
            weights[cell][model] = (double)size.weights;
            assert_true(model == 0 || trial.settings.model.units > 150);
        }
    assert_true(weights[1][0] == 363900 && weights[0][0] < weights[1][0]);
    for (size_t cell = 0; cell < 2; cell++) /* one unit more or less is about 1 % of the weights */
        assert_true(fabs(weights[cell][1] / weights[cell][0] - 1) < 0.008);

    snprintf(study_text, sizeof study_text, text, "weights_as: other");
    assert_refused(study_text, "s.yaml:4: models.weights_as is of model 'other': it must be attention or baseline");
    snprintf(study_text, sizeof study_text, text, "weights_as: baseline");
    assert_refused(study_text,
                   "s.yaml:4: models.weights_as is baseline, which has no units of its own: name a model without "
                   "weights_as");
    snprintf(study_text, sizeof study_text, text, "weights_as: attention, units: 9");
    assert_refused(study_text,
                   "s.yaml:4: models.weights_as decides the units of baseline: leave models.units out of the model, "
                   "and units out of the grid");
}

/* Refused as a study file; what is kept with results is read as it is. */
static void assert_file_refused(const char *folder, const char *text, const char *message)
{
    char expected[1024];
    const char *path = in_folder(folder, "s.yaml");
    write_whole(path, text, strlen(text));
    assert_parses(text);
    assert_int_equal(study_read(path, NULL, 0, &study), EX_CONFIG);
    snprintf(expected, sizeof expected, "%s:%s", path, message);
    assert_string_equal(error_message(), expected);
}

/* So small a model that not even one unit makes so few weights, or so large a one. */
static void test_weights_that_cannot_be_matched(void **state)
{
    static const char text[] = "name: s\ntask: {name: echo, n_out: 2, n_in: 4}\ngrid: {cardinality: [%s]}\n"
                               "models:\n- {name: attention, units: %d}\n- name: baseline\n  weights_as: attention\n%s";
    char study_text[512];
    snprintf(study_text, sizeof study_text, text, "5", 1, "  embedding: 400\n");
    assert_file_refused(
        *state, study_text,
        "7: models.weights_as is attention, which has 97 weights, but baseline has 3630 with 1 unit, "
        "the fewest: leave weights_as out, or give the models other sizes (cell n_in=4 n_out=2 cardinality=5)");
    snprintf(study_text, sizeof study_text, text, "5", 4096, "");
    assert_file_refused(*state, study_text,
                        "7: models.weights_as is attention, which has 218325022 weights, but baseline has "
                        "201461765 with 4096 units, the most: leave weights_as out, or give the models other "
                        "sizes (cell n_in=4 n_out=2 cardinality=5)");
    snprintf(study_text, sizeof study_text, text, "5", 3900, "");
    write_whole(in_folder(*state, "s.yaml"), study_text, strlen(study_text));
    assert_int_equal(study_read(in_folder(*state, "s.yaml"), NULL, 0, &study), 0);
    snprintf(study_text, sizeof study_text, text, "5, 100000", 4096, "");
    assert_int_equal(parse(study_text), EX_CONFIG); /* by the other model's size, which is wrong already */
    assert_non_null(strstr(error_message(), "the model is too large: "));
}

static void test_weights_matched_are_told(void **state)
{
    (void)state;
    char text[512] = "";
    assert_parses("name: s\ntask: {name: echo, n_out: 2, n_in: 5}\ngrid: {cardinality: [10, 50]}\n"
                  "models: [{name: attention, units: 150}, {name: baseline, weights_as: attention}]\n");
    FILE *file = fmemopen(text, sizeof text, "w");
    study_write_matches(&study, "Weights:   ", file);
    fclose(file);
    assert_string_equal(text,
                        "Weights:   baseline as attention: 158 to 164 units, 308742 weights for 307460 (+0.4 %) at "
                        "n_in=5 n_out=2 cardinality=10, where they differ most\n");
    assert_parses(RIVALS);
    file = fmemopen(text, sizeof text, "w");
    study_write_matches(&study, "Weights:   ", file);
    assert_int_equal(ftell(file), 0);
    fclose(file);
}

static void test_adaptive_and_vary(void **state)
{
    (void)state;
    assert_parses(SMALLEST);
    assert_int_equal(study.adaptive.max, 0);
    assert_int_equal(study_max_repeats(&study), 10);
    assert_int_equal(study.vary, VARY_INIT | VARY_DATA | VARY_ORDER);
    assert_parses(followed_by(SMALLEST, "adaptive: {max: 30}\nvary: data\n"));
    assert_int_equal(study_n_trials(&study), 30);
    assert_int_equal(study.vary, VARY_DATA);
    assert_parses("name: s\nvary: [init]\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\n"
                  "models: [{name: a, kind: baseline}, {name: b, kind: baseline, vary: [data, order]}]\n");
    assert_int_equal(study_vary(&study, 0), VARY_INIT);
    assert_int_equal(study_vary(&study, 1), VARY_DATA);
    assert_refused(followed_by(SMALLEST, "adaptive: {max: 9}"),
                   "s.yaml:4: adaptive.max is 9: it must be at least repeats, which is 10");
    assert_refused(followed_by(SMALLEST, "adaptive: {half_width: 1}"),
                   "s.yaml:4: adaptive.half_width does nothing without adaptive.max");
    assert_parses(followed_by(SMALLEST, "adaptive: {max: 30, interval: any_shape}"));
    assert_string_equal(study.adaptive.interval, "any_shape");
    assert_refused(followed_by(SMALLEST, "adaptive: {interval: any_shape}"),
                   "s.yaml:4: adaptive.interval does nothing without adaptive.max");
    assert_refused(
        followed_by(SMALLEST, "metric: perplexity\nadaptive: {max: 30, half_width: 1, interval: any_shape}"),
        "s.yaml:5: adaptive.interval any_shape is of percentages, which perplexity is none of: leave it out");
    assert_refused(followed_by(SMALLEST, "vary: [init]\nadaptive: {max: 30, interval: any_shape}"),
                   "s.yaml:5: adaptive.interval any_shape needs repeats with sequences of their own, but those of "
                   "baseline share theirs: leave it out");
    assert_refused(followed_by(SMALLEST, "reached: high"),
                   "s.yaml:4: reached is 'high', which is no number: write one such as 90");
    assert_refused(followed_by(SMALLEST, "reached: [90, 91]"),
                   "s.yaml:4: reached is a list: it must be a single value");
    assert_refused(followed_by(SMALLEST, "reached: 90 points"),
                   "s.yaml:4: reached has the unit 'points': accuracy is in %");
    assert_refused(followed_by(SMALLEST, "reached: 0.9"),
                   "s.yaml:4: reached is 0.9, which may mean 90 %: write 90 or 0.9 %");
    assert_refused(followed_by(SMALLEST, "reached: 101"), "s.yaml:4: reached is 101: accuracy is from 0 to 100");
    assert_refused(followed_by(SMALLEST, "reached: 0"), "s.yaml:4: reached is 0: accuracy is from 0 to 100");
    assert_refused(
        followed_by(RIVALS, "reached: 90\nclaims: [{text: t, metric: reached, expect: attention - baseline within 5}]"),
        "s.yaml:5: claims.expect: 'attention - baseline within 5' cannot be judged of reached: write a bound, such as "
        "> 0");
    assert_refused(followed_by(SMALLEST, "vary: [init, init]"), "s.yaml:4: vary lists init twice");
    assert_refused(followed_by(SMALLEST, "vary: [order]"),
                   "s.yaml:4: vary is order alone, but fresh pairs have no order: list init or data too");
    assert_refused(followed_by(SMALLEST, "vary: [init, weights]"),
                   "s.yaml:4: vary is 'init, weights': it must list some of init, data or order");
    assert_refused(followed_by(SMALLEST, "vary: []"), "s.yaml:4: vary is empty");
    assert_refused(followed_by(SMALLEST, "vary: [[init]]"), "s.yaml:4: vary lists a list: it must list words");
}

/* "within margin" takes the number from the metric. */
static void test_claims_within_a_margin(void **state)
{
    (void)state;
    static const char programs[] = "name: s\nmodels:\n  - {name: a, kind: command, command: [\"true\"]}\n"
                                   "  - {name: b, kind: command, command: [\"false\"]}\n";
    char text[CLAIM_TEXT];
    assert_parses(followed_by(programs, "metrics: [{name: x}, {name: cost, margin: 0.5}]\n"
                                        "claims: [{text: t, metric: cost, expect: a - b within margin}]"));
    assert_true(study.claims[0].expect.value == 0.5);
    assert_string_equal(claim_text(&study.claims[0], text, sizeof text), "a - b within 0.5");
    assert_survives_writing();
    assert_refused(followed_by(programs, "metrics: [{name: x}]\nclaims: [{text: t, expect: a - b within margin}]"),
                   "s.yaml:6: claims.expect: the metric has no margin: write a number, or margin: NUMBER beside the "
                   "metric");
    assert_refused(followed_by(programs, "metrics: [{name: x, margin: -1}]"),
                   "s.yaml:5: metrics.margin is '-1': it must be above 0");
    assert_refused(followed_by(programs, "metrics: [{name: x, margin: 2 %}]"),
                   "s.yaml:5: metrics.margin is '2 %': it must be a number");
}

/* Beside a model of which a part of the streams varies stands the first other one that is the same and varies in all.
 */
static void test_a_part_belongs_to_the_whole_of_its_model(void **state)
{
    (void)state;
    assert_parses("name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\nmodels:\n"
                  "- {name: narrow, kind: baseline, units: 40}\n"
                  "- {name: part, kind: baseline, units: 50, vary: [init]}\n"
                  "- {name: all, kind: baseline, units: 50, title: All}\n"
                  "- {name: again, kind: baseline, units: 50}\n"
                  "- {name: other-part, kind: baseline, units: 50, vary: data}\n"
                  "- {name: alone, kind: baseline, units: 60, vary: [init]}\n"
                  "- {name: alone-too, kind: baseline, units: 60, vary: [init]}\n");
    static const int whole[] = {0, 2, 2, 3, 2, -1, -1};
    for (int model = 0; model < study.n_models; model++)
        assert_int_equal(study_whole(&study, model), whole[model]);
    assert_int_equal(study.n_models, 7);
    assert_parses(followed_by(RIVALS, "vary: [init]\n"));
    assert_int_equal(study_whole(&study, 0), -1);
}

/* The units that follow from another model's weights stand in no file: given there, they are refused. */
static void test_weights_as_survives_writing(void **state)
{
    (void)state;
    char text[4096];
    assert_parses("name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\n"
                  "models: [{name: attention, units: 20}, {name: wide, kind: baseline, weights_as: attention}]\n");
    write_to(&study, text, sizeof text);
    assert_non_null(strstr(text, "units: 20\n"));
    assert_non_null(strstr(text, "weights_as: \"attention\"\n"));
    assert_survives_writing();
}

/* A model's own arithmetic goes before the study's, wherever it stands. */
static void test_arithmetic_of_models(void **state)
{
    static const char *const own[] = {"openblas", "portable"};
    char text[512];
    (void)state;
    assert_parses(followed_by(RIVALS, "training: {arithmetic: openblas}\n"));
    assert_survives_writing();
    assert_string_equal(study.models[1].training.arithmetic, "openblas");
    for (int first = 0; first < 2; first++) {
        snprintf(text, sizeof text,
                 "name: s\ntraining: {arithmetic: %s}\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 9}\n"
                 "models: [{name: baseline, arithmetic: %s}, {name: attention}]\n",
                 own[!first], own[first]);
        assert_parses(text);
        assert_string_equal(study.models[0].training.arithmetic, own[first]);
        assert_string_equal(study.models[1].training.arithmetic, own[!first]);
        assert_survives_writing();
    }
    assert_refused(followed_by(SMALLEST, "training: {arithmetic: openblass}\n"),
                   "s.yaml:4: training.arithmetic is 'openblass': did you mean 'openblas'?");
    assert_refused(followed_by(SMALLEST, "training: {arithmetic: mkl}\n"),
                   "s.yaml:4: training.arithmetic is 'mkl': it must be portable or openblas");
    assert_refused("name: s\nmodels:\n  - name: baseline\n    arithmetic: fast\n"
                   "task: {name: echo, n_in: 5, n_out: 2, cardinality: 9}\n",
                   "s.yaml:4: models.arithmetic is 'fast': it must be portable or openblas");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_claims),
        cmocka_unit_test(test_weights_as),
        cmocka_unit_test_setup_teardown(test_weights_that_cannot_be_matched, folder_setup, folder_teardown),
        cmocka_unit_test(test_weights_matched_are_told),
        cmocka_unit_test(test_adaptive_and_vary),
        cmocka_unit_test(test_arithmetic_of_models),
        cmocka_unit_test(test_claims_within_a_margin),
        cmocka_unit_test(test_a_part_belongs_to_the_whole_of_its_model),
        cmocka_unit_test(test_weights_as_survives_writing),
    };
    return RUN_TESTS(tests);
}
