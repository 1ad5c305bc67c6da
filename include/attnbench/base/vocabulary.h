/* Tokens of texts, each with the number that a model knows it by. */
#ifndef ATTNBENCH_VOCABULARY_H
#define ATTNBENCH_VOCABULARY_H

#include <stddef.h>

/* Numbers that are no token of the texts: tokens of inputs begin at 1, which have no end, those of targets at 2. */
enum { TOKEN_UNKNOWN = 0, TOKEN_END = 1 };

/* What stands in a vocabulary at these numbers: with a blank and longer than a character, so no token is the same. */
#define TOKEN_UNKNOWN_TEXT "<unknown token>"
#define TOKEN_END_TEXT "<end of text>"

struct numbered_token {
    const char *token;
    size_t number;
};

/* UTF-8 without control characters. */
struct vocabulary {
    size_t n; /* 0: there is none */
    char **tokens;
    struct numbered_token *sorted; /* (n), by strcmp */
};

/* Makes one of its tokens, joined by line feeds. "": none. EX_OSERR. */
int vocabulary_from_text(const char *text, struct vocabulary *out);

/* Such a text. The caller frees it; NULL: no memory, with the message kept. */
char *vocabulary_as_text(const struct vocabulary *vocabulary);

/* The number of a token of `length` bytes; TOKEN_UNKNOWN: it has none. */
size_t vocabulary_find(const struct vocabulary *vocabulary, const char *token, size_t length);

void vocabulary_free(struct vocabulary *vocabulary);

#endif
