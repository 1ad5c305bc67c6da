/* Metrics that a study states. */
#include "attnbench/base/error.h"
#include "attnbench/base/pattern.h"
#include "attnbench/base/text.h"
#include "draft.h"

#include <math.h>
#include <string.h>

static int read_bound(const char *key, const char *stated, double fallback, double *out)
{
    *out = fallback;
    if (stated[0] == '\0' || (text_to_real(stated, out) && isfinite(*out)))
        return 0;
    return fail(EX_CONFIG, "metrics.%s is '%.40s': it must be a number", key, stated);
}

static int check_margin(const struct stated_metric *stated)
{
    double margin;
    TRY(read_bound("margin", stated->margin, 1, &margin));
    return margin > 0 ? 0 : fail(EX_CONFIG, "metrics.margin is '%s': it must be above 0", stated->margin);
}

/* Which statistics its numbers can have. */
static int find_kind(const struct stated_metric *stated, struct own_metric *out)
{
    bool counts = strcmp(stated->counts, "true") == 0, is_percent = strcmp(stated->unit, "%") == 0;
    double least = is_percent ? 0 : -INFINITY, most = is_percent ? 100 : INFINITY;
    TRY(read_bound("least", stated->least, least, &out->least));
    TRY(read_bound("most", stated->most, most, &out->most));
    if (counts && (stated->least[0] != '\0' || stated->most[0] != '\0' || (stated->unit[0] != '\0' && !is_percent)))
        return fail(EX_CONFIG, "%s counts, so it is in percent: leave out its unit and bounds", stated->name);
    if (is_percent && (out->least != 0 || out->most != 100))
        return fail(EX_CONFIG, "%s has the unit %%, so it is from 0 to 100: leave out its bounds, or the unit",
                    stated->name);
    if (out->least >= out->most)
        return fail(EX_CONFIG, "metrics.least is %s and metrics.most %s: it must be less", stated->least, stated->most);
    out->kind = counts                                        ? METRIC_COUNTS
                : isfinite(out->least) && isfinite(out->most) ? METRIC_BOUNDED
                : isfinite(out->least)                        ? METRIC_POSITIVE
                                                              : METRIC_REAL;
    return 0;
}

/* All that a time is, is known. */
static int set_time(struct stated_metric *stated, struct own_metric *out)
{
    bool states_more = strcmp(stated->counts, "true") == 0 || stated->least[0] != '\0' || stated->most[0] != '\0' ||
                       stated->unit[0] != '\0' || stated->collect[0] != '\0';
    if (states_more)
        return fail(EX_CONFIG, "%s is measured, in seconds: leave out its unit, bounds, counts and collect",
                    stated->name);
    out->time = strcmp(stated->measure, "cpu_seconds") == 0 ? METRIC_CPU_TIME : METRIC_WALL_TIME;
    out->kind = METRIC_POSITIVE;
    out->less_is_better = true;
    out->least = 0;
    out->most = INFINITY;
    text_copy(out->unit, sizeof out->unit, "s");
    text_copy(stated->better, sizeof stated->better, "lower");
    return 0;
}

static int define(struct stated_metric *stated, bool is_foreign, struct metric_set *set)
{
    struct own_metric own = {.less_is_better = strcmp(stated->better, "lower") == 0};
    text_copy(own.name, sizeof own.name, stated->name);
    text_copy(own.title, sizeof own.title, stated->title);
    text_copy(own.unit, sizeof own.unit, stated->unit);
    const struct metric *built_in = metric_built_in(own.name);
    if (built_in != NULL && !is_foreign)
        return fail(EX_CONFIG, "the built-in models have a metric '%s': leave it out, for commands may give it too",
                    own.name);
    TRY(stated->measure[0] != '\0' ? set_time(stated, &own) : find_kind(stated, &own));
    if (stated->collect[0] != '\0')
        TRY(pattern_check("metrics.collect", stated->collect, strcmp(stated->counts, "true") == 0));
    TRY(check_margin(stated));
    return metrics_define(&own, set);
}

int fill_metric(const struct draft *draft, int item, struct study *out)
{
    struct stated_metric *stated = &out->metrics[item];
    struct place place = {.file = draft->file, .line = draft->metrics.lines[item]};
    char why[256];
    for (const struct setting *s = study_settings(); s->key != NULL; s++)
        if (setting_owner(s) == OWNER_METRIC)
            TRY(setting_fill(draft, s, item, stated));
    out->n_metrics = item + 1;
    if (define(stated, draft->is_foreign, &out->own) == 0)
        return 0;
    text_copy(why, sizeof why, error_message());
    return refuse(&place, "%s", why);
}
