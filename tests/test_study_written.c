/* A study written as text is the study again, with every key that there is. */
#include "parsing.h"

static void test_writing_gives_the_study_back(void **state)
{
    (void)state;
    assert_parses(SMALLEST);
    assert_survives_writing();
    assert_parses("name: s\ntask: {name: echo}\n"
                  "grid: {n_in: [9, 3], n_out: [1], cardinality: [7], units: [5, 4]}\n"
                  "models: [{name: baseline}, {name: other, kind: attention, bidirectional: true}]\n"
                  "training: {learning_rate: 0.1234567890123456789, epsilon: 1e-15, beta1: 0}\n");
    assert_survives_writing();
    assert_parses(followed_by(RIVALS,
                              "vary: [data, init]\nadaptive: {max: 40, half_width: 1.5}\n"
                              "claims:\n  - {text: \"a: b\", model: baseline, expect: mean >= 95}\n"
                              "  - {text: c, source: d, published: -3.5, expect: attention - baseline < 1e-3}\n"));
    assert_survives_writing();
    assert_parses("name: s\ntask: {name: echo, n_in: 4, n_out: 2, cardinality: 50}\n"
                  "models: [{name: baseline, units: 9}, {name: other, kind: attention, weights_as: baseline}]\n");
    assert_survives_writing();
    assert_parses(followed_by(RIVALS, "adaptive: {max: 40, until: decided}\n")); /* which refuses a half_width */
    assert_survives_writing();
}

/* Whatever sections and keys the table has. */
static void test_writing_names_every_key(void **state)
{
    static char text[65536];
    char line[64];
    (void)state;
    assert_parses(followed_by(RIVALS,
                              "claims: [{text: t, source: s, published: 9, model: baseline, against: attention, "
                              "interval: any_shape, expect: difference > 0}]\nadaptive: {max: 20, interval: any_shape, "
                              "spending: pocock}\nreached: 90\n"));
    strcpy(study.models[0].task.path, "/p.csv"); /* of the task file alone */
    strcpy(study.models[0].task.checksum, "0");
    strcpy(study.models[0].task.targets, "[\"a\"]");
    strcpy(study.models[0].task.inputs, "[\"a\"]");
    strcpy(study.models[0].task.time, "t");
    strcpy(study.models[1].model.weights_as, "baseline");
    strcpy(study.adaptive.spending, "one_level");
    strcpy(study.adaptive.until, "narrow"); /* decided has neither half_width nor interval */
    study.models[study.n_models++] = study.models[0];
    strcpy(study.models[2].model.kind, "command");
    strcpy(study.models[2].model.command, "[\"true\"]");
    study.models[study.n_models++] = study.models[0];
    strcpy(study.models[3].model.kind, "seasonal");
    strcpy(study.folder, "/");
    study.metrics[study.n_metrics++] =
        (struct stated_metric){"m", "M", "s", "false", "lower", "0", "1", "0.5", "x", "seconds"};
    for (const struct setting *s = study_settings(); s->key != NULL; s++) /* not written at their defaults */
        for (int model = 0; model < study.n_models && (s->flags & SETTING_LATER) != 0; model++)
            setting_put(s,
                        s->choice != NULL         ? value_word(s->choice(1))
                        : s->type == SETTING_REAL ? value_real(3)
                                                  : value_integer(3),
                        &study.models[model]);
    write_to(&study, text, sizeof text);
    for (const struct setting *s = study_settings(); s->key != NULL; s++) {
        snprintf(line, sizeof line, "%s:", s->key);
        assert_non_null(strstr(text, line));
        snprintf(line, sizeof line, "\n%s:\n", s->section);
        assert_true(*s->section == '\0' || strstr(text, line) != NULL);
    }
}

static void test_writing_quotes(void **state)
{
    (void)state;
    assert_parses("name: '1e5'\ntitle: \"null \\\\ \\\"q\\\" '' # - : é 😀 \\uFEFF \\uFFFE\"\n"
                  "task: {name: echo, n_in: 5, n_out: 2, cardinality: 9}\n"
                  "models: [{name: 'null', kind: baseline, title: '   '}, {name: 'true', kind: attention}]\n");
    assert_survives_writing();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writing_gives_the_study_back),
        cmocka_unit_test(test_writing_names_every_key),
        cmocka_unit_test(test_writing_quotes),
    };
    return RUN_TESTS(tests);
}
