# Clean roots of Debian, made by debootstrap once, for the scripts that source this. As root.
quietly() { # LOG COMMAND...
    "${@:2}" >"$1" 2>&1 || { tail -n 20 "$1" && exit 1; }
}

# In two stages: by the second one dpkg syncs no files any more, nor will it afterwards.
clean_root() { # ROOT SUITE
    [[ $(id -u) -eq 0 ]] || { echo "clean roots are made by root alone" >&2 && exit 77; }
    [[ ! -e $1/complete ]] || return 0
    mkdir -p "$1"
    echo "debootstrap into $1"
    local mirror
    mirror=$(.ci/mirror)
    quietly "$1.log" debootstrap --foreign --variant=minbase --include=make,git,ca-certificates "$2" "$1" "$mirror"
    echo force-unsafe-io >"$1/etc/dpkg/dpkg.cfg.d/unsafe-io"
    echo 'Acquire::Check-Valid-Until "false";' >"$1/etc/apt/apt.conf.d/old-mirror" # a mirror may lag behind
    quietly "$1.log" chroot "$1" /debootstrap/debootstrap --second-stage
    touch "$1/complete"
}

# What is tracked, without the history. What is there from before goes, but for what was built.
copy_sources() { # FOLDER
    mkdir -p "$1"
    find "$1" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
    git ls-files -z | xargs -0 tar -c | tar -x -C "$1"
}

# What is mounted goes with the namespace.
in_root() { # ROOT [VARIABLE=VALUE]... COMMAND...
    # shellcheck disable=SC2016 # the inner shell's
    unshare --mount --fork --pid bash -euc '
        mount -t proc proc "$0/proc"
        mount -t sysfs -o ro sysfs "$0/sys"
        mount --rbind /dev "$0/dev"
        exec chroot "$0" env -i PATH="$PATH" HOME=/root OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 \
            OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_btl_vader_single_copy_mechanism=none "$@"' "$@"
}

# The report of the tutorial has its digest, whatever the machine.
expect_tutorial() { # REPORT
    grep ^digest "$1"
    grep -qx "digest 890f6d91c19a3284" "$1"
}

# The tutorial by the program that is installed there: its digest, and a chart.
run_tutorial() { # ROOT PREFIX
    in_root "$1" attnbench --version
    in_root "$1" mpirun -n 2 attnbench run "$2"/share/doc/attnbench/experiments/tutorial.yaml -o /tmp/tutorial
    in_root "$1" attnbench report /tmp/tutorial >"$1.report"
    expect_tutorial "$1.report"
    in_root "$1" attnbench plot /tmp/tutorial -o /tmp/plots | tail -n 1
}
