#!/bin/bash
# The command line as a user meets it: tests/commands.sh BINARY
# slow: 40 s
set -euo pipefail
program=$(realpath "${1:?usage: tests/commands.sh BINARY}")
cd "$(dirname "$0")"
source ./script.bash
cd "$scratch"

cat >small.yaml <<'YAML'
name: small
title: A study of seconds
repeats: 2
task: {name: echo}
grid: {n_in: [5], n_out: [1, 2], cardinality: [10]}
models:
  - {name: baseline, title: Plain, kind: baseline, units: 8}
  - {name: attention, title: With attention, kind: attention, units: 8}
training: {epochs: 40}
evaluate: {sequences: 10}
save_models: first
YAML

# A command that fails: its status, and one line on stderr that begins and goes on as given.
refused() { # STATUS TEXT ARGUMENT...
    local wanted=$1 text=$2
    shift 2
    run "$program" "$@"
    expect_status "$*" "$wanted"
    expect_error "$*" "$text"
    [[ ! -s out ]] || fail "$*" "prints on stdout too"
}

accepted() { # ARGUMENT...
    run "$program" "$@"
    expect_status "$*" 0
}

check_help() {
    local command word
    accepted
    expect_output "no command" "Usage: attnbench COMMAND"
    for word in --help -h help '-?'; do
        accepted "$word"
        for command in run status report compare claims plan plot predict publish trial verify merge import bench; do
            expect_lines "$word lists $command" 1 "^  $command +[A-Z]"
        done
        accepted help "$word"
        expect_lines "help $word lists bench" 1 "^  bench +[A-Z]"
    done
    accepted --version
    expect_lines "--version" 1 '^attnbench [^ ]+'
    for command in run status report compare claims plan plot predict publish trial verify merge import bench; do
        accepted $command -h
        mv out short
        accepted $command --help
        if cmp -s out short; then pass; else fail "$command -h" "is not $command --help"; fi
        expect_output "$command --help" "Usage: attnbench $command [OPTION...]"
        [[ $command == merge ]] || expect_output "$command --help" "(default: "
        [[ ! -s err ]] || fail "$command --help" "prints on stderr"
        accepted $command --usage
        accepted $command --version
    done
    accepted run --help
    cp out wanted
    accepted help run
    if cmp -s out wanted; then pass; else fail "help run" "is not run --help"; fi
    refused 64 'attnbench: there is no command "rum"; did you mean "run"?' help rum
    refused 64 'attnbench: "x" is one argument too many after "help run"' help run x
    accepted run --help
    expect_output "run --help on --set" models.NAME.units=
    expect_output "run --help on --set" grid.n_in=4,5
    expect_output "run --help lists the study's keys" cardinality
    expect_output "run --help lists the study's keys" learning_rate
    local status
    for status in 0 1 64 65 66 69 70 71 73 74 75 78; do
        expect_lines "run --help lists exit status $status" 1 "^ +$status  [a-z]"
    done
    accepted bench --help
    expect_output "bench --help" "--model=KIND"
}

