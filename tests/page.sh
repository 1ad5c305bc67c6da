#!/bin/bash
# The page of `attnbench report --format html`, seen by a browser: tests/page.sh BINARY
# slow: 15 s
set -euo pipefail
program=$(realpath "${1:?usage: tests/page.sh BINARY}")
cd "$(dirname "$0")"
source ./script.bash
here=$PWD
cd "$scratch"

cat >hostile.yaml <<'YAML'
name: hostile
title: "</title><script>document.title = 'taken'</script> & <b onclick='x'>\"quoted\"</b>"
repeats: 3
task: {name: echo}
grid: {n_in: [4], n_out: [2], cardinality: [10]}
models:
  - {name: baseline, title: "<img src=x onerror=alert(1)>", units: 8}
  - {name: attention-with-a-name-that-has-all-the-bytes-a-name-may-have-63, title: "שלום نموذج", kind: attention, units: 8}
  - {name: third, title: "注意 &lt;", kind: attention, units: 4}
training: {epochs: 300}
evaluate: {sequences: 20}
save_models: none
YAML
cat hostile.yaml - >claims.yaml <<'YAML'
claims:
  - {text: "</q><script>alert(2)</script>", source: "<b>", published: 12, expect: third - baseline > 0}
YAML

make_page() { # NAME STUDY OPTION...
    local name=$1
    shift
    run "$program" run "$@" -o "$name"
    expect_status "run of $name" 0
    "$program" report "$name" --format html >"$name.html" 2>err || fail "$name.html" "report failed"
}

make_page one_cell claims.yaml
make_page one_axis hostile.yaml --repeats 2 --set grid.n_in=4,5,6 --set training.epochs=20
make_page grid hostile.yaml --repeats 2 --set grid.n_in=4,5,6 --set grid.n_out=1,2 --set grid.cardinality=5,10 --set training.epochs=20
make_page one_repeat hostile.yaml --repeats 1 --set training.epochs=1

if [[ $(stat -c %s grid.html) -gt 200000 ]]; then fail "size" "a page of 12 cells has more than 200 kB"; else pass; fi
run_python "$here/page.py" ./*.html
finish
