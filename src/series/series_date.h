/* Dates of a series. */
#ifndef ATTNBENCH_SERIES_DATE_H
#define ATTNBENCH_SERIES_DATE_H

#include <stdbool.h>

/* A date of the calendar, with a time of day or not. */
struct series_date {
    bool has_time, has_zone;
    long long minutes; /* from a fixed day on: of universal time where the text has a zone, else by the local clock */
    double seconds;    /* in that minute, from 0 on and below 61: second 60 is a leap second */
};

/* NULL: `out` is the date. Otherwise why it is none, in words; `out` is then not to be used. */
const char *series_date_read(const char *text, struct series_date *out);

/* Less than 0, 0 or more: a is before b, at the same moment, or after it. Both have a zone, or none has. */
int series_date_compare(const struct series_date *a, const struct series_date *b);

#endif
