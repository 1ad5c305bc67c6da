#include "attnbench/task/task.h"
#include "attnbench/base/error.h"
#include "attnbench/base/padding.h"
#include "test.h"

#include <stdio.h>

enum { MAX = 64, GUARD = -7 };

static struct task task_of(const char *name, int n_in, int n_out, int cardinality, int steps)
{
    struct task task = {.kind = task_find(name),
                        .n_in = n_in,
                        .n_out = n_out,
                        .cardinality = cardinality,
                        .steps = steps,
                        .marker = 16};
    task.features = task.features_out = task.kind != NULL && task.kind->is_real;
    if (task.kind == NULL)
        fail_msg("there is no task %s", name);
    return task;
}

static struct task reserving(struct task task)
{
    task.reserve_zero = true;
    return task;
}

static struct task with_marker(struct task task, int marker)
{
    task.marker = marker;
    return task;
}

/* One pair, drawn into arrays of MAX values; what lies behind its end must stay as it was. */
struct pair {
    float input[MAX], target[MAX];
};

static struct pair draw(const struct task *task, struct stream *stream)
{
    struct pair pair;
    assert_int_equal(task->kind->check(task), 0);
    for (int i = 0; i < MAX; i++)
        pair.input[i] = pair.target[i] = GUARD;
    task->kind->draw(task, stream, pair.input, pair.target);
    assert_true(pair.input[task->n_in] == GUARD);
    assert_true(pair.target[task->steps] == GUARD);
    assert_true(pair.input[task->n_in - 1] != GUARD);
    assert_true(pair.target[task->steps - 1] != GUARD);
    return pair;
}

/* Equally frequent, with chi-square's normal approximation: n_bins-1 degrees of freedom, within 4 sd of their mean. */
static void assert_uniform(const int *count, int n_bins)
{
    double n = 0, chi_square = 0;
    for (int k = 0; k < n_bins; k++)
        n += count[k];
    for (int k = 0; k < n_bins; k++)
        chi_square += pow(count[k] - n / n_bins, 2) / (n / n_bins);
    if (n < 10 * n_bins || fabs(chi_square - (n_bins - 1)) > 4 * sqrt(2.0 * (n_bins - 1)))
        fail_msg("chi-square %.1f with %d degrees of freedom of %.0f values", chi_square, n_bins - 1, n);
}

static void test_find(void **state)
{
    (void)state;
    for (const struct task_kind *const *kind = task_kinds; *kind != NULL; kind++) {
        assert_ptr_equal(task_find((*kind)->name), *kind);
        assert_true(strlen((*kind)->help) > 0);
    }
    assert_non_null(task_find("echo"));
    assert_null(task_find("Echo"));
    assert_null(task_find(""));
}

static void assert_refused(struct task task, const char *message)
{
    assert_int_equal(task.kind->check(&task), EX_CONFIG);
    assert_string_equal(error_message(), message);
}

static void test_bounds_of_tasks_that_copy(void **state)
{
    static const char *const names[] = {"echo", "reverse", "sort"};
    char message[128];
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct task smallest = task_of(names[i], 1, 1, 2, 1), whole = task_of(names[i], 5, 5, 50, 5);
        assert_int_equal(smallest.kind->check(&smallest), 0);
        assert_int_equal(whole.kind->check(&whole), 0);
        assert_refused(task_of(names[i], 4, 6, 10, 4), "task.n_out is 6: it must be at most task.n_in, which is 4");
        snprintf(message, sizeof message, "task.n_out is 0: with task.name %s it must be 1 or more", names[i]);
        assert_refused(task_of(names[i], 4, 0, 10, 4), message);
        snprintf(message, sizeof message, "task.n_in is 0: with task.name %s it must be 1 or more", names[i]);
        assert_refused(task_of(names[i], 0, 1, 10, 4), message);
        snprintf(message, sizeof message, "task.cardinality is 1: with task.name %s it must be 2 or more", names[i]);
        assert_refused(task_of(names[i], 4, 2, 1, 4), message);
        assert_refused(reserving(task_of(names[i], 4, 2, 2, 4)),
                       "task.cardinality is 2: with task.reserve_zero true it must be 3 or more");
    }
}

