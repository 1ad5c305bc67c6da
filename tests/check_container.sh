#!/bin/bash
# The steps of packaging/container in clean roots of Debian 12 below FOLDER: tests/check_container.sh FOLDER. As root.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/clean_root.bash
folder=$(realpath -m "$1") steps=packaging/container/steps.sh

clean_root "$folder/clean" bookworm
rm -rf "$folder/build" "$folder/final"
cp -a "$folder/clean" "$folder/build"
cp -a "$folder/clean" "$folder/final"
copy_sources "$folder/build/attnbench"
quietly "$folder/log" in_root "$folder/build" /attnbench/$steps build "$(git rev-parse --short HEAD)"
echo "built"
cp -a "$folder/build/usr/local" "$folder/final/usr"
cp $steps "$folder/final/tmp"
quietly "$folder/log" in_root "$folder/final" /tmp/steps.sh run
run_tutorial "$folder/final" /usr/local