check_usage_errors() {
    refused 64 'attnbench: there is no command "reprot"; did you mean "report"?' reprot
    refused 64 'attnbench: there is no command "qqqqqq"; attnbench --help lists them' qqqqqq
    refused 64 "unrecognized option '--unknown'" run --unknown
    refused 64 "requires an argument" run small.yaml --set
    refused 64 'attnbench: STUDY.yaml is missing: attnbench run STUDY.yaml' run
    refused 64 'attnbench: DIR is missing: attnbench status DIR' status
    refused 64 'attnbench: "b" is one argument too many after "a"' report a b
    refused 64 'attnbench: DIR_A DIR_B... is missing: attnbench compare DIR_A DIR_B...' compare
    refused 64 'attnbench: DIR_B is missing: attnbench compare DIR_A DIR_B...' compare a
    refused 64 'attnbench: "c" is one argument too many after "b"' publish a b c
    refused 64 'attnbench: --bits compares two folders, not 3' compare a b c --bits
    refused 64 'attnbench: DIR_OUT is missing: attnbench publish DIR DIR_OUT' publish a
    refused 64 'attnbench: --bits and --format exclude each other' compare a b --bits --format csv
    refused 64 'unknown report format "pdf": it can be text, ' compare a b --format pdf
    refused 64 'attnbench: --bits and --plot exclude each other' compare a b --bits --plot c
    refused 64 'attnbench: --fail-if: "better" is not one of worse, changed' compare a b --fail-if better
    refused 64 'attnbench: DIR... is missing: attnbench claims DIR...' claims
    refused 64 'unknown report format "csv": it can be text, markdown or latex' claims a --format csv
    refused 66 'attnbench: no claims: nowhere holds no study with claims and results' claims nowhere
    refused 64 'attnbench: STUDY.yaml|DIR is missing: attnbench plan STUDY.yaml|DIR' plan
    refused 64 'attnbench: --power: "100" is not a number from 1 to 99' plan small --power 100
    refused 64 'attnbench: --difference: "0" is not a number from 1e-06 to 1e+06' plan small --difference 0
    refused 64 'attnbench: --ranks: "x" is not a whole number from 1 to ' plan small --ranks x
    refused 66 'attnbench: nowhere: no results there' plan nowhere
    refused 64 'attnbench: bench takes no argument: "x"' bench x
    refused 64 'attnbench: --repeats: "ten" is not a whole number from 1 to' run small.yaml --repeats ten
    refused 64 'attnbench: --repeats: "0" is not a whole number from 1 to 100000' run small.yaml --repeats 0
    refused 64 'attnbench: --max-time: "soon" is not a time like' run small.yaml --max-time soon
    refused 64 'attnbench: --max-time: "0" is not' run small.yaml --max-time 0
    refused 64 'attnbench: --max-trial-time: "1 fortnight" is not a time like' run small.yaml --max-trial-time '1 fortnight'
    refused 64 'attnbench: bench draws pairs of its own: task.name cannot be file' \
        bench --set task.name=file --set task.path=pairs.csv
    refused 78 'attnbench: baseline has 470032394 weights, and no more than 268435456 can be stored: make it smaller, or set save_models: none' \
        run small.yaml -o huge --set models.units=4096 --set models.layers=3
    refused 64 'attnbench: --max-trial-memory: "0" is not a size like 500M or 2G' run small.yaml --max-trial-memory 0
    refused 64 'attnbench: --max-failures: "0" is not a whole number from 1' run small.yaml --max-failures 0
    local part
    for part in 0/3 4/3 2 /3 2/ 2/3/4 -1/3 a/b 1/99999999999; do
        refused 64 "attnbench: --part: \"$part\" is not K/N, such as 2/8" run small.yaml --part $part
    done
    refused 64 'attnbench: DIR_OUT DIR_IN... is missing: attnbench merge DIR_OUT DIR_IN...' merge
    refused 64 'attnbench: DIR_IN is missing: attnbench merge DIR_OUT DIR_IN...' merge a
    refused 64 'attnbench: --lost-after: "4" is not a time of 5 s or more' run small.yaml --lost-after 4
    refused 64 'attnbench: ' run small.yaml --set training.epoch=3
    refused 64 'attnbench: ' run small.yaml --set nonsense
    refused 64 'models is a section: set a key in it, such as models.units=' run small.yaml --set models=3
    refused 64 "it would hide the models' own units (small.yaml:7)" run small.yaml --set grid.units=4,8
    refused 64 'attnbench: --set repeats=4: the command line says repeats=3 too: keep one of the two' \
        run small.yaml --repeats 3 --set repeats=4
    refused 64 'attnbench: --repeats is given twice, 3 and 4: give it once' run small.yaml --repeats 3 --repeats 4
    refused 64 'attnbench: --max-time is given twice, 90 and 15m: give it once' run small.yaml --max-time 90 --max-time 15m
    refused 64 'attnbench: --output is given twice, a and b: give it once' run small.yaml -o a --output b
    refused 64 'attnbench: --part is given twice, 1/2 and 2/2: give it once' run small.yaml --part 1/2 --part 2/2
    refused 64 'attnbench: --fail-fast is --max-failures 1: --max-failures 3 is given too' \
        run small.yaml --fail-fast --max-failures 3
    refused 64 'attnbench: --fail-fast is --max-failures 1: --max-failures 3 is given too' \
        run small.yaml --max-failures 3 --fail-fast
    refused 64 'attnbench: --format is given twice, csv and json: give it once' report small --format csv --format json
    refused 64 'attnbench: --format is given twice, png and svg: give it once' plot small --format png --format svg
    refused 64 'attnbench: --cell is given twice, n_out=1 and n_in=5: give it once' \
        predict small --model baseline --cell n_out=1 --cell n_in=5
    refused 64 'attnbench: one --model NAME is needed, not 2' predict small --model baseline --model attention
    refused 64 'attnbench: --repeats: "010" is not a whole number from 1' run small.yaml --repeats 010
    refused 64 'attnbench: --set training.batch=8: the command line says training.batch=4 too: keep one of the two' \
        bench --set training.batch=4 --set training.batch=8
    accepted run small.yaml --dry-run --repeats 2 --repeats 2 --max-time 90 --max-time 90 --set repeats=2
    accepted run small.yaml --dry-run --fail-fast --max-failures 1 --set vary=[init]
    refused 64 'attnbench: ' report small --format pdf
    refused 64 'attnbench: --format: "xml" is not one of text, json' bench --format xml
    refused 64 'attnbench: --epochs: "-1" is not' bench --epochs=-1
    refused 64 'attnbench: ' bench --model lstm
    refused 64 'attnbench: --examples: "0" is not' predict small --model baseline --examples 0
    refused 64 'exclude each other' predict small --model baseline --examples 3 --input '1 2 3 4 5'
    refused 66 'attnbench: ' run missing.yaml
    check_refused_runs
    printf 'name: broken\nrepeat: 3\n' >broken.yaml
    refused 78 'broken.yaml:2' run broken.yaml
}

