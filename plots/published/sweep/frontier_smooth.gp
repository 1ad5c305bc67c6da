# Draws frontier_smooth; run `gnuplot frontier_smooth.gp` in this folder. Data: frontier_smooth.dat
# Results: digest d855f23658fe01ed
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',16'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Learning rate, recurrent cell and input length' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Accuracy of smooth − baseline, points' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_out 2, cardinality 20; task echo, source fresh, epochs 2000, batch 1' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set key vertical maxrows 3 samplen 2 width -8
unset grid
set border 0
set xrange [-0.5:5.84]
set yrange [-0.5:1.74]
set xtics scale 0 ('0.0003' 0, '0.001' 1, '0.003' 2, '0.0003' 3.34, '0.001' 4.34, '0.003' 5.34)
set ytics scale 0 ('4' 0, '8' 1)
set xlabel 'learning_rate'
set ylabel 'input length n_in (values)'
set label 4 'cell lstm' at first 1, first 1.5 center offset 0,0.7
set label 5 'cell gru' at first 4.34, first 1.5 center offset 0,0.7
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'frontier_smooth.svg'
plot 'frontier_smooth.dat' using ($4 == 0 ? $1 : NaN):2:(0.47):(0.47) with boxxyerror linecolor rgb '#b2182b' fillstyle solid 1 noborder notitle, \
     '' using ($4 == 0 ? $1 : NaN):2:(sprintf($5 == 1 ? '(%+.1f)' : '%+.1f', $3)) with labels font ',20' textcolor rgb 'white' notitle, \
     'frontier_smooth.dat' using ($4 == 4 ? $1 : NaN):2:(0.47):(0.47) with boxxyerror linecolor rgb '#cccccc' fillstyle empty border notitle, \
     keyentry with boxes linecolor rgb '#b2182b' fillstyle solid 1 noborder title 'better by more than 10 points: 10', \
     keyentry with boxes linecolor rgb '#92c5de' fillstyle solid 1 noborder title 'worse by more than 10 points: 0', \
     keyentry with boxes linecolor rgb '#eeeeee' fillstyle solid 1 noborder title 'undecided (in brackets), or < 10 points: 0', \
     keyentry with boxes linecolor rgb '#b0b0b0' fillstyle pattern 4 border title 'both below 10 %: 0', \
     keyentry with boxes linecolor rgb '#cccccc' fillstyle empty border title 'no result: 2'
set output
# Made by attnbench plot: study sweep chart frontier_smooth drawing 64f7a0cf26efc235
# svg 3f88fe0d4b5db61f
# All above e3991c4fa6f70800
