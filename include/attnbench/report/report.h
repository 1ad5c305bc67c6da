/* Tables of a study's results. */
#ifndef ATTNBENCH_REPORT_H
#define ATTNBENCH_REPORT_H

#include "attnbench/analysis/analysis.h"
#include <stdbool.h>
#include <stdio.h>

enum report_format { REPORT_TEXT, REPORT_MARKDOWN, REPORT_LATEX, REPORT_CSV, REPORT_JSON, REPORT_HTML };

/* Of the formats up to `last`: EX_USAGE for another name, with those. */
int report_format_parse(const char *name, enum report_format last, enum report_format *out);

/* For people, text, Markdown and LaTeX: title and the settings that all cells have; in text and for studies of one
 * cell, each model's title, one accuracy a repeat and the mean as the study prints them; the tables of cells and
 * models, of each further model against the first, and of the claims; the answer in words; what is missing; the digest.
 *
 * For programs, percent and percentage points: CSV has one row a cell and model with columns
 * model,n_in,n_out,cardinality,<further axes>,repeats,failed,mean,variance,sd,min,max,ci_low,ci_high and then others,
 * empty where undefined; variance with n-1. JSON is one object of the whole analysis, null where undefined.
 *
 * Not HTML, which is page_write's.
 *
 * All but CSV need analysis->results->digest. Errors of `out` stay in its error flag. */
void report_write(const struct analysis *analysis, enum report_format format, FILE *out);

/* A claim of one of several studies, and what became of it. */
struct judged_claim {
    char study[RESULTS_LABEL];
    const char *folder; /* not owned; shown where is_ambiguous: another folder's study has the same name */
    bool is_ambiguous;
    struct claim claim;
    struct claim_result result;
};

/* One table of them, as text, Markdown or LaTeX. */
void judged_claims_write(const struct judged_claim *judged, size_t n, enum report_format format, FILE *out);

#endif
