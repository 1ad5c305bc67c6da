/* Cores and GPUs that a trial has to itself, among all trials of this machine and user.
 *
 * A place is a file that is locked while a trial has it: the kernel opens the lock when the trial's processes are gone.
 * Who wants several takes them one by one under a lock of its own, so that no two wait for each other's. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/launch/launcher.h"
#include "command.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PLACES_MOST = 1024, GPU_NAME = 80, WAIT_MILLISECONDS = 5 };

/* ---- Files ---- */

/* A folder of this user's, in memory where there is one. */
static int places_folder(char path[static PATH_MAX])
{
    struct stat folder;
    const char *above = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(path, PATH_MAX, "%s/attnbench-%u", above, (unsigned)getuid());
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return fail(EX_OSERR, "cannot make %s: %s", path, strerror(errno));
    if (lstat(path, &folder) != 0 || !S_ISDIR(folder.st_mode) || folder.st_uid != getuid())
        return fail(EX_OSERR, "%s is no folder of this user", path);
    return 0;
}

/* Opens and locks "kind-name"; *file stays open until this process ends, or is closed; -1: another process has it. */
static int lock_place(const char *folder, const char *kind, const char *name, int operation, int *file)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.*s/%s-%.*s", PATH_MAX / 2, folder, kind, GPU_NAME, name);
    for (char *c = path + strlen(folder) + 1; *c != '\0'; c++)
        *c = *c == '/' ? '_' : *c;
    *file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*file < 0)
        return fail(EX_OSERR, "cannot open %s: %s", path, strerror(errno));
    int status;
    while ((status = flock(*file, operation)) != 0 && errno == EINTR)
        continue;
    if (status == 0)
        return 0;
    int error = errno;
    close(*file);
    *file = -1;
    return error == EWOULDBLOCK ? 0 : fail(EX_OSERR, "cannot lock %s: %s", path, strerror(error));
}

/* ---- Which there are ---- */

/* Places of one kind: their names. */
struct places {
    size_t n;
    char names[PLACES_MOST][GPU_NAME];
};

static void list_cores(struct places *out)
{
    cpu_set_t given = launcher_cores();
    out->n = 0;
    for (int core = 0; core < PLACES_MOST && core < CPU_SETSIZE; core++)
        if (CPU_ISSET(core, &given))
            snprintf(out->names[out->n++], GPU_NAME, "%d", core);
}

/* Adds a name that is not there yet. */
static void add_place(struct places *places, const char *name, size_t length)
{
    size_t i = 0;
    if (length == 0 || length >= GPU_NAME || places->n == PLACES_MOST)
        return;
    char *end = places->names[places->n];
    snprintf(end, GPU_NAME, "%.*s", (int)length, name);
    while (strcmp(places->names[i], end) != 0)
        i++;
    places->n += i == places->n;
}

static bool names_gpu(const char *entry)
{
    return isdigit((unsigned char)*entry) || strncmp(entry, "GPU-", 4) == 0 || strncmp(entry, "MIG-", 4) == 0;
}

/* The entries of CUDA_VISIBLE_DEVICES, numbers or UUIDs, up to one that is neither, such as -1 or NoDevFiles, which
 * CUDA takes for the end; where it is not set, the devices of /dev. */
static void list_gpus(struct places *out)
{
    const char *visible = getenv("CUDA_VISIBLE_DEVICES");
    char path[32];
    out->n = 0;
    for (int i = 0; visible == NULL && i < PLACES_MOST; i++) {
        snprintf(path, sizeof path, "/dev/nvidia%d", i);
        if (access(path, F_OK) == 0)
            add_place(out, path + strlen("/dev/nvidia"), strlen(path + strlen("/dev/nvidia")));
    }
    while (visible != NULL && names_gpu(visible += strspn(visible, ", "))) {
        size_t length = strcspn(visible, ", ");
        add_place(out, visible, length);
        visible += length;
    }
}

static int check_enough(const char *key, int64_t wanted, const struct places *there, const char *where)
{
    if ((size_t)wanted <= there->n)
        return 0;
    return fail(EX_CONFIG, "models.%s is %lld, but %s %zu", key, (long long)wanted, where, there->n);
}

int command_check_places(const struct trial_settings *settings)
{
    static struct places places;
    list_cores(&places);
    TRY(check_enough("cores", settings->model.cores, &places, "the cores given to this program are"));
    list_gpus(&places);
    return check_enough("gpus", settings->model.gpus, &places, "CUDA_VISIBLE_DEVICES and /dev name");
}

/* ---- Taking them ---- */

/* Locks so many free places; taken: their indices. *enough: there are so many; else none is taken. */
static int take_free(const char *folder, const char *kind, const struct places *places, size_t wanted,
                     size_t taken[static PLACES_MOST], bool *enough)
{
    static int files[PLACES_MOST];
    size_t n = 0;
    int status = 0;
    for (size_t i = 0; i < places->n && n < wanted && status == 0; i++) {
        status = lock_place(folder, kind, places->names[i], LOCK_EX | LOCK_NB, &files[n]);
        if (files[n] >= 0)
            taken[n++] = i;
    }
    *enough = n == wanted;
    for (size_t i = 0; !*enough && i < n; i++)
        close(files[i]);
    return status;
}

/* Waits in turn: who is at the front holds the lock of the queue. */
static int take(const char *kind, const struct places *places, size_t wanted, size_t taken[static PLACES_MOST])
{
    char folder[PATH_MAX];
    int queue, status;
    bool enough = false;
    TRY(places_folder(folder));
    TRY(lock_place(folder, kind, "queue", LOCK_EX, &queue));
    while ((status = take_free(folder, kind, places, wanted, taken, &enough)) == 0 && !enough) {
        struct timespec pause = {.tv_nsec = WAIT_MILLISECONDS * 1000000L};
        nanosleep(&pause, NULL);
    }
    close(queue);
    return status;
}

int command_take_places(const struct trial_settings *settings, char *gpus, size_t size)
{
    static struct places places;
    static size_t taken[PLACES_MOST];
    size_t n_cores = (size_t)settings->model.cores, n_gpus = (size_t)settings->model.gpus, used = 0;
    gpus[0] = '\0';
    if (n_gpus > 0) {
        list_gpus(&places);
        TRY(check_enough("gpus", settings->model.gpus, &places, "CUDA_VISIBLE_DEVICES and /dev name"));
        TRY(take("gpu", &places, n_gpus, taken));
        for (size_t i = 0; i < n_gpus; i++)
            text_append(gpus, size, &used, "%s%s", i > 0 ? "," : "", places.names[taken[i]]);
    }
    if (n_cores == 0)
        return 0;
    cpu_set_t cores;
    CPU_ZERO(&cores);
    list_cores(&places);
    TRY(check_enough("cores", settings->model.cores, &places, "the cores given to this program are"));
    TRY(take("core", &places, n_cores, taken));
    for (size_t i = 0; i < n_cores; i++)
        CPU_SET(atoi(places.names[taken[i]]), &cores);
    if (sched_setaffinity(0, sizeof cores, &cores) != 0)
        return fail(EX_OSERR, "cannot bind a command to its cores: %s", strerror(errno));
    return 0;
}
