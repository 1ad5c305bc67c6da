#!/bin/bash
# What the build finds where libraries are elsewhere, or missing: tests/doctor.sh ATTNBENCH
# slow: 20 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/.." || exit 1
. tests/script.bash
unset PKG_CONFIG_PATH CPPFLAGS LDFLAGS MPI MPICC H5CC MAKEFLAGS
prefix=$scratch/prefix bin=$scratch/bin

run .ci/doctor
expect_status "all is here" 0
for name in HDF5 "HDF5's high level" MPI libfyaml Rmath zlib cmocka; do
    expect_lines "$name is found" 1 "^$name +[0-9.]* *by .*: /.*\.h\$"
done
run .ci/doctor flag
expect_status "a wrong word" 64

# A prefix of links to what is here, as a user without root has one; and no pkg-config module at all.
mkdir -p "$prefix/include" "$prefix/lib/pkgconfig" "$bin"
for flag in $(.ci/doctor flags); do
    case $flag in
    compile=-I*) ln -s "${flag#compile=-I}"/* "$prefix/include" 2>/dev/null ;;
    link=-L*) ln -s "${flag#link=-L}"/lib* "$prefix/lib" 2>/dev/null ;;
    esac
done
plain=(env PKG_CONFIG_LIBDIR= H5CC=none MPICC=none CPPFLAGS="-I$prefix/include" LDFLAGS="-L$prefix/lib -Wl,-rpath,$prefix/lib")
run "${plain[@]}" .ci/doctor
expect_status "a prefix without modules" 0
expect_output "HDF5 is that of the prefix" "by a trial: $prefix/include/hdf5.h"
expect_output "MPI is that of the prefix" "by a trial: $prefix/include/mpi.h"

# The layers that include libraries, and the program, are built anew.
copy_build "$scratch/build" run stats store study_file
rm "$scratch/build/base/random.o"
run "${plain[@]}" make --silent build BUILD="$scratch/build" CFLAGS=-O0 # quicker to build
expect_status "builds of a prefix without modules" 0
run "$scratch/build/attnbench" run experiments/tutorial.yaml --dry-run
expect_status "and runs" 0

# Flags that change the figures.
for flag in -Ofast -ffast-math -ffinite-math-only; do
    run make "$scratch/fast/base/portable_math.o" BUILD="$scratch/fast" CFLAGS="$flag"
    expect_status "$flag" 2
    expect_error "$flag" "change the figures"
done

# The module of the user's path goes before one of the system, though that is preferred else.
printf 'Name: x\nDescription: x\nVersion: 9.8.7\nCflags: -I%s/include\nLibs: -L%s/lib -lhdf5\n' "$prefix" "$prefix" >"$prefix/lib/pkgconfig/hdf5.pc"
run env PKG_CONFIG_PATH="$prefix/lib/pkgconfig" .ci/doctor
expect_output "the user's module" "9.8.7      by pkg-config hdf5: $prefix/include/hdf5.h"
run env PKG_CONFIG_PATH="$prefix/lib/pkgconfig" .ci/doctor flags
expect_lines "is found when the program runs" 1 "^link=-Wl,-rpath,$prefix/lib\$"

# A compiler without Rmath; the system's package manager would be heard of.
printf '#!/bin/bash\n[[ "$*" != *-lRmath* ]] && exec cc "$@"\n' >"$bin/poor"
printf '#!/bin/bash\necho "$*" >>"%s"\n' "$scratch/asked" >"$bin/apt-get"
printf '#!/bin/bash\n' >"$bin/dpkg-query"
printf '#!/bin/bash\nshift && exec "$@"\n' >"$bin/sudo"
chmod 755 "$bin"/*
missing="Rmath is missing, for build: Debian r-mathlib, Fedora libRmath-devel, Spack r+rmath, conda none"
run "${plain[@]}" CC="$bin/poor" .ci/doctor
expect_status "one is missing" 1
expect_output "and named" "$missing"
expect_lines "all others are found" 7 ' by a trial: /'
run "${plain[@]}" CC="$bin/poor" make build BUILD="$scratch/none"
expect_status "no build without it" 2
expect_error "make names it" "$missing"
expect_lines "nothing was compiled" 0 'error'
run grep -c 'No such file' "$scratch/err"
expect_output "and no other was lost" 0

run env PATH="$bin:$PATH" make deps
expect_status "all is here: deps" 0
if [[ ! -e $scratch/asked ]]; then pass; else fail "asks for no package" "$(cat "$scratch/asked")"; fi
run "${plain[@]}" CC="$bin/poor" PATH="$bin:$PATH" make deps
expect_asked() { # NAME PACKAGES: of apt-get, and that alone
    if [[ $(sed -n 's/^install .*--no-install-recommends //p' "$scratch/asked") == "$2" ]]; then pass; else fail "$1" "$(cat "$scratch/asked")"; fi
    rm "$scratch/asked"
}
expect_asked "asks for what is missing alone" "r-mathlib"

# A release that has not all packages, as Debian 11: the others are installed, and it is said what is to be had elsewhere.
printf '#!/bin/bash\n[[ "$*" != *-lRmath* && "$*" != *-lfyaml* ]] && exec cc "$@"\n' >"$bin/poor"
printf '#!/bin/bash\n[[ "$*" != *libfyaml-dev* ]]\n' >"$bin/apt-cache"
chmod 755 "$bin"/*
run "${plain[@]}" CC="$bin/poor" PATH="$bin:$PATH" make deps
expect_status "a package that the release has not" 2
expect_asked "a package that the release has not" "r-mathlib"
expect_error "a package that the release has not" "This release has no package libfyaml-dev"
expect_error "a package that the release has not" "libfyaml without root: make deps-user builds it here"
finish
