/* --set and --repeats: values given on the command line, in place of the study file's. */
#include "attnbench/base/error.h"
#include "attnbench/study/study.h"
#include "attnbench/study_file/study_file.h"
#include "test.h"

static const char SMALLEST[] = "name: small\n"
                               "task: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\n"
                               "models: [{name: baseline}]\n";

static struct study study; /* of the parse last made */

static int parse_with(const char *override)
{
    return study_parse(SMALLEST, strlen(SMALLEST), "s.yaml", &override, 1, &study);
}

static void assert_override(const char *override, const char *message)
{
    int status = parse_with(override);
    if (message == NULL) {
        assert_int_equal(status, 0);
        return;
    }
    assert_int_equal(status, EX_USAGE);
    assert_string_equal(error_message(), message);
}

static void test_overrides(void **state)
{
    (void)state;
    assert_override("training.epochs=300", NULL);
    assert_int_equal(study.models[0].training.epochs, 300);
    assert_override("repeats=3", NULL);
    assert_int_equal(study.repeats, 3);
    assert_override("title=A = b, 'c'", NULL);
    assert_string_equal(study.title, "A = b, 'c'");
    assert_override("task.n_in=7", NULL);
    assert_int_equal(study.axes[0].values[0].integer, 7);
    assert_override("grid.n_in=[4, 6]", NULL);
    assert_int_equal(study.axes[0].count, 2);
    assert_int_equal(study.axes[0].values[1].integer, 6);
    assert_override("grid.units=4", NULL);
    assert_int_equal(study.n_axes, 4);
    assert_override("training.learning_rate=1e-2", NULL);
    assert_true(study.models[0].training.learning_rate == 0.01);
}

static void test_overrides_of_models(void **state)
{
    static const char two[] = "name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\n"
                              "models: [{name: a.b, kind: baseline}, {name: attention}]\n";
    const char *const overrides[] = {"models.units=32", "models.a.b.units=16", "models.attention.gate=sigmoid"};
    const char *const wrong[] = {"models.attentoin.units=3"};
    (void)state;
    assert_int_equal(study_parse(two, strlen(two), "s.yaml", overrides, 3, &study), 0);
    assert_int_equal(study.models[0].model.units, 16);
    assert_int_equal(study.models[1].model.units, 32);
    assert_string_equal(study.models[0].model.gate, "hard_sigmoid");
    assert_string_equal(study.models[1].model.gate, "sigmoid");
    assert_int_equal(study_parse(two, strlen(two), "s.yaml", wrong, 1, &study), EX_USAGE);
    assert_string_equal(error_message(),
                        "--set models.attentoin.units=3: no model is named 'attentoin': did you mean 'attention'?");
}

static void test_wrong_overrides(void **state)
{
    char long_title[600] = "title=";
    (void)state;
    assert_override("training.epoch=3",
                    "--set training.epoch=3: unknown key 'epoch' in training: did you mean 'epochs'?");
    assert_override("trainig.epochs=3", "--set trainig.epochs=3: unknown key 'trainig': did you mean 'training'?");
    assert_override("models=3", "--set models=3: models is a section: set a key in it, such as models.units=150");
    assert_override("task=3", "--set task=3: task is a section: set a key in it, such as task.n_in=5");
    assert_override("claims=3", "--set claims=3: claims are made in the study file");
    assert_override("grid=3", "--set grid=3: grid is a section: set a key in it, such as grid.n_in=5");
    assert_override("training.lr=3",
                    "--set training.lr=3: unknown key 'lr' in training: did you mean 'learning_rate'?");
    assert_override("epochs=3", "--set epochs=3: unknown key 'epochs': it belongs under training");
    assert_override("grid.every=3", "--set grid.every=3: unknown key 'every' in grid: it belongs under evaluate");
    assert_override("grid.exclude=3", "--set grid.exclude=3: what the grid leaves out is written in the study file");
    assert_override("repeats", "--set repeats: there is no '=': write section.key=value, such as training.epochs=300");
    assert_override("repeats=", "--set repeats=: repeats is empty");
    assert_override("repeats=0", "--set repeats=0: repeats is 0: it must be from 1 to 100000");
    assert_override("grid.n_in=[]", "--set grid.n_in=[]: grid.n_in is empty");
    assert_override("grid.n_in=[4,]", "--set grid.n_in=[4,]: grid.n_in is empty");
    assert_override("grid.n_in=[4", "--set grid.n_in=[4: the list of grid.n_in lacks a bracket: write [4, 8], or 4");
    assert_override("grid.n_in=4,4", "--set grid.n_in=4,4: grid.n_in lists 4 twice");
    assert_override("training.x.epochs=3", "--set training.x.epochs=3: 'x' in training has no keys of its own");
    assert_override("models..units=3", "--set models..units=3: there is nothing between the two dots of the key");
    assert_override("models.x.units=3", "--set models.x.units=3: no model is named 'x'");
    assert_override("title=a\nb", "--set title=a?b: it must be UTF-8 text without control characters");
    memset(long_title + 6, 'x', sizeof long_title - 7);
    assert_int_equal(parse_with(long_title), EX_USAGE);
    assert_non_null(strstr(error_message(), "at most 255 bytes are allowed"));
    memset(long_title, 'x', 6);
    strcpy(long_title + 500, "=1");
    assert_int_equal(parse_with(long_title), EX_USAGE);
    assert_non_null(strstr(error_message(), "the key is 500 bytes long: no key is"));
}

