/* The kind imported: its figures come from a table (attnbench import), and it cannot be trained. */
#include "attnbench/trial/kinds.h"
#include "attnbench/base/error.h"

#include <string.h>

static const struct setting settings_of_imported[] = {{.key = NULL}};

static const char *word(size_t i)
{
    return i == 0 ? "imported" : NULL;
}

static int check(const struct trial_settings *settings)
{
    if (settings->task.name[0] != '\0')
        return fail(EX_CONFIG, "models.kind is imported: such models stand in a study without task");
    return metrics_in_use()->n > 0 ? 0 : fail(EX_CONFIG, "models.kind is imported: it needs metrics");
}

static const char *problem(const struct trial_settings *settings)
{
    (void)settings;
    return "results from elsewhere";
}

static const struct metric *metric(const struct trial_settings *settings, size_t i)
{
    (void)settings;
    return i < metrics_in_use()->n ? metrics_in_use()->rows[i] : NULL;
}

static int run(const struct trial *trial, struct trial_progress *progress, const struct trial_traces *traces,
               float *weights, struct trial_result *result)
{
    (void)progress;
    (void)traces;
    (void)weights;
    (void)result;
    return fail(EX_USAGE, "the results of %s are imported: they cannot be trained here", trial->settings.model.name);
}

const struct trial_kind imported_kind = {
    .name = "imported",
    .model = word,
    .settings = settings_of_imported,
    .has_parameters = true,
    .is_given = true,
    .check = check,
    .problem = problem,
    .metric = metric,
    .run = run,
};
