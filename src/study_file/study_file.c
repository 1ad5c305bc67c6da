/* A study file into a checked study: entries become settings, then every cell is checked. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/study/study.h"
#include "attnbench/study/trial_kind.h"
#include "draft.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- settings ------------------------------------------------------------------------------------------------------
 */

/* The list that the setting's section is, or NULL. */
static const struct item_list *list_of(const struct draft *draft, const struct setting *setting)
{
    if (setting_owner(setting) == OWNER_CLAIM)
        return &draft->claims;
    if (setting_owner(setting) == OWNER_METRIC)
        return &draft->metrics;
    return strcmp(setting->section, "models") == 0 || setting_is_parameter(setting) ? &draft->models : NULL;
}

static int refuse_missing(const struct draft *draft, const struct setting *setting, int item)
{
    struct place place = {.file = draft->file};
    char label[SETTING_LABEL_BYTES];
    setting_label(setting, label);
    const struct item_list *list = list_of(draft, setting);
    if (list != NULL) {
        place.line = list->lines[item];
        return refuse(&place, "%s is missing in %s %d of the list", label,
                      list == &draft->models   ? "model"
                      : list == &draft->claims ? "claim"
                                               : "metric",
                      item + 1);
    }
    return refuse(&place, "%s is missing", label);
}

int setting_fill(const struct draft *draft, const struct setting *setting, int item, void *base)
{
    const struct entry *found = draft_find(draft, setting, item, IN_SECTION);
    if (found != NULL)
        return setting_set(found, base);
    if ((setting->flags & SETTING_OPTIONAL) != 0 || (draft->is_foreign && strcmp(setting->section, "task") == 0))
        return 0; /* it is empty already */
    if (setting->fallback == NULL &&
        (setting->flags & SETTING_REQUIRED) != 0) /* behind another mistake it may be there */
        return draft->mistakes->n > 0 ? 0 : refuse_missing(draft, setting, item);
    char reason[512];
    struct entry entry = {.setting = setting, .item = item, .place = {.file = draft->file}};
    if (list_of(draft, setting) != NULL)
        entry.place.line = list_of(draft, setting)->lines[item];
    if (setting->fallback != NULL) {
        text_copy(entry.text, sizeof entry.text, setting->fallback);
        return setting_set(&entry, base);
    }
    setting_print(setting_find(setting->section, "name"), base, entry.text, sizeof entry.text);
    if (entry.text[0] == '\0') /* which was said of the name */
        return 0;
    int status = setting_set(&entry, base);
    if (status == 0)
        return 0;
    text_copy(reason, sizeof reason, error_message());
    return fail(status, "%s (it is not given, and defaults to the name)", reason);
}

/* --- the study ------------------------------------------------------------------------------------------------------
 */

static bool is_own(const struct draft *draft, const struct setting *setting, int model)
{
    const struct setting *own = setting_of_model(setting);
    return own != NULL && draft_find(draft, own, model, IN_SECTION) != NULL;
}

/* Settings of one model. Those of axes hold the axis's first value, whatever stands in the section. */
static int fill_model(const struct draft *draft, int model, struct study *out)
{
    struct trial_settings *settings = &out->models[model];
    for (const struct setting *s = study_settings(); s->key != NULL; s++) {
        const struct axis *axis = axis_of(out, s);
        if (axis != NULL)
            setting_put(s, axis->values[0], settings);
        else if (setting_owner(s) == OWNER_TRIAL && !is_own(draft, s, model))
            TRY(mistakes_note(draft, setting_fill(draft, s, list_of(draft, s) != NULL ? model : 0, settings)));
    }
    for (int other = 0; other < model; other++)
        if (strcmp(out->models[other].model.name, settings->model.name) == 0) {
            const struct entry *entry = draft_find(draft, setting_find("models", "name"), model, IN_SECTION);
            return refuse(&entry->place, "two models are named '%s': give each a name of its own",
                          settings->model.name);
        }
    return 0;
}

/* Of a model of no known kind nobody can tell what else the study needs, so its other mistakes wait. */
static int fill_kinds(const struct draft *draft, struct study *out)
{
    const struct setting *kind = setting_find("models", "kind");
    int before = draft->mistakes->n;
    for (int model = 0; model < draft->models.n && draft_find(draft, kind, 0, IN_GRID) == NULL; model++) {
        struct trial_settings *settings = &out->models[model];
        if (setting_fill(draft, setting_find("models", "name"), model, settings) == 0) /* fill_model tells of it */
            TRY(mistakes_note(draft, setting_fill(draft, kind, model, settings)));
    }
    return draft->mistakes->n > before ? mistakes_end(draft) : 0;
}

