/* The built-in sequence models as a kind of trial. */
#ifndef ATTNBENCH_SEQ2SEQ_H
#define ATTNBENCH_SEQ2SEQ_H

#include "attnbench/study/trial_kind.h"

extern const struct trial_kind seq2seq;

#endif
