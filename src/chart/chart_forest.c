/* Intervals of a grid one below the other: a row a cell, with each model, or each further one against the first. */
#include "attnbench/analysis/forests.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/base/text_width.h"
#include "attnbench/chart/chart.h"
#include "attnbench/chart/gnuplot.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

struct forest {
    const struct analysis *analysis;
    const char *name, *shows, *x_label;
    const char *undecided;            /* what is so of rows that are not decided; NULL: all are */
    const char *range;                /* of x, as the script sets it */
    const char *flat_range;           /* the same where all is at the reference; NULL: no other one */
    const struct axis_range *clamped; /* that intervals are kept in; NULL: their ends stand in the range */
    double reference;                 /* where models are equal; NaN: nowhere */
    bool of_one_look;                 /* intervals are of 95 % whatever the looks */
    size_t n_groups, n_members;
    struct forest_row *rows; /* (n_groups, n_members) */
};

enum {
    LINE = 24,          /* pixels of a line of a row's name, */
    AROUND_LINES = 10,  /* and of what is around them */
    MEMBER = 16,        /* and of each member where there are more */
    X_LABEL_LINE = 30,  /* of a further line below the axis */
    AROUND = 270,       /* of all that is not rows */
    LEAST_HEIGHT = 440, /* of an image */
    MOST_HEIGHT = 2000,
};

static size_t row_height(const struct forest *forest, size_t lines)
{
    size_t named = AROUND_LINES + LINE * lines, members = forest->n_members > 1 ? MEMBER * (forest->n_members + 1) : 0;
    return named > members ? named : members;
}

/* So many rows that they cannot be named: each member's stand in a block, in the order of their values. */
static bool is_ranked(const struct forest *forest)
{
    return AROUND + row_height(forest, 1) * forest->n_groups > MOST_HEIGHT;
}

static void cell_text(const struct forest *forest, size_t group, char text[SAFE_TEXT])
{
    size_t cell = forest->rows[group * forest->n_members].label;
    if (*view_cell(forest->analysis->results, cell, text, SAFE_TEXT) == '\0')
        text_copy(text, SAFE_TEXT, "all repeats");
}

static int height_of(const struct forest *forest)
{
    char lines[LABEL_LINES][CHART_LABEL];
    size_t most = 1;
    if (is_ranked(forest))
        return CHART_HEIGHT + 60 * (int)(forest->n_members - 1);
    for (size_t group = 0; group < forest->n_groups; group++) {
        char text[SAFE_TEXT];
        cell_text(forest, group, text);
        size_t n = chart_label_lines(text, AXIS_NAME, lines);
        most = n > most ? n : most;
    }
    size_t below = chart_label_lines(forest->x_label, AXIS_LABEL, lines) - 1; /* more than one line */
    int height = AROUND + X_LABEL_LINE * (int)below + (int)(row_height(forest, most) * forest->n_groups);
    return height < LEAST_HEIGHT ? LEAST_HEIGHT : height;
}

static int by_value(const void *a, const void *b)
{
    const struct forest_row *x = a, *y = b;
    if (isnan(x->value) || isnan(y->value))
        return isnan(x->value) - isnan(y->value);
    return x->value != y->value ? (x->value < y->value) - (x->value > y->value) : (x->label > y->label) ? 1 : -1;
}

/* From one block of a ranked member to the next. */
static double block_step(const struct forest *forest)
{
    return 1.1 * (double)forest->n_groups;
}

/* y, which goes down: groups stand at 0, 1, …, their members around, with twice their distance to the next group. */
static double place(const struct forest *forest, size_t group, size_t member)
{
    if (is_ranked(forest))
        return (double)group + (double)member * block_step(forest);
    double distance = 1 / ((double)forest->n_members + 1);
    return (double)group + distance * ((double)member - (double)(forest->n_members - 1) / 2);
}

