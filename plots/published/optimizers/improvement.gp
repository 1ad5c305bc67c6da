# Draws improvement; run `gnuplot improvement.gp` in this folder. Data: improvement.dat
# Results: digest 871b5807f636d288
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.745455
set rmargin at screen 0.96
set label 1 'Annealing against hill climbing' at screen 0.5, screen 0.918182 center font ',22'
set label 2 'Probability that annealing beats climbing, 95 % interval; hollow: includes 50 %' at screen 0.5, screen 0.827273 center font ',17' textcolor rgb '#444444'
set xrange [-2:102]
set xtics 0,25,100
set yrange [1.6:-0.6]
set grid noytics
set xlabel 'probability (%), ties count half'
set arrow 1 from first 50, graph 0 to first 50, graph 1 nohead back linewidth 1 linecolor rgb '#444444'
set ytics scale 0 font ',15' ('steps 100' 0, 'steps 1000' 1)
unset key
set terminal svg noenhanced size 1200,440 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'improvement.svg'
plot 'improvement.dat' index 0 using ($5 == 0 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 0 && $6 == 1 ? $1 : NaN):4 with points pointtype 4 linewidth 1.3 linecolor rgb '#D55E00' notitle, \
     'improvement.dat' index 0 using ($5 == 1 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 1 && $6 == 1 ? $1 : NaN):4 with points pointtype 5 linewidth 1.3 linecolor rgb '#D55E00' title 'annealing'
set output
# Made by attnbench plot: study optimizers chart improvement drawing e472cc38f5e786e4
# svg 85ee3ed62217ba11
# All above 7fad01ea43a65004
