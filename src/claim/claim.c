#include "attnbench/claim/claim.h"
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *interval_word(size_t i)
{
    static const char *const words[] = {INTERVAL_DEFAULT, INTERVAL_ANY_SHAPE};
    return i < sizeof words / sizeof *words ? words[i] : NULL;
}

static const char *const relations[] = {
    [AT_LEAST] = ">=", [ABOVE] = ">", [AT_MOST] = "<=", [BELOW] = "<", [WITHIN] = "within"};

int64_t epochs_counted_from(int64_t every)
{
    return every > 0 ? every : EPOCHS_WINDOW;
}

/* Also one "point" or "epoch". */
static bool takes_unit(const struct metric *metric, bool of_difference, const char *unit)
{
    const char *shown = metric_unit(metric, of_difference);
    size_t length = strlen(unit);
    shown += *shown == ' ';
    return length == 0 || strcmp(unit, shown) == 0 ||
           (strncmp(unit, shown, length) == 0 && strcmp(shown + length, "s") == 0);
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t");
}

/* A model's name ends at a blank or at a relation's sign; a '-' may stand within it. Returns what follows. */
static const char *take_name(const char *text, char *name)
{
    size_t length = text != NULL ? strcspn(text, " \t<>=") : 0;
    if (length >= CLAIM_MODEL)
        return NULL;
    memcpy(name, text != NULL ? text : "", length);
    name[length] = '\0';
    return text_is_name(name) ? skip_blanks(text + length) : NULL;
}

bool relation_find(const char *text, enum relation *out)
{
    for (*out = AT_LEAST; *out < WITHIN; ++*out)
        if (strcmp(relations[*out], text) == 0)
            return true;
    return false;
}

const char *relation_text(enum relation relation)
{
    return relations[relation];
}

static const char *take_relation(const char *text, enum relation *out)
{
    static const enum relation longest_first[] = {AT_LEAST, AT_MOST, ABOVE, BELOW, WITHIN};
    for (size_t i = 0; text != NULL && i < sizeof longest_first / sizeof *longest_first; i++) {
        size_t length = strlen(relations[longest_first[i]]);
        if (strncmp(text, relations[longest_first[i]], length) != 0)
            continue;
        if (longest_first[i] != WITHIN || text[length] == ' ' || text[length] == '\t') {
            *out = longest_first[i];
            return skip_blanks(text + length);
        }
    }
    return NULL;
}

bool figure_parse(const char *text, double *out, char unit[static CLAIM_WORD])
{
    char number[64] = "";
    size_t length = strspn(text, "+-.0123456789eE");
    if (length >= sizeof number)
        return false;
    memcpy(number, text, length);
    if (strchr(" \t%", text[length]) == NULL || !text_copy(unit, CLAIM_WORD, skip_blanks(text + length)))
        return false;
    for (size_t end = strlen(unit); end > 0 && strchr(" \t", unit[end - 1]) != NULL; end--)
        unit[end - 1] = '\0';
    return strpbrk(unit, "0123456789") == NULL && !text_has_leading_zero(number) && text_to_real(number, out);
}

static int refuse_form(const char *text)
{
    return fail(EX_DATAERR,
                "'%.80s' is no expectation: write MODEL >= NUMBER or MODEL - MODEL > NUMBER, blanks around the minus, "
                "with >=, >, <= or <; or MODEL - MODEL within NUMBER",
                text);
}

/* "margin" behind within is the metric's own. */
static int take_margin(const char *margin, const char **rest)
{
    if (strncmp(*rest, "margin", strlen("margin")) != 0 || *skip_blanks(*rest + strlen("margin")) != '\0')
        return 0;
    if (margin[0] == '\0')
        return fail(EX_DATAERR, "the metric has no margin: write a number, or margin: NUMBER beside the metric");
    *rest = margin;
    return 0;
}

