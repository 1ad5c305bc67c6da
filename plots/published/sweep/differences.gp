# Draws differences; run `gnuplot differences.gp` in this folder. Data: differences.dat
# Results: digest d855f23658fe01ed
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.835294
set rmargin at screen 0.96
set label 1 'Learning rate, recurrent cell and input length' at screen 0.5, screen 0.957647 center font ',22'
set label 2 'Accuracy of each model − baseline, 95 % interval; hollow: undecided after Holm' at screen 0.5, screen 0.910588 center font ',17' textcolor rgb '#444444'
set label 3 'n_out 2, cardinality 20; task echo, source fresh, epochs 2000, batch 1' at screen 0.5, screen 0.870588 center font ',15' textcolor rgb '#444444'
set xrange [*<0:0<*] noextend
set offsets graph 0.03, graph 0.03, 0, 0
set yrange [9.6:-0.6]
set grid noytics
set xlabel 'difference (percentage points)'
set arrow 1 from first 0, graph 0 to first 0, graph 1 nohead back linewidth 1 linecolor rgb '#444444'
set ytics scale 0 font ',15' ('n_in 4, cell lstm, learning_rate '."\n".'0.0003' 0, 'n_in 4, cell lstm, learning_rate '."\n".'0.001' 1, 'n_in 4, cell lstm, learning_rate '."\n".'0.003' 2, 'n_in 4, cell gru, learning_rate '."\n".'0.0003' 3, 'n_in 4, cell gru, learning_rate '."\n".'0.001' 4, 'n_in 4, cell gru, learning_rate '."\n".'0.003' 5, 'n_in 8, cell lstm, learning_rate '."\n".'0.001' 6, 'n_in 8, cell lstm, learning_rate '."\n".'0.003' 7, 'n_in 8, cell gru, learning_rate '."\n".'0.001' 8, 'n_in 8, cell gru, learning_rate '."\n".'0.003' 9)
set terminal svg noenhanced size 1200,850 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'differences.svg'
plot 'differences.dat' index 0 using ($5 == 0 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 0 && $6 == 1 ? $1 : NaN):4 with points pointtype 4 linewidth 1.3 linecolor rgb '#D55E00' notitle, \
     'differences.dat' index 0 using ($5 == 1 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 1 && $6 == 1 ? $1 : NaN):4 with points pointtype 5 linewidth 1.3 linecolor rgb '#D55E00' title 'attention', \
     'differences.dat' index 1 using ($5 == 0 && $6 == 2 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#009E73' notitle, \
     '' index 1 using ($5 == 0 && $6 == 2 ? $1 : NaN):4 with points pointtype 8 linewidth 1.3 linecolor rgb '#009E73' notitle, \
     'differences.dat' index 1 using ($5 == 1 && $6 == 2 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#009E73' notitle, \
     '' index 1 using ($5 == 1 && $6 == 2 ? $1 : NaN):4 with points pointtype 9 linewidth 1.3 linecolor rgb '#009E73' title 'smooth'
set output
# Made by attnbench plot: study sweep chart differences drawing 395e207ce9d88c2d
# svg 30498c01e895685d
# All above 5b524dffa38597e4
