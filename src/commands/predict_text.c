#include "predict_text.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/base/text_width.h"

#include <string.h>

enum { TEXT_BYTES = 1 << 16, SAFE_BYTES = 4 * TEXT_BYTES, TOKEN_COLUMNS = 10 };

bool predicts_texts(const struct predictor *predictor)
{
    return predictor->vocabulary[0].n > 0;
}

int text_parse_input(const char *text, const char *where, struct predictor *predictor)
{
    const char *unit = predictor->format.in_words[0] ? "word" : "character";
    if (!text_is_printable(text))
        return fail(EX_USAGE, "%s: it must be UTF-8 text without control characters", where);
    if (text[strspn(text, " ")] == '\0')
        return fail(EX_USAGE, "%s: it is empty: it must have a %s at the least", where, unit);
    int n = predictor_take_text(predictor, text);
    if (n > predictor->task.n_in)
        return fail(EX_USAGE, "%s: %d %ss; the model takes at most n_in=%d", where, n, unit, predictor->task.n_in);
    return 0;
}

static void write_quoted(const char *label, const char *text, FILE *out)
{
    static char safe[SAFE_BYTES];
    fprintf(out, "%s\"%s\"", label, safe_text(text, safe, sizeof safe));
}

void text_write_answer(const struct predictor *predictor, const char *given, FILE *out)
{
    static char text[TEXT_BYTES];
    write_quoted(
        "Input: ", given != NULL ? given : predictor_text(predictor, true, predictor->input, text, sizeof text), out);
    if (given == NULL)
        write_quoted("\nExpected: ", predictor_text(predictor, false, predictor->expected, text, sizeof text), out);
    write_quoted(" Predicted ", predictor_text(predictor, false, predictor->predicted, text, sizeof text), out);
    fputc('\n', out);
}

void text_write_pair(const struct predictor *predictor, const char *given, FILE *out)
{
    static char text[TEXT_BYTES];
    fprintf(out, "%s\t%s\n", given, predictor_text(predictor, false, predictor->predicted, text, sizeof text));
}

/* A token in a column of its own, at its right end; a blank as such can be seen. */
static void write_token(const struct vocabulary *vocabulary, float token, int columns, FILE *out)
{
    char shown[SAFE_TEXT];
    bool is_known = token > TOKEN_UNKNOWN && token < (float)vocabulary->n;
    const char *text = is_known ? vocabulary->tokens[(size_t)token] : "\xEF\xBF\xBD";
    if (strcmp(text, TOKEN_END_TEXT) == 0)
        text = "(end)";
    text_cut_middle(strcmp(text, " ") == 0 ? "' '" : text, columns, shown, sizeof shown);
    fprintf(out, "%*s%s", columns - display_width(shown), "", shown);
}

void text_write_attention(const struct predictor *predictor, FILE *out)
{
    char text[32];
    const struct task *task = &predictor->task;
    int n_in = text_length(predictor->input, task->n_in, false);
    int steps = text_length(predictor->predicted, task->steps, true) + 1; /* the end too */
    fprintf(out, "%*s", TOKEN_COLUMNS, "");
    for (int j = 0; j < n_in; j++) {
        fputc(' ', out);
        write_token(&predictor->vocabulary[0], predictor->input[j], TOKEN_COLUMNS, out);
    }
    for (int t = 0; t < steps && t < task->steps; t++) {
        fputc('\n', out);
        write_token(&predictor->vocabulary[1], predictor->predicted[t], TOKEN_COLUMNS, out);
        for (int j = 0; j < n_in; j++)
            fprintf(out, " %*s", TOKEN_COLUMNS,
                    text_figure((double)predictor->attention[t * task->n_in + j], 3, text, sizeof text));
    }
    fputc('\n', out);
}
