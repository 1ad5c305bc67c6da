#include "attnbench/study_file/study_file.h"
#include "plan.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/trial/trial.h"
#include "opened.h"
#include "plan_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { NAME_BYTES = 1024 };

typedef void plan_writer(const struct plan *plan, FILE *out);

/* All models are as stated, in the first cell. */
static void take_stated(const struct study *study, struct plan_rows *pilot)
{
    const struct plan_goal *goal = pilot->goal;
    size_t family = study_n_included(study) * (size_t)(study->n_models - 1), cell = 0;
    pilot->looks = one_look;
    while (study_excludes(study, cell))
        cell++;
    for (int model = 0; model < study->n_models; model++) {
        size_t trial = study_index(study, model, cell, 0);
        const struct trial_settings *settings = &study->models[model];
        const struct design stated = {.metric = study_metric(study),
                                      .a = {goal->mean, goal->sd},
                                      .b = {goal->mean, goal->sd},
                                      .paired = true,
                                      .sequences = (int32_t)study_trial(study, trial).settings.evaluate.sequences,
                                      .level = look_level(pilot->looks)};
        if (model > 0) {
            struct plan_row *row = plan_add_row(pilot, settings->model.name, study->models[0].model.name, trial);
            row->design = stated;
            row->design.level = 1 - error_of_looks(0.05 / (double)family, pilot->looks);
            plan_set_difference(&row->design, goal->difference);
        }
        if (goal->half_width > 0)
            plan_add_row(pilot, settings->model.name, NULL, trial)->design = stated;
    }
}

/* ---- time ---- */

/* Work of a trial that evaluates so many sequences at its end. */
static double work_of(const struct trial_settings *of, int32_t sequences)
{
    struct trial_settings settings = *of;
    settings.evaluate.sequences = sequences;
    double held_out = trial_cost(&settings);
    settings.evaluate.every = 0;
    held_out -= trial_cost(&settings);
    settings.training.validation = 0;
    settings.evaluate.every = settings.training.epochs; /* one evaluation, as that at the end is */
    return trial_cost(&settings) + held_out;
}

/* Seconds that one repeat of all models and cells takes on one core of this machine. EX_OSERR and others of pace. */
static int seconds_of_repeat(const struct study *study, int32_t sequences, double *out)
{
    *out = 0;
    for (int model = 0; model < study->n_models; model++) {
        double pace = 0, work = 0;
        for (size_t cell = 0; cell < study_n_cells(study); cell++) {
            if (study_excludes(study, cell))
                continue;
            struct trial trial = study_trial(study, study_index(study, model, cell, 0));
            if (pace == 0)
                TRY(trial_pace(&trial.settings, &pace));
            work += work_of(&trial.settings, sequences);
        }
        *out += pace * work;
    }
    return 0;
}

/* The row that takes most repeats, of the differences if there are any. */
static const struct plan_row *hardest(const struct plan_rows *pilot)
{
    const struct plan_row *most = NULL;
    for (size_t i = 0; i < pilot->n_rows; i++) {
        const struct plan_row *row = &pilot->rows[i];
        int of_difference = row->against != NULL, before = most != NULL && most->against != NULL;
        if (most == NULL || of_difference > before || (of_difference == before && row->repeats > most->repeats))
            most = row;
    }
    return most;
}

/* More repeats, or more sequences in each: what the row that takes most would take. */
static int make_times(struct plan *plan)
{
    static const int32_t factors[PLAN_TIMES] = {1, 2, 5, 10, 20};
    const struct plan_row *row = hardest(&plan->pilot);
    int n = row == NULL ? 0 : row->design.metric->kind == METRIC_COUNTS ? PLAN_TIMES : 1, status = 0;
    for (plan->n_times = 0; plan->n_times < n; plan->n_times++) {
        struct design design = row->design;
        struct plan_time *time = &plan->times[plan->n_times];
        design.sequences *= factors[plan->n_times];
        time->sequences = design.sequences;
        time->repeats =
            plan->n_times == 0 ? row->repeats : plan_fewest(&design, plan->pilot.goal, row->against == NULL, &status);
        TRY(status);
        TRY(seconds_of_repeat(plan->study, design.sequences, &time->seconds));
        time->seconds *= (double)time->repeats;
    }
    return 0;
}

/* Of each kind no more rows than are shown: each takes a thousand simulated studies. */
static int make_rows(struct plan *plan)
{
    struct plan_rows *pilot = &plan->pilot;
    size_t n_of[2] = {0, 0};
    for (size_t i = 0; i < pilot->n_rows; i++)
        if (n_of[pilot->rows[i].against == NULL]++ < PLAN_ROWS_SHOWN)
            TRY(plan_row_make(pilot, &pilot->rows[i]));
    return 0;
}

