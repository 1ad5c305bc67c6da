#include "attnbench/analysis/view.h"
#include "attnbench/base/text.h"
#include "attnbench/report/tables.h"

#include <math.h>
#include <string.h>

/* At least one decimal, two where the second is not 0: 20.0, 33.33. */
static void write_accuracy(FILE *out, double percent)
{
    char text[32];
    snprintf(text, sizeof text, "%.2f", percent);
    size_t length = strlen(text);
    if (text[length - 1] == '0')
        text[length - 1] = '\0';
    fprintf(out, "%s\n", text);
}

static void write_model(const struct results *results, size_t model, FILE *out)
{
    char title[SAFE_TEXT];
    fprintf(out, "%s\n", safe_text(view_model_title(results, model), title, sizeof title));
    for (size_t repeat = 0; repeat < view_n_repeats(results); repeat++) {
        size_t trial = view_trial(results, model, 0, repeat);
        if (!trial_is_wanted(results->status[trial]))
            continue;
        if (isfinite(view_figure(results, trial)))
            write_accuracy(out, view_figure(results, trial));
        else
            fprintf(out, "%s\n", trial_status_text(results->status[trial]));
    }
    struct description accuracy =
        describe(&results_values(results, "accuracy")[view_trial(results, model, 0, 0)], view_n_repeats(results));
    if (accuracy.n > 0)
        fprintf(out, "Mean Accuracy: %.2f%%\n\n", accuracy.mean);
    else
        fputs("Mean Accuracy: -\n\n", out);
}

void study_lines_write(const struct results *results, FILE *out)
{
    for (size_t model = 0; model < view_n_models(results); model++)
        write_model(results, model, out);
}
