/* Adam's kernels: a gradient that is made and used up in registers, and steps that waited. Included by kernels_simd.c,
 * which is compiled once for each instruction set. */
#ifndef ATTNBENCH_SIMD_ADAM_H
#define ATTNBENCH_SIMD_ADAM_H

#include "simd_products.h"

INLINE vf next_moment(float beta, vf change, float *moment)
{
    vf next = beta * load(moment) + change;
    store(moment, next);
    return next;
}

/* The equations above struct adam_step. */
INLINE void adam(const struct adam_step *step, vf g, float *w, float *m, float *v)
{
    vf first = next_moment(step->beta1, g, m), second = next_moment(step->beta2, g * g, v);
    store(w, load(w) - (step->rate * first) / (square_root(second) + step->epsilon));
}

/* Moves the weights of elements j and j+16, with one division for both: the divider is what an update waits for. */
INLINE void move_pair(float rate, float epsilon, const vf *m, const vf *v, vf *w)
{
    vf d = square_root(v[0]) + epsilon, d_16 = square_root(v[1]) + epsilon, q = rate / (d * d_16);
    w[0] = w[0] - m[0] * (d_16 * q);
    w[1] = w[1] - m[1] * (d * q);
}

INLINE void adam_pair(const struct adam_step *step, vf g, vf h, float *w, float *m, float *v)
{
    vf first[] = {next_moment(step->beta1, g, m), next_moment(step->beta1, h, m + 16)};
    vf second[] = {next_moment(step->beta2, g * g, v), next_moment(step->beta2, h * h, v + 16)};
    vf weight[] = {load(w), load(w + 16)};
    move_pair(step->rate, step->epsilon, first, second, weight);
    store(w, weight[0]);
    store(w + 16, weight[1]);
}

/* One row of a gradient of K terms, a constant, with dy · W_i carried along: the product costs next to nothing while
 * weights and moments come in. */
struct row_pass {
    struct adam_step step;
    float *w, *m, *v;
    float x[FEW_TERMS];
    const float *dz, *dy; /* dy NULL: no product */
    int ldz;
};

/* Σ_k x_k dz_k at column j; its part of dy · W_i goes to sum. */
INLINE vf row_gradient(const int K, const struct row_pass *row, int j, vf *sum)
{
    vf g = {0};
    for (int k = 0; k < K; k++)
        g = g + row->x[k] * load(row->dz + k * row->ldz + j);
    if (row->dy != NULL)
        *sum = *sum + load(row->dy + j) * load(row->w + j);
    return g;
}

INLINE void prefetch_moments(const struct row_pass *row, int j)
{
    enum { AHEAD = 512 };                         /* floats */
    __builtin_prefetch(row->m + j + AHEAD, 0, 0); /* read once */
    __builtin_prefetch(row->v + j + AHEAD, 0, 0);
}

/* Returns dy · W_i. */
INLINE float update_one_row(const int K, const struct row_pass *row, int width)
{
    vf sums[SUMS] = {0};
    int j16 = 0;
    for (; j16 + 32 <= width; j16 += 32) {
        prefetch_moments(row, j16);
        prefetch_moments(row, j16 + 16);
        for (int s = 0, j = j16; s < SUMS; s++, j += LANES) {
            vf g = row_gradient(K, row, j, &sums[s]), h = row_gradient(K, row, j + 16, &sums[s]);
            adam_pair(&row->step, g, h, row->w + j, row->m + j, row->v + j);
        }
    }
    for (int s = 0, j = j16; j < width; s++, j += LANES)
        adam(&row->step, row_gradient(K, row, j, &sums[s]), row->w + j, row->m + j, row->v + j);
    return sum_of(sums);
}

/* Row i of a gradient of K terms, in the same pass with the last product of `back` if there is one. */
INLINE void update_few_terms(const int K, const struct adam_step *step, const struct matrix_slabs *slabs,
                             const struct outer_products *gradient, const struct back_products *back, int i)
{
    const size_t at = (size_t)i * (size_t)slabs->width;
    struct row_pass row = {*step, slabs->w + at, slabs->m + at, slabs->v + at, {0}, gradient->dz, NULL, gradient->ldz};
    for (int k = 0; k < K; k++)
        row.x[k] = gradient->x[k * gradient->ldx + i];
    if (back == NULL) {
        update_one_row(K, &row, slabs->width);
        return;
    }
    row.dy = back->dy + (back->n - 1) * back->lddy;
    float *dx = back->dx + (back->n - 1) * back->lddx + i;
    *dx = *dx + update_one_row(K, &row, slabs->width);
}

