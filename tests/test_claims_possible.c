/* Claims that no result of their study could ever decide are refused with the study file; a study that is kept with
 * results is read as it is. */
#include "attnbench/study_file/study_file.h"
#include "parsing.h"
#include "store_helpers.h"

#include <string.h>

static const char TOKENS[] = "name: s\n"
                             "task: {name: echo, n_in: 5, n_out: 2, cardinality: 9}\n"
                             "models: [{name: baseline}, {name: attention}]\n"
                             "training: {epochs: 200}\n",
                  REAL[] = "name: s\n"
                           "task: {name: denoise, n_in: 5, n_out: 5, cardinality: 1}\n"
                           "models: [{name: attention, head: linear}]\n"
                           "training: {epochs: 50}\n";

static int read_study(const char *folder, const char *text, const char *line)
{
    const char *path = in_folder(folder, "s.yaml"), *whole = followed_by(text, line);
    write_whole(path, whole, strlen(whole));
    assert_parses(whole);
    return study_read(path, NULL, 0, &study);
}

static void refuses(const char *folder, const char *text, const char *line, const char *message)
{
    char expected[1024];
    assert_int_equal(read_study(folder, text, line), EX_CONFIG);
    snprintf(expected, sizeof expected, "%s:%s", in_folder(folder, "s.yaml"), message);
    assert_string_equal(error_message(), expected);
}

static void accepts(const char *folder, const char *text, const char *line)
{
    if (read_study(folder, text, line) != 0)
        fail_msg("refused: %s", error_message());
}

static void metrics_that_the_task_has_not(void **state)
{
    refuses(*state, REAL, "claims: [{text: t, expect: attention > 2}]",
            "5: claims.metric is accuracy, which the task denoise has none of: it must be rmse, loss_fall, "
            "attention_last_3 or reached");
    refuses(*state, REAL,
            "claims:\n  - {text: t, metric: rmse, expect: attention < 1}\n"
            "  - {text: t, metric: epochs_to_90, expect: attention < 40}",
            "7: claims.metric is epochs_to_90, which the task denoise has none of: it must be rmse, loss_fall, "
            "attention_last_3 or reached");
    refuses(*state, TOKENS, "claims: [{text: t, metric: rmse, expect: attention < 1}]",
            "5: claims.metric is rmse, which the task echo has none of: it must be accuracy, steps_right, perplexity, "
            "loss_fall, epochs_to_50, "
            "epochs_to_90, attention_last_3 or reached");
    accepts(*state, REAL, "claims: [{text: t, metric: loss_fall, expect: attention > 2}]");
    accepts(*state, REAL, "claims: [{text: t, metric: rmse, expect: attention > 2}]");
}

/* In training the mean of 100 epochs is counted; held-out pairs need no such mean. */
static void epochs_of_short_trainings(void **state)
{
    static const char SHORT[] = "name: s\n"
                                "task: {name: echo, n_in: 5, n_out: 2, cardinality: 9}\n"
                                "models: [{name: baseline}, {name: attention}]\n"
                                "training: {epochs: %d}\n";
    char text[512];
    snprintf(text, sizeof text, SHORT, 99);
    refuses(*state, text, "claims: [{text: t, metric: epochs_to_50, expect: baseline > 40}]",
            "5: claims.metric epochs_to_50 is counted on means of 100 epochs in training, of which there are 99: give "
            "evaluate.every, for held-out pairs");
    accepts(*state, text, "evaluate: {every: 10}\nclaims: [{text: t, metric: epochs_to_50, expect: baseline > 40}]");
    snprintf(text, sizeof text, SHORT, 101);
    accepts(*state, text, "claims: [{text: t, metric: epochs_to_50, expect: baseline > 100}]");
}

static void attention_that_is_not_there(void **state)
{
    refuses(
        *state, TOKENS, "claims: [{text: t, metric: attention_last_3, expect: attention > 2}]",
        "5: claims.metric attention_last_3 is of the weights of every repeat: it needs save_models: all, not first");
    refuses(*state, TOKENS, "save_models: none\nclaims: [{text: t, metric: attention_last_3, expect: attention > 2}]",
            "6: claims.metric attention_last_3 is of the weights of every repeat: it needs save_models: all, not none");
    refuses(*state, TOKENS, "save_models: all\nclaims: [{text: t, metric: attention_last_3, expect: baseline > 1}]",
            "6: claims.metric attention_last_3 is of a model of kind attention, which baseline is not");
    refuses(*state, TOKENS,
            "save_models: all\nclaims: [{text: t, metric: attention_last_3, expect: attention - baseline > 1}]",
            "6: claims.metric attention_last_3 is of a model of kind attention, which baseline is not");
    accepts(*state, TOKENS, "save_models: all\nclaims: [{text: t, metric: attention_last_3, expect: attention > 2}]");
}

