#!/bin/bash
# Does check_layers.sh catch what it is for? It is run on a small tree made here. (The program given is not needed.)
set -euo pipefail
cd "$(dirname "$0")"
source ./script.bash

# Passes when a tree in which FILE includes HEADER gives the STATUS wanted, and a message with TEXT.
check_tree() { # STATUS TEXT FILE HEADER
    rm -rf "$scratch/tree"
    mkdir -p "$scratch"/tree/{include/attnbench,src/{base,nn,store,report,run}}
    echo "#include \"attnbench/error.h\"" >"$scratch/tree/src/base/error.c"
    echo "$4" >>"$scratch/tree/$3"
    run ./check_layers.sh "$scratch/tree"
    expect_status "$3: $4" "$1"
    expect_output "$3: $4" "$2"
}

check_tree 0 '' src/run/a.c '#include "attnbench/journal.h"'
check_tree 0 '' src/report/a.c '#include "attnbench/results.h"'
check_tree 0 '' src/main.c '#include "attnbench/report.h"'
check_tree 0 '' src/run/a.c '#include <mpi.h>'
check_tree 1 "src/run/a.c:1: run may not include attnbench/report.h" src/run/a.c '#include "attnbench/report.h"'
check_tree 1 "report may not include attnbench/journal.h" src/report/a.c '#include "attnbench/journal.h"'
check_tree 1 "base may not include attnbench/model.h" src/base/error.c '  #  include <attnbench/model.h>'
check_tree 1 "base may not include attnbench/run.h" include/attnbench/text.h '#include "attnbench/run.h"'
check_tree 1 "mpi.h belongs into src/run alone" src/store/a.c '#include <mpi.h>'
check_tree 1 "hdf5.h belongs into src/store alone" src/report/a.c '#include <hdf5.h>'
check_tree 1 "cblas.h belongs into src/nn alone" src/run/a.c '#include <cblas.h>'
check_tree 1 "attnbench/new.h is in no layer" src/run/a.c '#include "attnbench/new.h"'
check_tree 1 "include/attnbench/new.h:1: is in no layer" include/attnbench/new.h '#include <stdio.h>'
check_tree 1 "another folder's own header" src/run/a.c '#include "../nn/simd.h"'

# The files that CONTRIBUTING.md sends people to are there, but for those that it has them write.
while read -r file; do
    for found in ../$file; do # of a pattern all that there are
        expect_file "$file of CONTRIBUTING.md" "$found"
    done
done < <(grep -vE '^1\. ' ../CONTRIBUTING.md | grep -oE '`(src|tests|include)/[^` ]+`' | tr -d '`' | sort -u)
finish
