/* What a study's settings say, for all that ask. */
#include "attnbench/base/text.h"
#include "attnbench/study/study.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/task/task.h"
#include "attnbench/study/settings.h"

#include <string.h>

bool trial_uses_openblas(const struct trial_settings *settings)
{
    return strcmp(settings->training.arithmetic, "openblas") == 0;
}

bool study_uses_openblas(const struct study *study)
{
    const struct axis *axis = axis_of(study, setting_find("training", "arithmetic"));
    bool any = axis != NULL && axis_find(axis, value_word("openblas")) < axis->count;
    for (int model = 0; model < study->n_models; model++)
        any = any || trial_uses_openblas(&study->models[model]);
    return any;
}

bool study_until_decided(const struct study *study)
{
    return strcmp(study->adaptive.until, "decided") == 0;
}

/* Looks had one level before there was a choice. */
static void print_value(const struct setting *setting, const struct study *study, char *value)
{
    setting_print(setting, study, value, STUDY_TEXT);
    if (value[0] == '\0' && setting->type == SETTING_WORD)
        text_copy(value, STUDY_TEXT,
                  setting == setting_find("adaptive", "spending") ? "one_level" : setting->choice(0));
}

bool study_differs_in(const struct setting *setting, const struct study *a, const struct study *b, char *a_value,
                      char *b_value)
{
    print_value(setting, a, a_value);
    print_value(setting, b, b_value);
    return strcmp(a_value, b_value) != 0;
}

const char *study_other_looks(const struct study *a, const struct study *b, char *a_value, char *b_value)
{
    static const char *const keys[][2] = {{"adaptive", "max"}, {"adaptive", "spending"}, {"", "repeats"}};
    static char label[SETTING_LABEL_BYTES];
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct setting *setting = setting_find(keys[i][0], keys[i][1]);
        if (study_differs_in(setting, a, b, a_value, b_value))
            return setting_label(setting, label);
    }
    return NULL;
}

bool study_claim_decides(const struct study *study, const struct claim *claim)
{
    return study_n_cells(study) == 1 && claim->measured == study_metric(study);
}

bool study_claims_decide(const struct study *study)
{
    bool any = false;
    for (int i = 0; i < study->n_claims; i++)
        any = any || study_claim_decides(study, &study->claims[i]);
    return any;
}

bool study_shares(const struct study *study, const struct setting *setting)
{
    char first[STUDY_TEXT], other[STUDY_TEXT];
    bool same = true;
    setting_print(setting, &study->models[0], first, sizeof first);
    for (int model = 1; same && model < study->n_models; model++) {
        setting_print(setting, &study->models[model], other, sizeof other);
        same = strcmp(first, other) == 0;
    }
    return same;
}

bool trial_has_option(const struct trial_settings *settings, unsigned option)
{
    const struct task_kind *task = task_find(settings->task.name);
    return task != NULL && (task->options & option) != 0;
}

bool trial_has_texts(const struct trial_settings *settings)
{
    return trial_has_option(settings, TASK_TEXT);
}

struct text_format trial_text_format(const struct trial_settings *settings)
{
    return (struct text_format){
        .in_words = {strcmp(settings->task.tokens, "words") == 0, strcmp(settings->task.tokens_out, "words") == 0},
        .most_tokens = {(int)settings->task.vocabulary, (int)settings->task.vocabulary_out},
        .most_steps = {(int)settings->task.n_in, (int)settings->task.n_out},
        .held_out = (int)settings->task.held_out,
    };
}

bool trial_is_real(const struct trial_settings *settings)
{
    const struct task_kind *task = task_find(settings->task.name);
    return task != NULL && task->is_real;
}

bool trial_reads_file(const struct trial_settings *settings)
{
    return trial_has_option(settings, TASK_FILE);
}
