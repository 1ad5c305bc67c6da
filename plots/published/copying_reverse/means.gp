# Draws means; run `gnuplot means.gp` in this folder. Data: means.dat
# Results: digest fa23d9b728a8e340
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.834515
set rmargin at screen 0.96
set label 1 'Copying against making values, backwards' at screen 0.5, screen 0.957447 center font ',22'
set label 2 'Mean accuracy of each cell, 95 % interval' at screen 0.5, screen 0.910165 center font ',17' textcolor rgb '#444444'
set label 3 'task reverse, source fresh, epochs 5000, batch 1' at screen 0.5, screen 0.869976 center font ',15' textcolor rgb '#444444'
set xrange [-2:102]
set xtics 0,20,100
set yrange [11.6:-0.6]
set grid noytics
set xlabel 'sequences wholly right (%)'
set ytics scale 0 font ',15' ('n_in 5, n_out 2, cardinality 30' 0, 'n_in 5, n_out 2, cardinality 100' 1, 'n_in 5, n_out 5, cardinality 30' 2, 'n_in 5, n_out 5, cardinality 100' 3, 'n_in 10, n_out 2, cardinality 30' 4, 'n_in 10, n_out 2, cardinality 100' 5, 'n_in 10, n_out 5, cardinality 30' 6, 'n_in 10, n_out 5, cardinality 100' 7, 'n_in 20, n_out 2, cardinality 30' 8, 'n_in 20, n_out 2, cardinality 100' 9, 'n_in 20, n_out 5, cardinality 30' 10, 'n_in 20, n_out 5, cardinality 100' 11)
set terminal svg noenhanced size 1200,846 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'means.svg'
plot 'means.dat' index 0 using ($5 == 0 && $6 == 0 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#0072B2' notitle, \
     '' index 0 using ($5 == 0 && $6 == 0 ? $1 : NaN):4 with points pointtype 6 linewidth 1.3 linecolor rgb '#0072B2' notitle, \
     'means.dat' index 0 using ($5 == 1 && $6 == 0 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#0072B2' notitle, \
     '' index 0 using ($5 == 1 && $6 == 0 ? $1 : NaN):4 with points pointtype 7 linewidth 1.3 linecolor rgb '#0072B2' title 'attention', \
     'means.dat' index 1 using ($5 == 0 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#D55E00' notitle, \
     '' index 1 using ($5 == 0 && $6 == 1 ? $1 : NaN):4 with points pointtype 4 linewidth 1.3 linecolor rgb '#D55E00' notitle, \
     'means.dat' index 1 using ($5 == 1 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#D55E00' notitle, \
     '' index 1 using ($5 == 1 && $6 == 1 ? $1 : NaN):4 with points pointtype 5 linewidth 1.3 linecolor rgb '#D55E00' title 'pointer'
set output
# Made by attnbench plot: study copying_reverse chart means drawing 348b92950b59f56c
# svg f83bf42a4be7a4f4
# All above f2b56c6f0247b0e2
