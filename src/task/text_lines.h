/* The lines of a file of texts. */
#ifndef ATTNBENCH_TEXT_LINES_H
#define ATTNBENCH_TEXT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text_line {
    const char *side[2]; /* source, target */
    bool is_evaluated;
    uint64_t order; /* a hash of the source */
};

struct text_lines {
    char *bytes; /* of the file: what the sides lie in */
    size_t n;
    struct text_line *lines; /* those of the training part first; in each part by their order */
    size_t n_train;
};

/* Reads and checks them. held_out: percent of the sources that are evaluated where the lines name no part. The caller
 * frees, in any case; the statuses of text_vocabularies_read (text_pairs.h). */
int text_lines_read(const char *path, int held_out, struct text_lines *out);
void text_lines_free(struct text_lines *lines);

#endif