/* Of 200 epochs the mean of the first 100 is the first that counts; of held-out pairs the first look. */
static void values_that_decide_beforehand(void **state)
{
    refuses(*state, TOKENS, "claims: [{text: t, metric: epochs_to_50, expect: baseline > 1000}]",
            "5: claims.expect: 'baseline > 1000' is never so: epochs_to_50 is 100 to 200");
    refuses(*state, TOKENS, "claims: [{text: t, metric: epochs_to_90, expect: baseline > -1}]",
            "5: claims.expect: 'baseline > -1' is always so: epochs_to_90 is 100 to 200");
    refuses(*state, TOKENS, "claims: [{text: t, metric: epochs_to_90, expect: baseline <= 99}]",
            "5: claims.expect: 'baseline <= 99' is never so: epochs_to_90 is 100 to 200");
    refuses(*state, TOKENS, "claims: [{text: t, metric: epochs_to_50, expect: attention - baseline < -100}]",
            "5: claims.expect: 'attention - baseline < -100' is never so: the difference is -100 to 100");
    refuses(*state, TOKENS,
            "evaluate: {every: 50}\nclaims: [{text: t, metric: epochs_to_50, expect: attention - baseline >= -150}]",
            "6: claims.expect: 'attention - baseline >= -150' is always so: the difference is -150 to 150");
    refuses(*state, TOKENS, "claims: [{text: t, expect: attention - baseline > 100}]",
            "5: claims.expect: 'attention - baseline > 100' is never so: the difference is -100 to 100");
    refuses(*state, TOKENS, "claims: [{text: t, expect: attention < 0}]",
            "5: claims.expect: 'attention < 0' is never so: accuracy is 0 to 100");
    refuses(*state, TOKENS, "claims: [{text: t, expect: attention >= 0}]",
            "5: claims.expect: 'attention >= 0' is always so: accuracy is 0 to 100");
    refuses(*state, TOKENS, "claims: [{text: t, expect: attention - baseline <= 100}]",
            "5: claims.expect: 'attention - baseline <= 100' is always so: the difference is -100 to 100");
    refuses(*state, TOKENS, "claims: [{text: t, expect: attention - baseline within 100}]",
            "5: claims.expect: 'attention - baseline within 100' is always so: the difference is -100 to 100");
    refuses(*state, TOKENS, "claims: [{text: t, metric: epochs_to_50, expect: attention - baseline within 150}]",
            "5: claims.expect: 'attention - baseline within 150' is always so: the difference is -100 to 100");
    refuses(*state, REAL, "claims: [{text: t, metric: rmse, expect: attention > -1}]",
            "5: claims.expect: 'attention > -1' is always so: rmse is 0 or more");
    refuses(*state, REAL, "claims: [{text: t, metric: rmse, expect: attention < 0}]",
            "5: claims.expect: 'attention < 0' is never so: rmse is 0 or more");
    refuses(*state, TOKENS, "claims: [{text: t, published: 172, expect: attention >= 95}]",
            "5: claims.published is 172: accuracy is 0 to 100");
    refuses(*state, TOKENS, "claims: [{text: t, published: -1, expect: attention >= 95}]",
            "5: claims.published is -1: accuracy is 0 to 100");
    accepts(*state, TOKENS, "claims: [{text: t, expect: attention - baseline within 2}]");
    accepts(
        *state, TOKENS,
        "claims: [{text: t, model: attention, against: baseline, metric: perplexity, expect: difference within 1}]");
    accepts(*state, TOKENS, "claims: [{text: t, metric: epochs_to_50, expect: baseline >= 200}]");
    accepts(*state, TOKENS, "claims: [{text: t, metric: epochs_to_50, expect: baseline <= 100}]");
    accepts(*state, TOKENS, "evaluate: {every: 50}\nclaims: [{text: t, metric: epochs_to_50, expect: baseline < 60}]");
    accepts(*state, TOKENS, "claims: [{text: t, metric: epochs_to_50, expect: attention - baseline <= -100}]");
    accepts(*state, TOKENS, "claims: [{text: t, published: -3, expect: attention - baseline >= 100}]");
    accepts(*state, REAL, "claims: [{text: t, metric: loss_fall, published: -1, expect: attention < 0}]");
}

