#!/bin/bash
# Trials that are commands, through all that is done with a study: tests/command_trials.sh PROGRAM
# slow: 30 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
cd "$scratch" || exit 1

write_program() { # NAME, its text on stdin
    { echo "#!/bin/sh" && cat; } >"$1"
    chmod 755 "$1"
}
write_study() { # FILE COMMAND [LINE...]: one model, one metric from the results
    printf '%s\n' "name: $1" "repeats: 2" "models: [{name: only, kind: command, command: $2}]" \
        "metrics: [{name: score, least: 0, most: 10}]" "${@:3}" >"$1.yaml"
}
# A study of two repeats of one command, whose trials fail with this reason.
expect_failed() { # NAME REASON [OPTION...] of the run
    run "$program" run "$1.yaml" -o "$1" "${@:3}"
    expect_status "$1" 1
    run "$program" status "$1"
    expect_output "$1" "$2"
}
processes() { # TEXT: of this test's processes, those whose command line has it
    pgrep -f -- "$1" || true
}
no_processes() {
    [[ -z $(processes "$1") ]]
}

# ---- A study of two programs ----

write_program solver.sh <<'PROGRAM'
echo "seed $1, order $ATTNBENCH_ORDER, rate $2"
echo "took 0.$3 s"
printf '{"epoch": 1, "loss": 0.9, "accuracy": 0.2}\n{"epoch": 2, "loss": 0.5}\n' >>"$ATTNBENCH_RESULTS"
printf '{"accuracy": {"hits": %d, "of": 100}, "perplexity": %d.5, "unknown": "x"}\n' $((40 + $1 % 50 + $3)) "$3" >>"$ATTNBENCH_RESULTS"
PROGRAM
cat >solvers.yaml <<'STUDY'
name: solvers
repeats: 4
grid: {rate: [0.1, 1, 2.5], order: [first, second, 3], exclude: [{rate: 1, order: 3}]}
models:
  - {name: old, kind: command, command: [./solver.sh, "{seed}", "{rate}", "{step}"], parameters: {step: 1}}
  - {name: new, kind: command, command: [./solver.sh, "{seed}", "r={rate}", "{step}", "{{seed}}"], parameters: {step: 7}}
metrics:
  - {name: accuracy, counts: true}
  - {name: perplexity, better: lower, least: 1}
  - {name: seconds, better: lower, unit: s, least: 0, collect: "took ([0-9.]+) s"}
STUDY
run "$program" run solvers.yaml -o solvers
expect_status "two programs" 0
expect_error "two programs" "64 trials"
run "$program" report solvers --format csv
expect_lines "their CSV" 1 '^model,order,rate,repeats,.*,accuracy,accuracy_sd,accuracy_low,accuracy_high,accuracy_repeats,perplexity,'
expect_lines "their CSV" 16 '^(old|new),(first|second|3),(0.1|1|2.5),4,0,'
run "$program" report solvers --format json
expect_json "seeds are the same for all models and cells, and unlike in repeats" 'len({tuple(f - (6 if c["model"] == "new" else 0)
    for f in c["figures"]["accuracy"]) for c in o["cells"]}) == 1 and len(set(o["cells"][0]["figures"]["accuracy"])) == 4'
expect_json "a study without built-in models has no built-in figures" \
    '"rmse" not in o["cells"][0] and "accuracies" not in o["cells"][0] and o["cells"][0]["seconds"] == 0.1'
expect_json "programs are compared" 'len(o["comparisons"]) == 8 and all(c["difference"] == 6 for c in o["comparisons"])'
run "$program" report solvers
expect_output "their report" "Further figures"
for format in markdown latex html; do
    run "$program" report solvers --format $format
    expect_status "$format" 0
