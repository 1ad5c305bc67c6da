#include "attnbench/journal/record.h"
#include "attnbench/base/error.h"
#include "attnbench/journal/record_layout.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <zlib.h>

/* The payload of a RECORD_RESULT. After it come its figures, then what its traces are, then their values. All sizes and
 * the header's are multiples of 4, which keeps the traces aligned. */
struct stored_result {
    int32_t status, rank, epochs, evaluations, sequences, n_figures, n_traces, n_items;
    double train_seconds, evaluate_seconds;
    char reason[RECORD_REASON];
};
struct stored_figure {
    char name[METRIC_NAME];
    int32_t hits, of;
    double value;
};
struct stored_trace {
    char name[METRIC_NAME];
    int32_t length, zero;
};
_Static_assert(sizeof(struct stored_result) == 144 && sizeof(struct stored_figure) == 40 &&
                   sizeof(struct stored_trace) == 32,
               "the layout on disk has no padding");
_Static_assert(RECORD_OF_FAILURE >= RECORD_OVERHEAD + sizeof(struct stored_result) + 5 * sizeof(struct stored_trace),
               "room for a record without figures and values");
_Static_assert(RECORD_OVERHEAD == sizeof(struct record_header) + sizeof(uint32_t), "header and CRC");

/* Where a result has its traces: (epochs) of the training, (evaluations) of the held-out pairs. */
static const struct {
    const char *name;
    size_t values, length;
} traces[] = {
    {"train_loss", offsetof(struct trial_result, train_loss), offsetof(struct trial_result, epochs)},
    {"train_accuracy", offsetof(struct trial_result, train_accuracy), offsetof(struct trial_result, epochs)},
    {"held_out_accuracy", offsetof(struct trial_result, held_out_accuracy), offsetof(struct trial_result, evaluations)},
    {"held_out_loss", offsetof(struct trial_result, held_out_loss), offsetof(struct trial_result, evaluations)},
};
enum { N_TRACES = sizeof traces / sizeof *traces };

static const float **trace_of(struct trial_result *result, size_t i)
{
    return (const float **)(void *)((char *)result + traces[i].values);
}

static int32_t length_of(const struct trial_result *result, size_t i)
{
    int32_t length;
    memcpy(&length, (const char *)result + traces[i].length, sizeof length);
    return length;
}

const struct figure *figure_find(const struct figure *figures, int32_t n, const struct metric *metric)
{
    for (int32_t i = 0; i < n; i++)
        if (figures[i].metric == metric)
            return &figures[i];
    return NULL;
}

void result_add(struct trial_result *result, struct figure figure)
{
    result->figures[result->n_figures++] = figure;
}

bool result_join(struct trial_result *result, const struct figure *figures, int32_t n)
{
    bool has_more = false;
    for (int32_t i = 0; i < result->n_figures; i++)
        has_more = has_more || figure_find(figures, n, result->figures[i].metric) == NULL;
    for (int32_t i = 0; i < n; i++)
        if (figure_find(result->figures, result->n_figures, figures[i].metric) == NULL)
            result_add(result, figures[i]);
    return has_more;
}

const char *trial_status_text(int status)
{
    static const char *const texts[N_TRIAL_STATUSES] = {
        [TRIAL_MISSING] = "missing",     [TRIAL_FINISHED] = "finished",     [TRIAL_DIVERGED] = "diverged",
        [TRIAL_CRASHED] = "crashed",     [TRIAL_NOT_WANTED] = "not wanted", [TRIAL_OUT_OF_MEMORY] = "out of memory",
        [TRIAL_TIMED_OUT] = "timed out", [TRIAL_EXCLUDED] = "excluded",
    };
    return status >= 0 && status < N_TRIAL_STATUSES ? texts[status] : "unknown";
}

size_t record_trial_bytes(const struct trial_result *result)
{
    size_t bytes = RECORD_OVERHEAD + sizeof(struct stored_result) + (size_t)result->n_items * sizeof(float) +
                   (size_t)result->n_figures * sizeof(struct stored_figure) +
                   (N_TRACES + (result->n_items > 0)) * sizeof(struct stored_trace);
    for (size_t i = 0; i < N_TRACES; i++)
        bytes += (size_t)length_of(result, i) * sizeof(float);
    return bytes;
}

/* Puts n bytes at `to`; returns what is behind them. */
static unsigned char *put(unsigned char *to, const void *from, size_t n)
{
    if (n > 0)
        memcpy(to, from, n);
    return to + n;
}

/* The same, each number that is none as the same NaN, for its sign depends on the processor and on the compiler. On
 * x86, whose digests are published, losses that are none have the sign, and accuracies that are not defined have not.
 */
