#include "attnbench/study_file/study_file.h"
#include "attnbench/base/text.h"
#include "attnbench/nn/model.h"
#include "attnbench/task/task.h"
#include "parsing.h"

static void test_defaults(void **state)
{
    (void)state;
    assert_parses(SMALLEST);
    assert_string_equal(study.name, "small");
    assert_string_equal(study.title, "small");
    assert_int_equal(study.seed, 1);
    assert_int_equal(study.repeats, 10);
    assert_string_equal(study.save_models, "first");
    assert_int_equal(study.n_models, 1);
    assert_int_equal(study.n_axes, 3);
    assert_string_equal(study.axes[0].setting->key, "n_in");
    assert_string_equal(study.axes[2].setting->key, "cardinality");
    assert_int_equal(study.axes[1].count, 1);
    assert_int_equal(study.axes[1].values[0].integer, 2);
    const struct trial_settings *s = &study.models[0];
    assert_string_equal(s->task.name, "echo");
    assert_int_equal(s->task.n_in, 5);
    assert_string_equal(s->model.title, "baseline");
    assert_string_equal(s->model.kind, "baseline");
    assert_string_equal(s->model.cell, "lstm");
    assert_string_equal(s->model.gate, "hard_sigmoid");
    assert_int_equal(s->model.units, 150);
    assert_int_equal(s->model.layers, 1);
    assert_string_equal(s->model.bidirectional, "false");
    assert_int_equal(s->model.embedding, 0);
    assert_string_equal(s->model.decoder_steps, "input");
    assert_string_equal(s->training.source, "fresh");
    assert_int_equal(s->training.epochs, 5000);
    assert_int_equal(s->training.batch, 1);
    assert_true(s->training.learning_rate == 0.001 && s->training.epsilon == 1e-8);
    assert_true(s->training.beta1 == 0.9 && s->training.beta2 == 0.999);
    assert_int_equal(s->evaluate.sequences, 100);
}

static void test_all_keys(void **state)
{
    (void)state;
    assert_parses("name: all\ntitle: 'It''s \"all\": # {x} ä'\nseed: 9007199254740992\nrepeats: 3\nsave_models: none\n"
                  "task:\n  name: echo\n"
                  "grid:\n  batch: [1, 8]\n  cardinality: [10, 5]\n  n_in: [4, 6]\n  n_out: 2\n  units: 32\n"
                  "models:\n  - name: one\n    title: 2017\n    kind: attention\n    cell: gru\n    gate: sigmoid\n"
                  "    decoder_steps: output\n    layers: 8\n    bidirectional: true\n    embedding: 12\n"
                  "  - {name: two, kind: baseline}\n"
                  "training: {source: fresh, epochs: 300, learning_rate: 1e-2, beta1: .5, beta2: 0.75,\n"
                  "           epsilon: 1E-7}\n"
                  "evaluate: {sequences: 1000}\n");
    assert_string_equal(study.title, "It's \"all\": # {x} ä");
    assert_true(study.seed == 9007199254740992);
    assert_int_equal(study.n_axes, 5);
    assert_string_equal(study.axes[0].setting->key, "n_in"); /* the table's order, not the file's */
    assert_string_equal(study.axes[3].setting->key, "units");
    assert_string_equal(study.axes[4].setting->key, "batch");
    assert_int_equal(study.axes[2].values[0].integer, 10); /* values keep the file's order */
    assert_int_equal(study.models[0].model.units, 32);
    assert_int_equal(study.models[1].training.batch, 1);
    assert_string_equal(study.models[0].model.title, "2017");
    assert_string_equal(study.models[0].model.decoder_steps, "output");
    assert_string_equal(study.models[0].model.cell, "gru");
    assert_int_equal(study.models[0].model.layers, 8);
    assert_string_equal(study.models[0].model.bidirectional, "true");
    assert_int_equal(study.models[0].model.embedding, 12);
    assert_string_equal(study.models[1].model.gate, "hard_sigmoid");
    assert_true(study.models[1].training.learning_rate == 0.01 && study.models[1].training.beta1 == 0.5);
    assert_int_equal(study_n_cells(&study), 8);
    assert_int_equal(study_n_trials(&study), 48);
}

