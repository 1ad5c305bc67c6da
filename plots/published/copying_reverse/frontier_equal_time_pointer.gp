# Draws frontier_equal_time_pointer; run `gnuplot frontier_equal_time_pointer.gp` in this folder. Data: frontier_equal_time_pointer.dat
# Results: digest fa23d9b728a8e340
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',16'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Copying against making values, backwards' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Held-out accuracy at equal training time: pointer − attention, points' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'the slower as of its last evaluation in the other’s whole time (time per epoch: ratio 0.89 to 1.5)' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set key vertical maxrows 2 samplen 2 width -8
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
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'frontier_equal_time_pointer.svg'
plot 'frontier_equal_time_pointer.dat' using ($4 == 0 ? $1 : NaN):2:(0.47):(0.47) with boxxyerror linecolor rgb '#b2182b' fillstyle solid 1 noborder notitle, \
     '' using ($4 == 0 ? $1 : NaN):2:(sprintf($5 == 1 ? '(%+.1f)' : '%+.1f', $3)) with labels font ',20' textcolor rgb 'white' notitle, \
     'frontier_equal_time_pointer.dat' using ($4 == 2 ? $1 : NaN):2:(0.47):(0.47) with boxxyerror linecolor rgb '#eeeeee' fillstyle solid 1 noborder notitle, \
     '' using ($4 == 2 ? $1 : NaN):2:(sprintf($5 == 1 ? '(%+.1f)' : '%+.1f', $3)) with labels font ',20' textcolor rgb 'black' notitle, \
     keyentry with boxes linecolor rgb '#b2182b' fillstyle solid 1 noborder title 'better by more than 10 points: 1', \
     keyentry with boxes linecolor rgb '#92c5de' fillstyle solid 1 noborder title 'worse by more than 10 points: 0', \
     keyentry with boxes linecolor rgb '#eeeeee' fillstyle solid 1 noborder title 'undecided (in brackets), or < 10 points: 11', \
     keyentry with boxes linecolor rgb '#b0b0b0' fillstyle pattern 4 border title 'both below 10 %: 0'
set output
# Made by attnbench plot: study copying_reverse chart frontier_equal_time_pointer drawing 73e2aa0a5ab16e7b
# svg 6440b5beded2d1f9
# All above f6c6f62961bae551
