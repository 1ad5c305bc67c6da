/* The YAML of a study file into entries, by libfyaml's events: nothing is built that could be deep or large. */
#include "attnbench/error.h"
#include "attnbench/text.h"

#include "settings_internal.h"

#include <libfyaml.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct fy_parser *parser;
    struct fy_diag *diag;
    struct draft *draft;
    struct place place; /* of the event read last */
    enum fy_event_type type;
    bool quoted;
    char text[STUDY_TEXT]; /* of a scalar */
};

/* libfyaml's own words, on one line. */
static int refuse_syntax(struct reader *reader)
{
    void *iterator = NULL;
    const struct fy_diag_error *error = fy_diag_errors_iterate(reader->diag, &iterator);
    char message[SHOWN_BYTES] = "this is not YAML";
    if (error != NULL && error->msg != NULL)
        shown(error->msg, message);
    if (error != NULL && error->line > 0)
        reader->place.line = error->line;
    return refuse(&reader->place, "YAML: %s", message);
}

static int read_scalar_text(struct reader *reader, struct fy_token *token)
{
    size_t length = 0;
    const char *text = token != NULL ? fy_token_get_text(token, &length) : NULL;
    if (text == NULL)
        length = 0;
    if (length >= sizeof reader->text)
        return refuse(&reader->place, "a text of %zu bytes: at most %zu are allowed", length, sizeof reader->text - 1);
    if (length > 0 && memchr(text, 0, length) != NULL)
        return refuse(&reader->place, "a text with a NUL character in it");
    if (length > 0)
        memcpy(reader->text, text, length);
    reader->text[length] = '\0';
    reader->quoted = token != NULL && fy_scalar_token_get_style(token) != FYSS_PLAIN;
    return 0;
}

static int take_event(struct reader *reader, struct fy_event *event)
{
    const struct fy_mark *mark = fy_event_start_mark(event);
    if (mark != NULL)
        reader->place.line = mark->line + 1;
    reader->type = event->type;
    if (event->type == FYET_ALIAS)
        return refuse(&reader->place, "an alias (*name): study files take none, write the value out");
    if (event->type != FYET_SCALAR && event->type != FYET_MAPPING_START && event->type != FYET_SEQUENCE_START)
        return 0;
    if (fy_event_get_anchor_token(event) != NULL)
        return refuse(&reader->place, "an anchor (&name): study files take none");
    if (fy_event_get_tag_token(event) != NULL)
        return refuse(&reader->place, "a tag (!name): study files take none");
    return event->type == FYET_SCALAR ? read_scalar_text(reader, event->scalar.value) : 0;
}

static int next(struct reader *reader)
{
    struct fy_event *event = fy_parser_parse(reader->parser);
    if (event == NULL)
        return refuse_syntax(reader);
    int status = take_event(reader, event);
    fy_parser_event_free(reader->parser, event);
    return status;
}

static const char *type_text(enum fy_event_type type)
{
    return type == FYET_MAPPING_START ? "a mapping" : type == FYET_SEQUENCE_START ? "a list" : "a single value";
}

/* The next key of the mapping: false in *more at its end. */
static int next_key(struct reader *reader, bool *more)
{
    TRY(next(reader));
    *more = reader->type != FYET_MAPPING_END;
    if (*more && reader->type != FYET_SCALAR)
        return refuse(&reader->place, "%s stands where a key should", type_text(reader->type));
    return 0;
}

/* The event just read as a value of `setting`. */
static int add_value(struct reader *reader, const struct setting *setting, int item, bool in_grid)
{
    static const char *const nulls[] = {"~", "null", "Null", "NULL", ""};
    const char *section = in_grid ? "grid" : setting->section, *dot = *section == '\0' ? "" : ".";
    struct entry entry = {
        .setting = setting, .item = item, .in_grid = in_grid, .quoted = reader->quoted, .place = reader->place};
    if (reader->type != FYET_SCALAR)
        return refuse(&reader->place, "%s%s%s is %s: it must be a single value", section, dot, setting->key,
                      type_text(reader->type));
    for (size_t i = 0; i < sizeof nulls / sizeof *nulls; i++)
        if (!reader->quoted && strcmp(reader->text, nulls[i]) == 0)
            return refuse(&reader->place, "%s%s%s has no value", section, dot, setting->key);
    text_copy(entry.text, sizeof entry.text, reader->text);
    return draft_add(reader->draft, &entry);
}

