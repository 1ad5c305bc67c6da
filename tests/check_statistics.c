/* Do the intervals and tests keep what they promise? Simulates 10,000 studies a case (50,000 for the default interval
 * of a mean, which is quick), prints the tables of docs/statistics.md, and ends with status 1, naming them, when
 * figures are out of their bounds. */
#include "attnbench/band.h"
#include "attnbench/comparison.h"
#include "attnbench/error.h"
#include "attnbench/estimate.h"
#include "attnbench/random.h"
#include "simulated_curves.h"
#include "simulated_studies.h"

#include <math.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STUDIES = 10000, MORE = 5, FAMILY = 9, FIGURES = 8, MOST_CASES = 400 };
enum { N_SIZES = 3 };
static const size_t sizes[N_SIZES] = {5, 10, 30};
static const char *const relation_names[N_RELATIONS] = {"independent", "training 0.5", "evaluation 0.5", "unpaired"};

/* ---- cases ---- */

enum kind { MEAN, NO_DIFFERENCE, DIFFERENCE, POWER, FAMILY_OF_NINE, LOOKS, BANDS };

struct simulated_case {
    enum kind kind;
    int a, b; /* regimes; of BANDS a is an enum curves */
    enum relation_of_repeats relation;
    size_t n;
    double figures[FIGURES]; /* means over studies: shares and widths */
};

static double covers(struct interval interval, double truth)
{
    return interval.low <= truth && truth <= interval.high ? 1 : 0; /* what is undefined does not cover */
}

static double width(struct interval interval)
{
    return isnan(interval.low) ? 0 : interval.high - interval.low;
}

static void simulate_mean(const struct simulated_case *of, struct study *study, struct stream *stream, uint64_t seed,
                          double *sums)
{
    struct estimate estimate;
    for (int i = 0; i < MORE; i++) {
        draw_study(stream, of->a, NONE, of->relation, of->n, study);
        struct interval interval = mean_interval(&study->of_a, 0.95);
        sums[0] += covers(interval, regimes[of->a].mean) / MORE;
        sums[1] += width(interval) / MORE;
    }
    if (estimate_make(&study->of_a, 1, seed, &estimate) != 0)
        abort();
    sums[2] += covers(estimate.t, regimes[of->a].mean);
    sums[3] += width(estimate.t);
    sums[4] += covers(estimate.bca, regimes[of->a].mean);
    sums[5] += width(estimate.bca);
}

static void simulate_tests(const struct simulated_case *of, const struct study *study, uint64_t seed, double *sums)
{
    struct comparison c;
    if (comparison_make(&study->of_a, &study->of_b, of->relation != UNPAIRED, 1, seed, &c) != 0)
        abort();
    const double p[] = {c.p, c.p_t, c.p_wilcoxon, c.p_permutation, c.p_mann_whitney};
    for (int i = 0; i < 5; i++)
        sums[i] += p[i] <= 0.05;
    sums[5] += c.verdict == VERDICT_SUPPORTED || c.verdict == VERDICT_REFUTED;
    sums[6] += covers(c.improvement_ci, 0.5);
}

static void simulate_difference(const struct simulated_case *of, const struct study *study, double *sums)
{
    struct interval interval = difference_interval(&study->of_a, &study->of_b, of->relation != UNPAIRED, 0.95);
    sums[0] += covers(interval, regimes[of->a].mean - regimes[of->b].mean);
    sums[1] += width(interval);
}

/* Nine true "no difference": is any of them decided? */
static void simulate_family(const struct simulated_case *of, struct study *study, struct stream *stream, double *sums)
{
    static const struct expectation expect = {"a", "b", ABOVE, 0};
    const struct expectation *family[FAMILY];
    struct claim_result results[FAMILY];
    for (int i = 0; i < FAMILY; i++) {
        family[i] = &expect;
        draw_study(stream, of->a, of->b, of->relation, of->n, study);
        claim_test(&expect, &study->of_a, &study->of_b, true, 1, &results[i]);
    }
    if (claims_settle(family, results, FAMILY) != 0)
        abort();
    bool decided = false, decided_alone = false;
    for (int i = 0; i < FAMILY; i++) {
        decided = decided || results[i].verdict != VERDICT_UNDECIDED;
        decided_alone = decided_alone || results[i].p <= 0.05;
    }
    sums[0] += decided;
    sums[1] += decided_alone;
}

