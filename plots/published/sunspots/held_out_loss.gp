# Draws held_out_loss; run `gnuplot held_out_loss.gp` in this folder. Data: held_out_loss.dat
# Results: digest 0e87993bd265e0f7
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Monthly sunspots, 12 months ahead' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Loss on held-out pairs, mean of 5 repeats; pointwise 95 % band' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 48, n_out 12; task series, source fixed, samples 2300, validation 150, epochs 15, batch 32' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set xrange [0.5:15.5]
set xtics 2
set xlabel 'epoch'
set ylabel 'loss (mean per step)'
set yrange [0:*]
clamp(v) = v < 0 ? 0 : v
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'held_out_loss.svg'
plot 'held_out_loss.dat' index 0 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#0072B2' notitle, \
     'held_out_loss.dat'  index 0 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#0072B2' notitle, \
     'held_out_loss.dat' index 0 using 1:2 with linespoints pointtype 7 linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'baseline', \
     'held_out_loss.dat' index 1 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#D55E00' notitle, \
     'held_out_loss.dat'  index 1 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#D55E00' notitle, \
     'held_out_loss.dat' index 1 using 1:2 with linespoints pointtype 5 linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'attention', \
     'held_out_loss.dat' index 2 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#009E73' notitle, \
     'held_out_loss.dat'  index 2 using 1:($5 > 1 ? $2 : NaN):(clamp($3)):(clamp($4)) with yerrorbars pointtype 0 linecolor rgb '#009E73' notitle, \
     'held_out_loss.dat' index 2 using 1:2 with linespoints pointtype 9 linewidth 1.5 dashtype (3,3) linecolor rgb '#009E73' title 'transformer'
set output
# Made by attnbench plot: study sunspots chart held_out_loss drawing d3b0a19c7d0b15bb
# svg 4200d3120c770d76
# All above 15180dab35654265
