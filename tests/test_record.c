#include "attnbench/journal/record.h"
#include "attnbench/base/error.h"
#include "test.h"

enum { EPOCHS = 3 };

static const float LOSS[EPOCHS] = {3.5f, 2.25f, -NAN};
static const float ACCURACY[EPOCHS] = {0, 0.5f, 1};

static struct trial_result sample(void)
{
    return (struct trial_result){
        .identity = 0x1122334455667788,
        .settings_hash = 0x99aabbccddeeff00,
        .status = TRIAL_DIVERGED,
        .rank = 7,
        .epochs = EPOCHS,
        .sequences = 100,
        .n_figures = 2,
        .figures = {figure_of_counts(metric_at(METRIC_ACCURACY), 23, 100),
                    {.metric = metric_at(METRIC_PERPLEXITY), .value = 1.75}},
        .train_seconds = 1.5,
        .evaluate_seconds = 0.25,
        .reason = "loss was not finite",
        .train_loss = LOSS,
        .train_accuracy = ACCURACY,
    };
}

static void test_trial_comes_back(void **state)
{
    (void)state;
    _Alignas(8) unsigned char bytes[512];
    struct trial_result in = sample(), out;
    struct record record;
    size_t n = record_encode_trial(&in, bytes);
    assert_int_equal(n, record_trial_bytes(&in));
    assert_int_equal(record_decode(bytes, n, &record), 0);
    assert_int_equal(record.kind, RECORD_RESULT);
    assert_int_equal(record.total_bytes, n);
    assert_int_equal(record_decode_trial(&record, &out), 0);
    assert_int_equal((uintptr_t)out.train_loss % sizeof(float), 0);
    assert_memory_equal(out.train_loss, LOSS, sizeof LOSS);
    assert_memory_equal(out.train_accuracy, ACCURACY, sizeof ACCURACY);
    in.train_loss = out.train_loss;
    in.train_accuracy = out.train_accuracy;
    assert_int_equal(out.identity, in.identity);
    assert_int_equal(out.settings_hash, in.settings_hash);
    assert_int_equal(out.status, in.status);
    assert_int_equal(out.rank, in.rank);
    assert_int_equal(out.sequences, in.sequences);
    assert_int_equal(out.n_figures, 2);
    assert_true(out.figures[0].hits == 23 && out.figures[0].of == 100 && out.figures[0].value == 23);
    assert_true(out.figures[1].metric == metric_at(METRIC_PERPLEXITY) && out.figures[1].value == 1.75);
    assert_true(out.train_seconds == in.train_seconds && out.evaluate_seconds == in.evaluate_seconds);
    assert_string_equal(out.reason, in.reason);
}

/* Which sign a NaN has depends on the processor and on the compiler. */
static void test_nan_has_one_sign(void **state)
{
    (void)state;
    static const float other[EPOCHS] = {-NAN, 2, NAN}, one[EPOCHS] = {NAN, 2, -NAN};
    _Alignas(8) unsigned char bytes[512], same[512];
    struct trial_result a = sample(), b = sample();
    a.train_loss = a.train_accuracy = other, a.figures[1].value = NAN;
    b.train_loss = b.train_accuracy = one, b.figures[1].value = -NAN;
    size_t n = record_encode_trial(&a, bytes);
    assert_int_equal(record_encode_trial(&b, same), n);
    assert_memory_equal(bytes, same, n);
}

/* A record of earlier versions: figures and traces without names, and behind them an rmse where values are real. */
struct old_figures {
    int32_t status, rank, epochs, sequences, correct, evaluations;
    double train_seconds, evaluate_seconds;
    char reason[RECORD_REASON];
};
enum { FIGURES_BYTES = sizeof(struct old_figures) };
_Static_assert(FIGURES_BYTES == 136, "as it was");

static size_t encode_old(const struct old_figures *figures, const float *traces, const double *rmse, unsigned char *out)
{
    unsigned char payload[512];
    size_t bytes = 2 * (size_t)(figures->epochs + figures->evaluations) * sizeof *traces;
    memcpy(payload, figures, sizeof *figures);
    memcpy(payload + sizeof *figures, traces, bytes);
    if (rmse != NULL)
        memcpy(payload + sizeof *figures + bytes, rmse, sizeof *rmse);
    return record_encode(RECORD_TRIAL, 1, 2, payload, sizeof *figures + bytes + (rmse != NULL ? sizeof *rmse : 0), out);
}

