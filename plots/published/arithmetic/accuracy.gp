# Draws accuracy; run `gnuplot accuracy.gp` in this folder. Data: accuracy.dat
# Results: digest 522fd9cf83797ae1
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.831325
set rmargin at screen 0.96
set label 1 'Portable kernels and OpenBLAS' at screen 0.5, screen 0.956627 center font ',22'
set label 2 'Accuracy of every repeat (left to right); box: quartiles, median; black: mean, 95 % interval' at screen 0.5, screen 0.908434 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 5, n_out 2, cardinality 50; task echo, source fresh, epochs 1000, batch 32' at screen 0.5, screen 0.86747 center font ',15' textcolor rgb '#444444'
set ylabel 'sequences wholly right (%)'
set yrange [-2:102]
set ytics 0,20,100
clamp(v) = v < 0 ? 0 : v > 100 ? 100 : v
set xrange [-0.45:3.78]
set grid noxtics ytics
set xtics scale 0 ('baseline' 0, 'baseline-'."\n".'openblas' 1, 'attention' 2, 'attention-'."\n".'openblas' 3)
unset key
set bmargin at screen 0.108434
set terminal svg noenhanced size 1200,830 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'accuracy.svg'
plot 'accuracy.dat' index 0 using 1:2:($1-0.25):($1+0.25):2:4 with boxxyerror fillstyle solid 0.6 border linecolor rgb '#888888' linewidth 0.6 fillcolor rgb '#dddddd' notitle, \
     '' index 0 using ($1-0.25):3:(0.5):(0) with vectors nohead linewidth 1.3 linecolor rgb '#444444' notitle, \
     'accuracy.dat' index 1 using ($3 == 0 ? $1 : NaN):2 with points pointtype 7 pointsize 0.8 linecolor rgb '#0072B2' notitle, \
     'accuracy.dat' index 1 using ($3 == 1 ? $1 : NaN):2 with points pointtype 5 pointsize 0.8 linecolor rgb '#D55E00' notitle, \
     'accuracy.dat' index 1 using ($3 == 2 ? $1 : NaN):2 with points pointtype 9 pointsize 0.8 linecolor rgb '#009E73' notitle, \
     'accuracy.dat' index 1 using ($3 == 3 ? $1 : NaN):2 with points pointtype 13 pointsize 0.8 linecolor rgb '#CC79A7' notitle, \
     'accuracy.dat' index 2 using 1:($6 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linewidth 1.5 linecolor rgb 'black' notitle, \
     '' index 2 using 1:2 with points pointtype 13 pointsize 1.3 linecolor rgb 'black' notitle, \
     'accuracy.dat' index 2 using 1:2:(sprintf('%.1f', $2)) with labels left offset 1.2,0 notitle
set output
# Made by attnbench plot: study arithmetic chart accuracy drawing 05a33e82c81769f7
# svg 34b76d71ee7dbcda
# All above a59921121f20d59c
