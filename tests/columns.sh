#!/bin/bash
# docs/reading_results.md says what the program's list of columns says: tests/columns.sh PROGRAM [write]
#   write: puts the list into the document.
set -uo pipefail
generator=$(dirname "$(realpath "$1")")/attnbench-docs
cd "$(dirname "$0")/.." || exit 1
source tests/script.bash
document=docs/reading_results.md

{
    sed '/^<!-- columns -->$/q' $document
    echo @columns@
    sed -n '/^<!-- end of columns -->$/,$p' $document
} >"$scratch/template"
"$generator" <"$scratch/template" >"$scratch/document" || fail "attnbench-docs" "failed"
if [[ ${2-} == write ]]; then cp "$scratch/document" $document; fi
if diff "$scratch/document" $document; then pass; else
    fail "$document" "has other columns than the program (<): run tests/columns.sh ${1@Q} write"
fi
finish
