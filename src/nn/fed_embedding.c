#include "fed_embedding.h"
#include "attnbench/nn/head.h"
#include "attnbench/nn/model.h"

#include <string.h>

void fed_embedding_layout(struct fed_embedding *embedding, struct network *network, struct arena *arena)
{
    const struct model_config *config = &network->config;
    int width = config->embedding_out, rows = config->steps * config->batch;
    struct matrix w = parameters_add_matrix(&network->parameters, model_output_width(config), width);
    parameters_add_tensor(&network->parameters, w, 0, width, INIT_EMBEDDING, NULL, "embedding_out");
    gathered_layout(&embedding->table, arena, w, rows);
    embedding->tokens = arena_take_items(arena, (size_t)rows, sizeof *embedding->tokens);
    embedding->dfed = arena_take(arena, (size_t)rows, width);
}

void fed_embedding_feed(struct network *network, struct fed_embedding *embedding, const float *target, const float *y,
                        size_t t, float *fed)
{
    const struct model_config *config = &network->config;
    size_t batch = (size_t)network->batch, width = (size_t)embedding->table.w.width;
    for (size_t row = (t - 1) * batch; row < t * batch; row++) {
        float token;
        if (target != NULL)
            token = target[row];
        else
            config->head->values(network, y + row * (size_t)padded(model_output_width(config)), &token);
        embedding->tokens[row] = (int32_t)token;
        if (token < 0)
            memset(fed + row * width, 0, width * sizeof *fed);
        else
            gather(network, &embedding->table, embedding->tokens + row, 1, fed + row * width);
    }
}

float *fed_embedding_gradient(const struct network *network, const struct fed_embedding *embedding, size_t t)
{
    size_t numbers = (size_t)network->batch * (size_t)embedding->table.w.width;
    float *row = embedding->dfed + (t - 1) * numbers;
    memset(row, 0, numbers * sizeof *row);
    return row;
}

void fed_embedding_update(struct network *network, struct fed_embedding *embedding)
{
    update_gathered(network, &embedding->table, embedding->tokens, embedding->dfed,
                    (network->steps - 1) * network->batch);
}
