/* What the parts of the reference model share. */
#ifndef ATTNBENCH_REFERENCE_PARTS_H
#define ATTNBENCH_REFERENCE_PARTS_H

#include "reference_model.h"

enum { MOST = 72 }; /* of T, L, E, F and a transformer's width in the tests */

const struct reference_parameter *reference_find(const struct reference_model *reference, const char *name);

/* y += x W; y += b */
void reference_product(const struct reference_model *reference, const char *name, const double *x, double *y);
void reference_add(const struct reference_model *reference, const char *name, double *y);

double reference_sigmoid(double x);

/* A token one-hot, or, where there are any, features as they are. */
void reference_features(const float *values, int features, double *out);

/* One step of the model's cell, with the parameters under `scope`: from x, h and c to h and c. */
void reference_cell_step(const struct reference_model *reference, const char *scope, const double *x, double *h,
                         double *c);

/* Loss of one step whose outputs come from x alone, by output/W and output/b. */
double reference_output_loss(const struct reference_model *reference, const double *x, const float *target);

/* Sum over the real steps of one pair. */
double reference_transformer_loss(const struct reference_model *reference, const float *input, int n_in,
                                  const float *target, int steps);

/* input (T): the encoder's sequence x (T, E) and its last state (E). */
void reference_encode(const struct reference_model *reference, const float *input, double x[][MOST], double *last);

#endif
