#include "attnbench/error.h"
#include "attnbench/kernels.h"
#include "attnbench/run.h"
#include "attnbench/task.h"
#include "attnbench/text.h"
#include "attnbench/trial.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 7, BENCH_MAX_MODELS = 8 };

/* One model at the size of the tutorial study, one pair a step. */
struct subject {
    const char *name;
    struct model *model;
    struct task task;
    struct stream stream;
    int64_t steps; /* of one round */
    double step_us[ROUNDS], limit_us[ROUNDS];
};

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return 1e6 * (double)now.tv_sec + 1e-3 * (double)now.tv_nsec;
}

static int subject_create(const char *name, int64_t epochs, struct subject *out)
{
    *out = (struct subject){
        .name = name,
        .task = {.kind = task_find("echo"), .n_in = 5, .n_out = 2, .cardinality = 50, .steps = 5},
        .stream = stream_open(0, "benchmark pairs", 0, 0),
        .steps = epochs / ROUNDS > 0 ? epochs / ROUNDS : 1,
    };
    struct model_config config = {
        .decoder = decoder_find(name),
        .cell = cell_find("lstm"),
        .gate = GATE_HARD_SIGMOID,
        .n_in = out->task.n_in,
        .steps = out->task.steps,
        .cardinality = out->task.cardinality,
        .units = 150,
        .batch = 1,
        .learning_rate = 0.001,
        .beta1 = 0.9,
        .beta2 = 0.999,
        .epsilon = 1e-8,
    };
    if (config.decoder == NULL)
        return fail(EX_USAGE, "--model is '%s': it must be baseline or attention", name);
    TRY(model_create(&config, &out->model));
    return model_initialize(out->model, 0, 0, 0);
}

static double measure_steps(struct subject *subject)
{
    int32_t input[8], target[8];
    double start = now_us();
    for (int64_t i = 0; i < subject->steps; i++) {
        subject->task.kind->draw(&subject->task, &subject->stream, input, target);
        model_train_step(subject->model, input, target);
    }
    return (now_us() - start) / (double)subject->steps;
}

/* The least that a step must cost on this machine: one pass over the weights and both moments with the update's
 * arithmetic, and one read of each matrix a product from where it lies after that (weights of a whole model, read again
 * and again). */
static int measure_limit(const struct subject *subject, double *out)
{
    enum { WIDTH = 512, PASSES = 100 };
    const struct kernels *kernels = kernels_get();
    struct model_traffic traffic = model_traffic(subject->model);
    size_t rows = (traffic.slab_floats + WIDTH - 1) / WIDTH, floats = rows * WIDTH;
    float *slab = allocate(3 * floats + rows + WIDTH, sizeof *slab);
    if (slab == NULL)
        return EX_OSERR;
    struct adam_step step = {0.9f, 0.1f, 0.999f, 0.001f, 0.001f, 1e-8f};
    struct matrix_slabs slabs = {slab, slab + floats, slab + 2 * floats, (int)rows, WIDTH};
    struct outer_products gradient = {slab + 3 * floats, slab + 3 * floats + rows, (int)rows, WIDTH, 1};
    for (size_t i = 0; i < rows + WIDTH; i++)
        slab[3 * floats + i] = 0.01f;
    double start = now_us(), update_us, read_us;
    for (int i = 0; i < PASSES; i++)
        kernels->update(&step, &slabs, &gradient, NULL);
    update_us = (now_us() - start) / PASSES;
    volatile float sum = 0;
    start = now_us();
    for (int i = 0; i < PASSES; i++)
        sum = sum + kernels->read(slab, floats);
    read_us = (now_us() - start) / PASSES;
    *out = update_us + read_us * (double)traffic.floats_read / (double)floats;
    free(slab);
    return 0;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *x)
{
    qsort(x, ROUNDS, sizeof *x, compare_doubles);
    return x[ROUNDS / 2];
}

/* Step and limit in turn, so that a change of the machine's speed meets both. */
static int measure(struct subject *subject)
{
    measure_steps(subject);
    for (int round = 0; round < ROUNDS; round++) {
        TRY(measure_limit(subject, &subject->limit_us[round]));
        subject->step_us[round] = measure_steps(subject);
    }
    return 0;
}

static void print_row(struct subject *subject, int json, int first, FILE *out)
{
    double step = median(subject->step_us), limit = median(subject->limit_us);
    long long steps = (long long)subject->steps * ROUNDS;
    if (json) {
        fputs(first ? "[" : ",\n ", out);
        fputs("{\"model\":", out);
        text_write_json(out, subject->name);
        fprintf(out, ",\"us_per_step\":%.2f,\"limit_us_per_step\":%.2f,\"steps\":%lld,\"kernels\":", step, limit,
                steps);
        text_write_json(out, kernels_get()->name);
        fputc('}', out);
        return;
    }
    if (first)
        fprintf(out,
                "One training step of one pair (n_in 5, n_out 2, cardinality 50, 150 units), one core, %s kernels;\n"
                "medians of %d rounds. The limit is what moving weights and moments alone costs here.\n\n"
                "%-12s %12s %13s %12s %8s\n",
                kernels_get()->name, ROUNDS, "model", "us per step", "limit (us)", "step/limit", "steps");
    fprintf(out, "%-12s %12.1f %13.1f %12.2f %8lld\n", subject->name, step, limit, step / limit, steps);
}

int bench_write(const struct bench_options *options, FILE *out)
{
    static const char *const all[] = {"baseline", "attention"};
    const char *const *names = options->n_models > 0 ? options->models : all;
    int n = options->n_models > 0 ? options->n_models : 2;
    if (kernels_get() == NULL)
        return EX_CONFIG;
    kernels_flush_denormals();
    for (int i = 0; i < n; i++) {
        struct subject subject;
        int status = subject_create(names[i], options->epochs, &subject);
        if (status == 0)
            status = measure(&subject);
        if (status == 0)
            print_row(&subject, options->json, i == 0, out);
        model_free(subject.model);
        TRY(status);
    }
    if (options->json)
        fputs("]\n", out);
    return 0;
}
