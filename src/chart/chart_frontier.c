/* Where one model pays against another, in four classes of cells over the grid; at the end, or at equal training time.
 */
#include "attnbench/analysis/frontier.h"
#include "attnbench/analysis/view.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "chart_panels.h"
#include "attnbench/chart/gnuplot.h"

#include <math.h>
#include <stdlib.h>

struct frontier {
    const struct analysis *analysis;
    struct panels panels;
    size_t model, against;
    bool in_time;
    struct outcome *fields; /* (panels_n_fields) */
    double least_seconds;   /* of a trial, mean of a model in a cell */
};

/* What the fields have in common. */
struct summary {
    size_t n[N_FRONTIER];         /* fields of each class */
    double least_time, most_time; /* of an epoch, relative */
};

static struct summary summarize(const struct frontier *frontier)
{
    struct summary summary = {.least_time = INFINITY, .most_time = -INFINITY};
    for (size_t i = 0; i < panels_n_fields(&frontier->panels); i++) {
        const struct outcome *field = &frontier->fields[i];
        summary.n[frontier_classify(field)]++;
        if (field->n_cells == 0)
            continue;
        summary.least_time = fmin(summary.least_time, field->relative_time);
        summary.most_time = fmax(summary.most_time, field->relative_time);
    }
    return summary;
}

static void write_data(struct chart *chart, const struct frontier *frontier)
{
    const struct panels *panels = &frontier->panels;
    fprintf(chart->data, "# place_x place_y difference_points class undecided mean against_mean repeats%s %s\n",
            frontier->in_time ? " epochs against_epochs relative_time" : "", panels_values_header(panels));
    for (size_t i = 0; i < panels_n_fields(panels); i++) {
        const struct outcome *field = &frontier->fields[i];
        bool there = field->n_cells > 0;
        fprintf(chart->data, "%.6g %.6g %.6g %d %d %.6g %.6g %zu", panels_x(panels, i), panels_y(panels, i),
                there ? field->difference : NAN, (int)frontier_classify(field),
                there && !verdict_is_clear(field->verdict), there ? field->mean : NAN,
                there ? field->against_mean : NAN, field->n);
        if (frontier->in_time)
            fprintf(chart->data, " %g %g %.4g", field->epochs, field->against_epochs, field->relative_time);
        panels_write_values(panels, i, chart->data);
        fputc('\n', chart->data);
    }
}

/* Colours of the maps of differences, of which one is dark and one light also in print; hatched where both fail. */
static const struct {
    const char *fill, *colour, *ink, *meaning;
} looks[N_FRONTIER] = {
    [FRONTIER_BETTER] = {"solid 1 noborder", "#b2182b", "white", "better by more than 10 points"},
    [FRONTIER_WORSE] = {"solid 1 noborder", "#92c5de", "black", "worse by more than 10 points"},
    [FRONTIER_UNDECIDED] = {"solid 1 noborder", "#eeeeee", "black", "undecided (in brackets), or < 10 points"},
    [FRONTIER_FAIL] = {"pattern 4 border", "#b0b0b0", "black", "both below 10 %"},
    [FRONTIER_NO_DATA] = {"empty border", "#cccccc", "black", NULL},
};

/* Why fields are empty. */
static const char *no_data(const struct frontier *frontier)
{
    if (!frontier->in_time)
        return "no result";
    return frontier->least_seconds < frontier_seconds ? "no result, none so early, or trials under 0.1 s"
                                                      : "no result, or no evaluation so early";
}

/* Each class with the number of its fields; the heading has the models. */
static void write_key(struct chart *chart, const struct frontier *frontier, const struct summary *summary)
{
    for (enum frontier_class class = 0; class < N_FRONTIER; class ++) {
        char title[96];
        if (class == FRONTIER_NO_DATA && summary->n[class] == 0)
            continue;
        snprintf(title, sizeof title, "%s: %zu", class == FRONTIER_NO_DATA ? no_data(frontier) : looks[class].meaning,
                 summary->n[class]);
        fprintf(chart->script, ", \\\n     keyentry with boxes linecolor rgb '%s' fillstyle %s title ",
                looks[class].colour, looks[class].fill);
        gnuplot_write_quoted(chart->script, title);
    }
}

static void write_plot(struct chart *chart, const struct frontier *frontier, const struct summary *summary)
{
    const char *data = chart->name, *separator = "plot";
    int font = panels_font(&frontier->panels);
    chart_output(chart);
    for (enum frontier_class class = 0; class < N_FRONTIER; class ++) {
        if (summary->n[class] == 0)
            continue;
        fprintf(
            chart->script,
            "%s '%s.dat' using ($4 == %d ? $1 : NaN):2:(0.47):(0.47) with boxxyerror linecolor rgb '%s' fillstyle %s "
            "notitle",
            separator, data, (int)class, looks[class].colour, looks[class].fill);
        separator = ", \\\n    ";
        if (font > 0 && class != FRONTIER_NO_DATA)
            fprintf(chart->script,
                    ", \\\n     '' using ($4 == %d ? $1 : NaN):2:(sprintf($5 == 1 ? '(%%+.%df)' : '%%+.%df', $3)) with "
                    "labels font ',%d' textcolor rgb '%s' notitle",
                    (int)class, panels_decimals(&frontier->panels), panels_decimals(&frontier->panels), font,
                    looks[class].ink);
    }
    write_key(chart, frontier, summary);
}

