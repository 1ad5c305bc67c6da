#include "plan.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/stats/power.h"
#include "attnbench/study/trial_kind.h"
#include "opened.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_ROWS = 12, PLAN_SEED = 1, NAME_BYTES = 1024 };
static const double range_level = 0.8;

/* One thing to be told: the difference of two models in a cell, or where `against` is NULL a mean. */
struct row {
    char name[NAME_BYTES];
    const char *model, *against;
    size_t trial;            /* the model's repeat 0, an index of the study */
    size_t n;                /* repeats of the pilot; 0: stated */
    double means[2], sds[2]; /* the pilot's; sds between repeats */
    struct interval likely;  /* of the difference, at range_level; NaN where it is stated */
    struct design design;
    size_t repeats;        /* that it takes */
    struct interval range; /* of these, NaN without a pilot */
    double power;          /* of as many repeats as the study has */
};

struct pilot {
    const struct plan_goal *goal;
    const struct study *study;
    size_t n_looks;                     /* intervals allow for them; those of differences for the family of Holm, too */
    size_t n_rows, n_shared, n_without; /* left out: shared sequences, less than two repeats */
    struct row *rows;
};

/* ---- the fewest repeats ---- */

static size_t fewest(const struct design *design, const struct plan_goal *goal, bool of_mean, int *status)
{
    struct power *power;
    if (*status == 0)
        *status = power_open(design, PLAN_SEED, &power);
    if (*status != 0)
        return 0;
    size_t n = power_repeats(power, of_mean ? goal->half_width : 0, goal->power);
    power_close(power);
    return n;
}

static int power_now(const struct row *row, const struct pilot *pilot, double *out)
{
    struct power *power;
    size_t n = (size_t)pilot->study->repeats;
    *out = NAN;
    if (n < 2 || n > POWER_MOST_REPEATS)
        return 0;
    TRY(power_open(&row->design, PLAN_SEED, &power));
    *out = row->against != NULL ? power_of_difference(power, n) : power_of_width(power, pilot->goal->half_width, n);
    power_close(power);
    return 0;
}

/* The design with both of the pilot's standard deviations so much larger. */
static struct design spread_by(const struct row *row, double factor)
{
    struct design design = row->design;
    double *const sds[2] = {&design.a.sd, &design.b.sd};
    for (int i = 0; i < 2; i++) {
        double sd = factor * row->sds[i];
        bool counts = design.metric->kind == METRIC_COUNTS;
        *sds[i] = counts ? sd_of_trainings(sd, row->means[i], design.sequences) : sd;
    }
    return design;
}

static void take_model(struct row *row, int which, const struct estimate *figure)
{
    row->means[which] = figure->mean;
    row->sds[which] = figure->sd;
    *(which == 0 ? &row->design.a.mean : &row->design.b.mean) = figure->mean;
}

/* At an end of the difference's interval; 0 and beyond no number of repeats finds it. */
static size_t fewest_at(const struct row *row, const struct plan_goal *goal, double difference, int *status)
{
    struct design design = row->design;
    double seen = design.a.mean - design.b.mean;
    if (difference * seen <= 0)
        return POWER_MOST_REPEATS;
    design.a.mean = design.b.mean + difference;
    struct range range = metric_range(design.metric, false, NULL);
    design.a.mean = fmin(range.most, fmax(range.least, design.a.mean));
    return fewest(&design, goal, false, status);
}

static int take_range(struct row *row, const struct plan_goal *goal)
{
    int status = 0;
    row->range = (struct interval){NAN, NAN};
    if (row->n < 2)
        return 0;
    if (!isnan(row->likely.low)) {
        double ends[2] = {row->likely.low, row->likely.high};
        bool is_above = row->design.a.mean > row->design.b.mean;
        row->range.low = (double)fewest_at(row, goal, ends[is_above], &status);
        row->range.high = (double)fewest_at(row, goal, ends[!is_above], &status);
        return status;
    }
    struct interval factors = sd_interval(1, row->n, range_level);
    struct design least = spread_by(row, factors.low), most = spread_by(row, factors.high);
    row->range.low = (double)fewest(&least, goal, row->against == NULL, &status);
    row->range.high = (double)fewest(&most, goal, row->against == NULL, &status);
    return status;
}

