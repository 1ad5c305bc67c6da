#include "attnbench/trial/attention_weights.h"
#include "attnbench/base/decoded.h"
#include "attnbench/base/error.h"
#include "attnbench/base/padding.h"
#include "attnbench/base/text.h"
#include "attnbench/journal/record.h"
#include "attnbench/store/results.h"
#include "attnbench/trial/predictor.h"

#include <stdlib.h>
#include <math.h>
#include <string.h>

/* The model of one repeat in the study's first cell. */
static int open_first_cell(const char *directory, const struct study *study, int model, size_t repeat,
                           struct predictor *out)
{
    struct trial trial = study_trial(study, study_index(study, model, 0, repeat));
    return predictor_open(study, &trial, directory, out);
}

struct stored stored_of(int status, bool none)
{
    struct stored stored = {.state = status == 0 ? STORED_READ
                                     : none      ? STORED_NONE
                                                 : STORED_UNREADABLE,
                            .status = status};
    if (status != 0)
        text_copy(stored.why, sizeof stored.why, error_message());
    return stored;
}

/* The mean weights of `sequences` new inputs; at an output step, of those whose targets are so long. */
static int average(struct predictor *predictor, size_t sequences, struct attention_weights *out)
{
    size_t n_in = (size_t)predictor->task.n_in, steps = (size_t)predictor->task.steps;
    double *mean = allocate(steps * n_in, sizeof *mean), *answered = allocate(steps, sizeof *answered);
    if (mean == NULL || answered == NULL) {
        free(mean);
        free(answered);
        return EX_OSERR;
    }
    for (size_t i = 0; i < sequences; i++) {
        predictor_draw(predictor);
        predictor_attend(predictor);
        size_t real = (size_t)real_steps(predictor->expected, predictor->task.steps,
                                         (int)task_targets(&predictor->task) / predictor->task.steps);
        for (size_t t = 0; t < real; t++)
            answered[t]++;
        for (size_t j = 0; j < real * n_in; j++)
            mean[j] += (double)predictor->attention[j] / (double)sequences;
    }
    for (size_t j = 0; j < steps * n_in; j++)
        if (answered[j / n_in] > 0 && answered[j / n_in] < (double)sequences)
            mean[j] *= (double)sequences / answered[j / n_in];
    free(answered);
    *out = (struct attention_weights){predictor->trial.repeat, steps, n_in, sequences, mean};
    return 0;
}

struct stored attention_weights(const char *directory, const struct study *study, int model, size_t repeat,
                                size_t sequences, struct attention_weights *out)
{
    struct predictor predictor;
    int status = open_first_cell(directory, study, model, repeat, &predictor);
    if (status == 0 && !model_has_attention(predictor.model))
        status = fail(EX_NOINPUT, "%s has no attention", predictor.trial.settings.model.name);
    bool none = status == EX_NOINPUT;
    if (status == 0)
        status = predictor_open_pairs(study, "attention weights", &predictor);
    if (status == 0)
        status = average(&predictor, sequences, out);
    predictor_free(&predictor);
    return stored_of(status, none);
}

void decoded_free(struct decoded *decoded)
{
    free(decoded->input);
    free(decoded->expected);
    free(decoded->predicted);
    free(decoded->attention);
    vocabulary_free(&decoded->vocabulary[0]);
    vocabulary_free(&decoded->vocabulary[1]);
}

/* The first of the numbers of each of so many steps. */
static void take_first(float *out, const float *values, size_t steps, size_t numbers)
{
    for (size_t t = 0; t < steps; t++)
        out[t] = values[t * numbers];
}

/* Draws decoded->n sequences; of several features the first is shown. */
static int decode(struct predictor *predictor, struct decoded *out)
{
    size_t n_in = out->n_in, steps = out->steps;
    size_t numbers_in = task_inputs(&predictor->task) / n_in, numbers_out = task_targets(&predictor->task) / steps;
    bool attends = model_has_attention(predictor->model);
    out->input = allocate(out->n * n_in, sizeof *out->input);
    out->expected = allocate(out->n * steps, sizeof *out->expected);
    out->predicted = allocate(out->n * steps, sizeof *out->predicted);
    out->attention = attends ? allocate(out->n * steps * n_in, sizeof *out->attention) : NULL;
    if (out->input == NULL || out->expected == NULL || out->predicted == NULL || (attends && out->attention == NULL))
        return EX_OSERR;
    for (size_t i = 0; i < out->n; i++) {
        predictor_draw(predictor);
        predictor_predict(predictor);
        take_first(out->input + i * n_in, predictor->input, n_in, numbers_in);
        take_first(out->expected + i * steps, predictor->expected, steps, numbers_out);
        take_first(out->predicted + i * steps, predictor->predicted, steps, numbers_out);
        if (!attends)
            continue;
        predictor_attend(predictor);
        memcpy(out->attention + i * steps * n_in, predictor->attention, steps * n_in * sizeof *out->attention);
    }
    return 0;
}

