/* What a command gives: lines of JSON in its file of results, and matches in its standard output. */
#include "attnbench/base/error.h"
#include "attnbench/base/file.h"
#include "attnbench/base/text.h"
#include "command.h"
#include "attnbench/trial/figures.h"

#include <errno.h>
#include <fcntl.h>
#include <libfyaml.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct metric *command_metric(const struct trial_settings *settings, size_t i)
{
    const struct metric_set *own = metrics_in_use();
    if (i < own->n)
        return own->rows[i];
    return settings->task.name[0] != '\0' ? figures_metric(settings, i - own->n) : NULL;
}

static bool complain(struct command_results *results, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool complain(struct command_results *results, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (results->why[0] == '\0')
        vsnprintf(results->why, sizeof results->why, format, arguments);
    va_end(arguments);
    return false;
}

/* ---- Values ---- */

/* As JSON, Python and C print it: NaN, Infinity, inf, -nan. */
static bool to_number(const char *text, double *out)
{
    static const struct {
        const char *word;
        double value;
    } words[] = {{"nan", NAN}, {"inf", INFINITY}, {"infinity", INFINITY}};
    bool is_signed = *text == '-' || *text == '+';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(text + is_signed, words[i].word) == 0) {
            *out = *text == '-' ? -words[i].value : words[i].value;
            return true;
        }
    return text_to_real(text, out);
}

static bool take_value(struct command_results *results, const struct metric *metric, size_t i, double value)
{
    if (!isfinite(value))
        results->has_diverged = true;
    else if (value < metric->least || value > metric->most)
        return complain(results, "%s is %.6g: it must be from %.6g to %.6g", metric->name, value, metric->least,
                        metric->most);
    results->figures[i] = (struct figure){.metric = metric, .value = isfinite(value) ? value : NAN};
    results->has[i] = true;
    return true;
}

static bool take_counts(struct command_results *results, const struct metric *metric, size_t i, double hits, double of)
{
    const double most = INT32_MAX;
    if (!isfinite(hits) || !isfinite(of))
        return take_value(results, metric, i, NAN);
    if (!(hits >= 0 && hits <= of && of >= 1 && of <= most && hits == floor(hits) && of == floor(of)))
        return complain(results, "%s is %.6g of %.6g: it must be whole numbers, k of n", metric->name, hits, of);
    results->figures[i] = figure_of_counts(metric, (int64_t)hits, (int64_t)of);
    results->has[i] = true;
    return true;
}

/* ---- Lines of results ---- */

static bool scalar_text(struct fy_node *node, char text[static 64])
{
    size_t length;
    const char *scalar = node != NULL && fy_node_is_scalar(node) ? fy_node_get_scalar(node, &length) : NULL;
    if (scalar == NULL || length >= 64)
        return false;
    memcpy(text, scalar, length);
    text[length] = '\0';
    return true;
}

static bool number_of(struct fy_node *mapping, const char *key, double *out)
{
    char text[64];
    return scalar_text(fy_node_mapping_lookup_by_string(mapping, key, FY_NT), text) && to_number(text, out);
}

static bool take_metric(struct command_results *results, const struct metric *metric, size_t i, struct fy_node *node)
{
    char text[64];
    double value = 0, hits, of;
    bool counts = metric->kind == METRIC_COUNTS;
    if (counts && fy_node_is_mapping(node) && number_of(node, "hits", &hits) && number_of(node, "of", &of))
        return take_counts(results, metric, i, hits, of);
    bool is_number = scalar_text(node, text) && to_number(text, &value);
    if (counts && !(is_number && !isfinite(value)))
        return complain(results, "%s counts: it must be given as {\"hits\": 95, \"of\": 100}", metric->name);
    return is_number ? take_value(results, metric, i, value)
                     : complain(results, "%s is no number in the results", metric->name);
}