/* Wherever a list may stand in a study file, it may stand behind --set. */
static void test_lists(void **state)
{
    static const char *const all_words[] = {"vary=[init, data]", "vary=[init,data]", "vary=init,data",
                                            "vary= [ init , data ]", "vary=data, init"};
    (void)state;
    for (size_t i = 0; i < sizeof all_words / sizeof *all_words; i++) {
        assert_override(all_words[i], NULL);
        assert_int_equal(study.vary, VARY_INIT | VARY_DATA);
    }
    assert_override("models.vary=[init]", NULL);
    assert_int_equal(study.models[0].model.vary, VARY_INIT);
    assert_override("models.baseline.vary=[data]", NULL);
    assert_int_equal(study.models[0].model.vary, VARY_DATA);
    assert_override("grid.n_in= [ 4 , 6 ] ", NULL);
    assert_int_equal(study.axes[0].count, 2);
    assert_override("vary=[init", "--set vary=[init: the list of vary lacks a bracket: write [init, data], or init");
    assert_override("vary=init]", "--set vary=init]: the list of vary lacks a bracket: write [init, data], or init");
    assert_override("models.vary=[",
                    "--set models.vary=[: the list of models.vary lacks a bracket: write [init, data], or init");
    assert_override("vary=[]", "--set vary=[]: vary is empty");
    assert_override("vary=[init, weights]",
                    "--set vary=[init, weights]: vary is 'init, weights': it must list some of init, "
                    "data or order");
    assert_override("vary=[init, init]", "--set vary=[init, init]: vary lists init twice");
    assert_override("training.epochs=[3]",
                    "--set training.epochs=[3]: training.epochs is a list: use --set grid.epochs=[3]");
    assert_override("task.n_in=[4, 6]", "--set task.n_in=[4, 6]: task.n_in is a list: use --set grid.n_in=[4, 6]");
    assert_override("title=[a]", NULL);
    assert_string_equal(study.title, "[a]");
}

static void assert_overrides(const char *first, const char *second, const char *message)
{
    const char *const overrides[] = {first, second};
    int status = study_parse(SMALLEST, strlen(SMALLEST), "s.yaml", overrides, 2, &study);
    if (message == NULL) {
        if (status != 0)
            fail_msg("%s, %s: refused: %s", first, second, error_message());
        return;
    }
    assert_int_equal(status, EX_USAGE);
    assert_string_equal(error_message(), message);
}

/* Two values for one setting: none of them is silently the last word. */
static void test_two_values(void **state)
{
    (void)state;
    assert_overrides("repeats=3", "repeats=4",
                     "--set repeats=4: the command line says repeats=3 too: keep one of the two");
    assert_overrides("repeats=3", "repeats=3", NULL);
    assert_overrides("repeats=3", "repeats= 3 ", NULL);
    assert_overrides("training.epochs=3", "training.epochs=30",
                     "--set training.epochs=30: the command line says training.epochs=3 too: keep one of the two");
    assert_overrides("grid.n_in=[4, 6]", "grid.n_in=4",
                     "--set grid.n_in=4: the command line says grid.n_in=[4, 6] too: keep one of the two");
    assert_overrides("grid.n_in=4", "grid.n_in=4,6",
                     "--set grid.n_in=4,6: the command line says grid.n_in=4 too: keep one of the two");
    assert_overrides("grid.n_in=[4, 6]", "grid.n_in=4,6", NULL);
    assert_int_equal(study.axes[0].count, 2);
    assert_overrides("vary=[init]", "vary=data",
                     "--set vary=data: the command line says vary=[init] too: keep one of the two");
    assert_overrides("vary=[init]", "vary=init", NULL);
    assert_overrides("task.n_in=4", "grid.n_in=6",
                     "--set task.n_in=4: grid.n_in is set, and goes before it: use --set grid.n_in=4");
}

