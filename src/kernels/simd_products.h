/* Kernels of matrix products. Included by kernels_simd.c, which is compiled once for each instruction set.
 *
 * Products of many rows go by blocks: a block of the matrix is copied to where its numbers lie in the order of their
 * use ("packed"), and stays in the nearest caches for all rows. A sum that goes on in the next block is stored and
 * loaded again, which changes no bit. */
#ifndef ATTNBENCH_SIMD_PRODUCTS_H
#define ATTNBENCH_SIMD_PRODUCTS_H

#include "simd.h"

/* Sizes of blocks, so that what is read again and again fits the first or second cache of all processors. */
enum {
    BLOCK_TERMS = 256, /* rows of W in a product */
    BLOCK_COLUMNS = 8 * TILE_COLS * LANES,
    DOT_TERMS = 640,            /* columns of W in a transposed product, */
    DOT_BLOCK = 48,             /* rows of W, and */
    DOT_BLOCK_ROWS = 64,        /* rows of dY when the columns are more than DOT_TERMS */
    GRADIENT_ROWS = 48,         /* rows of W in an update */
    PACKED_FROM = 2 * TILE_ROWS /* fewer rows than this are not worth a copy */
};

/* Scratch of the products: each thread has its own. */
static _Thread_local struct {
    float w[BLOCK_TERMS * BLOCK_COLUMNS > DOT_TERMS *DOT_BLOCK ? BLOCK_TERMS *BLOCK_COLUMNS : DOT_TERMS *DOT_BLOCK];
    float sums[DOT_BLOCK_ROWS * DOT_BLOCK * 16];
    float x[BLOCK_TERMS * GRADIENT_ROWS], gradient[GRADIENT_ROWS * BLOCK_COLUMNS];
} packed __attribute__((aligned(64)));

INLINE int lesser(int a, int b)
{
    return a < b ? a : b;
}

/* ---- Y += X W ---- */

/* One row: y += Σ_i x_i W_i, M rows of W at a time, so that y is read and written once for M. */
INLINE void multiply_rows(const int M, const float *x, const float *w, int ldw, int width, float *y)
{
    enum { AHEAD = 64 }; /* floats: so many streams are more than processors foresee by themselves */
    for (int j = 0; j < width; j += LANES) {
        vf sum = load(y + j);
        if (j % 16 == 0)
            for (int i = 0; i < M; i++)
                __builtin_prefetch(w + i * ldw + j + AHEAD);
        for (int i = 0; i < M; i++)
            sum = sum + x[i] * load(w + i * ldw + j);
        store(y + j, sum);
    }
}

static void multiply_row(const float *x, const float *w, int ldw, int m, int width, float *y)
{
    int i = 0;
    for (; i + 8 <= m; i += 8)
        multiply_rows(8, x + i, w + (size_t)i * ldw, ldw, width, y);
    for (; i < m; i++)
        multiply_rows(1, x + i, w + (size_t)i * ldw, ldw, width, y);
}

/* X and Y of a tile, and the rows of W that it takes: `terms` of them, ldw floats apart. */
struct tile {
    const float *x, *w;
    float *y;
    int ldx, ldw, ldy, terms;
};

/* N rows and C vectors of columns held in registers while i runs over all terms. Rows of W that are not packed lie so
 * far apart that no processor foresees them. */
INLINE void multiply_tile(const int N, const int C, const struct tile *tile)
{
    enum { AHEAD = 12 }; /* rows */
    const size_t ldx = (size_t)tile->ldx, ldy = (size_t)tile->ldy;
    const float *x = tile->x, *w = tile->w;
    vf sum[TILE_ROWS][TILE_COLS];
    for (int r = 0; r < N; r++)
        for (int c = 0; c < C; c++)
            sum[r][c] = load(tile->y + r * ldy + c * LANES);
    for (int i = 0; i < tile->terms; i++, w += tile->ldw, x++) {
        for (int c = 0; c < C * LANES; c += 16)
            __builtin_prefetch(w + AHEAD * (size_t)tile->ldw + c);
        for (int r = 0; r < N; r++)
            for (int c = 0; c < C; c++)
                sum[r][c] = sum[r][c] + x[r * ldx] * load(w + c * LANES);
    }
    for (int r = 0; r < N; r++)
        for (int c = 0; c < C; c++)
            store(tile->y + r * ldy + c * LANES, sum[r][c]);
}

/* Calls F(N, …) with a constant N from 1 to the most that a tile holds. */
_Static_assert(TILE_ROWS <= 8 && DOT_ROWS <= 8, "a CASE for each");
#define CASE_OF_ROWS(N, MOST, F, ...)          \
    case N:                                    \
        if (N <= MOST)                         \
            F(N <= MOST ? N : 0, __VA_ARGS__); \
        break;
