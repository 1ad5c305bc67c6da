# Draws differences; run `gnuplot differences.gp` in this folder. Data: differences.dat
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
set label 2 'Minimum found of annealing − climbing, 95 % interval; hollow: undecided after Holm' at screen 0.5, screen 0.827273 center font ',17' textcolor rgb '#444444'
set xrange [*<0:0<*] noextend
set offsets graph 0.03, graph 0.03, 0, 0
set yrange [1.6:-0.6]
set grid noytics
set xlabel 'difference (percentage points)'
set arrow 1 from first 0, graph 0 to first 0, graph 1 nohead back linewidth 1 linecolor rgb '#444444'
set ytics scale 0 font ',15' ('steps 100' 0, 'steps 1000' 1)
unset key
set terminal svg noenhanced size 1200,440 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'differences.svg'
plot 'differences.dat' index 0 using ($5 == 0 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype (3,2) linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 0 && $6 == 1 ? $1 : NaN):4 with points pointtype 4 linewidth 1.3 linecolor rgb '#D55E00' notitle, \
     'differences.dat' index 0 using ($5 == 1 && $6 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 1.3 dashtype solid linecolor rgb '#D55E00' notitle, \
     '' index 0 using ($5 == 1 && $6 == 1 ? $1 : NaN):4 with points pointtype 5 linewidth 1.3 linecolor rgb '#D55E00' title 'annealing'
set output
# Made by attnbench plot: study optimizers chart differences drawing 32e28df136e41a34
# svg b994a905c1674c6b
# All above 80c32e5f049f7c75
