#include "chart_seal.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD "# Made by attnbench plot: study "
#define HEAD_REST " chart %s drawing %016" PRIx64 "\n"
#define HEAD_SCAN HEAD "%63s chart %223s drawing %16" SCNx64
#define PICTURE "# %s %016" PRIx64 "\n"
#define FOOT "# All above "

/* NULL: no regular file that can be read. */
static FILE *open_regular(const char *path)
{
    int file;
    if (file_open_regular(path, &file) != 0)
        return NULL;
    FILE *stream = fdopen(file, "r");
    if (stream == NULL)
        close(file);
    return stream;
}

/* Of the next n bytes, or of those that are left. */
static bool hash_stream(FILE *stream, uint64_t n, uint64_t *hash)
{
    char buffer[1 << 14];
    size_t got = 1;
    for (; n > 0 && got > 0; n -= got) {
        got = fread(buffer, 1, n < sizeof buffer ? (size_t)n : sizeof buffer, stream);
        *hash = hash_bytes(*hash, buffer, got);
    }
    return ferror(stream) == 0;
}

bool seal_sum(const char *path, uint64_t *out)
{
    FILE *stream = open_regular(path);
    *out = HASH_START;
    bool read = stream != NULL && hash_stream(stream, UINT64_MAX, out);
    if (stream != NULL)
        fclose(stream);
    return read;
}

/* A line that says which pictures are drawn, not what they show. */
static bool is_of_output(const char *line)
{
    static const char *const starts[] = {"set terminal ", "set output", "replot"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(line, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

int seal_drawing(const char *script, const char *data, uint64_t *out)
{
    FILE *stream = open_regular(script);
    char *line = NULL;
    size_t size = 0;
    bool read = seal_sum(data, out) && stream != NULL;
    while (read && getline(&line, &size, stream) > 0)
        if (!is_of_output(line))
            *out = hash_text(*out, line);
    read = read && ferror(stream) == 0;
    free(line);
    if (stream != NULL)
        fclose(stream);
    return read ? 0 : fail(EX_IOERR, "%s and its data cannot be read again", script);
}

int seal_write(const char *path, const struct seal *seal)
{
    uint64_t sum;
    FILE *stream = fopen(path, "ae");
    if (stream != NULL) {
        fprintf(stream, HEAD "%s" HEAD_REST, seal->study, seal->chart, seal->drawing);
        for (int image = 0; image < N_IMAGES; image++)
            if (seal->has[image])
                fprintf(stream, PICTURE, image_names[image], seal->sums[image]);
    }
    bool written = stream != NULL && fflush(stream) == 0 && seal_sum(path, &sum) &&
                   fprintf(stream, FOOT "%016" PRIx64 "\n", sum) > 0;
    written &= stream != NULL && fclose(stream) == 0;
    return written ? 0 : fail(EX_IOERR, "%s cannot be written whole: %s", path, strerror(errno));
}

/* Where the last seal of the text begins. */
static const char *find_head(const char *text)
{
    const char *head = NULL;
    for (const char *next = strstr(text, HEAD); next != NULL; next = strstr(next + 1, HEAD))
        head = next;
    return head;
}

/* The lines from `head` on, which end with the file. *foot: where the sum stands. */
static bool parse(const char *head, struct seal *out, const char **foot, uint64_t *sum)
{
    *out = (struct seal){0};
    if (sscanf(head, HEAD_SCAN, out->study, out->chart, &out->drawing) != 3)
        return false;
    const char *line = strchr(head, '\n');
    for (; line != NULL && strncmp(line + 1, FOOT, strlen(FOOT)) != 0; line = strchr(line + 1, '\n')) {
        char kind[8];
        uint64_t of_picture;
        if (sscanf(line + 1, "# %7s %16" SCNx64, kind, &of_picture) != 2)
            return false;
        for (int image = 0; image < N_IMAGES; image++)
            if (strcmp(kind, image_names[image]) == 0) {
                out->has[image] = true;
                out->sums[image] = of_picture;
            }
    }
    if (line == NULL)
        return false;
    *foot = line + 1;
    const char *end = *foot + strlen(FOOT) + 16;
    return sscanf(*foot, FOOT "%16" SCNx64, sum) == 1 && strlen(*foot) == strlen(FOOT) + 17 && *end == '\n';
}

bool seal_read(const char *path, struct seal *out)
{
    enum { MOST = 1024 }; /* bytes of a seal */
    char tail[MOST + 1];
    const char *head, *foot;
    uint64_t sum, found = HASH_START;
    FILE *stream = open_regular(path);
    if (stream == NULL)
        return false;
    bool intact = false;
    if (fseek(stream, -MOST, SEEK_END) == 0 || fseek(stream, 0, SEEK_SET) == 0) {
        long start = ftell(stream);
        size_t n = fread(tail, 1, MOST, stream);
        tail[n] = '\0';
        head = start >= 0 && strlen(tail) == n ? find_head(tail) : NULL;
        intact = head != NULL && parse(head, out, &foot, &sum) && fseek(stream, 0, SEEK_SET) == 0 &&
                 hash_stream(stream, (uint64_t)(start + (foot - tail)), &found) && found == sum;
    }
    fclose(stream);
    return intact;
}
