/* The YAML of a study file into entries, by libfyaml's events: nothing is built that could be deep or large. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
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

enum { STANDS_BYTES = SHOWN_BYTES + 2 };

/* What stands at the event read last: "a list", "a mapping", "'true'", "empty". */
static const char *stands(const struct reader *reader, char buffer[static STANDS_BYTES])
{
    char text[SHOWN_BYTES];
    if (reader->type != FYET_SCALAR)
        return reader->type == FYET_MAPPING_START ? "a mapping" : "a list";
    if (reader->text[0] == '\0')
        return "empty";
    snprintf(buffer, STANDS_BYTES, "'%s'", shown(reader->text, text));
    return buffer;
}

/* How a section may look. */
static const char *example_of(const char *section)
{
    static const struct {
        const char *section, *example;
    } examples[] = {
        {"adaptive", "{max: 100, half_width: 2}"},
        {"task", "{name: echo}"},
        {"training", "{epochs: 2000}"},
        {"evaluate", "{sequences: 200}"},
        {"grid", "{n_in: [4, 8]}"},
        {"grid.exclude", "[{cell: gru, n_in: 8}]"},
        {"models", "[{name: baseline}, {name: attention}]"},
        {"claims", "[{text: Attention helps, expect: attention - baseline > 0}]"},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        if (strcmp(examples[i].section, section) == 0)
            return examples[i].example;
    return "{key: value}";
}

static int refuse_section(const struct reader *reader, const char *section, const char *wanted)
{
    char found[STANDS_BYTES];
    return refuse(&reader->place, "%s is %s: it must be %s, such as %s", section, stands(reader, found), wanted,
                  example_of(section));
}

/* An item of a list that is no mapping; a word alone is its name, or its text. */
static int refuse_item(const struct reader *reader, const char *section)
{
    char found[STANDS_BYTES], text[SHOWN_BYTES], example[2 * SHOWN_BYTES] = "{cell: gru, n_in: 8}";
    bool is_empty = reader->type == FYET_SCALAR && reader->text[0] == '\0';
    const char *word = reader->type == FYET_SCALAR && !is_empty ? shown(reader->text, text) : NULL;
    if (strcmp(section, "models") == 0)
        snprintf(example, sizeof example, "{name: %s}", word != NULL ? word : "baseline");
    else if (strcmp(section, "claims") == 0)
        snprintf(example, sizeof example, "{text: %s, expect: attention - baseline > 0}",
                 word != NULL ? word : "Attention helps");
    return refuse(&reader->place, "%s lists %s: each of them must be a mapping, such as %s", section,
                  is_empty ? "nothing" : stands(reader, found), example);
}

/* The next key of the mapping: false in *more at its end. */
static int next_key(struct reader *reader, bool *more)
{
    char found[STANDS_BYTES];
    TRY(next(reader));
    *more = reader->type != FYET_MAPPING_END;
    if (*more && reader->type != FYET_SCALAR)
        return refuse(&reader->place, "%s stands where a key should", stands(reader, found));
    return 0;
}

/* What a value belongs to, in messages: "grid", "grid.exclude", or its section. */
static const char *section_of(const struct setting *setting, enum where where)
{
    return where == IN_GRID ? "grid" : where == IN_EXCLUDE ? "grid.exclude" : setting->section;
}

/* A list or a mapping as the value of a setting. */
static int refuse_shape(const struct reader *reader, const struct setting *setting, enum where where)
{
    char example[EXAMPLE_BYTES] = "[init, data]", found[STANDS_BYTES];
    bool is_list = reader->type == FYET_SEQUENCE_START, may_be_list = where != IN_SECTION;
    const char *section = section_of(setting, where), *dot = *section == '\0' ? "" : ".", *key = setting->key;
    if (setting_has_axis(setting))
        axis_example(setting, example);
    if (!is_list && (may_be_list || setting->type == SETTING_WORDS))
        return refuse(&reader->place, "%s%s%s is a mapping: it must be a list, such as %s", section, dot, key, example);
    if (is_list && !may_be_list && setting_has_axis(setting))
        return refuse(&reader->place, "%s%s%s is a list: several values stand in the grid, such as grid: {%s: %s}",
                      section, dot, key, key, example);
    return refuse(&reader->place, "%s%s%s is %s: it must be a single value", section, dot, key, stands(reader, found));
}

/* The event just read as a value of `setting`. */
static int add_value(struct reader *reader, const struct setting *setting, int item, enum where where)
{
    static const char *const nulls[] = {"~", "null", "Null", "NULL", ""};
    const char *section = section_of(setting, where), *dot = *section == '\0' ? "" : ".";
    struct entry entry = {
        .setting = setting, .item = item, .where = where, .quoted = reader->quoted, .place = reader->place};
    if (reader->type != FYET_SCALAR)
        return refuse_shape(reader, setting, where);
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
    char found[STANDS_BYTES];
    for (size_t used = 0;;) {
        TRY(next(reader));
        if (reader->type == FYET_SEQUENCE_END)
            return draft_add(reader->draft, &entry);
        if (reader->type != FYET_SCALAR)
            return refuse(&reader->place, "%s lists %s: it must list words", setting->key, stands(reader, found));
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

/* Notes what is wrong with the key just read, and passes its value over. */
static int pass_over(struct reader *reader, int status)
{
    int depth = 0;
    TRY(mistakes_note(reader->draft, status));
    do {
        TRY(next(reader));
        depth += (reader->type == FYET_MAPPING_START || reader->type == FYET_SEQUENCE_START) -
                 (reader->type == FYET_MAPPING_END || reader->type == FYET_SEQUENCE_END);
    } while (depth > 0);
    return 0;
}

/* The value of the key just read. */
static int read_setting(struct reader *reader, const char *section, int item)
{
    const struct setting *setting = setting_find(section, reader->text);
    if (setting == NULL)
        return pass_over(reader, refuse_key(&reader->place, section, reader->text));
    const struct entry *earlier = draft_find(reader->draft, setting, item, IN_SECTION);
    if (earlier != NULL)
        return pass_over(reader, refuse_twice(reader, section, earlier));
    TRY(next(reader));
    return setting->type == SETTING_WORDS && reader->type == FYET_SEQUENCE_START
               ? add_words(reader, setting, item)
               : add_value(reader, setting, item, IN_SECTION);
}

/* The keys of the mapping whose start was read last. */
static int read_keys(struct reader *reader, const char *section, int item)
{
    bool more;
    TRY(next_key(reader, &more));
    while (more) {
        TRY(read_setting(reader, section, item));
        TRY(next_key(reader, &more));
    }
    return 0;
}

static int read_mapping(struct reader *reader, const char *section)
{
    return reader->type == FYET_MAPPING_START ? read_keys(reader, section, 0)
                                              : refuse_section(reader, section, "a mapping");
}

/* Values of an axis: a list, or one value alone. */
static int read_values(struct reader *reader, const struct setting *setting, int item, enum where where)
{
    const char *section = section_of(setting, where);
    TRY(next(reader));
    if (reader->type != FYET_SEQUENCE_START)
        return add_value(reader, setting, item, where);
    int count = 0;
    for (;;) {
        TRY(next(reader));
        if (reader->type == FYET_SEQUENCE_END)
            break;
        if (++count > STUDY_MAX_AXIS_VALUES)
            return refuse(&reader->place, "%s.%s has more than %d values", section, setting->key,
                          STUDY_MAX_AXIS_VALUES);
        TRY(add_value(reader, setting, item, where));
    }
    if (count == 0)
        return refuse(&reader->place, "%s.%s is an empty list: give it a value", section, setting->key);
    return 0;
}

/* The key just read as an axis, and its values. */
static int read_axis(struct reader *reader, int item, enum where where)
{
    const struct setting *setting = setting_find_axis(reader->text);
    if (setting == NULL)
        return pass_over(reader, refuse_key(&reader->place, "grid", reader->text));
    const struct entry *earlier = draft_find(reader->draft, setting, item, where);
    if (earlier != NULL)
        return pass_over(reader, refuse_twice(reader, section_of(setting, where), earlier));
    return read_values(reader, setting, item, where);
}

static int read_exclusion(struct reader *reader, const char *section, int item)
{
    bool more;
    (void)section;
    TRY(next_key(reader, &more));
    while (more) {
        TRY(read_axis(reader, item, IN_EXCLUDE));
        TRY(next_key(reader, &more));
    }
    return 0;
}

static int read_list(struct reader *reader, const char *section, int most, struct item_list *items,
                     int (*read_item)(struct reader *, const char *section, int item))
{
    if (reader->type != FYET_SEQUENCE_START)
        return refuse_section(reader, section, "a list");
    for (;;) {
        TRY(next(reader));
        if (reader->type == FYET_SEQUENCE_END)
            break;
        if (items->n == most)
            return refuse(&reader->place, "more than %d %s", most, section);
        items->lines[items->n] = reader->place.line;
        if (reader->type != FYET_MAPPING_START)
            return refuse_item(reader, section);
        TRY(read_item(reader, section, items->n));
        items->n++;
    }
    if (items->n == 0)
        return refuse(&reader->place, "%s is an empty list: give at least one", section);
    return 0;
}

static int read_exclude(struct reader *reader)
{
    struct item_list *exclusions = &reader->draft->exclusions;
    if (exclusions->n > 0)
        return refuse(&reader->place, "key 'exclude' in grid stands here a second time: it is on line %d already",
                      exclusions->lines[0]);
    TRY(next(reader));
    return read_list(reader, "grid.exclude", STUDY_MAX_EXCLUSIONS, exclusions, read_exclusion);
}

static int read_grid(struct reader *reader)
{
    bool more;
    if (reader->type != FYET_MAPPING_START)
        return refuse_section(reader, "grid", "a mapping");
    TRY(next_key(reader, &more));
    while (more) {
        TRY(strcmp(reader->text, "exclude") == 0 ? read_exclude(reader) : read_axis(reader, 0, IN_GRID));
        TRY(next_key(reader, &more));
    }
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
                TRY(read_list(reader, section, STUDY_MAX_MODELS, &reader->draft->models, read_keys));
            else if (strcmp(section, "claims") == 0)
                TRY(read_list(reader, section, STUDY_MAX_CLAIMS, &reader->draft->claims, read_keys));
            else
                TRY(read_mapping(reader, section));
        }
        TRY(next_key(reader, &more));
    }
    return 0;
}

static int read_document(struct reader *reader)
{
    char found[STANDS_BYTES];
    TRY(next(reader)); /* stream start */
    TRY(next(reader));
    if (reader->type == FYET_STREAM_END)
        return refuse(&(struct place){.file = reader->place.file}, "the study file is empty");
    TRY(next(reader));
    if (reader->type != FYET_MAPPING_START)
        return refuse(&reader->place, "a study file is a mapping of keys to values: this is %s", stands(reader, found));
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

/* In place of what a reader says that is led astray by a bracket: which one it is. */
static int refuse_bracket(const char *file, const struct bracket_fault *fault)
{
    const struct bracket *opener = &fault->opener, *closer = &fault->closer;
    struct place place = {.file = file, .line = opener->sign != 0 ? opener->line : closer->line};
    if (opener->sign == 0)
        return refuse(&place, "YAML: the '%c' at line %d, column %d closes nothing: its '%c' is missing", closer->sign,
                      closer->line, closer->column, closer->sign == ']' ? '[' : '{');
    if (closer->sign == 0)
        return refuse(&place, "YAML: the '%c' at line %d, column %d is not closed", opener->sign, opener->line,
                      opener->column);
    return refuse(&place, "YAML: the '%c' at line %d, column %d is not closed: '%c' stands at line %d, column %d",
                  opener->sign, opener->line, opener->column, closer->sign, closer->line, closer->column);
}

int draft_parse(struct draft *draft, const char *text, size_t length)
{
    TRY(check_text(draft->file, text, length));
    struct reader reader = {.draft = draft, .place = {.file = draft->file}};
    struct fy_diag_cfg diag_config;
    fy_diag_cfg_default(&diag_config);
    diag_config.fp = NULL; /* nothing is printed: errors are collected */
    reader.diag = fy_diag_create(&diag_config);
    if (reader.diag == NULL)
        return fail(EX_OSERR, "out of memory for the YAML parser");
    fy_diag_set_collect_errors(reader.diag, true);
    struct fy_parse_cfg config = {.flags = FYPCF_QUIET, .diag = reader.diag};
    reader.parser = fy_parser_create(&config);
    bool is_ready = reader.parser != NULL && fy_parser_set_string(reader.parser, text, length) == 0;
    int status = is_ready ? read_document(&reader) : fail(EX_OSERR, "out of memory for the YAML parser");
    fy_parser_destroy(reader.parser);
    fy_diag_destroy(reader.diag);
    struct bracket_fault fault;
    if (status == EX_CONFIG && yaml_bracket_fault(text, length, &fault))
        return refuse_bracket(draft->file, &fault);
    return status;
}