struct stored decode_sequences(const char *directory, const struct study *study, int model, size_t n,
                               struct decoded *out)
{
    struct predictor predictor;
    int status = open_first_cell(directory, study, model, 0, &predictor);
    bool none = status == EX_NOINPUT;
    if (status == 0)
        status = predictor_open_pairs(study, "decoded sequences", &predictor);
    if (status == 0) {
        *out = (struct decoded){.model = (size_t)model,
                                .repeat = predictor.trial.repeat,
                                .n = n,
                                .n_in = (size_t)predictor.task.n_in,
                                .steps = (size_t)predictor.task.steps,
                                .is_real = predictor.task.kind->is_real};
        status = decode(&predictor, out);
        for (int side = 0; side < 2; side++) {
            out->vocabulary[side] = predictor.vocabulary[side];
            predictor.vocabulary[side] = (struct vocabulary){0};
        }
        if (status != 0)
            decoded_free(out);
    }
    predictor_free(&predictor);
    return stored_of(status, none);
}

/* At the first n_out output steps; the others are padding, at which it does not matter where a model looks. */
static double percent_on_last_3(const struct attention_weights *weights, size_t n_out)
{
    enum { LAST = 3 };
    size_t n = weights->n_in < LAST ? weights->n_in : LAST, steps = n_out < weights->steps ? n_out : weights->steps;
    double sum = 0;
    for (size_t t = 0; t < steps; t++)
        for (size_t j = weights->n_in - n; j < weights->n_in; j++)
            sum += weights->mean[t * weights->n_in + j];
    return 100 * sum / (double)steps;
}

/* Whether a claim on it names the model; NULL: any. */
static bool is_claimed(const struct study *study, const char *model)
{
    bool claimed = false;
    for (int i = 0; i < study->n_claims; i++) {
        const struct expectation *expect = &study->claims[i].expect;
        bool named = model == NULL || strcmp(expect->model, model) == 0 || strcmp(expect->against, model) == 0;
        claimed = claimed || (named && study->claims[i].measured->source == METRIC_OF_WEIGHTS);
    }
    return claimed;
}

/* Of one trial; what is not had is said in *missing, unless another's was said before that is as bad. */
static void load_trial(const char *directory, const struct study *study, const struct trial *trial, double *percent,
                       struct missing_weights *missing)
{
    enum { SEQUENCES = 100 };
    struct attention_weights weights = {0};
    struct stored stored =
        attention_weights(directory, study, trial->model, (size_t)trial->repeat, SEQUENCES, &weights);
    bool is_unreadable = stored.state == STORED_UNREADABLE;
    if (stored.state == STORED_READ) {
        *percent = percent_on_last_3(&weights, (size_t)trial->settings.task.n_out);
        free(weights.mean);
    } else if (missing->why[0] == '\0' || (is_unreadable && !missing->is_unreadable)) {
        text_copy(missing->why, sizeof missing->why, stored.why);
        missing->is_unreadable = is_unreadable;
        missing->status = stored.status;
    }
}

int results_load_attention(const char *directory, const struct study *study, struct results *results)
{
    if (!is_claimed(study, NULL))
        return 0;
    bool is_copy = results->attention_last_3 != NULL; /* it has what the weights said, and no weights */
    TRY(results_allocate_attention(results));
    results->weights_missing = allocate((size_t)study->n_models, sizeof *results->weights_missing);
    if (results->weights_missing == NULL)
        return EX_OSERR;
    size_t repeats = study_max_repeats(study);
    for (int model = 0; model < study->n_models; model++)
        for (size_t repeat = 0; repeat < repeats && is_claimed(study, study->models[model].model.name); repeat++) {
            struct trial trial = study_trial(study, study_index(study, model, 0, repeat));
            if (trial_has_figures(results->status[trial.index]) && !is_copy)
                load_trial(directory, study, &trial, &results->attention_last_3[trial.index],
                           &results->weights_missing[model]);
        }
    return 0;
}
