/* Study files that are too large, too deep, damaged, or no text at all: refused or read, never a crash. */
#include "parsing.h"

/* count times `unit`, then tail. The caller frees it. */
static char *repeated(const char *unit, size_t count, const char *tail)
{
    size_t length = strlen(unit);
    char *text = malloc(length * count + strlen(tail) + 1);
    assert_non_null(text);
    for (size_t i = 0; i < count * length; i++)
        text[i] = unit[i % length];
    memcpy(text + length * count, tail, strlen(tail) + 1);
    return text;
}

static void assert_repeated_refused(const char *unit, size_t count, const char *tail, const char *message)
{
    char *text = repeated(unit, count, tail);
    assert_refused(text, message);
    free(text);
}

static void test_deep_and_large_files(void **state)
{
    (void)state;
    assert_repeated_refused("[", 100000, "", "s.yaml:1: a study file is a mapping of keys to values: this is a list");
    assert_repeated_refused(
        "{a: ", 60000, "",
        "s.yaml:1: unknown key 'a': it must be name, title, seed, repeats, metric, reached, save_models, folder, "
        "vary, adaptive, metrics, task, models, training, evaluate, claims or grid");
    assert_repeated_refused("- ", 100000, "x", "s.yaml:1: a study file is a mapping of keys to values: this is a list");
    assert_repeated_refused("? ", 100000, "x", "s.yaml:1: a mapping stands where a key should");
    assert_repeated_refused("#", 1000000, "\n", "s.yaml: the study file is longer than 256 kB");
    assert_repeated_refused("x", 200000, "", "s.yaml:1: a text of 200000 bytes: at most 2047 are allowed");
    assert_repeated_refused("x", 200000, ": 1", "s.yaml:1: a text of 200000 bytes: at most 2047 are allowed");
}

static void test_bytes_that_are_no_text(void **state)
{
    static const char nul[] = "name: s\nseed: 1\0\n";
    (void)state;
    assert_int_equal(parse_bytes(nul, sizeof nul - 1), EX_CONFIG);
    assert_string_equal(error_message(), "s.yaml:2: a control character, or bytes that are not UTF-8");
    assert_refused("name: s\n# \xff\n", "s.yaml:2: a control character, or bytes that are not UTF-8");
    assert_refused("name: s\n\ntitle: \x1b[2J\n", "s.yaml:3: a control character, or bytes that are not UTF-8");
    assert_refused("\xfe\xff\0n\0a", "s.yaml:1: a control character, or bytes that are not UTF-8");
}

static void test_too_many(void **state)
{
    char text[16384] = "", *at = text;
    (void)state;
    at += sprintf(at, "grid: {n_in: [1");
    for (int i = 2; i <= 201; i++)
        at += sprintf(at, ",%d", i);
    strcpy(at, "]}\n");
    assert_refused(text, "s.yaml:1: grid.n_in has more than 200 values");

    at = text + sprintf(text, "models:\n");
    for (int i = 0; i < 17; i++)
        at += sprintf(at, "- name: m%d\n", i);
    assert_refused(text, "s.yaml:18: more than 16 models");

    at = text + sprintf(text, "name: s\ntask: {name: echo, n_in: 5, n_out: 2}\nmodels: [{name: baseline}]\n"
                              "repeats: 100000\ngrid:\n");
    for (int a = 0; a < 3; a++) {
        at += sprintf(at, "  %s: [", a == 0 ? "cardinality" : a == 1 ? "units" : "batch");
        for (int i = 0; i < 200; i++)
            at += sprintf(at, "%s%d", i == 0 ? "" : ",", 1000 + i);
        at += sprintf(at, "]\n");
    }
    assert_refused(text, "s.yaml: the grid makes 800000000000 trials: at most 10000000 are allowed");
}

/* A grid over what may be an axis but the task, as many as there may be, `count` values each where they are numbers;
 * returns how many. */
static int write_grid(char *text, int count)
{
    int n_axes = 0;
    text += sprintf(text, "name: full\nrepeats: 1\ntask: {name: echo}\ngrid:\n");
    for (const struct setting *s = study_settings(); s->key != NULL; s++) {
        if (!setting_may_be_axis(s) || strcmp(s->key, "name") == 0 || strcmp(s->key, "arithmetic") == 0 ||
            n_axes == STUDY_MAX_AXES)
            continue;
        n_axes++;
        text += sprintf(text, "  %s: [%s", s->key,
                        s->fallback != NULL ? s->fallback
                        : s->choice != NULL ? s->choice(0)
                                            : "2");
        for (int i = 1; i < count && s->type == SETTING_INTEGER && s->max >= 1000; i++)
            text += sprintf(text, ", %d", 200 + i);
        text += sprintf(text, "]\n");
    }
    sprintf(text, "models:\n");
    return n_axes;
}

/* There is room for as many axes as there may be. */
static void test_all_axes(void **state)
{
    static char text[8192];
    (void)state;
    int n_axes = write_grid(text, 1);
    assert_int_equal(n_axes, STUDY_MAX_AXES);
    assert_parses(strcat(text, "- {name: a}\n"));
    assert_int_equal(study.n_axes, n_axes);
}

/* All values of all axes, and all keys of as many models as there may be, are read to the end: what is refused is that
 * the grid hides some of them. */
static void test_full_study(void **state)
{
    static char text[65536];
    (void)state;
    write_grid(text, STUDY_MAX_AXIS_VALUES);
    char *at = text + strlen(text);
    for (int model = 0; model < STUDY_MAX_MODELS; model++)
        at += sprintf(at,
                      "- {name: m%d, title: t, kind: baseline, cell: lstm, gate: sigmoid, units: 3, "
                      "decoder_steps: input}\n",
                      model);
    strcpy(at, "training: {source: fresh, epochs: 1, batch: 1, learning_rate: 1, beta1: 0, beta2: 0, epsilon: 1}\n"
               "evaluate: {sequences: 1}\n");
    assert_refused(text, "s.yaml:35: models.units stands here and grid.units on line 17: keep one of the two");
}

/* Damaged files must be refused or read, never crash: every cut, and every byte replaced by hostile ones. */
static void test_damaged_files(void **state)
{
    static const char hostile[] = "[]{}:,-?&*!|>'\"%@`#\n\t\r \0\xff\x80"
                                  "0a";
    static const char whole[] = "name: s\ntitle: \"x\\u00e4\"\ntask: {name: echo}\n"
                                "grid:\n  n_in: [5]\n  n_out: 2\n  cardinality: [50, 9]\n"
                                "models:\n  - name: baseline\n  - {name: attention, units: 3}\ntraining: {epochs: 1}\n";
    size_t length = sizeof whole - 1;
    char text[sizeof whole];
    (void)state;
    for (size_t cut = 0; cut < length; cut++)
        parse_bytes(whole, cut);
    for (size_t i = 0; i < length; i++)
        for (size_t h = 0; h < sizeof hostile - 1; h++) {
            memcpy(text, whole, sizeof text);
            text[i] = hostile[h];
            if (parse_bytes(text, length) != 0)
                assert_null(strchr(error_message(), '\n'));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deep_and_large_files),
        cmocka_unit_test(test_bytes_that_are_no_text),
        cmocka_unit_test(test_too_many),
        cmocka_unit_test(test_all_axes),
        cmocka_unit_test(test_full_study),
        cmocka_unit_test(test_damaged_files),
    };
    return RUN_TESTS(tests);
}
