#!/bin/bash
# Joining the folders of several jobs: tests/merge.sh PROGRAM
# slow: 10 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
library_to_preload preload_grow
cd "$scratch" || exit 1

write_study() { # FILE N_IN
    cat >"$1" <<STUDY
name: study
seed: 3
repeats: 3
task: {name: echo}
grid: {n_in: [$2], n_out: [1, 2], cardinality: [10]}
models:
  - {name: baseline, units: 8}
  - {name: attention, units: 8}
training: {epochs: 100}
evaluate: {sequences: 20}
save_models: first
STUDY
}

expect_same() { # NAME FOLDER: as if one run had made all of it
    local found
    found=$(digest "$2")
    if [[ $found == "$digest" ]]; then pass; else fail "$1" "$found, not $digest"; fi
}

write_study study.yaml "4, 6"
run "$program" run study.yaml -o whole
expect_status "alone" 0
digest=$(digest whole)

# ---- Parts ----

for k in 1 2 3; do
    run "$program" run study.yaml --part $k/3
    expect_status "part $k" 0
    expect_error "part $k" "8 trials in"
done
run "$program" status results/study-2-of-3
expect_output "status of a part" "results/study-2-of-3: part 2 of 3: 8 of 8 trials done, 0 failed, 0 left"
expect_output "status of a part" "attnbench merge DIR_OUT results/study-2-of-3 DIR..."
run "$program" status results/study-2-of-3 --format json
expect_json "JSON of a part" 'o["part"] == {"number": 2, "of": 3} and o["trials"]["wanted"] == 8 and
    o["next_command"] == "attnbench merge DIR_OUT results/study-2-of-3 DIR..."'
run "$program" report results/study-2-of-3
expect_output "report of a part" "16 of 24 trials have no result (16 missing, 0 failed): these are the results of"
expect_output "report of a part" "part 2 of 3, and attnbench merge joins them with those of the others"
for format in markdown html; do
    run "$program" report results/study-2-of-3 --format $format
    expect_output "$format of a part" "these are the results of part 2 of 3, and attnbench merge joins them with those of the others"
done
run "$program" report results/study-2-of-3 --format json
expect_json "report of a part in JSON" 'o["part"] == {"number": 2, "of": 3}'
mv results/study-2-of-3/journal journal-of-2 && mkdir results/study-2-of-3/journal
run "$program" report results/study-2-of-3 --format json
expect_json "report of a part whose journal cannot be read" 'o["part"] == {"number": 2, "of": 3}'
rmdir results/study-2-of-3/journal && mv journal-of-2 results/study-2-of-3/journal
run "$program" plot results/study-2-of-3 -o charts --format svg
if grep -q "'part 2 of 3: 8 of 24 trials; " charts/means.gp; then pass; else fail "chart of a part" "$(grep 'set label 3' charts/means.gp)"; fi
run "$program" run study.yaml --part 25/30 -o empty
expect_status "a part without trials" 0
expect_error "a part without trials" "part 25 of 30 has no trials: the study has 24"
run "$program" run study.yaml -o "two words" --repeats 1
run "$program" status "two words"
expect_output "a folder with a blank" "attnbench report 'two words' shows them."
run "$program" status "two words" --format json
expect_json "a folder with a blank" "o['next_command'] == \"attnbench report 'two words'\""
run "$program" run study.yaml --part 2/3 -o unfinished --set training.epochs=200000 --max-time 0.3
run "$program" status unfinished
expect_lines "status of a part that was stopped" 1 '^unfinished: part 2 of 3: [0-7] of 8 trials done, 0 failed, [1-8] left$'
expect_output "status of a part that was stopped" "To go on: attnbench run STUDY.yaml --part 2/3 -o unfinished"
for other in 1/3 2/4; do
    run "$program" run study.yaml --part $other -o results/study-2-of-3
    expect_status "part $other in the folder of another" 64
    expect_error "part $other in the folder of another" \
        "attnbench: results/study-2-of-3 holds part 2/3 of the study: give part $other a folder of its own with -o"
done
run "$program" merge joined results/study-{1,2,3}-of-3
expect_status "merge" 0
expect_lines "merge" 3 '^8 trials from results/study-[123]-of-3$'
expect_output "merge" "joined: 24 of 24 trials done, 0 failed, 0 left"
expect_same "merge" joined
if diff -q <(ls whole/models) <(ls joined/models) >out; then pass; else fail "weights" "not those of the whole study"; fi
run "$program" predict joined --model attention --cell n_in=6
expect_status "predict with joined weights" 0
run "$program" verify joined --sample 3
expect_status "verify joined trials" 0
n=$(grep -ac ': .* run study.yaml --part ./3 (ended .*commit' joined/study.h5)
if [[ $n -eq 3 ]]; then pass; else fail "history" "$n lines for three runs"; fi

