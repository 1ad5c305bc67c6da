# Draws loss; run `gnuplot loss.gp` in this folder. Data: loss.dat
# Results: digest 736cda29529c264f
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 '4500 fixed pairs, batches of 32, 150 epochs' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Training loss, mean of 10 repeats; 95 % bands: dark pointwise, light simultaneous' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 5, n_out 2, cardinality 50; task echo, source fixed, samples 4500, validation 500, epochs 150, batch 32' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set xrange [0:150]
set xlabel 'epoch (each point averages 2 epochs)'
set ylabel 'loss (nats per step)'
set logscale y
set yrange [6.61473e-08:1.97842]
floor_value = 6.61473e-08
clamp(v) = v < floor_value ? floor_value : v
set format y '%g'
set ytics (1e-08, 1e-06, 0.0001, 0.01, 1)
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'loss.svg'
plot 'loss.dat' index 0 using 1:(clamp($6)):(clamp($7)) with filledcurves fillstyle transparent solid 0.13 noborder linecolor rgb '#0072B2' notitle, \
     'loss.dat' index 0 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#0072B2' notitle, \
     'loss.dat' index 0 using 1:2 with lines linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'baseline', \
     'loss.dat' index 1 using 1:(clamp($6)):(clamp($7)) with filledcurves fillstyle transparent solid 0.13 noborder linecolor rgb '#D55E00' notitle, \
     'loss.dat' index 1 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#D55E00' notitle, \
     'loss.dat' index 1 using 1:2 with lines linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'attention'
set output
# Made by attnbench plot: study claim_04_fixed_4500 chart loss drawing 5ab332e1588f6454
# svg b739cd15a5f04415
# All above cc5b0a934901aaa2
