/* Runs a fuzz target without libFuzzer, with the options of the same names:
 *   fuzz_T -runs=N -seed=S -max_total_time=SECONDS CORPUS    mutated files of the folder, -1 or 0: no end
 *   fuzz_T FILE...                                           these inputs as they are
 *   fuzz_T --seeds FOLDER                                    writes inputs to begin with
 * An input that breaks the target stays as crash-S-RUN in the current folder; one that takes over 5 s of processor time
 * does too. */
#include "fuzz.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MOST_BYTES = 1 << 20, MOST_INPUTS = 1000, SECONDS_AN_INPUT = 5, ALARM_SECONDS = 300 };

struct input {
    uint8_t *bytes;
    size_t n;
};

static struct input corpus[MOST_INPUTS];
static size_t n_corpus;
static uint8_t bytes[MOST_BYTES];
static size_t n_bytes;
static uint64_t state;
static unsigned long seed, run;
static double slowest_seconds;

/* splitmix64 */
static uint64_t draw(void)
{
    uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static size_t below(size_t n)
{
    return n == 0 ? 0 : (size_t)(draw() % n);
}

static size_t min(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void set_number(uint8_t *at, size_t left)
{
    static const uint64_t edges[] = {0, 1, 127, 128, 255, 256, INT32_MAX, UINT32_MAX, INT64_MAX, UINT64_MAX};
    uint64_t number = draw() % 2 == 0 ? edges[below(sizeof edges / sizeof *edges)] : draw();
    memcpy(at, &number, min(left, 1UL << below(4)));
}

static size_t move_part(uint8_t *to, size_t n, size_t most)
{
    const struct input *from = &corpus[below(n_corpus)];
    const uint8_t *source = n_corpus > 0 && draw() % 2 == 0 ? from->bytes : to;
    size_t source_bytes = source == to ? n : from->n, start = below(source_bytes);
    size_t length = min(1 + below(min(source_bytes - start, 256)), most), at = below(n + 1);
    if (source_bytes == 0)
        return n;
    if (draw() % 2 == 0 && n + length <= most) { /* put between */
        static uint8_t part[256];
        memcpy(part, source + start, min(length, sizeof part));
        memmove(to + at + length, to + at, n - at);
        memcpy(to + at, part, min(length, sizeof part));
        return n + length;
    }
    memmove(to + at, source + start, min(length, n - at));
    return n;
}

static size_t cut_part(uint8_t *from, size_t n)
{
    size_t at = below(n), length = draw() % 4 == 0 ? n - at : 1 + below(min(n - at, 64));
    memmove(from + at, from + at + length, n - at - length);
    return n - length;
}

size_t LLVMFuzzerMutate(uint8_t *at, size_t n, size_t most)
{
    for (size_t changes = 1 + below(1UL << below(5)); changes > 0 && n > 0; changes--) {
        size_t place = below(n);
        switch (draw() % 6) {
        case 0:
        case 1:
            at[place] ^= (uint8_t)(1 << below(8));
            break;
        case 2:
            at[place] = (uint8_t)draw();
            break;
        case 3:
            set_number(at + place, n - place);
            break;
        case 4:
            n = move_part(at, n, most);
            break;
        default:
            if (draw() % 4 == 0)
                n = cut_part(at, n);
        }
    }
    return n;
}

static void load(const char *path)
{
    struct stat about;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fstat(fileno(file), &about) != 0 || about.st_size > MOST_BYTES || n_corpus == MOST_INPUTS) {
        fprintf(stderr, "cannot use %s\n", path);
        exit(2);
    }
    struct input *input = &corpus[n_corpus++];
    input->n = (size_t)about.st_size;
    input->bytes = malloc(input->n + 1);
    if (input->bytes == NULL || fread(input->bytes, 1, input->n, file) != input->n)
        exit(2);
    fclose(file);
}

static int is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* In the order of their names, so that a seed always gives the same inputs. */
static void load_folder(const char *folder)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, is_file, alphasort);
    for (int i = 0; i < n; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        load(path);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
}

static void keep_input(int number)
{
    char name[64];
    snprintf(name, sizeof name, "crash-%lu-%lu", seed, run);
    FILE *file = fopen(name, "wb");
    if (file != NULL && fwrite(bytes, 1, n_bytes, file) == n_bytes && fclose(file) == 0)
        fprintf(stderr, "%s: this input is in %s\n", number == SIGALRM ? "takes too long" : "broken", name);
    signal(number == SIGALRM ? SIGABRT : number, SIG_DFL);
    raise(number == SIGALRM ? SIGABRT : number);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double seconds_of(int who)
{
    struct rusage usage;
    getrusage(who, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* Of the processor, with the children that were waited for: the machine may be busy. */
static double processor_seconds(void)
{
    return seconds_of(RUSAGE_SELF) + seconds_of(RUSAGE_CHILDREN);
}

static void run_input(void)
{
    double start = processor_seconds();
    alarm(ALARM_SECONDS);
    LLVMFuzzerTestOneInput(bytes, n_bytes);
    alarm(0);
    double took = processor_seconds() - start;
    slowest_seconds = took > slowest_seconds ? took : slowest_seconds;
    if (took > SECONDS_AN_INPUT)
        raise(SIGALRM);
}

static void mutate(void)
{
    state = seed * 1000003 + run; /* a run can be had alone */
    const struct input *input = &corpus[below(n_corpus)];
    n_bytes = input->n;
    memcpy(bytes, input->bytes, n_bytes);
    n_bytes = LLVMFuzzerCustomMutator != NULL ? LLVMFuzzerCustomMutator(bytes, n_bytes, MOST_BYTES, (unsigned)draw())
                                              : LLVMFuzzerMutate(bytes, n_bytes, MOST_BYTES);
}

static int run_mutations(long runs, double most_seconds)
{
    double start = seconds();
    for (run = 0; (runs < 0 || run < (unsigned long)runs) && (most_seconds <= 0 || seconds() - start < most_seconds);
         run++) {
        mutate();
        run_input();
    }
    printf("%lu inputs of seed %lu, the slowest took %.2f s\n", run, seed, slowest_seconds);
    return 0;
}

int main(int n, char **arguments)
{
    const int fatal[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGALRM};
    const char *folder = NULL;
    struct stat about;
    long runs = -1;
    double most_seconds = 0;
    if (n == 3 && strcmp(arguments[1], "--seeds") == 0) {
        fuzz_write_seeds(arguments[2]);
        return 0;
    }
    for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
        signal(fatal[i], keep_input);
    for (int i = 1; i < n; i++) {
        if (sscanf(arguments[i], "-runs=%ld", &runs) == 1 || sscanf(arguments[i], "-seed=%lu", &seed) == 1 ||
            sscanf(arguments[i], "-max_total_time=%lf", &most_seconds) == 1)
            continue;
        if (stat(arguments[i], &about) == 0 && S_ISDIR(about.st_mode))
            load_folder(folder = arguments[i]);
        else
            load(arguments[i]);
    }
    if (folder != NULL)
        return run_mutations(runs, most_seconds);
    for (size_t i = 0; i < n_corpus; i++, run++) {
        n_bytes = corpus[i].n;
        memcpy(bytes, corpus[i].bytes, n_bytes);
        run_input();
    }
    return 0;
}
