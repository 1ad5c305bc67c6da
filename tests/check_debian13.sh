#!/bin/bash
# In a root of Debian 13 below FOLDER, made by debootstrap at the first time: tests/check_debian13.sh FOLDER TESTS
#   what make deps installs, make study with its digest, and the tests named. As root.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$(realpath -m "$1") tests=$2
mirror=$(.ci/mirror)
[[ $(id -u) -eq 0 ]] || { echo "check-debian13 makes a root of its own: that needs root" >&2 && exit 77; }

if [[ ! -e $root/complete ]]; then
    mkdir -p "$root"
    echo "debootstrap into $root"
    debootstrap --variant=minbase --include=make,git,ca-certificates trixie "$root" "$mirror" >"$root.log" 2>&1 ||
        { tail -n 5 "$root.log" && exit 1; }
    touch "$root/complete"
fi
mkdir -p "$root/attnbench" # what an earlier commit had, and results, go; what was built stays
find "$root/attnbench" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
git ls-files -z | xargs -0 tar -c | tar -x -C "$root/attnbench"

# What is mounted goes with the namespace.
# shellcheck disable=SC2016 # the inner shell's
unshare --mount --fork --pid bash -euc '
    mount -t proc proc "$0/proc"
    mount --rbind /dev "$0/dev"
    exec chroot "$0" env -i PATH="$PATH" HOME=/root TESTS="$1" bash -euc "
        cd /attnbench
        make deps
        make doctor
        make study | tee study.log | grep ^digest
        grep -qx \"digest 890f6d91c19a3284\" study.log
        make check T=\"\$TESTS\"
    "' "$root" "$tests"
