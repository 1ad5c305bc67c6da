/* denoise: give back the sines under the noise, of the first features. */
#include "attnbench/base/error.h"
#include "attnbench/base/portable_math.h"
#include "task_kinds.h"
#include "tokens.h"

#include <math.h>

static const double NOISE_SD = 0.3, LEAST_AMPLITUDE = 0.5;

static int check(const struct task *task)
{
    TRY(tokens_require_least(task, "n_in", task->n_in, 2));
    TRY(tokens_require(task, "n_out", task->n_out, task->n_in));
    if (task->features_out > task->features)
        return fail(EX_CONFIG, "task.features_out is %d: it must be at most task.features, which is %d",
                    task->features_out, task->features);
    return tokens_require(task, "cardinality", task->cardinality, 1);
}

/* Of each feature: target_t = A sin(2π (φ + t / T)), input_t = target_t + noise, with A in 0.5..1 and φ in 0..1. */
static void draw_feature(const struct task *task, struct stream *stream, int i, float *input, float *target)
{
    double phase = stream_uniform(stream);
    double amplitude = LEAST_AMPLITUDE + (1 - LEAST_AMPLITUDE) * stream_uniform(stream);
    for (int t = 0; t < task->n_in; t++) {
        double clean = amplitude * portable_sine(phase + (double)t / task->n_in);
        if (i < task->features_out)
            target[t * task->features_out + i] = (float)clean;
        input[t * task->features + i] = (float)(clean + NOISE_SD * stream_normal(stream));
    }
}

static void draw(const struct task *task, struct stream *stream, float *input, float *target)
{
    for (int i = 0; i < task->features; i++)
        draw_feature(task, stream, i, input, target);
}

/* stream_normal gives nothing beyond 12. */
static int check_input(const struct task *task, const float *input)
{
    const double most = 1 + 12 * NOISE_SD;
    for (int t = 0; t < (int)task_inputs(task); t++)
        if (!(fabs((double)input[t]) <= most))
            return fail(EX_DATAERR, "value %d is %g: the noisy sine's are from -%g to %g", t + 1, (double)input[t],
                        most, most);
    return 0;
}

const struct task_kind task_denoise = {
    .name = "denoise",
    .help = "one period of a sine with noise, a real number a step; target: the sine",
    .is_real = true,
    .check = check,
    .draw = draw,
    .check_input = check_input,
    .chance = task_no_chance,
};
