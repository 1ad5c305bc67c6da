/* Brackets of lists and mappings in a text that is no YAML. Only what a message needs is understood: where quotes,
 * comments and brackets begin. */
#include "attnbench/base/yaml_brackets.h"

#include <string.h>

enum { DEEPEST = 64 };

struct scanner {
    const char *at, *end;
    int line, column;
    bool at_start; /* of a value: here a quote or a bracket is none of a text */
    size_t depth;
    struct bracket open[DEEPEST];
};

/* To the next byte, if there is one. Columns count characters. */
static void step(struct scanner *scanner)
{
    if (scanner->at == scanner->end)
        return;
    if (*scanner->at == '\n') {
        scanner->line++;
        scanner->column = 0;
    }
    scanner->at++;
    if (scanner->at < scanner->end && (*scanner->at & 0xC0) != 0x80)
        scanner->column++;
}

static bool is_blank_at(const struct scanner *scanner, const char *at)
{
    return at >= scanner->end || strchr(" \t\r\n", *at) != NULL;
}

/* A quoted text, or to its end a text whose quote is missing. Its own quotes are doubled, or stand behind '\\'. */
static void skip_quoted(struct scanner *scanner)
{
    char quote = *scanner->at, escape = quote == '"' ? '\\' : quote;
    for (step(scanner); scanner->at < scanner->end; step(scanner)) {
        bool is_escape =
            *scanner->at == escape && scanner->at + 1 < scanner->end && (quote == '"' || scanner->at[1] == quote);
        if (is_escape)
            step(scanner);
        else if (*scanner->at == quote)
            break;
    }
    scanner->at_start = false;
}

static void skip_comment(struct scanner *scanner)
{
    while (scanner->at + 1 < scanner->end && scanner->at[1] != '\n')
        step(scanner);
}

/* False where brackets lie too deep to be followed. */
static bool open_bracket(struct scanner *scanner)
{
    if (scanner->depth == DEEPEST)
        return false;
    scanner->open[scanner->depth++] = (struct bracket){*scanner->at, scanner->line, scanner->column};
    scanner->at_start = true;
    return true;
}

static char opener_of(char closer)
{
    return closer == ']' ? '[' : '{';
}

/* True where the closer does not fit what is open. */
static bool close_bracket(struct scanner *scanner, struct bracket_fault *out)
{
    char opener = opener_of(*scanner->at);
    scanner->at_start = false;
    if (scanner->open[scanner->depth - 1].sign == opener) {
        scanner->depth--;
        return false;
    }
    out->closer = (struct bracket){*scanner->at, scanner->line, scanner->column};
    for (size_t i = 0; i < scanner->depth; i++)
        if (scanner->open[i].sign == opener)
            out->opener = scanner->open[scanner->depth - 1];
    return true;
}

/* What else changes whether a value may begin. */
static void pass(struct scanner *scanner)
{
    char c = *scanner->at;
    bool is_flow = scanner->depth > 0, is_blank_next = is_blank_at(scanner, scanner->at + 1);
    bool is_colon = c == ':' && (is_blank_next || (is_flow && strchr("[{\"'", scanner->at[1]) != NULL));
    bool is_mark = strchr("-?", c) != NULL && scanner->at_start && is_blank_next;
    if (is_colon || c == (is_flow ? ',' : '\n'))
        scanner->at_start = true;
    else if (!is_mark && !is_blank_at(scanner, scanner->at))
        scanner->at_start = false;
}

bool yaml_bracket_fault(const char *text, size_t length, struct bracket_fault *out)
{
    static const char byte_order_mark[] = "\xEF\xBB\xBF";
    struct scanner scanner = {.at = text, .end = text + length, .line = 1, .column = 1, .at_start = true};
    *out = (struct bracket_fault){.opener = {0}};
    if (length > 3 && memcmp(text, byte_order_mark, 3) == 0)
        scanner.at += 3;
    for (; scanner.at < scanner.end; step(&scanner)) {
        char c = *scanner.at;
        bool is_value = scanner.at_start || scanner.depth > 0;
        if (c == '#' && (scanner.at == text || is_blank_at(&scanner, scanner.at - 1)))
            skip_comment(&scanner);
        else if ((c == '"' || c == '\'') && scanner.at_start)
            skip_quoted(&scanner);
        else if ((c == '[' || c == '{') && is_value) {
            if (!open_bracket(&scanner))
                return false;
        } else if ((c == ']' || c == '}') && scanner.depth > 0) {
            if (close_bracket(&scanner, out))
                return true;
        } else
            pass(&scanner);
    }
    if (scanner.depth > 0)
        out->opener = scanner.open[scanner.depth - 1];
    return scanner.depth > 0;
}
