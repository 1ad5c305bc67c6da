/* A list of texts as one text, as a study file has it: ["python3", "train.py"]. */
#ifndef ATTNBENCH_LIST_H
#define ATTNBENCH_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* Adds an item to the list of `size` bytes, which begins as "". False: it does not fit, and the list is as before. */
bool list_add(char *list, size_t size, const char *item);

/* Takes the next item into `item`; *at begins at the list's start, and moves on. False at the end. */
bool list_next(const char **at, char *item, size_t size);

#endif