/* Of three steps the last three are all. */
static void attention_on_all_steps(void **state)
{
    static const char STEPS[] = "name: s\n"
                                "task: {name: echo, n_in: %d, n_out: 2, cardinality: 9}\n"
                                "models: [{name: attention}, {name: dot, kind: attention, attention: dot}]\n"
                                "training: {epochs: 200}\nsave_models: all\n"
                                "claims: [{text: t, metric: attention_last_3, %s}]\n";
    static const struct {
        const char *claim, *message;
    } wrong[] = {
        {"expect: attention > 60",
         "claims.expect: 'attention > 60' is always so: attention_last_3 is 100, as task.n_in is %d"},
        {"expect: attention < 99.5",
         "claims.expect: 'attention < 99.5' is never so: attention_last_3 is 100, as task.n_in is %d"},
        {"expect: attention >= 100",
         "claims.expect: 'attention >= 100' is always so: attention_last_3 is 100, as task.n_in is %d"},
        {"expect: attention - dot > 0",
         "claims.expect: 'attention - dot > 0' is never so: the difference is 0, as task.n_in is %d"},
        {"expect: attention - dot < 2 points",
         "claims.expect: 'attention - dot < 2 points' is always so: the difference is 0, as task.n_in is %d"},
    };
    char text[512], reason[256], message[300];
    for (int n_in = 2; n_in <= 3; n_in++)
        for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
            snprintf(text, sizeof text, STEPS, n_in, wrong[i].claim);
            snprintf(reason, sizeof reason, wrong[i].message, n_in);
            snprintf(message, sizeof message, "6: %s", reason);
            refuses(*state, text, "", message);
        }
    snprintf(text, sizeof text, STEPS, 4, "expect: attention > 60");
    accepts(*state, text, "");
}

/* One look at the end, or one mean of all epochs: all that is counted is the epochs. */
static void epochs_that_are_always_all(void **state)
{
    static const char SHORT[] = "name: s\n"
                                "task: {name: echo, n_in: 5, n_out: 2, cardinality: 9}\n"
                                "models: [{name: baseline}, {name: attention}]\n"
                                "training: {epochs: 100}\n";
    refuses(*state, SHORT, "claims: [{text: t, metric: epochs_to_50, expect: baseline <= 100}]",
            "5: claims.expect: 'baseline <= 100' is always so: epochs_to_50 is 100, as training.epochs is 100");
    refuses(*state, SHORT, "claims: [{text: t, metric: epochs_to_90, expect: attention - baseline < 0}]",
            "5: claims.expect: 'attention - baseline < 0' is never so: the difference is 0, as training.epochs is 100");
    refuses(*state, SHORT,
            "evaluate: {every: 60}\nclaims: [{text: t, metric: epochs_to_90, published: 30, expect: attention < 90}]",
            "6: claims.published is 30: epochs_to_90 is 60 to 100");
    accepts(*state, SHORT, "evaluate: {every: 60}\nclaims: [{text: t, metric: epochs_to_90, expect: attention < 90}]");
}

/* -ln 1e-7 is the most that the softmax head's loss can be. */
static void losses_that_cannot_be(void **state)
{
    static const char ONE_EPOCH[] = "name: s\n"
                                    "task: {name: denoise, n_in: 5, n_out: 5, cardinality: 1}\n"
                                    "models: [{name: attention, head: linear}]\n"
                                    "training: {epochs: 1}\n";
    refuses(*state, TOKENS, "claims: [{text: t, metric: loss_fall, expect: attention > 17}]",
            "5: claims.expect: 'attention > 17' is never so: loss_fall is -16.1181 to 16.1181");
    refuses(*state, TOKENS, "claims: [{text: t, metric: loss_fall, expect: attention - baseline > -50}]",
            "5: claims.expect: 'attention - baseline > -50' is always so: the difference is -32.2362 to 32.2362");
    refuses(*state, ONE_EPOCH, "claims: [{text: t, metric: loss_fall, expect: attention > 0}]",
            "5: claims.expect: 'attention > 0' is never so: loss_fall is 0, as training.epochs is 1");
    accepts(*state, REAL, "claims: [{text: t, metric: loss_fall, expect: attention > 17}]");
    accepts(*state, TOKENS, "claims: [{text: t, metric: loss_fall, expect: attention > 16}]");
}

