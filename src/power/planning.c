#include "attnbench/power/planning.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/stats/repeats.h"

#include <math.h>
#include <stdlib.h>

enum { PLAN_SEED = 1 };
static const double range_level = 0.8;

/* ---- the fewest repeats ---- */

size_t plan_fewest(const struct design *design, const struct plan_goal *goal, bool of_mean, int *status)
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

static int power_now(const struct plan_row *row, const struct plan_rows *pilot, double *out)
{
    struct power *power;
    size_t n = pilot->repeats;
    *out = NAN;
    if (n < 2 || n > POWER_MOST_REPEATS)
        return 0;
    TRY(power_open(&row->design, PLAN_SEED, &power));
    *out = power_share(power, row->against != NULL ? 0 : pilot->goal->half_width, n);
    power_close(power);
    return 0;
}

/* The design with both of the pilot's standard deviations so much larger. */
static struct design spread_by(const struct plan_row *row, double factor)
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

static void take_model(struct plan_row *row, int which, const struct estimate *figure)
{
    row->means[which] = figure->mean;
    row->sds[which] = figure->sd;
    *(which == 0 ? &row->design.a.mean : &row->design.b.mean) = figure->mean;
}

/* At an end of the difference's interval; 0 and beyond no number of repeats finds it. */
static size_t fewest_at(const struct plan_row *row, const struct plan_goal *goal, double difference, int *status)
{
    struct design design = row->design;
    double seen = design.a.mean - design.b.mean;
    if (difference * seen <= 0)
        return POWER_MOST_REPEATS;
    design.a.mean = design.b.mean + difference;
    struct range range = metric_range(design.metric, false, NULL);
    design.a.mean = fmin(range.most, fmax(range.least, design.a.mean));
    return plan_fewest(&design, goal, false, status);
}

static int take_range(struct plan_row *row, const struct plan_goal *goal)
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
    row->range.low = (double)plan_fewest(&least, goal, row->against == NULL, &status);
    row->range.high = (double)plan_fewest(&most, goal, row->against == NULL, &status);
    return status;
}

int plan_row_make(const struct plan_rows *pilot, struct plan_row *row)
{
    int status = 0;
    row->repeats = plan_fewest(&row->design, pilot->goal, row->against == NULL, &status);
    TRY(status);
    TRY(power_now(row, pilot, &row->power));
    return take_range(row, pilot->goal);
}

/* ---- what is known ---- */

/* The further model's mean so far from the first's, on its side, unless that cannot be. */
void plan_set_difference(struct design *design, double difference)
{
    struct range range = metric_range(design->metric, false, NULL);
    double sign = design->a.mean >= design->b.mean ? 1 : -1;
    if (design->b.mean + sign * difference > range.most || design->b.mean + sign * difference < range.least)
        sign = -sign;
    design->a.mean = design->b.mean + sign * difference;
}

struct plan_row *plan_add_row(struct plan_rows *pilot, const char *model, const char *against, size_t trial)
{
    struct plan_row *row = &pilot->rows[pilot->n_rows++];
    *row = (struct plan_row){.model = model, .against = against, .trial = trial, .likely = {NAN, NAN}};
    return row;
}

static int take_likely(const struct analysis *analysis, size_t cell, size_t rival, bool paired, struct plan_row *row)
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

/* Of the first repeat, from `trial` on, that has a figure. Imported ones say of how many it is beside the hits alone.
 */
static int32_t sequences_of(const struct analysis *analysis, size_t trial)
{
    const struct results *results = analysis->results;
    for (size_t i = trial; i < trial + view_n_repeats(results); i++) {
        struct figure figure = view_figure_of(results, analysis->metric, i);
        if (!isnan(figure.value))
            return results->sequences[i] > 0 ? results->sequences[i] : figure.of;
    }
    return 0;
}

static struct design design_of(const struct analysis *analysis, size_t trial, double level)
{
    return (struct design){.metric = analysis->metric, .sequences = sequences_of(analysis, trial), .level = level};
}

