#include "attnbench/study_file/study_file.h"
#include "parsing.h"

const char SMALLEST[] = "name: small\n"
                        "task: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\n"
                        "models: [{name: baseline}]\n";
const char RIVALS[] = "name: small\n"
                      "task: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\n"
                      "models: [{name: baseline}, {name: attention}]\n";

struct study study;

int parse_bytes(const char *text, size_t length)
{
    return study_parse(text, length, "s.yaml", NULL, 0, &study);
}

int parse(const char *text)
{
    return parse_bytes(text, strlen(text));
}

void assert_parses(const char *text)
{
    if (parse(text) != 0)
        fail_msg("refused: %s", error_message());
}

void assert_refused(const char *text, const char *message)
{
    assert_int_equal(parse(text), EX_CONFIG);
    assert_string_equal(error_message(), message);
    assert_null(strpbrk(error_message(), "\n\r\t"));
}

const char *followed_by(const char *text, const char *line)
{
    static char both[8192];
    snprintf(both, sizeof both, "%s%s", text, line);
    return both;
}

void write_to(const struct study *from, char *text, size_t size)
{
    FILE *file = fmemopen(text, size, "w");
    assert_non_null(file);
    study_write(from, file);
    fclose(file);
}

void assert_survives_writing(void)
{
    static char text[65536], again[65536];
    static struct study before;
    before = study;
    write_to(&before, text, sizeof text);
    assert_parses(text);
    assert_memory_equal(&before, &study, sizeof study);
    write_to(&study, again, sizeof again);
    assert_string_equal(text, again);
}