static void test_forms_of_yaml(void **state)
{
    (void)state;
    assert_parses(
        "name: crlf\r\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\r\nmodels:\r\n- name: baseline\r\n");
    assert_string_equal(study.name, "crlf");
    assert_parses(
        "\xef\xbb\xbfname: bom\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\nmodels: [{name: baseline}]");
    assert_string_equal(study.name, "bom");
    assert_parses(
        "--- # one document\nname: \"quoted\"\n\"task\": {\"name\": 'echo', n_in: 5,\tn_out: 2, cardinality: 50}\n"
        "models: [{name: baseline}]\n...\n");
    assert_string_equal(study.name, "quoted");
    assert_parses("{\"name\": \"json\", \"task\": {\"name\": \"echo\"}, \"grid\": {\"n_in\": [5], \"n_out\": 2, "
                  "\"cardinality\": [50]}, \"models\": [{\"name\": \"attention\"}]}");
    assert_string_equal(study.name, "json");
}

static void test_unknown_keys(void **state)
{
    (void)state;
    assert_refused("name: s\nmodels:\n  - name: baseline\n    unit: 5\n",
                   "s.yaml:4: unknown key 'unit' in models: did you mean 'units'?");
    assert_refused(followed_by(SMALLEST, "repeat: 3\n"), "s.yaml:4: unknown key 'repeat': did you mean 'repeats'?");
    assert_refused(followed_by(SMALLEST, "trainning: {}\n"),
                   "s.yaml:4: unknown key 'trainning': did you mean 'training'?");
    assert_refused(followed_by(SMALLEST, "epochs: 3\n"), "s.yaml:4: unknown key 'epochs': it belongs under training");
    assert_refused(followed_by(SMALLEST, "training: {repeats: 3}\n"),
                   "s.yaml:4: unknown key 'repeats' in training: it belongs at the top level");
    assert_refused(followed_by(SMALLEST, "evaluate: {sequences: 100, of: 0}\n"),
                   "s.yaml:4: unknown key 'of' in evaluate: it must be sequences or every");
    assert_refused(followed_by(SMALLEST, "grid: {nin: [3]}\n"),
                   "s.yaml:4: unknown key 'nin' in grid: did you mean 'n_in'?");
    assert_refused(followed_by(SMALLEST, "grid: {repeats: [3]}\n"),
                   "s.yaml:4: unknown key 'repeats' in grid: it belongs at the top level");
    assert_refused(
        followed_by(SMALLEST, "grid: {zzzzz: [3]}\n"),
        "s.yaml:4: unknown key 'zzzzz' in grid: it must be name, n_in, n_out, cardinality, "
        "reserve_zero, marker, cardinality_out, features, features_out, shortest, kind, cell, gate, units, layers, "
        "heads, feed_forward, bidirectional, embedding, decoder_steps, mask, attention, feedback, embedding_out, copy, "
        "head, period, "
        "source, "
        "samples, validation, epochs, batch, learning_rate, beta1, beta2, "
        "epsilon, arithmetic, sequences or exclude");
    assert_refused(followed_by(SMALLEST, "'': 3\n"),
                   "s.yaml:4: unknown key '': it must be name, title, seed, repeats, metric, reached, save_models, "
                   "folder, vary, adaptive, metrics, task, models, training, evaluate, claims or grid");
    assert_refused(followed_by(SMALLEST, "\"a\\nb\\x07\": 3\n"),
                   "s.yaml:4: unknown key 'a?b?': it must be name, title, seed, repeats, metric, reached, save_models, "
                   "folder, vary, adaptive, metrics, task, models, training, evaluate, claims or grid");
}

