/* Rows that studies have added to the table of metrics. */
#ifndef ATTNBENCH_OWN_METRICS_H
#define ATTNBENCH_OWN_METRICS_H

#include "attnbench/metric/metric.h"

const struct metric *metric_own_at(size_t i); /* NULL past the end */

#endif
