# Draws means; run `gnuplot means.gp` in this folder. Data: means.dat
# Results: digest d7308d296a47003e
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.681818
set rmargin at screen 0.96
set label 1 'European stock indices, 5 days ahead' at screen 0.5, screen 0.918182 center font ',22'
set label 2 'Mean error (MASE) of each model, 95 % interval' at screen 0.5, screen 0.827273 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 20, n_out 5, cardinality 1' at screen 0.5, screen 0.75 center font ',15' textcolor rgb '#444444'
set format x '%g'
set xtics (1, 2, 5, 10, 20, 50, 100, 200, 500, 1e+03, 2e+03, 5e+03)
set logscale x
set xrange [4.31044:154.963]
clamp(v) = v < 4.31044 ? 4.31044 : v
set yrange [3.6:-0.6]
set grid noytics
set xlabel 'error (MASE), less is better'
set ytics scale 0 font ',15' ('baseline' 0, 'attention' 1, 'transformer' 2, 'persistence' 3)
unset key
set terminal svg noenhanced size 1200,440 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'means.svg'
plot 'means.dat' index 0 using ($5 == 0 && $6 == 0 && $2 == $2 ? clamp($2) : NaN):4:(clamp($3)-clamp($2)):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#0072B2' notitle, \
     '' index 0 using ($5 == 0 && $6 == 0 ? $1 : NaN):4 with points pointtype 6 linewidth 1.3 linecolor rgb '#0072B2' notitle, \
     'means.dat' index 0 using ($5 == 1 && $6 == 0 && $2 == $2 ? clamp($2) : NaN):4:(clamp($3)-clamp($2)):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#0072B2' notitle, \
     '' index 0 using ($5 == 1 && $6 == 0 ? $1 : NaN):4 with points pointtype 7 linewidth 1.3 linecolor rgb '#0072B2' title 'baseline', \
     'means.dat' index 0 using ($5 == 0 && $6 == 1 && $2 == $2 ? clamp($2) : NaN):4:(clamp($3)-clamp($2)):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 0 && $6 == 1 ? $1 : NaN):4 with points pointtype 4 linewidth 1.3 linecolor rgb '#D55E00' notitle, \
     'means.dat' index 0 using ($5 == 1 && $6 == 1 && $2 == $2 ? clamp($2) : NaN):4:(clamp($3)-clamp($2)):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 1 && $6 == 1 ? $1 : NaN):4 with points pointtype 5 linewidth 1.3 linecolor rgb '#D55E00' title 'attention', \
     'means.dat' index 0 using ($5 == 0 && $6 == 2 && $2 == $2 ? clamp($2) : NaN):4:(clamp($3)-clamp($2)):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#009E73' notitle, \
     '' index 0 using ($5 == 0 && $6 == 2 ? $1 : NaN):4 with points pointtype 8 linewidth 1.3 linecolor rgb '#009E73' notitle, \
     'means.dat' index 0 using ($5 == 1 && $6 == 2 && $2 == $2 ? clamp($2) : NaN):4:(clamp($3)-clamp($2)):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#009E73' notitle, \
     '' index 0 using ($5 == 1 && $6 == 2 ? $1 : NaN):4 with points pointtype 9 linewidth 1.3 linecolor rgb '#009E73' title 'transformer', \
     'means.dat' index 0 using ($5 == 0 && $6 == 3 && $2 == $2 ? clamp($2) : NaN):4:(clamp($3)-clamp($2)):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#CC79A7' notitle, \
     '' index 0 using ($5 == 0 && $6 == 3 ? $1 : NaN):4 with points pointtype 12 linewidth 1.3 linecolor rgb '#CC79A7' notitle, \
     'means.dat' index 0 using ($5 == 1 && $6 == 3 && $2 == $2 ? clamp($2) : NaN):4:(clamp($3)-clamp($2)):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#CC79A7' notitle, \
     '' index 0 using ($5 == 1 && $6 == 3 ? $1 : NaN):4 with points pointtype 13 linewidth 1.3 linecolor rgb '#CC79A7' title 'persistence'
set output
# Made by attnbench plot: study stocks chart means drawing 456e69af569f1007
# svg c267dfd6b786ac20
# All above eff111f9a75310ff