static unsigned char *put_trace(unsigned char *to, const float *from, size_t n, bool is_loss)
{
    const float none = copysignf(NAN, is_loss ? -1 : 1);
    for (size_t i = 0; i < n; i++)
        to = put(to, isnan(from[i]) ? &none : &from[i], sizeof *from);
    return to;
}

/* Items are the last trace, where there are any: a word of 32 of them where each is right or wrong, else a value each.
 */
static const char items_name[] = "items", bits_name[] = "item_bits";
enum { WORD_BITS = 32 };

static int32_t n_words(int32_t n_items)
{
    return (n_items + WORD_BITS - 1) / WORD_BITS;
}

float result_item(const struct trial_result *result, int32_t i)
{
    if (result->items != NULL)
        return result->items[i];
    return (float)(result->right[i / WORD_BITS] >> (i % WORD_BITS) & 1);
}

static bool are_bits(const struct trial_result *result)
{
    bool all = true;
    for (int32_t i = 0; all && i < result->n_items; i++)
        all = result_item(result, i) == 0 || result_item(result, i) == 1;
    return all;
}

static unsigned char *put_items(unsigned char *to, const struct trial_result *result)
{
    if (!are_bits(result))
        return put_trace(to, result->items, (size_t)result->n_items, false);
    for (int32_t word = 0; word < n_words(result->n_items); word++) {
        uint32_t bits = 0;
        for (int32_t i = word * WORD_BITS; i < result->n_items && i < (word + 1) * WORD_BITS; i++)
            bits |= (uint32_t)result_item(result, i) << (i % WORD_BITS);
        to = put(to, &bits, sizeof bits);
    }
    return to;
}

static unsigned char *put_description(unsigned char *to, const char *name, int32_t length)
{
    struct stored_trace one = {.length = length};
    memcpy(one.name, name, strlen(name));
    return put(to, &one, sizeof one);
}

/* Puts header and CRC around a payload that lies in its place in `out`. */
static size_t seal(enum record_kind kind, uint64_t identity, uint64_t settings_hash, size_t payload_bytes,
                   unsigned char *out)
{
    struct record_header header = {
        .magic = {'A', 'T', 'N', 'B'},
        .kind = kind,
        .payload_bytes = payload_bytes,
        .identity = identity,
        .settings_hash = settings_hash,
    };
    memcpy(out, &header, sizeof header);
    size_t checked = sizeof header + payload_bytes;
    uint32_t crc = (uint32_t)crc32_z(0, out, checked);
    memcpy(out + checked, &crc, sizeof crc);
    return checked + sizeof crc;
}

size_t record_encode(enum record_kind kind, uint64_t identity, uint64_t settings_hash, const void *payload,
                     size_t payload_bytes, unsigned char *out)
{
    if (payload_bytes > 0)
        memcpy(out + sizeof(struct record_header), payload, payload_bytes);
    return seal(kind, identity, settings_hash, payload_bytes, out);
}

size_t record_encode_trial(const struct trial_result *result, unsigned char *out)
{
    struct stored_result stored = {
        .status = result->status,
        .rank = result->rank,
        .epochs = result->epochs,
        .evaluations = result->evaluations,
        .sequences = result->sequences,
        .n_figures = result->n_figures,
        .n_traces = N_TRACES + (result->n_items > 0),
        .n_items = result->n_items,
        .train_seconds = result->train_seconds,
        .evaluate_seconds = result->evaluate_seconds,
    };
    struct trial_result copy = *result;
    memcpy(stored.reason, result->reason, strnlen(result->reason, RECORD_REASON - 1));
    unsigned char *payload = out + sizeof(struct record_header), *end = put(payload, &stored, sizeof stored);
    for (int32_t i = 0; i < result->n_figures; i++) {
        const struct figure *figure = &result->figures[i];
        struct stored_figure one = {
            .hits = figure->hits, .of = figure->of, .value = isnan(figure->value) ? NAN : figure->value};
        memcpy(one.name, figure->metric->name, strlen(figure->metric->name));
        end = put(end, &one, sizeof one);
    }
    for (size_t i = 0; i < N_TRACES; i++)
        end = put_description(end, traces[i].name, length_of(result, i));
    if (result->n_items > 0)
        end = put_description(end, are_bits(result) ? bits_name : items_name,
                              are_bits(result) ? n_words(result->n_items) : result->n_items);
    for (size_t i = 0; i < N_TRACES; i++)
        end = put_trace(end, *trace_of(&copy, i), (size_t)length_of(result, i), strstr(traces[i].name, "loss") != NULL);
    if (result->n_items > 0)
        end = put_items(end, result);
    return seal(RECORD_RESULT, result->identity, result->settings_hash, (size_t)(end - payload), out);
}

