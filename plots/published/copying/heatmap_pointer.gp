# Draws heatmap_pointer; run `gnuplot heatmap_pointer.gp` in this folder. Data: heatmap_pointer.dat
# Results: digest 00e2a016a7a8c6f8
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Copying against making values' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Accuracy of pointer, mean over repeats' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'task echo, source fresh, epochs 5000, batch 1' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set key off noautotitle
set rmargin at screen 0.81
unset grid
set border 0
set xrange [-0.5:5.84]
set yrange [-0.5:1.74]
set xtics scale 0 ('5' 0, '10' 1, '20' 2, '5' 3.34, '10' 4.34, '20' 5.34)
set ytics scale 0 ('2' 0, '5' 1)
set xlabel 'input length n_in (values)'
set ylabel 'values to reproduce n_out'
set label 4 'cardinality 30' at first 1, first 1.5 center offset 0,0.7
set label 5 'cardinality 100' at first 4.34, first 1.5 center offset 0,0.7
set palette defined (0 '#440154', 1 '#482878', 2 '#3e4989', 3 '#31688e', 4 '#26828e', 5 '#1f9e89', 6 '#35b779', 7 '#6ece58', 8 '#b5de2b', 9 '#fde725')
set cbrange [0:100]
set cbtics 0,20,100
set cblabel 'sequences wholly right (%)' offset 1,0
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'heatmap_pointer.svg'
plot 'heatmap_pointer.dat' using 1:2:(0.5):(0.5) with boxxyerror fillstyle solid 1 noborder linecolor rgb '#aaaaaa', \
     '' using ($3 == $3 ? $1 : NaN):2:(0.5045):(0.5031):3 with boxxyerror fillstyle solid 1 noborder linecolor palette, \
     '' using ($3 == $3 && ($3 < 45) ? $1 : NaN):2:(sprintf($5 == 1 ? '(%.1f%s)' : '%.1f%s', $3, $4 < 5 ? '*' : '')) with labels font ',20' textcolor rgb 'white', \
     '' using ($3 == $3 && !($3 < 45) ? $1 : NaN):2:(sprintf($5 == 1 ? '(%.1f%s)' : '%.1f%s', $3, $4 < 5 ? '*' : '')) with labels font ',20' textcolor rgb 'black'
set output
# Made by attnbench plot: study copying chart heatmap_pointer drawing c4e411e372b6fcf6
# svg 2fe41d678fcd1d3c
# All above abf7aa1841d0fd32
