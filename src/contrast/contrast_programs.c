/* Two studies' rows, or those of several, as CSV and JSON. */
#include "attnbench/analysis/view.h"
#include "attnbench/base/text.h"
#include "attnbench/report/columns.h"
#include "contrast_parts.h"

#include <inttypes.h>
#include <math.h>

void contrast_visit_only(const struct contrast *contrast, int side,
                         void (*add)(void *context, const char *name, const char *value), void *context)
{
    const struct results *own = contrast->studies[side], *other = contrast->studies[1 - side];
    size_t at;
    for (size_t model = 0; model < view_n_models(own); model++)
        if (!view_find_model(other, view_model_name(own, model), &at))
            add(context, "model", view_model_name(own, model));
    for (int i = 0; i < view_n_axes(own); i++)
        for (size_t k = 0; k < view_axis(own, i)->count; k++) {
            char value[VALUE_TEXT];
            value_print(view_axis(own, i)->values[k], value);
            if (!view_find_value(view_axis(other, i), view_axis(own, i)->values[k], &at))
                add(context, view_axis(own, i)->name, value);
        }
}

static void write_csv_header(const struct contrast_rows *rows, FILE *out)
{
    const struct results *first = rows->rows[0].contrast->studies[0];
    fputs(rows->of_several ? "study,against,model" : "model", out);
    for (int i = 0; i < view_n_axes(first); i++) {
        fputc(',', out);
        text_write_csv(out, view_axis(first, i)->name);
    }
    fputs(",repeats_a,repeats_b,mean_a,mean_b,equal", out);
    fields_write_csv_header(OF_COMPARISON, out);
    fputc('\n', out);
}

static void write_csv_row(const struct contrast_row *row, bool of_several, FILE *out)
{
    char value[VALUE_TEXT];
    for (int side = 1; side >= 0 && of_several; side--) {
        text_write_csv(out, row->contrast->names[side]);
        fputc(',', out);
    }
    text_write_csv(out, contrast_row_model(row));
    for (int i = 0; i < view_n_axes(row->contrast->studies[0]); i++)
        fprintf(out, ",%s", value_print(contrast_row_value(row, i), value));
    fprintf(out, ",%zu,%zu", row->n[0], row->n[1]);
    for (int side = 0; side < 2; side++)
        if (isfinite(row->mean[side]))
            fprintf(out, ",%.10g", row->mean[side]);
        else
            fputc(',', out);
    fprintf(out, ",%d", row->equal);
    fields_write_csv(OF_COMPARISON, &row->comparison, out);
    fputc('\n', out);
}

void contrast_csv_write(const struct contrast_rows *rows, FILE *out)
{
    write_csv_header(rows, out);
    for (size_t i = 0; i < rows->n; i++)
        write_csv_row(&rows->rows[i], rows->of_several, out);
}

static void add_only_json(void *json, const char *name, const char *value)
{
    json_open(json, NULL, '[');
    json_text(json, NULL, name);
    json_text(json, NULL, value);
    json_close(json, ']');
}

void contrast_json_write_study(const struct results *results, struct json *json)
{
    char digest[32];
    snprintf(digest, sizeof digest, "%016" PRIx64, results->digest);
    json_text(json, "path", results->folder.path);
    json_text(json, "name", results->name);
    json_text(json, "title", results->title);
    json_text(json, "digest", digest);
}

static void write_json_studies(const struct contrast *contrast, struct json *json)
{
    for (int side = 0; side < 2; side++) {
        const struct results *results = contrast->studies[side];
        json_open(json, side == 0 ? "a" : "b", '{');
        contrast_json_write_study(results, json);
        json_open(json, "only_here", '[');
        contrast_visit_only(contrast, side, add_only_json, json);
        json_close(json, ']');
        json_close(json, '}');
    }
    json_flag(json, "same_seed", contrast->same_seed);
    json_open(json, "settings", '[');
    for (size_t i = 0; i < contrast->n_settings; i++) {
        const struct setting_difference *setting = &contrast->settings[i];
        json_open(json, NULL, '{');
        json_text(json, "setting", setting->setting);
        json_text(json, "model", setting->model);
        json_text(json, "a", setting->values[0]);
        json_text(json, "b", setting->values[1]);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_json_row(const struct contrast_row *row, struct json *json)
{
    const struct results *first = row->contrast->studies[0];
    json_open(json, NULL, '{');
    json_text(json, "model", contrast_row_model(row));
    json_open(json, "cell", '{');
    for (int i = 0; i < view_n_axes(first); i++)
        json_value(json, view_axis(first, i)->name, contrast_row_value(row, i));
    json_close(json, '}');
    json_integer(json, "repeats_a", (long long)row->n[0]);
    json_integer(json, "repeats_b", (long long)row->n[1]);
    json_real(json, "mean_a", row->mean[0]);
    json_real(json, "mean_b", row->mean[1]);
    json_integer(json, "left_out_a", (long long)row->left_out[0]);
    json_integer(json, "left_out_b", (long long)row->left_out[1]);
    json_flag(json, "same_streams", row->same_streams);
    json_flag(json, "equal", row->equal);
    fields_write_json(OF_COMPARISON, &row->comparison, json);
    json_close(json, '}');
}

void contrast_json_write(const struct contrast *contrast, struct json *json)
{
    write_json_studies(contrast, json);
    json_open(json, "comparisons", '[');
    for (size_t r = 0; r < contrast->n_rows; r++)
        write_json_row(&contrast->rows[r], json);
    json_close(json, ']');
}