/* Whether what stands behind the number can be its unit is for the metric to say. */
static int parse_expectation(const char *text, const char *margin, struct expectation *out,
                             char unit[static CLAIM_WORD])
{
    *out = (struct expectation){.model = ""};
    const char *rest = take_name(skip_blanks(text), out->model);
    if (rest != NULL && rest[0] == '-' && (rest[1] == ' ' || rest[1] == '\t'))
        rest = take_name(skip_blanks(rest + 1), out->against);
    rest = take_relation(rest, &out->relation);
    if (rest != NULL && out->relation == WITHIN)
        TRY(take_margin(margin, &rest));
    if (rest == NULL || !figure_parse(rest, &out->value, unit))
        return refuse_form(text);
    if (strcmp(out->model, out->against) == 0)
        return fail(EX_DATAERR, "'%.80s' compares a model with itself", text);
    if (out->relation == WITHIN && !(out->value > 0))
        return fail(EX_DATAERR, "'%.80s' allows for no difference: write within and a number above 0", text);
    return 0;
}

static int check_within(const struct expectation *expect, const char *text)
{
    if (expect->relation != WITHIN || expect->against[0] != '\0')
        return 0;
    return fail(EX_DATAERR,
                "'%.80s' is of one model: within is said of a difference, as in MODEL - MODEL within NUMBER", text);
}

int expectation_parse(const char *text, struct expectation *out)
{
    char unit[CLAIM_WORD];
    TRY(parse_expectation(text, "", out, unit));
    TRY(check_within(out, text));
    return unit[0] == '\0' ? 0 : refuse_form(text);
}

static int take_metric(struct claim *claim)
{
    claim->measured = metric_find(claim->metric);
    if (claim->measured != NULL)
        return 0;
    return fail(EX_DATAERR, "there is no metric '%s'", claim->metric);
}

static int check_unit(const struct claim *claim, const char *text, const char *unit)
{
    bool compared = claim->expect.against[0] != '\0';
    const char *right = metric_unit(claim->measured, compared);
    if (takes_unit(claim->measured, compared, unit))
        return 0;
    return fail(EX_DATAERR, "'%.80s' has the unit '%s': %s%s %s%s", text, unit, compared ? "a difference of " : "",
                claim->metric, right[0] != '\0' ? "is in" : "has none", right);
}

static int check_value(const struct claim *claim)
{
    double value = claim->expect.value;
    bool compared = claim->expect.against[0] != '\0';
    struct range range = metric_range(claim->measured, compared, NULL);
    if (claim->scope.kind == SCOPE_SLOPE || !metric_is_percent(claim->measured) ||
        (value <= range.most && value >= range.least))
        return 0;
    return fail(EX_DATAERR, "'%.80s' expects %.15g: %s is %s", claim->stated, value,
                compared ? "a difference" : claim->metric,
                compared ? "-100 to 100 percentage points" : "0 to 100 percent");
}

/* What the claim's own key says, or what stands in `stated`: the two must not contradict each other. */
static int agree(const char *key, const char *given, const char *stated)
{
    if (given[0] == '\0' || strcmp(given, stated) == 0)
        return 0;
    return fail(EX_DATAERR, "%s is %s, but what is expected is of %s", key, given, stated[0] != '\0' ? stated : "none");
}

static int take_names(struct claim *claim)
{
    if (claim->model[0] == '\0')
        return fail(EX_DATAERR, "'%.80s' is of no model: say which, as in model: attention", claim->stated);
    strcpy(claim->expect.model, claim->model);
    return 0;
}

/* "mean" and "difference" as models' names stand for the claim's own. */
static int resolve_names(struct claim *claim)
{
    struct expectation *expect = &claim->expect;
    bool of_mean = strcmp(expect->model, "mean") == 0, of_difference = strcmp(expect->model, "difference") == 0;
    if (!of_mean && !of_difference) {
        TRY(agree("model", claim->model, expect->model));
        return agree("against", claim->against, expect->against);
    }
    if (expect->against[0] != '\0')
        return fail(EX_DATAERR, "'%.80s' compares no two models", claim->stated);
    TRY(take_names(claim));
    if (of_mean)
        return agree("against", claim->against, "");
    if (claim->against[0] == '\0')
        return fail(EX_DATAERR, "'%.80s' needs a second model: say which, as in against: baseline", claim->stated);
    if (strcmp(claim->model, claim->against) == 0)
        return fail(EX_DATAERR, "'%.80s' compares a model with itself", claim->stated);
    strcpy(expect->against, claim->against);
    return 0;
}