# What is refused makes no folder, nor one above it.
check_refused_runs() {
    refused 64 'attnbench: --part: an adaptive study needs all its repeats together to choose their number' \
        run small.yaml --part 1/2 -o refused/folder --set adaptive.max=10 --set adaptive.half_width=5
    run bash -c 'ulimit -f 60 && exec "$0" "$@"' "$program" run small.yaml -o refused/folder --repeats 20
    expect_status "too little room" 74
    expect_error "too little room" 'attnbench: a file in refused/folder may grow to '
    refused 64 'attnbench: --max-trial-memory: 1.0 kB is less than' run small.yaml -o refused/folder --max-trial-memory 1k
    if [[ -e refused ]]; then fail "a refused run" "made a folder"; else pass; fi
    mkdir refused
    refused 64 'attnbench: --part: an adaptive study' run small.yaml --part 1/2 -o refused --set adaptive.max=10 \
        --set adaptive.half_width=5
    if [[ -z $(ls -A refused) ]]; then pass; else fail "a refused run" "writes into the folder"; fi
}

check_without_results() {
    mkdir empty
    local command
    for command in status report plot verify 'predict --model baseline'; do
        # shellcheck disable=SC2086 # options are words
        refused 66 'attnbench: ' $command empty
        # shellcheck disable=SC2086
        refused 66 'attnbench: ' $command nowhere
    done
    refused 66 'attnbench: ' compare empty nowhere
    refused 66 'attnbench: ' trial empty --model baseline
    refused 66 'attnbench: empty: no results there' merge joined empty
    if [[ -e joined ]]; then fail "merge of nothing" "made a folder"; else pass; fi
    refused 66 'attnbench: empty: no results there' status empty
    [[ -z $(ls -A empty) ]] || fail "commands that only look" "wrote into empty"
}

check_run() {
    accepted run small.yaml --dry-run
    expect_output "--dry-run" 8
    expect_output "--dry-run" "on 1 rank of this machine"
    expect_lines "--dry-run" 1 '^Memory per rank: about [0-9.]+ MB: agent and trainer [0-9.]+ MB, a trial of attention at n_in=5'
    run env PMIX_RANK=0 SLURM_NTASKS=6 "$program" run small.yaml --dry-run
    expect_output "--dry-run under srun" "on 6 ranks of this machine"
    run env SLURM_NTASKS=6 "$program" run small.yaml --dry-run
    expect_output "--dry-run in a batch script, without srun" "on 1 rank of this machine"
    if [[ -e results ]]; then fail "--dry-run" "made results"; else pass; fi
    accepted run small.yaml --repeats 1 -o small
    accepted status small
    expect_output "status" 'small: 4 of 4 trials done, 0 failed, 0 left'
    accepted run small.yaml
    expect_file "default folder" results/small/journal
    accepted run small.yaml -o small
    expect_file "run" small/study.h5
    accepted status small
    expect_output "status" 'small: 8 of 8 trials done, 0 failed, 0 left'
    expect_lines "status, per model" 2 '^(baseline|attention) +4 +0 +0 +[0-9.]+%$'
    expect_output "status" 'No run is at work: all trials are done.'
    accepted status small --format json
    expect_json "JSON of a folder that is done" 'o["trials"]["done"] == 8 and o["run"] is None and o["part"] is None'
    expect_json "JSON of a folder that is done: models" '[(m["name"], m["done"], 0 <= m["mean"] <= 100) for m in o["models"]]
        == [("baseline", 4, True), ("attention", 4, True)] and o["metric"] == "accuracy"'
    expect_json "JSON of a folder that is done: rest" 'o["seconds_left"] == 0 and o["failures"] == o["lost"] == [] and
        o["next_command"] == "attnbench report small"'
}

# What --set says is part of the study that the folder holds.
check_overrides() {
    local -a set=(--set training.epochs=20 --set models.attention.units=6)
    accepted run small.yaml -o overridden "${set[@]}"
    refused 78 'made with training.epochs = 20, the study now says 40: set it back, or give another folder with -o DIR' \
        run small.yaml -o overridden --set models.attention.units=6
    refused 78 'trials of model attention made with models.units = 6, the study now says 8: set it back' \
        run small.yaml -o overridden --set training.epochs=20
    accepted run small.yaml -o overridden "${set[@]}"
    expect_error "the same --set again" "all 8 trials are there already"
    accepted run small.yaml -o overridden "${set[@]}" --repeats 1
    accepted report overridden --format csv
    expect_lines "report after --repeats 1" 4 '^(baseline|attention),5,[12],10,1,0,'
    accepted run small.yaml -o overridden "${set[@]}"
    expect_error "the other repeats are still there" "all 8 trials are there already"
}