/* The place of an epoch; traces grow as epochs come. Epochs count from 1; where one is 0, from 0. */
static bool grow(struct command_results *results, size_t n)
{
    size_t room = results->n_epochs;
    if (n <= room)
        return true;
    float *loss = realloc(results->loss, n * sizeof *loss);
    results->loss = loss != NULL ? loss : results->loss;
    float *accuracy = realloc(results->accuracy, n * sizeof *accuracy);
    results->accuracy = accuracy != NULL ? accuracy : results->accuracy;
    if (loss == NULL || accuracy == NULL)
        return complain(results, "no memory for %zu epochs", n);
    for (; room < n; room++)
        loss[room] = accuracy[room] = NAN;
    results->n_epochs = n;
    return true;
}

static bool take_epoch(struct command_results *results, struct fy_node *line, double epoch, bool *from_zero)
{
    double loss, accuracy;
    if (!(epoch >= 0 && epoch < COMMAND_EPOCHS && epoch == floor(epoch)))
        return complain(results, "epoch is %.6g: it must be a whole number below %d", epoch, COMMAND_EPOCHS);
    *from_zero = *from_zero || epoch == 0;
    size_t place = (size_t)epoch - !*from_zero;
    bool has_loss = number_of(line, "loss", &loss), has_accuracy = number_of(line, "accuracy", &accuracy);
    if ((has_loss || has_accuracy) && !grow(results, place + 1))
        return false;
    if (has_loss)
        results->loss[place] = (float)loss;
    if (has_accuracy)
        results->accuracy[place] = (float)accuracy;
    results->has_diverged = results->has_diverged || (has_loss && !isfinite(loss));
    return true;
}

/* ---- Items ---- */

static bool grow_items(struct command_results *results, size_t n)
{
    size_t room = results->n_items;
    if (n <= room)
        return true;
    float *items = realloc(results->items, n * sizeof *items);
    if (items == NULL)
        return complain(results, "no memory for %zu items", n);
    for (; room < n; room++)
        items[room] = NAN;
    results->items = items;
    results->n_items = n;
    return true;
}

/* {"item": 17, "found": 1}: what became of one item, by the metric that the study is about. */
static bool take_item(struct command_results *results, const struct metric *metric, double item, struct fy_node *node)
{
    char text[64];
    double value;
    bool is_count = metric->kind == METRIC_COUNTS;
    if (!(item >= 0 && item < RECORD_ITEMS && item == floor(item)))
        return complain(results, "item is %.6g: it must be a whole number below %d", item, RECORD_ITEMS);
    if (!scalar_text(node, text) || !to_number(text, &value))
        return complain(results, "%s of item %.0f is no number in the results", metric->name, item);
    if (is_count && isfinite(value) && value != 0 && value != 1)
        return complain(results, "%s of item %.0f is %.6g: it must be 1 or 0, right or wrong", metric->name, item,
                        value);
    if (!isfinite(value))
        results->has_diverged = true;
    else if (!is_count && (value < metric->least || value > metric->most))
        return complain(results, "%s of item %.0f is %.6g: it must be from %.6g to %.6g", metric->name, item, value,
                        metric->least, metric->most);
    if (!grow_items(results, (size_t)item + 1))
        return false;
    results->items[(size_t)item] = isnan(value) ? INFINITY : (float)value; /* NaN is an item that was not given */
    return true;
}

/* The metric's figure is that of its items, where no other is given. */
static bool sum_up_items(struct command_results *results, const struct trial *trial)
{
    const struct metric *metric, *primary = study_metric(trial->study);
    double sum = 0;
    size_t n = 0, i = 0;
    while (i < METRICS_OWN_MOST && (metric = command_metric(&trial->settings, i)) != NULL && metric != primary)
        i++;
    for (size_t k = 0; k < results->n_items; k++)
        if (!isnan(results->items[k])) {
            sum += (double)results->items[k];
            n++;
        }
    if (n == 0 || results->has[i])
        return true;
    return primary->kind == METRIC_COUNTS ? take_counts(results, primary, i, sum, (double)n)
                                          : take_value(results, primary, i, sum / (double)n);
}

