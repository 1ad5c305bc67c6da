# Draws profiles; run `gnuplot profiles.gp` in this folder. Data: profiles.dat
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
set label 2 'Performance profile over 10 repeats' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 10, n_out 2, cardinality 8; task reversed_ends, source fresh, epochs 5000, batch 1' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
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
     NaN with linespoints pointtype 7 linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'baseline', \
     'profiles.dat' index 1 using 1:2 with lines linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' notitle, \
     '' every 15::3 index 1 using 1:2 with points pointtype 5 linecolor rgb '#D55E00' notitle, \
     NaN with linespoints pointtype 5 linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'baseline_mask', \
     'profiles.dat' index 2 using 1:2 with lines linewidth 1.5 dashtype (3,3) linecolor rgb '#009E73' notitle, \
     '' every 15::7 index 2 using 1:2 with points pointtype 9 linecolor rgb '#009E73' notitle, \
     NaN with linespoints pointtype 9 linewidth 1.5 dashtype (3,3) linecolor rgb '#009E73' title 'attention', \
     'profiles.dat' index 3 using 1:2 with lines linewidth 1.5 dashtype (14,3,3,3) linecolor rgb '#CC79A7' notitle, \
     '' every 15::11 index 3 using 1:2 with points pointtype 13 linecolor rgb '#CC79A7' notitle, \
     NaN with linespoints pointtype 13 linewidth 1.5 dashtype (14,3,3,3) linecolor rgb '#CC79A7' title 'attention_mask'
set output
# Made by attnbench plot: study padding chart profiles drawing dc4c5aecf9fb80d6
# svg 20073613dc4f76c7
# All above 2d65ed30cd1a3839
