#include "attnbench/trial/step_time.h"
#include "attnbench/base/clock.h"
#include "attnbench/base/error.h"
#include "attnbench/base/random.h"
#include "attnbench/kernels/kernels.h"
#include "attnbench/nn/model.h"
#include "attnbench/task/task.h"
#include "attnbench/base/sort.h"
#include "seq2seq_config.h"

#include <math.h>
#include <stdlib.h>

/* One model at one size. */
struct subject {
    struct trial_settings settings;
    struct task task;
    struct model *model;
    struct stream stream;
    float *input, *target;
    int64_t steps; /* of one round */
    double step_us[STEP_TIME_ROUNDS], step_cpu_us[STEP_TIME_ROUNDS], limit_us[STEP_TIME_ROUNDS];
    double peak_gflops; /* the greatest of the rounds */
};

static int subject_create(const struct trial *trial, int64_t epochs, struct subject *out)
{
    struct model_config config;
    *out = (struct subject){
        .settings = trial->settings,
        .stream = stream_open(0, "benchmark pairs", 0, 0),
        .steps = epochs / STEP_TIME_ROUNDS > 0 ? epochs / STEP_TIME_ROUNDS : 1,
    };
    size_t batch = (size_t)trial->settings.training.batch;
    TRY(trial_task(&trial->settings, &out->task));
    if ((out->task.kind->options & TASK_FILE) != 0)
        return fail(EX_USAGE, "bench draws pairs of its own: task.name cannot be %s", out->task.kind->name);
    TRY(trial_model_config(&trial->settings, &config));
    TRY(model_create(&config, &out->model));
    out->input = allocate(batch * (task_inputs(&out->task) + task_targets(&out->task)), sizeof *out->input);
    if (out->input == NULL)
        return EX_OSERR;
    out->target = out->input + batch * task_inputs(&out->task);
    return model_initialize(out->model, 0, 0, 0);
}

/* Microseconds of a step by the clock, and those that a core gave it: the same where nothing else runs. */
static void measure_steps(struct subject *subject, double *us, double *cpu_us)
{
    const struct task *task = &subject->task;
    double start = clock_seconds(), cpu_start = clock_cpu_seconds();
    for (int64_t i = 0; i < subject->steps; i++) {
        for (size_t b = 0; b < (size_t)subject->settings.training.batch; b++)
            task->kind->draw(task, &subject->stream, subject->input + b * task_inputs(task),
                             subject->target + b * task_targets(task));
        model_train_step(subject->model, subject->input, subject->target, (int)subject->settings.training.batch);
    }
    *us = (clock_seconds() - start) * 1e6 / (double)subject->steps;
    *cpu_us = (clock_cpu_seconds() - cpu_start) * 1e6 / (double)subject->steps;
}

/* ---- the limit ---- */

/* Arrays like a model's, to move and to read. */
struct probe {
    const struct kernels *kernels;
    struct matrix_slabs slabs;
    struct outer_products gradient; /* of one term */
    float *x, *y;                   /* of a product that stays in the nearest cache */
    size_t floats_read;             /* as many as the largest matrix has, so that it lies where that one does */
};

enum {
    PROBE_WIDTH = 512,
    PRODUCT_ROWS = 64,
    PRODUCT_WIDTH = 96,
    PRODUCT_N = 48,
    LEAST_FLOATS = 64 * 1024,
    LEAST_PROBE_US = 3000
};

/* Microseconds of one call: repeated until LEAST_PROBE_US have passed. */
static double time_of(void (*run)(const struct probe *), const struct probe *probe)
{
    double start = clock_seconds(), us = 0;
    long calls = 0;
    while (us < LEAST_PROBE_US) {
        run(probe);
        calls++;
        us = (clock_seconds() - start) * 1e6;
    }
    return us / (double)calls;
}

static void run_update(const struct probe *probe)
{
    static const struct adam_step step = {0.9f, 0.999f, 0.003f, 3e-7f};
    probe->kernels->update(&step, &probe->slabs, &probe->gradient, NULL);
}

static void run_read(const struct probe *probe)
{
    volatile float sum = probe->kernels->read(probe->slabs.w, probe->floats_read);
    (void)sum;
}

static void run_product(const struct probe *probe)
{
    probe->kernels->multiply(probe->x, PRODUCT_ROWS, PRODUCT_N, probe->slabs.w, PRODUCT_WIDTH, PRODUCT_ROWS,
                             PRODUCT_WIDTH, probe->y, PRODUCT_WIDTH);
}