/* All rows, some at a time: all products of `back` but the last bring them into cache for the update. */
INLINE void update_rows(const int K, const struct adam_step *step, const struct matrix_slabs *slabs,
                        const struct outer_products *gradient, const struct back_products *back)
{
    const int width = slabs->width;
    for (int first = 0; first < slabs->rows; first += DOT_COLS) {
        const int end = first + DOT_COLS < slabs->rows ? first + DOT_COLS : slabs->rows;
        if (back != NULL && back->n > 1)
            multiply_transposed(back->dy, back->lddy, back->n - 1, slabs->w + (size_t)first * (size_t)width, width,
                                end - first, width, back->dx + first, back->lddx);
        for (int i = first; i < end; i++)
            update_few_terms(K, step, slabs, gradient, back, i);
    }
}

/* Copies `rows` columns of X, which are rows of the gradient, as tiles take them: TILE_ROWS numbers of each term. */
static void pack_terms(const float *x, int ldx, int terms, int rows, float *out)
{
    for (int r = 0; r < rows; r += TILE_ROWS) {
        const size_t bytes = (size_t)lesser(rows - r, TILE_ROWS) * sizeof *x;
        for (int k = 0; k < terms; k++, out += TILE_ROWS)
            if (bytes == TILE_ROWS * sizeof *x)
                __builtin_memcpy(out, x + (size_t)k * (size_t)ldx + r, TILE_ROWS * sizeof *x);
            else
                __builtin_memcpy(out, x + (size_t)k * (size_t)ldx + r, bytes);
    }
}

/* A tile of the gradient: x (terms, TILE_ROWS) and dz packed; sums, rows `ld` floats apart, hold the terms before and
 * take these, unless they are the first and the last. */
struct gradient_tile {
    struct adam_step step;
    const float *x, *dz;
    float *sums, *w, *m, *v;
    size_t width;
    int ld, terms, is_first, is_last;
};

/* N rows and C vectors of columns held in registers while k runs over all terms; the last ones use them up. */
INLINE void update_tile(const int N, const int C, const struct gradient_tile *tile)
{
    const struct adam_step step = tile->step;
    const float *x = tile->x, *dz = tile->dz;
    const size_t width = tile->width;
    float *const w = tile->w, *const m = tile->m, *const v = tile->v;
    if (tile->is_last)
        for (int r = 0; r < N; r++)
            for (int c = 0; c < C * LANES; c += 16) {
                __builtin_prefetch(w + (size_t)r * width + c);
                __builtin_prefetch(m + (size_t)r * width + c);
                __builtin_prefetch(v + (size_t)r * width + c);
            }
    vf g[TILE_ROWS][TILE_COLS];
    for (int r = 0; r < N; r++)
        for (int c = 0; c < C; c++)
            g[r][c] = (vf){0};
    if (!tile->is_first)
        for (int r = 0; r < N; r++)
            for (int c = 0; c < C; c++)
                g[r][c] = load(tile->sums + r * tile->ld + c * LANES);
    for (int k = 0; k < tile->terms; k++, x += TILE_ROWS, dz += C * LANES)
        for (int r = 0; r < N; r++)
            for (int c = 0; c < C; c++)
                g[r][c] = g[r][c] + x[r] * load(dz + c * LANES);
    if (!tile->is_last) {
        for (int r = 0; r < N; r++)
            for (int c = 0; c < C; c++)
                store(tile->sums + r * tile->ld + c * LANES, g[r][c]);
        return;
    }
    for (int r = 0; r < N; r++)
        for (int c = 0; c < C; c++) {
            const size_t at = (size_t)r * width + (size_t)(c * LANES);
            adam(&step, g[r][c], w + at, m + at, v + at);
        }
}

#define DEFINE_UPDATE_PANEL(C)                                        \
    static void update_panel_##C(struct gradient_tile tile, int rows) \
    {                                                                 \
        for (int n; rows > 0; rows -= n) {                            \
            n = lesser(rows, TILE_ROWS);                              \
            WITH_CONSTANT_ROWS(n, TILE_ROWS, update_tile, C, &tile)   \
            tile.x += TILE_ROWS * (size_t)tile.terms;                 \
            tile.sums += n * tile.ld;                                 \
            tile.w += (size_t)n * tile.width;                         \
            tile.m += (size_t)n * tile.width;                         \
            tile.v += (size_t)n * tile.width;                         \
        }                                                             \
    }
DEFINE_UPDATE_PANEL(1)
DEFINE_UPDATE_PANEL(2)
#if TILE_COLS == 3
DEFINE_UPDATE_PANEL(3)
#endif

static void update_panel(int vectors, const struct gradient_tile *tile, int rows)
{
    if (vectors == 1)
        update_panel_1(*tile, rows);
    else if (vectors == 2)
        update_panel_2(*tile, rows);
#if TILE_COLS == 3
    else
        update_panel_3(*tile, rows);
#endif
}

