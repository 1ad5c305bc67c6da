/* What a trial's settings ask of task and model. */
#include "attnbench/study_file/study_file.h"
#include "attnbench/base/error.h"
#include "attnbench/base/padding.h"
#include "attnbench/study/settings.h"
#include "attnbench/trial/kinds.h"
#include "../src/trial/seq2seq_config.h"
#include "test.h"

#include <stdio.h>

static const char TEXT[] = "name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\n"
                           "models:\n- {name: a, kind: attention, gate: sigmoid, units: 7, decoder_steps: output,\n"
                           "   attention: dot, feedback: teacher,\n"
                           "   cell: gru, layers: 3, bidirectional: true, embedding: 4}\n"
                           "training: {batch: 3, learning_rate: 0.01, beta1: 0.5, beta2: 0.75, epsilon: 0.125}\n";

static struct trial_settings settings_of(const char *text)
{
    static struct study study;
    if (study_parse(text, strlen(text), "s.yaml", NULL, 0, &study) != 0)
        fail_msg("refused: %s", error_message());
    return study_trial(&study, 0).settings;
}

static void assert_not_had(const struct trial_settings *settings, const struct trial_kind *kind, const char *message)
{
    assert_int_equal(settings_check_had(settings, kind), EX_CONFIG);
    assert_string_equal(error_message(), message);
}

static void test_task(void **state)
{
    struct trial_settings settings = settings_of(TEXT);
    struct task task;
    (void)state;
    assert_int_equal(trial_task(&settings, &task), 0);
    assert_ptr_equal(task.kind, task_find("echo"));
    assert_int_equal(task.n_in, 5);
    assert_int_equal(task.n_out, 2);
    assert_int_equal(task.cardinality, 50);
    assert_int_equal(task.steps, 2);
    strcpy(settings.model.decoder_steps, "input");
    assert_int_equal(trial_task(&settings, &task), 0);
    assert_int_equal(task.steps, 5);
}

static void test_settings_of_tasks(void **state)
{
    struct trial_settings settings = settings_of(TEXT);
    struct task task;
    struct model_config config;
    (void)state;
    assert_int_equal(trial_task(&settings, &task), 0);
    assert_false(task.reserve_zero);
    assert_int_equal(task.marker, 16);
    strcpy(settings.task.reserve_zero, "true");
    assert_int_equal(trial_task(&settings, &task), 0);
    assert_true(task.reserve_zero);
    strcpy(settings.task.name, "find_marker");
    assert_not_had(&settings, &seq2seq, "task.reserve_zero is true, but task.name find_marker has none: leave it out");
    strcpy(settings.task.reserve_zero, "false");
    settings.task.marker = 7;
    assert_int_equal(trial_model_config(&settings, &config), 0);
    assert_int_equal(config.features, 0);
    assert_int_equal(trial_task(&settings, &task), 0);
    assert_int_equal(task.marker, 7);
    strcpy(settings.task.name, "echo");
    assert_not_had(&settings, &seq2seq, "task.marker is 7, but task.name echo has none: leave it out");
    settings = settings_of("name: s\ntask: {name: denoise, n_in: 5, n_out: 5, cardinality: 1}\n"
                           "models: [{name: attention}]\n");
    assert_int_equal(trial_model_config(&settings, &config), 0);
    assert_int_equal(config.features, 1);
    settings.model.embedding = 3;
    assert_not_had(&settings, &seq2seq, "models.embedding is 3, but task.name denoise has none: leave it out");
}

/* What an output sees of the one before: of many values, one-hot takes most of the memory, and a row of an embedding
 * little. */
static void test_values_fed_back(void **state)
{
    struct trial_settings settings =
        settings_of("name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 34000}\n"
                    "models: [{name: attention, units: 128, embedding: 128, feedback: teacher, embedding_out: 64}]\n");
    struct model_config config;
    struct trial_size size;
    (void)state;
    assert_int_equal(trial_model_config(&settings, &config), 0);
    assert_int_equal(config.embedding_out, 64);
    assert_int_equal(seq2seq.size(&settings, &size), 0);
    assert_string_equal(size.advice, "");
    assert_true(size.bytes < 500e6);
    strcpy(settings.model.feedback, "softmax");
    assert_not_had(&settings, &seq2seq,
                   "models.embedding_out is 64, but models.feedback softmax has none: leave it out");
    settings.model.embedding_out = 0;
    assert_int_equal(seq2seq.size(&settings, &size), 0);
    assert_string_equal(size.advice, "; 14.0 GB of it is for models.feedback, which sees the last output as one of "
                                     "34000: models.feedback teacher with models.embedding_out, such as 128, sees a "
                                     "row of an embedding");
    assert_true(size.bytes > 14e9);
    strcpy(settings.model.kind, "baseline");
    settings.model.embedding_out = 64;
    assert_not_had(&settings, &seq2seq, "models.embedding_out is 64, but models.kind baseline has none: leave it out");
}

