#include "yaml_reader.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/base/yaml_brackets.h"

#include <stdlib.h>
#include <string.h>

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
    bool is_indented = strstr(message, "multiline plain key") != NULL;
    return refuse(&reader->place, "YAML: %s%s", message,
                  is_indented ? ": is this line, or the next, indented like its neighbours?" : "");
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

int reader_next(struct reader *reader)
{
    struct fy_event *event = fy_parser_parse(reader->parser);
    if (event == NULL)
        return refuse_syntax(reader);
    int status = take_event(reader, event);
    fy_parser_event_free(reader->parser, event);
    return status;
}

const char *reader_stands(const struct reader *reader, char buffer[static STANDS_BYTES])
{
    char text[SHOWN_BYTES];
    if (reader->type != FYET_SCALAR)
        return reader->type == FYET_MAPPING_START ? "a mapping" : "a list";
    if (reader->text[0] == '\0')
        return "empty";
    snprintf(buffer, STANDS_BYTES, "'%s'", shown(reader->text, text));
    return buffer;
}

int reader_next_key(struct reader *reader, bool *more)
{
    char found[STANDS_BYTES];
    TRY(reader_next(reader));
    *more = reader->type != FYET_MAPPING_END;
    if (*more && reader->type != FYET_SCALAR)
        return refuse(&reader->place, "%s stands where a key should", reader_stands(reader, found));
    return 0;
}

int reader_skip(struct reader *reader)
{
    int depth = 0;
    for (;;) {
        depth += (reader->type == FYET_MAPPING_START || reader->type == FYET_SEQUENCE_START) -
                 (reader->type == FYET_MAPPING_END || reader->type == FYET_SEQUENCE_END);
        if (depth <= 0)
            return 0;
        TRY(reader_next(reader));
    }
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

int reader_open(struct reader *reader, struct draft *draft, const char *text, size_t length)
{
    *reader = (struct reader){.draft = draft, .place = {.file = draft->file}};
    TRY(check_text(draft->file, text, length));
    struct fy_diag_cfg diag_config;
    fy_diag_cfg_default(&diag_config);
    diag_config.fp = NULL; /* nothing is printed: errors are collected */
    reader->diag = fy_diag_create(&diag_config);
    if (reader->diag == NULL)
        return fail(EX_OSERR, "out of memory for the YAML parser");
    fy_diag_set_collect_errors(reader->diag, true);
    struct fy_parse_cfg config = {.flags = FYPCF_QUIET, .diag = reader->diag};
    reader->parser = fy_parser_create(&config);
    bool is_ready = reader->parser != NULL && fy_parser_set_string(reader->parser, text, length) == 0;
    return is_ready ? 0 : fail(EX_OSERR, "out of memory for the YAML parser");
}

int reader_close(struct reader *reader, const char *text, size_t length, int status)
{
    struct bracket_fault fault;
    bool is_read = reader->parser != NULL;
    fy_parser_destroy(reader->parser);
    if (reader->diag != NULL)
        fy_diag_destroy(reader->diag);
    if (status == EX_CONFIG && is_read && yaml_bracket_fault(text, length, &fault))
        return refuse_bracket(reader->draft->file, &fault);
    return status;
}