/* Refuses a name that is none of a model; `what` is of it: "the claim is". */
static int check_model_name(const struct study *study, const struct place *place, const char *what, const char *name)
{
    const char *names[STUDY_MAX_MODELS];
    char all[512], name_shown[SHOWN_BYTES];
    if (study_find_model(study, name) >= 0)
        return 0;
    for (int model = 0; model < study->n_models; model++)
        names[model] = study->models[model].model.name;
    return refuse(place, "%s of model '%s': it must be %s%s", what, shown(name, name_shown),
                  text_alternatives(names, (size_t)study->n_models, all, sizeof all),
                  strchr(name, '-') != NULL ? "; a difference has blanks around its minus" : "");
}

static int check_weights_as(const struct draft *draft, const struct study *study, int model)
{
    const struct trial_settings *settings = &study->models[model];
    const struct entry *units = draft_find(draft, setting_find("models", "units"), model, IN_SECTION);
    const struct setting *axis = setting_find("models", "units");
    if (settings->model.weights_as[0] == '\0')
        return 0;
    struct place place = draft_find(draft, setting_find("models", "weights_as"), model, IN_SECTION)->place;
    TRY(check_model_name(study, &place, "models.weights_as is", settings->model.weights_as));
    if (units != NULL || axis_of(study, axis) != NULL)
        return refuse(
            &place,
            "models.weights_as decides the units of %s: leave models.units out of the model, and units out of "
            "the grid",
            settings->model.name);
    if (study->models[study_find_model(study, settings->model.weights_as)].model.weights_as[0] != '\0')
        return refuse(&place, "models.weights_as is %s, which has no units of its own: name a model without weights_as",
                      settings->model.weights_as);
    return 0;
}

/* What "within margin" stands for in a claim on the metric. */
static void fill_margin(const struct study *study, struct claim *claim)
{
    for (int i = 0; i < study->n_metrics; i++)
        if (strcmp(study->metrics[i].name, claim->metric) == 0)
            text_copy(claim->margin, sizeof claim->margin, study->metrics[i].margin);
}

static int fill_repeat_names(const struct draft *draft, struct study *out)
{
    out->repeat_names = draft->repeat_names;
    if (out->repeat_names.n == 0 || out->repeat_names.n == out->repeats)
        return 0;
    return refuse(&(struct place){.file = draft->file}, "repeats is %lld, but repeat_names lists %d",
                  (long long)out->repeats, out->repeat_names.n);
}

static int fill_claim(const struct draft *draft, int item, struct study *out)
{
    struct claim *claim = &out->claims[item];
    struct place place = {.file = draft->file, .line = draft->claims.lines[item]};
    for (const struct setting *s = study_settings(); s->key != NULL; s++)
        if (setting_owner(s) == OWNER_CLAIM)
            TRY(setting_fill(draft, s, item, claim));
    if (out->n_metrics > 0 && draft_find(draft, setting_find("claims", "metric"), item, IN_SECTION) == NULL)
        text_copy(claim->metric, sizeof claim->metric, study_metric(out)->name);
    fill_margin(out, claim);
    if (claim_resolve(claim) != 0) {
        char reason[512];
        text_copy(reason, sizeof reason, error_message());
        return refuse(&place, "%s", reason);
    }
    TRY(check_model_name(out, &place, "the claim is", claim->expect.model));
    if (claim->expect.against[0] != '\0')
        TRY(check_model_name(out, &place, "the claim is", claim->expect.against));
    if (study_n_cells(out) > 1 && claim->scope.kind == SCOPE_CELL)
        return refuse(&place,
                      "the claim does not say of which of the grid's %zu cells it speaks: write everywhere, somewhere, "
                      "where AXIS >= VALUE (their mean) or slope AXIS",
                      study_n_cells(out));
    return 0;
}

/* Where the setting is given; else the file. */
static struct place place_given(const struct draft *draft, const char *section, const char *key, int item)
{
    const struct entry *entry = draft_find(draft, setting_find(section, key), item, IN_SECTION);
    return entry != NULL ? entry->place : (struct place){.file = draft->file};
}