static int add_difference(struct plan_rows *pilot, const struct analysis *analysis, size_t cell, size_t rival)
{
    const struct results *results = analysis->results;
    const struct comparison *seen = &analysis->comparisons[cell * analysis->n_rivals + rival];
    const struct cell_analysis *models = &analysis->cells[cell * analysis->n_models];
    size_t trial = view_trial(results, rival + 1, cell, 0), family = analysis->n_cells * analysis->n_rivals;
    pilot->n_shared += seen->shared_luck;
    pilot->n_without += seen->n < 2;
    if (seen->shared_luck || seen->n < 2)
        return 0;
    struct plan_row *row = plan_add_row(pilot, view_model_name(results, rival + 1), view_model_name(results, 0), trial);
    view_cell(results, cell, row->name, sizeof row->name);
    row->n = seen->n;
    row->design = design_of(analysis, trial, 1 - error_of_looks(0.05 / (double)family, pilot->looks));
    row->design.paired = seen->paired;
    row->design.correlation = correlation_shown(seen->correlation, seen->n);
    take_model(row, 0, &models[rival + 1].figure);
    take_model(row, 1, &models[0].figure);
    if (pilot->goal->difference > 0)
        plan_set_difference(&row->design, pilot->goal->difference);
    else
        TRY(take_likely(analysis, cell, rival, seen->paired, row));
    row->design = spread_by(row, 1);
    return 0;
}

static void add_mean(struct plan_rows *pilot, const struct analysis *analysis, size_t cell, size_t model)
{
    const struct estimate *figure = &analysis->cells[cell * analysis->n_models + model].figure;
    size_t trial = view_trial(analysis->results, model, cell, 0);
    if (figure->n < 2 || !view_data_vary(analysis->results, model))
        return;
    struct plan_row *row = plan_add_row(pilot, view_model_name(analysis->results, model), NULL, trial);
    view_cell(analysis->results, cell, row->name, sizeof row->name);
    row->n = figure->n;
    row->design = design_of(analysis, trial, look_level(pilot->looks));
    take_model(row, 0, figure);
    take_model(row, 1, figure);
    row->design = spread_by(row, 1);
}

int plan_take_pilot(struct plan_rows *pilot, const struct analysis *analysis)
{
    pilot->looks = results_looks(analysis->results, view_n_repeats(analysis->results));
    for (size_t cell = 0; cell < analysis->n_cells; cell++) {
        for (size_t rival = 0; rival < analysis->n_rivals; rival++)
            TRY(add_difference(pilot, analysis, cell, rival));
        for (size_t model = 0; model < analysis->n_models && pilot->goal->half_width > 0; model++)
            add_mean(pilot, analysis, cell, model);
    }
    return 0;
}

/* ---- which rows ---- */

/* What the repeats that a row takes grow with. */
static double need_of(const struct plan_row *row, const struct plan_goal *goal)
{
    double a = row->sds[0], b = row->sds[1], difference = row->design.a.mean - row->design.b.mean;
    if (row->against == NULL)
        return a * a / (goal->half_width * goal->half_width);
    return (a * a + b * b - 2 * row->design.correlation * a * b) / (difference * difference);
}

static int by_need(const void *x, const void *y, void *goal)
{
    const struct plan_row *a = x, *b = y;
    double of_a = need_of(a, goal), of_b = need_of(b, goal);
    if ((a->against == NULL) != (b->against == NULL))
        return a->against == NULL ? 1 : -1;
    return (of_a < of_b) - (of_a > of_b);
}

/* Differences first, of either kind the ones that take most first. */
void plan_sort_rows(struct plan_rows *pilot)
{
    struct plan_goal goal = *pilot->goal;
    if (pilot->n_rows > PLAN_ROWS_SHOWN)
        qsort_r(pilot->rows, pilot->n_rows, sizeof *pilot->rows, by_need, &goal);
}
