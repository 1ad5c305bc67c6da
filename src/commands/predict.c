#include "attnbench/base/error.h"
#include "attnbench/base/padding.h"
#include "attnbench/base/text.h"
#include "attnbench/commands/actions.h"
#include "attnbench/folder/directory.h"
#include "attnbench/trial/predictor.h"
#include "attnbench/trial/saved_models.h"
#include "find_trial.h"
#include "forecast.h"
#include "predict_text.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 4096, NAMES_LISTED = 8 };

/* Keeps the message that says which weights there are instead. */
static void name_stored_weights(const struct study *study, const struct trial *trial, const char *directory)
{
    char path[PATH_BYTES], list[NAMES_LISTED * 80] = "none", *end = list, name[STUDY_TRIAL_TEXT];
    struct dirent **entries = NULL;
    if (directory_has_no_journal(directory)) {
        fail(EX_NOINPUT, "%s: a published copy has no weights: name the folder of the run", directory);
        return;
    }
    snprintf(path, sizeof path, "%s/models", directory);
    int n = scandir(path, &entries, is_stored_model, alphasort);
    for (int i = 0; i < n; i++) {
        if (i < NAMES_LISTED)
            end += snprintf(end, 80, "%s%.*s", i > 0 ? " " : "", 78, entries[i]->d_name);
        free(entries[i]);
    }
    if (n < 0 && errno != ENOENT)
        snprintf(list, sizeof list, "unknown, as models cannot be read (%s)", strerror(errno));
    free(entries);
    fail(EX_NOINPUT, "%s: no weights of %s are stored (save_models: %s decides which are); stored: %s%s", directory,
         study_trial_text(study, trial, name, sizeof name), study->save_models, list,
         n > NAMES_LISTED ? " and more" : "");
}

/* The message for an input of n values, with the --cell that takes them if the study has one. */
static int refuse_length(const struct study *study, const struct task *task, const char *where, int n)
{
    char hint[64] = "";
    if ((task->kind->options & TASK_SERIES) != 0)
        return fail(
            EX_USAGE, "%s: %d value%s; the model takes %zu, the %d column%s of task.inputs for each of n_in=%d rows",
            where, n, n == 1 ? "" : "s", task_inputs(task), task->features, task->features == 1 ? "" : "s", task->n_in);
    if (task->features > 1)
        return fail(EX_USAGE, "%s: %d value%s; the model takes %zu, features=%d for each of n_in=%d steps", where, n,
                    n == 1 ? "" : "s", task_inputs(task), task->features, task->n_in);
    for (int a = 0; a < study->n_axes; a++)
        for (int i = 0; i < study->axes[a].count; i++)
            if (strcmp(study->axes[a].setting->key, "n_in") == 0 &&
                value_is_equal(study->axes[a].values[i], value_integer(n)))
                snprintf(hint, sizeof hint, "; --cell n_in=%d chooses a model for them", n);
    return fail(EX_USAGE, "%s: %d value%s; the model takes n_in=%d%s", where, n, n == 1 ? "" : "s", task->n_in, hint);
}

/* The i-th number of an input; those of a series are in its columns' units. */
static int parse_value(const char *word, const char *where, const struct predictor *predictor, int i, float *out)
{
    int64_t token;
    double real;
    const struct scale *scales = predictor->scaling.inputs;
    if (predictor->task.kind->is_real) {
        if (!text_to_real(word, &real) || !isfinite(real))
            return fail(EX_USAGE, "%s: \"%s\" is not a number", where, word);
        *out = scales != NULL ? scale_from_units(scales[i % predictor->task.features], real) : (float)real;
        return 0;
    }
    if (!text_to_integer(word, &token))
        return fail(EX_USAGE, "%s: \"%s\" is not a whole number", where, word);
    *out = (float)token;
    return 0;
}

/* Of a model that has seen none such, an answer says nothing. */
static int check_input(const struct predictor *predictor, const char *where)
{
    char reason[256];
    if (predictor->task.kind->check_input(&predictor->task, predictor->input) == 0)
        return 0;
    text_copy(reason, sizeof reason, error_message());
    return fail(EX_USAGE, "%s: %s", where, reason);
}

