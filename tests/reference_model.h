/* The models in plain double precision, written from the equations alone: the loss, for gradients by differences. */
#ifndef ATTNBENCH_REFERENCE_MODEL_H
#define ATTNBENCH_REFERENCE_MODEL_H

#include "attnbench/nn/model.h"

struct reference_parameter {
    const char *name;
    uint64_t hash; /* of the name: it is searched for often */
    int rows, cols;
    double *values; /* (rows, cols) */
};

struct reference_model {
    struct model_config config;
    int n_parameters;
    struct reference_parameter parameters[128];
};

/* Copies the weights of a model. */
void reference_copy(struct model *model, const struct model_config *config, struct reference_model *out);
void reference_free(struct reference_model *reference);

/* Mean loss of a batch over its real steps, input (B, T), target (B, L). */
double reference_loss(const struct reference_model *reference, const float *input, const float *target);

#endif
