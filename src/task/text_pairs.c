#include "attnbench/task/text_pairs.h"
#include "attnbench/base/error.h"
#include "attnbench/base/padding.h"
#include "attnbench/base/text.h"
#include "text_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Tokens ---- */

/* The next token from *at on, of *length bytes; NULL: there is no more. *at moves behind it. */
static const char *next_token(const char **at, bool in_words, size_t *length)
{
    uint32_t code;
    if (in_words)
        *at += strspn(*at, " ");
    const char *token = *at;
    if (*token == '\0')
        return NULL;
    *length = in_words ? strcspn(token, " ") : (size_t)text_character(token, &code);
    *at += *length;
    return token;
}

/* ---- Counts of tokens: a hash table with open addressing ---- */

struct counted {
    const char *token; /* NULL: the place is free */
    size_t length;
    uint64_t count;
};

struct counts {
    struct counted *places;
    size_t n, room; /* a power of two */
};

static struct counted *place_of(const struct counts *counts, const char *token, size_t length)
{
    size_t i = hash_bytes(HASH_START, token, length) & (counts->room - 1);
    for (;; i = (i + 1) & (counts->room - 1)) {
        struct counted *place = &counts->places[i];
        if (place->token == NULL || (place->length == length && memcmp(place->token, token, length) == 0))
            return place;
    }
}

static int grow(struct counts *counts)
{
    struct counts larger = {.n = counts->n, .room = counts->room == 0 ? 1024 : 2 * counts->room};
    larger.places = allocate(larger.room, sizeof *larger.places);
    if (larger.places == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < counts->room; i++)
        if (counts->places[i].token != NULL)
            *place_of(&larger, counts->places[i].token, counts->places[i].length) = counts->places[i];
    free(counts->places);
    *counts = larger;
    return 0;
}

static int count_token(struct counts *counts, const char *token, size_t length)
{
    if (2 * counts->n >= counts->room)
        TRY(grow(counts));
    struct counted *place = place_of(counts, token, length);
    if (place->token == NULL) {
        *place = (struct counted){token, length, 0};
        counts->n++;
    }
    place->count++;
    return 0;
}

/* Most frequent first, ties by code point, which is the order of UTF-8's bytes; free places last. */
static int by_frequency(const void *a, const void *b)
{
    const struct counted *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    if (x->count == 0)
        return 0;
    int order = memcmp(x->token, y->token, x->length < y->length ? x->length : y->length);
    return order != 0 ? order : (x->length > y->length) - (x->length < y->length);
}

/* ---- Vocabularies ---- */

/* Of sorted tokens, of which the first n are taken. */
static int make_vocabulary(const struct counted *tokens, size_t n, bool has_end, struct vocabulary *out)
{
    static const char with_end[] = TOKEN_UNKNOWN_TEXT "\n" TOKEN_END_TEXT, without[] = TOKEN_UNKNOWN_TEXT;
    size_t bytes = sizeof with_end;
    for (size_t i = 0; i < n; i++)
        bytes += tokens[i].length + 1;
    char *text = allocate(bytes, 1);
    if (text == NULL)
        return EX_OSERR;
    char *end = text + sprintf(text, "%s", has_end ? with_end : without);
    for (size_t i = 0; i < n; i++) {
        *end++ = '\n';
        memcpy(end, tokens[i].token, tokens[i].length);
        end += tokens[i].length;
    }
    int status = vocabulary_from_text(text, out);
    free(text);
    return status;
}

/* Of one side of the training part. */
static int count_side(const struct text_lines *lines, int side, bool in_words, struct counts *counts)
{
    for (size_t i = 0; i < lines->n_train; i++) {
        const char *at = lines->lines[i].side[side], *token;
        size_t length;
        while ((token = next_token(&at, in_words, &length)) != NULL)
            TRY(count_token(counts, token, length));
    }
    if (counts->places != NULL)
        qsort(counts->places, counts->room, sizeof *counts->places, by_frequency);
    return 0;
}

static int make_vocabularies(const struct text_lines *lines, const struct text_format *format,
                             struct vocabulary out[static 2])
{
    int status = 0;
    for (int side = 0; side < 2 && status == 0; side++) {
        struct counts counts = {0};
        size_t most = (size_t)format->most_tokens[side];
        status = count_side(lines, side, format->in_words[side], &counts);
        if (status == 0)
            status =
                make_vocabulary(counts.places, most > 0 && most < counts.n ? most : counts.n, side == 1, &out[side]);
        free(counts.places);
    }
    return status;
}

int text_vocabularies_read(const char *path, const struct text_format *format, struct vocabulary out[static 2])
{
    struct text_lines lines;
    out[0] = out[1] = (struct vocabulary){0};
    int status = text_lines_read(path, format->held_out, &lines);
    if (status == 0)
        status = make_vocabularies(&lines, format, out);
    text_lines_free(&lines);
    return status;
}

/* ---- Texts as numbers, and back ---- */