static void test_bounds_of_the_others(void **state)
{
    (void)state;
    assert_refused(task_of("reversed_ends", 4, 2, 8, 4),
                   "task.n_in is 4: with task.name reversed_ends it must be 5 or more");
    assert_refused(task_of("reversed_ends", 9, 3, 8, 9), "task.n_out is 3: with task.name reversed_ends it must be 2");
    assert_refused(task_of("reversed_ends", 9, 2, 2, 9),
                   "task.cardinality is 2: with task.name reversed_ends it must be 3 or more");
    assert_refused(task_of("find_marker", 1, 2, 25, 2),
                   "task.n_in is 1: with task.name find_marker it must be 2 or more");
    assert_refused(task_of("find_marker", 9, 1, 25, 9), "task.n_out is 1: with task.name find_marker it must be 2");
    assert_refused(with_marker(task_of("find_marker", 9, 2, 2, 9), 0),
                   "task.cardinality is 2: with task.name find_marker it must be 3 or more");
    assert_refused(task_of("find_marker", 9, 2, 16, 9),
                   "task.marker is 16: with task.cardinality 16 it must be from 0 to 15");
    assert_refused(task_of("denoise", 1, 1, 1, 1), "task.n_in is 1: with task.name denoise it must be 2 or more");
    assert_refused(task_of("denoise", 9, 2, 1, 9), "task.n_out is 2: with task.name denoise it must be 9");
    assert_refused(task_of("denoise", 9, 9, 2, 9), "task.cardinality is 2: with task.name denoise it must be 1");
}

/* Draws pairs, and makes the same from the stream by hand. */
static void assert_echoes(struct task task)
{
    struct stream stream = stream_open(1, "pairs", 2, 3), by_hand = stream;
    for (int i = 0; i < 200; i++) {
        struct pair pair = draw(&task, &stream);
        for (int t = 0; t < task.n_in; t++)
            assert_true(pair.input[t] == (float)stream_below(&by_hand, (uint32_t)task.cardinality));
        for (int l = 0; l < task.steps; l++)
            assert_true(pair.target[l] == (l < task.n_out ? pair.input[l] : 0));
    }
}

static void test_echo_draws(void **state)
{
    (void)state;
    assert_echoes(task_of("echo", 5, 2, 50, 5)); /* padded */
    assert_echoes(task_of("echo", 5, 2, 50, 2)); /* not padded */
    assert_echoes(task_of("echo", 5, 5, 2, 5));
    assert_echoes(task_of("echo", 1, 1, 100000, 1));
}

static void test_reverse_draws(void **state)
{
    struct task padded = task_of("reverse", 7, 3, 20, 7), whole = task_of("reverse", 7, 7, 20, 7);
    struct stream stream = stream_open(1, "pairs", 0, 0);
    (void)state;
    for (int i = 0; i < 200; i++) {
        struct task *task = i % 2 == 0 ? &padded : &whole;
        struct pair pair = draw(task, &stream);
        for (int l = 0; l < 7; l++)
            assert_true(pair.target[l] == (l < task->n_out ? pair.input[6 - l] : 0));
    }
}

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void assert_sorts(struct task task)
{
    struct stream stream = stream_open(1, "pairs", 0, 0);
    for (int i = 0; i < 200; i++) {
        struct pair pair = draw(&task, &stream);
        qsort(pair.input, (size_t)task.n_in, sizeof *pair.input, by_value);
        for (int l = 0; l < task.steps; l++)
            assert_true(pair.target[l] == (l < task.n_out ? pair.input[l] : 0));
    }
}

static void test_sort_draws(void **state)
{
    (void)state;
    assert_sorts(task_of("sort", 9, 4, 6, 9)); /* equal values among them */
    assert_sorts(task_of("sort", 9, 4, 1000, 4));
    assert_sorts(task_of("sort", 9, 9, 1000, 9));
    assert_sorts(task_of("sort", 1, 1, 2, 1));
    assert_sorts(reserving(task_of("sort", 9, 5, 6, 9)));
}

