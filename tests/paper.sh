#!/bin/bash
# The table for a paper, of every kind of study, and as LaTeX compiles it: tests/paper.sh PROGRAM
# slow: 7 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/.." || exit 1
source tests/script.bash
published=$PWD/results/published fixtures=$PWD/tests/fixtures
cd "$scratch" || exit 1

# The table of a folder as text, in the file out, and as LaTeX, NAME.tex.
table_of() { # NAME FOLDER
    run "$program" report "$2" --table results --format latex
    expect_status "LaTeX of $1" 0
    cp out "$1.tex"
    run "$program" report "$2" --table results
    expect_status "text of $1" 0
    tr '\n' ' ' <out >line && cat line >>out # sentences in one line, too
}

import() { # NAME OPTION...: of the table on standard input
    "$program" import - -o "$1" "${@:2}" >out 2>err || fail "import of $1" "status $?"
}

check_tutorial() {
    table_of tutorial "$published/tutorial"
    expect_output "a first model" "Encoder-Decoder Model                 30  19.77  3.98  [18.3, 21.3]           -             -         -"
    expect_output "a difference" "94.10  3.13  [92.8, 95.2]       74.33  [72.1, 76.4]  < 0.0001"
    expect_output "what all rows share" "All rows: n_in 5, n_out 2, cardinality 50."
    expect_output "the digest" "aeb33c3c32521f14."
    [[ $(grep -c . out) -lt 20 ]] && pass || fail "one table" "more than that is printed"
    cp tutorial.tex out
    expect_lines "a caption, and a label" 1 '^.caption.Encoder-decoder with and without attention. .*.label.tab:tutorial.$'
    expect_lines "booktabs" 1 '^.bottomrule$'
    run "$program" report "$published/tutorial" --format latex
    cp out whole.tex
    expect_lines "the rest is an appendix" 1 '^.section\*.All figures: Encoder-decoder'
    expect_lines "the table comes first" 1 '.label.tab:tutorial'
    run "$program" report "$published/tutorial" --format markdown --table results
    expect_lines "Markdown" 1 '^. Encoder-Decoder With Attention Model . 30 . 94.10 '
}

check_kinds() {
    table_of lengths "$published/where_attention_pays"
    expect_output "a grid" "adjusted for all 72 comparisons (Holm"
    expect_lines "a grid" 36 '^With attention  '
    table_of errors "$published/claims/13_denoise"
    expect_output "real values" "less is better"
    expect_output "real values" "Intervals of means are Student's t."
    cp -r "$fixtures/adaptive" "$fixtures/five_axes" .
    table_of looks adaptive
    expect_output "adaptive repeats" "in up to 2 looks"
    table_of axes five_axes
    expect_lines "many axes" 2 '^Enc.*  n_in 3, n_out 1, cardinality 4, units 12, batch 2  '
    printf 'model,seed,value\n"50 %% off_me & #1 {x} \\\\ $5",0,-1\n"50 %% off_me & #1 {x} \\\\ $5",1,-2\n%s,0,3\n%s,1,4.5\n' \
        "$(printf 'a long name %.0s' {1..4})" "$(printf 'a long name %.0s' {1..4})" |
        import names --metric value --better higher --unit none
    table_of names names
    printf 'model,seed,item,right\n' >items.csv
    for item in {1..12}; do printf 'plain,0,%d,%d\nbetter,0,%d,1\n' "$item" $((item % 3 == 0)) "$item"; done >>items.csv
    import items --item item --metric right <items.csv
    table_of items items
    expect_output "items" "CI is a 95 % confidence interval for further items"
    expect_lines "items" 1 '^better +100.00 +12 +66.67 .* 0.0078$'
    printf 'model,seed,right\nalone,0,0.5\nalone,1,0.7\n' | import alone --metric right --better higher
    table_of alone alone
    expect_lines "one model is compared with none" 0 'difference'
}

