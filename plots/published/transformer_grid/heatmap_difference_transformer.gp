# Draws heatmap_difference_transformer; run `gnuplot heatmap_difference_transformer.gp` in this folder. Data: heatmap_difference_transformer.dat
# Results: digest 1df6f2434f96c80a
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'A transformer beside attention' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Accuracy of transformer − attention, mean over repeats; in brackets: undecided' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'task echo, source fresh, epochs 10000, batch 1' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set key off noautotitle
set rmargin at screen 0.81
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
set palette defined (0 '#2166ac', 1 '#4393c3', 2 '#92c5de', 3 '#d1e5f0', 4 '#f7f7f7', 5 '#fddbc7', 6 '#f4a582', 7 '#d6604d', 8 '#b2182b')
set cbrange [-20:20]
set cbtics ('-20' -20, '-10' -10, '0' 0, '+10' 10, '+20' 20)
set cblabel 'percentage points' offset 1,0
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'heatmap_difference_transformer.svg'
plot 'heatmap_difference_transformer.dat' using 1:2:(0.5):(0.5) with boxxyerror fillstyle solid 1 noborder linecolor rgb '#aaaaaa', \
     '' using ($3 == $3 ? $1 : NaN):2:(0.5068):(0.5046):3 with boxxyerror fillstyle solid 1 noborder linecolor palette, \
     '' using ($3 == $3 && (abs($3) > 13) ? $1 : NaN):2:(sprintf($5 == 1 ? '(%+.1f%s)' : '%+.1f%s', $3, $4 < 5 ? '*' : '')) with labels font ',15' textcolor rgb 'white', \
     '' using ($3 == $3 && !(abs($3) > 13) ? $1 : NaN):2:(sprintf($5 == 1 ? '(%+.1f%s)' : '%+.1f%s', $3, $4 < 5 ? '*' : '')) with labels font ',15' textcolor rgb 'black'
set output
# Made by attnbench plot: study transformer_grid chart heatmap_difference_transformer drawing d34cfaa263c5c1ad
# svg 1308362624e66997
# All above b8b0e2a98a764010