# The trial is the youngest process under the run.
trial_of() {
    local pid=$1 child
    for child in $(pgrep -P "$pid"); do
        pgrep -P "$child" && return 0
    done
    return 1
}
failure_is_kept() { "$program" status busy | grep -q '1 failed'; }

# A run at work, a trial of which is killed, and which is then stopped.
check_status_of_a_run() {
    "$program" run small.yaml -o busy --set training.epochs=3000000 2>busy.err &
    local run=$!
    wait_until trial_of $run
    kill -KILL "$(trial_of $run)" || fail "status of a run" "there was no trial to kill"
    wait_until failure_is_kept
    wait_until test -e busy/running
    accepted status busy
    expect_output "status of a run" "A run is at work: host $(hostname), pid $run, 1 rank, since "
    expect_lines "status of a run: in flight" 1 \
        '^  (baseline|attention) n_in=5 n_out=[12] cardinality=10 repeat [01] on rank 0$'
    kill -STOP $run # so that it does not write over what comes now
    printf 'in_flight 7 0\nin_flight 3 1\n' >>busy/running
    accepted status busy
    expect_lines "status of a run: what a rank holds but has not started" 1 \
        '^  attention n_in=5 n_out=2 cardinality=10 repeat 1 next on rank 0$'
    expect_lines "status of a run: another rank" 1 '^  baseline n_in=5 n_out=2 cardinality=10 repeat 1 on rank 1$'
    expect_lines "status of a run: failure" 1 '^  .* repeat [01]: crashed: killed by signal 9'
    accepted status busy --format json
    expect_json "JSON of a run: trials" 'o["trials"]["failed"] == o["trials"]["crashed"] == 1 and o["trials"]["left"] == 7'
    expect_json "JSON of a run: who" \
        "o['run']['host'] == '$(hostname)' and o['run']['pid'] == $run and o['run']['ranks'] == 1"
    expect_json "JSON of a run: since when" 'o["run"]["started"].endswith("Z") and o["run"]["started"] <= o["run"]["updated"]'
    expect_json "JSON of a run: what" '[(t["rank"], t["waits"]) for t in o["run"]["trials"]] == [(0, False), (0, True), (1, False)]'
    expect_json "JSON of a run: which trial" 'o["run"]["trials"][2] | {"rank": 0, "waits": 0} ==
        {"model": "baseline", "cell": {"n_in": 5, "n_out": 2, "cardinality": 10}, "repeat": 1, "rank": 0, "waits": 0}'
    expect_json "JSON of a run: time left" 'o["seconds_left_on_ranks"] == 1 and o["next_command"] is None'
    expect_json "JSON of a run: failures" 'len(o["failures"]) == 1 and o["failures"][0]["status"] == "crashed" and
        o["failures"][0]["reason"].startswith("killed by signal 9")'
    kill -CONT $run
    refused 73 "$run" run small.yaml -o busy --set training.epochs=3000000
    kill -TERM $run
    if wait $run; then status=0; else status=$?; fi
    expect_status "a run that is stopped" 75
    accepted status busy
    expect_output "status of a stopped run" 'No run is at work. To go on: attnbench run STUDY.yaml -o busy'
    accepted status busy --format json
    expect_json "JSON of a stopped run" 'o["run"] is None and o["next_command"] == "attnbench run STUDY.yaml -o busy"'
    refused 64 '--format: "csv" is not one of text, json' status busy --format csv
}

# What was learned and how stands at the head of each.
check_setup() {
    local task='Task echo: n_in values of 0..cardinality-1; target: the first n_out, then zeros' format
    accepted report small
    expect_lines "head of the report: task" 1 "^$task\$"
    expect_lines "head of the report: training" 1 '^Training: source fresh, epochs 40, batch 1$'
    for format in markdown latex html; do
        accepted report small --format $format
        expect_lines "head of $format" 2 "^(<p>|[{].sloppy )?(Task echo: n.*, then zeros|Training: source fresh, epochs 40, batch 1)(\.</p>|.par[}])?\$"
    done
    accepted report small --format json
    expect_json "head of JSON" 'o["setup"]["task"] == "echo" and o["setup"]["meaning"].startswith("n_in values") and
        o["setup"]["training"] == {"source": "fresh", "epochs": 40, "batch": 1} and o["setup"]["of_models"] == []'
    sed 's/attention, units: 8/attention, weights_as: baseline/' small.yaml >unlike.yaml
    accepted run unlike.yaml -o unlike --set training.learning_rate=0.01 --set models.baseline.learning_rate=0.02
    accepted report unlike
    expect_output "unlike training" 'Training: source fresh, epochs 40, batch 1; baseline: learning_rate 0.02;'
    expect_lines "unlike training" 1 '^attention: learning_rate 0.01$'
    expect_lines "units that follow from weights" 1 '^Units: attention [0-9]+, for as many weights as baseline$'
    accepted report unlike --format json
    expect_json "units in JSON" '[(f["model"], f["setting"]) for f in o["setup"]["of_models"]] ==
        [("baseline", "learning_rate"), ("attention", "learning_rate"), ("attention", "units")] and
        o["setup"]["of_models"][2]["weights_as"] == "baseline" and 1 < o["setup"]["of_models"][2]["least"] < 8'
}