#define WITH_CONSTANT_ROWS(N, MOST, F, ...)   \
    switch (N) {                              \
        CASE_OF_ROWS(1, MOST, F, __VA_ARGS__) \
        CASE_OF_ROWS(2, MOST, F, __VA_ARGS__) \
        CASE_OF_ROWS(3, MOST, F, __VA_ARGS__) \
        CASE_OF_ROWS(4, MOST, F, __VA_ARGS__) \
        CASE_OF_ROWS(5, MOST, F, __VA_ARGS__) \
        CASE_OF_ROWS(6, MOST, F, __VA_ARGS__) \
        CASE_OF_ROWS(7, MOST, F, __VA_ARGS__) \
        CASE_OF_ROWS(8, MOST, F, __VA_ARGS__) \
    }

#define DEFINE_MULTIPLY_PANEL(C)                                      \
    static void multiply_panel_##C(struct tile tile, int n_rows)      \
    {                                                                 \
        for (int n; n_rows > 0; n_rows -= n) {                        \
            n = lesser(n_rows, TILE_ROWS);                            \
            WITH_CONSTANT_ROWS(n, TILE_ROWS, multiply_tile, C, &tile) \
            tile.x += (size_t)n * (size_t)tile.ldx;                   \
            tile.y += (size_t)n * (size_t)tile.ldy;                   \
        }                                                             \
    }
DEFINE_MULTIPLY_PANEL(1)
DEFINE_MULTIPLY_PANEL(2)
#if TILE_COLS == 3
DEFINE_MULTIPLY_PANEL(3)
#endif

/* All rows of a panel of `vectors` columns. */
static void multiply_panel(int vectors, const struct tile *tile, int n_rows)
{
    if (vectors == 1)
        multiply_panel_1(*tile, n_rows);
    else if (vectors == 2)
        multiply_panel_2(*tile, n_rows);
#if TILE_COLS == 3
    else
        multiply_panel_3(*tile, n_rows);
#endif
}

/* Copies `terms` rows of `columns` numbers, panel after panel of at most TILE_COLS vectors. */
static void pack_panels(const float *w, int ldw, int terms, int columns, float *out)
{
    for (int j = 0; j < columns; j += TILE_COLS * LANES) {
        int vectors = lesser((columns - j) / LANES, TILE_COLS);
        float *to = out + (size_t)j * (size_t)terms;
        for (int i = 0; i < terms; i++)
            for (int c = 0; c < vectors; c++, to += LANES)
                store(to, load(w + (size_t)i * (size_t)ldw + j + c * LANES));
    }
}

static void multiply(const float *x, int ldx, int n_rows, const float *w, int ldw, int m, int width, float *y, int ldy)
{
    if (n_rows == 1) {
        multiply_row(x, w, ldw, m, width, y);
        return;
    }
    const int is_packed = n_rows >= PACKED_FROM, block = is_packed ? BLOCK_TERMS : m;
    for (int i = 0; i < m; i += block)
        for (int j = 0; j < width; j += BLOCK_COLUMNS) {
            const int terms = lesser(m - i, block), columns = lesser(width - j, BLOCK_COLUMNS);
            const float *from = w + (size_t)i * (size_t)ldw + j;
            if (is_packed)
                pack_panels(from, ldw, terms, columns, packed.w);
            for (int c = 0; c < columns; c += TILE_COLS * LANES) {
                const int vectors = lesser((columns - c) / LANES, TILE_COLS);
                struct tile tile = {x + i, from + c, y + j + c, ldx, ldw, ldy, terms};
                if (is_packed)
                    tile.w = packed.w + (size_t)c * (size_t)terms, tile.ldw = vectors * LANES;
                multiply_panel(vectors, &tile, n_rows);
            }
        }
}

/* ---- dX += dY W^T ---- */

/* A tile's operands. W's rows are packed, or lie ldw floats apart. */
struct dot_rows {
    const float *dy, *w;
    float *dx, *sums; /* sums (DOT_BLOCK_ROWS, DOT_BLOCK, 16): of the terms before */
    int lddy, ldw, lddx, width;
    int n, is_first, is_last; /* rows of W; of the blocks of terms */
};

