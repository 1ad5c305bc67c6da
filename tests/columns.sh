#!/bin/bash
# Documents say what the program's own tables say: columns, settings, exit statuses. tests/columns.sh PROGRAM [write]
#   write: puts the tables into the documents.
set -uo pipefail
generator=$(dirname "$(realpath "$1")")/attnbench-docs
cd "$(dirname "$0")/.." || exit 1
source tests/script.bash

check() { # DOCUMENT TABLE [write]
    {
        sed "/^<!-- $2 -->$/q" "$1"
        echo "@$2@"
        sed -n "/^<!-- end of $2 -->$/,\$p" "$1"
    } >"$scratch/template"
    "$generator" <"$scratch/template" >"$scratch/document" || fail "attnbench-docs" "failed"
    if [[ ${3-} == write ]]; then cp "$scratch/document" "$1"; fi
    if diff "$scratch/document" "$1"; then pass; else
        fail "$1" "has another table of $2 than the program (<): run $0 PROGRAM write"
    fi
}

check docs/reading_results.md columns "${2-}"
check docs/settings.md settings "${2-}"
check docs/settings.md exit_statuses "${2-}"
finish
