/* The attention decoder (Bahdanau, Cho & Bengio 2015). With s_0 = tanh(x_1 W_s), y_0 = 0,
 * and everything on the right of step t-1:
 *   e_j = score(s W_a + b_a, x_j U_a), as the kind of attention has it      a = softmax(e)      c = Σ_j a_j x_j
 *   r = sigmoid(y W_r + s U_r + c C_r + b_r)     z = sigmoid(y W_z + s U_z + c C_z + b_z)
 *   s~ = tanh(y W_p + (r∘s) U_p + c C_p + b_p)   y_t = softmax(y W_o + s U_o + c C_o + b_o)
 *   s_t = (1-z)∘s + z∘s~
 * Under teacher feedback the y on the right is the one-hot target of step t-1 while training, and the one-hot token of
 * the output while evaluating; of real values the target, and the output, itself. No gradient goes through it. With
 * embedding_out the y on the right is that token's row of an embedding (fed_embedding.h).
 *
 * Products that share a left factor are one matrix, its columns in four blocks:
 *   state    [U_r U_z W_a U_o]  (H, 3H+O)    context  [C_r C_z C_p C_o]  (E, 3H+O)
 *   feedback [W_r W_z W_p W_o]  (O, 3H+O)    bias     [b_r b_z b_a b_o]
 * (one that copies has a fifth block, a column: w_copy_s, w_copy_c, w_copy_y and b_copy of copying.h)
 * so a row q has the blocks r, z, a and o after the state's product; then block a, the query, is taken out and b_p put
 * in its place, and the products of context and feedback complete r, z, p and o.
 *
 * Where there are few inputs, c_t C is computed as Σ_j a_tj (x_j C), which reads the matrix once and not in each step:
 *   xc_j = x_j C    dxc_j = Σ_t a_tj dq_t    da_tj = dq_t · xc_j    dx_j += dxc_j C^T    dC = Σ_j x_j^T dxc_j */
#include "attnbench/nn/model.h"
#include "attention_sum.h"
#include "copying.h"
#include "decoder.h"
#include "fed_embedding.h"

#include <string.h>

struct attention {
    int encoder_width;                      /* E */
    struct matrix state, context, feedback; /* (H | E | O or embedding_out, 3H+O) */
    struct matrix bias, p_bias;             /* (3H+O), (H) */
    struct matrix u_p, u_a, w_s;            /* (H, H), (E, H), (E, H) */
    struct attention_sum sum;
    struct copying copying; /* of one that copies */
    struct fed_embedding fed_embedding;
    float *s;                  /* (L, B, H): s_{t-1} */
    float *q;                  /* (L, B, 3H+O): before activation; in backward its gradient */
    float *dq_state;           /* (L, B, 3H+O): gradient with the query's in block a */
    float *q_p, *dq_p;         /* (B, H), (L, B, H): before the tanh of s~ */
    float *c, *dc;             /* (L, B, E) each; NULL if xc is there */
    float *xc, *dxc;           /* (T, B, 3H+O) each, x_j C and its gradient; or NULL */
    float *r, *z, *rs, *p;     /* (L, B, H) each; p is s~ */
    float *drs, *ds, *ds_next; /* (B, H) each */
    float *fed;                /* (L, B, O or embedding_out): what teacher feedback fed; row t goes to step t+1 */
    float *dy;                 /* (B, O): gradient of y_{t-1} by its feedback */
};

/* Pays when the decoder has at least as many steps as there are inputs, and a step's sum over them, T (3H+O), is at
 * most half of the product that it saves, E (3H+O). */
static int projects_inputs(const struct model_config *config, int encoder_width)
{
    return config->steps >= config->n_in && 2 * config->n_in <= encoder_width;
}

/* Columns of the blocks of q: 3H+O, or one more. */
static int blocks_width(const struct model_config *config)
{
    return 3 * config->units + model_output_width(config) + (config->copy != 0);
}

/* Numbers of y on the right. */
static int fed_width(const struct model_config *config)
{
    return config->embedding_out > 0 ? config->embedding_out : model_output_width(config);
}

/* A matrix of four blocks of columns, H, H, H and O wide, each a tensor of its own, and a column where the decoder
 * copies. */
