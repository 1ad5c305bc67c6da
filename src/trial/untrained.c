#include "attnbench/trial/untrained.h"

#include <math.h>

const struct setting_condition untrained_conditions[] = {{.key = NULL}};

bool untrained_attends(const struct trial_settings *settings)
{
    (void)settings;
    return false;
}

int untrained_size(const struct trial_settings *settings, struct trial_size *out)
{
    (void)settings;
    *out = (struct trial_size){.bytes = 0};
    return 0;
}

double untrained_work(const struct trial_settings *settings)
{
    (void)settings;
    return 1;
}

int untrained_pace(const struct trial_settings *settings, double *out)
{
    (void)settings;
    *out = NAN;
    return 0;
}

double untrained_chance(const struct trial_settings *settings)
{
    (void)settings;
    return NAN;
}
