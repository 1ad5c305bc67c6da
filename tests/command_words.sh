#!/bin/bash
# What somebody who compares two programs reads: units, and what to do about a mistake: tests/command_words.sh PROGRAM
set -uo pipefail
program=$(realpath "$1")
source "$(dirname "$0")/script.bash"
cd "$scratch" || exit 1

printf '#!/bin/sh\necho "latency $1.$2 ms"\n' >solve.sh
write_study() { # NAME SED: a study of two programs, changed
    cat >"$1.yaml" <<STUDY
name: $1
repeats: 3
models:
  - {name: old, kind: command, command: [./solve.sh, "20", "{repeat}"]}
  - {name: new, kind: command, command: [./solve.sh, "1{repeat}", "5"]}
metrics:
  - {name: latency, unit: ms, better: lower, collect: "latency ([0-9.]+) ms"}
STUDY
    sed -i "$2" "$1.yaml"
}

# ---- Mistakes ----

write_study study ''
run "$program" run study.yaml -o none
expect_status "a script that may not be run" 78
expect_error "a script that may not be run" "solve.sh: Permission denied: chmod +x makes it a program"
chmod +x solve.sh
write_study plural 's/unit:/units:/'
run "$program" run plural.yaml -o none
expect_error "units for unit" "plural.yaml:7: unknown key 'units' in metrics: did you mean 'unit'?"
write_study other 's/unit: ms/epochs: 3/'
run "$program" run other.yaml -o none
expect_error "a key of another section" "unknown key 'epochs' in metrics: it belongs under training"
write_study unmatched 's/latency (/Latency (/'
run "$program" run unmatched.yaml -o unmatched
expect_status "output without what is collected" 1
expect_error "output without what is collected" \
    "it gave no latency: no line of its output matches metrics.collect"

write_study taken 's/^repeats.*/&\ngrid: {seed: [1, 2]}/'
run "$program" run taken.yaml -o none
expect_status "an axis that nothing can reach" 78
expect_error "an axis that nothing can reach" "{seed} is each trial's own: give the axis or parameter another name, such as my_seed"
write_study blank 's/^repeats.*/&\ngrid: {"word list": [a, b]}/'
run "$program" run blank.yaml -o none
expect_error "an axis with a blank" "blank.yaml:3: 'word list' cannot name an axis: it must be 1 to 63 letters, digits"
write_study misspelt 's/.\/solve.sh, "1{repeat}", "5"/sh, -c, "echo {Latency: 3} >{results}"/; s/, collect:.*/}/'
run "$program" run misspelt.yaml -o misspelt
expect_error "a key that is no metric" "it gave no latency: no line of the results file {results} has the key latency"
write_study nested 's/.\/solve.sh, "1{repeat}", "5"/sh, -c, "echo {{latency: 3}} >{results}"/; s/, collect:.*/}/'
run "$program" run nested.yaml -o nested
expect_error "two brackets" "line 1 of the results is no JSON object: {{latency: 3}}"
run "$program" run nested.yaml -o nested_cells --set 'grid.word=[b, c]'
expect_error "the folder that is kept" "the scratch folder of new word=c repeat 2 is kept: "
write_study fails 's/.\/solve.sh, "1{repeat}", "5"/sh, -c, "[ {repeat} != 2 ] \&\& .\/solve.sh 1 5"/'
run "$program" run fails.yaml -o fails
expect_status "one that fails" 1
run "$program" status fails
expect_output "only what failed is left" "5 of 6 trials done, 1 failed, 0 left"
expect_output "only what failed is left" "To try again what failed: about "

# ---- Units ----

run "$program" run study.yaml -o study
expect_status run 0
run "$program" report study
expect_lines "units of the means" 1 '^ +ms +ms +ms +ms +ms$'
expect_lines "units of the variance" 1 '^ +ms²( +ms²)?$'
expect_output "the answer" "The latency of new is 8.6 ms ["
run "$program" report study --format markdown
expect_output markdown "| mean (ms) |"
expect_output markdown "| difference (ms) |"
run "$program" report study --format latex --table results
expect_output "the table of a paper" "mean\\\\(ms)"
expect_output "the table of a paper" "Latency; less is better"
run "$program" compare study study
expect_lines "units of a comparison" 1 '^ +ms +ms +ms( +ms)?$'
run "$program" plot study -o charts
expect_status plot 0
run cat charts/latency.gp
expect_output "the axis" "latency (ms), less is better"

# ---- The page ----

write_study claimed '$a claims:\n  - {text: New is faster, expect: new - old < 0}'
run "$program" run claimed.yaml -o claimed
run "$program" report claimed --format html
expect_lines "what a metric is, once" 1 '^<p>Latency[.]</p>$'
expect_lines "models without titles, once" 2 '^<li>.*<b><bdi>(old|new)</bdi></b></li>$'
expect_lines "programs without losses" 0 'Training (loss|accuracy) is left out'
expect_lines "what figures of claims are" 1 '<p>Figures are means over repeats; p is adjusted '
run "$program" plot claimed -o without_losses
expect_lines "programs without losses" 0 '/loss[.]png$'

printf '#!/bin/sh\necho "{\\"epoch\\": 1, \\"loss\\": $1}" >$ATTNBENCH_RESULTS\nexec ./solve.sh "$@"\n' >learn.sh
chmod +x learn.sh
write_study losses 's/solve.sh/learn.sh/'
run "$program" run losses.yaml -o losses
run "$program" plot losses -o with_losses
expect_lines "programs with losses" 1 '/loss[.]png$'

# ---- Adaptive repeats that wait for a trial that fails ----

run "$program" run fails.yaml -o waits --set adaptive.max=6 --set adaptive.half_width=0.01
expect_status "adaptive repeats with a trial that fails" 1
run "$program" report waits
joined=$(tr '\n' ' ' <out)
if [[ $joined == *"A cell with a failed trial gets no further repeats until that trial is there."* ]]; then
    pass
else
    fail "why there are no further repeats" "$(grep -A 4 'decided the number' out)"
fi
finish
