/* Who trained what, when and where: kept in the journal, as RECORD_RUNs, so that whoever publishes tells the truth. */
#ifndef ATTNBENCH_FOLDER_PROVENANCE_H
#define ATTNBENCH_FOLDER_PROVENANCE_H

#include "attnbench/journal/journal.h"
#include "attnbench/store/results.h"
#include "attnbench/base/part.h"
#include "attnbench/study/study.h"

#include <stdio.h>

enum { PROVENANCE_OPENBLAS = 96 }; /* bytes of "OpenBLAS 0.3.21 SkylakeX" */

/* A run that begins. */
struct run_begun {
    const char *command; /* the command line */
    struct part part;
    int n_ranks;
    const char *mpi;      /* the library's version */
    const char *openblas; /* openblas_version, or NULL where no model uses it */
    const char *pairs;    /* own_pairs_text, or NULL */
};

/* Records that a run begins, and that it ends; a run that was killed has no end. Synced. EX_IOERR, EX_OSERR. */
int provenance_begin(struct journal *journal, const struct run_begun *run);
int provenance_end(struct journal *journal);

/* Lines "name value" of what must be the same on all ranks: attnbench's version, its commit, and its arithmetic. */
enum { PROGRAM_LINES = 3 };
void provenance_write_program(FILE *out);

/* Adds the attributes: those of the newest run, when the first started and the last ended, the number of runs, and
 * `history`, a line a run; and which OpenBLAS the runs used, if the study's models do. EX_OSERR. */
int provenance_add(const struct journal *journal, bool uses_openblas, struct results *results);

/* The part of a study that all runs here were of; all zero when they were of several, or of the whole. journal NULL: no
 * run. EX_OSERR. */
int provenance_part(const struct journal *journal, struct part *out);

/* Bytes of the first run in the text of a journal's runs, each of which begins with a line "started …". */
size_t provenance_run_bytes(const char *runs);

/* The OpenBLAS of the journal's runs; "" when none used it. EX_OSERR. */
int provenance_openblas(const struct journal *journal, char out[PROVENANCE_OPENBLAS]);

/* EX_CONFIG, naming the version, when a run of another arithmetic (MODEL_ARITHMETIC) was at work here, or one with
 * another OpenBLAS or for another core type than `openblas`, unless this is NULL. journal NULL: none was. */
int provenance_check(const struct journal *journal, const char *directory, const char *openblas);

/* What provenance_begin and _check want to know of a study here: NULL where no model uses OpenBLAS. EX_CONFIG when one
 * does and there is none. */
int provenance_of_study(const struct study *study, const char **openblas);

#endif