static void test_records_of_earlier_versions_are_read(void **state)
{
    (void)state;
    const float traces[] = {3, 2, 0.5f, 0.75f, 0.25f, 1.5f};
    const double error = 0.125;
    for (int is_real = 0; is_real <= 1; is_real++) {
        _Alignas(8) unsigned char bytes[512];
        const struct old_figures old = {TRIAL_FINISHED, 4, 2, 100, is_real ? 0 : 23, 1, 1.5, 0.25, ""};
        struct record record;
        struct trial_result out;
        size_t n = encode_old(&old, traces, is_real ? &error : NULL, bytes);
        assert_int_equal(record_decode(bytes, n, &record), 0);
        assert_int_equal(record_decode_trial(&record, &out), 0);
        assert_true(out.rank == 4 && out.epochs == 2 && out.evaluations == 1 && out.sequences == 100);
        assert_int_equal(out.n_figures, 1);
        assert_true(out.figures[0].metric == metric_at(is_real ? METRIC_RMSE : METRIC_ACCURACY));
        assert_true(out.figures[0].value == (is_real ? 0.125 : 23) && out.figures[0].of == (is_real ? 0 : 100));
        assert_true(out.train_loss[1] == 2 && out.train_accuracy[1] == 0.75f);
        assert_true(out.held_out_accuracy[0] == 0.25f && out.held_out_loss[0] == 1.5f);
    }
}

static void test_items_come_back(void **state)
{
    (void)state;
    _Alignas(8) unsigned char bytes[768], again[768];
    float items[40] = {1, 0, 1, 1, 0};
    struct trial_result in = sample(), out;
    struct record record;
    items[39] = 1;
    in.n_items = 40;
    in.items = items;
    for (int values = 0; values < 2; values++) { /* right and wrong take a bit each; then there is a value */
        size_t n = record_encode_trial(&in, bytes);
        assert_int_equal(n, record_trial_bytes(&in) - (values ? 0 : 38 * sizeof *items));
        assert_int_equal(record_decode(bytes, n, &record), 0);
        assert_int_equal(record_decode_trial(&record, &out), 0);
        assert_int_equal(out.n_items, 40);
        for (int i = 0; i < 40; i++)
            assert_true(result_item(&out, i) == items[i]);
        assert_memory_equal(out.train_accuracy, ACCURACY, sizeof ACCURACY);
        assert_int_equal(record_encode_trial(&out, again), n);
        assert_memory_equal(bytes, again, n);
        items[7] = 0.5f;
    }
}

static void test_items_that_are_not_there(void **state)
{
    (void)state;
    _Alignas(8) unsigned char bytes[768];
    static const float items[] = {1, 0, 1};
    struct trial_result in = sample(), out;
    struct record record;
    in.n_items = 3;
    in.items = items;
    size_t n = record_encode_trial(&in, bytes);
    assert_int_equal(record_decode(bytes, n, &record), 0);
    const int32_t wrong[] = {2000000000, -1, 33, 0};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        memcpy((unsigned char *)record.payload + 7 * sizeof *wrong, &wrong[i], sizeof *wrong);
        assert_int_equal(record_decode_trial(&record, &out), EX_DATAERR);
        assert_non_null(strstr(error_message(), "a trial's record has 1 values of item_bits for "));
    }
}

static void test_curves_come_back(void **state)
{
    (void)state;
    _Alignas(8) unsigned char bytes[512];
    static const float accuracy[] = {0.25f, 0.5f}, loss[] = {2, 1};
    struct trial_result in = sample(), out;
    struct record record;
    in.evaluations = 2;
    in.held_out_accuracy = accuracy;
    in.held_out_loss = loss;
    size_t n = record_encode_trial(&in, bytes);
    assert_int_equal(n, record_trial_bytes(&in));
    assert_int_equal(record_decode(bytes, n, &record), 0);
    assert_int_equal(record_decode_trial(&record, &out), 0);
    assert_int_equal(out.evaluations, 2);
    assert_memory_equal(out.train_accuracy, ACCURACY, sizeof ACCURACY);
    assert_memory_equal(out.held_out_accuracy, accuracy, sizeof accuracy);
    assert_memory_equal(out.held_out_loss, loss, sizeof loss);
}

/* The layout is a contract between versions of the program. */
static void test_layout_is_the_documented_one(void **state)
{
    (void)state;
    unsigned char bytes[64];
    const unsigned char header[40] = {'A',  'T',  'N', 'B', 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0,
                                      0x02, 0x01, 0,   0,   0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0};
    size_t n = record_encode(RECORD_STUDY, 0x0102, 3, "hi", 2, bytes);
    assert_int_equal(n, RECORD_OVERHEAD + 2);
    assert_memory_equal(bytes, header, sizeof header);
    assert_memory_equal(bytes + sizeof header, "hi", 2);
}