/* Two models with the same settings get the same bits. */
static void models_that_are_the_same(void **state)
{
    static const char TWINS[] = "name: s\n"
                                "task: {name: echo, n_in: 5, n_out: 2, cardinality: 9}\n"
                                "models: [{name: one, kind: attention}, {name: two, kind: attention%s}]\n"
                                "training: {epochs: 200}\n";
    char text[512];
    snprintf(text, sizeof text, TWINS, ", title: Another");
    refuses(
        *state, text, "claims: [{text: t, expect: one - two > 0}]",
        "5: claims.expect: 'one - two > 0' is never so: the difference is 0, as one and two have the same settings");
    accepts(*state, text, "claims: [{text: t, expect: one > 50}]");
    snprintf(text, sizeof text, TWINS, ", units: 149");
    accepts(*state, text, "claims: [{text: t, expect: one - two > 0}]");
    snprintf(text, sizeof text, TWINS, ", vary: [init]");
    accepts(*state, text, "claims: [{text: t, expect: one - two > 0}]");
}

/* The grid's axes and values decide what a claim over it can be of. */
static void claims_over_a_grid(void **state)
{
    static const char GRID[] = "name: s\n"
                               "task: {name: echo, n_out: 2, cardinality: 9}\n"
                               "grid: {n_in: [4, 8], cell: [lstm, gru]}\n"
                               "models: [{name: baseline}, {name: attention}]\n";
    refuses(
        *state, GRID, "claims: [{text: t, expect: attention > 5 where units >= 9}]",
        "5: claims.expect: 'attention > 5 where units >= 9' is over 'units', which is no axis of the grid: it must be "
        "n_in, n_out, cardinality or cell");
    refuses(*state, GRID, "claims: [{text: t, expect: attention > 5 somewhere where n_in > 8}]",
            "5: claims.expect: 'attention > 5 somewhere where n_in > 8' is of no cell: none of the grid is such");
    refuses(*state, GRID, "claims: [{text: t, expect: attention > 5 where cell = rnn}]",
            "5: claims.expect: 'attention > 5 where cell = rnn' is of no cell: none of the grid is such");
    refuses(*state, GRID, "claims: [{text: t, expect: attention slope cell > 0}]",
            "5: claims.expect: 'attention slope cell > 0' is over words: a slope is over numbers");
    refuses(*state, GRID, "claims: [{text: t, expect: attention slope n_in > 0 where n_in > 4}]",
            "5: claims.expect: 'attention slope n_in > 0 where n_in > 4' is over one value of n_in: a slope needs two");
    refuses(*state, TOKENS, "claims: [{text: t, expect: attention slope n_in > 0}]",
            "5: claims.expect: 'attention slope n_in > 0' is over one value of n_in: a slope needs two");
    refuses(
        *state, GRID, "claims: [{text: t, expect: attention > 0.5 everywhere}]",
        "5: claims.expect: 'attention > 0.5 everywhere' may mean 50 % or 0.5 %: write 50, or '0.5 %' with its unit");
    refuses(*state, GRID,
            "claims:\n  - {text: t, expect: attention > 5 everywhere}\n  - {text: t, expect: attention > 5 everywhere}",
            "7: claims.expect: 'attention > 5 everywhere' of accuracy is claimed twice: claim it once");
    accepts(
        *state, GRID,
        "claims: [{text: t, expect: attention > 5 everywhere}, {text: t, expect: attention > 5 somewhere}, "
        "{text: t, expect: attention > 5 where cell = gru}, {text: t, expect: attention - baseline slope n_in > 0.1}, "
        "{text: t, expect: attention > 0.5 % everywhere where n_in >= 8}, "
        "{text: t, expect: attention > 5 where cell = gru and n_in < 5}]");
    refuses(*state, GRID, "claims: [{text: t, expect: attention > 5 where cell = gru and n_in > 9}]",
            "5: claims.expect: 'attention > 5 where cell = gru and n_in > 9' is of no cell: none of the grid is such");
    refuses(*state, GRID,
            "claims:\n  - {text: t, expect: attention > 5 where cell = gru and n_in < 5}\n"
            "  - {text: t, expect: attention > 5 where n_in < 5 and cell = gru}",
            "7: claims.expect: 'attention > 5 where n_in < 5 and cell = gru' of accuracy is claimed twice: claim it "
            "once");
}