/* "3 1 2 5 4" → the predictor's input. `where` it comes from begins a message. */
static int parse_numbers(const char *text, const char *where, const struct study *study,
                         const struct predictor *predictor)
{
    int n = 0, most = (int)task_inputs(&predictor->task);
    char words[PATH_BYTES], *rest = NULL;
    if (!text_copy(words, sizeof words, text))
        return fail(EX_USAGE, "%s: longer than %zu bytes", where, sizeof words - 1);
    for (char *word = strtok_r(words, " ,", &rest); word != NULL; word = strtok_r(NULL, " ,", &rest), n++) {
        float value;
        TRY(parse_value(word, where, predictor, n, &value));
        if (n < most)
            predictor->input[n] = value;
    }
    bool may_be_shorter = task_varies(&predictor->task) && is_padding(predictor->task.padding);
    if (n != most && (n < 1 || n > most || !may_be_shorter))
        return refuse_length(study, &predictor->task, where, n);
    for (int t = n; t < most; t++)
        predictor->input[t] = PADDING;
    return check_input(predictor, where);
}

/* Of n steps; those of several features in brackets of their own. */
static void write_sequence(const char *label, const float *values, int n, int features, FILE *out)
{
    char text[32];
    fprintf(out, "%s[", label);
    for (int i = 0; i < n * (features > 0 ? features : 1); i++) {
        fputs(i > 0 ? ", " : "", out);
        fputs(features > 1 && i % features == 0 ? "[" : "", out);
        if (features > 0)
            fputs(text_figure((double)values[i], 3, text, sizeof text), out);
        else
            fprintf(out, "%.0f", (double)values[i]);
        fputs(features > 1 && i % features == features - 1 ? "]" : "", out);
    }
    fputc(']', out);
}

/* Real steps. */
static int input_steps(const struct predictor *predictor)
{
    int n_in = predictor->task.n_in;
    return real_steps(predictor->input, n_in, (int)task_inputs(&predictor->task) / n_in);
}

/* A row an output step, a column an input step. */
static void write_attention(const struct predictor *predictor, int steps, FILE *out)
{
    char text[32];
    int n_in = input_steps(predictor);
    fprintf(out, "%12s", "input step");
    for (int j = 0; j < n_in; j++)
        fprintf(out, " %6d", j + 1);
    for (int t = 0; t < steps; t++) {
        fprintf(out, "\noutput %5d", t + 1);
        const float *weights = predictor->attention + (size_t)t * (size_t)predictor->task.n_in;
        for (int j = 0; j < n_in; j++)
            fprintf(out, " %6s", text_figure((double)weights[j], 3, text, sizeof text));
    }
    fputc('\n', out);
}

static double rmse(const struct predictor *predictor)
{
    double sum = 0;
    int n = (int)task_targets(&predictor->task);
    for (int t = 0; t < n; t++) {
        double error = (double)predictor->predicted[t] - (double)predictor->expected[t];
        sum += error * error;
    }
    return sqrt(sum / n);
}

/* Steps of the answer that the model was trained to give: behind a target, padding is one unless it is masked. */
static int answered_steps(const struct predictor *predictor, bool given)
{
    const struct task *task = &predictor->task;
    if (!given)
        return real_steps(predictor->expected, task->steps, (int)task_targets(task) / task->steps);
    if (!is_padding(task->padding))
        return task->steps;
    int length = input_steps(predictor);
    return task->shortest > 0 && length < task->n_out ? length : task->n_out;
}

/* Real values are answered more or less well, which tokens are not. */
static void write_answer(const struct predictor *predictor, bool given, int steps, FILE *out)
{
    char error[32];
    bool is_real = predictor->task.kind->is_real;
    write_sequence("Input: ", predictor->input, input_steps(predictor), predictor->task.features, out);
    if (!given)
        write_sequence("\nExpected: ", predictor->expected, steps, predictor->task.features_out, out);
    write_sequence(" Predicted ", predictor->predicted, steps, predictor->task.features_out, out);
    if (is_real && !given)
        fprintf(out, " RMSE %s", text_figure(rmse(predictor), 3, error, sizeof error));
    fputc('\n', out);
}

