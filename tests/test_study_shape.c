/* Study files of another shape, and such as are no YAML: what is said of them, and where. */
#include "parsing.h"

static void test_shape(void **state)
{
    (void)state;
    assert_refused("", "s.yaml: the study file is empty");
    assert_refused("# nothing\n", "s.yaml: the study file is empty");
    assert_refused("- a\n", "s.yaml:1: a study file is a mapping of keys to values: this is a list");
    assert_refused("hello\n", "s.yaml:1: a study file is a mapping of keys to values: this is 'hello'");
    assert_refused("name: s\ntask: echo\n", "s.yaml:2: task is 'echo': it must be a mapping, such as {name: echo}");
    assert_refused("name: s\ntraining: [1]\n",
                   "s.yaml:2: training is a list: it must be a mapping, such as {epochs: 2000}");
    assert_refused("name: [s]\n", "s.yaml:1: name is a list: it must be a single value");
    assert_refused("name: {s: 1}\n", "s.yaml:1: name is a mapping: it must be a single value");
    assert_refused("task: {name: echo, n_in: [5]}\n",
                   "s.yaml:1: task.n_in is a list: several values stand in the grid, such as grid: {n_in: [4, 8]}");
    assert_refused("grid: [1]\n", "s.yaml:1: grid is a list: it must be a mapping, such as {n_in: [4, 8]}");
    assert_refused("grid: {n_in: [[1]]}\n", "s.yaml:1: grid.n_in is a list: it must be a single value");
    assert_refused("grid:\n  n_in: []\n", "s.yaml:2: grid.n_in is an empty list: give it a value");
    assert_refused("models: {name: x}\n",
                   "s.yaml:1: models is a mapping: it must be a list, such as [{name: baseline}, {name: attention}]");
    assert_refused("models: [baseline]\n",
                   "s.yaml:1: models lists 'baseline': each of them must be a mapping, such as {name: baseline}");
    assert_refused("models: []\n", "s.yaml:1: models is an empty list: give at least one");
    assert_refused("? [a, b]\n: 1\n", "s.yaml:1: a list stands where a key should");
    assert_refused("name: s\n---\nname: t\n", "s.yaml:2: a second document starts here: a study file has one");
    assert_refused("name: &x s\n", "s.yaml:1: an anchor (&name): study files take none");
    assert_refused("&x name: s\n", "s.yaml:1: an anchor (&name): study files take none");
    assert_refused("name: s\ntask: *x\n", "s.yaml:2: an alias (*name): study files take none, write the value out");
    assert_refused("name: !!str s\n", "s.yaml:1: a tag (!name): study files take none");
    assert_refused("task: !x {name: echo}\n", "s.yaml:1: a tag (!name): study files take none");
    assert_refused("<<: {name: s}\n", "s.yaml:1: unknown key '<<': it must be name, title, seed, repeats, metric, "
                                      "reached, save_models, folder, vary, "
                                      "adaptive, metrics, task, models, training, evaluate, claims or grid");
}

/* Whatever stands where a section should: what it must be, with an example. */
static void test_shape_of_sections(void **state)
{
    static const struct {
        const char *section, *example;
    } mappings[] = {{"adaptive", "{max: 100, half_width: 2}"},
                    {"task", "{name: echo}"},
                    {"training", "{epochs: 2000}"},
                    {"evaluate", "{sequences: 200}"},
                    {"grid", "{n_in: [4, 8]}"}},
      lists[] = {{"models", "[{name: baseline}, {name: attention}]"},
                 {"claims", "[{text: Attention helps, expect: attention - baseline > 0}]"}};
    static const struct {
        const char *value, *shown;
    } given[] = {{"true", "'true'"}, {"100", "'100'"}, {"'x y'", "'x y'"}, {"", "empty"}, {"~", "'~'"}};
    char text[256], message[256];
    (void)state;
    for (size_t i = 0; i < sizeof mappings / sizeof *mappings; i++) {
        for (size_t k = 0; k < sizeof given / sizeof *given; k++) {
            snprintf(text, sizeof text, "name: s\n%s: %s\n", mappings[i].section, given[k].value);
            snprintf(message, sizeof message, "s.yaml:2: %s is %s: it must be a mapping, such as %s",
                     mappings[i].section, given[k].shown, mappings[i].example);
            assert_refused(text, message);
        }
        snprintf(text, sizeof text, "name: s\n%s: [1, 2]\n", mappings[i].section);
        snprintf(message, sizeof message, "s.yaml:2: %s is a list: it must be a mapping, such as %s",
                 mappings[i].section, mappings[i].example);
        assert_refused(text, message);
    }
    for (size_t i = 0; i < 2; i++) {
        snprintf(text, sizeof text, "%s: true\n", lists[i].section);
        snprintf(message, sizeof message, "s.yaml:1: %s is 'true': it must be a list, such as %s", lists[i].section,
                 lists[i].example);
        assert_refused(text, message);
        snprintf(text, sizeof text, "%s: {name: x}\n", lists[i].section);
        snprintf(message, sizeof message, "s.yaml:1: %s is a mapping: it must be a list, such as %s", lists[i].section,
                 lists[i].example);
        assert_refused(text, message);
    }
    assert_refused("models:\n  - {name: baseline}\n  - attention\n",
                   "s.yaml:3: models lists 'attention': each of them must be a mapping, such as {name: attention}");
    assert_refused("models: [[baseline]]\n",
                   "s.yaml:1: models lists a list: each of them must be a mapping, such as {name: baseline}");
    assert_refused("models:\n  -\n",
                   "s.yaml:2: models lists nothing: each of them must be a mapping, such as {name: baseline}");
    assert_refused(
        "claims: [Attention helps]\n",
        "s.yaml:1: claims lists 'Attention helps': each of them must be a mapping, such as {text: Attention helps, "
        "expect: attention - baseline > 0}");
}

