#include "docs.h"
#include "attnbench/base/error.h"

#include <string.h>

static const struct {
    const char *marker;
    void (*write)(FILE *out);
} writers[] = {
    {"@manual_title@\n", manual_write_title},
    {"@manual_commands@\n", manual_write_commands},
    {"@manual_settings@\n", manual_write_settings},
    {"@manual_exit_statuses@\n", manual_write_exit_statuses},
    {"@completion_tables@\n", completion_write_tables},
    {"@columns@\n", columns_write},
    {"@settings@\n", settings_write},
    {"@exit_statuses@\n", exit_statuses_write},
};

/* Passes over headings and what is hidden. */
static const struct argp_option *at_or_after(const struct argp_option *option)
{
    while (option->name != NULL || option->key != 0 || option->doc != NULL || option->group != 0) {
        if ((option->name != NULL || option->key != 0) && (option->flags & OPTION_HIDDEN) == 0)
            return option;
        option++;
    }
    return NULL;
}

const struct argp_option *option_first(const struct argp_option *table)
{
    return table != NULL ? at_or_after(table) : NULL;
}

const struct argp_option *option_next(const struct argp_option *option)
{
    return at_or_after(option + 1);
}

char option_letter(const struct argp_option *option)
{
    return option->key > ' ' && option->key <= '~' ? (char)option->key : '\0';
}

const struct argp_option *option_common_table(void)
{
    return commands[0].argp.children->argp->options;
}

char *rules_of(const struct setting *setting)
{
    char *rules = NULL;
    size_t bytes;
    FILE *text = open_memstream(&rules, &bytes);
    if (text == NULL)
        return NULL;
    study_write_rules(setting, text);
    fclose(text);
    return rules;
}

static int copy_line(const char *line, FILE *out)
{
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++)
        if (strcmp(line, writers[i].marker) == 0) {
            writers[i].write(out);
            return 0;
        }
    if (line[0] == '@')
        return fail(EX_DATAERR, "nothing is known to stand for the line %s", line);
    fputs(line, out);
    return 0;
}

int main(void)
{
    char line[1024];
    int status = 0;
    while (status == 0 && fgets(line, sizeof line, stdin) != NULL)
        status = copy_line(line, stdout);
    if (status == 0 && (ferror(stdin) || fflush(stdout) != 0))
        status = fail(EX_IOERR, "the template cannot be read, or the document not written");
    if (status != 0)
        fprintf(stderr, "attnbench-docs: %s\n", error_message());
    return status;
}
