/* A stored model with what it takes to ask it. */
#ifndef ATTNBENCH_TRIAL_PREDICTOR_H
#define ATTNBENCH_TRIAL_PREDICTOR_H

#include "attnbench/nn/model.h"
#include "attnbench/study/study.h"
#include "attnbench/task/task.h"

/* Shapes: T = task.n_in, L = task.steps; of features (T, D) and (L, G). O: outputs of a step (model.h). */
struct predictor {
    struct trial trial;
    struct task task;
    struct pair_table pairs;         /* of the task file */
    struct text_format format;       /* of texts: how they are cut, and their vocabularies; else none */
    struct vocabulary vocabulary[2]; /* of inputs, and of targets */
    struct model *model;             /* batch of 1; NULL: it forecasts a series without one */
    struct scaling scaling;          /* of a series, as it is stored with the weights; else empty */
    size_t row;                      /* the first of the window that was drawn of a series */
    struct stream stream;            /* of pairs that it has not seen */
    float *input;                    /* (T) */
    float *expected;                 /* (L) */
    float *predicted;                /* (L) */
    float *probabilities;            /* (L, O) */
    float *attention;                /* (L, T) */
};

/* EX_NOINPUT: the trial's weights are not stored; EX_IOERR: they may not be read; EX_DATAERR: they are damaged or
 * another trial's; EX_OSERR. To be freed in any case. */
int predictor_open(const struct study *study, const struct trial *trial, const char *directory, struct predictor *out);
void predictor_free(struct predictor *predictor);

/* Before anything is drawn; `purpose` names the stream. The statuses of own_pairs_read. */
int predictor_open_pairs(const struct study *study, const char *purpose, struct predictor *predictor);

/* A text becomes the input: returns its tokens, of which those beyond T are left out. */
int predictor_take_text(struct predictor *predictor, const char *text);

/* Tokens of the targets, or of inputs, as text in buffer, which it returns. */
const char *predictor_text(const struct predictor *predictor, bool of_inputs, const float *tokens, char *buffer,
                           size_t size);

void predictor_draw(struct predictor *predictor); /* the next pair: input and expected */
void predictor_predict(
    struct predictor *predictor); /* input → predicted; without a model, what was drawn → predicted */
void predictor_attend(struct predictor *predictor); /* input → attention */

/* ---- Of a series, with its pairs opened but where it is said ---- */

void predictor_take(struct predictor *predictor, size_t row); /* the window that begins at a row: input and expected */
void predictor_take_last(struct predictor *predictor);        /* the table's last n_in rows: input alone */

/* How its columns are scaled: as it was trained, also before its pairs are opened; empty without a model. */
const struct scaling *predictor_scaling(const struct predictor *predictor);

#endif