/* A masked model's task pads with what is no number. */
static void test_masks(void **state)
{
    struct trial_settings settings = settings_of("name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\n"
                                                 "models: [{name: attention, mask: true}]\n");
    struct task task;
    (void)state;
    assert_int_equal(trial_task(&settings, &task), 0);
    assert_true(is_padding(task.padding));
    strcpy(settings.model.mask, "false");
    assert_int_equal(trial_task(&settings, &task), 0);
    assert_true(task.padding == 0);
    strcpy(settings.model.mask, "true");
    strcpy(settings.model.decoder_steps, "output");
    assert_int_equal(trial_task(&settings, &task), EX_CONFIG);
    assert_string_equal(error_message(), "models.mask is true, but with models.decoder_steps output and inputs of one "
                                         "length nothing is padded: leave it out");
    settings.task.shortest = 3;
    assert_int_equal(trial_task(&settings, &task), 0);
    assert_int_equal(task.shortest, 3);
    settings.task.shortest = 6;
    assert_int_equal(trial_task(&settings, &task), EX_CONFIG);
    assert_string_equal(error_message(), "task.shortest is 6: it must be at most task.n_in, which is 5");
    strcpy(settings.task.name, "find_marker");
    settings.task.shortest = 3;
    assert_not_had(&settings, &seq2seq, "task.shortest is 3, but task.name find_marker has none: leave it out");
    settings = settings_of("name: s\ntask: {name: denoise, n_in: 5, n_out: 5, cardinality: 1}\n"
                           "models: [{name: attention}]\n");
    strcpy(settings.model.mask, "true");
    assert_not_had(&settings, &seq2seq, "models.mask is true, but task.name denoise has none: leave it out");
}

static void test_transformer(void **state)
{
    struct trial_settings settings = settings_of("name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\n"
                                                 "models: [{name: transformer, units: 32, heads: 4, layers: 3}]\n");
    struct model_config config;
    (void)state;
    assert_int_equal(trial_model_config(&settings, &config), 0);
    assert_ptr_equal(config.family, family_find("transformer"));
    assert_int_equal(config.heads, 4);
    assert_int_equal(config.feed_forward, 0);
    assert_int_equal(config.layers, 3);
    settings.model.units = 30;
    assert_int_equal(trial_model_config(&settings, &config), EX_CONFIG);
    assert_string_equal(error_message(),
                        "models.units is 30: of a transformer it must be a multiple of models.heads, which is 4");
    strcpy(settings.model.cell, "gru");
    assert_not_had(&settings, &seq2seq, "models.cell is gru, but models.kind transformer has none: leave it out");
    strcpy(settings.model.cell, "lstm");
    strcpy(settings.model.kind, "baseline");
    assert_not_had(&settings, &seq2seq, "models.heads is 4, but models.kind baseline has none: leave it out");
}

/* Of a kind that has two settings, those of another are refused, unless they stand at their defaults. */
static void test_settings_of_kinds(void **state)
{
    static const struct setting rows[] = {
        {"task", "name", SETTING_WORD, 0, 0, 1, 0, 0, NULL, NULL, ""},
        {"training", "epochs", SETTING_INTEGER, 0, 0, 1, 0, 0, NULL, NULL, ""},
        {.key = NULL},
    };
    static const struct setting_condition none[] = {{.key = NULL}};
    static const struct trial_kind kind = {.name = "fake", .settings = rows, .conditions = none};
    struct trial_settings settings = settings_of("name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\n"
                                                 "models: [{name: attention}]\ntraining: {epochs: 7}\n");
    (void)state;
    assert_not_had(&settings, &kind, "task.n_in is 5, but models.kind attention has none: leave it out");
    assert_int_equal(settings_check_had(&settings, &seq2seq), 0);
}

static void test_model_config(void **state)
{
    struct trial_settings settings = settings_of(TEXT);
    struct model_config config;
    (void)state;
    assert_int_equal(trial_model_config(&settings, &config), 0);
    assert_ptr_equal(config.decoder, decoder_find("attention"));
    assert_ptr_equal(config.attention, attention_find("dot"));
    assert_ptr_equal(config.head, head_find("softmax"));
    assert_int_equal(config.feedback, FEEDBACK_TEACHER);
    assert_ptr_equal(config.cell, cell_find("gru"));
    assert_int_equal(config.gate, GATE_SIGMOID);
    assert_int_equal(config.n_in, 5);
    assert_int_equal(config.steps, 2);
    assert_int_equal(config.cardinality, 50);
    assert_int_equal(config.units, 7);
    assert_int_equal(config.batch, 3);
    assert_int_equal(config.layers, 3);
    assert_true(config.bidirectional);
    assert_int_equal(config.embedding, 4);
    assert_true(config.learning_rate == 0.01 && config.beta1 == 0.5 && config.beta2 == 0.75);
    assert_true(config.epsilon == 0.125);
}