static int check_metric(const struct draft *draft, const struct study *study)
{
    const struct trial_settings *settings = study_lacks(study, study_metric(study));
    struct place place = place_given(draft, "", "metric", 0);
    return settings == NULL ? 0 : refuse_metric(&place, "metric", study_metric(study), settings, METRIC_EVALUATED);
}

static int check_until(const struct draft *draft, const struct study *study, const struct entry *half_width)
{
    struct place place = place_given(draft, "adaptive", "until", 0);
    if (!study_until_decided(study))
        return 0;
    if (study->adaptive.max == 0)
        return refuse(&place, "adaptive.until does nothing without adaptive.max");
    if (half_width != NULL)
        return refuse(&half_width->place, "adaptive.half_width does nothing where adaptive.until is decided");
    if (study->adaptive.interval[0] != '\0')
        return refuse(&place,
                      "adaptive.until is decided: adaptive.interval does nothing there; claims have one of their own");
    if (study->n_models == 1 && !study_claims_decide(study))
        return refuse(&place,
                      "adaptive.until is decided: it needs a second model, or claims on %s of a study of one cell",
                      study_metric(study)->name);
    return 0;
}

/* Of a percentage a figure up to 1 may be a fraction. */
static int check_reached(const struct draft *draft, const struct study *study)
{
    const struct metric *metric = study_metric(study);
    const char *unit = metric_unit(metric, false);
    double reached, least = metric->least, most = metric->most;
    char given[CLAIM_WORD];
    struct place place = place_given(draft, "", "reached", 0);
    if (study->reached_stated[0] == '\0')
        return 0;
    if (!figure_parse(study->reached_stated, &reached, given))
        return refuse(&place, "reached is '%s', which is no number: write one such as 90", study->reached_stated);
    if (given[0] != '\0' && strcmp(given, unit + (unit[0] == ' ')) != 0)
        return refuse(&place, "reached has the unit '%s': %s %s%s", given, metric->name,
                      unit[0] != '\0' ? "is in" : "has none", unit);
    if (metric_is_percent(metric) && given[0] == '\0' && reached > 0 && reached <= 1)
        return refuse(&place, "reached is %g, which may mean %g %%: write %g or %g %%", reached, 100 * reached,
                      100 * reached, reached);
    if (!(reached > least || metric->less_is_better) || reached < least || reached > most)
        return refuse(&place, "reached is %.10g: %s is from %g to %g", reached, metric->name, least, most);
    return 0;
}

static int check_adaptive(const struct draft *draft, const struct study *study)
{
    const struct entry *half_width = draft_find(draft, setting_find("adaptive", "half_width"), 0, IN_SECTION);
    const struct entry *interval = draft_find(draft, setting_find("adaptive", "interval"), 0, IN_SECTION);
    const struct entry *spending = draft_find(draft, setting_find("adaptive", "spending"), 0, IN_SECTION);
    const struct entry *idle = half_width != NULL ? half_width : interval != NULL ? interval : spending;
    if (idle != NULL && draft_find(draft, setting_find("adaptive", "max"), 0, IN_SECTION) == NULL)
        return refuse(&idle->place, "adaptive.%s does nothing without adaptive.max", idle->setting->key);
    if (interval != NULL)
        TRY(check_adaptive_interval(study, &interval->place));
    struct place place = place_given(draft, "adaptive", "max", 0);
    TRY(check_until(draft, study, half_width));
    if (study->adaptive.max > 0 && !study_until_decided(study) && half_width == NULL &&
        !metric_is_percent(study_metric(study)))
        return refuse(&place, "adaptive.max needs adaptive.half_width, in the unit of %s", study_metric(study)->name);
    if (study->adaptive.max == 0 || study->adaptive.max >= study->repeats)
        return 0;
    if (place_given(draft, "", "repeats", 0).override != NULL)
        place = place_given(draft, "", "repeats", 0);
    return refuse(&place, "adaptive.max is %lld: it must be at least repeats, which is %lld",
                  (long long)study->adaptive.max, (long long)study->repeats);
}

/* Fewer points look like a fraction. */
static int check_half_width(const struct draft *draft, const struct study *study)
{
    const double least = 0.1, half_width = study->adaptive.half_width;
    struct place place = place_given(draft, "adaptive", "half_width", 0);
    if (half_width >= least || !metric_is_percent(study_metric(study)))
        return 0;
    return refuse(&place, "adaptive.half_width is %g percentage points, which may mean %g: write %g; the least is %g",
                  half_width, 100 * half_width, 100 * half_width, least);
}