static size_t greater(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Microseconds of passes over matrices, each with the larger of what its floats and its multiply-adds cost. */
static double time_of_passes(const struct model_passes classes[TRAFFIC_CLASSES], double us_a_float, double us_a_product)
{
    double us = 0;
    for (int c = 0; c < TRAFFIC_CLASSES; c++)
        us += fmax(us_a_float * (double)classes[c].floats, us_a_product * (double)classes[c].multiply_adds);
    return us;
}

static size_t floats_updated(const struct model_traffic *traffic)
{
    size_t n = 0;
    for (int c = 0; c < TRAFFIC_CLASSES; c++)
        n += traffic->updates[c].floats;
    return n;
}

/* The least that a step must cost on this machine. An update is one pass over weights and both moments with the
 * update's arithmetic, of as many floats as the step updates; a product one read of its matrix, at the speed of a block
 * that is read again and again and is as large as the largest of them; both or their multiply-adds, at the rate of a
 * product in the nearest cache, where these take longer. */
static int measure_limit(const struct subject *subject, double *out)
{
    struct model_traffic traffic = model_traffic(subject->model);
    size_t updated = floats_updated(&traffic);
    size_t rows = (greater(greater(updated, traffic.largest_read), LEAST_FLOATS) - 1) / PROBE_WIDTH + 1;
    size_t floats = rows * PROBE_WIDTH, small = rows + PROBE_WIDTH + PRODUCT_N * (PRODUCT_ROWS + PRODUCT_WIDTH);
    float *memory = allocate(3 * floats + small + 4 * KERNEL_WIDTH, sizeof *memory);
    if (memory == NULL)
        return EX_OSERR;
    float *x = memory + 3 * floats, *dz = x + padded((int)rows), *product_x = dz + PROBE_WIDTH;
    const struct probe probe = {
        .kernels = kernels_get(),
        .slabs = {memory, memory + floats, memory + 2 * floats, (int)rows, PROBE_WIDTH},
        .gradient = {x, dz, padded((int)rows), PROBE_WIDTH, 1},
        .x = product_x,
        .y = product_x + PRODUCT_N * PRODUCT_ROWS,
        .floats_read = greater(traffic.largest_read, LEAST_FLOATS) / 64 * 64,
    };
    for (float *p = x; p < product_x; p++)
        *p = 0.01f;
    double update_us = time_of(run_update, &probe) / (double)floats;
    double read_us = time_of(run_read, &probe) / (double)probe.floats_read;
    double product_us = time_of(run_product, &probe) / ((double)PRODUCT_N * PRODUCT_ROWS * PRODUCT_WIDTH);
    *out =
        time_of_passes(traffic.updates, update_us, product_us) + time_of_passes(traffic.products, read_us, product_us);
    free(memory);
    return 0;
}

static double measure_peak(const struct kernels *kernels)
{
    const int n = 20000;
    double start = clock_seconds(), taken, operations = 0;
    do {
        operations += kernels->multiply_adds(n);
        taken = clock_seconds() - start;
    } while (taken * 1e6 < LEAST_PROBE_US);
    return 1e-9 * operations / taken;
}

static double multiply_adds_of_step(const struct model *model)
{
    struct model_traffic traffic = model_traffic(model);
    double n = 0;
    for (int c = 0; c < TRAFFIC_CLASSES; c++)
        n += (double)traffic.products[c].multiply_adds + (double)traffic.updates[c].multiply_adds;
    return n;
}

/* ---- rounds ---- */

static double median(double *x)
{
    sort_reals(x, STEP_TIME_ROUNDS);
    return x[STEP_TIME_ROUNDS / 2];
}

/* Step, limit and peak in turn, so that a change of the machine's speed meets all. */
static int measure(struct subject *subject, struct step_time *out)
{
    measure_steps(subject, &subject->step_us[0], &subject->step_cpu_us[0]);
    for (int round = 0; round < STEP_TIME_ROUNDS; round++) {
        TRY(measure_limit(subject, &subject->limit_us[round]));
        subject->peak_gflops = fmax(subject->peak_gflops, measure_peak(kernels_get()));
        measure_steps(subject, &subject->step_us[round], &subject->step_cpu_us[round]);
    }
    *out = (struct step_time){.steps = subject->steps * STEP_TIME_ROUNDS,
                              .step_us = median(subject->step_us),
                              .step_cpu_us = median(subject->step_cpu_us),
                              .limit_us = median(subject->limit_us),
                              .peak_gflops = subject->peak_gflops};
    out->gflops = 2e-3 * multiply_adds_of_step(subject->model) / out->step_us;
    return 0;
}

int step_time(const struct trial *trial, int64_t epochs, struct step_time *out)
{
    struct subject subject = {0};
    int status = subject_create(trial, epochs, &subject);
    if (status == 0)
        status = measure(&subject, out);
    model_free(subject.model);
    free(subject.input);
    return status;
}
