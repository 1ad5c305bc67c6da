#!/bin/bash
# bench/peers/compare.sh ATTNBENCH [SIZE...]: training steps of attnbench, JAX and PyTorch in turn, and their ratios.
# SIZE is batch,units,n_in, such as 32,150,5. Variables: PYTHON, one that has jax and torch; K, runs of each (3);
# COMPILED=0 leaves torch.compile out; CORE, the core to run on (the last that it may); MODELS, of baseline, attention and
# transformer (all); PREFIX, a command before each, such as "chrt -r 1". ATTNBENCH_ISA holds PyTorch, too.
set -euo pipefail
if [[ $# == 0 || $1 == --help ]]; then
    sed -n '2,5s/^# //p' "$0"
    exit $(($# == 0 ? 64 : 0))
fi
refuse() { # STATUS WHY
    echo "compare.sh: $2" >&2
    exit "$1"
}

program=$(realpath "$1")
sizes=("${@:2}")
((${#sizes[@]} > 0)) || sizes=({1,32,128},{150,512},{5,20})
for size in "${sizes[@]}"; do
    [[ $size =~ ^([1-9][0-9]*,){2}[1-9][0-9]*$ ]] ||
        refuse 64 "a size is '$size': it must be batch,units,n_in, such as 32,150,5"
done
peers=$(dirname "$(realpath "$0")")
python=${PYTHON:-python3} runs=${K:-3} seconds_a_run=${SECONDS_A_RUN:-1}
[[ $runs =~ ^[1-9][0-9]*$ ]] || refuse 64 "K is '$runs': it must be a whole number from 1"
allowed=$(taskset -cp $$ | sed 's/.*: //')
read -ra prefix <<<"${PREFIX-}"
read -ra models <<<"${MODELS:-baseline attention transformer}"
core=(taskset -c "${CORE:-${allowed##*[,-]}}" "${prefix[@]}")
"${core[@]}" true 2>/dev/null || refuse 64 "CORE is '${CORE-}': it must be one of the cores $allowed"
[[ -x $program ]] || refuse 66 "$program is no program: make build makes it"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for package in numpy jax torch; do
    "${core[@]}" "$python" -c "import $package" 2>"$scratch/errors" ||
        refuse 69 "$python does not load $package ($(tail -n 1 "$scratch/errors")): make bench-peers installs what is needed"
done

# One thread; settings for old builds of OpenBLAS slow new ones; what is compiled is kept for the other runs of a size.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 TORCHINDUCTOR_COMPILE_THREADS=1
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export JAX_COMPILATION_CACHE_DIR=$scratch/jax JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS=0
export TORCHINDUCTOR_CACHE_DIR=$scratch/torch

hold() { # XLA's (its products take what there is all the same), PyTorch's, MKL's and oneDNN's names of a set
    export XLA_FLAGS="--xla_cpu_max_isa=$1 ${XLA_FLAGS-}" ATEN_CPU_CAPABILITY=$2
    export MKL_ENABLE_INSTRUCTIONS=$3 ONEDNN_MAX_CPU_ISA=$4
}
case ${ATTNBENCH_ISA-} in
avx2) hold AVX2 avx2 AVX2 AVX2 ;;
sse2) hold SSE4_2 default SSE4_2 SSE41 ;;
esac

field() { # NAME <JSON
    sed -nE 's/.*"'"$1"'": ?"?([^",}]+).*/\1/p'
}

ours() { # ARITHMETIC STEPS: microseconds of processor time a step
    local settings=(--set training.batch="$batch" --set models.units="$units" --set task.n_in="$n_in")
    settings+=(--set task.n_out="$n_out")
    settings+=(--set training.arithmetic="$1")
    "${core[@]}" "$program" bench --model "$model" --epochs "$2" --format json "${settings[@]}" >"$scratch/ours" &&
        field cpu_us_per_step <"$scratch/ours"
}

peer() { # SCRIPT STEPS OPTION...: the same
    "${core[@]}" "$python" "$peers/$1" --model "$model" --n-in "$n_in" --n-out "$n_out" --units "$units" \
        --batch "$batch" --steps "$2" "${@:3}" >"$scratch/$1" &&
        field cpu_us_per_step <"$scratch/$1"
}

compiled() { # STEPS: PyTorch with torch.compile; one that does not work is said once, and counts as endless
    peer torch_step.py "$1" --compiled 2>"$scratch/errors" && return
    [[ -e $scratch/said ]] || echo "torch.compile does not work here: $(tail -1 "$scratch/errors")" >&2
    touch "$scratch/said"
    echo 1e99
}

least() { # NUMBER NAME...: the least, with its name
    printf '%s %s\n' "$@" | sort -g | head -1
}

# A small model's step takes us some microseconds, and PyTorch as long as a large one's: the peers make fewer of them.
most_of_peers=7000

# All run in turn, K times: a line each of our time and its arithmetic, JAX's time, PyTorch's and its way.
measure() {
    local steps steps_of_peers us of_ours of_torch arithmetic
    steps=$(ours portable 7 | awk -v s="$seconds_a_run" '{n = int(1e6 * s / $1); print n < 14 ? 14 : n}')
    steps_of_peers=$((steps < most_of_peers ? steps : most_of_peers))
    for ((i = 0; i < runs; i++)); do
        of_ours=() of_torch=()
        for arithmetic in "${arithmetics[@]}"; do
            us=$(ours "$arithmetic" "$steps")
            of_ours+=("$us" "$arithmetic")
        done
        us=$(peer torch_step.py "$steps_of_peers")
        of_torch+=("$us" eager)
        if [[ ${COMPILED:-1} != 0 ]]; then
            us=$(compiled "$steps_of_peers")
            of_torch+=("$us" compiled)
        fi
        us=$(peer jax_step.py "$steps_of_peers")
        echo "$(least "${of_ours[@]}") $us $(least "${of_torch[@]}")"
    done
}

row() { # <what measure prints: medians in sequences a second, and the ratios of runs side by side
    awk -v name="$model $batch×$units×$n_in" -v batch="$batch" '
        function sort(a,   i, j, x) {
            for (i = 2; i <= NR; i++)
                for (j = i; j > 1 && a[j] < a[j - 1]; j--) {x = a[j]; a[j] = a[j - 1]; a[j - 1] = x}
        }
        function median(a) {sort(a); return a[int((NR + 1) / 2)]}
        function ratio(a,   m) {m = median(a); return sprintf("%.2f (%.2f to %.2f)", m, a[1], a[NR])}
        function rate(a) {return sprintf("%.0f", 1e6 * batch / median(a))}
        {ours[NR] = $1; jax[NR] = $3; torch[NR] = $4; to_jax[NR] = $3 / $1; to_torch[NR] = $4 / $1; way = $2; how = $5}
        END {
            printf "| %s | %s %s | %s | ", name, rate(ours), way, rate(jax)
            printf "%s %s | %s | %s |\n", rate(torch), how, ratio(to_jax), ratio(to_torch)
        }'
}

load() {
    cut -d' ' -f1 /proc/loadavg
}

arithmetics=(portable)
model=baseline batch=1 units=8 n_in=2 n_out=2
! ours openblas 7 >/dev/null 2>&1 || arithmetics+=(openblas)
kernels=$(ours portable 7 >/dev/null && field kernels <"$scratch/ours")
processor=$(sed -nE 's/^model name\s*: //p' /proc/cpuinfo | sort -u)
echo "$processor, one core, $kernels; $(date -u +%F); load $(load)"
echo "Sequences a second of processor time; times of a peer over ours, of $runs runs: median (least to greatest)"
echo "| model, batch×units×n_in | attnbench | JAX | PyTorch | JAX / ours | PyTorch / ours |"
echo "|---|---|---|---|---|---|"
for size in "${sizes[@]}"; do
    IFS=, read -r batch units n_in <<<"$size"
    n_out=$((n_in < 2 ? n_in : 2))
    for model in "${models[@]}"; do
        measure >"$scratch/measured"
        row <"$scratch/measured"
    done
done
echo "$(field library <"$scratch/jax_step.py"), $(field library <"$scratch/torch_step.py"); $SECONDS s in all; load $(load)"