done
run "$program" plot solvers -o charts --format svg
expect_status "charts" 0
run "$program" run solvers.yaml -o solvers
expect_error "run again" "all 64 trials are there already"
run "$program" verify solvers --sample 6
expect_status "verify" 0
expect_output "verify" "perplexity: 6 of 6 the same to the bit"
cat >gone.yaml <<'STUDY'
name: gone
repeats: 2
models: [{name: a, kind: command, command: [sh, -c, "[ -e there ] && echo '{\"score\": 1}' >{results}"]}]
metrics: [{name: score}]
STUDY
touch there
run "$program" run gone.yaml -o gone
expect_status "a command that needs a file" 0
run "$program" report gone --format html
expect_lines "a page of programs is silent of a loss that they never gave" 0 "Training loss is left out"
expect_lines "it says once what its metric is" 1 "^<p>Score[.]</p>$"
rm there
run "$program" verify gone
expect_status "verify without the file" 65
expect_lines "verify without the file" 2 "^DIFFERS  a repeat [01]: now crashed: exited with status 1"
run "$program" run solvers.yaml -o joined --part 1/2
run "$program" run solvers.yaml -o other --part 2/2
run "$program" merge whole joined other
expect_status "merge" 0
if [[ $(digest whole) == "$(digest solvers)" ]]; then pass; else fail "merge" "another digest"; fi
run mpirun -n 3 "$program" run solvers.yaml -o ranks
if [[ $(digest ranks) == "$(digest solvers)" ]]; then pass; else fail "three ranks" "another digest"; fi
run "$program" publish solvers copy
mv solvers/journal journal && mkdir solvers/journal
for folder in copy solvers; do
    run "$program" report "$folder" --format json
    expect_json "study.h5 alone" 'o["cells"][0]["seconds"] == 0.1 and o["cells"][0]["metric"] == "accuracy"'
done
rmdir solvers/journal && mv journal solvers/journal
mv solver.sh elsewhere
run "$program" report solvers
expect_status "report where the program is gone" 0
run "$program" run solvers.yaml -o solvers
expect_status "a missing program" 78
expect_error "a missing program" "solvers.yaml:5: models.command: $scratch/./solver.sh: No such file or directory"
mv elsewhere solver.sh
if compgen -G "$TMPDIR/attnbench-*" >/dev/null; then fail "scratch folders" "some are left"; else pass; fi

# ---- What became of each item ----

write_program items.sh <<'PROGRAM'
for item in 0 1 2 3 4 5 6 7 8 9; do
    echo "{\"item\": $item, \"found\": $((item < $1 + ATTNBENCH_REPEAT))}" >>"$ATTNBENCH_RESULTS"
done
PROGRAM
cat >items.yaml <<'STUDY'
name: items
repeats: 3
models:
  - {name: old, kind: command, command: [./items.sh, "2"]}
  - {name: new, kind: command, command: [./items.sh, "5"]}
metrics: [{name: found, counts: true}]
STUDY
run "$program" run items.yaml -o items
run "$program" report items --format json
expect_json "a count is that of its items" '[c["figures"]["found"] for c in o["cells"]] == [[20, 30, 40], [50, 60, 70]]'
expect_json "models are compared item by item" 'o["cells"][0]["items"] == 10 and o["comparisons"][0]["items_difference"] == 30'
run "$program" run items.yaml -o single --repeats 1
run "$program" report single --format json
expect_json "one training against one, by McNemar's test" 'abs(o["comparisons"][0]["mcnemar_p"] - 0.25) < 1e-12'
write_study diverging '[sh, -c, "echo {\"item\": 0, \"score\": 4} > {results}; echo {\"item\": 1, \"score\": NaN} >> {results}"]'
run "$program" run diverging.yaml -o diverging
run "$program" report diverging --format json
expect_json "an item that is NaN is not left out of the mean" 'o["cells"][0]["diverged"] == 2 and o["cells"][0]["repeats"] == 0'
write_study real_items '[sh, -c, "for i in 0 1 2; do echo {\"item\": $i, \"score\": $i}; done > {results}"]'
run "$program" run real_items.yaml -o real_items
run "$program" report real_items
expect_lines "items of a metric without a unit" 1 "^model +items +mean "
expect_lines "have variances without one" 0 "%²"


# ---- What stands for what ----

