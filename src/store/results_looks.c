/* The looks at growing data that a study has, from its attributes. */
#include "attnbench/base/error.h"
#include "attnbench/store/results.h"

#include <stdlib.h>

/* "10, 20, 40" */
static void take_looks(const char *text, struct look_plan *plan)
{
    char *end;
    plan->n = 0;
    for (; plan->n < LOOKS_MOST; text = end + (*end == ',')) {
        int64_t repeats = strtoll(text, &end, 10);
        if (end == text || repeats <= (plan->n > 0 ? plan->repeats[plan->n - 1] : 0))
            return;
        plan->repeats[plan->n++] = repeats;
    }
}

struct look_plan results_look_plan(const struct results *results)
{
    const struct attribute *looks = results_attribute(results, RESULTS_LOOKS);
    const char *spending = results_text(results, RESULTS_SPENDING), *repeats = results_text(results, RESULTS_LOOKS_AT);
    struct look_plan plan = {SPENDING_ONE_LEVEL, looks != NULL && looks->number >= 1 ? (size_t)looks->number : 1, {0}};
    if (spending == NULL || repeats == NULL)
        return plan;
    plan.spending = spending_find(spending);
    take_looks(repeats, &plan);
    return plan;
}

struct looks results_looks(const struct results *results, size_t repeats)
{
    const struct look_plan plan = results_look_plan(results);
    return looks_up_to(&plan, (int64_t)repeats);
}

int results_copy_looks(const struct results *from, struct results *to)
{
    static const char *const texts[] = {RESULTS_SPENDING, RESULTS_LOOKS_AT};
    TRY(results_add_number(to, RESULTS_LOOKS, (double)results_look_plan(from).n));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *text = results_text(from, texts[i]);
        if (text != NULL)
            TRY(results_add_text(to, texts[i], text));
    }
    return 0;
}
