# Draws accuracy_by_n_in; run `gnuplot accuracy_by_n_in.gp` in this folder. Data: accuracy_by_n_in.dat
# Results: digest 00e2a016a7a8c6f8
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Copying against making values' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Accuracy, mean over the other axes and 5 repeats; band: 95 % interval of each value' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'task echo, source fresh, epochs 5000, batch 1' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set ylabel 'sequences wholly right (%)'
set yrange [-2:102]
set ytics 0,20,100
clamp(v) = v < 0 ? 0 : v > 100 ? 100 : v
set xlabel 'input length n_in (values)'
set xrange [4.25:20.75]
set xtics (5, 10, 20)
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'accuracy_by_n_in.svg'
plot 'accuracy_by_n_in.dat' index 0 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#0072B2' notitle, \
     'accuracy_by_n_in.dat'  index 0 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#0072B2' notitle, \
     'accuracy_by_n_in.dat' index 0 using 1:2 with linespoints pointtype 7 linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'attention', \
     'accuracy_by_n_in.dat' index 1 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#D55E00' notitle, \
     'accuracy_by_n_in.dat'  index 1 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#D55E00' notitle, \
     'accuracy_by_n_in.dat' index 1 using 1:2 with linespoints pointtype 5 linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'pointer'
set output
# Made by attnbench plot: study copying chart accuracy_by_n_in drawing a84e673a0eb2fa60
# svg 99181c87a11f9a12
# All above 091743eea292d79e
