# Draws means; run `gnuplot means.gp` in this folder. Data: means.dat
# Results: digest 6324794a34f158b6
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.847826
set rmargin at screen 0.96
set label 1 'Where attention pays' at screen 0.5, screen 0.96087 center font ',22'
set label 2 'Mean accuracy of each cell, 95 % interval' at screen 0.5, screen 0.917391 center font ',17' textcolor rgb '#444444'
set label 3 'task echo, source fresh, epochs 5000, batch 1' at screen 0.5, screen 0.880435 center font ',15' textcolor rgb '#444444'
set xrange [-2:102]
set xtics 0,20,100
set yrange [115.52:-1.32]
set grid noytics
set xlabel 'sequences wholly right (%)'
set ylabel '36 cells, in the order of their values'
set ytics scale 0 font ',15' ('baseline' 18, 'attention' 57.6, 'wide' 97.2)
unset key
set terminal svg noenhanced size 1200,920 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'means.svg'
plot 'means.dat' index 0 using ($5 == 0 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 0.6 linecolor rgb '#aaaaaa' notitle, \
     'means.dat' index 0 using ($5 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 0.6 linecolor rgb '#0072B2' notitle, \
     '' index 0 using 1:4 with points pointtype 7 pointsize 0.25 linecolor rgb 'black' notitle, \
     'means.dat' index 1 using ($5 == 0 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 0.6 linecolor rgb '#aaaaaa' notitle, \
     'means.dat' index 1 using ($5 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 0.6 linecolor rgb '#D55E00' notitle, \
     '' index 1 using 1:4 with points pointtype 7 pointsize 0.25 linecolor rgb 'black' notitle, \
     'means.dat' index 2 using ($5 == 0 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 0.6 linecolor rgb '#aaaaaa' notitle, \
     'means.dat' index 2 using ($5 == 1 && $2 == $2 ? $2 : NaN):4:($3-$2):(0) with vectors nohead linewidth 0.6 linecolor rgb '#009E73' notitle, \
     '' index 2 using 1:4 with points pointtype 7 pointsize 0.25 linecolor rgb 'black' notitle
set output
# Made by attnbench plot: study where_attention_pays chart means drawing b0c8337667c91344
# svg d310cd7e1a6b8a2f
# All above d915815ebfa3b660