/* Whether nothing differs between the repeats of a model, wherever its pairs come from in a cell. */
static bool varies_in_nothing(const struct study *study, int model)
{
    const struct axis *sources = axis_of(study, setting_find("training", "source"));
    struct trial_settings settings = study->models[model];
    bool nothing = trial_vary(study, &settings) == 0;
    for (int i = 0; sources != NULL && !nothing && i < sources->count; i++) {
        setting_put(sources->setting, sources->values[i], &settings);
        nothing = trial_vary(study, &settings) == 0;
    }
    return nothing;
}

/* What stays the same in all repeats leaves them all equal when it is everything that differs. */
static int check_vary(const struct draft *draft, const struct study *study)
{
    int model = 0;
    while (model < study->n_models && !varies_in_nothing(study, model))
        model++;
    if (model == study->n_models)
        return 0;
    bool own = study->models[model].model.vary != 0;
    struct place place = own ? place_given(draft, "models", "vary", model) : place_given(draft, "", "vary", 0);
    if (trial_reads_file(&study->models[model]))
        return refuse(&place, "vary is data alone, but a file's pairs are the same in all repeats: list init or order "
                              "too");
    return refuse(&place, "vary is order alone, but fresh pairs have no order: list init or data too");
}

/* Whether values are real, and the file of pairs, are matters of the whole study. */
static int check_tasks(const struct draft *draft, const struct study *study)
{
    const struct axis *tasks = axis_of(study, setting_find("task", "name"));
    struct trial_settings first = study->models[0], other = first;
    for (int i = 1; tasks != NULL && i < tasks->count; i++) {
        setting_put(tasks->setting, tasks->values[i], &other);
        bool is_file = trial_reads_file(&first) || trial_reads_file(&other);
        if (is_file || trial_is_real(&first) != trial_is_real(&other))
            return refuse(&draft_find(draft, tasks->setting, 0, IN_GRID)->place,
                          "grid.name lists %s and %s: one study cannot hold both", first.task.name, other.task.name);
    }
    return 0;
}

/* Sections that are of the built-in models alone. */
static int check_sections(const struct draft *draft)
{
    char label[SETTING_LABEL_BYTES];
    for (size_t i = 0; draft->is_foreign && i < draft->n; i++) {
        const struct entry *entry = &draft->entries[i];
        const char *section = entry->setting->section;
        if (strcmp(section, "training") == 0 || strcmp(section, "evaluate") == 0 || setting_is_own(entry->setting))
            return refuse(&entry->place, "%s is of the built-in models, and a study without task has none",
                          setting_label(entry->setting, label));
    }
    return 0;
}

static int fill_study(const struct draft *draft, struct study *out)
{
    memset(out, 0, sizeof *out);
    metrics_use(&out->own);
    TRY(fill_kinds(draft, out));
    TRY(check_sections(draft));
    if (draft->is_foreign && draft->metrics.n == 0 && draft->mistakes->n == 0)
        return refuse(&(struct place){.file = draft->file},
                      "metrics is missing: say what results give, such as metrics: [{name: accuracy, counts: true}]");
    for (int item = 0; item < draft->metrics.n; item++)
        TRY(mistakes_note(draft, fill_metric(draft, item, out)));
    metrics_use(&out->own);
    for (const struct setting *s = study_settings(); s->key != NULL; s++)
        if (setting_owner(s) == OWNER_STUDY)
            TRY(mistakes_note(draft, setting_fill(draft, s, 0, out)));
    TRY(mistakes_note(draft, fill_repeat_names(draft, out)));
    TRY(mistakes_note(draft, fill_axes(draft, out)));
    if (draft->models.n == 0 && draft->mistakes->n == 0)
        return refuse(&(struct place){.file = draft->file}, "models is missing: list at least one");
    out->n_models = draft->models.n;
    for (int model = 0; model < draft->models.n; model++)
        TRY(mistakes_note(draft, fill_model(draft, model, out)));
    TRY(mistakes_end(draft));
    for (int model = 0; model < draft->models.n; model++)
        TRY(mistakes_note(draft, check_weights_as(draft, out, model)));
    out->n_claims = draft->claims.n;
    for (int claim = 0; claim < draft->claims.n; claim++)
        TRY(mistakes_note(draft, fill_claim(draft, claim, out)));
    TRY(mistakes_note(draft, check_tasks(draft, out)));
    TRY(mistakes_note(draft, check_vary(draft, out)));
    TRY(mistakes_note(draft, check_metric(draft, out)));
    TRY(mistakes_note(draft, check_reached(draft, out)));
    TRY(mistakes_note(draft, check_adaptive(draft, out)));
    return mistakes_end(draft);
}

