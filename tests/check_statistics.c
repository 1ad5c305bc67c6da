/* Do the intervals and tests keep what they promise? Simulates 10,000 studies a case (50,000 for the default interval
 * of a mean, which is quick), prints the tables of docs/statistics.md, and ends with status 1, naming them, when
 * figures are out of their bounds. */
#include "attnbench/base/error.h"
#include "attnbench/stats/band.h"
#include "attnbench/stats/estimate.h"
#include "simulated_cases.h"
#include "simulated_claims.h"
#include "simulated_curves.h"
#include "simulated_items.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

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
        for (int regime = SPREAD; regime <= REAL_CELL; regime++)
            add_case(MEAN, regime, NONE, INDEPENDENT, sizes[s]);
        add_case(UNLIKE, FAILING, AS_FAILING, INDEPENDENT, sizes[s]);
        add_case(UNLIKE, FAILING_MORE, AS_FAILING_MORE, INDEPENDENT, sizes[s]);
        add_case(ALL_CELLS, BASELINE, BASELINE, INDEPENDENT, sizes[s]);
        for (int regime = BASELINE; regime <= ATTENTION; regime++)
            add_case(SHARED, regime, regime, INDEPENDENT, sizes[s]);
        for (int values = 0; values < N_VALUES; values++)
            add_case(VALUES, values, NONE, INDEPENDENT, sizes[s]);
        for (int never = 0; never <= 70; never += never == 0 ? 30 : 40)
            add_case(SOONER, never, NONE, INDEPENDENT, sizes[s]);
        for (int pair = 0; pair < N_PAIRS; pair++)
            for (enum relation_of_repeats relation = 0; relation < N_RELATIONS; relation++)
                add_case(DIFFERENCE, equal_or_not[pair][0], equal_or_not[pair][1], relation, sizes[s]);
    }
    for (int curves = BELL_SHAPED; curves <= LIKE_LOSSES; curves++)
        for (size_t s = 0; s < N_SIZES; s++)
            add_case(BANDS, curves, NONE, INDEPENDENT, sizes[s]);
    for (int regime = BASELINE; regime <= CEILING; regime++) {
        add_case(LOOKS, regime, regime, INDEPENDENT, MOST_REPEATS);
        add_case(ADVICE, regime, regime, INDEPENDENT, MOST_REPEATS);
    }
    for (int regime = SPREAD; regime <= REAL_CELL; regime++)
        add_case(LOOKS, regime, regime, INDEPENDENT, MOST_REPEATS);
    for (int i = 0; i < N_UNEQUAL; i++) {
        for (int regime = 0; regime <= FAILING_MORE; regime++)
            if (regime <= CEILING || regime >= SPREAD)
                add_case(UNEQUAL, regime, (int)unequal[i][1], UNPAIRED, unequal[i][0]);
        for (int values = LOG_NORMAL_35; values <= LOG_NORMAL_80; values++)
            add_case(UNEQUAL_VALUES, values, (int)unequal[i][1], UNPAIRED, unequal[i][0]);
    }
    for (size_t s = 1; s < N_SIZES; s++) {
        for (int regime = BASELINE; regime <= CEILING; regime++)
            add_case(VARIANCE, regime, regime, INDEPENDENT, sizes[s]);
        add_case(VARIANCE, SPREAD, SPREAD, INDEPENDENT, sizes[s]);
        for (int regime = BASELINE; regime <= CEILING; regime++)
            add_case(VARIANCE, regime, regime, TRAINING_SHARED, sizes[s]);
        add_case(VARIANCE, SPREAD, SPREAD, TRAINING_SHARED, sizes[s]);
    }
}

