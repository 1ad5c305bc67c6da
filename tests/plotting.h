/* What tests of charts share: a folder of their own, studies made up, looks into files. */
#ifndef ATTNBENCH_PLOTTING_H
#define ATTNBENCH_PLOTTING_H

#include "attnbench/plot/plot.h"
#include "attnbench/report/report.h"
#include "store_helpers.h"

extern const size_t one_cell[3]; /* counts for fabricate */
extern const char *plots;        /* the folder of one test; removed at its end */

int make_directory(void **state); /* folder_teardown of store_helpers.h removes it */
#define PLOT_TEST(test) cmocka_unit_test_setup_teardown(test, make_directory, folder_teardown)

void need_gnuplot(void);         /* skips the test when there is none */
void draw_by_fake(void);         /* gnuplot is then a program that is quick and draws nothing; until PATH is reset */
char *path_of(const char *name); /* in the folder; until the next call */
char *text_of(const char *name); /* of a file there; the caller frees */
int count_entries(void);         /* of the folder, with . and .. */

void assert_starts_with(const char *name, const char *magic);
void assert_starts_so(const char *name, const char *expected);
void assert_chart_holds(const char *name, const char *part);
void assert_lacks(const char *name, const char *part);
void assert_missing(const char *name);
void assert_says(const char *part);  /* plot_said has it */
void assert_scripts_are_quiet(void); /* gnuplot warns of nothing in the scripts that are there */

/* All files of one chart are there and are what they are called. */
void assert_chart(const char *name);
void assert_chart_but_pdf(const char *name);

/* plot_write or plot_check, with an analysis made for it. */
typedef int plot_function(const struct analysis *analysis, const struct plot_options *options, FILE *log);
extern char *plot_log, *plot_said; /* what the last one wrote on its log, and on stderr */
int plot_into(plot_function *function, const struct results *results, struct plot_options options);
int plot(const struct results *results, const char *formats); /* plot_write into the folder */

struct results tutorial(void);
/* Trial i has i % 101 percent. */
struct results grid(size_t n_in, size_t n_out, size_t cardinality, size_t repeats);

#endif
