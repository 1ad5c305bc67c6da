/* The parts of a report. All write to `out` and leave errors in its error flag. */
#ifndef ATTNBENCH_TABLES_H
#define ATTNBENCH_TABLES_H

#include "attnbench/report/document.h"
#include "attnbench/report/report.h"

/* For each model of a study of one cell, as the study prints them: title, one figure a repeat, mean. */
void study_lines_write(const struct results *results, FILE *out);

/* Tables with a row a cell and model, or a cell and further model; nothing where there is nothing to show. */
void accuracy_tables_write(const struct analysis *analysis, const struct document_kind *document, FILE *out);
void comparison_tables_write(const struct analysis *analysis, const struct document_kind *document, FILE *out);
void overall_write(const struct analysis *analysis, const struct document_kind *document, FILE *out); /* of a grid */
void claims_write(const struct analysis *analysis, const struct document_kind *document, FILE *out);

/* A claim's figure with its unit, an interval of it, and what is expected, into text (TABLE_TEXT bytes). */
void claim_figure(const struct claim *claim, double figure, char *text);
void claim_interval(const struct claim *claim, struct interval interval, char *text);
void claim_expected(const struct claim *claim, char *text);

/* Our repeats less those published, into text: "" where there are none. */
void claim_published(const struct claim *claim, const struct claim_result *result, char *text);

/* What a repeat without a figure has not: "result", "finite perplexity". Returns text or a constant. */
const char *metric_lacking(const struct metric *metric, char text[static TABLE_FIGURE]);

/* Who is compared: `other` against `first`. */
struct rivals {
    const char *first, *other;
};

/* The answer of one comparison, a sentence. */
void words_add_answer(struct words *words, const struct comparison *comparison, const struct rivals *rivals);

/* ", after 10, 20 and 40 repeats. Intervals have the levels 99.2, …, 97.7 %": what looks at growing data cost. */
void words_add_levels(struct words *words, const struct look_plan *plan);

/* What the comparisons say in words, a paragraph a further model. */
void answers_write(const struct analysis *analysis, const struct document_kind *document, FILE *out);

/* Cells in which every repeat of every model has this accuracy, 0 or 100 percent: they tell no models apart. */
size_t cells_all_at(const struct analysis *analysis, double accuracy);

/* One row a cell and model, the columns of report.h. */
void table_csv_write(const struct analysis *analysis, FILE *out);

/* The whole analysis as one object. */
void report_json_write(const struct analysis *analysis, FILE *out);

/* NULL for the formats that programs read. */
const struct document_kind *report_document(enum report_format format);

/* A table whose rows go by cell, then model: its last `models_per_cell` models. It has the columns that say which. */
struct table table_by_cell(const struct analysis *analysis, const struct document_kind *document, const void *rows,
                           size_t row_bytes, size_t models_per_cell);

/* Repeats far from the rest: a table of them where there are any; in words, with what need not have been seen. */
void apart_write(const struct analysis *analysis, const struct document_kind *document, FILE *out);
void trainings_write(const struct analysis *analysis, const struct document_kind *document, FILE *out);

/* Of a study that says what is to be reached: how many trainings get there, and whether as many of each model. */
void reached_write(const struct analysis *analysis, const struct document_kind *document, FILE *out);

/* Item by item, where repeats share their items: means, differences, and of a study of one cell a sentence. */
void item_means_write(const struct analysis *analysis, const struct document_kind *document, FILE *out);
void item_differences_write(const struct analysis *analysis, const struct document_kind *document, FILE *out);
void items_say(const struct analysis *analysis, const struct document_kind *document, FILE *out);

/* What the repeats share, and how often the study was looked at while it grew: both bear on every interval. */
void design_write(const struct analysis *analysis, const struct document_kind *document, FILE *out);

#endif
