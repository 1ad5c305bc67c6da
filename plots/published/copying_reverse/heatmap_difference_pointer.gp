# Draws heatmap_difference_pointer; run `gnuplot heatmap_difference_pointer.gp` in this folder. Data: heatmap_difference_pointer.dat
# Results: digest fa23d9b728a8e340
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Copying against making values, backwards' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Accuracy of pointer − attention, mean over repeats; in brackets: undecided' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'task reverse, source fresh, epochs 5000, batch 1' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
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
set palette defined (0 '#2166ac', 1 '#4393c3', 2 '#92c5de', 3 '#d1e5f0', 4 '#f7f7f7', 5 '#fddbc7', 6 '#f4a582', 7 '#d6604d', 8 '#b2182b')
set cbrange [-100:100]
set cbtics ('-100' -100, '-50' -50, '0' 0, '+50' 50, '+100' 100)
set cblabel 'percentage points' offset 1,0
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'heatmap_difference_pointer.svg'
plot 'heatmap_difference_pointer.dat' using 1:2:(0.5):(0.5) with boxxyerror fillstyle solid 1 noborder linecolor rgb '#aaaaaa', \
     '' using ($3 == $3 ? $1 : NaN):2:(0.5045):(0.5031):3 with boxxyerror fillstyle solid 1 noborder linecolor palette, \
     '' using ($3 == $3 && (abs($3) > 65) ? $1 : NaN):2:(sprintf($5 == 1 ? '(%+.1f%s)' : '%+.1f%s', $3, $4 < 5 ? '*' : '')) with labels font ',20' textcolor rgb 'white', \
     '' using ($3 == $3 && !(abs($3) > 65) ? $1 : NaN):2:(sprintf($5 == 1 ? '(%+.1f%s)' : '%+.1f%s', $3, $4 < 5 ? '*' : '')) with labels font ',20' textcolor rgb 'black'
set output
# Made by attnbench plot: study copying_reverse chart heatmap_difference_pointer drawing b3133ff41f193465
# svg 91debc2c8adaba19
# All above d16f760b56e86656
