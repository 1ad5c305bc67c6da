#include "attnbench/analysis/contrast.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/text.h"
#include "attnbench/report/columns.h"
#include "attnbench/report/tables.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define FIELD(place) offsetof(struct contrast_row, place)
#define N(array) (sizeof(array) / sizeof *(array))

static const char *const sides[2] = {"A", "B"};

static bool same_digest(const struct contrast *contrast)
{
    return contrast->studies[0]->digest == contrast->studies[1]->digest;
}

static struct value axis_value(const struct contrast *contrast, const struct contrast_row *row, int axis)
{
    const struct results *first = contrast->studies[0];
    return view_value(first, row->cell[0], axis);
}

static const char *model_of(const struct contrast *contrast, const struct contrast_row *row)
{
    return view_model_name(contrast->studies[0], row->model[0]);
}

/* ---- the table: its context is the contrast ---- */

static void print_model(const struct table *table, const struct column *column, size_t row, char *text)
{
    snprintf(text, TABLE_TEXT, "%s", model_of(table->context, table_field(table, column, row)));
}

static void print_axis(const struct table *table, const struct column *column, size_t row, char *text)
{
    char value[VALUE_TEXT];
    snprintf(text, TABLE_TEXT, "%s",
             value_print(axis_value(table->context, table_field(table, column, row), column->detail), value));
}

static void print_repeats(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct contrast_row *contrasted = table_field(table, column, row);
    if (contrasted->comparison.paired)
        snprintf(text, TABLE_TEXT, "%zu pair%s", contrasted->n[0], contrasted->n[0] == 1 ? "" : "s");
    else
        snprintf(text, TABLE_TEXT, "%zu, %zu", contrasted->n[0], contrasted->n[1]);
}

/* Not one pair of repeats differs. */
static bool is_equal(const struct contrast_row *row)
{
    return row->equal && row->comparison.n > 0 && !verdict_is_clear(row->comparison.verdict);
}

static void print_mean(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct contrast_row *contrasted = table_field(table, column, row);
    real_text(contrasted->mean[column->detail], table->of_values ? 4 : 2, text);
}

/* The same bits leave nothing to be unsure of. */
static void print_ci(const struct table *table, const struct column *column, size_t row, char *text)
{
    const struct comparison *comparison = table_field(table, column, row);
    if (same_digest(table->context))
        strcpy(text, "-");
    else
        interval_text(&comparison->ci, table->of_values ? 4 : 1, text);
}

static const char *standing(const struct contrast *contrast, const struct contrast_row *row)
{
    if (same_digest(contrast))
        return "identical";
    if (is_equal(row))
        return "equal";
    switch (row->comparison.verdict) {
    case VERDICT_SUPPORTED:
        return "B better";
    case VERDICT_REFUTED:
        return "B worse";
    default:
        return standing_text(row->comparison.verdict);
    }
}

static void print_standing(const struct table *table, const struct column *column, size_t row, char *text)
{
    (void)column;
    strcpy(text, standing(table->context, (const struct contrast_row *)table->rows + row));
}

static void write_table(const struct contrast *contrast, const struct document_kind *document, FILE *out)
{
    static const struct column model = {"model", "", LEFT, print_model, 0, 0};
    const char *unit = !metric_is_percent(contrast->metric) ? "" : "%";
    const struct column means[] = {{"repeats", "", RIGHT, print_repeats, 0, 0},
                                   {"A", unit, RIGHT, print_mean, 0, 0},
                                   {"B", unit, RIGHT, print_mean, 0, 1}};
    struct table table = {.medium = TEXTS,
                          .of_values = values_of(contrast->metric),
                          .context = contrast,
                          .rows = contrast->rows,
                          .row_bytes = sizeof *contrast->rows,
                          .n_rows = contrast->n_rows};
    snprintf(table.caption, sizeof table.caption, "%s, as means%s", contrast->metric->caption,
             contrast->n_rows > 1 && !same_digest(contrast)
                 ? "; intervals are each row's own, p and verdict are Holm's over all rows"
                 : "");
    table_add(&table, &model, 1);
    for (int i = 0; i < view_n_axes(contrast->studies[0]); i++) {
        const struct dimension *axis = view_axis(contrast->studies[0], i);
        const struct column column = {axis->name, "", RIGHT, print_axis, 0, i};
        if (axis->count > 1 || view_axis(contrast->studies[1], i)->count > 1)
            table_add(&table, &column, 1);
    }
    table_add(&table, means, N(means));
    int to_first = table.n_columns;
    table_add_fields(&table, OF_COMPARISON, FIELD(comparison), "difference difference_* p_holm verdict");
    table.columns[to_first].header = "B - A";
    table.columns[to_first + 1].print = print_ci;
    table.columns[to_first + 3].print = print_standing;
    document->table(&table, out);
}

