# Draws loss; run `gnuplot loss.gp` in this folder. Data: loss.dat
# Results: digest d7308d296a47003e
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'European stock indices, 5 days ahead' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Training loss, mean of 10 repeats; 95 % bands: dark pointwise, light simultaneous' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 20, n_out 5; task series, source fixed, samples 1300, validation 150, epochs 40, batch 32' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set xrange [0:40]
set xlabel 'epoch'
set ylabel 'loss (mean per step)'
set logscale y
set yrange [0.00331227:0.414131]
floor_value = 0.00331227
clamp(v) = v < floor_value ? floor_value : v
set format y '%g'
set ytics (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'loss.svg'
plot 'loss.dat' index 0 using 1:(clamp($6)):(clamp($7)) with filledcurves fillstyle transparent solid 0.13 noborder linecolor rgb '#0072B2' notitle, \
     'loss.dat' index 0 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#0072B2' notitle, \
     'loss.dat' index 0 using 1:2 with lines linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'baseline', \
     'loss.dat' index 1 using 1:(clamp($6)):(clamp($7)) with filledcurves fillstyle transparent solid 0.13 noborder linecolor rgb '#D55E00' notitle, \
     'loss.dat' index 1 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#D55E00' notitle, \
     'loss.dat' index 1 using 1:2 with lines linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'attention', \
     'loss.dat' index 2 using 1:(clamp($6)):(clamp($7)) with filledcurves fillstyle transparent solid 0.13 noborder linecolor rgb '#009E73' notitle, \
     'loss.dat' index 2 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#009E73' notitle, \
     'loss.dat' index 2 using 1:2 with lines linewidth 1.5 dashtype (3,3) linecolor rgb '#009E73' title 'transformer'
set output
# Made by attnbench plot: study stocks chart loss drawing 63154bd89ebc63f0
# svg bcf45af5fe242d62
# All above 31b4301668d593a5
