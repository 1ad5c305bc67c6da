/* Levels of looks that a spending function has (looks.h). */
#ifndef ATTNBENCH_LOOKS_SPENDING_H
#define ATTNBENCH_LOOKS_SPENDING_H

#include "attnbench/looks/looks.h"

/* The error of the last of these looks, where all spend that error. */
double spending_error(double error, struct looks looks);

/* The other way round: what all looks spend where the last one decides at p; 1 where it never does so. */
double spending_all(double p, struct looks looks);

#endif
