#!/bin/bash
# The scripts of bench/: compare.sh with a Python and guard.sh with a program that only say times. tests/benches.sh ATTNBENCH
set -uo pipefail
program=$(realpath "${1:?usage: tests/benches.sh ATTNBENCH}")
cd "$(dirname "$0")/.." || exit
source tests/script.bash
compare=(bench/peers/compare.sh "$program")

# In place of JAX and PyTorch: the time of a step is 1 s, and of one by torch.compile 0.5 s.
cat >"$scratch/python" <<'PYTHON'
#!/bin/bash
case "$*" in
*"import ${MISSING-none}") echo "ModuleNotFoundError: No module named '$MISSING'" >&2 && exit 1 ;;
*import*) exit ;;
*jax_step.py*) library="jax 1" us=1e6 ;;
*--compiled) library="torch 2" us=5e5 ;;
*torch_step.py*) library="torch 2" us=1e6 ;;
esac
echo "$*" >>"$SAID"
echo "{\"cpu_us_per_step\": ${us-}, \"library\": \"${library-}\"}"
PYTHON
chmod +x "$scratch/python"
export PYTHON=$scratch/python SAID=$scratch/said SECONDS_A_RUN=0.02 K=1

refused() { # STATUS TEXT COMMAND...
    run "${@:3}"
    expect_status "$2" "$1"
    expect_error "$2" "compare.sh: $2"
    expect_lines "$2: nothing else" 0 . # on stdout
}

# Three runs of one size: a row a model, each peer's faster way, and no more steps of a peer than it has time for.
run env K=3 "${compare[@]}" 2,4,3
expect_status "a size" 0
expect_lines "a size" 1 '^\| baseline 2×4×3 \| [0-9]+ (portable|openblas) \| 2 \| 4 compiled \| [0-9.]+ \(.* to .*\) \| '
expect_lines "a size" 1 '^\| attention 2×4×3 \| '
expect_lines "the libraries" 1 '^jax 1, torch 2; [0-9]+ s in all'
run grep -c -- '--model baseline .*--n-in 3 --n-out 2 --units 4 --batch 2 ' "$SAID"
expect_output "calls: two of PyTorch and one of JAX a run" 9
printf '%s\n' '#!/bin/bash' 'echo "{\"cpu_us_per_step\": 1, \"kernels\": \"none\"}"' >"$scratch/quick"
chmod +x "$scratch/quick"
run env SECONDS_A_RUN=1 COMPILED=0 bench/peers/compare.sh "$scratch/quick" 1,1,1
expect_status "a small model" 0
expect_lines "a small model" 1 '^\| baseline 1×1×1 \| .* 1 eager \|'
run grep -cE -- '--n-out 1 --units 1 --batch 1 --steps 7000$' "$SAID"
expect_output "steps of peers beside a small model" 6

for package in numpy jax torch; do
    refused 69 "$PYTHON does not load $package (ModuleNotFoundError: No module named '$package')" \
        env MISSING=$package "${compare[@]}" 1,1,1
done
refused 69 "/nowhere/python does not load numpy" env PYTHON=/nowhere/python "${compare[@]}"
refused 64 "a size is '1,2': it must be batch,units,n_in, such as 32,150,5" "${compare[@]}" 1,2,3 1,2
refused 64 "K is '0': it must be a whole number from 1" env K=0 "${compare[@]}"
refused 64 "K is 'x': it must be a whole number from 1" env K=x "${compare[@]}"
refused 64 "CORE is '9999': it must be one of the cores " env CORE=9999 "${compare[@]}"
refused 66 "/nowhere is no program: make build makes it" bench/peers/compare.sh /nowhere

# In place of attnbench: steps of TIME µs beside a limit of 100, of models, on a machine with AVX2 alone.
cat >"$scratch/program" <<'PROGRAM'
#!/bin/bash
[[ $ATTNBENCH_ISA == "${HAS-avx2}" ]] || { echo "attnbench: ATTNBENCH_ISA is '$ATTNBENCH_ISA'" >&2 && exit 78; }
[[ $* != *n_in=40* || -z ${CRASH-} ]] || exit 70
echo "{\"model\":\"baseline\",\"us_per_step\":${TIME-110},\"x\":0,\"limit_us_per_step\":100}"
PROGRAM
chmod +x "$scratch/program"
mkdir "$scratch/bench"
cp bench/guard.sh "$scratch/bench/"
guard=("$scratch/bench/guard.sh" "$scratch/program")
printf '%s 1.00\n' {avx2,avx512},baseline,tutorial >"$scratch/bench/ratios.txt"

run "${guard[@]}"
expect_status "as fast as stored" 0
expect_lines "as fast as stored" 1 '^avx2,baseline,tutorial .* 1\.10 +1\.00$'
expect_lines "a row that is not stored" 1 '^avx2,baseline,n_in=40 .* 1\.10 +-$'
run env TIME=120 "${guard[@]}"
expect_status "slower" 1
expect_output "slower" "1 of 4 got slower by more than 15 %"
run env CRASH=1 "${guard[@]}"
expect_status "a program that fails on the way" 70
for more in "" --store; do
    run env HAS=none "${guard[@]}" $more
    expect_status "nothing measured $more" 1
    expect_error "nothing measured $more" "guard.sh: nothing was measured (attnbench: ATTNBENCH_ISA is 'avx512')"
    expect_lines "nothing measured $more" 0 .
done
run cat "$scratch/bench/ratios.txt"
expect_lines "what is stored stays" 2 .
run "${guard[@]}" --store
expect_output "--store" "stored 4 ratios in bench/ratios.txt"
run cat "$scratch/bench/ratios.txt"
expect_lines "what is stored" 5 '^avx'
expect_lines "another instruction set's stays" 1 '^avx512,baseline,tutorial 1\.00$'
run "$scratch/bench/guard.sh"
expect_error "no program" "usage: bench/guard.sh ATTNBENCH"
# A report of 16 cells, of each kind of figures.
run env D=2 K=2 bench/reports.sh "$program"
expect_status "reports" 0
expect_lines "reports" 2 '^(real|counts) values: seconds of processor time [0-9.]+ [0-9.]+, of a report of [0-9]+ lines$'
finish
