#include "attnbench/stats/band.h"
#include "attnbench/stats/variance.h"
#include "simulated_cases.h"
#include "simulated_claims.h"
#include "simulated_curves.h"
#include "simulated_items.h"

#include <stdio.h>
#include <stdlib.h>

static const struct simulated_case *cases;
static size_t n_cases;

static const struct simulated_case *find(enum kind kind, int a, int b, enum relation_of_repeats relation, size_t n)
{
    for (size_t i = 0; i < n_cases; i++) {
        const struct simulated_case *of = &cases[i];
        if (of->kind == kind && of->a == a && of->b == b && of->relation == relation && of->n == n)
            return of;
    }
    abort();
}

static const int order[] = {BASELINE, ATTENTION, CEILING, SPREAD, FAILING, FAILING_MORE, REAL_CELL};
enum { N_ORDER = sizeof order / sizeof *order };

static void print_means(void)
{
    printf("\n### Coverage of the mean's 95 %% intervals\n\nPercent of studies; behind it the mean width in points.\n\n"
           "| regime | n | default | t | BCa | whatever the trainings |\n|---|--:|--:|--:|--:|--:|\n");
    for (size_t r = 0; r < N_ORDER; r++)
        for (size_t s = 0; s < N_SIZES; s++) {
            const double *x = find(MEAN, order[r], NONE, INDEPENDENT, sizes[s])->figures;
            printf("| %s | %zu | %.1f (%.2f) | %.1f (%.2f) | %.1f (%.2f) | %.1f (%.1f) |\n", regimes[order[r]].name,
                   sizes[s], 100 * x[0], x[1], 100 * x[2], x[3], 100 * x[4], x[5], 100 * x[6], x[7]);
        }
}

static void print_trainings(void)
{
    printf("\n### One further training, and repeats far from the rest\n\nPercent of studies. The prediction interval "
           "holds one further training; a repeat is named as far from the rest; the interval of the share of such "
           "trainings holds the share that fails.\n\n"
           "| regime | n | one further training | far from the rest | share that fails |\n|---|--:|--:|--:|--:|\n");
    for (size_t r = 0; r < N_ORDER; r++)
        for (size_t s = 0; s < N_SIZES; s++) {
            const double *x = find(MEAN, order[r], NONE, INDEPENDENT, sizes[s])->figures;
            printf("| %s | %zu | %.1f | %.1f |", regimes[order[r]].name, sizes[s], 100 * x[8], 100 * x[9]);
            if (failing_share(order[r]) > 0)
                printf(" %.1f |\n", 100 * x[10]);
            else
                printf(" - |\n");
        }
}

static void print_unequal_row(const char *name, enum kind kind, int a)
{
    printf("| %s |", name);
    for (int i = 0; i < N_UNEQUAL; i++)
        printf(" %.1f |", 100 * find(kind, a, (int)unequal[i][1], UNPAIRED, unequal[i][0])->figures[0]);
    printf("\n");
}

static void print_unequal(void)
{
    printf("\n### Unequal numbers of repeats\n\nPercent of studies of two equal models, unpaired, that were told "
           "apart.\n\n| regime |");
    for (int i = 0; i < N_UNEQUAL; i++)
        printf(" %zu and %zu |", unequal[i][0], unequal[i][1]);
    printf("\n|---|--:|--:|--:|--:|\n");
    for (size_t r = 0; r < N_ORDER; r++)
        if (order[r] != REAL_CELL)
            print_unequal_row(regimes[order[r]].name, UNEQUAL, order[r]);
    for (int values = LOG_NORMAL_35; values <= LOG_NORMAL_80; values++)
        print_unequal_row(value_names[values], UNEQUAL_VALUES, values);
}

static void print_unlike(void)
{
    static const int pairs[][2] = {{FAILING, AS_FAILING}, {FAILING_MORE, AS_FAILING_MORE}};
    printf(
        "\n### A model that fails against one that does not\n\nPercent of studies of two models with the same mean "
        "that were told apart, pairs of repeats being independent. Only the interval that holds whatever the trainings "
        "are keeps to 5 %%.\n\n| models | n | default | t | whatever the trainings |\n|---|--:|--:|--:|--:|\n");
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        for (size_t s = 0; s < N_SIZES; s++) {
            const double *x = find(UNLIKE, pairs[i][0], pairs[i][1], INDEPENDENT, sizes[s])->figures;
            printf("| %s; %s | %zu | %.1f | %.1f | %.1f |\n", regimes[pairs[i][0]].name, regimes[pairs[i][1]].name,
                   sizes[s], 100 * x[0], 100 * x[1], 100 * x[2]);
        }
}