static void add_cases_of_claims(void)
{
    for (size_t s = 0; s < N_EQUIVALENCE_SIZES; s++)
        for (int i = 0; i < N_FAR_APART; i++)
            add_case(EQUIVALENCE, far_apart[i][0], far_apart[i][1], INDEPENDENT, equivalence_sizes[s]);
    for (size_t s = 0; s < N_SIZES; s++)
        add_case(GRID_CLAIMS, ATTENTION, WORSE_ATTENTION, INDEPENDENT, sizes[s]);
    for (size_t s = 0; s < 2; s++)
        add_case(PILOTS, ATTENTION, WORSE_ATTENTION, INDEPENDENT, sizes[s]);
    for (int ease = 0; ease < N_EASE; ease++)
        for (size_t s = 0; s < N_ITEM_SIZES; s++)
            add_case(ITEMWISE, ease, NONE, INDEPENDENT, item_sizes[s]);
    for (int i = 0; i < N_FAR_APART; i++)
        for (size_t s = 0; s < N_SIZES; s++)
            add_case(TOGETHER, far_apart[i][0], far_apart[i][1], INDEPENDENT, sizes[s]);
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

static const char *name_of(const struct simulated_case *of)
{
    switch (of->kind) {
    case BANDS:
        return curve_names[of->a];
    case VALUES:
    case UNEQUAL_VALUES:
        return value_names[of->a];
    case SOONER:
        return "sooner";
    case ITEMWISE:
        return "item by item";
    default:
        return regimes[of->a].name;
    }
}

static void require(const struct simulated_case *of, const char *what, double percent, double least, double most)
{
    if (percent >= least && percent <= most)
        return;
    fprintf(stderr, "missed: %s, %s, %s, n = %zu: %.2f %%, not %g to %g\n", what, name_of(of),
            relation_names[of->relation], of->n, percent, least, most);
    n_missed++;
}

/* Whatever the trainings are. */
static void check_trainings(const struct simulated_case *of)
{
    const double *x = of->figures;
    bool fails = failing_share(of->a) > 0;
    require(of, "coverage of any shape", 100 * x[6], 95, 100);
    require(of, "coverage of one further training", 100 * x[8], fails || of->a == REAL_CELL ? 85 : 93, 98.5);
    if (of->a < SPREAD)
        require(of, "studies with repeats far from the rest", 100 * x[9], 0, 3);
    if (fails)
        require(of, "coverage of the share that fails", 100 * x[10], 95, 100);
}

/* t and BCa are held to the same bounds where estimate.h says that they hold; none of them is much wider than t. Of 5
 * repeats the noise of the sequences is taken for more where they happen to be nearly equal. */
static void check_mean(const struct simulated_case *of)
{
    const double *x = of->figures;
    bool at_ceiling = of->a == CEILING;
    double least = at_ceiling ? 90 : 93, most = of->n < 10 || (at_ceiling && of->n < 30) ? 99 : 97.5;
    require(of, "coverage of the default interval", 100 * x[0], least, most);
    if (of->n >= T_LEAST_REPEATS && !at_ceiling) {
        require(of, "coverage of t", 100 * x[2], least, 97.5);
        require(of, "the default interval's width beside t's", 100 * x[1] / x[3], 100, 110);
    }
    if (of->n >= BCA_LEAST_REPEATS)
        require(of, "coverage of BCa", 100 * x[4], least, 97.5);
}

/* Simultaneous bands of skewed curves are known to be short. */
static void check_bands(const struct simulated_case *of)
{
    require(of, "coverage of the pointwise band", 100 * of->figures[0], 93, 97.5);
    if (of->n >= BAND_LEAST_CURVES)
        require(of, "coverage of the simultaneous band", 100 * of->figures[1], of->a == LIKE_LOSSES ? 90 : 93, 97.5);
}

enum { BY_DEFAULT, BY_T, BY_WILCOXON, BY_PERMUTATION, BY_MANN_WHITNEY, VERDICT, N_TESTS };
static const char *const test_names[N_TESTS] = {"default", "t", "Wilcoxon", "permutation", "Mann-Whitney", "verdict"};

/* What never decides keeps its errors rare, too: of 30 repeats errors are not much rarer than allowed, and real
 * differences are found. Mann & Whitney's test knows nothing of pairs, Wilcoxon's of anything else. */
static void check_tests(const struct simulated_case *of)
{
    const double *x = of->figures;
    for (int i = 0; i < N_TESTS; i++) {
        bool is_apt = i == BY_WILCOXON
                          ? of->relation != UNPAIRED
                          : i != BY_MANN_WHITNEY || of->relation == INDEPENDENT || of->relation == UNPAIRED;
        bool is_large = of->n == 30 && is_apt;
        if (of->kind == NO_DIFFERENCE)
            require(of, test_names[i], 100 * x[i], is_large ? 2.5 : 0, 5.5);
        else if (of->n >= 10)
            require(of, test_names[i], 100 * x[i], is_large ? 60 : 20, 100);
    }
    require(of, "coverage of the probability of improvement", 100 * x[6], 93, of->a == CEILING ? 100 : 99.5);
}

static void check_difference(const struct simulated_case *of)
{
    bool at_ceiling = of->a == CEILING && of->b == CEILING;
    double most = of->n == 30 ? 97.5 : at_ceiling ? 100 : 98.7;
    require(of, "coverage of the difference", 100 * of->figures[0], 93, most);
}

static void check_family(const struct simulated_case *of)
{
    require(of, "false verdicts in a family", 100 * of->figures[0], 0, 5.5);
    if (of->n == 30)
        require(of, "false verdicts without Holm", 100 * of->figures[1], 25, 40);
}

static void check_looks(const struct simulated_case *of)
{
    const double *x = of->figures;
    require(of, "coverage after looks by any shape", 100 * x[6], 95, 100);
    require(of, "false verdicts after looks, by Pocock's spending", 100 * x[5], of->a > SPREAD ? 0 : 1, 5.5);
    require(of, "false verdicts after looks, by O'Brien and Fleming's", 100 * x[10], of->a > SPREAD ? 0 : 1, 5.5);
    if (of->a > SPREAD)
        return;
    require(of, "coverage after looks, by Pocock's spending", 100 * x[2], of->a == SPREAD ? 0 : 95, 99.7);
    require(of, "coverage after looks, by O'Brien and Fleming's", 100 * x[8], of->a == SPREAD ? 0 : 95, 100);
    require(of, "false verdicts of looks at 95 %", 100 * x[4], 10, 20);
    require(of, "repeats of 100 after looks", x[3], 10, of->a == ATTENTION ? 25 : of->a == BASELINE ? 60 : 100);
}

/* At the ceiling intervals of variances are known to be short, of figures with long tails those of means. */
static void check_others(const struct simulated_case *of)
{
    const double *x = of->figures;
    bool is_plain = of->a == BASELINE || of->a == ATTENTION;
    if (of->kind == VARIANCE) {
        require(of, "coverage of the variance", 100 * x[0], is_plain ? 93 : 88.5, 97.5);
        require(of, "coverage of the ratio of variances", 100 * x[2], is_plain ? 93 : 92,
                of->relation == TRAINING_SHARED ? 100 : 97.5);
    }
    if (of->kind == ALL_CELLS) {
        require(of, "coverage of the mean of all cells", 100 * x[0], 93, 98);
        require(of, "coverage of the difference over all cells", 100 * x[2], 93, 98);
        require(of, "false verdicts over all cells", 100 * x[4], 1, 5.5);
    }
    if (of->kind == SHARED) {
        require(of, "coverage of the mean of shared sequences", 100 * x[0], 93, 100);
        require(of, "coverage of the difference of shared sequences", 100 * x[2], 93, 100);
    }
    if (of->kind == EQUIVALENCE) {
        require(of, "false support of within", 100 * x[0], of->n == 30 ? 2.5 : 0, 5.5);
        require(of, "false refutations of within", 100 * x[1], 0, 5.5);
        require(of, "found to be alike", 100 * x[2], of->n == 30 ? 50 : 0, 100);
        require(of, "two claims beside within", 100 * x[3], 0, 100 * x[2]);
    }
    if (of->kind == GRID_CLAIMS) {
        require(of, "false claims everywhere", 100 * x[0], 0, 2);
        require(of, "false claims somewhere", 100 * x[1], 0, 5.5);
        require(of, "false slopes", 100 * x[2], 0, 6);
        require(of, "cells found by FDR beside Holm", 100 * x[5], 100 * x[4], 100);
        require(of, "false discoveries", 100 * x[6], 0, 5.5);
    }
    if (of->kind == TOGETHER) {
        for (int i = 0; i < 4; i++)
            require(of, "coverage of nine simultaneous intervals", 100 * x[i], 94, 100);
        require(of, "intervals that say other than Holm's verdicts", x[7], 0, 0);
    }
    if (of->kind == PILOTS)
        require(of, "pilots whose range holds what it takes", 100 * x[0], 60, 100);
    if (of->kind == VALUES && of->a == LOG_NORMAL_35)
        require(of, "coverage of Student's t", 100 * x[0], 92, 97.5);
    if (of->kind == SOONER) {
        require(of, "Gehan's test", 100 * x[0], of->n == 30 ? 3 : 0, 5.5);
        require(of, "coverage of P(sooner)", 100 * x[1], 93, 99.5);
    }
}

static void check_items(const struct simulated_case *of)
{
    const double *x = of->figures;
    bool at_ceiling = of->a == N_EASE - 1;
    require(of, "coverage of the difference for new items", 100 * x[4], 93, at_ceiling ? 100 : 99);
    require(of, "false verdicts for new items", 100 * x[8], 0, 5.5);
    if (of->n == 1) {
        require(of, "false positives of McNemar's test", 100 * x[9], 0, 5);
        return;
    }
    require(of, "coverage of the mean for new items", 100 * x[0], 93, at_ceiling ? 100 : 99);
    require(of, "coverage of the mean for these items", 100 * x[2], 93, 100);
    require(of, "coverage of the difference for these items", 100 * x[6], 93, 100);
    require(of, "the mean's width beside the default one's", 100 * x[1] / x[10], 0, at_ceiling ? 115 : 100);
    require(of, "the difference's width beside the default one's", 100 * x[5] / x[11], 0, 100);
}

static void check_case(const struct simulated_case *of)
{
    switch (of->kind) {
    case MEAN:
        check_trainings(of);
        if (of->a < SPREAD)
            check_mean(of);
        break;
    case UNEQUAL:
    case UNEQUAL_VALUES:
        require(of, "false verdicts of unequal numbers", 100 * of->figures[0], 0,
                of->kind == UNEQUAL && of->a == FAILING_MORE ? 8 : 5.5);
        break;
    case UNLIKE:
        require(of, "false verdicts of unlike models by any shape", 100 * of->figures[2], 0, 5.5);
        break;
    case NO_DIFFERENCE:
    case POWER:
        check_tests(of);
        break;
    case DIFFERENCE:
        check_difference(of);
        break;
    case FAMILY_OF_NINE:
        check_family(of);
        break;
    case LOOKS:
        check_looks(of);
        break;
    case BANDS:
        check_bands(of);
        break;
    case ITEMWISE:
        check_items(of);
        break;
    default:
        check_others(of);
    }
}

int main(void)
{
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return EX_OSERR;
    prepare_regimes();
    add_cases();
    add_cases_of_claims();
    if (!work_on_all_cores())
        return EX_OSERR;
    print_tables(shared->cases, shared->n);
    for (size_t i = 0; i < shared->n; i++)
        check_case(&shared->cases[i]);
    fprintf(stderr, "%zu cases of %d studies, %d figures out of bounds\n", shared->n, STUDIES, n_missed);
    return n_missed == 0 ? 0 : 1;
}