write_program say.sh <<'PROGRAM'
echo "$@" >&2
env | grep -E '^(OMPI|PMIX|PMI)_' >&2
env | grep -E '^(ATTNBENCH|OMP|LC_ALL|PYTHON)' | sort >&2
pwd >&2
echo '{"score": 5}' >"$ATTNBENCH_RESULTS"
PROGRAM
mkdir -p sub && mv say.sh sub
cat >sub/say.yaml <<'STUDY'
name: say
repeats: 2
vary: [data]
grid: {units: [4]}
models: [{name: only, kind: command, command: [./say.sh, "{seed_init} {seed_data}", "{units}-{x}", "{a", "{}", "{{x}}"], parameters: {x: 0.5}}]
metrics: [{name: score}]
STUDY
run "$program" run sub/say.yaml -o say
expect_status "placeholders" 0
cp say/output/only,units=4,r0.txt first && cp say/output/only,units=4,r1.txt second
cp first out
expect_lines "placeholders" 1 '^[0-9]+ [0-9]+ 4-0.5 \{a \{\} \{x\}$'
expect_lines "placeholders in the environment" 1 '^ATTNBENCH_X=0.5$'
expect_lines "threads" 1 '^OMP_NUM_THREADS=1$'
expect_lines "locale" 1 '^LC_ALL=C.UTF-8$'
expect_lines "variables of the launcher" 0 '^(OMPI|PMIX|PMI)_'
expect_lines "the folder where it starts" 1 "^$scratch/sub\$"
if [[ $(head -n 1 first | cut -d ' ' -f 1) == "$(head -n 1 second | cut -d ' ' -f 1)" &&
    $(head -n 1 first | cut -d ' ' -f 2) != "$(head -n 1 second | cut -d ' ' -f 2)" ]]; then pass; else
    fail "vary: [data]" "$(head -n 1 first), then $(head -n 1 second)"
fi

# ---- Mistakes of study files ----

refuse() { # NAME STATUS WHY, the study file on stdin
    cat >wrong.yaml
    run "$program" run wrong.yaml -o wrong
    expect_status "$1" "$2"
    expect_error "$1" "$3"
}
refuse "an unknown placeholder" 78 "wrong.yaml:2: models.command has {sede}, which nothing is named: did you mean {seed}?" <<'STUDY'
name: wrong
models: [{name: a, kind: command, command: [echo, "{sede}"]}]
metrics: [{name: score}]
STUDY
refuse "no command" 78 "models.command is missing: write command: [python3, train.py" <<'STUDY'
name: wrong
models: [{name: a, kind: command}]
metrics: [{name: score}]
STUDY
refuse "a shell line" 78 "models.command is 'python3 train.py': it must be a list, such as [python3, train.py" <<'STUDY'
name: wrong
models: [{name: a, kind: command, command: python3 train.py}]
metrics: [{name: score}]
STUDY
refuse "a program in no folder" 78 "models.command: there is no program no-such-program: it is in no folder of PATH" <<'STUDY'
name: wrong
models: [{name: a, kind: command, command: [no-such-program]}]
metrics: [{name: score}]
STUDY
touch not-executable
refuse "not executable" 78 "not-executable: Permission denied" <<'STUDY'
name: wrong
models: [{name: a, kind: command, command: [./not-executable]}]
metrics: [{name: score}]
STUDY
refuse "settings of built-in models" 78 "training.epochs is of the built-in models, and a study without task has none" <<'STUDY'
name: wrong
models: [{name: a, kind: command, command: ["true"]}]
training: {epochs: 3}
metrics: [{name: score}]
STUDY
refuse "no metric" 78 "metrics is missing" <<'STUDY'
name: wrong
models: [{name: a, kind: command, command: ["true"]}]
STUDY
refuse "a wrong pattern" 78 "metrics.collect is 'took ([0-9.]+ s': " <<'STUDY'
name: wrong
models: [{name: a, kind: command, command: ["true"]}]
metrics: [{name: score, collect: "took ([0-9.]+ s"}]
STUDY
refuse "a pattern without a group" 78 "with 0 groups in brackets: it must have one, around the number" <<'STUDY'
name: wrong
models: [{name: a, kind: command, command: ["true"]}]
metrics: [{name: score, collect: "took"}]
STUDY
refuse "a reserved name" 78 "mean means something else in tables and files: give the metric another name" <<'STUDY'
name: wrong
models: [{name: a, kind: command, command: ["true"]}]
metrics: [{name: mean}]
STUDY
refuse "more cores than there are" 78 "models.cores is 1000, but the cores given to this program are" <<'STUDY'
name: wrong
models: [{name: a, kind: command, command: ["true"], cores: 1000}]
metrics: [{name: score}]
STUDY
refuse "a time with a unit" 78 "took is measured, in seconds: leave out its unit, bounds, counts and collect" <<'STUDY'
name: wrong
models: [{name: a, kind: command, command: ["true"]}]
metrics: [{name: took, measure: seconds, unit: ms}]
STUDY
refuse "a claim on what commands do not have" 78 "claims.metric is accuracy, which model only has none of: it must be loss_fall, reached or score" <<STUDY
name: claimed
models: [{name: only, kind: command, command: [./program.sh]}]
metrics: [{name: score}]
claims: [{text: t, metric: accuracy, expect: only > 1}]
STUDY
for line in 'metric: score' 'claims: [{text: Better, metric: score, expect: mine - baseline > 0}]'; do
    refuse "$line, which built-in models lack" 78 "metric is score, which model baseline has none of: it must be accuracy, steps_right" <<STUDY