/* Every place of the input has every value equally often, 0 only where it is not reserved. */
static void assert_uses_every_value(struct task task)
{
    struct stream stream = stream_open(1, "values", 0, 0);
    int count[MAX][MAX] = {0}, least = task.reserve_zero;
    for (int i = 0; i < 3000; i++) {
        struct pair pair = draw(&task, &stream);
        for (int t = 0; t < task.n_in; t++) {
            assert_true(pair.input[t] >= (float)least && pair.input[t] < (float)task.cardinality);
            count[t][(int)pair.input[t]]++;
        }
    }
    for (int t = 0; t < task.n_in; t++)
        assert_uniform(count[t] + least, task.cardinality - least);
}

static void test_values_are_uniform(void **state)
{
    static const char *const names[] = {"echo", "reverse", "sort"};
    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_uses_every_value(task_of(names[i], 4, 2, 3, 4));
        assert_uses_every_value(reserving(task_of(names[i], 4, 2, 11, 4)));
    }
}

static void test_reversed_ends_draws(void **state)
{
    enum { N_IN = 10, F = 8 };
    struct task task = task_of("reversed_ends", N_IN, 2, F, N_IN);
    struct stream stream = stream_open(1, "pairs", 0, 0);
    int lengths[N_IN] = {0}, first[F] = {0}, last[F] = {0};
    (void)state;
    for (int i = 0; i < 6000; i++) {
        struct pair pair = draw(&task, &stream);
        int length = 0;
        while (length < N_IN && pair.input[length] > 0)
            assert_true(pair.input[length++] < F);
        for (int t = length; t < N_IN; t++)
            assert_true(pair.input[t] == 0);
        assert_true(length >= 4 && length < N_IN);
        lengths[length]++;
        first[(int)pair.input[0]]++;
        last[(int)pair.input[length - 1]]++;
        for (int l = 0; l < N_IN; l++)
            assert_true(pair.target[l] == (l == 0 ? pair.input[length - 1] : l == 1 ? pair.input[0] : 0));
    }
    assert_uniform(lengths + 4, N_IN - 4);
    assert_uniform(first + 1, F - 1);
    assert_uniform(last + 1, F - 1);
}

static void test_find_marker_draws(void **state)
{
    enum { N_IN = 10, F = 25, MARKER = 16 };
    struct task task = task_of("find_marker", N_IN, 2, F, N_IN);
    struct stream stream = stream_open(1, "pairs", 0, 0);
    int places[N_IN] = {0}, after[F] = {0};
    (void)state;
    for (int i = 0; i < 6000; i++) {
        struct pair pair = draw(&task, &stream);
        int place = -1;
        for (int t = 0; t < N_IN; t++) {
            assert_true(pair.input[t] >= 0 && pair.input[t] < F);
            assert_true(pair.input[t] != MARKER || place < 0); /* it is there once */
            place = pair.input[t] == MARKER ? t : place;
        }
        assert_true(place >= 0 && place < N_IN - 1);
        places[place]++;
        after[(int)pair.input[place + 1]]++;
        for (int l = 0; l < N_IN; l++)
            assert_true(pair.target[l] == (l == 0 ? MARKER : l == 1 ? pair.input[place + 1] : 0));
    }
    assert_uniform(places, N_IN - 1);
    assert_int_equal(after[MARKER], 0);
    after[MARKER] = after[F - 1];
    assert_uniform(after, F - 1);
}

static void test_marker_may_be_any_value(void **state)
{
    struct stream stream = stream_open(1, "pairs", 0, 0);
    (void)state;
    for (int marker = 0; marker < 5; marker++) {
        struct task task = with_marker(task_of("find_marker", 2, 2, 5, 2), marker);
        for (int i = 0; i < 100; i++) {
            struct pair pair = draw(&task, &stream);
            assert_true(pair.target[0] == (float)marker && pair.target[1] != (float)marker);
            assert_true(pair.target[1] >= 0 && pair.target[1] < 5);
        }
    }
}

