#include "look_walk.h"

#include <Rmath.h>
#include <math.h>

void walk_begin(int points, struct walk *out)
{
    out->n = points;
    out->share = 0;
}

static double above(double x)
{
    return pnorm(x, 0, 1, 0, 0);
}

static double density(double x)
{
    const double root = 0.39894228040143268; /* 1 / sqrt(2 pi) */
    return root * exp(-x * x / 2);
}

double walk_decides(const struct walk *walk, double share, double reach, double *slope)
{
    double sd = sqrt(share - walk->share), chance = 0;
    *slope = 0;
    if (walk->share == 0) {
        *slope = 2 * density(reach / sd) / sd;
        return 2 * above(reach / sd);
    }
    for (int i = 0; i < walk->n; i++) {
        double up = (reach - walk->at[i]) / sd, down = (reach + walk->at[i]) / sd;
        chance += walk->chance[i] * (above(up) + above(down));
        *slope += walk->chance[i] * (density(up) + density(down)) / sd;
    }
    return chance;
}

/* Points from -reach to reach with Simpson's weights as their chance. */
static void spread_points(double reach, int n, struct walk *out)
{
    double step = 2 * reach / (n - 1);
    out->n = n;
    for (int i = 0; i < n; i++) {
        out->at[i] = -reach + i * step;
        out->chance[i] = step / 3 * (i == 0 || i == n - 1 ? 1 : i % 2 == 1 ? 4 : 2);
    }
}

/* Both sides are alike, so that one is enough. */
void walk_on(struct walk *walk, double share, double reach)
{
    const struct walk last = *walk;
    double sd = sqrt(share - last.share);
    spread_points(reach, last.n, walk);
    walk->share = share;
    for (int k = 0; k <= last.n / 2; k++) {
        double sum = 0;
        if (last.share == 0)
            sum = density(walk->at[k] / sd);
        for (int i = 0; i < last.n && last.share > 0; i++)
            sum += last.chance[i] * density((walk->at[k] - last.at[i]) / sd);
        walk->chance[k] *= sum / sd;
        walk->chance[last.n - 1 - k] = walk->chance[k];
    }
}

double walk_quantile(const struct walk *walk, double share, double chance)
{
    const double least = 1e-300, furthest = 37; /* of what there is no chance in double precision */
    if (chance < least)
        return furthest;
    double z = qnorm(chance / 2, 0, 1, 0, 0), root = sqrt(share);
    for (int i = 0; i < 60 && z > 0; i++) {
        double slope, now = walk_decides(walk, share, z * root, &slope);
        double step = log(now / chance) * now / (slope * root);
        z += step;
        if (!(fabs(step) > 1e-14 * z))
            break;
    }
    return fmax(z, 0);
}