static struct matrix add_blocks(struct network *network, int rows, const char *const names[5], enum initializer init,
                                enum initializer init_of_third)
{
    int h = network->config.units, f = model_output_width(&network->config);
    struct matrix matrix = parameters_add_matrix(&network->parameters, rows, blocks_width(&network->config));
    for (int k = 0; k < 4; k++)
        parameters_add_tensor(&network->parameters, matrix, k * h, k < 3 ? h : f, k == 2 ? init_of_third : init,
                              "attention", names[k]);
    if (network->config.copy)
        parameters_add_tensor(&network->parameters, matrix, 3 * h + f, 1,
                              init == INIT_ZERO_VECTOR ? INIT_ZERO_VECTOR : INIT_GLOROT_COLUMN, "attention", names[4]);
    return matrix;
}

static struct matrix add_tensor(struct network *network, int rows, const char *name, enum initializer init)
{
    int h = network->config.units;
    struct matrix matrix = parameters_add_matrix(&network->parameters, rows, h);
    parameters_add_tensor(&network->parameters, matrix, 0, h, init, "attention", name);
    return matrix;
}

static void add_parameters(struct attention *decoder, struct network *network)
{
    static const char *const state[] = {"U_r", "U_z", "W_a", "U_o", "w_copy_s"};
    static const char *const context[] = {"C_r", "C_z", "C_p", "C_o", "w_copy_c"};
    static const char *const feedback[] = {"W_r", "W_z", "W_p", "W_o", "w_copy_y"};
    static const char *const bias[] = {"b_r", "b_z", "b_a", "b_o", "b_copy"};
    int h = network->config.units, e = decoder->encoder_width;
    decoder->state = add_blocks(network, h, state, INIT_ORTHOGONAL, INIT_GLOROT_UNIFORM);
    decoder->context = add_blocks(network, e, context, INIT_ORTHOGONAL, INIT_ORTHOGONAL);
    decoder->feedback = add_blocks(network, fed_width(&network->config), feedback, INIT_ORTHOGONAL, INIT_ORTHOGONAL);
    decoder->bias = add_blocks(network, 1, bias, INIT_ZERO_VECTOR, INIT_ZERO_VECTOR);
    decoder->p_bias = add_tensor(network, 1, "b_p", INIT_ZERO_VECTOR);
    decoder->u_p = add_tensor(network, h, "U_p", INIT_ORTHOGONAL);
    decoder->u_a = add_tensor(network, e, "U_a", INIT_GLOROT_UNIFORM);
    decoder->w_s = add_tensor(network, e, "W_s", INIT_ORTHOGONAL);
}

static void layout(void *state, struct network *network, struct arena *arena, int encoder_width)
{
    struct attention *decoder = state;
    const struct model_config *config = &network->config;
    size_t batch = (size_t)config->batch, n_in = (size_t)config->n_in, rows = (size_t)config->steps * batch;
    int h = config->units, f = model_output_width(config), q = blocks_width(config);
    decoder->encoder_width = encoder_width;
    add_parameters(decoder, network);
    attention_sum_layout(&decoder->sum, network, arena);
    decoder->s = arena_take(arena, rows, h);
    decoder->q = arena_take(arena, rows, q);
    decoder->dq_state = arena_take(arena, rows, q);
    decoder->q_p = arena_take(arena, batch, h);
    decoder->dq_p = arena_take(arena, rows, h);
    decoder->r = arena_take(arena, rows, h);
    decoder->z = arena_take(arena, rows, h);
    decoder->rs = arena_take(arena, rows, h);
    decoder->p = arena_take(arena, rows, h);
    decoder->drs = arena_take(arena, batch, h);
    decoder->ds = arena_take(arena, batch, h);
    decoder->ds_next = arena_take(arena, batch, h);
    decoder->dy = arena_take(arena, batch, f);
    if (projects_inputs(config, encoder_width)) {
        decoder->xc = arena_take(arena, n_in * batch, q);
        decoder->dxc = arena_take(arena, n_in * batch, q);
    } else {
        decoder->c = arena_take(arena, rows, encoder_width);
        decoder->dc = arena_take(arena, rows, encoder_width);
    }
    if (config->copy)
        copying_layout(&decoder->copying, network, arena);
    if (config->feedback == FEEDBACK_TEACHER)
        decoder->fed = arena_take(arena, rows, fed_width(config));
    if (config->embedding_out > 0)
        fed_embedding_layout(&decoder->fed_embedding, network, arena);
}

