#include "opened.h"
#include "attnbench/base/error.h"
#include "attnbench/folder/publish.h"
#include "attnbench/trial/attention_weights.h"

int opened_make(const char *directory, results_loader *load, struct opened *out)
{
    out->results = (struct results){0};
    out->analysis = (struct analysis){0};
    TRY(results_open(directory, load, &out->study, &out->results));
    TRY(results_load_attention(directory, &out->study, &out->results));
    for (int model = 0; model < out->study.n_models; model++)
        out->whole[model] = study_whole(&out->study, model);
    const struct questions questions = {out->study.claims, (size_t)out->study.n_claims, out->whole};
    return analysis_make(&out->results, &questions, &out->analysis);
}

void opened_free(struct opened *opened)
{
    analysis_free(&opened->analysis);
    results_free(&opened->results);
}
