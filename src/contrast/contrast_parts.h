/* What texts and programs are told of two studies, or of several in order: parts of contrast_write and history_write.
 */
#ifndef ATTNBENCH_CONTRAST_PARTS_H
#define ATTNBENCH_CONTRAST_PARTS_H

#include "attnbench/analysis/contrast.h"
#include "attnbench/report/document.h"
#include "attnbench/base/json.h"

/* Rows of one contrast, or of several, which then say whose they are. */
struct contrast_rows {
    const struct contrast_row *rows; /* (n) */
    size_t n;
    bool of_several;
};

/* Both hold the same bits, so that nothing is left to be unsure of. */
bool contrast_is_identical(const struct contrast *contrast);

/* Not one pair of repeats differs. */
bool contrast_row_is_equal(const struct contrast_row *row);

const char *contrast_row_model(const struct contrast_row *row);
struct value contrast_row_value(const struct contrast_row *row, int axis);

/* Calls `add` with each model and each axis's value that the other study lacks. */
void contrast_visit_only(const struct contrast *contrast, int side,
                         void (*add)(void *context, const char *name, const char *value), void *context);

void contrast_table_write(const struct contrast_rows *rows, const struct document_kind *document, FILE *out);
void contrast_csv_write(const struct contrast_rows *rows, FILE *out);

/* The keys of a study, and of one contrast, within an object. */
void contrast_json_write_study(const struct results *results, struct json *json);
void contrast_json_write(const struct contrast *contrast, struct json *json);

/* The answer of a row, a sentence; and how many rows are better, worse and undecided. */
void contrast_add_answer(struct words *words, const struct contrast_row *row);
void contrast_add_summary(struct words *words, const struct contrast *contrast);

/* Whether repeats are paired; and what else bears on the figures: settings that differ, what made them, what only one
 * has. */
void contrast_add_pairing(struct words *words, const struct contrast *contrast);
void contrast_write_circumstances(const struct contrast *contrast, const struct document_kind *document, FILE *out);

bool contrast_is_of_one_cell(const struct contrast *contrast);

enum { STUDY_LINE = 4096 };

/* "v1: results/v1 (Title)" into text, and a paragraph of what there is of the study. */
void contrast_study_line(const char *name, const struct results *results, char text[static STUDY_LINE]);
void contrast_write_study(const char *name, const struct results *results, const struct document_kind *document,
                          FILE *out);

#endif
