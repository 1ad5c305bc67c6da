#!/bin/bash
# GPUs and cores that commands have to themselves: tests/command_places.sh PROGRAM
# The devices need not be there, for a variable names them. slow: 6 s
set -uo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")" || exit 1
source ./script.bash
library_to_preload preload_locks
cd "$scratch" || exit 1
mkdir taken
tag=$$ # places are those of the whole machine

# Fails where another trial has one of its devices.
cat >use.sh <<'PROGRAM'
#!/bin/sh
for device in $(echo "$CUDA_VISIBLE_DEVICES" | tr ',/' ' _'); do
    mkdir "taken/$device" || exit 3
done
sleep 0.02
for device in $(echo "$CUDA_VISIBLE_DEVICES" | tr ',/' ' _'); do
    rmdir "taken/$device"
done
echo "devices: $CUDA_VISIBLE_DEVICES"
echo "cores: $(taskset -cp $$ | sed 's/.*: //'), threads: $OMP_NUM_THREADS"
echo '{"score": 1}' >"$ATTNBENCH_RESULTS"
PROGRAM
chmod 755 use.sh
write_study() { # NAME KEYS REPEATS
    printf '%s\n' "name: $1" "repeats: $3" "models: [{name: only, kind: command, command: [./use.sh], $2}]" \
        "metrics: [{name: score}]" >"$1.yaml"
}
refuse() { # NAME DEVICES WHY
    run env CUDA_VISIBLE_DEVICES="$2" "$program" run "$1.yaml" -o "$1"
    expect_status "$1 of '$2'" 78
    expect_error "$1 of '$2'" "$3"
}
devices() { # FOLDER: what its commands saw, in order
    sed -n 's/^devices: //p' "$1"/output/*.txt | sort -u
}
# Each trial has so many of the devices, which no other has at that time.
expect_shared() { # NAME DEVICES PATTERN of what a trial sees
    run env CUDA_VISIBLE_DEVICES="$2" mpirun -n 3 "$program" run "$1.yaml" -o "$1"
    expect_status "$1 of '$2'" 0
    if [[ -n $(devices "$1") && -z $(devices "$1" | grep -vE "^($3)\$") ]]; then pass; else
        fail "$1 of '$2'" "commands saw $(devices "$1")"
    fi
}

a=GPU-8a1f-$tag b=MIG-GPU-77/1/0-$tag c=7-$tag
write_study one "gpus: 1" 9
expect_shared one "$a,$b,$c" "$a|$b|$c"
write_study single "gpus: 1" 4
expect_shared single "$a" "$a"
write_study two "gpus: 2" 4
expect_shared two "$a,$b,$c" "$a,$b|$a,$c|$b,$c"
write_study three "gpus: 3" 2
expect_shared three "$a, $b,$b,$c" "$a,$b,$c"
write_study without "cores: 0" 1
expect_shared without "$a,$b" "$a,$b"
refuse two "$a" "models.gpus is 2, but CUDA_VISIBLE_DEVICES and /dev name 1"
refuse two "$a,$a" "models.gpus is 2, but CUDA_VISIBLE_DEVICES and /dev name 1"
refuse two "$a,-1,$b" "models.gpus is 2, but CUDA_VISIBLE_DEVICES and /dev name 1"
refuse one "-1" "models.gpus is 1, but CUDA_VISIBLE_DEVICES and /dev name 0"
refuse one "NoDevFiles" "models.gpus is 1, but CUDA_VISIBLE_DEVICES and /dev name 0"
refuse one "" "models.gpus is 1, but CUDA_VISIBLE_DEVICES and /dev name 0"

# What a killed run had is free again, and none of its trials waits on.
no_processes() {
    ! pgrep -f -- "$1" >/dev/null
}
printf '%s\n' "name: killed" "repeats: 2" "models: [{name: only, kind: command, command: [sleep, '74.5'], gpus: 1}]" \
    "metrics: [{name: score}]" >"killed-$tag.yaml"
CUDA_VISIBLE_DEVICES=$a mpirun -n 2 "$program" run "killed-$tag.yaml" -o killed >out 2>err &
job=$!
wait_until pgrep -f 'sleep 74.5'
kill -KILL $job
wait $job 2>/dev/null
for left in 'sleep 74.5' "killed-$tag.yaml"; do
    if until_true 30 no_processes "$left"; then pass; else fail "a killed run" "$left runs on"; fi
done
write_study after "gpus: 1" 1
expect_shared after "$a" "$a"

# Where places cannot be locked, or their files not made, trials do not wait for ever.
expect_no_place() { # NAME WHY
    expect_status "$1" 1
    expect_error "$1" "$2"
}
for number in 37 38 9 524; do
    run timeout 60 env LD_PRELOAD="$preload" LOCKS=$number CUDA_VISIBLE_DEVICES="$a" "$program" run one.yaml -o "refused_$number"
    expect_no_place "locks refused by errno $number" "cannot lock /dev/shm/attnbench-"
done
cat >in_full_memory <<'EOS'
#!/bin/bash
mount --bind . /mnt && mount -t tmpfs -o "nr_inodes=$1" tmpfs /dev/shm && cd /mnt && TMPDIR=/mnt/mpi exec "${@:2}"
EOS
chmod 755 in_full_memory
if ! unshare --mount mount -t tmpfs tmpfs /mnt 2>/dev/null; then
    skip "/dev/shm without inodes" "file systems may not be mounted"
else
    for inodes in 2 3; do
        run timeout 60 unshare --mount ./in_full_memory $inodes env CUDA_VISIBLE_DEVICES="$a" "$program" run one.yaml -o "full_$inodes"
        expect_no_place "/dev/shm of $inodes inodes" ": No space left on device"
        expect_error "/dev/shm of $inodes inodes" " /dev/shm/attnbench-$(id -u)"
    done
fi

write_study core "cores: 1" 6
run mpirun -n 2 "$program" run core.yaml -o core
expect_status "a core each" 0
if [[ -z $(sed -n 's/^cores: //p' core/output/*.txt | grep -vE '^[0-9]+, threads: 1$') ]]; then pass; else
    fail "a core each" "commands ran on $(sed -n 's/^cores: //p' core/output/*.txt | sort -u)"
fi

# Cores are those that the program was given, be it alone or by mpirun, which binds its ranks itself.
expect_cores() { # FOLDER CORES
    expect_status "$1" 0
    if [[ $(sed -n 's/^cores: \(.*\), threads.*/\1/p' "$1"/output/*.txt | sort -u) == "$2" ]]; then pass; else
        fail "$1" "commands ran on $(sed -n 's/^cores: //p' "$1"/output/*.txt | sort -u), not $2"
    fi
}
last=$(taskset -cp $$ | sed 's/.*[ ,-]//')
if [[ $last -eq 0 ]]; then skip "the cores of a program" "there is one"; else
    run taskset -c "$last" "$program" run core.yaml -o bound
    expect_cores bound "$last"
    run taskset -c "$last" mpirun -n 2 "$program" run core.yaml -o bound_ranks
    expect_cores bound_ranks "$last"
    write_study pair "cores: 2" 1
    run env OMPI_MCA_hwloc_base_binding_policy=core OMPI_MCA_rmaps_base_oversubscribe=0 mpirun -n 1 "$program" run pair.yaml -o pair
    expect_status "a launcher binds a rank to one core" 0
    run taskset -c "$last" "$program" run pair.yaml -o too_many
    expect_status "two cores of one" 78
    expect_error "two cores of one" "models.cores is 2, but the cores given to this program are 1"
fi
finish