static void test_settings_that_do_not_go_together(void **state)
{
    struct trial_settings good = settings_of(TEXT), bad = good;
    struct model_config config;
    (void)state;
    bad.task.n_out = 6;
    assert_int_equal(trial_model_config(&bad, &config), EX_CONFIG);
    assert_string_equal(error_message(), "task.n_out is 6: it must be at most task.n_in, which is 5");
    bad = good;
    strcpy(bad.task.name, "none");
    assert_int_equal(trial_model_config(&bad, &config), EX_CONFIG);
    assert_string_equal(error_message(), "there is no task 'none'");
    bad = good;
    strcpy(bad.model.kind, "none");
    assert_int_equal(trial_model_config(&bad, &config), EX_CONFIG);
    assert_string_equal(error_message(), "there is no model kind 'none'");
    bad = good;
    strcpy(bad.model.cell, "none");
    assert_int_equal(trial_model_config(&bad, &config), EX_CONFIG);
    assert_string_equal(error_message(), "there is no cell 'none'");
    bad = good;
    strcpy(bad.model.head, "linear");
    assert_int_equal(trial_model_config(&bad, &config), EX_CONFIG);
    assert_string_equal(error_message(),
                        "models.head is linear: it gives real values, but the task's are tokens: it must be softmax");
}

/* The message of the trial whose training and evaluation are these; "" when it is taken. */
static const char *refusal(const char *training, const char *evaluate)
{
    static char text[512];
    static struct study study;
    snprintf(text, sizeof text,
             "name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\nmodels: [{name: baseline}]\n"
             "training: {%s}\nevaluate: {%s}\n",
             training, evaluate);
    return study_parse(text, strlen(text), "s", NULL, 0, &study) == 0 ? "" : error_message();
}

static void assert_refusal(const char *training, const char *evaluate, int line, const char *message)
{
    char whole[512];
    snprintf(whole, sizeof whole, "s:%d: %s (cell n_in=5 n_out=2 cardinality=50)", line, message);
    assert_string_equal(refusal(training, evaluate), whole);
}

static void test_sources_that_make_no_sense(void **state)
{
    enum { OF_TRAINING = 4, OF_EVALUATE = 5 };
    (void)state;
    assert_string_equal(refusal("source: fixed, samples: 10, batch: 10", "sequences: 5"), "");
    assert_string_equal(refusal("source: fixed, samples: 10, validation: 1", "every: 5"), "");
    assert_string_equal(refusal("epochs: 10", "every: 10"), "");
    assert_refusal("samples: 10", "sequences: 5", OF_TRAINING,
                   "training.samples is 10, but training.source fresh draws new pairs in each epoch: leave it out, or "
                   "set source: fixed");
    assert_refusal("validation: 10", "every: 5", OF_TRAINING,
                   "training.validation is 10, but with training.source fresh all pairs are new: leave it out, or set "
                   "source: fixed");
    assert_refusal("source: fixed", "sequences: 5", OF_TRAINING,
                   "training.source is fixed: training.samples must say how many pairs there are");
    assert_refusal("source: fixed, samples: 10, batch: 32", "sequences: 5", OF_TRAINING,
                   "training.batch is 32: it must be at most training.samples, which is 10");
    assert_refusal(
        "source: fixed, samples: 10, validation: 10", "sequences: 5", OF_TRAINING,
        "training.validation is 10, but evaluate.every is 0 and nothing looks at these pairs: set it to 1 or "
        "more");
    assert_refusal("source: fixed, samples: 10", "every: 5", OF_EVALUATE,
                   "evaluate.every is 5: training.validation must say how many pairs are held out");
    assert_refusal("epochs: 10", "every: 11", OF_EVALUATE,
                   "evaluate.every is 11: it must be at most training.epochs, which is 10");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_task),
        cmocka_unit_test(test_settings_of_tasks),
        cmocka_unit_test(test_values_fed_back),
        cmocka_unit_test(test_masks),
        cmocka_unit_test(test_transformer),
        cmocka_unit_test(test_settings_of_kinds),
        cmocka_unit_test(test_model_config),
        cmocka_unit_test(test_sources_that_make_no_sense),
        cmocka_unit_test(test_settings_that_do_not_go_together),
    };
    return RUN_TESTS(tests);
}
