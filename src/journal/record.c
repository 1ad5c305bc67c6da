#include "attnbench/journal/record.h"
#include "attnbench/base/error.h"
#include "attnbench/journal/record_layout.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include <zlib.h>

/* The payload of a RECORD_TRIAL. After it come the traces, loss then accuracy, of the training (epochs each) and of the
 * held-out pairs (evaluations each), and where values are real the rmse as a double. Its size and the header's are
 * multiples of 4, which keeps the traces aligned. */
struct figures {
    int32_t status, rank, epochs, sequences, correct, evaluations;
    double train_seconds, evaluate_seconds;
    char reason[RECORD_REASON];
};
_Static_assert(sizeof(struct figures) == 136, "the layout on disk has no padding");
_Static_assert(RECORD_OVERHEAD == sizeof(struct record_header) + sizeof(uint32_t), "header and CRC");

const char *trial_status_text(int status)
{
    static const char *const texts[N_TRIAL_STATUSES] = {
        [TRIAL_MISSING] = "missing",     [TRIAL_FINISHED] = "finished",     [TRIAL_DIVERGED] = "diverged",
        [TRIAL_CRASHED] = "crashed",     [TRIAL_NOT_WANTED] = "not wanted", [TRIAL_OUT_OF_MEMORY] = "out of memory",
        [TRIAL_TIMED_OUT] = "timed out", [TRIAL_EXCLUDED] = "excluded",
    };
    return status >= 0 && status < N_TRIAL_STATUSES ? texts[status] : "unknown";
}

size_t record_trial_bytes(int32_t epochs, int32_t evaluations, int32_t is_real)
{
    size_t traces = 2 * ((size_t)epochs + (size_t)evaluations) * sizeof(float);
    return RECORD_OVERHEAD + sizeof(struct figures) + traces + (is_real ? sizeof(double) : 0);
}

/* Puts n values at `to`; returns what is behind them. */
static unsigned char *put_floats(unsigned char *to, const float *values, int32_t n)
{
    if (n > 0)
        memcpy(to, values, (size_t)n * sizeof *values);
    return to + (size_t)n * sizeof *values;
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
    struct figures figures = {
        .status = result->status,
        .rank = result->rank,
        .epochs = result->epochs,
        .sequences = result->sequences,
        .correct = result->correct,
        .evaluations = result->evaluations,
        .train_seconds = result->train_seconds,
        .evaluate_seconds = result->evaluate_seconds,
    };
    memcpy(figures.reason, result->reason, strnlen(result->reason, RECORD_REASON - 1));
    unsigned char *payload = out + sizeof(struct record_header), *end = payload + sizeof figures;
    memcpy(payload, &figures, sizeof figures);
    end = put_floats(end, result->train_loss, result->epochs);
    end = put_floats(end, result->train_accuracy, result->epochs);
    end = put_floats(end, result->held_out_accuracy, result->evaluations);
    end = put_floats(end, result->held_out_loss, result->evaluations);
    if (result->is_real) {
        memcpy(end, &result->rmse, sizeof result->rmse);
        end += sizeof result->rmse;
    }
    return seal(RECORD_TRIAL, result->identity, result->settings_hash, (size_t)(end - payload), out);
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

int record_decode_trial(const struct record *record, struct trial_result *out)
{
    struct figures figures;
    if (record->kind != RECORD_TRIAL)
        return fail(EX_DATAERR, "a record of kind %d is not a trial's (%d)", (int)record->kind, RECORD_TRIAL);
    if (record->payload_bytes < sizeof figures)
        return fail(EX_DATAERR, "a trial's record of %zu bytes is too short", record->payload_bytes);
    memcpy(&figures, record->payload, sizeof figures);
    if (figures.epochs < 0 || figures.evaluations < 0)
        return fail(EX_DATAERR, "a trial's record has %d epochs and %d evaluations", figures.epochs,
                    figures.evaluations);
    size_t plain = record_trial_bytes(figures.epochs, figures.evaluations, 0) - RECORD_OVERHEAD;
    bool is_real = record->payload_bytes == plain + sizeof(double);
    if (record->payload_bytes != plain && !is_real)
        return fail(EX_DATAERR, "a trial's record has %zu bytes of traces, not those of %d epochs and %d evaluations",
                    record->payload_bytes - sizeof figures, figures.epochs, figures.evaluations);
    if (!trial_has_figures(figures.status) && !trial_has_failed(figures.status))
        return fail(EX_DATAERR, "a trial's record has status %d, which no trial ends with", figures.status);
    if (figures.correct < 0 || figures.correct > figures.sequences)
        return fail(EX_DATAERR, "a trial's record has %d of %d sequences correct", figures.correct, figures.sequences);
    if (memchr(figures.reason, 0, sizeof figures.reason) == NULL)
        return fail(EX_DATAERR, "a trial's record has a reason without an end");
    const float *traces = (const float *)(const void *)(record->payload + sizeof figures);
    *out = (struct trial_result){
        .identity = record->identity,
        .settings_hash = record->settings_hash,
        .status = figures.status,
        .rank = figures.rank,
        .epochs = figures.epochs,
        .sequences = figures.sequences,
        .correct = figures.correct,
        .train_seconds = figures.train_seconds,
        .evaluate_seconds = figures.evaluate_seconds,
        .evaluations = figures.evaluations,
        .is_real = is_real,
        .train_loss = traces,
        .train_accuracy = traces + figures.epochs,
        .held_out_accuracy = traces + 2 * (size_t)figures.epochs,
        .held_out_loss = traces + 2 * (size_t)figures.epochs + figures.evaluations,
    };
    if (is_real)
        memcpy(&out->rmse, record->payload + plain, sizeof out->rmse);
    memcpy(out->reason, figures.reason, sizeof out->reason);
    return 0;
}