name: wrong
task: {name: echo, n_in: 4, n_out: 1, cardinality: 4}
models: [{name: mine, kind: command, command: ["true"]}, {name: baseline}]
metrics: [{name: score}]
$line
STUDY
done
refuse "a typing error among built-in models" 78 "unknown key 'unit' in grid: did you mean 'units'?" <<'STUDY'
name: wrong
task: {name: echo, n_in: 4, n_out: 1, cardinality: 4}
grid: {unit: [4]}
models: [{name: baseline}]
STUDY

# ---- Commands that go wrong ----

write_study nothing '["true"]' && expect_failed nothing "it gave no score"
expect_output nothing "it gave no score: results are read from the file {results}, which ATTNBENCH_RESULTS names"
write_study printed '[echo, "{\"score\": 4}"]' && expect_failed printed "it gave no score: results are read from the file {results}"
write_study fails '[sh, -c, "echo first; echo No module named torch >&2; exit 3"]'
expect_failed fails "exited with status 3: No module named torch"
expect_output fails "    | first"
expect_output fails "its output: fails/output/only,r0.txt"
write_study wordy "[sh, -c, 'echo $(printf %0.sé $(seq 60)) >&2; exit 3']"
expect_failed wordy "exited with status 3: $(printf %0.sé {1..35})…"
write_study signals '[sh, -c, "kill -SEGV $$"]' && expect_failed signals "killed by signal 11 (Segmentation fault)"
write_study wrong '[sh, -c, "echo {\"score\": 11} > {results}"]' && expect_failed wrong "score is 11: it must be from 0 to 10"
write_study item '[sh, -c, "echo {\"item\": 1.5, \"score\": 1} > {results}"]' && expect_failed item "item is 1.5: it must be a whole number below 100000"
write_study of_item '[sh, -c, "echo {\"item\": 3, \"score\": 11} > {results}"]' && expect_failed of_item "score of item 3 is 11: it must be from 0 to 10"
write_study garbage '[sh, -c, "echo score=3 > {results}"]' && expect_failed garbage "line 1 of the results is no JSON object: score=3"
expect_lines "the end of a line is not shown" 0 'score=3.x0a'
write_study doubled '[sh, -c, "echo {score: 3}{score: 4} > {results}"]' && expect_failed doubled 'line 1 of the results is no JSON object: {score: 3}{score: 4}'
run "$program" run doubled.yaml -o doubled
if grep -q memory- err; then fail doubled "libfyaml prints its own words"; else pass; fi
write_study text '[sh, -c, "echo {\"score\": \"high\"} > {results}"]' && expect_failed text "score is no number in the results"
write_study pipe '[sh, -c, "rm -f {results}; mkfifo {results}"]' && expect_failed pipe "the results are not in a regular file"
write_study nowhere '[sh, -c, "echo {score: 1} > {results}"]'
TMPDIR=$scratch/nowhere_at_all run "$program" run nowhere.yaml -o nowhere
run "$program" status nowhere
expect_output "no place for scratch folders is no lack of memory" "only repeat 0: crashed: cannot make a scratch folder"
mkdir -p beside/scratch
run sh -c 'cd beside && TMPDIR=scratch "$0" run ../nowhere.yaml -o ../beside.d' "$program"
expect_status "a scratch folder below this one" 0
write_study loud '[sh, -c, "head -c 20000000 /dev/zero; yes | head -c 20000000; exit 1"]' && expect_failed loud "exited with status 1"
if [[ $(stat -c %s loud/output/only,r0.txt) -eq 65536 ]]; then pass; else fail loud "its output is not the last 64 kB"; fi
write_study deaf '[sh, -c, "trap \"\" TERM; while :; do sleep 0.1; done"]' && expect_failed deaf "timed out: killed after 0.3 s" --max-trial-time 0.3 --max-failures 1
write_study closes '[sh, -c, "exec >&- 2>&-; sleep 0.2; echo {\"score\": 4} > {results}"]'
run "$program" run closes.yaml -o closes
expect_status "output that is closed early" 0
write_study forks '[sh, -c, "(setsid sleep 71.5 &) ; sleep 71.5 & echo {\"score\": 4} > {results}"]'
run "$program" run forks.yaml -o forks
expect_status "processes left running" 0
expect_error "processes left running" "only repeat 0 left 2 processes running, which were killed"
if no_processes 'sleep 71.5'; then pass; else fail "processes left running" "they run on"; fi
write_study large '[python3, -c, "x = bytearray(300000000); import time; time.sleep(30)"]'
expect_failed large "took more than 100.0 MB" --max-trial-memory 100M --max-failures 1
write_study tree '[sh, -c, "python3 -c \"x = bytearray(70000000); import time; time.sleep(30)\" & python3 -c \"x = bytearray(70000000); import time; time.sleep(30)\""]'
expect_failed tree "took more than 100.0 MB" --max-trial-memory 100M --max-failures 1