/* The distances, in floats, between rows of the arrays above. */
struct strides {
    size_t batch, n_in, h, e, f, q; /* B and T themselves; padded H, E, O, 3H+O */
    size_t units, outputs;          /* H, O: where the blocks of q begin and end */
};

static struct strides strides_of(const struct network *network, const struct attention *decoder)
{
    const struct model_config *config = &network->config;
    return (struct strides){
        .batch = (size_t)network->batch,
        .n_in = (size_t)network->n_in,
        .h = (size_t)padded(config->units),
        .e = (size_t)padded(decoder->encoder_width),
        .f = (size_t)padded(model_output_width(config)),
        .q = (size_t)decoder->state.width,
        .units = (size_t)config->units,
        .outputs = (size_t)model_output_width(config),
    };
}

/* The output itself goes back, and gradients through it. */
static int feeds_output(const struct network *network)
{
    return network->config.feedback == FEEDBACK_OUTPUT;
}

static void copy(float *to, const float *from, size_t n)
{
    memcpy(to, from, n * sizeof *to);
}

static void clear(float *x, size_t n)
{
    memset(x, 0, n * sizeof *x);
}

static int projects(const struct attention *decoder)
{
    return decoder->xc != NULL;
}

/* What attention sums: x, or x C right into q. dx NULL: while going forward. */
static struct summed summed_of(const struct attention *decoder, struct strides n, const float *x, float *dx)
{
    if (projects(decoder))
        return (struct summed){decoder->xc, decoder->dxc, decoder->q, decoder->q, (int)n.q};
    return (struct summed){x, dx, decoder->c, decoder->dc, (int)n.e};
}

/* The first column of q that step t has use for: no state follows the last one. */
static int first_used(const struct network *network, size_t t)
{
    return t + 1 == (size_t)network->steps ? 2 * network->config.units : 0;
}

/* Row t-1 of `fed`, of sequence b, and its product with the feedback's matrix, of a token one
 * row. */
static void feed_teacher(struct network *network, struct attention *decoder, const float *target, const float *y,
                         float *q, size_t row)
{
    const struct model_config *config = &network->config;
    struct strides n = strides_of(network, decoder);
    float *fed = decoder->fed + row * n.f;
    size_t features = (size_t)config->features_out, first = 0;
    clear(fed, n.f);
    if (target != NULL)
        copy(fed, target + row * (size_t)model_output_numbers(config), (size_t)model_output_numbers(config));
    else
        config->head->values(network, y + row * n.f, fed);
    if (features == 0) { /* a token's row */
        float token = fed[0];
        fed[0] = 0;
        if (token < 0) /* diverged: no token */
            return;
        first = (size_t)token;
        fed[first] = 1;
    }
    for (size_t i = first; i <= first + (features > 0 ? features - 1 : 0); i++)
        network->kernels->add_outer(fed + i, slabs_of(network, decoder->feedback).w + i * n.q, 1, (int)n.q, q,
                                    (int)n.q);
}

/* What the step before gives to q of step t > 0. */
static void feed_back(struct network *network, struct attention *decoder, const float *target, const float *y, float *q,
                      size_t t)
{
    struct strides n = strides_of(network, decoder);
    size_t before = (t - 1) * n.batch;
    if (feeds_output(network)) {
        multiply_from(network, decoder->feedback, first_used(network, t), y + before * n.f, network->batch, q);
    } else if (network->config.embedding_out > 0) {
        fed_embedding_feed(network, &decoder->fed_embedding, target, y, t, decoder->fed);
        multiply_from(network, decoder->feedback, first_used(network, t),
                      decoder->fed + before * (size_t)padded(network->config.embedding_out), network->batch, q);
    } else {
        for (size_t b = 0; b < n.batch; b++)
            feed_teacher(network, decoder, target, y, q + b * n.q, before + b);
    }
}