/* ---- in words ---- */

static void write_row_answer(const struct contrast *contrast, const struct contrast_row *row,
                             const struct document_kind *document, FILE *out)
{
    struct words words = {.text = ""};
    char first[RESULTS_LABEL + 8], other[RESULTS_LABEL + 8];
    const char *model = model_of(contrast, row);
    snprintf(first, sizeof first, "A's %s", model);
    snprintf(other, sizeof other, "B's %s", model);
    if (is_equal(row))
        words_add(&words, "%s and %s have the same %s in every pair (%zu).", first, other, contrast->metric->called,
                  row->n[0]);
    else
        words_add_answer(&words, &row->comparison, &(struct rivals){first, other});
    document->paragraph(words.text, out);
}

static void write_summary(const struct contrast *contrast, const struct document_kind *document, FILE *out)
{
    struct words words = {.text = ""};
    size_t counts[VERDICT_NO_DATA + 1] = {0}, n_equal = 0;
    for (size_t i = 0; i < contrast->n_rows; i++) {
        counts[contrast->rows[i].comparison.verdict]++;
        n_equal += is_equal(&contrast->rows[i]);
    }
    words_add(&words,
              "Of %zu models and cells, B is better than A by more than noise in %zu, worse in %zu, undecided in %zu",
              contrast->n_rows, counts[VERDICT_SUPPORTED], counts[VERDICT_REFUTED], counts[VERDICT_UNDECIDED]);
    if (n_equal > 0)
        words_add(&words, " (equal in every pair in %zu)", n_equal);
    words_add(&words, "; %zu %s too few repeats.", counts[VERDICT_NO_DATA],
              counts[VERDICT_NO_DATA] == 1 ? "has" : "have");
    document->paragraph(words.text, out);
}

static bool is_one_cell(const struct contrast *contrast)
{
    return contrast->rows[0].cell[0] == contrast->rows[contrast->n_rows - 1].cell[0];
}

static void write_answer(const struct contrast *contrast, const struct document_kind *document, FILE *out)
{
    if (same_digest(contrast))
        document->paragraph("Both hold the same bits: every loss, accuracy and evaluation.", out);
    else if (!is_one_cell(contrast))
        write_summary(contrast, document, out);
    else
        for (size_t i = 0; i < contrast->n_rows; i++)
            write_row_answer(contrast, &contrast->rows[i], document, out);
}

static void add_unlike_models(struct words *words, const struct contrast *contrast)
{
    size_t n = 0;
    for (size_t i = 0; i < contrast->n_rows && contrast->rows[i].cell[0] == contrast->rows[0].cell[0]; i++)
        if (!contrast->rows[i].same_streams)
            words_add(words, "%s%s", n++ == 0 ? " The sequence pairs of " : ", ",
                      model_of(contrast, &contrast->rows[i]));
    if (n > 0)
        words_add(words, " vary between the repeats of one study alone.");
}

static void add_pairing(struct words *words, const struct contrast *contrast)
{
    size_t n_paired = 0, n_others = 0;
    char lacking[TABLE_FIGURE];
    for (size_t i = 0; i < contrast->n_rows; i++) {
        n_paired += contrast->rows[i].comparison.paired;
        n_others += contrast->rows[i].same_streams && !contrast->rows[i].comparison.paired;
    }
    if (!contrast->same_seed) {
        words_add(words, "Repeats are not paired: the seeds differ.");
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
            words_add(words, " In %zu the studies evaluated other numbers of sequences, or no repeat has a %s in both.",
                      n_others, metric_lacking(contrast->metric, lacking));
    }
}