static bool is_series(const struct predictor *predictor)
{
    return (predictor->task.kind->options & TASK_SERIES) != 0;
}

static void write_weights(struct predictor *predictor, bool given, FILE *out)
{
    predictor_attend(predictor);
    if (predicts_texts(predictor))
        text_write_attention(predictor, out);
    else
        write_attention(predictor, is_series(predictor) ? predictor->task.steps : answered_steps(predictor, given),
                        out);
}

/* given: the input as it was given; NULL: it was drawn. Of a line of standard input a text is answered as a line. */
static void answer(struct predictor *predictor, const char *given, const struct predict_options *options, FILE *out)
{
    predictor_predict(predictor);
    if (predicts_texts(predictor) && given != NULL && given != options->input)
        text_write_pair(predictor, given, out);
    else if (predicts_texts(predictor))
        text_write_answer(predictor, given, out);
    else if (is_series(predictor))
        forecast_write(predictor, given != NULL, out);
    else
        write_answer(predictor, given != NULL, answered_steps(predictor, given != NULL), out);
    if (options->weights)
        write_weights(predictor, given != NULL, out);
}

static int answer_given(const struct predict_options *options, const char *input, const char *where,
                        const struct study *study, struct predictor *predictor, FILE *out)
{
    TRY(predicts_texts(predictor) ? text_parse_input(input, where, predictor)
                                  : parse_numbers(input, where, study, predictor));
    answer(predictor, input, options, out);
    return 0;
}

/* Each line of standard input; answers before a wrong one are printed. */
static int answer_lines(const struct predict_options *options, const struct study *study, struct predictor *predictor,
                        FILE *out)
{
    char *line = NULL, where[64];
    size_t room = 0;
    ssize_t length;
    int status = 0;
    for (long number = 1; status == 0 && (length = getline(&line, &room, stdin)) >= 0; number++) {
        while (length > 0 && strchr("\r\n", line[length - 1]) != NULL)
            line[--length] = '\0';
        snprintf(where, sizeof where, "line %ld of standard input", number);
        status = strlen(line) == (size_t)length ? answer_given(options, line, where, study, predictor, out)
                                                : fail(EX_USAGE, "%s: a byte 0", where);
    }
    if (status == 0 && ferror(stdin))
        status = fail(EX_IOERR, "cannot read standard input: %s", strerror(errno));
    free(line);
    return status;
}

static int answer_all(const struct predict_options *options, const struct study *study, struct predictor *predictor,
                      FILE *out)
{
    if (options->weights && (predictor->model == NULL || !model_has_attention(predictor->model)))
        return fail(EX_USAGE, "--weights: the model \"%s\" (%s) has no attention", options->choice.model,
                    predictor->trial.settings.model.kind);
    if (options->input != NULL && predictor->model == NULL)
        return fail(EX_USAGE, "--input: the model \"%s\" (%s) repeats values of the series itself: leave it out",
                    options->choice.model, predictor->trial.settings.model.kind);
    if (options->input != NULL && strcmp(options->input, "-") == 0)
        return answer_lines(options, study, predictor, out);
    if (options->input != NULL)
        return answer_given(options, options->input, "--input", study, predictor, out);
    TRY(predictor_open_pairs(study, "prediction", predictor));
    for (int64_t i = 0; i < options->examples; i++) {
        predictor_draw(predictor);
        answer(predictor, NULL, options, out);
    }
    if (!is_series(predictor))
        return 0;
    predictor_take_last(predictor);
    answer(predictor, "", options, out);
    return 0;
}

int predict_write(const struct predict_options *options, FILE *out)
{
    struct study study;
    struct trial trial;
    struct predictor predictor;
    TRY(directory_study(options->directory, &study));
    TRY(find_trial(&study, &options->choice, &trial));
    int status = predictor_open(&study, &trial, options->directory, &predictor);
    if (status == EX_NOINPUT)
        name_stored_weights(&study, &trial, options->directory);
    if (status == 0)
        status = answer_all(options, &study, &predictor, out);
    predictor_free(&predictor);
    return status;
}
