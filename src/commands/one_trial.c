#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/commands/actions.h"
#include "attnbench/folder/directory.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/command/command_trial.h"
#include "attnbench/trial/own_pairs.h"
#include "attnbench/trial/trial.h"
#include "find_trial.h"

#include <inttypes.h>

static void write_figure(const struct figure *figure, const char *separator, FILE *out)
{
    const struct metric *metric = figure->metric;
    if (metric->kind == METRIC_COUNTS)
        fprintf(out, "%s%" PRId32 " of %" PRId32 " %s right", separator, figure->hits, figure->of, metric->counted);
    else if (figure_is_finite(figure->value))
        fprintf(out, "%s%s %.6g", separator, metric->name, figure->value);
    else
        fprintf(out, "%sno finite %s", separator, metric->name);
}

static int run_alone(const struct study *study, const struct trial *trial, FILE *out)
{
    struct trial_progress progress = {0};
    struct trial_traces traces;
    struct trial_result result;
    char name[STUDY_TRIAL_TEXT], time[32];
    TRY(trial_traces_allocate(&trial->settings, &traces));
    int status = trial_kind(&trial->settings)->limits_itself ? command_trial_run(trial, true, &result)
                                                             : trial_run(trial, &progress, &traces, NULL, &result);
    if (status == 0) {
        fprintf(out, "%s: %s in %s", study_trial_text(study, trial, name, sizeof name),
                trial_status_text(result.status),
                text_duration(result.train_seconds + result.evaluate_seconds, time, sizeof time));
        for (int32_t i = 0; i < result.n_figures; i++)
            write_figure(&result.figures[i], ", ", out);
        if (result.sequences > 0)
            fprintf(out, " over %" PRId32 " sequences", result.sequences);
        fprintf(out, "%s%s\n", result.reason[0] != '\0' ? ": " : "", result.reason);
        if (trial_has_failed(result.status))
            status = fail(EX_TRIALS_FAILED, "the trial failed");
    }
    trial_traces_free(&traces);
    return status;
}

int trial_write(const char *directory, const struct trial_choice *choice, FILE *out)
{
    struct study study;
    struct trial trial;
    struct pair_table pairs;
    TRY(directory_study(directory, &study));
    TRY(find_trial(&study, choice, &trial));
    TRY(own_pairs_read(&study, &pairs));
    trial.pairs = &pairs;
    trial.limits.keeps_scratch = choice->keeps_scratch;
    int status = run_alone(&study, &trial, out);
    pair_table_free(&pairs);
    return status;
}
