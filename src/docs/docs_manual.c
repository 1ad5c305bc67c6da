/* What of the manual page comes from tables, in the language of man(7). */
#include "attnbench/base/version.h"
#include "attnbench/study/study.h"
#include "docs.h"

#include <stdlib.h>
#include <string.h>

/* Text that shows as it is wherever it stands: in a line of its own, after a request, or within a quoted argument.
 * groff_char(7): these characters show as others, or are the language's own. */
static void write_text(FILE *out, const char *text)
{
    static const struct {
        char character;
        const char *escape;
    } escapes[] = {{'\\', "\\e"},  {'-', "\\-"},   {'\'', "\\(aq"},      {'`', "\\(ga"},      {'^', "\\(ha"},
                   {'~', "\\(ti"}, {'"', "\\(dq"}, {'\n', "\n.br\n\\&"}, {'\v', "\n.PP\n\\&"}};
    fputs("\\&", out); /* a dot after this is no request */
    for (const char *c = text; *c != '\0'; c++) {
        size_t i = 0;
        while (i < sizeof escapes / sizeof *escapes && escapes[i].character != *c)
            i++;
        if (i < sizeof escapes / sizeof *escapes)
            fputs(escapes[i].escape, out);
        else
            fputc(*c, out);
    }
}

static void write_line(FILE *out, const char *text)
{
    write_text(out, text);
    fputc('\n', out);
}

static void write_bold(FILE *out, const char *before, const char *text)
{
    fputs("\\fB", out);
    write_text(out, before);
    write_text(out, text);
    fputs("\\fR", out);
}

/* "-o, --output=DIR", with aliases. */
static void write_names(FILE *out, const struct argp_option *option)
{
    const char letter[] = {option_letter(option), '\0'};
    if (letter[0] != '\0')
        write_bold(out, "-", letter);
    if (option->name != NULL) {
        fputs(letter[0] != '\0' ? ", " : "", out);
        write_bold(out, "--", option->name);
    }
    if (option->arg != NULL) {
        bool may_lack = (option->flags & OPTION_ARG_OPTIONAL) != 0;
        fputs(may_lack ? "[=\\fI" : "=\\fI", out);
        write_text(out, option->arg);
        fputs(may_lack ? "\\fR]" : "\\fR", out);
    }
}

static void write_options(FILE *out, const struct argp_option *table)
{
    for (const struct argp_option *o = option_first(table); o != NULL;) {
        const struct argp_option *named = o;
        fputs(".TP\n", out);
        write_names(out, o);
        while ((o = option_next(o)) != NULL && (o->flags & OPTION_ALIAS) != 0) {
            fputs(", ", out);
            write_names(out, o);
        }
        fputc('\n', out);
        write_line(out, named->doc);
    }
}

void manual_write_title(FILE *out)
{
    fputs(".TH ATTNBENCH 1 \"\" \"attnbench ", out);
    write_text(out, attnbench_version);
    fputs("\" \"User Commands\"\n.nh\n.ad l\n", out);
}

void manual_write_commands(FILE *out)
{
    for (const struct command *command = commands; command->name != NULL; command++) {
        const char *argument = command->argp.args_doc;
        fputs(".SS \"attnbench ", out);
        write_text(out, command->name);
        fputs(" [OPTION...]", out);
        if (argument != NULL) {
            fputc(' ', out);
            write_text(out, argument);
        }
        fputs("\"\n", out);
        write_line(out, command->argp.doc);
        write_options(out, command->argp.options);
    }
    fputs(".SS \"Options of every command\"\n", out);
    write_options(out, option_common_table());
}

static void write_rules(FILE *out, const struct setting *setting)
{
    char *rules = rules_of(setting);
    if (rules == NULL)
        return;
    write_line(out, rules);
    free(rules);
}

void manual_write_settings(FILE *out)
{
    const char *section = NULL;
    for (const struct setting *s = study_settings(); s->key != NULL; s++) {
        if (section == NULL || strcmp(section, s->section) != 0) {
            section = s->section;
            fputs(".SS \"", out);
            write_text(out, *section == '\0' ? "At the top level" : "Under ");
            write_text(out, section);
            fputs("\"\n", out);
        }
        fputs(".TP\n", out);
        write_bold(out, "", s->key);
        fputc('\n', out);
        write_line(out, s->help);
        fputs(".br\n", out);
        write_rules(out, s);
    }
}

void manual_write_exit_statuses(FILE *out)
{
    for (const struct exit_status *e = exit_statuses; e->meaning != NULL; e++) {
        fprintf(out, ".TP\n\\fB%d\\fR\n", e->status);
        write_line(out, e->meaning);
    }
}
