#include "output_layer.h"

void output_layer_layout(struct output_layer *layer, struct network *network, int in)
{
    struct parameters *parameters = &network->parameters;
    int f = model_output_width(&network->config);
    layer->w = parameters_add_matrix(parameters, in, f);
    layer->b = parameters_add_matrix(parameters, 1, f);
    parameters_add_tensor(parameters, layer->w, 0, f, INIT_GLOROT_UNIFORM, "output", "W");
    parameters_add_tensor(parameters, layer->b, 0, f, INIT_ZERO_VECTOR, "output", "b");
}

void output_layer_forward(struct network *network, const struct output_layer *layer, const float *h, float *y)
{
    int rows = network->steps * network->batch;
    copy_bias(network, layer->b, rows, y);
    multiply(network, layer->w, h, rows, y);
    network->config.head->activate(network, y, rows);
}

void output_layer_backward(struct network *network, const struct output_layer *layer, const float *h,
                           const float *dlogits, float *dh)
{
    int rows = network->steps * network->batch;
    update(network, layer->w, h, dlogits, rows, dlogits, rows, dh);
    update_bias(network, layer->b, dlogits, rows);
}
