#include "seq2seq_config.h"
#include "attnbench/base/error.h"
#include "attnbench/base/list.h"
#include "attnbench/base/padding.h"
#include "combinations.h"

#include <string.h>

static int count_items(const char *list)
{
    char item[STUDY_LIST];
    int n = 0;
    while (list_next(&list, item, sizeof item))
        n++;
    return n;
}

static void set_features(const struct trial_settings *settings, struct task *out)
{
    bool is_series = (out->kind->options & TASK_SERIES) != 0;
    out->features = is_series ? count_items(trial_inputs(settings)) : (int)settings->task.features;
    out->features_out = is_series ? count_items(settings->task.targets) : (int)settings->task.features_out;
    if (is_series) /* nothing is padded */
        out->steps = out->n_out;
}

const char *trial_inputs(const struct trial_settings *settings)
{
    return settings->task.inputs[0] != '\0' ? settings->task.inputs : settings->task.targets;
}

int trial_task(const struct trial_settings *settings, struct task *out)
{
    *out = (struct task){
        .kind = task_find(settings->task.name),
        .n_in = (int)settings->task.n_in,
        .n_out = (int)settings->task.n_out,
        .cardinality = (int)settings->task.cardinality,
        .steps =
            (int)(strcmp(settings->model.decoder_steps, "output") == 0 ? settings->task.n_out : settings->task.n_in),
        .reserve_zero = strcmp(settings->task.reserve_zero, "true") == 0,
        .marker = (int)settings->task.marker,
        .cardinality_out = (int)settings->task.cardinality_out,
        .shortest = (int)settings->task.shortest,
        .padding = strcmp(settings->model.mask, "true") == 0 ? PADDING : 0,
    };
    if (out->kind == NULL)
        return fail(EX_CONFIG, "there is no task '%s'", settings->task.name);
    if (out->kind->is_real)
        set_features(settings, out);
    TRY(check_combinations(settings, out->kind));
    return out->kind->check(out);
}

/* As many sequences at once as is worth while (weights are read once for all of them), but only few of a model whose
 * activations would then take much memory. */
static int evaluation_batch(const struct task *task, const struct trial_settings *settings)
{
    const int64_t worth_while = 32, most_numbers = 1 << 20;
    int64_t steps = task->steps > task->n_in ? task->steps : task->n_in;
    int64_t cardinality = task->cardinality > task->cardinality_out ? task->cardinality : task->cardinality_out;
    int64_t width = settings->model.units > cardinality ? settings->model.units : cardinality;
    int64_t most = most_numbers / (steps * width);
    return (int)(most < worth_while ? most : worth_while);
}

int trial_model_config(const struct trial_settings *settings, struct model_config *out)
{
    struct task task;
    TRY(trial_task(settings, &task));
    *out = (struct model_config){
        .family = family_find(settings->model.kind),
        .decoder = decoder_find(settings->model.kind),
        .cell = cell_find(settings->model.cell),
        .head = head_find(settings->model.head),
        .attention = attention_find(settings->model.attention),
        .feedback = strcmp(settings->model.feedback, "teacher") == 0 ? FEEDBACK_TEACHER : FEEDBACK_OUTPUT,
        .copy = strcmp(settings->model.copy, "true") == 0,
        .layers = (int)settings->model.layers,
        .heads = (int)settings->model.heads,
        .feed_forward = (int)settings->model.feed_forward,
        .bidirectional = strcmp(settings->model.bidirectional, "true") == 0,
        .embedding = (int)settings->model.embedding,
        .embedding_out = (int)settings->model.embedding_out,
        .arithmetic = trial_uses_openblas(settings) ? ARITHMETIC_OPENBLAS : ARITHMETIC_PORTABLE,
        .gate = strcmp(settings->model.gate, "sigmoid") == 0 ? GATE_SIGMOID : GATE_HARD_SIGMOID,
        .n_in = task.n_in,
        .steps = task.steps,
        .cardinality = task.cardinality,
        .cardinality_out = task.cardinality_out,
        .has_unknown = (task.kind->options & TASK_TEXT) != 0,
        .features = task.features,
        .features_out = task.features_out,
        .units = (int)settings->model.units,
        .batch = (int)settings->training.batch,
        .evaluation_batch = evaluation_batch(&task, settings),
        .learning_rate = settings->training.learning_rate,
        .beta1 = settings->training.beta1,
        .beta2 = settings->training.beta2,
        .epsilon = settings->training.epsilon,
    };
    if (out->family == NULL)
        return fail(EX_CONFIG, "there is no model kind '%s'", settings->model.kind);
    if (out->cell == NULL)
        return fail(EX_CONFIG, "there is no cell '%s'", settings->model.cell);
    if (out->head == NULL)
        return fail(EX_CONFIG, "there is no head '%s'", settings->model.head);
    if (task.kind->take_pair != NULL && task.kind->is_real && out->head == head_find("softmax"))
        return fail(EX_CONFIG, "models.head is softmax, but task.name %s has real values: it must be linear",
                    task.kind->name);
    if (out->attention == NULL)
        return fail(EX_CONFIG, "there is no attention '%s'", settings->model.attention);
    return model_check(out);
}
