#!/bin/bash
# What `make install` puts where, and whether it works from there: tests/install.sh ATTNBENCH
# alone: make install may build the program again
set -uo pipefail
program=$(realpath "${1:?usage: tests/install.sh ATTNBENCH}")
cd "$(dirname "$0")/.." || exit
source tests/script.bash
build=$(realpath --relative-to=. "$(dirname "$program")") # make takes no blanks, which may stand in the path to here
root=$scratch/"root of all"
share=$root/usr/share
installed=$root/usr/bin/attnbench
manual=$share/man/man1/attnbench.1

make_target() { # TARGET
    run make --silent "$1" BUILD="$build" DESTDIR="$root" PREFIX=/usr
    expect_status "make $1" 0
}

check_installed() {
    umask 077
    make_target install
    umask 022
    mkdir "$scratch/work"
    run env -C "$scratch/work" "$installed" run "$share/doc/attnbench/experiments/tutorial.yaml" --repeats 1 \
        --set training.epochs=3 --set models.units=4 --set evaluate.sequences=2
    expect_status "run the installed experiment" 0
    run find "$root" -type d ! -perm 755 -o -type f ! -perm 644 ! -path "$installed" -o -path "$installed" ! -perm 755
    expect_lines "all may read what is installed" 0 .
}

# Links of the documents to files, from the place where they are installed.
check_links() {
    local document link
    for document in "$share/doc/attnbench"/{README.md,docs/*.md}; do
        for link in $(grep -oE '\]\([^)#]+' "$document" | sed 's/^](//' | grep -v :); do
            expect_file "${document##*/} links to $link" "$(dirname "$document")/$link"
        done
    done
}

commands() { "$program" --help | sed -nE 's/^  ([a-z]+) .*/\1/p'; }

# Every option and every key that --help knows stands in the manual page, as text that can be copied.
check_manual() {
    local command word
    if ! command -v man >/dev/null || ! command -v groff >/dev/null; then
        skip "the manual page" "there is no man or no groff"
        return
    fi
    run env MANWIDTH=200 LC_ALL=C.UTF-8 man --warnings -l "$manual"
    expect_status "man -l" 0
    if [[ -s $scratch/err ]]; then fail "man -l" "warns"; else pass; fi
    sed -E 's/.\x08//g' "$scratch/out" >"$scratch/manual" # in bold: letters struck twice
    for command in $(commands); do
        run grep -E "^ +attnbench $command \[OPTION\.\.\.\]" "$scratch/manual"
        expect_status "$command in the manual page" 0
        for word in $("$program" "$command" --help | grep -oE '^ .{0,6}--[a-z-]+' | sed 's/.* //'); do
            run grep -F -- "$word" "$scratch/manual"
            expect_status "$command $word in the manual page" 0
        done
    done
    while read -r word; do
        run grep -E "^ +${word##*.}( |\$)" "$scratch/manual"
        expect_status "$word in the manual page" 0
    done < <("$program" run --help | sed -n '/^Keys/,$s/^  \([a-z][^ ]*\) .*/\1/p')
    for word in "e.g. \"n_in=5 n_out=2\"" "Adam's step size" "results/<name>" "letters, digits, '.', '_', '-'" "78     "; do
        run grep -F -- "$word" "$scratch/manual"
        expect_status "the manual page shows: $word" 0
    done
    run man -M "$share/man" -w attnbench
    expect_output "man finds the page" "$manual"
}

