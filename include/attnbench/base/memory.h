/* How much memory this machine has left. */
#ifndef ATTNBENCH_MEMORY_H
#define ATTNBENCH_MEMORY_H

/* Bytes that can still be had without swapping: the kernel's MemAvailable, or what is left to the control group where
 * that is less. Infinite when neither can be read. */
double memory_available(void);

#endif
