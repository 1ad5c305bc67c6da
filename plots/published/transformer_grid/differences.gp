# Draws differences; run `gnuplot differences.gp` in this folder. Data: differences.dat
# Results: digest 1df6f2434f96c80a
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.882155
set rmargin at screen 0.96
set label 1 'A transformer beside attention' at screen 0.5, screen 0.969697 center font ',22'
set label 2 'Accuracy of transformer − attention, 95 % interval; hollow: undecided after Holm' at screen 0.5, screen 0.936027 center font ',17' textcolor rgb '#444444'
set label 3 'task echo, source fresh, epochs 10000, batch 1' at screen 0.5, screen 0.907407 center font ',15' textcolor rgb '#444444'
set xrange [*<0:0<*] noextend
set offsets graph 0.03, graph 0.03, 0, 0
set yrange [26.6:-0.6]
set grid noytics
set xlabel 'difference (percentage points)'
set arrow 1 from first 0, graph 0 to first 0, graph 1 nohead back linewidth 1 linecolor rgb '#444444'
set ytics scale 0 font ',15' ('n_in 4, n_out 1, cardinality 10' 0, 'n_in 4, n_out 1, cardinality 30' 1, 'n_in 4, n_out 1, cardinality 50' 2, 'n_in 4, n_out 2, cardinality 10' 3, 'n_in 4, n_out 2, cardinality 30' 4, 'n_in 4, n_out 2, cardinality 50' 5, 'n_in 4, n_out 4, cardinality 10' 6, 'n_in 4, n_out 4, cardinality 30' 7, 'n_in 4, n_out 4, cardinality 50' 8, 'n_in 6, n_out 1, cardinality 10' 9, 'n_in 6, n_out 1, cardinality 30' 10, 'n_in 6, n_out 1, cardinality 50' 11, 'n_in 6, n_out 2, cardinality 10' 12, 'n_in 6, n_out 2, cardinality 30' 13, 'n_in 6, n_out 2, cardinality 50' 14, 'n_in 6, n_out 4, cardinality 10' 15, 'n_in 6, n_out 4, cardinality 30' 16, 'n_in 6, n_out 4, cardinality 50' 17, 'n_in 8, n_out 1, cardinality 10' 18, 'n_in 8, n_out 1, cardinality 30' 19, 'n_in 8, n_out 1, cardinality 50' 20, 'n_in 8, n_out 2, cardinality 10' 21, 'n_in 8, n_out 2, cardinality 30' 22, 'n_in 8, n_out 2, cardinality 50' 23, 'n_in 8, n_out 4, cardinality 10' 24, 'n_in 8, n_out 4, cardinality 30' 25, 'n_in 8, n_out 4, cardinality 50' 26)
unset key
set terminal svg noenhanced size 1200,1188 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'differences.svg'
plot 'differences.dat' index 0 using ($5 == 0 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 0 && $6 == 1 ? $1 : NaN):4 with points pointtype 4 linewidth 1.3 linecolor rgb '#D55E00' notitle, \
     'differences.dat' index 0 using ($5 == 1 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 1 && $6 == 1 ? $1 : NaN):4 with points pointtype 5 linewidth 1.3 linecolor rgb '#D55E00' title 'transformer'
set output
# Made by attnbench plot: study transformer_grid chart differences drawing fc10c77a23a66439
# svg a6d2e74f91c44a8d
# All above 81a0ba04c0f4b932