static void test_records_lie_end_to_end(void **state)
{
    (void)state;
    unsigned char bytes[1024];
    struct trial_result in = sample(), out;
    struct record record;
    size_t first = record_encode(RECORD_STUDY, 1, 2, "name: x\n", 8, bytes);
    size_t n = first + record_encode_trial(&in, bytes + first);
    assert_int_equal(record_decode(bytes, n, &record), 0);
    assert_int_equal(record.total_bytes, first);
    assert_memory_equal(record.payload, "name: x\n", 8);
    assert_int_equal(record_decode_trial(&record, &out), EX_DATAERR);
    assert_int_equal(record_decode(bytes + first, n - first, &record), 0);
    assert_int_equal(record_decode_trial(&record, &out), 0);
}

static void test_empty_payload(void **state)
{
    (void)state;
    unsigned char bytes[RECORD_OVERHEAD];
    struct record record;
    assert_int_equal(record_encode(RECORD_STUDY, 1, 2, NULL, 0, bytes), RECORD_OVERHEAD);
    assert_int_equal(record_decode(bytes, sizeof bytes, &record), 0);
    assert_int_equal(record.payload_bytes, 0);
}

static void test_every_truncation_is_refused(void **state)
{
    (void)state;
    unsigned char bytes[512];
    struct trial_result in = sample();
    struct record record;
    size_t n = record_encode_trial(&in, bytes);
    for (size_t shorter = 0; shorter < n; shorter++) {
        unsigned char *exact = malloc(shorter + 1); /* so that a sanitizer sees reads behind the end */
        memcpy(exact, bytes, shorter);
        assert_int_equal(record_decode(exact, shorter, &record), EX_DATAERR);
        assert_true(strlen(error_message()) > 0);
        free(exact);
    }
}

