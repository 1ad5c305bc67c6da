#include "attnbench/report/tables.h"

#include <stddef.h>
#include <string.h>

static const struct judged_claim *judged_of(const struct table *table, size_t row)
{
    return (const struct judged_claim *)table->rows + row;
}

#define PRINT(NAME, CALL)                                                                            \
    static void NAME(const struct table *table, const struct column *column, size_t row, char *text) \
    {                                                                                                \
        (void)column;                                                                                \
        const struct judged_claim *judged = judged_of(table, row);                                   \
        CALL;                                                                                        \
    }
PRINT(print_study, snprintf(text, TABLE_TEXT, "%s%s%.400s%s", judged->study, judged->is_ambiguous ? " (" : "",
                            judged->is_ambiguous ? judged->folder : "", judged->is_ambiguous ? ")" : ""))
PRINT(print_text, snprintf(text, TABLE_TEXT, "%s", judged->claim.text))
PRINT(print_why, snprintf(text, TABLE_TEXT, "%s", judged->result.why))
PRINT(print_source, snprintf(text, TABLE_TEXT, "%s", judged->claim.source))
PRINT(print_published, claim_figure(&judged->claim, judged->claim.published, text))
PRINT(print_expected, claim_expected(&judged->claim, text))
PRINT(print_ours, claim_figure(&judged->claim, judged->result.figure, text))
PRINT(print_ci, claim_interval(&judged->claim, judged->result.ci, text))
PRINT(print_compared, claim_published(&judged->claim, &judged->result, text))
PRINT(print_verdict, strcpy(text, verdict_text(judged->result.verdict)))

void judged_claims_write(const struct judged_claim *judged, size_t n, enum report_format format, FILE *out)
{
    static const struct column columns[] = {
        {"study", "", LEFT, print_study, 0, 0},
        {"verdict", "", LEFT, print_verdict, 0, 0},
        {"published", "", RIGHT, print_published, 0, 0},
        {"ours", "", RIGHT, print_ours, 0, 0},
        {"95 % CI", "", RIGHT, print_ci, 0, 0},
        {"p (Holm)", "", RIGHT, print_p, offsetof(struct judged_claim, result.p_holm), 0},
        {"expected", "", LEFT, print_expected, 0, 0},
        {"claim", "", PROSE, print_text, 0, 0},
        {"source", "", PROSE, print_source, 0, 0},
    };
    static const struct column why = {"note", "", PROSE, print_why, 0, 0},
                               compared = {"difference", "", PROSE, print_compared, 0, 0};
    bool any = false, any_compared = false;
    for (size_t i = 0; i < n; i++) {
        any = any || judged[i].result.why[0] != '\0';
        any_compared = any_compared || judged[i].claim.n_published > 0;
    }
    struct table table = {.caption =
                              "Claims; intervals are each row's own, p and verdict are Holm's over the rows of a study",
                          .rows = judged,
                          .row_bytes = sizeof *judged,
                          .n_rows = n};
    table_add(&table, columns, sizeof columns / sizeof *columns);
    table_add(&table, &why, any);
    table_add(&table, &compared, any_compared);
    report_document(format)->table(&table, out);
}
