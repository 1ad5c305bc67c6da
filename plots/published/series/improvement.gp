# Draws improvement; run `gnuplot improvement.gp` in this folder. Data: improvement.dat
# Results: digest a56ada73a6d17a44
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.681818
set rmargin at screen 0.96
set label 1 'Forecasts of a made-up series' at screen 0.5, screen 0.918182 center font ',22'
set label 2 'Probability that each model beats baseline; hollow: includes 50 %' at screen 0.5, screen 0.827273 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 24, n_out 6, cardinality 1; task series, source fresh, epochs 1500, batch 8' at screen 0.5, screen 0.75 center font ',15' textcolor rgb '#444444'
set xrange [-2:102]
set xtics 0,25,100
set yrange [0.6:-0.6]
set grid noytics
set xlabel 'probability (%), ties count half'
set arrow 1 from first 50, graph 0 to first 50, graph 1 nohead back linewidth 1 linecolor rgb '#444444'
set ytics scale 0 font ',15' ('all repeats' 0)
set terminal svg noenhanced size 1200,440 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'improvement.svg'
plot 'improvement.dat' index 0 using ($5 == 0 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 0 && $6 == 1 ? $1 : NaN):4 with points pointtype 4 linewidth 1.3 linecolor rgb '#D55E00' notitle, \
     'improvement.dat' index 0 using ($5 == 1 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 1 && $6 == 1 ? $1 : NaN):4 with points pointtype 5 linewidth 1.3 linecolor rgb '#D55E00' title 'attention', \
     'improvement.dat' index 1 using ($5 == 0 && $6 == 2 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#009E73' notitle, \
     '' index 1 using ($5 == 0 && $6 == 2 ? $1 : NaN):4 with points pointtype 8 linewidth 1.3 linecolor rgb '#009E73' notitle, \
     'improvement.dat' index 1 using ($5 == 1 && $6 == 2 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#009E73' notitle, \
     '' index 1 using ($5 == 1 && $6 == 2 ? $1 : NaN):4 with points pointtype 9 linewidth 1.3 linecolor rgb '#009E73' title 'persistence', \
     'improvement.dat' index 2 using ($5 == 0 && $6 == 3 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#CC79A7' notitle, \
     '' index 2 using ($5 == 0 && $6 == 3 ? $1 : NaN):4 with points pointtype 12 linewidth 1.3 linecolor rgb '#CC79A7' notitle, \
     'improvement.dat' index 2 using ($5 == 1 && $6 == 3 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#CC79A7' notitle, \
     '' index 2 using ($5 == 1 && $6 == 3 ? $1 : NaN):4 with points pointtype 13 linewidth 1.3 linecolor rgb '#CC79A7' title 'seasonal'
set output
# Made by attnbench plot: study series chart improvement drawing 013801d0a07fa0e4
# svg 3df1aca8e292324a
# All above da5ee7fa41c74ad6
