#include "attnbench/record.h"
#include "attnbench/error.h"
#include "record_layout.h"

#include <inttypes.h>
#include <string.h>
#include <zlib.h>

/* The payload of a RECORD_TRIAL; the traces, loss then accuracy, follow it. Its size and the header's are multiples of
 * 4, which keeps the traces aligned. */
struct figures {
    int32_t status, rank, epochs, sequences, correct, reserved;
    double train_seconds, evaluate_seconds;
    char reason[RECORD_REASON];
};
_Static_assert(sizeof(struct figures) == 136, "the layout on disk has no padding");
_Static_assert(RECORD_OVERHEAD == sizeof(struct record_header) + sizeof(uint32_t), "header and CRC");

size_t record_trial_bytes(int32_t epochs)
{
    return RECORD_OVERHEAD + sizeof(struct figures) + 2 * (size_t)epochs * sizeof(float);
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
        .train_seconds = result->train_seconds,
        .evaluate_seconds = result->evaluate_seconds,
    };
    memcpy(figures.reason, result->reason, strnlen(result->reason, RECORD_REASON - 1));
    unsigned char *payload = out + sizeof(struct record_header);
    memcpy(payload, &figures, sizeof figures);
    size_t trace_bytes = (size_t)result->epochs * sizeof(float);
    if (trace_bytes > 0) {
        memcpy(payload + sizeof figures, result->train_loss, trace_bytes);
        memcpy(payload + sizeof figures + trace_bytes, result->train_accuracy, trace_bytes);
    }
    return seal(RECORD_TRIAL, result->identity, result->settings_hash, sizeof figures + 2 * trace_bytes, out);
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
    size_t trace_bytes = record->payload_bytes - sizeof figures;
    if (figures.epochs < 0 || trace_bytes != 2 * sizeof(float) * (size_t)figures.epochs)
        return fail(EX_DATAERR, "a trial's record has %zu bytes of traces, not those of %d epochs", trace_bytes,
                    figures.epochs);
    if (figures.status < TRIAL_FINISHED || figures.status > TRIAL_FAILED)
        return fail(EX_DATAERR, "a trial's record has status %d: it is %d to %d", figures.status, TRIAL_FINISHED,
                    TRIAL_FAILED);
    if (figures.correct < 0 || figures.correct > figures.sequences)
        return fail(EX_DATAERR, "a trial's record has %d of %d sequences correct", figures.correct, figures.sequences);
    if (memchr(figures.reason, 0, sizeof figures.reason) == NULL)
        return fail(EX_DATAERR, "a trial's record has a reason without an end");
    const unsigned char *traces = record->payload + sizeof figures;
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
        .train_loss = (const float *)(const void *)traces,
        .train_accuracy = (const float *)(const void *)(traces + trace_bytes / 2),
    };
    memcpy(out->reason, figures.reason, sizeof out->reason);
    return 0;
}
