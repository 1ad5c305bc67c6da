/* What a fuzz target is: fuzz_one and, with the names libFuzzer has for them, what links it to libFuzzer or to the
 * plain driver (driver.c), which runs anywhere. A target aborts when a promise is broken. */
#ifndef ATTNBENCH_FUZZ_H
#define ATTNBENCH_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* libFuzzer's or the driver's own: mutates n bytes in place, to at most `most`; returns how many there are now. */
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t n, size_t most);

/* A target whose inputs carry checksums mutates by this, which puts half of them right. */
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t n, size_t most, unsigned seed) __attribute__((weak));

/* Writes inputs to begin with into the folder. */
void fuzz_write_seeds(const char *folder);

/* ---- for targets (fuzz.c) */

/* A folder of this process in memory, removed when it ends; and a file in it with these bytes. */
const char *fuzz_folder(void);
const char *fuzz_file(const char *name, const uint8_t *bytes, size_t n);

/* A refusal must be one line of printable text that names the file, and `where` if that is not NULL. */
void fuzz_check_message(const char *file, const char *where);

#define FUZZ_REQUIRE(condition) ((condition) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #condition))
_Noreturn void fuzz_broken(const char *file, int line, const char *condition);

#endif
