# Draws mase; run `gnuplot mase.gp` in this folder. Data: mase.dat
# Results: digest d7308d296a47003e
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'European stock indices, 5 days ahead' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Error (MASE) of every repeat (left to right); box: quartiles, median; black: mean, 95 % interval' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 '1 far from the rest; n_in 20, n_out 5' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set ylabel 'error (MASE), less is better'
set logscale y
set yrange [4.31044:166.148]
set format y '%g'
set ytics (1, 2, 5, 10, 20, 50, 100, 200, 500, 1e+03, 2e+03, 5e+03)
clamp(v) = v < 4.31044 ? 4.31044 : v > 166.148 ? 166.148 : v
set xrange [-0.45:3.78]
set grid noxtics ytics
set xtics scale 0 ('baseline' 0, 'attention' 1, 'transformer' 2, 'persistence' 3)
unset key
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'mase.svg'
plot 'mase.dat' index 0 using 1:2:($1-0.25):($1+0.25):2:4 with boxxyerror fillstyle solid 0.6 border linecolor rgb '#888888' linewidth 0.6 fillcolor rgb '#dddddd' notitle, \
     '' index 0 using ($1-0.25):3:(0.5):(0) with vectors nohead linewidth 1.3 linecolor rgb '#444444' notitle, \
     'mase.dat' index 1 using ($3 == 0 ? $1 : NaN):2 with points pointtype 7 pointsize 0.8 linecolor rgb '#0072B2' notitle, \
     'mase.dat' index 1 using ($3 == 1 ? $1 : NaN):2 with points pointtype 5 pointsize 0.8 linecolor rgb '#D55E00' notitle, \
     'mase.dat' index 1 using ($3 == 2 ? $1 : NaN):2 with points pointtype 9 pointsize 0.8 linecolor rgb '#009E73' notitle, \
     'mase.dat' index 1 using ($3 == 3 ? $1 : NaN):2 with points pointtype 13 pointsize 0.8 linecolor rgb '#CC79A7' notitle, \
     'mase.dat' index 2 using 1:($6 > 1 && $3 <= $2 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linewidth 1.5 linecolor rgb 'black' notitle, \
     '' index 2 using 1:2 with points pointtype 13 pointsize 1.3 linecolor rgb 'black' notitle, \
     'mase.dat' index 2 using 1:2:(sprintf('%.4g', $2)) with labels left offset 1.2,0 notitle
set output
# Made by attnbench plot: study stocks chart mase drawing 4c6d1f6a709c503c
# svg cd771bfb3538e54d
# All above f5d3bbceea9c0db3
