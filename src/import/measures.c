#include "measures.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "names.h"
#include "numbers.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a name says ---- */

/* Parts of names, between what are no letters and digits. */
static const char *const lower_words[] = {
    "loss", "error", "err",     "errors", "rmse",    "mae",    "mse",     "mape",     "perplexity", "ppl", "time",
    "wer",  "cer",   "seconds", "secs",   "runtime", "s",      "ms",      "us",       "duration",   "fid", "latency",
    "nll",  "bpc",   "bpb",     "regret", "cost",    "memory", "elapsed", "walltime", "brier",      "ece", "failures",
};
static const char *const higher_words[] = {
    "accuracy", "acc",   "score",   "f1",      "auc",     "auroc",  "auprc",  "precision",  "recall",  "reward",
    "return",   "bleu",  "rouge",   "meteor",  "chrf",    "r2",     "iou",    "miou",       "dice",    "map",
    "ndcg",     "mrr",   "success", "correct", "hits",    "solved", "passed", "throughput", "speedup", "top1",
    "top5",     "match", "em",      "pass",    "winrate", "psnr",   "ssim",   "kappa",      "mcc",     "spearman",
};
/* Of these, what is a share of one whole: from 0 to 1, or in percent. */
static const char *const share_words[] = {
    "accuracy", "acc",  "f1",    "auc", "auroc", "auprc",   "precision", "recall", "iou", "miou",   "dice",   "success",
    "top1",     "top5", "match", "em",  "pass",  "winrate", "map",       "ndcg",   "mrr", "solved", "passed",
};
/* What is measured beside something else mostly. */
static const char *const time_words[] = {"time",     "seconds", "secs",     "runtime", "s",
                                         "ms",       "us",      "duration", "latency", "elapsed",
                                         "walltime", "memory",  "cost",     "step",    "throughput"};
#define N(words) (sizeof(words) / sizeof *(words))

static bool has_word(const char *name, const char *const *words, size_t n)
{
    char part[32];
    for (const char *c = name; *c != '\0';) {
        size_t length = 0;
        for (; isalnum((unsigned char)c[length]); length++)
            if (length < sizeof part - 1)
                part[length] = (char)tolower((unsigned char)c[length]);
        part[length < sizeof part - 1 ? length : sizeof part - 1] = '\0';
        for (size_t i = 0; i < n; i++)
            if (strcmp(part, words[i]) == 0)
                return true;
        c += length > 0 ? length : 1;
    }
    return false;
}

/* An error rate of a "score" is an error: what is better lower goes first. */
enum better measure_better(const char *name)
{
    if (has_word(name, lower_words, N(lower_words)))
        return BETTER_LOWER;
    return has_word(name, higher_words, N(higher_words)) ? BETTER_HIGHER : BETTER_UNKNOWN;
}

bool measure_is_aside(const char *name)
{
    return has_word(name, time_words, N(time_words));
}

static int set_better(const char *column, const struct import_options *options, struct measure *out)
{
    enum better better = measure_better(column);
    char name[SHEET_SHOWN];
    if (options->better != NULL)
        better = strcmp(options->better, "lower") == 0 ? BETTER_LOWER : BETTER_HIGHER;
    if (better == BETTER_UNKNOWN)
        return fail(EX_USAGE, "is more of %s better, or less? Say --better higher, or --better lower",
                    sheet_shown(column, name));
    out->less_is_better = better == BETTER_LOWER;
    return 0;
}

/* ---- numbers ---- */

/* Of the numbers in a column. */
struct extent {
    size_t n, n_percent;
    double least, most;
    size_t lowest, highest; /* rows of these */
    size_t percent, plain;  /* the first row of either kind */
    bool all_whole;
    int decimals; /* the most */
};

static int take_number(const struct sheet *sheet, const struct import_options *options, size_t row,
                       struct measure *measure, struct extent *extent)
{
    const struct field *field = sheet_field(sheet, row, measure->column);
    char shown[SHEET_SHOWN];
    double value = NAN;
    enum given given = number_read(field->text, &value);
    measure->rows[row].value = NAN;
    if (given == GIVEN_WRONG || (given == GIVEN_MISSING && options->missing == NULL))
        return number_refuse(sheet, field, sheet->names[measure->column].text, false);
    if (given == GIVEN_MISSING)
        return 0;
    if (!figure_is_finite(value))
        return sheet_refuse(sheet, field, "'%s' is beyond 3.4e38, the most that a figure can be: leave the row out",
                            sheet_shown(field->text, shown));
    measure->rows[row].value = value;
    *(given == GIVEN_PERCENT ? &extent->percent : &extent->plain) = row;
    extent->n_percent += given == GIVEN_PERCENT;
    int decimals = number_decimals(field->text);
    extent->decimals = decimals > extent->decimals ? decimals : extent->decimals;
    extent->all_whole = extent->all_whole && value == floor(value);
    if (extent->n++ == 0 || value < extent->least) {
        extent->least = value;
        extent->lowest = row;
    }
    if (extent->n == 1 || value > extent->most) {
        extent->most = value;
        extent->highest = row;
    }
    return 0;
}