static void write_pairing(const struct contrast *contrast, const struct document_kind *document, FILE *out)
{
    struct words pairing = {.text = ""}, left_out = {.text = ""};
    add_pairing(&pairing, contrast);
    document->paragraph(pairing.text, out);
    for (int side = 0; side < 2; side++) {
        size_t n = 0;
        for (size_t i = 0; i < contrast->n_rows; i++)
            n += contrast->rows[i].left_out[side];
        if (n > 0)
            words_add(&left_out, "%s%zu %s of %s %s no partner in %s and %s left out", left_out.used > 0 ? "; " : "", n,
                      n == 1 ? "result" : "results", sides[side], n == 1 ? "has" : "have", sides[1 - side],
                      n == 1 ? "is" : "are");
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
        words_add(&words, "%s%s%s%s is %s in A, %s in B", i == 0 ? "Settings that differ: " : "; ", setting->setting,
                  setting->model[0] != '\0' ? " of " : "", setting->model, setting->values[0], setting->values[1]);
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
    for (size_t i = 0; i < N(names); i++) {
        char numbers[2][32];
        const char *a = attribute_text(contrast->studies[0], names[i], numbers[0], sizeof numbers[0]);
        const char *b = attribute_text(contrast->studies[1], names[i], numbers[1], sizeof numbers[1]);
        if (strcmp(a, b) != 0)
            words_add(&words, "%s%s is %.100s in A, %.100s in B", words.used == 0 ? "Made unlike: " : "; ", names[i], a,
                      b);
    }
    if (words.used > 0) {
        words_add(&words, ".");
        document->paragraph(words.text, out);
    }
}

/* ---- what only one has ---- */

/* Calls `add` with each model and each axis's value that the other study lacks. */
static void visit_only(const struct contrast *contrast, int side,
                       void (*add)(void *context, const char *name, const char *value), void *context)
{
    const struct results *own = contrast->studies[side], *other = contrast->studies[1 - side];
    size_t at;
    for (size_t model = 0; model < view_n_models(own); model++)
        if (!view_find_model(other, view_model_name(own, model), &at))
            add(context, "model", view_model_name(own, model));
    for (int i = 0; i < view_n_axes(own); i++)
        for (size_t k = 0; k < view_axis(own, i)->count; k++) {
            char value[VALUE_TEXT];
            value_print(view_axis(own, i)->values[k], value);
            if (!view_find_value(view_axis(other, i), view_axis(own, i)->values[k], &at))
                add(context, view_axis(own, i)->name, value);
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
    words_add(&words, "Only in %s:", sides[side]);
    size_t before = words.used;
    visit_only(contrast, side, add_only_words, &words);
    if (words.used > before)
        document->paragraph(words.text, out);
}

static void write_study(const struct contrast *contrast, int side, const struct document_kind *document, FILE *out)
{
    const struct results *results = contrast->studies[side];
    struct trial_counts counts = view_count(results, 0, results->n_trials);
    struct words words = {.text = ""};
    words_add(&words, "%s: %zu of %zu trials have a result", sides[side], counts.finished + counts.diverged,
              counts.wanted);
    if (counts.diverged > 0)
        words_add(&words, " (%zu diverged)", counts.diverged);
    words_add(&words, ", digest %016" PRIx64 "%s", results->digest,
              results->folder.run_at_work ? "; a run is at work" : "");
    document->paragraph(words.text, out);
}

static void write_document(const struct contrast *contrast, const struct document_kind *document, FILE *out)
{
    struct words which[2] = {{.text = ""}, {.text = ""}};
    for (int side = 0; side < 2; side++) {
        const struct results *results = contrast->studies[side];
        words_add(&which[side], "%s: %s (%s)", sides[side], results->folder.path,
                  results->title[0] != '\0' ? results->title : results->name);
    }
    document->title("B against A", (const char *const[]){which[0].text, which[1].text, NULL}, out);
    write_table(contrast, document, out);
    write_answer(contrast, document, out);
    write_pairing(contrast, document, out);
    write_settings(contrast, document, out);
    write_makers(contrast, document, out);
    for (int side = 0; side < 2; side++)
        write_only(contrast, side, document, out);
    for (int side = 0; side < 2; side++)
        write_study(contrast, side, document, out);
}

/* ---- for programs ---- */

static void write_csv(const struct contrast *contrast, FILE *out)
{
    fputs("model", out);
    for (int i = 0; i < view_n_axes(contrast->studies[0]); i++) {
        fputc(',', out);
        text_write_csv(out, view_axis(contrast->studies[0], i)->name);
    }
    fputs(",repeats_a,repeats_b,mean_a,mean_b,equal", out);
    fields_write_csv_header(OF_COMPARISON, out);
    fputc('\n', out);
    for (size_t r = 0; r < contrast->n_rows; r++) {
        const struct contrast_row *row = &contrast->rows[r];
        char value[VALUE_TEXT];
        text_write_csv(out, model_of(contrast, row));
        for (int i = 0; i < view_n_axes(contrast->studies[0]); i++)
            fprintf(out, ",%s", value_print(axis_value(contrast, row, i), value));
        fprintf(out, ",%zu,%zu", row->n[0], row->n[1]);
        for (int side = 0; side < 2; side++)
            if (isfinite(row->mean[side]))
                fprintf(out, ",%.10g", row->mean[side]);
            else
                fputc(',', out);
        fprintf(out, ",%d", row->equal);
        fields_write_csv(OF_COMPARISON, &row->comparison, out);
        fputc('\n', out);
    }
}

static void add_only_json(void *json, const char *name, const char *value)
{
    json_open(json, NULL, '[');
    json_text(json, NULL, name);
    json_text(json, NULL, value);
    json_close(json, ']');
}

static void write_json_studies(const struct contrast *contrast, struct json *json)
{
    for (int side = 0; side < 2; side++) {
        const struct results *results = contrast->studies[side];
        char digest[32];
        snprintf(digest, sizeof digest, "%016" PRIx64, results->digest);
        json_open(json, side == 0 ? "a" : "b", '{');
        json_text(json, "path", results->folder.path);
        json_text(json, "name", results->name);
        json_text(json, "title", results->title);
        json_text(json, "digest", digest);
        json_open(json, "only_here", '[');
        visit_only(contrast, side, add_only_json, json);
        json_close(json, ']');
        json_close(json, '}');
    }
    json_flag(json, "same_seed", contrast->same_seed);
    json_open(json, "settings", '[');
    for (size_t i = 0; i < contrast->n_settings; i++) {
        const struct setting_difference *setting = &contrast->settings[i];
        json_open(json, NULL, '{');
        json_text(json, "setting", setting->setting);
        json_text(json, "model", setting->model);
        json_text(json, "a", setting->values[0]);
        json_text(json, "b", setting->values[1]);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_json(const struct contrast *contrast, FILE *out)
{
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    write_json_studies(contrast, &json);
    json_open(&json, "comparisons", '[');
    for (size_t r = 0; r < contrast->n_rows; r++) {
        const struct contrast_row *row = &contrast->rows[r];
        json_open(&json, NULL, '{');
        json_text(&json, "model", model_of(contrast, row));
        json_open(&json, "cell", '{');
        for (int i = 0; i < view_n_axes(contrast->studies[0]); i++)
            json_value(&json, view_axis(contrast->studies[0], i)->name, axis_value(contrast, row, i));
        json_close(&json, '}');
        json_integer(&json, "repeats_a", (long long)row->n[0]);
        json_integer(&json, "repeats_b", (long long)row->n[1]);
        json_real(&json, "mean_a", row->mean[0]);
        json_real(&json, "mean_b", row->mean[1]);
        json_integer(&json, "left_out_a", (long long)row->left_out[0]);
        json_integer(&json, "left_out_b", (long long)row->left_out[1]);
        json_flag(&json, "same_streams", row->same_streams);
        json_flag(&json, "equal", row->equal);
        fields_write_json(OF_COMPARISON, &row->comparison, &json);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    json_close(&json, '}');
}

void contrast_write(const struct contrast *contrast, enum report_format format, FILE *out)
{
    if (format == REPORT_CSV)
        write_csv(contrast, out);
    else if (format == REPORT_JSON)
        write_json(contrast, out);
    else
        write_document(contrast, report_document(format), out);
}
