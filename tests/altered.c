#include "altered.h"
#include "attnbench/study/study.h"
#include "attnbench/study_file/study_file.h"
#include "store_helpers.h"
#include "test.h"

const char altered_study[] = "name: small\n"
                             "repeats: 2\n"
                             "task: {name: echo, n_in: 3, n_out: 1, cardinality: 5}\n"
                             "models: [{name: attention, units: 4}]\n"
                             "training: {epochs: 6, source: fixed, samples: 7, validation: 5, batch: 2}\n"
                             "evaluate: {sequences: 10, every: 2}\n";

void make_altered(const char *folder, size_t repeats, alteration *alter)
{
    struct journal *journal;
    static struct study study;
    assert_int_equal(study_parse(altered_study, strlen(altered_study), "s.yaml", NULL, 0, &study), 0);
    assert_int_equal(journal_open(folder, &journal), 0);
    assert_int_equal(journal_append_text(journal, RECORD_STUDY, altered_study), 0);
    for (size_t i = 0; i < repeats; i++) {
        struct trial trial = study_trial(&study, i);
        struct trial_progress progress = {0};
        struct trial_result result;
        struct trial_traces traces;
        unsigned char record[STUB_BYTES];
        assert_int_equal(trial_traces_allocate(&trial.settings, &traces), 0);
        assert_int_equal(trial_run(&trial, &progress, &traces, NULL, &result), 0);
        if (i == 1 && alter != NULL)
            alter(&result, &traces);
        assert_int_equal(journal_append(journal, record, record_encode_trial(&result, record)), 0);
        trial_traces_free(&traces);
    }
    assert_int_equal(journal_sync(journal), 0);
    journal_close(journal);
}

static void flip_last_bit(float *value)
{
    uint32_t bits;
    memcpy(&bits, value, sizeof bits);
    bits ^= 1;
    memcpy(value, &bits, sizeof bits);
}

void last_bit_of_a_loss(struct trial_result *result, const struct trial_traces *traces)
{
    (void)result;
    flip_last_bit(&traces->train_loss[3]);
}

void one_accuracy(struct trial_result *result, const struct trial_traces *traces)
{
    (void)result;
    traces->train_accuracy[5] += 1;
}

void one_of_the_curve(struct trial_result *result, const struct trial_traces *traces)
{
    (void)result;
    traces->held_out_accuracy[1] += 1;
}

void last_bit_of_the_curve(struct trial_result *result, const struct trial_traces *traces)
{
    (void)result;
    flip_last_bit(&traces->held_out_loss[2]);
}

void an_rmse(struct trial_result *result, const struct trial_traces *traces)
{
    (void)traces;
    result->figures[0] = (struct figure){.metric = metric_at(METRIC_RMSE), .value = 0.5};
}

void one_right_more(struct trial_result *result, const struct trial_traces *traces)
{
    (void)traces;
    const struct figure *accuracy = &result->figures[0];
    result->figures[0] =
        figure_of_counts(accuracy->metric, accuracy->hits + (accuracy->hits < accuracy->of ? 1 : -1), accuracy->of);
    result->n_items = 0; /* they are others */
}

void other_settings(struct trial_result *result, const struct trial_traces *traces)
{
    (void)traces;
    result->settings_hash++;
}
