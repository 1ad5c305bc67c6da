#include "attnbench/report/columns.h"
#include "attnbench/analysis/analysis.h"
#include "attnbench/analysis/view.h"
#include "columns_print.h"

#include <stdio.h>
#include <string.h>

#define FIELD(rows, STRUCT, KIND, name_, place) \
    .of = rows, .kind = FIELD_##KIND, .name = name_, .offset = offsetof(struct STRUCT, place)
#define CELL(KIND, name, place) FIELD(OF_CELL, cell_analysis, KIND, name, place)
#define COMPARISON(KIND, name, place) FIELD(OF_COMPARISON, comparison, KIND, name, place)
#define SOONER(KIND, name, place) FIELD(OF_SOONER, learning_comparison, KIND, name, place)
#define OVERALL(KIND, name, place) FIELD(OF_OVERALL, overall, KIND, name, place)
#define BESIDE(STRUCT, place) .beside = offsetof(struct STRUCT, place)
/* Mean, standard deviation and interval of a metric. */
#define METRIC(row, name, heading_, unit_, digits_, meaning_)                                                      \
    {CELL(REAL, name, metrics[row].mean), SHOWN(heading_, unit_, digits_), BESIDE(cell_analysis, metrics[row].ci), \
     MEANS meaning_},                                                                                              \
        {CELL(REAL, name "_sd", metrics[row].sd), SHOWN("sd", unit_, digits_),                                     \
         MEANS "Standard deviation of the repeats."},                                                              \
    {                                                                                                              \
        CELL(INTERVAL, name "_*", metrics[row].ci), SHOWN("95 % CI", unit_, digits_),                              \
            BESIDE(cell_analysis, metrics[row].mean), MEANS "Interval of that mean."                               \
    }
#define METRIC_REPEATS(row, name)                                                                              \
    {                                                                                                          \
        CELL(COUNT, name "_repeats", metrics[row].n), SHOWN("repeats", NULL, 0), MEANS "Repeats that have it." \
    }
#define SHOWN(heading_, unit_, digits_) .heading = heading_, .unit = unit_, .digits = digits_
#define MEANS .meaning =

