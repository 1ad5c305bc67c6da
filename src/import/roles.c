#include "roles.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "measures.h"
#include "numbers.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *roles_tail(const char *name)
{
    const char *tail = name;
    for (const char *c = name; *c != '\0'; c++)
        if ((*c == '.' || *c == '/') && c[1] != '\0')
            tail = c + 1;
    return tail;
}

const char *roles_names(const struct sheet *sheet, char *buffer, size_t size)
{
    char name[SHEET_SHOWN];
    size_t used = 0;
    buffer[0] = '\0';
    for (size_t k = 0; k < sheet->n_columns && used + SHEET_SHOWN + 8 < size; k++)
        if (sheet->names[k].text[0] != '\0')
            text_append(buffer, size, &used, "%s%s", used > 0 ? ", " : "", sheet_shown(sheet->names[k].text, name));
    return buffer;
}

bool roles_has(const struct roles *roles, size_t column)
{
    bool has = column == roles->model || column == roles->repeat || column == roles->of;
    for (int i = 0; i < roles->n_metrics; i++)
        has = has || column == roles->metrics[i];
    for (int a = 0; a < roles->n_axes; a++)
        has = has || column == roles->axes[a];
    return has;
}

/* ---- by name ---- */

/* The only column that `is_it`; *n: how many are. */
static size_t only(const struct sheet *sheet, const char *name, bool (*is_it)(const char *column, const char *name),
                   size_t *n)
{
    size_t found = NO_COLUMN;
    *n = 0;
    for (size_t k = 0; k < sheet->n_columns; k++)
        if (is_it(sheet->names[k].text, name)) {
            found = k;
            ++*n;
        }
    return *n == 1 ? found : NO_COLUMN;
}

static bool is_exactly(const char *column, const char *name)
{
    return strcmp(column, name) == 0;
}

static bool ends_with(const char *column, const char *name)
{
    return strcasecmp(column, name) == 0 || strcasecmp(roles_tail(column), name) == 0;
}

size_t roles_column(const struct sheet *sheet, const char *name)
{
    size_t n, found = only(sheet, name, is_exactly, &n);
    return n > 0 ? found : only(sheet, name, ends_with, &n);
}

/* The column that an option names. */
static int find(const struct sheet *sheet, const char *option, const char *name, size_t *out)
{
    char names[512];
    size_t n, n_ends;
    *out = roles_column(sheet, name);
    if (*out != NO_COLUMN)
        return 0;
    only(sheet, name, is_exactly, &n);
    only(sheet, name, ends_with, &n_ends);
    if (n + n_ends > 0)
        return fail(EX_USAGE, "%s %s: %s has %zu columns of this name", option, name, sheet->path, n > 0 ? n : n_ends);
    const char **all = allocate(sheet->n_columns, sizeof *all);
    if (all == NULL)
        return EX_OSERR;
    for (size_t k = 0; k < sheet->n_columns; k++)
        all[k] = sheet->names[k].text;
    const char *nearest = text_nearest(name, all, sheet->n_columns);
    int status = nearest != NULL ? fail(EX_USAGE, "%s %s: %s has no such column: did you mean %s?", option, name,
                                        sheet->path, nearest)
                                 : fail(EX_USAGE, "%s %s: %s has no such column; it has %s", option, name, sheet->path,
                                        roles_names(sheet, names, sizeof names));
    free(all);
    return status;
}

/* A column has one role. */
static int claim(const struct sheet *sheet, const struct roles *roles, const char *option, const char *name,
                 size_t *out)
{
    size_t column;
    TRY(find(sheet, option, name, &column));
    if (roles_has(roles, column))
        return fail(EX_USAGE, "%s %s: the column has another role already", option, name);
    *out = column;
    return 0;
}

/* ---- by what is plain ---- */

static const char *const model_words[] = {
    "model",   "method", "algorithm", "algo",    "system",  "approach", "architecture", "arch",        "classifier",
    "learner", "agent",  "estimator", "network", "variant", "command",  "model_name",   "method_name", NULL};
static const char *const repeat_words[] = {"seed",      "random_seed", "random_state", "repeat", "repetition", "rep",
                                           "replicate", "run",         "trial",        "fold",   "iteration",  NULL};
static const char *const axis_words[] = {"dataset", "data", "task",    "benchmark", "env",          "environment",
                                         "env_id",  "game", "problem", "domain",    "dataset_name", NULL};

/* Of letters and digits alone, whatever their case: "Random seed" is random_seed. */
static bool is_word(const char *column, const char *word)
{
    const char *c = roles_tail(column);
    for (; *c != '\0' && *word != '\0'; c++, word++) {
        bool is_gap = strchr(" _-", *c) != NULL;
        if (is_gap ? *word != '_' : strncasecmp(c, word, 1) != 0)
            return false;
    }
    return *c == '\0' && *word == '\0';
}