static int read_numbers(const struct sheet *sheet, const struct import_options *options, struct measure *measure,
                        struct extent *extent)
{
    const char *column = sheet->names[measure->column].text;
    char name[SHEET_SHOWN], shown[SHEET_SHOWN], shown_other[SHEET_SHOWN];
    *extent = (struct extent){.all_whole = true};
    for (size_t row = 0; row < sheet->n_rows; row++)
        TRY(take_number(sheet, options, row, measure, extent));
    if (extent->n == 0)
        return fail(EX_DATAERR, "%s: column %s has no figure", sheet->path, sheet_shown(column, name));
    if (extent->n_percent == 0 || extent->n_percent == extent->n)
        return 0;
    size_t later = extent->percent > extent->plain ? extent->percent : extent->plain;
    const struct field *here = sheet_field(sheet, later, measure->column);
    const struct field *other = sheet_field(sheet, extent->percent + extent->plain - later, measure->column);
    return sheet_refuse(sheet, here, "%s is '%s', on line %zu '%s': write all with a percent sign, or none",
                        sheet_shown(column, name), sheet_shown(here->text, shown), other->line,
                        sheet_shown(other->text, shown_other));
}

/* ---- what it can be ---- */

/* 0.93 beside 93.1. */
static int check_mixed(const struct sheet *sheet, const struct measure *measure, const struct extent *extent)
{
    char name[SHEET_SHOWN], shown[SHEET_SHOWN], other[SHEET_SHOWN];
    const struct field *most = sheet_field(sheet, extent->highest, measure->column);
    for (size_t row = 0; row < sheet->n_rows; row++) {
        const struct field *field = sheet_field(sheet, row, measure->column);
        double value = measure->rows[row].value;
        if (value > 0 && value <= 1)
            return sheet_refuse(sheet, field,
                                "%s is %s, on line %zu %s: fractions stand beside percents; write all alike, or say "
                                "--unit percent",
                                sheet_shown(sheet->names[measure->column].text, name), sheet_shown(field->text, shown),
                                most->line, sheet_shown(most->text, other));
    }
    return 0;
}

static int refuse_beyond(const struct sheet *sheet, const struct measure *measure, size_t row)
{
    char name[SHEET_SHOWN], shown[SHEET_SHOWN];
    const struct field *field = sheet_field(sheet, row, measure->column);
    return sheet_refuse(sheet, field, "%s is %s: it must be from %g to %g; or say --unit none",
                        sheet_shown(sheet->names[measure->column].text, name), sheet_shown(field->text, shown),
                        measure->least, measure->most);
}

/* Fractions, percents, or numbers without such bounds. */
static int set_share(const struct sheet *sheet, const struct import_options *options, const struct extent *extent,
                     struct measure *out)
{
    bool is_stated = options->unit != NULL;
    bool is_fraction = is_stated ? strcmp(options->unit, "fraction") == 0 : extent->most <= 1 && extent->n_percent == 0;
    out->kind = METRIC_BOUNDED;
    out->is_percent = !is_fraction;
    out->least = 0;
    out->most = is_fraction ? 1 : 100;
    if (extent->least < 0)
        return refuse_beyond(sheet, out, extent->lowest);
    if (extent->most > out->most)
        return refuse_beyond(sheet, out, extent->highest);
    return is_fraction || is_stated || extent->n_percent > 0 ? 0 : check_mixed(sheet, out, extent);
}

/* Where less is better, figures are mostly errors or times, which are not below 0. */
static void set_number(const struct extent *extent, struct measure *out)
{
    bool is_positive = out->less_is_better && extent->least >= 0;
    out->kind = is_positive ? METRIC_POSITIVE : METRIC_REAL;
    out->least = is_positive ? 0 : -INFINITY;
    out->most = INFINITY;
}

/* ---- counts ---- */

static int read_of(const struct sheet *sheet, const struct roles *roles, size_t row, int64_t *out)
{
    char name[SHEET_SHOWN], shown[SHEET_SHOWN];
    *out = roles->of_all;
    if (roles->of == NO_COLUMN)
        return 0;
    const struct field *field = sheet_field(sheet, row, roles->of);
    if (text_to_integer(field->text, out) && *out >= 1)
        return 0;
    return sheet_refuse(sheet, field, "%s is '%s': it must be a whole number from 1 on",
                        sheet_shown(sheet->names[roles->of].text, name), sheet_shown(field->text, shown));
}

