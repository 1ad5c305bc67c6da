# Draws rmse; run `gnuplot rmse.gp` in this folder. Data: rmse.dat
# Results: digest 82891d8ccf28aa6d
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Daily changes of European stock indices, 5 days ahead' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Error (RMSE) of every repeat (left to right); box: quartiles, median; black: mean, 95 % interval' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 20, n_out 5; task series, source fixed, samples 1300, validation 150, epochs 10, batch 32' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set ylabel 'error (RMSE), less is better'
set yrange [1.23754:1.81814]
clamp(v) = v < 1.23754 ? 1.23754 : v > 1.81814 ? 1.81814 : v
set xrange [-0.45:3.78]
set grid noxtics ytics
set xtics scale 0 ('baseline' 0, 'attention' 1, 'transformer' 2, 'persistence' 3)
unset key
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'rmse.svg'
plot 'rmse.dat' index 0 using 1:2:($1-0.25):($1+0.25):2:4 with boxxyerror fillstyle solid 0.6 border linecolor rgb '#888888' linewidth 0.6 fillcolor rgb '#dddddd' notitle, \
     '' index 0 using ($1-0.25):3:(0.5):(0) with vectors nohead linewidth 1.3 linecolor rgb '#444444' notitle, \
     'rmse.dat' index 1 using ($3 == 0 ? $1 : NaN):2 with points pointtype 7 pointsize 0.8 linecolor rgb '#0072B2' notitle, \
     'rmse.dat' index 1 using ($3 == 1 ? $1 : NaN):2 with points pointtype 5 pointsize 0.8 linecolor rgb '#D55E00' notitle, \
     'rmse.dat' index 1 using ($3 == 2 ? $1 : NaN):2 with points pointtype 9 pointsize 0.8 linecolor rgb '#009E73' notitle, \
     'rmse.dat' index 1 using ($3 == 3 ? $1 : NaN):2 with points pointtype 13 pointsize 0.8 linecolor rgb '#CC79A7' notitle, \
     'rmse.dat' index 2 using 1:($6 > 1 && $3 <= $2 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linewidth 1.5 linecolor rgb 'black' notitle, \
     '' index 2 using 1:2 with points pointtype 13 pointsize 1.3 linecolor rgb 'black' notitle, \
     'rmse.dat' index 2 using 1:2:(sprintf('%.4g', $2)) with labels left offset 1.2,0 notitle
set output
# Made by attnbench plot: study stock_changes chart rmse drawing 70db7a7fc31dffc5
# svg 2e37f94dcb756cf1
# All above 652481a38a0f2126
