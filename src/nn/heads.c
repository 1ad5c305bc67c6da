#include "attnbench/nn/head.h"

#include <string.h>

static const struct head_kind *const head_kinds[] = {&head_softmax, &head_linear};

const struct head_kind *head_find(const char *name)
{
    for (size_t i = 0; i < sizeof head_kinds / sizeof *head_kinds; i++)
        if (strcmp(head_kinds[i]->name, name) == 0)
            return head_kinds[i];
    return NULL;
}

int head_real_steps(const struct network *network)
{
    int n = 0;
    for (int b = 0; b < network->batch; b++)
        n += network->target_lengths[b];
    return n;
}

int head_is_real(const struct network *network, int r)
{
    return r / network->batch < network->target_lengths[r % network->batch];
}

double head_most_loss(const struct head_kind *head)
{
    return head->most_loss;
}

const char *head_name(size_t i)
{
    return i < sizeof head_kinds / sizeof *head_kinds ? head_kinds[i]->name : NULL;
}