check_json() { # NAME: stdout is JSON
    if ! command -v python3 >/dev/null; then
        skip "$1" "no python3"
    elif python3 -m json.tool <out >/dev/null; then
        pass
    else
        fail "$1" "is not JSON"
    fi
}

check_report() {
    local first='model,n_in,n_out,cardinality,repeats,failed,mean,variance,sd,min,max,ci_low,ci_high'
    accepted report small
    expect_output "report" attention
    accepted report small --format csv
    expect_lines "columns of the CSV" 1 "^$first"
    expect_lines "rows of the CSV" 4 '^(baseline|attention),5,[12],10,2,0,[0-9.]+,[0-9.]+,'
    accepted report results/small --format csv
    accepted report small --format markdown
    expect_lines "report --format markdown" 1 '^# A study of seconds$'
    expect_lines "report --format markdown: rows of the comparison" 2 '^\| attention \| [12] \| 2 \| .* \| (better|worse|undecided) \|$'
    accepted report small --format latex
    expect_lines "report --format latex: tables" 1 '^.caption.Against baseline: difference of the means'
    accepted run small.yaml -o longer --set training.epochs=120
    accepted report longer
    expect_lines "report: the traces are loaded" 1 '^Learning: epochs until '
    accepted report small --format json
    check_json "report --format json"
    expect_output "report --format json" '"counts": {'
    if "$program" report small >/dev/full 2>err; then status=0; else status=$?; fi
    expect_status "report > /dev/full" 74
    expect_error "report > /dev/full" 'attnbench: '
    if "$program" report small >&- 2>err; then status=0; else status=$?; fi
    expect_status "report >&-" 74
    if "$program" run --help >/dev/full 2>err; then status=0; else status=$?; fi
    expect_status "run --help > /dev/full" 74
    expect_error "run --help > /dev/full" 'attnbench: cannot write to standard output: No space left on device'
}

# Of the plan in `out`, in JSON: its repeats are those of the plan in words, and the time is that of the difference.
expect_figures() { # NAME WORDS
    local difference mean
    command -v python3 >/dev/null || { skip "$1" "no python3" && return; }
    difference=$(sed -nE 's/^attention +baseline .* ([0-9]+)$/\1/p' "$2")
    mean=$(sed -nE 's/^attention +[(]mean[)] .* ([0-9]+)$/\1/p' "$2")
    if python3 - out "$difference" "$mean" <<'PYTHON'; then pass; else fail "$1" "other figures"; fi
import json, sys
plan = json.load(open(sys.argv[1]))
difference, mean = int(sys.argv[2]), int(sys.argv[3])
assert [row["repeats"] for row in plan["differences"]] == [difference]
assert [row["repeats"] for row in plan["means"]] == [mean, mean]
assert plan["times"][0]["repeats"] == difference and len(plan["times"]) == 5
assert plan["goal"] == {"power": 0.8, "difference": 2, "half_width": 2, "ranks": 8}
PYTHON
}

# A pilot, in the folder or where its study file says, or what is known without one.
check_plan() {
    refused 64 'attnbench: --mean and --sd go together' plan small.yaml --mean 95
    refused 64 'attnbench: --mean and --sd are stated of a study file; the pilot in small has its own' \
        plan small --mean 95 --sd 2 --difference 2
    refused 64 'attnbench: --mean and --sd need a difference to find' plan small.yaml --mean 95 --sd 2
    accepted plan small.yaml --mean 0.95 --sd 0.01 --difference 0.02
    expect_error "plan: fractions" 'attnbench: --mean 0.95 --sd 0.01 --difference 0.02 are read as percent; if they are fractions, give --mean 95 --sd 1 --difference 2'
    accepted plan small.yaml --mean 95 --sd 1.4 --difference 2 --half-width 2 --ranks 8
    expect_lines "plan: stated" 1 '^attention +baseline +1.4 +1.4 +2 +0.00 +.* [0-9]+$'
    expect_lines "plan: means" 2 '^(attention|baseline) +[(]mean[)] +1.4 '
    expect_output "plan: ranks" "ranks on 8"
    cp out words
    accepted plan small.yaml --mean 95 --sd 1.4 --difference 2 --half-width 2 --ranks 8 --format json
    expect_figures "plan: in JSON the same" words
    refused 64 'attnbench: --format: "csv" is not one of text, json' plan small.yaml --format csv
    cp words out
    expect_lines "plan: sequences" 5 '^ +[0-9]+ +[0-9]+ +[0-9].* s? +'
    cat >pilot.yaml <<'END'
name: pilot
task: {name: echo, n_in: 3, n_out: 1, cardinality: 5}
models: [{name: baseline, units: 8}, {name: attention, units: 8}]
training: {epochs: 100}
evaluate: {sequences: 50}
repeats: 4
END
    refused 66 'attnbench: no pilot in results/pilot: attnbench run pilot.yaml --repeats 5 makes one, or state' \
        plan pilot.yaml --difference 5
    accepted run pilot.yaml
    accepted plan pilot.yaml --difference 5
    expect_lines "plan: a pilot by its study file" 1 '^attention +baseline .* [0-9]+[+]? +[0-9]+[+]? to +[0-9]+[+]?$'
    cp out wanted
    accepted plan results/pilot --difference 5
    if diff <(grep baseline out) <(grep baseline wanted); then pass; else fail "plan" "another plan of the same pilot"; fi
    accepted plan results/pilot
    expect_output "plan: the pilot's own" "interval of its difference"
}