enum { N_LOOKS = 5 };
static const size_t looks[N_LOOKS] = {10, 20, 40, 80, 100};

/* Ends when the interval of a mean is 2 points to either side. */
static void look_until_narrow(const struct simulated_case *of, const struct study *study, double level, double *sums)
{
    struct interval interval = {0, 100};
    size_t n = 0;
    for (int look = 0; look < N_LOOKS && width(interval) > 2 * 2.0; look++) {
        struct sample sample = {n = looks[look], study->a, study->sequences, false};
        interval = mean_interval(&sample, level);
    }
    sums[0] += covers(interval, regimes[of->a].mean);
    sums[1] += (double)n;
}

/* Ends when two equal models are told apart, as nobody should. */
static bool look_until_decided(const struct study *study, double level)
{
    bool decided = false;
    for (int look = 0; look < N_LOOKS && !decided; look++) {
        struct sample a = {looks[look], study->a, study->sequences, false};
        struct sample b = {looks[look], study->b, study->sequences, false};
        decided = covers(difference_interval(&a, &b, true, level), 0) == 0;
    }
    return decided;
}

static void simulate_looks(const struct simulated_case *of, const struct study *study, double *sums)
{
    look_until_narrow(of, study, 0.95, sums);
    look_until_narrow(of, study, look_level(N_LOOKS), sums + 2);
    sums[4] += look_until_decided(study, 0.95);
    sums[5] += look_until_decided(study, look_level(N_LOOKS));
}

static void simulate_bands(const struct simulated_case *of, struct stream *stream, uint64_t seed, double *sums)
{
    struct coverage coverage = simulate_curves((enum curves)of->a, of->n, stream, seed);
    sums[0] += coverage.points;
    sums[1] += coverage.whole;
    sums[2] += coverage.whole_in_narrow;
    sums[3] += coverage.wider;
}

static void simulate(struct simulated_case *of, uint64_t seed)
{
    struct stream stream = stream_open(seed, "simulated studies", 0, 0);
    double sums[FIGURES] = {0};
    for (uint64_t i = 0; i < STUDIES; i++) {
        struct study study;
        if (of->kind != MEAN && of->kind != FAMILY_OF_NINE && of->kind != BANDS)
            draw_study(&stream, of->a, of->b, of->relation, of->n, &study);
        switch (of->kind) {
        case MEAN:
            simulate_mean(of, &study, &stream, i, sums);
            break;
        case NO_DIFFERENCE:
        case POWER:
            simulate_tests(of, &study, i, sums);
            break;
        case DIFFERENCE:
            simulate_difference(of, &study, sums);
            break;
        case FAMILY_OF_NINE:
            simulate_family(of, &study, &stream, sums);
            break;
        case LOOKS:
            simulate_looks(of, &study, sums);
            break;
        case BANDS:
            simulate_bands(of, &stream, i, sums);
        }
    }
    for (int i = 0; i < FIGURES; i++)
        of->figures[i] = sums[i] / STUDIES;
}

/* ---- all cases, on all cores ---- */

static struct shared {
    atomic_size_t next;
    size_t n;
    struct simulated_case cases[MOST_CASES];
} * shared;

static void add_case(enum kind kind, int a, int b, enum relation_of_repeats relation, size_t n)
{
    if (shared->n == MOST_CASES)
        abort();
    shared->cases[shared->n++] = (struct simulated_case){kind, a, b, relation, n, {0}};
}

static const int pairs[][2] = {
    {BASELINE, BASELINE}, {ATTENTION, ATTENTION}, {CEILING, CEILING}, {ATTENTION, BASELINE}, {CEILING, ATTENTION}};
enum { N_PAIRS = sizeof pairs / sizeof *pairs };
static const int far_apart[][2] = {{BETTER_BASELINE, BASELINE}, {ATTENTION, WORSE_ATTENTION}, {CEILING, WORSE_CEILING}};

