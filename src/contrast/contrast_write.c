/* Two studies beside each other, in words. */
#include "attnbench/analysis/view.h"
#include "attnbench/contrast/write.h"
#include "attnbench/report/tables.h"
#include "contrast_parts.h"

#include <inttypes.h>
#include <string.h>

void contrast_add_answer(struct words *words, const struct contrast_row *row)
{
    char models[2][2 * RESULTS_LABEL + 8];
    for (int side = 0; side < 2; side++)
        snprintf(models[side], sizeof models[side], "%s's %s", row->contrast->names[side], contrast_row_model(row));
    if (contrast_row_is_equal(row))
        words_add(words, "%s and %s have the same %s in every pair (%zu).", models[0], models[1],
                  row->contrast->metric->called, row->n[0]);
    else
        words_add_answer(words, &row->comparison, &(struct rivals){models[0], models[1]});
}

void contrast_add_summary(struct words *words, const struct contrast *contrast)
{
    size_t counts[VERDICT_NO_DATA + 1] = {0}, n_equal = 0;
    for (size_t i = 0; i < contrast->n_rows; i++) {
        counts[contrast->rows[i].comparison.verdict]++;
        n_equal += contrast_row_is_equal(&contrast->rows[i]);
    }
    words_add(words, "Of %zu models and cells, %s is better than %s in %zu, worse in %zu, undecided in %zu",
              contrast->n_rows, contrast->names[1], contrast->names[0], counts[VERDICT_SUPPORTED],
              counts[VERDICT_REFUTED], counts[VERDICT_UNDECIDED]);
    if (n_equal > 0)
        words_add(words, " (equal in every pair in %zu)", n_equal);
    words_add(words, "; %zu %s too few repeats.", counts[VERDICT_NO_DATA],
              counts[VERDICT_NO_DATA] == 1 ? "has" : "have");
}

bool contrast_is_of_one_cell(const struct contrast *contrast)
{
    return contrast->rows[0].cell[0] == contrast->rows[contrast->n_rows - 1].cell[0];
}

static void write_answer(const struct contrast *contrast, const struct document_kind *document, FILE *out)
{
    struct words summary = {.text = ""};
    if (contrast_is_identical(contrast)) {
        document->paragraph("Both hold the same bits: every loss, accuracy and evaluation.", out);
    } else if (!contrast_is_of_one_cell(contrast)) {
        contrast_add_summary(&summary, contrast);
        document->paragraph(summary.text, out);
    } else
        for (size_t i = 0; i < contrast->n_rows; i++) {
            struct words answer = {.text = ""};
            contrast_add_answer(&answer, &contrast->rows[i]);
            document->paragraph(answer.text, out);
        }
}

static void add_unlike_models(struct words *words, const struct contrast *contrast)
{
    size_t n = 0;
    for (size_t i = 0; i < contrast->n_rows && contrast->rows[i].cell[0] == contrast->rows[0].cell[0]; i++)
        if (!contrast->rows[i].same_streams)
            words_add(words, "%s%s", n++ == 0 ? " The sequence pairs of " : ", ",
                      contrast_row_model(&contrast->rows[i]));
    if (n > 0)
        words_add(words, " vary between the repeats of one study alone.");
}

void contrast_add_pairing(struct words *words, const struct contrast *contrast)
{
    size_t n_paired = 0, n_others = 0;
    char lacking[TABLE_FIGURE];
    for (size_t i = 0; i < contrast->n_rows; i++) {
        n_paired += contrast->rows[i].comparison.paired;
        n_others += contrast->rows[i].same_streams && !contrast->rows[i].comparison.paired;
    }
    enum partners partners[2] = {view_partners(contrast->studies[0]), view_partners(contrast->studies[1])};
    if (!contrast->same_seed) {
        words_add(words, "Repeats are not paired: the seeds differ.");
    } else if (partners[0] == NOT_PAIRED || partners[1] == NOT_PAIRED) {
        words_add(words, "Repeats are not paired: they have no names.");
    } else if (n_paired == contrast->n_rows && partners[0] == PAIRED_BY_NAME) {
        words_add(words, "Repeats are paired by their names.");
    } else if (n_paired == contrast->n_rows) {
        words_add(
            words,
            "Repeats are paired: both studies have the same seed, so each pair drew from the same random numbers.");
    } else {
        if (n_paired > 0)
            words_add(words, "Repeats are paired in %zu of %zu models and cells.", n_paired, contrast->n_rows);
        else
            words_add(words, "No repeats are paired.");
        add_unlike_models(words, contrast);
        if (n_others > 0)
            words_add(words,
                      " In %zu the studies evaluated different numbers of sequences, or no repeat has a %s in both.",
                      n_others, metric_lacking(contrast->metric, lacking));
    }
}

static void write_left_out(const struct contrast *contrast, const struct document_kind *document, FILE *out)
{
    struct words left_out = {.text = ""};
    for (int side = 0; side < 2; side++) {
        size_t n = 0;
        for (size_t i = 0; i < contrast->n_rows; i++)
            n += contrast->rows[i].left_out[side];
        if (n > 0)
            words_add(&left_out, "%s%zu %s of %s %s no partner in %s and %s left out", left_out.used > 0 ? "; " : "", n,
                      n == 1 ? "result" : "results", contrast->names[side], n == 1 ? "has" : "have",
                      contrast->names[1 - side], n == 1 ? "is" : "are");
    }
    if (left_out.used == 0)
        return;
    words_add(&left_out, "; where repeats are paired, means and differences are of the pairs alone.");
    document->paragraph(left_out.text, out);
}

