#!/bin/bash
# The steps of packaging/container in clean roots of Debian 12 below FOLDER: tests/check_container.sh FOLDER. As root.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(realpath -m "$1") steps=packaging/container/steps.sh
mirror=${MIRROR:-http://deb.debian.org/debian}
[[ $(id -u) -eq 0 ]] || { echo "check-container makes roots of its own: that needs root" >&2 && exit 77; }

if [[ ! -e $folder/clean/complete ]]; then
    mkdir -p "$folder/clean"
    echo "debootstrap into $folder/clean"
    debootstrap --variant=minbase bookworm "$folder/clean" "$mirror" >"$folder/log" 2>&1 || { tail -n 5 "$folder/log" && exit 1; }
    touch "$folder/clean/complete"
fi
rm -rf "$folder/build" "$folder/final"
cp -a "$folder/clean" "$folder/build"
cp -a "$folder/clean" "$folder/final"

# What is mounted goes with the namespace.
in_root() { # ROOT COMMAND...
    # shellcheck disable=SC2016 # the inner shell's
    unshare --mount --fork --pid bash -euc '
        mount -t proc proc "$0/proc"
        mount --rbind /dev "$0/dev"
        exec chroot "$0" env -i PATH="$PATH" HOME=/root OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 \
            OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_btl_vader_single_copy_mechanism=none "$@"' "$@"
}
quietly() { "$@" >"$folder/log" 2>&1 || { tail -n 20 "$folder/log" && exit 1; }; }

mkdir "$folder/build/attnbench"
git ls-files -z | xargs -0 tar -c | tar -x -C "$folder/build/attnbench"
quietly in_root "$folder/build" /attnbench/$steps build "$(git rev-parse --short HEAD)"
echo "built"
cp -a "$folder/build/usr/local" "$folder/final/usr"
cp $steps "$folder/final/tmp"
quietly in_root "$folder/final" /tmp/steps.sh run
in_root "$folder/final" attnbench --version
in_root "$folder/final" mpirun -n 2 attnbench run /usr/local/share/doc/attnbench/experiments/tutorial.yaml -o /tmp/tutorial
in_root "$folder/final" attnbench report /tmp/tutorial >"$folder/report"
grep ^digest "$folder/report"
grep -qx "digest 890f6d91c19a3284" "$folder/report"
in_root "$folder/final" attnbench plot /tmp/tutorial -o /tmp/plots | tail -n 1
du -sh "$folder/final" | sed 's/\t.*/ on disk/'
