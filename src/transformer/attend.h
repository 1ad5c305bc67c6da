/* Attention of several heads, scaled dot products (Vaswani et al. 2017):
 *   e = (q W_q + b_q) (k W_k)^T / sqrt(H / heads) per head,   a = softmax(e) over the keys that a query sees,
 *   y += (a (k W_v + b_v)) W_o + b_o
 * A query of step t sees the keys of the steps up to its own (causal), or of the real steps of the input. */
#ifndef ATTNBENCH_ATTEND_H
#define ATTNBENCH_ATTEND_H

#include "linear.h"
#include <stdbool.h>

/* Steps at work of an array (steps, B, …). */
struct span {
    int first, n;
};

/* Scratch that layers share: rows are those of the longest sequence. */
struct scratch {
    float *rows;          /* (rows, H) */
    float *dz;            /* (rows, H) */
    float *dhidden;       /* (rows, feed_forward) */
    float *dhead[3];      /* (steps, H/heads) each: gradients of one head's queries, keys and values */
    float *da, *dcontext; /* (steps, keys), (steps, H/heads): of one head */
};

struct attend {
    struct linear q, k, v, o;
    struct scratch *scratch;
    bool causal;
    int most_queries, most_keys;       /* steps */
    float *queries, *keys, *values;    /* (B, heads, steps, H/heads) each */
    float *a;                          /* (B, heads, queries, keys) */
    float *context;                    /* (queries, B, H): a v of all heads, side by side */
    float *dqueries, *dkeys, *dvalues; /* (steps, B, H) each */
};

void attend_layout(struct attend *attend, struct network *network, struct arena *arena, struct scratch *scratch,
                   bool causal, int most_queries, int most_keys, const char *scope);

/* Keys and values of the span's steps, from z (steps, B, H); they are kept. */
void attend_keys(struct network *network, struct attend *attend, const float *z, struct span span);

/* y (steps, B, H) += what the span's steps of z (steps, B, H) attend to, among `keys` steps. */
void attend_queries(struct network *network, struct attend *attend, const float *z, struct span span, int keys,
                    float *y);

/* From dy of all `queries` steps: adds to dz_queries and dz_keys, which may be the same. */
void attend_backward(struct network *network, struct attend *attend, const float *z_queries, const float *z_keys,
                     int queries, int keys, const float *dy, float *dz_queries, float *dz_keys);

/* Weights of query t of sequence b in a head, (keys). */
const float *attend_weights(const struct attend *attend, const struct network *network, size_t b, size_t head,
                            size_t t);

#endif