static void test_numbers(void **state)
{
    static const char *const no_integers[] = {"010",   "0x10", "0o17", "1e3",  "5.0",
                                              "5_000", "nan",  ".inf", "true", "99999999999999999999",
                                              "1 2",   "--5",  "+-5",  "3s"};
    static const char *const no_reals[] = {"nan", ".nan", "inf", ".inf", "-.inf", "0x1p-3", "1e999", "1e", "1,5"};
    char line[256], message[256];
    (void)state;
    assert_refused(followed_by(SMALLEST, "\n\n\ntraining:\n  batch: 4\n  epochs: 0\n"),
                   "s.yaml:9: training.epochs is 0: it must be from 1 to 10000000");
    assert_refused(followed_by(SMALLEST, "training: {epochs: 10000001}"),
                   "s.yaml:4: training.epochs is 10000001: it must be from 1 to 10000000");
    assert_refused(followed_by(SMALLEST, "seed: -1"), "s.yaml:4: seed is -1: it must be from 0 to 9007199254740992");
    assert_refused(followed_by(SMALLEST, "seed: 9007199254740993"),
                   "s.yaml:4: seed is 9007199254740993: it must be from 0 to 9007199254740992");
    assert_refused(followed_by(SMALLEST, "repeats: '3'"),
                   "s.yaml:4: repeats is the text '3': write a number, without quotes");
    assert_refused(followed_by(SMALLEST, "training: {learning_rate: 0}"),
                   "s.yaml:4: training.learning_rate is 0: it must be from 1e-12 to 1");
    assert_refused(followed_by(SMALLEST, "training: {beta1: 1}"),
                   "s.yaml:4: training.beta1 is 1: it must be from 0 to 0.999999");
    assert_refused(followed_by(SMALLEST, "grid: {units: [4, 4097]}"),
                   "s.yaml:4: grid.units is 4097: it must be from 1 to 4096");
    for (size_t i = 0; i < sizeof no_integers / sizeof *no_integers; i++) {
        snprintf(line, sizeof line, "repeats: %s", no_integers[i]);
        snprintf(message, sizeof message, "s.yaml:4: repeats is '%s': it must be a whole number from 1 to 100000",
                 no_integers[i]);
        assert_refused(followed_by(SMALLEST, line), message);
    }
    for (size_t i = 0; i < sizeof no_reals / sizeof *no_reals; i++) {
        snprintf(line, sizeof line, "training:\n  epsilon: %s", no_reals[i]);
        snprintf(message, sizeof message, "s.yaml:5: training.epsilon is '%s': it must be a number from 1e-15 to 1",
                 no_reals[i]);
        assert_refused(followed_by(SMALLEST, line), message);
    }
    assert_refused(followed_by(SMALLEST, "repeats:"), "s.yaml:4: repeats has no value");
    assert_refused(followed_by(SMALLEST, "repeats: ~"), "s.yaml:4: repeats has no value");
    assert_refused(followed_by(SMALLEST, "repeats: null"), "s.yaml:4: repeats has no value");
}

