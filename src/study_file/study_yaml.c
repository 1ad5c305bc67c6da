/* The YAML of a study file into entries, by libfyaml's events: nothing is built that could be deep or large. */
#include "attnbench/base/error.h"
#include "attnbench/base/list.h"
#include "attnbench/base/text.h"
#include "yaml_reader.h"

#include <string.h>

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
        {"metrics", "[{name: perplexity, better: lower, least: 1}]"},
        {"parameters", "{dropout: 0.1}"},
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
    return refuse(&reader->place, "%s is %s: it must be %s, such as %s", section, reader_stands(reader, found), wanted,
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
                  is_empty ? "nothing" : reader_stands(reader, found), example);
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
    return refuse(&reader->place, "%s%s%s is %s: it must be a single value", section, dot, key,
                  reader_stands(reader, found));
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

/* A list of texts as one value. */
static int add_list(struct reader *reader, const struct setting *setting, int item)
{
    struct entry entry = {.setting = setting, .item = item, .place = reader->place};
    char found[STANDS_BYTES];
    for (;;) {
        TRY(reader_next(reader));
        if (reader->type == FYET_SEQUENCE_END)
            return draft_add(reader->draft, &entry);
        if (reader->type != FYET_SCALAR)
            return refuse(&reader->place, "%s lists %s: it must list texts", setting->key,
                          reader_stands(reader, found));
        if (!list_add(entry.text, setting->size, reader->text))
            return refuse(&reader->place, "%s is longer than %zu bytes in all", setting->key, setting->size - 1);
    }
}

/* A list as one value: of words "init, data", of figures "[20, 23]". */
static int add_joined(struct reader *reader, const struct setting *setting, int item)
{
    struct entry entry = {.setting = setting, .item = item, .place = reader->place};
    bool of_words = setting->type == SETTING_WORDS;
    char found[STANDS_BYTES];
    for (size_t used = 0;;) {
        TRY(reader_next(reader));
        if (reader->type == FYET_SEQUENCE_END && !of_words)
            text_append(entry.text, sizeof entry.text, &used, used > 0 ? "]" : "[]");
        if (reader->type == FYET_SEQUENCE_END)
            return draft_add(reader->draft, &entry);
        if (reader->type != FYET_SCALAR || (reader->quoted && !of_words))
            return refuse(&reader->place, "%s lists %s: it must list %s", setting->key, reader_stands(reader, found),
                          of_words ? "words" : "numbers");
        if (used + strlen(reader->text) + 4 > sizeof entry.text)
            return refuse(&reader->place, "%s lists more %s", setting->key,
                          of_words ? "words than there are" : "numbers than fit into 250 bytes");
        text_append(entry.text, sizeof entry.text, &used, "%s%s", used > 0 ? ", " : of_words ? "" : "[", reader->text);
    }
}

static int refuse_no_list(const struct reader *reader, const struct setting *setting)
{
    char found[STANDS_BYTES];
    return refuse(&reader->place, "%s.%s is %s: it must be a list, such as %s", setting->section, setting->key,
                  reader_stands(reader, found),
                  strcmp(setting->section, "task") == 0 ? "[temperature, load]"
                                                        : "[python3, train.py, --seed, \"{seed}\"]");
}

static int refuse_twice(const struct reader *reader, const char *section, const struct entry *earlier)
{
    return refuse(&reader->place, "key '%s'%s%s stands here a second time: it is on line %d already",
                  earlier->setting->key, *section == '\0' ? "" : " in ", section, earlier->place.line);
}

/* Notes what is wrong with the key just read, and passes its value over. */
static int pass_over(struct reader *reader, int status)
{
    TRY(mistakes_note(reader->draft, status));
    TRY(reader_next(reader));
    return reader_skip(reader);
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
    TRY(reader_next(reader));
    bool is_list = reader->type == FYET_SEQUENCE_START;
    if (setting->type == SETTING_LIST)
        return is_list ? add_list(reader, setting, item) : refuse_no_list(reader, setting);
    bool is_joined = setting->type == SETTING_WORDS || setting->type == SETTING_FIGURES;
    return is_joined && is_list ? add_joined(reader, setting, item) : add_value(reader, setting, item, IN_SECTION);
}

/* The key just read as a parameter of a model. */
static int read_parameter(struct reader *reader, const char *section, int item)
{
    char name[SHOWN_BYTES];
    if (!text_is_name(reader->text) || strlen(reader->text) >= STUDY_NAME)
        return pass_over(
            reader, refuse(&reader->place, "parameter '%s' has no name that one may have", shown(reader->text, name)));
    const struct setting *setting = setting_parameter(reader->text, true);
    if (setting == NULL)
        return pass_over(reader, refuse(&reader->place, "there are more than %d parameters", STUDY_MAX_PARAMETERS));
    const struct entry *earlier = draft_find(reader->draft, setting, item, IN_SECTION);
    if (earlier != NULL)
        return pass_over(reader, refuse_twice(reader, section, earlier));
    TRY(reader_next(reader));
    return add_value(reader, setting, item, IN_SECTION);
}

/* Takes the value of the key just read. */
typedef int key_reader(struct reader *reader, const char *section, int item);

static int read_mapping(struct reader *reader, const char *section, int item, key_reader *take)
{
    bool more;
    if (reader->type != FYET_MAPPING_START)
        return refuse_section(reader, section, "a mapping");
    TRY(reader_next_key(reader, &more));
    while (more) {
        TRY(take(reader, section, item));
        TRY(reader_next_key(reader, &more));
    }
    return 0;
}