/* dx_ri += dy_r · W_i for N rows of dY and DOT_COLS rows of W. */
INLINE void dot_tile(const int N, const int is_packed, const struct dot_rows *dot)
{
    const size_t lddy = (size_t)dot->lddy, row = is_packed ? LANES : (size_t)dot->ldw;
    const float *w = dot->w, *dy = dot->dy;
    vf sums[DOT_ROWS][DOT_COLS][SUMS];
    for (int r = 0; r < N; r++)
        for (int i = 0; i < DOT_COLS; i++)
            for (int s = 0; s < SUMS; s++)
                sums[r][i][s] = (vf){0};
    if (is_packed && !dot->is_first)
        for (int r = 0; r < N; r++)
            for (int i = 0; i < DOT_COLS; i++)
                for (int s = 0; s < SUMS; s++)
                    sums[r][i][s] = load(dot->sums + (r * DOT_BLOCK + i) * 16 + s * LANES);
    for (int j = 0; j < dot->width; j += 16)
        for (int s = 0; s < SUMS; s++, w += is_packed ? DOT_COLS * LANES : LANES) {
            vf d[DOT_ROWS];
            for (int r = 0; r < N; r++)
                d[r] = load(dy + r * lddy + j + s * LANES);
            for (int i = 0; i < DOT_COLS; i++) {
                vf column = N > 1 ? in_register(load(w + i * row)) : load(w + i * row);
                for (int r = 0; r < N; r++)
                    sums[r][i][s] = sums[r][i][s] + d[r] * column;
            }
        }
    if (is_packed && !dot->is_last) {
        for (int r = 0; r < N; r++)
            for (int i = 0; i < DOT_COLS; i++)
                for (int s = 0; s < SUMS; s++)
                    store(dot->sums + (r * DOT_BLOCK + i) * 16 + s * LANES, sums[r][i][s]);
        return;
    }
#pragma GCC unroll 8
    for (int r = 0; r < N; r++) {
        float dots[DOT_COLS];
        sums_of_rows(sums[r], dots);
        if (dot->n == DOT_COLS)
            for (int i = 0; i < DOT_COLS; i++)
                dot->dx[r * dot->lddx + i] = dot->dx[r * dot->lddx + i] + dots[i];
        else
            for (int i = 0; i < dot->n; i++)
                dot->dx[r * dot->lddx + i] = dot->dx[r * dot->lddx + i] + dots[i];
    }
}

/* n_rows rows of dY. */
INLINE void dot_tiles(const int is_packed, struct dot_rows dot, int n_rows)
{
    for (int n; n_rows > 0; n_rows -= n) {
        n = lesser(n_rows, DOT_ROWS);
        WITH_CONSTANT_ROWS(n, DOT_ROWS, dot_tile, is_packed, &dot)
        dot.dy += (size_t)n * (size_t)dot.lddy;
        dot.dx += (size_t)n * (size_t)dot.lddx;
        dot.sums += n * DOT_BLOCK * 16;
    }
}

/* Copies m rows of W, DOT_COLS of them side by side, vector by vector; rows beyond are zero. */
static void pack_rows(const float *w, int ldw, int m, int width, float *out)
{
    for (int i = 0; i < m; i += DOT_COLS)
        for (int j = 0; j < width; j += LANES)
            for (int c = 0; c < DOT_COLS; c++, out += LANES)
                store(out, i + c < m ? load(w + (size_t)(i + c) * (size_t)ldw + j) : (vf){0});
}

/* A block of dY's and W's rows; dot->w and what lies beyond it is set here. */
static void dot_block(struct dot_rows dot, int n_rows, int m)
{
    enum { NEAR_ROWS = DOT_ROWS * (8 / DOT_ROWS + 1) }; /* rows of dY that stay in the first cache */
    for (int r = 0; r < n_rows; r += NEAR_ROWS) {
        struct dot_rows some = dot;
        some.dy += (size_t)r * (size_t)dot.lddy;
        for (int i = 0; i < m; i += DOT_COLS) {
            some.w = packed.w + (size_t)i * (size_t)dot.width;
            some.dx = dot.dx + (size_t)r * (size_t)dot.lddx + i;
            some.sums = packed.sums + (r * DOT_BLOCK + i) * 16;
            some.n = lesser(m - i, DOT_COLS);
            dot_tiles(1, some, lesser(n_rows - r, NEAR_ROWS));
        }
    }
}

static void multiply_transposed_packed(const float *dy, int lddy, int n_rows, const float *w, int ldw, int m, int width,
                                       float *dx, int lddx)
{
    const int n_blocks = (width - 1) / DOT_TERMS + 1, block = padded((width - 1) / n_blocks + 1);
    const int block_rows = n_blocks == 1 ? n_rows : DOT_BLOCK_ROWS;
    for (int r = 0; r < n_rows; r += block_rows)
        for (int i = 0; i < m; i += DOT_BLOCK)
            for (int j = 0; j < width; j += block) {
                const int rows_of_w = lesser(m - i, DOT_BLOCK), terms = lesser(width - j, block);
                pack_rows(w + (size_t)i * (size_t)ldw + j, ldw, rows_of_w, terms, packed.w);
                struct dot_rows dot = {.dy = dy + (size_t)r * (size_t)lddy + j,
                                       .dx = dx + (size_t)r * (size_t)lddx + i,
                                       .lddy = lddy,
                                       .lddx = lddx,
                                       .width = terms,
                                       .is_first = j == 0,
                                       .is_last = j + terms == width};
                dot_block(dot, lesser(n_rows - r, block_rows), rows_of_w);
            }
}

