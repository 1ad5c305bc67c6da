/* What predict reads and prints where a model answers texts. */
#ifndef ATTNBENCH_PREDICT_TEXT_H
#define ATTNBENCH_PREDICT_TEXT_H

#include "attnbench/trial/predictor.h"
#include <stdbool.h>
#include <stdio.h>

bool predicts_texts(const struct predictor *predictor);

/* Makes the text the predictor's input. EX_USAGE: it is empty, no UTF-8, has control characters or is too long; `where`
 * begins the message. */
int text_parse_input(const char *text, const char *where, struct predictor *predictor);

/* "Input: "…" Predicted "…"" with the text that was given; NULL: one that was drawn, with the text expected. */
void text_write_answer(const struct predictor *predictor, const char *given, FILE *out);

/* The text given and the answer, with a tab between them: a line as those of the file that was trained on. */
void text_write_pair(const struct predictor *predictor, const char *given, FILE *out);

/* The attention weights: a row a token of the answer and its end, a column a token of the input. */
void text_write_attention(const struct predictor *predictor, FILE *out);

#endif