static void test_shape_of_values(void **state)
{
    (void)state;
    assert_refused(
        "training: {batch: [1, 8]}\n",
        "s.yaml:1: training.batch is a list: several values stand in the grid, such as grid: {batch: [4, 8]}");
    assert_refused("training: {learning_rate: [10, 20]}\n",
                   "s.yaml:1: training.learning_rate is a list: several values stand in the grid, such as grid: "
                   "{learning_rate: [0.001, 0.003]}");
    assert_refused("evaluate: {every: [10, 20]}\n", "s.yaml:1: evaluate.every is a list: it must be a single value");
    assert_refused("vary: {init: true}\n", "s.yaml:1: vary is a mapping: it must be a list, such as [init, data]");
    assert_refused("models: [{name: a, vary: {init: true}}]\n",
                   "s.yaml:1: models.vary is a mapping: it must be a list, such as [init, data]");
    assert_refused("vary: [[init]]\n", "s.yaml:1: vary lists a list: it must list words");
    assert_refused("grid: {n_in: {from: 4, to: 8}}\n",
                   "s.yaml:1: grid.n_in is a mapping: it must be a list, such as [4, 8]");
    assert_refused(
        "name: s\ntask: {name: echo}\ngrid:\n  n_in: 4, 8\n",
        "s.yaml:4: grid.n_in is '4, 8': it must be a whole number from 1 to 1000, or a list, such as [4, 8]");
}

static void test_brackets(void **state)
{
    (void)state;
    assert_refused("name: s\ngrid: {n_in: [4, 8}\n",
                   "s.yaml:2: YAML: the '[' at line 2, column 14 is not closed: '}' stands at line 2, column 19");
    assert_refused("grid: {n_in: [4, 8]\nmodels:\n  - {name: baseline}\n",
                   "s.yaml:1: YAML: the '{' at line 1, column 7 is not closed");
    assert_refused("grid:\n  n_in: [4, 8\n  n_out: [2]\n", "s.yaml:2: YAML: the '[' at line 2, column 9 is not closed");
    assert_refused("grid: {n_in: 4, 8]}\n",
                   "s.yaml:1: YAML: the ']' at line 1, column 18 closes nothing: its '[' is missing");
    assert_refused("models: [{name: a, title: \"[\", {name: b}]\n",
                   "s.yaml:1: YAML: the '{' at line 1, column 10 is not closed: ']' stands at line 1, column 41");
    assert_refused("models: # [{\n  [{name: it's, title: 'It''s ['},\n  {name: b]\n",
                   "s.yaml:3: YAML: the '{' at line 3, column 3 is not closed: ']' stands at line 3, column 11");
    assert_refused("name: s\r\ngrid: {n_in: [4, 8}\r\n",
                   "s.yaml:2: YAML: the '[' at line 2, column 14 is not closed: '}' stands at line 2, column 19");
    assert_refused("\xef\xbb\xbfgrid: {n_in: [4, 8}\n",
                   "s.yaml:1: YAML: the '[' at line 1, column 14 is not closed: '}' stands at line 1, column 19");
    assert_refused("{name: s, title: é, grid: [4}\n",
                   "s.yaml:1: YAML: the '[' at line 1, column 27 is not closed: '}' stands at line 1, column 29");
    assert_refused("title: a [ b { c\nname: [s\n", "s.yaml:2: YAML: the '[' at line 2, column 7 is not closed");
    assert_refused("title: a [ b { c\nname: a: b\n", "s.yaml:2: YAML: invalid nested block mapping on the same line");
    assert_refused(
        "name: s\ntitle: T\n  repeats: 3\n",
        "s.yaml:2: YAML: invalid multiline plain key: is this line, or the next, indented like its neighbours?");
}

static void test_syntax_errors(void **state)
{
    (void)state;
    assert_refused("name: s\ntask: {name: echo\n", "s.yaml:2: YAML: the '{' at line 2, column 7 is not closed");
    assert_refused("name: \"s\n", "s.yaml:1: YAML: double-quoted scalar without closing quote");
    assert_refused("name: s\ntask:\n\tname: echo\n", "s.yaml:3: YAML: tab character may not be used as indentation");
    assert_refused("name: a: b\n", "s.yaml:1: YAML: invalid nested block mapping on the same line");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shape),           cmocka_unit_test(test_shape_of_sections),
        cmocka_unit_test(test_shape_of_values), cmocka_unit_test(test_brackets),
        cmocka_unit_test(test_syntax_errors),
    };
    return RUN_TESTS(tests);
}
