#include "plan.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/study/trial_kind.h"
#include "opened.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { NAME_BYTES = 1024 };

/* All models are as stated, in the first cell. */
static void take_stated(const struct study *study, struct plan_rows *pilot)
{
    const struct plan_goal *goal = pilot->goal;
    size_t family = study_n_included(study) * (size_t)(study->n_models - 1), cell = 0;
    pilot->n_looks = 1;
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
                                      .level = look_level(pilot->n_looks)};
        if (model > 0) {
            struct plan_row *row = plan_add_row(pilot, settings->model.name, study->models[0].model.name, trial);
            row->design = stated;
            row->design.level = 1 - error_of_looks(0.05 / (double)family, pilot->n_looks);
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
    const struct trial_kind *kind = trial_kind(of);
    settings.evaluate.sequences = sequences;
    double held_out = kind->work(&settings);
    settings.evaluate.every = 0;
    held_out -= kind->work(&settings);
    settings.training.validation = 0;
    settings.evaluate.every = settings.training.epochs; /* one evaluation, as that at the end is */
    return kind->work(&settings) + held_out;
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
                TRY(trial_kind(&trial.settings)->pace(&trial.settings, &pace));
            work += work_of(&trial.settings, sequences);
        }
        *out += pace * work;
    }
    return 0;
}

/* ---- in words ---- */

static void write_repeats(double repeats, FILE *out)
{
    if (repeats >= POWER_MOST_REPEATS)
        fprintf(out, "%8s", "2000+");
    else
        fprintf(out, "%8.0f", repeats);
}

static void write_row(const struct plan_rows *pilot, const struct plan_row *row, FILE *out)
{
    char power[16] = "-";
    fprintf(out, "%-16s %-16s %8.4g %8.4g %10.4g %6.2f", row->model, row->against != NULL ? row->against : "(mean)",
            row->design.a.sd, row->design.b.sd,
            row->against != NULL ? row->design.a.mean - row->design.b.mean : pilot->goal->half_width,
            row->design.correlation);
    if (!isnan(row->power))
        snprintf(power, sizeof power, "%.0f %%", 100 * row->power);
    fprintf(out, " %8s", power);
    write_repeats((double)row->repeats, out);
    if (!isnan(row->range.low)) {
        write_repeats(row->range.low, out);
        fputs(" to", out);
        write_repeats(row->range.high, out);
    }
    fprintf(out, "%s%s\n", row->name[0] != '\0' ? "  " : "", row->name);
}

static void write_heading(const struct plan_rows *pilot, const struct plan_row *row, FILE *out)
{
    const struct plan_goal *goal = pilot->goal;
    bool of_mean = row->against == NULL;
    if (of_mean)
        fprintf(out, "\nMeans whose interval reaches at most %g to either side, in %g %% of studies:\n",
                goal->half_width, 100 * goal->power);
    else
        fprintf(out, "\nDifferences that are found in %g %% of studies:\n", 100 * goal->power);
    fprintf(out, "%-16s %-16s %8s %8s %10s %6s %8s%8s%s\n", "model", "against", "sd", "its sd",
            of_mean ? "reach" : "difference", "r", "now", "repeats", row->n > 1 ? "    80 % range" : "");
}

static int write_rows(struct plan_rows *pilot, bool of_means, FILE *out)
{
    size_t n = 0;
    for (size_t i = 0; i < pilot->n_rows; i++) {
        struct plan_row *row = &pilot->rows[i];
        if ((row->against == NULL) != of_means || ++n > PLAN_ROWS_SHOWN)
            continue;
        if (n == 1)
            write_heading(pilot, row, out);
        TRY(plan_row_make(pilot, row));
        write_row(pilot, row, out);
    }
    if (n > PLAN_ROWS_SHOWN)
        fprintf(out, "These are the %d of %zu that take most.\n", PLAN_ROWS_SHOWN, n);
    return 0;
}

/* The row that takes most repeats, of the differences if there are any. */
static const struct plan_row *hardest(const struct plan_rows *pilot)
{
    const struct plan_row *most = NULL;
    for (size_t i = 0; i < pilot->n_rows; i++) {
        const struct plan_row *row = &pilot->rows[i];
        bool is_of_kind = most == NULL || (row->against == NULL) == (most->against == NULL);
        if (is_of_kind && (most == NULL || row->repeats > most->repeats))
            most = row;
    }
    return most;
}