write_study diverges '[sh, -c, "echo {\"epoch\": 1, \"loss\": NaN} > {results}; echo {\"score\": NaN} >> {results}"]'
run "$program" run diverges.yaml -o diverges
expect_status "NaN" 0
run "$program" report diverges --format json
expect_json "NaN means diverged" 'o["cells"][0]["diverged"] == 2 and o["cells"][0]["failed"] == 0'
run "$program" report diverges
expect_output "they diverged" "2 of 2 trials diverged"
expect_lines "they were measured" 0 "was measured"
write_study diverges_alone '[sh, -c, "echo {\"score\": NaN} > {results}"]'
run "$program" run diverges_alone.yaml -o diverges_alone
expect_error "the last line says so" ": only 2 diverged"
write_program bytes.sh <<'PROGRAM'
printf "$1" >"$2"
PROGRAM
write_study byte_zero '[./bytes.sh, "\\0 1", "{results}"]'
expect_failed byte_zero "line 1 of the results has a byte 0"
write_study later_byte '[./bytes.sh, "\\n\\n1\\0\\n", "{results}"]'
expect_failed later_byte "line 3 of the results has a byte 0"

# ---- Times that are measured ----

cat >timed.yaml <<'STUDY'
name: timed
repeats: 3
task: {name: echo, n_in: 3, n_out: 1, cardinality: 4}
models:
  - {name: baseline, units: 2}
  - {name: sleeps, kind: command, command: [sh, -c, 'sleep 0.05; echo "{\"accuracy\": {\"hits\": 3, \"of\": 20}}" > {results}']}
metrics: [{name: took, measure: seconds}, {name: cpu, measure: cpu_seconds}]
training: {epochs: 3}
evaluate: {sequences: 20}
claims: [{text: Sleeping takes longer, metric: took, expect: sleeps - baseline > 0}]
STUDY
run "$program" run timed.yaml -o timed
expect_status "times" 0
run "$program" report timed --format json
expect_json "times of commands and of built-in models" 'all(f > (0.05 if c["model"] == "sleeps" and n == "took" else 0)
    for c in o["cells"] for n in ("took", "cpu") for f in c["figures"][n]) and len(o["cells"][0]["figures"]["cpu"]) == 3'
