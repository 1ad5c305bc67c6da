/* How many repeats a study needs, by studies that are simulated as the trainings are thought to be, and judged by the
 * very intervals of reports (repeats.h). docs/statistics.md says what that takes for granted. */
#ifndef ATTNBENCH_POWER_H
#define ATTNBENCH_POWER_H

#include "attnbench/stats/estimate.h"
#include "attnbench/metric/metric.h"

enum { POWER_STUDIES = 1000, POWER_MOST_REPEATS = 2000 };

/* What the repeats of one model are like. */
struct trainings {
    double mean; /* in the metric's unit */
    double sd;   /* of counts between trainings, without what the sequences evaluated add; else between repeats */
};

struct design {
    const struct metric *metric;
    struct trainings a, b; /* the difference is a's mean minus b's */
    double correlation;    /* of the repeats of both; 0 where they are not paired */
    bool paired;
    int32_t sequences; /* of counts: evaluated in a repeat */
    double level;      /* of the intervals that decide */
};

/* Simulated studies of one design, POWER_STUDIES of at most POWER_MOST_REPEATS repeats. Those of n repeats are the
 * first n of the larger ones, so that more repeats differ by nothing else. */
struct power;

/* Counts are beta-binomial, or binomial where trainings do not vary; other figures are normal; pairs have normal scores
 * of this correlation. The same seed gives the same studies. EX_OSERR; power_close. */
int power_open(const struct design *design, uint64_t seed, struct power **out);
void power_close(struct power *power);

/* Share of studies of n repeats, at least 2, that find what is looked for. half_width 0: the interval of the
 * difference leaves out 0 on the difference's side. Else: that of a's mean is at most 2 half_width wide. */
double power_share(struct power *power, double half_width, size_t n);

/* The fewest repeats with which that share is at least `share`; POWER_MOST_REPEATS: so many or more. */
size_t power_repeats(struct power *power, double half_width, double share);

/* The standard deviation's interval at `level`, of n normal values: sd sqrt((n - 1) / chi^2). */
struct interval sd_interval(double sd, size_t n, double level);

/* As much of the correlation of n pairs as they show: the end nearer to 0 of its 80 % interval by Fisher's z (Metron 1,
 * 1921); 0 where that holds 0, of fewer than 5 pairs, or where r is NaN. */
double correlation_shown(double r, size_t n);

/* Of counts in percent, the standard deviation between trainings where that between repeats is `sd`: without the
 * binomial's of so many sequences at this mean; at least 0. */
double sd_of_trainings(double sd, double mean, int32_t sequences);

#endif