static void write_settings(const struct contrast *contrast, const struct document_kind *document, FILE *out)
{
    struct words words = {.text = "All settings agree."};
    for (size_t i = 0; i < contrast->n_settings; i++) {
        const struct setting_difference *setting = &contrast->settings[i];
        words_add(&words, "%s%s%s%s is %s in %s, %s in %s", i == 0 ? "Settings that differ: " : "; ", setting->setting,
                  setting->model[0] != '\0' ? " of " : "", setting->model, setting->values[0], contrast->names[0],
                  setting->values[1], contrast->names[1]);
    }
    if (contrast->n_settings > 0)
        words_add(&words, ".");
    document->paragraph(words.text, out);
}

/* ---- what made them ---- */

static const char *attribute_text(const struct results *results, const char *name, char *number, size_t size)
{
    const struct attribute *attribute = results_attribute(results, name);
    if (attribute == NULL)
        return "unknown";
    if (attribute->text != NULL)
        return attribute->text;
    snprintf(number, size, "%.10g", attribute->number);
    return number;
}

static void write_makers(const struct contrast *contrast, const struct document_kind *document, FILE *out)
{
    static const char *const names[] = {"attnbench_version", "commit", "kernels", RESULTS_OPENBLAS, "cpu", "ranks"};
    struct words words = {.text = ""};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char numbers[2][32];
        const char *a = attribute_text(contrast->studies[0], names[i], numbers[0], sizeof numbers[0]);
        const char *b = attribute_text(contrast->studies[1], names[i], numbers[1], sizeof numbers[1]);
        if (strcmp(a, b) != 0)
            words_add(&words, "%s%s is %.100s in %s, %.100s in %s", words.used == 0 ? "Made differently: " : "; ",
                      names[i], a, contrast->names[0], b, contrast->names[1]);
    }
    if (words.used > 0) {
        words_add(&words, ".");
        document->paragraph(words.text, out);
    }
}

static void add_only_words(void *words, const char *name, const char *value)
{
    struct words *grown = words;
    words_add(grown, "%s%s %s", grown->text[grown->used - 1] == ':' ? " " : ", ", name, value);
}

static void write_only(const struct contrast *contrast, int side, const struct document_kind *document, FILE *out)
{
    struct words words = {.text = ""};
    words_add(&words, "Only in %s:", contrast->names[side]);
    size_t before = words.used;
    contrast_visit_only(contrast, side, add_only_words, &words);
    if (words.used > before)
        document->paragraph(words.text, out);
}

void contrast_write_circumstances(const struct contrast *contrast, const struct document_kind *document, FILE *out)
{
    write_left_out(contrast, document, out);
    write_settings(contrast, document, out);
    write_makers(contrast, document, out);
    for (int side = 0; side < 2; side++)
        write_only(contrast, side, document, out);
}

void contrast_study_line(const char *name, const struct results *results, char text[static STUDY_LINE])
{
    snprintf(text, STUDY_LINE, "%s: %s (%s)", name, results->folder.path,
             results->title[0] != '\0' ? results->title : results->name);
}

void contrast_write_study(const char *name, const struct results *results, const struct document_kind *document,
                          FILE *out)
{
    struct trial_counts counts = view_count(results, 0, results->n_trials);
    struct words words = {.text = ""};
    words_add(&words, "%s: %zu of %zu trials have a result", name, counts.finished + counts.diverged, counts.wanted);
    if (counts.diverged > 0)
        words_add(&words, " (%zu diverged)", counts.diverged);
    words_add(&words, ", digest %016" PRIx64 "%s", results->digest,
              results->folder.run_at_work ? "; a run is at work" : "");
    document->paragraph(words.text, out);
}

static void write_document(const struct contrast *contrast, const struct document_kind *document, FILE *out)
{
    const struct contrast_rows rows = {contrast->rows, contrast->n_rows, false};
    struct words pairing = {.text = ""};
    char which[2][STUDY_LINE];
    for (int side = 0; side < 2; side++)
        contrast_study_line(contrast->names[side], contrast->studies[side], which[side]);
    document->title("B against A", (const char *const[]){which[0], which[1], NULL}, out);
    contrast_table_write(&rows, document, out);
    write_answer(contrast, document, out);
    contrast_add_pairing(&pairing, contrast);
    document->paragraph(pairing.text, out);
    contrast_write_circumstances(contrast, document, out);
    for (int side = 0; side < 2; side++)
        contrast_write_study(contrast->names[side], contrast->studies[side], document, out);
}

void contrast_write(const struct contrast *contrast, enum report_format format, FILE *out)
{
    const struct contrast_rows rows = {contrast->rows, contrast->n_rows, false};
    struct json json = {.out = out};
    if (format == REPORT_CSV) {
        contrast_csv_write(&rows, out);
    } else if (format == REPORT_JSON) {
        json_open(&json, NULL, '{');
        contrast_json_write(contrast, &json);
        json_close(&json, '}');
    } else
        write_document(contrast, report_document(format), out);
}
