/* A plan for programs. */
#include "attnbench/base/json.h"
#include "plan_parts.h"

static void write_range(struct json *json, const char *key, struct interval range)
{
    json_open(json, key, '[');
    json_real(json, NULL, range.low);
    json_real(json, NULL, range.high);
    json_close(json, ']');
}

/* NaN where the pilot has none: null. */
static void write_row(struct json *json, const struct plan_row *row)
{
    const struct design *design = &row->design;
    json_open(json, NULL, '{');
    json_text(json, "model", row->model);
    if (row->against != NULL)
        json_text(json, "against", row->against);
    json_text(json, "cell", row->name);
    json_real(json, "sd", design->a.sd);
    if (row->against != NULL) {
        json_real(json, "sd_against", design->b.sd);
        json_real(json, "difference", design->a.mean - design->b.mean);
        json_real(json, "correlation", design->correlation);
    }
    json_real(json, "level", design->level);
    json_real(json, "power_now", row->power);
    json_integer(json, "repeats", (long long)row->repeats);
    write_range(json, "repeats_80", row->range);
    json_close(json, '}');
}

static void write_rows(struct json *json, const char *key, const struct plan_rows *pilot, bool of_means)
{
    size_t n = 0;
    json_open(json, key, '[');
    for (size_t i = 0; i < pilot->n_rows; i++)
        if ((pilot->rows[i].against == NULL) == of_means && n++ < PLAN_ROWS_SHOWN)
            write_row(json, &pilot->rows[i]);
    json_close(json, ']');
}

static void write_goal(struct json *json, const struct plan_goal *goal)
{
    json_open(json, "goal", '{');
    json_real(json, "power", goal->power);
    if (goal->difference > 0)
        json_real(json, "difference", goal->difference);
    if (goal->half_width > 0)
        json_real(json, "half_width", goal->half_width);
    json_integer(json, "ranks", goal->ranks);
    json_close(json, '}');
}

void plan_write_json(const struct plan *plan, FILE *out)
{
    struct json json = {.out = out};
    json_open(&json, NULL, '{');
    json_text(&json, "study", plan->study->name);
    json_text(&json, "metric", plan->pilot.rows[0].design.metric->name);
    json_integer(&json, "repeats", plan->study->repeats);
    json_integer(&json, "simulated_studies", POWER_STUDIES);
    json_integer(&json, "most_repeats", POWER_MOST_REPEATS);
    write_goal(&json, plan->pilot.goal);
    write_rows(&json, "differences", &plan->pilot, false);
    write_rows(&json, "means", &plan->pilot, true);
    json_open(&json, "times", '[');
    for (int i = 0; i < plan->n_times; i++) {
        const struct plan_time *time = &plan->times[i];
        json_open(&json, NULL, '{');
        json_integer(&json, "sequences", time->sequences);
        json_integer(&json, "repeats", (long long)time->repeats);
        json_real(&json, "seconds_one_rank", time->seconds);
        json_real(&json, "seconds", time->seconds / (double)plan->pilot.goal->ranks);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    json_close(&json, '}');
    fputc('\n', out);
}
