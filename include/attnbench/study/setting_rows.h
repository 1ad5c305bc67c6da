/* What tables of settings are written with. */
#ifndef ATTNBENCH_SETTING_ROWS_H
#define ATTNBENCH_SETTING_ROWS_H

#include "attnbench/study/study.h"

/* Defines the words of a setting. */
#define CHOICES(name, ...)                                         \
    static const char *name(size_t i)                              \
    {                                                              \
        static const char *const words[] = {__VA_ARGS__};          \
        return i < sizeof words / sizeof *words ? words[i] : NULL; \
    }

#define FIELD(type, field) offsetof(type, field), sizeof(((type *)0)->field)
#define TRIAL(field) FIELD(struct trial_settings, field)
#define NO_BOUNDS 0, 0, NULL

#endif
