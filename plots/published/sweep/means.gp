# Draws means; run `gnuplot means.gp` in this folder. Data: means.dat
# Results: digest d855f23658fe01ed
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.846154
set rmargin at screen 0.96
set label 1 'Learning rate, recurrent cell and input length' at screen 0.5, screen 0.96044 center font ',22'
set label 2 'Mean accuracy of each cell, 95 % interval' at screen 0.5, screen 0.916484 center font ',17' textcolor rgb '#444444'
set label 3 'n_out 2, cardinality 20; task echo, source fresh, epochs 2000, batch 1' at screen 0.5, screen 0.879121 center font ',15' textcolor rgb '#444444'
set xrange [-2:102]
set xtics 0,20,100
set yrange [9.6:-0.6]
set grid noytics
set xlabel 'sequences wholly right (%)'
set ytics scale 0 font ',15' ('n_in 4, cell lstm, learning_rate '."\n".'0.0003' 0, 'n_in 4, cell lstm, learning_rate '."\n".'0.001' 1, 'n_in 4, cell lstm, learning_rate '."\n".'0.003' 2, 'n_in 4, cell gru, learning_rate '."\n".'0.0003' 3, 'n_in 4, cell gru, learning_rate '."\n".'0.001' 4, 'n_in 4, cell gru, learning_rate '."\n".'0.003' 5, 'n_in 8, cell lstm, learning_rate '."\n".'0.001' 6, 'n_in 8, cell lstm, learning_rate '."\n".'0.003' 7, 'n_in 8, cell gru, learning_rate '."\n".'0.001' 8, 'n_in 8, cell gru, learning_rate '."\n".'0.003' 9)
set terminal svg noenhanced size 1200,910 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'means.svg'
plot 'means.dat' index 0 using ($5 == 0 && $6 == 0 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#0072B2' notitle, \
     '' index 0 using ($5 == 0 && $6 == 0 ? $1 : NaN):4 with points pointtype 6 linewidth 1.3 linecolor rgb '#0072B2' notitle, \
     'means.dat' index 0 using ($5 == 1 && $6 == 0 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#0072B2' notitle, \
     '' index 0 using ($5 == 1 && $6 == 0 ? $1 : NaN):4 with points pointtype 7 linewidth 1.3 linecolor rgb '#0072B2' title 'baseline', \
     'means.dat' index 1 using ($5 == 0 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#D55E00' notitle, \
     '' index 1 using ($5 == 0 && $6 == 1 ? $1 : NaN):4 with points pointtype 4 linewidth 1.3 linecolor rgb '#D55E00' notitle, \
     'means.dat' index 1 using ($5 == 1 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#D55E00' notitle, \
     '' index 1 using ($5 == 1 && $6 == 1 ? $1 : NaN):4 with points pointtype 5 linewidth 1.3 linecolor rgb '#D55E00' title 'attention', \
     'means.dat' index 2 using ($5 == 0 && $6 == 2 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#009E73' notitle, \
     '' index 2 using ($5 == 0 && $6 == 2 ? $1 : NaN):4 with points pointtype 8 linewidth 1.3 linecolor rgb '#009E73' notitle, \
     'means.dat' index 2 using ($5 == 1 && $6 == 2 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#009E73' notitle, \
     '' index 2 using ($5 == 1 && $6 == 2 ? $1 : NaN):4 with points pointtype 9 linewidth 1.3 linecolor rgb '#009E73' title 'smooth'
set output
# Made by attnbench plot: study sweep chart means drawing c9f7d6cc7f6ce50e
# svg 159b472e72138029
# All above e4a243f61c1d0f95
