# Draws profiles; run `gnuplot profiles.gp` in this folder. Data: profiles.dat
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
set label 2 'Performance profile over 27 cells, 5 repeats; pointwise 95 % band' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'task echo, source fresh, epochs 10000, batch 1' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set xlabel 'accuracy τ: sequences wholly right (%)'
set ylabel 'runs with accuracy ≥ τ (%)'
set xrange [-1:101]
set xtics 0,20,100
set yrange [-2:102]
set ytics 0,20,100
clamp(v) = v < 0 ? 0 : v > 100 ? 100 : v
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'profiles.svg'
plot 'profiles.dat' index 0 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#0072B2' notitle, \
     'profiles.dat' index 0 using 1:2 with lines linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'attention', \
     'profiles.dat' index 1 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#D55E00' notitle, \
     'profiles.dat' index 1 using 1:2 with lines linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'transformer'
set output
# Made by attnbench plot: study transformer_grid chart profiles drawing b19677396698a55e
# svg de3db5fce6b021fa
# All above 307aa46b41a30b40