expect_json "a claim on times" 'o["claims"][0]["metric"] == "took" and o["claims"][0]["figure"] > 0'
run "$program" verify timed
expect_status "times that differ when a trial runs again" 0
expect_lines "times that differ when a trial runs again" 0 "^(took|cpu):"
run "$program" run timed.yaml -o timed1 --part 1/2
run "$program" run timed.yaml -o timed2 --part 2/2
run "$program" merge timed3 timed1 timed2
run "$program" publish timed timed4
for folder in timed3 timed4; do
    if [[ -n $(digest timed) && $(digest $folder) == "$(digest timed)" ]]; then pass; else fail "$folder" "another digest"; fi
done
run "$program" compare --bits timed timed3
expect_status "the same bits but for times" 0
cat >only.yaml <<'STUDY'
name: only
repeats: 2
models: [{name: nothing, kind: command, command: ["true"]}]
metrics: [{name: seconds, measure: seconds}]
STUDY
run "$program" run only.yaml -o only
expect_status "a command that gives no results, of which only the time is asked" 0

# ---- Scratch folders ----

write_study keeps '[sh, -c, "echo much > {scratch}/file; exit 1"]' && expect_failed keeps "exited with status 1"
if [[ $(cat "$TMPDIR"/attnbench-*/file | sort -u) == much ]]; then pass; else fail "scratch of a failed trial" "it is gone"; fi
rm -rf "$TMPDIR"/attnbench-*
write_study tidy '[sh, -c, "mkdir -p {scratch}/a/b; chmod 0 {scratch}/a/b; echo {\"score\": 1} > {results}"]'
run "$program" run tidy.yaml -o tidy
if compgen -G "$TMPDIR/attnbench-*" >/dev/null; then fail "scratch folders" "some are left"; else pass; fi
run "$program" run tidy.yaml -o tidy2 --keep-scratch
if [[ $(ls -d "$TMPDIR"/attnbench-* | wc -l) -eq 2 ]]; then pass; else fail "--keep-scratch" "$(ls "$TMPDIR")"; fi
rm -rf "$TMPDIR"/attnbench-*

# ---- Alone, in the foreground ----

run "$program" trial say --model only --repeat 1
expect_status "trial" 0
expect_output "trial" "only units=4 repeat 1: finished in"
expect_error "trial" "ATTNBENCH_X=0.5"
run "$program" trial fails --model only
expect_status "a trial that fails" 1
expect_output "a trial that fails" "only repeat 0: crashed in"
expect_error "a trial that fails" "No module named torch"

# ---- Stopped and killed ----

write_study waits '[sh, -c, "echo much > {scratch}/file; sleep 72.5"]'
no_scratch() {
    ! compgen -G "$TMPDIR/attnbench-*"
}
rm -rf "$TMPDIR"/attnbench-*
for signal in TERM KILL; do
    "$program" run waits.yaml -o waits 2>err >out &
    job=$!
    wait_until pgrep -f 'sleep 72.5'
    kill -$signal $job
    wait $job 2>/dev/null
    if until_true 20 no_processes 'sleep 72.5'; then pass; else fail "a run that gets SIG$signal" "its command runs on"; fi
    if until_true 20 no_scratch; then pass; else fail "a run that gets SIG$signal" "scratch folders are left"; fi
done

# ---- Beside built-in models ----

cat >beside.yaml <<'STUDY'
name: beside
task: {name: echo}
repeats: 2
grid: {n_in: [3, 4], n_out: [1], cardinality: [4]}
models:
  - {name: baseline, units: 2}
  - {name: mine, kind: command, command: [sh, -c, 'echo "{\"score\": 4, \"accuracy\": {\"hits\": {n_in}, \"of\": 20}}" > {results}']}
  - {name: other, kind: command, command: [sh, -c, 'echo "{\"score\": 3, \"accuracy\": {\"hits\": 1, \"of\": 20}}" > {results}']}
metrics: [{name: score}]
claims: [{text: Of the commands alone, metric: score, expect: mine - other > 0 everywhere}]
training: {epochs: 3}
evaluate: {sequences: 20}
STUDY
run "$program" run beside.yaml -o beside
expect_status "a command beside a built-in model" 0
run "$program" report beside --format json
expect_json "a command beside a built-in model" '[c["mean"] for c in o["cells"] if c["model"] == "mine"] == [15, 20]'
finish