check_claims() {
    sed 's/^name: .*/name: claimed/' small.yaml >claimed.yaml
    cat >>claimed.yaml <<'END'
claims:
  - {text: It helps, source: "<b>a book</b>", published: 72.6, expect: attention - baseline > 0}
  - {text: The loss falls, metric: loss_fall, expect: baseline > -15}
  - {text: It looks at the end, metric: attention_last_3, model: attention, expect: mean > 2}
END
    accepted run claimed.yaml -o claimed --repeats 3 --set grid.n_out=1 --set save_models=all
    accepted claims claimed small nowhere
    expect_error "claims: a folder without results" "nowhere: no results there"
    expect_lines "claims: a row each" 3 '^claimed +(supported|refuted|undecided) '
    expect_lines "claims: of losses" 1 '^claimed +supported .*loss_fall: baseline > -15$'
    expect_lines "claims: of attention" 1 '^claimed +supported .* [0-9.]+ % .*attention_last_3: attention > 2$'
    accepted claims claimed --format markdown
    expect_lines "claims in Markdown" 1 '^\| claimed \| .* \| 72.60 points \| .* \| It helps \| \\<b\\>a book'
    cp -r claimed claimed_too
    accepted claims claimed claimed_too
    expect_lines "claims: studies of one name" 3 '^claimed [(]claimed[)] +(supported|refuted|undecided) '
    expect_lines "claims: studies of one name" 3 '^claimed [(]claimed_too[)] +(supported|refuted|undecided) '
    refused 64 'attnbench: claimed and ./claimed/ are the same folder: name it once' claims claimed ./claimed/
    refused 64 'attnbench: nowhere is named twice' claims nowhere claimed nowhere
    accepted report claimed
    expect_lines "claims of other figures in report" 1 '^loss_fall: baseline > -15 +supported '
}

# RMSE wherever there would be an accuracy.
check_real_values() {
    sed -e 's/name: echo/name: denoise/; s/n_in: .5., n_out: .1, 2., cardinality: .10./n_in: [6], n_out: [6], cardinality: [1]/' \
        -e 's/name: small/name: sines/' small.yaml >sines.yaml
    accepted run sines.yaml -o sines --repeats 3
    accepted run sines.yaml -o sines_more --repeats 3 --set training.epochs=60
    accepted status sines
    expect_lines "status of errors" 1 'mean error \(RMSE\) so far$'
    expect_lines "status of errors" 2 '^(baseline|attention) +3 +0 +0  [0-9.]+$'
    accepted report sines
    expect_lines "report of errors" 1 '^attention +3 +-?[0-9.]+ .* (better|worse|undecided)$'
    accepted compare sines sines_more
    expect_output "compare errors" 'Error: root mean squared, over the evaluated sequences'
    expect_lines "compare errors" 2 '^(baseline|attention) +3 pairs .* (B better|B worse|undecided|equal)$'
    (cat sines.yaml && echo 'claims: [{text: t, expect: attention - baseline > 0}]') >claimed_sines.yaml
    refused 78 'attnbench: claimed_sines.yaml:12: claims.metric is accuracy, which the task denoise has none of: it must be' \
        run claimed_sines.yaml -o no
}