static bool take_line(struct command_results *results, const struct trial *trial, struct fy_node *line, bool *from_zero)
{
    const struct metric *metric;
    double epoch, item;
    bool is_epoch = number_of(line, "epoch", &epoch), is_item = number_of(line, "item", &item);
    if (is_epoch && !take_epoch(results, line, epoch, from_zero))
        return false;
    for (size_t i = 0; i < METRICS_OWN_MOST && (metric = command_metric(&trial->settings, i)) != NULL; i++) {
        if (metric->time != METRIC_NO_TIME)
            continue;
        struct fy_node *node = fy_node_mapping_lookup_by_string(line, metric->name, FY_NT);
        bool is_trace = is_epoch && metric->kind == METRIC_COUNTS && !fy_node_is_mapping(node);
        bool is_of_item = is_item && metric == study_metric(trial->study);
        if (node != NULL && !is_trace &&
            !(is_of_item ? take_item(results, metric, item, node) : take_metric(results, metric, i, node)))
            return false;
    }
    return true;
}

static bool is_blank(const char *line)
{
    return line[strspn(line, " \t\r\n")] == '\0';
}

/* The only value of a line; NULL where it has none, or more. */
static struct fy_document *only_document(struct fy_parser *parser, const char *line)
{
    if (parser == NULL || fy_parser_set_string(parser, line, FY_NT) != 0)
        return NULL;
    struct fy_document *document = fy_parse_load_document(parser);
    struct fy_document *further = document != NULL ? fy_parse_load_document(parser) : NULL;
    bool is_only = document != NULL && further == NULL && !fy_parser_get_stream_error(parser);
    fy_parse_document_destroy(parser, further);
    if (is_only)
        return document;
    fy_parse_document_destroy(parser, document);
    return NULL;
}

/* YAML has more than JSON: a mapping may be a key there, as in {{"loss": 1}}. */
static bool is_json_object(struct fy_node *node)
{
    bool is_object = node != NULL && fy_node_is_mapping(node);
    for (int i = 0; is_object && i < fy_node_mapping_item_count(node); i++)
        is_object = fy_node_is_scalar(fy_node_pair_key(fy_node_mapping_get_by_index(node, i)));
    return is_object;
}

/* Of a line in a message: without its end. */
static int shown_length(const char *line)
{
    size_t length = strcspn(line, "\r\n");
    return length < 60 ? (int)length : 60;
}

static bool read_line(struct command_results *results, const struct trial *trial, const char *line, size_t number,
                      bool *from_zero)
{
    struct fy_diag_cfg silent; /* libfyaml prints nothing: errors are collected */
    fy_diag_cfg_default(&silent);
    silent.fp = NULL;
    struct fy_diag *diag = fy_diag_create(&silent);
    if (diag == NULL)
        return complain(results, "no memory to read the results");
    fy_diag_set_collect_errors(diag, true);
    const struct fy_parse_cfg quiet = {.flags = FYPCF_QUIET, .diag = diag};
    struct fy_parser *parser = fy_parser_create(&quiet);
    struct fy_document *document = only_document(parser, line);
    struct fy_node *root = document != NULL ? fy_document_root(document) : NULL;
    bool is_right = is_json_object(root) ? take_line(results, trial, root, from_zero)
                                         : complain(results, "line %zu of the results is no JSON object: %.*s", number,
                                                    shown_length(line), line);
    if (document != NULL)
        fy_parse_document_destroy(parser, document);
    fy_parser_destroy(parser);
    fy_diag_destroy(diag);
    return is_right;
}

/* None at all is no mistake here. A pipe of that name holds nobody up, and is refused as all else that is no file. */
static bool open_results(const char *path, struct command_results *results, FILE **out)
{
    struct stat about;
    int file = file_open(path, O_RDONLY | O_NONBLOCK);
    if (file < 0)
        return true;
    bool is_regular = fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    *out = is_regular ? fdopen(file, "r") : NULL;
    if (*out == NULL)
        close(file);
    return is_regular || complain(results, "the results are not in a regular file");
}

