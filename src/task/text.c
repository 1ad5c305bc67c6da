/* text: pairs of texts of a user's own. */
#include "attnbench/base/error.h"
#include "attnbench/base/padding.h"
#include "task_kinds.h"
#include "tokens.h"

static int check(const struct task *task)
{
    TRY(tokens_require_least(task, "n_in", task->n_in, 1));
    TRY(tokens_require_least(task, "n_out", task->n_out, 2)); /* a token and the end */
    TRY(tokens_require_least(task, "cardinality", task->cardinality, 2));
    TRY(tokens_require_least(task, "cardinality_out", task->cardinality_out, 3));
    if (task->steps != task->n_out)
        return fail(EX_CONFIG, "models.decoder_steps is input: with task.name text it must be output, or left out");
    if (!is_padding(task->padding))
        return fail(EX_CONFIG, "models.mask is false: with task.name text it must be true, or left out");
    return 0;
}

const struct task_kind task_text = {
    .name = "text",
    .help = "pairs of texts of your own, from the TSV file task.path; target: the text's tokens, then an end",
    .options = TASK_FILE | TASK_CARDINALITY_OUT | TASK_TEXT,
    .least_length = 1,
    .check = check,
    .draw = task_draw_pair,
    .take_pair = task_take_row,
    .check_input = tokens_check_input,
    .chance = task_no_chance,
};