static int make_plan(struct plan *plan)
{
    const struct plan_rows *pilot = &plan->pilot;
    if (pilot->n_rows == 0)
        return fail(EX_NOINPUT, "there is nothing to plan from: %s",
                    pilot->n_shared > 0    ? "all repeats share their sequences, so more repeats do not help"
                    : pilot->n_without > 0 ? "fewer than two repeats of a model have a figure"
                                           : "the study has one model: give --half-width");
    plan_sort_rows(&plan->pilot);
    TRY(make_rows(plan));
    return make_times(plan);
}

/* ---- the command ---- */

static int plan_of(const struct study *study, const struct plan_goal *goal, const struct analysis *analysis,
                   plan_writer *write, FILE *out)
{
    struct plan plan = {.study = study, .pilot = {.goal = goal, .repeats = (size_t)study->repeats}};
    struct plan_rows *pilot = &plan.pilot;
    size_t n_cells = analysis != NULL ? analysis->n_cells : 1;
    pilot->rows = allocate(2 * n_cells * (size_t)study->n_models, sizeof *pilot->rows);
    int status = pilot->rows == NULL ? EX_OSERR : 0;
    if (status == 0 && analysis != NULL)
        status = plan_take_pilot(pilot, analysis);
    else if (status == 0)
        take_stated(study, pilot);
    if (status == 0)
        status = make_plan(&plan);
    if (status == 0)
        write(&plan, out);
    free(pilot->rows);
    return status;
}

static int plan_of_folder(const char *directory, const struct plan_goal *goal, plan_writer *write, FILE *out)
{
    struct opened opened;
    int status = opened_make(directory, snapshot_load_some, &opened);
    if (status == 0)
        status = plan_of(&opened.study, goal, &opened.analysis, write, out);
    opened_free(&opened);
    return status;
}

/* Where all that is stated of a percentage is below 1, fractions may be meant. */
static void remark_on_fractions(const struct study *study, const struct plan_goal *goal)
{
    if (metric_is_percent(study_metric(study)) && goal->mean <= 1 && goal->sd <= 1 && goal->difference <= 1)
        fprintf(stderr,
                "attnbench: --mean %g --sd %g --difference %g are read as percent; if they are fractions, give --mean "
                "%g --sd %g --difference %g\n",
                goal->mean, goal->sd, goal->difference, 100 * goal->mean, 100 * goal->sd, 100 * goal->difference);
}

static int plan_of_file(const char *path, const struct plan_goal *goal, plan_writer *write, FILE *out)
{
    struct study study;
    char directory[NAME_BYTES];
    TRY(study_read(path, NULL, 0, &study));
    if (!isnan(goal->mean)) {
        remark_on_fractions(&study, goal);
        return plan_of(&study, goal, NULL, write, out);
    }
    snprintf(directory, sizeof directory, "results/%s", study.name);
    int status = plan_of_folder(directory, goal, write, out);
    if (status != EX_NOINPUT)
        return status;
    return fail(EX_NOINPUT,
                "no pilot in %s: attnbench run %s --repeats 5 makes one, or state what is known, as in --mean 95 --sd "
                "1.5 --difference 2",
                directory, path);
}

/* NULL: there is no such format. */
static plan_writer *find_writer(const char *format)
{
    return format == NULL || strcmp(format, "text") == 0 ? plan_write_text
           : strcmp(format, "json") == 0                 ? plan_write_json
                                                         : NULL;
}

int plan_write(const char *path, const char *format, const struct plan_goal *goal, FILE *out)
{
    plan_writer *write = find_writer(format);
    struct stat about;
    bool is_file = stat(path, &about) == 0 && !S_ISDIR(about.st_mode);
    if (write == NULL)
        return fail(EX_USAGE, "--format: \"%s\" is not one of text, json", format);
    if (isnan(goal->mean) != isnan(goal->sd))
        return fail(EX_USAGE, "--mean and --sd go together: a mean alone does not say how much trainings differ");
    if (!isnan(goal->mean) && !is_file)
        return fail(EX_USAGE, "--mean and --sd are stated of a study file; the pilot in %s has its own", path);
    if (!isnan(goal->mean) && !(goal->difference > 0))
        return fail(EX_USAGE, "--mean and --sd need a difference to find, as in --difference 2");
    return is_file ? plan_of_file(path, goal, write, out) : plan_of_folder(path, goal, write, out);
}