INLINE void dot_row(const float *dy, const float *w, int width, float *dx)
{
    vf sums[SUMS] = {0};
    for (int j = 0; j < width; j += 16)
        for (int s = 0; s < SUMS; s++)
            sums[s] = sums[s] + load(dy + j + s * LANES) * load(w + j + s * LANES);
    *dx = *dx + sum_of(sums);
}

/* One row of dY and two groups of DOT_COLS rows of W, for enough sums at once to hide how long an addition takes. */
INLINE void dot_pair(const float *dy, const float *w, size_t ldw, int width, float *dx)
{
    vf sums[2][DOT_COLS][SUMS];
    for (int i = 0; i < 2 * DOT_COLS; i++)
        for (int s = 0; s < SUMS; s++)
            sums[i / DOT_COLS][i % DOT_COLS][s] = (vf){0};
    for (int j = 0; j < width; j += 16)
        for (int s = 0; s < SUMS; s++) {
            vf d = load(dy + j + s * LANES);
            for (int i = 0; i < 2 * DOT_COLS; i++) {
                vf *sum = &sums[i / DOT_COLS][i % DOT_COLS][s];
                *sum = *sum + d * load(w + (size_t)i * ldw + j + s * LANES);
            }
        }
    float dots[2 * DOT_COLS];
    sums_of_rows(sums[0], dots);
    sums_of_rows(sums[1], dots + DOT_COLS);
    for (int i = 0; i < 2 * DOT_COLS; i++)
        dx[i] = dx[i] + dots[i];
}

static void multiply_transposed(const float *dy, int lddy, int n_rows, const float *w, int ldw, int m, int width,
                                float *dx, int lddx)
{
    if (n_rows >= PACKED_FROM && m >= DOT_COLS) {
        multiply_transposed_packed(dy, lddy, n_rows, w, ldw, m, width, dx, lddx);
        return;
    }
    int i = 0;
    if (SUMS > 1 && n_rows == 1)
        for (; i + 2 * DOT_COLS <= m; i += 2 * DOT_COLS)
            dot_pair(dy, w + (size_t)i * (size_t)ldw, (size_t)ldw, width, dx + i);
    for (; i + DOT_COLS <= m; i += DOT_COLS) {
        struct dot_rows dot = {
            dy, w + (size_t)i * (size_t)ldw, dx + i, packed.sums, lddy, ldw, lddx, width, DOT_COLS, 1, 1};
        dot_tiles(0, dot, n_rows);
    }
    for (; i < m; i++)
        for (int r = 0; r < n_rows; r++)
            dot_row(dy + r * lddy, w + (size_t)i * ldw, width, dx + r * lddx + i);
}

/* ---- dW += X^T dY ---- */

/* Copies a block of X's columns as rows, BLOCK_TERMS apart. */
static void transpose_block(const float *x, int ldx, int terms, int columns, float *out)
{
    for (int i = 0; i < columns; i += 4)
        for (int k = 0; k < terms; k++)
            for (int c = i; c < lesser(columns, i + 4); c++)
                out[c * BLOCK_TERMS + k] = x[(size_t)k * (size_t)ldx + c];
}

static void multiply_gradient(const float *x, int ldx, int n_rows, const float *dy, int lddy, int m, int width,
                              float *dw, int lddw)
{
    for (int k = 0; k < n_rows; k += BLOCK_TERMS)
        for (int i = 0; i < m; i += GRADIENT_ROWS) {
            const int terms = lesser(n_rows - k, BLOCK_TERMS), rows = lesser(m - i, GRADIENT_ROWS);
            transpose_block(x + (size_t)k * (size_t)ldx + i, ldx, terms, rows, packed.x);
            multiply(packed.x, BLOCK_TERMS, rows, dy + (size_t)k * (size_t)lddy, lddy, terms, width,
                     dw + (size_t)i * (size_t)lddw, lddw);
        }
}

static void add_outer(const float *a, const float *y, int n_rows, int width, float *x, int ldx)
{
    for (int r = 0; r < n_rows; r++)
        for (int j = 0; j < width; j += LANES)
            store(x + r * ldx + j, load(x + r * ldx + j) + a[r] * load(y + j));
}

#endif