/* More repeats, or more sequences in each: what it takes, and how long. */
static int write_split(const struct study *study, const struct plan_rows *pilot, FILE *out)
{
    static const int32_t times[] = {1, 2, 5, 10, 20};
    const struct plan_row *row = hardest(pilot);
    const struct plan_goal *goal = pilot->goal;
    char one[32], all[32];
    bool counts = row != NULL && row->design.metric->kind == METRIC_COUNTS;
    for (size_t i = 0; row != NULL && i < (counts ? sizeof times / sizeof *times : 1); i++) {
        struct design design = row->design;
        double seconds;
        int status = 0;
        design.sequences *= times[i];
        size_t repeats = i == 0 ? row->repeats : plan_fewest(&design, goal, row->against == NULL, &status);
        TRY(status);
        TRY(seconds_of_repeat(study, design.sequences, &seconds));
        if (i == 0)
            fprintf(out, "\nTime of the whole study%s:\n%9s %8s %10s %10s on %lld\n",
                    counts ? ", more sequences or more repeats" : "", "sequences", "repeats", "one rank", "ranks",
                    (long long)goal->ranks);
        seconds *= (double)repeats;
        fprintf(out, "%9d", design.sequences);
        write_repeats((double)repeats, out);
        fprintf(out, " %10s %10s\n", text_duration(seconds, one, sizeof one),
                text_duration(seconds / (double)goal->ranks, all, sizeof all));
    }
    return 0;
}

static int write_plan(const struct study *study, struct plan_rows *pilot, FILE *out)
{
    const struct plan_goal *goal = pilot->goal;
    if (pilot->n_rows == 0)
        return fail(EX_NOINPUT, "nothing to plan by: %s",
                    pilot->n_shared > 0    ? "all repeats share their sequences, so that more of them do not help"
                    : pilot->n_without > 0 ? "fewer than two repeats of a model have a figure"
                                           : "the study has one model: give --half-width");
    plan_sort_rows(pilot);
    fprintf(out, "%s: %d simulated studies a figure, judged as reports judge\n", study->name, POWER_STUDIES);
    TRY(write_rows(pilot, false, out));
    TRY(write_rows(pilot, true, out));
    TRY(write_split(study, pilot, out));
    fprintf(out, "\nsd: between trainings%s; now: share of studies of %lld repeats that do it.\n",
            pilot->rows[0].design.metric->kind == METRIC_COUNTS ? ", without what the sequences add" : "",
            (long long)study->repeats);
    if (!isnan(pilot->rows[0].range.low))
        fprintf(out, "80 %% range: at the ends of the pilot's 80 %% interval of %s.\n",
                goal->difference > 0 || pilot->rows[0].against == NULL ? "its standard deviations" : "its difference");
    fputs("Take the repeats for a new study, with another seed: to add them to a pilot until something is decided "
          "finds differences where there are none.\n",
          out);
    return 0;
}

/* ---- the command ---- */

static int plan_of(const struct study *study, const struct plan_goal *goal, const struct analysis *analysis, FILE *out)
{
    struct plan_rows pilot = {.goal = goal, .repeats = (size_t)study->repeats};
    size_t n_cells = analysis != NULL ? analysis->n_cells : 1;
    pilot.rows = allocate(2 * n_cells * (size_t)study->n_models, sizeof *pilot.rows);
    int status = pilot.rows == NULL ? EX_OSERR : 0;
    if (status == 0 && analysis != NULL)
        status = plan_take_pilot(&pilot, analysis);
    else if (status == 0)
        take_stated(study, &pilot);
    if (status == 0)
        status = write_plan(study, &pilot, out);
    free(pilot.rows);
    return status;
}

static int plan_of_folder(const char *directory, const struct plan_goal *goal, FILE *out)
{
    struct opened opened;
    int status = opened_make(directory, snapshot_load_some, &opened);
    if (status == 0)
        status = plan_of(&opened.study, goal, &opened.analysis, out);
    opened_free(&opened);
    return status;
}

static int plan_of_file(const char *path, const struct plan_goal *goal, FILE *out)
{
    struct study study;
    char directory[NAME_BYTES];
    TRY(study_read(path, NULL, 0, &study));
    if (!isnan(goal->mean))
        return plan_of(&study, goal, NULL, out);
    snprintf(directory, sizeof directory, "results/%s", study.name);
    int status = plan_of_folder(directory, goal, out);
    if (status != EX_NOINPUT)
        return status;
    return fail(EX_NOINPUT,
                "no pilot in %s: attnbench run %s --repeats 5 makes one, or state what is known, as in --mean 95 --sd "
                "1.5 --difference 2",
                directory, path);
}

int plan_write(const char *path, const struct plan_goal *goal, FILE *out)
{
    struct stat about;
    bool is_file = stat(path, &about) == 0 && !S_ISDIR(about.st_mode);
    if (isnan(goal->mean) != isnan(goal->sd))
        return fail(EX_USAGE, "--mean and --sd go together: a mean alone does not say how much trainings differ");
    if (!isnan(goal->mean) && !is_file)
        return fail(EX_USAGE, "--mean and --sd are stated of a study file; the pilot in %s has its own", path);
    if (!isnan(goal->mean) && !(goal->difference > 0))
        return fail(EX_USAGE, "--mean and --sd need a difference to find, as in --difference 2");
    return is_file ? plan_of_file(path, goal, out) : plan_of_folder(path, goal, out);
}
