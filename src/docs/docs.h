/* Documents made from the tables of commands, settings and exit statuses, so that they cannot lag behind the program.
 *
 * build/attnbench-docs <TEMPLATE >DOCUMENT copies a template; where a line "@name@" stands, the writer of that name
 * writes instead. The templates are docs/attnbench.1.in and docs/attnbench.bash.in. */
#ifndef ATTNBENCH_DOCS_H
#define ATTNBENCH_DOCS_H

#include "attnbench/commands/commands.h"
#include "attnbench/study/study.h"

/* For man(7). */
void manual_write_title(FILE *out);
void manual_write_commands(FILE *out);
void manual_write_settings(FILE *out);
void manual_write_exit_statuses(FILE *out);

/* Bash arrays of the commands, their options and arguments, and of the settings with their values. */
void completion_write_tables(FILE *out);

/* What the columns of reports mean: tables in Markdown. */
void columns_write(FILE *out);

/* Keys of a study file, a table a section, and exit statuses, in Markdown. */
void settings_write(FILE *out);
void exit_statuses_write(FILE *out);

/* The first option of a table (NULL: an empty one), and the one after `option`, passing over what --help does not list
 * as an option; NULL at the end. An alias is an option of its own here. */
const struct argp_option *option_first(const struct argp_option *table);
const struct argp_option *option_next(const struct argp_option *option);

/* The letter of an option, 0: it has none. */
char option_letter(const struct argp_option *option);

/* study_write_rules as text. The caller frees it; NULL: no memory. */
char *rules_of(const struct setting *setting);

/* The options of all commands. */
const struct argp_option *option_common_table(void);

#endif
