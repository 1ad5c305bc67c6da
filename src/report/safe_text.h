/* Text from a results file, which anyone may have made, on its way to a terminal or a chart. */
#ifndef ATTNBENCH_SAFE_TEXT_H
#define ATTNBENCH_SAFE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum { SAFE_TEXT = 1032 }; /* room for an escaped title: four bytes for each of 256, and more */

/* Copies text to buffer with each byte of a control character, of a character that turns the direction of writing,
 * or of invalid UTF-8 as \xNN; cut off where the buffer is full. Returns buffer. */
const char *safe_text(const char *text, char *buffer, size_t size);

/* True if any character takes two columns: such are missing from most fonts. */
bool text_has_wide(const char *text);

/* Columns that valid UTF-8 takes on a terminal: 0 for combining marks, 2 for East Asian wide characters. */
int display_width(const char *text);

/* Cuts valid UTF-8 in place to at most `columns`, ending in "…" when anything was cut; room for 3 bytes more is needed.
 */
void text_shorten(char *text, int columns);

#endif
