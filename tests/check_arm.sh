#!/bin/bash
# On 64-bit Arm, as qemu emulates it: tests/check_arm.sh PROGRAM BUILD TESTS
#   cross-compiles into BUILD, with Debian's packages for Arm unpacked below BUILD/root; runs the test programs TESTS, and
#   short studies that must have the digest which PROGRAM, of this machine, gives. Root is not needed.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "$1") build=$2
read -ra tests <<<"$3"
root=$(realpath -m "$build/root") apt=$(realpath -m "$build/apt")

# What apt finds for a machine on which nothing is installed.
if [[ ! -e $root/complete ]]; then
    mkdir -p "$apt"/{lists,archives}/partial "$root"/usr/{lib,bin,sbin}
    for folder in lib bin sbin; do ln -sfn usr/$folder "$root/$folder"; done
    : >"$apt/status"
    options=(-q -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o Dir::State="$apt" -o Dir::State::lists="$apt/lists"
        -o Dir::State::status="$apt/status" -o Dir::Cache="$apt" -o Dir::Cache::archives="$apt/archives"
        -o APT::Install-Recommends=0 -o APT::Sandbox::User=)
    for words in update "install -y --download-only libc6-dev libhdf5-dev libopenmpi-dev libfyaml-dev r-mathlib zlib1g-dev \
        libcmocka-dev"; do
        # shellcheck disable=SC2086 # words are meant
        apt-get "${options[@]}" $words >"$build/apt.log" 2>&1 || { tail -n 5 "$build/apt.log" && exit 1; }
    done
    for package in "$apt"/archives/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --keep-directory-symlink --exclude=./usr/bin \
            --exclude=./usr/share/doc --exclude=./usr/share/man --exclude='./usr/lib/gcc*' --exclude='./usr/*/perl*'
    done
    find "$root" -type l -lname '/*' | while read -r link; do ln -sfn "$root$(readlink "$link")" "$link"; done
    rm -r "$apt/archives"
    touch "$root/complete"
fi

arm=$root/usr/lib/aarch64-linux-gnu
PKG_CONFIG_SYSROOT_DIR=$root PKG_CONFIG_LIBDIR=$arm/pkgconfig:$root/usr/lib/pkgconfig:$root/usr/share/pkgconfig \
    make --silent --no-print-directory -j"$(nproc)" BUILD="$build" ISAS="plain neon" WERROR=-Werror \
    CC="aarch64-linux-gnu-gcc --sysroot=$root" AR=aarch64-linux-gnu-ar build "${tests[@]/#/$build/tests/test_}"

emulator="qemu-aarch64-static -L $root"
UNDER=$emulator T=${tests[*]} tests/run_all.sh "$build"

# Sizes that fill no vector, every cell and attention; learning that diverges, whose NaN have another sign on Arm.
scratch=$(mktemp -d) && trap 'rm -rf "$scratch"' EXIT
cat >"$scratch/tokens.yaml" <<'END'
name: tokens
repeats: 1
task: {name: echo}
grid: {n_in: [5], n_out: [2], cardinality: [50], batch: [1, 9]}
models:
  - {name: baseline, units: 37, gate: sigmoid}
  - {name: attention, units: 37}
  - {name: gru, kind: baseline, cell: gru, units: 19}
  - {name: dot, kind: attention, attention: dot, units: 19}
training: {epochs: 60}
END
cat >"$scratch/diverges.yaml" <<'END'
name: diverges
repeats: 2
task: {name: denoise}
grid: {n_in: [8], n_out: [8], cardinality: [1]}
models:
  - {name: baseline, units: 8, head: linear}
  - {name: attention, units: 8, head: linear}
training: {epochs: 100, learning_rate: 1, beta2: 0}
evaluate: {sequences: 20, every: 50}
END
digest_of() { # FOLDER STUDY COMMAND...
    "${@:3}" run "$scratch/$2.yaml" -o "$scratch/$1" 2>"$scratch/err" || { cat "$scratch/err" >&2 && exit 1; }
    "${@:3}" report "$scratch/$1" | sed -n 's/^digest //p'
}
for study in tokens diverges; do
    here=$(digest_of here "$study" "$program")
    for isa in plain neon; do
        # shellcheck disable=SC2086 # words are meant
        there=$(ATTNBENCH_ISA=$isa digest_of $isa "$study" $emulator "$build/attnbench")
        [[ -n $here && $there == "$here" ]] || { echo "$study: digest '$there' by $isa, '$here' here" && exit 1; }
        echo "$study: digest $there by $isa, as here"
    done
    rm -r "$scratch"/{here,plain,neon}
done
