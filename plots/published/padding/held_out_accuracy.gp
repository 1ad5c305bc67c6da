# Draws held_out_accuracy; run `gnuplot held_out_accuracy.gp` in this folder. Data: held_out_accuracy.dat
# Results: digest 2ecee86514c87561
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Padding told or learned' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Accuracy on held-out pairs, mean of 10 repeats; bars: pointwise 95 % intervals' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 10, n_out 2, cardinality 8; task reversed_ends, source fresh, epochs 5000, batch 1' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set xrange [0:5000]
set xlabel 'epoch'
set ylabel 'sequences wholly right (%)'
set yrange [0:101]
set ytics 0,20,100
clamp(v) = v < 0 ? 0 : v > 100 ? 100 : v
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'held_out_accuracy.svg'
plot 'held_out_accuracy.dat'  index 0 using ($1 -22.5):($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#0072B2' notitle, \
     'held_out_accuracy.dat' index 0 using ($1 -22.5):2 with linespoints pointtype 7 linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'baseline', \
     'held_out_accuracy.dat'  index 1 using ($1 -7.5):($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#D55E00' notitle, \
     'held_out_accuracy.dat' index 1 using ($1 -7.5):2 with linespoints pointtype 5 linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'baseline_mask', \
     'held_out_accuracy.dat'  index 2 using ($1 +7.5):($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#009E73' notitle, \
     'held_out_accuracy.dat' index 2 using ($1 +7.5):2 with linespoints pointtype 9 linewidth 1.5 dashtype (3,3) linecolor rgb '#009E73' title 'attention', \
     'held_out_accuracy.dat'  index 3 using ($1 +22.5):($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#CC79A7' notitle, \
     'held_out_accuracy.dat' index 3 using ($1 +22.5):2 with linespoints pointtype 13 linewidth 1.5 dashtype (14,3,3,3) linecolor rgb '#CC79A7' title 'attention_mask'
set output
# Made by attnbench plot: study padding chart held_out_accuracy drawing ccafed5173326360
# svg 374cbf2d61aaa636
# All above e0a2e2ffaa32277a
