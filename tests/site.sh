#!/bin/bash
# The site that `make site` makes: each link and image leads to a file: tests/site.sh ATTNBENCH
# slow: 4 s
set -uo pipefail
program=$(realpath "${1:?usage: tests/site.sh ATTNBENCH}")
cd "$(dirname "$0")/.." || exit
source tests/script.bash
python=${PYTHON-python3} site=$scratch/site

for tool in cmark-gfm "$python"; do
    command -v "$tool" >/dev/null || { skip "the site" "no $tool"; finish; exit; }
done

run make --silent documents
mapfile -t documents <"$scratch/out"
run "$python" -B docs/site/make.py "$program" "$site" 9.8.7 "${documents[@]}"
expect_status "make.py" 0
mapfile -t pages < <(find "$site" -name '*.html')
run "$python" -B tests/links.py "${pages[@]}"
expect_status "each link leads to a file" 0
expect_lines "each link leads to a file" 0 .

# The first page has the version, each document of the guide, and each published study's page and charts.
run cat "$site/index.html"
expect_output "the version" "<h1 id=\"attnbench-987\">attnbench 9.8.7</h1>"
for document in docs/*.md; do expect_output "$document" "href=\"${document%.md}.html\""; done
while read -r study; do
    study=${study#results/published/} study=${study%/study.h5}
    expect_output "page of $study" "href=\"results/published/$study/report.html\""
    read -r _ value _ < <(digest "results/published/$study") # without the OpenBLAS that it is of
    expect_output "digest of $study" "<code>$value</code>"
    expect_output "charts of $study" "href=\"plots/published/$study/index.html\""
done < <(find results/published -name study.h5)
run grep -rlE --include='*.html' --exclude=report.html '<script|(href|src)="/' "$site"
expect_lines "documents need no script and no root" 0 .
run grep -c '<img src=".*\.svg"' "$site/plots/published/tutorial/index.html"
expect_output "charts of the tutorial" "$(find plots/published/tutorial -name '*.svg' | wc -l)"

# What leads nowhere is found.
echo '<a href="docs/nowhere.html"></a><img src="docs/none.svg"><a href="docs">a folder</a><a href="#nothing"></a>' >>"$site/index.html"
run "$python" -B tests/links.py "$site/index.html"
expect_status "links that lead nowhere" 1
for link in docs/nowhere.html docs/none.svg docs '#nothing'; do
    expect_lines "$link leads nowhere" 1 "^$site/index.html: $link\$"
done

# A README.md without the list of pages.
sed 's/^## Where to read on/## Elsewhere/' README.md >"$scratch/README.md"
ln -s "$PWD/docs" "$PWD/results" "$PWD/plots" "$scratch"
run env -C "$scratch" "$python" -B docs/site/make.py "$program" "$scratch/none" 1
expect_status "README.md without its list" 1
expect_error "README.md without its list" 'README.md has no section "Where to read on"'
finish
