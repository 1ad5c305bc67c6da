#include "attnbench/study_file/study_file.h"
#include "study_of.h"
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/text.h"
#include "names.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- as a study file ---- */

/* In double quotes, without what YAML takes for signs there. */
static void write_text(const char *text, FILE *out)
{
    char safe[STUDY_TEXT];
    safe_text(text, safe, sizeof safe);
    study_write_quoted(safe, out);
}

static void write_metric(const struct measure *measure, FILE *out)
{
    fprintf(out, "  - {name: %s, better: %s", measure->name, measure->less_is_better ? "lower" : "higher");
    if (measure->kind == METRIC_COUNTS)
        fputs(", counts: true", out);
    else if (measure->is_percent)
        fputs(", unit: \"%\"", out);
    else {
        if (isfinite(measure->least))
            fprintf(out, ", least: %g", measure->least);
        if (isfinite(measure->most))
            fprintf(out, ", most: %g", measure->most);
    }
    fputs("}\n", out);
}

static void write_grid(const struct findings *findings, FILE *out)
{
    char value[VALUE_TEXT];
    fputs(findings->roles.n_axes > 0 ? "grid:\n" : "", out);
    for (int a = 0; a < findings->roles.n_axes; a++) {
        const struct found_axis *axis = &findings->axes[a];
        fprintf(out, "  %s: [", axis->name);
        for (size_t i = 0; i < axis->levels.n; i++)
            fprintf(out, axis->type == VALUE_WORD ? "%s\"%s\"" : "%s%s", i > 0 ? ", " : "",
                    value_print(axis->values[i], value));
        fputs("]\n", out);
    }
}

static void write_study(const struct findings *findings, const char *name, FILE *out)
{
    fprintf(out, "name: %s\nrepeats: %zu\nsave_models: none\n", name, findings->n_repeats);
    for (size_t i = 0; i < findings->repeats.n; i++)
        fprintf(out, "%s\"%s\"", i == 0 ? "repeat_names: [" : ", ", findings->repeat_names[i]);
    fputs(findings->repeats.n > 0 ? "]\nmetrics:\n" : "metrics:\n", out);
    for (int i = 0; i < findings->roles.n_metrics; i++)
        write_metric(&findings->measures[i], out);
    write_grid(findings, out);
    fputs("models:\n", out);
    for (size_t i = 0; i < findings->models.n; i++) {
        fprintf(out, "  - {name: %s, kind: imported, title: ", findings->names[i]);
        write_text(findings->models.first[i]->text, out);
        fputs("}\n", out);
    }
}

/* ---- claims ---- */

static int check_claims(const char *path, const char *text)
{
    size_t number = 1;
    for (const char *line = text; *line != '\0'; number++) {
        size_t length = strcspn(line, "\n");
        if (length > 0 && strchr(" #\r-", *line) == NULL && strncmp(line, "claims:", strlen("claims:")) != 0)
            return fail(EX_CONFIG, "%s:%zu: only claims: may stand here", path, number);
        line += length + (line[length] == '\n');
    }
    return 0;
}

static int copy_claims(const char *path, FILE *out)
{
    char *bytes = NULL, *text = NULL;
    TRY(sheet_read_text(path, &bytes, &text));
    int status = check_claims(path, text);
    fputs(text, out);
    putc('\n', out);
    free(bytes);
    return status;
}

/* ---- the study ---- */

/* The message without the line of a text that the user has not seen. */
static int fail_without_line(int status)
{
    char message[1024];
    text_copy(message, sizeof message, error_message());
    const char *rest = message;
    size_t digits = *rest == ':' ? strspn(rest + 1, "0123456789") : 0;
    rest += digits > 0 ? digits + 1 : 0;
    rest += strspn(rest, ": ");
    return fail(status, "%s", rest);
}

/* The option's, or the folder's last part. */
static int name_study(const struct import_options *options, char *out, size_t size)
{
    if (options->name != NULL) {
        if (text_is_name(options->name) && text_copy(out, size, options->name))
            return 0;
        return fail(EX_USAGE, "--name %s: it must be 1 to %zu letters, digits, '.', '_' or '-'", options->name,
                    size - 1);
    }
    char path[4096];
    const char *directory = options->directory != NULL ? options->directory : "imported";
    if (!text_copy(path, sizeof path, directory))
        return fail(EX_USAGE, "--output: the path is too long");
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        path[--length] = '\0';
    char *slash = strrchr(path, '/');
    return name_of_text(slash != NULL && slash[1] != '\0' ? slash + 1 : path, "study", out, size);
}

/* The study once more, with the claims before all else: so their lines are the file's. */
static int add_claims(const struct findings *findings, const struct import_options *options, const char *name,
                      struct study *out)
{
    char *text = NULL;
    size_t length;
    FILE *file = open_memstream(&text, &length);
    if (file == NULL)
        return fail(EX_OSERR, "no memory for the study's text");
    int status = copy_claims(options->claims, file);
    write_study(findings, name, file);
    if (fclose(file) != 0 && status == 0)
        status = fail(EX_OSERR, "no memory for the study's text");
    if (status == 0)
        status = study_parse_file(text, length, options->claims, out);
    free(text);
    return status;
}

int study_of(const struct findings *findings, const struct import_options *options, struct study *out)
{
    char *text = NULL, name[STUDY_NAME];
    size_t length;
    TRY(name_study(options, name, sizeof name));
    FILE *file = open_memstream(&text, &length);
    if (file == NULL)
        return fail(EX_OSERR, "no memory for the study's text");
    write_study(findings, name, file);
    fflush(file);
    int status = study_parse(text, length, "", NULL, 0, out);
    if (status != 0)
        status = fail_without_line(status);
    fclose(file);
    free(text);
    return status != 0 || options->claims == NULL ? status : add_claims(findings, options, name, out);
}

struct trial study_trial_of(const struct findings *findings, size_t row, const struct study *study)
{
    size_t cell = 0, repeat = findings->repeat[row];
    int model = study_find_model(study, findings->names[findings->models.of_row[row]]);
    for (int a = 0; a < findings->roles.n_axes; a++) {
        const struct found_axis *found = &findings->axes[a];
        const struct axis *axis = &study->axes[a];
        int i = 0;
        while (i < axis->count && !value_is_equal(axis->values[i], found->values[found->levels.of_row[row]]))
            i++;
        cell = cell * (size_t)axis->count + (size_t)i;
    }
    if (findings->repeats.n > 0)
        repeat = (size_t)study_find_repeat(study, findings->repeat_names[repeat]);
    return study_trial(study, study_index(study, model, cell, repeat));
}
