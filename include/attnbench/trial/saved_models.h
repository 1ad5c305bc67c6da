/* Which trials' weights are stored, and where. */
#ifndef ATTNBENCH_TRIAL_SAVED_MODELS_H
#define ATTNBENCH_TRIAL_SAVED_MODELS_H

#include "attnbench/study/study.h"

#include <dirent.h>

/* Path of a trial's own file: DIRECTORY/FOLDER/<model>,<axis>=<value>,…,r<repeat>ENDING into buffer. EX_CANTCREAT: it
 * is too long. */
int trial_path(const struct study *study, const struct trial *trial, const char *directory, const char *folder,
               const char *ending, char *buffer, size_t size);

/* Path of a trial's stored weights: DIRECTORY/models/<model>,<axis>=<value>,…,r<repeat>.h5 into buffer. */
int model_path(const struct study *study, const struct trial *trial, const char *directory, char *buffer, size_t size);

/* True if study.save_models asks for this trial's weights. */
int trial_is_saved(const struct study *study, const struct trial *trial);

/* Whether it is such a file, for scandir of DIRECTORY/models. */
int is_stored_model(const struct dirent *entry);

#endif
