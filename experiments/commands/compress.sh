#!/bin/sh
# compress.sh LEVEL SEED: compresses random words with gzip, and says what share of their bytes is left.
awk -v seed="$2" 'BEGIN {
    srand(seed)
    for (i = 0; i < 20000; i++) printf "word%d ", int(1000 * rand() * rand())
}' >"$ATTNBENCH_SCRATCH/words"
before=$(wc -c <"$ATTNBENCH_SCRATCH/words")
after=$(gzip -n -"$1" <"$ATTNBENCH_SCRATCH/words" | wc -c)
awk -v after="$after" -v before="$before" 'BEGIN {printf "{\"left\": %.4f}\n", 100 * after / before}' >"$ATTNBENCH_RESULTS"