int record_decode(const unsigned char *bytes, size_t n, struct record *out)
{
    struct record_header header;
    if (n < RECORD_OVERHEAD)
        return fail(EX_DATAERR, "a record of %zu bytes is too short: the shortest has %d", n, RECORD_OVERHEAD);
    memcpy(&header, bytes, sizeof header);
    if (memcmp(header.magic, RECORD_MAGIC, sizeof header.magic) != 0)
        return fail(EX_DATAERR, "no record starts here: its first bytes would be " RECORD_MAGIC);
    if (header.payload_bytes > RECORD_MAX_BYTES)
        return fail(EX_DATAERR, "a record's length of %" PRIu64 " bytes is more than %d", header.payload_bytes,
                    RECORD_MAX_BYTES);
    if (header.payload_bytes > n - RECORD_OVERHEAD)
        return fail(EX_DATAERR, "a record's length of %" PRIu64 " bytes is more than the %zu that are there",
                    header.payload_bytes, n - RECORD_OVERHEAD);
    size_t checked = sizeof header + (size_t)header.payload_bytes;
    uint32_t stored, crc = (uint32_t)crc32_z(0, bytes, checked);
    memcpy(&stored, bytes + checked, sizeof stored);
    if (stored != crc || header.reserved != 0)
        return fail(EX_DATAERR, "a record is damaged: its CRC is %08" PRIx32 ", its content's %08" PRIx32, stored, crc);
    *out = (struct record){
        .kind = (enum record_kind)header.kind,
        .identity = header.identity,
        .settings_hash = header.settings_hash,
        .payload = bytes + sizeof header,
        .payload_bytes = (size_t)header.payload_bytes,
        .total_bytes = checked + sizeof crc,
    };
    return 0;
}

/* ---- decoding a trial */

/* What is left of a payload. */
struct rest {
    const unsigned char *bytes;
    size_t n;
};

static int take(struct rest *rest, void *out, size_t n)
{
    if (n > rest->n)
        return fail(EX_DATAERR, "a trial's record is too short by %zu bytes", n - rest->n);
    memcpy(out, rest->bytes, n);
    rest->bytes += n;
    rest->n -= n;
    return 0;
}

static int take_figure(struct rest *rest, struct trial_result *out)
{
    struct stored_figure stored;
    TRY(take(rest, &stored, sizeof stored));
    const struct metric *metric = memchr(stored.name, 0, sizeof stored.name) ? metric_find(stored.name) : NULL;
    if (metric == NULL)
        return fail(EX_DATAERR, "a trial's record has a figure '%.*s', which is no known metric", METRIC_NAME,
                    stored.name);
    if (stored.hits < 0 || stored.hits > stored.of)
        return fail(EX_DATAERR, "a trial's record has %d of %d %s correct", stored.hits, stored.of,
                    metric->counted != NULL ? metric->counted : "figures");
    result_add(out, (struct figure){metric, stored.value, stored.hits, stored.of});
    return 0;
}

static int take_items(const unsigned char *bytes, const struct stored_trace *stored, struct trial_result *out)
{
    bool bits = strcmp(stored->name, bits_name) == 0;
    if (!bits && strcmp(stored->name, items_name) != 0)
        return 0;
    if (out->n_items < 1 || out->n_items > RECORD_ITEMS ||
        stored->length != (bits ? n_words(out->n_items) : out->n_items))
        return fail(EX_DATAERR, "a trial's record has %d values of %s for %d items", stored->length, stored->name,
                    out->n_items);
    if (bits)
        out->right = (const uint32_t *)(const void *)bytes;
    else
        out->items = (const float *)(const void *)bytes;
    return 0;
}

static int take_trace(struct rest *rest, const struct stored_trace *stored, struct trial_result *out)
{
    size_t bytes = (size_t)stored->length * sizeof(float);
    if (stored->length < 0 || bytes > rest->n || memchr(stored->name, 0, sizeof stored->name) == NULL)
        return fail(EX_DATAERR, "a trial's record has a trace of %d values", stored->length);
    for (size_t i = 0; i < N_TRACES; i++) {
        if (strcmp(traces[i].name, stored->name) != 0)
            continue;
        if (stored->length != length_of(out, i))
            return fail(EX_DATAERR, "a trial's record has %d values of %s instead of %d", stored->length, stored->name,
                        length_of(out, i));
        *trace_of(out, i) = (const float *)(const void *)rest->bytes;
    }
    TRY(take_items(rest->bytes, stored, out));
    rest->bytes += bytes;
    rest->n -= bytes;
    return 0;
}