/* One model's own value goes before that of all models, in this order alone. */
static void test_two_values_of_models(void **state)
{
    (void)state;
    assert_overrides("models.units=8", "models.units=9",
                     "--set models.units=9: the command line says models.units=8 too: keep one of the two");
    assert_overrides("models.units=8", "models.baseline.units=9", NULL);
    assert_int_equal(study.models[0].model.units, 9);
    assert_overrides(
        "models.baseline.units=8", "models.baseline.units=9",
        "--set models.baseline.units=9: the command line says models.baseline.units=8 too: keep one of the two");
    assert_overrides("models.baseline.units=9", "models.units=8",
                     "--set models.units=8: it undoes models.baseline.units=9 before it: give it first");
    assert_overrides("models.baseline.units=9", "models.units=9", NULL);
}

/* What would have no effect is refused, rather than left without one. */
static void test_override_hidden_by_the_grid(void **state)
{
    const char *const overrides[] = {"grid.n_in=[4, 6]", "task.n_in=5"};
    (void)state;
    assert_int_equal(study_parse(SMALLEST, strlen(SMALLEST), "s.yaml", overrides, 2, &study), EX_USAGE);
    assert_string_equal(error_message(),
                        "--set task.n_in=5: grid.n_in is set, and goes before it: use --set grid.n_in=5");
}

/* A grid given by --set replaces what the file gives once, but not what it gives to each model. */
static void test_override_by_a_grid(void **state)
{
    static const char text[] = "name: s\n"
                               "task: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\n"
                               "models:\n  - {name: baseline}\n  - {name: attention, units: 8}\n"
                               "training: {batch: 2}\n";
    const char *const batch[] = {"grid.batch=[4, 8]"}, *const units[] = {"grid.units=[4, 16]"};
    const char *const both[] = {"grid.units=4", "models.units=8"};
    (void)state;
    assert_int_equal(study_parse(text, strlen(text), "s.yaml", batch, 1, &study), 0);
    assert_int_equal(study.axes[3].values[1].integer, 8);
    assert_int_equal(study_parse(text, strlen(text), "s.yaml", units, 1, &study), EX_USAGE);
    assert_string_equal(error_message(),
                        "--set grid.units=[4, 16]: it would hide the models' own units (s.yaml:5): use "
                        "--set models.units=N, or take units out of the models");
    assert_int_equal(study_parse(text, strlen(text), "s.yaml", both, 2, &study), EX_USAGE);
    assert_string_equal(error_message(),
                        "--set models.units=8: grid.units is set, and goes before it: use --set grid.units=8");
}

/* A wrong cell is the file's and the overrides' together: it is the override that the user just gave. */
static void test_override_makes_a_wrong_cell(void **state)
{
    (void)state;
    assert_override("grid.n_out=[2, 6]",
                    "--set grid.n_out=[2, 6]: task.n_out is 6: it must be at most task.n_in, which "
                    "is 5 (cell n_in=5 n_out=6 cardinality=50)");
    assert_override("evaluate.every=9000", "--set evaluate.every=9000: evaluate.every is 9000: it must be at most "
                                           "training.epochs, which is 5000 (cell n_in=5 n_out=2 cardinality=50)");
    assert_override("task.name=denoise",
                    "--set task.name=denoise: task.n_out is 2: with task.name denoise it must be 5 "
                    "(cell n_in=5 n_out=2 cardinality=50)");
    assert_override("models.head=linear", "--set models.head=linear: models.head is linear: it gives real values, but "
                                          "the task's are tokens: it must be softmax (cell n_in=5 n_out=2 "
                                          "cardinality=50)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_overrides),
        cmocka_unit_test(test_overrides_of_models),
        cmocka_unit_test(test_wrong_overrides),
        cmocka_unit_test(test_override_hidden_by_the_grid),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_two_values),
        cmocka_unit_test(test_two_values_of_models),
        cmocka_unit_test(test_override_by_a_grid),
        cmocka_unit_test(test_override_makes_a_wrong_cell),
    };
    return RUN_TESTS(tests);
}
