#!/bin/bash
# In a clean root of a release of Debian: tests/check_debian.sh ROOT SUITE TESTS. As root.
#   what make deps installs, what make doctor says, make study with its digest, and the tests named.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/clean_root.bash
root=$(realpath -m "$1")

clean_root "$root" "$2"
copy_sources "$root/attnbench"
make_there() { in_root "$root" make -C /attnbench "$@"; }
make_there deps || make_there deps-user # what the release has not
make_there doctor
make_there study >"$root.report"
expect_tutorial "$root.report"
make_there check T="$3"
