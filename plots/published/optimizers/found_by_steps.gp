# Draws found_by_steps; run `gnuplot found_by_steps.gp` in this folder. Data: found_by_steps.dat
# Results: digest 871b5807f636d288
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.86
set rmargin at screen 0.96
set label 1 'Annealing against hill climbing' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Minimum found, mean over 10 repeats; band: 95 % interval of each value' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set ylabel 'minimum found (%)'
set yrange [-2:102]
set ytics 0,20,100
clamp(v) = v < 0 ? 0 : v > 100 ? 100 : v
set xlabel 'steps'
set xrange [55:1045]
set xtics (100, 1000)
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'found_by_steps.svg'
plot 'found_by_steps.dat' index 0 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#0072B2' notitle, \
     'found_by_steps.dat'  index 0 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#0072B2' notitle, \
     'found_by_steps.dat' index 0 using 1:2 with linespoints pointtype 7 linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'climbing', \
     'found_by_steps.dat' index 1 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#D55E00' notitle, \
     'found_by_steps.dat'  index 1 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#D55E00' notitle, \
     'found_by_steps.dat' index 1 using 1:2 with linespoints pointtype 5 linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'annealing'
set output
# Made by attnbench plot: study optimizers chart found_by_steps drawing 82967dd02b00a9ab
# svg 67ae14d1db127f5c
# All above 9775af4942a23c52