static void a_claim_twice(void **state)
{
    refuses(*state, TOKENS,
            "claims:\n  - {text: t, expect: attention > 95}\n  - {text: u, model: attention, expect: mean > 95.0}",
            "7: claims.expect: 'attention > 95' of accuracy is claimed twice: claim it once");
    refuses(
        *state, TOKENS,
        "claims:\n  - {text: t, expect: attention - baseline > 5}\n  - {text: u, expect: baseline - attention < -5}",
        "7: claims.expect: 'baseline - attention < -5' of accuracy is claimed twice: claim it once");
    accepts(*state, TOKENS,
            "claims: [{text: t, expect: attention - baseline > 5}, {text: u, expect: baseline - attention > 5}]");
    refuses(*state, TOKENS,
            "claims:\n  - {text: t, expect: attention - baseline within 2}\n"
            "  - {text: u, expect: baseline - attention within 2 points}",
            "7: claims.expect: 'baseline - attention within 2' of accuracy is claimed twice: claim it once");
    accepts(*state, TOKENS,
            "claims: [{text: t, expect: attention - baseline within 2}, {text: u, expect: attention - baseline < 2}]");
    accepts(*state, TOKENS, "claims: [{text: t, expect: attention > 95}, {text: t, expect: attention >= 95}]");
    accepts(*state, TOKENS,
            "claims: [{text: t, expect: attention > 5}, {text: t, metric: loss_fall, expect: attention > 5}]");
}

static void nothing_to_be_reached(void **state)
{
    refuses(*state, TOKENS, "claims: [{text: t, metric: reached, expect: attention > 50}]",
            "5: claims.metric reached needs what is to be reached: write, at the top level, such as reached: 90");
    refuses(*state, TOKENS, "reached: 90\nclaims: [{text: t, metric: reached, expect: attention > 100}]",
            "6: claims.expect: 'attention > 100' is never so: reached is 0 to 100");
    accepts(*state, TOKENS, "reached: 90 %\nclaims: [{text: t, metric: reached, expect: attention > 50}]");
    accepts(*state, REAL, "reached: 0.25\nclaims: [{text: t, metric: reached, expect: attention > 50}]");
}

static void intervals_that_do_not_hold(void **state)
{
    refuses(*state, TOKENS, "claims: [{text: t, metric: perplexity, interval: any_shape, expect: attention < 2}]",
            "5: claims.interval any_shape is of percentages, which perplexity is none of: leave it out");
    refuses(*state, TOKENS, "vary: [init]\nclaims: [{text: t, interval: any_shape, expect: attention - baseline > 2}]",
            "6: claims.interval any_shape needs repeats with sequences of their own, but those of attention share "
            "theirs: leave it out");
    accepts(*state, TOKENS, "claims: [{text: t, interval: any_shape, expect: attention - baseline > 2}]");
    accepts(*state, TOKENS,
            "claims:\n- {text: t, interval: any_shape, expect: attention > 2}\n- {text: u, expect: attention > 2}");
}

static void names_that_claims_have_for_themselves(void **state)
{
    static const char NAMED[] = "name: s\n"
                                "task: {name: echo, n_in: 5, n_out: 2, cardinality: 9}\n"
                                "models:\n  - {name: baseline}\n  - {name: %s, kind: attention}\n";
    char text[512];
    snprintf(text, sizeof text, NAMED, "mean");
    refuses(
        *state, text, "claims: [{text: t, model: baseline, expect: mean >= 50}]",
        "5: a model is named 'mean', which stands for the claim's own model in claims.expect: give it another name");
    accepts(*state, text, "");
    snprintf(text, sizeof text, NAMED, "difference");
    refuses(
        *state, text, "claims: [{text: t, expect: baseline >= 50}]",
        "5: a model is named 'difference', which stands for the claim's own models in claims.expect: give it another "
        "name");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(metrics_that_the_task_has_not, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(epochs_of_short_trainings, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(attention_that_is_not_there, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(values_that_decide_beforehand, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(attention_on_all_steps, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(epochs_that_are_always_all, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(losses_that_cannot_be, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(models_that_are_the_same, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(claims_over_a_grid, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(a_claim_twice, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(nothing_to_be_reached, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(intervals_that_do_not_hold, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(names_that_claims_have_for_themselves, folder_setup, folder_teardown),
    };
    return RUN_TESTS(tests);
}