/* Behind the semicolon: what the third line of the heading says. */
static void write_shows(const struct frontier *frontier, const struct summary *summary, char *out, size_t size)
{
    const struct results *results = frontier->analysis->results;
    char model[CHART_LABEL], against[CHART_LABEL], over[CHART_LABEL], what[128], rest[256] = "";
    panels_averaged(&frontier->panels, ", mean over ", over);
    if (frontier->in_time) {
        snprintf(what, sizeof what, "Held-out accuracy at equal training time:");
        snprintf(
            rest, sizeof rest,
            "; the slower as of its last evaluation in the other's whole time (time per epoch: ratio %.2g to %.2g)",
            summary->least_time, summary->most_time);
    } else
        snprintf(what, sizeof what, "%s of", results->metric->title);
    snprintf(out, size, "%s  − , points%s%s", what, over, rest);
    const int columns = chart_columns_of_two(out);
    chart_model_name(results, frontier->model, columns, model);
    chart_model_name(results, frontier->against, columns, against);
    snprintf(out, size, "%s %s − %s, points%s%s", what, model, against, over, rest);
}

enum { KEY_MORE = 60 }; /* pixels that the key takes more where all its lines stand one below the other */

static int draw(const struct frontier *frontier, struct gallery *gallery)
{
    const struct results *results = frontier->analysis->results;
    const struct summary summary = summarize(frontier);
    struct chart chart;
    char name[CHART_NAME], shows[1024];
    chart_name(results, frontier->in_time ? "frontier_equal_time" : "frontier", frontier->model,
               frontier->against > 0 ? frontier->against : CHART_ALONE, name);
    if (summary.n[FRONTIER_NO_DATA] == panels_n_fields(&frontier->panels)) {
        chart_leave_out(gallery, name,
                        !frontier->in_time ? "no cell has a result of both models"
                        : frontier->least_seconds < frontier_seconds
                            ? "the trials take less than 0.1 s, too short to tell how much faster a model is"
                            : "no cell has an evaluation of both models in the time that the faster one took");
        return 0;
    }
    write_shows(frontier, &summary, shows, sizeof shows);
    TRY(chart_open(gallery, name, &chart));
    chart.key_font = 16;
    const bool is_narrow = frontier->panels.left * CHART_WIDTH > PANELS_LEFT;
    const int key_rows = (is_narrow ? 2 : 1) * (summary.n[FRONTIER_NO_DATA] > 0 ? 3 : 2);
    chart.height += is_narrow ? KEY_MORE : 0;
    write_data(&chart, frontier);
    chart_titles(&chart, results, shows);
    fprintf(chart.script, "set key vertical maxrows %d samplen 2 width -8\n", key_rows);
    panels_write_axes(&chart, &frontier->panels);
    write_plot(&chart, frontier, &summary);
    return chart_close(&chart);
}

static int make_fields(struct frontier *frontier)
{
    const struct analysis *analysis = frontier->analysis;
    char averaged[CHART_LABEL];
    size_t n = panels_n_fields(&frontier->panels), *of_cell = allocate(analysis->n_cells, sizeof *of_cell);
    panels_averaged(&frontier->panels, "", averaged);
    const struct fields fields = {of_cell, n, averaged[0] != '\0'};
    frontier->fields = allocate(n, sizeof *frontier->fields);
    int status = of_cell != NULL && frontier->fields != NULL ? 0 : EX_OSERR;
    for (size_t cell = 0; cell < analysis->n_cells && status == 0; cell++)
        of_cell[cell] = panels_field(&frontier->panels, cell);
    if (status == 0)
        status = (frontier->in_time ? frontier_equal_time : frontier_final)(
            analysis, frontier->model, frontier->against, fields, frontier->fields);
    for (size_t i = 0; i < n && status == 0; i++) {
        const struct outcome *field = &frontier->fields[i];
        frontier->least_seconds = fmin(frontier->least_seconds, field->seconds);
        if (field->n_cells > 0)
            panels_add_number(&frontier->panels, &(struct number){.value = field->difference,
                                                                  .is_signed = true,
                                                                  .in_brackets = !verdict_is_clear(field->verdict)});
    }
    free(of_cell);
    return status;
}

int chart_frontier(const struct analysis *analysis, size_t model, size_t against, bool at_equal_time,
                   struct gallery *gallery)
{
    struct frontier frontier = {
        .analysis = analysis, .model = model, .against = against, .in_time = at_equal_time, .least_seconds = INFINITY};
    if (at_equal_time && analysis->results->evaluations == 0)
        return 0;
    int status = panels_make(analysis->results, 0.96, &frontier.panels);
    if (status == 0 && frontier.panels.n_panels > 0) {
        status = make_fields(&frontier);
        if (status == 0)
            status = draw(&frontier, gallery);
    }
    free(frontier.fields);
    panels_free(&frontier.panels);
    return status;
}
