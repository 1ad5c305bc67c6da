/* How wide text is, on its way to a terminal or a chart. */
#ifndef ATTNBENCH_TEXT_WIDTH_H
#define ATTNBENCH_TEXT_WIDTH_H

#include <stdbool.h>
#include <stddef.h>

/* True if any character takes two columns: such are missing from most fonts. */
bool text_has_wide(const char *text);

/* Columns that valid UTF-8 takes on a terminal: 0 for combining marks, 2 for East Asian wide characters. */
int display_width(const char *text);

/* Cuts valid UTF-8 in place to at most `columns`, ending in "…" when anything was cut; room for 3 bytes more is needed.
 */
void text_shorten(char *text, int columns);

/* The text safe to show (safe_text), cut in its middle to at most `columns`, since long names often differ at their
 * ends. Returns out. */
const char *text_cut_middle(const char *text, int columns, char *out, size_t size);

#endif
