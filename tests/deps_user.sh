#!/bin/bash
# Without root: libraries that are missing are built of source, and give the same values: tests/deps_user.sh ATTNBENCH
# slow: 40 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/.." || exit 1
. tests/script.bash
unset CPPFLAGS LDFLAGS MAKEFLAGS MAKELEVEL
export DEPS_SOURCES=$PWD/build/sources

# The libraries of this machine are hidden, in a namespace of our own: a link stands in for what it cannot be linked with.
hidden=(/usr/include/{libfyaml,cmocka,Rmath}.h /usr/share/R/include/Rmath.h /usr/lib/*/lib{fyaml,cmocka,Rmath}.{so,a}
    /usr/lib/lib{Rmath,fyaml,cmocka}.{so,a} /usr/{lib/*,lib,share}/pkgconfig/{libfyaml,cmocka,libRmath}.pc)
echo '#error hidden' >"$scratch/hidden"
cat >"$scratch/hide" <<'END'
#!/bin/bash
cover=$1 && shift
while [[ $1 != -- ]]; do
    [[ ! -e $1 ]] || mount --bind "$cover" "$1" || exit
    shift
done
shift && exec "$@"
END
chmod 755 "$scratch/hide"
namespace=(unshare --mount)
[[ $(id -u) -eq 0 ]] || namespace=(unshare --mount --map-root-user)
hide=("${namespace[@]}" "$scratch/hide" "$scratch/hidden" "${hidden[@]}" -- env DEPS="$scratch/deps")
if ! "${hide[@]}" true 2>/dev/null; then
    skip "hidden libraries" "mount namespaces are not allowed"
    finish
    exit
fi

run "${hide[@]}" .ci/doctor
expect_status "they are hidden" 1
for name in Rmath libfyaml cmocka; do
    expect_output "$name is missing" "$name is missing, for"
    expect_output "and can be had" "$name without root: make deps-user builds it here"
done

# A file that is not what was meant, and nobody to ask.
mkdir "$scratch/wrong" && echo wrong >"$scratch/wrong/rmath4-4.4.2.tar.gz"
mkdir "$scratch/bin" && printf '#!/bin/sh\nexit 1\n' | tee "$scratch/bin/curl" >"$scratch/bin/apt-get"
chmod 755 "$scratch/bin"/*
poor=(env PATH="$scratch/bin:$PATH" DEPS_SOURCES="$scratch/wrong" PYTHON=false)
run "${hide[@]}" "${poor[@]}" make deps-user
expect_status "no sources" 2
expect_error "a file to put there" "Rmath: pip did not fetch it; put rmath4-4.4.2.tar.gz, with sha256 aa736f5e0e8d"
expect_error "another one" "/libfyaml-0.7.12.tar.gz; put libfyaml_0.7.12.orig.tar.gz, with sha256 485342c6920e"
expect_error "what is missing is said" "Rmath is missing, for build"

# libfyaml takes the longest to build, and its code is not what is tested.
printf '#!/bin/sh\ncase "$*" in */libfyaml/*) exec cc "$@" -O0 ;; esac\nexec cc "$@"\n' >"$scratch/quick" && chmod 755 "$scratch/quick"
run "${hide[@]}" make deps-user CC="$scratch/quick"
if grep -q 'did not fetch it' "$scratch/err"; then
    skip "libraries of source" "$(grep -m 1 'did not fetch it' "$scratch/err")"
    finish
    exit
fi
expect_status "deps-user" 0
rm -r "$scratch/deps/"*/*fyaml*
printf '#!/bin/sh\necho "$*" >"%s"\ncp "%s" "$3"\n' "$scratch/asked" "$DEPS_SOURCES/libfyaml_0.7.12.orig.tar.gz" >"$scratch/bin/curl"
run "${hide[@]}" "${poor[@]}" make deps-user CC="$scratch/quick" # curl is a stand-in
expect_status "by curl" 0
if grep -q ' https://.*/libfyaml-0.7.12.tar.gz$' "$scratch/asked"; then pass; else fail "by curl" "$(cat "$scratch/asked")"; fi
run "${hide[@]}" .ci/doctor
expect_status "nothing is missing" 0
expect_output "Rmath is ours" "by a trial: $scratch/deps/include/Rmath.h"
run "${hide[@]}" make deps-user
expect_lines "nothing is built twice" 0 .

# To the last bit: all values are those of R 4.4.2, and these functions give what this machine's library gives, of R 4.2 or later.
cat >"$scratch/values.c" <<'END'
#include <Rmath.h>
#include <stdio.h>
#define SAY(f, ...) printf("%s %a\n", #f, f(__VA_ARGS__))
static void continuous(double p, double df, int lower)
{
    SAY(qt, p, df, lower, 0), SAY(qnorm, p, 0, 1, lower, 0), SAY(qbeta, p, df, df / 3 + 0.5, lower, 0);
    SAY(pt, p * 20 - 10, df, lower, 0), SAY(pnorm, p * 20 - 10, 0, 1, lower, 0);
    SAY(qchisq, p, df, lower, 0), SAY(pnt, p * 20 - 10, df, 1.3, lower, 0);
}
static void counts(double k, double n, double p, int lower)
{
    SAY(pbinom, k, n, p, lower, 0), SAY(choose, n, k), SAY(lchoose, n, k), SAY(lbeta, n, k + 1);
    SAY(dbinom, k, n, p, lower), SAY(phyper, k, n, n * 2, n, lower, 0);
}
int main(void)
{
    const double p[] = {1e-12, 1e-6, 0.001, 0.025, 0.05, 0.2, 0.5, 0.8, 0.95, 0.975, 0.999, 1 - 1e-9};
    for (int i = 0; i < 24; i++) {
        for (double df = 1; df < 300; df *= 1.37)
            continuous(p[i / 2], df, i % 2);
        for (int n = 1; n < 300; n = n * 3 / 2 + 1)
            for (int k = 0; k <= n; k += n / 7 + 1)
                counts(k, n, p[i / 2], i % 2);
    }
    return 0;
}
END
exact='^(pt|qt|pnorm|qnorm|qbeta|pbinom|choose|lchoose|lbeta) '
read -ra here < <(pkg-config --cflags --libs libRmath | paste -s -d ' ')
cc -DMATHLIB_STANDALONE -o "$scratch/here" "$scratch/values.c" "${here[@]}" -lm
cc -DMATHLIB_STANDALONE -I"$scratch/deps/include" -o "$scratch/ours" "$scratch/values.c" "$scratch/deps/lib/libRmath.a" -lm
"$scratch/here" | grep -E "$exact" >"$scratch/values"
"$scratch/ours" >"$scratch/all"
run sha256sum "$scratch/all"
expect_output "all values" 5a1b5fd2cbf6de00d6081b82a6d3d1d550cc634983a97cfdfa4b26f45ba97dd4
run grep -E "$exact" "$scratch/all"
expect_lines "values" 8808 .
if cmp -s "$scratch/out" "$scratch/values"; then pass; else fail "the same bits" "$(diff "$scratch/out" "$scratch/values" | head -n 3)"; fi

# What includes them is built anew.
copy_build "$scratch/build" stats looks power command study_file
run "${hide[@]}" make --silent build BUILD="$scratch/build" CFLAGS=-O0 # quicker to build
expect_status "builds" 0
run ldd "$scratch/build/attnbench"
expect_lines "they need not be found later" 0 'Rmath|fyaml'
run "$scratch/build/attnbench" run experiments/tutorial.yaml --dry-run
expect_status "and runs" 0
run "$scratch/build/attnbench" report results/published/tutorial --format csv
cp "$scratch/out" "$scratch/csv"
run "$program" report results/published/tutorial --format csv
if cmp -s "$scratch/out" "$scratch/csv"; then pass; else fail "the report is the same" "$(diff "$scratch/out" "$scratch/csv")"; fi
finish
