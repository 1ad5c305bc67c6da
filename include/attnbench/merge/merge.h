/* Folders of results of one study become one. */
#ifndef ATTNBENCH_MERGE_H
#define ATTNBENCH_MERGE_H

#include <stddef.h>
#include <stdio.h>

/* attnbench merge: puts the trials, weights and runs of n other folders into `directory` (made when missing), which
 * then holds the study that they are parts of, and publishes it; says on out what came from where. Nothing is written
 * unless all fits: EX_CONFIG when they are not parts of one study, naming what differs; EX_DATAERR when a trial has
 * other figures in one than in another, naming all three; EX_CANTCREAT when a run is at work in one of them. */
int merge_write(const char *directory, const char *const *others, size_t n, FILE *out);

#endif
