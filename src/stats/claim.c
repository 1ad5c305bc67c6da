#include "attnbench/claim.h"
#include "attnbench/error.h"
#include "attnbench/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const relations[] = {[AT_LEAST] = ">=", [ABOVE] = ">", [AT_MOST] = "<=", [BELOW] = "<"};

static const struct {
    const char *name, *unit, *unit_of_difference;
    bool is_percent; /* so 0 to 100 */
} metrics[] = {
    [METRIC_ACCURACY] = {"accuracy", " %", " points", true},
    [METRIC_RMSE] = {"rmse", "", "", false},
    [METRIC_LOSS_FALL] = {"loss_fall", "", "", false},
    [METRIC_EPOCHS_TO_50] = {"epochs_to_50", " epochs", " epochs", false},
    [METRIC_EPOCHS_TO_90] = {"epochs_to_90", " epochs", " epochs", false},
    [METRIC_ATTENTION_LAST_3] = {"attention_last_3", " %", " points", true},
};
enum { N_METRICS = sizeof metrics / sizeof *metrics };

const char *metric_name(size_t i)
{
    return i < N_METRICS ? metrics[i].name : NULL;
}

bool metric_is_percent(enum metric metric)
{
    return metrics[metric].is_percent;
}

bool metric_is_epochs(enum metric metric)
{
    return metric == METRIC_EPOCHS_TO_50 || metric == METRIC_EPOCHS_TO_90;
}

struct range metric_range(enum metric metric, bool of_difference, double fewest_epochs, double all_epochs)
{
    struct range range = {0, INFINITY};
    if (metric == METRIC_LOSS_FALL)
        return (struct range){-INFINITY, INFINITY};
    if (metric_is_epochs(metric))
        range = (struct range){fewest_epochs, all_epochs};
    else if (metric_is_percent(metric))
        range.most = 100;
    return of_difference ? (struct range){range.least - range.most, range.most - range.least} : range;
}

const char *metric_unit(enum metric metric, bool of_difference)
{
    return of_difference ? metrics[metric].unit_of_difference : metrics[metric].unit;
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

static const char *take_relation(const char *text, enum relation *out)
{
    static const enum relation longest_first[] = {AT_LEAST, AT_MOST, ABOVE, BELOW};
    for (size_t i = 0; text != NULL && i < sizeof longest_first / sizeof *longest_first; i++) {
        size_t length = strlen(relations[longest_first[i]]);
        if (strncmp(text, relations[longest_first[i]], length) == 0) {
            *out = longest_first[i];
            return skip_blanks(text + length);
        }
    }
    return NULL;
}

static bool take_number(const char *text, double *out)
{
    char number[64];
    if (text == NULL || !text_copy(number, sizeof number, text))
        return false;
    size_t length = strlen(number);
    while (length > 0 && (number[length - 1] == ' ' || number[length - 1] == '\t'))
        number[--length] = '\0';
    return text_to_real(number, out);
}

int expectation_parse(const char *text, struct expectation *out)
{
    *out = (struct expectation){.model = ""};
    const char *rest = take_name(skip_blanks(text), out->model);
    if (rest != NULL && rest[0] == '-' && (rest[1] == ' ' || rest[1] == '\t'))
        rest = take_name(skip_blanks(rest + 1), out->against);
    rest = take_relation(rest, &out->relation);
    if (!take_number(rest, &out->value))
        return fail(
            EX_DATAERR,
            "'%.80s' is no expectation: write MODEL >= NUMBER or MODEL - MODEL > NUMBER, blanks around the minus, with "
            ">=, >, <= or <",
            text);
    if (strcmp(out->model, out->against) == 0)
        return fail(EX_DATAERR, "'%.80s' compares a model with itself", text);
    return 0;
}

static int take_metric(struct claim *claim)
{
    for (size_t i = 0; i < N_METRICS; i++)
        if (strcmp(metrics[i].name, claim->metric) == 0) {
            claim->measured = (enum metric)i;
            return 0;
        }
    return fail(EX_DATAERR, "there is no metric '%s'", claim->metric);
}

static int check_value(const struct claim *claim)
{
    double value = claim->expect.value;
    bool compared = claim->expect.against[0] != '\0';
    if (!metrics[claim->measured].is_percent || (value <= 100 && value >= (compared ? -100 : 0)))
        return 0;
    return fail(EX_DATAERR, "'%.80s' expects %g: %s is %s", claim->stated, value,
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

int claim_resolve(struct claim *claim)
{
    TRY(take_metric(claim));
    TRY(expectation_parse(claim->stated, &claim->expect));
    TRY(resolve_names(claim));
    return check_value(claim);
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