static void test_words_and_texts(void **state)
{
    char text[1024], long_title[400], names[256], tasks[512];
    const char *all[64];
    size_t n_tasks = 0;
    (void)state;
    for (; task_name(n_tasks) != NULL; n_tasks++)
        all[n_tasks] = task_name(n_tasks);
    snprintf(tasks, sizeof tasks, "s.yaml:2: task.name is 'adding': it must be %s",
             text_alternatives(all, n_tasks, names, sizeof names));
    assert_refused("name: s\ntask: {name: ecko, n_in: 5, n_out: 2, cardinality: 50}\nmodels: [{name: baseline}]",
                   "s.yaml:2: task.name is 'ecko': did you mean 'echo'?");
    assert_refused("name: s\ntask: {name: adding, n_in: 5, n_out: 2, cardinality: 50}\nmodels: [{name: baseline}]",
                   tasks);
    assert_refused(followed_by(SMALLEST, "save_models: some"), "s.yaml:4: save_models is 'some': did you mean 'none'?");
    assert_refused(followed_by(SMALLEST, "save_models: x"),
                   "s.yaml:4: save_models is 'x': it must be first, all or none");
    assert_refused("name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\nmodels:\n- {name: lstm2}",
                   "s.yaml:4: models.kind is 'lstm2': it must be baseline, attention, tagger, transformer, command, "
                   "imported, persistence or seasonal (it is not "
                   "given, and defaults to "
                   "the name)");
    assert_refused("name: a/b", "s.yaml:1: name is 'a/b': it must be 1 to 63 letters, digits, '.', '_' or '-', not "
                                "starting with '.' or '-'");
    assert_refused(followed_by(SMALLEST, "title: ''"), "s.yaml:4: title is empty");
    assert_refused(followed_by(SMALLEST, "title: \"two\\nlines\""),
                   "s.yaml:4: title is 'two?lines': it must be UTF-8 text without control characters");
    assert_refused(followed_by(SMALLEST, "title: |\n  block\n"),
                   "s.yaml:5: title is 'block?': it must be UTF-8 text without control characters");
    assert_refused(followed_by(SMALLEST, "title: \"\\0x\""), "s.yaml:4: a text with a NUL character in it");
    memset(long_title, 'x', sizeof long_title);
    snprintf(text, sizeof text, "%stitle: %.255s", SMALLEST, long_title);
    assert_parses(text);
    assert_int_equal(strlen(study.title), 255);
    snprintf(text, sizeof text, "%stitle: %.256s", SMALLEST, long_title);
    assert_refused(text,
                   "s.yaml:4: title is 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...': at "
                   "most 255 bytes are allowed");
}

static void test_duplicates(void **state)
{
    (void)state;
    assert_refused("name: a\nseed: 1\nname: b\n",
                   "s.yaml:3: key 'name' stands here a second time: it is on line 1 already");
    assert_refused("task: {name: echo}\ntask: {n_in: 4}\n",
                   "s.yaml:2: key 'task' stands here a second time: it is on line 1 already");
    assert_refused("training:\n  epochs: 3\n  epochs: 3\n",
                   "s.yaml:3: key 'epochs' in training stands here a second time: it is on line 2 already");
    assert_refused("grid:\n  n_in: [3]\n  n_in: 4\n",
                   "s.yaml:3: key 'n_in' in grid stands here a second time: it is on line 2 already");
    assert_refused("name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\nmodels:\n- name: baseline\n"
                   "- {title: x, kind: attention,\n   name: baseline}\n",
                   "s.yaml:6: two models are named 'baseline': give each a name of its own");
    assert_refused(followed_by(SMALLEST, "grid: {units: [4, 5, 4]}"), "s.yaml:4: grid.units lists 4 twice");
    assert_refused(followed_by(SMALLEST, "grid: {units: [4, +4]}"), "s.yaml:4: grid.units lists 4 twice");
}

static void test_missing(void **state)
{
    (void)state;
    assert_refused("seed: 3\n", "s.yaml: name is missing");
    assert_refused("name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 9}\n",
                   "s.yaml: models is missing: list at least one");
    assert_refused("name: s\ntask: {n_in: 5, n_out: 2, cardinality: 9}\nmodels: [{name: baseline}]\n",
                   "s.yaml: task.name is missing");
    assert_refused("name: s\ntask: {name: echo, n_out: 2, cardinality: 9}\nmodels: [{name: baseline}]\n",
                   "s.yaml: task.n_in is missing: give it there, or as a list in grid");
    assert_refused(
        "name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 9}\nmodels:\n- name: baseline\n- units: 3\n",
        "s.yaml:5: models.name is missing in model 2 of the list");
}