static int read_key(struct reader *reader, const char *section, int item)
{
    if (strcmp(section, "models") != 0 || strcmp(reader->text, "parameters") != 0)
        return read_setting(reader, section, item);
    TRY(reader_next(reader));
    return read_mapping(reader, "parameters", item, read_parameter);
}

/* Values of an axis: a list, or one value alone. */
static int read_values(struct reader *reader, const struct setting *setting, int item, enum where where)
{
    const char *section = section_of(setting, where);
    TRY(reader_next(reader));
    if (reader->type != FYET_SEQUENCE_START)
        return add_value(reader, setting, item, where);
    int count = 0;
    for (;;) {
        TRY(reader_next(reader));
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
    const struct setting *setting = setting_find_axis(reader->draft, reader->text);
    if (setting == NULL)
        return pass_over(reader, refuse_axis_key(reader->draft, &reader->place, reader->text));
    const struct entry *earlier = draft_find(reader->draft, setting, item, where);
    if (earlier != NULL)
        return pass_over(reader, refuse_twice(reader, section_of(setting, where), earlier));
    return read_values(reader, setting, item, where);
}

static int read_excluded(struct reader *reader, const char *section, int item)
{
    (void)section;
    return read_axis(reader, item, IN_EXCLUDE);
}

static int read_list(struct reader *reader, const char *section, int most, struct item_list *items, key_reader *take)
{
    if (reader->type != FYET_SEQUENCE_START)
        return refuse_section(reader, section, "a list");
    for (;;) {
        TRY(reader_next(reader));
        if (reader->type == FYET_SEQUENCE_END)
            break;
        if (items->n == most)
            return refuse(&reader->place, "more than %d %s", most, section);
        items->lines[items->n] = reader->place.line;
        if (reader->type != FYET_MAPPING_START)
            return refuse_item(reader, section);
        TRY(read_mapping(reader, section, items->n, take));
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
    TRY(reader_next(reader));
    return read_list(reader, "grid.exclude", STUDY_MAX_EXCLUSIONS, exclusions, read_excluded);
}

static int read_grid_key(struct reader *reader, const char *section, int item)
{
    (void)section;
    return strcmp(reader->text, "exclude") == 0 ? read_exclude(reader) : read_axis(reader, item, IN_GRID);
}

/* Sections seen so far: each may come once. */
struct seen {
    size_t n;
    char names[12][STUDY_WORD];
    int lines[12];
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

static int read_repeat_names(struct reader *reader)
{
    char found[STANDS_BYTES];
    TRY(reader_next(reader));
    if (reader->type != FYET_SEQUENCE_START || reader->draft->repeat_names.n > 0)
        return refuse(&reader->place, "repeat_names is one list of names, such as [1, 2, 3]");
    for (;;) {
        TRY(reader_next(reader));
        if (reader->type == FYET_SEQUENCE_END)
            return 0;
        if (reader->type != FYET_SCALAR)
            return refuse(&reader->place, "repeat_names lists %s: it must list names", reader_stands(reader, found));
        TRY(repeat_names_add(&reader->draft->repeat_names, &reader->place, reader->text));
    }
}

static int read_top_level(struct reader *reader)
{
    struct seen seen = {.n = 0};
    bool more;
    TRY(reader_next_key(reader, &more));
    while (more) {
        bool grid = strcmp(reader->text, "grid") == 0;
        if (strcmp(reader->text, "repeat_names") == 0) {
            TRY(read_repeat_names(reader));
        } else if (reader->text[0] == '\0' || !(grid || is_section(reader->text))) {
            TRY(read_setting(reader, "", 0));
        } else {
            char section[STUDY_WORD];
            text_copy(section, sizeof section, reader->text);
            TRY(see_section(reader, &seen));
            TRY(reader_next(reader));
            if (strcmp(section, "models") == 0)
                TRY(read_list(reader, section, STUDY_MAX_MODELS, &reader->draft->models, read_key));
            else if (strcmp(section, "metrics") == 0)
                TRY(read_list(reader, section, METRICS_OWN_MOST, &reader->draft->metrics, read_key));
            else if (strcmp(section, "claims") == 0)
                TRY(read_list(reader, section, STUDY_MAX_CLAIMS, &reader->draft->claims, read_key));
            else
                TRY(read_mapping(reader, section, 0, grid ? read_grid_key : read_key));
        }
        TRY(reader_next_key(reader, &more));
    }
    return 0;
}

static int read_document(struct reader *reader)
{
    char found[STANDS_BYTES];
    TRY(reader_next(reader)); /* stream start */
    TRY(reader_next(reader));
    if (reader->type == FYET_STREAM_END)
        return refuse(&(struct place){.file = reader->place.file}, "the study file is empty");
    TRY(reader_next(reader));
    if (reader->type != FYET_MAPPING_START)
        return refuse(&reader->place, "a study file is a mapping of keys to values: this is %s",
                      reader_stands(reader, found));
    TRY(read_top_level(reader));
    TRY(reader_next(reader)); /* document end */
    TRY(reader_next(reader));
    if (reader->type != FYET_STREAM_END)
        return refuse(&reader->place, "a second document starts here: a study file has one");
    return 0;
}

int draft_parse(struct draft *draft, const char *text, size_t length)
{
    struct reader reader;
    TRY(check_kinds(draft, text, length));
    int status = reader_open(&reader, draft, text, length);
    if (status == 0)
        status = read_document(&reader);
    return reader_close(&reader, text, length, status);
}
