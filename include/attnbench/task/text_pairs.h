/* Pairs of texts as a file: UTF-8, a line a pair, "source<tab>target", or for all lines "source<tab>target<tab>part"
 * with the part train or evaluate.
 *
 * Where lines name no part, a hash of the source decides: pairs of one source are in one part, wherever their lines
 * stand. In each part they come in the order of that hash, so the first of them are drawn from the whole file. */
#ifndef ATTNBENCH_TEXT_PAIRS_H
#define ATTNBENCH_TEXT_PAIRS_H

#include "attnbench/base/pair_table.h"
#include <stdbool.h>

/* How texts become tokens, and which of them: of sources [0], and of targets [1]. */
struct text_format {
    bool in_words[2];   /* tokens are what stands between blanks; else characters (code points), blanks too */
    int most_tokens[2]; /* the most frequent ones that are kept, beside the unknown one and the end; 0: all */
    int most_steps[2];  /* n_in, n_out: the longest that are kept, a target with its end */
    int held_out;       /* percent of the sources that are evaluated, where the file does not say */
};

/* Makes the vocabularies of the training part alone: most frequent token first, ties by code point. The caller frees
 * them, in any case. EX_NOINPUT, EX_IOERR, EX_OSERR; EX_DATAERR: with file, line and what would be right. */
int text_vocabularies_read(const char *path, const struct text_format *format, struct vocabulary out[static 2]);

/* The pairs as numbers of these tokens, with -1 behind the end of each; the statuses of text_vocabularies_read. */
int text_pairs_read(const char *path, const struct text_format *format, struct pair_table *out);

/* Numbers of the tokens of a text, -1 behind the last, into out (most_steps): returns how many tokens there are, of
 * which those that have no room are left out. */
int text_encode(const char *text, bool in_words, const struct vocabulary *vocabulary, int most_steps, float *out);

/* The text of n tokens, up to the padding or, where texts have one, the first end, into buffer, which it returns; cut
 * off where that is full. Tokens that are not known become U+FFFD. */
const char *text_decode(const float *tokens, int n, bool in_words, bool has_end, const struct vocabulary *vocabulary,
                        char *buffer, size_t size);

/* The fewest tokens to change, put in or take out so that the answer becomes the target (Levenshtein 1966), both of at
 * most n steps with an end; an unknown token of the target is never right. *tokens: of the target, without the end. */
int text_errors(const float *answer, const float *target, int n, int *tokens);

/* Tokens before the padding or the first end. */
int text_length(const float *tokens, int n, bool has_end);

#endif
