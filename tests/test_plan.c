#include "attnbench/study_file/study_file.h"
#include "attnbench/run/plan.h"
#include "attnbench/base/error.h"
#include "test.h"

#include <stdlib.h>

/* 2 models, 4 cells that cost the more the longer, 3 repeats: 24 trials. */
static const char study_text[] = "name: stub\n"
                                 "repeats: 3\n"
                                 "task: {name: echo}\n"
                                 "grid: {n_in: [2, 4, 8, 16], n_out: [2], cardinality: [4]}\n"
                                 "models:\n"
                                 "  - {name: baseline, units: 4}\n"
                                 "  - {name: attention, units: 4}\n"
                                 "training: {epochs: 10}\n"
                                 "evaluate: {sequences: 10}\n";
enum { TRIALS = 24 };

static struct study parse(const char *adaptive)
{
    struct study study;
    char text[1024];
    snprintf(text, sizeof text, "%s%s", study_text, adaptive);
    assert_int_equal(study_parse(text, strlen(text), "test", NULL, 0, &study), 0);
    return study;
}

static void parts_are_together_the_study_and_share_nothing(void **state)
{
    (void)state;
    struct study study = parse("");
    for (int64_t n = 1; n <= 30; n++) {
        int times[TRIALS] = {0};
        for (int64_t k = 1; k <= n; k++) {
            struct plan plan;
            size_t counted = 0;
            assert_int_equal(plan_make(&study, NULL, "nowhere", (struct part){k, n}, &plan), 0);
            for (size_t i = 0; i < plan.n; i++)
                times[plan.items[i].trial]++;
            for (size_t i = 0; i < TRIALS; i++) {
                struct trial trial = study_trial(&study, i);
                counted += plan_wants(&plan, &trial);
            }
            assert_int_equal(plan_n_wanted(&plan), plan.n);
            assert_int_equal(counted, plan.n);
            assert_in_range(plan.n, TRIALS / n, (TRIALS + n - 1) / n);
            plan_free(&plan);
        }
        for (size_t i = 0; i < TRIALS; i++)
            assert_int_equal(times[i], 1);
    }
}

/* Of four parts of eight trials the one with the dearest must have one more: the cheapest. Dealt in turn, but not back
 * and forth, the last part would have both models' dearest cell. */
static void no_part_is_much_longer_than_it_must_be(void **state)
{
    (void)state;
    struct study study = parse("");
    double longest_trial = 0, shortest_trial = INFINITY, longest_part = 0;
    study.repeats = 1;
    for (int64_t k = 1; k <= 4; k++) {
        struct plan plan;
        double cost = 0;
        assert_int_equal(plan_make(&study, NULL, "nowhere", (struct part){k, 4}, &plan), 0);
        for (size_t i = 0; i < plan.n; i++) {
            cost += plan.items[i].cost;
            longest_trial = fmax(longest_trial, plan.items[i].cost);
            shortest_trial = fmin(shortest_trial, plan.items[i].cost);
        }
        longest_part = fmax(longest_part, cost);
        plan_free(&plan);
    }
    assert_true(longest_part == longest_trial + shortest_trial);
}

static void a_part_of_an_adaptive_study_is_refused(void **state)
{
    (void)state;
    struct study study = parse("adaptive: {max: 12, half_width: 2}\n");
    struct plan plan;
    assert_int_equal(plan_make(&study, NULL, "nowhere", (struct part){1, 2}, &plan), EX_USAGE);
    assert_non_null(strstr(error_message(), "--set adaptive.max=0"));
    assert_int_equal(plan_make(&study, NULL, "nowhere", (struct part){0}, &plan), 0);
    plan_free(&plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_together_the_study_and_share_nothing),
        cmocka_unit_test(no_part_is_much_longer_than_it_must_be),
        cmocka_unit_test(a_part_of_an_adaptive_study_is_refused),
    };
    return RUN_TESTS(tests);
}