/* Of the clean sine: its mean is 0, its square's mean A²/2, and A and its phase are uniform. */
static void test_denoise_draws(void **state)
{
    enum { N_IN = 20, N = 6000, BINS = 16 };
    const double TURN = 2 * acos(-1.0);
    struct task task = task_of("denoise", N_IN, N_IN, 1, N_IN);
    struct stream stream = stream_open(1, "pairs", 0, 0);
    int amplitudes[BINS] = {0}, phases[BINS] = {0};
    double noise = 0, square = 0;
    (void)state;
    for (int i = 0; i < N; i++) {
        struct pair pair = draw(&task, &stream);
        double sine = 0, cosine = 0;
        for (int t = 0; t < N_IN; t++) {
            sine += 2.0 / N_IN * pair.target[t] * sin(TURN * t / N_IN);
            cosine += 2.0 / N_IN * pair.target[t] * cos(TURN * t / N_IN);
            noise += pair.input[t] - pair.target[t];
            square += pow(pair.input[t] - pair.target[t], 2);
        }
        double amplitude = hypot(sine, cosine), phase = atan2(cosine, sine) / TURN;
        for (int t = 0; t < N_IN; t++)
            assert_true(fabs(pair.target[t] - amplitude * sin(TURN * (phase + (double)t / N_IN))) < 1e-6);
        assert_true(amplitude > 0.5 - 1e-6 && amplitude < 1 + 1e-6);
        amplitudes[(int)fmin(BINS - 1, fmax(0, (amplitude - 0.5) * 2 * BINS))]++;
        phases[(int)fmin(BINS - 1, (phase + 0.5) * BINS)]++;
    }
    assert_uniform(amplitudes, BINS);
    assert_uniform(phases, BINS);
    assert_true(fabs(noise / N / N_IN) < 4 * 0.3 / sqrt(N * N_IN));
    assert_true(fabs(sqrt(square / N / N_IN) - 0.3) < 4 * 0.3 / sqrt(2.0 * N * N_IN));
    assert_true(task.kind->is_real && !task_find("echo")->is_real);
}

static struct task of_lengths(struct task task, int shortest, float padding)
{
    task.shortest = shortest;
    task.padding = padding;
    return task;
}

/* Each length about as often; behind it padding, of which the target has its own. */
static void test_lengths(void **state)
{
    enum { N = 4000, SHORTEST = 3, N_IN = 7 };
    static const char *const names[] = {"echo", "reverse", "sort"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct task task = of_lengths(task_of(names[i], N_IN, 5, 9, N_IN), SHORTEST, PADDING);
        struct stream stream = stream_open(1, "lengths", 0, 0);
        int count[N_IN - SHORTEST + 1] = {0};
        for (int k = 0; k < N; k++) {
            struct pair pair = draw(&task, &stream);
            int length = real_steps(pair.input, N_IN, 1), answered = length < 5 ? length : 5;
            assert_in_range(length, SHORTEST, N_IN);
            count[length - SHORTEST]++;
            for (int t = 0; t < N_IN; t++) {
                assert_int_equal(is_padding(pair.input[t]), t >= length);
                assert_int_equal(is_padding(pair.target[t]), t >= answered);
            }
            assert_true(strcmp(names[i], "echo") != 0 || pair.target[answered - 1] == pair.input[answered - 1]);
            assert_true(strcmp(names[i], "reverse") != 0 || pair.target[0] == pair.input[length - 1]);
            assert_int_equal(task.kind->check_input(&task, pair.input), 0);
        }
        assert_uniform(count, N_IN - SHORTEST + 1);
    }
}

