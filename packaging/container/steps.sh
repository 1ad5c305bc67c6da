#!/bin/sh
# Run by make check-container, in clean roots of Debian 12. As root, in an image of Debian 12:
#   steps.sh build COMMIT   builds /attnbench and installs it into /usr/local
#   steps.sh run            installs what the program needs to run
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
case $1 in
build)
    apt-get install -y -q --no-install-recommends make
    cd /attnbench
    .ci/doctor install build
    make -j"$(nproc)" install COMMIT="${2:-unknown}"
    ;;
run)
    apt-get install -y -q --no-install-recommends openmpi-bin libhdf5-103-1 libhdf5-hl-100 libfyaml0 r-mathlib zlib1g \
        libopenblas0-pthread gnuplot-nox fonts-dejavu-core
    ;;
esac
rm -rf /var/lib/apt/lists/*
