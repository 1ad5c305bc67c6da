/* Tables as JSON: an object a row. */
#include "attnbench/base/error.h"
#include "attnbench/sheet/sheet_maker.h"

#include <string.h>

struct rows {
    struct sheet_maker *maker;
    bool is_list;    /* of objects: paths begin with the place in it */
    size_t expected; /* column: the one behind that of the key before, since rows mostly have the same */
    size_t place;    /* bytes of the place of the row that is being read, with its dot */
    char in_list[24];
    bool any; /* of the row was read */
};

static int find_column(struct rows *rows, const char *path, const struct json_leaf *leaf, size_t *out)
{
    struct sheet *sheet = rows->maker->sheet;
    for (size_t k = 0; k < sheet->n_columns; k++) {
        *out = (rows->expected + k) % sheet->n_columns;
        if (strcmp(sheet->names[*out].text, path) == 0)
            return 0;
    }
    *out = sheet->n_columns;
    return sheet_add_column(rows->maker, (struct field){path, leaf->line, leaf->column});
}

static void end_row(struct rows *rows)
{
    rows->maker->sheet->n_rows += rows->any;
    rows->any = false;
}

/* Begins a further row where the path leads into another object of the list; gives the rest of the path. */
static int enter_row(struct rows *rows, const struct json_leaf *leaf, const char **path)
{
    size_t place = strcspn(leaf->path, ".") + 1;
    if (leaf->path[place - 1] == '\0' || place >= sizeof rows->in_list)
        return sheet_refuse(rows->maker->sheet, &(struct field){"", leaf->line, leaf->column},
                            "a row must be an object, {\"name\": value, …}");
    if (place != rows->place || strncmp(leaf->path, rows->in_list, place) != 0) {
        end_row(rows);
        rows->place = place;
        memcpy(rows->in_list, leaf->path, place);
    }
    *path = leaf->path + place;
    return 0;
}

static int take(void *context, const struct json_leaf *leaf)
{
    struct rows *rows = context;
    const char *path = leaf->path;
    size_t column;
    if (rows->is_list)
        TRY(enter_row(rows, leaf, &path));
    TRY(find_column(rows, path, leaf, &column));
    rows->any = true;
    rows->expected = column + 1;
    return sheet_add_field(rows->maker, column, (struct field){leaf->text, leaf->line, leaf->column});
}

int sheet_read_json(struct sheet_maker *maker, char *text)
{
    struct sheet *sheet = maker->sheet;
    struct rows rows = {.maker = maker};
    struct json_reader reader = json_begin(sheet->path, text);
    while (json_more(&reader)) {
        const struct field here = {"", reader.line, (size_t)(reader.at - reader.line_start) + 1};
        if (rows.is_list)
            return sheet_refuse(sheet, &here, "something follows the list of rows");
        rows.is_list = *reader.at == '[' && sheet->n_rows == 0;
        if (!rows.is_list && *reader.at != '{')
            return sheet_refuse(sheet, &here, "a row must be an object, {\"name\": value, …}");
        TRY(json_read(&reader, take, &rows));
        end_row(&rows);
    }
    return 0;
}