/* k of n; or a fraction or percentage of n, of which half a unit of the last decimal is `half`. */
static int count_row(const struct sheet *sheet, double scale, double half, size_t row, struct measure *measure)
{
    const struct field *field = sheet_field(sheet, row, measure->column);
    struct row_figure *figure = &measure->rows[row];
    char name[SHEET_SHOWN], shown[SHEET_SHOWN];
    double of = (double)figure->of, hits = figure->value * (scale == 0 ? 1 : of / scale);
    double rounding = scale == 0 ? 0 : of / scale * half + 1e-9 * of;
    sheet_shown(sheet->names[measure->column].text, name);
    sheet_shown(field->text, shown);
    if (hits < 0 || hits - rounding > of)
        return sheet_refuse(sheet, field, "%s is %s of %.0f: it must be from 0 to that", name, shown, of);
    if (rounding > 0.5 + 1e-6 * of)
        return sheet_refuse(sheet, field, "%s is %s of %.0f: with so few decimals it may be from %.0f to %.0f of them",
                            name, shown, of, ceil(hits - rounding), floor(hits + rounding));
    if (fabs(hits - round(hits)) > rounding)
        return sheet_refuse(sheet, field, "%s is %s of %.0f: that would be %.3f of them, no whole number", name, shown,
                            of, hits);
    figure->hits = (int64_t)round(hits);
    return 0;
}

/* What is the whole: 1 of fractions, 100 of percents; 0 of hits, which items give. */
static double scale_of(const struct import_options *options, const struct extent *extent)
{
    if (options->item != NULL)
        return 0;
    if (extent->n_percent == 0 && options->unit != NULL)
        return strcmp(options->unit, "none") == 0 ? 0 : strcmp(options->unit, "fraction") == 0 ? 1 : 100;
    if (extent->n_percent == 0 && extent->all_whole)
        return 0;
    return extent->most <= 1 && extent->n_percent == 0 ? 1 : 100;
}

/* Whole numbers up to 1 or 100 may be shares, or counts. */
static int check_whole(const struct sheet *sheet, const struct measure *measure, const struct extent *extent,
                       size_t row)
{
    char name[SHEET_SHOWN], shown[SHEET_SHOWN];
    const struct field *field = sheet_field(sheet, row, measure->column);
    double of = (double)measure->rows[row].of, value = measure->rows[row].value;
    if (value != extent->most || (value != 1 && value != 100) || value == of)
        return 0;
    return sheet_refuse(sheet, field,
                        "%s is %s of %.0f: is that %.0f of them, or all? Say --unit none for %.0f, %s for all",
                        sheet_shown(sheet->names[measure->column].text, name), sheet_shown(field->text, shown), of,
                        value, value, value == 1 ? "--unit fraction" : "--unit percent");
}

static int count_all(const struct sheet *sheet, const struct roles *roles, const struct import_options *options,
                     const struct extent *extent, struct measure *out)
{
    double scale = scale_of(options, extent);
    for (size_t row = 0; row < sheet->n_rows; row++) {
        if (isnan(out->rows[row].value))
            continue;
        TRY(read_of(sheet, roles, row, &out->rows[row].of));
        if (scale == 0 && options->unit == NULL && options->item == NULL)
            TRY(check_whole(sheet, out, extent, row));
        TRY(count_row(sheet, scale, 0.5 * pow(10, -extent->decimals), row, out));
    }
    out->kind = METRIC_COUNTS;
    out->is_percent = true;
    out->least = 0;
    out->most = 100;
    return 0;
}

/* ---- the whole ---- */

void measure_free(struct measure *measure)
{
    free(measure->rows);
    measure->rows = NULL;
}

static int make(const struct sheet *sheet, const struct roles *roles, int i, const struct import_options *options,
                struct measure *out)
{
    const char *column = sheet->names[out->column].text;
    struct extent extent;
    TRY(name_of_column(column, NULL, out->name, sizeof out->name));
    TRY(set_better(column, options, out));
    TRY(read_numbers(sheet, options, out, &extent));
    if (i == 0 && (roles->of != NO_COLUMN || roles->of_all > 0))
        return count_all(sheet, roles, options, &extent, out);
    bool is_share = has_word(column, share_words, N(share_words)) || extent.n_percent > 0;
    if (options->unit != NULL ? strcmp(options->unit, "none") != 0 : is_share)
        return set_share(sheet, options, &extent, out);
    set_number(&extent, out);
    return 0;
}

int measure_make(const struct sheet *sheet, const struct roles *roles, int i, const struct import_options *options,
                 struct measure *out)
{
    *out = (struct measure){.column = roles->metrics[i]};
    out->rows = allocate(sheet->n_rows, sizeof *out->rows);
    if (out->rows == NULL)
        return EX_OSERR;
    int status = make(sheet, roles, i, options, out);
    if (status != 0)
        measure_free(out);
    return status;
}
