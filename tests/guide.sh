#!/bin/bash
# The commands of README.md and of the guide in docs/ print what stands there: tests/guide.sh PROGRAM [write]
#   write: puts what they print there.
# slow: 30 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/.." || exit 1
source tests/script.bash
source tests/documents.bash

folder=$scratch/guide
document_folder "$folder" experiments
# One folder for all, in which README.md makes the results that the others show.
mkdir "$folder/results" && ln -s "$PWD/results/published" "$folder/results/published"
for document in README.md $(grep -lE '^(    \$ |<!-- run)' docs/*.md | grep -v import.md); do
    document_check "$folder" "$document" "${2-}"
done

run wc -w README.md
if [[ $(wc -w <README.md) -le 1300 ]]; then pass; else fail "README.md" "has more than 1300 words"; fi

# The study files shown are those in experiments/.
run diff -r experiments "$folder/experiments"
expect_status "the study files shown" 0

# Each link leads somewhere, and each page of the guide stands in README.md.
for document in README.md CHANGELOG.md CONTRIBUTING.md packaging/README.md docs/*.md; do
    run python3 -B tests/links.py "$document"
    expect_status "links of $document" 0
    [[ $document != docs/* ]] || {
        run grep -F "($document)" README.md
        expect_status "README.md names $document" 0
    }
done
finish
