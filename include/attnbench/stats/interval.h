#ifndef ATTNBENCH_INTERVAL_H
#define ATTNBENCH_INTERVAL_H

struct interval {
    double low, high; /* NaN where undefined */
};

#endif