/* A list of words as one value, "init, data". */
static int add_words(struct reader *reader, const struct setting *setting, int item)
{
    struct entry entry = {.setting = setting, .item = item, .place = reader->place};
    for (size_t used = 0;;) {
        TRY(next(reader));
        if (reader->type == FYET_SEQUENCE_END)
            return draft_add(reader->draft, &entry);
        if (reader->type != FYET_SCALAR)
            return refuse(&reader->place, "%s lists %s: it must list words", setting->key, type_text(reader->type));
        used +=
            (size_t)snprintf(entry.text + used, sizeof entry.text - used, "%s%s", used > 0 ? ", " : "", reader->text);
        if (used >= sizeof entry.text)
            return refuse(&reader->place, "%s lists more words than there are", setting->key);
    }
}

static int refuse_twice(const struct reader *reader, const char *section, const struct entry *earlier)
{
    return refuse(&reader->place, "key '%s'%s%s stands here a second time: it is on line %d already",
                  earlier->setting->key, *section == '\0' ? "" : " in ", section, earlier->place.line);
}

/* The value of the key just read. */
static int read_setting(struct reader *reader, const char *section, int item)
{
    const struct setting *setting = setting_find(section, reader->text);
    if (setting == NULL)
        return refuse_key(&reader->place, section, reader->text);
    const struct entry *earlier = draft_find(reader->draft, setting, item, false);
    if (earlier != NULL)
        return refuse_twice(reader, section, earlier);
    TRY(next(reader));
    return setting->type == SETTING_WORDS && reader->type == FYET_SEQUENCE_START
               ? add_words(reader, setting, item)
               : add_value(reader, setting, item, false);
}

static int read_mapping(struct reader *reader, const char *section, int item)
{
    bool more;
    if (reader->type != FYET_MAPPING_START)
        return refuse(&reader->place, "%s is %s: it must be a mapping, such as {%s: ...}", section,
                      type_text(reader->type), strcmp(section, "training") == 0 ? "epochs" : "name");
    TRY(next_key(reader, &more));
    while (more) {
        TRY(read_setting(reader, section, item));
        TRY(next_key(reader, &more));
    }
    return 0;
}

/* An axis's values: a list, or one value alone. */
static int read_axis(struct reader *reader, const struct setting *setting)
{
    TRY(next(reader));
    if (reader->type != FYET_SEQUENCE_START)
        return add_value(reader, setting, 0, true);
    int count = 0;
    for (;;) {
        TRY(next(reader));
        if (reader->type == FYET_SEQUENCE_END)
            break;
        if (++count > STUDY_MAX_AXIS_VALUES)
            return refuse(&reader->place, "grid.%s has more than %d values", setting->key, STUDY_MAX_AXIS_VALUES);
        TRY(add_value(reader, setting, 0, true));
    }
    if (count == 0)
        return refuse(&reader->place, "grid.%s is an empty list: give it a value", setting->key);
    return 0;
}

static int read_grid(struct reader *reader)
{
    bool more;
    if (reader->type != FYET_MAPPING_START)
        return refuse(&reader->place, "grid is %s: it must be a mapping, such as {n_in: [4, 6]}",
                      type_text(reader->type));
    TRY(next_key(reader, &more));
    while (more) {
        const struct setting *setting = setting_find_axis(reader->text);
        if (setting == NULL)
            return refuse_key(&reader->place, "grid", reader->text);
        const struct entry *earlier = draft_find(reader->draft, setting, 0, true);
        if (earlier != NULL)
            return refuse_twice(reader, "grid", earlier);
        TRY(read_axis(reader, setting));
        TRY(next_key(reader, &more));
    }
    return 0;
}

static int read_list(struct reader *reader, const char *section, int most, struct item_list *items)
{
    if (reader->type != FYET_SEQUENCE_START)
        return refuse(&reader->place, "%s is %s: it must be a list, such as [{%s}]", section, type_text(reader->type),
                      strcmp(section, "models") == 0 ? "name: baseline" : "text: ..., expect: ...");
    for (;;) {
        TRY(next(reader));
        if (reader->type == FYET_SEQUENCE_END)
            break;
        if (items->n == most)
            return refuse(&reader->place, "more than %d %s", most, section);
        items->lines[items->n] = reader->place.line;
        TRY(read_mapping(reader, section, items->n));
        items->n++;
    }
    if (items->n == 0)
        return refuse(&reader->place, "%s is an empty list: give at least one", section);
    return 0;
}

/* Sections seen so far: each may come once. */
struct seen {
    size_t n;
    char names[8][STUDY_WORD];
    int lines[8];
};

