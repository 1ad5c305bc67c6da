/* Figures that tables show in a way of their own: as `print` of struct field. */
#ifndef ATTNBENCH_COLUMNS_PRINT_H
#define ATTNBENCH_COLUMNS_PRINT_H

#include "attnbench/report/columns.h"

void print_epochs(const struct field *field, const void *row, char *text);   /* "1200", "<=100" */
void print_training(const struct field *field, const void *row, char *text); /* "4.31", or "up to 12.00" at 0 */
void print_never(const struct field *field, const void *row, char *text);
void print_t_holds(const struct field *field, const void *row, char *text); /* "yes", or why not */
void print_bca_holds(const struct field *field, const void *row, char *text);
void print_repeats_80(const struct field *field, const void *row, char *text);    /* "23", ">=100000", "no number" */
void print_repeats_range(const struct field *field, const void *row, char *text); /* "7 to 435" */
void print_fewer(const struct field *field, const void *row, char *text);         /* "3, 5: undecided", "same" */

#endif
