/* A figure is the same in all formats: each column of each row is read back from text, Markdown, LaTeX, the page, CSV
 * and JSON, and compared with the struct that it is of. */
#include "attnbench/page/page.h"
#include "attnbench/report/tables.h"
#include "fabricate.h"
#include "made_up.h"
#include "test.h"

enum { CELL_TEXT = 256 };

static const size_t one_cell[3] = {1, 1, 1}, four_cells[3] = {2, 2, 1};

/* ---- what a format writes, read back ---- */

static void replace(char *text, const char *what, const char *with)
{
    for (char *at = strstr(text, what); at != NULL; at = strstr(at + strlen(with), what)) {
        memmove(at + strlen(with), at + strlen(what), strlen(at + strlen(what)) + 1);
        memcpy(at, with, strlen(with));
    }
}

/* As a terminal shows it. */
static void make_plain(char *cell)
{
    static const char *const written_as[][2] = {
        {"−", "-"},
        {"–", "-"},
        {"$-$", "-"},
        {"{[}", "["},
        {"{]}", "]"},
        {"\\textless{}", "<"},
        {"\\textgreater{}", ">"},
        {"&lt;", "<"},
        {"&gt;", ">"},
        {"&#39;", "'"},
        {"<bdi>", ""},
        {"</bdi>", ""},
        {"\\_", "_"},
        {"\\", ""},
    };
    for (size_t i = 0; i < sizeof written_as / sizeof *written_as; i++)
        replace(cell, written_as[i][0], written_as[i][1]);
    while (*cell != '\0' && cell[strlen(cell) - 1] == ' ')
        cell[strlen(cell) - 1] = '\0';
}

struct reader {
    const struct document_kind *document;
    const char *before_rows; /* the last of it stands before the first row */
    const char *before_row, *separator, *row_end;
};

static const struct reader readers[] = {
    {&document_text, NULL, "", "  ", "\n"},
    {&document_markdown, " |\n", "| ", " | ", " |\n"},
    {&document_latex, "\\midrule\n", "", " & ", " \\\\\n"},
    {&document_page, "<tbody>\n", "<tr><th scope=\"row\">", "</t", "</td></tr>\n"},
};
enum { N_READERS = sizeof readers / sizeof *readers };

/* Where the table's rows begin in what the reader's format wrote. In text and Markdown they are the last lines. */
static char *first_row(const struct reader *reader, char *text, size_t n_rows)
{
    if (reader->document == &document_latex || reader->document == &document_page) {
        char *start = strstr(text, reader->before_rows);
        assert_non_null(start);
        return start + strlen(reader->before_rows);
    }
    char *end = text + strlen(text) - 1; /* of the last row, behind which stands an empty line */
    for (size_t row = 0; row < n_rows; row++)
        for (end--; end[-1] != '\n'; end--)
            continue;
    return end;
}

/* In LaTeX the two ends of an interval may stand one above the other. */
static void unstack(char *cell)
{
    const char begin[] = "\\shortstack[r]{";
    if (strncmp(cell, begin, strlen(begin)) != 0)
        return;
    memmove(cell, cell + strlen(begin), strlen(cell + strlen(begin)) + 1);
    cell[strlen(cell) - 1] = '\0'; /* the } */
    char *gap = strstr(cell, "\\\\");
    if (gap == NULL) /* no interval */
        return;
    gap[0] = ' ';
    memmove(gap + 1, gap + 2, strlen(gap + 2) + 1);
}

/* The cell that begins here; returns where the next one does. */
static char *read_cell(const struct reader *reader, char *from, char cell[CELL_TEXT])
{
    size_t length = strcspn(from, "\n");
    char *end = strstr(from, reader->separator);
    if (end == NULL || end > from + length)
        end = from + length;
    char *row_end = strstr(from, reader->row_end);
    if (row_end != NULL && row_end < end)
        end = row_end;
    assert_true(end - from < CELL_TEXT - 32);
    sprintf(cell, "%.*s", (int)(end - from), from);
    unstack(cell);
    make_plain(cell);
    if (strncmp(end, reader->separator, strlen(reader->separator)) != 0)
        return end;
    end += strlen(reader->separator);
    if (reader->document == &document_page) /* "</td><td class=…>" */
        end = strchr(strchr(end, '>') + 1, '>') + 1;
    return end + strspn(end, " ");
}

/* ---- what the struct has ---- */

/* Whether the text shows this number, to the digits that it shows. */
static void assert_number(const char *name, const char *text, double value)
{
    char *end;
    double shown = strtod(text, &end);
    const char *point = strchr(text, '.'), *exponent = strpbrk(text, "e");
    size_t digits = point != NULL && point < end ? strspn(point + 1, "0123456789") : 0;
    double unit = pow(10, -(double)digits);
    if (exponent != NULL && exponent < end)
        unit *= pow(10, strtod(exponent + 1, NULL));
    if (!isfinite(value) && strcmp(text, "-") == 0)
        return;
    if (end == text || !(fabs(shown - value) <= 0.5 * unit * (1 + 1e-9) || fabs(shown / value - 1) < 0.006))
        fail_msg("%s is shown as \"%s\", but is %.10g", name, text, value);
}

