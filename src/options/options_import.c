/* The options of import. */
#include "attnbench/base/error.h"
#include "attnbench/study/study.h"
#include "options_keys.h"

#include <string.h>

const struct argp_option import_options[] = {
    {"output", 'o', "DIR", 0, "Folder of the results, made or added to (required, but for --dry-run)", 0},
    {"model", KEY_COLUMN_MODEL, "COLUMN", 0, "The models, or methods (default: a column named method, model, …)", 0},
    {"repeat", KEY_COLUMN_REPEAT, "COLUMN", 0,
     "The repeats, such as seeds; models are paired by them; none: nothing is paired (default: a column named seed, "
     "repeat, …)",
     0},
    {"metric", KEY_METRIC, "COLUMN", 0,
     "The figures; repeatable, the study is about the first (default: the only column of numbers, or accuracy, loss, "
     "…)",
     0},
    {"of", KEY_COLUMN_OF, "COLUMN", 0,
     "How many there were of what the first metric counts; or a whole number for all rows (default: it is no count)",
     0},
    {"item", KEY_COLUMN_ITEM, "COLUMN", 0,
     "The items, such as lines of a test set, where a row is one item of a result (default: a row is a result)", 0},
    {"axis", KEY_AXIS, "COLUMN", 0,
     "What tells results apart besides model and repeat; repeatable (default: columns named dataset, task, …)", 0},
    {"wide", KEY_WIDE, NULL, 0, "Figures stand in several columns: one for each repeat, model or value of an axis", 0},
    {"better", KEY_BETTER, "higher|lower", 0, "Which figures are better (default: by the metric's name)", 0},
    {"unit", KEY_UNIT, "percent|fraction|none", 0,
     "Figures are from 0 to 100, from 0 to 1, or without bounds (default: by the metric's name, and what is there)", 0},
    {"missing", KEY_MISSING, "fail|skip", 0,
     "Count a result without a figure, such as NA, as failed, or leave it out (default: refuse the table)", 0},
    {"name", KEY_NAME, "STUDY", 0, "Name of the study (default: the folder's)", 0},
    {"claims", KEY_CLAIMS, "FILE", 0, "A file with claims: as a study file has them (default: none)", 0},
    {"from", KEY_FROM, "hyperfine", 0, "Read what this program exports as JSON (default: a table)", 0},
    {"dry-run", KEY_DRY_RUN, NULL, 0, "Only say which column is what, and what would be imported", 0},
    {0},
};

static int add_column(const char *option, const char **columns, int *n, int most, const char *name)
{
    if (*n == most)
        return fail(EX_USAGE, "%s: more than %d of them", option, most);
    columns[(*n)++] = name;
    return 0;
}

/* One of the words that the option's table lists, "a|b". */
static int parse_word(const char *option, const char *text, const char *words, const char **out)
{
    size_t length = strlen(text);
    for (const char *word = words; *text != '\0'; word = strchr(word, '|') + 1) {
        if (strcspn(word, "|") == length && strncmp(word, text, length) == 0) {
            *out = text;
            return 0;
        }
        if (strchr(word, '|') == NULL)
            break;
    }
    return fail(EX_USAGE, "%s: \"%s\" is not one of %s", option, text, words);
}

error_t parse_import_option(int key, const char *text, struct import_options *import)
{
    switch (key) {
    case KEY_COLUMN_MODEL:
        import->model = text;
        return 0;
    case KEY_COLUMN_REPEAT:
        import->repeat = text;
        return 0;
    case KEY_COLUMN_OF:
        import->of = text;
        return 0;
    case KEY_COLUMN_ITEM:
        import->item = text;
        return 0;
    case KEY_METRIC:
        return add_column("--metric", import->metrics, &import->n_metrics, RESULT_FIGURES, text);
    case KEY_AXIS:
        return add_column("--axis", import->axes, &import->n_axes, STUDY_MAX_AXES, text);
    case KEY_WIDE:
        import->wide = true;
        return 0;
    case KEY_BETTER:
        return parse_word("--better", text, "higher|lower", &import->better);
    case KEY_UNIT:
        return parse_word("--unit", text, "percent|fraction|none", &import->unit);
    case KEY_MISSING:
        return parse_word("--missing", text, "fail|skip", &import->missing);
    case KEY_FROM:
        return parse_word("--from", text, "hyperfine", &import->from);
    case KEY_NAME:
        import->name = text;
        return 0;
    case KEY_CLAIMS:
        import->claims = text;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}