/* Rows of a member are a block each. */
static void write_data(struct chart *chart, const struct forest *forest, struct forest_row *sorted)
{
    for (size_t member = 0; member < forest->n_members; member++) {
        for (size_t group = 0; group < forest->n_groups; group++)
            sorted[group] = forest->rows[group * forest->n_members + member];
        if (is_ranked(forest))
            qsort(sorted, forest->n_groups, sizeof *sorted, by_value);
        fprintf(chart->data, "%s# value low high y decided model cell\n", member > 0 ? "\n\n" : "");
        for (size_t group = 0; group < forest->n_groups; group++)
            fprintf(chart->data, "%.10g %.10g %.10g %.6g %d %zu %zu\n", sorted[group].value, sorted[group].interval.low,
                    sorted[group].interval.high, place(forest, group, member), sorted[group].is_decided,
                    sorted[group].model, sorted[group].label);
    }
}

static bool has_key(const struct forest *forest)
{
    return forest->n_members > 1 && !is_ranked(forest);
}

/* Names the rows, or the blocks of ranked ones. */
static void write_tics(struct chart *chart, const struct forest *forest)
{
    bool ranked = is_ranked(forest);
    fputs("set ytics scale 0 font ',15' (", chart->script);
    for (size_t i = 0; i < (ranked ? forest->n_members : forest->n_groups); i++) {
        char text[SAFE_TEXT];
        if (ranked)
            text_copy(text, sizeof text, view_model_name(forest->analysis->results, forest->rows[i].model));
        else
            cell_text(forest, i, text);
        fputs(i > 0 ? ", " : "", chart->script);
        chart_write_label(chart, text, AXIS_NAME);
        fprintf(chart->script, " %.6g", ranked ? place(forest, forest->n_groups / 2, i) : (double)i);
    }
    fputs(")\n", chart->script);
}

/* Nothing leaves the reference: gnuplot has no range to find then. */
static bool is_flat(const struct forest *forest)
{
    for (size_t i = 0; i < forest->n_groups * forest->n_members; i++) {
        const double ends[] = {forest->rows[i].value, forest->rows[i].interval.low, forest->rows[i].interval.high};
        for (int end = 0; end < 3; end++)
            if (isfinite(ends[end]) && ends[end] != forest->reference)
                return false;
    }
    return true;
}

static void write_axes(struct chart *chart, const struct forest *forest)
{
    double margin = is_ranked(forest) ? 0.02 * (double)forest->n_groups : 0;
    if (forest->clamped != NULL && forest->clamped->logarithmic)
        chart_decades(chart, "x", forest->clamped);
    fprintf(chart->script, "%s\nset yrange [%.6g:%.6g]\nset grid noytics\n",
            forest->flat_range != NULL && is_flat(forest) ? forest->flat_range : forest->range,
            (double)forest->n_groups + (is_ranked(forest) ? block_step(forest) * (double)(forest->n_members - 1) : 0) -
                0.4 + margin,
            -0.6 - margin);
    chart_axis_label(chart, "x", forest->x_label, "");
    if (isfinite(forest->reference))
        fprintf(chart->script,
                "set arrow 1 from first %.6g, graph 0 to first %.6g, graph 1 nohead back linewidth 1 linecolor rgb "
                "'#444444'\n",
                forest->reference, forest->reference);
    if (is_ranked(forest))
        fprintf(chart->script, "set ylabel '%zu cells, in the order of their values'\n", forest->n_groups);
    if (is_ranked(forest) && forest->n_members == 1)
        fputs("unset ytics\n", chart->script);
    else
        write_tics(chart, forest);
    if (!has_key(forest))
        fputs("unset key\n", chart->script);
}

/* gnuplot's expressions for an interval. */
static const char *low_end(const struct forest *forest)
{
    return forest->clamped != NULL ? "clamp($2)" : "$2";
}

static const char *length(const struct forest *forest)
{
    return forest->clamped != NULL ? "clamp($3)-clamp($2)" : "$3-$2";
}

