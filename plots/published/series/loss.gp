# Draws loss; run `gnuplot loss.gp` in this folder. Data: loss.dat
# Results: digest a56ada73a6d17a44
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Forecasts of a made-up series' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Training loss, mean of 5 repeats; pointwise 95 % band' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 24, n_out 6; task series, source fresh, epochs 1500, batch 8' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set xrange [0:1500]
set xlabel 'epoch (each point averages 20 epochs)'
set ylabel 'loss (mean per step)'
set logscale y
set yrange [0.00518874:1.14048]
floor_value = 0.00518874
clamp(v) = v < floor_value ? floor_value : v
set format y '%g'
set ytics (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'loss.svg'
plot 'loss.dat' index 0 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#0072B2' notitle, \
     'loss.dat' index 0 using 1:2 with lines linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'baseline', \
     'loss.dat' index 1 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#D55E00' notitle, \
     'loss.dat' index 1 using 1:2 with lines linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'attention'
set output
# Made by attnbench plot: study series chart loss drawing a122916fad1db529
# svg 63f6fd80ced69be8
# All above 8f3009975cc70197
