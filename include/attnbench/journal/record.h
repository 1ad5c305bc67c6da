/* One encoding of a trial's result for its whole way: trainer → agent → rank 0 → journal.
 *
 * A record is a 40-byte header, a payload and a CRC-32 (zlib's) of both; little-endian:
 *   magic u32 "ATNB" | kind u32 | payload bytes u64 | identity u64 | settings hash u64 | reserved u64 = 0
 * Records can be laid end to end. */
#ifndef ATTNBENCH_RECORD_H
#define ATTNBENCH_RECORD_H

#include "attnbench/metric/metric.h"
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>

enum record_kind {
    RECORD_STUDY = 1,   /* payload: the study as a study file (text) */
    RECORD_TRIAL = 2,   /* payload: figures and traces of one trial, of earlier versions: read, not written */
    RECORD_WEIGHTS = 3, /* payload: float32 weights of one model, in the order of its table; not journalled */
    RECORD_RUN = 4,     /* payload: lines "key value" about a run (text): one record when it starts, one when it ends */
    RECORD_RESULT = 5,  /* payload: figures and traces of one trial, by name */
    RECORD_METRICS = 7, /* payload: the study's own metrics (metrics_as_text): before its trials, which name them */
    RECORD_OUTPUT = 6,  /* payload: the end of what a command printed; not journalled */
};

enum trial_status {
    TRIAL_MISSING = 0, /* not run yet */
    TRIAL_FINISHED = 1,
    TRIAL_DIVERGED = 2,   /* finished, but a loss was not finite: a result, counted as such */
    TRIAL_CRASHED = 3,    /* a signal, or an error: no figures */
    TRIAL_NOT_WANTED = 4, /* of results alone: an adaptive study needs no such repeat of this cell */
    TRIAL_OUT_OF_MEMORY = 5,
    TRIAL_TIMED_OUT = 6,
    TRIAL_EXCLUDED = 7, /* of results alone: the grid leaves the cell out */
    N_TRIAL_STATUSES
};

/* Of a status: the trial was evaluated. */
static inline int trial_has_figures(int status)
{
    return status == TRIAL_FINISHED || status == TRIAL_DIVERGED;
}

/* It was not: crashed, out of memory or timed out. */
static inline int trial_has_failed(int status)
{
    return status == TRIAL_CRASHED || status == TRIAL_OUT_OF_MEMORY || status == TRIAL_TIMED_OUT;
}

/* Of an error: values are 32-bit numbers, so what is beyond these is none that a mean could be made of. */
static inline int figure_is_finite(double figure)
{
    return fabs(figure) <= (double)FLT_MAX; /* not so of NaN */
}

/* Of a status in results: the study has such a trial and wants it. */
static inline int trial_is_wanted(int status)
{
    return status != TRIAL_NOT_WANTED && status != TRIAL_EXCLUDED;
}

/* "missing", "finished", "diverged", "crashed", "not wanted", "out of memory", "timed out", "excluded". */
const char *trial_status_text(int status);

enum {
    RESULT_FIGURES = 16,
    RECORD_REASON = 96,
    RECORD_OVERHEAD = 44,
    RECORD_OF_FAILURE = 512,
    RECORD_ITEMS = 100 * 1000, /* of a trial, that are kept; of more none are */
    RECORD_MAX_BYTES = 1 << 30
};

struct trial_result {
    uint64_t identity, settings_hash; /* study.h */
    int32_t status;                   /* enum trial_status */
    int32_t rank;                     /* who ran it */
    int32_t epochs;                   /* length of the traces; 0 for a failed trial */
    int32_t evaluations;              /* of the held-out pairs: length of their curves */
    int32_t sequences;                /* that were evaluated */
    int32_t n_figures;                /* of the evaluation; what is not among them was not measured */
    struct figure figures[RESULT_FIGURES];
    double train_seconds, evaluate_seconds;
    double cpu_seconds;             /* of processors, in train_seconds; no part of the record */
    char reason[RECORD_REASON];     /* of a failure; "" otherwise */
    const float *train_loss;        /* (epochs), not owned, as are the others */
    const float *train_accuracy;    /* (epochs), share of steps 0..1; NaN where nothing is right or wrong */
    const float *held_out_accuracy; /* (evaluations), share of sequences wholly right 0..1; the same */
    const float *held_out_loss;     /* (evaluations) */
    int32_t n_items;                /* evaluated sequences that are kept one by one, or items of a command; 0: none */
    const float *items; /* (n_items) of each: 1 right, 0 wrong; of real values its squared error; of a command or an
                           import its value, NaN where there is none; NULL: they are bits */
    const uint32_t
        *right;         /* (n_items bits) the same where each is 0 or 1, as a record that was read has it; else NULL */
    const char *output; /* (output_bytes) the end of what a command printed; no part of the record */
    size_t output_bytes;
};

struct record {
    enum record_kind kind;
    uint64_t identity, settings_hash;
    const unsigned char *payload; /* points into the bytes that were read */
    size_t payload_bytes;
    size_t total_bytes;
};

/* What became of item i < n_items. */
float result_item(const struct trial_result *result, int32_t i);

/* The metric whose figure is that of the items: their count, or their mean; NULL: it has no items, or no such figure.
 * Items are kept of one metric alone. */
const struct metric *result_item_metric(const struct trial_result *result);

/* That of the metric among n; NULL: it was not measured. */
const struct figure *figure_find(const struct figure *figures, int32_t n, const struct metric *metric);

/* Adds a figure to a result, which has room for RESULT_FIGURES. */
void result_add(struct trial_result *result, struct figure figure);

/* Adds what the result lacks of n further figures of its trial. Whether it has some that these lack. */
bool result_join(struct trial_result *result, const struct figure *figures, int32_t n);

/* Bytes that an encoded trial takes at most. */
size_t record_trial_bytes(const struct trial_result *result);

/* Encode into `out` (room: RECORD_OVERHEAD + payload, or record_trial_bytes); return the bytes written. */
size_t record_encode(enum record_kind kind, uint64_t identity, uint64_t settings_hash, const void *payload,
                     size_t payload_bytes, unsigned char *out);
size_t record_encode_trial(const struct trial_result *result, unsigned char *out);

/* Decodes the first record of n bytes. EX_DATAERR with a message that says what is wrong:
 * too short, wrong magic, length out of bounds, CRC. */
int record_decode(const unsigned char *bytes, size_t n, struct record *out);

/* Decodes a RECORD_RESULT or a RECORD_TRIAL; traces point into the record's bytes (which are aligned to 4 if the record
 * is to 8). Unknown traces are left out; EX_DATAERR, with its name, for a figure of no known metric. */
int record_decode_trial(const struct record *record, struct trial_result *out);

#endif
