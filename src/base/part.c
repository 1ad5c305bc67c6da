#include "attnbench/base/part.h"

bool part_has(struct part part, size_t index)
{
    if (part.n == 0)
        return true;
    size_t n = (size_t)part.n, column = index % n;
    bool back = index / n % 2 == 1;
    return (back ? n - 1 - column : column) == (size_t)part.k - 1;
}
