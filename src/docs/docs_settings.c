/* Settings and exit statuses as tables in Markdown. */
#include "attnbench/study/study.h"
#include "docs.h"

#include <stdlib.h>
#include <string.h>

/* Text that shows as it is in a cell of a table. */
static void write_cell(const char *text, FILE *out)
{
    for (const char *c = text; *c != '\0'; c++)
        if (*c == '<')
            fputs("&lt;", out);
        else
            fprintf(out, *c == '|' ? "\\%c" : "%c", *c);
}

static void write_setting(const struct setting *setting, FILE *out)
{
    char *rules = rules_of(setting);
    if (rules == NULL)
        return;
    fprintf(out, "| `%s` | ", setting->key);
    write_cell(setting->help, out);
    fputs(" | ", out);
    write_cell(rules, out);
    fputs(" |\n", out);
    free(rules);
}

void settings_write(FILE *out)
{
    const char *section = NULL;
    for (const struct setting *s = study_settings(); s->key != NULL; s++) {
        if (section == NULL || strcmp(section, s->section) != 0) {
            fputs(section != NULL ? "\n" : "", out);
            section = s->section;
            if (*section == '\0')
                fputs("### At the top level\n", out);
            else
                fprintf(out, "### Under `%s`\n", section);
            fputs("\n| key | what it is | values |\n|---|---|---|\n", out);
        }
        write_setting(s, out);
    }
}

void exit_statuses_write(FILE *out)
{
    fputs("| status | meaning |\n|---|---|\n", out);
    for (const struct exit_status *e = exit_statuses; e->meaning != NULL; e++) {
        fprintf(out, "| %d | ", e->status);
        write_cell(e->meaning, out);
        fputs(" |\n", out);
    }
}
