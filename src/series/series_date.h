/* Dates of a series. */
#ifndef ATTNBENCH_SERIES_DATE_H
#define ATTNBENCH_SERIES_DATE_H

/* NULL: it is a date of the calendar, with a time of day or not. Otherwise why not, in words. */
const char *series_date_problem(const char *text);

#endif
