/* What commands printed, in files of their own. */
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/folder.h"
#include "attnbench/command/command_trial.h"
#include "attnbench/trial/saved_models.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

int output_path(const struct study *study, const struct trial *trial, const char *directory, char *buffer, size_t size)
{
    return trial_path(study, trial, directory, "output", ".txt", buffer, size);
}

int keep_output(const struct study *study, const struct trial *trial, const char *directory,
                const struct record *output)
{
    char path[PATH_MAX];
    TRY(output_path(study, trial, directory, path, sizeof path));
    if (output->payload_bytes == 0) {
        unlink(path); /* of a run before this one */
        return 0;
    }
    TRY(folder_make_above(path));
    int file = file_open(path, O_WRONLY | O_CREAT | O_TRUNC);
    int error = file < 0 ? errno : file_write(file, output->payload, output->payload_bytes);
    if (file >= 0 && close(file) != 0 && error == 0)
        error = errno;
    return error == 0 ? 0 : fail(EX_IOERR, "cannot write %s: %s", path, strerror(error));
}