/* `rows` rows from i and `columns` columns from j of the gradient, a block of terms after the other. */
static void update_block(const struct adam_step *step, const struct matrix_slabs *slabs,
                         const struct outer_products *gradient, int i, int j, int rows, int columns)
{
    const size_t width = (size_t)slabs->width;
    for (int k = 0; k < gradient->k; k += BLOCK_TERMS) {
        const int terms = lesser(gradient->k - k, BLOCK_TERMS);
        pack_terms(gradient->x + (size_t)k * (size_t)gradient->ldx + i, gradient->ldx, terms, rows, packed.x);
        pack_panels(gradient->dz + (size_t)k * (size_t)gradient->ldz + j, gradient->ldz, terms, columns, packed.w);
        for (int c = 0; c < columns; c += TILE_COLS * LANES) {
            const size_t at = (size_t)i * width + (size_t)(j + c);
            const struct gradient_tile tile = {.step = *step,
                                               .x = packed.x,
                                               .dz = packed.w + (size_t)c * (size_t)terms,
                                               .sums = packed.gradient + c,
                                               .w = slabs->w + at,
                                               .m = slabs->m + at,
                                               .v = slabs->v + at,
                                               .width = width,
                                               .ld = columns,
                                               .terms = terms,
                                               .is_first = k == 0,
                                               .is_last = k + terms == gradient->k};
            update_panel(lesser((columns - c) / LANES, TILE_COLS), &tile, rows);
        }
    }
}

/* The same for many terms, block after block of the matrix. */
static void update_by_blocks(const struct adam_step *step, const struct matrix_slabs *slabs,
                             const struct outer_products *gradient)
{
    for (int i = 0; i < slabs->rows; i += GRADIENT_ROWS)
        for (int j = 0; j < slabs->width; j += BLOCK_COLUMNS)
            update_block(step, slabs, gradient, i, j, lesser(slabs->rows - i, GRADIENT_ROWS),
                         lesser(slabs->width - j, BLOCK_COLUMNS));
}

/* N vectors of it from column j, which take whole lines of dz. */
INLINE void update_sums(const int N, const struct adam_step *step, const struct matrix_slabs *slabs,
                        const struct outer_products *gradient, int j)
{
    vf g[64 / LANES] = {0};
    for (int k = 0; k < gradient->k; k++)
        for (int c = 0; c < N; c++)
            g[c] = g[c] + load(gradient->dz + (size_t)k * (size_t)gradient->ldz + j + c * LANES);
    for (int c = 0; c < N; c++, j += LANES)
        adam(step, g[c], slabs->w + j, slabs->m + j, slabs->v + j);
}

/* One row whose gradient is the plain sum of dz_k. */
static void update_sum(const struct adam_step *step, const struct matrix_slabs *slabs,
                       const struct outer_products *gradient)
{
    int j = 0;
    for (; j + 64 <= slabs->width; j += 64)
        update_sums(64 / LANES, step, slabs, gradient, j);
    for (; j < slabs->width; j += LANES)
        update_sums(1, step, slabs, gradient, j);
}

static void update(const struct adam_step *step, const struct matrix_slabs *slabs,
                   const struct outer_products *gradient, const struct back_products *back)
{
    if (gradient->x == NULL) {
        update_sum(step, slabs, gradient);
        return;
    }
    if (gradient->k > FEW_TERMS) {
        if (back != NULL)
            multiply_transposed(back->dy, back->lddy, back->n, slabs->w, slabs->width, slabs->rows, slabs->width,
                                back->dx, back->lddx);
        update_by_blocks(step, slabs, gradient);
        return;
    }
    _Static_assert(FEW_TERMS == 12, "a CASE for each");
    switch (gradient->k) {
#define CASE(K)                                      \
    case K:                                          \
        update_rows(K, step, slabs, gradient, back); \
        return;
        CASE(0) CASE(1) CASE(2) CASE(3) CASE(4) CASE(5) CASE(6) CASE(7) CASE(8) CASE(9) CASE(10) CASE(11) CASE(12)
#undef CASE
    }
}

INLINE vf listed_sum(const int32_t *next, int32_t first, const float *dz, int ldz)
{
    vf g = {0};
    for (int32_t k = first; k >= 0; k = next[k])
        g = g + load(dz + (size_t)k * (size_t)ldz);
    return g;
}

