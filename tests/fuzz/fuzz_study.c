/* A study file: what is accepted can be written and read again as the same study. */
#include "attnbench/base/error.h"
#include "attnbench/study/study.h"
#include "attnbench/study_file/study_file.h"
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct study study, again;

static char *written(const struct study *from, size_t *n)
{
    char *text = NULL;
    FILE *stream = open_memstream(&text, n);
    FUZZ_REQUIRE(stream != NULL);
    study_write(from, stream);
    FUZZ_REQUIRE(fclose(stream) == 0);
    return text;
}

static void look_at_trials(void)
{
    char cell[STUDY_TEXT];
    size_t n = study_n_trials(&study);
    for (size_t i = 0; i < n; i += 1 + n / 7) {
        struct trial trial = study_trial(&study, i);
        FUZZ_REQUIRE(trial.index == i && trial.model < study.n_models);
        study_cell_text(&study, trial.cell, cell, sizeof cell);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    int status = study_parse((const char *)bytes, n, "s.yaml", NULL, 0, &study);
    if (status != 0) {
        FUZZ_REQUIRE(status == EX_CONFIG);
        fuzz_check_message("s.yaml:", NULL);
        return 0;
    }
    look_at_trials();
    size_t length, length_again;
    char *text = written(&study, &length);
    FUZZ_REQUIRE(study_parse(text, length, "s.yaml", NULL, 0, &again) == 0);
    char *text_again = written(&again, &length_again);
    FUZZ_REQUIRE(length == length_again && memcmp(text, text_again, length) == 0);
    free(text);
    free(text_again);
    return 0;
}

void fuzz_write_seeds(const char *folder)
{
    static const char *const seeds[] = {
        "name: s\ntitle: \"x\\u00e4\"\nseed: 7\nrepeats: 3\ntask: {name: echo}\n"
        "grid:\n  n_in: [5, 6]\n  n_out: [2]\n  cardinality: [50, 9]\n  units: [3, 4]\n"
        "models:\n  - name: baseline\n  - {name: attention, title: 'A ''b''', gate: sigmoid}\n"
        "training: {source: fresh, epochs: 10, batch: 2}\nevaluate: {sequences: 50}\nsave_models: all\n",
        "name: claims\nrepeats: 5\nadaptive: {max: 40, half_width: 2.5}\nvary: [init]\n"
        "task: {name: echo, n_in: 5, n_out: 2, cardinality: 50, reserve_zero: true}\n"
        "models: [{name: baseline, units: 8}, {name: attention, units: 8, vary: [data]}]\n"
        "claims:\n  - {text: it helps, source: |\n    a book\n    , published: 72.6, expect: attention - baseline > "
        "0}\n"
        "  - {text: >-\n      folded, model: attention, expect: mean >= 95}\n",
        "# comment\n---\n{name: flow, models: [{name: a, kind: baseline}], task: {name: echo, n_in: 4, n_out: 1}}\n",
    };
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%zu.yaml", folder, i);
        FILE *file = fopen(path, "w");
        FUZZ_REQUIRE(file != NULL && fputs(seeds[i], file) >= 0 && fclose(file) == 0);
    }
}
