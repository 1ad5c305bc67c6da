#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "shape.h"
#include "attnbench/sheet/sheet_maker.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_RESULTS = 1000, MOST_PARAMETERS = STUDY_MAX_AXES, COMMAND = 512 };

/* A command that was timed. */
struct timed {
    struct field command, parameters[MOST_PARAMETERS]; /* by the file's names; text NULL: there is none */
    size_t first_time, n_times, first_exit, n_exits;   /* of the file's */
};

struct file {
    struct sheet *sheet;
    struct timed *results; /* (MOST_RESULTS) */
    size_t n_results, n_parameters;
    char parameters[MOST_PARAMETERS][SHEET_SHOWN];
    struct field_list {
        struct field *fields;
        size_t n, room;
    } times, exits; /* of all results, in their order */
};

static int add(struct field_list *list, struct field field)
{
    if (list->n == list->room) {
        size_t room = 2 * list->room + 64;
        struct field *grown = reallocarray(list->fields, room, sizeof *grown);
        if (grown == NULL)
            return fail(EX_OSERR, "no memory for %zu runs", room);
        list->fields = grown;
        list->room = room;
    }
    list->fields[list->n++] = field;
    return 0;
}

static int take_parameter(struct file *file, struct timed *result, const char *name, struct field field)
{
    size_t i = 0;
    while (i < file->n_parameters && strcmp(file->parameters[i], name) != 0)
        i++;
    if (i == MOST_PARAMETERS || strlen(name) >= sizeof *file->parameters)
        return sheet_refuse(file->sheet, &field, "more than %d parameters, or one with a long name", MOST_PARAMETERS);
    if (i == file->n_parameters)
        text_copy(file->parameters[file->n_parameters++], sizeof *file->parameters, name);
    result->parameters[i] = field;
    return 0;
}

/* "results.0.times.3" */
static int take(void *context, const struct json_leaf *leaf)
{
    struct file *file = context;
    struct field field = {leaf->text, leaf->line, leaf->column};
    size_t place;
    int length = 0;
    if (sscanf(leaf->path, "results.%zu.%n", &place, &length) != 1 || length == 0)
        return 0;
    if (place >= MOST_RESULTS)
        return sheet_refuse(file->sheet, &field, "more than %d results", MOST_RESULTS);
    struct timed *result = &file->results[place];
    const char *key = leaf->path + length;
    if (place == file->n_results) {
        file->n_results++;
        result->first_time = file->times.n;
        result->first_exit = file->exits.n;
    }
    if (strcmp(key, "command") == 0)
        result->command = field;
    else if (strncmp(key, "parameters.", strlen("parameters.")) == 0)
        return take_parameter(file, result, key + strlen("parameters."), field);
    else if (strncmp(key, "times.", strlen("times.")) == 0) {
        result->n_times++;
        return add(&file->times, field);
    } else if (strncmp(key, "exit_codes.", strlen("exit_codes.")) == 0) {
        result->n_exits++;
        return add(&file->exits, field);
    }
    return 0;
}

/* ---- rows ---- */

static bool is_part_of_word(char c)
{
    return isalnum((unsigned char)c) || c == '.' || c == '_';
}

/* The command with {NAME} for each value of a parameter that stands in it as a word. */
static void make_template(const struct file *file, const struct timed *result, char out[static COMMAND])
{
    const char *command = result->command.text;
    size_t used = 0;
    out[0] = '\0';
    for (const char *c = command; *c != '\0';) {
        size_t i = 0, length = 0;
        for (; i < file->n_parameters; i++) {
            const char *value = result->parameters[i].text;
            length = value != NULL ? strlen(value) : 0;
            if (length > 0 && strncmp(c, value, length) == 0 && (c == command || !is_part_of_word(c[-1])) &&
                !is_part_of_word(c[length]))
                break;
        }
        if (i < file->n_parameters)
            text_append(out, COMMAND, &used, "{%s}", file->parameters[i]);
        else
            text_append(out, COMMAND, &used, "%c", *c);
        c += i < file->n_parameters ? length : 1;
    }
}

/* A run that ended with another status than 0 has failed. */
static struct field seconds_of(const struct file *file, const struct timed *result, size_t run)
{
    struct field field = file->times.fields[result->first_time + run];
    if (run < result->n_exits && strcmp(file->exits.fields[result->first_exit + run].text, "0") != 0) {
        field = file->exits.fields[result->first_exit + run];
        field.text = "failed";
    }
    return field;
}

static int add_rows(const struct file *file, const struct timed *result, const char *command, struct sheet_maker *maker)
{
    size_t column;
    for (size_t run = 0; run < result->n_times; run++) {
        TRY(sheet_add_field(maker, 0, (struct field){command, result->command.line, result->command.column}));
        for (column = 1; column <= file->n_parameters; column++)
            if (result->parameters[column - 1].text != NULL)
                TRY(sheet_add_field(maker, column, result->parameters[column - 1]));
        TRY(sheet_add_field(maker, column, seconds_of(file, result, run)));
        maker->sheet->n_rows++;
    }
    return 0;
}

static int make_rows(const struct file *file, struct sheet_maker *maker)
{
    struct sheet *sheet = file->sheet;
    sheet->made = allocate(file->n_results + 1, COMMAND);
    if (sheet->made == NULL)
        return EX_OSERR;
    TRY(sheet_add_column(maker, (struct field){"command", 1, 1}));
    for (size_t i = 0; i < file->n_parameters; i++)
        TRY(sheet_add_column(maker, (struct field){file->parameters[i], 1, 1}));
    TRY(sheet_add_column(maker, (struct field){"seconds", 1, 1}));
    for (size_t i = 0; i < file->n_results; i++) {
        const struct timed *result = &file->results[i];
        if (result->command.text == NULL || result->n_times == 0)
            return fail(EX_DATAERR, "%s: result %zu has no command, or no times of its runs", sheet->path, i + 1);
        make_template(file, result, sheet->made + i * COMMAND);
        TRY(add_rows(file, result, sheet->made + i * COMMAND, maker));
    }
    if (sheet->n_rows == 0)
        return fail(EX_DATAERR, "%s has no results as hyperfine --export-json writes them", sheet->path);
    return sheet_finish(maker);
}

int shape_read_hyperfine(const char *path, struct sheet *out)
{
    struct file file = {.sheet = out, .results = allocate(MOST_RESULTS, sizeof *file.results)};
    struct sheet_maker maker = {.sheet = out};
    char *text = NULL;
    *out = (struct sheet){.path = strcmp(path, "-") == 0 ? "standard input" : path};
    int status = file.results == NULL ? EX_OSERR : sheet_read_text(path, &out->bytes, &text);
    if (status == 0) {
        struct json_reader reader = json_begin(out->path, text);
        status = json_read(&reader, take, &file);
        if (status == 0 && json_more(&reader))
            status = fail(EX_DATAERR, "%s:%zu: JSON: something follows the end", out->path, reader.line);
    }
    if (status == 0)
        status = make_rows(&file, &maker);
    free(file.results);
    free(file.times.fields);
    free(file.exits.fields);
    free(maker.placed);
    if (status != 0)
        sheet_free(out);
    return status;
}
