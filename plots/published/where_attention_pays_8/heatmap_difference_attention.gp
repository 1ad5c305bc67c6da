# Draws heatmap_difference_attention; run `gnuplot heatmap_difference_attention.gp` in this folder. Data: heatmap_difference_attention.dat
# Results: digest f422cc7aa7b8d3e9
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Where attention pays, 8 values' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Accuracy of attention − baseline, mean over repeats; in brackets: undecided' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_out 8; task echo, source fresh, epochs 5000, batch 1' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set key off noautotitle
set rmargin at screen 0.81
unset grid
set border 0
set xrange [-0.5:2.5]
set yrange [-0.5:2.5]
set xtics scale 0 ('10' 0, '20' 1, '40' 2)
set ytics scale 0 ('10' 0, '30' 1, '100' 2)
set xlabel 'input length n_in (values)'
set ylabel 'cardinality (distinct values)'
set palette defined (0 '#2166ac', 1 '#4393c3', 2 '#92c5de', 3 '#d1e5f0', 4 '#f7f7f7', 5 '#fddbc7', 6 '#f4a582', 7 '#d6604d', 8 '#b2182b')
set cbrange [-100:100]
set cbtics ('-100' -100, '-50' -50, '0' 0, '+50' 50, '+100' 100)
set cblabel 'percentage points' offset 1,0
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'heatmap_difference_attention.svg'
plot 'heatmap_difference_attention.dat' using 1:2:(0.5):(0.5) with boxxyerror fillstyle solid 1 noborder linecolor rgb '#aaaaaa', \
     '' using ($3 == $3 ? $1 : NaN):2:(0.5021):(0.5041):3 with boxxyerror fillstyle solid 1 noborder linecolor palette, \
     '' using ($3 == $3 && (abs($3) > 65) ? $1 : NaN):2:(sprintf($5 == 1 ? '(%+.1f%s)' : '%+.1f%s', $3, $4 < 5 ? '*' : '')) with labels font ',20' textcolor rgb 'white', \
     '' using ($3 == $3 && !(abs($3) > 65) ? $1 : NaN):2:(sprintf($5 == 1 ? '(%+.1f%s)' : '%+.1f%s', $3, $4 < 5 ? '*' : '')) with labels font ',20' textcolor rgb 'black'
set output
# Made by attnbench plot: study where_attention_pays_8 chart heatmap_difference_attention drawing 492228d55fb0d5ab
# svg 22a391032a79872b
# All above 04d1abeccb9ef18f