static void add_cases(void)
{
    for (size_t s = 0; s < N_SIZES; s++) {
        for (int regime = BASELINE; regime <= CEILING; regime++) {
            add_case(MEAN, regime, NONE, INDEPENDENT, sizes[s]);
            for (enum relation_of_repeats relation = 0; relation < N_RELATIONS; relation++)
                add_case(NO_DIFFERENCE, regime, regime, relation, sizes[s]);
            add_case(POWER, far_apart[regime][0], far_apart[regime][1], INDEPENDENT, sizes[s]);
            add_case(FAMILY_OF_NINE, regime, regime, INDEPENDENT, sizes[s]);
        }
        add_case(MEAN, SPREAD, NONE, INDEPENDENT, sizes[s]);
        for (int pair = 0; pair < N_PAIRS; pair++)
            for (enum relation_of_repeats relation = 0; relation < N_RELATIONS; relation++)
                add_case(DIFFERENCE, pairs[pair][0], pairs[pair][1], relation, sizes[s]);
    }
    for (int curves = BELL_SHAPED; curves <= LIKE_LOSSES; curves++)
        for (size_t s = 0; s < N_SIZES; s++)
            add_case(BANDS, curves, NONE, INDEPENDENT, sizes[s]);
    for (int regime = BASELINE; regime <= CEILING; regime++)
        add_case(LOOKS, regime, regime, INDEPENDENT, MOST_REPEATS);
    add_case(LOOKS, SPREAD, SPREAD, INDEPENDENT, MOST_REPEATS);
}

/* Each case has its own stream, so it does not matter who simulates it. */
static void work(void)
{
    for (size_t i; (i = atomic_fetch_add(&shared->next, 1)) < shared->n;)
        simulate(&shared->cases[i], i + 1);
}

static bool work_on_all_cores(void)
{
    long n_workers = sysconf(_SC_NPROCESSORS_ONLN);
    for (long i = 0; i < n_workers; i++) {
        pid_t child = fork();
        if (child < 0)
            return false;
        if (child == 0) {
            work();
            _exit(0);
        }
    }
    bool well = true;
    for (int status; wait(&status) > 0;)
        well = well && status == 0;
    return well;
}

/* ---- bounds ---- */

static int n_missed = 0;
static const char *const curve_names[] = {[BELL_SHAPED] = "bell-shaped", [LIKE_LOSSES] = "like losses"};

static void require(const struct simulated_case *of, const char *what, double percent, double least, double most)
{
    if (percent >= least && percent <= most)
        return;
    fprintf(stderr, "missed: %s, %s, %s, n = %zu: %.2f %%, not %g to %g\n", what,
            of->kind == BANDS ? curve_names[of->a] : regimes[of->a].name, relation_names[of->relation], of->n, percent,
            least, most);
    n_missed++;
}

/* t and BCa are held to the same bounds where estimate.h says that they hold. */
static void check_mean(const struct simulated_case *of)
{
    const double *x = of->figures;
    double least = of->a == CEILING ? 90 : 93, most = of->a == CEILING ? 100 : 97.5;
    require(of, "coverage of the default interval", 100 * x[0], least, most);
    if (of->n >= T_LEAST_REPEATS)
        require(of, "coverage of t", 100 * x[2], least, 100);
    if (of->n >= BCA_LEAST_REPEATS)
        require(of, "coverage of BCa", 100 * x[4], least, 100);
}

/* Simultaneous bands of skewed curves are known to be short. */
static void check_bands(const struct simulated_case *of)
{
    require(of, "coverage of the pointwise band", 100 * of->figures[0], 93, 97.5);
    if (of->n >= BAND_LEAST_CURVES)
        require(of, "coverage of the simultaneous band", 100 * of->figures[1], of->a == LIKE_LOSSES ? 90 : 93, 97.5);
}