static void assert_interval(const char *name, const char *text, const double *ends)
{
    char low[CELL_TEXT], high[CELL_TEXT];
    if (!isfinite(ends[0]) || !isfinite(ends[1])) {
        assert_string_equal(text, "-");
        return;
    }
    if (sscanf(text, "[%250[^,], %250[^]]]", low, high) != 2)
        fail_msg("%s is shown as \"%s\"", name, text);
    assert_number(name, low, ends[0]);
    assert_number(name, high, ends[1]);
}

static void assert_shown(const struct field *field, const void *row, const char *text)
{
    const void *place = (const char *)row + field->offset;
    if (field->print != NULL) { /* in a way of its own: test_report has these */
        assert_true(text[0] != '\0');
        return;
    }
    switch (field->kind) {
    case FIELD_COUNT:
    case FIELD_COUNT_IF_ANY:
        assert_number(field->name, text, (double)*(const size_t *)place);
        break;
    case FIELD_P:
        if (*(const double *)place < 0.0001) {
            assert_string_equal(text, "< 0.0001");
            break;
        } /* fall through */
    case FIELD_REAL:
        assert_number(field->name, text, *(const double *)place);
        break;
    case FIELD_INTERVAL:
        assert_interval(field->name, text, place);
        break;
    case FIELD_TEXT:
        assert_string_equal(text, (const char *)place);
        break;
    case FIELD_STANDING:
        if (strcmp(text, "-") != 0)
            assert_string_equal(text, standing_text(*(const enum verdict *)place));
        break;
    default:
        fail_msg("%s has a kind that no table shows", field->name);
    }
}

/* ---- tables for people ---- */

static size_t n_compared;

static void compare_format(const struct table *table, const struct reader *reader)
{
    char *text, cell[CELL_TEXT];
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    reader->document->table(table, stream);
    fclose(stream);
    char *at = first_row(reader, text, table->n_rows);
    for (size_t row = 0; row < table->n_rows; row++) {
        assert_memory_equal(at, reader->before_row, strlen(reader->before_row));
        at += strlen(reader->before_row);
        for (int c = 0; c < table->n_columns; c++) {
            const struct column *column = &table->columns[c];
            char wanted[TABLE_TEXT];
            at = read_cell(reader, at, cell);
            column->print(table, column, row, wanted);
            assert_string_equal(cell, wanted);
            if (table->fields[c] != NULL) {
                assert_shown(table->fields[c], table_field(table, column, row), cell);
                n_compared++;
            }
        }
        at += strspn(at, reader->document == &document_page ? "</tdr>\n" : " |\\\n");
        if (reader->document == &document_page && row + 1 < table->n_rows)
            at = strstr(at - strlen("<tr><th"), "<tr><th");
        if (reader->document == &document_markdown && row + 1 < table->n_rows)
            at -= strlen("| ");
    }
    free(text);
}

/* The kinds of documents that take each table apart. */
static void compare_texts(const struct table *table, FILE *out)
{
    (void)out;
    for (int i = 0; i < N_READERS; i++)
        if (readers[i].document->medium == TEXTS)
            compare_format(table, &readers[i]);
}

static void compare_page(const struct table *table, FILE *out)
{
    (void)out;
    compare_format(table, &readers[N_READERS - 1]);
}

static void compare_tables(const struct analysis *analysis)
{
    static const struct document_kind compared[] = {{NULL, NULL, compare_texts, TEXTS},
                                                    {NULL, NULL, compare_page, PAGES}};
    n_compared = 0;
    for (int i = 0; i < 2; i++) {
        overall_write(analysis, &compared[i], NULL);
        accuracy_tables_write(analysis, &compared[i], NULL);
        comparison_tables_write(analysis, &compared[i], NULL);
    }
    assert_true(n_compared > 50 * analysis->n_cells);
}

/* ---- CSV and JSON ---- */

/* A value as programs find it: empty or null where it is undefined. */
static void assert_value(const char *name, const char *text, double value)
{
    bool is_none = text[0] == '\0' || strcmp(text, "null") == 0;
    if (is_none != !isfinite(value) || (!is_none && !(fabs(strtod(text, NULL) - value) <= 1e-9 * fabs(value))))
        fail_msg("%s is %s, but %.10g", name, text, value);
}