static int take_lists(struct rest *rest, const struct stored_result *stored, struct trial_result *out)
{
    enum { MOST_TRACES = 64 };
    struct stored_trace described[MOST_TRACES] = {0};
    if (stored->n_figures < 0 || stored->n_figures > RESULT_FIGURES || stored->n_traces < 0 ||
        stored->n_traces > MOST_TRACES)
        return fail(EX_DATAERR, "a trial's record has %d figures and %d traces", stored->n_figures, stored->n_traces);
    for (int32_t i = 0; i < stored->n_figures; i++)
        TRY(take_figure(rest, out));
    for (int32_t i = 0; i < stored->n_traces; i++)
        TRY(take(rest, &described[i], sizeof described[i]));
    for (int32_t i = 0; i < stored->n_traces; i++)
        TRY(take_trace(rest, &described[i], out));
    for (size_t i = 0; i < N_TRACES; i++)
        if (*trace_of(out, i) == NULL && length_of(out, i) > 0)
            return fail(EX_DATAERR, "a trial's record has no %s", traces[i].name);
    if (out->n_items != 0 && out->items == NULL && out->right == NULL)
        return fail(EX_DATAERR, "a trial's record has not the %d items that it speaks of", out->n_items);
    return rest->n == 0 ? 0 : fail(EX_DATAERR, "a trial's record has %zu bytes too many", rest->n);
}

static int take_result(struct rest *rest, struct trial_result *out)
{
    struct stored_result stored;
    TRY(take(rest, &stored, sizeof stored));
    out->status = stored.status;
    out->rank = stored.rank;
    out->epochs = stored.epochs;
    out->evaluations = stored.evaluations;
    out->sequences = stored.sequences;
    out->n_items = stored.n_items;
    out->train_seconds = stored.train_seconds;
    out->evaluate_seconds = stored.evaluate_seconds;
    memcpy(out->reason, stored.reason, sizeof out->reason);
    return take_lists(rest, &stored, out);
}

/* The payload of a RECORD_TRIAL. After it come the traces, all that there are, and where values are real the rmse as a
 * double. */
struct old_result {
    int32_t status, rank, epochs, sequences, correct, evaluations;
    double train_seconds, evaluate_seconds;
    char reason[RECORD_REASON];
};
_Static_assert(sizeof(struct old_result) == 136, "the layout on disk has no padding");

static int take_old_traces(struct rest *rest, struct trial_result *out)
{
    size_t bytes = 2 * ((size_t)out->epochs + (size_t)out->evaluations) * sizeof(float);
    if (out->epochs < 0 || out->evaluations < 0 || (rest->n != bytes && rest->n != bytes + sizeof(double)))
        return fail(EX_DATAERR, "a trial's record has %zu bytes of traces, not those of %d epochs and %d evaluations",
                    rest->n, out->epochs, out->evaluations);
    for (size_t i = 0; i < N_TRACES; i++) {
        struct stored_trace described = {.length = length_of(out, i)};
        memcpy(described.name, traces[i].name, strlen(traces[i].name));
        TRY(take_trace(rest, &described, out));
    }
    return 0;
}

static int take_old(struct rest *rest, struct trial_result *out)
{
    struct old_result old;
    TRY(take(rest, &old, sizeof old));
    out->status = old.status;
    out->rank = old.rank;
    out->epochs = old.epochs;
    out->evaluations = old.evaluations;
    out->sequences = old.sequences;
    out->train_seconds = old.train_seconds;
    out->evaluate_seconds = old.evaluate_seconds;
    memcpy(out->reason, old.reason, sizeof out->reason);
    TRY(take_old_traces(rest, out));
    struct figure error = {.metric = metric_at(METRIC_RMSE)};
    if (old.correct < 0 || old.correct > old.sequences)
        return fail(EX_DATAERR, "a trial's record has %d of %d sequences correct", old.correct, old.sequences);
    if (rest->n > 0) {
        TRY(take(rest, &error.value, sizeof error.value));
        result_add(out, error);
    } else if (trial_has_figures(old.status))
        result_add(out, figure_of_counts(metric_at(METRIC_ACCURACY), old.correct, old.sequences));
    return 0;
}

int record_decode_trial(const struct record *record, struct trial_result *out)
{
    struct rest rest = {record->payload, record->payload_bytes};
    if (record->kind != RECORD_TRIAL && record->kind != RECORD_RESULT)
        return fail(EX_DATAERR, "a record of kind %d is not a trial's (%d)", (int)record->kind, RECORD_RESULT);
    *out = (struct trial_result){.identity = record->identity, .settings_hash = record->settings_hash};
    TRY(record->kind == RECORD_RESULT ? take_result(&rest, out) : take_old(&rest, out));
    if (!trial_has_figures(out->status) && !trial_has_failed(out->status))
        return fail(EX_DATAERR, "a trial's record has status %d, which no trial ends with", out->status);
    if (memchr(out->reason, 0, sizeof out->reason) == NULL)
        return fail(EX_DATAERR, "a trial's record has a reason without an end");
    return 0;
}