static void test_every_flipped_bit_is_refused(void **state)
{
    (void)state;
    unsigned char bytes[512];
    struct trial_result in = sample();
    struct record record;
    size_t n = record_encode_trial(&in, bytes);
    for (size_t bit = 0; bit < 8 * n; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_int_equal(record_decode(bytes, n, &record), EX_DATAERR);
        bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
}

/* Bytes of the old payload's fields, as offsets in it. */
enum { AT_STATUS = 0, AT_EPOCHS = 8, AT_SEQUENCES = 12, AT_CORRECT = 16, AT_EVALUATIONS = 20 };

/* Whether a payload is taken whose CRC is right. */
static int decode_forged(size_t at, int32_t value, size_t payload_bytes)
{
    static const float traces[2 * EPOCHS];
    const struct old_figures old = {TRIAL_DIVERGED, 7, EPOCHS, 100, 23, 0, 1.5, 0.25, "loss was not finite"};
    unsigned char bytes[512] = {0}, forged[512];
    struct trial_result out;
    struct record record;
    encode_old(&old, traces, NULL, bytes);
    memcpy(bytes + 40 + at, &value, sizeof value);
    size_t n = record_encode(RECORD_TRIAL, 1, 2, bytes + 40, payload_bytes, forged);
    assert_int_equal(record_decode(forged, n, &record), 0);
    return record_decode_trial(&record, &out);
}

/* The same of a record with names: 144 bytes, then figures of 40, then four traces of 32, then their values. */
enum { AT_N_FIGURES = 20, AT_N_TRACES = 24, AT_NAME = 144, AT_HITS = AT_NAME + 24, AT_LENGTH = 144 + 80 + 24 };

static int decode_forged_result(size_t at, int32_t value, int32_t fewer)
{
    unsigned char bytes[512], forged[512];
    struct trial_result in = sample(), out;
    struct record record;
    size_t n = record_encode_trial(&in, bytes) - RECORD_OVERHEAD - (size_t)fewer;
    memcpy(bytes + 40 + at, &value, sizeof value);
    n = record_encode(RECORD_RESULT, 1, 2, bytes + 40, n, forged);
    assert_int_equal(record_decode(forged, n, &record), 0);
    return record_decode_trial(&record, &out);
}

static void test_forged_results_are_refused(void **state)
{
    (void)state;
    assert_int_equal(decode_forged_result(AT_STATUS, TRIAL_FINISHED, 0), 0);
    assert_int_equal(decode_forged_result(AT_STATUS, TRIAL_MISSING, 0), EX_DATAERR);
    assert_int_equal(decode_forged_result(AT_EPOCHS, EPOCHS + 1, 0), EX_DATAERR);
    assert_int_equal(decode_forged_result(AT_EPOCHS, -1, 0), EX_DATAERR);
    assert_int_equal(decode_forged_result(AT_N_FIGURES, 1, 0), EX_DATAERR);
    assert_int_equal(decode_forged_result(AT_N_FIGURES, -1, 0), EX_DATAERR);
    assert_int_equal(decode_forged_result(AT_N_FIGURES, INT32_MAX, 0), EX_DATAERR);
    assert_int_equal(decode_forged_result(AT_N_TRACES, 3, 0), EX_DATAERR);
    assert_int_equal(decode_forged_result(AT_N_TRACES, INT32_MAX, 0), EX_DATAERR);
    assert_int_equal(decode_forged_result(AT_HITS, 101, 0), EX_DATAERR);
    assert_int_equal(decode_forged_result(AT_HITS, -1, 0), EX_DATAERR);
    assert_int_equal(decode_forged_result(AT_LENGTH, INT32_MAX, 0), EX_DATAERR);
    assert_int_equal(decode_forged_result(AT_STATUS, TRIAL_FINISHED, 4), EX_DATAERR);
    assert_int_equal(decode_forged_result(AT_NAME, 0x78787878, 0), EX_DATAERR);
    assert_non_null(strstr(error_message(), "'xxxxracy', which is no known metric"));
}

static void test_forged_figures_are_refused(void **state)
{
    (void)state;
    size_t whole = FIGURES_BYTES + 8 * EPOCHS;
    assert_int_equal(decode_forged(AT_STATUS, TRIAL_FINISHED, whole), 0);
    assert_int_equal(decode_forged(AT_STATUS, TRIAL_MISSING, whole), EX_DATAERR);
    assert_int_equal(decode_forged(AT_STATUS, 4, whole), EX_DATAERR);
    assert_int_equal(decode_forged(AT_EPOCHS, EPOCHS + 1, whole), EX_DATAERR);
    assert_int_equal(decode_forged(AT_EPOCHS, -1, whole), EX_DATAERR);
    assert_int_equal(decode_forged(AT_EPOCHS, INT32_MAX, whole), EX_DATAERR);
    assert_int_equal(decode_forged(AT_EPOCHS, 0, FIGURES_BYTES), 0);
    assert_int_equal(decode_forged(AT_EPOCHS, 0, FIGURES_BYTES - 1), EX_DATAERR);
    assert_int_equal(decode_forged(AT_EVALUATIONS, 1, whole), EX_DATAERR);
    assert_int_equal(decode_forged(AT_EVALUATIONS, 1, whole + 8), 0);
    assert_int_equal(decode_forged(AT_EVALUATIONS, -1, whole), EX_DATAERR);
    assert_int_equal(decode_forged(AT_EVALUATIONS, INT32_MAX, whole), EX_DATAERR);
    assert_int_equal(decode_forged(AT_EPOCHS, EPOCHS, whole + 4), EX_DATAERR);
    assert_int_equal(decode_forged(AT_CORRECT, 101, whole), EX_DATAERR);
    assert_int_equal(decode_forged(AT_CORRECT, -1, whole), EX_DATAERR);
    assert_int_equal(decode_forged(AT_SEQUENCES, -5, whole), EX_DATAERR);
}

static void test_forged_length_is_refused(void **state)
{
    (void)state;
    unsigned char bytes[512];
    struct trial_result in = sample();
    struct record record;
    size_t n = record_encode_trial(&in, bytes);
    const uint64_t lengths[] = {n, UINT64_MAX, UINT64_MAX - RECORD_OVERHEAD + 1, RECORD_MAX_BYTES, 1ULL << 32};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        memcpy(bytes + 8, &lengths[i], sizeof lengths[i]);
        assert_int_equal(record_decode(bytes, n, &record), EX_DATAERR);
    }
}

static void test_long_reason_is_cut_and_ended(void **state)
{
    (void)state;
    unsigned char bytes[512];
    struct trial_result in = sample(), out;
    struct record record;
    memset(in.reason, 'x', sizeof in.reason);
    size_t n = record_encode_trial(&in, bytes);
    assert_int_equal(record_decode(bytes, n, &record), 0);
    assert_int_equal(record_decode_trial(&record, &out), 0);
    assert_int_equal(strlen(out.reason), RECORD_REASON - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trial_comes_back),
        cmocka_unit_test(test_nan_has_one_sign),
        cmocka_unit_test(test_curves_come_back),
        cmocka_unit_test(test_items_come_back),
        cmocka_unit_test(test_items_that_are_not_there),
        cmocka_unit_test(test_records_of_earlier_versions_are_read),
        cmocka_unit_test(test_forged_results_are_refused),
        cmocka_unit_test(test_layout_is_the_documented_one),
        cmocka_unit_test(test_records_lie_end_to_end),
        cmocka_unit_test(test_empty_payload),
        cmocka_unit_test(test_every_truncation_is_refused),
        cmocka_unit_test(test_every_flipped_bit_is_refused),
        cmocka_unit_test(test_forged_figures_are_refused),
        cmocka_unit_test(test_forged_length_is_refused),
        cmocka_unit_test(test_long_reason_is_cut_and_ended),
    };
    return RUN_TESTS(tests);
}