check_compare() {
    accepted compare small results/small
    expect_lines "compare names both" 1 '^A: small [(]A study of seconds[)]$'
    expect_lines "compare names both" 1 '^B: results/small [(]A study of seconds[)]$'
    expect_output "compare the same" "Both hold the same bits: every loss, accuracy and evaluation."
    expect_output "compare the same" "All settings agree."
    expect_lines "compare the same" 4 '^(baseline|attention) +[12] +2 pairs .* identical$'
    accepted compare small overridden
    expect_output "compare: settings" \
        'Settings that differ: training.epochs is 40 in A, 20 in B; models.units of'
    expect_output "compare: settings" 'attention is 8 in A, 6 in B.'
    expect_output "compare: pairs" 'Repeats are paired: '
    accepted run small.yaml -o reseeded --set seed=5 --set grid.n_out=2,3
    accepted compare small reseeded
    expect_lines "compare: cells" 2 '^(baseline|attention) +2 +2, 2 '
    expect_output "compare: seed" 'Settings that differ: seed is 1 in A, 5 in B.'
    expect_output "compare: seed" 'Repeats are not paired: the seeds differ.'
    expect_output "compare: what only one has" 'Only in A: n_out 1'
    expect_output "compare: what only one has" 'Only in B: n_out 3'
    accepted compare small reseeded --format markdown
    expect_lines "compare --format markdown" 1 '^# B against A$'
    accepted compare small reseeded --format csv
    expect_lines "compare --format csv" 1 '^model,n_in,n_out,cardinality,repeats_a,repeats_b,mean_a,mean_b,equal,'
    expect_lines "compare --format csv" 2 '^(baseline|attention),5,2,10,2,2,'
    accepted compare small reseeded --format json
    check_json "compare --format json"
    expect_output "compare --format json" '{"setting": "seed", "model": "", "a": "1", "b": "5"}'
    accepted run small.yaml -o revaried --set models.vary=init
    accepted compare small revaried
    expect_output "compare: vary" 'No repeats are paired. The sequence pairs of baseline, attention vary'
    accepted run small.yaml -o apart --set grid.cardinality=12
    refused 64 'attnbench: small and apart have no model and cell in common: cardinality is 10 in one, 12 in the other' compare small apart
    accepted run small.yaml -o batched --set grid.batch=1,2
    refused 64 'attnbench: small and batched have other axes: only batched has batch' compare small batched
    refused 66 'attnbench: nowhere: ' compare small nowhere
    refused 66 'attnbench: empty: no results there' compare empty small
}

check_predict() {
    local five='\[[0-9]+(, [0-9]+){4}\]'
    accepted predict small --model attention
    expect_lines "predict" 10 "^Expected: $five Predicted $five\$"
    expect_lines "predict: inputs" 10 "^Input: $five\$"
    if awk -F '[][, ]+' '/^Input/ {first = $2; second = $3} /^Expected/ && ($2 != first || $3 != second && $3 != 0) {exit 1}' out
    then pass; else fail "predict" "expects other values than the first of the input"; fi
    cp out first
    accepted predict small --model attention --repeat 0 --cell 'n_out=1'
    if cmp -s out first; then pass; else fail predict "the same words give other lines"; fi
    accepted predict small --model baseline --examples 3 --cell 'n_in=5 n_out=2'
    expect_lines "second cell" 3 "^Expected: \[[0-9]+, [0-9]+, 0, 0, 0\] Predicted $five\$"
    accepted predict small --model attention --input '3 1 2 5 4'
    expect_lines "--input" 1 "^Input: \[3, 1, 2, 5, 4\] Predicted $five\$"
    accepted predict small --model attention --input '3 1 2 5 4' --weights
    expect_lines "--weights" 5 '^output +[1-5]( +[01]\.[0-9]{3}){5}$'
    if awk '/^output/ {s = 0; for (i = 3; i <= NF; i++) s += $i; if (s < 0.99 || s > 1.01) exit 1}' out; then
        pass
    else
        fail "--weights" "a row does not sum to 1"
    fi
}

# Real values: the noisy input stands above what was expected, and each answer has its error.
check_predict_real() {
    local four='\[-?[0-9]+\.[0-9]{3}(, -?[0-9]+\.[0-9]{3}){3}\]'
    echo "{name: sines, repeats: 1, task: {name: denoise, n_in: 4, n_out: 4, cardinality: 1}," \
        "models: [{name: baseline, units: 4, head: linear}, {name: gru, kind: baseline, cell: gru," \
        "head: linear, weights_as: baseline}], training: {epochs: 5}}" >sines.yaml
    accepted run sines.yaml -o sines
    local matched="Weights: +gru as baseline: [0-9]+ units, [0-9]+ weights for [0-9]+ \\([+-][0-9.]+ %\\)"
    accepted status sines
    expect_lines "units of weights_as in status" 1 "^$matched\$"
    accepted run sines.yaml -o sines --dry-run
    expect_lines "units of weights_as in a dry run" 1 "^$matched\$"
    accepted predict sines --model baseline --examples 3
    expect_lines "the inputs of sines" 3 "^Input: $four\$"
    expect_lines "the answers to sines" 3 "^Expected: $four Predicted $four RMSE [0-9]+\.[0-9]{3}\$"
    if awk -F '[][]' '/^Expected/ {
        split($2, expected, ","); split($4, predicted, ","); split($5, rest, " "); sum = 0
        for (i = 1; i <= 4; i++) sum += (expected[i] - predicted[i]) ^ 2
        off = sqrt(sum / 4) - rest[2]; if (off > 0.002 || off < -0.002) exit 1 }' out
    then pass; else fail "predict sines" "RMSE is another"; fi
    accepted predict sines --model baseline --input '1 -2 3e-1 0'
    expect_lines "an input of sines" 1 "^Input: \[1.000, -2.000, 0.300, 0.000\] Predicted $four\$"
    refused 64 '--input: "nan" is not a number' predict sines --model baseline --input 'nan 2 3 4'
    refused 64 "--input: value 1 is 1e+30: the noisy sine's are from -4.6 to 4.6" \
        predict sines --model baseline --input '1e30 2 3 4'
}