static void check_case(const struct simulated_case *of)
{
    const double *x = of->figures;
    bool at_ceiling = of->a == CEILING || of->b == CEILING;
    double most = at_ceiling || of->relation == UNPAIRED ? 100 : 97.5;
    static const char *const tests[] = {"default", "t", "Wilcoxon", "permutation", "Mann-Whitney", "verdict"};
    if (of->kind == MEAN && of->a != SPREAD)
        check_mean(of);
    if (of->kind == BANDS)
        check_bands(of);
    for (int i = 0; of->kind == NO_DIFFERENCE && i < 6; i++)
        require(of, tests[i], 100 * x[i], 0, 5.5);
    if (of->kind == NO_DIFFERENCE)
        require(of, "coverage of the probability of improvement", 100 * x[6], 93, 100);
    if (of->kind == DIFFERENCE)
        require(of, "coverage of the difference", 100 * x[0], 93, most);
    if (of->kind == FAMILY_OF_NINE)
        require(of, "false verdicts in a family", 100 * x[0], 0, 5.5);
    if (of->kind == LOOKS) {
        require(of, "coverage after looks", 100 * x[2], of->a == SPREAD ? 0 : 95, 100);
        require(of, "false verdicts after looks", 100 * x[5], 0, 5.5);
    }
}

/* ---- tables ---- */

static const struct simulated_case *find(enum kind kind, int a, int b, enum relation_of_repeats relation, size_t n)
{
    for (size_t i = 0; i < shared->n; i++) {
        const struct simulated_case *of = &shared->cases[i];
        if (of->kind == kind && of->a == a && of->b == b && of->relation == relation && of->n == n)
            return of;
    }
    abort();
}

static void print_means(void)
{
    static const int order[] = {BASELINE, ATTENTION, CEILING, SPREAD};
    printf("\n### Coverage of the mean's 95 %% intervals\n\nPercent of studies; behind it the mean width in points.\n\n"
           "| regime | n | default | t | BCa |\n|---|--:|--:|--:|--:|\n");
    for (size_t r = 0; r < sizeof order / sizeof *order; r++)
        for (size_t s = 0; s < N_SIZES; s++) {
            const double *x = find(MEAN, order[r], NONE, INDEPENDENT, sizes[s])->figures;
            printf("| %s | %zu | %.1f (%.2f) | %.1f (%.2f) | %.1f (%.2f) |\n", regimes[order[r]].name, sizes[s],
                   100 * x[0], x[1], 100 * x[2], x[3], 100 * x[4], x[5]);
        }
}

static void print_differences(void)
{
    printf("\n### Coverage of the difference's 95 %% interval\n\nPercent of studies; behind it the mean width in "
           "points.\n\n| models | repeats | n = 5 | n = 10 | n = 30 |\n|---|---|--:|--:|--:|\n");
    for (int pair = 0; pair < N_PAIRS; pair++)
        for (enum relation_of_repeats relation = 0; relation < N_RELATIONS; relation++) {
            printf("| %g and %g %% | %s |", regimes[pairs[pair][0]].mean, regimes[pairs[pair][1]].mean,
                   relation_names[relation]);
            for (size_t s = 0; s < N_SIZES; s++) {
                const double *x = find(DIFFERENCE, pairs[pair][0], pairs[pair][1], relation, sizes[s])->figures;
                printf(" %.1f (%.2f) |", 100 * x[0], x[1]);
            }
            printf("\n");
        }
}

static void print_test_row(const char *name, const struct simulated_case *of)
{
    printf("| %s | %s | %zu |", name, relation_names[of->relation], of->n);
    for (int i = 0; i < 5; i++)
        if (i == 2 && of->relation == UNPAIRED)
            printf(" - |");
        else
            printf(" %.1f |", 100 * of->figures[i]);
}

