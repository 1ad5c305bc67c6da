/* Figures as people write them. */
#ifndef ATTNBENCH_IMPORT_NUMBERS_H
#define ATTNBENCH_IMPORT_NUMBERS_H

#include "attnbench/sheet/sheet.h"

enum given {
    GIVEN_NUMBER,
    GIVEN_PERCENT, /* a number with a percent sign */
    GIVEN_MISSING, /* empty, NA, nan, inf, null, "-", … */
    GIVEN_WRONG
};

/* What the text is; *out: the number. */
enum given number_read(const char *text, double *out);

/* Refuses a missing or wrong number of a column, saying what is wrong with it and what would be right. An item
 * can be left out, and not fail. EX_DATAERR. */
int number_refuse(const struct sheet *sheet, const struct field *field, const char *column, bool is_item);

/* Digits behind the point of a number that number_read has read. */
int number_decimals(const char *text);

#endif
