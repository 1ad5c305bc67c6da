#include "journal_index.h"
#include "attnbench/base/error.h"

#include <stdlib.h>
#include <string.h>

static size_t first_slot(const struct journal_index *index, uint64_t identity)
{
    return (size_t)(identity * 0x9e3779b97f4a7c15ULL >> 32) & (index->n_slots - 1);
}

/* The slot that holds identity, or the free one where it belongs. */
static uint32_t *slot_of(const struct journal_index *index, uint64_t identity)
{
    size_t slot = first_slot(index, identity);
    while (index->slots[slot] != 0 && index->entries[index->slots[slot] - 1].identity != identity)
        slot = (slot + 1) & (index->n_slots - 1);
    return &index->slots[slot];
}

int index_reserve(struct journal_index *index, size_t n)
{
    size_t needed = index->n + n, capacity = index->capacity > 0 ? index->capacity : 64;
    if (needed <= index->capacity)
        return 0;
    if (needed >= UINT32_MAX / 4)
        return fail(EX_OSERR, "%zu trials are more than a journal's index holds", needed);
    while (capacity < needed)
        capacity *= 2;
    struct journal_entry *entries = allocate(capacity, sizeof *entries);
    uint32_t *slots = allocate(2 * capacity, sizeof *slots);
    if (entries == NULL || slots == NULL) {
        free(entries);
        free(slots);
        return EX_OSERR;
    }
    if (index->n > 0)
        memcpy(entries, index->entries, index->n * sizeof *entries);
    free(index->entries);
    free(index->slots);
    index->entries = entries;
    index->slots = slots;
    index->capacity = capacity;
    index->n_slots = 2 * capacity;
    for (size_t i = 0; i < index->n; i++)
        *slot_of(index, entries[i].identity) = (uint32_t)i + 1;
    return 0;
}

static int take_trial(struct journal_index *index, const struct record *record, uint64_t offset)
{
    struct trial_result result;
    TRY(record_decode_trial(record, &result));
    TRY(index_reserve(index, 1));
    struct figure *figures = NULL;
    if (result.n_figures > 0 && (figures = allocate((size_t)result.n_figures, sizeof *figures)) == NULL)
        return EX_OSERR;
    if (figures != NULL)
        memcpy(figures, result.figures, (size_t)result.n_figures * sizeof *figures);
    uint32_t *slot = slot_of(index, result.identity);
    if (*slot == 0)
        *slot = (uint32_t)++index->n;
    free(index->entries[*slot - 1].figures);
    index->entries[*slot - 1] = (struct journal_entry){
        .identity = result.identity,
        .settings_hash = result.settings_hash,
        .offset = offset,
        .bytes = record->total_bytes,
        .status = result.status,
        .epochs = result.epochs,
        .sequences = result.sequences,
        .evaluations = result.evaluations,
        .n_items = result.n_items,
        .n_figures = result.n_figures,
        .figures = figures,
        .train_seconds = result.train_seconds,
        .evaluate_seconds = result.evaluate_seconds,
    };
    return 0;
}

/* Puts the record's text behind what *text holds already (NULL: nothing). */
static int add_text(char **text, const struct record *record)
{
    size_t before = *text != NULL ? strlen(*text) : 0;
    char *grown = allocate(before + record->payload_bytes + 1, 1);
    if (grown == NULL)
        return EX_OSERR;
    if (before > 0)
        memcpy(grown, *text, before);
    memcpy(grown + before, record->payload, record->payload_bytes);
    free(*text);
    *text = grown;
    return 0;
}

/* The names of the figures that follow are names of these. */
static int take_metrics(const struct record *record)
{
    struct metric_set set;
    char *text = NULL;
    TRY(add_text(&text, record));
    int status = metrics_from_text(text, &set);
    free(text);
    if (status == 0)
        metrics_use(&set);
    return status;
}

int index_take(struct journal_index *index, const struct record *record, uint64_t offset)
{
    char *study = NULL;
    switch (record->kind) {
    case RECORD_TRIAL:
    case RECORD_RESULT:
        return take_trial(index, record, offset);
    case RECORD_STUDY:
        TRY(add_text(&study, record));
        free(index->study);
        index->study = study;
        return 0;
    case RECORD_METRICS:
        return take_metrics(record);
    case RECORD_RUN:
        return add_text(&index->runs, record);
    default:
        return 0;
    }
}

const struct journal_entry *index_find(const struct journal_index *index, uint64_t identity)
{
    if (index->n == 0)
        return NULL;
    uint32_t slot = *slot_of(index, identity);
    return slot == 0 ? NULL : &index->entries[slot - 1];
}

void index_free(struct journal_index *index)
{
    for (size_t i = 0; i < index->n; i++)
        free(index->entries[i].figures);
    free(index->entries);
    free(index->slots);
    free(index->study);
    free(index->runs);
    *index = (struct journal_index){0};
}
