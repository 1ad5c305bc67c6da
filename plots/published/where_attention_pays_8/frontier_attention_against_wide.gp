# Draws frontier_attention_against_wide; run `gnuplot frontier_attention_against_wide.gp` in this folder. Data: frontier_attention_against_wide.dat
# Results: digest f422cc7aa7b8d3e9
set encoding utf8
set border 3 linecolor rgb '#444444' linewidth 0.7
set tics nomirror out
set format '%.10g'
set grid linetype 1 linecolor rgb '#dddddd' linewidth 0.5
set key below center horizontal Left reverse height 0.7 samplen 3 font ',16'
set tmargin at screen 0.825
set rmargin at screen 0.96
set label 1 'Where attention pays, 8 values' at screen 0.5, screen 0.955 center font ',22'
set label 2 'Accuracy of attention − wide, points' at screen 0.5, screen 0.905 center font ',17' textcolor rgb '#444444'
set label 3 'n_out 8; task echo, source fresh, epochs 5000, batch 1' at screen 0.5, screen 0.8625 center font ',15' textcolor rgb '#444444'
set key vertical maxrows 2 samplen 2 width -8
unset grid
set border 0
set xrange [-0.5:2.5]
set yrange [-0.5:2.5]
set xtics scale 0 ('10' 0, '20' 1, '40' 2)
set ytics scale 0 ('10' 0, '30' 1, '100' 2)
set xlabel 'input length n_in (values)'
set ylabel 'cardinality (distinct values)'
set terminal svg noenhanced size 1200,800 fontscale 1.33 linewidth 2 font 'DejaVu Sans,19' background '#ffffff'
set output 'frontier_attention_against_wide.svg'
plot 'frontier_attention_against_wide.dat' using ($4 == 0 ? $1 : NaN):2:(0.47):(0.47) with boxxyerror linecolor rgb '#b2182b' fillstyle solid 1 noborder notitle, \
     '' using ($4 == 0 ? $1 : NaN):2:(sprintf($5 == 1 ? '(%+.1f)' : '%+.1f', $3)) with labels font ',20' textcolor rgb 'white' notitle, \
     'frontier_attention_against_wide.dat' using ($4 == 2 ? $1 : NaN):2:(0.47):(0.47) with boxxyerror linecolor rgb '#eeeeee' fillstyle solid 1 noborder notitle, \
     '' using ($4 == 2 ? $1 : NaN):2:(sprintf($5 == 1 ? '(%+.1f)' : '%+.1f', $3)) with labels font ',20' textcolor rgb 'black' notitle, \
     'frontier_attention_against_wide.dat' using ($4 == 3 ? $1 : NaN):2:(0.47):(0.47) with boxxyerror linecolor rgb '#b0b0b0' fillstyle pattern 4 border notitle, \
     '' using ($4 == 3 ? $1 : NaN):2:(sprintf($5 == 1 ? '(%+.1f)' : '%+.1f', $3)) with labels font ',20' textcolor rgb 'black' notitle, \
     keyentry with boxes linecolor rgb '#b2182b' fillstyle solid 1 noborder title 'better by more than 10 points: 5', \
     keyentry with boxes linecolor rgb '#92c5de' fillstyle solid 1 noborder title 'worse by more than 10 points: 0', \
     keyentry with boxes linecolor rgb '#eeeeee' fillstyle solid 1 noborder title 'undecided (in brackets), or < 10 points: 1', \
     keyentry with boxes linecolor rgb '#b0b0b0' fillstyle pattern 4 border title 'both below 10 %: 3'
set output
# Made by attnbench plot: study where_attention_pays_8 chart frontier_attention_against_wide drawing f4351e89689955d7
# svg be41f0f027948884
# All above acd9b001e2f4651f
