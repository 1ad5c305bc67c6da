#!/bin/bash
# What `make dist` puts into a tarball; the version, wherever it stands; CITATION.cff: tests/dist.sh ATTNBENCH
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. tests/script.bash
unset MAKEFLAGS
version=$(sed -n 's/^VERSION = //p' Makefile) name=attnbench-$version

run grep -cx "version: \"$version\"" CITATION.cff
expect_output "CITATION.cff has the Makefile's version" 1
run grep -cE "^## \\[$version\\] - 20[0-9]{2}-[0-9]{2}-[0-9]{2}$" CHANGELOG.md
expect_output "CHANGELOG.md has it" 1
run grep -cx "date-released: \"$(sed -nE "s/^## \\[$version\\] - //p" CHANGELOG.md)\"" CITATION.cff
expect_output "CITATION.cff has its date" 1
run grep -c "version: \"$version\"" packaging/conda/meta.yaml
expect_output "conda's recipe has it" 1
run grep -c "attnbench_$version-1_" packaging/README.md
expect_output "packaging/README.md has it" 2
for key in cff-version message title authors license; do
    run grep -c "^$key:" CITATION.cff
    expect_output "CITATION.cff has $key" 1
done
run "${PYTHON-python3}" -c 'import sys, yaml; assert yaml.safe_load(open(sys.argv[1]))["type"] == "software"' CITATION.cff
if grep -q "No module named\|not found" "$scratch/err"; then skip "CITATION.cff is YAML" "no PyYAML"; else expect_status "CITATION.cff is YAML" 0; fi

if ! commit=$(git rev-parse HEAD 2>/dev/null); then
    skip "make dist" "this is no clone"
    finish
    exit
fi

# Another clone, with other settings of git, another umask and time zone.
run git clone -q . "$scratch/clone"
git -C "$scratch/clone" config tar.umask 0077
git -C "$scratch/clone" config core.abbrev 20
echo "not committed" >>"$scratch/clone/README.md"
run make --silent dist BUILD="$scratch/here"
expect_status "make dist" 0
umask 077
TZ=Asia/Tokyo run make -C "$scratch/clone" --silent dist BUILD="$scratch/there"
umask 022
expect_status "make dist in another clone" 0
if cmp "$scratch/here/$name.tar.gz" "$scratch/there/$name.tar.gz"; then pass; else fail "make dist" "other bits in another clone"; fi

run tar -xzf "$scratch/here/$name.tar.gz" -C "$scratch"
expect_status "the tarball unpacks" 0
run git ls-tree -r --name-only HEAD
sort "$scratch/out" >"$scratch/tracked"
(cd "$scratch/$name" && find . -type f -o -type l) | sed 's#^\./##' | sort >"$scratch/packed"
if cmp -s "$scratch/tracked" "$scratch/packed"; then pass; else fail "what is tracked is packed" "$(diff "$scratch/tracked" "$scratch/packed" | head -n 3)"; fi
run make -C "$scratch/$name" --silent "$scratch/version/version.c" BUILD="$scratch/version"
run cat "$scratch/version/version.c"
expect_output "it knows its commit" "\"$version\", attnbench_commit[] = \"${commit:0:7}\""
finish
