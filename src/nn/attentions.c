#include "attention.h"

#include <string.h>

static const struct attention_kind *const attention_kinds[] = {&attention_additive, &attention_dot};

const struct attention_kind *attention_find(const char *name)
{
    for (size_t i = 0; i < sizeof attention_kinds / sizeof *attention_kinds; i++)
        if (strcmp(attention_kinds[i]->name, name) == 0)
            return attention_kinds[i];
    return NULL;
}

const char *attention_name(size_t i)
{
    return i < sizeof attention_kinds / sizeof *attention_kinds ? attention_kinds[i]->name : NULL;
}
