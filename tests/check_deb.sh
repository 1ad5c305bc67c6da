#!/bin/bash
# The Debian package: what lintian says; installed, run and removed in a clean root of Debian 12: tests/check_deb.sh FOLDER DEB
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/clean_root.bash
folder=$(realpath -m "$1") deb=$2 root=$folder/deb

mkdir -p "$folder"
quietly "$folder/log" lintian --fail-on error "$deb"
echo "lintian: no errors"
clean_root "$folder/clean" bookworm
rm -rf "$root"
cp -a "$folder/clean" "$root"
cp "$deb" "$root/tmp/attnbench.deb"
quietly "$folder/log" in_root "$root" apt-get update -q
quietly "$folder/log" in_root "$root" apt-get install -y -q --no-install-recommends /tmp/attnbench.deb gnuplot-nox fonts-dejavu-core
run_tutorial "$root" /usr
quietly "$folder/log" in_root "$root" apt-get purge -y -q attnbench
left=$(find "$root/usr" "$root/etc" -name '*attnbench*')
[[ -z $left ]] || { echo "left behind: $left" && exit 1; }
echo "installed, ran, and was removed without trace"
