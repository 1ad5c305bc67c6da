# Draws means; run `gnuplot means.gp` in this folder. Data: means.dat
# Results: digest 39d15b3522e66dea
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.681818
set rmargin at screen 0.96
set label 1 'Continuous data' at screen 0.5, screen 0.918182 center font ',22'
set label 2 'Mean error (RMSE) of each model, 95 % interval' at screen 0.5, screen 0.827273 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 20, n_out 20, cardinality 1; task denoise, source fresh, epochs 5000, batch 1' at screen 0.5, screen 0.75 center font ',15' textcolor rgb '#444444'
set xrange [0.0782436:1.18918]
clamp(v) = v < 0.0782436 ? 0.0782436 : v
set yrange [1.6:-0.6]
set grid noytics
set xlabel 'error (RMSE), less is better'
set ytics scale 0 font ',15' ('softmax' 0, 'linear' 1)
unset key
set terminal svg noenhanced size 1200,440 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'means.svg'
plot 'means.dat' index 0 using ($5 == 0 && $6 == 0 && $2 == $2 ? clamp($2) : NaN):4:(clamp($3)-clamp($2)):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#0072B2' notitle, \
     '' index 0 using ($5 == 0 && $6 == 0 ? $1 : NaN):4 with points pointtype 6 linewidth 1.3 linecolor rgb '#0072B2' notitle, \
     'means.dat' index 0 using ($5 == 1 && $6 == 0 && $2 == $2 ? clamp($2) : NaN):4:(clamp($3)-clamp($2)):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#0072B2' notitle, \
     '' index 0 using ($5 == 1 && $6 == 0 ? $1 : NaN):4 with points pointtype 7 linewidth 1.3 linecolor rgb '#0072B2' title 'softmax', \
     'means.dat' index 0 using ($5 == 0 && $6 == 1 && $2 == $2 ? clamp($2) : NaN):4:(clamp($3)-clamp($2)):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 0 && $6 == 1 ? $1 : NaN):4 with points pointtype 4 linewidth 1.3 linecolor rgb '#D55E00' notitle, \
     'means.dat' index 0 using ($5 == 1 && $6 == 1 && $2 == $2 ? clamp($2) : NaN):4:(clamp($3)-clamp($2)):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 1 && $6 == 1 ? $1 : NaN):4 with points pointtype 5 linewidth 1.3 linecolor rgb '#D55E00' title 'linear'
set output
# Made by attnbench plot: study claim_13_denoise chart means drawing 5d7e2af8edc9414d
# svg 39ac5e238a283b28
# All above f1b13db116a633a5
