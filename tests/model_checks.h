/* Checks that hold for a model of any kind. */
#ifndef ATTNBENCH_MODEL_CHECKS_H
#define ATTNBENCH_MODEL_CHECKS_H

#include "attnbench/nn/model.h"

enum { MOST_INPUTS = 256 }; /* of a batch's input and of its target */

/* An LSTM encoder, softmax head, additive attention that feeds back its output, true sigmoids; learns as by default. */
struct model_config config_of(const char *decoder, int n_in, int steps, int cardinality, int units, int batch);

/* With initial weights, always the same. */
struct model *model_of(const struct model_config *config);

/* Values of the kind that the model takes, input (B, T), target (B, L); checks_pad: with lengths of their own. */
extern bool checks_pad;
void draw_pairs(const struct model_config *config, uint32_t repeat, float *input, float *target);

/* Numbers in a tensor; a copy of the one of this name, which the caller frees. */
size_t size_of(struct parameter_view view);
float *weights_of(struct model *model, const char *name, struct parameter_view *view);

/* The fewer of a tensor's rows and columns are orthonormal. */
void check_orthonormal(struct model *model, const char *name);

/* The loss and the gradients of one step against differences of the reference's loss; of a large tensor every 13th.
 * Of a model with its weights as they are, or of one with initial weights. */
void check_gradients_of(struct model *model, const struct model_config *config);
void check_gradients(const struct model_config *config);

/* The same over odd sizes of all kinds: `config` gives the rest. Sizes that the kind cannot do are left out. */
void check_gradients_of_sizes(const struct model_config *config);
void check_many_gradients(const struct model_config *config); /* with either gate */

/* 200 steps give the same bits on every instruction set, one pair at a time and nine. */
void check_same_bits(const struct model_config *config);

/* A short batch gives the bits of a model made for no more; room for evaluation changes nothing. */
void check_short_batches_train_alike(const struct model_config *config);

/* Values do not depend on how many are predicted at once, the last batch being short. */
void check_batches_predict_alike(const struct model_config *config);

/* Updates that wait in rows which nothing reads give the bits of updates made at once. */
void check_updates_wait(const struct model_config *config);

/* Adam moves rows that a step does not read too: those of the tensor of this name. */
void check_unread_rows_move(const struct model_config *config, const char *name);

/* The loss on one batch falls to almost nothing. */
void check_learns(const struct model_config *config);

#endif
