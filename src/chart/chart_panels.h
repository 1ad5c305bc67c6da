/* Maps over the grid: the two largest axes make x and y, the third one panels. All panels share one coordinate system,
 * in which a field is 1 x 1; so one plot command draws them. */
#ifndef ATTNBENCH_CHART_PANELS_H
#define ATTNBENCH_CHART_PANELS_H

#include "attnbench/chart/chart.h"

struct panels {
    const struct results *results;            /* not owned */
    int x_axis, y_axis, panel_axis;           /* panel_axis -1: one panel */
    size_t *x_order, *y_order, *panel_order;  /* indices of values, smallest first; panel_order NULL: one panel */
    size_t n_x, n_y, n_panels, columns, rows; /* columns, rows: of panels */
    double step_x, step_y;                    /* from one panel to the next */
    double left, right;                       /* where the panels begin and end, as shares of the chart's width */
    int fewest_decimals;                      /* of a field's number; one more where there is room */
    double widest[2];                         /* of the numbers with so many and one more; 1: the size of the font */
};

/* As a field shows it. */
struct number {
    double value;
    bool is_signed, in_brackets, is_starred;
};

enum { PANELS_LEFT = 120 }; /* pixels before the panels, but for long words, which need more */

/* right: 0.96 where there is nothing beside the panels. n_panels stays 0 when the grid has not two axes of several
 * values. EX_OSERR. */
int panels_make(const struct results *results, double right, struct panels *out);
void panels_free(struct panels *panels);

size_t panels_n_fields(const struct panels *panels);

/* The field that shows the cell: (panel * n_y + y) * n_x + x. Several cells share one where the grid has further axes.
 */
size_t panels_field(const struct panels *panels, size_t cell);

/* The axes that no field tells apart, "units, batch" behind `before`. "" where there are none. */
void panels_averaged(const struct panels *panels, const char *before, char out[static CHART_LABEL]);

double panels_x(const struct panels *panels, size_t field);
double panels_y(const struct panels *panels, size_t field);

/* The field's values on the axes, each after a blank, and what they are called in a data file. */
void panels_write_values(const struct panels *panels, size_t field, FILE *out);
const char *panels_values_header(const struct panels *panels);

/* Pixels of a field, about. */
double panels_field_width(const struct panels *panels);
double panels_field_height(const struct panels *panels);

/* Font of the fields' numbers, in points, and their decimals, so that all that were added fit their fields; 0: there is
 * no room for numbers. */
void panels_add_number(struct panels *panels, const struct number *number);
int panels_font(const struct panels *panels);
int panels_decimals(const struct panels *panels);

/* Ranges, tics, labels and titles of the panels. */
void panels_write_axes(struct chart *chart, const struct panels *panels);

#endif