check_predict_errors() {
    refused 64 'attnbench: which model? --model NAME is missing: the study has baseline, attention' predict small
    refused 64 'attnbench: which model? --model NAME is missing: the study has baseline, attention' trial small
    accepted trial small --model attention --cell n_out=2 --repeat 1
    expect_output "trial" 'attention n_in=5 n_out=2 cardinality=10 repeat 1: finished in '
    refused 64 'did you mean "attention"?' predict small --model atention
    refused 64 '--repeat: 7 is not one of the study' predict small --model attention --repeat 7
    refused 64 '--input: 3 values; the model takes n_in=5' predict small --model attention --input '1 2 3'
    refused 64 '--input: value 5 is 10: with cardinality=10 values are 0 to 9' predict small --model attention --input '1 2 3 4 10'
    refused 64 '--input: value 2 is -1: with cardinality=10 values are 0 to 9' predict small --model attention --input '1 -1 3 4 5'
    accepted run small.yaml -o reserving --repeats 1 --set training.epochs=1 --set task.reserve_zero=true
    refused 64 '--input: value 3 is 0: with cardinality=10 and reserve_zero values are 1 to 9' \
        predict reserving --model attention --input '1 2 0 4 5'
    refused 64 '--input: "x" is not a whole number' predict small --model attention --input '1 2 3 4 x'
    refused 64 'the model "baseline" (baseline) has no attention' predict small --model baseline --weights
    refused 64 'is not an axis' predict small --model attention --cell 'm_in=5'
    refused 64 '--cell: n_out=01: "01" is not a whole number' predict small --model attention --cell 'n_out=01'
    refused 64 'the study has no n_out=3' predict small --model attention --cell 'n_out=3'
    refused 64 'is not KEY=VALUE' predict small --model attention --cell 'n_out'
    refused 66 'no weights of attention n_in=5 n_out=1 cardinality=10 repeat 1' predict small --model attention --repeat 1
    expect_error "stored weights are named" 'attention,n_in=5,n_out=1,cardinality=10,r0.h5'
    accepted publish small copies/small
    refused 66 'copies/small: a published copy has no weights: name the folder of the run' predict copies/small --model attention
    refused 66 'copies: no results there (no journal): name a folder in it, such as copies/small' report copies
    rm -r copies
}

check_verify() {
    accepted verify small
    expect_lines "verify" 8 '^same +(baseline|attention) n_in=5 n_out=[12] cardinality=10 repeat [01] \([0-9.]+ s\)$'
    expect_output "verify" "8 trials trained again: every loss, accuracy and evaluation has the same bits"
    accepted verify small --sample 3
    expect_lines "verify --sample 3" 3 '^same '
    refused 64 'attnbench: --sample: "0" is not' verify small --sample 0
    local isa
    read -r isa _ <<<"$(instruction_sets)"
    run env ATTNBENCH_ISA="$isa" "$program" run small.yaml -o other_set --repeats 1
    expect_status "run by $isa" 0
    accepted verify other_set
    expect_lines "verify what $isa made" 4 '^same '
    run env ATTNBENCH_ISA="$isa" "$program" verify small --sample 4
    expect_status "verify by $isa" 0
    expect_lines "verify by $isa" 4 '^same '
}

check_bench() {
    accepted bench --model attention --epochs 20 --format json
    for key in model us_per_step cpu_us_per_step limit_us_per_step steps; do
        expect_output "bench --format json" "\"$key\":"
    done
    accepted bench --model baseline --epochs 20 --set training.batch=4 --format json
    expect_output "bench --set" '"batch":4,'
    refused 64 "unknown key 'batsh' in training: did you mean 'batch'?" bench --set training.batsh=4
    accepted bench --epochs 20
    expect_output "bench" baseline
}

check_help
check_usage_errors
check_without_results
check_run
check_overrides
check_status_of_a_run
check_setup
check_report
check_compare
check_plan
check_claims
check_real_values
check_predict
check_predict_real
check_predict_errors
check_verify
check_bench
finish