static int plan_row(const struct pilot *pilot, struct row *row)
{
    int status = 0;
    row->repeats = fewest(&row->design, pilot->goal, row->against == NULL, &status);
    TRY(status);
    TRY(power_now(row, pilot, &row->power));
    return take_range(row, pilot->goal);
}

/* ---- what is known ---- */

/* The further model's mean so far from the first's, on its side, unless that cannot be. */
static void set_difference(struct design *design, double difference)
{
    struct range range = metric_range(design->metric, false, NULL);
    double sign = design->a.mean >= design->b.mean ? 1 : -1;
    if (design->b.mean + sign * difference > range.most || design->b.mean + sign * difference < range.least)
        sign = -sign;
    design->a.mean = design->b.mean + sign * difference;
}

static struct row *add_row(struct pilot *pilot, const char *model, const char *against, size_t trial)
{
    struct row *row = &pilot->rows[pilot->n_rows++];
    *row = (struct row){.model = model, .against = against, .trial = trial, .likely = {NAN, NAN}};
    return row;
}

static int take_likely(const struct analysis *analysis, size_t cell, size_t rival, bool paired, struct row *row)
{
    const struct results *results = analysis->results;
    size_t model = rival + 1, first = 0;
    struct repeats a = {0}, b = {0};
    int status = view_repeats(results, analysis->metric, model, cell, paired ? &first : NULL, &a);
    if (status == 0)
        status = view_repeats(results, analysis->metric, first, cell, paired ? &model : NULL, &b);
    if (status == 0)
        row->likely = repeats_difference(&a, &b, paired, range_level).ci;
    repeats_free(&a);
    repeats_free(&b);
    return status;
}

static struct design design_of(const struct analysis *analysis, size_t trial, double level)
{
    return (struct design){
        .metric = analysis->metric, .sequences = analysis->results->sequences[trial], .level = level};
}

static int add_difference(struct pilot *pilot, const struct analysis *analysis, size_t cell, size_t rival)
{
    const struct results *results = analysis->results;
    const struct comparison *seen = &analysis->comparisons[cell * analysis->n_rivals + rival];
    const struct cell_analysis *models = &analysis->cells[cell * analysis->n_models];
    size_t trial = view_trial(results, rival + 1, cell, 0), family = analysis->n_cells * analysis->n_rivals;
    pilot->n_shared += seen->shared_luck;
    pilot->n_without += seen->n < 2;
    if (seen->shared_luck || seen->n < 2)
        return 0;
    struct row *row = add_row(pilot, view_model_name(results, rival + 1), view_model_name(results, 0), trial);
    view_cell(results, cell, row->name, sizeof row->name);
    row->n = seen->n;
    row->design = design_of(analysis, trial, 1 - error_of_looks(0.05 / (double)family, pilot->n_looks));
    row->design.paired = seen->paired;
    row->design.correlation = correlation_shown(seen->correlation, seen->n);
    take_model(row, 0, &models[rival + 1].figure);
    take_model(row, 1, &models[0].figure);
    if (pilot->goal->difference > 0)
        set_difference(&row->design, pilot->goal->difference);
    else
        TRY(take_likely(analysis, cell, rival, seen->paired, row));
    row->design = spread_by(row, 1);
    return 0;
}