static int take_expectation(struct claim *claim)
{
    char unit[CLAIM_WORD], stated[CLAIM_TEXT];
    strcpy(stated, claim->stated);
    TRY(scope_take(stated, sizeof stated, claim->against[0] != '\0', &claim->scope));
    TRY(parse_expectation(stated, claim->margin, &claim->expect, unit));
    claim->has_unit = unit[0] != '\0';
    claim->expect.any_shape = strcmp(claim->interval, INTERVAL_ANY_SHAPE) == 0;
    bool is_special = claim->expect.relation == WITHIN || claim->scope.kind == SCOPE_SLOPE;
    if (claim->expect.any_shape && is_special)
        return fail(EX_DATAERR, "'%.80s' cannot be judged by the interval any_shape: leave that out", claim->stated);
    if (claim->measured->kind == METRIC_SHARE && is_special)
        return fail(EX_DATAERR, "'%.80s' cannot be judged of %s: write a bound, such as > 0", claim->stated,
                    claim->metric);
    TRY(resolve_names(claim));
    TRY(check_within(&claim->expect, claim->stated));
    TRY(check_unit(claim, claim->stated, unit));
    return check_value(claim);
}

static int take_figure(const struct claim *claim, const char *stated, double *out)
{
    char unit[CLAIM_WORD];
    if (!figure_parse(stated, out, unit))
        return fail(EX_DATAERR, "'%.80s' is no number: write one such as 72.6", stated);
    return check_unit(claim, stated, unit);
}

/* "[20, 23, 19]" */
static int take_repeats(struct claim *claim)
{
    char figure[CLAIM_WORD];
    double sum = 0;
    for (const char *from = claim->published_stated + 1; *from != '\0';) {
        size_t length = strcspn(from, ",]"), n = claim->n_published;
        if (n == CLAIM_PUBLISHED)
            return fail(EX_DATAERR, "more than %d repeats", CLAIM_PUBLISHED);
        if (length >= sizeof figure)
            return fail(EX_DATAERR, "'%.40s' is no number: write one such as 72.6", from);
        memcpy(figure, from, length);
        figure[length] = '\0';
        TRY(take_figure(claim, figure, &claim->published_repeats[n]));
        sum += claim->published_repeats[claim->n_published++];
        from = skip_blanks(from + length + (from[length] != '\0'));
    }
    if (claim->n_published < 2)
        return fail(EX_DATAERR, "one repeat in a list: write it without brackets, or list two or more");
    claim->published = sum / (double)claim->n_published;
    return 0;
}

static int take_published(struct claim *claim)
{
    claim->published = NAN;
    claim->n_published = 0;
    if (claim->published_stated[0] == '\0')
        return 0;
    return claim->published_stated[0] == '[' ? take_repeats(claim)
                                             : take_figure(claim, claim->published_stated, &claim->published);
}

/* The last message as one of the key. */
static int of_key(const char *key, int status)
{
    char reason[512];
    if (status == 0)
        return 0;
    text_copy(reason, sizeof reason, error_message());
    return fail(status, "claims.%s: %s", key, reason);
}

int claim_resolve(struct claim *claim)
{
    TRY(of_key("metric", take_metric(claim)));
    TRY(of_key("expect", take_expectation(claim)));
    return of_key("published", take_published(claim));
}

const char *expectation_text(const struct expectation *expectation, char *buffer, int size)
{
    bool compared = expectation->against[0] != '\0';
    snprintf(buffer, (size_t)size, "%s%s%s %s %.10g", expectation->model, compared ? " - " : "", expectation->against,
             relations[expectation->relation], expectation->value);
    return buffer;
}

const char *verdict_text(enum verdict verdict)
{
    static const char *const texts[] = {[VERDICT_UNDECIDED] = "undecided",
                                        [VERDICT_SUPPORTED] = "supported",
                                        [VERDICT_REFUTED] = "refuted",
                                        [VERDICT_NO_DATA] = "no data"};
    return texts[verdict];
}

bool verdict_is_clear(enum verdict verdict)
{
    return verdict == VERDICT_SUPPORTED || verdict == VERDICT_REFUTED;
}
