#!/bin/bash
# What holds over the looks of a folder with adaptive repeats: tests/looks.sh PROGRAM
# slow: 5 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
cd "$scratch" || exit 1

write_study() { # FILE LINE: with a line of adaptive, or none
    cat >"$1" <<STUDY
name: looks
repeats: 3
$2
task: {name: echo, n_in: 3, n_out: 1, cardinality: 9}
models: [{name: baseline, units: 4}, {name: attention, units: 4}]
training: {epochs: 2}
evaluate: {sequences: 20}
save_models: none
STUDY
}
write_study pocock.yaml "adaptive: {max: 12, until: decided, spending: pocock}"
write_study unsaid.yaml "adaptive: {max: 12, until: decided}"
write_study obrien.yaml "adaptive: {max: 12, until: decided, spending: obrien_fleming}"
write_study plain.yaml ""
for spending in pocock obrien; do
    run "$program" run $spending.yaml -o $spending
    expect_status "$spending" 0
done

# ---- A folder keeps its looks ----

refused() { # NAME TEXT ARGUMENT...: of run in the folder pocock, which stays as it is
    local before
    before=$(md5sum <pocock/journal)
    run "$program" run "${@:3}" -o pocock
    expect_status "$1" 78
    expect_error "$1" "attnbench: $2, by which its looks were made: set it back, or give another folder with -o DIR"
    if [[ $(wc -l <err) -eq 1 && $(md5sum <pocock/journal) == "$before" ]]; then pass; else fail "$1" "more than a line"; fi
}
spending="adaptive.spending is obrien_fleming, but pocock was begun with pocock"
refused "another spending function" "$spending" obrien.yaml
refused "another spending function by --set" "$spending" unsaid.yaml --set adaptive.spending=obrien_fleming
refused "a dry run of another spending function" "$spending" obrien.yaml --dry-run
refused "one level" "adaptive.spending is one_level, but pocock was begun with pocock" unsaid.yaml --set adaptive.spending=one_level
refused "no looks" "adaptive.max is 0, but pocock was begun with 12" plain.yaml --repeats 12
refused "no looks by --set" "adaptive.max is 0, but pocock was begun with 12" plain.yaml --set adaptive.max=0
refused "fewer looks" "adaptive.max is 6, but pocock was begun with 12" unsaid.yaml --set adaptive.max=6
refused "more looks" "adaptive.max is 24, but pocock was begun with 12" unsaid.yaml --set adaptive.max=24
refused "one look at all" "repeats is 12, but pocock was begun with 3" unsaid.yaml --repeats 12
for study in pocock unsaid; do
    run "$program" run $study.yaml -o pocock
    expect_status "the same looks" 0
    expect_error "the same looks" "trials are there already"
done
run "$program" run unsaid.yaml -o obrien
expect_error "the folder's own spending function" "trials are there already"
run "$program" report obrien --format json
expect_json "the folder's own spending function" 'o["provenance"]["adaptive_spending"] == "obrien_fleming"'

# What was trained without looks may get some.
run "$program" run plain.yaml -o grown
run "$program" run obrien.yaml -o grown
expect_status "looks from now on" 0

# ---- Two folders ----

run "$program" compare pocock obrien
expect_output "compare" "Settings that differ: adaptive.spending is pocock in A, obrien_fleming in B."
run "$program" run plain.yaml -o plain
run "$program" compare plain pocock
expect_output "compare with no looks" "Settings that differ: adaptive.max is 0 in A, 12 in B."
run "$program" run unsaid.yaml -o narrow --set adaptive.until=narrow --set adaptive.half_width=90 \
    --set adaptive.interval=any_shape
run "$program" compare pocock narrow --format json
expect_json "compare what is enough" '[s["setting"] for s in o["settings"]] == ["adaptive.until"]'
run "$program" run unsaid.yaml -o wide --set adaptive.until=narrow --set adaptive.half_width=95
run "$program" compare narrow wide
expect_output "compare widths" "Settings that differ: adaptive.half_width is 90 in A, 95 in B; adaptive.interval"
expect_output "compare widths" "is any_shape in A, default in B."

not_merged() { # NAME TEXT FOLDER FOLDER
    run "$program" merge refused "$3" "$4"
    expect_status "merge $1" 78
    expect_error "merge $1" "attnbench: $4 does not belong to the same study as $3: $2"
    if [[ -e refused ]]; then fail "merge $1" "made a folder" && rm -r refused; else pass; fi
}
not_merged "spending functions" "adaptive.spending = pocock is obrien_fleming in the other" pocock obrien
not_merged "spending functions" "adaptive.spending = obrien_fleming is pocock in the other" obrien pocock
run "$program" run unsaid.yaml -o six --set adaptive.max=6
not_merged "numbers of looks" "adaptive.max = 12 is 6 in the other" pocock six
run "$program" run unsaid.yaml -o four --repeats 4
not_merged "first looks" "repeats = 4 is 3 in the other" four pocock
run "$program" run plain.yaml -o many --repeats 13
not_merged "more repeats than looks" "repeats = 13 of one is more than adaptive.max = 12 of the other" pocock many
not_merged "more repeats than looks" "repeats = 13 of one is more than adaptive.max = 12 of the other" many pocock
run "$program" run plain.yaml -o four_plain --repeats 4
for pair in "pocock four_plain" "four_plain pocock"; do
    rm -rf merged
    run "$program" merge merged $pair
    expect_status "merge with what had no looks" 0
    run "$program" run pocock.yaml -o merged
    expect_error "merge with what had no looks" "trials are there already"
done

# Merge counts as status does: what no look wanted is not left.
write_study early.yaml "adaptive: {max: 48, half_width: 99}"
run "$program" run early.yaml -o early
run "$program" run early.yaml -o other --set task.n_in=4
sed -i 's/n_in: 3, //; s/^models/grid: {n_in: [3]}\n&/' early.yaml
run "$program" run early.yaml -o early_3
run "$program" run early.yaml -o early_4 --set grid.n_in=4
run "$program" merge joined early_3 early_4
counted=$(grep '^joined: ' out)
expect_output "merge of settled cells" "joined: 12 of 12 trials done, 0 failed, 0 left"
run "$program" status joined
expect_output "status of settled cells" "$counted"

# ---- While it runs ----

run "$program" run early.yaml -o shown --set adaptive.half_width=1 --set adaptive.max=6
shown=$(grep -o '[(][+-][^)]*[)]' err | tail -1)
run "$program" report shown --format json
if command -v python3 >/dev/null; then
    told=$(python3 -c '
import json
row = json.load(open("out"))["comparisons"][-1]
print("(%+.1f, %+.1f..%+.1f)" % (row["difference"], row["difference_low"], row["difference_high"]))')
    if [[ $shown == "$told" ]]; then pass; else fail "the last line" "shows $shown, the report $told"; fi
else
    skip "the last line" "no python3"
fi
finish
