#!/bin/bash
# Does check_layers.sh catch what it is for? It is run on a small tree made here. (The program given is not needed.)
set -euo pipefail
cd "$(dirname "$0")"
source ./script.bash

# Passes when a tree in which FILE includes HEADER gives the STATUS wanted, and a message with TEXT.
check_tree() { # STATUS TEXT FILE HEADER
    rm -rf "$scratch/tree"
    mkdir -p "$scratch"/tree/{include/attnbench/{base,nn,store,journal,run,report},src/{base,nn,store,report,run}}
    touch "$scratch"/tree/include/attnbench/{base/error,base/text,nn/model,store/results,journal/journal,run/run,report/report}.h
    echo "#include \"attnbench/base/error.h\"" >"$scratch/tree/src/base/error.c"
    mkdir -p "$(dirname "$scratch/tree/$3")"
    echo "$4" >>"$scratch/tree/$3"
    run ./check_layers.sh "$scratch/tree"
    expect_status "$3: $4" "$1"
    expect_output "$3: $4" "$2"
}

check_tree 0 '' src/run/a.c '#include "attnbench/journal/journal.h"'
check_tree 0 '' src/report/a.c '#include "attnbench/store/results.h"'
check_tree 0 '' src/main.c '#include "attnbench/run/run.h"'
check_tree 0 '' src/run/a.c '#include <mpi.h>'
check_tree 1 "src/run/a.c:1: run may not include attnbench/report/report.h" src/run/a.c '#include "attnbench/report/report.h"'
check_tree 1 "report may not include attnbench/journal/journal.h" src/report/a.c '#include "attnbench/journal/journal.h"'
check_tree 1 "base may not include attnbench/nn/model.h" src/base/error.c '  #  include <attnbench/nn/model.h>'
check_tree 1 "base may not include attnbench/run/run.h" include/attnbench/base/text.h '#include "attnbench/run/run.h"'
check_tree 1 "mpi.h belongs into src/run alone" src/store/a.c '#include <mpi.h>'
check_tree 1 "hdf5.h belongs into src/hdf5 and src/store alone" src/report/a.c '#include <hdf5.h>'
check_tree 1 "cblas.h belongs into src/kernels alone" src/run/a.c '#include <cblas.h>'
check_tree 1 "there is no attnbench/run/new.h" src/run/a.c '#include "attnbench/run/new.h"'
check_tree 1 "include/attnbench/new/new.h:1: is in no layer" include/attnbench/new/new.h '#include <stdio.h>'
check_tree 1 "another folder's own header" src/run/a.c '#include "../nn/simd.h"'
check_tree 1 "src/run: 4001 lines with its public headers, not at most" src/run/a.c "$(printf '\n%.0s' {1..4000}; echo '/**/')"

# The files that CONTRIBUTING.md sends people to are there, but for those that it has them write.
while read -r file; do
    for found in ../$file; do # of a pattern all that there are
        expect_file "$file of CONTRIBUTING.md" "$found"
    done
done < <(grep -vE '^1\. ' ../CONTRIBUTING.md | grep -oE '`(src|tests|include)/[^` ]+`' | tr -d '`' | sort -u)
finish
