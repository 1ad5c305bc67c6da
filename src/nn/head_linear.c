/* Real values: the output is the decoder's last product itself, with the mean squared error. */
#include "attnbench/nn/head.h"

#include <math.h>
#include <string.h>

static void activate(const struct network *network, float *logits, int rows)
{
    (void)network, (void)logits, (void)rows;
}

static void backward(const struct network *network, const float *y, float *dy, int rows)
{
    (void)network, (void)y, (void)dy, (void)rows;
}

static void values(const struct network *network, const float *y, float *out)
{
    memcpy(out, y, (size_t)network->config.features_out * sizeof *out);
}

/* Mean over the N real steps of the batch and their G features of (y - target)²; its gradient is 2 (y - target) / (N
 * G).
 */
static struct step_result loss(const struct network *network, const float *y, const float *target, float *dlogits)
{
    int features = network->config.features_out, width = padded(features), rows = network->steps * network->batch;
    struct step_result result = {.steps = head_real_steps(network)};
    int numbers = result.steps * features;
    for (int r = 0; r < rows; r++, y += width, dlogits += width, target += features) {
        memset(dlogits, 0, (size_t)width * sizeof *dlogits);
        if (!head_is_real(network, r))
            continue;
        for (int i = 0; i < features; i++) {
            float error = y[i] - target[i];
            dlogits[i] = 2 * error / (float)numbers;
            result.loss += (double)error * (double)error;
        }
    }
    result.loss /= numbers;
    return result;
}

const struct head_kind head_linear = {"linear", INFINITY, activate, backward, loss, values};
