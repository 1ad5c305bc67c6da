/* Claims that no result of the study could ever decide. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/nn/model.h"
#include "attnbench/study/trial_kind.h"
#include "draft.h"

#include <math.h>
#include <string.h>

int refuse_metric(const struct place *place, const char *key, const struct metric *metric,
                  const struct trial_settings *settings, enum metric_source last)
{
    const char *names[METRICS_MOST];
    char all[256];
    size_t n = 0;
    for (size_t i = 0; metric_name(i) != NULL; i++)
        if (metric_find(metric_name(i))->source <= last && trial_has(settings, metric_find(metric_name(i))))
            names[n++] = metric_name(i);
    bool is_of_task = settings->task.name[0] != '\0' && !metric_is_own(metric);
    return refuse(place, "%s is %s, which %s %s has none of: it must be %s", key, metric->name,
                  is_of_task ? "the task" : "model", is_of_task ? settings->task.name : settings->model.name,
                  text_alternatives(names, n, all, sizeof all));
}

static int check_metric(const struct study *study, const struct place *place, const struct claim *claim,
                        const char *model)
{
    const struct trial_settings *settings = model[0] != '\0' ? &study->models[study_find_model(study, model)] : NULL;
    if (settings == NULL || trial_has(settings, claim->measured))
        return 0;
    return refuse_metric(place, "claims.metric", claim->measured, settings, METRIC_OF_FIGURE);
}

static int check_claims_reached(const struct study *study, const struct place *place, const struct claim *claim)
{
    if (claim->measured->source != METRIC_OF_FIGURE || study->reached_stated[0] != '\0')
        return 0;
    return refuse(place,
                  "claims.metric reached needs what is to be reached: write, at the top level, such as reached: 90");
}

static int check_epochs(const struct study *study, const struct place *place, const struct claim *claim)
{
    const struct trial_settings *settings = &study->models[study_find_model(study, claim->expect.model)];
    if (claim->measured->source != METRIC_OF_LEARNING || settings->evaluate.every > 0 ||
        settings->training.epochs >= EPOCHS_WINDOW)
        return 0;
    return refuse(place,
                  "claims.metric %s is counted on means of %d epochs in training, of which there are %lld: give "
                  "evaluate.every, for held-out pairs",
                  claim->metric, EPOCHS_WINDOW, (long long)settings->training.epochs);
}

static int check_attends(const struct study *study, const struct place *place, const char *name)
{
    if (name[0] == '\0' || strcmp(study->models[study_find_model(study, name)].model.kind, "attention") == 0)
        return 0;
    return refuse(place, "claims.metric attention_last_3 is of a model of kind attention, which %s is not", name);
}

static int check_attention(const struct study *study, const struct place *place, const struct claim *claim)
{
    if (claim->measured->source != METRIC_OF_WEIGHTS)
        return 0;
    TRY(check_attends(study, place, claim->expect.model));
    TRY(check_attends(study, place, claim->expect.against));
    if (strcmp(study->save_models, "all") == 0)
        return 0;
    return refuse(place,
                  "claims.metric attention_last_3 is of the weights of every repeat: it needs save_models: all, not %s",
                  study->save_models);
}

static struct metric_bounds bounds_of(const struct trial_settings *settings)
{
    const struct head_kind *head = head_find(settings->model.head);
    return (struct metric_bounds){
        .fewest_epochs = (double)epochs_counted_from(settings->evaluate.every),
        .all_epochs = (double)settings->training.epochs,
        .n_in = (double)settings->task.n_in,
        .most_loss = trial_metric(settings, 0)->kind == METRIC_COUNTS ? head_most_loss(head) : INFINITY,
    };
}

/* Whether all repeats of two models are the same, bit for bit: but for their names. */
static bool are_twins(const struct study *study, const struct claim *claim)
{
    struct trial trials[2];
    const char *const names[] = {claim->expect.model, claim->expect.against};
    if (names[1][0] == '\0' || trial_kind(&study->models[0])->is_given)
        return false;
    for (int i = 0; i < 2; i++)
        trials[i] = study_trial(study, study_index(study, study_find_model(study, names[i]), 0, 0));
    return trials[0].settings_hash == trials[1].settings_hash;
}