/* One member: intervals, then the marks on them, hollow where nothing is decided. */
static void write_member(struct chart *chart, const struct forest *forest, size_t member, size_t model)
{
    for (int decided = 0; decided < 2; decided++) {
        fprintf(chart->script,
                "'%s.dat' index %zu using ($5 == %d && $6 == %zu && $2 == $2 ? %s : NaN):4:(%s):(0) with vectors "
                "nohead linewidth 1.3 dashtype %s linecolor rgb '%s' notitle, \\\n     ",
                chart->name, member, decided, model, low_end(forest), length(forest), decided ? "solid" : "(3,2)",
                chart_colour(model));
        fprintf(chart->script,
                "'' index %zu using ($5 == %d && $6 == %zu ? $1 : NaN):4 with points pointtype %d linewidth 1.3 "
                "linecolor rgb '%s' ",
                member, decided, model, chart_mark(model) - !decided, chart_colour(model));
        fputs(decided ? "title " : "notitle, \\\n     ", chart->script);
    }
    chart_write_key_name(chart, forest->analysis->results, model);
}

/* The same for rows too close for marks: intervals in grey where nothing is decided, black dots on them. */
static void write_ranked(struct chart *chart, const struct forest *forest, size_t member, size_t model)
{
    for (int decided = 0; decided < 2; decided++)
        fprintf(chart->script,
                "'%s.dat' index %zu using ($5 == %d && $2 == $2 ? %s : NaN):4:(%s):(0) with vectors nohead "
                "linewidth 0.6 linecolor rgb '%s' notitle, \\\n     ",
                chart->name, member, decided, low_end(forest), length(forest),
                decided ? chart_colour(model) : "#aaaaaa");
    fprintf(chart->script,
            "'' index %zu using 1:4 with points pointtype 7 pointsize 0.25 linecolor rgb 'black' notitle", member);
}

static void write_plot(struct chart *chart, const struct forest *forest)
{
    chart_output(chart);
    for (size_t i = 0; i < forest->n_members; i++) {
        fputs(i == 0 ? "plot " : ", \\\n     ", chart->script);
        if (is_ranked(forest))
            write_ranked(chart, forest, i, forest->rows[i].model);
        else
            write_member(chart, forest, i, forest->rows[i].model);
    }
}

/* At the axis, so that it stands in the chart's right half. */
static bool has_long_names(const struct forest *forest)
{
    enum { LONG = 16 }; /* columns */
    char text[SAFE_TEXT];
    for (size_t i = 0; i < forest->n_groups; i++) {
        cell_text(forest, i, text);
        if (display_width(text) > LONG)
            return true;
    }
    return false;
}

static bool has_intervals(const struct forest *forest)
{
    for (size_t i = 0; i < forest->n_groups * forest->n_members; i++)
        if (isfinite(forest->rows[i].interval.low))
            return true;
    return false;
}

static void write_titles(struct chart *chart, const struct forest *forest)
{
    char shows[1024], marked[64] = "", interval[64] = "", level[VIEW_LEVEL];
    if (has_intervals(forest))
        snprintf(interval, sizeof interval, ", %s interval",
                 forest->of_one_look ? "95 %" : view_level(forest->analysis->results, level));
    if (forest->undecided != NULL)
        snprintf(marked, sizeof marked, "; %s: %s", is_ranked(forest) ? "grey" : "hollow", forest->undecided);
    snprintf(shows, sizeof shows, "%s%s%s", forest->shows, interval, marked);
    chart_titles(chart, forest->analysis->results, shows);
}

static int draw(const struct forest *forest, struct gallery *gallery)
{
    struct chart chart;
    struct forest_row *sorted = allocate(forest->n_groups, sizeof *sorted);
    if (sorted == NULL)
        return EX_OSERR;
    int status = chart_open(gallery, forest->name, &chart);
    if (status == 0) {
        chart.height = height_of(forest);
        chart.is_narrow = has_long_names(forest);
        if (has_key(forest))
            chart_key(&chart, forest->analysis->results, forest->n_members);
        write_titles(&chart, forest);
        write_data(&chart, forest, sorted);
        write_axes(&chart, forest);
        write_plot(&chart, forest);
        status = chart_close(&chart);
    }
    free(sorted);
    return status;
}

static bool has_values(const struct forest *forest)
{
    for (size_t i = 0; i < forest->n_groups * forest->n_members; i++)
        if (isfinite(forest->rows[i].value))
            return true;
    return false;
}

