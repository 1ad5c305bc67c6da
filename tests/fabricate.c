#include "fabricate.h"
#include "test.h"

const double published_baseline[10] = {20, 23, 23, 18, 28, 29, 23, 26, 21, 20};
const double published_attention[10] = {98, 91, 94, 93, 96, 99, 97, 94, 99, 96};

/* The first three values as given, then the next whole numbers. */
static void set_dimension(struct dimension *dimension, const char *name, size_t count, const int64_t values[3])
{
    strcpy(dimension->name, name);
    dimension->count = count;
    dimension->values = calloc(count, sizeof *dimension->values);
    assert_non_null(dimension->values);
    for (size_t i = 0; i < count; i++)
        dimension->values[i] = value_integer(i < 3 ? values[i] : dimension->values[i - 1].integer + 1);
}

struct results fabricate(const size_t counts[3], size_t repeats)
{
    return fabricate_models(2, counts, repeats);
}

struct results fabricate_models(size_t n_models, const size_t counts[3], size_t repeats)
{
    static const char *const names[] = {"baseline", "attention", "wide"};
    static const char *const titles[] = {"Encoder-Decoder Model", "Encoder-Decoder With Attention Model", "Wide"};
    static const int64_t n_in[] = {5, 10, 20}, n_out[] = {2, 1, 4}, cardinality[] = {50, 10, 100}, repeat[] = {0, 1, 2};
    struct results results = {.name = "study", .title = "Title", .n_dimensions = 5};
    struct dimension *models = &results.dimensions[0];
    strcpy(models->name, "model");
    models->count = n_models;
    models->labels = calloc(n_models, sizeof *models->labels);
    models->titles = calloc(n_models, sizeof *models->titles);
    assert_true(models->labels != NULL && models->titles != NULL);
    for (size_t i = 0; i < n_models; i++) {
        strcpy(models->labels[i], names[i]);
        strcpy(models->titles[i], titles[i]);
    }
    set_dimension(&results.dimensions[1], "n_in", counts[0], n_in);
    set_dimension(&results.dimensions[2], "n_out", counts[1], n_out);
    set_dimension(&results.dimensions[3], "cardinality", counts[2], cardinality);
    set_dimension(&results.dimensions[4], "repeat", repeats, repeat);
    assert_int_equal(results_allocate(&results), 0);
    for (size_t i = 0; i < results.n_trials; i++) {
        results.status[i] = TRIAL_MISSING;
        results.figures[METRIC_ACCURACY].values[i] = NAN;
        results.chance[i] = 0.04;
    }
    return results;
}

void fabricate_accuracies(struct results *results, size_t first, const double *percent, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        results->status[first + i] = TRIAL_FINISHED;
        results->figures[METRIC_ACCURACY].values[first + i] = percent[i];
        results->sequences[first + i] = 100;
        results->figures[METRIC_ACCURACY].hits[first + i] = (int32_t)percent[i];
    }
}

void fabricate_traces(struct results *results, size_t epochs)
{
    results->epochs = epochs;
    results->train_loss = malloc(results->n_trials * epochs * sizeof(float));
    results->train_accuracy = malloc(results->n_trials * epochs * sizeof(float));
    assert_true(results->train_loss != NULL && results->train_accuracy != NULL);
    for (size_t i = 0; i < results->n_trials; i++)
        for (size_t epoch = 0; epoch < epochs; epoch++) {
            double left = exp(-(double)((epoch + 1) * (i + 1)) / (double)epochs); /* 1 falling to 0 */
            int is_there = isfinite(results->figures[METRIC_ACCURACY].values[i]);
            results->train_loss[i * epochs + epoch] = is_there ? (float)(3.9 * left) : NAN;
            results->train_accuracy[i * epochs + epoch] = is_there ? (float)(1 - left) : NAN;
        }
}

void fabricate_curves(struct results *results, size_t evaluations, int64_t every)
{
    results->evaluations = evaluations;
    results->every = every;
    assert_int_equal(results_allocate_curves(results), 0);
    for (size_t i = 0; i < results->n_trials; i++)
        for (size_t k = 0; k < evaluations && isfinite(results->figures[METRIC_ACCURACY].values[i]); k++) {
            results->held_out_accuracy[i * evaluations + k] = (float)(k + 1) / (float)evaluations;
            results->held_out_loss[i * evaluations + k] = 3 / (float)(k + 1);
        }
}

void fabricate_rmse(struct results *results, size_t first, const double *rmse, size_t n)
{
    results->metric = metric_at(METRIC_RMSE);
    for (size_t i = 0; i < n; i++) {
        results->status[first + i] = TRIAL_FINISHED;
        results->figures[METRIC_RMSE].values[first + i] = rmse[i];
        results->sequences[first + i] = 100;
    }
}
