# Draws loss; run `gnuplot loss.gp` in this folder. Data: loss.dat
# Results: digest c9ff447fa6afa8e1
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',19'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Letters to phonemes, 20,000 words' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Training loss, mean of 5 repeats; pointwise 95 % band' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 16, n_out 17, cardinality 28' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set xrange [0:25]
set xlabel 'epoch'
set ylabel 'loss (nats per step)'
set logscale y
set yrange [0.0869004:2.90458]
floor_value = 0.0869004
clamp(v) = v < floor_value ? floor_value : v
set format y '%g'
set ytics (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'loss.svg'
plot 'loss.dat' index 0 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#0072B2' notitle, \
     'loss.dat' index 0 using 1:2 with lines linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'baseline', \
     'loss.dat' index 1 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#D55E00' notitle, \
     'loss.dat' index 1 using 1:2 with lines linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'attention', \
     'loss.dat' index 2 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#009E73' notitle, \
     'loss.dat' index 2 using 1:2 with lines linewidth 1.5 dashtype (3,3) linecolor rgb '#009E73' title 'transformer'
set output
# Made by attnbench plot: study letters_to_phonemes chart loss drawing f084f97c1dfa0565
# svg d110753760f157d1
# All above 7fe610d013a26c44
