/* A plan in words. */
#include "attnbench/base/text.h"
#include "plan_parts.h"

#include <math.h>

static void write_repeats(double repeats, FILE *out)
{
    if (repeats >= POWER_MOST_REPEATS)
        fprintf(out, "%8s", "2000+");
    else
        fprintf(out, "%8.0f", repeats);
}

static void write_row(const struct plan_rows *pilot, const struct plan_row *row, FILE *out)
{
    char power[16] = "-";
    fprintf(out, "%-16s %-16s %8.4g %8.4g %10.4g %6.2f", row->model, row->against != NULL ? row->against : "(mean)",
            row->design.a.sd, row->design.b.sd,
            row->against != NULL ? row->design.a.mean - row->design.b.mean : pilot->goal->half_width,
            row->design.correlation);
    if (!isnan(row->power))
        snprintf(power, sizeof power, "%.0f %%", 100 * row->power);
    fprintf(out, " %8s", power);
    write_repeats((double)row->repeats, out);
    if (!isnan(row->range.low)) {
        write_repeats(row->range.low, out);
        fputs(" to", out);
        write_repeats(row->range.high, out);
    }
    fprintf(out, "%s%s\n", row->name[0] != '\0' ? "  " : "", row->name);
}

static void write_heading(const struct plan_rows *pilot, const struct plan_row *row, FILE *out)
{
    const struct plan_goal *goal = pilot->goal;
    bool of_mean = row->against == NULL;
    if (of_mean)
        fprintf(out, "\nMeans whose interval reaches at most %g to either side, in %g %% of studies:\n",
                goal->half_width, 100 * goal->power);
    else
        fprintf(out, "\nDifferences that are found in %g %% of studies:\n", 100 * goal->power);
    fprintf(out, "%-16s %-16s %8s %8s %10s %6s %8s%8s%s\n", "model", "against", "sd", "its sd",
            of_mean ? "reach" : "difference", "r", "now", "repeats", row->n > 1 ? "    80 % range" : "");
}

static void write_rows(const struct plan_rows *pilot, bool of_means, FILE *out)
{
    size_t n = 0;
    for (size_t i = 0; i < pilot->n_rows; i++) {
        const struct plan_row *row = &pilot->rows[i];
        if ((row->against == NULL) != of_means || ++n > PLAN_ROWS_SHOWN)
            continue;
        if (n == 1)
            write_heading(pilot, row, out);
        write_row(pilot, row, out);
    }
    if (n > PLAN_ROWS_SHOWN)
        fprintf(out, "Shown are the %d of %zu that take most repeats.\n", PLAN_ROWS_SHOWN, n);
}

static void write_times(const struct plan *plan, FILE *out)
{
    char one[32], all[32];
    long long ranks = (long long)plan->pilot.goal->ranks;
    fprintf(out, "\nTime of the whole study%s:\n%9s %8s %10s %10s on %lld\n",
            plan->n_times > 1 ? ", more sequences or more repeats" : "", "sequences", "repeats", "one rank", "ranks",
            ranks);
    for (int i = 0; i < plan->n_times; i++) {
        const struct plan_time *time = &plan->times[i];
        fprintf(out, "%9d", time->sequences);
        write_repeats((double)time->repeats, out);
        fprintf(out, " %10s %10s\n", text_duration(time->seconds, one, sizeof one),
                text_duration(time->seconds / (double)ranks, all, sizeof all));
    }
}

void plan_write_text(const struct plan *plan, FILE *out)
{
    const struct plan_rows *pilot = &plan->pilot;
    const struct plan_goal *goal = pilot->goal;
    fprintf(out, "%s: each figure is from %d simulated studies, judged as in reports\n", plan->study->name,
            POWER_STUDIES);
    write_rows(pilot, false, out);
    write_rows(pilot, true, out);
    write_times(plan, out);
    fprintf(out, "\nsd: between trainings%s; now: share of studies of %lld repeats that reach this.\n",
            pilot->rows[0].design.metric->kind == METRIC_COUNTS ? ", without the variance of the sequences" : "",
            (long long)plan->study->repeats);
    if (!isnan(pilot->rows[0].range.low))
        fprintf(out, "80 %% range: the repeats at both ends of the pilot's 80 %% interval of %s.\n",
                goal->difference > 0 || pilot->rows[0].against == NULL ? "its standard deviations" : "its difference");
    fputs("Run a new study with this number of repeats and another seed. Adding repeats to a pilot until something is "
          "decided finds differences where there are none.\n",
          out);
}
