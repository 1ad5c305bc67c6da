/* A model: encoder, decoder, softmax, loss and Adam. No I/O.
 *
 * Shapes: B batch, T input length (n_in), L decoder steps, H units, E width of the encoder's output. An input step is
 * a token of F (cardinality) or D real features, an output step a token of F_out or G features; O is the width of what
 * the model gives for one, F_out or G.
 * Row vectors: x W with W (in, out).
 *
 * The values of a sequence are floats: a whole number a step, 0..F-1 or 0..F_out-1, that names its token, or its D or G
 * features. Arrays below are of tokens; of features each step has D or G numbers, side by side. Steps behind
 * its real ones hold PADDING (padding.h): recurrent layers keep their state over it, attention gives it no weight, and
 * no loss counts it. A batch costs what its longest input and target ask for. */
#ifndef ATTNBENCH_MODEL_H
#define ATTNBENCH_MODEL_H

#include "attnbench/base/random.h"
#include "attnbench/kernels/kernels.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MODEL_MAX_LAYERS = 8 };

/* portable: the same bits everywhere; openblas: kernels_with_openblas (kernels.h). */
enum arithmetic { ARITHMETIC_PORTABLE, ARITHMETIC_OPENBLAS };

enum feedback { FEEDBACK_OUTPUT, FEEDBACK_TEACHER };

struct model_family;   /* family.h */
struct decoder_kind;   /* decoder.h */
struct cell_kind;      /* recurrent.h */
struct head_kind;      /* head.h */
struct attention_kind; /* attention.h */

/* Which portable arithmetic makes the figures: raised with every change after which a training ends in other bits. Runs
 * record it, and trials of unlike arithmetic are not mixed in one folder. */
enum { MODEL_ARITHMETIC = 3 };

struct model_config {
    const struct model_family *family;
    const struct decoder_kind *decoder; /* of the recurrent family */
    const struct cell_kind *cell;
    const struct head_kind *head;
    const struct attention_kind *attention; /* of an attention decoder */
    enum gate gate;
    enum arithmetic arithmetic;
    enum feedback feedback;                     /* of an attention decoder */
    int copy;                                   /* an attention decoder may copy tokens of the input: F_out = F */
    int n_in, steps, cardinality, units, batch; /* T, L, F, H, B */
    int layers;                 /* of the encoder, and of a transformer's decoder; to MODEL_MAX_LAYERS */
    int heads, feed_forward;    /* of a transformer: H is a multiple of heads; width, 0: 4 H */
    int bidirectional;          /* the encoder reads from both ends: E = 2H */
    int embedding;              /* width of the learned embedding of tokens; 0: one-hot */
    int embedding_out;          /* of tokens that teacher feedback feeds an attention decoder; 0: one-hot */
    int cardinality_out;        /* F_out; 0: F */
    int has_unknown;            /* token 0 of a target stands for what is not known, and is never right */
    int features, features_out; /* D, G; 0: tokens */
    int evaluation_batch;       /* most sequences model_predict works on at once, if more than batch */
    double learning_rate, beta1, beta2, epsilon;
};

/* O; numbers that a step has in an array of inputs, D or 1, and of targets, G or 1. */
static inline int model_output_width(const struct model_config *config)
{
    return config->features_out > 0      ? config->features_out
           : config->cardinality_out > 0 ? config->cardinality_out
                                         : config->cardinality;
}

static inline int model_input_numbers(const struct model_config *config)
{
    return config->features > 0 ? config->features : 1;
}

static inline int model_output_numbers(const struct model_config *config)
{
    return config->features_out > 0 ? config->features_out : 1;
}

struct model;

/* NULL when there is none of this name. family_find: of a word of models.kind. */
const struct model_family *family_find(const char *model);
const struct decoder_kind *decoder_find(const char *name);     /* baseline | attention | tagger */
const struct cell_kind *cell_find(const char *name);           /* lstm | gru */
const struct head_kind *head_find(const char *name);           /* softmax | linear */
const struct attention_kind *attention_find(const char *name); /* additive | dot */

/* The i-th name, NULL past the end; model_word: of models.kind, of all families. */
const char *model_word(size_t i);
bool model_word_attends(const char *model); /* whether models of this word have attention */
const char *cell_name(size_t i);
const char *head_name(size_t i);
const char *attention_name(size_t i);

