/* Several studies in order, each against the one before. */
#include "attnbench/contrast/write.h"
#include "attnbench/report/tables.h"
#include "contrast_parts.h"

static void write_title(const struct history *history, const struct document_kind *document, FILE *out)
{
    char title[64], studies[HISTORY_MOST][STUDY_LINE];
    const char *lines[HISTORY_MOST + 1] = {NULL};
    for (size_t i = 0; i < history->n; i++) {
        contrast_study_line(history->labels[i], &history->studies[i], studies[i]);
        lines[i] = studies[i];
    }
    snprintf(title, sizeof title, "History of %zu studies", history->n);
    document->title(title, lines, out);
}

/* In a grid the table says which cells. */
static void add_changes(struct words *words, const struct contrast *step)
{
    for (size_t i = 0; i < step->n_rows && contrast_is_of_one_cell(step); i++)
        if (verdict_is_clear(step->rows[i].comparison.verdict)) {
            words_add(words, " ");
            contrast_add_answer(words, &step->rows[i]);
        }
}

static void write_step(const struct contrast *step, const struct document_kind *document, FILE *out)
{
    struct words words = {.text = ""};
    if (contrast_is_identical(step)) {
        words_add(&words, "%s and %s hold the same bits: every loss, accuracy and evaluation.", step->names[0],
                  step->names[1]);
    } else {
        contrast_add_summary(&words, step);
        add_changes(&words, step);
        words_add(&words, " ");
        contrast_add_pairing(&words, step);
    }
    document->paragraph(words.text, out);
    contrast_write_circumstances(step, document, out);
}

static void write_document(const struct history *history, const struct document_kind *document, FILE *out)
{
    const struct contrast_rows rows = {history->rows, history->n_rows, true};
    write_title(history, document, out);
    contrast_table_write(&rows, document, out);
    for (size_t i = 0; i + 1 < history->n; i++)
        write_step(&history->steps[i], document, out);
    for (size_t i = 0; i < history->n; i++)
        contrast_write_study(history->labels[i], &history->studies[i], document, out);
}

static void write_json(const struct history *history, FILE *out)
{
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    json_open(&json, "studies", '[');
    for (size_t i = 0; i < history->n; i++) {
        json_open(&json, NULL, '{');
        json_text(&json, "study", history->labels[i]);
        contrast_json_write_study(&history->studies[i], &json);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    json_open(&json, "steps", '[');
    for (size_t i = 0; i + 1 < history->n; i++) {
        json_open(&json, NULL, '{');
        json_text(&json, "study", history->labels[i + 1]);
        json_text(&json, "against", history->labels[i]);
        contrast_json_write(&history->steps[i], &json);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    json_close(&json, '}');
}

void history_write(const struct history *history, enum report_format format, FILE *out)
{
    const struct contrast_rows rows = {history->rows, history->n_rows, true};
    if (history->n == 2)
        contrast_write(&history->steps[0], format, out);
    else if (format == REPORT_CSV)
        contrast_csv_write(&rows, out);
    else if (format == REPORT_JSON)
        write_json(history, out);
    else
        write_document(history, report_document(format), out);
}
