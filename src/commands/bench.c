#include "attnbench/study_file/study_file.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/commands/actions.h"
#include "attnbench/kernels/kernels.h"
#include "attnbench/nn/model.h"
#include "attnbench/trial/step_time.h"

#include <string.h>

static int check_names(const struct bench_options *options)
{
    enum { MOST_NAMES = 32 };
    const char *names[MOST_NAMES];
    char all[256];
    size_t n = 0;
    for (; n < MOST_NAMES && model_word(n) != NULL; n++)
        names[n] = model_word(n);
    for (int i = 0; i < options->n_models; i++)
        if (family_find(options->models[i]) == NULL)
            return fail(EX_USAGE, "--model is '%s': it must be %s", options->models[i],
                        text_alternatives(names, n, all, sizeof all));
    return 0;
}

/* The tutorial study's size, which options->settings can change. */
static int bench_study(const struct bench_options *options, struct study *study)
{
    char text[2048];
    int length = snprintf(
        text, sizeof text,
        "name: bench\ntask: {name: echo, n_in: 5, n_out: 2, cardinality: 50}\ntraining: {epochs: 1}\nmodels:\n");
    for (size_t i = 0; i < (size_t)options->n_models || (options->n_models == 0 && model_word(i) != NULL); i++)
        length += snprintf(text + length, sizeof text - (size_t)length, "  - {name: %s, units: 150}\n",
                           options->n_models > 0 ? options->models[i] : model_word(i));
    return study_parse(text, (size_t)length, "bench", options->settings, options->n_settings, study);
}

static void print_json(const struct trial_settings *settings, const struct step_time *time, int first, FILE *out)
{
    fputs(first ? "[{\"model\":" : ",\n {\"model\":", out);
    text_write_json(out, settings->model.name);
    fprintf(out, ",\"us_per_step\":%.2f,\"cpu_us_per_step\":%.2f,\"limit_us_per_step\":%.2f,\"steps\":%lld",
            time->step_us, time->step_cpu_us, time->limit_us, (long long)time->steps);
    fprintf(out, ",\"n_in\":%lld,\"n_out\":%lld,\"cardinality\":%lld,\"units\":%lld,\"batch\":%lld,\"kernels\":",
            (long long)settings->task.n_in, (long long)settings->task.n_out, (long long)settings->task.cardinality,
            (long long)settings->model.units, (long long)settings->training.batch);
    text_write_json(out, kernels_get()->name);
    fputs(",\"arithmetic\":", out);
    text_write_json(out, settings->training.arithmetic);
    fprintf(out, ",\"gflops\":%.2f,\"peak_gflops\":%.2f}", time->gflops, time->peak_gflops);
}

static void print_heading(const struct trial_settings *settings, FILE *out)
{
    const char *openblas = openblas_version();
    fprintf(out,
            "One training step: n_in %lld, n_out %lld, cardinality %lld, %lld units, batch %lld; one core, %s "
            "kernels;\n%s; medians of %d rounds. The limit is what moving weights and moments and the "
            "products\nalone cost here with these kernels. GF/s counts multiplications and additions of products and "
            "gradients,\nbeside the most that the core makes of them in registers.\n\n",
            (long long)settings->task.n_in, (long long)settings->task.n_out, (long long)settings->task.cardinality,
            (long long)settings->model.units, (long long)settings->training.batch, kernels_get()->name,
            openblas != NULL ? openblas : "no OpenBLAS here", STEP_TIME_ROUNDS);
    fprintf(out, "%-12s %-10s %12s %12s %10s %8s %8s %7s %8s\n", "model", "arithmetic", "us per step", "limit (us)",
            "step/limit", "GF/s", "at most", "share", "steps");
}

static void print_text(const struct trial_settings *settings, const struct step_time *time, int first, FILE *out)
{
    if (first)
        print_heading(settings, out);
    fprintf(out, "%-12s %-10s %12.1f %12.1f %10.2f %8.1f %8.1f %6.0f%% %8lld\n", settings->model.name,
            settings->training.arithmetic, time->step_us, time->limit_us, time->step_us / time->limit_us, time->gflops,
            time->peak_gflops, 100 * time->gflops / time->peak_gflops, (long long)time->steps);
}

static int bench_trial(const struct trial *trial, const struct bench_options *options, int first, FILE *out)
{
    struct step_time time;
    TRY(step_time(trial, options->epochs, &time));
    (options->json ? print_json : print_text)(&trial->settings, &time, first, out);
    return 0;
}

/* Both arithmetics, where OpenBLAS is there, unless the settings name one. */
static bool is_to_show_both(const struct bench_options *options)
{
    bool named = false;
    for (size_t i = 0; i < options->n_settings; i++)
        named = named || strstr(options->settings[i], "arithmetic=") != NULL;
    return !named && openblas_version() != NULL;
}

int bench_write(const struct bench_options *options, FILE *out)
{
    struct study study;
    if (kernels_get() == NULL)
        return EX_CONFIG;
    TRY(check_names(options));
    TRY(bench_study(options, &study));
    study.repeats = 1;
    bool both = is_to_show_both(options);
    for (size_t i = 0; i < study_n_trials(&study); i++) {
        struct trial trial = study_trial(&study, i);
        TRY(bench_trial(&trial, options, i == 0, out));
        text_copy(trial.settings.training.arithmetic, STUDY_WORD, "openblas");
        if (both)
            TRY(bench_trial(&trial, options, 0, out));
    }
    if (options->json)
        fputs("]\n", out);
    return 0;
}
