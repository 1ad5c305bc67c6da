# Draws accuracy_by_cell; run `gnuplot accuracy_by_cell.gp` in this folder. Data: accuracy_by_cell.dat
# Results: digest d855f23658fe01ed
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Learning rate, recurrent cell and input length' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Accuracy, mean over the other axes and 5 repeats; bars: 95 % intervals' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_out 2, cardinality 20; task echo, source fresh, epochs 2000, batch 1' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set ylabel 'sequences wholly right (%)'
set yrange [-2:102]
set ytics 0,20,100
clamp(v) = v < 0 ? 0 : v > 100 ? 100 : v
set xlabel 'cell'
set xrange [-0.5:1.5]
set xtics ('lstm' 0, 'gru' 1)
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'accuracy_by_cell.svg'
plot 'accuracy_by_cell.dat'  index 0 using ($1 + -0.05):($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#0072B2' notitle, \
     'accuracy_by_cell.dat' index 0 using ($1 + -0.05):2 with points pointtype 7 linecolor rgb '#0072B2' title 'baseline', \
     'accuracy_by_cell.dat'  index 1 using ($1 + 0):($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#D55E00' notitle, \
     'accuracy_by_cell.dat' index 1 using ($1 + 0):2 with points pointtype 5 linecolor rgb '#D55E00' title 'attention', \
     'accuracy_by_cell.dat'  index 2 using ($1 + 0.05):($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#009E73' notitle, \
     'accuracy_by_cell.dat' index 2 using ($1 + 0.05):2 with points pointtype 9 linecolor rgb '#009E73' title 'smooth'
set output
# Made by attnbench plot: study sweep chart accuracy_by_cell drawing 8e2ed322d67522a0
# svg 4c4a7ec93c71d0db
# All above c8ec353039d6974f
