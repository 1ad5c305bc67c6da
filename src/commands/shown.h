/* What the study's stored models show, for charts. */
#ifndef ATTNBENCH_SHOWN_H
#define ATTNBENCH_SHOWN_H

#include "attnbench/base/decoded.h"
#include "attnbench/base/forecasts.h"
#include "attnbench/plot/plot.h"
#include "attnbench/report/report.h"
#include "attnbench/study/study.h"

struct shown {
    size_t n_maps, n_decoded, n_hidden;
    struct attention_map maps[STUDY_MAX_MODELS];
    struct decoded decoded[STUDY_MAX_MODELS];
    struct hidden_model hidden[STUDY_MAX_MODELS];
    struct forecasts forecasts;
};

/* Asks each model whose weights are stored, of its first cell's repeat 0. What should be there and cannot be asked is
 * among the hidden, with the reason; weights that the study does not keep, or of a trial without a result, are not
 * missed. shown_free in any case. */
void shown_make(const char *directory, const struct study *study, const struct results *results, struct shown *out);
void shown_free(struct shown *shown);

#endif
