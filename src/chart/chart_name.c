/* What the files of a chart are called. */
#include "attnbench/analysis/view.h"
#include "attnbench/base/text.h"
#include "attnbench/chart/chart.h"

#include <string.h>
#include <strings.h>

void chart_file_name(const char *text, char *out, size_t size)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-=,";
    snprintf(out, size, "%s", text);
    for (char *c = out; *c != '\0'; c++)
        if (strchr(allowed, *c) == NULL)
            *c = '_';
}

/* A model's name as files may have it: without the two characters that no model's name has in a study file. */
static void write_token(const struct results *results, size_t model, char out[RESULTS_LABEL])
{
    chart_file_name(view_model_name(results, model), out, RESULTS_LABEL);
    for (char *c = out; *c != '\0'; c++)
        if (strchr("=,", *c) != NULL)
            *c = '_';
}

/* No other model's files are called the same, on file systems to which A is a too. */
static bool is_unique(const struct results *results, size_t model, const char *token)
{
    char other[RESULTS_LABEL];
    for (size_t i = 0; i < view_n_models(results); i++) {
        write_token(results, i, other);
        if (i != model && strcasecmp(other, token) == 0)
            return false;
    }
    return true;
}

/* Words that stand before or between models in names of charts: a model's name that has them could be read as another
 * chart of another model. */
static bool is_plain(const struct results *results, size_t model)
{
    static const char *const before[] = {"difference_", "equal_time_", "tokens_"};
    char token[RESULTS_LABEL];
    write_token(results, model, token);
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (strncasecmp(token, before[i], strlen(before[i])) == 0)
            return false;
    return strcasestr(token, "against") == NULL && is_unique(results, model, token);
}

/* "attention"; of several models that the file system may take for one, with its place in the study: "A,2". */
static void write_model(const struct results *results, size_t model, char *out, size_t size)
{
    char token[RESULTS_LABEL];
    write_token(results, model, token);
    if (is_unique(results, model, token))
        snprintf(out, size, "%s", token);
    else
        snprintf(out, size, "%s,%zu", token, model + 1);
}

void chart_name(const struct results *results, const char *kind, size_t model, size_t against, char out[CHART_NAME])
{
    char of[RESULTS_LABEL + 24], other[RESULTS_LABEL + 24];
    bool alone = against == CHART_ALONE, plain = is_plain(results, model) && (alone || is_plain(results, against));
    size_t used = 0;
    write_model(results, model, of, sizeof of);
    text_append(out, CHART_NAME, &used, "%s_%s%s", kind, plain ? "" : "model=", of);
    if (alone)
        return;
    write_model(results, against, other, sizeof other);
    text_append(out, CHART_NAME, &used, "%s%s", plain ? "_against_" : ",against=", other);
}