static void test_cells_are_checked(void **state)
{
    (void)state;
    assert_refused("name: s\ntask: {name: echo}\ngrid: {n_in: [6, 4], n_out: [2, 6], cardinality: [10]}\n"
                   "models: [{name: baseline}]\n",
                   "s.yaml:3: task.n_out is 6: it must be at most task.n_in, which is 4 (cell n_in=4 n_out=6 "
                   "cardinality=10)");
    assert_refused("name: s\ntask: {name: echo}\ngrid:\n  n_in: [4]\n  n_out:\n  - 2\n  - 6\n  cardinality: [10]\n"
                   "models: [{name: baseline}]\n",
                   "s.yaml:7: task.n_out is 6: it must be at most task.n_in, which is 4 (cell n_in=4 n_out=6 "
                   "cardinality=10)");
}

/* At the line of the setting that is refused, whatever section it stands in. */
static void test_conflicts_name_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *task, *rest, *message;
    } wrong[] = {
        {"", "training:\n  epochs: 3\n  source: fixed\n",
         "s.yaml:8: training.source is fixed: training.samples must say how many pairs there are"},
        {"", "training: {epochs: 3}\nevaluate:\n  every: 4\n",
         "s.yaml:8: evaluate.every is 4: it must be at most training.epochs, which is 3"},
        {"", "training:\n  source: fixed\n  samples: 3\n  batch: 4\n",
         "s.yaml:9: training.batch is 4: it must be at most training.samples, which is 3"},
        {"", "training:\n  samples: 3\n",
         "s.yaml:7: training.samples is 3, but training.source fresh draws new pairs in each epoch: leave it out, or "
         "set source: fixed"},
        {"  marker: 3\n", "", "s.yaml:4: task.marker is 3, but task.name echo has none: leave it out"},
        {"  path: x.csv\n", "", "s.yaml:4: task.path is x.csv, but task.name echo has none: leave it out"},
        {"  checksum: 1f\n", "", "s.yaml:4: task.checksum is 1f, but task.name echo has none: leave it out"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[1024], message[512];
        snprintf(text, sizeof text,
                 "name: s\ntask:\n  name: echo\n%sgrid: {n_in: [4], n_out: [2], cardinality: [10]}\n"
                 "models: [{name: baseline}]\n%s",
                 wrong[i].task, wrong[i].rest);
        snprintf(message, sizeof message, "%s (cell n_in=4 n_out=2 cardinality=10)", wrong[i].message);
        assert_refused(text, message);
    }
    assert_refused("name: s\ntask: {n_in: 4, n_out: 2, cardinality: 9,\n  name: find_marker}\n"
                   "models: [{name: baseline}]\n",
                   "s.yaml:2: task.marker is 16: with task.cardinality 9 it must be from 0 to 8 (cell n_in=4 n_out=2 "
                   "cardinality=9)");
    assert_refused("name: s\ntask: {n_in: 4, n_out: 2, cardinality: 9,\n  name: file}\nmodels: [{name: baseline}]\n",
                   "s.yaml:3: task.path is missing: task.name file needs the path of a CSV or HDF5 file (cell n_in=4 "
                   "n_out=2 cardinality=9)");
}

/* The largest cell of a grid has a matrix of more numbers than can be counted. */
static void test_too_large_models_are_refused(void **state)
{
    (void)state;
    assert_refused("name: s\ntask: {name: echo}\ngrid:\n  n_in: [5, 1000]\n  n_out: [2]\n  cardinality: [50, 100000]\n"
                   "  units: [1, 24, 7]\nmodels: [{name: baseline}, {name: attention}]\n",
                   "s.yaml:6: with task.cardinality 100000, models.units 24, training.batch 1 and task.n_in 1000 the "
                   "model is too large: attention/W_r has 100000 x 100072 numbers (cell n_in=1000 n_out=2 "
                   "cardinality=100000 units=24)");
    assert_refused("name: s\ntask: {name: echo}\ngrid:\n  n_in: [5, 1000]\n  n_out: [2]\n  cardinality: [50, 20000]\n"
                   "training: {batch: 4096}\nmodels: [{name: baseline, units: 24}]\n",
                   "s.yaml:6: with task.cardinality 20000, models.units 24, training.batch 4096 and task.n_in 1000 the "
                   "model is too large: an array of 4096000 x 20000 numbers is more than 2147483647 (cell n_in=1000 "
                   "n_out=2 cardinality=20000)");
}