/* --- the whole -----------------------------------------------------------------------------------------------------
 */

static int check_count(const struct study *study, const char *file)
{
    uint64_t count = (uint64_t)study->n_models;
    bool overflow = __builtin_mul_overflow(count, (uint64_t)study_max_repeats(study), &count);
    for (int a = 0; a < study->n_axes; a++)
        overflow = overflow || __builtin_mul_overflow(count, (uint64_t)study->axes[a].count, &count);
    if (overflow)
        return refuse(&(struct place){.file = file}, "the grid makes more trials than can be counted: at most %d",
                      STUDY_MAX_TRIALS);
    if (count > STUDY_MAX_TRIALS)
        return refuse(&(struct place){.file = file}, "the grid makes %llu trials: at most %d are allowed",
                      (unsigned long long)count, STUDY_MAX_TRIALS);
    return 0;
}

/* is_file: its files are to be looked for, its names to be read as names, its weights to be such as can be matched, and
 * its claims ones that can be decided. What is kept with results was let through once, and stays readable. */
static int parse(const char *text, size_t length, const char *name_of_text, bool is_file, const char *const *overrides,
                 size_t n, struct study *out)
{
    static _Thread_local struct mistakes mistakes;
    mistakes.n = 0;
    struct draft own = {.file = name_of_text, .mistakes = &mistakes}, *draft = &own;
    int status = draft_parse(draft, text, length);
    if (status != 0) {
        TRY_ELSE(done, mistakes_note(draft, status));
        TRY_ELSE(done, mistakes_end(draft));
    }
    TRY_ELSE(done, draft_override(draft, overrides, n));
    TRY_ELSE(done, fill_real_values(draft));
    if (is_file)
        TRY_ELSE(done, fill_vocabularies(draft));
    TRY_ELSE(done, fill_study(draft, out));
    if (is_file) {
        TRY_ELSE(done, find_own_pairs(draft, out));
        TRY_ELSE(done, find_folder(draft, out));
    }
    TRY_ELSE(done, check_count(out, name_of_text));
    TRY_ELSE(done, fill_exclusions(draft, out));
    TRY_ELSE(done, check_cells(draft, out));
    if (is_file) {
        TRY_ELSE(done, mistakes_note(draft, check_names(draft, out)));
        TRY_ELSE(done, mistakes_note(draft, look_at_cells(draft, out)));
        TRY_ELSE(done, mistakes_note(draft, check_half_width(draft, out)));
        TRY_ELSE(done, mistakes_note(draft, check_matches(draft, out)));
        TRY_ELSE(done, mistakes_note(draft, check_claims_possible(draft, out)));
        TRY_ELSE(done, mistakes_end(draft));
    }
done:
    draft_free(draft);
    return status;
}

int study_parse(const char *text, size_t length, const char *name_of_text, const char *const *overrides, size_t n,
                struct study *out)
{
    return parse(text, length, name_of_text, false, overrides, n, out);
}

int study_parse_file(const char *text, size_t length, const char *name_of_text, struct study *out)
{
    return parse(text, length, name_of_text, true, NULL, 0, out);
}

int study_read(const char *path, const char *const *overrides, size_t n, struct study *out)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return fail(EX_NOINPUT, "%s: %s", path, strerror(errno));
    int status = EX_OSERR;
    char *text = allocate(STUDY_MAX_FILE_BYTES + 1, 1);
    if (text != NULL) {
        size_t length = fread(text, 1, STUDY_MAX_FILE_BYTES + 1, file); /* one more shows that it is too long */
        status = !ferror(file)     ? parse(text, length, path, true, overrides, n, out)
                 : errno == EISDIR ? fail(EX_NOINPUT, "%s is a folder: give a study file, such as STUDY.yaml", path)
                                   : fail(EX_NOINPUT, "%s: %s", path, strerror(errno));
    }
    free(text);
    fclose(file);
    return status;
}