static void print_differences(void)
{
    printf("\n### Coverage of the difference's 95 %% interval\n\nPercent of studies; behind it the mean width in "
           "points.\n\n| models | repeats | n = 5 | n = 10 | n = 30 |\n|---|---|--:|--:|--:|\n");
    for (int pair = 0; pair < N_PAIRS; pair++)
        for (enum relation_of_repeats relation = 0; relation < N_RELATIONS; relation++) {
            printf("| %g and %g %% | %s |", regimes[equal_or_not[pair][0]].mean, regimes[equal_or_not[pair][1]].mean,
                   relation_names[relation]);
            for (size_t s = 0; s < N_SIZES; s++) {
                const double *x =
                    find(DIFFERENCE, equal_or_not[pair][0], equal_or_not[pair][1], relation, sizes[s])->figures;
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
    printf(
        "\n### Power\n\nPercent of studies in which two different models were told apart at 5 %%; last, the coverage "
        "of the probability of improvement's interval.\n\n"
        "| models | repeats | n | default, verdict | t | Wilcoxon | permutation | Mann-Whitney | improvement |\n"
        "|---|---|--:|--:|--:|--:|--:|--:|--:|\n");
    for (int i = 0; i < N_FAR_APART; i++)
        for (size_t s = 0; s < N_SIZES; s++) {
            int named = far_apart[i][0] < BETTER_BASELINE ? far_apart[i][1] : far_apart[i][0];
            const struct simulated_case *of = find(POWER, far_apart[i][0], far_apart[i][1], INDEPENDENT, sizes[s]);
            print_test_row(regimes[named].name, of);
            printf(" %.1f |\n", 100 * of->figures[6]);
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
    printf(
        "\n### Looking after 10, 20, 40, 80, 100 repeats\n\nPercent of studies. Coverage is that of a mean's interval "
        "when the study stops as soon as it reaches at most 2.0 points to either side. False verdicts are on two equal "
        "models, when it stops as soon as they are told apart. *Pocock* and *O'Brien* are at the levels of the two "
        "spending functions; *95 %%* is without allowing for looks. *Any shape*: by the interval that holds whatever "
        "the trainings are, at Pocock's levels.\n\n"
        "| regime | coverage: Pocock | mean n | O'Brien | mean n | 95 %% | mean n | any shape | mean n | false "
        "verdicts: Pocock | O'Brien | 95 %% |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for (size_t r = 0; r < N_ORDER; r++) {
        const double *x = find(LOOKS, order[r], order[r], INDEPENDENT, MOST_REPEATS)->figures;
        printf("| %s | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f |\n",
               regimes[order[r]].name, 100 * x[2], x[3], 100 * x[8], x[9], 100 * x[0], x[1], 100 * x[6], x[7],
               100 * x[5], 100 * x[10], 100 * x[4]);
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

static void print_advice(void)
{
    printf(
        "\n### More repeats after a look, without allowing for it\n\nPercent of studies (2,000 a row) of two equal "
        "models in which one was found better. From 10 repeats on, they are raised to the \"repeats to settle\" while "
        "these are at most %d.\n\n| regime | at once | raised once | raised up to five times |\n|---|--:|--:|--:|\n",
        MOST_REPEATS);
    for (int regime = BASELINE; regime <= CEILING; regime++) {
        const double *x = find(ADVICE, regime, regime, INDEPENDENT, MOST_REPEATS)->figures;
        printf("| %s | %.1f | %.1f | %.1f |\n", regimes[regime].name, 100 * x[0], 100 * x[1], 100 * x[2]);
    }
}

static void print_variances(void)
{
    static const int spreads[] = {BASELINE, ATTENTION, CEILING, SPREAD};
    printf("\n### Coverage of the variance's 95 %% intervals\n\nPercent of studies, of %d repeats or more. Of the "
           "variance between repeats stands behind it the mean of the upper end over the true one. The ratio is of two "
           "equal ones, of independent repeats and of trainings with correlation 0.5.\n\n"
           "| regime | n | variance | ratio | ratio, training 0.5 |\n|---|--:|--:|--:|--:|\n",
           VARIANCE_LEAST_REPEATS);
    for (size_t r = 0; r < sizeof spreads / sizeof *spreads; r++)
        for (size_t s = 1; s < N_SIZES; s++) {
            const double *x = find(VARIANCE, spreads[r], spreads[r], INDEPENDENT, sizes[s])->figures;
            const double *y = find(VARIANCE, spreads[r], spreads[r], TRAINING_SHARED, sizes[s])->figures;
            printf("| %s | %zu | %.1f (%.1f) | %.1f | %.1f |\n", regimes[spreads[r]].name, sizes[s], 100 * x[0], x[1],
                   100 * x[2], 100 * y[2]);
        }
}

static void print_cells(void)
{
    printf("\n### All cells of a grid together\n\nPercent of studies of three cells, one of each of the first three "
           "regimes. Coverage is of the mean's interval, and of the difference to a model at 20, 20 and 95 %% (mean "
           "widths in points). False verdicts are on two equal models.\n\n"
           "| n | mean | difference | false verdicts |\n|--:|--:|--:|--:|\n");
    for (size_t s = 0; s < N_SIZES; s++) {
        const double *x = find(ALL_CELLS, BASELINE, BASELINE, INDEPENDENT, sizes[s])->figures;
        printf("| %zu | %.1f (%.2f) | %.1f (%.2f) | %.1f |\n", sizes[s], 100 * x[0], x[1], 100 * x[2], x[3],
               100 * x[4]);
    }
}

static void print_shared(void)
{
    printf("\n### Repeats that share their sequences\n\nPercent of studies (mean widths in points) in which all "
           "repeats are "
           "evaluated on the same %d sequences, some of which are harder than others for either model.\n\n"
           "| mean | n | mean's interval | difference of two equal models |\n|--:|--:|--:|--:|\n",
           SEQUENCES);
    for (int regime = BASELINE; regime <= ATTENTION; regime++)
        for (size_t s = 0; s < N_SIZES; s++) {
            const double *x = find(SHARED, regime, regime, INDEPENDENT, sizes[s])->figures;
            printf("| %g %% | %zu | %.1f (%.2f) | %.1f (%.2f) |\n", regimes[regime].mean, sizes[s], 100 * x[0], x[1],
                   100 * x[2], x[3]);
        }
}

static void print_items(void)
{
    printf("\n### Trainings on the same items\n\nPercent of studies of two equal models, whose n trainings are all "
           "evaluated on the same 100 items. "
           "In brackets stand mean widths, in points. "
           "Coverage is that of the mean's and of the difference's interval, for new items and for these. "
           "False positives are those for new items; McNemar's are those of his test of two single trainings. "
           "Last stand the widths of the default intervals of shared sequences. "
           "One training alone has no mean's intervals.\n\n"
           "| right | n | mean, new | mean, these | difference, new | difference, these | false positives | McNemar | "
           "default widths |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for (int ease = 0; ease < N_EASE; ease++)
        for (size_t s = 0; s < N_ITEM_SIZES; s++) {
            const double *x = find(ITEMWISE, ease, NONE, INDEPENDENT, item_sizes[s])->figures;
            printf("| %g %% | %zu |", eases[ease], item_sizes[s]);
            if (item_sizes[s] == 1)
                printf(" - | - | %.1f (%.1f) | - | %.1f | %.1f | - |\n", 100 * x[4], x[5], 100 * x[8], 100 * x[9]);
            else
                printf(" %.1f (%.1f) | %.1f (%.1f) | %.1f (%.1f) | %.1f (%.1f) | %.1f | - | %.1f, %.1f |\n", 100 * x[0],
                       x[1], 100 * x[2], x[3], 100 * x[4], x[5], 100 * x[6], x[7], 100 * x[8], x[10], x[11]);
        }
}

static void print_values(void)
{
    printf("\n### Student's t of other figures\n\nPercent of studies whose 95 %% interval of the mean holds it.\n\n"
           "| values | n = 5 | n = 10 | n = 30 |\n|---|--:|--:|--:|\n");
    for (int values = 0; values < N_VALUES; values++) {
        printf("| %s |", value_names[values]);
        for (size_t s = 0; s < N_SIZES; s++)
            printf(" %.1f |", 100 * find(VALUES, values, NONE, INDEPENDENT, sizes[s])->figures[0]);
        printf("\n");
    }
}

static void print_sooner(void)
{
    static const int never[] = {0, 30, 70};
    printf("\n### Who is sooner\n\nPercent of studies of two equal models in which one was found sooner (Gehan's "
           "test), and "
           "coverage of P(sooner)'s interval.\n\n| never get there | n | false positives | coverage "
           "|\n|--:|--:|--:|--:|\n");
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        for (size_t s = 0; s < N_SIZES; s++) {
            const double *x = find(SOONER, never[i], NONE, INDEPENDENT, sizes[s])->figures;
            printf("| %d %% | %zu | %.1f | %.1f |\n", never[i], sizes[s], 100 * x[0], 100 * x[1]);
        }
}

static void print_equivalence(void)
{
    printf("\n### Claims that two models differ by little\n\nPercent of studies whose claim `within` a margin is "
           "supported or refuted. The true difference is the margin itself. Last, of two equal models: supported by "
           "`within`, and by one claim for each side.\n\n"
           "| regime | within | n | supported | refuted | equal: supported | equal: by two claims |\n"
           "|---|--:|--:|--:|--:|--:|--:|\n");
    for (int i = 0; i < N_FAR_APART; i++)
        for (size_t s = 0; s < N_EQUIVALENCE_SIZES; s++) {
            int a = far_apart[i][0], b = far_apart[i][1];
            const double *x = find(EQUIVALENCE, a, b, INDEPENDENT, equivalence_sizes[s])->figures;
            printf("| %s | %g | %zu | %.1f | %.1f | %.1f | %.1f |\n", regimes[i].name,
                   regimes[a].mean - regimes[b].mean, equivalence_sizes[s], 100 * x[0], 100 * x[1], 100 * x[2],
                   100 * x[3]);
        }
}

static void print_grids(void)
{
    printf(
        "\n### Claims over a grid of nine cells\n\nPercent of studies (%d a row). Where no cell differs: claims that "
        "one "
        "is better everywhere, or somewhere, that are supported, and slopes over an axis of three values that are "
        "decided. Where all differ: everywhere is supported. Where three do: those found after Holm's adjustment and "
        "after Benjamini & Hochberg's, and how many of the latter's are false.\n\n"
        "| models | n | false: everywhere | somewhere | slope | true: everywhere | found: Holm | FDR | false of these "
        "|\n"
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
        STUDIES / GRID_ONE_OF);
    for (size_t s = 0; s < N_SIZES; s++) {
        const double *x = find(GRID_CLAIMS, ATTENTION, WORSE_ATTENTION, INDEPENDENT, sizes[s])->figures;
        printf("| %s | %zu |", regimes[WORSE_ATTENTION].name, sizes[s]);
        for (int i = 0; i < 7; i++)
            printf(" %.1f |", 100 * x[i]);
        printf("\n");
    }
}

static void print_together(void)
{
    printf(
        "\n### Simultaneous intervals of nine comparisons\n\nPercent of studies (%d a row) in which all nine intervals "
        "hold: none of the models differ, three do, all do, or eight are far apart, four to either side. Beside it the "
        "same of intervals of 95 %% each, of models that do not differ. Mean widths, in points, are where three "
        "differ.\n\n"
        "| models | n | none | three | all | far apart | 95 %% each | width | width of 95 %% each |\n"
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
        STUDIES / TOGETHER_ONE_OF);
    for (int i = 0; i < N_FAR_APART; i++)
        for (size_t s = 0; s < N_SIZES; s++) {
            const int *pair = far_apart[i];
            const double *x = find(TOGETHER, pair[0], pair[1], INDEPENDENT, sizes[s])->figures;
            printf("| %s | %zu | %.1f | %.1f | %.1f | %.1f | %.1f | %.2f | %.2f |\n",
                   regimes[pair[0] < BETTER_BASELINE ? pair[1] : pair[0]].name, sizes[s], 100 * x[0], 100 * x[1],
                   100 * x[2], 100 * x[3], 100 * x[4], x[5], x[6]);
        }
}

static void print_pilots(void)
{
    printf(
        "\n### Plans\n\nPercent of pilots (%d a row) whose 80 %% range holds the repeats that 80 %% power truly takes, "
        "for the true difference; and means of what they give.\n\n"
        "| models | pilot | in the range | repeats | range |\n|---|--:|--:|--:|--:|\n",
        STUDIES / PILOTS_ONE_OF);
    for (size_t s = 0; s < 2; s++) {
        const double *x = find(PILOTS, ATTENTION, WORSE_ATTENTION, INDEPENDENT, sizes[s])->figures;
        printf("| %s | %zu | %.0f | %.0f | %.0f to %.0f |\n", regimes[WORSE_ATTENTION].name, sizes[s], 100 * x[0], x[1],
               x[2], x[3]);
    }
}

void print_tables(const struct simulated_case *all, size_t n)
{
    cases = all;
    n_cases = n;
    print_means();
    print_trainings();
    print_differences();
    print_tests();
    print_unequal();
    print_unlike();
    print_families();
    print_equivalence();
    print_grids();
    print_together();
    print_pilots();
    print_looks();
    print_advice();
    print_cells();
    print_variances();
    print_shared();
    print_items();
    print_values();
    print_sooner();
    print_bands();
}