static void update_row(const struct adam_step *step, const struct matrix_slabs *row, const int32_t *next, int32_t first,
                       const float *dz, int ldz)
{
    const struct adam_step constants = *step;
    int j16 = 0;
    for (; j16 + 32 <= row->width; j16 += 32)
        for (int j = j16; j < j16 + 16; j += LANES)
            adam_pair(&constants, listed_sum(next, first, dz + j, ldz), listed_sum(next, first, dz + j + 16, ldz),
                      row->w + j, row->m + j, row->v + j);
    for (int j = j16; j < row->width; j += LANES)
        adam(&constants, listed_sum(next, first, dz + j, ldz), row->w + j, row->m + j, row->v + j);
}

INLINE int all_zero(const vf *x, int n)
{
    vi zero = ~(vi){0};
    for (int c = 0; c < n; c++)
        zero &= x[c] == 0;
    return all(zero);
}

/* n steps without a gradient. What any of them can still change in w: |δ| <= |m| most_rate / (sqrt(least_decay v) + ε),
 * as m and v only decay; a thousandth is added for rounding, which takes a four-thousandth in 4096 steps. */
struct waited_steps {
    const struct adam_step *step;
    const float *rates;
    int n;
    float most_rate, least_decay; /* β2^n */
};

INLINE int all_stay(const struct waited_steps *waited, const vf *w, const vf *m, const vf *v, int n)
{
    vi same = ~(vi){0};
    for (int c = 0; c < n; c++) {
        vf most = absolute(m[c]) *
                  (1.001f * waited->most_rate / (square_root(waited->least_decay * v[c]) + waited->step->epsilon));
        same &= (w[c] - most == w[c]) & (w[c] + most == w[c]);
    }
    return all(same);
}

/* One step of a moment whose gradient is zero; adding zero takes the sign from a zero, as a gradient does. */
INLINE void decay(float beta, vf *moment, int n)
{
    for (int c = 0; c < n; c++)
        moment[c] = beta * moment[c] + (vf){0};
}

/* Pairs of 2 SUMS vectors as adam_pair() moves them, or SUMS vectors as adam() does. */
INLINE void move_without_gradient(const struct adam_step *step, float rate, const vf *m, const vf *v, vf *w, int n)
{
    for (int c = 0; c < SUMS; c++)
        if (n == SUMS) {
            w[c] = w[c] - (rate * m[c]) / (square_root(v[c]) + step->epsilon);
        } else {
            const vf pair_m[] = {m[c], m[c + SUMS]}, pair_v[] = {v[c], v[c + SUMS]};
            vf pair_w[] = {w[c], w[c + SUMS]};
            move_pair(rate, step->epsilon, pair_m, pair_v, pair_w);
            w[c] = pair_w[0];
            w[c + SUMS] = pair_w[1];
        }
}

/* C vectors of a row through the steps in registers. Once m is too small to move w, only m and v go on; once m has
 * decayed to zero, only v; once v is zero too, there is nothing left to do. */
INLINE void replay(const int C, const struct waited_steps *waited, float *w, float *m, float *v)
{
    enum { LOOK_EVERY = 16, MOST = 2 * SUMS };
    const struct adam_step step = *waited->step;
    vf weight[MOST], first[MOST], second[MOST];
    for (int c = 0; c < C; c++) {
        weight[c] = load(w + c * LANES);
        first[c] = load(m + c * LANES);
        second[c] = load(v + c * LANES);
    }
    int left = waited->n;
    for (const float *rate = waited->rates;
         left > 0 && (left == waited->n || left % LOOK_EVERY != 0 || !all_stay(waited, weight, first, second, C));
         left--, rate++) {
        decay(step.beta1, first, C);
        decay(step.beta2, second, C);
        move_without_gradient(&step, *rate, first, second, weight, C);
    }
    for (; left > 0 && (left % LOOK_EVERY != 0 || !all_zero(first, C)); left--) {
        decay(step.beta1, first, C);
        decay(step.beta2, second, C);
    }
    for (; left > 0 && (left % LOOK_EVERY != 0 || !all_zero(second, C)); left--)
        decay(step.beta2, second, C);
    for (int c = 0; c < C; c++) {
        store(w + c * LANES, weight[c]);
        store(m + c * LANES, first[c]);
        store(v + c * LANES, second[c]);
    }
}

static void replay_row(const struct adam_step *step, const float *rates, int n, const struct matrix_slabs *row)
{
    struct waited_steps waited = {.step = step, .rates = rates, .n = n, .least_decay = 1};
    for (int t = 0; t < n; t++) {
        waited.most_rate = rates[t] > waited.most_rate ? rates[t] : waited.most_rate;
        waited.least_decay *= step->beta2;
    }
    int j = 0;
    for (; j + 32 <= row->width; j += 32)
        replay(2 * SUMS, &waited, row->w + j, row->m + j, row->v + j);
    if (j < row->width)
        replay(SUMS, &waited, row->w + j, row->m + j, row->v + j);
}

#endif
