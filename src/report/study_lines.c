#include "attnbench/analysis/view.h"
#include "attnbench/base/text.h"
#include "attnbench/report/tables.h"

#include <math.h>
#include <string.h>

/* Of percents at least one decimal, two where the second is not 0: 20.0, 33.33. */
static void write_figure(FILE *out, const struct metric *metric, double figure)
{
    char text[32];
    if (!metric_is_percent(metric)) {
        fprintf(out, "%.4g\n", figure);
        return;
    }
    snprintf(text, sizeof text, "%.2f", figure);
    size_t length = strlen(text);
    if (text[length - 1] == '0')
        text[length - 1] = '\0';
    fprintf(out, "%s\n", text);
}

static void write_model(const struct results *results, size_t model, FILE *out)
{
    const struct metric *metric = results->metric;
    char title[SAFE_TEXT];
    double sum = 0;
    size_t n = 0;
    fprintf(out, "%s\n", safe_text(view_model_title(results, model), title, sizeof title));
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        size_t trial = view_trial(results, model, 0, repeat);
        if (!trial_is_wanted(results->status[trial]))
            continue;
        double figure = view_figure(results, trial);
        if (!isfinite(figure)) {
            bool diverged = view_count(results, trial, 1).diverged > 0;
            fprintf(out, "%s\n", trial_status_text(diverged ? TRIAL_DIVERGED : results->status[trial]));
            continue;
        }
        write_figure(out, metric, figure);
        sum += figure;
        n++;
    }
    fprintf(out, "Mean %s: ", metric->title);
    if (n > 0)
        fprintf(out, metric_is_percent(metric) ? "%.2f%%\n\n" : "%.4g\n\n", sum / (double)n);
    else
        fputs("-\n\n", out);
}

void study_lines_write(const struct results *results, FILE *out)
{
    for (size_t model = 0; model < view_n_models(results); model++)
        write_model(results, model, out);
}
