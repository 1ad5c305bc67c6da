#include "attnbench/base/json.h"
#include "attnbench/base/text.h"

#include <math.h>

/* What lies deeper than this stands on one line. */
enum { LINES_DEPTH = 2 };

static void break_line(const struct json *json)
{
    if (json->depth <= LINES_DEPTH)
        fprintf(json->out, "\n%*s", 2 * json->depth, "");
}

static void begin(struct json *json, const char *key)
{
    if (json->after_value)
        fputs(json->depth > LINES_DEPTH ? ", " : ",", json->out);
    if (json->depth > 0)
        break_line(json);
    if (key != NULL) {
        text_write_json(json->out, key);
        fputs(": ", json->out);
    }
    json->after_value = true;
}

void json_open(struct json *json, const char *key, char bracket)
{
    begin(json, key);
    fputc(bracket, json->out);
    json->depth++;
    json->after_value = false;
}

void json_close(struct json *json, char bracket)
{
    json->depth--;
    if (json->after_value && json->depth < LINES_DEPTH)
        break_line(json);
    fputc(bracket, json->out);
    json->after_value = true;
    if (json->depth == 0)
        fputc('\n', json->out);
}

void json_text(struct json *json, const char *key, const char *text)
{
    begin(json, key);
    text_write_json(json->out, text);
}

void json_value(struct json *json, const char *key, struct value value)
{
    char text[VALUE_TEXT];
    if (value.type == VALUE_WORD) {
        json_text(json, key, value.word);
        return;
    }
    begin(json, key);
    fputs(value_print(value, text), json->out);
}

void json_real(struct json *json, const char *key, double value)
{
    begin(json, key);
    if (isfinite(value))
        fprintf(json->out, "%.10g", value);
    else
        fputs("null", json->out);
}

void json_integer(struct json *json, const char *key, long long value)
{
    begin(json, key);
    fprintf(json->out, "%lld", value);
}

void json_flag(struct json *json, const char *key, bool value)
{
    begin(json, key);
    fputs(value ? "true" : "false", json->out);
}