/* Whether programs find it empty: the figures of rmse, which has columns of its own, as it always was. */
static bool is_hidden(const struct field *field, const void *row)
{
    const struct cell_analysis *cell = row;
    return field->kind != FIELD_FLAG && (field->hidden & UNLESS_PERCENT) != 0 && cell->metric == metric_at(METRIC_RMSE);
}

static void assert_hidden(const struct field *field, const char *text)
{
    if (text[0] != '\0' && strcmp(text, "null") != 0)
        fail_msg("%s is %s, but hidden", field->name, text);
}

static void assert_program_field(const struct field *field, const void *row, const char *const texts[2])
{
    const void *place = (const char *)row + field->offset;
    if (is_hidden(field, row)) {
        assert_hidden(field, texts[0]);
        return;
    }
    switch (field->kind) {
    case FIELD_COUNT:
    case FIELD_COUNT_IF_ANY:
        assert_value(field->name, texts[0],
                     field->kind == FIELD_COUNT_IF_ANY && *(const size_t *)place == 0 ? NAN
                                                                                      : (double)*(const size_t *)place);
        break;
    case FIELD_REAL:
    case FIELD_P:
        assert_value(field->name, texts[0], *(const double *)place);
        break;
    case FIELD_INTERVAL:
        for (int end = 0; end < 2; end++)
            assert_value(field->name, texts[end], ((const double *)place)[end]);
        break;
    case FIELD_FLAG:
        assert_true((texts[0][0] == '1' || texts[0][0] == 't') == *(const bool *)place);
        break;
    case FIELD_TEXT:
        assert_string_equal(texts[0], (const char *)place);
        break;
    case FIELD_STANDING:
        assert_string_equal(texts[0], standing_text(*(const enum verdict *)place));
    }
}

/* The value of a column in a line of CSV, found by its name in the header. Quoted texts hold commas. */
static void find_csv(const char *header, const char *line, const char *name, char value[CELL_TEXT])
{
    for (;; header++) {
        size_t length = strcspn(header, ",\n");
        bool is_quoted = *line == '"';
        const char *start = line + is_quoted;
        const char *end = start + strcspn(start, is_quoted ? "\"" : ",\n");
        sprintf(value, "%.*s", (int)(end - start), start);
        if (strlen(name) == length && strncmp(header, name, length) == 0)
            return;
        header += length;
        if (*header != ',')
            fail_msg("CSV has no column %s", name);
        line = end + is_quoted + 1;
    }
}

/* The value of a key in a line of JSON. */
static void find_json(const char *line, const char *name, char value[CELL_TEXT])
{
    char key[CELL_TEXT];
    sprintf(key, "\"%s\": ", name);
    const char *at = strstr(line, key);
    if (at == NULL || memchr(line, '\n', (size_t)(at - line)) != NULL)
        fail_msg("JSON has no key %s", name);
    at += strlen(key);
    bool is_quoted = *at == '"';
    at += is_quoted;
    sprintf(value, "%.*s", (int)strcspn(at, is_quoted ? "\"" : ",}\n"), at);
}

/* All fields of a row, in the line of either format; header: of CSV, NULL: JSON. */
static void compare_line(enum rows of, const void *row, const char *header, const char *line)
{
    for (const struct field *field = fields; field->name != NULL; field++) {
        char values[2][CELL_TEXT] = {"", ""};
        if (field->of != of || (field->hidden & PROGRAMS) != 0)
            continue;
        for (int end = 0; end < (field->kind == FIELD_INTERVAL ? 2 : 1); end++) {
            char name[64];
            sprintf(name, "%.*s%s", (int)strcspn(field->name, "*"), field->name,
                    field->kind != FIELD_INTERVAL ? ""
                    : end == 0                    ? "low"
                                                  : "high");
            if (header != NULL)
                find_csv(header, line, name, values[end]);
            else
                find_json(line, name, values[end]);
        }
        assert_program_field(field, row, (const char *const[]){values[0], values[1]});
    }
}

static const char *next_line(const char *line)
{
    return strchr(line, '\n') + 1;
}

static void compare_csv(const struct analysis *analysis)
{
    char *text = written(analysis, REPORT_CSV);
    const char *line = next_line(text);
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++, line = next_line(line)) {
        size_t rival = i / analysis->n_models * analysis->n_rivals + i % analysis->n_models - 1;
        compare_line(OF_CELL, &analysis->cells[i], text, line);
        if (i % analysis->n_models == 0)
            continue;
        compare_line(OF_COMPARISON, &analysis->comparisons[rival], text, line);
        compare_line(OF_SOONER, &analysis->sooner[rival], text, line);
    }
    free(text);
}

/* The array of this key: a line an object. */
static const char *array_of(const char *text, const char *key)
{
    const char *at = strstr(text, key);
    assert_non_null(at);
    return next_line(at + 1);
}

