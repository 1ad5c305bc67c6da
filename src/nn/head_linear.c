/* Real values: the output is the decoder's last product itself, with the mean squared error. */
#include "head.h"

#include <math.h>

static void activate(const struct network *network, float *logits, int rows)
{
    (void)network, (void)logits, (void)rows;
}

static void backward(const struct network *network, const float *y, float *dy, int rows)
{
    (void)network, (void)y, (void)dy, (void)rows;
}

static float value(const struct network *network, const float *y)
{
    (void)network;
    return y[0];
}

/* Mean over the N real steps of the batch of (y - target)²; its gradient is 2 (y - target) / N. */
static struct step_result loss(const struct network *network, const float *y, const float *target, float *dlogits)
{
    int width = padded(network->config.cardinality), rows = network->steps * network->batch;
    struct step_result result = {.steps = head_real_steps(network)};
    for (int r = 0; r < rows; r++, y += width, dlogits += width) {
        dlogits[0] = 0;
        if (!head_is_real(network, r))
            continue;
        float error = y[0] - target[r];
        dlogits[0] = 2 * error / (float)result.steps;
        result.loss += (double)error * (double)error;
    }
    result.loss /= result.steps;
    return result;
}

const struct head_kind head_linear = {"linear", INFINITY, activate, backward, loss, value};
