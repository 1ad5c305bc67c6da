# Draws profiles; run `gnuplot profiles.gp` in this folder. Data: profiles.dat
# Results: digest 0fdc225966336375
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Variance of the accuracy by its source' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Performance profile over 20 repeats' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 5, n_out 2, cardinality 50; task echo, source fresh, epochs 5000, batch 1' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set xlabel 'accuracy τ: sequences wholly right (%)'
set ylabel 'runs with accuracy ≥ τ (%)'
set xrange [-1:101]
set xtics 0,20,100
set yrange [-2:102]
set ytics 0,20,100
clamp(v) = v < 0 ? 0 : v > 100 ? 100 : v
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'profiles.svg'
plot 'profiles.dat' index 0 using 1:2 with lines linewidth 1.5 dashtype solid linecolor rgb '#0072B2' notitle, \
     '' every 15::0 index 0 using 1:2 with points pointtype 7 linecolor rgb '#0072B2' notitle, \
     NaN with linespoints pointtype 7 linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'attention', \
     'profiles.dat' index 1 using 1:2 with lines linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' notitle, \
     '' every 15::2 index 1 using 1:2 with points pointtype 5 linecolor rgb '#D55E00' notitle, \
     NaN with linespoints pointtype 5 linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'attention-init', \
     'profiles.dat' index 2 using 1:2 with lines linewidth 1.5 dashtype (3,3) linecolor rgb '#009E73' notitle, \
     '' every 15::5 index 2 using 1:2 with points pointtype 9 linecolor rgb '#009E73' notitle, \
     NaN with linespoints pointtype 9 linewidth 1.5 dashtype (3,3) linecolor rgb '#009E73' title 'attention-data', \
     'profiles.dat' index 3 using 1:2 with lines linewidth 1.5 dashtype (14,3,3,3) linecolor rgb '#CC79A7' notitle, \
     '' every 15::7 index 3 using 1:2 with points pointtype 13 linecolor rgb '#CC79A7' notitle, \
     NaN with linespoints pointtype 13 linewidth 1.5 dashtype (14,3,3,3) linecolor rgb '#CC79A7' title 'baseline', \
     'profiles.dat' index 4 using 1:2 with lines linewidth 1.5 dashtype (7,3) linecolor rgb '#E69F00' notitle, \
     '' every 15::10 index 4 using 1:2 with points pointtype 11 linecolor rgb '#E69F00' notitle, \
     NaN with linespoints pointtype 11 linewidth 1.5 dashtype (7,3) linecolor rgb '#E69F00' title 'baseline-init', \
     'profiles.dat' index 5 using 1:2 with lines linewidth 1.5 dashtype solid linecolor rgb '#56B4E9' notitle, \
     '' every 15::12 index 5 using 1:2 with points pointtype 15 linecolor rgb '#56B4E9' notitle, \
     NaN with linespoints pointtype 15 linewidth 1.5 dashtype solid linecolor rgb '#56B4E9' title 'baseline-data'
set output
# Made by attnbench plot: study variance chart profiles drawing b49570695bca2633
# svg 0caae98569598370
# All above fee00150dc9ef4d8