static void compare_json(const struct analysis *analysis)
{
    char *text = written(analysis, REPORT_JSON);
    const char *line = array_of(text, "\n  \"cells\": [");
    for (size_t i = 0; i < analysis->n_cells * analysis->n_models; i++, line = next_line(line))
        compare_line(OF_CELL, &analysis->cells[i], NULL, line);
    line = array_of(text, "\n  \"comparisons\": [");
    for (size_t i = 0; i < analysis->n_cells * analysis->n_rivals; i++, line = next_line(line)) {
        compare_line(OF_COMPARISON, &analysis->comparisons[i], NULL, line);
        compare_line(OF_SOONER, &analysis->sooner[i], NULL, line);
    }
    line = analysis->overall != NULL ? array_of(text, "\n  \"all_cells\": [") : NULL;
    for (size_t i = 0; i < analysis->n_models && line != NULL; i++, line = next_line(line)) {
        compare_line(OF_OVERALL, &analysis->overall[i], NULL, line);
        if (i > 0)
            compare_line(OF_COMPARISON, &analysis->overall[i].difference, NULL, line);
    }
    free(text);
}

static void compare_all(const struct analysis *analysis)
{
    compare_tables(analysis);
    compare_csv(analysis);
    compare_json(analysis);
}

/* ---- the studies ---- */

static void figures_of_a_cell_are_the_same(void **state)
{
    (void)state;
    struct made_up study;
    const int whole[] = {0, 0};
    make_up(&study, one_cell, 10);
    fabricate_accuracies(&study.results, 0, published_baseline, 10);
    fabricate_accuracies(&study.results, 10, published_attention, 10);
    study.analysis.questions.whole = whole;
    study.cells[1].spread.whole = (struct variance_ratio){0.375, {0.125, 1.5}};
    strcpy(study.cells[1].varied, "init, data");
    study.cells[1].crashed = study.cells[1].failed = 2;
    study.cells[1].timed_out = study.cells[1].out_of_memory = study.cells[1].diverged = study.cells[1].missing = 1;
    study.comparisons[0].difference = -0.0004;
    study.comparisons[0].p_holm = 0.0246;
    compare_all(&study.analysis);
    results_free(&study.results);
}

static void figures_of_a_grid_are_the_same(void **state)
{
    (void)state;
    struct made_up study;
    make_up(&study, four_cells, 10);
    for (int cell = 0; cell < 4; cell++) {
        study.cells[2 * cell].figure.mean += 1.005 * cell;
        study.comparisons[cell].difference = -12.345 * cell;
        study.comparisons[cell].verdict = (enum verdict)cell;
        study.comparisons[cell].paired = cell > 1;
        study.sooner[cell].to[1].p_holm = cell > 2 ? NAN : 0.01 * cell;
    }
    study.cells[3].figure.ci = (struct interval){NAN, NAN};
    study.comparisons[1].ci = (struct interval){-1e7, 2e9};
    compare_all(&study.analysis);
    results_free(&study.results);
}

/* Figures that the statistics give, of repeats of which some are missing. */
static void analysed_figures_are_the_same(void **state)
{
    (void)state;
    struct results results = fabricate(four_cells, 10);
    struct analysis analysis;
    for (size_t i = 0; i + 10 < results.n_trials; i += 10)
        fabricate_accuracies(&results, i, i % 20 == 0 ? published_baseline : published_attention, 10);
    fabricate_traces(&results, 300);
    results.digest = 1;
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    compare_all(&analysis);
    analysis_free(&analysis);
    results_free(&results);
}

static void errors_are_the_same(void **state)
{
    (void)state;
    struct results results = fabricate(four_cells, 3);
    struct analysis analysis;
    for (size_t i = 0; i < results.n_trials; i++)
        fabricate_rmse(&results, i, (const double[]){i == 3 ? 4e7 : 0.01 + 0.3 * (double)(i * i % 7)}, 1);
    results.digest = 1;
    assert_int_equal(analysis_make(&results, NULL, &analysis), 0);
    assert_true(analysis.metric == metric_at(METRIC_RMSE));
    compare_all(&analysis);
    analysis_free(&analysis);
    results_free(&results);
}

/* ---- the list ---- */

static void every_column_has_a_name_of_its_own_and_a_meaning(void **state)
{
    (void)state;
    for (const struct field *field = fields; field->name != NULL; field++) {
        assert_non_null(field->meaning);
        assert_ptr_equal(field_find(field->of, field->name), field);
        assert_int_equal(field->kind == FIELD_INTERVAL, strchr(field->name, '*') != NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_of_a_cell_are_the_same),
        cmocka_unit_test(figures_of_a_grid_are_the_same),
        cmocka_unit_test(analysed_figures_are_the_same),
        cmocka_unit_test(errors_are_the_same),
        cmocka_unit_test(every_column_has_a_name_of_its_own_and_a_meaning),
    };
    return RUN_TESTS(tests);
}
