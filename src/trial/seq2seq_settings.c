/* The settings of the built-in sequence models. */
#include "seq2seq_settings.h"
#include "attnbench/nn/model.h"
#include "attnbench/study/setting_rows.h"
#include "attnbench/task/task.h"

#include <string.h>

CHOICES(truths, "false", "true")
CHOICES(gates, "hard_sigmoid", "sigmoid")
CHOICES(target_lengths, "input", "output")
CHOICES(feedbacks, "softmax", "teacher")
CHOICES(sources, "fresh", "fixed")
CHOICES(tokens, "characters", "words")
CHOICES(arithmetics, "portable", "openblas")

/* Each key of the training is one of models too, by which a model has it for itself. */
#define OF_STUDY(key, type, flags, min, max, choice, fallback, help) \
    {"training", #key, type, flags, TRIAL(training.key), min, max, choice, fallback, help},
#define OF_MODEL(key, type, flags, min, max, choice, fallback, help) \
    {"models",                                                       \
     #key,                                                           \
     type,                                                           \
     SETTING_LABEL | SETTING_OPTIONAL,                               \
     TRIAL(training.key),                                            \
     min,                                                            \
     max,                                                            \
     choice,                                                         \
     NULL,                                                           \
     #key " of this model, instead of the one under training"},
#define TRAINING(ROW)                                                                                               \
    ROW(source, SETTING_WORD, 0, 0, 0, sources, "fresh",                                                            \
        "new sequence pairs in each epoch, or the same samples in another order")                                   \
    ROW(samples, SETTING_INTEGER, 0, 0, 1e7, NULL, "0", "sequence pairs to train on with source fixed, drawn once") \
    ROW(validation, SETTING_INTEGER, 0, 0, 1e6, NULL, "0",                                                          \
        "further pairs that are held out, for evaluate.every, with source fixed")                                   \
    ROW(epochs, SETTING_INTEGER, 0, 1, 1e7, NULL, "5000",                                                           \
        "training steps of one batch each; with source fixed passes over all samples")                              \
    ROW(batch, SETTING_INTEGER, SETTING_LEADS, 1, 4096, NULL, "1", "sequence pairs a step")                         \
    ROW(learning_rate, SETTING_REAL, 0, 1e-12, 1, NULL, "0.001", "Adam's step size")                                \
    ROW(beta1, SETTING_REAL, 0, 0, 0.999999, NULL, "0.9", "decay of Adam's first moment, a step")                   \
    ROW(beta2, SETTING_REAL, 0, 0, 0.999999, NULL, "0.999", "decay of Adam's second moment, a step")                \
    ROW(epsilon, SETTING_REAL, 0, 1e-15, 1, NULL, "1e-8", "keeps Adam's denominator from 0")                        \
    ROW(arithmetic, SETTING_WORD, 0, 0, 0, arithmetics, "portable",                                                 \
        "of matrix products: the same bits everywhere, or by OpenBLAS, the same on one core type")

const struct setting seq2seq_settings[] = {
    {"task", "name", SETTING_WORD, SETTING_REQUIRED, TRIAL(task.name), 0, 0, task_name, NULL, "the problem to learn"},
    {"task", "n_in", SETTING_INTEGER, SETTING_LEADS | SETTING_REQUIRED, TRIAL(task.n_in), 1, 1000, NULL, NULL,
     "length of the input, steps"},
    {"task", "n_out", SETTING_INTEGER, SETTING_LEADS | SETTING_REQUIRED, TRIAL(task.n_out), 1, 1000, NULL, NULL,
     "values to give back, at most n_in; of series rows to forecast, any number"},
    {"task", "cardinality", SETTING_INTEGER, SETTING_LEADS | SETTING_REQUIRED, TRIAL(task.cardinality), 1, 100000, NULL,
     NULL, "number of different values; of real ones 1, which may be left out; made by text"},
    {"task", "reserve_zero", SETTING_WORD, 0, TRIAL(task.reserve_zero), 0, 0, truths, "false",
     "values are 1 to cardinality-1, so that 0 is padding alone: for echo, reverse and sort"},
    {"task", "marker", SETTING_INTEGER, 0, TRIAL(task.marker), 0, 99999, NULL, "16",
     "the value that find_marker looks for"},
    {"task", "cardinality_out", SETTING_INTEGER, SETTING_LATER, TRIAL(task.cardinality_out), 0, 100000, NULL, "0",
     "number of different values in targets, where they have others than inputs: for file; made by text; 0: as "
     "cardinality"},
    {"task", "features", SETTING_INTEGER, SETTING_LATER, TRIAL(task.features), 1, 1000, NULL, "1",
     "real numbers of an input step: for denoise, each a sine of its own"},
    {"task", "features_out", SETTING_INTEGER, SETTING_LATER, TRIAL(task.features_out), 1, 1000, NULL, "1",
     "real numbers of a target step: for denoise, the sines of the first features"},
    {"task", "shortest", SETTING_INTEGER, SETTING_LATER, TRIAL(task.shortest), 0, 1000, NULL, "0",
     "least length of an input, which is then drawn evenly up to n_in: for echo, reverse and sort; 0: all have n_in"},
    {"task", "tokens", SETTING_WORD, SETTING_LATER | SETTING_WHOLE, TRIAL(task.tokens), 0, 0, tokens, "characters",
     "of text: what a source is cut into; words stand between blanks"},
    {"task", "tokens_out", SETTING_WORD, SETTING_LATER | SETTING_WHOLE, TRIAL(task.tokens_out), 0, 0, tokens,
     "characters", "of text: what a target is cut into"},
    {"task", "vocabulary", SETTING_INTEGER, SETTING_LATER | SETTING_WHOLE, TRIAL(task.vocabulary), 0, 99000, NULL, "0",
     "of text: most tokens of sources that are known, the most frequent ones; 0: all of the training part"},
    {"task", "vocabulary_out", SETTING_INTEGER, SETTING_LATER | SETTING_WHOLE, TRIAL(task.vocabulary_out), 0, 99000,
     NULL, "0", "of text: the same of targets"},
    {"task", "held_out", SETTING_INTEGER, SETTING_LATER | SETTING_WHOLE, TRIAL(task.held_out), 1, 99, NULL, "10",
     "of text: percent of the sources that are evaluated, where the file does not say which"},
    {"task", "path", SETTING_TEXT, SETTING_LABEL | SETTING_OPTIONAL, TRIAL(task.path), NO_BOUNDS, NULL,
     "of the tasks file and series (CSV or HDF5) and text (TSV): the file, beside the study file"},
    {"task", "checksum", SETTING_NAME, SETTING_OPTIONAL, TRIAL(task.checksum), NO_BOUNDS, NULL,
     "of the bytes of that file, to be sure that it is the same; filled in when it is not given"},
    {"task", "targets", SETTING_LIST, SETTING_OPTIONAL, TRIAL(task.targets), NO_BOUNDS, NULL,
     "of series: the columns to forecast"},
    {"task", "inputs", SETTING_LIST, SETTING_OPTIONAL, TRIAL(task.inputs), NO_BOUNDS, NULL,
     "of series: the columns to forecast from; when not given the targets"},
    {"task", "time", SETTING_TEXT, SETTING_LABEL | SETTING_OPTIONAL, TRIAL(task.time), NO_BOUNDS, NULL,
     "of series: the column of times, which must rise; when not given rows are taken to be in their order"},
    {"task", "test_share", SETTING_REAL, SETTING_LATER | SETTING_WHOLE, TRIAL(task.test_share), 0.001, 0.999, NULL,
     "0.2", "of series: the share of the rows, the last ones, that the evaluation forecasts"},

    {"models", "cell", SETTING_WORD, 0, TRIAL(model.cell), 0, 0, cell_name, "lstm", "the recurrent cell"},
    {"models", "gate", SETTING_WORD, 0, TRIAL(model.gate), 0, 0, gates, "hard_sigmoid",
     "activation of the cell's gates"},
    {"models", "units", SETTING_INTEGER, SETTING_LEADS, TRIAL(model.units), 1, 4096, NULL, "150",
     "width of the recurrent layers"},
    {"models", "layers", SETTING_INTEGER, 0, TRIAL(model.layers), 1, MODEL_MAX_LAYERS, NULL, "1",
     "layers of the encoder, one on the other, and of a transformer's decoder as many"},
    {"models", "heads", SETTING_INTEGER, SETTING_LATER, TRIAL(model.heads), 1, 64, NULL, "2",
     "of a transformer's attention; units must be a multiple"},
    {"models", "feed_forward", SETTING_INTEGER, SETTING_LATER, TRIAL(model.feed_forward), 0, 16384, NULL, "0",
     "width of a transformer's layers between those of attention; 0: four times units"},
    {"models", "bidirectional", SETTING_WORD, 0, TRIAL(model.bidirectional), 0, 0, truths, "false",
     "the encoder also reads from the last step to the first"},
    {"models", "embedding", SETTING_INTEGER, 0, TRIAL(model.embedding), 0, 4096, NULL, "0",
     "width of the learned embedding of input values; 0: they are one-hot"},
    {"models", "weights_as", SETTING_NAME, SETTING_OPTIONAL, TRIAL(model.weights_as), NO_BOUNDS, NULL,
     "another model; in each cell units are chosen so that this one has as many weights"},
    {"models", "decoder_steps", SETTING_WORD, 0, TRIAL(model.decoder_steps), 0, 0, target_lengths, "input",
     "length of the target: n_in, padded with zeros, or n_out"},
    {"models", "mask", SETTING_WORD, SETTING_LATER, TRIAL(model.mask), 0, 0, truths, "false",
     "leave padding out of states, attention, losses and figures; false: it counts, as zeros"},
    {"models", "attention", SETTING_WORD, 0, TRIAL(model.attention), 0, 0, attention_name, "additive",
     "how an attention decoder scores the steps of the input"},
    {"models", "feedback", SETTING_WORD, 0, TRIAL(model.feedback), 0, 0, feedbacks, "softmax",
     "what an attention decoder sees of the step before: its own output, or the target while training"},
    {"models", "embedding_out", SETTING_INTEGER, SETTING_LATER, TRIAL(model.embedding_out), 0, 4096, NULL, "0",
     "of an attention decoder with feedback teacher: width of the learned embedding by which it sees the value of the "
     "step before; 0: that is one-hot"},
    {"models", "copy", SETTING_WORD, SETTING_LATER, TRIAL(model.copy), 0, 0, truths, "false",
     "an attention decoder may copy a value of the input, by where it attends, instead of making one"},
    {"models", "head", SETTING_WORD, 0, TRIAL(model.head), 0, 0, head_name, "softmax",
     "what makes the outputs: probabilities of tokens, or real values as they are"},
    TRAINING(OF_MODEL) TRAINING(OF_STUDY)

        {"evaluate", "sequences", SETTING_INTEGER, 0, TRIAL(evaluate.sequences), 1, 1e6, NULL, "100",
         "new sequence pairs to count the right ones of"},
    {"evaluate", "every", SETTING_INTEGER, SETTING_WHOLE, TRIAL(evaluate.every), 0, 1e7, NULL, "0",
     "epochs between evaluations of held-out pairs, for a learning curve; 0: none"},
    {.key = NULL},
};

static bool states_features(const struct trial_settings *settings)
{
    return trial_is_real(settings) && !trial_has_option(settings, TASK_SERIES);
}

static bool has_tokens(const struct trial_settings *settings)
{
    return !trial_is_real(settings);
}

bool seq2seq_attends(const struct trial_settings *settings)
{
    return model_word_attends(settings->model.kind);
}

static bool is_recurrent(const struct trial_settings *settings)
{
    return decoder_find(settings->model.kind) != NULL;
}

static bool is_transformer(const struct trial_settings *settings)
{
    return !is_recurrent(settings);
}

static bool has_attention_decoder(const struct trial_settings *settings)
{
    return is_recurrent(settings) && seq2seq_attends(settings);
}

static bool has_teacher(const struct trial_settings *settings)
{
    return strcmp(settings->model.feedback, "teacher") == 0;
}

const struct setting_condition seq2seq_conditions[] = {
    {"task", "reserve_zero", "task", "name", .option = TASK_RESERVE_ZERO},
    {"task", "marker", "task", "name", .option = TASK_MARKER},
    {"task", "cardinality_out", "task", "name", .option = TASK_CARDINALITY_OUT},
    {"task", "features", "task", "name", .has = states_features},
    {"task", "features_out", "task", "name", .has = states_features},
    {"task", "shortest", "task", "name", .option = TASK_SHORTEST},
    {"task", "path", "task", "name", .option = TASK_FILE},
    {"task", "checksum", "task", "name", .option = TASK_FILE},
    {"task", "inputs", "task", "name", .option = TASK_SERIES},
    {"task", "targets", "task", "name", .option = TASK_SERIES},
    {"task", "time", "task", "name", .option = TASK_SERIES},
    {"task", "test_share", "task", "name", .option = TASK_SERIES},
    {"task", "tokens", "task", "name", .option = TASK_TEXT},
    {"task", "tokens_out", "task", "name", .option = TASK_TEXT},
    {"task", "vocabulary", "task", "name", .option = TASK_TEXT},
    {"task", "vocabulary_out", "task", "name", .option = TASK_TEXT},
    {"task", "held_out", "task", "name", .option = TASK_TEXT},
    {"models", "embedding", "task", "name", .has = has_tokens},
    {"models", "mask", "task", "name", .has = has_tokens},
    {"models", "attention", "models", "kind", .has = has_attention_decoder},
    {"models", "feedback", "models", "kind", .has = has_attention_decoder},
    {"models", "embedding_out", "models", "kind", .has = has_attention_decoder},
    {"models", "embedding_out", "task", "name", .has = has_tokens},
    {"models", "embedding_out", "models", "feedback", .has = has_teacher},
    {"models", "copy", "models", "kind", .has = has_attention_decoder},
    {"models", "cell", "models", "kind", .has = is_recurrent},
    {"models", "gate", "models", "kind", .has = is_recurrent},
    {"models", "bidirectional", "models", "kind", .has = is_recurrent},
    {"models", "embedding", "models", "kind", .has = is_recurrent},
    {"models", "heads", "models", "kind", .has = is_transformer},
    {"models", "feed_forward", "models", "kind", .has = is_transformer},
    {"models", "copy", "task", "name", .has = has_tokens},
    {.key = NULL},
};
