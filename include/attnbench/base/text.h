/* Numbers, names and times as users write and read them. */
#ifndef ATTNBENCH_TEXT_H
#define ATTNBENCH_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The whole of text as a number: false when anything else stands there, or it overflows. */
bool text_to_integer(const char *text, int64_t *out);
bool text_to_real(const char *text, double *out);

/* "010", which is 8 in YAML 1.1 and for a shell, and 10 in YAML 1.2. */
bool text_has_leading_zero(const char *number);

/* "90", "90s", "15m", "2h", "1h30m", "00:15:00" → seconds. */
bool text_to_seconds(const char *text, double *out);

/* "512", "500k", "500M", "2 GB": decimal, as text_bytes writes them → bytes. */
bool text_to_bytes(const char *text, double *out);

/* The candidate nearest to word by edit distance, or NULL when none is near enough to propose. */
const char *text_nearest(const char *word, const char *const *candidates, size_t n);

/* "a, b or c" into buffer; returns buffer. */
const char *text_alternatives(const char *const *words, size_t n, char *buffer, size_t size);

/* Copies at most size-1 bytes of text and ends it with 0; false when it did not fit whole. */
bool text_copy(char *destination, size_t size, const char *text);

/* Adds to the text of *used bytes in buffer; what does not fit whole is cut off. */
void text_append(char *buffer, size_t size, size_t *used, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void text_append_list(char *buffer, size_t size, size_t *used, const char *format, va_list arguments)
    __attribute__((format(printf, 4, 0)));

/* May stand in a file name: 1 to 63 of [A-Za-z0-9._-], not starting with '.' or '-'. */
bool text_is_name(const char *text);

/* What programs that read results take a name for in its place: "a missing value" (NA, nan, null, …), "a number" (7,
 * 1e5, inf, …), "true or false" (TRUE, T, no, …); NULL: a name. Letter case is ignored, but of T and F. */
const char *text_other_reading(const char *name);

/* Bytes of the UTF-8 character at `text` (RFC 3629: shortest form, no surrogates, up to U+10FFFF) and its code point; 0
 * when it is none. Reads no byte after a 0. */
int text_character(const char *text, uint32_t *code);

/* True for valid UTF-8 without control characters. */
bool text_is_printable(const char *text);

enum { SAFE_TEXT = 1032 }; /* room for an escaped title: four bytes for each of 256, and more */

/* For text that anyone may have made, on its way to a terminal, a table or a chart: copies it to buffer with each byte
 * of a control character, of a character that turns the direction of writing, or of invalid UTF-8 as \xNN; cut off
 * where the buffer is full. Returns buffer. */
const char *safe_text(const char *text, char *buffer, size_t size);
bool text_is_safe(const char *text); /* nothing would be escaped */
bool is_unsafe(uint32_t character);

/* "0.4 s", "12 s", "3 min 05 s", "2 h 10 min" into buffer; returns buffer. */
const char *text_duration(double seconds, char *buffer, size_t size);

/* "512 B", "1.3 MB" (decimal) into buffer; returns buffer. */
const char *text_bytes(double bytes, char *buffer, size_t size);

/* A figure for people into buffer, which it returns: with so many decimals, or from a million on with four digits and
 * an exponent ("1.235e+30"), so that columns keep their width; "-" where it is not finite. */
const char *text_figure(double value, int decimals, char *buffer, size_t size);

/* Writes text as a JSON string with its quotes, as a CSV field (quoted when it must be). */
void text_write_json(FILE *out, const char *text);
void text_write_csv(FILE *out, const char *text);

/* Writes text as one word for a shell, in single quotes where it must be. */
void text_write_shell(FILE *out, const char *text);

/* 64-bit FNV-1a of n bytes, continued from `hash`; start with HASH_START. */
#define HASH_START 0xcbf29ce484222325ULL
uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t n);
uint64_t hash_text(uint64_t hash, const char *text); /* with its final 0, so that "ab","c" is not "a","bc" */

#endif
