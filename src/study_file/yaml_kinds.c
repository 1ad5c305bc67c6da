/* What kinds of trials a study file has: read before anything else, for it decides what names mean. */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "yaml_reader.h"

#include <string.h>

/* Whether trials of models of this word have parameters. */
static bool has_parameters(const char *word)
{
    const struct trial_kind *kind;
    for (size_t k = 0; (kind = trial_kind_at(k)) != NULL; k++)
        for (size_t i = 0; kind->model(i) != NULL; i++)
            if (strcmp(kind->model(i), word) == 0)
                return kind->has_parameters;
    return false;
}

/* The model whose mapping begins. Its kind defaults to its name. */
static int scan_model(struct reader *reader)
{
    char name[STUDY_NAME] = "", kind[STUDY_NAME] = "";
    bool more;
    TRY(reader_next_key(reader, &more));
    while (more) {
        bool is_name = strcmp(reader->text, "name") == 0, is_kind = strcmp(reader->text, "kind") == 0;
        TRY(reader_next(reader));
        if (reader->type == FYET_SCALAR && (is_name || is_kind))
            text_copy(is_name ? name : kind, STUDY_NAME, reader->text);
        TRY(reader_skip(reader));
        TRY(reader_next_key(reader, &more));
    }
    if (has_parameters(kind[0] != '\0' ? kind : name))
        reader->draft->has_foreign = true;
    return 0;
}

static int scan_models(struct reader *reader)
{
    if (reader->type != FYET_SEQUENCE_START)
        return reader_skip(reader);
    for (;;) {
        TRY(reader_next(reader));
        if (reader->type == FYET_SEQUENCE_END)
            return 0;
        TRY(reader->type == FYET_MAPPING_START ? scan_model(reader) : reader_skip(reader));
    }
}

static int scan_top_level(struct reader *reader)
{
    bool more, has_task = false;
    do
        TRY(reader_next(reader));
    while (reader->type != FYET_MAPPING_START && reader->type != FYET_STREAM_END);
    TRY(reader_next_key(reader, &more));
    while (more) {
        bool is_models = strcmp(reader->text, "models") == 0;
        has_task = has_task || strcmp(reader->text, "task") == 0;
        TRY(reader_next(reader));
        TRY(is_models ? scan_models(reader) : reader_skip(reader));
        TRY(reader_next_key(reader, &more));
    }
    reader->draft->is_foreign = reader->draft->has_foreign && !has_task;
    return 0;
}

int check_kinds(struct draft *draft, const char *text, size_t length)
{
    struct reader reader;
    int status = reader_open(&reader, draft, text, length);
    if (status == 0)
        scan_top_level(&reader); /* what is wrong with the file, reading it in earnest says */
    return reader_close(&reader, text, length, status);
}