/* Row t of q, y_t and the attention. */
static void forward_output(struct network *network, struct attention *decoder, const struct encoding *encoding,
                           const float *target, float *y, size_t t)
{
    struct strides n = strides_of(network, decoder);
    size_t first = t * n.batch;
    float *q = decoder->q + first * n.q;
    int batch = network->batch, from = first_used(network, t);
    copy_bias(network, decoder->bias, batch, q);
    multiply_from(network, decoder->state, from, decoder->s + first * n.h, batch, q);
    const struct summed summed = summed_of(decoder, n, encoding->x, NULL);
    if (!projects(decoder))
        clear(decoder->c + first * n.e, n.batch * n.e);
    for (size_t b = 0; b < n.batch; b++) {
        float *block_a = q + b * n.q + 2 * n.units;
        copy(decoder->sum.query + (first + b) * n.h, block_a, n.units);
        copy(block_a, network->parameters.weight + decoder->p_bias.offset, n.units);
        attention_sum_forward(&decoder->sum, network, &summed, t, b);
    }
    if (!projects(decoder))
        multiply_from(network, decoder->context, from, decoder->c + first * n.e, batch, q);
    if (t > 0)
        feed_back(network, decoder, target, y, q, t);
    for (size_t b = 0; b < n.batch; b++)
        copy(y + (first + b) * n.f, q + b * n.q + 3 * n.units, n.outputs);
    for (size_t b = 0; b < n.batch && network->config.copy; b++)
        copying_forward(&decoder->copying, network, t, b, encoding->tokens,
                        attention_sum_weights(&decoder->sum, network, t, b), q[b * n.q + 3 * n.units + n.outputs],
                        y + (first + b) * n.f);
    network->config.head->activate(network, y + first * n.f, batch);
}

/* s_t, from row t of q. */
static void forward_state(struct network *network, struct attention *decoder, size_t t)
{
    struct strides n = strides_of(network, decoder);
    size_t first = t * n.batch;
    int units = network->config.units, batch = network->batch;
    for (size_t b = 0; b < n.batch; b++) {
        size_t h = (first + b) * n.h;
        const float *blocks = decoder->q + (first + b) * n.q;
        network->kernels->decoder_gates(blocks, blocks + n.units, decoder->s + h, units, decoder->r + h, decoder->z + h,
                                        decoder->rs + h);
        copy(decoder->q_p + b * n.h, blocks + 2 * n.units, n.units);
    }
    multiply(network, decoder->u_p, decoder->rs + first * n.h, batch, decoder->q_p);
    for (size_t b = 0; b < n.batch; b++) {
        size_t h = (first + b) * n.h;
        network->kernels->decoder_state(decoder->q_p + b * n.h, decoder->z + h, decoder->s + h, units, decoder->p + h,
                                        decoder->s + h + n.batch * n.h);
    }
}

static void forward(void *state, struct network *network, const struct encoding *encoding, const float *target,
                    float *y)
{
    struct attention *decoder = state;
    const float *x = encoding->x;
    struct strides n = strides_of(network, decoder);
    clear(decoder->sum.keys, n.n_in * n.batch * n.h);
    multiply(network, decoder->u_a, x, network->n_in * network->batch, decoder->sum.keys);
    attention_sum_begin(&decoder->sum, network);
    clear(decoder->s, n.batch * n.h);
    multiply(network, decoder->w_s, x, network->batch, decoder->s);
    network->kernels->tanh(decoder->s, (int)(n.batch * n.h));
    if (projects(decoder)) {
        clear(decoder->xc, n.n_in * n.batch * n.q);
        multiply(network, decoder->context, x, network->n_in * network->batch, decoder->xc);
    }
    for (size_t t = 0; t < (size_t)network->steps; t++) {
        forward_output(network, decoder, encoding, target, y, t);
        if (t + 1 < (size_t)network->steps)
            forward_state(network, decoder, t);
    }
}