int text_encode(const char *text, bool in_words, const struct vocabulary *vocabulary, int most_steps, float *out)
{
    const char *token;
    size_t length;
    int n = 0;
    for (; (token = next_token(&text, in_words, &length)) != NULL; n++)
        if (n < most_steps)
            out[n] = (float)vocabulary_find(vocabulary, token, length);
    for (int t = n; t < most_steps; t++)
        out[t] = PADDING;
    return n;
}

int text_length(const float *tokens, int n, bool has_end)
{
    int length = 0;
    while (length < n && !is_padding(tokens[length]) && !(has_end && tokens[length] == TOKEN_END))
        length++;
    return length;
}

const char *text_decode(const float *tokens, int n, bool in_words, bool has_end, const struct vocabulary *vocabulary,
                        char *buffer, size_t size)
{
    size_t used = 0;
    int length = text_length(tokens, n, has_end);
    buffer[0] = '\0';
    for (int t = 0; t < length; t++) {
        bool is_known = tokens[t] > TOKEN_UNKNOWN && tokens[t] < (float)vocabulary->n;
        text_append(buffer, size, &used, "%s%s", in_words && t > 0 ? " " : "",
                    is_known ? vocabulary->tokens[(size_t)tokens[t]] : "\xEF\xBF\xBD");
    }
    return buffer;
}

int text_errors(const float *answer, const float *target, int n, int *tokens)
{
    int row[PAIR_TABLE_MOST_STEPS + 1] = {
        0}; /* row[j]: of the first j tokens of the target, and so many of the answer */
    int n_answer = text_length(answer, n, true);
    *tokens = text_length(target, n, true);
    for (int j = 0; j <= *tokens; j++)
        row[j] = j;
    for (int i = 1; i <= n_answer; i++) {
        int before = row[0]++; /* of i - 1 and j - 1 tokens */
        for (int j = 1; j <= *tokens; j++) {
            bool is_right = answer[i - 1] == target[j - 1] && target[j - 1] != TOKEN_UNKNOWN;
            int changed = before + !is_right, other = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            before = row[j];
            row[j] = changed < other ? changed : other;
        }
    }
    return row[*tokens];
}

/* Of a training part, or of the pairs to evaluate. */
static int make_rows(struct pair_rows *rows, size_t n, const struct pair_table *table)
{
    rows->input = allocate(n, (size_t)table->n_in * sizeof *rows->input);
    rows->target = allocate(n, (size_t)table->n_out * sizeof *rows->target);
    return rows->input == NULL || rows->target == NULL ? EX_OSERR : 0;
}

static void put(const float *values, int n, int32_t *out)
{
    for (int t = 0; t < n; t++)
        out[t] = is_padding(values[t]) ? -1 : (int32_t)values[t];
}

/* Adds the pair, if it is not too long; input and target: room for its tokens. */
static void add_pair(const struct text_line *line, const struct text_format *format, struct pair_table *table,
                     float *input, float *target)
{
    struct pair_rows *rows = line->is_evaluated ? &table->evaluate : &table->train;
    int n = text_encode(line->side[0], format->in_words[0], &table->vocabulary[0], table->n_in, input);
    int n_out = text_encode(line->side[1], format->in_words[1], &table->vocabulary[1], table->n_out, target);
    if (n > table->n_in || n_out >= table->n_out) {
        table->left_out++;
        return;
    }
    target[n_out] = TOKEN_END;
    put(input, table->n_in, rows->input + rows->n * (size_t)table->n_in);
    put(target, table->n_out, rows->target + rows->n * (size_t)table->n_out);
    rows->n++;
}

static int add_pairs(const struct text_lines *lines, const struct text_format *format, struct pair_table *table)
{
    TRY(make_rows(&table->train, lines->n_train, table));
    TRY(make_rows(&table->evaluate, lines->n - lines->n_train, table));
    float *input = allocate((size_t)table->n_in + (size_t)table->n_out, sizeof *input);
    if (input == NULL)
        return EX_OSERR;
    for (size_t i = 0; i < lines->n; i++)
        add_pair(&lines->lines[i], format, table, input, input + table->n_in);
    free(input);
    return 0;
}

int text_pairs_read(const char *path, const struct text_format *format, struct pair_table *out)
{
    struct text_lines lines;
    *out = (struct pair_table){.n_in = format->most_steps[0], .n_out = format->most_steps[1]};
    int status = text_lines_read(path, format->held_out, &lines);
    if (status == 0)
        status = make_vocabularies(&lines, format, out->vocabulary);
    if (status == 0)
        status = add_pairs(&lines, format, out);
    text_lines_free(&lines);
    if (status == 0 && (out->train.n == 0 || out->evaluate.n == 0))
        status = fail(EX_DATAERR,
                      "%s: %zu pairs to train on and %zu to evaluate, as %zu are longer than n_in=%d and n_out=%d "
                      "(with the end of the target): it needs both",
                      path, out->train.n, out->evaluate.n, out->left_out, out->n_in, out->n_out);
    if (status != 0)
        pair_table_free(out);
    return status;
}