/* In the order of their lines; each once, though all models share the training; nothing is called missing that a wrong
 * key may have meant. */
static void test_all_mistakes_are_told(void **state)
{
    static const char *const expected[] = {
        "s.yaml:3: task.name is 'ecco': did you mean 'echo'?",
        "s.yaml:4: unknown key 'learning_rat' in grid: did you mean 'learning_rate'?",
        "s.yaml:4: grid.n_in is 'x': it must be a whole number from 1 to 1000",
        "s.yaml:6: unknown key 'unitz' in models: did you mean 'units'?",
        "s.yaml:6: models.layers is 99: it must be from 1 to 8",
        "s.yaml:8: training.epochs is 0: it must be from 1 to 10000000",
    };
    (void)state;
    assert_refused("name: s\nrepeats: many\n"
                   "task: {name: ecco, n_inn: 5, n_out: 2, cardinality: 10}\n"
                   "grid: {learning_rat: [0.1], n_in: [4, x]}\nmodels:\n"
                   "- {name: attention, unitz: {a: [1, 2]}, layers: 99}\n- {name: baseline}\n"
                   "training: {epochs: 0}\n",
                   "s.yaml:2: repeats is 'many': it must be a whole number from 1 to 100000");
    assert_string_equal(error_further(0), "s.yaml:3: unknown key 'n_inn' in task: did you mean 'n_in'?");
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_string_equal(error_further(i + 1), expected[i]);
    assert_null(error_further(7));
    assert_refused("name: s\n", "s.yaml: task.n_in is missing: give it there, or as a list in grid");
    assert_null(error_further(0));
    assert_refused("name: ''\nmodels: [{name: ''}]\n", "s.yaml:1: name is empty"); /* of which no title is made */
    assert_string_equal(error_further(0), "s.yaml:2: models.name is empty");
    assert_null(error_further(1));
    /* A study of a program has no task, and its metric may have any name: the kind decides. */
    assert_refused("name: s\nmetrics: [{name: accuracy}]\nmodels:\n- {name: a, kind: comand, command: [true]}\n",
                   "s.yaml:4: models.kind is 'comand': did you mean 'command'?");
    assert_null(error_further(0));
}

/* At the line of the model's setting: its kinds do not go together, or not in this cell. */
static void test_models_are_checked(void **state)
{
    (void)state;
    const char *head = "name: s\ntask: {name: echo}\ngrid: {n_in: [2, 4], n_out: [2], cardinality: [10]}\nmodels:\n"
                       "- name: attention\n";
    assert_parses(followed_by(head, "  attention: dot\n  feedback: teacher\n- {name: tagger}\n"));
    assert_refused(
        followed_by(head, "- {name: baseline, feedback: teacher}\n"),
        "s.yaml:6: models.feedback is teacher, but models.kind baseline has none: leave it out (cell n_in=2 n_out=2 "
        "cardinality=10)");
    assert_refused(followed_by(head, "- {name: tagger, attention: dot}\n"),
                   "s.yaml:6: models.attention is dot, but models.kind tagger has none: leave it out (cell n_in=2 "
                   "n_out=2 cardinality=10)");
    assert_refused(followed_by(head, "- {name: tagger, decoder_steps: output}\n"),
                   "s.yaml:6: models.kind is tagger: it gives as many values as it reads, 4, but "
                   "models.decoder_steps asks for 2: it must be input (cell n_in=4 n_out=2 cardinality=10)");
    assert_refused(followed_by(head, "  head: linear\n"),
                   "s.yaml:6: models.head is linear: it gives real values, but the task's are tokens: it must be "
                   "softmax (cell n_in=2 n_out=2 cardinality=10)");
}