# The note says what the table has, and no more.
check_notes() {
    printf 'model,seed,value\n' >flaky.csv
    for seed in {0..5}; do
        printf 'base,%d,%d\none,%d,%d\n' "$seed" $((10 + seed % 3)) "$seed" $((13 + 2 * seed))
        [[ $seed -ge 4 ]] || printf 'flaky,%d,%d\n' "$seed" $((20 + seed))
    done >>flaky.csv
    echo 'single,0,30' >>flaky.csv
    import flaky --metric value --better higher <flaky.csv
    table_of flaky flaky
    expect_output "partners" "The difference of flaky is of the 4 repeats that both models have, so it is not that of the means shown."
    expect_output "partners" "The difference of single is of the 1 repeat that both models have"
    expect_lines "who has all partners" 0 'The difference of one'
    expect_output "Holm's family" "adjusted for all 3 comparisons (Holm 1979), of which 1 has no p."
    expect_output "intervals alone" "Intervals are not adjusted: each is its row's own."
    grep '^flaky ' out >single_intervals
    run "$program" report flaky --table results --intervals simultaneous
    tr '\n' ' ' <out >line && cat line >>out
    expect_output "intervals together" "Intervals of differences hold together."
    expect_output "intervals together" "The two-sided p belongs to the interval of its row alone"
    expect_lines "intervals together" 0 'not adjusted'
    [[ $(grep '^flaky ' out) != "$(cat single_intervals)" ]] && pass || fail "intervals together" "they are those of one row"
    run "$program" report flaky --format latex --intervals simultaneous
    expect_output "the appendix's first table" "Intervals of differences hold together."
    printf 'model,seed,value\na,0,1\nb,0,2\n' | import once --metric value --better higher
    table_of once once
    expect_output "one repeat" "Here n counts repeats. Program: "
    printf 'model,seed,value\na,0,1\na,1,1\nb,0,2\nb,1,2\n' | import constant --metric value --better higher
    table_of constant constant
    expect_output "nothing varies" "Here n counts repeats, sd is the standard deviation between them. The two-sided p is the sign test's. Program: "
}

# The count of repeats is not called as an axis is.
check_axes() {
    table_of sorting "$published/sorting"
    expect_lines "an axis n" 1 '^model +n  repeats  '
    expect_output "an axis n" "Here sd is the standard deviation between repeats, CI a 95 % confidence interval."
}

check_narrow() {
    table_of compression "$published/compression"
    expect_output "a narrow interval" "gzip -1  10  25.98  0.03  [25.96, 26.01] "
}

# Each level that a look may have, and none reads as 100.
check_levels() {
    sed 's/half_width: 12/half_width: 50, spending: obrien_fleming/; s/max: 6/max: 100/; s/epochs: 100/epochs: 1/
        s/units: 16/units: 2/g; s/name: adaptive/name: levels/' "$fixtures/adaptive.yaml" >levels.yaml
    run "$program" run levels.yaml -o levels
    expect_status "a study of looks" 0
    table_of levels levels
    expect_output "levels" "levels above 99.999, above 99.999, "
    expect_output "levels" "An interval is taken at the level of the look at which its cell stopped, so that it holds at 95 %."
}

check_refused() {
    run "$program" report "$published/tutorial" --table means
    expect_status "another table" 64
    expect_error "another table" 'attnbench: --table: "means" is not results'
    for format in csv json html; do
        run "$program" report "$published/tutorial" --table results --format $format
        expect_status "$format" 64
        expect_error "$format" "--table results is of --format text, markdown or latex, not of $format"
    done
}

# All of them are one document; no table is wider than the text.
check_compiles() {
    command -v pdflatex >/dev/null || { skip "LaTeX compiles" "no pdflatex" && return; }
    printf '%s\n' '\documentclass{article}' '\usepackage{booktabs,longtable}' '\begin{document}' \
        'Table~\ref{tab:tutorial}.' >all.tex
    for name in tutorial lengths errors looks axes names items alone flaky once sorting levels; do echo "\\input{$name}"; done >>all.tex
    echo '\end{document}' >>all.tex
    for _ in 1 2; do run pdflatex -interaction=nonstopmode -halt-on-error all.tex; done
    expect_status "the tables compile" 0
    expect_lines "no table is too wide" 0 '^Overfull .hbox'
    expect_lines "the reference is known" 0 'Reference .tab:'
    for archive in "$published"/*/study.h5 five_axes/study.h5; do
        folder=$(dirname "$archive")
        name=$(basename "$folder")
        "$program" report "$folder" --format latex >whole.tex
        printf '%s\n' '\documentclass{article}' '\usepackage{booktabs,longtable}' '\begin{document}' '\input{whole}' \
            '\end{document}' >appendix.tex
        run pdflatex -interaction=nonstopmode -halt-on-error appendix.tex
        expect_status "the appendix of $name compiles" 0
        expect_lines "no table of $name is too wide" 0 '^Overfull .hbox'
    done
}

check_tutorial
check_kinds
check_notes
check_axes
check_narrow
check_levels
check_refused
check_compiles
finish