/* clang-format off */
const struct field fields[] = {
    {CELL(COUNT, "repeats", figure.n), SHOWN("repeats", NULL, 0),
     MEANS "Repeats that have figures: finished and diverged ones."},
    {CELL(COUNT, "failed", failed), SHOWN("failed", NULL, 0),
     MEANS "Trials that crashed, ran out of memory or out of time, twice."},
    {CELL(REAL, "mean", figure.mean), SHOWN("mean", "%", 2), .of_values = 4, .hidden = UNLESS_PERCENT, BESIDE(cell_analysis, figure.ci),
     MEANS "Mean over the repeats, where the study's metric is a percentage; in CSV and JSON others have columns of their own."},
    {CELL(REAL, "variance", spread.variance), SHOWN("variance", "%²", 2), .of_values = -3,
     MEANS "Variance of the repeats, with n-1, in the metric's unit squared."},
    {CELL(REAL, "sd", figure.sd), SHOWN("sd", "%", 2), .of_values = 4, .hidden = UNLESS_PERCENT,
     MEANS "Standard deviation of the repeats."},
    {CELL(REAL, "min", figure.min), SHOWN("min", "%", 1), .of_values = 4, .hidden = UNLESS_PERCENT,
     MEANS "The least figure of a repeat."},
    {CELL(REAL, "max", figure.max), SHOWN("max", "%", 1), .of_values = 4, .hidden = UNLESS_PERCENT,
     MEANS "The greatest figure of a repeat."},
    {CELL(INTERVAL, "ci_*", figure.ci), SHOWN("95 % CI", "%", 1), .of_values = 4, .hidden = UNLESS_PERCENT, BESIDE(cell_analysis, figure.mean),
     MEANS "Confidence interval of the mean: Wilson's score interval (1927) for the effective number of sequences (Korn and "
           "Graubard 1998); of a metric that does not count, Student's t. Not adjusted for the number of cells."},
    {CELL(COUNT, "diverged", diverged), SHOWN("diverged", NULL, 0),
     MEANS "Trials in which a loss, or the figure, was not finite; a figure that is finite counts."},
    {CELL(COUNT, "missing", missing), SHOWN("missing", NULL, 0),
     MEANS "Trials that have not been run."},
    {CELL(REAL, "median", figure.median), SHOWN("median", "%", 2), .of_values = 4, .hidden = UNLESS_PERCENT,
     MEANS "Median of the repeats."},
    {CELL(REAL, "interquartile_mean", figure.interquartile_mean), SHOWN("interquartile\nmean", "%", 2), .of_values = 4, .hidden = UNLESS_PERCENT,
     MEANS "Mean without the lowest and the highest quarter of the repeats, rounded down."},
    {CELL(INTERVAL, "t_*", figure.t), SHOWN("Student's t", "%", 1), .of_values = 4, .hidden = UNLESS_PERCENT, BESIDE(cell_analysis, figure.mean),
     MEANS "Interval of the mean by Student's t, as of one look."},
    {CELL(INTERVAL, "bca_*", figure.bca), SHOWN("bootstrap BCa", "%", 1), BESIDE(cell_analysis, figure.mean),
     MEANS "Interval of the mean by bootstrap, bias-corrected and accelerated (Efron 1987), all resamples or 10,000, as of one look."},
    {CELL(REAL, "training_variance", figure.training_variance), SHOWN("of\ntraining", "%²", 2), .print = print_training,
     MEANS "Variance less that of the evaluation, at least 0."},
    {CELL(REAL, "evaluation_variance", figure.evaluation_variance), SHOWN("of\nevaluation", "%²", 2),
     MEANS "Variance that a finite number of sequences makes."},
    {CELL(REAL, "chance", chance), SHOWN("chance", "%", -3),
     MEANS "What guessing every step would reach."},
    {CELL(COUNT, "traced", learning[0].n), SHOWN("repeats", NULL, 0),
     MEANS "Repeats whose training, or held-out curve, is there."},
    {CELL(REAL, "epochs_to_50", learning[0].median_epochs), SHOWN("epochs\nto 50 %", "median", 0), .print = print_epochs,
     MEANS "Median of the epochs until half were right (Kaplan and Meier 1958): of the held-out sequences where there are any, "
           "else of the steps while training (mean of 100 epochs)."},
    {CELL(COUNT, "reached_50", learning[0].n_reached),
     MEANS "Repeats that got to 50 %."},
    {CELL(COUNT, "never_50", learning[0]), SHOWN("never", NULL, 0), .hidden = PROGRAMS, .print = print_never,
     MEANS "Repeats that never got to 50 %."},
    {CELL(REAL, "epochs_to_90", learning[1].median_epochs), SHOWN("epochs\nto 90 %", "median", 0), .print = print_epochs,
     MEANS "The same for 90 %."},
    {CELL(COUNT, "reached_90", learning[1].n_reached),
     MEANS "Repeats that got to 90 %."},
    {CELL(COUNT, "never_90", learning[1]), SHOWN("never", NULL, 0), .hidden = PROGRAMS, .print = print_never,
     MEANS "Repeats that never got to 90 %."},

    {COMPARISON(FLAG, "paired", paired),
     MEANS "Whether the repeats are paired, for both models saw the same sequences in them."},
    {COMPARISON(COUNT, "pairs", n), SHOWN("repeats", NULL, 0),
     MEANS "Pairs of repeats that had the same sequences, or the same seed (the column is then called pairs); where there are none, "
           "repeats of the model that has fewer."},
    {COMPARISON(REAL, "difference", difference), SHOWN("difference", "points", 2), .of_values = 4, BESIDE(comparison, ci),
     MEANS "Mean of the model less that of the first, in points or the metric's unit."},
    {COMPARISON(INTERVAL, "difference_*", ci), SHOWN("95 % CI", "points", 1), .of_values = 4, .tells_sign = true, BESIDE(comparison, difference),
     MEANS "Confidence interval of the difference, from both means' intervals and the correlation of the repeats (Zou and Donner "
           "2008); of a metric that does not count by Student's t of the pairs, or Welch's. Not adjusted for the number of comparisons."},
    {COMPARISON(P, "p", p), SHOWN("p", NULL, 0), .hidden = TEXTS,
     MEANS "Two-sided: 1 less the highest level at which that interval leaves out 0."},
    {COMPARISON(P, "p_holm", p_holm), SHOWN("p (Holm)", NULL, 0),
     MEANS "p adjusted for all comparisons of the study (Holm 1979)."},
    {COMPARISON(STANDING, "verdict", verdict), SHOWN("verdict", NULL, 0),
     MEANS "Of the model against the first, at 5 % by the adjusted p; of errors, perplexity and other metrics where less is better, the smaller is better."},
    {COMPARISON(REAL, "correlation", correlation), SHOWN("correlation", "of pairs", 2),
     MEANS "Pearson's, of the paired repeats."},
    {COMPARISON(P, "p_t", p_t), SHOWN("t", NULL, 0),
     MEANS "Paired t test; Welch's where the repeats are not paired. Like the other tests not adjusted."},
    {COMPARISON(P, "p_wilcoxon", p_wilcoxon), SHOWN("Wilcoxon", NULL, 0),
     MEANS "Signed-rank test, exact with ties and zeros (Pratt 1959)."},
    {COMPARISON(P, "p_permutation", p_permutation), SHOWN("permutation", NULL, 0),
     MEANS "Sign flips of the paired differences; unpaired: permutations of the labels."},
    {COMPARISON(P, "p_mann_whitney", p_mann_whitney), SHOWN("Mann-\nWhitney", NULL, 0),
     MEANS "Without regard to the pairs."},
    {COMPARISON(REAL, "cohens_d", cohens_d), SHOWN("Cohen's d", NULL, 2),
     MEANS "Difference over the standard deviation of the pairs' differences; unpaired: over that of both."},
    {COMPARISON(REAL, "cliffs_delta", cliffs_delta), SHOWN("Cliff's\ndelta", NULL, 2),
     MEANS "P(better) less P(worse), over all couples of repeats."},
    {COMPARISON(REAL, "improvement", improvement), SHOWN("P(better)", NULL, 2), BESIDE(comparison, improvement_ci),
     MEANS "Probability that a repeat of the model beats a repeat of the first, ties counted half."},
    {COMPARISON(INTERVAL, "improvement_*", improvement_ci), SHOWN("95 % CI", NULL, 2), BESIDE(comparison, improvement),
     MEANS "Its interval: method 5 of Newcombe (2006), as if unpaired."},
    {COMPARISON(COUNT_IF_ANY, "repeats_to_settle", repeats_to_settle),
     MEANS "Half of all studies of so many repeats would decide it, if the difference seen is the true one; none where it is "
           "decided, or no number would do."},
    {COMPARISON(STANDING, "verdict_3", with_fewer[0]),
     MEANS "Verdict that the first 3 repeats alone would have given, without Holm."},
    {COMPARISON(STANDING, "verdict_5", with_fewer[1]),
     MEANS "The same of the first 5."},
    {COMPARISON(STANDING, "verdict_7", with_fewer[2]),
     MEANS "The same of the first 7."},
    {COMPARISON(TEXT, "verdict_of_fewer", with_fewer), SHOWN("with fewer\nrepeats", NULL, 0), .hidden = PROGRAMS,
     .print = print_fewer,
     MEANS "Verdicts of the first 3, 5 and 7 repeats, without Holm, where they are others than that of all."},

    METRIC(METRIC_RMSE, "rmse", "error\n(RMSE)", NULL, 4,
           "Mean over the repeats of the root mean squared error of the evaluation."),
    {CELL(FLAG, "t_holds", figure.t_holds), SHOWN("long enough", NULL, 0), .hidden = UNLESS_PERCENT, .print = print_t_holds,
     MEANS "Whether the interval by Student's t is long enough if no training is far from the rest: from 10 repeats on, unless they "
           "are near 0 or 100 %, on the same sequences, or one is far from the rest."},
    {CELL(FLAG, "bca_holds", figure.bca_holds), SHOWN("long enough", NULL, 0), .print = print_bca_holds,
     MEANS "The same of the bootstrap's: from 30 repeats on, unless they are on the same sequences, or one is far from the rest."},
    {CELL(COUNT, "crashed", crashed), SHOWN("crashed", NULL, 0),
     MEANS "Failed trials that crashed."},
    {CELL(COUNT, "out_of_memory", out_of_memory), SHOWN("out of\nmemory", NULL, 0),
     MEANS "Failed trials that ran out of memory."},
    {CELL(COUNT, "timed_out", timed_out), SHOWN("timed\nout", NULL, 0),
     MEANS "Failed trials that ran out of time."},

    {SOONER(REAL, "sooner_50", to[0].probability), SHOWN("P(sooner)\nto 50 %", NULL, 2),
     MEANS "Probability that a repeat of the model has half right, as the epochs to 50 % are counted, before a repeat of the "
           "first; ties, also where neither does, count half."},
    {SOONER(INTERVAL, "sooner_50_*", to[0].ci), SHOWN("95 % CI", NULL, 2),
     MEANS "Its interval: method 5 of Newcombe (2006)."},
    {SOONER(P, "sooner_50_p", to[0].p),
     MEANS "Of Gehan's test (1965)."},
    {SOONER(P, "sooner_50_p_holm", to[0].p_holm), SHOWN("p (Holm)", NULL, 0),
     MEANS "p of Gehan's test, adjusted for all comparisons (Holm 1979)."},
    {SOONER(REAL, "sooner_90", to[1].probability), SHOWN("P(sooner)\nto 90 %", NULL, 2),
     MEANS "The same for 90 %."},
    {SOONER(INTERVAL, "sooner_90_*", to[1].ci), SHOWN("95 % CI", NULL, 2),
     MEANS "The same for 90 %."},
    {SOONER(P, "sooner_90_p", to[1].p),
     MEANS "The same for 90 %."},
    {SOONER(P, "sooner_90_p_holm", to[1].p_holm), SHOWN("p (Holm)", NULL, 0),
     MEANS "The same for 90 %."},

    {CELL(TEXT, "varied", varied), SHOWN("repeats\ndiffer in", NULL, 0),
     MEANS "Of init (initial weights), data (sequence pairs) and order (of fixed pairs); or everything."},
    {CELL(INTERVAL, "variance_*", spread.ci), SHOWN("95 % CI", "%²", 2), .of_values = -3,
     MEANS "Interval of the variance (Bonett 2006), from 10 repeats on."},
    {CELL(REAL, "variance_ratio", spread.whole.ratio), SHOWN("ratio to\nthe whole", NULL, 2),
     MEANS "Variance over that of the model which is the same, but whose repeats differ in everything."},
    {CELL(INTERVAL, "variance_ratio_*", spread.whole.ci), SHOWN("95 % CI", NULL, 2),
     MEANS "Its interval (Bonett 2006), from 10 repeats of both on."},

    METRIC(METRIC_ACCURACY, "accuracy", "accuracy", "%", 2, "Mean percentage of sequences wholly right."),
    METRIC(METRIC_STEPS_RIGHT, "steps_right", "steps\nright", "%", 2,
           "Mean percentage of the steps of the evaluated targets, padding too, that are right."),
    METRIC(METRIC_PERPLEXITY, "perplexity", "perplexity", NULL, 4,
           "Mean perplexity: e to the mean cross-entropy of a step of the evaluated targets."),
    METRIC_REPEATS(METRIC_ACCURACY, "accuracy"),
    METRIC_REPEATS(METRIC_RMSE, "rmse"),
    METRIC_REPEATS(METRIC_STEPS_RIGHT, "steps_right"),
    METRIC_REPEATS(METRIC_PERPLEXITY, "perplexity"),
    {CELL(TEXT, "metric", metric_name), MEANS "What repeats, mean, sd, min, max, median, intervals, variance and comparisons are of."},

    {OVERALL(COUNT, "repeats", repeats), SHOWN("repeats", NULL, 0),
     MEANS "Repeats that all cells have."},
    {OVERALL(REAL, "mean", mean), SHOWN("mean", "%", 2), .of_values = 4, BESIDE(overall, ci),
     MEANS "Mean of the cells' figures."},
    {OVERALL(INTERVAL, "ci_*", ci), SHOWN("95 % CI", "%", 1), .of_values = 4, BESIDE(overall, mean),
     MEANS "As that of one cell, of the sequences of all; of a metric that does not count by Student's t."},
    {CELL(INTERVAL, "any_shape_*", figure.any_shape), SHOWN("whatever the\ntrainings", "%", 1), .of_values = 4, BESIDE(cell_analysis, figure.mean),
     MEANS "Confidence interval of the mean that asks nothing of how trainings are distributed (Gaffke 2005; Learned-Miller and "
           "Thomas 2020): few repeats may not have shown the trainings that fail. Of percentages whose repeats have sequences of "
           "their own."},
    {CELL(COUNT, "far_below", figure.apart.below), SHOWN("far\nbelow", NULL, 0),
     MEANS "Repeats far below the rest: below the median by more than 5 times the repeats' scale (1.4826 times the median distance "
           "from the median, or what sampling the sequences makes if that is more), and by 10 points, or a tenth, at least."},
    {CELL(REAL, "far_below_limit", figure.apart.limit_below), SHOWN("limit", "%", 0), .of_values = 4,
     MEANS "Below which they are far."},
    {CELL(INTERVAL, "far_below_*", figure.apart.of_below), SHOWN("share, 95 % CI", "% of trainings", 1),
     MEANS "Exact interval of the share of such trainings (Clopper and Pearson 1934)."},
    {CELL(COUNT, "far_above", figure.apart.above), SHOWN("far\nabove", NULL, 0),
     MEANS "Repeats far above the rest, likewise."},
    {CELL(REAL, "far_above_limit", figure.apart.limit_above), SHOWN("limit", "%", 0), .of_values = 4,
     MEANS "Above which they are far."},
    {CELL(INTERVAL, "far_above_*", figure.apart.of_above), SHOWN("share, 95 % CI", "% of trainings", 1),
     MEANS "Exact interval of the share of such trainings."},
    {CELL(INTERVAL, "prediction_*", figure.prediction), SHOWN("one further\ntraining", "%", 1), .of_values = 4, BESIDE(cell_analysis, figure.mean),
     MEANS "Prediction interval, 95 %, of one further training's figure: by Student's t; from 39 repeats on by their order (Wilks "
           "1941), which holds whatever the trainings are."},
    {CELL(REAL, "reached_share", reached.share), SHOWN("share\nthat gets\nthere", "%", 1),
     MEANS "Share of the repeats whose figure is what the study's `reached` says, or better."},
    {CELL(INTERVAL, "reached_share_*", reached.ci), SHOWN("95 % CI", "%", 1),
     MEANS "Exact interval of that share (Clopper and Pearson 1934)."},
    {CELL(REAL, "reached_mean", reached.those.mean), SHOWN("mean\nof those", "%", 2), .of_values = 4, BESIDE(cell_analysis, reached.those.ci),
     MEANS "Mean of the repeats that get there."},
    {CELL(INTERVAL, "reached_mean_*", reached.those.ci), SHOWN("95 % CI", "%", 1), .of_values = 4, BESIDE(cell_analysis, reached.those.mean),
     MEANS "Confidence interval of that mean, of trainings that get there."},
    {COMPARISON(P, "reached_p", p_reached), SHOWN("p", NULL, 0),
     MEANS "Two-sided, of both models' shares that get there: Boschloo's exact test (1970), as if unpaired."},
    {COMPARISON(P, "reached_p_holm", p_reached_holm), SHOWN("p (Holm)", NULL, 0),
     MEANS "The same, adjusted for all comparisons of the study (Holm 1979)."},
    {COMPARISON(COUNT_IF_ANY, "repeats_80", repeats_80), SHOWN("repeats\nfor 80 %", NULL, 0), .print = print_repeats_80,
     MEANS "80 % of studies of so many repeats would decide it, if the difference seen is the true one; of 5 pairs or more; "
           "none where it is decided, or no number would do."},
    {COMPARISON(INTERVAL, "repeats_80_*", repeats_80_range), SHOWN("80 % range", NULL, 0), .print = print_repeats_range,
     MEANS "The same at the ends of the 80 % interval of the difference: how unsure that number is."},

    {COMPARISON(P, "p_fdr", p_fdr), SHOWN("p (FDR)", NULL, 0),
     MEANS "p adjusted for exploring (Benjamini and Hochberg 1995): of the comparisons with at most 0.05, some 5 % are false."},
    {CELL(REAL, "training_variance_high", spread.most_of_training),
     MEANS "What that of training may be: the upper end of the variance's interval less that of the evaluation."},
    METRIC(METRIC_MAE, "mae", "error\n(MAE)", NULL, 4,
           "Mean over the repeats of the mean absolute error of a series' forecasts, in its columns' units."),
    METRIC_REPEATS(METRIC_MAE, "mae"),
    METRIC(METRIC_MASE, "mase", "error\n(MASE)", NULL, 4,
           "Mean of the absolute error of a series' forecasts over the mean change from row to row of its training part (Hyndman and "
           "Koehler 2006), mean over columns."),
    METRIC_REPEATS(METRIC_MASE, "mase"),
    METRIC(METRIC_SKILL, "skill", "skill against\npersistence", NULL, 4,
           "Mean of 1 less the mean squared error of a series' forecasts over that of the last value again (Murphy 1988), columns "
           "scaled."),
    METRIC_REPEATS(METRIC_SKILL, "skill"),
    {OVERALL(INTERVAL, "any_shape_*", any_shape), SHOWN("whatever the\ntrainings", "%", 1), .of_values = 4, BESIDE(overall, mean),
     MEANS "As that of one cell."},
    METRIC(METRIC_TOKEN_ERRORS, "token_error_rate", "token\nerror rate", NULL, 4,
           "Mean token error rate of texts: tokens to change, put in or take out of the answers, by tokens of the targets."),
    METRIC_REPEATS(METRIC_TOKEN_ERRORS, "token_error_rate"),

    {CELL(COUNT_IF_ANY, "items", items.items), SHOWN("items", NULL, 0),
     MEANS "Items, such as sequences, on which all repeats were evaluated."},
    {CELL(REAL, "items_mean", items.mean), SHOWN("mean", "%", 2), .of_values = -5, BESIDE(cell_analysis, items.of_new),
     MEANS "Mean over these items and the repeats: in percent, or of real values the mean squared error."},
    {CELL(INTERVAL, "items_new_*", items.of_new), SHOWN("new items\n95 % CI", "%", 1), .of_values = -5, BESIDE(cell_analysis, items.mean),
     MEANS "Confidence interval of the mean for further trainings and further items: two-way random effects, Satterthwaite's degrees "
           "of freedom; of right and wrong with two items more that all get right and two that none does."},
    {CELL(INTERVAL, "items_these_*", items.of_these), SHOWN("these items\n95 % CI", "%", 1), .of_values = -5, BESIDE(cell_analysis, items.mean),
     MEANS "Confidence interval of the mean for further trainings and these very items."},
    {CELL(REAL, "items_of_training", items.of_training), SHOWN("variance of\ntraining", "%²", -4), .of_values = -4,
     MEANS "Variance of one item's figure that comes of which training it is, from the mean squares."},
    {CELL(REAL, "items_of_item", items.of_item), SHOWN("of\nitem", "%²", -4), .of_values = -4,
     MEANS "The same that comes of which item it is."},
    {CELL(REAL, "items_of_rest", items.of_rest), SHOWN("of\nthe rest", "%²", -4), .of_values = -4,
     MEANS "The same that is left: trainings differ in which items they get right."},
    {COMPARISON(COUNT_IF_ANY, "items_compared", items.items), SHOWN("items", NULL, 0),
     MEANS "Items that all repeats of both models were evaluated on."},
    {COMPARISON(REAL, "items_difference", items.figure), SHOWN("difference", "points", 2), .of_values = -5, BESIDE(comparison, items.of_new),
     MEANS "Mean over these items of the model less that of the first."},
    {COMPARISON(INTERVAL, "items_difference_new_*", items.of_new), SHOWN("new items\n95 % CI", "points", 1), .of_values = -5,
     .tells_sign = true, BESIDE(comparison, items.figure),
     MEANS "Confidence interval of the difference for further trainings and further items; of single trainings for further items."},
    {COMPARISON(P, "items_p", items.p_new),
     MEANS "Two-sided, of that interval."},
    {COMPARISON(P, "items_p_holm", items.p_new_holm), SHOWN("p (Holm)", NULL, 0),
     MEANS "The same, adjusted for all comparisons item by item (Holm 1979)."},
    {COMPARISON(INTERVAL, "items_difference_these_*", items.of_these), SHOWN("these items\n95 % CI", "points", 1), .of_values = -5,
     .tells_sign = true, BESIDE(comparison, items.figure),
     MEANS "Confidence interval of the difference for further trainings and these very items."},
    {COMPARISON(P, "items_p_these", items.p_these), SHOWN("p", NULL, 0),
     MEANS "Two-sided, of that interval, not adjusted."},
    {COMPARISON(REAL, "only_this", items.only_a), SHOWN("right here\nalone", "items", 0),
     MEANS "Of single trainings: items that the model gets right and the first wrong."},
    {COMPARISON(REAL, "only_first", items.only_b), SHOWN("right there\nalone", "items", 0),
     MEANS "The other way round."},
    {COMPARISON(P, "mcnemar_p", items.p_mcnemar), SHOWN("p (McNemar)", NULL, 0),
     MEANS "Of single trainings: exact two-sided p of McNemar's test (1947), not adjusted."},
    {COMPARISON(INTERVAL, "difference_together_*", ci_together), SHOWN("95 % CI\ntogether", "points", 1), .of_values = 4,
     .tells_sign = true, BESIDE(comparison, difference),
     MEANS "Interval of the difference that holds together with those of all comparisons of the study. It leaves out 0 where the "
           "verdict decides; an end of 0 is not in it. `report --intervals simultaneous` shows it to people."},
    {.name = NULL},
};
/* clang-format on */

