# Draws accuracy; run `gnuplot accuracy.gp` in this folder. Data: accuracy.dat
# Results: digest 0fdc225966336375
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.8017
set rmargin at screen 0.96
set label 1 'Variance of the accuracy by its source' at screen 0.5, screen 0.949008 center font ',22'
set label 2 'Accuracy of every repeat (top to bottom); box: quartiles, median; black: mean, 95 % interval' at screen 0.5, screen 0.892351 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 5, n_out 2, cardinality 50; task echo, source fresh, epochs 5000, batch 1' at screen 0.5, screen 0.844193 center font ',15' textcolor rgb '#444444'
set xlabel 'sequences wholly right (%)'
set xrange [-2:102]
set xtics 0,20,100
clamp(v) = v < 0 ? 0 : v > 100 ? 100 : v
set yrange [5.78:-0.45]
set grid noytics xtics
set ytics scale 0 font ',15' ('attention' 0, 'attention-init' 1, 'attention-data' 2, 'baseline' 3, 'baseline-init' 4, 'baseline-data' 5)
unset key
set terminal svg noenhanced size 1200,706 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'accuracy.svg'
plot 'accuracy.dat' index 0 using 3:1:2:4:($1-0.25):($1+0.25) with boxxyerror fillstyle solid 0.6 border linecolor rgb '#888888' linewidth 0.6 fillcolor rgb '#dddddd' notitle, \
     '' index 0 using 3:($1-0.25):(0):(0.5) with vectors nohead linewidth 1.3 linecolor rgb '#444444' notitle, \
     'accuracy.dat' index 1 using 2:($3 == 0 ? $1 : NaN) with points pointtype 7 pointsize 0.5 linecolor rgb '#0072B2' notitle, \
     'accuracy.dat' index 1 using 2:($3 == 1 ? $1 : NaN) with points pointtype 5 pointsize 0.5 linecolor rgb '#D55E00' notitle, \
     'accuracy.dat' index 1 using 2:($3 == 2 ? $1 : NaN) with points pointtype 9 pointsize 0.5 linecolor rgb '#009E73' notitle, \
     'accuracy.dat' index 1 using 2:($3 == 3 ? $1 : NaN) with points pointtype 13 pointsize 0.5 linecolor rgb '#CC79A7' notitle, \
     'accuracy.dat' index 1 using 2:($3 == 4 ? $1 : NaN) with points pointtype 11 pointsize 0.5 linecolor rgb '#E69F00' notitle, \
     'accuracy.dat' index 1 using 2:($3 == 5 ? $1 : NaN) with points pointtype 15 pointsize 0.5 linecolor rgb '#56B4E9' notitle, \
     'accuracy.dat' index 2 using ($6 > 1 ? $2 : NaN):1:(clamp($3)):(clamp($4)) with xerrorbars pointtype 0 linewidth 1.5 linecolor rgb 'black' notitle, \
     '' index 2 using 2:1 with points pointtype 13 pointsize 1.3 linecolor rgb 'black' notitle, \
     'accuracy.dat' index 2 using 2:1:(sprintf('%.1f', $2)) with labels center offset 0,-0.7 notitle
set output
# Made by attnbench plot: study variance chart accuracy drawing 7a2ffee289e7d960
# svg d52973e1d910cb68
# All above a37e2b2a3159f140
