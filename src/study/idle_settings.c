/* Settings that do nothing beside others: who sets one believes that it does something. */
#include "attnbench/error.h"

#include "settings_internal.h"

#include <string.h>

static const struct {
    const char *section, *key;
    unsigned option; /* enum task_option: what a task must have for it */
} options[] = {
    {"task", "reserve_zero", TASK_RESERVE_ZERO},
    {"task", "marker", TASK_MARKER},
};

int refuse_idle_settings(const struct trial_settings *settings, const struct task_kind *task)
{
    char value[STUDY_TEXT], label[SETTING_LABEL_BYTES];
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const struct setting *setting = setting_find(options[i].section, options[i].key);
        if ((task->options & options[i].option) != 0 || setting_is_default(setting, settings))
            continue;
        setting_print(setting, settings, value, sizeof value);
        return fail(EX_CONFIG, "%s is %s, but the task %s has none", setting_label(setting, label), value, task->name);
    }
    return 0;
}
