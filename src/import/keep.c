#include "keep.h"
#include "attnbench/base/error.h"
#include "attnbench/study/trial_kind.h"
#include "study_of.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The figures of a row. */
static void take_figures(const struct findings *findings, size_t row, struct trial_result *result)
{
    for (int i = 0; i < findings->roles.n_metrics; i++) {
        const struct row_figure *given = &findings->measures[i].rows[row];
        const struct metric *metric = findings->measures[i].metric;
        if (!isnan(given->value))
            result_add(result, metric->kind == METRIC_COUNTS
                                   ? figure_of_counts(metric, given->hits, given->of)
                                   : (struct figure){.metric = metric, .value = given->value});
    }
}

static void take_items(const struct findings *findings, size_t row, struct trial_result *result)
{
    const struct import_items *items = findings->items;
    if (items == NULL)
        return;
    result->n_items = (int32_t)items->n;
    result->items = items->values + row * items->n;
}

static bool is_same(const struct figure *a, const struct figure *b)
{
    return a->value == b->value && a->hits == b->hits && a->of == b->of;
}

/* Another value for what is there. */
static int refuse_other(const struct findings *findings, size_t row, int measure, const struct figure *there)
{
    const struct sheet *sheet = findings->sheet;
    const struct field *field = sheet_field(sheet, row, findings->measures[measure].column);
    char name[SHEET_SHOWN], shown[SHEET_SHOWN];
    sheet_shown(sheet->names[findings->measures[measure].column].text, name);
    sheet_shown(field->text, shown);
    if (there->metric->kind == METRIC_COUNTS)
        return sheet_refuse(sheet, field, "%s is '%s', but the folder has %d of %d for this result already", name,
                            shown, there->hits, there->of);
    return sheet_refuse(sheet, field, "%s is '%s', but the folder has %.10g for this result already", name, shown,
                        there->value);
}

/* Adds what is there of other metrics; *is_new: the row tells more than that. */
static int join_figures(const struct findings *findings, size_t row, const struct journal_entry *there,
                        struct trial_result *result, bool *is_new)
{
    for (int i = 0; i < findings->roles.n_metrics; i++) {
        const struct metric *metric = findings->measures[i].metric;
        const struct figure *own = figure_find(result->figures, result->n_figures, metric);
        const struct figure *other = figure_find(there->figures, there->n_figures, metric);
        if (own != NULL && other != NULL && !is_same(own, other))
            return refuse_other(findings, row, i, other);
    }
    bool is_other = !trial_has_figures(there->status) && there->status != result->status;
    *is_new = result_join(result, there->figures, there->n_figures) || is_other ||
              (result->n_items > 0 && there->n_items == 0);
    return 0;
}

/* The item that differs: -1 is none. */
static int32_t other_item(const struct trial_result *a, const struct trial_result *b)
{
    int32_t most = a->n_items > b->n_items ? a->n_items : b->n_items;
    for (int32_t i = 0; i < most; i++) {
        float x = i < a->n_items ? result_item(a, i) : NAN, y = i < b->n_items ? result_item(b, i) : NAN;
        if (!(x == y || (isnan(x) && isnan(y))))
            return i;
    }
    return -1;
}

static bool has_item(const struct trial_result *result, int32_t i)
{
    return i < result->n_items && !isnan(result_item(result, i));
}

/* The row is that of the result's first item. */
static int refuse_items(const struct findings *findings, size_t row, const struct trial_result *result,
                        const struct trial_result *there, int32_t item)
{
    const struct field *field = sheet_field(findings->sheet, row, 0);
    const struct metric *own = findings->measures[0].metric, *other = result_item_metric(there);
    if (other != NULL && other != own)
        return sheet_refuse(findings->sheet, field,
                            "the folder has items of %s for this result: a result can have items of one metric alone",
                            other->name);
    if (!has_item(result, item))
        return sheet_refuse(findings->sheet, field,
                            "the result that begins here lacks item %d, which the folder has: a table must have all "
                            "items of a result",
                            item);
    if (!has_item(there, item))
        return sheet_refuse(findings->sheet, field,
                            "the result that begins here has item %d, which the folder lacks: a table must have all "
                            "items of a result, so import it into another folder",
                            item);
    return sheet_refuse(findings->sheet, field,
                        "the folder has another figure for item %d of the result that begins here: correct the table",
                        item);
}

