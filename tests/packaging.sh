#!/bin/bash
# The recipes below packaging/: what can be parsed is parsed, and they name what the doctor does: tests/packaging.sh ATTNBENCH
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
. tests/script.bash
python=${PYTHON-python3}

run sh -n packaging/container/steps.sh
expect_status "steps.sh" 0
for steps in build run; do
    for recipe in Containerfile attnbench.def; do
        run grep -E "steps.sh $steps" packaging/container/$recipe
        expect_status "$recipe has the step $steps" 0
    done
done

# A Containerfile has one instruction a line, and copies what is there; a definition has known headers and sections.
run sed -E ':more; /\\$/ {N; s/\\\n//; b more}; /^(#|$)/d' packaging/container/Containerfile
cp "$scratch/out" "$scratch/instructions"
run grep -vE '^(COPY|RUN|FROM|ARG|ENV|WORKDIR|CMD) ' "$scratch/instructions"
expect_lines "no unknown instruction" 0 .
for file in $(sed -n 's/^COPY \([^-][^ ]*\) .*/\1/p' "$scratch/instructions"); do
    if [[ -e $file ]]; then pass; else fail "Containerfile" "copies $file, which is not there"; fi
done
run grep -vE '^(#|$|    |(Bootstrap|From|Stage): [^ ]+$|%(files|post|environment|runscript|test)( from build)?$)' packaging/container/attnbench.def
expect_lines "attnbench.def has known lines alone" 0 .
for section in post environment runscript test; do
    run sed -n "/^%$section/,/^[%B]/ {/^    /p}" packaging/container/attnbench.def
    run sh -n "$scratch/out"
    expect_status "attnbench.def: %$section is a script" 0
done

# Every library and program of a build, by its name in Spack and conda.
names() { # COLUMN OF LIBRARIES, COLUMN OF PROGRAMS
    sed -n '/^libraries()/,/^}/p' .ci/doctor | grep -E '\|(build|more)\|' | cut -d '|' -f "$1"
    sed -n '/^programs()/,/^}/p' .ci/doctor | grep -E '^gnuplot\|' | cut -d '|' -f "$2"
}
spack=packaging/spack/packages/attnbench/package.py
for name in $(names 10 5 | grep -v mpi_names); do
    run grep -F "depends_on(\"$name\"" $spack
    expect_status "Spack: $name" 0
done
for name in $(names 11 6); do
    run grep -xE " +- $name" packaging/conda/meta.yaml
    expect_status "conda: $name" 0
done
for name in $(names 8 3 | grep -v mpi_names); do
    run apt-cache show "$name"
    if [[ $status -eq 0 ]]; then pass; else skip "Debian: $name" "apt-cache does not know it"; fi
done

if command -v "$python" >/dev/null; then
    run "$python" -c 'import ast, sys; ast.parse(open(sys.argv[1]).read())' $spack
    expect_status "Python parses Spack's recipe" 0
    if "$python" -c 'import yaml' 2>/dev/null; then
        for file in packaging/conda/meta.yaml packaging/spack/repo.yaml; do
            run "$python" -c 'import sys, yaml; assert isinstance(yaml.safe_load(open(sys.argv[1])), dict)' $file
            expect_status "$file is YAML" 0
        done
    else
        skip "YAML" "no PyYAML"
    fi
else
    skip "Spack's recipe" "no $python"
fi

# What was run and what was only read, is said at the top of each recipe.
for file in packaging/container/* packaging/conda/meta.yaml $spack; do
    run head -n 2 "$file"
    expect_lines "$file says how far it was tried" 1 '^# (Run|Read|The steps were run)'
done
finish
