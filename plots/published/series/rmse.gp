# Draws rmse; run `gnuplot rmse.gp` in this folder. Data: rmse.dat
# Results: digest a56ada73a6d17a44
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Forecasts of a made-up series' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Error (RMSE) of every repeat (left to right); box: quartiles, median; black: mean, 95 % interval' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 '1 far from the rest; n_in 24, n_out 6; task series, source fresh, epochs 1500, batch 8' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set ylabel 'error (RMSE), less is better'
set logscale y
set yrange [0.36411:6.99364]
set format y '%g'
set ytics (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
clamp(v) = v < 0.36411 ? 0.36411 : v > 6.99364 ? 6.99364 : v
set xrange [-0.45:3.78]
set grid noxtics ytics
set xtics scale 0 ('baseline' 0, 'attention' 1, 'persistence' 2, 'seasonal' 3)
unset key
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'rmse.svg'
plot 'rmse.dat' index 0 using 1:2:($1-0.25):($1+0.25):2:4 with boxxyerror fillstyle solid 0.6 border linecolor rgb '#888888' linewidth 0.6 fillcolor rgb '#dddddd' notitle, \
     '' index 0 using ($1-0.25):3:(0.5):(0) with vectors nohead linewidth 1.3 linecolor rgb '#444444' notitle, \
     'rmse.dat' index 1 using ($3 == 0 ? $1 : NaN):2 with points pointtype 7 pointsize 1 linecolor rgb '#0072B2' notitle, \
     'rmse.dat' index 1 using ($3 == 1 ? $1 : NaN):2 with points pointtype 5 pointsize 1 linecolor rgb '#D55E00' notitle, \
     'rmse.dat' index 1 using ($3 == 2 ? $1 : NaN):2 with points pointtype 9 pointsize 1 linecolor rgb '#009E73' notitle, \
     'rmse.dat' index 1 using ($3 == 3 ? $1 : NaN):2 with points pointtype 13 pointsize 1 linecolor rgb '#CC79A7' notitle, \
     'rmse.dat' index 2 using 1:($6 > 1 && $3 <= $2 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linewidth 1.5 linecolor rgb 'black' notitle, \
     '' index 2 using 1:2 with points pointtype 13 pointsize 1.3 linecolor rgb 'black' notitle, \
     'rmse.dat' index 2 using 1:2:(sprintf('%.4g', $2)) with labels left offset 1.2,0 notitle
set output
# Made by attnbench plot: study series chart rmse drawing 2d4fefb3d3097784
# svg acd7e39335d1e9c8
# All above c4948df5a3bbb43f