/* Other items than are there, be their figure the same. */
static int check_items(const struct findings *findings, size_t row, const struct journal *there,
                       const struct journal_entry *entry, const struct trial_result *result)
{
    struct trial_result other = {.n_items = 0};
    unsigned char *buffer = NULL;
    size_t bytes = 0;
    if (result->n_items == 0)
        return 0;
    int status = journal_join_items(there, entry, &buffer, &bytes, &other);
    for (int32_t i = 0; i < entry->n_figures; i++)
        result_add(&other, entry->figures[i]);
    int32_t item = status == 0 && other.n_items > 0 ? other_item(result, &other) : -1;
    if (item >= 0)
        status = refuse_items(findings, row, result, &other, item);
    free(buffer);
    return status;
}

static int append(struct journal *journal, const struct trial_result *result)
{
    unsigned char *record = allocate(record_trial_bytes(result), 1);
    int status = record == NULL ? EX_OSERR : journal_append(journal, record, record_encode_trial(result, record));
    free(record);
    return status;
}

/* The newest record counts: it takes over the items that are there. */
static int append_with_items(const struct journal *there, const struct journal_entry *entry, struct journal *journal,
                             struct trial_result *result)
{
    unsigned char *buffer = NULL;
    size_t bytes = 0;
    int status = journal_join_items(there, entry, &buffer, &bytes, result);
    if (status == 0)
        status = append(journal, result);
    free(buffer);
    return status;
}

/* A result that failed is there again with the study's metric alone; a further one does not undo that it failed. */
static bool remains_failed(const struct journal_entry *there, const struct trial_result *result,
                           const struct study *study)
{
    return trial_has_failed(there->status) && trial_has_figures(result->status) &&
           figure_find(result->figures, result->n_figures, study_metric(study)) == NULL;
}

static int keep_row(const struct findings *findings, size_t row, const struct study *study, const struct journal *there,
                    struct journal *journal, struct kept *out)
{
    struct trial trial = study_trial_of(findings, row, study);
    struct trial_result result = {
        .identity = trial.identity, .settings_hash = trial.settings_hash, .status = TRIAL_FINISHED};
    const struct field *field = sheet_field(findings->sheet, row, findings->measures[0].column);
    char shown[SHEET_SHOWN];
    bool is_new = true, has = findings_has(findings, row);
    if (!has && !findings->missing_fails)
        return 0;
    if (has) {
        take_figures(findings, row, &result);
        take_items(findings, row, &result);
    } else
        result.status = TRIAL_CRASHED;
    if (!has)
        snprintf(result.reason, sizeof result.reason, "line %zu of the table has no %s: '%s'", field->line,
                 findings->measures[0].name, sheet_shown(field->text, shown));
    const struct journal_entry *entry = there != NULL ? journal_find(there, trial.identity) : NULL;
    bool stays_failed = entry != NULL && remains_failed(entry, &result, study);
    if (stays_failed || (entry != NULL && !has && trial_has_figures(entry->status)))
        is_new = false;
    else if (entry != NULL) {
        TRY(check_items(findings, row, there, entry, &result)); /* which say more than their figure */
        TRY(join_figures(findings, row, entry, &result, &is_new));
    }
    out->n_failed += !has || stays_failed;
    *(is_new ? &out->n_new : &out->n_same) += 1;
    if (!is_new || journal == NULL)
        return 0;
    return entry != NULL && entry->n_items > 0 && result.n_items == 0
               ? append_with_items(there, entry, journal, &result)
               : append(journal, &result);
}

int keep_results(const struct findings *findings, const struct study *study, const struct journal *there,
                 struct journal *journal, struct kept *out)
{
    *out = (struct kept){0};
    for (size_t row = 0; row < findings->sheet->n_rows; row++)
        TRY(keep_row(findings, row, study, there, journal, out));
    return journal != NULL ? journal_sync(journal) : 0;
}