/* What pads changes no value: with zeros an input has the values that it has with padding. */
static void test_padding_changes_no_value(void **state)
{
    const struct task tasks[] = {of_lengths(task_of("echo", 7, 5, 9, 7), 2, 0), task_of("reversed_ends", 9, 2, 8, 9)};
    (void)state;
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
        struct task masked = of_lengths(tasks[i], tasks[i].shortest, PADDING);
        struct stream a = stream_open(1, "padding", 0, 0), b = a;
        for (int k = 0; k < 100; k++) {
            struct pair zeros = draw(&tasks[i], &a), pair = draw(&masked, &b);
            for (int t = 0; t < tasks[i].n_in; t++) {
                assert_true(zeros.input[t] == (is_padding(pair.input[t]) ? 0 : pair.input[t]));
                assert_true(zeros.target[t] == (is_padding(pair.target[t]) ? 0 : pair.target[t]));
            }
            assert_int_equal(masked.kind->check_input(&masked, pair.input), 0);
        }
    }
}

/* The target has the first sines, one after the other in each step; the first feature is what it is alone. */
static void test_several_sines(void **state)
{
    enum { T = 8, D = 3, G = 2 };
    struct task one = task_of("denoise", T, T, 1, T), several = one;
    struct stream a = stream_open(1, "sines", 0, 0), b = a;
    (void)state;
    several.features = D;
    several.features_out = G;
    assert_int_equal(several.kind->check(&several), 0);
    float alone[2][T], input[T * D], target[T * G];
    one.kind->draw(&one, &a, alone[0], alone[1]);
    several.kind->draw(&several, &b, input, target);
    for (int t = 0; t < T; t++) {
        assert_true(input[t * D] == alone[0][t] && target[t * G] == alone[1][t]);
        for (int i = 0; i < G; i++)
            assert_true(fabsf(input[t * D + i] - target[t * G + i]) < 4 * 0.3f);
    }
    for (int t = 0; t < T / 2; t++) /* half a period on a sine has the other sign */
        assert_true(fabsf(target[t * G + 1] + target[(t + T / 2) * G + 1]) < 1e-6f);
    assert_memory_not_equal(&target[0], &target[1], sizeof *target);
    several.features_out = D + 1;
    assert_int_equal(several.kind->check(&several), EX_CONFIG);
    assert_string_equal(error_message(), "task.features_out is 4: it must be at most task.features, which is 3");
}

static void assert_chance(struct task task, double wanted)
{
    if (!(fabs(task.kind->chance(&task) - wanted) < 1e-15))
        fail_msg("%s: %.17g instead of %.17g", task.kind->name, task.kind->chance(&task), wanted);
}

static void test_chance(void **state)
{
    struct task hard = task_of("echo", 1000, 1000, 100000, 1000), real = task_of("denoise", 9, 9, 1, 9);
    (void)state;
    assert_chance(task_of("echo", 5, 2, 50, 5), 1.0 / 2500);
    assert_chance(task_of("echo", 5, 1, 10, 5), 0.1);
    assert_chance(reserving(task_of("echo", 5, 2, 50, 5)), 1.0 / 2401);
    assert_chance(task_of("reverse", 5, 2, 50, 5), 1.0 / 2500);
    assert_chance(reserving(task_of("sort", 5, 1, 10, 5)), 1.0 / 9);
    assert_chance(task_of("reversed_ends", 10, 2, 8, 10), 1.0 / 49);
    assert_chance(task_of("find_marker", 10, 2, 25, 10), 1.0 / 24);
    assert_chance(of_lengths(task_of("echo", 3, 2, 10, 3), 1, 0), (0.1 + 0.01 + 0.01) / 3);
    assert_true(hard.kind->chance(&hard) >= 0);
    assert_true(isnan(real.kind->chance(&real)));
}

static void assert_input_refused(struct task task, const float *input, const char *message)
{
    assert_int_equal(task.kind->check_input(&task, input), EX_DATAERR);
    assert_string_equal(error_message(), message);
}

/* What a task draws it takes, too. */
static void test_drawn_inputs_are_taken(void **state)
{
    const struct task tasks[] = {task_of("echo", 5, 2, 3, 5),
                                 reserving(task_of("reverse", 5, 2, 3, 5)),
                                 reserving(task_of("sort", 5, 2, 3, 5)),
                                 task_of("reversed_ends", 7, 2, 3, 7),
                                 with_marker(task_of("find_marker", 5, 2, 3, 5), 0),
                                 task_of("denoise", 9, 9, 1, 9)};
    (void)state;
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++) {
        struct stream stream = stream_open(1, "inputs", 0, 0);
        for (int n = 0; n < 2000; n++) {
            struct pair pair = draw(&tasks[i], &stream);
            assert_int_equal(tasks[i].kind->check_input(&tasks[i], pair.input), 0);
        }
    }
}