size_t roles_plain(const struct sheet *sheet, enum plain plain)
{
    static const char *const *const words[] = {model_words, repeat_words, axis_words};
    for (const char *const *word = words[plain]; *word != NULL; word++) {
        size_t n, found = only(sheet, *word, is_word, &n);
        if (n > 0)
            return found;
    }
    return NO_COLUMN;
}

static void guess_axes(const struct sheet *sheet, struct roles *roles)
{
    for (size_t k = 0; k < sheet->n_columns && roles->n_axes < STUDY_MAX_AXES; k++)
        for (const char *const *word = axis_words; *word != NULL && !roles_has(roles, k); word++)
            if (is_word(sheet->names[k].text, *word))
                roles->axes[roles->n_axes++] = k;
}

/* How many of the fields begin as numbers do, and are not empty. */
static void count_numbers(const struct sheet *sheet, size_t column, size_t *n_numbers, size_t *n_texts)
{
    *n_numbers = *n_texts = 0;
    for (size_t r = 0; r < sheet->n_rows; r++) {
        const char *text = sheet_field(sheet, r, column)->text;
        double value;
        bool is_number = strspn(text, "+-.") < 3 && isdigit((unsigned char)text[strspn(text, "+-.")]);
        *n_numbers += is_number;
        *n_texts += !is_number && number_read(text, &value) == GIVEN_WRONG;
    }
}

/* The only one whose name says which way is better, and which is no time; else the only one that holds numbers. */
static int guess_metric(const struct sheet *sheet, struct roles *roles)
{
    enum { MAIN, KNOWN, ANY, N_GUESSES };
    size_t n[N_GUESSES] = {0}, found[N_GUESSES] = {0};
    char names[512];
    for (size_t k = 0; k < sheet->n_columns; k++) {
        const char *name = sheet->names[k].text;
        size_t n_numbers, n_texts;
        count_numbers(sheet, k, &n_numbers, &n_texts);
        if (roles_has(roles, k) || name[0] == '\0' || n_numbers == 0 || n_numbers < n_texts)
            continue;
        bool is_known = measure_better(name) != BETTER_UNKNOWN;
        bool is_guess[] = {is_known && !measure_is_aside(name), is_known, n_texts == 0};
        for (int g = 0; g < N_GUESSES; g++)
            if (is_guess[g]) {
                n[g]++;
                found[g] = k;
            }
    }
    for (int g = 0; g < N_GUESSES; g++)
        if (n[g] == 1) {
            roles->metrics[roles->n_metrics++] = found[g];
            return 0;
        }
    return fail(EX_USAGE, "%s: no column is plainly the metric: name it by --metric COLUMN; the columns are %s",
                sheet->path, roles_names(sheet, names, sizeof names));
}

static int find_of(const struct sheet *sheet, const char *name, struct roles *roles)
{
    if (name == NULL)
        return 0;
    if (roles_column(sheet, name) == NO_COLUMN && text_to_integer(name, &roles->of_all)) {
        if (roles->of_all < 1)
            return fail(EX_USAGE, "--of %s: it must be 1 or more", name);
        return 0;
    }
    return claim(sheet, roles, "--of", name, &roles->of);
}

bool roles_without_repeats(const struct import_options *options)
{
    return options->repeat != NULL && strcmp(options->repeat, "none") == 0;
}

int roles_find(const struct sheet *sheet, const struct import_options *options, struct roles *out)
{
    char names[512];
    *out = (struct roles){.model = NO_COLUMN, .repeat = NO_COLUMN, .of = NO_COLUMN};
    if (options->model != NULL)
        TRY(claim(sheet, out, "--model", options->model, &out->model));
    bool is_unnamed = roles_without_repeats(options);
    if (options->repeat != NULL && !is_unnamed)
        TRY(claim(sheet, out, "--repeat", options->repeat, &out->repeat));
    TRY(find_of(sheet, options->of, out));
    for (int i = 0; i < options->n_metrics; i++) {
        TRY(claim(sheet, out, "--metric", options->metrics[i], &out->metrics[i]));
        out->n_metrics++;
    }
    for (int a = 0; a < options->n_axes; a++) {
        TRY(claim(sheet, out, "--axis", options->axes[a], &out->axes[a]));
        out->n_axes++;
    }
    if (out->model == NO_COLUMN)
        out->model = roles_plain(sheet, PLAIN_MODEL);
    if (out->model == NO_COLUMN)
        return fail(EX_USAGE, "%s: no column is plainly the models': name it by --model COLUMN; the columns are %s",
                    sheet->path, roles_names(sheet, names, sizeof names));
    if (out->repeat == NO_COLUMN && !is_unnamed)
        out->repeat = roles_plain(sheet, PLAIN_REPEAT);
    if (out->n_axes == 0)
        guess_axes(sheet, out);
    return out->n_metrics == 0 ? guess_metric(sheet, out) : 0;
}
