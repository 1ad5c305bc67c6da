# Draws means; run `gnuplot means.gp` in this folder. Data: means.dat
# Results: digest 42f97735c1f0429f
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.745455
set rmargin at screen 0.96
set label 1 'sorting' at screen 0.5, screen 0.918182 center font ',22'
set label 2 'Mean comparisons of each cell, 95 % interval' at screen 0.5, screen 0.827273 center font ',17' textcolor rgb '#444444'
set format x '%g'
set xtics (10, 20, 50, 100, 200, 500, 1e+03, 2e+03, 5e+03, 1e+04, 2e+04, 5e+04, 1e+05, 2e+05, 5e+05, 1e+06, 2e+06, 5e+06)
set logscale x
set xrange [18.4:320570]
clamp(v) = v < 18.4 ? 18.4 : v
set yrange [1.6:-0.6]
set grid noytics
set xlabel 'comparisons, less is better'
set ytics scale 0 font ',15' ('n 10' 0, 'n 1000' 1)
set terminal svg noenhanced size 1200,440 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'means.svg'
plot 'means.dat' index 0 using ($5 == 0 && $6 == 0 && $2 == $2 ? clamp($2) : NaN):4:(clamp($3)-clamp($2)):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#0072B2' notitle, \
     '' index 0 using ($5 == 0 && $6 == 0 ? $1 : NaN):4 with points pointtype 6 linewidth 1.3 linecolor rgb '#0072B2' notitle, \
     'means.dat' index 0 using ($5 == 1 && $6 == 0 && $2 == $2 ? clamp($2) : NaN):4:(clamp($3)-clamp($2)):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#0072B2' notitle, \
     '' index 0 using ($5 == 1 && $6 == 0 ? $1 : NaN):4 with points pointtype 7 linewidth 1.3 linecolor rgb '#0072B2' title 'qsort', \
     'means.dat' index 1 using ($5 == 0 && $6 == 1 && $2 == $2 ? clamp($2) : NaN):4:(clamp($3)-clamp($2)):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#D55E00' notitle, \
     '' index 1 using ($5 == 0 && $6 == 1 ? $1 : NaN):4 with points pointtype 4 linewidth 1.3 linecolor rgb '#D55E00' notitle, \
     'means.dat' index 1 using ($5 == 1 && $6 == 1 && $2 == $2 ? clamp($2) : NaN):4:(clamp($3)-clamp($2)):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#D55E00' notitle, \
     '' index 1 using ($5 == 1 && $6 == 1 ? $1 : NaN):4 with points pointtype 5 linewidth 1.3 linecolor rgb '#D55E00' title 'insertion'
set output
# Made by attnbench plot: study sorting chart means drawing 98e5229afa6b1c18
# svg b816aa7a4db1f9d7
# All above 876bd7d81053b481
