/* Probabilities of tokens, with the cross entropy. A real value, of one feature a step, is left a probability of 1. */
#include "attnbench/base/portable_math.h"
#include "attnbench/nn/head.h"

#include <string.h>

static void activate(const struct network *network, float *logits, int rows)
{
    int f = model_output_width(&network->config);
    size_t width = (size_t)padded(f);
    for (size_t r = 0; r < (size_t)rows; r++)
        network->kernels->softmax(logits + r * width, logits + r * width, f);
}

static void backward(const struct network *network, const float *y, float *dy, int rows)
{
    int f = model_output_width(&network->config);
    size_t width = (size_t)padded(f);
    for (size_t r = 0; r < (size_t)rows; r++)
        network->kernels->softmax_backward(y + r * width, dy + r * width, dy + r * width, f);
}

/* The most likely token; -1, no value, after divergence: when y is not a number. */
static float token_of(const struct network *network, const float *y)
{
    if (y[0] != y[0])
        return -1;
    float most = network->kernels->maximum(y, model_output_width(&network->config));
    int token = 0;
    while (y[token] != most)
        token++;
    return (float)token;
}

static void values(const struct network *network, const float *y, float *out)
{
    *out = network->config.features_out > 0 ? y[0] : token_of(network, y);
}

/* Mean over the N real steps of the batch of -p ln q, q = clip(y[i], 1e-7, 1 - 1e-7), where the target is p at entry i:
 * 1 at its token, a real value at entry 0. The gradient at the softmax's input is (y - onehot(i)) / N, or 0 where q was
 * clipped, as that of a real value always is; of_outputs: that at y, -onehot(i) / (N y[i]). */
static struct step_result cross_entropy(const struct network *network, const float *y, const float *target,
                                        float *dlogits, bool of_outputs)
{
    static const double least = 1e-7, most = 1 - 1e-7;
    int width = padded(model_output_width(&network->config)), rows = network->steps * network->batch;
    int is_real = network->config.features_out > 0;
    struct step_result result = {.steps = head_real_steps(network)};
    float scale = 1.0f / (float)result.steps;
    for (int r = 0; r < rows; r++, y += width, dlogits += width) {
        memset(dlogits, 0, (size_t)width * sizeof *dlogits);
        if (!head_is_real(network, r))
            continue;
        int entry = is_real ? 0 : (int)target[r];
        float p = is_real ? target[r] : 1;
        double q = y[entry];
        int clipped = q < least || q > most;
        if (!clipped && of_outputs) {
            dlogits[entry] = -scale / y[entry];
        } else if (!clipped) {
            network->kernels->add_outer(&scale, y, 1, width, dlogits, width);
            dlogits[entry] = scale * (y[entry] - 1);
        }
        q = q < least ? least : q > most ? most : q;
        result.loss -= (double)p * portable_log(q);
        result.correct_steps +=
            !is_real && token_of(network, y) == target[r] && !(network->config.has_unknown && target[r] == 0);
    }
    result.loss /= result.steps;
    return result;
}

static struct step_result loss(const struct network *network, const float *y, const float *target, float *dlogits)
{
    return cross_entropy(network, y, target, dlogits, false);
}

static struct step_result loss_of_mixture(const struct network *network, const float *y, const float *target, float *dy)
{
    return cross_entropy(network, y, target, dy, true);
}

static void leave(const struct network *network, float *y, int rows)
{
    (void)network, (void)y, (void)rows;
}

static void leave_gradient(const struct network *network, const float *y, float *dy, int rows)
{
    (void)network, (void)y, (void)dy, (void)rows;
}

#define MOST_LOSS 16.11809565095832 /* -ln 1e-7 */

const struct head_kind head_mixture = {"softmax", MOST_LOSS, leave, leave_gradient, loss_of_mixture, values};
const struct head_kind head_softmax = {"softmax", MOST_LOSS, activate, backward, loss, values};
