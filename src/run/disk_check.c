#include "disk_check.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/folder.h"
#include "attnbench/base/text.h"
#include "attnbench/study/trial_kind.h"
#include "attnbench/trial/saved_models.h"
#include "attnbench/trial/trial.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

/* What is written besides the numbers: the study and a run's provenance, and what HDF5 takes, measured with 1.10.8. An
 * axis is a dimension of each array: of 3 axes study.h5 took 107 kB, of 23 axes 461. */
static const double JOURNAL_BYTES = 3e3, SNAPSHOT_BYTES = 70e3, AXIS_BYTES = 17.5e3, MODEL_BYTES = 8e3,
                    TENSOR_BYTES = 2.8e3;

/* Bytes of the file of the trial's weights. */
static int model_file_bytes(const struct trial *trial, double *bytes)
{
    struct trial_size size;
    TRY(trial_size(&trial->settings, &size));
    *bytes = MODEL_BYTES + (double)size.tensors * TENSOR_BYTES + (double)(size.weights * sizeof(float));
    return 0;
}

int disk_needed(const struct study *study, const struct plan *plan, struct disk_need *out)
{
    *out = (struct disk_need){.journal = JOURNAL_BYTES, .snapshot = SNAPSHOT_BYTES + study->n_axes * AXIS_BYTES};
    double bytes = 0;
    size_t model_and_cell = SIZE_MAX; /* that `bytes` belongs to */
    for (size_t i = 0; i < study_n_trials(study); i++) {
        struct trial trial = study_trial(study, i);
        if (plan_wants(plan, &trial))
            out->snapshot += (double)trial_record_bytes(&trial.settings);
    }
    for (size_t i = 0; i < plan->n; i++) {
        struct trial trial = study_trial(study, plan->items[i].trial);
        if (!plan->items[i].wanted)
            continue;
        out->journal += (double)trial_record_bytes(&trial.settings);
        if (!trial_is_saved(study, &trial))
            continue;
        if (model_and_cell != trial.index / study_max_repeats(study))
            TRY(model_file_bytes(&trial, &bytes));
        model_and_cell = trial.index / study_max_repeats(study);
        out->models += bytes;
        out->model = fmax(out->model, bytes);
        out->n_models++;
    }
    return 0;
}

double disk_more_bytes(const struct disk_need *need, const char *directory)
{
    char path[PATH_MAX];
    struct stat file;
    double there = 0;
    if (path_join(path, sizeof path, directory, "study.h5") == 0 && stat(path, &file) == 0)
        there = (double)file.st_size;
    return need->journal + need->models + need->snapshot + fmax(need->snapshot - there, 0);
}

double disk_available(const char *directory)
{
    char path[PATH_MAX];
    struct statvfs about;
    if (!text_copy(path, sizeof path, directory))
        return INFINITY;
    while (statvfs(path, &about) != 0) {
        char *slash = strrchr(path, '/');
        if (errno != ENOENT || strcmp(path, ".") == 0)
            return INFINITY;
        if (slash == NULL)
            strcpy(path, ".");
        else
            slash[slash == path] = 0; /* keeps the "/" of the root */
    }
    return about.f_blocks == 0 ? INFINITY : (double)about.f_bavail * (double)about.f_frsize;
}

static int check_file_sizes(const struct disk_need *need, const char *directory)
{
    char path[PATH_MAX], size[32], most[32];
    struct stat journal;
    double there = path_join(path, sizeof path, directory, "journal") == 0 && stat(path, &journal) == 0
                       ? (double)journal.st_size
                       : 0;
    double largest = fmax(fmax(there + need->journal, need->snapshot), need->model), limit = file_size_limit();
    if (largest <= limit)
        return 0;
    return fail(EX_IOERR, "a file in %s may grow to %s, but this process may make none larger than %s (ulimit -f)",
                directory, text_bytes(largest, size, sizeof size), text_bytes(limit, most, sizeof most));
}

int check_disk(const struct study *study, const struct plan *plan, const char *directory)
{
    struct disk_need need;
    TRY(disk_needed(study, plan, &need));
    double bytes = disk_more_bytes(&need, directory), available = disk_available(directory);
    char all[32], journal[32], snapshot[32], models[32], left[32];
    if (plan->n_wanted == 0)
        return 0;
    TRY(check_file_sizes(&need, directory));
    if (bytes <= available)
        return 0;
    return fail(EX_IOERR,
                "%s may need %s more of disk (journal %s, study.h5 %s and as much again while it is replaced, stored "
                "models %s), but %s are free there: make room, or give another folder with -o",
                directory, text_bytes(bytes, all, sizeof all), text_bytes(need.journal, journal, sizeof journal),
                text_bytes(need.snapshot, snapshot, sizeof snapshot), text_bytes(need.models, models, sizeof models),
                text_bytes(available, left, sizeof left));
}
