# Draws profiles; run `gnuplot profiles.gp` in this folder. Data: profiles.dat
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
set label 2 'Performance profile over 5 repeats; pointwise 95 % band' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_in 16, n_out 17, cardinality 28' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
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
     'profiles.dat' index 0 using 1:2 with lines linewidth 1.5 dashtype solid linecolor rgb '#0072B2' title 'baseline', \
     'profiles.dat' index 1 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#D55E00' notitle, \
     'profiles.dat' index 1 using 1:2 with lines linewidth 1.5 dashtype (14,4) linecolor rgb '#D55E00' title 'attention', \
     'profiles.dat' index 2 using 1:(clamp($3)):(clamp($4)) with filledcurves fillstyle transparent solid 0.25 noborder linecolor rgb '#009E73' notitle, \
     'profiles.dat' index 2 using 1:2 with lines linewidth 1.5 dashtype (3,3) linecolor rgb '#009E73' title 'transformer'
set output
# Made by attnbench plot: study letters_to_phonemes chart profiles drawing 21417befcf38436f
# svg aecaf2e23447b01c
# All above aaa51cb989ebe4f7
