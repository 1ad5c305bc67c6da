#include "attnbench/report/fields.h"
#include "attnbench/analysis/analysis.h"
#include "attnbench/base/text.h"

#include <math.h>

#define COUNT(name, place)                               \
    {                                                    \
        name, FIELD_COUNT, offsetof(struct OWNER, place) \
    }
#define REAL(name, place)                               \
    {                                                   \
        name, FIELD_REAL, offsetof(struct OWNER, place) \
    }
#define FLAG(name, place)                               \
    {                                                   \
        name, FIELD_FLAG, offsetof(struct OWNER, place) \
    }
#define STANDING(name, place)                               \
    {                                                       \
        name, FIELD_STANDING, offsetof(struct OWNER, place) \
    }

/* New ones come last: programs may go by the place of the old. */
#define OWNER cell_analysis
const struct field cell_fields[] = {
    COUNT("repeats", repeats),
    COUNT("failed", failed),
    REAL("mean", accuracy.mean),
    REAL("variance", spread.variance),
    REAL("sd", accuracy.sd),
    REAL("min", accuracy.min),
    REAL("max", accuracy.max),
    REAL("ci_low", accuracy.ci.low),
    REAL("ci_high", accuracy.ci.high),
    COUNT("diverged", diverged),
    COUNT("missing", missing),
    REAL("median", accuracy.median),
    REAL("interquartile_mean", accuracy.interquartile_mean),
    REAL("t_low", accuracy.t.low),
    REAL("t_high", accuracy.t.high),
    REAL("bca_low", accuracy.bca.low),
    REAL("bca_high", accuracy.bca.high),
    REAL("training_variance", accuracy.training_variance),
    REAL("evaluation_variance", accuracy.evaluation_variance),
    REAL("chance", chance),
    COUNT("traced", learning[0].n),
    REAL("epochs_to_50", learning[0].median_epochs),
    COUNT("reached_50", learning[0].n_reached),
    REAL("epochs_to_90", learning[1].median_epochs),
    COUNT("reached_90", learning[1].n_reached),
    {0},
};
const struct field further_cell_fields[] = {
    REAL("rmse", rmse.mean),           REAL("rmse_sd", rmse.sd),
    REAL("rmse_low", rmse.ci_low),     REAL("rmse_high", rmse.ci_high),
    FLAG("t_holds", accuracy.t_holds), FLAG("bca_holds", accuracy.bca_holds),
    COUNT("crashed", crashed),         COUNT("out_of_memory", out_of_memory),
    COUNT("timed_out", timed_out),     {0},
};
const struct field spread_fields[] = {
    {"varied", FIELD_TEXT, offsetof(struct cell_analysis, varied)},
    REAL("variance_low", spread.ci.low),
    REAL("variance_high", spread.ci.high),
    REAL("variance_ratio", spread.whole.ratio),
    REAL("variance_ratio_low", spread.whole.ci.low),
    REAL("variance_ratio_high", spread.whole.ci.high),
    {0},
};
#undef OWNER

#define OWNER comparison
const struct field comparison_fields[] = {
    FLAG("paired", paired),
    COUNT("pairs", n),
    REAL("difference", difference),
    REAL("difference_low", ci.low),
    REAL("difference_high", ci.high),
    REAL("p", p),
    REAL("p_holm", p_holm),
    STANDING("verdict", verdict),
    REAL("correlation", correlation),
    REAL("p_t", p_t),
    REAL("p_wilcoxon", p_wilcoxon),
    REAL("p_permutation", p_permutation),
    REAL("p_mann_whitney", p_mann_whitney),
    REAL("cohens_d", cohens_d),
    REAL("cliffs_delta", cliffs_delta),
    REAL("improvement", improvement),
    REAL("improvement_low", improvement_ci.low),
    REAL("improvement_high", improvement_ci.high),
    {"repeats_to_settle", FIELD_COUNT_IF_ANY, offsetof(struct comparison, repeats_to_settle)},
    STANDING("verdict_3", with_fewer[0]),
    STANDING("verdict_5", with_fewer[1]),
    STANDING("verdict_7", with_fewer[2]),
    {0},
};
#undef OWNER

#define OWNER learning_comparison
const struct field sooner_fields[] = {
    REAL("sooner_50", to[0].probability),
    REAL("sooner_50_low", to[0].ci.low),
    REAL("sooner_50_high", to[0].ci.high),
    REAL("sooner_50_p", to[0].p),
    REAL("sooner_50_p_holm", to[0].p_holm),
    REAL("sooner_90", to[1].probability),
    REAL("sooner_90_low", to[1].ci.low),
    REAL("sooner_90_high", to[1].ci.high),
    REAL("sooner_90_p", to[1].p),
    REAL("sooner_90_p_holm", to[1].p_holm),
    {0},
};
#undef OWNER

const char *standing_text(enum verdict verdict)
{
    static const char *const texts[] = {[VERDICT_UNDECIDED] = "undecided",
                                        [VERDICT_SUPPORTED] = "better",
                                        [VERDICT_REFUTED] = "worse",
                                        [VERDICT_NO_DATA] = "too few"};
    return texts[verdict];
}

void fields_write_csv_header(const struct field *fields, FILE *out)
{
    for (; fields->name != NULL; fields++)
        fprintf(out, ",%s", fields->name);
}

static void write_csv(const struct field *field, const void *place, FILE *out)
{
    switch (field->kind) {
    case FIELD_COUNT:
        fprintf(out, "%zu", *(const size_t *)place);
        break;
    case FIELD_COUNT_IF_ANY:
        if (*(const size_t *)place > 0)
            fprintf(out, "%zu", *(const size_t *)place);
        break;
    case FIELD_REAL:
        if (isfinite(*(const double *)place))
            fprintf(out, "%.10g", *(const double *)place);
        break;
    case FIELD_FLAG:
        fputs(*(const bool *)place ? "1" : "0", out);
        break;
    case FIELD_TEXT:
        text_write_csv(out, place);
        break;
    case FIELD_STANDING:
        fputs(standing_text(*(const enum verdict *)place), out);
    }
}

void fields_write_csv(const struct field *fields, const void *base, FILE *out)
{
    for (; fields->name != NULL; fields++) {
        fputc(',', out);
        if (base != NULL)
            write_csv(fields, (const char *)base + fields->offset, out);
    }
}

void fields_write_json(const struct field *fields, const void *base, struct json *json)
{
    for (; fields->name != NULL; fields++) {
        const void *place = (const char *)base + fields->offset;
        switch (fields->kind) {
        case FIELD_COUNT:
            json_integer(json, fields->name, (long long)*(const size_t *)place);
            break;
        case FIELD_COUNT_IF_ANY:
            if (*(const size_t *)place > 0)
                json_integer(json, fields->name, (long long)*(const size_t *)place);
            else
                json_real(json, fields->name, NAN);
            break;
        case FIELD_REAL:
            json_real(json, fields->name, *(const double *)place);
            break;
        case FIELD_FLAG:
            json_flag(json, fields->name, *(const bool *)place);
            break;
        case FIELD_TEXT:
            json_text(json, fields->name, place);
            break;
        case FIELD_STANDING:
            json_text(json, fields->name, standing_text(*(const enum verdict *)place));
        }
    }
}