static int see_section(struct reader *reader, struct seen *seen)
{
    for (size_t i = 0; i < seen->n; i++)
        if (strcmp(seen->names[i], reader->text) == 0)
            return refuse(&reader->place, "key '%s' stands here a second time: it is on line %d already", reader->text,
                          seen->lines[i]);
    if (seen->n == sizeof seen->names / sizeof *seen->names)
        return refuse(&reader->place, "more sections than there are");
    text_copy(seen->names[seen->n], sizeof *seen->names, reader->text);
    seen->lines[seen->n++] = reader->place.line;
    return 0;
}

static int read_top_level(struct reader *reader)
{
    struct seen seen = {.n = 0};
    bool more;
    TRY(next_key(reader, &more));
    while (more) {
        bool grid = strcmp(reader->text, "grid") == 0;
        if (reader->text[0] == '\0' || !(grid || is_section(reader->text))) {
            TRY(read_setting(reader, "", 0));
        } else {
            char section[STUDY_WORD];
            text_copy(section, sizeof section, reader->text);
            TRY(see_section(reader, &seen));
            TRY(next(reader));
            if (grid)
                TRY(read_grid(reader));
            else if (strcmp(section, "models") == 0)
                TRY(read_list(reader, section, STUDY_MAX_MODELS, &reader->draft->models));
            else if (strcmp(section, "claims") == 0)
                TRY(read_list(reader, section, STUDY_MAX_CLAIMS, &reader->draft->claims));
            else
                TRY(read_mapping(reader, section, 0));
        }
        TRY(next_key(reader, &more));
    }
    return 0;
}

static int read_document(struct reader *reader)
{
    TRY(next(reader)); /* stream start */
    TRY(next(reader));
    if (reader->type == FYET_STREAM_END)
        return refuse(&(struct place){.file = reader->place.file}, "the study file is empty");
    TRY(next(reader));
    if (reader->type != FYET_MAPPING_START)
        return refuse(&reader->place, "a study file is a mapping of keys to values: this is %s",
                      type_text(reader->type));
    TRY(read_top_level(reader));
    TRY(next(reader)); /* document end */
    TRY(next(reader));
    if (reader->type != FYET_STREAM_END)
        return refuse(&reader->place, "a second document starts here: a study file has one");
    return 0;
}

/* Refuses bytes that are no text before the parser, or a message, can meet them. */
static int check_text(const char *file, const char *text, size_t length)
{
    struct place place = {.file = file, .line = 1};
    if (length > STUDY_MAX_FILE_BYTES)
        return refuse(&(struct place){.file = file}, "the study file is longer than %d kB",
                      STUDY_MAX_FILE_BYTES / 1024);
    char *copy = allocate(length + 1, 1);
    if (copy == NULL)
        return EX_OSERR;
    memcpy(copy, text, length);
    int status = 0;
    for (char *line = copy; line < copy + length && status == 0; place.line++) {
        char *end = memchr(line, '\n', (size_t)(copy + length - line));
        if (end == NULL)
            end = copy + length;
        for (char *c = line; c < end; c++)
            if (*c == '\t' || *c == '\r') /* blanks and line ends in YAML */
                *c = ' ';
        *end = '\0';
        if (strlen(line) != (size_t)(end - line) || !text_is_printable(line))
            status = refuse(&place, "a control character, or bytes that are not UTF-8");
        line = end + 1;
    }
    free(copy);
    return status;
}

int draft_parse(struct draft *draft, const char *text, size_t length)
{
    TRY(check_text(draft->file, text, length));
    struct reader reader = {.draft = draft, .place = {.file = draft->file}};
    struct fy_diag_cfg diag_config;
    fy_diag_cfg_default(&diag_config);
    diag_config.fp = NULL; /* nothing is printed: errors are collected */
    int status = EX_OSERR;
    fail(EX_OSERR, "out of memory for the YAML parser");
    reader.diag = fy_diag_create(&diag_config);
    if (reader.diag == NULL)
        return status;
    fy_diag_set_collect_errors(reader.diag, true);
    struct fy_parse_cfg config = {.flags = FYPCF_QUIET, .diag = reader.diag};
    reader.parser = fy_parser_create(&config);
    if (reader.parser != NULL && fy_parser_set_string(reader.parser, text, length) == 0)
        status = read_document(&reader);
    fy_parser_destroy(reader.parser);
    fy_diag_destroy(reader.diag);
    return status;
}
