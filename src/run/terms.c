#include "terms.h"
#include "attnbench/base/error.h"
#include "attnbench/folder/provenance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_LINES = 11, MOST_SHOWN = 200 };
static const char NOT_GIVEN[] = "not given", REPEATS[] = "repeats=";

static bool is_repeats(const char *setting)
{
    return strncmp(setting, REPEATS, sizeof REPEATS - 1) == 0;
}

/* --repeats N is kept as one of --set. */
static void write_settings(const struct run_options *options, FILE *out)
{
    const char *repeats = NOT_GIVEN;
    size_t n = 0;
    fputs("--set", out);
    for (size_t i = 0; i < options->n_settings; i++)
        if (is_repeats(options->settings[i]))
            repeats = options->settings[i] + sizeof REPEATS - 1;
        else
            n += fprintf(out, " %s", options->settings[i]) > 0;
    fprintf(out, "%s%s\n--repeats %s\n", n == 0 ? " " : "", n == 0 ? NOT_GIVEN : "", repeats);
}

static void write_number(const char *option, double value, const char *unit, FILE *out)
{
    if (value > 0)
        fprintf(out, "%s %.17g%s\n", option, value, unit);
    else
        fprintf(out, "%s %s\n", option, NOT_GIVEN);
}

static void write_options(const struct run_options *options, FILE *out)
{
    struct part part = options->part;
    if (part.n > 0)
        fprintf(out, "--part %lld/%lld\n", (long long)part.k, (long long)part.n);
    else
        fprintf(out, "--part %s\n", NOT_GIVEN);
    write_settings(options, out);
    fprintf(out, "-o %s\n", options->output != NULL ? options->output : NOT_GIVEN);
    write_number("--max-time", options->max_seconds, " s", out);
    write_number("--lost-after", options->lost_seconds, " s", out);
    write_number("--max-trial-time", options->max_trial_seconds, " s", out);
    write_number("--max-trial-memory", options->max_trial_bytes, " bytes", out);
    write_number("--max-failures", (double)options->max_failures, "", out);
    fprintf(out, "--keep-scratch %s\n", options->keep_scratch ? "given" : NOT_GIVEN);
    fprintf(out, "--dry-run %s\n", options->dry_run ? "given" : NOT_GIVEN);
}

char *terms_text(const struct study *study, const struct run_options *options, const char *openblas)
{
    char *text = NULL, *of_study = study_as_text(study);
    size_t bytes;
    FILE *out = of_study != NULL ? open_memstream(&text, &bytes) : NULL;
    if (out != NULL) {
        provenance_write_program(out);
        fprintf(out, "OpenBLAS %s\n", openblas != NULL ? openblas : "not used");
        write_options(options, out);
        fputs(of_study, out);
    }
    free(of_study);
    if (out != NULL && fclose(out) == 0)
        return text;
    free(text);
    fail(EX_OSERR, "no memory to compare the options of the ranks");
    return NULL;
}

/* One line, or the word for none. */
struct line {
    int length;
    const char *text;
};

/* Without its indentation. */
static struct line line_of(const char *text)
{
    text += strspn(text, " ");
    int length = (int)strcspn(text, "\n");
    if (length == 0)
        return (struct line){(int)strlen("nothing"), "nothing"};
    return (struct line){length < MOST_SHOWN ? length : MOST_SHOWN, text};
}

/* What follows the name. */
static struct line value_of(const char *line)
{
    return line_of(line + strcspn(line, " \n"));
}

static int fail_with(int index, const char *first, const char *other, int rank, const char *host)
{
    int name = (int)strcspn(first, " \n");
    struct line a = value_of(first), b = value_of(other);
    if (index < PROGRAM_LINES)
        return fail(EX_CONFIG,
                    "all ranks need the same attnbench, but its %.*s is %.*s on rank 0 and %.*s on rank %d (host %s): "
                    "install one on all machines",
                    name, first, a.length, a.text, b.length, b.text, rank, host);
    if (index == PROGRAM_LINES)
        return fail(
            EX_CONFIG,
            "the ranks have different OpenBLAS, so their last bits differ: %.*s on rank 0 and %.*s on rank %d (host "
            "%s): set OPENBLAS_CORETYPE to one core type for all, or install one version",
            a.length, a.text, b.length, b.text, rank, host);
    if (index <= PROGRAM_LINES + OPTION_LINES)
        return fail(EX_USAGE,
                    "all ranks of a run need the same options, but %.*s is %.*s on rank 0 and %.*s on rank %d (host "
                    "%s): give all the same; separate runs need an mpirun each, or none",
                    name, first, a.length, a.text, b.length, b.text, rank, host);
    a = line_of(first);
    b = line_of(other);
    return fail(EX_CONFIG,
                "the ranks have read different studies, with \"%.*s\" on rank 0 and \"%.*s\" on rank %d (host %s): is "
                "the study file the same on all machines?",
                a.length, a.text, b.length, b.text, rank, host);
}

int terms_compare(const char *first, const char *other, int rank, const char *host)
{
    for (int index = 0; *first != '\0' || *other != '\0'; index++) {
        size_t length = strcspn(first, "\n");
        if (strcspn(other, "\n") != length || memcmp(first, other, length) != 0)
            return fail_with(index, first, other, rank, host);
        first += length + (first[length] != '\0');
        other += length + (other[length] != '\0');
    }
    return 0;
}