static struct range range_of(const struct study *study, const struct claim *claim)
{
    const struct metric_bounds bounds = bounds_of(&study->models[study_find_model(study, claim->expect.model)]);
    if (are_twins(study, claim))
        return (struct range){0, 0};
    return metric_range(claim->measured, claim->expect.against[0] != '\0', &bounds);
}

/* What the claim is of can be, and where it is one figure alone, why. */
static const char *possible_text(const struct study *study, const struct claim *claim, struct range range,
                                 char text[static STUDY_TEXT])
{
    const struct trial_settings *settings = &study->models[study_find_model(study, claim->expect.model)];
    size_t used = 0;
    text_append(text, STUDY_TEXT, &used, "%s is %g",
                claim->expect.against[0] != '\0' ? "the difference" : claim->metric, range.least);
    if (range.most == INFINITY)
        text_append(text, STUDY_TEXT, &used, " or more");
    else if (range.most > range.least)
        text_append(text, STUDY_TEXT, &used, " to %g", range.most);
    else if (are_twins(study, claim))
        text_append(text, STUDY_TEXT, &used, ", as %s and %s have the same settings", claim->expect.model,
                    claim->expect.against);
    else if (claim->measured->source == METRIC_OF_WEIGHTS)
        text_append(text, STUDY_TEXT, &used, ", as task.n_in is %lld", (long long)settings->task.n_in);
    else
        text_append(text, STUDY_TEXT, &used, ", as training.epochs is %lld", (long long)settings->training.epochs);
    return text;
}

/* What holds of no figure, or of each, says nothing of these. */
static int check_open(const struct study *study, const struct place *place, const struct claim *claim)
{
    struct range range = range_of(study, claim);
    double value = claim->expect.value, published = claim->published;
    bool is_never = false, is_always = false;
    char possible[STUDY_TEXT];
    if (study_n_cells(study) > 1 && (claim->scope.kind == SCOPE_SLOPE || claim->measured->source != METRIC_EVALUATED))
        return 0; /* what cells can have differs, and what slopes can be */
    switch (claim->expect.relation) {
    case ABOVE:
        is_never = value >= range.most;
        is_always = value < range.least;
        break;
    case BELOW:
        is_never = value <= range.least;
        is_always = value > range.most;
        break;
    case AT_MOST:
        is_never = value < range.least;
        is_always = value >= range.most;
        break;
    case AT_LEAST:
        is_never = value > range.most;
        is_always = value <= range.least;
        break;
    case WITHIN:
        is_always = value >= fmax(-range.least, range.most);
        break;
    }
    possible_text(study, claim, range, possible);
    if (is_never || is_always)
        return refuse(place, "claims.expect: '%.80s' is %s so: %s", claim->stated, is_never ? "never" : "always",
                      possible);
    for (size_t i = 0; i < claim->n_published; i++)
        if (claim->published_repeats[i] < range.least || claim->published_repeats[i] > range.most)
            return refuse(place, "claims.published lists %.15g: %s", claim->published_repeats[i], possible);
    if (published < range.least || published > range.most)
        return refuse(place, "claims.published is %.15g: %s", published, possible);
    return 0;
}

/* The interval that asks nothing of the trainings needs a least and a most figure, and repeats that are independent. */
static int check_any_shape(const struct study *study, const struct place *place, const char *key,
                           const struct metric *metric, int model)
{
    if (!metric_is_percent(metric))
        return refuse(place, "%s any_shape is of percentages, which %s is none of: leave it out", key, metric->name);
    if (!study_data_vary(study, model))
        return refuse(place,
                      "%s any_shape needs repeats with sequences of their own, but those of %s share theirs: leave it "
                      "out",
                      key, study->models[model].model.name);
    return 0;
}

static int check_claims_interval(const struct study *study, const struct place *place, const struct claim *claim)
{
    const char *const names[] = {claim->expect.model, claim->expect.against};
    for (int i = 0; i < 2 && claim->expect.any_shape && names[i][0] != '\0'; i++)
        TRY(check_any_shape(study, place, "claims.interval", claim->measured, study_find_model(study, names[i])));
    return 0;
}

int check_adaptive_interval(const struct study *study, const struct place *place)
{
    bool any_shape = strcmp(study->adaptive.interval, INTERVAL_ANY_SHAPE) == 0;
    for (int model = 0; model < study->n_models && any_shape; model++)
        TRY(check_any_shape(study, place, "adaptive.interval", study_metric(study), model));
    return 0;
}