/* --- files -------------------------------------------------------------------------------------------------------- */

static void test_reading_files(void **state)
{
    (void)state;
    assert_int_equal(study_read("experiments/tutorial.yaml", NULL, 0, &study), 0);
    assert_string_equal(study.name, "tutorial");
    assert_string_equal(study.models[1].model.title, "Encoder-Decoder With Attention Model");
    assert_int_equal(study_n_trials(&study), 20);
    assert_int_equal(study_read("experiments/grid.yaml", NULL, 0, &study), 0);
    assert_int_equal(study_n_trials(&study), 270);
    assert_int_equal(study_read("no/such/file.yaml", NULL, 0, &study), EX_NOINPUT);
    assert_string_equal(error_message(), "no/such/file.yaml: No such file or directory");
    assert_int_equal(study_read("experiments", NULL, 0, &study), EX_NOINPUT);
    assert_string_equal(error_message(), "experiments is a folder: give a study file, such as STUDY.yaml");
    assert_int_equal(study_read("/dev/null", NULL, 0, &study), EX_CONFIG);
    assert_int_equal(study_read("/dev/zero", NULL, 0, &study), EX_CONFIG);
}

static void assert_names_stand_in(const char *(*name)(size_t i), const char *text)
{
    size_t n = 0;
    for (; name(n) != NULL; n++)
        assert_non_null(strstr(text, name(n)));
    assert_true(n > 0);
}

static void test_help_names_every_key(void **state)
{
    static char text[32768];
    FILE *file = fmemopen(text, sizeof text, "w");
    (void)state;
    study_help(file);
    fclose(file);
    for (const struct setting *s = study_settings(); s->key != NULL; s++) {
        assert_non_null(strstr(text, s->key));
        assert_non_null(strstr(text, s->help));
    }
    assert_non_null(strstr(text, "1 to 10000000; default 5000"));
    assert_non_null(strstr(
        text,
        "baseline, attention, tagger, transformer, command, imported, persistence or seasonal; default the name"));
    assert_names_stand_in(task_name, text);
    assert_names_stand_in(model_word, text);
    assert_names_stand_in(cell_name, text);
    assert_names_stand_in(attention_name, text);
    assert_names_stand_in(head_name, text);
}

/* What stands in a section and in the grid would be hidden by the grid. */
static void test_conflicts_with_the_grid(void **state)
{
    (void)state;
    assert_refused(followed_by(SMALLEST, "grid: {n_in: [4]}"),
                   "s.yaml:2: task.n_in stands here and grid.n_in on line 4: keep one of the two");
    assert_refused("grid: {units: [4, 16]}\n"
                   "name: s\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\n"
                   "models:\n  - {name: baseline}\n  - {name: attention, units: 4}\n",
                   "s.yaml:6: models.units stands here and grid.units on line 1: keep one of the two");
    assert_refused(followed_by(SMALLEST, "training:\n  batch: 8\ngrid:\n  batch: 8\n"),
                   "s.yaml:5: training.batch stands here and grid.batch on line 7: keep one of the two");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_all_keys),
        cmocka_unit_test(test_forms_of_yaml),
        cmocka_unit_test(test_unknown_keys),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_words_and_texts),
        cmocka_unit_test(test_duplicates),
        cmocka_unit_test(test_missing),
        cmocka_unit_test(test_conflicts_with_the_grid),
        cmocka_unit_test(test_cells_are_checked),
        cmocka_unit_test(test_conflicts_name_their_line),
        cmocka_unit_test(test_too_large_models_are_refused),
        cmocka_unit_test(test_all_mistakes_are_told),
        cmocka_unit_test(test_models_are_checked),
        cmocka_unit_test(test_reading_files),
        cmocka_unit_test(test_help_names_every_key),
    };
    return RUN_TESTS(tests);
}
