# Draws loss; run `gnuplot loss.gp` in this folder. Data: loss.dat
# Results: digest 39d15b3522e66dea
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Continuous data' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Training loss, mean of 10 repeats; 95 % bands: dark pointwise, light simultaneous' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 20, n_out 20; task denoise, source fresh, epochs 5000, batch 1' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set xrange [0:5000]
set xlabel 'epoch (each point averages 50 epochs)'
set ylabel 'loss (mean per step)'
set yrange [0:*]
clamp(v) = v < 0 ? 0 : v
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'loss.svg'
plot 'loss.dat' index 0 using 1:(clamp($6)):(clamp($7)) with filledcurves fillstyle transparent solid 0.13 noborder linecolor rgb '#0072B2' notitle, \
     'loss.dat' index 0 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#0072B2' notitle, \
     'loss.dat' index 0 using 1:2 with lines linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'softmax', \
     'loss.dat' index 1 using 1:(clamp($6)):(clamp($7)) with filledcurves fillstyle transparent solid 0.13 noborder linecolor rgb '#D55E00' notitle, \
     'loss.dat' index 1 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#D55E00' notitle, \
     'loss.dat' index 1 using 1:2 with lines linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'linear'
set output
# Made by attnbench plot: study claim_13_denoise chart loss drawing 5b450fc0f689b275
# svg 94eadc655bc494e9
# All above 41417a19c7f1eae6
