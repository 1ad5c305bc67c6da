# Draws held_out_loss; run `gnuplot held_out_loss.gp` in this folder. Data: held_out_loss.dat
# Results: digest 82891d8ccf28aa6d
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Daily changes of European stock indices, 5 days ahead' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Loss on held-out pairs, mean of 10 repeats; 95 % bands: dark pointwise, light simultaneous' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 20, n_out 5; task series, source fixed, samples 1300, validation 150, epochs 10, batch 32' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set xrange [0.5:10.5]
set xtics 1
set xlabel 'epoch'
set ylabel 'loss (mean per step)'
set yrange [0:*]
clamp(v) = v < 0 ? 0 : v
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'held_out_loss.svg'
plot 'held_out_loss.dat' index 0 using 1:(clamp($6)):(clamp($7)) with filledcurves fillstyle transparent solid 0.13 noborder linecolor rgb '#0072B2' notitle, \
     'held_out_loss.dat' index 0 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#0072B2' notitle, \
     'held_out_loss.dat'  index 0 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#0072B2' notitle, \
     'held_out_loss.dat' index 0 using 1:2 with linespoints pointtype 7 linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'baseline', \
     'held_out_loss.dat' index 1 using 1:(clamp($6)):(clamp($7)) with filledcurves fillstyle transparent solid 0.13 noborder linecolor rgb '#D55E00' notitle, \
     'held_out_loss.dat' index 1 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#D55E00' notitle, \
     'held_out_loss.dat'  index 1 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#D55E00' notitle, \
     'held_out_loss.dat' index 1 using 1:2 with linespoints pointtype 5 linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'attention', \
     'held_out_loss.dat' index 2 using 1:(clamp($6)):(clamp($7)) with filledcurves fillstyle transparent solid 0.13 noborder linecolor rgb '#009E73' notitle, \
     'held_out_loss.dat' index 2 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#009E73' notitle, \
     'held_out_loss.dat'  index 2 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#009E73' notitle, \
     'held_out_loss.dat' index 2 using 1:2 with linespoints pointtype 9 linewidth 1.5 dashtype (3,3) linecolor rgb '#009E73' title 'transformer'
set output
# Made by attnbench plot: study stock_changes chart held_out_loss drawing 3e199f0f828251ad
# svg 5caab464339f75ad
# All above 22507e8959ef6fb1
