/* Of which cells of a grid a claim speaks: "attention - baseline > 0 everywhere", "… where n_in >= 8", "slope n_in >
 * 0". */
#include "attnbench/base/error.h"
#include "attnbench/base/text.h"
#include "attnbench/claim/claim.h"

#include <stdio.h>
#include <string.h>

static const char blanks[] = " \t";

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, blanks);
}

/* The word where it stands alone; NULL: nowhere. */
static char *find_word(char *text, const char *word)
{
    for (char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word)) {
        bool begins = at == text || strchr(blanks, at[-1]) != NULL;
        char after = at[strlen(word)];
        if (begins && (after == '\0' || strchr(blanks, after) != NULL))
            return at;
    }
    return NULL;
}

/* "n_in >= 8", "cell = lstm" */
static int take_condition(const char *text, struct condition *out)
{
    char relation[3] = "", more[2];
    int n = sscanf(text, " %23[a-z_0-9] %2[<>=] %23s %1s", out->axis, relation, out->value, more);
    bool is_known = relation_find(relation, &out->relation);
    out->is_equal = strcmp(relation, "=") == 0;
    if (n == 3 && (is_known || out->is_equal))
        return 0;
    return fail(EX_DATAERR,
                "'where %.80s' is no condition: write where AXIS >= VALUE, with >=, >, <=, < or =, and more behind "
                "'and'",
                text);
}

/* "n_in >= 8 and cell = lstm" */
static int take_conditions(char *text, struct scope *out)
{
    while (text != NULL) {
        char *joint = find_word(text, "and"), *next = joint != NULL ? joint + strlen("and") : NULL;
        if (out->n_conditions == SCOPE_CONDITIONS)
            return fail(EX_DATAERR, "more than %d conditions behind where", SCOPE_CONDITIONS);
        if (joint != NULL)
            *joint = '\0';
        TRY(take_condition(text, &out->conditions[out->n_conditions++]));
        text = next;
    }
    return 0;
}

/* Takes "slope AXIS" out of the text, and puts what is meant in front where nothing stands there. */
static int take_slope(char *text, size_t size, bool compared, struct scope *out)
{
    char *word = find_word(text, "slope"), rest[CLAIM_TEXT], names[CLAIM_TEXT];
    if (word == NULL)
        return 0;
    if (out->kind != SCOPE_CELL)
        return fail(EX_DATAERR, "a slope is of all cells: leave out everywhere and somewhere");
    const char *axis = skip_blanks(word + strlen("slope"));
    size_t length = strcspn(axis, " \t<>=");
    if (length == 0 || length >= sizeof out->axis)
        return fail(EX_DATAERR, "'%.80s' is of no axis: write slope n_in > 0", word);
    memcpy(out->axis, axis, length);
    out->axis[length] = '\0';
    out->kind = SCOPE_SLOPE;
    text_copy(rest, sizeof rest, skip_blanks(axis + length));
    *word = '\0';
    text_copy(names, sizeof names, *skip_blanks(text) != '\0' ? text : compared ? "difference " : "mean ");
    snprintf(text, size, "%.120s%.120s", names, rest);
    return 0;
}

int scope_take(char *text, size_t size, bool compared, struct scope *out)
{
    *out = (struct scope){.kind = SCOPE_CELL};
    char *where = find_word(text, "where");
    if (where != NULL) {
        TRY(take_conditions(where + strlen("where"), out));
        *where = '\0';
    }
    char *everywhere = find_word(text, "everywhere"), *somewhere = find_word(text, "somewhere"),
         *word = everywhere != NULL ? everywhere : somewhere;
    if (word != NULL) {
        const char *after = skip_blanks(word + strlen("everywhere") - (everywhere == NULL));
        if (*after != '\0')
            return fail(EX_DATAERR, "'%.80s' stands behind %.10s: only where AXIS >= VALUE may", after, word);
        out->kind = everywhere != NULL ? SCOPE_EVERYWHERE : SCOPE_SOMEWHERE;
        *word = '\0';
    }
    TRY(take_slope(text, size, compared, out));
    if (out->kind == SCOPE_CELL && out->n_conditions > 0)
        out->kind = SCOPE_MEAN;
    return 0;
}

bool condition_is_met(const struct condition *condition, struct value value)
{
    struct value wanted;
    const struct expectation expect = {.relation = condition->relation, .value = 0};
    if (value.type == VALUE_WORD)
        return condition->is_equal && strcmp(value.word, condition->value) == 0;
    if (!value_parse(VALUE_REAL, condition->value, &wanted))
        return false;
    double above = value_number(value) - wanted.real;
    return condition->is_equal ? above == 0 : expectation_holds(&expect, above);
}

const char *claim_text(const struct claim *claim, char *buffer, int size)
{
    static const char *const words[] = {[SCOPE_CELL] = "",
                                        [SCOPE_EVERYWHERE] = " everywhere",
                                        [SCOPE_SOMEWHERE] = " somewhere",
                                        [SCOPE_MEAN] = "",
                                        [SCOPE_SLOPE] = ""};
    const struct scope *scope = &claim->scope;
    char expected[CLAIM_TEXT];
    expectation_text(&claim->expect, expected, sizeof expected);
    size_t used = 0;
    *buffer = '\0';
    if (scope->kind == SCOPE_SLOPE)
        text_append(buffer, (size_t)size, &used, "slope %s of ", scope->axis);
    text_append(buffer, (size_t)size, &used, "%s%s", expected, words[scope->kind]);
    for (size_t i = 0; i < scope->n_conditions; i++) {
        const struct condition *condition = &scope->conditions[i];
        text_append(buffer, (size_t)size, &used, " %s %s %s %s", i == 0 ? "where" : "and", condition->axis,
                    condition->is_equal ? "=" : relation_text(condition->relation), condition->value);
    }
    return buffer;
}
