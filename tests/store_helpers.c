#include "store_helpers.h"
#include "test.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int folder_setup(void **state)
{
    const char *above = getenv("TMPDIR");
    char *path = malloc(4096);
    snprintf(path, 4096, "%s/attnbench-test-XXXXXX", above != NULL ? above : "/tmp");
    *state = path;
    return mkdtemp(path) == NULL;
}

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *place)
{
    (void)about;
    (void)type;
    (void)place;
    return remove(path);
}

int folder_teardown(void **state)
{
    chmod(*state, 0777);
    int result = nftw(*state, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return result;
}

const char *in_folder(const char *folder, const char *name)
{
    static char paths[4][4096];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

unsigned char *read_whole(const char *path, size_t *bytes)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *bytes = (size_t)ftell(file);
    rewind(file);
    unsigned char *content = malloc(*bytes + 1);
    assert_int_equal(fread(content, 1, *bytes, file), *bytes);
    fclose(file);
    return content;
}

void write_whole(const char *path, const void *content, size_t bytes)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content, 1, bytes, file), bytes);
    assert_int_equal(fclose(file), 0);
}

size_t n_files(const char *folder)
{
    size_t n = 0;
    DIR *open_folder = opendir(folder);
    assert_non_null(open_folder);
    for (struct dirent *entry; (entry = readdir(open_folder)) != NULL;)
        n += entry->d_name[0] != '.';
    closedir(open_folder);
    return n;
}

size_t stub_trial(uint64_t identity, enum trial_status status, int epochs, int correct, unsigned char *out)
{
    float loss[STUB_MAX_EPOCHS], accuracy[STUB_MAX_EPOCHS];
    for (int i = 0; i < epochs; i++) {
        loss[i] = (float)(identity % 1000) + 1.0f / (float)(i + 1);
        accuracy[i] = (float)i / STUB_MAX_EPOCHS;
    }
    struct trial_result result = {
        .identity = identity,
        .settings_hash = 42,
        .status = status,
        .epochs = epochs,
        .sequences = trial_has_failed(status) ? 0 : 100,
        .train_seconds = 0.5 * (double)(identity % 1000),
        .train_loss = loss,
        .train_accuracy = accuracy,
    };
    if (trial_has_failed(status))
        snprintf(result.reason, sizeof result.reason, "killed by signal %d", 1 + (int)(identity % 15));
    if (trial_has_figures(status))
        result_add(&result, figure_of_counts(metric_at(METRIC_ACCURACY), correct, 100));
    return record_encode_trial(&result, out);
}