static void print_tests(void)
{
    printf("\n### False positives at 5 %%\n\nPercent of studies in which two equal models were told apart; last, the "
           "coverage of the probability of improvement's interval.\n\n"
           "| regime | repeats | n | default, verdict | t | Wilcoxon | permutation | Mann-Whitney | improvement |\n"
           "|---|---|--:|--:|--:|--:|--:|--:|--:|\n");
    for (int regime = BASELINE; regime <= CEILING; regime++)
        for (enum relation_of_repeats relation = 0; relation < N_RELATIONS; relation++)
            for (size_t s = 0; s < N_SIZES; s++) {
                const struct simulated_case *of = find(NO_DIFFERENCE, regime, regime, relation, sizes[s]);
                print_test_row(regimes[regime].name, of);
                printf(" %.1f |\n", 100 * of->figures[6]);
            }
    printf("\n### Power\n\nPercent of studies in which two different models were told apart at 5 %%.\n\n"
           "| models | repeats | n | default, verdict | t | Wilcoxon | permutation | Mann-Whitney |\n"
           "|---|---|--:|--:|--:|--:|--:|--:|\n");
    for (int i = 0; i < 3; i++)
        for (size_t s = 0; s < N_SIZES; s++) {
            int named = far_apart[i][0] < BETTER_BASELINE ? far_apart[i][1] : far_apart[i][0];
            print_test_row(regimes[named].name, find(POWER, far_apart[i][0], far_apart[i][1], INDEPENDENT, sizes[s]));
            printf("\n");
        }
}

static void print_families(void)
{
    printf("\n### False verdicts in a family of nine\n\nPercent of families of nine pairs of equal models in which any "
           "verdict but undecided was given.\n\n| regime | n | with Holm | without |\n|---|--:|--:|--:|\n");
    for (int regime = BASELINE; regime <= CEILING; regime++)
        for (size_t s = 0; s < N_SIZES; s++) {
            const double *x = find(FAMILY_OF_NINE, regime, regime, INDEPENDENT, sizes[s])->figures;
            printf("| %s | %zu | %.1f | %.1f |\n", regimes[regime].name, sizes[s], 100 * x[0], 100 * x[1]);
        }
}

static void print_looks(void)
{
    static const int order[] = {BASELINE, ATTENTION, CEILING, SPREAD};
    printf(
        "\n### Looking after 10, 20, 40, 80, 100 repeats\n\nPercent of studies. Coverage of a mean's interval when the "
        "study stops as soon as it reaches at most 2.0 points to either side; false verdicts on two equal models when "
        "it stops as soon as they are told apart.\n\n"
        "| regime | coverage at look_level | mean n | coverage at 95 %% | mean n | false verdicts at look_level | "
        "false verdicts at 95 %% |\n|---|--:|--:|--:|--:|--:|--:|\n");
    for (size_t r = 0; r < sizeof order / sizeof *order; r++) {
        const double *x = find(LOOKS, order[r], order[r], INDEPENDENT, MOST_REPEATS)->figures;
        printf("| %s | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f |\n", regimes[order[r]].name, 100 * x[2], x[3],
               100 * x[0], x[1], 100 * x[5], 100 * x[4]);
    }
}

static void print_bands(void)
{
    printf("\n### Coverage of the 95 %% bands over epochs\n\nPercent of studies of curves of %d points. *Points*: a "
           "point's "
           "mean is in the pointwise band; *whole*: the whole mean curve is in the band; behind it how much wider the "
           "simultaneous band is. Fewer than %d curves have none.\n\n"
           "| curves | n | pointwise: points | pointwise: whole | simultaneous: whole |\n|---|--:|--:|--:|--:|\n",
           CURVE_POINTS, BAND_LEAST_CURVES);
    for (int curves = BELL_SHAPED; curves <= LIKE_LOSSES; curves++)
        for (size_t s = 0; s < N_SIZES; s++) {
            const double *x = find(BANDS, curves, NONE, INDEPENDENT, sizes[s])->figures;
            printf("| %s | %zu | %.1f | %.1f |", curve_names[curves], sizes[s], 100 * x[0], 100 * x[2]);
            if (sizes[s] >= BAND_LEAST_CURVES)
                printf(" %.1f (%.1f times) |\n", 100 * x[1], x[3]);
            else
                printf(" - |\n");
        }
}

int main(void)
{
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return EX_OSERR;
    prepare_regimes();
    add_cases();
    if (!work_on_all_cores())
        return EX_OSERR;
    print_means();
    print_differences();
    print_tests();
    print_families();
    print_looks();
    print_bands();
    for (size_t i = 0; i < shared->n; i++)
        check_case(&shared->cases[i]);
    fprintf(stderr, "%zu cases of %d studies, %d figures out of bounds\n", shared->n, STUDIES, n_missed);
    return n_missed == 0 ? 0 : 1;
}
