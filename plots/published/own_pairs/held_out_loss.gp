# Draws held_out_loss; run `gnuplot held_out_loss.gp` in this folder. Data: held_out_loss.dat
# Results: digest bab8dd3102d9049c
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Pairs from a file' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Loss on held-out pairs, mean of 5 repeats; pointwise 95 % band' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 4, n_out 2, cardinality 9; task file, source fixed, samples 250, validation 50, epochs 60, batch 5' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set xrange [0:60]
set xlabel 'epoch'
set ylabel 'loss (nats per step)'
set logscale y
set yrange [0.00124363:1.03078]
floor_value = 0.00124363
clamp(v) = v < floor_value ? floor_value : v
set format y '%g'
set ytics (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'held_out_loss.svg'
plot 'held_out_loss.dat' index 0 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#0072B2' notitle, \
     'held_out_loss.dat'  index 0 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#0072B2' notitle, \
     'held_out_loss.dat' index 0 using 1:2 with linespoints pointtype 7 linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'baseline', \
     'held_out_loss.dat' index 1 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#D55E00' notitle, \
     'held_out_loss.dat'  index 1 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#D55E00' notitle, \
     'held_out_loss.dat' index 1 using 1:2 with linespoints pointtype 5 linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'attention'
set output
# Made by attnbench plot: study own_pairs chart held_out_loss drawing 4251fd9998198a60
# svg 7ebb7f63a238f2cb
# All above 5b879431bf265b07