static void test_inputs_that_are_never_drawn(void **state)
{
    const float zero[] = {1, 0, 2}, high[] = {1, 2, 9}, negative[] = {-1, 2, 3}, fine[] = {0, 1, 8},
                real[] = {1, -9, 0};
    const struct task marked = with_marker(task_of("find_marker", 3, 2, 9, 3), 4),
                      ends = task_of("reversed_ends", 7, 2, 9, 7);
    const struct task file = task_of("file", 3, 2, 9, 3);
    (void)state;
    assert_input_refused(reserving(task_of("echo", 3, 2, 9, 3)), zero,
                         "value 2 is 0: with cardinality=9 and reserve_zero values are 1 to 8");
    assert_input_refused(reserving(task_of("sort", 3, 2, 9, 3)), zero,
                         "value 2 is 0: with cardinality=9 and reserve_zero values are 1 to 8");
    assert_input_refused(task_of("reverse", 3, 2, 9, 3), high, "value 3 is 9: with cardinality=9 values are 0 to 8");
    assert_input_refused(task_of("file", 3, 2, 9, 3), negative, "value 1 is -1: with cardinality=9 values are 0 to 8");
    assert_int_equal(task_find("file")->check_input(&file, fine), 0);
    assert_input_refused(marked, high, "value 3 is 9: with cardinality=9 values are 0 to 8");
    assert_input_refused(marked, fine, "marker=4 is not there: one value is it, but not the last");
    assert_input_refused(marked, (const float[]){1, 2, 4}, "marker=4 is the last value: a value follows it");
    assert_input_refused(marked, (const float[]){4, 4, 2}, "marker=4 is there 2 times: one value is it");
    assert_int_equal(marked.kind->check_input(&marked, (const float[]){1, 4, 2}), 0);
    assert_input_refused(ends, (const float[]){1, 2, 3, 0, 0, 0, 0},
                         "3 values before the zeros: with n_in=7 they are 4 to 6, and zeros follow");
    assert_input_refused(ends, (const float[]){1, 2, 3, 4, 5, 6, 7},
                         "7 values before the zeros: with n_in=7 they are 4 to 6, and zeros follow");
    assert_input_refused(ends, (const float[]){1, 2, 3, 4, 0, 6, 0}, "value 6 is 6: behind a 0 all are 0");
    assert_input_refused(ends, (const float[]){1, 2, 3, 9, 0, 0, 0},
                         "value 4 is 9: with cardinality=9 values are 0 to 8");
    assert_int_equal(ends.kind->check_input(&ends, (const float[]){1, 2, 3, 4, 0, 0, 0}), 0);
    assert_input_refused(task_of("denoise", 3, 3, 1, 3), real, "value 2 is -9: the noisy sine's are from -4.6 to 4.6");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_several_sines),
        cmocka_unit_test(test_padding_changes_no_value),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_bounds_of_tasks_that_copy),
        cmocka_unit_test(test_bounds_of_the_others),
        cmocka_unit_test(test_echo_draws),
        cmocka_unit_test(test_reverse_draws),
        cmocka_unit_test(test_sort_draws),
        cmocka_unit_test(test_values_are_uniform),
        cmocka_unit_test(test_reversed_ends_draws),
        cmocka_unit_test(test_find_marker_draws),
        cmocka_unit_test(test_marker_may_be_any_value),
        cmocka_unit_test(test_denoise_draws),
        cmocka_unit_test(test_chance),
        cmocka_unit_test(test_drawn_inputs_are_taken),
        cmocka_unit_test(test_inputs_that_are_never_drawn),
    };
    return RUN_TESTS(tests);
}
