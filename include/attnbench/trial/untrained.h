/* What kinds of trials answer whose figures are made elsewhere: by a command, or before an import. */
#ifndef ATTNBENCH_UNTRAINED_H
#define ATTNBENCH_UNTRAINED_H

#include "attnbench/study/trial_kind.h"

extern const struct setting_condition untrained_conditions[]; /* none */

bool untrained_attends(const struct trial_settings *settings);                     /* false */
int untrained_size(const struct trial_settings *settings, struct trial_size *out); /* no memory of this process */
double untrained_work(const struct trial_settings *settings);                      /* 1: nothing is known before */
int untrained_pace(const struct trial_settings *settings, double *out);            /* NaN: not known */
double untrained_chance(const struct trial_settings *settings);                    /* NaN: there is no such level */

#endif
