/* One value of a setting: a whole number, a real number or a word; or none. */
#ifndef ATTNBENCH_VALUE_H
#define ATTNBENCH_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum value_type { VALUE_NONE, VALUE_INTEGER, VALUE_REAL, VALUE_WORD };

enum {
    VALUE_WORD_BYTES = 64, /* of a word, with its final 0 */
    VALUE_TEXT = 64        /* of any value as text */
};

struct value {
    enum value_type type;
    union {
        int64_t integer;
        double real;
        char word[VALUE_WORD_BYTES];
    };
};

struct value value_integer(int64_t integer);
struct value value_real(double real);
struct value value_word(const char *word); /* what does not fit is cut off */

/* The whole of the text as a value of this type; false when it is none: "1.5" or "010" as a whole number. */
bool value_parse(enum value_type type, const char *text, struct value *out);

/* The text as what it looks like: a whole number, a real one, or a word, which must be a name (text_is_name). A real
 * number that is whole counts as one. False: it is none of them. */
bool value_parse_any(const char *text, struct value *out);

/* The value as it would stand in a study file, reals in the fewest digits that give them back; returns buffer. */
const char *value_print(struct value value, char buffer[static VALUE_TEXT]);

/* How the values of a cell stand in a row: "n_in=5 n_out=2", "n_in 5, n_out 2". */
struct cell_style {
    const char *between, *equals;
};
extern const struct cell_style cell_as_argument, cell_as_words;

/* Adds one to the text of *used bytes, after what stands there already; what does not fit is cut off. */
void cell_append(char *buffer, size_t size, size_t *used, struct cell_style style, const char *name,
                 struct value value);

/* Below 0, 0 or above 0: numbers by their size, words by their letters, numbers before words. */
int value_compare(struct value a, struct value b);
bool value_is_equal(struct value a, struct value b); /* of the same type too */

/* As a number; NaN for a word. */
double value_number(struct value value);

/* The value, or one of its kind, continued from `hash` (text.h): the decimal digits of a whole number, the hexadecimal
 * ones of a real number's bits, the letters of a word. Identities of trials are made of these: they never change. */
uint64_t value_hash(uint64_t hash, struct value value);

#endif