/* ---- of any metric ---- */

enum values values_of(const struct metric *metric)
{
    return metric == NULL || metric_is_percent(metric) ? VALUES_PERCENT
           : metric_is_own(metric)                     ? VALUES_OWN
                                                       : VALUES_BUILT_IN;
}

const char *field_unit(const struct field *field, const struct metric *metric)
{
    static char squares[METRICS_MOST][METRIC_UNIT + sizeof "²"];
    if (field->unit == NULL)
        return "";
    if (values_of(metric) == VALUES_PERCENT || field->of_values == 0)
        return field->unit;
    const char *unit = metric_bare_unit(metric);
    if (unit[0] == '\0' || strcmp(field->unit, "%²") != 0)
        return unit;
    char *square = squares[metric_index(metric)];
    snprintf(square, sizeof squares[0], "%.*s²", METRIC_UNIT, unit);
    return square;
}

/* Where a cell has it. */
static size_t place_of(const struct metric *metric)
{
    return offsetof(struct cell_analysis, metrics) + metric_index(metric) * sizeof(struct mean_figure);
}

const struct field *metric_fields(const struct metric *metric)
{
    static struct field made[METRICS_MOST][METRIC_FIELDS];
    static char names[METRICS_MOST][METRIC_FIELDS][METRIC_NAME + sizeof "_repeats"];
    static const char *const behind[METRIC_FIELDS] = {"", "_sd", "_*", "_repeats"};
    size_t i = metric_index(metric), place = place_of(metric);
    const char *unit = metric_bare_unit(metric);
    int digits = metric_is_percent(metric) ? metric_decimals(metric) : -5;
    const struct field like[METRIC_FIELDS] = {
        {OF_CELL, FIELD_REAL, place + offsetof(struct mean_figure, mean), SHOWN(metric->called, unit, digits),
         .beside = place + offsetof(struct mean_figure, ci)},
        {OF_CELL, FIELD_REAL, place + offsetof(struct mean_figure, sd), SHOWN("sd", unit, digits)},
        {OF_CELL, FIELD_INTERVAL, place + offsetof(struct mean_figure, ci), SHOWN("95 % CI", unit, digits),
         .beside = place + offsetof(struct mean_figure, mean)},
        {OF_CELL, FIELD_COUNT, place + offsetof(struct mean_figure, n), SHOWN("repeats", NULL, 0)},
    };
    for (size_t k = 0; k < METRIC_FIELDS; k++) {
        made[i][k] = like[k];
        snprintf(names[i][k], sizeof names[i][k], "%s%s", metric->name, behind[k]);
        made[i][k].name = names[i][k];
        made[i][k].meaning = metric->meaning;
    }
    return made[i];
}

bool field_is_shown(const struct field *field, const struct results *results)
{
    bool is_of_metric =
        field->of == OF_CELL && field->offset >= offsetof(struct cell_analysis, metrics) &&
        field->offset < offsetof(struct cell_analysis, metrics) + METRICS_MOST * sizeof(struct mean_figure);
    return (field->hidden & PROGRAMS) == 0 && !(is_of_metric && !view_has_built_in(results));
}
