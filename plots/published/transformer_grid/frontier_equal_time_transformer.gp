# Draws frontier_equal_time_transformer; run `gnuplot frontier_equal_time_transformer.gp` in this folder. Data: frontier_equal_time_transformer.dat
# Results: digest 1df6f2434f96c80a
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',16'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'A transformer beside attention' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Held-out accuracy at equal training time: transformer − attention, points' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'the slower as of its last evaluation in the other’s whole time (time per epoch: ratio 4.6 to 17)' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set key vertical maxrows 2 samplen 2 width -8
unset grid
set border 0
set xrange [-0.5:9.18]
set yrange [-0.5:2.86]
set xtics scale 0 ('4' 0, '6' 1, '8' 2, '4' 3.34, '6' 4.34, '8' 5.34, '4' 6.68, '6' 7.68, '8' 8.68)
set ytics scale 0 ('1' 0, '2' 1, '4' 2)
set xlabel 'input length n_in (values)'
set ylabel 'values to reproduce n_out'
set label 4 'cardinality 10' at first 1, first 2.5 center offset 0,0.7
set label 5 'cardinality 30' at first 4.34, first 2.5 center offset 0,0.7
set label 6 'cardinality 50' at first 7.68, first 2.5 center offset 0,0.7
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'frontier_equal_time_transformer.svg'
plot 'frontier_equal_time_transformer.dat' using ($4 == 1 ? $1 : NaN):2:(0.47):(0.47) with boxxyerror linecolor rgb '#92c5de' fillstyle solid 1 noborder notitle, \
     '' using ($4 == 1 ? $1 : NaN):2:(sprintf($5 == 1 ? '(%+.1f)' : '%+.1f', $3)) with labels font ',16' textcolor rgb 'black' notitle, \
     'frontier_equal_time_transformer.dat' using ($4 == 2 ? $1 : NaN):2:(0.47):(0.47) with boxxyerror linecolor rgb '#eeeeee' fillstyle solid 1 noborder notitle, \
     '' using ($4 == 2 ? $1 : NaN):2:(sprintf($5 == 1 ? '(%+.1f)' : '%+.1f', $3)) with labels font ',16' textcolor rgb 'black' notitle, \
     keyentry with boxes linecolor rgb '#b2182b' fillstyle solid 1 noborder title 'better by more than 10 points: 0', \
     keyentry with boxes linecolor rgb '#92c5de' fillstyle solid 1 noborder title 'worse by more than 10 points: 18', \
     keyentry with boxes linecolor rgb '#eeeeee' fillstyle solid 1 noborder title 'undecided (in brackets), or < 10 points: 9', \
     keyentry with boxes linecolor rgb '#b0b0b0' fillstyle pattern 4 border title 'both below 10 %: 0'
set output
# Made by attnbench plot: study transformer_grid chart frontier_equal_time_transformer drawing ef4afdd88093c81f
# svg a80259cfc6eb024e
# All above 8fb055619eb0a3ed
