/* Names as study files take them, made of what tables have. */
#ifndef ATTNBENCH_IMPORT_NAMES_H
#define ATTNBENCH_IMPORT_NAMES_H

#include <stddef.h>

/* Letters, digits, '.', '_' and '-' of a text, and '_' for what is between them: "ResNet-50 (ours)" is
 * "ResNet-50_ours". What reads as a number or a missing value, "3", gets the column's name in front: "method_3".
 * EX_USAGE when it does not fit. */
int name_of_text(const char *text, const char *column, char *out, size_t size);

/* The name of a column as that of a metric, or as that of an axis beside a metric: small letters, digits and '_',
 * without what W&B and MLflow put in front. What names something else in tables and files gets "table_" in front.
 * metric NULL: it is to be one. EX_USAGE when it does not fit. */
int name_of_column(const char *column, const char *metric, char *out, size_t size);

#endif