# The answers of the completion, one a line, to "attnbench WORD...", the cursor behind the last; bash has split the
# words at "=" already.
complete_words() { # WORD...
    run env -C "$scratch/work" bash --noprofile --norc -c '
        set -u
        source_in_function() { source "$1"; } # as the bash-completion package does
        source_in_function "$1" && shift
        COMP_WORDBREAKS=${BREAKS-$COMP_WORDBREAKS}
        COMP_WORDS=(attnbench "$@") COMP_CWORD=$#
        complete -p attnbench >/dev/null || exit
        _attnbench attnbench "${@: -1}" "${COMP_WORDS[-2]}"
        [[ ${#COMPREPLY[@]} -eq 0 ]] || printf "%s\n" "${COMPREPLY[@]}"
    ' bash "$share/bash-completion/completions/attnbench" "$@"
    [[ $status -eq 0 && ! -s $scratch/err ]] || fail "completion of $*" "status $status, or it prints on stderr"
}

completes() { # "ANSWER..." WORD...
    local wanted=$1 answers
    shift
    complete_words "$@"
    answers=$(paste -sd ' ' "$scratch/out")
    if [[ $answers == "$wanted" ]]; then pass; else fail "completion of $*" "'$answers', not '$wanted'"; fi
}

offers() { # ANSWER WORD...
    local answer=$1
    shift
    complete_words "$@"
    if grep -qxF -- "$answer" "$scratch/out"; then pass; else fail "completion of $*" "lacks '$answer'"; fi
}

check_completion_of_options() {
    local command word
    for command in $(commands); do
        offers "$command" "${command:0:2}"
        for word in $("$program" "$command" --help | grep -oE '^ .{0,6}--[a-z-]+' | sed 's/.* //'); do
            offers "$word" "$command" --
        done
    done
    completes "report" repo
    completes "--max-failures --max-time --max-trial-memory --max-trial-time" run study.yaml --m
    completes "--max-time" run study.yaml --max-ti
    completes "" verify --sample ""
    completes "" bench ""
    completes "" nonsense ""
}

# The formats offered are those that the program names when it is given another.
check_completion_of_formats() {
    local command arguments formats
    for command in $(commands); do
        "$program" "$command" --help | grep -q -- --format || continue
        arguments=$("$program" "$command" --help | sed -nE '1s/^[^]]*\] ?//; 1s/[^ ]+/results\/tutorial/gp')
        # shellcheck disable=SC2086 # none, one or more
        run env -C "$scratch/work" "$program" "$command" $arguments --format '?'
        formats=$(sed -nE 's/.*(it can be|is not one of) //p' "$scratch/err" | sed 's/,//g; s/ or / /' | tr ' ' '\n' | sort)
        completes "$(paste -sd ' ' <<<"$formats")" "$command" DIR --format ""
        completes "$(paste -sd ' ' <<<"$formats")" "$command" --format =
    done
    completes "png,pdf png,svg" plot DIR --format "png,"
    completes "csv" report --format = c
    BREAKS=' ' completes "--format=csv" report --format=c
}

check_completion_of_settings() {
    local key
    while read -r key; do
        offers "$key=" run study.yaml --set ""
    done < <("$program" run --help | sed -n '/^Keys/,$s/^  \([a-z][^ ]*\) .*/\1/p' | grep -v '^claims\|^metrics')
    completes "grid.n_in= grid.n_out= grid.name=" run --set grid.n
    completes "hard_sigmoid sigmoid" run --set models.gate =
    completes "sigmoid" run --set models.attention.gate = s
    completes "sigmoid" run --set = models.gate = s
    BREAKS=' ' completes "models.gate=sigmoid" run --set models.gate=s
    completes "" run --set training.epochs = 3
    completes "attention baseline persistence seasonal tagger transformer" bench --model ""
}

check_completion_of_files() {
    (cd "$scratch/work" && mkdir -p "a folder" other && touch study.yaml study.txt other/inner.yaml)
    completes "a folder other results study.yaml" run ""
    completes "other/inner.yaml" run other/
    completes "a folder other results" report ""
    completes "a folder" report 'a\ '
    completes "a folder" report '"a '
    completes "a folder other results" run study.yaml -o ""
    completes "a folder other results" plot results/tutorial --output =
    completes "attention baseline" predict results/tutorial --model ""
    completes "baseline" predict results/tutorial --model = b
    rm "$scratch"/work/results/tutorial/models/baseline,*
    completes "attention" predict results/tutorial --model ""
    completes "attention baseline persistence seasonal tagger transformer" predict --model ""
}

check_uninstalled() {
    local others=$share/doc/attnbench/docs/notes-of-others
    touch "$others"
    make_target uninstall
    run find "$root" ! -type d
    if [[ $(cat "$scratch/out") == "$others" ]]; then pass; else fail "make uninstall" "leaves other files, or too few"; fi
    rm "$others"
    make_target install
    make_target uninstall
    run bash -c 'cd "$1" && find . -path "*attnbench*"' bash "$root"
    expect_lines "make uninstall" 0 .
    make_target uninstall
}

check_installed
check_links
check_manual
check_completion_of_options
check_completion_of_formats
check_completion_of_settings
check_completion_of_files
check_uninstalled
finish