/* Makes the rows, and draws them where there are any. */
static int draw_rows(struct forest *forest, enum forest_kind kind, const char *why_not, struct gallery *gallery)
{
    TRY(forest_rows(forest->analysis, kind, &forest->rows));
    int status = 0;
    if (has_values(forest))
        status = draw(forest, gallery);
    else
        chart_leave_out(gallery, forest->name, why_not);
    free(forest->rows);
    return status;
}

static int draw_comparisons(struct forest *forest, enum forest_kind kind, struct gallery *gallery)
{
    forest->n_groups = forest->analysis->n_cells;
    forest->n_members = forest->analysis->n_rivals;
    if (forest->n_groups * forest->n_members == 0)
        return 0;
    return draw_rows(forest, kind, "no cell has a result of both models", gallery);
}

/* "attention − baseline", "each model − baseline". */
static const char *compared(const struct analysis *analysis, const char *between, char *buffer, size_t size)
{
    enum { OF_TWO = 28 }; /* columns, of a line that has both */
    char model[CHART_LABEL] = "each model", first[CHART_LABEL];
    bool are_two = analysis->n_rivals == 1;
    if (are_two)
        chart_model_name(analysis->results, 1, OF_TWO, model);
    chart_model_name(analysis->results, 0, are_two ? OF_TWO : TITLE_NAME_ALONE, first);
    snprintf(buffer, size, "%s%s%s", model, between, first);
    return buffer;
}

int chart_differences(const struct analysis *analysis, struct gallery *gallery)
{
    char models[512], shows[768], label[CHART_LABEL];
    snprintf(shows, sizeof shows, "%s of %s", analysis->metric->title,
             compared(analysis, " − ", models, sizeof models));
    struct forest forest = {.analysis = analysis,
                            .name = "differences",
                            .undecided = "undecided after Holm",
                            .shows = shows,
                            .x_label = metric_axis(analysis->metric, true, label, sizeof label),
                            .range = "set xrange [*<0:0<*] noextend\nset offsets graph 0.03, graph 0.03, 0, 0",
                            .flat_range = "set xrange [-1:1]",
                            .reference = 0};
    return draw_comparisons(&forest, FOREST_DIFFERENCES, gallery);
}

int chart_improvement(const struct analysis *analysis, struct gallery *gallery)
{
    char models[512], shows[768];
    snprintf(shows, sizeof shows, "Probability that %s", compared(analysis, " beats ", models, sizeof models));
    struct forest forest = {.analysis = analysis,
                            .name = "improvement",
                            .undecided = "includes 50 %",
                            .shows = shows,
                            .x_label = "probability (%), ties count half",
                            .range = "set xrange [-2:102]\nset xtics 0,25,100",
                            .of_one_look = true, /* Newcombe's */
                            .reference = 50};
    return draw_comparisons(&forest, FOREST_IMPROVEMENTS, gallery);
}

/* Of a grid: a row a cell with all models. */
int chart_means(const struct analysis *analysis, struct gallery *gallery)
{
    bool is_percent = metric_is_percent(analysis->metric);
    const struct axis_range axis = means_range(analysis);
    char shows[128], label[CHART_LABEL], range[256];
    snprintf(range, sizeof range, "%sset xrange [%.6g:%.6g]\nclamp(v) = v < %.6g ? %.6g : v",
             axis.logarithmic ? "set logscale x\n" : "", axis.low, axis.high, axis.low, axis.low);
    snprintf(shows, sizeof shows, "Mean %s of each cell", analysis->metric->called);
    struct forest forest = {.analysis = analysis,
                            .name = "means",
                            .shows = shows,
                            .x_label = metric_axis(analysis->metric, false, label, sizeof label),
                            .range = is_percent ? "set xrange [-2:102]\nset xtics 0,20,100" : range,
                            .clamped = is_percent ? NULL : &axis,
                            .reference = NAN,
                            .n_groups = analysis->n_cells,
                            .n_members = analysis->n_models};
    return draw_rows(&forest, FOREST_MEANS, "no model has a result", gallery);
}
