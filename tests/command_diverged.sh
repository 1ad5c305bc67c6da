#!/bin/bash
# Commands whose figures are not finite: tests/command_diverged.sh PROGRAM
# slow: 5 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
cd "$scratch" || exit 1

write_study() { # NAME COMMAND METRIC...: two repeats of a command
    printf '%s\n' "name: $1" "repeats: 2" "models: [{name: only, kind: command, command: [./$1.sh]}]" "metrics:" >"$1.yaml"
    printf '  - {%s}\n' "${@:3}" >>"$1.yaml"
    printf '#!/bin/sh\n%s\n' "$2" >"$1.sh"
    chmod 755 "$1.sh"
}
# Both trials diverged, and the words say of what; study.h5 is whole.
expect_diverged() { # NAME WORDS
    run "$program" run "$1.yaml" -o "$1"
    expect_status "$1" 0
    run "$program" report "$1"
    expect_status "report of $1" 0
    expect_output "report of $1" "2 of 2 trials diverged ($2 not finite)"
    if [[ -s err ]]; then fail "report of $1" "study.h5 was not taken: $(<err)"; else pass; fi
}
write_json() { # LINE: to the file of results
    echo "printf '%s\\n' '$1' >>\"\$ATTNBENCH_RESULTS\""
}

# What is beyond the most that a figure can be is as Infinity.
write_study beyond "$(write_json '{"v": 2.5e300}')" "name: v"
expect_diverged beyond "a loss or the v was"
run "$program" report beyond
expect_lines "each repeat beyond" 2 '^diverged$'

# A further metric that is finite in no trial, in the results or in the output: study.h5 is read and published.
write_study took "$(write_json '{"v": 2, "took": NaN}')" "name: v" "name: took, better: lower"
expect_diverged took "a loss or the took was"
run "$program" publish took published
expect_status "publish" 0
run "$program" report published --format json
expect_json "what is published" 'o["cells"][0]["mean"] == 2 and o["cells"][0]["diverged"] == 2'
n=0
for word in nan -nan inf -NaN +Infinity; do
    n=$((n + 1))
    write_study "took$n" "echo took $word s; $(write_json '{"v": 2}')" "name: v" \
        'name: took, collect: "took ([-+0-9.a-zA-Z]+) s", better: lower'
    expect_diverged "took$n" "a loss or the took was"
done
write_study hits "$(write_json '{"v": 2, "acc": {"hits": NaN, "of": 10}}')" "name: v" "name: acc, counts: true"
expect_diverged hits "a loss or the acc was"

# So it is where the metric counts, and where it is the one that the study is about.
write_study acc "$(write_json '{"acc": NaN}')" "name: acc, counts: true"
expect_diverged acc "a loss or the acc was"
expect_output "report of acc" "they have no finite"
write_study ratio "echo right -nan of 10" "name: acc, counts: true, collect: 'right ([-a-z]+) of ([0-9]+)'"
expect_diverged ratio "a loss or the acc was"
write_study item "$(write_json '{"item": 0, "acc": 1}')
$(write_json '{"item": 1, "acc": NaN}')" "name: acc, counts: true"
expect_diverged item "a loss or the acc was"
write_study both "$(write_json '{"v": NaN, "took": Infinity}')" "name: v" "name: took"
expect_diverged both "a loss, the v or the took was"

finish