# A part that goes on after it was merged.
run "$program" run study.yaml -o part --repeats 1
run "$program" merge growing part
run "$program" run study.yaml -o part --repeats 2
run "$program" merge growing part
expect_status "a part that went on" 0
expect_output "a part that went on" "growing: 16 of 16 trials done"
n=$(grep -ac ': .* run study.yaml -o part --repeats . (ended .*commit' growing/study.h5)
if [[ $n -eq 2 ]]; then pass; else fail "a part that went on" "$n lines for two runs"; fi

# One that does so while it is merged, between its comparison and its copy.
run "$program" run study.yaml -o first --repeats 1
cp -r first grown
run "$program" run study.yaml -o grown --repeats 2
tail -c +$(($(wc -c <first/journal) + 1)) grown/journal >records
run env LD_PRELOAD="$preload" GROW=first/journal GROW_AT=2 GROW_BY=records "$program" merge meanwhile first
expect_status "a part that grows meanwhile" 73
expect_error "a part that grows meanwhile" "first has changed since it was compared"
run "$program" merge meanwhile first
expect_status "the same again" 0
expect_output "the same again" "meanwhile: 16 of 16 trials done"

# Weights that cannot be read are not taken for none.
cp -r results/study-1-of-3 unreadable
rm -r unreadable/models
touch unreadable/models
run "$program" merge without_weights unreadable
expect_status "weights that cannot be read" 74
expect_error "weights that cannot be read" "cannot read unreadable/models: Not a directory"
rm unreadable/models
run "$program" merge without_weights unreadable
expect_status "no weights" 0

cp joined/journal before
run "$program" merge joined results/study-{3,1}-of-3
expect_status "merge again" 0
expect_lines "merge again" 2 '^0 trials from '
if cmp -s before joined/journal; then pass; else fail "merge again" "changes the journal"; fi
run "$program" run study.yaml -o joined
expect_error "run on what was joined" "all 24 trials are there already"
run "$program" status joined
expect_output "status of what was joined" "joined: 24 of 24 trials done, 0 failed, 0 left"
run "$program" run study.yaml --part 1/3 -o joined
expect_error "a part of what was joined" "all 8 trials are there already"
run "$program" run study.yaml -o results/study-2-of-3
expect_status "the whole study into the folder of a part" 0
expect_same "the whole study into the folder of a part" results/study-2-of-3
run "$program" status results/study-2-of-3
expect_output "the whole study into the folder of a part" "results/study-2-of-3: 24 of 24 trials done"
run "$program" merge overlapping results/study-{1,2,3}-of-3
expect_status "the same trials with the same bits" 0
expect_same "the same trials with the same bits" overlapping

# ---- Other repeats, cells and models ----

write_study short.yaml 4
write_study long.yaml 6
run "$program" run short.yaml -o short --repeats 2
run "$program" run long.yaml -o long
run "$program" merge cells short long
expect_status "cells" 0
expect_output "cells" "cells: 20 of 24 trials done, 0 failed, 4 left"
run "$program" run study.yaml -o cells
expect_same "what no part had is trained" cells

# ---- What does not belong together ----

refused() { # NAME STATUS TEXT FOLDER...
    run "$program" merge refused "${@:4}"
    expect_status "$1" "$2"
    expect_error "$1" "$3"
    if [[ -e refused ]]; then fail "$1" "made a folder" && rm -r refused; else pass; fi
}
run "$program" run short.yaml -o seed --set seed=4
refused "another seed" 78 "seed does not belong to the same study as short: seed = 3 of model baseline is 4 in the other" short seed
run "$program" run short.yaml -o epochs --set models.attention.units=9
refused "another setting" 78 "models.units = 8 of model attention is 9 in the other" short epochs
run "$program" run short.yaml -o axes --set grid.batch=1,2
refused "another axis" 78 "the grid of one has 3 axes, that of the other 4" short axes
refused "nothing there" 66 "nowhere: no results there (no journal)" short nowhere
run "$program" publish short published/short
expect_status "publish" 0
refused "a published copy" 66 "published/short: a published copy cannot be merged, as it has no journal" published/short long
write_metrics() { # FILE KEYS: a study of a metric with them
    printf 'name: timed\nrepeats: 2\nmodels: [{name: a, kind: command, command: [echo, "ms={repeat}"]}]\n%s\n' \
        "metrics: [{name: ms, collect: 'ms=([0-9]+)', $2}]" >"$1"
}
write_metrics ours.yaml "better: lower, unit: ms, least: 0"
run "$program" run ours.yaml -o ours
expect_status "a metric" 0
while IFS='|' read -r keys message; do
    write_metrics theirs.yaml "$keys"
    run "$program" run theirs.yaml -o theirs
    refused "a metric with $keys" 78 "theirs does not belong to the same study as ours: metrics.$message" ours theirs
    rm -r theirs
