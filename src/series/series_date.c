/* Dates and times of day as ISO 8601 writes them: "1749-01", "2020-01-31", "2020-01-31T12:00:00Z". */
#include "series_date.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const char no_form[] = "it must be a number, or a date such as 2020-01-31";
static const char no_time_of_day[] = "a time of day is from 00:00:00 to 24:00:00";

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

/* 24:00 is the end of the day, and second 60 a leap second. */
static const char *take_time_of_day(const char **at)
{
    int hour, minute = 0, second = 0;
    bool later = false;
    if (!take_number(at, 2, &hour))
        return no_form;
    if (take_one_of(at, ":") && !take_number(at, 2, &minute))
        return no_form;
    if (take_one_of(at, ":") && !take_number(at, 2, &second))
        return no_form;
    if (take_one_of(at, "."))
        for (; isdigit((unsigned char)**at); (*at)++)
            later |= **at != '0';
    bool is_last = hour == 24 && minute == 0 && second == 0 && !later;
    return is_last || (hour < 24 && minute < 60 && second <= 60) ? NULL : no_time_of_day;
}

/* "Z", "+01", "+0100" or "+01:00", if anything. */
static bool take_zone(const char **at)
{
    int hours = 0, minutes = 0;
    take_one_of(at, " ");
    if (take_one_of(at, "Z") || !take_one_of(at, "+-"))
        return true;
    if (!take_number(at, 2, &hours))
        return false;
    if ((take_one_of(at, ":") || **at != '\0') && !take_number(at, 2, &minutes))
        return false;
    return hours < 24 && minutes < 60;
}

const char *series_date_problem(const char *text)
{
    const char *at = text, *problem;
    int year, month, day;
    if (!take_number(&at, 4, &year) || !take_one_of(&at, "-") || !take_number(&at, 2, &month))
        return no_form;
    if (*at != '\0' && *at != '-')
        return no_form;
    if (month < 1 || month > 12)
        return "a month is 01 to 12";
    if (!take_one_of(&at, "-"))
        return NULL;
    if (!take_number(&at, 2, &day))
        return no_form;
    if (day < 1 || day > days_of(year, month))
        return "that month has no such day";
    if (*at == '\0')
        return NULL;
    if (!take_one_of(&at, "T "))
        return no_form;
    problem = take_time_of_day(&at);
    if (problem != NULL)
        return problem;
    return take_zone(&at) && *at == '\0' ? NULL : no_form;
}