/* In claims.expect these are no models' names. */
static int check_claims_words(const struct draft *draft, const struct study *study)
{
    for (int model = 0; model < study->n_models; model++) {
        const char *name = study->models[model].model.name;
        bool is_mean = strcmp(name, "mean") == 0;
        struct place place = {.file = draft->file, .line = draft->models.lines[model]};
        if (is_mean || strcmp(name, "difference") == 0)
            return refuse(&place,
                          "a model is named '%s', which stands for the claim's own model%s in claims.expect: give it "
                          "another name",
                          name, is_mean ? "" : "s");
    }
    return 0;
}

/* a - b < v is b - a > -v, and a - b within v is b - a within v. */
static struct expectation turned(const struct expectation *expect)
{
    static const enum relation other_way[] = {
        [AT_LEAST] = AT_MOST, [ABOVE] = BELOW, [AT_MOST] = AT_LEAST, [BELOW] = ABOVE, [WITHIN] = WITHIN};
    struct expectation other = {.relation = other_way[expect->relation],
                                .value = expect->relation == WITHIN ? expect->value : -expect->value};
    text_copy(other.model, sizeof other.model, expect->against);
    text_copy(other.against, sizeof other.against, expect->model);
    return other;
}

static bool has_condition(const struct scope *scope, const struct condition *condition)
{
    for (size_t i = 0; i < scope->n_conditions; i++) {
        const struct condition *own = &scope->conditions[i];
        if (strcmp(own->axis, condition->axis) == 0 && strcmp(own->value, condition->value) == 0 &&
            own->is_equal == condition->is_equal && (own->is_equal || own->relation == condition->relation))
            return true;
    }
    return false;
}

/* In whatever order their conditions stand. */
static bool is_same_scope(const struct scope *a, const struct scope *b)
{
    bool same = a->kind == b->kind && strcmp(a->axis, b->axis) == 0;
    for (size_t i = 0; i < a->n_conditions; i++)
        same = same && has_condition(b, &a->conditions[i]);
    for (size_t i = 0; i < b->n_conditions; i++)
        same = same && has_condition(a, &b->conditions[i]);
    return same;
}

static bool is_same(const struct expectation *a, const struct expectation *b)
{
    return strcmp(a->model, b->model) == 0 && strcmp(a->against, b->against) == 0 && a->relation == b->relation &&
           a->value == b->value && a->any_shape == b->any_shape;
}

/* One claim twice would count twice in Holm's family. */
static int check_new(const struct draft *draft, const struct study *study, int i)
{
    char stated[CLAIM_TEXT];
    struct place place = {.file = draft->file, .line = draft->claims.lines[i]};
    const struct expectation *expect = &study->claims[i].expect, other = turned(expect);
    for (int k = 0; k < i; k++) {
        const struct expectation *before = &study->claims[k].expect;
        if (study->claims[k].measured == study->claims[i].measured &&
            is_same_scope(&study->claims[k].scope, &study->claims[i].scope) &&
            (is_same(before, expect) || is_same(before, &other)))
            return refuse(&place, "claims.expect: '%.80s' of %s is claimed twice: claim it once",
                          claim_text(&study->claims[i], stated, sizeof stated), study->claims[i].metric);
    }
    return 0;
}

static int check_claim(const struct draft *draft, const struct study *study, int i)
{
    const struct claim *claim = &study->claims[i];
    struct place place = {.file = draft->file, .line = draft->claims.lines[i]};
    TRY(check_scope(study, &place, claim));
    TRY(check_metric(study, &place, claim, claim->expect.model));
    TRY(check_metric(study, &place, claim, claim->expect.against));
    TRY(check_claims_reached(study, &place, claim));
    TRY(check_epochs(study, &place, claim));
    TRY(check_attention(study, &place, claim));
    TRY(check_minus(study, &place, claim));
    TRY(check_claims_interval(study, &place, claim));
    TRY(check_open(study, &place, claim));
    TRY(check_figures(&place, claim));
    return check_new(draft, study, i);
}

int check_claims_possible(const struct draft *draft, const struct study *study)
{
    if (study->n_claims > 0)
        TRY(check_claims_words(draft, study));
    for (int i = 0; i < study->n_claims; i++)
        TRY(mistakes_note(draft, check_claim(draft, study, i)));
    return 0;
}
