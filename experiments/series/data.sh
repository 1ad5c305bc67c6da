#!/bin/bash
# Writes the series of two experiments into experiments/series/data, from R's own datasets: experiments/series/data.sh
#   stocks.csv    EuStockMarkets: closing prices of four indices, business days 1991 to 1998
#   changes.csv   the same as changes from day to day, in percent
#   sunspots.csv  sunspot.month: mean number of sunspots a month since 1749
# R is Debian's package r-base-core (GPL 2 or 3); nothing of it is kept in this repository.
set -euo pipefail
cd "$(dirname "$0")"
../../.ci/packages r-base-core -- Rscript --
mkdir -p data
Rscript --vanilla - <<'END'
stocks <- datasets::EuStockMarkets
write.csv(data.frame(time = sprintf("%.6f", time(stocks)), stocks), "data/stocks.csv", row.names = FALSE, quote = FALSE)
changes <- 100 * diff(log(stocks))
write.csv(data.frame(time = sprintf("%.6f", time(changes)), round(changes, 6)), "data/changes.csv", row.names = FALSE, quote = FALSE)
sunspots <- datasets::sunspot.month
month <- sprintf("%d-%02d", floor(time(sunspots) + 1e-6), cycle(sunspots))
write.csv(data.frame(month = month, sunspots = as.numeric(sunspots)), "data/sunspots.csv", row.names = FALSE, quote = FALSE)
END
wc -l data/*.csv
