#include "gathered.h"

#include <string.h>

void gathered_layout(struct gathered *gathered, struct arena *arena, struct matrix w, int most_uses)
{
    gathered->w = w;
    gathered->at_step = arena_take_items(arena, (size_t)w.rows, sizeof *gathered->at_step);
    gathered->first_use = arena_take_items(arena, (size_t)w.rows, sizeof *gathered->first_use);
    gathered->next_use = arena_take_items(arena, (size_t)most_uses, sizeof *gathered->next_use);
}

void gathered_reset(struct gathered *gathered)
{
    for (int i = 0; i < gathered->w.rows; i++) {
        gathered->at_step[i] = 0;
        gathered->first_use[i] = -1;
    }
}

static struct matrix_slabs row_of(const struct network *network, struct matrix w, int32_t row)
{
    struct matrix_slabs slabs = slabs_of(network, w);
    size_t start = (size_t)row * (size_t)w.width;
    return (struct matrix_slabs){slabs.w + start, slabs.m + start, slabs.v + start, 1, w.width};
}

static void catch_up_row(const struct network *network, struct gathered *gathered, int32_t row)
{
    int64_t since = gathered->at_step[row];
    if (since == network->step)
        return;
    struct matrix_slabs slabs = row_of(network, gathered->w, row);
    network->kernels->replay_row(&network->adam, network->rates + (since - network->first_rate),
                                 (int)(network->step - since), &slabs);
    gathered->at_step[row] = network->step;
}

void gathered_catch_up(const struct network *network, struct gathered *gathered)
{
    for (int32_t row = 0; row < gathered->w.rows; row++)
        catch_up_row(network, gathered, row);
}

void gather(const struct network *network, struct gathered *gathered, const int32_t *index, int n, float *y)
{
    size_t width = (size_t)gathered->w.width;
    for (int r = 0; r < n; r++) {
        catch_up_row(network, gathered, index[r]);
        memcpy(y + (size_t)r * width, row_of(network, gathered->w, index[r]).w, width * sizeof *y);
    }
}

void update_gathered(struct network *network, struct gathered *gathered, const int32_t *index, const float *dz, int n)
{
    for (int32_t k = n - 1; k >= 0; k--) {
        gathered->next_use[k] = gathered->first_use[index[k]];
        gathered->first_use[index[k]] = k;
    }
    for (int32_t k = 0; k < n; k++) {
        int32_t row = index[k];
        if (gathered->first_use[row] != k)
            continue;
        struct matrix_slabs slabs = row_of(network, gathered->w, row);
        network->kernels->update_row(&network->adam, &slabs, gathered->next_use, k, dz, gathered->w.width);
        count_update(network, 1, gathered->w.width, 0);
        gathered->at_step[row] = network->step;
        gathered->first_use[row] = -1;
    }
}
