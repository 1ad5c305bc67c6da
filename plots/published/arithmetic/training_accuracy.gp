# Draws training_accuracy; run `gnuplot training_accuracy.gp` in this folder. Data: training_accuracy.dat
# Results: digest 522fd9cf83797ae1
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Portable kernels and OpenBLAS' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Training accuracy, mean of 10 repeats; bars: pointwise 95 % intervals' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 5, n_out 2, cardinality 50; task echo, source fresh, epochs 1000, batch 32' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set xrange [0:1000]
set xlabel 'epoch (each point averages 10 epochs)'
set ylabel 'steps decoded right (%)'
set yrange [0:101]
set ytics 0,20,100
clamp(v) = v < 0 ? 0 : v > 100 ? 100 : v
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'training_accuracy.svg'
plot 'training_accuracy.dat' every 15::0 index 0 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#0072B2' notitle, \
     'training_accuracy.dat' index 0 using 1:2 with lines linewidth 1.5 dashtype solid linecolor rgb '#0072B2' notitle, \
     '' every 15::0 index 0 using 1:2 with points pointtype 7 linecolor rgb '#0072B2' notitle, \
     NaN with linespoints pointtype 7 linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'baseline', \
     'training_accuracy.dat' every 15::3 index 1 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#D55E00' notitle, \
     'training_accuracy.dat' index 1 using 1:2 with lines linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' notitle, \
     '' every 15::3 index 1 using 1:2 with points pointtype 5 linecolor rgb '#D55E00' notitle, \
     NaN with linespoints pointtype 5 linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'baseline-openblas', \
     'training_accuracy.dat' every 15::7 index 2 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#009E73' notitle, \
     'training_accuracy.dat' index 2 using 1:2 with lines linewidth 1.5 dashtype (3,3) linecolor rgb '#009E73' notitle, \
     '' every 15::7 index 2 using 1:2 with points pointtype 9 linecolor rgb '#009E73' notitle, \
     NaN with linespoints pointtype 9 linewidth 1.5 dashtype (3,3) linecolor rgb '#009E73' title 'attention', \
     'training_accuracy.dat' every 15::11 index 3 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#CC79A7' notitle, \
     'training_accuracy.dat' index 3 using 1:2 with lines linewidth 1.5 dashtype (14,3,3,3) linecolor rgb '#CC79A7' notitle, \
     '' every 15::11 index 3 using 1:2 with points pointtype 13 linecolor rgb '#CC79A7' notitle, \
     NaN with linespoints pointtype 13 linewidth 1.5 dashtype (14,3,3,3) linecolor rgb '#CC79A7' title 'attention-openblas'
set output
# Made by attnbench plot: study arithmetic chart training_accuracy drawing 9cfe48f17d72f603
# svg 3b4e76405d67dcdf
# All above 509913fee2bcc8d8
