/* What layers of a family that wants a gradient (family.h) are made of: products with a matrix, and normalisation of
 * rows. Forward passes keep what the backward ones need; these add to network->gradient. */
#ifndef ATTNBENCH_LINEAR_H
#define ATTNBENCH_LINEAR_H

#include "attnbench/nn/network.h"

/* Y = X W + b */
struct linear {
    struct matrix w, b; /* (in, out), (out); b.rows 0: none */
};

/* Names "scope/w", "scope/b"; b NULL: no bias. */
void linear_layout(struct linear *linear, struct network *network, int in, int out, const char *scope, const char *w,
                   const char *b);

/* n rows: Y = X W + b, or Y += X W + b */
void linear_forward(struct network *network, const struct linear *linear, const float *x, int n, float *y);
void linear_add(struct network *network, const struct linear *linear, const float *x, int n, float *y);

/* The parameters' gradients, Σ x^T dy and Σ dy; dX += dY W^T unless dx is NULL. */
void linear_backward(struct network *network, const struct linear *linear, const float *x, const float *dy, int n,
                     float *dx);

/* Gradient of a vector: += Σ_k dy_k over n rows. */
void gradient_of_vector(struct network *network, struct matrix b, const float *dy, int n);

/* norm(x) = (x - mean) / sqrt(var + 1e-5) ∘ scale + shift (Ba, Kiros & Hinton 2016), of each row. */
struct norm {
    struct matrix scale, shift; /* (H) each */
    int units;
    float *normal, *factor; /* (rows, H): (x - mean) / sd; (rows, 1): 1 / sd */
    float *z;               /* (rows, H): norm(x) */
};

void norm_layout(struct norm *norm, struct network *network, struct arena *arena, size_t rows, const char *scope);

/* Rows `first` to first+n-1 of x (rows, H): makes those of z. */
void norm_forward(const struct network *network, struct norm *norm, const float *x, size_t first, size_t n);

/* n rows from 0: from dz, dx += its gradient; adds to the parameters'. */
void norm_backward(struct network *network, const struct norm *norm, const float *dz, size_t n, float *dx);

#endif