done <<'END'
better: lower, unit: ms, least: 0.5|least of ms is '0', in the other '0.5'
better: lower, unit: ms, least: 0, most: 70|most of ms is '', in the other '70'
better: lower, unit: s, least: 0.0|unit of ms is 'ms', in the other 's'
unit: ms, least: 0|better of ms is 'lower', in the other 'higher'
better: lower, unit: ms, least: 0, title: Time|title of ms is '', in the other 'Time'
END
refused "one folder" 64 "DIR_IN is missing"
run "$program" merge short long short
expect_status "the result among the others" 64

# The same trial with another bit: flipped in a copy, whose CRC is made right again.
bend() { # FOLDER COPY TRIAL OFFSET: in the TRIAL-th record of a trial, from its begin, or from its end
    cp -r "$1" "$2"
    python3 - "$2/journal" "$3" "$4" <<'PYTHON'
import struct, sys, zlib
data = bytearray(open(sys.argv[1], "rb").read())
trial, offset = int(sys.argv[2]), int(sys.argv[3])
trials, at = [], 0
while at < len(data):
    kind, payload = struct.unpack_from("<IQ", data, at + 4)
    end = at + 40 + payload
    if kind == 5:
        trials.append((at, end))
    at = end + 4
at, end = trials[trial]
data[(end if offset < 0 else at) + offset] ^= 1
struct.pack_into("<I", data, end, zlib.crc32(data[at:end]))
open(sys.argv[1], "wb").write(data)
PYTHON
}
if command -v python3 >/dev/null; then
    bend short bent 0 -5 # the last training accuracy, before a word for the 20 items
    refused "other bits" 65 "n_in=4 n_out=1 cardinality=10 repeat 0 has other figures in " short bent
    bend short other 0 24 # the settings
    wrong="attention n_in=4 n_out=1 cardinality=10 repeat 0 was made with other settings than the study has now"
    refused "other settings" 78 "attnbench: other: $wrong" short other
    refused "other settings first" 78 "attnbench: other: $wrong" other short
    # Figures of a program that computes otherwise.
    cp -r short otherwise
    python3 - otherwise/journal <<'PYTHON'
import struct, sys, zlib
data = bytearray(open(sys.argv[1], "rb").read())
said = data.index(b"\narithmetic ") + 12
data[said] ^= 1
at = 0
while at < len(data):
    end = at + 40 + struct.unpack_from("<Q", data, at + 8)[0]
    struct.pack_into("<I", data, end, zlib.crc32(data[at:end]))
    at = end + 4
open(sys.argv[1], "wb").write(data)
PYTHON
    refused "figures of another arithmetic" 78 "otherwise holds trials of attnbench" short otherwise
    run "$program" merge otherwise short
    expect_status "into figures of another arithmetic" 78
    expect_error "into figures of another arithmetic" "otherwise holds trials of attnbench"
    # A trial that no study has any more.
    cp -r short fewer
    run "$program" run short.yaml -o fewer --repeats 1
    bend fewer other_fewer -1 24
    refused "other settings of a further trial" 78 "was made with other settings in " fewer other_fewer
    if grep -q ' in fewer than in other_fewer' err || grep -q ' in other_fewer than in fewer' err; then pass; else
        fail "other settings of a further trial" "not both folders are named"
    fi
else
    skip "other bits" "no python3"
fi

"$program" run short.yaml -o busy --repeats 100000 2>/dev/null &
job=$!
wait_until test -s busy/running
refused "a run at work" 73 "busy: a run is at work there (host $(hostname), pid $job): wait for its end" short busy
kill -TERM $job
wait $job
finish