static void add_mean(struct pilot *pilot, const struct analysis *analysis, size_t cell, size_t model)
{
    const struct estimate *figure = &analysis->cells[cell * analysis->n_models + model].figure;
    size_t trial = view_trial(analysis->results, model, cell, 0);
    if (figure->n < 2 || !view_data_vary(analysis->results, model))
        return;
    struct row *row = add_row(pilot, view_model_name(analysis->results, model), NULL, trial);
    view_cell(analysis->results, cell, row->name, sizeof row->name);
    row->n = figure->n;
    row->design = design_of(analysis, trial, look_level(pilot->n_looks));
    take_model(row, 0, figure);
    take_model(row, 1, figure);
    row->design = spread_by(row, 1);
}

static int take_pilot(struct pilot *pilot, const struct analysis *analysis)
{
    pilot->n_looks = analysis->n_looks;
    for (size_t cell = 0; cell < analysis->n_cells; cell++) {
        for (size_t rival = 0; rival < analysis->n_rivals; rival++)
            TRY(add_difference(pilot, analysis, cell, rival));
        for (size_t model = 0; model < analysis->n_models && pilot->goal->half_width > 0; model++)
            add_mean(pilot, analysis, cell, model);
    }
    return 0;
}

/* All models are as stated, in the first cell. */
static void take_stated(struct pilot *pilot)
{
    const struct study *study = pilot->study;
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
            struct row *row = add_row(pilot, settings->model.name, study->models[0].model.name, trial);
            row->design = stated;
            row->design.level = 1 - error_of_looks(0.05 / (double)family, pilot->n_looks);
            set_difference(&row->design, goal->difference);
        }
        if (goal->half_width > 0)
            add_row(pilot, settings->model.name, NULL, trial)->design = stated;
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

/* ---- which rows ---- */

/* What the repeats that a row takes grow with. */
static double need_of(const struct row *row, const struct plan_goal *goal)
{
    double a = row->sds[0], b = row->sds[1], difference = row->design.a.mean - row->design.b.mean;
    if (row->against == NULL)
        return a * a / (goal->half_width * goal->half_width);
    return (a * a + b * b - 2 * row->design.correlation * a * b) / (difference * difference);
}

static int by_need(const void *x, const void *y, void *goal)
{
    const struct row *a = x, *b = y;
    double of_a = need_of(a, goal), of_b = need_of(b, goal);
    if ((a->against == NULL) != (b->against == NULL))
        return a->against == NULL ? 1 : -1;
    return (of_a < of_b) - (of_a > of_b);
}

/* Differences first, of either kind the ones that take most first. */
static void sort_rows(struct pilot *pilot)
{
    struct plan_goal goal = *pilot->goal;
    if (pilot->n_rows > MOST_ROWS)
        qsort_r(pilot->rows, pilot->n_rows, sizeof *pilot->rows, by_need, &goal);
}

/* ---- in words ---- */

static void write_repeats(double repeats, FILE *out)
{
    if (repeats >= POWER_MOST_REPEATS)
        fprintf(out, "%8s", "2000+");
    else
        fprintf(out, "%8.0f", repeats);
}

static void write_row(const struct pilot *pilot, const struct row *row, FILE *out)
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

static void write_heading(const struct pilot *pilot, const struct row *row, FILE *out)
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

static int write_rows(struct pilot *pilot, bool of_means, FILE *out)
{
    size_t n = 0;
    for (size_t i = 0; i < pilot->n_rows; i++) {
        struct row *row = &pilot->rows[i];
        if ((row->against == NULL) != of_means || ++n > MOST_ROWS)
            continue;
        if (n == 1)
            write_heading(pilot, row, out);
        TRY(plan_row(pilot, row));
        write_row(pilot, row, out);
    }
    if (n > MOST_ROWS)
        fprintf(out, "These are the %d of %zu that take most.\n", MOST_ROWS, n);
    return 0;
}

