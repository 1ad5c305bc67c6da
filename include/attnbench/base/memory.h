/* How much memory this machine has left. */
#ifndef ATTNBENCH_MEMORY_H
#define ATTNBENCH_MEMORY_H

/* Bytes that can still be had without swapping: the kernel's MemAvailable, or what is left to the control group where
 * that is less. Infinite when neither can be read. */
double memory_available(void);

/* What is left to the control groups, of cgroup 2 or 1, that the file `list` names (/proc/self/cgroup), mounted at
 * `mount`. Infinite without a limit. */
double memory_of_groups(const char *list, const char *mount);

#endif