/* The line that was read last, from `begin` on. */
static bool take_text(struct command_results *results, const struct trial *trial, FILE *file, off_t begin,
                      const char *line, size_t number, bool *from_zero)
{
    if (ftello(file) - begin != (off_t)strlen(line))
        return complain(results, "line %zu of the results has a byte 0", number);
    if (strchr(line, '\n') == NULL && !feof(file))
        return complain(results, "line %zu of the results is longer than %d bytes", number, COMMAND_LINE);
    if (is_blank(line))
        return true;
    results->has_lines = true;
    return read_line(results, trial, line, number, from_zero);
}

static int read_file(const struct trial *trial, const char *path, struct command_results *out)
{
    FILE *file = NULL;
    bool from_zero = false, is_right = open_results(path, out, &file);
    char *line = allocate(COMMAND_LINE, 1);
    for (size_t number = 1; line != NULL && file != NULL && is_right; number++) {
        off_t begin = ftello(file);
        if (fgets(line, COMMAND_LINE, file) == NULL)
            break;
        is_right = take_text(out, trial, file, begin, line, number, &from_zero);
    }
    int status = line == NULL ? EX_OSERR : 0;
    free(line);
    if (file != NULL)
        fclose(file);
    return status;
}

/* ---- Standard output ---- */

static bool take_collected(struct command_results *results, const struct metric *metric, size_t i,
                           const struct collected *collected)
{
    double first, second;
    if (!to_number(collected->texts[0], &first))
        return complain(results, "%s is '%s' in the output: it must be a number", metric->name, collected->texts[0]);
    if (metric->kind != METRIC_COUNTS)
        return take_value(results, metric, i, first);
    if (!to_number(collected->texts[1], &second))
        return complain(results, "%s is of '%s' in the output: it must be a number", metric->name, collected->texts[1]);
    return take_counts(results, metric, i, first, second);
}

static void complain_of_none(const struct trial *trial, size_t i, const struct metric *metric,
                             struct command_results *out)
{
    bool is_collected = i < (size_t)trial->study->n_metrics && trial->study->metrics[i].collect[0] != '\0';
    if (is_collected)
        complain(out, "it gave no %s: no line of its output matches metrics.collect", metric->name);
    else if (out->has_lines)
        complain(out, "it gave no %s: no line of the results file {results} has the key %s", metric->name,
                 metric->name);
    else
        complain(out, "it gave no %s: results are read from the file {results}, which ATTNBENCH_RESULTS names",
                 metric->name);
}

/* Whether something names the metric: the study's primary must come, as must all of its own. */
static void check_all_there(const struct trial *trial, const struct command_report *report, struct command_results *out)
{
    const struct metric *metric, *primary = study_metric(trial->study);
    for (size_t i = 0; i < METRICS_OWN_MOST && (metric = command_metric(&trial->settings, i)) != NULL; i++)
        if (!out->has[i] && metric->time == METRIC_NO_TIME && (metric_is_own(metric) || metric == primary) &&
            !(report->in_foreground && report->collected[i].is_wanted))
            complain_of_none(trial, i, metric, out);
}

int command_results_read(const struct trial *trial, const char *path, const struct command_report *report,
                         struct command_results *out)
{
    *out = (struct command_results){.n_epochs = 0};
    TRY(read_file(trial, path, out));
    for (size_t i = 0; i < (size_t)trial->study->n_metrics; i++)
        if (report->collected[i].was_found && !out->has[i])
            take_collected(out, command_metric(&trial->settings, i), i, &report->collected[i]);
    if (out->why[0] == '\0' && sum_up_items(out, trial))
        check_all_there(trial, report, out);
    return 0;
}

void command_results_free(struct command_results *results)
{
    free(results->loss);
    free(results->accuracy);
    free(results->items);
    *results = (struct command_results){.n_epochs = 0};
}
