# Draws frontier_attention; run `gnuplot frontier_attention.gp` in this folder. Data: frontier_attention.dat
# Results: digest 6324794a34f158b6
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',16'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Where attention pays' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Accuracy of attention − baseline, points' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'task echo, source fresh, epochs 5000, batch 1' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set key vertical maxrows 2 samplen 2 width -8
unset grid
set border 0
set xrange [-0.5:12.34]
set yrange [-0.5:2.86]
set xtics scale 0 ('5' 0, '10' 1, '20' 2, '40' 3, '5' 4.42, '10' 5.42, '20' 6.42, '40' 7.42, '5' 8.84, '10' 9.84, '20' 10.84, '40' 11.84)
set ytics scale 0 ('1' 0, '2' 1, '5' 2)
set xlabel 'input length n_in (values)'
set ylabel 'values to reproduce n_out'
set label 4 'cardinality 10' at first 1.5, first 2.5 center offset 0,0.7
set label 5 'cardinality 30' at first 5.92, first 2.5 center offset 0,0.7
set label 6 'cardinality 100' at first 10.34, first 2.5 center offset 0,0.7
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'frontier_attention.svg'
plot 'frontier_attention.dat' using ($4 == 0 ? $1 : NaN):2:(0.47):(0.47) with boxxyerror linecolor rgb '#b2182b' fillstyle solid 1 noborder notitle, \
     '' using ($4 == 0 ? $1 : NaN):2:(sprintf($5 == 1 ? '(%+.1f)' : '%+.1f', $3)) with labels font ',14' textcolor rgb 'white' notitle, \
     'frontier_attention.dat' using ($4 == 2 ? $1 : NaN):2:(0.47):(0.47) with boxxyerror linecolor rgb '#eeeeee' fillstyle solid 1 noborder notitle, \
     '' using ($4 == 2 ? $1 : NaN):2:(sprintf($5 == 1 ? '(%+.1f)' : '%+.1f', $3)) with labels font ',14' textcolor rgb 'black' notitle, \
     'frontier_attention.dat' using ($4 == 3 ? $1 : NaN):2:(0.47):(0.47) with boxxyerror linecolor rgb '#b0b0b0' fillstyle pattern 4 border notitle, \
     '' using ($4 == 3 ? $1 : NaN):2:(sprintf($5 == 1 ? '(%+.1f)' : '%+.1f', $3)) with labels font ',14' textcolor rgb 'black' notitle, \
     keyentry with boxes linecolor rgb '#b2182b' fillstyle solid 1 noborder title 'better by more than 10 points: 27', \
     keyentry with boxes linecolor rgb '#92c5de' fillstyle solid 1 noborder title 'worse by more than 10 points: 0', \
     keyentry with boxes linecolor rgb '#eeeeee' fillstyle solid 1 noborder title 'undecided (in brackets), or < 10 points: 5', \
     keyentry with boxes linecolor rgb '#b0b0b0' fillstyle pattern 4 border title 'both below 10 %: 4'
set output
# Made by attnbench plot: study where_attention_pays chart frontier_attention drawing ae923db05ac684f2
# svg f38660b69dde0cbb
# All above c2005b5ae8674611
