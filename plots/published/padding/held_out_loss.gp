# Draws held_out_loss; run `gnuplot held_out_loss.gp` in this folder. Data: held_out_loss.dat
# Results: digest 2ecee86514c87561
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Padding told or learned' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Loss on held-out pairs, mean of 10 repeats; bars: pointwise 95 % intervals' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 10, n_out 2, cardinality 8; task reversed_ends, source fresh, epochs 5000, batch 1' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set xrange [0:5000]
set xlabel 'epoch'
set ylabel 'loss (nats per step)'
set logscale y
set yrange [0.000246957:2.13373]
floor_value = 0.000246957
clamp(v) = v < floor_value ? floor_value : v
set format y '%g'
set ytics (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'held_out_loss.svg'
plot 'held_out_loss.dat'  index 0 using ($1 -22.5):($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#0072B2' notitle, \
     'held_out_loss.dat' index 0 using ($1 -22.5):2 with linespoints pointtype 7 linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'baseline', \
     'held_out_loss.dat'  index 1 using ($1 -7.5):($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#D55E00' notitle, \
     'held_out_loss.dat' index 1 using ($1 -7.5):2 with linespoints pointtype 5 linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'baseline_mask', \
     'held_out_loss.dat'  index 2 using ($1 +7.5):($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#009E73' notitle, \
     'held_out_loss.dat' index 2 using ($1 +7.5):2 with linespoints pointtype 9 linewidth 1.5 dashtype (3,3) linecolor rgb '#009E73' title 'attention', \
     'held_out_loss.dat'  index 3 using ($1 +22.5):($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#CC79A7' notitle, \
     'held_out_loss.dat' index 3 using ($1 +22.5):2 with linespoints pointtype 13 linewidth 1.5 dashtype (14,3,3,3) linecolor rgb '#CC79A7' title 'attention_mask'
set output
# Made by attnbench plot: study padding chart held_out_loss drawing 753fe7187097a2e4
# svg a7b64c81ab740ff6
# All above e38f7ec5c759695b
