# Draws improvement; run `gnuplot improvement.gp` in this folder. Data: improvement.dat
# Results: digest 00e2a016a7a8c6f8
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.79351
set rmargin at screen 0.96
set label 1 'Copying against making values' at screen 0.5, screen 0.946903 center font ',22'
set label 2 'Probability that pointer beats attention, 95 % interval; hollow: includes 50 %' at screen 0.5, screen 0.887906 center font ',17' textcolor rgb '#444444'
set label 3 'task echo, source fresh, epochs 5000, batch 1' at screen 0.5, screen 0.837758 center font ',15' textcolor rgb '#444444'
set xrange [-2:102]
set xtics 0,25,100
set yrange [11.6:-0.6]
set grid noytics
set xlabel 'probability (%), ties count half'
set arrow 1 from first 50, graph 0 to first 50, graph 1 nohead back linewidth 1 linecolor rgb '#444444'
set ytics scale 0 font ',15' ('n_in 5, n_out 2, cardinality 30' 0, 'n_in 5, n_out 2, cardinality 100' 1, 'n_in 5, n_out 5, cardinality 30' 2, 'n_in 5, n_out 5, cardinality 100' 3, 'n_in 10, n_out 2, cardinality 30' 4, 'n_in 10, n_out 2, cardinality 100' 5, 'n_in 10, n_out 5, cardinality 30' 6, 'n_in 10, n_out 5, cardinality 100' 7, 'n_in 20, n_out 2, cardinality 30' 8, 'n_in 20, n_out 2, cardinality 100' 9, 'n_in 20, n_out 5, cardinality 30' 10, 'n_in 20, n_out 5, cardinality 100' 11)
unset key
set terminal svg noenhanced size 1200,678 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'improvement.svg'
plot 'improvement.dat' index 0 using ($5 == 0 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 0 && $6 == 1 ? $1 : NaN):4 with points pointtype 4 linewidth 1.3 linecolor rgb '#D55E00' notitle, \
     'improvement.dat' index 0 using ($5 == 1 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 1 && $6 == 1 ? $1 : NaN):4 with points pointtype 5 linewidth 1.3 linecolor rgb '#D55E00' title 'pointer'
set output
# Made by attnbench plot: study copying chart improvement drawing 00c57ef9e1a8d61b
# svg c53c8858d3078187
# All above e9747a9145cbd81f
