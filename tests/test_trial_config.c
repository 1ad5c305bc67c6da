/* What a trial's settings ask of task and model. */
#include "attnbench/error.h"
#include "attnbench/trial_config.h"
#include "test.h"

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
    assert_string_equal(error_message(), "n_out 6 is more than n_in 5");
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
    assert_string_equal(error_message(), "head is linear: it gives real values, but the task's are tokens");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_task),
        cmocka_unit_test(test_model_config),
        cmocka_unit_test(test_settings_that_do_not_go_together),
    };
    return RUN_TESTS(tests);
}