/* From ds_next: blocks p, z and r of dq, and ds through the gates (not yet through the state's product). */
static void state_backward(struct network *network, struct attention *decoder, size_t t)
{
    struct strides n = strides_of(network, decoder);
    size_t first = t * n.batch;
    int units = network->config.units, batch = network->batch, rows = (network->steps - 1) * batch;
    float *dq_p = decoder->dq_p + first * n.h, *dq = decoder->q + first * n.q;
    for (size_t b = 0; b < n.batch; b++) {
        size_t h = (first + b) * n.h;
        float *blocks = dq + b * n.q;
        network->kernels->decoder_state_backward(decoder->ds_next + b * n.h, decoder->p + h, decoder->z + h,
                                                 decoder->s + h, units, dq_p + b * n.h, blocks + n.units,
                                                 decoder->ds + b * n.h);
        copy(blocks + 2 * n.units, dq_p + b * n.h, n.units);
    }
    clear(decoder->drs, n.batch * n.h);
    if (t > 0)
        multiply_transposed(network, decoder->u_p, dq_p, batch, decoder->drs);
    else
        update(network, decoder->u_p, decoder->rs, dq_p, rows, dq_p, batch, decoder->drs);
    for (size_t b = 0; b < n.batch; b++) {
        size_t h = (first + b) * n.h;
        network->kernels->decoder_gates_backward(decoder->drs + b * n.h, decoder->r + h, decoder->s + h, units,
                                                 dq + b * n.q, decoder->ds + b * n.h);
    }
}

/* Block o of dq: the loss's gradient and, through the head, that of the output's feedback to step t+1. */
static void output_backward(struct network *network, struct attention *decoder, const int32_t *tokens, const float *y,
                            const float *dlogits, size_t t)
{
    static const float one = 1;
    struct strides n = strides_of(network, decoder);
    if (t + 1 < (size_t)network->steps)
        network->config.head->backward(network, y + t * n.batch * n.f, decoder->dy, network->batch);
    else
        clear(decoder->dy, n.batch * n.f);
    for (size_t b = 0; b < n.batch; b++) {
        size_t row = t * n.batch + b;
        float *dy = decoder->dy + b * n.f;
        network->kernels->add_outer(&one, dlogits + row * n.f, 1, (int)n.f, dy, (int)n.f);
        if (network->config.copy)
            decoder->q[row * n.q + 3 * n.units + n.outputs] = copying_backward(
                &decoder->copying, network, t, b, tokens, attention_sum_weights(&decoder->sum, network, t, b), dy);
        copy(decoder->q + row * n.q + 3 * n.units, dy, n.outputs);
    }
}

/* Where the gradient goes of what was fed to step t > 0, to be added to; NULL where nothing learns from it. */
static float *gradient_of_fed(const struct network *network, struct attention *decoder, size_t t)
{
    if (network->config.embedding_out > 0)
        return fed_embedding_gradient(network, &decoder->fed_embedding, t);
    return feeds_output(network) ? decoder->dy : NULL;
}

/* From row t of dq: dc and the gradient of y_{t-1} by its feedback. */
static void products_backward(struct network *network, struct attention *decoder, const float *y, size_t t)
{
    struct strides n = strides_of(network, decoder);
    float *dq = decoder->q + t * n.batch * n.q;
    int batch = network->batch, steps = network->steps, from = first_used(network, t);
    if (!projects(decoder)) {
        float *dc = decoder->dc + t * n.batch * n.e;
        clear(dc, n.batch * n.e);
        if (t > 0)
            multiply_transposed_from(network, decoder->context, from, dq, batch, dc);
        else
            update(network, decoder->context, decoder->c, dq, steps * batch, dq, batch, dc);
    }
    clear(decoder->dy, n.batch * n.f);
    float *dfed = t > 0 ? gradient_of_fed(network, decoder, t) : NULL;
    if (t == 1)
        update(network, decoder->feedback, feeds_output(network) ? y : decoder->fed, dq, (steps - 1) * batch, dq,
               dfed != NULL ? batch : 0, dfed);
    else if (dfed != NULL)
        multiply_transposed_from(network, decoder->feedback, from, dq, batch, dfed);
}

