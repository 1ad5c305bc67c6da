/* What a study's settings say, for all that ask. */
#include "attnbench/study/study.h"
#include "attnbench/task/task.h"

#include <string.h>

bool trial_uses_openblas(const struct trial_settings *settings)
{
    return strcmp(settings->training.arithmetic, "openblas") == 0;
}

bool study_uses_openblas(const struct study *study)
{
    bool any = false;
    for (int a = 0; a < study->n_axes; a++)
        for (int i = 0; i < study->axes[a].count; i++) {
            struct trial_settings settings = study->models[0];
            setting_put(study->axes[a].setting, study->axes[a].values[i], &settings);
            any = any || trial_uses_openblas(&settings);
        }
    for (int model = 0; model < study->n_models; model++)
        any = any || trial_uses_openblas(&study->models[model]);
    return any;
}

bool trial_is_real(const struct trial_settings *settings)
{
    const struct task_kind *task = task_find(settings->task.name);
    return task != NULL && task->is_real;
}
