/* The long table of the task series. */
#ifndef ATTNBENCH_TRIAL_OWN_SERIES_H
#define ATTNBENCH_TRIAL_OWN_SERIES_H

#include "attnbench/series/series_make.h"
#include "attnbench/study/study.h"

/* Reads, splits and scales the columns that the settings name. The caller frees with series_free. The statuses of
 * series_file_read and series_make. */
int own_series_read(const struct trial_settings *settings, struct series *out);

/* "load.csv: temperature, load; rows 1 to 384 to train on, 385 to 480 to test" into buffer, which it returns. */
const char *own_series_text(const struct trial_settings *settings, const struct series *series, char *buffer,
                            size_t size);

/* EX_DATAERR: it has fewer windows than the settings ask for. */
int own_series_check(const struct trial_settings *settings, const struct series *series);

/* The windows of a set of pairs. Those held out are the last of the training part; samples lie wholly before what those
 * forecast. Evaluated windows forecast the test part. */
enum pair_set { SAMPLES, HELD_OUT, EVALUATION };
struct windows own_series_windows(const struct trial_settings *settings, const struct series *series,
                                  enum pair_set set);

#endif
