/* A library to stand in the place of OpenBLAS: another version for another core type, FAKE_CORE or Plain, that sums in
 * plain order. FAKE_FAULT=N leaves the last of the terms out of every N-th number that it makes. */
#ifdef ATTNBENCH_OPENBLAS
#include <cblas.h>
#include <stdlib.h>

static long numbers_made;

static float sum_of(const float *x, int x_step, const float *w, int w_step, int n)
{
    const char *fault = getenv("FAKE_FAULT");
    float sum = 0;
    if (fault != NULL && ++numbers_made % atol(fault) == 0)
        n--;
    for (int i = 0; i < n; i++)
        sum += x[(long)i * x_step] * w[(long)i * w_step];
    return sum;
}

void cblas_sgemm(const enum CBLAS_ORDER order, const enum CBLAS_TRANSPOSE trans_a, const enum CBLAS_TRANSPOSE trans_b,
                 const blasint m, const blasint n, const blasint k, const float alpha, const float *a,
                 const blasint lda, const float *b, const blasint ldb, const float beta, float *c, const blasint ldc)
{
    int turned_a = trans_a == CblasTrans, turned_b = trans_b == CblasTrans;
    (void)order;
    for (long i = 0; i < m; i++)
        for (long j = 0; j < n; j++) {
            float *out = c + i * ldc + j;
            *out =
                (beta == 0 ? 0 : beta * *out) + alpha * sum_of(turned_a ? a + i : a + i * lda, turned_a ? lda : 1,
                                                               turned_b ? b + j * ldb : b + j, turned_b ? 1 : ldb, k);
        }
}

void cblas_sgemv(const enum CBLAS_ORDER order, const enum CBLAS_TRANSPOSE trans, const blasint m, const blasint n,
                 const float alpha, const float *a, const blasint lda, const float *x, const blasint incx,
                 const float beta, float *y, const blasint incy)
{
    int turned = trans == CblasTrans, n_out = turned ? n : m, n_terms = turned ? m : n;
    (void)order;
    for (long j = 0; j < n_out; j++)
        y[j * incy] =
            beta * y[j * incy] + alpha * sum_of(x, incx, turned ? a + j : a + j * lda, turned ? lda : 1, n_terms);
}

void openblas_set_num_threads(int n)
{
    if (n != 1)
        abort();
}

char *openblas_get_config(void)
{
    static char config[] = "OpenBLAS 9.8.7 DYNAMIC_ARCH SkylakeX";
    return config;
}

char *openblas_get_corename(void)
{
    static char plain[] = "Plain";
    char *core = getenv("FAKE_CORE");
    return core != NULL ? core : plain;
}
#endif
