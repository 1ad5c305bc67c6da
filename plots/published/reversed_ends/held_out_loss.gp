# Draws held_out_loss; run `gnuplot held_out_loss.gp` in this folder. Data: held_out_loss.dat
# Results: digest 352f05e719da4094
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'The last and the first of up to 9 values' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Loss on held-out pairs, mean of 10 repeats; 95 % bands: dark pointwise, light simultaneous' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 10, n_out 2, cardinality 8; task reversed_ends, source fresh, epochs 5000, batch 1' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set xrange [0:5000]
set xlabel 'epoch'
set ylabel 'loss (nats per step)'
set logscale y
set yrange [0.000234148:0.546138]
floor_value = 0.000234148
clamp(v) = v < floor_value ? floor_value : v
set format y '%g'
set ytics (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'held_out_loss.svg'
plot 'held_out_loss.dat' index 0 using 1:(clamp($6)):(clamp($7)) with filledcurves fillstyle transparent solid 0.13 noborder linecolor rgb '#0072B2' notitle, \
     'held_out_loss.dat' index 0 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#0072B2' notitle, \
     'held_out_loss.dat' index 0 using 1:2 with lines linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'baseline', \
     'held_out_loss.dat' index 1 using 1:(clamp($6)):(clamp($7)) with filledcurves fillstyle transparent solid 0.13 noborder linecolor rgb '#D55E00' notitle, \
     'held_out_loss.dat' index 1 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#D55E00' notitle, \
     'held_out_loss.dat' index 1 using 1:2 with lines linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'attention'
set output
# Made by attnbench plot: study reversed_ends chart held_out_loss drawing f706d04c7f186544
# svg fe95c2c024d8bcfd
# All above ce66078e54ae1dc5