/* The most that the loss of a step on tokens can be, the least being 0; INFINITY: there is no most. */
double head_most_loss(const struct head_kind *head);

/* Refuses kinds and sizes that make no sense together: EX_CONFIG, saying why, with settings as "models.head". */
int model_check(const struct model_config *config);

/* Makes a model with all weights zero. From then on the thread flushes denormal numbers to zero. EX_OSERR when memory
 * is short, EX_CONFIG when it is larger than kernels can count, or there is no OpenBLAS for it. The caller frees it
 * with model_free. */
int model_create(const struct model_config *config, struct model **out);
void model_free(struct model *model);

/* The same without memory for weights and work: only its table of parameters may be asked. EX_OSERR, EX_CONFIG. */
int model_outline(const struct model_config *config, struct model **out);

/* What a model would take, without making it. EX_CONFIG when it is larger than kernels can count. */
struct model_size {
    size_t tensors; /* named parameters */
    size_t weights; /* numbers in them, without padding */
    size_t bytes;   /* of memory: parameters, moments, activations */
};
int model_size(const struct model_config *config, struct model_size *out);

/* Draws the initial weights: one stream a parameter, named by seed, the parameter's name, cell and repeat. */
int model_initialize(struct model *model, uint64_t seed, uint64_t cell, uint32_t repeat);

/* Parameters by name, in the order of the model's table. "encoder0/forward/W": tests/golden has all. */
struct parameter_view {
    const char *name;
    int rows, cols; /* cols 0: a vector of `rows` */
};
size_t model_n_parameters(const struct model *model); /* tensors */
size_t model_n_weights(const struct model *model);    /* numbers in all of them */
struct parameter_view model_parameter(const struct model *model, size_t i);

/* Copies one tensor out or in, dense (rows, cols). */
enum parameter_slab { SLAB_WEIGHT, SLAB_FIRST_MOMENT, SLAB_SECOND_MOMENT };
void model_get(struct model *model, size_t i, enum parameter_slab slab, float *out);
void model_set(struct model *model, size_t i, const float *values);

/* Copies all weights out or in, model_n_weights numbers, tensor after tensor in the order of the table. */
void model_export(struct model *model, float *weights);
void model_import(struct model *model, const float *weights);

struct step_result {
    double loss;       /* mean over the real steps of all targets, before the update */
    int correct_steps; /* of these; 0 of real values, which are never just right */
    int steps;         /* real ones */
};

/* One Adam step on n <= B sequences: input (n, T), target (n, L). No allocation. */
struct step_result model_train_step(struct model *model, const float *input, const float *target, int n);

/* Values (n, L) for n inputs (n, T), at all L steps: most likely tokens, -1 where the model has diverged; or real
 * values. */
void model_predict(struct model *model, const float *input, int n, float *output);

/* The same; returns the mean loss over the real steps of target (n, L), which no feedback sees. */
double model_evaluate(struct model *model, const float *input, const float *target, int n, float *output);

/* Of one batch: outputs (B, L, O) and, unless NULL or the model has none, attention weights (B, L, T). target (B, L) as
 * while training, for teacher feedback; NULL: as while evaluating. */
void model_forward(struct model *model, const float *input, const float *target, float *outputs,
                   float *attention_weights);

int model_has_attention(const struct model *model);

/* What the last training step had to do at the least, for the benchmark's limit: passes over matrices, of weights or of
 * what attention sums. A product reads a matrix once, an update moves its weights and both moments once. A pass for n
 * rows of a batch, or time steps, makes n multiply-adds a number; passes are added up by powers of two of n. */
enum { TRAFFIC_CLASSES = 24 };
struct model_passes {
    size_t floats, multiply_adds;
};
struct model_traffic {
    struct model_passes products[TRAFFIC_CLASSES], updates[TRAFFIC_CLASSES]; /* of 2^c to 2^(c+1) - 1 rows */
    size_t largest_read;                                                     /* the most numbers of one product */
};
struct model_traffic model_traffic(const struct model *model);

/* Multiply-adds of one training step, the Adam update counted as 8 a parameter. */
double model_step_work(const struct model_config *config);

#endif
