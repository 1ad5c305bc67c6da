# Draws comparisons_by_n; run `gnuplot comparisons_by_n.gp` in this folder. Data: comparisons_by_n.dat
# Results: digest 42f97735c1f0429f
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.86
set rmargin at screen 0.96
set label 1 'sorting' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Comparisons, mean over 10 repeats; band: 95 % interval of each value' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set ylabel 'comparisons, less is better'
set logscale y
set yrange [18.4:320570]
set format y '%g'
set ytics (10, 20, 50, 100, 200, 500, 1e+03, 2e+03, 5e+03, 1e+04, 2e+04, 5e+04, 1e+05, 2e+05, 5e+05, 1e+06, 2e+06, 5e+06)
clamp(v) = v < 18.4 ? 18.4 : v > 320570 ? 320570 : v
set xlabel 'n'
set xrange [-39.5:1049.5]
set xtics (10, 1000)
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'comparisons_by_n.svg'
plot 'comparisons_by_n.dat' index 0 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#0072B2' notitle, \
     'comparisons_by_n.dat'  index 0 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#0072B2' notitle, \
     'comparisons_by_n.dat' index 0 using 1:2 with linespoints pointtype 7 linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'qsort', \
     'comparisons_by_n.dat' index 1 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#D55E00' notitle, \
     'comparisons_by_n.dat'  index 1 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#D55E00' notitle, \
     'comparisons_by_n.dat' index 1 using 1:2 with linespoints pointtype 5 linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'insertion'
set output
# Made by attnbench plot: study sorting chart comparisons_by_n drawing 8e31a02e0701c66b
# svg 32bbfa384dfa41b1
# All above 2e842227f85c13ca