/* The row that takes most repeats, of the differences if there are any. */
static const struct row *hardest(const struct pilot *pilot)
{
    const struct row *most = NULL;
    for (size_t i = 0; i < pilot->n_rows; i++) {
        const struct row *row = &pilot->rows[i];
        bool is_of_kind = most == NULL || (row->against == NULL) == (most->against == NULL);
        if (is_of_kind && (most == NULL || row->repeats > most->repeats))
            most = row;
    }
    return most;
}

/* More repeats, or more sequences in each: what it takes, and how long. */
static int write_split(const struct pilot *pilot, FILE *out)
{
    static const int32_t times[] = {1, 2, 5, 10, 20};
    const struct row *row = hardest(pilot);
    const struct plan_goal *goal = pilot->goal;
    char one[32], all[32];
    bool counts = row != NULL && row->design.metric->kind == METRIC_COUNTS;
    for (size_t i = 0; row != NULL && i < (counts ? sizeof times / sizeof *times : 1); i++) {
        struct design design = row->design;
        double seconds;
        int status = 0;
        design.sequences *= times[i];
        size_t repeats = i == 0 ? row->repeats : fewest(&design, goal, row->against == NULL, &status);
        TRY(status);
        TRY(seconds_of_repeat(pilot->study, design.sequences, &seconds));
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

static int write_plan(struct pilot *pilot, FILE *out)
{
    const struct plan_goal *goal = pilot->goal;
    if (pilot->n_rows == 0)
        return fail(EX_NOINPUT, "nothing to plan by: %s",
                    pilot->n_shared > 0    ? "all repeats share their sequences, so that more of them do not help"
                    : pilot->n_without > 0 ? "fewer than two repeats of a model have a figure"
                                           : "the study has one model: give --half-width");
    sort_rows(pilot);
    fprintf(out, "%s: %d simulated studies a figure, judged as reports judge\n", pilot->study->name, POWER_STUDIES);
    TRY(write_rows(pilot, false, out));
    TRY(write_rows(pilot, true, out));
    TRY(write_split(pilot, out));
    fprintf(out, "\nsd: between trainings%s; now: share of studies of %lld repeats that do it.\n",
            pilot->rows[0].design.metric->kind == METRIC_COUNTS ? ", without what the sequences add" : "",
            (long long)pilot->study->repeats);
    if (!isnan(pilot->rows[0].range.low))
        fprintf(out, "80 %% range: at the ends of the pilot's 80 %% interval of %s.\n",
                goal->difference > 0 || pilot->rows[0].against == NULL ? "its standard deviations" : "its difference");
    fputs("Take the repeats for a new study, with another seed: to add them to a pilot until something is decided "
          "finds differences where there are none.\n",
          out);
    return 0;
}

/* ---- the command ---- */

static int plan_of(struct pilot *pilot, const struct analysis *analysis, FILE *out)
{
    size_t n_cells = analysis != NULL ? analysis->n_cells : 1;
    pilot->rows = allocate(2 * n_cells * (size_t)pilot->study->n_models, sizeof *pilot->rows);
    int status = pilot->rows == NULL ? EX_OSERR : 0;
    if (status == 0 && analysis != NULL)
        status = take_pilot(pilot, analysis);
    else if (status == 0)
        take_stated(pilot);
    if (status == 0)
        status = write_plan(pilot, out);
    free(pilot->rows);
    return status;
}

static int plan_of_folder(const char *directory, const struct plan_goal *goal, FILE *out)
{
    struct opened opened;
    struct pilot pilot = {.goal = goal, .study = &opened.study};
    int status = opened_make(directory, snapshot_load_some, &opened);
    if (status == 0)
        status = plan_of(&pilot, &opened.analysis, out);
    opened_free(&opened);
    return status;
}

static int plan_of_file(const char *path, const struct plan_goal *goal, FILE *out)
{
    struct study study;
    struct pilot pilot = {.goal = goal, .study = &study};
    char directory[NAME_BYTES];
    TRY(study_read(path, NULL, 0, &study));
    if (!isnan(goal->mean))
        return plan_of(&pilot, NULL, out);
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
