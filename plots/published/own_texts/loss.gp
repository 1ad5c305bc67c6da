# Draws loss; run `gnuplot loss.gp` in this folder. Data: loss.dat
# Results: digest ab4ce03c815dd229
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Numbers in words, read by their words' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Training loss, mean of 5 repeats; pointwise 95 % band' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 5, n_out 4, cardinality 31' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set xrange [0:60]
set xlabel 'epoch'
set ylabel 'loss (nats per step)'
set logscale y
set yrange [4.36121e-05:2.53456]
floor_value = 4.36121e-05
clamp(v) = v < floor_value ? floor_value : v
set format y '%g'
set ytics (1e-05, 0.0001, 0.001, 0.01, 0.1, 1, 10)
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'loss.svg'
plot 'loss.dat' index 0 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#0072B2' notitle, \
     'loss.dat' index 0 using 1:2 with lines linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'baseline', \
     'loss.dat' index 1 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#D55E00' notitle, \
     'loss.dat' index 1 using 1:2 with lines linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'attention', \
     'loss.dat' index 2 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#009E73' notitle, \
     'loss.dat' index 2 using 1:2 with lines linewidth 1.5 dashtype (3,3) linecolor rgb '#009E73' title 'transformer'
set output
# Made by attnbench plot: study own_texts chart loss drawing 392da6089831d3c5
# svg 35afdcff8f23dec9
# All above 1221568bceb2a3d6
