/* Dates and times of day as ISO 8601 writes them: "1749-01", "2020-01-31", "2020-01-31T12:00:00Z". */
#include "series_date.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const char no_form[] = "it must be a number, or a date such as 2020-01-31";
static const char no_time_of_day[] = "a time of day is from 00:00:00 to 24:00:00";
static const char no_zone[] = "a zone is Z, or hours and minutes such as +02:00";

enum { MINUTES_OF_HOUR = 60, MINUTES_OF_DAY = 24 * 60 };

/* Takes so many digits; false when there are others. */
static bool take_number(const char **at, int digits, int *out)
{
    *out = 0;
    for (int i = 0; i < digits; i++, (*at)++) {
        if (!isdigit((unsigned char)**at))
            return false;
        *out = 10 * *out + (**at - '0');
    }
    return true;
}

static bool take_one_of(const char **at, const char *characters)
{
    bool found = **at != '\0' && strchr(characters, **at) != NULL;
    *at += found;
    return found;
}

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && is_leap);
}

/* From a day before the year 0 on. Years begin in March here, so that the leap day is a year's last. */
static long long days_until(int year, int month, int day)
{
    enum { ONE_CYCLE = 400 }; /* years after which the calendar repeats itself: all numbers below are positive */
    int y = year + ONE_CYCLE - (month < 3), m = month < 3 ? month + 9 : month - 3;
    return 365LL * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day;
}

/* 24:00 is the end of the day, and second 60 a leap second. */
static const char *take_time_of_day(const char **at, struct series_date *out)
{
    int hour, minute = 0, second = 0;
    double fraction = 0;
    if (!take_number(at, 2, &hour))
        return no_form;
    if (take_one_of(at, ":") && !take_number(at, 2, &minute))
        return no_form;
    if (take_one_of(at, ":") && !take_number(at, 2, &second))
        return no_form;
    if (**at == '.') {
        char digits[32] = "0.";
        for (size_t n = 2; isdigit((unsigned char)*++*at); n++)
            if (n < sizeof digits - 1)
                digits[n] = **at;
        fraction = strtod(digits, NULL);
    }
    out->has_time = true;
    out->minutes += MINUTES_OF_HOUR * hour + minute;
    out->seconds = second + fraction;
    bool is_last = hour == 24 && minute == 0 && !(out->seconds > 0);
    return is_last || (hour < 24 && minute < 60 && second <= 60) ? NULL : no_time_of_day;
}

/* "Z", "+01", "+0100" or "+01:00", if anything. */
static const char *take_zone(const char **at, struct series_date *out)
{
    int hours = 0, minutes = 0;
    take_one_of(at, " ");
    bool is_east = **at == '+';
    out->has_zone = **at != '\0';
    if (!out->has_zone || take_one_of(at, "Z"))
        return **at == '\0' ? NULL : no_zone;
    if (!take_one_of(at, "+-") || !take_number(at, 2, &hours))
        return no_zone;
    if ((take_one_of(at, ":") || **at != '\0') && !take_number(at, 2, &minutes))
        return no_zone;
    out->minutes += (is_east ? -1 : 1) * (MINUTES_OF_HOUR * hours + minutes);
    return **at == '\0' && hours < 24 && minutes < 60 ? NULL : no_zone;
}

const char *series_date_read(const char *text, struct series_date *out)
{
    const char *at = text;
    int year, month, day = 1;
    *out = (struct series_date){0};
    if (!take_number(&at, 4, &year) || !take_one_of(&at, "-") || !take_number(&at, 2, &month))
        return no_form;
    if (*at != '\0' && *at != '-')
        return no_form;
    if (month < 1 || month > 12)
        return "a month is 01 to 12";
    if (take_one_of(&at, "-") && !take_number(&at, 2, &day))
        return no_form;
    if (day < 1 || day > days_of(year, month))
        return "that month has no such day";
    out->minutes = MINUTES_OF_DAY * days_until(year, month, day);
    if (*at == '\0')
        return NULL;
    if (!take_one_of(&at, "T "))
        return no_form;
    const char *problem = take_time_of_day(&at, out);
    return problem != NULL ? problem : take_zone(&at, out);
}

int series_date_compare(const struct series_date *a, const struct series_date *b)
{
    if (a->minutes != b->minutes)
        return a->minutes < b->minutes ? -1 : 1;
    return (a->seconds > b->seconds) - (a->seconds < b->seconds);
}