/* The last product with each matrix goes in one pass with its update: by then all rows of its gradient are known. */
static void backward_step(struct network *network, struct attention *decoder, const struct summed *summed,
                          const int32_t *tokens, const float *y, const float *dlogits, size_t t)
{
    struct strides n = strides_of(network, decoder);
    size_t first = t * n.batch;
    int batch = network->batch, steps = network->steps;
    float *dq = decoder->q + first * n.q, *dq_state = decoder->dq_state + first * n.q;
    output_backward(network, decoder, tokens, y, dlogits, t);
    if (t + 1 < (size_t)steps)
        state_backward(network, decoder, t);
    products_backward(network, decoder, y, t);

    copy(dq_state, dq, n.batch * n.q);
    for (size_t b = 0; b < n.batch; b++) {
        attention_sum_backward(&decoder->sum, network, summed, t, b,
                               network->config.copy ? copying_da(&decoder->copying, network, b) : NULL);
        copy(dq_state + b * n.q + 2 * n.units, decoder->sum.dquery, n.units);
    }
    if (t > 0)
        multiply_transposed_from(network, decoder->state, first_used(network, t), dq_state, batch, decoder->ds);
    else
        update(network, decoder->state, decoder->s, dq_state, steps * batch, dq_state, batch, decoder->ds);
    copy(decoder->ds_next, decoder->ds, n.batch * n.h);
}

/* The last step's output depends on the state before it alone. */
static void begin_backward(struct network *network, struct attention *decoder)
{
    struct strides n = strides_of(network, decoder);
    size_t last = ((size_t)network->steps - 1) * n.batch;
    clear(decoder->q + last * n.q, n.batch * n.q);
    clear(decoder->ds, n.batch * n.h);
    clear(decoder->sum.dkeys, n.n_in * n.batch * n.h);
    if (projects(decoder))
        clear(decoder->dxc, n.n_in * n.batch * n.q);
}

static void backward(void *state, struct network *network, const struct encoding *encoding, const float *target,
                     const float *y, const float *dlogits)
{
    (void)target;
    struct attention *decoder = state;
    const float *x = encoding->x;
    float *dx = encoding->dx;
    struct strides n = strides_of(network, decoder);
    int batch = network->batch, rows = network->steps * batch, inputs = network->n_in * batch;
    const struct summed summed = summed_of(decoder, n, x, dx);
    begin_backward(network, decoder);
    for (size_t t = (size_t)network->steps; t-- > 0;)
        backward_step(network, decoder, &summed, encoding->tokens, y, dlogits, t);
    attention_sum_finish(&decoder->sum, network, &summed);
    if (network->steps == 1) { /* no step is fed, or has a state that follows */
        update_unused(network, decoder->feedback);
        update_unused(network, decoder->u_p);
    }
    if (network->config.embedding_out > 0)
        fed_embedding_update(network, &decoder->fed_embedding);
    update_bias(network, decoder->bias, decoder->dq_state, rows);
    update_bias(network, decoder->p_bias, decoder->dq_p, rows - batch);
    network->kernels->tanh_backward(decoder->s, decoder->ds, decoder->ds, (int)(n.batch * n.h));
    update(network, decoder->w_s, x, decoder->ds, batch, decoder->ds, batch, dx);
    if (projects(decoder))
        update(network, decoder->context, x, decoder->dxc, inputs, decoder->dxc, inputs, dx);
    update(network, decoder->u_a, x, decoder->sum.dkeys, inputs, decoder->sum.dkeys, inputs, dx);
}

static const float *attention_weights(const void *state)
{
    return ((const struct attention *)state)->sum.a;
}

static double work(const struct model_config *config, int encoder_width)
{
    double h = config->units, e = encoder_width, t = config->n_in;
    double fed = config->feedback == FEEDBACK_OUTPUT || config->embedding_out > 0 ? fed_width(config) : 1;
    double q = blocks_width(config), of_step = (h + fed) * q + h * h + config->attention->work(config);
    if (projects_inputs(config, encoder_width))
        return (t + 1) * e * h + t * e * q + config->steps * (of_step + t * q);
    return (t + 1) * e * h + config->steps * (of_step + e * q + t * e);
}

static void reset(void *state)
{
    gathered_reset(&((struct attention *)state)->fed_embedding.table);
}

static void catch_up(void *state, const struct network *network)
{
    gathered_catch_up(network, &((struct attention *)state)->fed_embedding.table);
}

const struct decoder_kind decoder_attention = {
    "attention", sizeof(struct attention), false, NULL,  layout,   forward,
    backward,    attention_weights,        work,  reset, catch_up,
};
