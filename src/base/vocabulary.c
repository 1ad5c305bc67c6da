#include "attnbench/base/vocabulary.h"
#include "attnbench/base/error.h"

#include <stdlib.h>
#include <string.h>

void vocabulary_free(struct vocabulary *vocabulary)
{
    if (vocabulary->tokens != NULL && vocabulary->n > 0)
        free(vocabulary->tokens[0]); /* where the text begins that all of them lie in */
    free(vocabulary->tokens);
    free(vocabulary->sorted);
    *vocabulary = (struct vocabulary){0};
}

static int by_token(const void *a, const void *b)
{
    return strcmp(((const struct numbered_token *)a)->token, ((const struct numbered_token *)b)->token);
}

static void add(struct vocabulary *vocabulary, char *token)
{
    vocabulary->sorted[vocabulary->n] = (struct numbered_token){token, vocabulary->n};
    vocabulary->tokens[vocabulary->n++] = token;
}

int vocabulary_from_text(const char *text, struct vocabulary *out)
{
    size_t length = strlen(text), n = 1;
    *out = (struct vocabulary){0};
    if (length == 0)
        return 0;
    for (size_t i = 0; i < length; i++)
        n += text[i] == '\n';
    char *bytes = allocate(length + 1, 1);
    out->tokens = allocate(n, sizeof *out->tokens);
    out->sorted = allocate(n, sizeof *out->sorted);
    if (bytes == NULL || out->tokens == NULL || out->sorted == NULL) {
        free(bytes);
        vocabulary_free(out);
        return EX_OSERR;
    }
    memcpy(bytes, text, length + 1);
    add(out, bytes);
    for (size_t i = 0; i < length; i++)
        if (bytes[i] == '\n') {
            bytes[i] = '\0';
            add(out, bytes + i + 1);
        }
    qsort(out->sorted, out->n, sizeof *out->sorted, by_token);
    return 0;
}

char *vocabulary_as_text(const struct vocabulary *vocabulary)
{
    size_t bytes = 1;
    for (size_t i = 0; i < vocabulary->n; i++)
        bytes += strlen(vocabulary->tokens[i]) + 1;
    char *text = allocate(bytes, 1), *end = text;
    for (size_t i = 0; i < vocabulary->n && text != NULL; i++) {
        size_t length = strlen(vocabulary->tokens[i]);
        if (i > 0)
            *end++ = '\n';
        memcpy(end, vocabulary->tokens[i], length);
        end += length;
    }
    return text;
}

size_t vocabulary_find(const struct vocabulary *vocabulary, const char *token, size_t length)
{
    size_t low = 0, high = vocabulary->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct numbered_token *at = &vocabulary->sorted[middle];
        int order = strncmp(at->token, token, length);
        if (order == 0 && at->token[length] == '\0')
            return at->number;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return TOKEN_UNKNOWN;
}
