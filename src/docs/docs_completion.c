/* What of the completion comes from tables, as bash arrays: global ones, since functions may source the file. */
#include "attnbench/study/trial_kind.h"
#include "docs.h"

#include <string.h>

/* Within single quotes. */
static void write_text(FILE *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++)
        if (*c == '\'')
            fputs("'\\''", out);
        else
            fputc(*c, out);
}

static void write_entry(FILE *out, const char *key, const char *value)
{
    fputs("    ['", out);
    write_text(out, key);
    fputs("']='", out);
    write_text(out, value);
    fputs("'\n", out);
}

static void write_names(FILE *out, const struct argp_option *table)
{
    for (const struct argp_option *o = option_first(table); o != NULL; o = option_next(o)) {
        const char letter = option_letter(o);
        if (letter != '\0' && letter != '?') /* a pattern to the shell */
            fprintf(out, " -%c", letter);
        if (o->name != NULL)
            fprintf(out, " --%s", o->name);
    }
}

static void write_commands(FILE *out)
{
    fputs("declare -gA _attnbench_arguments=(\n", out);
    for (const struct command *command = commands; command->name != NULL; command++)
        write_entry(out, command->name, command->argp.args_doc != NULL ? command->argp.args_doc : "");
    fputs(")\ndeclare -gA _attnbench_options=(\n", out);
    for (const struct command *command = commands; command->name != NULL; command++) {
        fprintf(out, "    ['%s']='", command->name);
        write_names(out, command->argp.options);
        write_names(out, option_common_table());
        fputs("'\n", out);
    }
    fputs(")\n", out);
}

/* ['run --output']='DIR' */
static void write_values(FILE *out)
{
    char key[128];
    fputs("declare -gA _attnbench_values=(\n", out);
    for (const struct command *command = commands; command->name != NULL; command++)
        for (const struct argp_option *o = option_first(command->argp.options); o != NULL; o = option_next(o)) {
            if (o->arg == NULL)
                continue;
            snprintf(key, sizeof key, "%s --%s", command->name, o->name);
            write_entry(out, key, o->arg);
            snprintf(key, sizeof key, "%s -%c", command->name, option_letter(o));
            if (option_letter(o) != '\0')
                write_entry(out, key, o->arg);
        }
    fputs(")\n", out);
}

/* ['models.gate']='hard_sigmoid sigmoid'; no words for numbers and texts. Claims and metrics are made in the file
 * alone. */
static void write_settings(FILE *out)
{
    fputs("declare -gA _attnbench_settings=(\n", out);
    for (const struct setting *s = study_settings(); s->key != NULL; s++) {
        if (setting_owner(s) == OWNER_CLAIM || setting_owner(s) == OWNER_METRIC)
            continue;
        fprintf(out, "    ['%s%s%s']='", s->section, *s->section != '\0' ? "." : "", s->key);
        const char *word;
        for (size_t i = 0; s->choice != NULL && (word = s->choice(i)) != NULL; i++)
            fprintf(out, "%s%s", i > 0 ? " " : "", word);
        fputs("'\n", out);
        if (setting_may_be_axis(s))
            fprintf(out, "    ['grid.%s']=''\n", s->key);
    }
    fputs(")\n", out);
}

/* Of models that are trained here. */
static void write_kinds(FILE *out)
{
    const struct trial_kind *kind;
    const char *between = "";
    fputs("declare -g _attnbench_kinds='", out);
    for (size_t k = 0; (kind = trial_kind_at(k)) != NULL; k++)
        for (size_t i = 0; !kind->has_parameters && kind->model(i) != NULL; i++, between = " ")
            fprintf(out, "%s%s", between, kind->model(i));
    fputs("'\n", out);
}

void completion_write_tables(FILE *out)
{
    write_kinds(out);
    write_commands(out);
    write_values(out);
    write_settings(out);
}
