#include "columns_print.h"
#include "attnbench/analysis/analysis.h"
#include "attnbench/report/document.h"

#include <math.h>
#include <string.h>

/* Nobody knows how large numbers of a study's own metric are: they get significant digits. */
static int digits_of(const struct field *field, enum values values)
{
    const int own_digits = -5;
    if (values == VALUES_PERCENT || field->of_values == 0)
        return field->digits;
    return values == VALUES_OWN && field->of_values > 0 ? own_digits : field->of_values;
}

/* Of a figure, or an interval. */
static int digits_beside(const struct field *field, const void *row, int digits)
{
    const void *place = (const char *)row + field->offset, *beside = (const char *)row + field->beside;
    if (field->kind == FIELD_REAL)
        return field->beside == 0 ? digits : digits_within(beside, digits, NAN);
    digits = digits_within(place, digits, field->beside == 0 ? NAN : *(const double *)beside);
    return field->tells_sign ? digits_apart(place, digits, 0) : digits;
}

void field_print(const struct field *field, const void *row, enum values values, char *text)
{
    const void *place = (const char *)row + field->offset;
    int digits = digits_of(field, values);
    if (field->print != NULL) {
        field->print(field, row, text);
        return;
    }
    switch (field->kind) {
    case FIELD_COUNT:
    case FIELD_COUNT_IF_ANY:
        snprintf(text, TABLE_TEXT, "%zu", *(const size_t *)place);
        break;
    case FIELD_REAL:
        real_text(*(const double *)place, digits_beside(field, row, digits), text);
        break;
    case FIELD_INTERVAL:
        interval_text(place, digits_beside(field, row, digits), text);
        break;
    case FIELD_P:
        p_text(*(const double *)place, text);
        break;
    case FIELD_FLAG:
        strcpy(text, *(const bool *)place ? "yes" : "no");
        break;
    case FIELD_TEXT:
        snprintf(text, TABLE_TEXT, "%s", (const char *)place);
        break;
    case FIELD_STANDING:
        strcpy(text, standing_text(*(const enum verdict *)place));
    }
}

const char *standing_text(enum verdict verdict)
{
    static const char *const texts[] = {[VERDICT_UNDECIDED] = "undecided",
                                        [VERDICT_SUPPORTED] = "better",
                                        [VERDICT_REFUTED] = "worse",
                                        [VERDICT_NO_DATA] = "too few"};
    return texts[verdict];
}

/* ---- in a way of their own ---- */

/* The threshold that the field is of. */
static const struct learning *learning_of(const struct field *field, const void *row)
{
    const struct cell_analysis *cell = row;
    return &cell->learning[(field->offset - offsetof(struct cell_analysis, learning)) / sizeof *cell->learning];
}

/* Less the evaluation's it may be below 0, and is then cut at 0: that says that it is small, not that there is none. */
void print_training(const struct field *field, const void *row, char *text)
{
    const struct cell_analysis *cell = row;
    bool is_cut = cell->figure.training_variance == 0 && cell->spread.most_of_training > 0;
    char most[TABLE_TEXT];
    real_text(is_cut ? cell->spread.most_of_training : cell->figure.training_variance, field->digits, most);
    snprintf(text, TABLE_TEXT, "%s%.*s", is_cut ? "up to " : "", TABLE_FIGURE, most);
}

void print_never(const struct field *field, const void *row, char *text)
{
    const struct learning *learning = learning_of(field, row);
    snprintf(text, TABLE_TEXT, "%zu", learning->n - learning->n_reached);
}

void print_epochs(const struct field *field, const void *row, char *text)
{
    const struct learning *learning = learning_of(field, row);
    if (isnan(learning->median_epochs))
        strcpy(text, "-");
    else
        snprintf(text, TABLE_TEXT, "%s%.0f", learning->median_epochs <= (double)learning->fewest ? "<=" : "",
                 learning->median_epochs);
}

/* Whether simulated studies of so many repeats had the truth in the interval often enough, or why not. Both intervals
 * are undefined at once. */
static void print_holds(const struct estimate *accuracy, bool holds, int least, char *text)
{
    if (isnan(accuracy->t.low))
        strcpy(text, "-");
    else if (holds)
        strcpy(text, "unless some fail");
    else if (accuracy->apart.below + accuracy->apart.above > 0)
        strcpy(text, "no: far ones");
    else if (accuracy->n < (size_t)least)
        snprintf(text, TABLE_TEXT, "from %d repeats", least);
    else if (isnan(accuracy->evaluation_variance))
        strcpy(text, "same sequences");
    else
        snprintf(text, TABLE_TEXT, "near %d %%", accuracy->mean < 50 ? 0 : 100);
}

void print_t_holds(const struct field *field, const void *row, char *text)
{
    const struct cell_analysis *cell = row;
    (void)field;
    print_holds(&cell->figure, cell->figure.t_holds, T_LEAST_REPEATS, text);
}

void print_bca_holds(const struct field *field, const void *row, char *text)
{
    const struct cell_analysis *cell = row;
    (void)field;
    print_holds(&cell->figure, cell->figure.bca_holds, BCA_LEAST_REPEATS, text);
}

static void print_number(size_t repeats, char *text)
{
    bool is_most = repeats >= REPEATS_TO_SETTLE_MOST;
    snprintf(text, TABLE_FIGURE, "%s%zu", is_most ? ">=" : "", is_most ? (size_t)REPEATS_TO_SETTLE_MOST : repeats);
}

void print_repeats_80(const struct field *field, const void *row, char *text)
{
    const struct comparison *comparison = row;
    (void)field;
    if (comparison->verdict == VERDICT_UNDECIDED && comparison->shared_luck)
        strcpy(text, "no number");
    else if (comparison->verdict != VERDICT_UNDECIDED || comparison->repeats_80 == 0)
        strcpy(text, "-");
    else
        print_number(comparison->repeats_80, text);
}

void print_repeats_range(const struct field *field, const void *row, char *text)
{
    const struct comparison *comparison = row;
    char low[TABLE_FIGURE], high[TABLE_FIGURE];
    (void)field;
    if (comparison->verdict != VERDICT_UNDECIDED || comparison->repeats_80 == 0) {
        strcpy(text, "-");
        return;
    }
    print_number((size_t)comparison->repeats_80_range.low, low);
    print_number((size_t)comparison->repeats_80_range.high, high);
    snprintf(text, TABLE_TEXT, "%s to %s", low, high);
}

void print_fewer(const struct field *field, const void *row, char *text)
{
    static const enum verdict verdicts[] = {VERDICT_SUPPORTED, VERDICT_REFUTED, VERDICT_UNDECIDED};
    const struct comparison *comparison = row;
    struct words words = {.text = ""};
    size_t n_known = 0;
    (void)field;
    for (int i = 0; i < FEWER_REPEATS; i++)
        n_known += comparison->with_fewer[i] != VERDICT_NO_DATA;
    for (size_t v = 0; v < sizeof verdicts / sizeof *verdicts; v++) {
        bool found = false;
        for (int i = 0; i < FEWER_REPEATS; i++)
            if (verdicts[v] != comparison->alone && comparison->with_fewer[i] == verdicts[v]) {
                words_add(&words, "%s%zu", found || words.used > 0 ? ", " : "", fewer_repeats[i]);
                found = true;
            }
        if (found)
            words_add(&words, ": %s", standing_text(verdicts[v]));
    }
    snprintf(text, TABLE_TEXT, "%.100s", words.used > 0 ? words.text : n_known > 0 ? "same" : "-");
}
