# Draws improvement; run `gnuplot improvement.gp` in this folder. Data: improvement.dat
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
set label 2 'Probability that each model beats baseline, 95 % interval; hollow: includes 50 %' at screen 0.5, screen 0.910588 center font ',17' textcolor rgb '#444444'
set label 3 'n_out 2, cardinality 20; task echo, source fresh, epochs 2000, batch 1' at screen 0.5, screen 0.870588 center font ',15' textcolor rgb '#444444'
set xrange [-2:102]
set xtics 0,25,100
set yrange [9.6:-0.6]
set grid noytics
set xlabel 'probability (%), ties count half'
set arrow 1 from first 50, graph 0 to first 50, graph 1 nohead back linewidth 1 linecolor rgb '#444444'
set ytics scale 0 font ',15' ('n_in 4, cell lstm, learning_rate '."\n".'0.0003' 0, 'n_in 4, cell lstm, learning_rate '."\n".'0.001' 1, 'n_in 4, cell lstm, learning_rate '."\n".'0.003' 2, 'n_in 4, cell gru, learning_rate '."\n".'0.0003' 3, 'n_in 4, cell gru, learning_rate '."\n".'0.001' 4, 'n_in 4, cell gru, learning_rate '."\n".'0.003' 5, 'n_in 8, cell lstm, learning_rate '."\n".'0.001' 6, 'n_in 8, cell lstm, learning_rate '."\n".'0.003' 7, 'n_in 8, cell gru, learning_rate '."\n".'0.001' 8, 'n_in 8, cell gru, learning_rate '."\n".'0.003' 9)
set terminal svg noenhanced size 1200,850 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'improvement.svg'
plot 'improvement.dat' index 0 using ($5 == 0 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 0 && $6 == 1 ? $1 : NaN):4 with points pointtype 4 linewidth 1.3 linecolor rgb '#D55E00' notitle, \
     'improvement.dat' index 0 using ($5 == 1 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 1 && $6 == 1 ? $1 : NaN):4 with points pointtype 5 linewidth 1.3 linecolor rgb '#D55E00' title 'attention', \
     'improvement.dat' index 1 using ($5 == 0 && $6 == 2 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#009E73' notitle, \
     '' index 1 using ($5 == 0 && $6 == 2 ? $1 : NaN):4 with points pointtype 8 linewidth 1.3 linecolor rgb '#009E73' notitle, \
     'improvement.dat' index 1 using ($5 == 1 && $6 == 2 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#009E73' notitle, \
     '' index 1 using ($5 == 1 && $6 == 2 ? $1 : NaN):4 with points pointtype 9 linewidth 1.3 linecolor rgb '#009E73' title 'smooth'
set output
# Made by attnbench plot: study sweep chart improvement drawing cf861d5d430d6469
# svg 03775da6db60e176
# All above 90b84102a867fd36
