#!/bin/bash
# experiments/peers/check.sh ATTNBENCH FOLDER RANKS [all]: runs peers.yaml in FOLDER, with packages in a virtual environment there.
# Without `all` it runs our models and JAX's alone. Fails when a trial fails or a claim is refuted. Where pip reaches no packages
# it says so, and passes. Variables: PYTHON (python3), REPEATS and EPOCHS instead of the study's.
set -euo pipefail
program=$(realpath "$1") ranks=$3 which=${4-jax}
here=$(dirname "$(realpath "$0")")
mkdir -p "$2" && cd "$2"
requirements=$here/requirements.txt
[[ $which != all ]] || requirements=$here/requirements_all.txt

if ! cmp -s "$requirements" installed; then
    "${PYTHON:-python3}" -m venv venv
    if ! venv/bin/pip install --quiet -r "$requirements" 2>pip.log; then
        grep -qE 'from versions: none|NewConnectionError|Temporary failure|timed out' pip.log ||
            { cat pip.log >&2 && exit 69; }
        echo "check-peers: skipped, for pip reaches no packages here"
        exit 0
    fi
    cp "$requirements" installed
fi

# Beside the study, since programs start in its folder.
cp "$here"/study_*.py .
if [[ $which == all ]]; then cp "$here/peers.yaml" .; else grep -vE 'torch|keras' "$here/peers.yaml" >peers.yaml; fi
# Settings for old builds of OpenBLAS slow new ones. What JAX compiles, for itself and for Keras, is kept for further trials.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export PATH=$PWD/venv/bin:$PATH KERAS_BACKEND=${KERAS_BACKEND-jax} JAX_PLATFORMS=cpu CUDA_VISIBLE_DEVICES=
export JAX_COMPILATION_CACHE_DIR=$PWD/cache JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS=0
rm -rf results
${MPIRUN:-mpirun} -n "$ranks" "$program" run peers.yaml -o results ${REPEATS:+--repeats "$REPEATS"} \
    ${EPOCHS:+--set "training.epochs=$EPOCHS"}
"$program" report results
if "$program" report results --format json | grep '"verdict": "refuted"'; then
    echo "check-peers: a claim that a peer is the same learner is refuted" >&2
    exit 1
fi
