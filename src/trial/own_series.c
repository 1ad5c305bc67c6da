#include "own_series.h"
#include "attnbench/base/error.h"
#include "attnbench/base/list.h"
#include "attnbench/base/text.h"
#include "attnbench/store/series_file.h"
#include "seq2seq_config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Adds the columns of a list; returns how many. */
static int add_names(const char *list, struct series_columns *columns)
{
    int n = 0;
    for (; list_next(&list, columns->names[columns->n], SERIES_NAME); n++)
        columns->n++;
    return n;
}

int own_series_read(const struct trial_settings *settings, struct series *out)
{
    const char *path = settings->task.path;
    struct series_columns columns = {.time = settings->task.time};
    struct series_table table = {0};
    *out = (struct series){0};
    columns.names = allocate(2 * SERIES_MOST_COLUMNS + 1, sizeof *columns.names); /* the end of a list is tried, too */
    int status = columns.names == NULL ? EX_OSERR : 0;
    if (status == 0) {
        add_names(trial_inputs(settings), &columns);
        int n_targets = add_names(settings->task.targets, &columns);
        status = series_file_read(path, &columns, &table);
        if (status == 0)
            status = series_make(path, &columns, &table, n_targets, settings->task.test_share, out);
    }
    free(table.values);
    free(columns.names);
    return status;
}

/* Names of columns; of more than a few, how many there are. */
static void add_columns(const char *list, char *buffer, size_t size, size_t *used)
{
    enum { FEW = 3 };
    char name[SERIES_NAME], shown[SAFE_TEXT];
    int n = 0;
    for (const char *at = list; list_next(&at, name, sizeof name);)
        n++;
    if (n > FEW)
        text_append(buffer, size, used, "%d columns", n);
    for (int i = 0; n <= FEW && list_next(&list, name, sizeof name); i++)
        text_append(buffer, size, used, "%s%.200s", i > 0 ? ", " : "", safe_text(name, shown, sizeof shown));
}

const char *own_series_text(const struct trial_settings *settings, const struct series *series, char *buffer,
                            size_t size)
{
    const char *path = settings->task.path, *slash = strrchr(path, '/'), *inputs = trial_inputs(settings);
    char shown[SAFE_TEXT];
    size_t used = 0;
    text_append(buffer, size, &used, "%.200s: ", safe_text(slash != NULL ? slash + 1 : path, shown, sizeof shown));
    add_columns(settings->task.targets, buffer, size, &used);
    if (strcmp(inputs, settings->task.targets) != 0) {
        text_append(buffer, size, &used, " from ");
        add_columns(inputs, buffer, size, &used);
    }
    text_append(buffer, size, &used, "; rows 1 to %zu to train on, %zu to %zu to test", series->test_from,
                series->test_from + 1, series->n_rows);
    return buffer;
}

struct windows own_series_windows(const struct trial_settings *settings, const struct series *series, enum pair_set set)
{
    size_t n_in = (size_t)settings->task.n_in, n_out = (size_t)settings->task.n_out;
    size_t validation = (size_t)settings->training.validation;
    struct windows train = series_train_windows(series, n_in, n_out);
    if (set == EVALUATION)
        return series_test_windows(series, n_in, n_out);
    if (set == HELD_OUT)
        return (struct windows){train.first + (train.n > validation ? train.n - validation : 0), validation};
    size_t kept_off = validation > 0 ? validation + n_out - 1 : 0;
    return (struct windows){train.first, train.n > kept_off ? train.n - kept_off : 0};
}

int own_series_check(const struct trial_settings *settings, const struct series *series)
{
    const char *path = settings->task.path;
    size_t train = own_series_windows(settings, series, SAMPLES).n,
           test = own_series_windows(settings, series, EVALUATION).n;
    int64_t n_in = settings->task.n_in, n_out = settings->task.n_out, period = settings->model.period;
    if (train < 1)
        return fail(
            EX_DATAERR,
            "%s: its %zu rows to train on%s are too few for a window of n_in=%" PRId64 " and n_out=%" PRId64 " rows",
            path, series->test_from, settings->training.validation > 0 ? ", without those held out," : "", n_in, n_out);
    if (train < (size_t)settings->training.samples)
        return fail(EX_DATAERR,
                    "%s: training.samples is %" PRId64 ": it must be at most %zu, the windows of n_in=%" PRId64
                    " and n_out=%" PRId64 " rows in the %zu rows to train on%s",
                    path, settings->training.samples, train, n_in, n_out, series->test_from,
                    settings->training.validation > 0 ? ", without those held out" : "");
    if (test < (size_t)settings->evaluate.sequences)
        return fail(EX_DATAERR,
                    "%s: evaluate.sequences is %" PRId64 ": it must be at most %zu, the forecasts of n_out=%" PRId64
                    " rows in the %zu rows to test",
                    path, settings->evaluate.sequences, test, n_out, series->n_rows - series->test_from);
    if (period > 0 && (size_t)period > series->test_from)
        return fail(EX_DATAERR, "%s: models.period is %" PRId64 ": it must be at most %zu, the rows to train on", path,
                    period, series->test_from);
    return 0;
}
